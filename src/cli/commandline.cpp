// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"

#include "base/interrupt.h"
#include "cli/options.h"
#include "cli/output.h"
#include "github/repository.h"
#include "session/reading.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QTimer>

#include <algorithm>
#include <optional>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QString usage()
{
    QString text = u"Usage: layerdeck [PROJECT]               opens the window\n"
                   "       layerdeck SUBCOMMAND [OPTIONS]\n\nSubcommands:\n"_s;
    for (const Subcommand &command : subcommands())
        text += u"  %1 %2\n"_s.arg((command.name + u' ' + command.arguments).leftJustified(24), command.summary);
    text += u"\n“layerdeck SUBCOMMAND --help” lists a subcommand's options.\n"
            "Of the window: --screenshots DIR writes every page as PNG, light and dark; --api URL is the\n"
            "address of GitHub's API (default: that of the git remote's host).\n"
            "Exit codes: 0 success, 1 the operation failed, 2 wrong usage, 3 input refused and nothing\n"
            "changed, 4 engine or network not reached, 5 started on GitHub with an end that is not known,\n"
            "130 cancelled."_s;
    return text;
}

const Subcommand *findSubcommand(const QString &name)
{
    const auto found = std::ranges::find(subcommands(), name, &Subcommand::name);
    return found == subcommands().end() ? nullptr : &*found;
}

/// What is wrong where one of `options` that takes a single value has several: which one was meant cannot be known. Empty
/// where nothing is.
QString givenTwice(const QCommandLineParser &parser, const QList<QCommandLineOption> &options)
{
    for (const QCommandLineOption &option : options) {
        const QString name = option.names().first();
        if (!option.valueName().isEmpty() && parser.values(option).size() > 1)
            return u"%1%2 is given twice."_s.arg(name.size() == 1 ? u"-"_s : u"--"_s, name);
    }
    return {};
}

/// The options, or the exit code where the arguments ask for help or are wrong.
struct Parsed
{
    std::optional<Options> options;
    int exitCode = ExitUsage;
};

Parsed parse(const Subcommand &command, const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(command.more.isEmpty() ? command.summary : command.summary + u'\n' + command.more);
    const QCommandLineOption help({u"h"_s, u"help"_s}, u"Shows this help."_s);
    const QCommandLineOption directory(u"C"_s, u"The project's folder (default: here)."_s, u"DIR"_s, u"."_s);
    const QCommandLineOption file(u"f"_s, u"A Compose file; may be given several times."_s, u"FILE"_s);
    const QCommandLineOption context(u"context"_s, u"The Docker context to use."_s, u"NAME"_s);
    const QCommandLineOption host(u"host"_s, u"The engine's address, as in DOCKER_HOST."_s, u"URL"_s);
    const QCommandLineOption json(u"json"_s, u"Prints JSON."_s);
    const QCommandLineOption yes(u"yes"_s, command.yes);
    parser.addOptions({help, directory, file, context, host, json});
    if (command.deletes)
        parser.addOption(yes);
    parser.addOptions(command.options);
    const auto wrong = [&](const QString &message) {
        // The parser may have stopped before it.
        return Parsed{std::nullopt, reportUsage(command.name, message, arguments.contains("--json"_L1))};
    };
    if (!parser.parse(arguments))
        return wrong(parser.errorText());
    if (parser.isSet(help)) {
        QString text = parser.helpText();
        // The parser knows neither the subcommand nor its arguments.
        const qsizetype end = text.indexOf(u'\n');
        printLine(u"Usage: layerdeck %1 [OPTIONS] %2"_s.arg(command.name, command.arguments).trimmed() + text.mid(end));
        return {std::nullopt, ExitSuccess};
    }
    if (!command.takesNames && !parser.positionalArguments().isEmpty())
        return wrong(u"“%1” is one argument too many."_s.arg(parser.positionalArguments().first()));
    QList<QCommandLineOption> single = command.options + QList{directory, context, host};
    single.removeIf([&command](const QCommandLineOption &option) { return command.repeatable.contains(option.names().first()); });
    if (const QString twice = givenTwice(parser, single); !twice.isEmpty())
        return wrong(twice);
    Options options;
    options.project = {parser.value(directory), parser.values(file)};
    options.context = ContextRequest::fromEnvironment();
    options.context.contextOption = parser.value(context);
    options.context.hostOption = parser.value(host);
    options.json = parser.isSet(json);
    options.yes = command.deletes && parser.isSet(yes);
    options.names = parser.positionalArguments();
    for (const QCommandLineOption &own : command.options) {
        if (parser.isSet(own))
            options.values.insert(own.names().first(), parser.values(own));
    }
    if (!options.context.contextOption.isEmpty() && !options.context.hostOption.isEmpty())
        return wrong(u"--context and --host exclude each other."_s);
    return {options, ExitSuccess};
}

QCoro::Task<> drive(const Subcommand *command, Options options, CancelToken cancel)
{
    const int code = co_await command->run(options, cancel);
    QCoreApplication::exit(code);
}

} // namespace

QCoro::Task<Result<OpenedProject>> openProject(Options options, CancelToken cancel)
{
    const Result<DockerContext> context = resolveContext(options.context);
    if (!context)
        co_return failure(context.error());
    Result<LoadedProject> project = co_await loadProject(options.project, *context, cancel);
    if (!project)
        co_return failure(project.error());
    co_return OpenedProject{EngineClient(*context), *std::move(project)};
}

Result<void> checkNamedProject(const Options &options)
{
    const ProjectRequest &named = options.project;
    if (named.files.isEmpty() && QFileInfo(named.directory).isDir())
        return {};
    const Result<ComposeFiles> files = findComposeFiles(named.directory, named.files, {});
    return files ? Result<void>() : failure(files.error());
}

QCoro::Task<Result<Holdings>> readHoldings(Options options, CancelToken cancel)
{
    const Result<DockerContext> context = resolveContext(options.context);
    if (!context)
        co_return failure(context.error());
    const EngineClient engine(*context);
    const std::function<void(int, int)> progress = [](int, int) {};
    const Result<EngineContents> contents = co_await readEngineContents(engine, {}, Part::All, progress, cancel);
    if (!contents)
        co_return failure(contents.error());
    co_return Holdings{engine, *contents};
}

const QList<Subcommand> &subcommands()
{
    static const QList<Subcommand> list{
        {u"deploy"_s, u"[SERVICE…]"_s, u"Builds, then starts the new containers and waits for health."_s, true, false,
         runDeploy, deployOptions()},
        {u"rebuild"_s, u"[SERVICE…]"_s, u"Builds every step again without cache, then deploys."_s, true, false,
         runRebuild, rebuildOptions(), {u"stage"_s}},
        {u"redeploy"_s, u"[SERVICE…]"_s, u"Clears the cache of the services, builds them fresh, starts them, and proves it."_s, true, true,
         runRedeploy, redeployOptions()},
        {u"rollback"_s, {}, u"Goes back to an earlier deployment: its images and its configuration."_s, false, false, runRollback, rollbackOptions()},
        {u"clear"_s, u"[SERVICE…]"_s, u"Deletes what only this project owns: build cache records and images, by id."_s, true, true,
         runClear, clearOptions(), {u"target"_s}},
        {u"edit"_s, u"SERVICE"_s, u"Changes cache settings in the Compose file, and nothing else in it."_s, true, false,
         runEdit, editOptions(), repeatableEditOptions(),
         u"image, pull_policy, platforms, the order of entries, and patterns are edited in the window."_s},
        {u"services"_s, {}, u"Lists the project's services with their cache settings."_s, false, false, runServices},
        {u"images"_s, {}, u"Lists the images of the engine, or their layers with what is shared standing once."_s, false,
         false, runImages, treeOptions()},
        {u"layers"_s, u"IMAGE"_s, u"Lists the layers of an image, and how many bytes are wasted in them."_s, true, false,
         runLayers, layersOptions()},
        {u"diff"_s, u"IMAGE IMAGE"_s, u"Shows where two images part, and what differs after it."_s, true, false, runDiff},
        {u"cache"_s, {}, u"Lists the records of the build cache: whose they are, and what keeps them."_s, false, false,
         runCache, treeOptions()},
        {u"history"_s, {}, u"Lists the project's runs, and how long a deploy takes in each scenario."_s, false, false, runHistory,
         historyOptions()},
        {u"remote"_s, u"status|workflows|dispatch WORKFLOW|watch RUN|redeploy|caches|login|logout"_s,
         u"GitHub Actions of the project's repository: starts, follows, clears and redeploys there."_s, true, true, runRemote, remoteOptions(), {},
         u"\nstatus         who is asked as whom, with what rights, and the newest runs\n"
         "workflows      what can be started, with the inputs of each\n"
         "dispatch       starts a workflow\n"
         "watch          follows a run to its end, with its steps and the log of what fails\n"
         "redeploy       clears the caches, and deploys once that has succeeded\n"
         "caches         lists what actions/cache keeps, or deletes some of it\n"
         "login, logout  keeps a token in the system's keychain, or forgets it"_s,
         u"redeploy: runs both workflows without asking. caches: deletes what --delete names without asking."_s},
        {u"contexts"_s, {}, u"Lists the engines that docker knows, and which one is used here."_s, false, false, runContexts},
    };
    return list;
}

bool isCommandLine(const QStringList &arguments)
{
    if (arguments.size() < 2)
        return false;
    const QString &first = arguments.at(1);
    return findSubcommand(first) || first == "--version"_L1 || first == "--help"_L1 || first == "-h"_L1
           || first == "help"_L1;
}

tl::expected<WindowOptions, int> parseWindowOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption directory(u"C"_s, {}, u"DIR"_s);
    const QCommandLineOption file(u"f"_s, {}, u"FILE"_s);
    const QCommandLineOption context(u"context"_s, {}, u"NAME"_s);
    const QCommandLineOption host(u"host"_s, {}, u"URL"_s);
    const QCommandLineOption screenshots(u"screenshots"_s, {}, u"DIR"_s);
    const QCommandLineOption api(u"api"_s, {}, u"URL"_s);
    parser.addOptions({directory, file, context, host, screenshots, api});
    const auto wrong = [](const QString &message) {
        printErrorLine(u"layerdeck: %1 See “layerdeck --help”."_s.arg(message));
        return tl::unexpected<int>(ExitUsage);
    };
    if (!parser.parse(arguments))
        return wrong(parser.errorText());
    if (const QString twice = givenTwice(parser, {directory, context, host, screenshots}); !twice.isEmpty())
        return wrong(twice);
    const QStringList names = parser.positionalArguments();
    for (const QString &name : names) {
        if (findSubcommand(name))
            return wrong(u"The subcommand comes first: “layerdeck %1 …”."_s.arg(name));
    }
    if (names.size() > 1 || (!names.isEmpty() && parser.isSet(directory)))
        return wrong(u"The window opens one project."_s);
    if (!names.isEmpty() && !QFileInfo(names.first()).isDir())
        return wrong(u"“%1” is neither a subcommand nor a folder."_s.arg(names.first()));
    WindowOptions options;
    options.project.directory = names.isEmpty() ? parser.value(directory) : names.first();
    options.project.files = parser.values(file);
    options.projectNamed = !options.project.directory.isEmpty() || !options.project.files.isEmpty();
    if (options.project.directory.isEmpty())
        options.project.directory = QDir::currentPath();
    options.project.directory = QDir(options.project.directory).absolutePath();
    options.context = ContextRequest::fromEnvironment();
    options.context.contextOption = parser.value(context);
    options.context.hostOption = parser.value(host);
    options.screenshots = parser.value(screenshots);
    options.api = parser.value(api);
    if (const auto address = github::parseApiUrl(options.api); parser.isSet(api) && !address)
        return wrong(address.error().message);
    return options;
}

int runCommandLine(const QStringList &arguments)
{
    const QString first = arguments.value(1);
    if (first == "--version"_L1) {
        printLine(u"layerdeck %1"_s.arg(QCoreApplication::applicationVersion()));
        return ExitSuccess;
    }
    const Subcommand *command = findSubcommand(first);
    if (!command) {
        printLine(usage());
        return ExitSuccess;
    }
    const Parsed parsed = parse(*command, arguments.mid(1));
    if (!parsed.options)
        return parsed.exitCode;
    CancelSource cancel;
    const InterruptWatcher watcher([&cancel] { cancel.cancel(); });
    const Options options = *parsed.options;
    QTimer::singleShot(0, QCoreApplication::instance(),
                       [command, options, &cancel] { drive(command, options, cancel.token()); });
    return QCoreApplication::exec();
}

} // namespace layerdeck
