// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/journalsteps.h"
#include "deploy/outsidebuilds.h"

#include <QFile>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

/// Recorded from buildx 0.29: "docker compose build" of two services that share their first steps, one that failed, one that was
/// interrupted, and a "docker buildx build" of one of the contexts.
class TestOutsideBuilds : public QObject
{
    Q_OBJECT

    static QByteArray fixture(const QString &name)
    {
        QFile file(QStringLiteral(TEST_FIXTURES "/history/") + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static BuildRecord record(const QString &name) { return parseBuildRecord(fixture(name + u".json"_s)).value(); }
    static OutsideBuild build(const QString &name, const QString &ref)
    {
        const QList<ListedBuild> all = parseListedBuilds(fixture(u"ls.json"_s));
        ProgressReader reader;
        return {*std::ranges::find(all, ref, &ListedBuild::ref), record(name), reader.feed(fixture(name + u".txt"_s))};
    }
    static ComposeProject project()
    {
        ComposeProject project;
        project.name = u"watchparty"_s;
        for (const QString &name : {u"backend"_s, u"frontend"_s}) {
            BuildSettings settings;
            settings.context = u"/srv/watchparty/"_s + name;
            project.services << ComposeService{name, u"watchparty-"_s + name, settings, {}};
        }
        return project;
    }
    static QString counts(const OutsideRun &run, const QString &service)
    {
        QStringList words;
        for (const JournalStep &step : run.end.steps) {
            if (step.service == service)
                words << step.state;
        }
        return words.join(u' ');
    }
    const OutsideBuild coldBackend = build(u"cold-backend"_s, u"ynrlwd7ak1qmjboz4r4p603jx"_s);
    const OutsideBuild coldFrontend = build(u"cold-frontend"_s, u"hexqa3e3ieb8gr8f8saq4si9o"_s);

private slots:
    void records()
    {
        const QList<ListedBuild> all = parseListedBuilds(fixture(u"ls.json"_s) + "no record\n{}\n");
        QCOMPARE(all.size(), 6);
        QCOMPARE(all.last(), (ListedBuild{u"running"_s, 1795940400500, 0}));
        const BuildRecord backend = record(u"cold-backend"_s);
        QCOMPARE(backend.project, u"watchparty"_s);
        QCOMPARE(backend.service, u"backend"_s);
        QCOMPARE(backend.context, u"srv/watchparty/backend"_s);
        QCOMPARE(backend.outcome, u"success"_s);
        QCOMPARE(backend.commit.size(), 40);
        QVERIFY(!backend.withoutCache);
        const BuildRecord failed = record(u"failed-backend"_s);
        QCOMPARE(failed.outcome, u"failed"_s);
        QVERIFY2(failed.error.contains("did not complete successfully: exit code: 1"_L1), qPrintable(failed.error));
        QCOMPARE(record(u"cancelled-backend"_s).outcome, u"cancelled"_s);
        QVERIFY(record(u"plain-build"_s).service.isEmpty());
        QVERIFY(parseBuildRecord(R"({"Status":"completed","Config":{"NoCache":true}})")->withoutCache);
        QCOMPARE(parseBuildRecord("{}").error().code, ErrorCode::InvalidInput);
        QCOMPARE(parseBuildRecord("nothing").error().code, ErrorCode::InvalidInput);
    }

    /// BuildKit fills values of arguments into the names of steps: the journal has none of them.
    void valuesOfArgumentsAreNotKept()
    {
        const BuildArguments arguments{{u"TOKEN"_s, u"s3cret"_s}, {u"MORE"_s, u"s3cret-and-more"_s}, {u"ON"_s, u"1"_s}};
        BuildStep step{.id = 1, .index = 1, .name = u"RUN login --token=s3cret --all s3cret-and-more x1 1"_s, .error = u"\"/s3cret\": not found"_s};
        const JournalStep unread = journalStep(u"web"_s, step, arguments);
        QCOMPARE(unread.name, u"RUN login --token=$TOKEN --all $MORE x1 1"_s);
        QCOMPARE(unread.error, u"\"/$TOKEN\": not found"_s);
        step.promised = u"RUN login --token=$T"_s;
        QCOMPARE(journalStep(u"web"_s, step, arguments).name, u"RUN login --token=$T"_s);
        QCOMPARE(argumentsOf(R"({"target":{"a":{"args":{"TOKEN":"s3cret"}},"b":{}}})"), (BuildArguments{{u"TOKEN"_s, u"s3cret"_s}}));
        QVERIFY(argumentsOf("no JSON").isEmpty());
        QCOMPARE(record(u"cold-backend"_s).arguments, (BuildArguments{{u"GIT_COMMIT_HASH"_s, u"unknown"_s}}));
    }

    /// What both services need ran once: for one it is its own, for the other no old cache.
    void oneCommandIsOneRun()
    {
        const QList<OutsideRun> runs = outsideRuns({coldFrontend, coldBackend}, project());
        QCOMPARE(runs.size(), 1);
        const OutsideRun &run = runs.first();
        QCOMPARE(run.run.kind, u"outside-build"_s);
        QCOMPARE(run.run.services, (QStringList{u"backend"_s, u"frontend"_s}));
        QCOMPARE(run.run.commit, u"c81dc9a28743baabc2e0cf6c37137b67ba0e22ab"_s);
        QCOMPARE(run.run.started.toString(Qt::ISODateWithMs), u"2026-11-29T08:08:47.699Z"_s);
        QCOMPARE(run.end.durationMs, 59'707);
        QCOMPARE(run.end.outcome, u"success"_s);
        QCOMPARE(counts(run, u"backend"_s), u"done done done done done done done done done done done done done done"_s);
        QCOMPARE(counts(run, u"frontend"_s), u"shared shared done done done done done done done done done done done"_s);
        QCOMPARE(run.end.services.size(), 2);
        QVERIFY(run.end.services.first().buildMs > 50'000);
        QCOMPARE(run.end.services.first().imageName, u"watchparty-backend"_s);
    }

    void oneAfterAnotherAreSeveral()
    {
        const OutsideBuild failed = build(u"failed-backend"_s, u"i2a7sr46toc8v1yq86rhb7rmm"_s);
        const OutsideBuild cancelled = build(u"cancelled-backend"_s, u"4p47qd6tcp11sx6u27jm7zf2z"_s);
        const QList<OutsideRun> runs = outsideRuns({cancelled, failed, coldBackend}, project());
        QCOMPARE(runs.size(), 3);
        QCOMPARE(runs.at(0).end.outcome, u"success"_s);
        QCOMPARE(runs.at(1).end.outcome, u"failed"_s);
        QVERIFY(!runs.at(1).end.error.isEmpty());
        QVERIFY2(counts(runs.at(1), u"backend"_s).contains("failed"_L1), qPrintable(counts(runs.at(1), u"backend"_s)));
        QCOMPARE(runs.at(2).end.outcome, u"cancelled"_s);
        QVERIFY2(counts(runs.at(2), u"backend"_s).contains("cancelled"_L1), qPrintable(counts(runs.at(2), u"backend"_s)));
        QVERIFY(outsideRuns({}, project()).isEmpty());
    }

    void withoutCacheIsSaid()
    {
        OutsideBuild forced = coldBackend;
        forced.record.withoutCache = true;
        QCOMPARE(outsideRuns({forced}, project()).first().run.kind, u"outside-rebuild"_s);
        QCOMPARE(outsideRuns({forced, coldFrontend}, project()).first().run.kind, u"outside-build"_s);
    }
};

QTEST_GUILESS_MAIN(TestOutsideBuilds)
#include "tst_outsidebuilds.moc"
