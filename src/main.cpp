// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "compose/files.h"
#include "widgets/window/runwindow.h"

#include <QApplication>

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
    QApplication application(argc, argv);
    WindowStart start{options->project, options->context, {}, options->screenshots};
    if (!options->projectNamed && !isProject(start.project.directory))
        start.project = {};
    return runWindow(application, start);
}
