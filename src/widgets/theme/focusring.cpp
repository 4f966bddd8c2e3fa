// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/focusring.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QLineEdit>
#include <QPainter>
#include <QSplitter>

namespace layerdeck {

namespace {

constexpr int ringWidth = 2;
constexpr int ringOffset = 1;
constexpr int reach = ringWidth + ringOffset;

class RingFrame final : public QWidget
{
public:
    explicit RingFrame(QWidget *parent)
        : QWidget(parent)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAttribute(Qt::WA_NoSystemBackground);
        setFocusPolicy(Qt::NoFocus);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Theme::current().color(Token::Ink), ringWidth));
        const qreal inset = ringWidth / 2.0;
        const qreal radius = metrics::radius + reach - inset;
        painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), radius, radius);
    }
};

bool wantsRing(const QWidget *widget)
{
    if (!widget || !widget->parentWidget() || widget->isWindow() || widget->property("ownFocus").toBool())
        return false;
    if (qobject_cast<const QSplitter *>(widget->parentWidget()))
        return false;
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
           qobject_cast<const QComboBox *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget) || widget->property("field").toBool();
}

/// The line edit inside a combo or spin box stands for the whole control.
QWidget *controlOf(QWidget *widget)
{
    QWidget *parent = widget ? widget->parentWidget() : nullptr;
    if (qobject_cast<QComboBox *>(parent) || qobject_cast<QAbstractSpinBox *>(parent))
        return parent;
    return widget;
}

} // namespace

FocusRing::FocusRing(QObject *parent)
    : QObject(parent)
{
    connect(qApp, &QApplication::focusChanged, this,
            [this](QWidget *, QWidget *now) { moveTo(controlOf(now)); });
}

FocusRing::~FocusRing() { delete m_frame; }

void FocusRing::moveTo(QWidget *widget)
{
    if (m_target)
        m_target->removeEventFilter(this);
    for (const QPointer<QWidget> &passing : std::as_const(m_passing)) {
        if (passing)
            passing->removeEventFilter(this);
    }
    m_passing.clear();
    delete m_frame;
    m_target = wantsRing(widget) ? widget : nullptr;
    if (!m_target)
        return;
    m_frame = new RingFrame(hostOf(m_target));
    m_target->installEventFilter(this);
    follow();
}

QWidget *FocusRing::hostOf(QWidget *widget)
{
    QWidget *host = widget->parentWidget();
    while (host->property("passFocusRing").toBool() && host->parentWidget()) {
        host->installEventFilter(this);
        m_passing << host;
        host = host->parentWidget();
    }
    return host;
}

void FocusRing::follow()
{
    if (!m_frame || !m_target)
        return;
    const QRect target(m_target->mapTo(m_frame->parentWidget(), QPoint()), m_target->size());
    m_frame->setGeometry(target.adjusted(-reach, -reach, reach, reach));
    m_frame->setVisible(m_target->isVisible());
    m_frame->raise();
}

bool FocusRing::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide:
        if (watched == m_target || m_passing.contains(qobject_cast<QWidget *>(watched)))
            follow();
        break;
    case QEvent::ParentChange:
        if (watched == m_target)
            moveTo(m_target);
        break;
    default:
        break;
    }
    return false;
}

} // namespace layerdeck
