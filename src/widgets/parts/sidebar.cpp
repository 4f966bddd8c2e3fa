// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/sidebar.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int margin = 8;
constexpr int itemGap = 2;

class SideItem final : public QAbstractButton
{
public:
    SideItem(QString id, QString icon, QString name, const QKeySequence &shortcut, QWidget *parent)
        : QAbstractButton(parent)
        , id(std::move(id))
        , icon(std::move(icon))
        , name(std::move(name))
        , keys(shortcut)
    {
        setObjectName(u"page-"_s + this->id);
        setText(this->name);
        setCheckable(true);
        setAutoExclusive(true);
        setAttribute(Qt::WA_Hover);
        setFocusPolicy(Qt::TabFocus);
        updateTexts(false);
    }

    void setMark(const SideMark &newMark)
    {
        mark = newMark;
        disconnect(turning);
        if (mark.kind == SideMark::Kind::Running)
            turning = connect(&Theme::current(), &Theme::turned, this, qOverload<>(&QWidget::update));
        updateTexts(collapsed);
        update();
    }

    void updateTexts(bool isCollapsed)
    {
        collapsed = isCollapsed;
        const QString marked = mark.accessible.isEmpty() ? name : name + u", "_s + mark.accessible;
        setAccessibleName(marked);
        QString tip = isCollapsed ? marked : mark.accessible;
        if (!why.isEmpty())
            tip = why;
        else if (!keys.isEmpty() && isCollapsed)
            tip += u" ("_s + keys.toString(QKeySequence::NativeText) + u")"_s;
        setToolTip(tip);
    }

    const QString id;
    const QString icon;
    const QString name;
    const QKeySequence keys;
    QString why;
    SideMark mark;
    bool collapsed = false;
    QMetaObject::Connection turning;

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::current();
        QPainter painter(this);
        if (isChecked()) {
            paint::box(&painter, rect(), theme.color(Token::Selected), QColor(), metrics::radius);
            QPainterPath outline;
            outline.addRoundedRect(rect(), metrics::radius, metrics::radius);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setClipPath(outline);
            painter.fillRect(QRect(0, 0, metrics::edge, height()), theme.color(Token::Ink));
            painter.setClipping(false);
        } else if (isEnabled() && underMouse()) {
            paint::box(&painter, rect(), theme.color(Token::Hover), QColor(), metrics::radius);
        }
        const Token iconInk = !isEnabled() ? Token::Disabled : isChecked() ? Token::Text : Token::Text2;
        const int iconX = collapsed ? (width() - metrics::icon) / 2 : margin;
        icons::paint(&painter, QRectF(iconX, (height() - metrics::icon) / 2, metrics::icon, metrics::icon),
                     icon, theme.color(iconInk));
        if (collapsed) {
            paintCornerMark(painter);
            return;
        }
        const int right = paintMark(painter);
        const QRect room(32, 0, right - 32 - metrics::gap, height());
        paint::text(&painter, room, name,
                    typeFont(TypeRole::Body, isChecked() ? QFont::DemiBold : QFont::Normal),
                    theme.color(isEnabled() ? Token::Text : Token::Disabled));
    }

private:
    /// Returns the x at which the mark begins.
    int paintMark(QPainter &painter)
    {
        const Theme &theme = Theme::current();
        const int right = width() - margin;
        switch (mark.kind) {
        case SideMark::Kind::Running: {
            const QRect slot(right - 14, 0, 14, height());
            icons::paint(&painter, paint::centred(slot, 14), u"running"_s, theme.color(Token::Text),
                         theme.turn());
            return slot.left();
        }
        case SideMark::Kind::Unsaved: {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.color(Token::Text));
            painter.drawEllipse(QPointF(right - 4, height() / 2.0), 4, 4);
            return right - 10;
        }
        case SideMark::Kind::Count: {
            const QString text = QLocale().toString(mark.count);
            const int textWidth = paint::width(text, typeFont(TypeRole::Small));
            paint::text(&painter, QRect(right - textWidth, 0, textWidth, height()), text,
                        typeFont(TypeRole::Small), theme.color(Token::Text2));
            const QRect slot(right - textWidth - 18, 0, metrics::smallIcon, height());
            icons::paint(&painter, paint::centred(slot, metrics::smallIcon), mark.icon,
                         theme.color(Token::Text2));
            return slot.left();
        }
        case SideMark::Kind::None:
            break;
        }
        return width();
    }

    void paintCornerMark(QPainter &painter)
    {
        if (mark.kind == SideMark::Kind::None)
            return;
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(
            Theme::current().color(mark.kind == SideMark::Kind::Running ? Token::Run : Token::Text));
        painter.drawEllipse(QPointF(width() - 7, 7), 3, 3);
    }
};

} // namespace

SideBar::SideBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    setFixedWidth(metrics::sideBarWidth);
}

void SideBar::addPage(const QString &id, const QString &icon, const QString &name,
                      const QKeySequence &shortcut)
{
    auto *item = new SideItem(id, icon, name, shortcut, this);
    item->installEventFilter(this);
    connect(item, &QAbstractButton::toggled, this, [this, item, id](bool on) {
        if (!on)
            return;
        // Tab stops at the current page only; arrow keys go to the others.
        for (QAbstractButton *other : std::as_const(m_items))
            other->setFocusPolicy(other == item ? Qt::TabFocus : Qt::NoFocus);
        emit currentChanged(id);
    });
    m_items << item;
    item->updateTexts(m_collapsed);
    item->show();
    place();
}

QAbstractButton *SideBar::button(const QString &id) const
{
    for (QAbstractButton *item : m_items) {
        if (static_cast<SideItem *>(item)->id == id)
            return item;
    }
    return nullptr;
}

QString SideBar::current() const
{
    for (const QAbstractButton *item : m_items) {
        if (item->isChecked())
            return static_cast<const SideItem *>(item)->id;
    }
    return {};
}

void SideBar::setCurrent(const QString &id)
{
    if (QAbstractButton *item = button(id))
        item->setChecked(true);
}

void SideBar::setPageEnabled(const QString &id, bool enabled, const QString &why)
{
    if (auto *item = static_cast<SideItem *>(button(id))) {
        item->setEnabled(enabled);
        item->why = enabled ? QString() : why;
        item->updateTexts(m_collapsed);
    }
}

void SideBar::setMark(const QString &id, const SideMark &mark)
{
    if (auto *item = static_cast<SideItem *>(button(id)))
        item->setMark(mark);
}

void SideBar::setCollapsed(bool collapsed)
{
    if (collapsed == m_collapsed)
        return;
    m_collapsed = collapsed;
    for (QAbstractButton *item : std::as_const(m_items))
        static_cast<SideItem *>(item)->updateTexts(collapsed);
    setFixedWidth(collapsed ? metrics::sideBarCollapsedWidth : metrics::sideBarWidth);
    place();
}

QSize SideBar::sizeHint() const
{
    return {width(), margin + int(m_items.size()) * (metrics::height(metrics::Height::SideItem) + itemGap)};
}

void SideBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().color(Token::Window));
    paint::rightLine(&painter, rect(), Theme::current().color(Token::Line));
}

void SideBar::resizeEvent(QResizeEvent *) { place(); }

bool SideBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            step(key == Qt::Key_Up ? -1 : 1);
            return true;
        }
        if (key == Qt::Key_Home || key == Qt::Key_End) {
            step(key == Qt::Key_Home ? -int(m_items.size()) : int(m_items.size()));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void SideBar::step(int by)
{
    QList<QAbstractButton *> open;
    for (QAbstractButton *item : std::as_const(m_items)) {
        if (item->isEnabled())
            open << item;
    }
    if (open.isEmpty())
        return;
    QAbstractButton *now = button(current());
    const int index = qBound(0, int(open.indexOf(now)) + by, int(open.size()) - 1);
    open[index]->setChecked(true);
    open[index]->setFocus(Qt::TabFocusReason);
}

void SideBar::place()
{
    const int itemHeight = metrics::height(metrics::Height::SideItem);
    int y = margin;
    for (QAbstractButton *item : std::as_const(m_items)) {
        item->setGeometry(margin, y, width() - 2 * margin - 1, itemHeight);
        y += itemHeight + itemGap;
    }
}

} // namespace layerdeck
