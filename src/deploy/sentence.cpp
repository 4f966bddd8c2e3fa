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

QStringList failedImportSentences(const RunResult &result)
{
    QStringList lines;
    for (const CacheImport &import : result.imports) {
        if (!import.error.isEmpty())
            lines << u"%1: cache source %2 did not serve: %3"_s.arg(import.service, import.source, import.error);
    }
    return lines;
}

QString downtimeSentence(const RunResult &result)
{
    QStringList parts;
    for (const Downtime &downtime : result.downtimes)
        parts << (downtime.over ? u"%1 %2"_s.arg(downtime.service, durationText(downtime.milliseconds))
                                : u"%1 until now"_s.arg(downtime.service));
    return parts.isEmpty() ? QString() : u"Without service: %1."_s.arg(parts.join(u", "_s));
}

QString alreadySwitchedSentence()
{
    return u"Nothing to switch: the containers already run these images, in this configuration."_s;
}

QString resultSentence(const ServiceResult &service)
{
    const int total = static_cast<int>(service.steps.size());
    QString sentence = u"%1: %2 of %3 from cache"_s.arg(service.name)
                           .arg(service.count(StepState::Cached))
                           .arg(counted(total, u"step"_s, u"steps"_s));
    const std::pair<StepState, QString> others[] = {{StepState::Base, u"%1 base"_s},
                                                    {StepState::Shared, u"%1 shared"_s},
                                                    {StepState::Failed, u"%1 failed"_s},
                                                    {StepState::Cancelled, u"%1 cancelled"_s}};
    const auto untouched = std::ranges::count_if(service.steps, &BuildStep::wasNotBegun);
    for (const auto &[state, words] : others) {
        const qsizetype count = service.count(state) - (state == StepState::Cancelled ? untouched : 0);
        if (count > 0)
            sentence += u", "_s + words.arg(count);
    }
    if (untouched > 0)
        sentence += u", %1 not run"_s.arg(untouched);
    return sentence + u", "_s + durationText(service.buildMs);
}

} // namespace layerdeck
