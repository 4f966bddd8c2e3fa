// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/uncommitted.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <qcoro/qcorotask.h>

using namespace layerdeck;
using namespace Qt::StringLiterals;

/// The changes of a folder, told apart from others.
class TestUncommitted : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    QString path(const QString &name = {}) const { return m_dir->filePath(name); }
    void git(const QStringList &arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(path());
        process.start(u"git"_s, QStringList{u"-c"_s, u"user.name=a"_s, u"-c"_s, u"user.email=a@b"_s} + arguments);
        QVERIFY(process.waitForFinished());
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }
    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QString of(const QString &folder) const
    {
        const auto read = QCoro::waitFor(readUncommitted(path(), path(folder), CancelToken()));
        return read ? *read : u"error"_s;
    }

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        git({u"init"_s, u"-q"_s});
        for (const QString &folder : {u"api"_s, u"web"_s})
            QDir(path()).mkdir(folder);
        write(u"api/main.c"_s, "one\n");
        write(u"web/index.html"_s, "one\n");
        write(u".gitignore"_s, "*.o\n");
        git({u"add"_s, u"."_s});
        git({u"commit"_s, u"-qm"_s, u"one"_s});
    }

    void onlyTheFolderCounts()
    {
        const QString clean = of(u"api"_s);
        QVERIFY(!clean.isEmpty() && clean != "error"_L1);
        QCOMPARE(of(u"web"_s), clean);
        write(u"web/index.html"_s, "two\n");
        QCOMPARE(of(u"api"_s), clean);
        QVERIFY(of(u"web"_s) != clean);
        QVERIFY(of({}) != clean);
    }

    void everyChangeIsAnother()
    {
        QStringList seen{of(u"api"_s)};
        const auto isNew = [&] {
            const QString now = of(u"api"_s);
            const bool isNew = !now.isEmpty() && !seen.contains(now);
            seen << now;
            return isNew;
        };
        write(u"api/main.c"_s, "two\n");
        QVERIFY(isNew());
        write(u"api/main.c"_s, "six\n"); // of the same length
        QVERIFY(isNew());
        QVERIFY(QFile(path(u"api/main.c"_s)).setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QVERIFY(isNew());
        write(u"api/new name ä.c"_s, "x");
        QVERIFY(isNew());
        QDir(path(u"api"_s)).mkdir(u"deep"_s);
        write(u"api/deep/er.c"_s, "x");
        QVERIFY(isNew());
        QVERIFY(QFile::remove(path(u"api/main.c"_s)));
        QVERIFY(isNew());
        QVERIFY(QFile::link(u"deep/er.c"_s, path(u"api/main.c"_s)));
        QVERIFY(isNew());
        // Neither what is ignored nor what is staged makes a difference.
        write(u"api/main.o"_s, "object");
        QVERIFY(!isNew());
        git({u"add"_s, u"-A"_s});
        QVERIFY(!isNew());
        QCOMPARE(seen.last(), seen.at(seen.size() - 3));
    }

    void backAgainIsTheSame()
    {
        write(u"api/main.c"_s, "two\n");
        const QString changed = of(u"api"_s);
        write(u"api/main.c"_s, "one\n");
        QCOMPARE(of(u"api"_s), of(u"web"_s));
        write(u"api/main.c"_s, "two\n");
        QCOMPARE(of(u"api"_s), changed);
    }

    void whatCannotBeTold()
    {
        QTemporaryDir outside;
        const auto elsewhere = QCoro::waitFor(readUncommitted(path(), outside.path(), CancelToken()));
        QVERIFY(elsewhere && elsewhere->isEmpty());
        const auto none = QCoro::waitFor(readUncommitted(outside.path(), outside.path(), CancelToken()));
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
        // More than is read: a file with nothing in it is large too.
        QFile large(path(u"api/large"_s));
        QVERIFY(large.open(QIODevice::WriteOnly));
        QVERIFY(large.resize(65 << 20));
        QCOMPARE(of(u"api"_s), QString());
    }
};

QTEST_GUILESS_MAIN(TestUncommitted)
#include "tst_uncommitted.moc"
