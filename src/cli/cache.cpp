// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"

#include "base/units.h"
#include "models/contentwording.h"
#include "deploy/plannedsteps.h"

#include <QJsonArray>
#include <QJsonObject>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

const QString asTree = u"tree"_s;

QJsonObject nodeJson(const CacheNode &node)
{
    QJsonArray steps;
    for (const PlannedStep &owner : node.owners)
        steps.append(QJsonObject{{u"service"_s, owner.service},
                                 {u"step"_s, owner.index},
                                 {u"dockerfile"_s, owner.dockerfile},
                                 {u"line"_s, owner.line}});
    const bool owned = !node.owners.isEmpty();
    return {{u"id"_s, node.record.id},
            {u"parents"_s, QJsonArray::fromStringList(node.record.parents)},
            {u"type"_s, node.record.type},
            {u"description"_s, node.record.description},
            {u"instruction"_s, node.step.isStep ? QJsonValue(node.step.instruction) : QJsonValue()},
            {u"service"_s, owned ? QJsonValue(node.service()) : QJsonValue()},
            {u"step"_s, owned ? QJsonValue(node.owners.first().index) : QJsonValue()},
            {u"owners"_s, steps},
            {u"images"_s, QJsonArray::fromStringList(node.imageIds)},
            {u"size"_s, node.record.size},
            {u"in_use"_s, node.record.inUse},
            {u"shared"_s, node.record.shared},
            {u"created"_s, timeJson(node.record.created)},
            {u"last_used"_s, timeJson(node.record.lastUsed)},
            {u"use_count"_s, node.record.useCount}};
}

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
        printErrorLine(u"layerdeck: Whose the records are is unknown. "_s + project.error().sentences());
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
            records.append(nodeJson(node));
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
