// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/stylesheet.h"

#include "widgets/theme/type.h"

#include <QFont>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

QString fontRule(const QString &type, const QFont &font)
{
    QStringList families;
    for (const QString &family : font.families())
        families << u'"' + family + u'"';
    return u"QLabel[type=\"%1\"] { font: %2 %3px %4; }\n"_s.arg(type)
        .arg(int(font.weight()))
        .arg(font.pixelSize())
        .arg(families.join(u','));
}

} // namespace

QString styleSheet(Scheme scheme)
{
    const auto color = [scheme](Token token) { return QColor::fromRgb(tokenRgb(scheme, token)).name(); };
    QString sheet;
    sheet += fontRule(u"claim"_s, typeFont(TypeRole::Claim));
    sheet += fontRule(u"title"_s, typeFont(TypeRole::Title));
    sheet += fontRule(u"name"_s, typeFont(TypeRole::Body, QFont::DemiBold));
    sheet += fontRule(u"small"_s, typeFont(TypeRole::Small));
    sheet += fontRule(u"head"_s, typeFont(TypeRole::Small, QFont::DemiBold));

    const std::pair<QString, Token> inks[] = {{u"text2"_s, Token::Text2},
                                              {u"hit"_s, Token::Hit},
                                              {u"run"_s, Token::Run},
                                              {u"warn"_s, Token::Warn},
                                              {u"fail"_s, Token::Fail}};
    for (const auto &[name, token] : inks)
        sheet += u"QLabel[ink=\"%1\"] { color: %2; }\n"_s.arg(name, color(token));
    const std::pair<QString, Token> grounds[] = {
        {u"window"_s, Token::Window}, {u"base"_s, Token::Base}, {u"sunken"_s, Token::Sunken}};
    for (const auto &[name, token] : grounds)
        sheet += u"QWidget[ground=\"%1\"] { background: %2; }\n"_s.arg(name, color(token));
    sheet += u"QToolTip { background: %1; color: %2; border: 0; padding: 1px 4px; }\n"_s.arg(
        color(Token::Ink), color(Token::OnInk));
    return sheet;
}

} // namespace layerdeck
