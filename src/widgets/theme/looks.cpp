// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/looks.h"

#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QLabel>
#include <QPainter>

#include <optional>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr char typeProperty[] = "type";
constexpr char inkProperty[] = "ink";
constexpr char groundProperty[] = "ground";

std::optional<QFont> fontOf(const QString &type)
{
    static const QHash<QString, QFont> fonts{{u"claim"_s, typeFont(TypeRole::Claim)},
                                             {u"title"_s, typeFont(TypeRole::Title)},
                                             {u"name"_s, typeFont(TypeRole::Body, QFont::DemiBold)},
                                             {u"small"_s, typeFont(TypeRole::Small)},
                                             {u"head"_s, typeFont(TypeRole::Small, QFont::DemiBold)},
                                             {u"code"_s, typeFont(TypeRole::Code)}};
    const auto font = fonts.constFind(type);
    return font == fonts.cend() ? std::nullopt : std::optional(*font);
}

std::optional<Token> tokenOf(const QWidget *widget, const char *property)
{
    static const QHash<QString, Token> tokens{{u"text2"_s, Token::Text2}, {u"hit"_s, Token::Hit},
                                              {u"run"_s, Token::Run},     {u"warn"_s, Token::Warn},
                                              {u"fail"_s, Token::Fail},   {u"window"_s, Token::Window},
                                              {u"base"_s, Token::Base},   {u"sunken"_s, Token::Sunken}};
    const auto token = tokens.constFind(widget->property(property).toString());
    return token == tokens.cend() ? std::nullopt : std::optional(*token);
}

void applyInk(QLabel *label)
{
    if (!label->property(inkProperty).isValid())
        return;
    QPalette palette;
    if (const auto ink = tokenOf(label, inkProperty)) {
        for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text})
            palette.setColor(role, Theme::current().color(*ink));
    }
    label->setPalette(palette);
}

} // namespace

void applyLook(QWidget *widget)
{
    if (auto *label = qobject_cast<QLabel *>(widget)) {
        if (const auto font = fontOf(label->property(typeProperty).toString()))
            label->setFont(*font);
        applyInk(label);
    }
    if (!tokenOf(widget, groundProperty))
        return;
    if (auto *area = qobject_cast<QAbstractScrollArea *>(widget); area && area->viewport()) {
        area->viewport()->setProperty(groundProperty, area->property(groundProperty));
        area->viewport()->setAttribute(Qt::WA_StyledBackground);
    }
    widget->setAttribute(Qt::WA_StyledBackground);
}

void applyInks()
{
    const QWidgetList widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        if (auto *label = qobject_cast<QLabel *>(widget))
            applyInk(label);
    }
}

void paintGround(QPainter *painter, const QRect &rect, const QWidget *widget)
{
    if (const auto ground = widget ? tokenOf(widget, groundProperty) : std::nullopt)
        painter->fillRect(rect, Theme::current().color(*ground));
}

void setInk(QWidget *label, const QString &ink)
{
    if (label->property(inkProperty).toString() == ink)
        return;
    label->setProperty(inkProperty, ink);
    applyLook(label);
}

} // namespace layerdeck
