// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

QCoro::Task<int> runContexts(Options options, CancelToken)
{
    const Result<DockerContext> current = resolveContext(options.context);
    // --host names an engine that no context of the store stands for: it is listed too, without a name.
    const bool fromHost = !options.context.hostOption.isEmpty();
    const auto isCurrent = [&](const ListedContext &listed) {
        return current && listed.context.name == (fromHost ? QString() : current->name);
    };
    QList<ListedContext> contexts = listAllContexts(options.context);
    if (fromHost && current)
        contexts.prepend({DockerContext{{}, u"given with --host"_s, current->endpoint}, current->endpoint.url(), {}});
    if (options.json) {
        QJsonArray list;
        for (const ListedContext &listed : contexts) {
            QJsonObject object{{u"name"_s, listed.context.name},
                               {u"description"_s, listed.context.description},
                               {u"endpoint"_s, listed.url},
                               {u"tls"_s, listed.context.endpoint.tls.has_value()},
                               {u"current"_s, isCurrent(listed)}};
            if (listed.error)
                object.insert(u"error"_s, errorJson(*listed.error));
            list.append(object);
        }
        QJsonObject answer{{u"contexts"_s, list}};
        if (!current)
            answer.insert(u"error"_s, errorJson(current.error()));
        printJson(answer);
    } else {
        qsizetype width = 0;
        for (const ListedContext &listed : contexts)
            width = std::max(width, listed.context.name.size());
        for (const ListedContext &listed : contexts) {
            printLine(u"%1 %2  %3%4"_s.arg(isCurrent(listed) ? u"*"_s : u" "_s, listed.context.name.leftJustified(width),
                                           listed.url, listed.context.endpoint.tls ? u" (TLS)"_s : QString())
                      + (listed.context.description.isEmpty() ? QString() : u"  "_s + listed.context.description));
            if (listed.error)
                printLine(u"    "_s + listed.error->sentences());
        }
    }
    // The list is complete all the same; a wrong --context is wrong.
    co_return current ? ExitSuccess : reportError(current.error());
}

} // namespace layerdeck
