// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/timelinepaint.h"
#include "widgets/parts/timelineview.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace layerdeck {

namespace {

constexpr int signWidth = 14;
constexpr int signHeight = 10;
constexpr int pipWidth = 8;
constexpr int pipHeight = 12;

int entryWidth(const QString &text, int sign)
{
    return sign + 6 + paint::width(text, typeFont(TypeRole::Small));
}

} // namespace

TimelineLegend::TimelineLegend(QWidget *parent)
    : QWidget(parent)
    , m_states{BarState::Ran}
{
}

void TimelineLegend::setTimeline(const Timeline &timeline)
{
    m_cached = false;
    m_critical = false;
    QList<BarState> found;
    for (const TimelineLane &lane : timeline.lanes) {
        m_cached = m_cached || !lane.cachedSteps.isEmpty();
        for (const TimelineBar &bar : lane.bars) {
            m_critical = m_critical || bar.critical;
            if (!found.contains(bar.state))
                found << bar.state;
        }
    }
    m_states.clear();
    for (const BarState state :
         {BarState::Ran, BarState::Running, BarState::Waiting, BarState::Failed, BarState::Cancelled}) {
        if (found.contains(state))
            m_states << state;
    }
    updateGeometry();
    update();
}

QSize TimelineLegend::sizeHint() const
{
    int width = m_cached ? entryWidth(tr("Cached"), pipWidth) + metrics::columnGap : 0;
    for (const BarState state : m_states)
        width += entryWidth(timeline::stateText(state), signWidth) + metrics::columnGap;
    if (m_critical)
        width += entryWidth(tr("Critical path"), signWidth) + metrics::columnGap;
    return {qMax(0, width - metrics::columnGap), 20};
}

void TimelineLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    int x = 0;
    const auto word = [&](const QString &text, int sign) {
        paint::text(&painter, QRect(x + sign + 6, 0, width(), height()), text, typeFont(TypeRole::Small),
                    theme.color(Token::Text2));
        x += entryWidth(text, sign) + metrics::columnGap;
    };
    if (m_cached) {
        timeline::paintPip(&painter, QRectF(x, (height() - pipHeight) / 2, pipWidth, pipHeight));
        word(tr("Cached"), pipWidth);
    }
    for (const BarState state : m_states) {
        timeline::paintBar(&painter, QRectF(x, (height() - signHeight) / 2, signWidth, signHeight), state,
                           {});
        word(timeline::stateText(state), signWidth);
    }
    if (m_critical) {
        painter.fillRect(QRect(x, (height() - 3) / 2, signWidth, 3), theme.color(Token::Ink));
        word(tr("Critical path"), signWidth);
    }
}

} // namespace layerdeck
