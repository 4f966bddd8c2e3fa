// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/previewdialog.h"

#include "widgets/parts/iconlabel.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int titleHeight = 40;
constexpr int footHeight = 57;
constexpr int choicesWidth = 256;
constexpr int wideWidth = 928;
constexpr int wideHeight = 664;
constexpr int windowMargin = 24;

QLabel *label(const QString &type, const QString &ink, QWidget *parent)
{
    auto *result = new QLabel(parent);
    result->setProperty("type", type);
    if (!ink.isEmpty())
        result->setProperty("ink", ink);
    result->setTextFormat(Qt::PlainText);
    return result;
}

} // namespace

/// Dims what lies behind and takes its clicks.
class PreviewDialog::Overlay final : public QWidget
{
public:
    explicit Overlay(QWidget *parent)
        : QWidget(parent)
    {
        setObjectName(u"previewOverlay"_s);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        // Flat, and dark in both themes: a light veil over a dark page would lift it instead of setting it
        // back.
        QColor veil(0x1A, 0x1E, 0x25);
        veil.setAlphaF(Theme::current().scheme() == Scheme::Dark ? 0.6F : 0.32F);
        painter.fillRect(rect(), veil);
    }
    void mousePressEvent(QMouseEvent *) override {}
};

PreviewDialog::PreviewDialog(Act act, QWidget *window)
    : QDialog(window)
    , m_actKind(act)
    , m_window(window)
    , m_overlay(new Overlay(window))
    , m_title(label(u"name"_s, {}, this))
    , m_object(new ElidedLabel(this))
    , m_sum(label(u"title"_s, {}, this))
    , m_sentence(label({}, {}, this))
    , m_choiceBox(new QScrollArea(this))
    , m_choices(new QVBoxLayout)
    , m_consequences(new QVBoxLayout)
    , m_tools(new QHBoxLayout)
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_act(new QPushButton(this))
{
    // QDialog takes Qt::Widget for "not given" and becomes a window; here it is a child.
    setWindowFlags(Qt::Widget);
    setAttribute(Qt::WA_DeleteOnClose);
    setAutoFillBackground(false);
    m_sum->setObjectName(u"previewSum"_s);
    m_sentence->setObjectName(u"previewSentence"_s);
    m_sentence->setWordWrap(true);
    m_sum->setWordWrap(true);
    m_cancel->setObjectName(u"previewCancel"_s);
    m_act->setObjectName(u"previewAct"_s);
    m_act->setProperty("variant", act == Act::Deletes ? u"delete"_s : u"primary"_s);
    m_object->setObjectName(u"previewObject"_s);
    m_object->setLook(TypeRole::Body, 0, Tone::Muted);
    m_cancel->setAutoDefault(true);
    m_act->setAutoDefault(true);

    auto *close = new QPushButton(this);
    close->setProperty("variant", u"tool"_s);
    close->setProperty("iconName", u"close"_s);
    close->setAccessibleName(tr("Close"));
    close->setToolTip(tr("Close without doing anything"));
    close->setAutoDefault(false);

    auto *titleRow = new QHBoxLayout;
    titleRow->setContentsMargins(metrics::pageMargin, 0, 8, 0);
    titleRow->setSpacing(12);
    titleRow->addWidget(m_title);
    titleRow->addWidget(m_object, 1);
    titleRow->addWidget(close);
    auto *titleBox = new QWidget(this);
    titleBox->setLayout(titleRow);
    titleBox->setFixedHeight(titleHeight);

    auto *sumBox = new QVBoxLayout;
    sumBox->setContentsMargins(metrics::pageMargin, 14, metrics::pageMargin, 14);
    sumBox->setSpacing(6);
    sumBox->addWidget(m_sum);
    sumBox->addWidget(m_sentence);

    // It scrolls where the window is low.
    auto *choices = new QWidget;
    choices->setLayout(m_choices);
    choices->setProperty("ground", u"sunken"_s);
    m_choiceBox->setWidget(choices);
    m_choiceBox->setWidgetResizable(true);
    m_choiceBox->setFrameShape(QFrame::NoFrame);
    m_choiceBox->setFocusPolicy(Qt::NoFocus);
    m_choiceBox->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_choiceBox->setAccessibleName(tr("Choices"));
    m_choiceBox->setFixedWidth(choicesWidth);
    m_choices->setContentsMargins(metrics::pageMargin, metrics::pageMargin, metrics::pageMargin,
                                  metrics::pageMargin);
    m_choices->setSpacing(12);
    m_consequences->setContentsMargins(0, 0, 0, 0);
    m_consequences->setSpacing(0);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(1);
    middle->addWidget(m_choiceBox);
    middle->addLayout(m_consequences, 1);

    m_tools->setSpacing(metrics::gap);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(metrics::pageMargin, 12, metrics::pageMargin, 12);
    foot->setSpacing(metrics::gap);
    foot->addLayout(m_tools);
    foot->addStretch();
    foot->addWidget(m_cancel);
    foot->addWidget(m_act);
    auto *footBox = new QWidget(this);
    footBox->setObjectName(u"previewFoot"_s);
    footBox->setLayout(foot);
    footBox->setFixedHeight(qMax(footHeight, m_cancel->sizeHint().height() + 25));

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(titleBox);
    column->addSpacing(1);
    column->addLayout(sumBox);
    column->addSpacing(1);
    column->addLayout(middle, 1);
    column->addWidget(footBox);

    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_act, &QPushButton::clicked, this, &QDialog::accept);
    m_overlay->hide();
    window->installEventFilter(this);
}

PreviewDialog::~PreviewDialog()
{
    restShortcuts(false);
    delete m_overlay;
}

void PreviewDialog::setTitle(const QString &title, const QString &object)
{
    m_title->setText(title);
    m_object->setText(object);
    setWindowTitle(title);
    setAccessibleName(title + u", "_s + object);
}

void PreviewDialog::setSum(const QString &sum, const QString &sentence)
{
    m_sum->setText(sum);
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    // A question is no larger than its words, also where they change while it stands.
    if (isVisible() && m_choices->count() == 0 && m_consequences->count() == 0) {
        layout()->activate();
        place();
    }
}

void PreviewDialog::setActText(const QString &text, const QString &icon)
{
    m_act->setText(text);
    m_act->setProperty("iconName", icon);
    m_act->updateGeometry();
    // Where the words change under the pointer the button is as wide as them at once: between a press and its release it would shrink from under it.
    if (isVisible())
        m_act->parentWidget()->layout()->activate();
}

void PreviewDialog::place()
{
    if (!m_window)
        return;
    const QSize room = m_window->size();
    m_overlay->setGeometry(QRect(QPoint(), room));
    const bool choosing = m_choices->count() > 0;
    m_choiceBox->setVisible(choosing);
    // The layouts inside of the layout still count it.
    layout()->activate();
    // Without consequences it is a question in one sentence, and no larger than that.
    const bool asks = !choosing && m_consequences->count() == 0;
    const int leastHeight = choosing ? wideHeight : asks ? 0 : 360;
    const int width = choosing ? wideWidth : asks ? 560 : 720;
    // Its words wrap: how high they are depends on how wide it is.
    const int hint = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : sizeHint().height();
    const QSize wanted(width, qMax(hint, leastHeight));
    const QSize size = wanted.boundedTo(room - QSize(2 * windowMargin, 2 * windowMargin));
    setGeometry((room.width() - size.width()) / 2, (room.height() - size.height()) / 2, size.width(),
                size.height());
    update(); // its lines stand where its widgets end, which may be elsewhere now
}

void PreviewDialog::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath outline;
    outline.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::dialogRadius,
                           metrics::dialogRadius);
    painter.fillPath(outline, theme.color(Token::Base));
    painter.setClipPath(outline);
    const QColor line = theme.color(Token::Line);
    const QWidget *foot = findChild<QWidget *>(u"previewFoot"_s);
    const QRect middle(
        0, m_sentence->isVisible() ? m_sentence->geometry().bottom() + 15 : m_sum->geometry().bottom() + 15,
        width(), 1);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRect(0, titleHeight + 1, width(), 1), line);
    painter.fillRect(middle, line);
    if (m_choiceBox->isVisible()) {
        painter.fillRect(QRect(0, middle.bottom() + 1, m_choiceBox->geometry().right() + 1,
                               foot->y() - middle.bottom() - 1),
                         theme.color(Token::Sunken));
        painter.fillRect(QRect(m_choiceBox->geometry().right() + 1, middle.bottom() + 1, 1,
                               foot->y() - middle.bottom() - 1),
                         line);
    }
    painter.fillRect(QRect(0, foot->y(), width(), height() - foot->y()), theme.color(Token::Window));
    painter.fillRect(QRect(0, foot->y(), width(), 1), line);
    painter.setClipping(false);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(Token::Control), 1));
    painter.drawPath(outline);
}

void PreviewDialog::showEvent(QShowEvent *event)
{
    m_focusBefore = QApplication::focusWidget();
    restShortcuts(true);
    m_overlay->show();
    m_overlay->raise();
    raise();
    place();
    QDialog::showEvent(event);
    firstStop()->setFocus(Qt::TabFocusReason);
    // The focus leaves the dialog where its last holder goes out of use: it is taken back, so that Esc and Tab
    // always have somebody to hear them.
    m_focusStays = connect(qApp, &QApplication::focusChanged, this, [this](QWidget *old, QWidget *now) {
        const bool lost = !now || (m_window && m_window->isAncestorOf(now) && !isAncestorOf(now));
        if (lost && old && isAncestorOf(old) && isVisible() && window()->isActiveWindow())
            QMetaObject::invokeMethod(
                this,
                [this] {
                    if (isVisible() && !isAncestorOf(QApplication::focusWidget()) && !QApplication::activePopupWidget())
                        firstStop()->setFocus(Qt::OtherFocusReason);
                },
                Qt::QueuedConnection);
    });
}

/// What the focus starts on. What cannot take it now is passed over.
QWidget *PreviewDialog::firstStop() const
{
    if (m_actKind == Act::Deletes)
        return m_cancel;
    for (QWidget *widget = m_choiceBox->nextInFocusChain(); widget != m_choiceBox; widget = widget->nextInFocusChain()) {
        if (m_choiceBox->isAncestorOf(widget) && widget->isVisibleTo(this) && widget->isEnabled() &&
            (widget->focusPolicy() & Qt::TabFocus) && !widget->inherits("QAbstractScrollArea"))
            return widget;
    }
    return m_act->isEnabled() ? m_act : m_cancel;
}

/// A click beside all fields leaves the focus where it is.
void PreviewDialog::mousePressEvent(QMouseEvent *event) { event->accept(); }

void PreviewDialog::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    disconnect(m_focusStays);
    restShortcuts(false);
    if (m_overlay)
        m_overlay->hide();
    if (m_focusBefore && m_focusBefore->isVisible())
        m_focusBefore->setFocus(Qt::OtherFocusReason);
}

bool PreviewDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window && event->type() == QEvent::Resize && isVisible())
        place();
    return QDialog::eventFilter(watched, event);
}

bool PreviewDialog::focusNextPrevChild(bool next)
{
    QWidget *from = QApplication::focusWidget();
    QWidget *widget = from ? from : this;
    do {
        widget = next ? widget->nextInFocusChain() : widget->previousInFocusChain();
        if (isAncestorOf(widget) && widget->isVisible() && widget->isEnabled() &&
            (widget->focusPolicy() & Qt::TabFocus)) {
            widget->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    } while (widget != from);
    return true;
}

void PreviewDialog::restShortcuts(bool rest)
{
    if (!rest) {
        for (const QPointer<QObject> &object : std::as_const(m_resting)) {
            if (object)
                object->setProperty("enabled", true);
        }
        m_resting.clear();
        return;
    }
    const auto put = [this](QObject *object, bool enabled) {
        if (!enabled || isAncestorOf(qobject_cast<QWidget *>(object->parent())))
            return;
        object->setProperty("enabled", false);
        m_resting << object;
    };
    for (QShortcut *shortcut : m_window->findChildren<QShortcut *>())
        put(shortcut, shortcut->isEnabled());
    for (QAction *action : m_window->findChildren<QAction *>()) {
        if (!action->shortcut().isEmpty())
            put(action, action->isEnabled());
    }
}

QPushButton *toolButton(const QString &name, const QString &text, const QString &icon)
{
    auto *button = new QPushButton(text);
    button->setObjectName(name);
    button->setProperty("iconName", icon);
    button->setAutoDefault(false);
    return button;
}

} // namespace layerdeck
