// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/head.h"

#include "base/process.h"
#include "git/command.h"

#include <QDir>

namespace layerdeck {

using namespace Qt::StringLiterals;

QCoro::Task<Result<GitHead>> readGitHead(QString directory, CancelToken cancel)
{
    const ProcessOptions options;
    // Side by side: each takes some milliseconds to start, and what Compose reads waits for the answer.
    const Command headCommand = gitCommand(directory, {u"rev-parse"_s, u"HEAD"_s, u"--git-path"_s, u"logs/HEAD"_s});
    const Command statusCommand = gitCommand(directory, {u"status"_s, u"--porcelain=v2"_s, u"--branch"_s, u"--no-ahead-behind"_s});
    QCoro::Task<Result<ProcessResult>> askHead = runProcess(headCommand, options, cancel);
    QCoro::Task<Result<ProcessResult>> askStatus = runProcess(statusCommand, options, cancel);
    const Result<ProcessResult> commit = co_await askHead;
    const Result<ProcessResult> status = co_await askStatus;
    if (!commit && commit.error().isCancelled())
        co_return cancelled();
    // Its state git tells before the first commit too.
    if (commit && commit->exitCode != 0 && status && status->exitCode == 0 && !status->crashed)
        co_return failure(ErrorCode::InvalidInput, u"%1 has no commit yet."_s.arg(directory), {}, QString::fromUtf8(commit->errorOutput).trimmed());
    if (!commit || commit->exitCode != 0) {
        co_return failure(ErrorCode::NotFound, u"%1 is not under git."_s.arg(directory), {},
                          commit ? QString::fromUtf8(commit->errorOutput).trimmed() : commit.error().detail);
    }
    if (!status)
        co_return failure(status.error());
    GitHead head;
    const QStringList lines = QString::fromUtf8(commit->output).split(u'\n');
    head.commit = lines.value(0).trimmed();
    head.log = QDir(directory).absoluteFilePath(lines.value(1));
    // A tree whose state cannot be told must not pass for the clean commit.
    head.dirty = status->exitCode != 0 || status->crashed;
    for (const QString &line : QString::fromUtf8(status->output).split(u'\n', Qt::SkipEmptyParts)) {
        constexpr QLatin1StringView branch("# branch.head ");
        if (line.startsWith(branch))
            head.branch = line.mid(branch.size()) == "(detached)"_L1 ? QString() : line.mid(branch.size());
        head.dirty |= !line.startsWith(u'#');
    }
    co_return head;
}

} // namespace layerdeck
