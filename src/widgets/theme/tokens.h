// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"

#include <QColor>

#include <array>

namespace layerdeck {

enum class Scheme { Light, Dark };

/// Every colour of the program. Widgets, delegates and the style read them from here and from nowhere else.
enum class Token : quint8 {
    Window,     ///< header, side bar, status bar, dialog foot
    Base,       ///< page, lists, fields
    Sunken,     ///< column heads, log, group rows
    Hover,      ///< row or button under the pointer
    Selected,   ///< selected row, checked segment
    Line,       ///< separators and grid; decoration only
    LineStrong, ///< tags, disabled outline, scroll bar; decoration only
    Control,    ///< borders of fields and buttons, rails, dashes
    Text,
    Text2,    ///< secondary text, column heads, hints in fields
    Disabled, ///< disabled text and icons
    Ink,      ///< primary button, selection edge, focus ring, critical path
    InkHover,
    OnInk, ///< text on Ink and on RunFill
    Hit,
    HitFill,
    HitTint,
    Run,
    RunFill,
    RunTint,
    Open, ///< undecided
    OpenFill,
    OpenTint,
    Warn,
    WarnFill,
    WarnTint,
    Fail,
    FailFill,
    FailTint,
    OnFail ///< text on FailFill
};

inline constexpr int tokenCount = int(Token::OnFail) + 1;

struct TokenColors
{
    QRgb light;
    QRgb dark;
};

/// In the order of Token.
inline constexpr std::array<TokenColors, tokenCount> tokenTable{{
    {0xFFF2F3F5, 0xFF17191D}, // Window
    {0xFFFFFFFF, 0xFF1E2126}, // Base
    {0xFFF8F9FA, 0xFF191C20}, // Sunken
    {0xFFECEEF1, 0xFF282C33}, // Hover
    {0xFFE1E6ED, 0xFF2D3541}, // Selected
    {0xFFDADDE2, 0xFF343940}, // Line
    {0xFFB9BFC8, 0xFF4C535D}, // LineStrong
    {0xFF79818D, 0xFF7A828F}, // Control
    {0xFF1A1E25, 0xFFE6E8EB}, // Text
    {0xFF525A66, 0xFFA6AEB9}, // Text2
    {0xFF79818D, 0xFF767E8A}, // Disabled
    {0xFF20262F, 0xFFE3E6EA}, // Ink
    {0xFF333B47, 0xFFFFFFFF}, // InkHover
    {0xFFFFFFFF, 0xFF17191D}, // OnInk
    {0xFF0A6B4E, 0xFF62CBA4}, // Hit
    {0xFF1E8C68, 0xFF3AA880}, // HitFill
    {0xFFE4F3EC, 0xFF17302A}, // HitTint
    {0xFF1556AE, 0xFF86B6F6}, // Run
    {0xFF2E6FCB, 0xFF4F8FE3}, // RunFill
    {0xFFE7EFFA, 0xFF1A2A42}, // RunTint
    {0xFF6A3DB3, 0xFFC2A5F3}, // Open
    {0xFF8B5FD3, 0xFF9C78DE}, // OpenFill
    {0xFFF1ECFA, 0xFF2B2341}, // OpenTint
    {0xFF855000, 0xFFE6B55E}, // Warn
    {0xFFB87300, 0xFFC8902E}, // WarnFill
    {0xFFFBF1DE, 0xFF342910}, // WarnTint
    {0xFFB0251D, 0xFFF3918A}, // Fail
    {0xFFCC392F, 0xFFE0584E}, // FailFill
    {0xFFFBE9E7, 0xFF3B1F1D}, // FailTint
    {0xFFFFFFFF, 0xFF17191D}, // OnFail
}};

constexpr QRgb tokenRgb(Scheme scheme, Token token)
{
    const TokenColors &colors = tokenTable[std::size_t(token)];
    return scheme == Scheme::Dark ? colors.dark : colors.light;
}

/// Colour of text and icons of a tone.
constexpr Token toneText(Tone tone)
{
    switch (tone) {
    case Tone::Hit:
        return Token::Hit;
    case Tone::Run:
        return Token::Run;
    case Tone::Undecided:
        return Token::Open;
    case Tone::Warn:
        return Token::Warn;
    case Tone::Fail:
        return Token::Fail;
    case Tone::Muted:
        return Token::Text2;
    case Tone::Neutral:
        break;
    }
    return Token::Text;
}

/// Colour of bars, nodes and borders of a tone.
constexpr Token toneFill(Tone tone)
{
    switch (tone) {
    case Tone::Hit:
        return Token::HitFill;
    case Tone::Run:
        return Token::RunFill;
    case Tone::Undecided:
        return Token::OpenFill;
    case Tone::Warn:
        return Token::WarnFill;
    case Tone::Fail:
        return Token::FailFill;
    case Tone::Muted:
    case Tone::Neutral:
        break;
    }
    return Token::Control;
}

/// Ground of a tone.
constexpr Token toneTint(Tone tone)
{
    switch (tone) {
    case Tone::Hit:
        return Token::HitTint;
    case Tone::Run:
        return Token::RunTint;
    case Tone::Undecided:
        return Token::OpenTint;
    case Tone::Warn:
        return Token::WarnTint;
    case Tone::Fail:
        return Token::FailTint;
    case Tone::Muted:
    case Tone::Neutral:
        break;
    }
    return Token::Base;
}

} // namespace layerdeck
