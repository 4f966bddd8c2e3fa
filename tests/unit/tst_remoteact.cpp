// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/remoteact.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestRemoteAct : public QObject
{
    Q_OBJECT

    const QList<KeptRemoteStep> steps{{u"clear.yml"_s, u"Clear"_s, u"main"_s, {{u"target"_s, u"all"_s}}, 41}, {u"deploy.yml"_s, u"Deploy"_s, u"main"_s, {}, 0}};

private slots:
    void remembersUntilForgotten()
    {
        const QTemporaryDir dir;
        const RemoteActMemory memory(u"/p"_s, u"github.com/a/b"_s, dir.path());
        QVERIFY(memory.kept().isEmpty());
        QVERIFY(memory.keep(steps));
        QCOMPARE(RemoteActMemory(u"/p"_s, u"github.com/a/b"_s, dir.path()).kept(), steps);
        // Of this project and repository only.
        QVERIFY(RemoteActMemory(u"/p"_s, u"github.com/a/c"_s, dir.path()).kept().isEmpty());
        QVERIFY(RemoteActMemory(u"/q"_s, u"github.com/a/b"_s, dir.path()).kept().isEmpty());
        const QFileInfoList files = QDir(dir.path()).entryInfoList(QDir::Files);
        QCOMPARE(files.size(), 1);
        QVERIFY(!(files.first().permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        memory.forget();
        QVERIFY(memory.kept().isEmpty());
        QVERIFY(QDir(dir.path()).isEmpty());
    }

    void whatCannotBeReadOrWritten()
    {
        const QTemporaryDir dir;
        const RemoteActMemory memory(u"/p"_s, u"r"_s, dir.path());
        QVERIFY(memory.keep(steps));
        for (const QByteArray &text : {QByteArray(), QByteArray("{"), QByteArray(R"({"steps":[{"workflow":"x"}]})"), QByteArray(R"({"steps":3})")}) {
            QFile file(QDir(dir.path()).entryInfoList(QDir::Files).first().filePath());
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            file.close();
            QVERIFY(memory.kept().isEmpty());
        }
        QFile blocked(dir.filePath(u"file"_s));
        QVERIFY(blocked.open(QIODevice::WriteOnly));
        blocked.close();
        const auto refused = RemoteActMemory(u"/p"_s, u"r"_s, dir.filePath(u"file/below"_s)).keep(steps);
        QVERIFY(!refused && refused.error().code == ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestRemoteAct)
#include "tst_remoteact.moc"
