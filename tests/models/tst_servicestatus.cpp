// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/wording.h"
#include "session/servicestatus.h"
#include "session/state.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <qcoro/qcorotask.h>

using namespace layerdeck;
using namespace Qt::StringLiterals;
using Freshness = ServiceStatus::Freshness;

namespace {

const QString newest = u"sha256:11"_s;
const QString commit = u"9f3c1ab2d4e5f60718293a4b5c6d7e8f90a1b2c3"_s;

InspectedImage image(const QString &id, const QStringList &environment, const QStringList &history = {})
{
    InspectedImage made;
    made.image.id = id;
    made.image.tags = {u"api:latest"_s};
    made.detail.environment = environment;
    for (const QString &line : history)
        made.history << HistoryEntry{line, {}, 0, {}};
    return made;
}

Container container(const QString &imageId, const QString &hash = {})
{
    Container made;
    made.name = u"p-api-1"_s;
    made.imageId = imageId;
    made.state = u"running"_s;
    made.status = u"Up 3 minutes (healthy)"_s;
    made.labels = {{u"com.docker.compose.project"_s, u"p"_s}, {u"com.docker.compose.service"_s, u"api"_s},
                   {u"com.docker.compose.config-hash"_s, hash}, {u"com.docker.compose.container-number"_s, u"1"_s}};
    return made;
}

/// A repository with two folders that are build contexts.
struct Repository
{
    QTemporaryDir dir;

    Repository()
    {
        git({u"init"_s, u"-q"_s});
        write(u"api/a"_s, "1");
        write(u"web/w"_s, "1");
        commitAll();
    }
    QString git(const QStringList &arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(dir.path());
        process.start(u"git"_s, QStringList{u"-c"_s, u"user.name=t"_s, u"-c"_s, u"user.email=t@t.test"_s} + arguments);
        if (!process.waitForFinished() || process.exitCode() != 0)
            qFatal("git %s: %s", qPrintable(arguments.join(u' ')), process.readAllStandardError().constData());
        return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
    }
    void write(const QString &name, const QByteArray &text) const
    {
        QDir(dir.path()).mkpath(QFileInfo(name).path());
        QFile file(dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) < 0)
            qFatal("cannot write");
    }
    QString commitAll() const
    {
        git({u"add"_s, u"-A"_s});
        git({u"commit"_s, u"-qm"_s, u"x"_s});
        return git({u"rev-parse"_s, u"HEAD"_s});
    }
    CommitDistance distance(const QString &from, const QString &folder) const
    {
        const auto result = QCoro::waitFor(readCommitDistance(dir.path(), from, folder.isEmpty() ? QString() : dir.filePath(folder), CancelToken()));
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
        return *result;
    }
};

} // namespace

class TestServiceStatus : public QObject
{
    Q_OBJECT

private slots:
    void commitsInImages()
    {
        const auto hash = [](const InspectedImage &i) { return writtenCommit(i).value_or(WrittenCommit{}).hash; };
        QCOMPARE(hash(image(newest, {u"PATH=/bin"_s, u"GIT_COMMIT_HASH="_s + commit})), commit);
        InspectedImage labelled = image(newest, {});
        labelled.detail.labels.insert(u"org.opencontainers.image.revision"_s, commit);
        QCOMPARE(hash(labelled), commit);
        // The base image's says nothing of what was built on it.
        labelled.history << HistoryEntry{};
        labelled.history.last().createdBy = u"RUN |1 GIT_COMMIT_HASH=1234567 /bin/sh -c make"_s;
        QCOMPARE(hash(labelled), u"1234567"_s);
        QCOMPARE(hash(image(newest, {}, {u"CMD [\"x\"]"_s, u"RUN |2 A=b c GIT_COMMIT_HASH="_s + commit + u" /bin/sh -c make"_s,
                                         u"RUN |1 GIT_COMMIT_HASH=0000000 /bin/sh -c old"_s})),
                 commit);
        // What only looks like it.
        QVERIFY(!writtenCommit(image(newest, {u"GIT_COMMIT_HASH=unknown"_s})));
        QVERIFY(!writtenCommit(image(newest, {u"MY_GIT_COMMIT_HASH="_s + commit})));
        QVERIFY(!writtenCommit(image(newest, {}, {u"RUN echo GIT_COMMIT_HASH="_s + commit + u" x"_s})));
        QVERIFY(!writtenCommit(image(newest, {})));
        QCOMPARE(writtenCommit(image(newest, {u"GIT_COMMIT_HASH="_s + commit + u"-dirty"_s})), (WrittenCommit{commit, true}));
    }

    void distances()
    {
        const Repository repository;
        const QString first = repository.git({u"rev-parse"_s, u"HEAD"_s});
        CommitDistance there{true};
        QCOMPARE(repository.distance(first, u"api"_s), there);
        QCOMPARE(repository.distance(first.left(7), u"api"_s), there);
        repository.write(u"web/w"_s, "2");
        there.dirtyElsewhere = true;
        QCOMPARE(repository.distance(first, u"api"_s), there);
        there = {true};
        there.dirtyHere = true;
        QCOMPARE(repository.distance(first, u"web"_s), there);
        const QString second = repository.commitAll();
        there = {true};
        there.commits = 1;
        QCOMPARE(repository.distance(first, u"api"_s), there);
        there.touching = 1;
        QCOMPARE(repository.distance(first, u"web"_s), there);
        QCOMPARE(repository.distance(second, u"web"_s), CommitDistance{true});
        // A folder outside of it, or none: the commits are counted, nothing touches it.
        there.touching = 0;
        QCOMPARE(repository.distance(first, u"../elsewhere"_s), there);
        QCOMPARE(repository.distance(first, {}), there);
        QVERIFY(!repository.distance(commit, u"api"_s).known);
        // Of a shallow clone the way between the two may be missing: that is not another branch.
        const QTemporaryDir shallow;
        const QString clone = shallow.filePath(u"clone"_s);
        repository.git({u"clone"_s, u"-q"_s, u"--depth"_s, u"1"_s, u"file://"_s + repository.dir.path(), clone});
        QProcess fetch;
        fetch.setWorkingDirectory(clone);
        fetch.start(u"git"_s, {u"fetch"_s, u"-q"_s, u"--depth"_s, u"1"_s, u"origin"_s, first});
        const bool fetched = fetch.waitForFinished() && fetch.exitCode() == 0;
        const auto cut = QCoro::waitFor(readCommitDistance(clone, first, clone + u"/api"_s, CancelToken()));
        QVERIFY(cut && !cut->known);
        QCOMPARE(cut->unknownBecause.isEmpty(), !fetched);
        // Another branch.
        repository.git({u"checkout"_s, u"-q"_s, u"-b"_s, u"side"_s, first});
        repository.write(u"api/a"_s, "side");
        repository.commitAll();
        const CommitDistance side = repository.distance(second, u"api"_s);
        QVERIFY(side.known && !side.isAncestor);
        QCOMPARE(side.commits, 1);
        const QTemporaryDir outside;
        const auto none = QCoro::waitFor(readCommitDistance(outside.path(), first, {}, CancelToken()));
        QVERIFY(!none && none.error().code == ErrorCode::NotFound);
    }

    void verdicts_data()
    {
        QTest::addColumn<QString>("runs");
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("hash");
        QTest::addColumn<CommitDistance>("distance");
        QTest::addColumn<int>("expected");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const QString &runs, const QString &written, const QString &hash,
                            const CommitDistance &distance, Freshness expected, const QString &word, const QString &reason) {
            QTest::newRow(name) << runs << written << hash << distance << int(expected) << word << reason;
        };
        const QString dirty = commit + u"-dirty"_s;
        const QString up = u"Up 3 minutes (healthy)"_s;
        row("nothing newer", newest, commit, u"h"_s, {true}, Freshness::Current, u"Current"_s, up);
        row("no commit to compare", newest, {}, u"h"_s, {}, Freshness::Current, u"Current"_s, up);
        row("Compose was not asked", newest, commit, {}, {true}, Freshness::Current, u"Current"_s, up);
        row("an older image", u"sha256:00"_s, commit, u"other"_s, {true, {}, true, 3, 1}, Freshness::NotRecreated, u"Built, not recreated"_s, u"runs 00, built 11"_s);
        row("another configuration", newest, commit, u"other"_s, {true, {}, true, 3, 1}, Freshness::Reconfigured, u"Configuration changed"_s,
            u"made from an earlier Compose configuration"_s);
        row("one commit", newest, commit, u"h"_s, {true, {}, true, 1, 1}, Freshness::Behind, u"1 commit behind"_s,
            u"from 9f3c1ab, it touches its context"_s);
        row("several commits", newest, commit, u"h"_s, {true, {}, true, 4, 2}, Freshness::Behind, u"4 commits behind"_s,
            u"from 9f3c1ab, 2 of them touch its context"_s);
        row("commits elsewhere", newest, commit, u"h"_s, {true, {}, true, 4, 0}, Freshness::Behind, u"4 commits behind"_s,
            u"from 9f3c1ab, its context is the same"_s);
        row("another branch", newest, commit, u"h"_s, {true, {}, false, 1, 0}, Freshness::Behind, u"Other branch"_s,
            u"from 9f3c1ab, its context is the same"_s);
        row("not committed yet", newest, commit, u"h"_s, {true, {}, true, 0, 0, true}, Freshness::Behind, u"Changes not built"_s,
            u"from 9f3c1ab, its context changed"_s);
        row("not committed elsewhere", newest, commit, u"h"_s, {true, {}, true, 0, 0, false, true}, Freshness::Current, u"Current"_s, up);
        row("was not committed then", newest, dirty, u"h"_s, {true}, Freshness::Unknown, u"unknown"_s,
            u"from 9f3c1ab-dirty, changes not known"_s);
        row("was not committed, and commits since", newest, dirty, u"h"_s, {true, {}, true, 1, 1}, Freshness::Behind, u"1 commit behind"_s,
            u"from 9f3c1ab-dirty, it touches its context"_s);
        row("a shallow clone", newest, commit, u"h"_s, {false, u"the history ends before it"_s}, Freshness::Unknown, u"unknown"_s,
            u"from 9f3c1ab, the history ends before it"_s);
        row("a commit of elsewhere", newest, commit, u"h"_s, {false}, Freshness::Unknown, u"unknown"_s,
            u"from 9f3c1ab, not in this repository"_s);
    }

    void verdicts()
    {
        QFETCH(const QString, runs);
        QFETCH(const QString, written);
        QFETCH(const QString, hash);
        QFETCH(const CommitDistance, distance);
        QFETCH(const int, expected);
        QFETCH(const QString, word);
        QFETCH(const QString, reason);
        const ComposeService service{u"api"_s, u"api"_s, BuildSettings{}, {}};
        EngineContents contents;
        contents.readAt = QDateTime::currentDateTime();
        contents.images << image(newest, written.isEmpty() ? QStringList() : QStringList{u"GIT_COMMIT_HASH="_s + written});
        contents.containers << container(runs, u"h"_s);
        Comparisons comparisons;
        if (!hash.isEmpty())
            comparisons.configHashes.insert(u"api"_s, hash);
        comparisons.images.insert(u"api"_s, runs);
        if (!written.isEmpty())
            comparisons.commits.insert(u"api"_s, {WrittenCommit::parse(written)->hash, distance});
        const ServiceStatus status = serviceStatus(service, u"p"_s, contents, comparisons);
        QCOMPARE(int(status.freshness), expected);
        QCOMPARE(present(status).word, word);
        QCOMPARE(freshnessReason(status), reason);
        QCOMPARE(freshnessAbout(status).split(u'\n').first(), u"p-api-1: Up 3 minutes (healthy)"_s);
        QCOMPARE(freshnessAbout(status).contains("not compared"_L1), hash.isEmpty());
        // Nothing is called current before it was compared, nor by what was compared of another container.
        for (const bool pending : {true, false}) {
            Comparisons early = comparisons;
            early.pending = pending;
            if (!pending && !written.isEmpty())
                early.images[u"api"_s] = u"sha256:22"_s;
            const ServiceStatus then = serviceStatus(service, u"p"_s, contents, early);
            if (pending || !written.isEmpty())
                QVERIFY(then.freshness != Freshness::Current && then.freshness != Freshness::Behind);
        }
    }

    /// As after a clear: the container runs, and what its image says of its commit is compared all the same.
    void imageWithoutItsName()
    {
        const ComposeService service{u"api"_s, u"api"_s, BuildSettings{}, {}};
        EngineContents contents;
        contents.readAt = QDateTime::currentDateTime();
        InspectedImage untagged = image(newest, {u"GIT_COMMIT_HASH="_s + commit});
        untagged.image.tags.clear();
        contents.images << untagged;
        contents.containers << container(newest, u"h"_s);
        Comparisons comparisons;
        comparisons.images.insert(u"api"_s, newest);
        const auto status = [&] { return serviceStatus(service, u"p"_s, contents, comparisons); };
        QCOMPARE(status().freshness, Freshness::Unknown);
        QCOMPARE(freshnessReason(status()), u"Up 3 minutes (healthy), image untagged"_s);
        comparisons.commits.insert(u"api"_s, {commit, {true}});
        QCOMPARE(status().freshness, Freshness::Current);
        QCOMPARE(freshnessReason(status()), u"Up 3 minutes (healthy), image untagged"_s);
        QVERIFY(freshnessAbout(status()).contains("no image has its name now"_L1));
        comparisons.commits.insert(u"api"_s, {commit, {true, {}, true, 2, 1}});
        QCOMPARE(status().freshness, Freshness::Behind);
        comparisons.configHashes.insert(u"api"_s, u"other"_s);
        QCOMPARE(status().freshness, Freshness::Reconfigured);
        comparisons.pending = true;
        comparisons.configHashes.clear();
        QCOMPARE(freshnessReason(status()), u"being compared with git and the Compose files"_s);
    }

    /// Built from changes that were not committed: what Layerdeck remembers of them tells whether they are the ones that are there now.
    void changesThatWereNotCommitted()
    {
        const QString written = commit + u"-dirty"_s;
        const ComposeService service{u"api"_s, u"api"_s, BuildSettings{}, {}};
        EngineContents contents;
        contents.readAt = QDateTime::currentDateTime();
        contents.images << image(newest, QStringList{u"GIT_COMMIT_HASH="_s + written});
        contents.containers << container(newest, {});
        Comparisons comparisons;
        comparisons.images.insert(u"api"_s, newest);
        comparisons.commits.insert(u"api"_s, {commit, {true, {}, true, 0, 0, true}, true});
        const auto status = [&] { return serviceStatus(service, u"p"_s, contents, comparisons); };
        QCOMPARE(status().freshness, Freshness::Current);
        comparisons.commits[u"api"_s].sameChanges = false;
        QCOMPARE(status().freshness, Freshness::Behind);
        QCOMPARE(present(status()).word, u"Changes not built"_s);
        QCOMPARE(freshnessReason(status()), u"from 9f3c1ab-dirty, its context changed"_s);
        comparisons.commits[u"api"_s].distance.dirtyHere = false;
        QCOMPARE(present(status()).word, u"Built from changes"_s);
        // Of another image that was told; or of none, as where no container was there.
        comparisons.images.insert(u"api"_s, u"sha256:00"_s);
        QCOMPARE(status().freshness, Freshness::Unknown);
        comparisons.images.clear();
        QCOMPARE(status().freshness, Freshness::Unknown);
        QVERIFY(status().isPending);
        comparisons.images.insert(u"api"_s, newest);
        // A commit since is newer whatever was changed.
        comparisons.commits.insert(u"api"_s, {commit, {true, {}, true, 1, 1, true}, true});
        QCOMPARE(status().freshness, Freshness::Behind);
    }
};

QTEST_GUILESS_MAIN(TestServiceStatus)
#include "tst_servicestatus.moc"
