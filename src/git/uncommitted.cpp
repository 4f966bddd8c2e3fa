// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/uncommitted.h"

#include "base/background.h"
#include "git/command.h"
#include "git/folder.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostFiles = 10'000;
constexpr qint64 mostBytes = 64 << 20;

/// The paths in the answer of "git status --porcelain=v2 -z --no-renames": the last field of each entry.
QList<QByteArray> changedPaths(const QByteArray &status)
{
    QList<QByteArray> paths;
    for (const QByteArray &entry : status.split('\0')) {
        // "1 XY sub mH mI mW hH hI path", "u XY sub m1 m2 m3 mW h1 h2 h3 path", "? path"
        const int fields = entry.startsWith("1 ") ? 8 : entry.startsWith("u ") ? 10 : entry.startsWith("? ") ? 1 : 0;
        qsizetype at = 0;
        for (int i = 0; i < fields && at >= 0; ++i)
            at = entry.indexOf(' ', at) + 1;
        if (fields > 0 && at > 0)
            paths << entry.mid(at);
    }
    return paths;
}

QString hashOf(const QString &root, QList<QByteArray> paths)
{
    if (paths.size() > mostFiles)
        return {};
    std::ranges::sort(paths);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    qint64 bytes = 0;
    for (const QByteArray &path : paths) {
        const QString file = root + u'/' + QFile::decodeName(path);
        const QFileInfo info(file);
        QByteArray content;
        if (info.isSymLink()) {
            content = "link " + info.symLinkTarget().toUtf8();
        } else if (info.isDir()) {
            return {};
        } else if (info.exists()) {
            bytes += info.size();
            QFile read(file);
            QCryptographicHash of(QCryptographicHash::Sha256);
            if (bytes > mostBytes || !read.open(QIODevice::ReadOnly) || !of.addData(&read))
                return {};
            content = (info.isExecutable() ? "program " : "file ") + of.result().toHex();
        } else {
            content = "gone";
        }
        hash.addData(path + '\0' + content + '\0');
    }
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace

QCoro::Task<Result<QString>> readUncommitted(QString directory, QString folder, CancelToken cancel)
{
    const Result<QString> root = co_await readTopLevel(directory, cancel);
    if (!root)
        co_return failure(root.error());
    const std::optional<QString> path = folderInside(*root, folder);
    if (!path)
        co_return QString();
    const QStringList status{u"status"_s, u"--porcelain=v2"_s, u"-z"_s, u"--no-renames"_s, u"--untracked-files=all"_s, u"--"_s, *path};
    const Result<ProcessResult> told = co_await runGit(*root, status, cancel);
    if (!told)
        co_return failure(told.error());
    if (told->exitCode != 0 || told->crashed)
        co_return QString();
    const std::function<QString()> hash = [root = *root, paths = changedPaths(told->output)] { return hashOf(root, paths); };
    co_return co_await inBackground(hash, cancel);
}

} // namespace layerdeck
