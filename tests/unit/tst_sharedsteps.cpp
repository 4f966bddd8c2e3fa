// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/sharedsteps.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace layerdeck;
using namespace Qt::StringLiterals;

/// Which steps of two services are the same work.
class TestSharedSteps : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    void write(const QString &name, const QByteArray &text)
    {
        const QString path = m_dir->filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    /// For each step of service a: "s" where b has the same, "." where not.
    QString shared(const QJsonObject &argsA = {}, const QJsonObject &argsB = {})
    {
        const auto service = [this](const QString &name, const QJsonObject &args) {
            return QJsonObject{{u"build"_s, QJsonObject{{u"context"_s, m_dir->filePath(name)},
                                                        {u"dockerfile"_s, u"Dockerfile"_s},
                                                        {u"args"_s, args}}}};
        };
        const QJsonObject root{{u"name"_s, u"p"_s},
                               {u"services"_s, QJsonObject{{u"a"_s, service(u"a"_s, argsA)}, {u"b"_s, service(u"b"_s, argsB)}}}};
        const QByteArray config = QJsonDocument(root).toJson();
        const auto steps = *expectedSteps(*parseComposeConfig(config), *bakeFromConfig(config, {}, {}), {});
        QString result;
        for (const ExpectedStep &step : steps.at(0).expected) {
            bool found = false;
            for (const ExpectedStep &other : steps.at(1).expected)
                found = found || (!step.sharedKey.isEmpty() && step.sharedKey == other.sharedKey);
            result += found ? u's' : u'.';
        }
        return result;
    }

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        const QByteArray dockerfile = "FROM scratch AS base\nCOPY tool /bin/\nRUN install\nFROM base\nARG V=1\nCOPY src ./\nRUN make\n";
        for (const QString &service : {u"a"_s, u"b"_s}) {
            write(service + u"/Dockerfile"_s, dockerfile);
            write(service + u"/tool"_s, "tool");
            write(service + u"/src/file"_s, "same");
        }
    }

    void equalContextsShareAll() { QCOMPARE(shared(), u"ssss"_s); }

    void otherFilesEndIt()
    {
        write(u"b/src/file"_s, "other");
        QCOMPARE(shared(), u"ss.."_s);
        write(u"b/tool"_s, "other");
        QCOMPARE(shared(), u"...."_s);
    }

    void otherRightsEndIt()
    {
        QFile(m_dir->filePath(u"b/tool"_s)).setPermissions(QFile::ReadOwner | QFile::ExeOwner | QFile::WriteOwner);
        QCOMPARE(shared(), u"...."_s);
    }

    void ignoredFilesDoNotCount()
    {
        write(u"b/src/junk.log"_s, "x");
        QCOMPARE(shared(), u"ss.."_s);
        write(u"b/.dockerignore"_s, "**/*.log\n");
        QCOMPARE(shared(), u"ssss"_s);
    }

    void otherArgumentsEndItWhereTheyAreDeclared()
    {
        QCOMPARE(shared({{u"V"_s, u"2"_s}}, {{u"V"_s, u"3"_s}}), u"ss.."_s);
        QCOMPARE(shared({{u"V"_s, u"2"_s}}, {{u"V"_s, u"2"_s}}), u"ssss"_s);
        QCOMPARE(shared({{u"UNUSED"_s, u"2"_s}}, {}), u"ssss"_s);
    }

    void otherInstructionsEndIt()
    {
        write(u"b/Dockerfile"_s, "FROM scratch AS base\nCOPY tool /bin/\nRUN install differently\nFROM base\nCOPY src ./\nRUN make\n");
        QCOMPARE(shared(), u"s..."_s);
    }

    /// A mount may bring files of the context, of a stage or of an image, which are not in the text: a type that is not written is bind.
    void mountsThatBringFilesEndIt()
    {
        const auto with = [this](const QByteArray &mount) {
            for (const QString &service : {u"a"_s, u"b"_s}) {
                write(service + u"/Dockerfile"_s, "FROM scratch AS base\nCOPY tool /bin/\nRUN " + mount + " make\n");
                write(service + u"/lib/file"_s, service.toUtf8());
            }
            return shared();
        };
        for (const char *mount : {"--mount=target=/src,source=.", "--mount=type=bind,target=/src", "--mount=target=/src", "--mount=type=$KIND,target=/src",
                                  "--mount=type=cache,target=/c --mount=target=/src", "--mount=type=cache,target=/c,from=base"})
            QVERIFY2(with(mount) == u"s."_s, mount);
        for (const char *mount : {"--mount=type=cache,target=/c", "--mount=target=/c,type=cache,sharing=locked", "--mount=type=secret,id=bind",
                                  "--mount=type=ssh", "--mount=type=tmpfs,target=/t --mount=type=cache,target=/c"})
            QVERIFY2(with(mount) == u"ss"_s, mount);
    }

    /// What the Dockerfile promises of one service that is built with `build`.
    QList<ExpectedStep> promised(const QJsonObject &build)
    {
        const QJsonObject root{{u"name"_s, u"p"_s},
                               {u"services"_s, QJsonObject{{u"a"_s, QJsonObject{{u"build"_s, build}}}}}};
        const QByteArray config = QJsonDocument(root).toJson();
        return expectedSteps(*parseComposeConfig(config), *bakeFromConfig(config, {}, {}), {})->first().expected;
    }

    void anInlineDockerfilePromisesItsSteps()
    {
        const auto steps = promised({{u"context"_s, m_dir->filePath(u"a"_s)},
                                     {u"dockerfile"_s, u"Dockerfile"_s},
                                     {u"dockerfile_inline"_s, u"FROM scratch\nWORKDIR /\nCOPY tool /\nRUN x\n"_s}});
        QCOMPARE(steps.size(), 2);
        QCOMPARE(steps.first().name, u"COPY tool /"_s);
        QCOMPARE(steps.first().number, 1);
        QCOMPARE(steps.first().platforms, 1);
    }

    /// A stage with a platform of its own may be built once for all of them.
    void platformsOfSteps()
    {
        write(u"a/Dockerfile"_s, "FROM --platform=$BUILDPLATFORM x AS tools\nRUN make\nFROM tools AS more\nRUN more\nFROM scratch\nCOPY --from=more /a /\n");
        const auto steps = promised({{u"context"_s, m_dir->filePath(u"a"_s)},
                                     {u"dockerfile"_s, u"Dockerfile"_s},
                                     {u"platforms"_s, QJsonArray{u"linux/amd64"_s, u"linux/arm64"_s}}});
        QList<int> platforms;
        for (const ExpectedStep &step : steps)
            platforms << step.platforms;
        QCOMPARE(platforms, (QList<int>{1, 1, 1, 2}));
    }

    void stopsWhenAsked()
    {
        const QJsonObject build{{u"context"_s, m_dir->filePath(u"a"_s)}, {u"dockerfile"_s, u"Dockerfile"_s}};
        const QJsonObject root{{u"name"_s, u"p"_s}, {u"services"_s, QJsonObject{{u"a"_s, QJsonObject{{u"build"_s, build}}}}}};
        const QByteArray config = QJsonDocument(root).toJson();
        std::stop_source stop;
        stop.request_stop();
        const auto steps = expectedSteps(*parseComposeConfig(config), *bakeFromConfig(config, {}, {}), stop.get_token());
        QVERIFY(!steps);
        QVERIFY(steps.error().isCancelled());
    }

    /// A context may hold files without an end in sight: the answer to a stop must not wait for the last byte.
    void stopsInTheMiddleOfAFile()
    {
        for (const QString &service : {u"a"_s, u"b"_s}) {
            QFile big(m_dir->filePath(service + u"/tool"_s));
            QVERIFY(big.resize(qint64(1) << 37)); // sparse: it takes no room
        }
        const auto service = [this](const QString &name) {
            return QJsonObject{{u"build"_s, QJsonObject{{u"context"_s, m_dir->filePath(name)}, {u"dockerfile"_s, u"Dockerfile"_s}}}};
        };
        const QJsonObject root{{u"name"_s, u"p"_s}, {u"services"_s, QJsonObject{{u"a"_s, service(u"a"_s)}, {u"b"_s, service(u"b"_s)}}}};
        const QByteArray config = QJsonDocument(root).toJson();
        std::stop_source stop;
        std::jthread asker([&stop] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            stop.request_stop();
        });
        const auto steps = expectedSteps(*parseComposeConfig(config), *bakeFromConfig(config, {}, {}), stop.get_token());
        QVERIFY(!steps && steps.error().isCancelled());
    }

    void anUnreadableDockerfileGivesNoSteps()
    {
        QFile::remove(m_dir->filePath(u"a/Dockerfile"_s));
        QCOMPARE(shared(), QString());
    }
};

QTEST_APPLESS_MAIN(TestSharedSteps)
#include "tst_sharedsteps.moc"
