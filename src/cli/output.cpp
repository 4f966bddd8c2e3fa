// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/output.h"

#include "cli/commandline.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <cstdio>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

void write(FILE *stream, const QByteArray &line)
{
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stream);
    std::fputc('\n', stream);
    std::fflush(stream);
}

QString codeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Cancelled: return u"cancelled"_s;
    case ErrorCode::InvalidInput: return u"invalid-input"_s;
    case ErrorCode::NotFound: return u"not-found"_s;
    case ErrorCode::Busy: return u"busy"_s;
    case ErrorCode::PermissionDenied:
    case ErrorCode::FileDenied: return u"permission-denied"_s;
    case ErrorCode::Unreachable: return u"unreachable"_s;
    case ErrorCode::TimedOut: return u"timed-out"_s;
    case ErrorCode::ToolMissing: return u"tool-missing"_s;
    case ErrorCode::Protocol: return u"protocol"_s;
    case ErrorCode::Io: return u"io"_s;
    case ErrorCode::OperationFailed: return u"operation-failed"_s;
    }
    return {};
}

} // namespace

QString plainText(QString text)
{
    // Sequences with a text of their own up to their end; CSI; two characters; and each control character by itself, C1 too, and
    // those that turn the direction of what follows (Unicode TR 9).
    static const QRegularExpression control(u"(?:\\x1B[\\]PX^_]|[\\x90\\x98\\x9D-\\x9F])[^\\x07\\x1B\\x9C\\n]*(?:\\x07|\\x1B\\\\|\\x9C)?"
                                            "|(?:\\x1B\\[|\\x9B)[0-?]*[ -/]*[@-~]?|\\x1B[ -/]*[0-~]?"
                                            "|[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]"_s);
    return text.remove(control);
}

void printLine(const QString &line)
{
    write(stdout, plainText(line).toUtf8());
}

void printJson(const QJsonObject &object)
{
    write(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void printErrorLine(const QString &line)
{
    write(stderr, plainText(line).toUtf8());
}

int exitCodeFor(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Cancelled: return ExitCancelled;
    case ErrorCode::InvalidInput:
    case ErrorCode::NotFound:
    case ErrorCode::FileDenied:
    case ErrorCode::Busy: return ExitRefused;
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

Error forCommandLine(Error error)
{
    if (!error.commandAdvice.isEmpty())
        error.advice = std::exchange(error.commandAdvice, {});
    return error;
}

QJsonObject errorJson(const Error &given)
{
    const Error error = forCommandLine(given);
    QJsonObject object{{u"code"_s, codeName(error.code)}};
    const std::pair<QString, QString> parts[] = {{u"message"_s, error.message},
                                                 {u"unchanged"_s, error.unchanged},
                                                 {u"advice"_s, error.advice},
                                                 {u"detail"_s, error.detail}};
    for (const auto &[name, text] : parts) {
        if (!text.isEmpty())
            object.insert(name, text);
    }
    return object;
}

QJsonObject refusalJson(const Error &error, QJsonObject more)
{
    more.insert(u"event"_s, u"result"_s);
    more.insert(u"outcome"_s, error.isCancelled() ? u"cancelled"_s : u"failed"_s);
    more.insert(u"duration_ms"_s, 0);
    more.insert(u"error"_s, errorJson(error));
    return more;
}

int reportError(const Error &error, bool json)
{
    if (json)
        printJson({{u"error"_s, errorJson(error)}});
    return reportError(error);
}

int reportUsage(const QString &subcommand, const QString &message, bool json)
{
    const QString advice = u"See “layerdeck %1 --help”."_s.arg(subcommand);
    if (json)
        printJson({{u"error"_s, errorJson({ErrorCode::InvalidInput, message, {}, advice, {}})}});
    printErrorLine(u"layerdeck %1: %2 %3"_s.arg(subcommand, message, advice));
    return ExitUsage;
}

int reportError(const Error &given)
{
    const Error error = forCommandLine(given);
    printErrorLine(u"layerdeck: "_s + error.sentences());
    // What the sentence says already is not said twice.
    const QString detail = error.message.contains(error.detail.trimmed()) ? QString() : error.detail;
    for (const QString &line : detail.split(u'\n', Qt::SkipEmptyParts))
        printErrorLine(u"  "_s + line);
    return exitCodeFor(error);
}

} // namespace layerdeck
