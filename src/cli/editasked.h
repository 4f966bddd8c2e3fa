// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/options.h"
#include "compose/projectfiles.h"

namespace layerdeck {

/// The options of `edit`, in the order of --help.
namespace editoption {
using namespace Qt::StringLiterals;
inline const QString toFile = u"file"_s;
inline const QString addFrom = u"add-cache-from"_s;
inline const QString removeFrom = u"remove-cache-from"_s;
inline const QString addTo = u"add-cache-to"_s;
inline const QString removeTo = u"remove-cache-to"_s;
inline const QString setArg = u"set-arg"_s;
inline const QString unsetArg = u"unset-arg"_s;
inline const QString noCache = u"no-cache"_s;
inline const QString pull = u"pull"_s;
inline const QString target = u"target"_s;
inline const QString dryRun = u"dry-run"_s;
}

/// The value of --no-cache or --pull as the file has it; nothing for "default".
Result<std::optional<QString>> flag(const Options &options, const QString &name);

/// What is wrong where the options name one build argument more than once; empty where nothing is.
QString contradiction(const Options &options);

/// Whether all stands there that the options remove.
bool holdsRemoved(const Options &options, const ServiceSettings &settings);

/// What the service would have in the file of index `file` as the options ask for it.
Result<ServiceSettings> wantedSettings(const Options &options, const QList<ProjectFile> &files, int file, const QString &service);

} // namespace layerdeck
