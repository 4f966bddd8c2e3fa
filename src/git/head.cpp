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
    const Command headCommand = gitCommand(directory, {u"rev-parse"_s, u"HEAD"_s, u"--git-path"_s, u"logs/HEAD"_s});
    const Result<ProcessResult> commit = co_await runProcess(headCommand, options, cancel);
    if (!commit && commit.error().isCancelled())
        co_return cancelled();
    if (!commit || commit->exitCode != 0) {
        co_return failure(ErrorCode::NotFound, u"%1 is not under git, or has no commit yet."_s.arg(directory), {},
                          commit ? QString::fromUtf8(commit->errorOutput).trimmed() : commit.error().detail);
    }
    const Command branchCommand = gitCommand(directory, {u"symbolic-ref"_s, u"--quiet"_s, u"--short"_s, u"HEAD"_s});
    const Result<ProcessResult> branch = co_await runProcess(branchCommand, options, cancel);
    if (!branch)
        co_return failure(branch.error());
    const Command statusCommand = gitCommand(directory, {u"status"_s, u"--porcelain"_s});
    const Result<ProcessResult> status = co_await runProcess(statusCommand, options, cancel);
    if (!status)
        co_return failure(status.error());
    GitHead head;
    const QStringList lines = QString::fromUtf8(commit->output).split(u'\n');
    head.commit = lines.value(0).trimmed();
    head.log = QDir(directory).absoluteFilePath(lines.value(1));
    head.branch = QString::fromUtf8(branch->output).trimmed();
    // A tree whose state cannot be told must not pass for the clean commit.
    head.dirty = status->exitCode != 0 || status->crashed || !status->output.isEmpty();
    co_return head;
}

} // namespace layerdeck
