// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/runteller.h"

#include "session/state.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr auto pause = std::chrono::milliseconds(500);

} // namespace

RunTeller::RunTeller(const Plan &plan, std::function<void(const QString &)> tell, QObject *parent)
    : QObject(parent)
    , m_plan(plan)
    , m_tell(std::move(tell))
{
    for (const ServiceSteps &service : StepTracker(plan.expected).services())
        m_steps.insert(service.service, service.steps);
    m_timer.setSingleShot(true);
    m_timer.setInterval(pause);
    connect(&m_timer, &QTimer::timeout, this, &RunTeller::changed);
}

void RunTeller::observe(const RunEvent &event)
{
    if (const auto *started = std::get_if<PhaseStarted>(&event)) {
        m_planStep = started->planStep;
    } else if (const auto *list = std::get_if<StepsListed>(&event)) {
        m_steps[list->service] = list->steps;
    } else if (const auto *change = std::get_if<StepChanged>(&event)) {
        QList<BuildStep> &steps = m_steps[change->service];
        const auto step = std::ranges::find(steps, change->step.id, &BuildStep::id);
        if (step != steps.end())
            *step = change->step;
    } else {
        return;
    }
    if (!m_timer.isActive())
        changed();
}

/// Looks again after a pause for as long as there was something to tell.
void RunTeller::changed()
{
    const QString now = phrase();
    if (now == m_told)
        return;
    m_told = now;
    m_timer.start();
    m_tell(now);
}

QString RunTeller::phrase() const
{
    return m_planStep < 0 ? QString() : progressPhrase(m_plan, m_planStep, countSteps(m_steps));
}

} // namespace layerdeck
