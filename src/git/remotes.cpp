// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/remotes.h"

#include "base/process.h"
#include "git/command.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

QList<GitRemote> parseGitRemotes(const QByteArray &output)
{
    QList<GitRemote> remotes;
    for (const QString &line : QString::fromUtf8(output).split(u'\n')) {
        const qsizetype tab = line.indexOf(u'\t');
        const qsizetype end = line.lastIndexOf(" (fetch)"_L1);
        if (tab > 0 && end > tab)
            remotes << GitRemote{line.left(tab), line.mid(tab + 1, end - tab - 1)};
    }
    return remotes;
}

QCoro::Task<Result<QList<GitRemote>>> readGitRemotes(QString directory, CancelToken cancel)
{
    const ProcessOptions options;
    const Command command = gitCommand(directory, {u"remote"_s, u"-v"_s});
    const Result<ProcessResult> answer = co_await runProcess(command, options, cancel);
    if (!answer && answer.error().isCancelled())
        co_return cancelled();
    if (!answer || answer->exitCode != 0) {
        co_return failure(ErrorCode::NotFound, u"%1 is not under git."_s.arg(directory), {},
                          answer ? QString::fromUtf8(answer->errorOutput).trimmed() : answer.error().detail);
    }
    co_return parseGitRemotes(answer->output);
}

} // namespace layerdeck
