// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/turn.h"

#include "cli/output.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

Turn::Turn(const QString &engineId, const RunLock &lock)
    : m_engineId(engineId)
    , m_lock(lock)
{
}

QCoro::Task<Result<Turn>> Turn::on(OpenedProject opened, CancelToken cancel)
{
    const Result<EngineInfo> info = co_await opened.engine.info(cancel);
    const QString engineId = info ? info->id : QString();
    const RunLock lock(engineId.isEmpty() ? opened.engine.context().endpoint.url() : engineId, opened.project.config.name);
    if (const std::optional<RunHolder> holder = lock.holder())
        co_return failure(RunLock::busy(*holder));
    co_return Turn(engineId, lock);
}

Result<void> Turn::take(PlanKind kind)
{
    Result<HeldRun> held = m_lock.take(RunHolder::here(RunHolder::Place::CommandLine, kindName(kind)));
    if (!held && held.error().code == ErrorCode::Busy)
        return failure(held.error());
    if (held)
        m_held = *std::move(held);
    else
        printErrorLine(u"layerdeck: "_s + held.error().sentences());
    return {};
}

void Turn::tell(const QString &doing)
{
    if (m_held)
        m_held->setDoing(doing);
}

} // namespace layerdeck
