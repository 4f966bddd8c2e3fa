// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "deploy/project.h"
#include "engine/client.h"
#include "engine/endpoint.h"
#include "session/state.h"

#include <QCommandLineOption>
#include <QMap>
#include <QString>
#include <QStringList>

#include <qcoro/qcorotask.h>

#include <functional>

namespace layerdeck {

/// What every subcommand takes.
struct Options
{
    ProjectRequest project;
    ContextRequest context;
    bool json = false;
    bool yes = false;
    QStringList names; ///< the positional arguments: services, images
    QMap<QString, QStringList> values; ///< of the subcommand's own options, those that were given
    QString value(const QString &option) const { return values.value(option).value(0); }
};

/// A subcommand: its words for --help, and what it does.
struct Subcommand
{
    QString name;
    QString arguments; ///< as the usage line shows them: "[SERVICE…]"
    QString summary;
    bool takesNames = false;
    bool deletes = false; ///< has --yes
    std::function<QCoro::Task<int>(Options, CancelToken)> run;
    QList<QCommandLineOption> options = {}; ///< beside those that every subcommand has
    QStringList repeatable = {}; ///< the options among these whose values add up; all others may be given once
    QString more = {};           ///< what --help says below the summary
    QString yes = QStringLiteral("Deletes without asking."); ///< what --yes answers, where there is one
};

/// The project that the options name, and the engine for it.
struct OpenedProject
{
    EngineClient engine;
    LoadedProject project;
};
QCoro::Task<Result<OpenedProject>> openProject(Options options, CancelToken cancel);

/// For what works without a project too: whether the folder of -C and the files of -f are there. NotFound where one is not.
Result<void> checkNamedProject(const Options &options);

/// What the engine that the options name holds.
struct Holdings
{
    EngineClient engine;
    EngineContents contents;
};
QCoro::Task<Result<Holdings>> readHoldings(Options options, CancelToken cancel);

/// All subcommands, in the order of --help.
const QList<Subcommand> &subcommands();

QCoro::Task<int> runServices(Options options, CancelToken cancel);
QCoro::Task<int> runImages(Options options, CancelToken cancel);
QCoro::Task<int> runDeploy(Options options, CancelToken cancel);
QList<QCommandLineOption> deployOptions();
QCoro::Task<int> runRebuild(Options options, CancelToken cancel);
QList<QCommandLineOption> rebuildOptions();
QCoro::Task<int> runRedeploy(Options options, CancelToken cancel);
QList<QCommandLineOption> redeployOptions();
QCoro::Task<int> runRollback(Options options, CancelToken cancel);
QList<QCommandLineOption> rollbackOptions();
QCoro::Task<int> runClear(Options options, CancelToken cancel);
QList<QCommandLineOption> clearOptions();
QCoro::Task<int> runContexts(Options options, CancelToken cancel);
QCoro::Task<int> runEdit(Options options, CancelToken cancel);
QList<QCommandLineOption> editOptions();
QStringList repeatableEditOptions();
QCoro::Task<int> runLayers(Options options, CancelToken cancel);
QList<QCommandLineOption> layersOptions();
QCoro::Task<int> runDiff(Options options, CancelToken cancel);
QCoro::Task<int> runCache(Options options, CancelToken cancel);
QCoro::Task<int> runHistory(Options options, CancelToken cancel);
QList<QCommandLineOption> historyOptions();
QCoro::Task<int> runRemote(Options options, CancelToken cancel);
QList<QCommandLineOption> remoteOptions();
/// --tree, of `images` and `cache`.
QList<QCommandLineOption> treeOptions();

} // namespace layerdeck
