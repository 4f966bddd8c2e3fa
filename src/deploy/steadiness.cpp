// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/steadiness.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

void EndedContainers::take(const EngineEvent &event)
{
    if (event.type == "container"_L1 && event.action == "die"_L1 && event.exitCode.value_or(0) != 0)
        m_codes.insert(event.id, *event.exitCode);
}

std::optional<int> EndedContainers::exitCode(const QString &containerId) const
{
    const auto found = m_codes.constFind(containerId);
    return found == m_codes.constEnd() ? std::nullopt : std::optional(*found);
}

QList<UnsteadyContainer> unsteadyContainers(const QList<Container> &now, const QStringList &services, const QSet<QString> &before,
                                            const EndedContainers &ended)
{
    QList<UnsteadyContainer> list;
    for (const Container &container : now) {
        const bool isNew = !before.contains(container.id);
        if (container.service().isEmpty() || (!services.contains(container.service()) && !isNew))
            continue;
        const bool hasFailed = (container.state == "exited"_L1 || container.state == "dead"_L1) && !container.hasEndedWell();
        const std::optional<int> code = isNew ? ended.exitCode(container.id) : std::nullopt;
        if (container.state == "restarting"_L1 || hasFailed)
            list << UnsteadyContainer{container.id, u"%1 does not stay up, docker says “%2”"_s.arg(container.name, container.status)};
        // A health check has the last word: what answers it may have needed a second start.
        else if (container.state == "running"_L1 && code && !container.status.contains("(healthy)"_L1))
            list << UnsteadyContainer{container.id, u"%1 ended with exit code %2 and was started again"_s.arg(container.name).arg(*code)};
    }
    return list;
}

Error unsteadyError(const QList<UnsteadyContainer> &containers, const QString &detail)
{
    QStringList what;
    for (const UnsteadyContainer &container : containers)
        what << container.what;
    return {ErrorCode::OperationFailed, u"The containers were started, but %1."_s.arg(what.join(u", "_s)),
            u"The new images are built; containers that were switched stay as they are."_s,
            u"Their last lines are in the log. Where such an end is usual at the start, a health check tells when it is over."_s, detail};
}

} // namespace layerdeck
