// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <QString>

namespace layerdeck {

/// One line to standard output, flushed, so that a reader at the other end of a pipe sees it at once.
void printLine(const QString &line);
/// One JSON object a line, to standard output.
void printJson(const QJsonObject &object);
/// To standard error.
void printErrorLine(const QString &line);
/// The error for a person, with the raw detail indented below; returns its exit code.
int reportError(const Error &error);
int exitCodeFor(const Error &error);

} // namespace layerdeck
