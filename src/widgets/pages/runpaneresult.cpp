// SPDX-License-Identifier: GPL-3.0-or-later
// How a run ended: the claim with its evidence, and what a clear deleted.
#include "widgets/pages/runpane.h"

#include "base/units.h"
#include "models/clearwording.h"
#include "models/wording.h"
#include "ui_runpane.h"
#include "widgets/pages/evidencepane.h"
#include "widgets/pages/logpane.h"
#include "widgets/parts/firstfocus.h"
#include "widgets/parts/segmented.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

int stepsIn(const RunResult &result, StepState state)
{
    int sum = 0;
    for (const ServiceResult &service : result.services)
        sum += service.count(state);
    return sum;
}

} // namespace

void RunPane::showClaim()
{
    const RunState &run = *m_run->state();
    const RunResult &result = *run.result;
    const bool succeeded = result.outcome == RunOutcome::Succeeded;
    m_ui->claim->setVisible(succeeded);
    m_ui->words->setVisible(!result.services.isEmpty());
    m_ui->wordsText->setText(resultSentences(result).join(u'\n'));
    if (!succeeded)
        return;
    // What is proven, its own process proves.
    if (run.plan.kind != PlanKind::Deploy && !run.watched) {
        m_evidence = evidenceOf(run.plan, result);
        m_ui->evidence->setEvidence(m_evidence);
        showEvidence();
    }
    QList<ClaimFact> facts{{durationText(result.milliseconds), tr("from start to end")}};
    if (result.clear && result.clear->reclaimed > 0)
        facts << ClaimFact{sizeText(result.clear->reclaimed), tr("freed by the clear")};
    if (run.plan.kind == PlanKind::Clear) {
        const ClearClaim claim = clearClaim(run.plan, *result.clear);
        m_ui->claim->setClaim(claim.holds ? u"ok"_s : u"warning"_s, claim.holds ? Tone::Hit : Tone::Warn, claim.text,
                              clearSentence(*result.clear), facts);
        return;
    }
    int total = 0;
    for (const ServiceResult &service : result.services)
        total += int(service.steps.size());
    const FreshClaim freshly = freshClaim(freshness(result), m_evidence);
    const bool proves = run.plan.promisesFreshness() && !run.watched;
    const int cached = stepsIn(result, StepState::Cached);
    const int base = stepsIn(result, StepState::Base);
    const int shared = stepsIn(result, StepState::Shared);
    QString claim;
    if (run.plan.kind == PlanKind::Rollback)
        claim = run.plan.rollbackTo ? tr("The deployment of %1 runs").arg(timeText(run.plan.rollbackTo->time, QDateTime::currentDateTime()))
                                    : tr("Another deployment runs");
    else if (total == 0)
        claim = tr("The containers run");
    else if (proves)
        claim = freshly.text;
    else if (cached == total)
        claim = total == 1 ? tr("The step came from the cache")
                           : tr("All %1 steps came from the cache").arg(total);
    else
        claim = tr("%1 of %2 steps came from the cache").arg(cached).arg(total);
    QStringList also;
    if (base > 0)
        also << tr("%1 took a base image by digest").arg(base);
    if (shared > 0)
        also << tr("%1 served by another service of this build").arg(shared);
    QString sentence = containersSentence(run);
    if (!also.isEmpty())
        sentence = also.join(u", "_s) + u". "_s + sentence;
    if (total > 0)
        facts << ClaimFact{tr("%1 of %2").arg(stepsIn(result, StepState::Done)).arg(total), tr("steps ran")};
    if (const qint64 switching = run.lastPlanned().milliseconds; switching > 0 && total > 0 && !result.alreadySwitched)
        facts << ClaimFact{durationText(switching), tr("until they were up")};
    const bool holds = !proves || freshly.holds;
    m_ui->claim->setClaim(holds ? u"ok"_s : u"warning"_s, holds ? Tone::Hit : Tone::Warn, claim, sentence, facts);
}

/// Once there is evidence it takes the place of the timeline, which stays one click away. A clear has no timeline.
void RunPane::showEvidence()
{
    const bool clears = m_run->state()->plan.kind == PlanKind::Clear;
    const bool hasEvidence = !m_evidence.isEmpty();
    const bool showsEvidence = hasEvidence && (clears || m_ui->runView->current() == 0);
    const auto checks = std::ranges::count(m_evidence, false, &Evidence::isOfWhatWasKept);
    const auto holding = std::ranges::count_if(m_evidence, [](const Evidence &item) { return item.holds && !item.isOfWhatWasKept(); });
    m_ui->timelineHead->setVisible(hasEvidence || !clears);
    m_ui->timelineHead->setTitle(showsEvidence ? tr("Evidence") : tr("Timeline"));
    m_ui->timelineHead->setAbout(!showsEvidence                   ? QString()
                                 : holding == checks ? tr("%1 passed").arg(counted(holding, tr("check"), tr("checks")))
                                                                : tr("%1 of %2 hold").arg(holding).arg(counted(checks, tr("check"), tr("checks"))));
    const bool hadFocus = window()->focusWidget() == m_ui->timeline;
    m_ui->runView->setVisible(hasEvidence && !clears);
    m_ui->timelineLegend->setVisible(!clears && !showsEvidence);
    m_ui->timeline->setVisible(!clears && !showsEvidence);
    m_ui->evidence->setVisible(showsEvidence);
    QWidget *first = m_ui->timeline;
    if (clears)
        first = m_ui->log;
    else if (showsEvidence)
        first = m_ui->runView;
    setFirstFocus(this, first);
    // Else whatever comes next has it, a field that takes what is typed.
    if (hadFocus && first != m_ui->timeline)
        first->setFocus(Qt::OtherFocusReason);
}

void RunPane::showClear()
{
    const ClearResult &clear = *m_run->state()->result->clear;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const auto list = [&](const QString &head, const QStringList &items) {
        for (const QString &item : items)
            m_ui->log->append({}, 0, now, (head + u' ' + item + u'\n').toUtf8(), false);
    };
    list(tr("untagged"), clear.untagged);
    list(tr("deleted image"), clear.deletedImages);
    for (const KeptImage &image : clear.keptImages)
        list(tr("its image stays:"), {image.text()});
    for (const KeptImage &image : clear.left)
        list(tr("left:"), {image.text()});
}

} // namespace layerdeck
