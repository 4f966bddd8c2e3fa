// SPDX-License-Identifier: GPL-3.0-or-later
// The engine, or Layerdeck itself, dies at once and without a word in the middle of a build, of a switch and of a clear. What is
// reported and what the journal has afterwards is true, and the next deploy works. The engine is one of this test's own.
#include "support/engine.h"
#include "support/tripwire.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace layerdeck::support;
using namespace Qt::StringLiterals;

class TestKilled : public QObject
{
    Q_OBJECT

    QTemporaryDir m_state;
    QString m_engine;
    std::unique_ptr<Sample> m_sample;
    std::unique_ptr<Tripwire> m_wire;
    QByteArray m_dockerfile;
    QByteArray m_compose;

    Ran script(const QStringList &arguments) const
    {
        return runProgram(qEnvironmentVariable("LAYERDECK_ENGINE_SCRIPT"), arguments + QStringList{u"--dir"_s, m_engine});
    }
    void start() const
    {
        const Ran ran = script({u"start"_s, u"--store"_s, qEnvironmentVariable("LAYERDECK_TEST_STORE", u"classic"_s)});
        QVERIFY2(ran.code == 0, qPrintable(ran.out + ran.err));
    }
    /// The first process of the engine's own namespace: with it goes all that is in it.
    void killEngine() const
    {
        QFile file(m_engine + u"/engine.pid"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const pid_t pid = file.readLine().split(' ').first().trimmed().toInt();
        QVERIFY(pid > 1);
        ::kill(pid, SIGKILL);
    }

    /// Layerdeck on the engine behind the wire.
    struct Layerdeck : QProcess
    {
        Layerdeck(const Sample &sample, const Tripwire &wire, const QStringList &arguments)
        {
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(u"COMPOSE_PROJECT_NAME"_s, sample.project());
            environment.insert(u"DOCKER_HOST"_s, wire.host());
            setProcessEnvironment(environment);
            setWorkingDirectory(sample.path());
            start(QStringLiteral(LAYERDECK), arguments);
        }
        ~Layerdeck() override
        {
            if (state() == NotRunning)
                return;
            kill();
            waitForFinished();
        }
        Ran result() { return {exitCode(), QString::fromUtf8(readAllStandardOutput()), QString::fromUtf8(readAllStandardError())}; }
    };

    /// Changed sources, so that there is something to build and to switch; to be killed in the build, a step that stays for a minute.
    QByteArray makeWork(const QString &stage) const
    {
        const QByteArray mark = "mark " + QByteArray::number(QDateTime::currentMSecsSinceEpoch());
        QByteArray dockerfile = m_dockerfile;
        dockerfile.replace("RUN sh build.sh",
                           "RUN echo " + mark + (stage == "build"_L1 ? "; sleep 60" : "") + "; sh build.sh");
        m_sample->write(u"backend/Dockerfile"_s, dockerfile);
        return mark;
    }
    QJsonObject lastRun() const
    {
        const Ran ran = m_sample->layerdeck({u"history"_s, u"--json"_s});
        return ran.result()["runs"_L1].toArray().first().toObject();
    }
    QStringList arguments(const QString &stage) const
    {
        return stage == "clear"_L1 ? QStringList{u"clear"_s, u"--yes"_s, u"--json"_s} : QStringList{u"deploy"_s, u"--json"_s};
    }
    void arm(const QString &stage, const QByteArray &mark, const std::function<void()> &act)
    {
        if (stage == "build"_L1)
            m_wire->arm(mark, 3, act); // the step's name goes by first, with the Dockerfile and its vertex
        else if (stage == "switch"_L1)
            m_wire->arm("/start HTTP/1.1", 1, act);
        else
            m_wire->arm("/build/prune", 3, act);
    }
    /// What is there afterwards can be worked with.
    void worksAgain()
    {
        m_sample->write(u"backend/Dockerfile"_s, m_dockerfile);
        QTRY_VERIFY_WITH_TIMEOUT(isBuilderIdle(), 120'000);
        const Ran again = m_sample->layerdeck({u"deploy"_s, u"--json"_s});
        QVERIFY2(again.code == 0, qPrintable(again.out + again.err));
        QCOMPARE(again.result()["outcome"_L1].toString(), u"success"_s);
        QCOMPARE(lastRun()["outcome"_L1].toString(), u"success"_s);
        QCOMPARE(m_sample->containers().size(), 2);
    }

private slots:
    void initTestCase()
    {
        NEED_ENGINE();
        m_engine = m_state.filePath(u"e"_s);
        qputenv("XDG_STATE_HOME", m_state.filePath(u"state"_s).toUtf8());
        start();
        qputenv("DOCKER_HOST", "unix://" + m_engine.toUtf8() + "/docker.sock");
        m_wire = std::make_unique<Tripwire>(m_engine + u"/docker.sock"_s);
        m_sample = std::make_unique<Sample>();
        QVERIFY(m_sample->isValid());
        m_dockerfile = m_sample->read(u"backend/Dockerfile"_s);
        const Ran first = m_sample->layerdeck({u"deploy"_s, u"--json"_s});
        QVERIFY2(first.code == 0, qPrintable(first.out + first.err));
    }
    void cleanupTestCase()
    {
        m_sample.reset();
        m_wire.reset();
        if (!m_engine.isEmpty()) {
            const Ran ran = script({u"stop"_s, u"--purge"_s});
            QVERIFY2(ran.code == 0, qPrintable(ran.out + ran.err));
        }
    }

    void theEngine_data() { stages(); }
    void theEngine()
    {
        NEED_ENGINE();
        QFETCH(QString, stage);
        const QByteArray mark = makeWork(stage);
        arm(stage, mark, [this] { killEngine(); });
        Layerdeck process(*m_sample, *m_wire, arguments(stage));
        QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 180'000);
        QVERIFY2(!m_wire->isArmed(), "it ended before it was killed");
        const Ran ran = process.result();
        QVERIFY2(ran.code != 0 && ran.code != 255, qPrintable(ran.out + ran.err));
        QVERIFY2(ran.result()["outcome"_L1].toString() != "success"_L1, qPrintable(ran.out));
        // Said in words, and the journal says the same.
        QVERIFY2(!ran.err.trimmed().isEmpty() || !ran.result()["error"_L1].toObject()["message"_L1].toString().isEmpty(),
                 qPrintable(ran.out + ran.err));
        const QJsonObject run = lastRun();
        QCOMPARE(run["kind"_L1].toString(), stage == "clear"_L1 ? u"clear"_s : u"deploy"_s);
        QCOMPARE(run["outcome"_L1].toString(), u"failed"_s);
        start();
        const Ran services = m_sample->layerdeck({u"services"_s, u"--json"_s});
        QVERIFY2(services.code == 0, qPrintable(services.out + services.err));
        worksAgain();
    }

    void layerdeck_data() { stages(); }
    void layerdeck()
    {
        NEED_ENGINE();
        QFETCH(QString, stage);
        const auto before = m_sample->containers();
        QCOMPARE(before.size(), 2);
        const QByteArray mark = makeWork(stage);
        qint64 pid = 0;
        arm(stage, mark, [&pid] { ::kill(static_cast<pid_t>(pid), SIGKILL); });
        Layerdeck process(*m_sample, *m_wire, arguments(stage));
        QVERIFY(process.waitForStarted());
        pid = process.processId();
        QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 180'000);
        QVERIFY2(!m_wire->isArmed(), "it ended before it was killed");
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        if (stage != "switch"_L1)
            QCOMPARE(m_sample->containers(), before);
        const QJsonObject run = lastRun();
        QCOMPARE(run["kind"_L1].toString(), stage == "clear"_L1 ? u"clear"_s : u"deploy"_s);
        QCOMPARE(run["outcome"_L1].toString(), u"cut-off"_s);
        worksAgain();
    }

private:
    static void stages()
    {
        QTest::addColumn<QString>("stage");
        for (const char *stage : {"build", "switch", "clear"})
            QTest::newRow(stage) << QString::fromLatin1(stage);
    }
};

QTEST_GUILESS_MAIN(TestKilled)
#include "tst_killed.moc"
