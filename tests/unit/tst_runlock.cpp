// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/runlock.h"

#include <QDir>
#include <QFile>
#include <QFileSystemWatcher>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

/// Another process that runs on the project until its standard input ends.
struct Other
{
    explicit Other(const QString &folder)
    {
        process.start(QCoreApplication::applicationFilePath(), {u"hold"_s, folder});
    }
    ~Other()
    {
        process.kill();
        process.waitForFinished();
    }
    bool isHolding() { return process.waitForReadyRead() && process.readAllStandardOutput().startsWith("held"); }
    QProcess process;
};

int hold(const QString &folder)
{
    const Result<HeldRun> held = RunLock(u"engine"_s, u"shop"_s, folder).take(RunHolder::here(RunHolder::Place::CommandLine, u"redeploy"_s));
    std::puts(held ? "held" : qPrintable(held.error().message));
    std::fflush(stdout);
    std::getchar();
    return 0;
}

} // namespace

class TestRunLock : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    RunLock lock(const QString &engine = u"engine"_s, const QString &project = u"shop"_s) const { return {engine, project, m_dir->path()}; }

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void oneAtATime()
    {
        QVERIFY(!lock().holder());
        {
            const RunHolder me = RunHolder::here(RunHolder::Place::Window, u"deploy"_s);
            const Result<HeldRun> held = lock().take(me);
            QVERIFY(held);
            QCOMPARE(lock().holder()->kind, u"deploy"_s);
            QCOMPARE(lock().holder()->pid, QCoreApplication::applicationPid());
            const Result<HeldRun> second = lock().take(me);
            QVERIFY(!second);
            QCOMPARE(second.error().code, ErrorCode::Busy);
            QVERIFY2(second.error().message.startsWith("A deployment runs in another window since "_L1), qPrintable(second.error().message));
            QCOMPARE(second.error().unchanged, u"Nothing was changed."_s);
        }
        QVERIFY(!lock().holder());
        QVERIFY(lock().take(RunHolder::here(RunHolder::Place::Window, u"deploy"_s)));
    }

    void anotherProjectAndAnotherEngineAreFree()
    {
        const RunHolder me = RunHolder::here(RunHolder::Place::Window, u"deploy"_s);
        const Result<HeldRun> held = lock().take(me);
        QVERIFY(held);
        QVERIFY(lock(u"engine"_s, u"other"_s).take(me));
        QVERIFY(lock(u"another"_s).take(me));
        QVERIFY(lock(u"engine"_s, u"other"_s) != lock(u"another"_s));
    }

    /// Another process asks; whom it asked listens, and who comes after him does not.
    void isAskedToStop()
    {
        const RunHolder me = RunHolder::here(RunHolder::Place::Background, u"deploy"_s);
        RunHolder other = me;
        other.pid = me.pid + 1;
        {
            Result<HeldRun> held = lock().take(me);
            QVERIFY(held);
            QVERIFY(!held->takeStop());
            QVERIFY(lock().askToStop(me));
            QVERIFY(held->takeStop());
            QVERIFY(!held->takeStop());
            QCOMPARE(lock().askToStop(other).error().code, ErrorCode::NotFound);
            // Meant for a process that has gone.
            held->setHolder(other);
            QVERIFY(lock().askToStop(other));
            held->setHolder(me);
            QVERIFY(!held->takeStop());
            QVERIFY(lock().askToStop(me));
        }
        QCOMPARE(lock().askToStop(me).error().code, ErrorCode::NotFound);
        Result<HeldRun> next = lock().take(me);
        QVERIFY(!next->takeStop());
        const QString path = lock().path() + u".stop"_s;
        QVERIFY(QDir().mkpath(path));
        const Result<void> asked = lock().askToStop(me);
        QCOMPARE(asked.error().code, ErrorCode::Io);
        QCOMPARE(asked.error().unchanged, u"It goes on."_s);
    }

    void saysSomethingNew()
    {
        Result<HeldRun> held = lock().take(RunHolder::here(RunHolder::Place::Window, u"clear"_s));
        QVERIFY(held);
        RunHolder now = *lock().holder();
        now.place = RunHolder::Place::Background;
        held->setHolder(now);
        QCOMPARE(*lock().holder(), now);
        QVERIFY(now.sentence(QDateTime::currentDateTime()).contains("in the background"_L1));
        held->setDoing(u"Build a, 1 of 7 steps"_s);
        QCOMPARE(lock().holder()->doing, u"Build a, 1 of 7 steps"_s);
        QVERIFY(lock().holder()->sentence(QDateTime::currentDateTime()).endsWith(" Now: Build a, 1 of 7 steps."_L1));
        QCOMPARE(lock().holder()->place, RunHolder::Place::Background);
        // However long it is, what else is told can be read.
        held->setDoing(QString(5000, u'\u00fc'));
        QCOMPARE(lock().holder()->pid, now.pid);
        QVERIFY(lock().holder()->doing.startsWith(u'\u00fc'));
    }

    void saysWhoseItIs()
    {
        RunHolder holder{RunHolder::Place::CommandLine, u"clear"_s, QDateTime::currentDateTime(), 42, u"anna"_s, u"build1"_s};
        const QDateTime now = holder.since;
        QVERIFY2(holder.sentence(now).endsWith(" (process 42, anna@build1)."_L1), qPrintable(holder.sentence(now)));
        QVERIFY(holder.sentence(now).startsWith("A clear runs on a command line since "_L1));
        holder.user.clear();
        QVERIFY2(holder.sentence(now).endsWith(" (process 42, build1)."_L1), qPrintable(holder.sentence(now)));
    }

    void anotherProcess()
    {
        Other other(m_dir->path());
        QVERIFY(other.isHolding());
        const std::optional<RunHolder> holder = lock().holder();
        QVERIFY(holder);
        QCOMPARE(holder->place, RunHolder::Place::CommandLine);
        QCOMPARE(holder->kind, u"redeploy"_s);
        QCOMPARE(holder->pid, other.process.processId());
        QVERIFY(!holder->host.isEmpty());
        QVERIFY(!lock().take(RunHolder::here(RunHolder::Place::Window, u"deploy"_s)));
        // It ends, and who watches the file learns it at once.
        QFileSystemWatcher watcher({lock().path()});
        QSignalSpy changes(&watcher, &QFileSystemWatcher::fileChanged);
        other.process.closeWriteChannel();
        QVERIFY(changes.wait());
        QTRY_VERIFY(!lock().holder());
    }

    /// The system takes the lock back: nobody has to tidy up.
    void aHolderThatIsKilledBlocksNobody()
    {
        Other other(m_dir->path());
        QVERIFY(other.isHolding());
        QVERIFY(lock().holder());
        other.process.kill();
        QVERIFY(other.process.waitForFinished());
        QVERIFY(!lock().holder());
        QVERIFY(lock().take(RunHolder::here(RunHolder::Place::Window, u"deploy"_s)));
    }

    /// What the holder started lives on without the lock.
    void childrenOfTheHolderDoNotHold()
    {
        QProcess child;
        {
            const Result<HeldRun> held = lock().take(RunHolder::here(RunHolder::Place::Window, u"deploy"_s));
            QVERIFY(held);
            child.start(u"cat"_s, {});
            QVERIFY(child.waitForStarted());
        }
        QVERIFY(!lock().holder());
        child.closeWriteChannel();
        QVERIFY(child.waitForFinished());
    }

    void aFileThatSaysNothing()
    {
        Result<HeldRun> held = lock().take(RunHolder::here(RunHolder::Place::Window, u"deploy"_s));
        QVERIFY(held);
        QFile file(lock().path());
        QVERIFY(file.resize(0));
        QVERIFY(lock().holder());
        QCOMPARE(lock().holder()->sentence(QDateTime::currentDateTime()), u"A run runs in another window."_s);
    }

    void noPlaceForALock()
    {
        QFile inTheWay(m_dir->filePath(u"folder"_s));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const RunLock impossible(u"engine"_s, u"shop"_s, inTheWay.fileName());
        const Result<HeldRun> held = impossible.take(RunHolder::here(RunHolder::Place::Window, u"deploy"_s));
        QVERIFY(!held);
        QCOMPARE(held.error().code, ErrorCode::Io);
        QVERIFY(!impossible.holder());
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "hold"_L1)
        return hold(arguments.value(2));
    TestRunLock test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_runlock.moc"
