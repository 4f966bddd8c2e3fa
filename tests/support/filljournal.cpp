// SPDX-License-Identifier: GPL-3.0-or-later
// filljournal DIRECTORY [CONTEXT]: puts a sample history of that project into the person's journal ($XDG_STATE_HOME), for pictures.
#include "support/samplejournal.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <cstdio>

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2)
        return 2;
    auto journal = layerdeck::Journal::open();
    const auto filled = journal ? samplejournal::fill(*journal, QFileInfo(arguments.at(1)).canonicalFilePath(),
                                                      arguments.value(2, QStringLiteral("default")), {}, QDateTime::currentDateTimeUtc())
                                : layerdeck::Result<void>(layerdeck::failure(journal.error()));
    if (!filled)
        std::fprintf(stderr, "%s\n", qPrintable(filled.error().sentences()));
    return filled ? 0 : 1;
}
