// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/journal.h"

namespace layerdeck {

/// "force_rebuild=true, target=all"; empty where there is none.
QString inputsText(const QMap<QString, QString> &inputs);

/// What was asked of GitHub: by whom, on which branch, with which inputs, and what is to be said of how it ended. A paragraph each.
QStringList remoteRunParagraphs(const JournalRun &run);

/// A run on GitHub that a browser can show.
struct RemoteRunLink
{
    QString title; ///< "Deploy to Lightsail #12"
    QString url;
    bool operator==(const RemoteRunLink &) const = default;
};
QList<RemoteRunLink> remoteRunLinks(const JournalRun &run);

} // namespace layerdeck
