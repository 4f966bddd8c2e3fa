// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "models/exporting.h" // timeJson

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace layerdeck {

/// Without what would colour a terminal, move its cursor or set its title: names come from elsewhere. Lines and tabs stay.
QString plainText(QString text);
/// One line to standard output, flushed, so that a reader at the other end of a pipe sees it at once. Plain, as that on standard error is.
void printLine(const QString &line);
/// One JSON object a line, to standard output.
void printJson(const QJsonObject &object);
/// To standard error.
void printErrorLine(const QString &line);
/// With the advice of the command line as its advice. The functions below say it so by themselves.
Error forCommandLine(Error error);
/// The error for a person, to standard error, with the raw detail indented below; returns its exit code.
int reportError(const Error &error);
/// The same for a subcommand that prints one JSON object: with `json` that object is {"error":{…}}.
int reportError(const Error &error, bool json);
/// {"code","message","unchanged","advice","detail"}; without those that are empty.
QJsonObject errorJson(const Error &error);
/// Wrong usage of a subcommand: a line on standard error, with `json` the same as one JSON object.
int reportUsage(const QString &subcommand, const QString &message, bool json);
/// The last object of a subcommand that prints events, where it could not begin: {"event":"result","outcome":"failed",
/// "duration_ms":0,…,"error":{…}}, with `more` in between. "cancelled" where that is what the error says.
QJsonObject refusalJson(const Error &error, QJsonObject more);
int exitCodeFor(const Error &error);

} // namespace layerdeck
