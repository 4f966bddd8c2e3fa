// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/engine.h"

#include <QDir>
#include <QJsonArray>
#include <QProcess>
#include <QTest>

using namespace layerdeck::support;
using namespace Qt::StringLiterals;

/// A deployment leaves containers alone that already run what comes out of it, and only those.
class TestSwitching : public QObject
{
    Q_OBJECT

    std::unique_ptr<Sample> m_sample;

    QStringList m_there; ///< arguments for the project at work

    Ran deploy(QStringList arguments = {}, const QMap<QString, QString> &environment = {}) const
    {
        return m_sample->layerdeck(QStringList{u"deploy"_s, u"--json"_s} + arguments + m_there, environment);
    }
    static bool wasLeftOut(const Ran &ran) { return ran.result()["already_switched"_L1].toBool(); }
    QString idOf(const QString &service) const { return m_sample->containers().value(service); }
    QString format(const QString &id, const QString &what) const
    {
        return m_sample->docker({u"inspect"_s, u"--format"_s, what, id}).out.trimmed();
    }

private slots:
    void initTestCase()
    {
        NEED_ENGINE();
        m_sample = std::make_unique<Sample>();
        QVERIFY(m_sample->isValid());
    }
    void init()
    {
        m_there.clear();
        const Ran ran = deploy();
        QVERIFY2(ran.code == 0, qPrintable(ran.out + ran.err));
        // Once more: a build of another test may have left images without what makes them the same again.
        const Ran again = deploy();
        QVERIFY2(again.code == 0 && wasLeftOut(again), qPrintable(again.out + again.err));
    }
    void cleanupTestCase() { m_sample.reset(); }

    void nothingToSwitch()
    {
        const auto before = m_sample->containers();
        const QString started = format(before.value(u"backend"_s), u"{{.State.StartedAt}}"_s);
        const Ran words = m_sample->layerdeck({u"deploy"_s});
        QCOMPARE(words.code, 0);
        QVERIFY2(words.out.contains("Nothing to switch: the containers already run these images, in this configuration."_L1), qPrintable(words.out));
        const Ran one = deploy({u"backend"_s});
        QCOMPARE(one.code, 0);
        QVERIFY2(wasLeftOut(one), qPrintable(one.out));
        QCOMPARE(m_sample->containers(), before);
        QCOMPARE(format(before.value(u"backend"_s), u"{{.State.StartedAt}}"_s), started);
        // What Compose would have done: nothing.
        QCOMPARE(m_sample->docker({u"compose"_s, u"up"_s, u"-d"_s, u"--no-build"_s, u"--wait"_s}).code, 0);
        QCOMPARE(m_sample->containers(), before);
        QCOMPARE(format(before.value(u"backend"_s), u"{{.State.StartedAt}}"_s), started);
        // It is a deployment all the same: what runs can be gone back to, and stands once.
        const Ran list = m_sample->layerdeck({u"rollback"_s, u"--list"_s, u"--json"_s});
        QVERIFY(list.result()["deployments"_L1].toArray().at(0)["current"_L1].toBool());
    }

    void aStoppedContainerIsStarted()
    {
        QCOMPARE(m_sample->docker({u"stop"_s, u"--time"_s, u"0"_s, idOf(u"frontend"_s)}).code, 0);
        QCOMPARE(m_sample->containers().size(), 1);
        const Ran ran = deploy();
        QVERIFY2(ran.code == 0 && !wasLeftOut(ran), qPrintable(ran.out + ran.err));
        QCOMPARE(m_sample->containers().size(), 2);
    }

    void aRemovedContainerIsMade()
    {
        QCOMPARE(m_sample->docker({u"rm"_s, u"--force"_s, idOf(u"frontend"_s)}).code, 0);
        const Ran ran = deploy({u"backend"_s}); // not asked for: a part only
        QVERIFY2(ran.code == 0 && !wasLeftOut(ran), qPrintable(ran.out + ran.err));
        const Ran all = deploy();
        QVERIFY2(all.code == 0 && !wasLeftOut(all), qPrintable(all.out + all.err));
        QCOMPARE(m_sample->containers().size(), 2);
    }

    void aPausedOneIsLeftToCompose()
    {
        const QString id = idOf(u"backend"_s);
        QCOMPARE(m_sample->docker({u"pause"_s, id}).code, 0);
        const Ran ran = deploy({u"--wait-timeout"_s, u"5"_s});
        QCOMPARE(m_sample->docker({u"unpause"_s, id}).code, 0);
        QVERIFY2(!wasLeftOut(ran), qPrintable(ran.out));
        QVERIFY(QTest::qWaitFor([&] { return format(id, u"{{.State.Health.Status}}"_s) == "healthy"_L1; }, 30'000));
    }

    void anotherImageIsSwitchedTo()
    {
        const QByteArray dockerfile = m_sample->read(u"backend/Dockerfile"_s);
        m_sample->write(u"backend/Dockerfile"_s, dockerfile + "\nLABEL another=1\n");
        const QString before = idOf(u"backend"_s);
        const Ran ran = deploy();
        m_sample->write(u"backend/Dockerfile"_s, dockerfile);
        QVERIFY2(ran.code == 0 && !wasLeftOut(ran), qPrintable(ran.out + ran.err));
        QVERIFY(idOf(u"backend"_s) != before);
        const Ran back = deploy();
        QVERIFY2(back.code == 0 && !wasLeftOut(back), qPrintable(back.out + back.err));
    }

    /// The configuration of now is the one of before, but not what the containers were made with.
    void aConfigurationThatCameBackIsSwitchedTo()
    {
        const QMap<QString, QString> other{{u"ROOM_TTL_MINUTES"_s, u"7"_s}};
        const auto minutes = [this] {
            return format(idOf(u"backend"_s), u"{{range .Config.Env}}{{println .}}{{end}}"_s).contains("ROOM_TTL_MINUTES=7"_L1);
        };
        const Ran ran = deploy({u"backend"_s}, other);
        QVERIFY2(ran.code == 0 && !wasLeftOut(ran), qPrintable(ran.out + ran.err));
        QVERIFY(minutes());
        // Only a part was switched to it: the next is not left out, though configuration and containers are those that were remembered.
        const Ran again = deploy({u"backend"_s}, other);
        QVERIFY2(again.code == 0 && !wasLeftOut(again), qPrintable(again.out + again.err));
        const Ran back = deploy();
        QVERIFY2(back.code == 0 && !wasLeftOut(back), qPrintable(back.out + back.err));
        QVERIFY(!minutes());
    }

    /// Made again by somebody else, of the same image and configuration: Compose is asked once, and then that is what is known.
    void containersOfOthersAreLookedAtOnce()
    {
        const QString before = idOf(u"backend"_s);
        QCOMPARE(m_sample->docker({u"rm"_s, u"--force"_s, before}).code, 0);
        const Ran made = deploy();
        QVERIFY2(made.code == 0 && !wasLeftOut(made), qPrintable(made.out + made.err));
        QVERIFY(idOf(u"backend"_s) != before);
        QVERIFY(wasLeftOut(deploy()));
    }

    /// Compose reads the files again when it switches: what a plan was made from is what is switched to, or nothing is.
    void filesChangedWhileItBuilds_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<int>("code");
        QTest::newRow("how it is built") << QByteArray("      context: ./backend\n") << QByteArray("      context: ./backend\n      no_cache: false\n      labels: {a: b}\n") << 0;
        QTest::newRow("what it runs with") << QByteArray("stop_grace_period: 3s") << QByteArray("stop_grace_period: 4s") << 1;
        QTest::newRow("broken") << QByteArray("  backend:\n") << QByteArray("  backend: [\n") << 1;
    }
    void filesChangedWhileItBuilds()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(int, code);
        const auto containers = m_sample->containers();
        const QByteArray compose = m_sample->read(u"docker-compose.yml"_s);
        QByteArray changed = compose;
        changed.replace(changed.indexOf(before), before.size(), after);
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"COMPOSE_PROJECT_NAME"_s, m_sample->project());
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_sample->path());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral(LAYERDECK), {u"rebuild"_s, u"backend"_s, u"--json"_s});
        QByteArray out;
        // The first step has ended: the plan is long made, and others are to come.
        while (!out.contains("\"event\":\"step\"") && process.waitForReadyRead(30'000))
            out += process.readAll();
        m_sample->write(u"docker-compose.yml"_s, changed);
        const bool ended = process.waitForFinished(120'000);
        out += process.readAll();
        m_sample->write(u"docker-compose.yml"_s, compose);
        QVERIFY2(ended && process.exitCode() == code, out.constData());
        QCOMPARE(m_sample->containers() == containers, code != 0);
        QCOMPARE(out.contains("The Compose configuration was changed since the deployment began."), code != 0);
    }

    /// A job is run by each deployment, as Compose does.
    void aJobRunsEachTime()
    {
        QVERIFY(QDir(m_sample->path()).mkpath(u"jobs"_s));
        m_sample->write(u"jobs/Dockerfile"_s, "FROM watchparty-backend:latest\n");
        m_sample->write(u"jobs/compose.yml"_s, "services:\n  job:\n    image: layerdeck-test-job\n    network_mode: none\n    build: .\n"
                                               "    entrypoint: [/bin/sh, -c, 'echo migrated']\n");
        m_there = {u"-C"_s, m_sample->path() + u"/jobs"_s};
        for (int i = 0; i < 2; ++i) {
            const Ran ran = deploy();
            QVERIFY2(ran.code == 0 && !wasLeftOut(ran), qPrintable(ran.out + ran.err));
        }
        const QString ids = m_sample->docker({u"ps"_s, u"-aq"_s, u"--filter"_s, u"label=com.docker.compose.service=job"_s}).out.trimmed();
        for (const QString &id : ids.split(u'\n', Qt::SkipEmptyParts))
            QCOMPARE(m_sample->docker({u"rm"_s, u"--force"_s, id}).code, 0);
        QCOMPARE(m_sample->docker({u"image"_s, u"rm"_s, u"--force"_s, u"layerdeck-test-job"_s}).code, 0);
    }
};

QTEST_GUILESS_MAIN(TestSwitching)
#include "tst_switching.moc"
