// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"

#include <QCoreApplication>

using namespace layerdeck;

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
    const auto options = parseWindowOptions(arguments);
    return options ? 0 : options.error();
}
