// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "compose/files.h"
#include "widgets/window/runwindow.h"

#include <QApplication>

#include <cstdio>

using namespace layerdeck;

namespace {

/// Started without a project, the folder it was started in counts where it is one.
bool isProject(const QString &directory)
{
    return findComposeFiles(directory, {}, {{QStringLiteral("COMPOSE_FILE"), qEnvironmentVariable("COMPOSE_FILE")}})
        .has_value();
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication::setApplicationName(QStringLiteral("layerdeck"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LAYERDECK_VERSION));
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    if (isCommandLine(arguments)) {
        QCoreApplication application(argc, argv);
        return runCommandLine(arguments);
    }
    // Before the application: wrong arguments are told without a display too.
    const auto options = parseWindowOptions(arguments);
    if (!options)
        return options.error();
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    // Qt would end the process with a text of its own.
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && qEnvironmentVariableIsEmpty("DISPLAY")
        && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")) {
        std::fputs("layerdeck: There is no display for the window. Start it in a desktop session or over \"ssh -X\", or "
                   "use a subcommand such as \"layerdeck deploy\".\n", stderr);
        return ExitFailed;
    }
#endif
    QApplication application(argc, argv);
    WindowStart start{options->project, options->context, {}, options->screenshots, options->api};
    if (!options->projectNamed && !isProject(start.project.directory))
        start.project = {};
    return runWindow(application, start);
}
