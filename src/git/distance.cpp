// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/distance.h"

#include "git/command.h"
#include "git/folder.h"

#include <QRegularExpression>

namespace layerdeck {

using namespace Qt::StringLiterals;

std::optional<WrittenCommit> WrittenCommit::parse(const QString &text)
{
    static const QRegularExpression form(u"^([0-9a-f]{7,64})(-dirty)?$"_s);
    const auto match = form.match(text.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    return WrittenCommit{match.captured(1), match.hasCaptured(2)};
}

namespace {

int number(const ProcessResult &result) { return QString::fromLatin1(result.output).trimmed().toInt(); }

/// A working copy, and whether git has failed in it.
struct Asked
{
    QString root;
    bool failed = false;
};

/// The answer to a question that has one in every repository. Only what keeps git from running is an error.
QCoro::Task<Result<ProcessResult>> answered(Asked *asked, QStringList arguments, CancelToken cancel)
{
    const Result<ProcessResult> answer = co_await runGit(asked->root, arguments, cancel);
    if (answer && (answer->exitCode != 0 || answer->crashed))
        asked->failed = true;
    co_return answer;
}

/// Where the way from the commit to HEAD is not there to be counted.
CommitDistance unknown(const QString &because)
{
    CommitDistance distance;
    distance.unknownBecause = because;
    return distance;
}

} // namespace

QCoro::Task<Result<CommitDistance>> readCommitDistance(QString directory, QString commit, QString folder, CancelToken cancel)
{
    const Result<QString> top = co_await readTopLevel(directory, cancel);
    if (!top)
        co_return failure(top.error());
    Asked asked{*top};
    const std::optional<QString> path = folderInside(asked.root, folder);

    CommitDistance distance;
    const QStringList known{u"cat-file"_s, u"-e"_s, commit + u"^{commit}"_s};
    const auto exists = co_await runGit(asked.root, known, cancel);
    if (!exists)
        co_return failure(exists.error());
    distance.known = exists->exitCode == 0;
    const QString range = commit + u"..HEAD"_s;
    if (distance.known) {
        const QStringList ancestor{u"merge-base"_s, u"--is-ancestor"_s, commit, u"HEAD"_s};
        const auto isAncestor = co_await runGit(asked.root, ancestor, cancel);
        if (!isAncestor)
            co_return failure(isAncestor.error());
        distance.isAncestor = isAncestor->exitCode == 0;
        const QStringList shallow{u"rev-parse"_s, u"--is-shallow-repository"_s};
        const auto isShallow = co_await answered(&asked, shallow, cancel);
        if (!isShallow)
            co_return failure(isShallow.error());
        // The link between the two may be what was not fetched.
        if (!distance.isAncestor && isShallow->output.trimmed() == "true")
            co_return unknown(u"the history of this shallow clone does not reach it"_s);
        const QStringList all{u"rev-list"_s, u"--count"_s, range};
        const auto commits = co_await answered(&asked, all, cancel);
        if (!commits)
            co_return failure(commits.error());
        distance.commits = number(*commits);
    }
    if (path && distance.commits > 0) {
        const QStringList some{u"rev-list"_s, u"--count"_s, range, u"--"_s, *path};
        const auto touching = co_await answered(&asked, some, cancel);
        if (!touching)
            co_return failure(touching.error());
        distance.touching = number(*touching);
    }
    const QStringList whole{u"status"_s, u"--porcelain"_s};
    const auto dirty = co_await answered(&asked, whole, cancel);
    if (!dirty)
        co_return failure(dirty.error());
    bool here = false;
    if (path && !dirty->output.isEmpty()) {
        const QStringList part{u"status"_s, u"--porcelain"_s, u"--"_s, *path};
        const auto changed = co_await answered(&asked, part, cancel);
        if (!changed)
            co_return failure(changed.error());
        here = !changed->output.isEmpty();
    }
    if (asked.failed)
        co_return unknown(u"git cannot tell how far it is from HEAD"_s);
    distance.dirtyHere = here;
    distance.dirtyElsewhere = !dirty->output.isEmpty() && !here;
    co_return distance;
}

} // namespace layerdeck
