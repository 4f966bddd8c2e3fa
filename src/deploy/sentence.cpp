// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/run.h"

#include "base/units.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

QString outcomeName(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Succeeded: return u"success"_s;
    case RunOutcome::Failed: return u"failed"_s;
    case RunOutcome::Cancelled: return u"cancelled"_s;
    }
    return {};
}

QString resultSentence(const ServiceResult &service)
{
    const int total = static_cast<int>(service.steps.size());
    QString sentence = u"%1: %2 of %3 steps from cache"_s.arg(service.name)
                           .arg(service.count(StepState::Cached))
                           .arg(total);
    const std::pair<StepState, QString> others[] = {{StepState::Base, u"%1 base"_s},
                                                    {StepState::Shared, u"%1 shared"_s},
                                                    {StepState::Failed, u"%1 failed"_s},
                                                    {StepState::Cancelled, u"%1 cancelled"_s}};
    for (const auto &[state, words] : others) {
        if (const int count = service.count(state); count > 0)
            sentence += u", "_s + words.arg(count);
    }
    return sentence + u", "_s + durationText(service.buildMs);
}

} // namespace layerdeck
