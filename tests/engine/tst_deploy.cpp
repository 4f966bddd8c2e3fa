// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/engine.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTest>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

using namespace layerdeck::support;
using namespace Qt::StringLiterals;

#define RAN(ran, expected)                                                                                              \
    QVERIFY2((ran).code == (expected), qPrintable(u"exit %1\n%2\n%3"_s.arg((ran).code).arg((ran).out, (ran).err)))

/// The main job on a real engine, through the built program.
class TestDeploy : public QObject
{
    Q_OBJECT

    std::unique_ptr<Sample> m_sample;

    QJsonObject service(const Ran &ran, const QString &name)
    {
        for (const QJsonValue value : ran.result()["services"_L1].toArray()) {
            if (value["name"_L1] == name)
                return value.toObject();
        }
        return {};
    }
    /// A service's steps are the sum of their states, and each has had its event.
    void checkSums(const Ran &ran)
    {
        int events = 0;
        for (const QJsonValue value : ran.result()["services"_L1].toArray()) {
            const int sum = value["cached"_L1].toInt() + value["base"_L1].toInt() + value["shared"_L1].toInt()
                            + value["ran"_L1].toInt();
            QCOMPARE(sum, value["steps"_L1].toInt());
            events += value["steps"_L1].toInt();
            QVERIFY(value["image_id"_L1].toString().startsWith("sha256:"_L1));
        }
        QCOMPARE(ran.states().size(), events);
    }

    QStringList imageNames() const
    {
        QStringList names =
            m_sample->docker({u"image"_s, u"ls"_s, u"--format"_s, u"{{.ID}} {{.Repository}}:{{.Tag}}"_s}).out.split(u'\n');
        names.sort();
        return names;
    }

private slots:
    void initTestCase()
    {
        NEED_ENGINE();
        m_sample = std::make_unique<Sample>();
        QVERIFY(m_sample->isValid());
    }
    void cleanupTestCase() { m_sample.reset(); }

    void listsServices()
    {
        const Ran ran = m_sample->layerdeck({u"services"_s, u"--json"_s});
        RAN(ran, 0);
        const QJsonArray services = ran.result()["services"_L1].toArray();
        QCOMPARE(services.size(), 2);
        QCOMPARE(services.at(0)["name"_L1].toString(), u"backend"_s);
        QCOMPARE(services.at(0)["image"_L1].toString(), u"watchparty-backend:latest"_s);
        QCOMPARE(services.at(0)["build"_L1]["cache_from"_L1].toArray(), QJsonArray());
        // GIT_COMMIT_HASH comes from git HEAD.
        const QString head = runProgram(u"git"_s, {u"rev-parse"_s, u"HEAD"_s}, m_sample->path()).out.trimmed();
        QCOMPARE(services.at(0)["build"_L1]["args"_L1]["GIT_COMMIT_HASH"_L1].toString(), head);
        QCOMPARE(ran.result()["files"_L1].toArray(), QJsonArray{m_sample->path() + u"/docker-compose.yml"_s});
    }

    void clearNeedsYes()
    {
        const Ran ran = m_sample->layerdeck({u"clear"_s});
        RAN(ran, 3);
        QVERIFY(ran.err.contains("to delete"_L1));
        // With --json both readers are told.
        const Ran json = m_sample->layerdeck({u"clear"_s, u"--json"_s});
        RAN(json, 3);
        QCOMPARE(json.result()["outcome"_L1].toString(), u"failed"_s);
        QVERIFY(json.err.contains("to delete"_L1));
    }

    void cold()
    {
        // Other tests have left records of steps that no Dockerfile has any more.
        RAN(m_sample->layerdeck({u"clear"_s, u"--yes"_s, u"--unowned"_s, u"--shared"_s, u"--cache-mounts"_s}), 0);
        const Ran ran = m_sample->layerdeck({u"deploy"_s, u"--json"_s});
        RAN(ran, 0);
        checkSums(ran);
        QCOMPARE(ran.result()["outcome"_L1].toString(), u"success"_s);
        QCOMPARE(ran.counts().value(u"cached"_s), 0);
        QVERIFY(ran.counts().value(u"done"_s) > 15);
        QCOMPARE(m_sample->containers().size(), 2);
    }

    void cached()
    {
        const auto before = m_sample->containers();
        const Ran ran = m_sample->layerdeck({u"deploy"_s, u"--json"_s});
        RAN(ran, 0);
        checkSums(ran);
        QCOMPARE(ran.counts().keys(), QStringList{u"cached"_s});
        // Nothing new: the containers stay.
        QCOMPARE(m_sample->containers(), before);
    }

    void wordsForPeople()
    {
        const Ran ran = m_sample->layerdeck({u"deploy"_s});
        RAN(ran, 0);
        QVERIFY2(ran.out.contains("backend: 14 of 14 steps from cache"_L1), qPrintable(ran.out));
        QVERIFY(ran.out.contains("frontend: 13 of 13 steps from cache"_L1));
    }

    /// Only what stands below the COPY of the source, and below the commit's ARG (the tree is dirty now), runs again.
    void afterASourceEdit()
    {
        const QString name = u"backend/src/lib/query.awk"_s;
        const QByteArray source = m_sample->read(name);
        QVERIFY(!source.isEmpty());
        m_sample->write(name, source + "\n# edited\n");
        const Ran ran = m_sample->layerdeck({u"deploy"_s, u"--json"_s});
        RAN(ran, 0);
        checkSums(ran);
        int copy = 0;
        int arg = 0;
        for (const QJsonObject &object : ran.objects()) {
            if (object["service"_L1] == "backend"_L1 && object["name"_L1] == "COPY src ./src"_L1)
                copy = object["index"_L1].toInt();
        }
        QVERIFY(copy > 1);
        for (const QJsonObject &object : ran.objects()) {
            if (object["event"_L1] != "step"_L1)
                continue;
            const int index = object["index"_L1].toInt();
            const QString text = object["name"_L1].toString();
            const bool inBackend = object["service"_L1] == "backend"_L1;
            if (inBackend && index < copy)
                QCOMPARE(object["state"_L1].toString(), u"cached"_s);
            if (inBackend && index == copy)
                QCOMPARE(object["state"_L1].toString(), u"done"_s);
            // The commit's text stands in the step that takes it.
            if (text.contains("-dirty"_L1)) {
                ++arg;
                QCOMPARE(object["state"_L1].toString(), u"done"_s);
            } else if (!inBackend) {
                QCOMPARE(object["state"_L1].toString(), u"cached"_s);
            }
        }
        QCOMPARE(arg, 2);
    }

    void oneServiceOnly()
    {
        const Ran ran = m_sample->layerdeck({u"deploy"_s, u"backend"_s, u"--json"_s});
        RAN(ran, 0);
        QCOMPARE(ran.result()["services"_L1].toArray().size(), 1);
        RAN(m_sample->layerdeck({u"deploy"_s, u"nobody"_s}), 3);
        const Ran refused = m_sample->layerdeck({u"deploy"_s, u"nobody"_s, u"--json"_s});
        RAN(refused, 3);
        QCOMPARE(refused.result()["outcome"_L1].toString(), u"failed"_s);
        QCOMPARE(refused.result()["error"_L1]["code"_L1].toString(), u"invalid-input"_s);
    }

    void forced()
    {
        const Ran ran = m_sample->layerdeck({u"rebuild"_s, u"--json"_s});
        RAN(ran, 0);
        checkSums(ran);
        // WORKDIR stays cached under --no-cache while what is above it hits; every RUN, COPY and ADD ran.
        for (const QJsonObject &object : ran.objects()) {
            if (object["event"_L1] == "step"_L1 && !object["name"_L1].toString().startsWith("WORKDIR"_L1))
                QVERIFY2(object["state"_L1] == "done"_L1 || object["state"_L1] == "shared"_L1,
                         qPrintable(object["name"_L1].toString()));
        }
    }

    void afterClear()
    {
        const QStringList everything{u"clear"_s, u"--json"_s, u"--unowned"_s, u"--shared"_s, u"--cache-mounts"_s};
        // What is previewed is what is deleted.
        const Ran preview = m_sample->layerdeck(everything + QStringList{u"--dry-run"_s});
        RAN(preview, 0);
        const Ran cleared = m_sample->layerdeck(everything + QStringList{u"--yes"_s});
        RAN(cleared, 0);
        QStringList planned;
        for (const QJsonValue id : preview.result()["records"_L1].toArray())
            planned << id.toString();
        QStringList deleted;
        for (const QJsonValue record : cleared.result()["records"_L1].toArray())
            deleted << record["id"_L1].toString();
        // The engine lists records in no order.
        deleted.sort();
        planned.sort();
        QCOMPARE(deleted, planned);
        QCOMPARE(cleared.result()["survived_records"_L1].toArray(), QJsonArray());
        const Ran du = m_sample->docker({u"buildx"_s, u"du"_s, u"--verbose"_s});
        for (const QString &id : std::as_const(planned))
            QVERIFY2(!du.out.contains(id), qPrintable(id));
        const QJsonArray records = cleared.result()["records"_L1].toArray();
        QVERIFY(!records.isEmpty());
        qint64 bytes = 0;
        for (const QJsonValue record : records) {
            QVERIFY(!record["id"_L1].toString().isEmpty());
            QVERIFY(!record["description"_L1].toString().isEmpty());
            bytes += record["size"_L1].toInteger();
        }
        QVERIFY(bytes > 0);
        QCOMPARE(m_sample->containers().size(), 2);
        const Ran ran = m_sample->layerdeck({u"deploy"_s, u"--json"_s});
        RAN(ran, 0);
        QCOMPARE(ran.counts().value(u"cached"_s), 0);
    }

    /// One service's records go by id, the other's stay and hit.
    void clearOfOneService()
    {
        const Ran preview = m_sample->layerdeck({u"clear"_s, u"--target"_s, u"service:backend"_s, u"--dry-run"_s, u"--json"_s});
        RAN(preview, 0);
        const bool containerd = qgetenv("LAYERDECK_TEST_STORE") == "containerd";
        if (containerd) {
            QCOMPARE(preview.result()["records"_L1].toArray(), QJsonArray());
            QVERIFY(!preview.result()["not_fresh"_L1].toArray().isEmpty());
            return;
        }
        const qsizetype count = preview.result()["records"_L1].toArray().size();
        QVERIFY(count > 8);
        const Ran cleared = m_sample->layerdeck({u"clear"_s, u"--target"_s, u"service:backend"_s, u"--yes"_s, u"--json"_s});
        RAN(cleared, 0);
        QCOMPARE(cleared.result()["records"_L1].toArray().size(), count);
        const Ran ran = m_sample->layerdeck({u"deploy"_s, u"--json"_s});
        RAN(ran, 0);
        QCOMPARE(service(ran, u"frontend"_s)["cached"_L1].toInt(), 13);
        // What both share was kept.
        QVERIFY(service(ran, u"backend"_s)["cached"_L1].toInt() <= 2);
        QVERIFY(service(ran, u"backend"_s)["ran"_L1].toInt() >= 12);
    }

    void clearFromAStepDown()
    {
        if (qgetenv("LAYERDECK_TEST_STORE") == "containerd")
            QSKIP("on this store single records are not deleted");
        RAN(m_sample->layerdeck({u"clear"_s, u"--target"_s, u"step:backend:9"_s, u"--yes"_s}), 0);
        const Ran ran = m_sample->layerdeck({u"deploy"_s, u"--json"_s});
        RAN(ran, 0);
        for (const QJsonObject &object : ran.objects()) {
            if (object["event"_L1] != "step"_L1 || object["service"_L1] != "backend"_L1)
                continue;
            const int index = object["index"_L1].toInt();
            if (index < 9)
                QCOMPARE(object["state"_L1].toString(), u"cached"_s);
            if (index == 9)
                QCOMPARE(object["state"_L1].toString(), u"done"_s);
        }
        RAN(m_sample->layerdeck({u"clear"_s, u"--target"_s, u"step:backend:99"_s, u"--yes"_s}), 3);
        RAN(m_sample->layerdeck({u"clear"_s, u"--target"_s, u"nonsense"_s, u"--yes"_s}), 3);
    }

    void redeployOneService()
    {
        RAN(m_sample->layerdeck({u"deploy"_s}), 0);
        const auto before = m_sample->containers();
        const Ran ran = m_sample->layerdeck({u"redeploy"_s, u"backend"_s, u"--yes"_s, u"--json"_s});
        RAN(ran, 0);
        const QJsonObject result = ran.result();
        QCOMPARE(result["services"_L1].toArray().size(), 1);
        QVERIFY2(result["fresh"_L1].toBool(), qPrintable(ran.out));
        QCOMPARE(result["from_earlier_build"_L1].toInt(), 0);
        for (const QJsonValue evidence : result["evidence"_L1].toArray())
            QVERIFY2(evidence["holds"_L1].toBool(), qPrintable(evidence["title"_L1].toString() + evidence["about"_L1].toString()));
        QVERIFY(result["evidence"_L1].toArray().size() >= 3);
        // Compose stops a container before it starts the next: the engine's own times say for how long.
        const QJsonObject away = result["without_service_ms"_L1].toObject();
        QCOMPARE(away.keys(), QStringList{u"backend"_s});
        QVERIFY2(away["backend"_L1].toInteger() > 0, qPrintable(ran.out));
        const auto after = m_sample->containers();
        QVERIFY(after.value(u"backend"_s) != before.value(u"backend"_s));
        QCOMPARE(after.value(u"frontend"_s), before.value(u"frontend"_s));
        // Its neighbour's cache is untouched.
        const Ran next = m_sample->layerdeck({u"deploy"_s, u"--json"_s});
        RAN(next, 0);
        QCOMPARE(next.counts().keys(), QStringList{u"cached"_s});
    }

    void redeployAll()
    {
        const Ran words = m_sample->layerdeck({u"redeploy"_s, u"--yes"_s});
        RAN(words, 0);
        QVERIFY2(words.out.contains("Fresh: "_L1) && !words.out.contains("Not fresh"_L1), qPrintable(words.out));
        QVERIFY2(words.out.contains("The containers run the new images"_L1), qPrintable(words.out));
        QVERIFY2(words.out.contains("Without service: backend "_L1), qPrintable(words.out));
    }

    /// A build that fails after the clear leaves what runs and its images.
    void redeployThatFails()
    {
        const auto before = m_sample->containers();
        const QByteArray dockerfile = m_sample->read(u"backend/Dockerfile"_s);
        QByteArray broken = dockerfile;
        broken.replace("RUN sh build.sh", "RUN exit 9");
        m_sample->write(u"backend/Dockerfile"_s, broken);
        const Ran ran = m_sample->layerdeck({u"redeploy"_s, u"backend"_s, u"--yes"_s, u"--json"_s});
        m_sample->write(u"backend/Dockerfile"_s, dockerfile);
        RAN(ran, 1);
        QVERIFY(!ran.result()["fresh"_L1].toBool());
        QCOMPARE(m_sample->containers(), before);
        QCOMPARE(m_sample->docker({u"image"_s, u"inspect"_s, u"watchparty-backend:latest"_s}).code, 0);
    }

    /// A source that survives is bypassed by the next build, and by that one only.
    void bypassesOnceWhatSurvives()
    {
        RAN(m_sample->layerdeck({u"deploy"_s}), 0); // its image is the base here
        QVERIFY(QDir(m_sample->path()).mkpath(u"inline"_s));
        m_sample->write(u"inline/Dockerfile"_s, "FROM watchparty-backend:latest\nUSER root\nRUN echo one > /one\n");
        m_sample->write(u"inline/compose.yml"_s, "services:\n  app:\n    image: layerdeck-test-inline\n    build:\n      context: .\n"
                                                 "      cache_from: [layerdeck-test-inline]\n      args: {BUILDKIT_INLINE_CACHE: '1'}\n");
        const QStringList there{u"-C"_s, m_sample->path() + u"/inline"_s};
        const auto survivors = [&] {
            const Ran dry = m_sample->layerdeck(QStringList{u"clear"_s, u"--target"_s, u"build-cache"_s, u"--dry-run"_s, u"--json"_s} + there);
            return dry.result()["survivors"_L1].toArray();
        };
        const auto sources = [&](const Ran &ran) { return ran.out.contains("without asking the cache sources of app"_L1); };
        RAN(m_sample->layerdeck(QStringList{u"deploy"_s} + there), 0);
        // What the image holds counts, not what its service would write today.
        m_sample->write(u"inline/compose.yml"_s, m_sample->read(u"inline/compose.yml"_s).replace("'1'", "'0'"));
        const bool looksHere = qgetenv("LAYERDECK_TEST_STORE") != "containerd"; // there a registry is asked
        QCOMPARE(survivors().size(), 1);
        if (looksHere)
            QCOMPARE(survivors().first()["reason"_L1].toString(), u"the image is here and holds inline cache"_s);
        const Ran clear = m_sample->layerdeck(QStringList{u"clear"_s, u"--target"_s, u"build-cache"_s, u"--bypass"_s, u"--yes"_s} + there);
        RAN(clear, 0);
        QVERIFY2(clear.out.contains("The next build does not ask layerdeck-test-inline of app"_L1), qPrintable(clear.out));
        const Ran next = m_sample->layerdeck(QStringList{u"deploy"_s} + there);
        RAN(next, 0);
        QVERIFY2(sources(next) && next.out.contains("app: 0 of "_L1), qPrintable(next.out));
        const Ran after = m_sample->layerdeck(QStringList{u"deploy"_s} + there);
        RAN(after, 0);
        QVERIFY2(!sources(after), qPrintable(after.out));
        QCOMPARE(survivors().isEmpty(), looksHere); // the new image holds none
        RAN(m_sample->docker({u"rm"_s, u"--force"_s, m_sample->containers().value(u"app"_s)}), 0);
        RAN(m_sample->docker({u"image"_s, u"rm"_s, u"layerdeck-test-inline"_s}), 0);
    }

    /// A service whose build begins on another's: both are built, and what comes out is fresh from its bottom.
    void redeployOnAnotherService()
    {
        RAN(m_sample->layerdeck({u"deploy"_s}), 0); // its image is the base here
        QVERIFY(QDir(m_sample->path()).mkpath(u"stacked"_s));
        m_sample->write(u"stacked/base.Dockerfile"_s, "FROM watchparty-backend:latest\nUSER root\nRUN echo base > /base\nRUN echo more > /more\n");
        m_sample->write(u"stacked/web.Dockerfile"_s, "FROM ground\nRUN echo web > /web\nRUN echo last > /last\n");
        m_sample->write(u"stacked/compose.yml"_s, "services:\n  base:\n    scale: 0\n    image: layerdeck-test-base\n"
                                                  "    build: {context: ., dockerfile: base.Dockerfile}\n"
                                                  "  web:\n    image: layerdeck-test-web\n    build:\n      context: .\n      dockerfile: web.Dockerfile\n"
                                                  "      additional_contexts: {ground: 'service:base'}\n");
        const QStringList there{u"-C"_s, m_sample->path() + u"/stacked"_s};
        const Ran first = m_sample->layerdeck(QStringList{u"deploy"_s, u"web"_s} + there);
        RAN(first, 0);
        QVERIFY2(first.out.contains("Build base and web"_L1), qPrintable(first.out));
        const Ran again = m_sample->layerdeck(QStringList{u"redeploy"_s, u"web"_s, u"--yes"_s, u"--json"_s} + there);
        RAN(again, 0);
        const QJsonObject result = again.result();
        QCOMPARE(result["services"_L1].toArray().size(), 2);
        QVERIFY2(result["fresh"_L1].toBool(), qPrintable(again.out));
        // BuildKit may tell a step of the base under either name: the other one shares it then.
        QVERIFY2(again.counts().value(u"done"_s) >= 3 && again.counts().value(u"cached"_s) == 0, qPrintable(again.out));
        for (const QJsonValue evidence : result["evidence"_L1].toArray())
            QVERIFY2(evidence["holds"_L1].toBool(), qPrintable(evidence["title"_L1].toString() + evidence["about"_L1].toString()));
        // Each of its records is somebody's.
        const Ran cache = m_sample->layerdeck(QStringList{u"clear"_s, u"--dry-run"_s, u"--json"_s} + there);
        QVERIFY2(cache.result()["records"_L1].toArray().size() >= 4, qPrintable(cache.out));
        QCOMPARE(cache.result()["not_fresh"_L1].toArray(), QJsonArray());
        // A clear of images reads no cache, and says nothing of it.
        const Ran images = m_sample->layerdeck(QStringList{u"clear"_s, u"--target"_s, u"images"_s, u"--yes"_s, u"--json"_s} + there);
        RAN(images, 0);
        QVERIFY(images.result()["records_left"_L1].isNull() && images.result().contains("records_left"_L1));
        const Ran words = m_sample->layerdeck(QStringList{u"clear"_s, u"--target"_s, u"images"_s, u"--yes"_s} + there);
        QVERIFY2(words.out.contains("no record of the build cache was meant to go"_L1), qPrintable(words.out));
        RAN(m_sample->docker({u"rm"_s, u"--force"_s, m_sample->containers().value(u"web"_s)}), 0);
    }

    void forcedStage()
    {
        const Ran ran = m_sample->layerdeck({u"rebuild"_s, u"backend"_s, u"--stage"_s, u"build"_s, u"--json"_s});
        RAN(ran, 0);
        QVERIFY(ran.counts().value(u"done"_s) > 3);
        QVERIFY(ran.counts().value(u"cached"_s) > 3);
        RAN(m_sample->layerdeck({u"rebuild"_s, u"backend"_s, u"--stage"_s, u"nowhere"_s}), 3);
    }

    /// What ran before is had back, images and all: also after a clear.
    void rollsBack()
    {
        const auto imageOf = [this](const QString &service) {
            return m_sample->docker({u"inspect"_s, u"--format"_s, u"{{.Image}}"_s, m_sample->containers().value(service)}).out.trimmed();
        };
        RAN(m_sample->layerdeck({u"deploy"_s}, {{u"GIT_COMMIT_HASH"_s, u"one"_s}}), 0);
        const QString before = imageOf(u"backend"_s);
        RAN(m_sample->layerdeck({u"deploy"_s}, {{u"GIT_COMMIT_HASH"_s, u"two"_s}}), 0);
        QVERIFY(imageOf(u"backend"_s) != before);
        // The same again pushes out nothing.
        RAN(m_sample->layerdeck({u"deploy"_s}, {{u"GIT_COMMIT_HASH"_s, u"two"_s}}), 0);
        // All images are asked for, and no build cache is left: what is kept for a roll back stays.
        RAN(m_sample->layerdeck({u"clear"_s, u"--yes"_s}), 0);
        const Ran list = m_sample->layerdeck({u"rollback"_s, u"--list"_s, u"--json"_s});
        RAN(list, 0);
        const QJsonArray deployments = list.result()["deployments"_L1].toArray();
        QVERIFY(deployments.size() >= 2);
        QVERIFY(deployments.at(0)["current"_L1].toBool());
        QCOMPARE(deployments.at(1)["services"_L1].toArray().at(0)["image_id"_L1].toString(), before);
        const Ran back = m_sample->layerdeck({u"rollback"_s, u"--json"_s});
        RAN(back, 0);
        QCOMPARE(imageOf(u"backend"_s), before);
        QCOMPARE(m_sample->containers().size(), 2);
        // It takes nobody's place, and no image goes for it: what was gone back to runs, where it stood.
        const QJsonArray after = m_sample->layerdeck({u"rollback"_s, u"--list"_s, u"--json"_s}).result()["deployments"_L1].toArray();
        QCOMPARE(after.size(), deployments.size());
        for (qsizetype i = 0; i < after.size(); ++i) {
            QCOMPARE(after.at(i)["id"_L1], deployments.at(i)["id"_L1]);
            QCOMPARE(after.at(i)["current"_L1].toBool(), i == 1);
        }
        RAN(m_sample->layerdeck({u"rollback"_s, u"--to"_s, u"nothing"_s}), 3);
    }

    /// A service that does its work and ends with 0 is no failure, though Compose's own wait takes it for one.
    void aJobThatEnds()
    {
        QVERIFY(QDir(m_sample->path()).mkpath(u"jobs"_s));
        m_sample->write(u"jobs/compose.yml"_s,
                        "services:\n  job:\n    image: watchparty-backend:latest\n    entrypoint: [/bin/sh, -c, 'echo migrated']\n"
                        "  fails:\n    image: watchparty-backend:latest\n    profiles: [broken]\n    entrypoint: [/bin/sh, -c, 'exit 3']\n"
                        "  app:\n    image: watchparty-backend:latest\n    entrypoint: [/bin/sh, -c, \"trap 'exit 0' TERM; while :; do sleep 1; done\"]\n");
        const QStringList there{u"-C"_s, m_sample->path() + u"/jobs"_s};
        for (int i = 0; i < 2; ++i) {
            const Ran ran = m_sample->layerdeck(QStringList{u"deploy"_s} + there);
            RAN(ran, 0);
            QVERIFY2(!ran.out.contains("Without service"_L1), qPrintable(ran.out));
        }
        RAN(m_sample->layerdeck(QStringList{u"deploy"_s} + there, {{u"COMPOSE_PROFILES"_s, u"broken"_s}}), 1);
        for (const QString &service : {u"app"_s, u"job"_s, u"fails"_s}) {
            const QString ids = m_sample->docker({u"ps"_s, u"-aq"_s, u"--filter"_s, u"label=com.docker.compose.service="_s + service}).out.trimmed();
            for (const QString &id : ids.split(u'\n', Qt::SkipEmptyParts))
                RAN(m_sample->docker({u"rm"_s, u"--force"_s, id}), 0);
        }
    }

    /// New containers that do not become healthy: their last words are told, and what ran before runs again.
    void rollsBackByItself()
    {
        RAN(m_sample->layerdeck({u"deploy"_s}), 0);
        const auto isHealthy = [this] {
            return m_sample->docker({u"inspect"_s, u"--format"_s, u"{{.State.Health.Status}}"_s, m_sample->containers().value(u"backend"_s)}).out.trimmed()
                   == "healthy"_L1;
        };
        QVERIFY(isHealthy());
        const QByteArray compose = m_sample->read(u"docker-compose.yml"_s);
        QByteArray sick = compose;
        sick.replace(R"(test: ["CMD", "/app/bin/healthcheck"])", R"(test: ["CMD", "/bin/sh", "-c", "echo the database is missing; exit 1"])");
        QVERIFY(sick != compose);
        m_sample->write(u"docker-compose.yml"_s, sick);
        const Ran stays = m_sample->layerdeck({u"deploy"_s, u"backend"_s, u"--wait-timeout"_s, u"90"_s, u"--json"_s});
        const bool healthyAfter = isHealthy();
        // What a roll back goes to is the last that succeeded: none of those remembered runs.
        const Ran list = m_sample->layerdeck({u"rollback"_s, u"--list"_s, u"--json"_s});
        for (const QJsonValue &one : list.result()["deployments"_L1].toArray())
            QVERIFY(!one["current"_L1].toBool());
        // The name of a service that is not deployed points to something newer: the way back leaves it there.
        const auto named = [this] {
            return m_sample->docker({u"image"_s, u"inspect"_s, u"--format"_s, u"{{.Id}}"_s, u"watchparty-frontend:latest"_s}).out.trimmed();
        };
        const QString frontend = named();
        RAN(m_sample->docker({u"tag"_s, u"watchparty-backend:latest"_s, u"watchparty-frontend:latest"_s}), 0);
        const QString newer = named();
        QVERIFY(newer != frontend);
        const Ran ran = m_sample->layerdeck({u"deploy"_s, u"backend"_s, u"--roll-back"_s, u"--wait-timeout"_s, u"90"_s, u"--json"_s});
        QCOMPARE(named(), newer);
        // A service that was not there before is no part of the way back: it is said to stay.
        m_sample->write(u"docker-compose.yml"_s, compose + "\n  worker:\n    image: watchparty-backend:latest\n    network_mode: none\n    restart: always\n"
                                                          "    command: [\"/bin/sh\", \"-c\", \"exit 3\"]\n");
        const Ran added = m_sample->layerdeck({u"deploy"_s, u"--roll-back"_s, u"--wait-timeout"_s, u"90"_s, u"--json"_s});
        const QString worker = m_sample->containers().value(u"worker"_s);
        if (!worker.isEmpty())
            RAN(m_sample->docker({u"rm"_s, u"--force"_s, worker}), 0);
        m_sample->write(u"docker-compose.yml"_s, compose);
        RAN(added, 1);
        QVERIFY2(added.result()["rolled_back"_L1].toBool(), qPrintable(added.out + added.err));
        QVERIFY2(added.err.contains("worker did not run before and stays as it is."_L1), qPrintable(added.err));
        RAN(stays, 1);
        QVERIFY2(stays.err.contains("the database is missing"_L1), qPrintable(stays.err));
        QVERIFY(!healthyAfter);
        RAN(ran, 1);
        QVERIFY2(ran.result()["rolled_back"_L1].toBool(), qPrintable(ran.out + ran.err));
        QVERIFY(isHealthy());
    }

    /// Compose takes a container without a health check for started as soon as it runs; what ends in the next moment is no success.
    void aContainerThatDoesNotStayUp()
    {
        RAN(m_sample->layerdeck({u"deploy"_s}), 0);
        const QByteArray compose = m_sample->read(u"docker-compose.yml"_s);
        QByteArray broken = compose;
        const qsizetype check = broken.indexOf("    healthcheck:");
        broken.remove(check, broken.indexOf("\n\n", check) - check);
        broken.replace("    image: watchparty-backend:latest\n", "    image: watchparty-backend:latest\n    command: [\"/bin/sh\", \"-c\", \"echo no room left; exit 3\"]\n");
        QVERIFY(broken.contains("exit 3") && !broken.contains("/app/bin/healthcheck"));
        m_sample->write(u"docker-compose.yml"_s, broken);
        const Ran ran = m_sample->layerdeck({u"deploy"_s, u"backend"_s, u"--json"_s});
        m_sample->write(u"docker-compose.yml"_s, compose);
        RAN(ran, 1);
        QVERIFY2(ran.err.contains("The containers were started, but"_L1), qPrintable(ran.err));
        QVERIFY2(ran.err.contains("no room left"_L1), qPrintable(ran.err));
        RAN(m_sample->layerdeck({u"deploy"_s}), 0);
    }

    /// Ctrl+C at the question ends it at once, without Return.
    void ctrlCAtTheQuestionOfClear()
    {
        const int master = ::posix_openpt(O_RDWR | O_NOCTTY);
        QVERIFY(master >= 0 && ::grantpt(master) == 0 && ::unlockpt(master) == 0);
        const QStringList before = imageNames();
        QProcess process;
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        env.insert(u"COMPOSE_PROJECT_NAME"_s, m_sample->project());
        process.setProcessEnvironment(env);
        process.setWorkingDirectory(m_sample->path());
        process.setStandardInputFile(QString::fromLocal8Bit(::ptsname(master)));
        process.start(QStringLiteral(LAYERDECK), {u"clear"_s});
        QByteArray out;
        while (!out.contains("to delete these") && process.waitForReadyRead(60'000))
            out += process.readAllStandardOutput();
        QVERIFY(out.contains("to delete these"));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(10'000));
        out += process.readAllStandardOutput();
        ::close(master);
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QVERIFY2(out.contains("Nothing was changed."), out.constData());
        QCOMPARE(imageNames(), before);
    }

    void imagesAreWhatDockerSays()
    {
        const Ran ours = m_sample->layerdeck({u"images"_s, u"--json"_s});
        RAN(ours, 0);
        QStringList ids;
        for (const QJsonValue image : ours.result()["images"_L1].toArray())
            ids << image["id"_L1].toString();
        QStringList theirs = m_sample->docker({u"image"_s, u"ls"_s, u"--no-trunc"_s, u"-q"_s}).out.split(u'\n', Qt::SkipEmptyParts);
        theirs.removeDuplicates();
        ids.sort();
        theirs.sort();
        QCOMPARE(ids, theirs);
    }

    void aFailingBuildChangesNoContainer()
    {
        const auto before = m_sample->containers();
        const QByteArray dockerfile = m_sample->read(u"backend/Dockerfile"_s);
        QByteArray broken = dockerfile;
        broken.replace("RUN sh build.sh", "RUN echo giving up >&2; exit 9");
        QVERIFY(broken != dockerfile);
        m_sample->write(u"backend/Dockerfile"_s, broken);
        const Ran json = m_sample->layerdeck({u"deploy"_s, u"--json"_s});
        RAN(json, 1);
        QCOMPARE(json.result()["outcome"_L1].toString(), u"failed"_s);
        QCOMPARE(json.counts().value(u"failed"_s), 1);
        QCOMPARE(m_sample->containers(), before);
        const Ran words = m_sample->layerdeck({u"deploy"_s});
        RAN(words, 1);
        QVERIFY2(words.err.contains("exit code: 9"_L1), qPrintable(words.err));
        QVERIFY(words.err.contains("No container was changed"_L1));
        const qsizetype line = broken.left(broken.indexOf("RUN echo giving up")).count('\n') + 1;
        QVERIFY2(words.err.contains(u"It is line %1 of %2/backend/Dockerfile;"_s.arg(QString::number(line), m_sample->path())), qPrintable(words.err));
        QVERIFY(words.out.contains("giving up"_L1));
        m_sample->write(u"backend/Dockerfile"_s, dockerfile);
    }

    void aMissingDockerfile()
    {
        const QByteArray dockerfile = m_sample->read(u"backend/Dockerfile"_s);
        QVERIFY(QFile::remove(m_sample->path() + u"/backend/Dockerfile"_s));
        const Ran ran = m_sample->layerdeck({u"deploy"_s});
        RAN(ran, 3);
        QVERIFY2(ran.err.contains("The Dockerfile of “backend” is missing"_L1) || ran.err.contains(u"The Dockerfile of “backend” is missing"_s),
                 qPrintable(ran.err));
        m_sample->write(u"backend/Dockerfile"_s, dockerfile);
    }

    void cancelled()
    {
        const auto before = m_sample->containers();
        const QByteArray dockerfile = m_sample->read(u"frontend/Dockerfile"_s);
        m_sample->write(u"frontend/Dockerfile"_s, dockerfile + "RUN echo endless; sleep 40\n");
        QProcess process;
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        env.insert(u"COMPOSE_PROJECT_NAME"_s, m_sample->project());
        process.setProcessEnvironment(env);
        process.setWorkingDirectory(m_sample->path());
        process.start(QStringLiteral(LAYERDECK), {u"deploy"_s, u"backend"_s, u"frontend"_s, u"--json"_s});
        QByteArray out;
        // Every other step has ended: the endless one is at work.
        while (out.count("\"event\":\"step\"") < 27 && process.waitForReadyRead(120'000))
            out += process.readAllStandardOutput();
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        out += process.readAllStandardOutput();
        m_sample->write(u"frontend/Dockerfile"_s, dockerfile);
        QCOMPARE(process.exitCode(), 130);
        const Ran ran{process.exitCode(), QString::fromUtf8(out), {}};
        QCOMPARE(ran.result()["outcome"_L1].toString(), u"cancelled"_s);
        QVERIFY(ran.counts().value(u"cancelled"_s) >= 1);
        QCOMPARE(m_sample->containers(), before);
        QTRY_VERIFY_WITH_TIMEOUT(isBuilderIdle(), 60'000);
    }

    void theCommitComesFromEnvironmentThenDotEnv()
    {
        const auto hash = [this](const QMap<QString, QString> &environment) {
            const Ran ran = m_sample->layerdeck({u"services"_s, u"--json"_s}, environment);
            return ran.result()["services"_L1].toArray().first()["build"_L1]["args"_L1]["GIT_COMMIT_HASH"_L1].toString();
        };
        QVERIFY(hash({}).endsWith("-dirty"_L1));
        m_sample->write(u".env"_s, "GIT_COMMIT_HASH=from-dotenv\n");
        QCOMPARE(hash({}), u"from-dotenv"_s);
        QCOMPARE(hash({{u"GIT_COMMIT_HASH"_s, u"from-environment"_s}}), u"from-environment"_s);
        QVERIFY(QFile::remove(m_sample->path() + u"/.env"_s));
    }
};

QTEST_GUILESS_MAIN(TestDeploy)
#include "tst_deploy.moc"
