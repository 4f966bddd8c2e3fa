// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/phasebar.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

/// Enough for "Build backend"; where even that is too much, the note is cut.
constexpr int shortestPhase = 88;

struct PhaseLook
{
    QString icon;
    Token iconInk;
    Token text;
    int weight;
};

PhaseLook lookOf(Phase::State state)
{
    switch (state) {
    case Phase::State::Running:
        return {u"running"_s, Token::Run, Token::Text, QFont::DemiBold};
    case Phase::State::Done:
        return {u"ok"_s, Token::Hit, Token::Text, QFont::Normal};
    case Phase::State::Failed:
        return {u"failed"_s, Token::Fail, Token::Text, QFont::DemiBold};
    case Phase::State::Cancelled:
        return {u"cancelled"_s, Token::Text2, Token::Text2, QFont::Normal};
    case Phase::State::Waiting:
        break;
    }
    return {u"waiting"_s, Token::Text2, Token::Text2, QFont::Normal};
}

} // namespace

PhaseBar::PhaseBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PhaseBar::setPhases(const QList<Phase> &phases)
{
    if (phases == m_phases)
        return;
    m_phases = phases;
    QStringList words;
    for (const Phase &phase : phases)
        words << phase.text;
    setAccessibleName(words.join(u", "_s));
    updateToolTip();
    updateTurning();
    update();
}

void PhaseBar::setNote(const QString &icon, const QString &note)
{
    m_noteIcon = icon;
    m_note = note;
    setAccessibleDescription(note);
    updateToolTip();
    update();
}

void PhaseBar::updateToolTip()
{
    setToolTip(m_note.isEmpty() ? accessibleName() : accessibleName() + u". "_s + m_note);
}

QSize PhaseBar::sizeHint() const { return {640, metrics::height(metrics::Height::FilterBar)}; }

QSize PhaseBar::minimumSizeHint() const { return {0, sizeHint().height()}; }

void PhaseBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Token::Base));
    paint::bottomLine(&painter, rect(), theme.color(Token::Line));
    const int row = height() - 1;
    const int noteWidth = paint::width(m_note, typeFont(TypeRole::Body));
    const int icon = m_noteIcon.isEmpty() ? 0 : metrics::icon + metrics::gap;
    const int textWidth = longestText(width() - 2 * metrics::pageMargin - metrics::columnGap - icon - noteWidth);
    int x = metrics::pageMargin;
    for (int i = 0; i < m_phases.size(); ++i) {
        if (i > 0) {
            painter.fillRect(QRect(x, row / 2, metrics::blockGap, 1), theme.color(Token::Control));
            x += metrics::blockGap + metrics::gap;
        }
        const PhaseLook look = lookOf(m_phases[i].state);
        icons::paint(&painter, paint::centred(QRect(x, 0, metrics::icon, row), metrics::icon), look.icon,
                     theme.color(look.iconInk),
                     m_phases[i].state == Phase::State::Running ? theme.turn() : 0);
        x += metrics::icon + metrics::gap;
        x += paint::text(&painter, QRect(x, 0, qMin(textWidth, width() - x), row), m_phases[i].text,
                         typeFont(TypeRole::Body, look.weight), theme.color(look.text)) +
             metrics::gap;
    }
    x += metrics::columnGap;
    const int left = qMax(x, width() - metrics::pageMargin - noteWidth - icon);
    if (m_note.isEmpty() || left + icon >= width() - metrics::pageMargin)
        return;
    icons::paint(&painter, paint::centred(QRect(left, 0, metrics::icon, row), metrics::icon), m_noteIcon,
                 theme.color(Token::Text2));
    paint::text(&painter, QRect(left + icon, 0, width() - metrics::pageMargin - left - icon, row), m_note,
                typeFont(TypeRole::Body), theme.color(Token::Text2));
}

/// What holds meanwhile is told whole before the names of the phases are: the widest that those may be, so that all fit into `space`.
int PhaseBar::longestText(int space) const
{
    QList<int> widths;
    for (const Phase &phase : m_phases) {
        space -= metrics::icon + 2 * metrics::gap + (widths.isEmpty() ? 0 : metrics::blockGap + metrics::gap);
        widths << paint::width(phase.text, typeFont(TypeRole::Body, lookOf(phase.state).weight));
    }
    std::ranges::sort(widths);
    for (qsizetype i = 0; i < widths.size(); ++i) {
        const int share = space / static_cast<int>(widths.size() - i);
        if (widths[i] > share)
            return qMax(share, shortestPhase);
        space -= widths[i];
    }
    return QWIDGETSIZE_MAX;
}

void PhaseBar::showEvent(QShowEvent *) { updateTurning(); }

void PhaseBar::hideEvent(QHideEvent *) { updateTurning(); }

void PhaseBar::updateTurning()
{
    const bool runs = std::any_of(m_phases.cbegin(), m_phases.cend(),
                                  [](const Phase &phase) { return phase.state == Phase::State::Running; });
    const bool turns = isVisible() && runs;
    if (turns && !m_turning)
        m_turning = connect(&Theme::current(), &Theme::turned, this, qOverload<>(&QWidget::update));
    else if (!turns && m_turning)
        disconnect(m_turning);
}

} // namespace layerdeck
