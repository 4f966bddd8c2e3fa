// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/head.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <qcoro/qcorotask.h>

using namespace layerdeck;
using namespace Qt::StringLiterals;

/// What a working copy says of itself.
class TestGitHead : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    QString git(const QStringList &arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(m_dir->path());
        process.start(u"git"_s, QStringList{u"-c"_s, u"user.name=a"_s, u"-c"_s, u"user.email=a@b"_s} + arguments);
        process.waitForFinished();
        return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
    }
    Result<GitHead> head(const QString &folder = {}) const { return QCoro::waitFor(readGitHead(m_dir->filePath(folder), CancelToken())); }
    void write(const QString &name) const
    {
        QFile file(m_dir->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append));
        file.write("x\n");
    }

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        git({u"init"_s, u"-q"_s, u"-b"_s, u"topic/one"_s});
        QDir(m_dir->path()).mkdir(u"app"_s);
        write(u"app/file"_s);
        git({u"add"_s, u"."_s});
        git({u"commit"_s, u"-qm"_s, u"one"_s});
    }

    void branchAndCommit()
    {
        const Result<GitHead> clean = head(u"app"_s);
        QVERIFY(clean);
        QCOMPARE(clean->commit, git({u"rev-parse"_s, u"HEAD"_s}));
        QCOMPARE(clean->branch, u"topic/one"_s);
        QVERIFY(!clean->dirty);
        QCOMPARE(clean->commitHash(), clean->commit);
        QVERIFY(QFile::exists(clean->log));
    }

    void changesAnywhereMakeItDirty()
    {
        write(u"app/file"_s);
        QVERIFY(head(u"app"_s)->dirty);
        QCOMPARE(head()->commitHash(), head()->commit + u"-dirty"_s);
        git({u"commit"_s, u"-qam"_s, u"two"_s});
        QVERIFY(!head(u"app"_s)->dirty);
        write(u"# new"_s);
        QVERIFY(head(u"app"_s)->dirty);
    }

    void detached()
    {
        git({u"checkout"_s, u"-q"_s, u"--detach"_s});
        QCOMPARE(head()->branch, QString());
        QVERIFY(!head()->dirty);
    }

    void notUnderGit()
    {
        QVERIFY(QDir(m_dir->filePath(u".git"_s)).removeRecursively());
        QCOMPARE(head().error().code, ErrorCode::NotFound);
        git({u"init"_s, u"-q"_s});
        QCOMPARE(head().error().code, ErrorCode::InvalidInput);
        QVERIFY(head().error().message.endsWith("has no commit yet."_L1));
    }
};

QTEST_GUILESS_MAIN(TestGitHead)
#include "tst_githead.moc"
