// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/head.h"

#include "base/process.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Command git(const QString &directory, const QStringList &arguments)
{
    // Optional locks would make a background reader fight with the person's own git.
    return Command{u"git"_s, arguments, directory, {{u"GIT_OPTIONAL_LOCKS"_s, u"0"_s}}};
}

} // namespace

QCoro::Task<Result<GitHead>> readGitHead(QString directory, CancelToken cancel)
{
    const ProcessOptions options;
    const Command headCommand = git(directory, {u"rev-parse"_s, u"--verify"_s, u"HEAD"_s});
    const Result<ProcessResult> commit = co_await runProcess(headCommand, options, cancel);
    if (!commit && commit.error().isCancelled())
        co_return cancelled();
    if (!commit || commit->exitCode != 0) {
        co_return failure(ErrorCode::NotFound, u"%1 is not under git, or has no commit yet."_s.arg(directory), {},
                          commit ? QString::fromUtf8(commit->errorOutput).trimmed() : commit.error().detail);
    }
    const Command branchCommand = git(directory, {u"symbolic-ref"_s, u"--quiet"_s, u"--short"_s, u"HEAD"_s});
    const Result<ProcessResult> branch = co_await runProcess(branchCommand, options, cancel);
    if (!branch)
        co_return failure(branch.error());
    const Command statusCommand = git(directory, {u"status"_s, u"--porcelain"_s});
    const Result<ProcessResult> status = co_await runProcess(statusCommand, options, cancel);
    if (!status)
        co_return failure(status.error());
    GitHead head;
    head.commit = QString::fromLatin1(commit->output).trimmed();
    head.branch = QString::fromUtf8(branch->output).trimmed();
    // A tree whose state cannot be told must not pass for the clean commit.
    head.dirty = status->exitCode != 0 || status->crashed || !status->output.isEmpty();
    co_return head;
}

} // namespace layerdeck
