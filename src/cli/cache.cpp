// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"
#include "deploy/plannedsteps.h"
#include "models/contentexport.h"
#include "models/contentwording.h"

#include <QJsonArray>
#include <QJsonObject>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

const QString asTree = u"tree"_s;

void printNode(const CacheNode &node, int level)
{
    const QString owner = ownerText(node);
    printLine(u"%1  %2  %3%4%5"_s.arg(node.record.id.left(12), sizeText(node.record.size).rightJustified(9),
                                      recordState(node).leftJustified(12), QString(level * 2 + 2, u' '),
                                      instructionLine(node.step.instruction))
              + (owner.isEmpty() ? QString() : u"  ("_s + owner + u')'));
}

/// Without recursion: a chain of ten thousand records is only a chain.
void printTree(const CacheGraph &graph)
{
    QList<std::pair<int, int>> open; // place, level
    for (int i = static_cast<int>(graph.nodes.size()) - 1; i >= 0; --i) {
        if (graph.nodes.at(i).parents.isEmpty())
            open << std::pair(i, 0);
    }
    QList<bool> printed(graph.nodes.size(), false);
    while (!open.isEmpty()) {
        const auto [at, level] = open.takeLast();
        if (printed.at(at))
            continue;
        printed[at] = true;
        const CacheNode &node = graph.nodes.at(at);
        printNode(node, level);
        // A run without a fork stays on its level.
        const int below = node.children.size() > 1 ? level + 1 : level;
        for (qsizetype i = node.children.size() - 1; i >= 0; --i)
            open << std::pair(node.children.at(i), below);
    }
}

/// The steps of the project in the folder; none where there is no project, which is no mistake here. One that was named with -f
/// must be right; where another cannot be read, it is said why no record has an owner.
QCoro::Task<Result<QList<PlannedStep>>> projectSteps(Options options, DockerContext context, CancelToken cancel)
{
    const Result<LoadedProject> project = co_await loadProject(options.project, context, cancel);
    if (project)
        co_return plannedSteps(project->config);
    if (project.error().isCancelled() || !options.project.files.isEmpty())
        co_return failure(project.error());
    if (project.error().code != ErrorCode::NotFound)
        printErrorLine(u"layerdeck: Whose the records are is unknown. "_s +
                       forCommandLine(project.error()).sentences());
    co_return QList<PlannedStep>();
}

} // namespace

QList<QCommandLineOption> treeOptions()
{
    return {{asTree, u"Shows what stands on what; an indent marks where things part."_s}};
}

QCoro::Task<int> runCache(Options options, CancelToken cancel)
{
    if (const Result<void> named = checkNamedProject(options); !named)
        co_return reportError(named.error(), options.json);
    const Result<Holdings> held = co_await readHoldings(options, cancel);
    if (!held)
        co_return reportError(held.error(), options.json);
    const Result<QList<PlannedStep>> steps = co_await projectSteps(options, held->engine.context(), cancel);
    if (!steps)
        co_return reportError(steps.error(), options.json);
    const CacheGraph graph = cacheGraph(held->contents.usage.cache, *steps, held->contents.images);
    if (options.json) {
        QJsonArray records;
        for (const CacheNode &node : graph.nodes)
            records.append(jsonOf(exportRecord(node)));
        printJson({{u"bytes"_s, graph.bytes},
                   {u"reclaimable_bytes"_s, graph.reclaimable},
                   {u"reclaimable_records"_s, graph.reclaimableRecords},
                   {u"records"_s, records}});
        co_return ExitSuccess;
    }
    if (options.values.contains(asTree)) {
        printTree(graph);
    } else {
        for (const CacheNode &node : graph.nodes)
            printNode(node, 0);
    }
    printLine(cacheSentence(graph));
    co_return ExitSuccess;
}

} // namespace layerdeck
