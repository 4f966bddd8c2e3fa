// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/journal.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>

#ifdef Q_OS_LINUX
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

JournalRun deployOf(const QString &directory, const QDateTime &started = QDateTime::currentDateTimeUtc())
{
    JournalRun run;
    run.directory = directory;
    run.project = u"watchparty"_s;
    run.context = u"default"_s;
    run.engineId = u"ABCD:1"_s;
    run.kind = u"deploy"_s;
    run.services = {u"backend"_s, u"frontend"_s};
    run.commit = u"9f3c1ab0c0ffee0000000000000000000000dead-dirty"_s;
    run.started = QDateTime::fromMSecsSinceEpoch(started.toMSecsSinceEpoch(), Qt::UTC);
    return run;
}

JournalStep buildStep(const QString &service, int index, const QString &name, const QString &state, qint64 ms)
{
    return {JournalStep::Kind::Build, service, index, name, state, ms, {}};
}

JournalEnd endOf()
{
    JournalEnd end;
    end.durationMs = 66'000;
    end.outcome = u"success"_s;
    end.fresh = false;
    end.steps = {buildStep(u"backend"_s, 1, u"FROM node"_s, u"base"_s, 0), buildStep(u"backend"_s, 2, u"RUN npm ci"_s, u"cached"_s, 0),
                 buildStep(u"backend"_s, 3, u"RUN npm run build"_s, u"done"_s, 21'600),
                 {JournalStep::Kind::Import, u"backend"_s, 0, u"type=registry,ref=x"_s, u"failed"_s, 1100, u"401"_s},
                 {JournalStep::Kind::Phase, {}, 2, u"Switch containers"_s, u"success"_s, 6900, {}}};
    end.services = {{u"backend"_s, u"watchparty-backend:latest"_s, u"sha256:aa"_s, 31'000, 0, 0, 0, 0, 0}};
    return end;
}

/// Runs SQL in the file as another program would.
void tamper(const QString &path, const QStringList &statements)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"tamper"_s);
        database.setDatabaseName(path);
        QVERIFY(database.open());
        for (const QString &sql : statements) {
            QSqlQuery query(database);
            QVERIFY2(query.exec(sql), qPrintable(sql));
        }
    }
    QSqlDatabase::removeDatabase(u"tamper"_s);
}

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

} // namespace

class TestJournal : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    int m_count = 0;

    QString newPath() { return m_dir.filePath(u"%1/journal.sqlite"_s.arg(++m_count)); }

private slots:
    void roundTrip()
    {
        const QString path = newPath();
        JournalRun run = deployOf(u"/srv/watchparty"_s);
        {
            Result<Journal> journal = Journal::open(path);
            QVERIFY2(journal, journal ? "" : qPrintable(journal.error().sentences()));
            const Result<qint64> id = journal->begin(run);
            QVERIFY(id);
            // While it runs it is seen as running, by others too.
            const auto running = Journal::open(path)->runs();
            QCOMPARE(running->size(), 1);
            QCOMPARE(running->first().outcome, u"running"_s);
            QCOMPARE(running->first().durationMs, -1);
            QVERIFY(journal->finish(*id, endOf()));
        }
        const Result<Journal> journal = Journal::open(path);
        const Result<QList<JournalRun>> runs = journal->runs();
        QCOMPARE(runs->size(), 1);
        run.id = runs->first().id;
        run.pid = QCoreApplication::applicationPid();
        run.durationMs = 66'000;
        run.outcome = u"success"_s;
        run.fresh = false;
        run.details = {{u"backend"_s, u"watchparty-backend:latest"_s, u"sha256:aa"_s, 31'000, 3, 1, 1, 0, 1}};
        QCOMPARE(runs->first(), run);
        QCOMPARE(runs->first().started.timeSpec(), Qt::UTC);
        QCOMPARE(*journal->steps(run.id), endOf().steps);
        QVERIFY(journal->steps(run.id + 1)->isEmpty());
    }

    void onlyTheOwnerReadsIt()
    {
        const QString path = newPath();
        Result<Journal> journal = Journal::open(path);
        QVERIFY(journal);
        QVERIFY(journal->begin(deployOf(u"/p"_s)));
        const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFileInfo(path).permissions() & others));
        QVERIFY(!(QFileInfo(path + u"-wal"_s).permissions() & others));
        QVERIFY(!(QFileInfo(QFileInfo(path).path()).permissions() & others));
    }

    void unicode()
    {
        const QString path = newPath();
        JournalRun run = deployOf(u"/srv/Köln/映画 😀 'quoted\""_s);
        run.project = u"קולנוע"_s;
        run.services = {u"größe,\"x\""_s};
        Result<Journal> journal = Journal::open(path);
        const Result<qint64> id = journal->begin(run);
        JournalEnd end = endOf();
        end.error = u"Fehler: „nicht gefunden“\n2. Zeile 😀"_s;
        end.steps[1].name = u"RUN echo 'Füße'; DROP TABLE runs; --"_s;
        QVERIFY(journal->finish(*id, end));
        const auto runs = journal->runs({run.directory, 0});
        QCOMPARE(runs->size(), 1);
        QCOMPARE(runs->first().directory, run.directory);
        QCOMPARE(runs->first().project, run.project);
        QCOMPARE(runs->first().services, run.services);
        QCOMPARE(runs->first().error, end.error);
        QCOMPARE(journal->steps(*id)->at(1).name, end.steps[1].name);
        QVERIFY(journal->runs({u"/srv/other"_s, 0})->isEmpty());
    }

    /// A row that nobody completed, of a process that is gone.
    void cutOff()
    {
        const QString path = newPath();
        Result<Journal> journal = Journal::open(path);
        const Result<qint64> id = journal->begin(deployOf(u"/p"_s));
        QProcess gone;
        gone.start(u"true"_s, QStringList());
        QVERIFY(gone.waitForStarted());
        const qint64 pid = gone.processId();
        QVERIFY(gone.waitForFinished());
        tamper(path, {u"UPDATE runs SET pid=%1"_s.arg(pid)});
        QCOMPARE(journal->runs()->first().outcome, u"cut-off"_s);
        // This number again, but another process: its start, or the boot, is another.
        tamper(path, {u"UPDATE runs SET pid=%1, process='another boot/1'"_s.arg(QCoreApplication::applicationPid())});
        QCOMPARE(journal->runs()->first().outcome, u"cut-off"_s);
        QCOMPARE(journal->runs()->first().durationMs, -1);
        // The next run that begins writes it down; who ends late after all is believed.
        QVERIFY(journal->begin(deployOf(u"/p"_s)));
        QCOMPARE(journal->runs()->at(1).outcome, u"cut-off"_s);
        QVERIFY(journal->finish(*id, endOf()));
        const auto runs = journal->runs();
        const auto finished = std::ranges::find(*runs, *id, &JournalRun::id);
        QCOMPARE(finished->outcome, u"success"_s);
    }

    /// What a run on GitHub is called is known before it ends; its end says more.
    void workflowsFromTheBeginning()
    {
        Result<Journal> journal = Journal::open(newPath());
        JournalRun run = deployOf(u"/p"_s);
        run.kind = u"remote-redeploy"_s;
        run.workflows = {{u"clear.yml"_s, u"Clear"_s}, {u"deploy.yml"_s, u"Deploy"_s}};
        const Result<qint64> id = journal->begin(run);
        QVERIFY(id);
        QCOMPARE(journal->runs()->first().workflows, run.workflows);
        JournalEnd end;
        end.outcome = u"dispatched"_s;
        end.workflows = {{u"clear.yml"_s, u"Clear"_s, 7, 41}, {u"deploy.yml"_s, u"Deploy"_s, -1}};
        QVERIFY(journal->finish(*id, end));
        QCOMPARE(journal->runs()->first().workflows, end.workflows);
        QVERIFY(journal->runs()->first().workflows.last().wasNotSent());
    }

    /// What was left in the middle goes on in its own row, and counts as running while this process lives.
    void goesOnInItsRow()
    {
        Result<Journal> journal = Journal::open(newPath());
        JournalRun run = deployOf(u"/p"_s);
        run.kind = u"remote-redeploy"_s;
        run.workflows = {{u"clear.yml"_s, u"Clear"_s}, {u"deploy.yml"_s, u"Deploy"_s}};
        const Result<qint64> id = journal->begin(run);
        JournalEnd end;
        end.durationMs = 40'000;
        end.outcome = u"cancelled"_s;
        end.error = u"not started"_s;
        end.workflows = {{u"clear.yml"_s, u"Clear"_s, 7, 41}, {u"deploy.yml"_s, u"Deploy"_s, -1}};
        end.steps = {{JournalStep::Kind::Phase, {}, 1, u"Clear #7"_s, u"success"_s, 40'000}};
        QVERIFY(journal->finish(*id, end));
        JournalEnd known = end;
        known.durationMs = -1;
        known.outcome = u"running"_s;
        known.error.clear();
        known.workflows[1].number = 0;
        QVERIFY(journal->resume(*id, known));
        const QList<JournalRun> rows = *journal->runs();
        QCOMPARE(rows.size(), 1);
        QVERIFY(rows.first().isRunning());
        QCOMPARE(rows.first().durationMs, -1);
        QCOMPARE(rows.first().pid, QCoreApplication::applicationPid());
        QVERIFY(rows.first().error.isEmpty());
        QCOMPARE(rows.first().workflows.first().runId, 41);
        QVERIFY(!rows.first().workflows.last().wasNotSent());
        QCOMPARE(journal->steps(*id)->size(), 1);
        QVERIFY(!journal->resume(*id + 1, known));
    }

    /// What GitHub ran on is known once the run is seen; a later end that says nothing of it takes nothing away.
    void theCommitMayComeWithTheEnd()
    {
        Result<Journal> journal = Journal::open(newPath());
        JournalRun run = deployOf(u"/p"_s);
        run.kind = u"remote-dispatch"_s;
        run.commit.clear();
        const Result<qint64> id = journal->begin(run);
        QVERIFY(id);
        JournalEnd end = endOf();
        end.commit = u"9f3c1ab0c0ffee0000000000000000000000dead"_s;
        QVERIFY(journal->finish(*id, end));
        QCOMPARE(journal->runs()->first().commit, end.commit);
        QVERIFY(journal->finish(*id, endOf()));
        QCOMPARE(journal->runs()->first().commit, end.commit);
        // Another window that has seen less of it takes nothing away.
        JournalEnd less;
        less.outcome = u"failed"_s;
        const qsizetype steps = journal->steps(*id)->size();
        QVERIFY(steps > 0);
        QVERIFY(journal->complete(*id, less));
        QCOMPARE(journal->runs()->first().outcome, endOf().outcome);
        QCOMPARE(journal->steps(*id)->size(), steps);
        end.outcome = u"dispatched"_s;
        QVERIFY(journal->finish(*id, end));
        QVERIFY(journal->complete(*id, less));
        QCOMPARE(journal->runs()->first().outcome, u"failed"_s);
    }

    /// By whom, on which branch and with which inputs stands there from the beginning, and is not lost when its end is written, twice even.
    void whatWasAskedOfGitHub()
    {
        Result<Journal> journal = Journal::open(newPath());
        JournalRun run = deployOf(u"/p"_s);
        run.kind = u"remote-dispatch"_s;
        run.login = u"mara"_s;
        run.workflows = {{u"deploy.yml"_s, u"Deploy"_s, 0, 0, {}, u"main"_s, {{u"force"_s, u"true"_s}, {u"target"_s, u"all"_s}}, 2}};
        const Result<qint64> id = journal->begin(run);
        QVERIFY(id);
        QCOMPARE(journal->runs()->first().workflows, run.workflows);
        QCOMPARE(journal->runs()->first().login, u"mara"_s);
        JournalEnd end;
        end.outcome = u"dispatched"_s;
        end.workflows = {{u"deploy.yml"_s, u"Deploy"_s, 7, 41}};
        end.steps = {{JournalStep::Kind::Phase, {}, 1, u"Deploy #7"_s, u"dispatched"_s}};
        QVERIFY(journal->finish(*id, end));
        end.outcome = u"success"_s;
        end.steps.first().state = u"success"_s;
        QVERIFY(journal->finish(*id, end));
        const JournalRun kept = journal->runs()->first();
        QCOMPARE(kept.outcome, u"success"_s);
        QCOMPARE(kept.workflows.first().number, 7);
        QCOMPARE(kept.workflows.first().inputs, run.workflows.first().inputs);
        QCOMPARE(journal->steps(*id)->size(), 1);
    }

#ifdef Q_OS_LINUX
    /// The parent of a process may be long in asking how it ended.
    void cutOffBeforeItsParentAsks()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"j.sqlite"_s);
        QVERIFY(Journal::open(path)->runs()->isEmpty());
        const pid_t child = ::fork();
        if (child == 0) {
            const bool begun = Journal::open(path)->begin(deployOf(u"/srv/watchparty"_s)).has_value();
            ::_exit(begun ? 0 : 1);
        }
        QVERIFY(child > 0);
        siginfo_t ended{};
        QCOMPARE(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT), 0);
        const QList<JournalRun> runs = Journal::open(path)->runs().value();
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs.first().outcome, u"cut-off"_s);
    }
#endif

    void boundedByCount()
    {
        const QString path = newPath();
        Result<Journal> journal = Journal::open(path, {3, 365});
        const QDateTime now = QDateTime::currentDateTimeUtc();
        QList<qint64> ids;
        for (int i = 0; i < 6; ++i) {
            const Result<qint64> id = journal->begin(deployOf(u"/p"_s, now.addSecs(i - 100)));
            QVERIFY(id);
            QVERIFY(journal->finish(*id, endOf()));
            ids << *id;
        }
        const auto runs = journal->runs();
        QCOMPARE(runs->size(), 3);
        QCOMPARE(runs->first().id, ids.last());
        QCOMPARE(journal->runs({{}, 2})->size(), 2);
        // What belonged to them is gone too.
        QVERIFY(journal->steps(ids.first())->isEmpty());
        QCOMPARE(journal->steps(ids.last())->size(), 5);
        QVERIFY(!journal->finish(ids.first(), endOf()));
        QVERIFY(journal->steps(ids.first())->isEmpty());
        // Another project does not push these out.
        for (int i = 0; i < 4; ++i)
            QVERIFY(journal->finish(*journal->begin(deployOf(u"/q"_s, now.addSecs(i))), endOf()));
        QCOMPARE(journal->runs({u"/p"_s, 0})->size(), 3);
        QCOMPARE(journal->runs()->size(), 6);
    }

    void boundedByAge()
    {
        const QString path = newPath();
        Result<Journal> journal = Journal::open(path, {100, 30});
        const QDateTime now = QDateTime::currentDateTimeUtc();
        for (const int days : {40, 31, 29, 1})
            QVERIFY(journal->finish(*journal->begin(deployOf(u"/p"_s, now.addDays(-days))), endOf()).has_value() || days > 30);
        QCOMPARE(journal->runs()->size(), 2);
    }

    /// Two windows and a command line: each of many threads writes its own runs through its own connection.
    void severalAtOnce()
    {
        const QString path = newPath();
        std::atomic<int> failed = 0;
        const auto work = [&](int number) {
            Result<Journal> journal = Journal::open(path);
            for (int i = 0; i < 20; ++i) {
                if (!journal) {
                    qWarning("%s %s", qPrintable(journal.error().message), qPrintable(journal.error().detail));
                    ++failed;
                    return;
                }
                const auto id = journal->begin(deployOf(u"/p%1"_s.arg(number)));
                if (!id || !journal->finish(*id, endOf()))
                    ++failed;
            }
        };
        std::thread first(work, 1);
        std::thread second(work, 2);
        std::thread third(work, 3);
        first.join();
        second.join();
        third.join();
        QCOMPARE(failed.load(), 0);
        const auto runs = Journal::open(path)->runs();
        QCOMPARE(runs->size(), 60);
        QVERIFY(std::ranges::all_of(*runs, &JournalRun::succeeded));
        QVERIFY(std::ranges::all_of(*runs, [](const JournalRun &run) { return run.details.size() == 1; }));
    }

    /// Builds of others come in once, and what runs of Layerdeck built is none of them.
    void buildsOfOthers()
    {
        const QTemporaryDir folder;
        const QString directory = u"/srv/watchparty"_s;
        const QString engine = u"ABCD:1"_s;
        Journal journal = Journal::open(folder.filePath(u"j.sqlite"_s)).value();
        QCOMPARE(journal.knownBuilds(directory, engine)->refs, QSet<QString>());
        const qint64 id = journal.begin(deployOf(directory)).value();
        QVERIFY(journal.knownBuilds(directory, engine)->isRunning);
        QVERIFY(!journal.knownBuilds(directory, u"other"_s)->isRunning);
        JournalEnd end = endOf();
        end.buildsBegan = 1000;
        end.buildsEnded = 2000;
        QVERIFY(journal.finish(id, end));
        QCOMPARE(journal.knownBuilds(directory, engine)->own, (QList<KnownBuilds::Span>{{1000, 2000}}));

        JournalRun run = deployOf(directory);
        run.kind = u"outside-build"_s;
        QVERIFY(journal.addOutside(directory, engine, {u"a"_s, u"b"_s}, {u"a"_s, u"b"_s}, {{run, end}}));
        // Another process looked at the same time.
        QVERIFY(journal.addOutside(directory, engine, {u"a"_s, u"b"_s}, {u"b"_s}, {{run, end}}));
        const QList<JournalRun> runs = journal.runs().value();
        QCOMPARE(runs.size(), 2);
        QVERIFY(runs.first().isOutside());
        QVERIFY(runs.first().succeeded());
        QCOMPARE(runs.first().durationMs, end.durationMs);
        QCOMPARE(runs.first().details.first().ran, 1);
        QCOMPARE(journal.steps(runs.first().id)->size(), end.steps.size());
        const KnownBuilds known = journal.knownBuilds(directory, engine).value();
        QCOMPARE(known.refs, (QSet<QString>{u"a"_s, u"b"_s}));
        QCOMPARE(known.own.size(), 1);
        QVERIFY(journal.knownBuilds(directory, u"other"_s)->refs.isEmpty());
        // What the builder has dropped need not be known any longer.
        QVERIFY(journal.addOutside(directory, engine, {u"b"_s, u"c"_s}, {u"c"_s}, {}));
        QCOMPARE(journal.knownBuilds(directory, engine)->refs, (QSet<QString>{u"b"_s, u"c"_s}));
    }

    void damaged()
    {
        const QString path = newPath();
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        const QByteArray garbage = QByteArray("this is no database at all, but long enough to be one. ").repeated(200);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(garbage) == garbage.size());
        file.close();
        const Result<Journal> journal = Journal::open(path);
        QVERIFY(!journal);
        QCOMPARE(journal.error().code, ErrorCode::InvalidInput);
        QVERIFY2(journal.error().message.contains("is damaged"_L1), qPrintable(journal.error().message));
        QCOMPARE(bytesOf(path), garbage);
    }

    void newer()
    {
        const QString path = newPath();
        QVERIFY(Journal::open(path)->begin(deployOf(u"/p"_s)));
        tamper(path, {u"PRAGMA user_version=7"_s});
        const QByteArray before = bytesOf(path);
        const Result<Journal> journal = Journal::open(path);
        QVERIFY(!journal);
        QVERIFY2(journal.error().message.contains("newer Layerdeck"_L1), qPrintable(journal.error().message));
        QCOMPARE(bytesOf(path), before);
    }

    void anotherProgram()
    {
        const QString path = newPath();
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        tamper(path, {u"CREATE TABLE theirs (x)"_s});
        const QByteArray before = bytesOf(path);
        const Result<Journal> journal = Journal::open(path);
        QVERIFY(!journal);
        QVERIFY(journal.error().message.contains("no journal of Layerdeck"_L1));
        QCOMPARE(bytesOf(path), before);
    }

    void noPlace()
    {
        const QString path = newPath();
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Result<Journal> journal = Journal::open(path + u"/journal.sqlite"_s);
        QVERIFY(!journal);
        QCOMPARE(journal.error().code, ErrorCode::Io);
        QVERIFY(journal.error().unchanged.contains("Runs go on"_L1));
    }

    /// The program died in the middle of a transaction: what was there before is there.
    void survivesAnUnfinishedTransaction()
    {
        const QString path = newPath();
        Result<Journal> journal = Journal::open(path);
        QVERIFY(journal->finish(*journal->begin(deployOf(u"/p"_s)), endOf()));
        QVERIFY(QFile::copy(path, path + u".2"_s) && QFile::copy(path + u"-wal"_s, path + u".2-wal"_s));
        // A torn frame at the end of the log, as a crash leaves it.
        QFile log(path + u".2-wal"_s);
        QVERIFY(log.open(QIODevice::ReadWrite | QIODevice::Append) && log.write(QByteArray(2000, 'x')) == 2000);
        log.close();
        const Result<Journal> again = Journal::open(path + u".2"_s);
        QVERIFY(again);
        QCOMPARE(again->runs()->size(), 1);
        QCOMPARE(again->steps(again->runs()->first().id)->size(), 5);
    }
};

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
