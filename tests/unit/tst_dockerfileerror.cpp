// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/dockerfileerror.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestDockerfileError : public QObject
{
    Q_OBJECT
private slots:
    /// As buildx 0.13 prints it.
    void findsTheMarkedLine()
    {
        const QString printed = u"Dockerfile:2\n--------------------\n   1 |     # The server\n   2 | >>> RUNN foo  \n   3 |     FROM a\n"
                                "--------------------\nERROR: failed to solve: dockerfile parse error on line 2: unknown instruction: RUNN"_s;
        QCOMPARE(brokenLine(printed), (DockerfileLine{2, u"RUNN foo"_s}));
        QCOMPARE(dockerfileExcerpt(u"------\n > [a 2/3] RUN x:\n0.1 no: 12\n------\n"_s + printed),
                 u"Dockerfile:2\n   1 |     # The server\n   2 | >>> RUNN foo  \n   3 |     FROM a"_s);
        const QString none = u"ERROR: failed to solve: no such host"_s;
        QVERIFY(!brokenLine(none));
        QVERIFY(dockerfileExcerpt(none).isEmpty());
    }

    void findsWhoseLineItIs()
    {
        const QTemporaryDir dir;
        const auto write = [&dir](const QString &name, const QByteArray &text) {
            QVERIFY(QDir(dir.path()).mkpath(QFileInfo(name).path()));
            QFile file(dir.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        };
        write(u"a/Dockerfile"_s, "FROM x\r\n  RUNN foo\r\n");
        write(u"b/other"_s, "FROM x\nRUN foo\n");
        write(u"shared"_s, "FROM x\nRUNN foo\n");
        const QJsonObject targets{{u"a"_s, QJsonObject{{u"context"_s, dir.filePath(u"a"_s)}}},
                                  {u"b"_s, QJsonObject{{u"context"_s, dir.filePath(u"b"_s)}, {u"dockerfile"_s, u"other"_s}}},
                                  {u"c_1"_s, QJsonObject{{u"context"_s, dir.path()}, {u"dockerfile"_s, dir.filePath(u"shared"_s)}}},
                                  {u"d"_s, QJsonObject{{u"context"_s, dir.path()}, {u"dockerfile-inline"_s, u"FROM x\nRUNN foo\n"_s}}},
                                  {u"gone"_s, QJsonObject{{u"context"_s, u"https://example.org/x.git"_s}}},
                                  {u"not ours"_s, QJsonObject{{u"context"_s, dir.filePath(u"a"_s)}}}};
        const QByteArray definition = QJsonDocument(QJsonObject{{u"target"_s, targets}}).toJson();
        const QMap<QString, QString> services{{u"a"_s, u"a"_s}, {u"b"_s, u"b"_s}, {u"c_1"_s, u"c.1"_s}, {u"d"_s, u"d"_s}, {u"gone"_s, u"gone"_s}};
        QCOMPARE(dockerfilesWith({2, u"RUNN foo"_s}, definition, services),
                 (QList<BrokenDockerfile>{{u"a"_s, dir.filePath(u"a/Dockerfile"_s)}, {u"c.1"_s, dir.filePath(u"shared"_s)}, {u"d"_s, {}}}));
        QCOMPARE(dockerfilesWith({9, u"RUNN foo"_s}, definition, services), QList<BrokenDockerfile>());
        QCOMPARE(dockerfilesWith({2, u"RUNN foo"_s}, "no JSON", services), QList<BrokenDockerfile>());
    }
};

QTEST_GUILESS_MAIN(TestDockerfileError)
#include "tst_dockerfileerror.moc"
