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
    if (!answer)
        co_return failure(answer.error());
    if (answer->exitCode != 0) {
        const QString said = QString::fromUtf8(answer->errorOutput).trimmed();
        if (said.contains("not a git repository"_L1))
            co_return failure(ErrorCode::NotFound, u"%1 is not under git."_s.arg(directory), {}, said);
        // Such as a folder that belongs to somebody else, which git does not trust.
        co_return failure(Error{ErrorCode::OperationFailed, u"git does not tell the remotes of %1."_s.arg(directory), {},
                                u"Run “git remote -v” there: git says what to do."_s, said});
    }
    co_return parseGitRemotes(answer->output);
}

} // namespace layerdeck
