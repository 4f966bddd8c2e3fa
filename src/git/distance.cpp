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

} // namespace

QCoro::Task<Result<CommitDistance>> readCommitDistance(QString directory, QString commit, QString folder, CancelToken cancel)
{
    const Result<QString> top = co_await readTopLevel(directory, cancel);
    if (!top)
        co_return failure(top.error());
    const QString root = *top;
    const std::optional<QString> path = folderInside(root, folder);

    CommitDistance distance;
    const QStringList known{u"cat-file"_s, u"-e"_s, commit + u"^{commit}"_s};
    const auto exists = co_await runGit(root, known, cancel);
    if (!exists)
        co_return failure(exists.error());
    distance.known = exists->exitCode == 0;
    const QString range = commit + u"..HEAD"_s;
    if (distance.known) {
        const QStringList ancestor{u"merge-base"_s, u"--is-ancestor"_s, commit, u"HEAD"_s};
        const auto isAncestor = co_await runGit(root, ancestor, cancel);
        if (!isAncestor)
            co_return failure(isAncestor.error());
        distance.isAncestor = isAncestor->exitCode == 0;
        const QStringList all{u"rev-list"_s, u"--count"_s, range};
        const auto commits = co_await runGit(root, all, cancel);
        if (!commits)
            co_return failure(commits.error());
        distance.commits = number(*commits);
    }
    if (path && distance.commits > 0) {
        const QStringList some{u"rev-list"_s, u"--count"_s, range, u"--"_s, *path};
        const auto touching = co_await runGit(root, some, cancel);
        if (!touching)
            co_return failure(touching.error());
        distance.touching = number(*touching);
    }
    const QStringList whole{u"status"_s, u"--porcelain"_s};
    const auto dirty = co_await runGit(root, whole, cancel);
    if (!dirty)
        co_return failure(dirty.error());
    bool here = false;
    if (path && !dirty->output.isEmpty()) {
        const QStringList part{u"status"_s, u"--porcelain"_s, u"--"_s, *path};
        const auto changed = co_await runGit(root, part, cancel);
        if (!changed)
            co_return failure(changed.error());
        here = !changed->output.isEmpty();
    }
    distance.dirtyHere = here;
    distance.dirtyElsewhere = !dirty->output.isEmpty() && !here;
    co_return distance;
}

} // namespace layerdeck
