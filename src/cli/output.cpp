// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/output.h"

#include "cli/commandline.h"

#include <QJsonDocument>

#include <cstdio>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

void write(FILE *stream, const QByteArray &line)
{
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stream);
    std::fputc('\n', stream);
    std::fflush(stream);
}

} // namespace

void printLine(const QString &line)
{
    write(stdout, line.toUtf8());
}

void printJson(const QJsonObject &object)
{
    write(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void printErrorLine(const QString &line)
{
    write(stderr, line.toUtf8());
}

int exitCodeFor(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Cancelled: return ExitCancelled;
    case ErrorCode::InvalidInput:
    case ErrorCode::NotFound: return ExitRefused;
    case ErrorCode::Unreachable:
    case ErrorCode::PermissionDenied:
    case ErrorCode::TimedOut:
    case ErrorCode::Protocol: return ExitUnreachable;
    case ErrorCode::ToolMissing:
    case ErrorCode::Io:
    case ErrorCode::OperationFailed: return ExitFailed;
    }
    return ExitFailed;
}

int reportError(const Error &error)
{
    printErrorLine(u"layerdeck: "_s + error.sentences());
    for (const QString &line : error.detail.split(u'\n', Qt::SkipEmptyParts))
        printErrorLine(u"  "_s + line);
    return exitCodeFor(error);
}

} // namespace layerdeck
