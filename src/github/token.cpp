// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/token.h"

#include "base/process.h"
#include "github/repository.h"

#include <algorithm>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

QStringList tokenVariables(const QString &host)
{
    if (isGitHubService(host))
        return {u"GH_TOKEN"_s, u"GITHUB_TOKEN"_s};
    return {u"GH_ENTERPRISE_TOKEN"_s, u"GITHUB_ENTERPRISE_TOKEN"_s};
}

Result<QByteArray> checkedToken(const QByteArray &text, const QString &from)
{
    const QByteArray token = text.trimmed();
    const bool isPlain = std::ranges::all_of(token, [](char c) { return c > ' ' && c < 0x7f; });
    if (token.isEmpty() || !isPlain) {
        return failure(Error{ErrorCode::InvalidInput, u"What %1 gives is no token: it is empty, or has blanks or control characters."_s.arg(from),
                             u"Nothing was sent."_s, u"Copy the token from GitHub again."_s, {}});
    }
    return token;
}

Result<std::optional<Token>> tokenFromEnvironment(const QString &host, const QMap<QString, QString> &environment)
{
    for (const QString &name : tokenVariables(host)) {
        const QString value = environment.value(name);
        if (value.isEmpty())
            continue;
        const Result<QByteArray> token = checkedToken(value.toUtf8(), name);
        if (!token)
            return failure(token.error());
        return Token{*token, name};
    }
    return std::optional<Token>();
}

QCoro::Task<Result<std::optional<Token>>> tokenFromGh(QString host, CancelToken cancel)
{
    const Command command{u"gh"_s, {u"auth"_s, u"token"_s, u"--hostname"_s, host}};
    ProcessOptions options;
    options.timeout = std::chrono::seconds(10);
    const Result<ProcessResult> answer = co_await runProcess(command, options, cancel);
    if (!answer && answer.error().isCancelled())
        co_return cancelled();
    if (!answer || answer->exitCode != 0)
        co_return std::optional<Token>();
    const Result<QByteArray> token = checkedToken(answer->output, u"gh"_s);
    co_return token ? std::optional(Token{*token, u"gh"_s}) : std::nullopt;
}

} // namespace layerdeck::github
