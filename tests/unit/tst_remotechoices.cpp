// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/remotechoices.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestRemoteChoices : public QObject
{
    Q_OBJECT

    const RemoteChoices choices{{{u".github/workflows/deploy.yml"_s, {{u"environment"_s, u"staging"_s}, {u"notes"_s, u"Zeile 1\nLinie ü 2"_s}}}},
                                {u"deploy\ndeploy.yml"_s},
                                {u"clear-caches\nold.yml\ntarget=all"_s}};

private slots:
    void remembersOverRestarts()
    {
        const QTemporaryDir dir;
        QCOMPARE(RemoteChoicesMemory(dir.path()).kept(u"github.com/a/b"_s), RemoteChoices());
        QVERIFY(RemoteChoicesMemory(dir.path()).keep(u"github.com/a/b"_s, choices));
        QCOMPARE(RemoteChoicesMemory(dir.path()).kept(u"github.com/a/b"_s), choices);
        QCOMPARE(RemoteChoicesMemory(dir.path()).kept(u"ghe.example/a/b"_s), RemoteChoices());
        const QFileInfoList files = QDir(dir.path()).entryInfoList(QDir::Files);
        QCOMPARE(files.size(), 1);
        QVERIFY(!(files.first().permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    }

    void theRepositoryOfAProject()
    {
        const QTemporaryDir dir;
        const RemoteChoicesMemory memory(dir.path());
        QVERIFY(memory.setRepositoryOf(u"/p"_s, u"github.com/mara/watchparty"_s));
        QCOMPARE(memory.repositoryOf(u"/p"_s), u"github.com/mara/watchparty"_s);
        QCOMPARE(memory.repositoryOf(u"/q"_s), QString());
        QVERIFY(memory.setRepositoryOf(u"/p"_s, {}));
        QCOMPARE(memory.repositoryOf(u"/p"_s), QString());
    }

    void whatCannotBeReadOrWritten()
    {
        const QTemporaryDir dir;
        const RemoteChoicesMemory memory(dir.path());
        QVERIFY(memory.keep(u"r"_s, choices));
        const QString path = QDir(dir.path()).entryInfoList(QDir::Files).first().filePath();
        for (const QByteArray &text :
             {QByteArray(), QByteArray("{"), QByteArray("[]"), QByteArray(R"({"inputs":3,"confirmed":{}})"), QByteArray(R"({"inputs":{"a":[1]}})")}) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            file.close();
            QVERIFY(memory.kept(u"r"_s).confirmed.isEmpty());
            QVERIFY(memory.kept(u"r"_s).inputs.value(u"a"_s).isEmpty());
        }
        QFile blocked(dir.filePath(u"file"_s));
        QVERIFY(blocked.open(QIODevice::WriteOnly));
        blocked.close();
        const auto refused = RemoteChoicesMemory(dir.filePath(u"file/below"_s)).keep(u"r"_s, choices);
        QVERIFY(!refused && refused.error().code == ErrorCode::Io);
        QVERIFY(!refused.error().advice.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestRemoteChoices)
#include "tst_remotechoices.moc"
