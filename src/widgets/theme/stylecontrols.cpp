// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/stylecontrols.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace layerdeck::controls {

namespace {

QColor color(Token token) { return Theme::current().color(token); }

enum class Variant { Default, Primary, Delete, Small, Flat, Tool };

struct ButtonLook
{
    Variant variant = Variant::Default;
    QString icon;
    bool compact = false;
    int padding = 13;
    int gap = 6;
    int iconSize = metrics::icon;
    QFont font;
};

ButtonLook lookOf(const QWidget *widget)
{
    ButtonLook look;
    const QString variant = widget ? widget->property("variant").toString() : QString();
    if (variant == u"primary")
        look.variant = Variant::Primary;
    else if (variant == u"delete")
        look.variant = Variant::Delete;
    else if (variant == u"small")
        look.variant = Variant::Small;
    else if (variant == u"flat")
        look.variant = Variant::Flat;
    else if (variant == u"tool")
        look.variant = Variant::Tool;
    look.icon = widget ? widget->property("iconName").toString() : QString();
    look.compact =
        look.variant == Variant::Small || look.variant == Variant::Flat || look.variant == Variant::Tool;
    const bool strong = look.variant == Variant::Primary || look.variant == Variant::Delete;
    look.font = look.compact ? typeFont(TypeRole::Small, QFont::Medium)
                             : typeFont(TypeRole::Body, strong ? QFont::DemiBold : QFont::Medium);
    if (look.compact) {
        look.padding = 10;
        look.iconSize = look.variant == Variant::Tool ? metrics::icon : 14;
    }
    return look;
}

bool showsText(const ButtonLook &look, const QStyleOptionButton &option, const QWidget *widget)
{
    return look.variant != Variant::Tool && !option.text.isEmpty() &&
           !(widget && widget->property("iconOnly").toBool() && !look.icon.isEmpty());
}

struct ButtonColors
{
    QColor fill;
    QColor border;
    QColor text;
};

ButtonColors colorsOf(const ButtonLook &look, const QStyleOptionButton &option)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool hover = enabled && (option.state & QStyle::State_MouseOver);
    const bool down = enabled && (option.state & QStyle::State_Sunken);
    const bool on = option.state & QStyle::State_On;
    const bool frameless = look.variant == Variant::Flat || look.variant == Variant::Tool;
    if (!enabled) {
        if (frameless)
            return {QColor(), QColor(), color(Token::Disabled)};
        return {color(Token::Window), color(Token::LineStrong), color(Token::Disabled)};
    }
    switch (look.variant) {
    case Variant::Primary: {
        const QColor fill = color(hover || down ? Token::InkHover : Token::Ink);
        return {fill, fill, color(Token::OnInk)};
    }
    case Variant::Delete: {
        QColor fill = color(Token::FailFill);
        if (hover || down)
            fill = Theme::current().scheme() == Scheme::Light ? fill.darker(110) : fill.lighter(110);
        return {fill, fill, color(Token::OnFail)};
    }
    case Variant::Flat:
    case Variant::Tool:
        if (on)
            return {color(Token::Selected), color(Token::Control), color(Token::Text)};
        return {down    ? color(Token::Selected)
                : hover ? color(Token::Hover)
                        : QColor(),
                QColor(), color(Token::Text)};
    case Variant::Small:
    case Variant::Default:
        break;
    }
    return {color(down || on ? Token::Selected
                  : hover    ? Token::Hover
                             : Token::Base),
            color(Token::Control), color(Token::Text)};
}

bool hasMenu(const QStyleOptionButton &option) { return option.features & QStyleOptionButton::HasMenu; }

} // namespace

void pushButton(QPainter *painter, const QStyleOptionButton &option, const QWidget *widget)
{
    const ButtonLook look = lookOf(widget);
    const ButtonColors colors = colorsOf(look, option);
    paint::box(painter, option.rect, colors.fill, colors.border, metrics::radius);

    const bool text = showsText(look, option, widget);
    QString plain = option.text;
    plain.remove(u'&');
    const int textWidth = text ? paint::width(plain, look.font) : 0;
    const int iconWidth = look.icon.isEmpty() ? 0 : look.iconSize;
    const int chevron = hasMenu(option) ? metrics::icon + look.gap : 0;
    const int gap = iconWidth && textWidth ? look.gap : 0;
    const int content = iconWidth + gap + textWidth + chevron;
    int x = option.rect.left() + qMax(2, (option.rect.width() - content) / 2);
    if (iconWidth) {
        const int y = option.rect.top() + (option.rect.height() - iconWidth) / 2;
        icons::paint(painter, QRectF(x, y, iconWidth, iconWidth), look.icon, colors.text);
        x += iconWidth + gap;
    }
    if (text) {
        const int room = option.rect.right() + 1 - x - chevron - 2;
        const QRect rect(x, option.rect.top(), qMin(textWidth, room), option.rect.height());
        paint::text(painter, rect, plain, look.font, colors.text);
        x += textWidth;
    }
    if (chevron) {
        const int y = option.rect.top() + (option.rect.height() - metrics::icon) / 2;
        icons::paint(painter, QRectF(x + look.gap, y, metrics::icon, metrics::icon), u"down"_s, colors.text);
    }
}

QSize pushButtonSize(const QStyleOptionButton &option, const QWidget *widget)
{
    const ButtonLook look = lookOf(widget);
    const int height = metrics::height(look.compact ? metrics::Height::SmallButton : metrics::Height::Button);
    // Shed text ("iconOnly") does not count: who sheds knows the full width from here.
    const bool text = look.variant != Variant::Tool && !option.text.isEmpty();
    if (!text && !hasMenu(option)) {
        return {height, height};
    }
    QString plain = option.text;
    plain.remove(u'&');
    int width = 2 * look.padding;
    if (text)
        width += paint::width(plain, look.font);
    if (!look.icon.isEmpty())
        width += look.iconSize + (text ? look.gap : 0);
    if (hasMenu(option))
        width += metrics::icon + look.gap - 3;
    return {width, height};
}

void checkBox(QPainter *painter, const QStyleOption &option)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool on = option.state & QStyle::State_On;
    const bool partial = option.state & QStyle::State_NoChange;
    const QRect rect = paint::centred(option.rect, metrics::icon);
    if (!enabled) {
        paint::box(painter, rect, color(Token::Window), color(Token::LineStrong), 3);
    } else if (on || partial) {
        paint::box(painter, rect, color(Token::Ink), color(Token::Ink), 3);
    } else {
        const bool hover = option.state & QStyle::State_MouseOver;
        paint::box(painter, rect, color(hover ? Token::Hover : Token::Base), color(Token::Control), 3);
    }
    if (!on && !partial)
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(rect.topLeft());
    QPen pen(color(enabled ? Token::OnInk : Token::Disabled), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter->setPen(pen);
    if (partial)
        painter->drawLine(QPointF(5, 8), QPointF(11, 8));
    else
        painter->drawPolyline(QPolygonF({{4.5, 8.25}, {7, 10.75}, {11.5, 5.5}}));
    painter->restore();
}

void radioButton(QPainter *painter, const QStyleOption &option)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool on = option.state & QStyle::State_On;
    const bool hover = enabled && (option.state & QStyle::State_MouseOver);
    const QRectF rect = paint::centred(option.rect, metrics::icon);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const Token border = !enabled ? Token::LineStrong : on ? Token::Ink : Token::Control;
    painter->setPen(QPen(color(border), 1));
    painter->setBrush(color(hover ? Token::Hover : enabled ? Token::Base : Token::Window));
    painter->drawEllipse(rect.adjusted(0.5, 0.5, -0.5, -0.5));
    if (on) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(enabled ? Token::Ink : Token::Disabled));
        painter->drawEllipse(rect.adjusted(4, 4, -4, -4));
    }
    painter->restore();
}

void field(QPainter *painter, const QStyleOption &option)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    paint::box(painter, option.rect, color(enabled ? Token::Base : Token::Window),
               color(enabled ? Token::Control : Token::LineStrong), metrics::radius);
}

void comboBox(QPainter *painter, const QStyleOptionComboBox &option)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool hover = enabled && (option.state & QStyle::State_MouseOver);
    paint::box(painter, option.rect,
               color(!enabled ? Token::Window
                     : hover  ? Token::Hover
                              : Token::Base),
               color(enabled ? Token::Control : Token::LineStrong), metrics::radius);
    const QRect arrow(option.rect.right() - 7 - metrics::icon, option.rect.top(), metrics::icon,
                      option.rect.height());
    icons::paint(painter, paint::centred(arrow, metrics::icon), u"down"_s,
                 color(enabled ? Token::Text : Token::Disabled));
}

void comboBoxLabel(QPainter *painter, const QStyleOptionComboBox &option)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    QRect rect = option.rect.adjusted(9, 0, -(metrics::icon + 12), 0);
    if (!option.currentIcon.isNull()) {
        const QRect iconRect(rect.left(), rect.top(), metrics::icon, rect.height());
        option.currentIcon.paint(painter, paint::centred(iconRect, metrics::icon), Qt::AlignCenter,
                                 enabled ? QIcon::Normal : QIcon::Disabled);
        rect.setLeft(rect.left() + metrics::icon + 6);
    }
    paint::text(painter, rect, option.currentText, painter->font(),
                color(enabled ? Token::Text : Token::Disabled));
}

namespace {

constexpr int menuPadding = 10;
/// An item's sentence wraps at this width.
constexpr int menuSentenceWidth = 380;

/// What follows a line break in an item's text: a sentence in small type below it.
QString menuSentence(const QStyleOptionMenuItem &option) { return option.text.section(u'\n', 1); }

int sentenceHeight(const QString &sentence)
{
    const QFontMetrics metrics(typeFont(TypeRole::Small));
    return metrics.boundingRect(QRect(0, 0, menuSentenceWidth, 1000), Qt::TextWordWrap, sentence).height();
}

} // namespace

void menuItem(QPainter *painter, const QStyleOptionMenuItem &option)
{
    QRect rect = option.rect;
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(QRect(rect.left(), rect.center().y(), rect.width(), 1), color(Token::Line));
        return;
    }
    const bool enabled = option.state & QStyle::State_Enabled;
    if (enabled && (option.state & QStyle::State_Selected))
        painter->fillRect(rect, color(Token::Hover));
    const QString sentence = menuSentence(option);
    if (!sentence.isEmpty())
        rect.setHeight(metrics::height(metrics::Height::Row));
    int x = rect.left() + menuPadding;
    const bool marks = option.menuHasCheckableItems || option.maxIconWidth > 0;
    if (marks) {
        const QRect slot = paint::centred(QRect(x, rect.top(), metrics::icon, rect.height()), metrics::icon);
        if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked)
            icons::paint(painter, slot, u"ran"_s, color(enabled ? Token::Text : Token::Disabled));
        else if (!option.icon.isNull())
            option.icon.paint(painter, slot, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        x += metrics::icon + metrics::gap;
    }
    QString text = option.text.section(u'\n', 0, 0);
    QString shortcut;
    if (const qsizetype tab = text.indexOf(u'\t'); tab >= 0) {
        shortcut = text.mid(tab + 1);
        text.truncate(tab);
    }
    text.remove(u'&');
    const QRect textRect(x, rect.top(), rect.left() + rect.width() - menuPadding - x, rect.height());
    paint::text(painter, textRect, text, option.font, color(enabled ? Token::Text : Token::Disabled));
    if (!sentence.isEmpty()) {
        painter->setFont(typeFont(TypeRole::Small));
        painter->setPen(color(enabled ? Token::Text2 : Token::Disabled));
        painter->drawText(QRect(x, rect.bottom() - 2, menuSentenceWidth, sentenceHeight(sentence)),
                          Qt::TextWordWrap, sentence);
    }
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu)
        icons::paint(painter, QRectF(rect.right() - 24, rect.center().y() - 8, metrics::icon, metrics::icon),
                     u"right"_s, color(Token::Text2));
    else
        paint::text(painter, textRect, shortcut, typeFont(TypeRole::Small),
                    color(enabled ? Token::Text2 : Token::Disabled), Qt::AlignRight);
}

QSize menuItemSize(const QStyleOptionMenuItem &option, const QSize &contents)
{
    if (option.menuItemType == QStyleOptionMenuItem::Separator)
        return {contents.width(), 9};
    const QString sentence = menuSentence(option);
    const qsizetype tab = option.text.indexOf(u'\t');
    QString text = option.text.left(tab < 0 ? option.text.size() : tab).section(u'\n', 0, 0);
    text.remove(u'&');
    int width = 2 * menuPadding + paint::width(text, option.font);
    if (tab >= 0)
        width += metrics::blockGap + paint::width(option.text.mid(tab + 1), typeFont(TypeRole::Small));
    const int marks =
        option.menuHasCheckableItems || option.maxIconWidth > 0 ? metrics::icon + metrics::gap : 0;
    width += marks;
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu)
        width += metrics::icon + metrics::gap;
    if (sentence.isEmpty())
        return {width, metrics::height(metrics::Height::Row)};
    return {qMax(width, marks + menuSentenceWidth + 2 * menuPadding),
            metrics::height(metrics::Height::Row) + sentenceHeight(sentence) + metrics::gap};
}

void headerSection(QPainter *painter, const QStyleOptionHeader &option)
{
    painter->fillRect(option.rect, color(Token::Sunken));
    if (option.orientation == Qt::Horizontal)
        paint::bottomLine(painter, option.rect, color(Token::Line));
}

void headerLabel(QPainter *painter, const QStyleOptionHeader &option)
{
    QRect rect = option.rect;
    const QFont font = typeFont(TypeRole::Small, QFont::DemiBold);
    const bool right = option.textAlignment & Qt::AlignRight;
    const bool sorted = option.sortIndicator != QStyleOptionHeader::None;
    const int arrow = sorted ? metrics::smallIcon + metrics::iconGap : 0;
    const int textWidth = qMin(paint::width(option.text, font), rect.width() - arrow);
    const int left = right ? rect.right() + 1 - textWidth : rect.left();
    paint::text(painter, QRect(left, rect.top(), textWidth, rect.height()), option.text, font,
                color(Token::Text2));
    if (!sorted)
        return;
    // Qt names the arrow after where it points, not after the order.
    const QString icon = option.sortIndicator == QStyleOptionHeader::SortUp ? u"up"_s : u"down"_s;
    const int x = right ? left - arrow : left + textWidth + metrics::iconGap;
    const QRect slot(x, rect.top(), metrics::smallIcon, rect.height());
    icons::paint(painter, paint::centred(slot, metrics::smallIcon), icon, color(Token::Text2));
}

int scrollHandleLength(const QStyleOptionSlider &option)
{
    const int length = option.orientation == Qt::Horizontal ? option.rect.width() : option.rect.height();
    const qint64 range = qint64(option.maximum) - option.minimum;
    if (range <= 0)
        return length;
    // In a pane that is lower than it should be, the bar may be shorter than its shortest handle.
    constexpr int shortest = 24;
    return std::min(length, std::max(shortest, int(qint64(length) * option.pageStep / (range + option.pageStep))));
}

void scrollBar(QPainter *painter, const QStyleOptionSlider &option)
{
    if (option.maximum <= option.minimum)
        return;
    const bool horizontal = option.orientation == Qt::Horizontal;
    const int length = horizontal ? option.rect.width() : option.rect.height();
    const int handle = scrollHandleLength(option);
    const int start = QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition,
                                                      length - handle, option.upsideDown);
    const bool active = option.state & QStyle::State_MouseOver;
    const QRectF rect = option.rect;
    const qreal thickness = 6;
    const QRectF bar =
        horizontal ? QRectF(rect.left() + start + 2, rect.bottom() - thickness - 2, handle - 4, thickness)
                   : QRectF(rect.right() - thickness - 2, rect.top() + start + 2, thickness, handle - 4);
    paint::box(painter, bar, color(active ? Token::Control : Token::LineStrong), QColor(), thickness / 2);
}

} // namespace layerdeck::controls
