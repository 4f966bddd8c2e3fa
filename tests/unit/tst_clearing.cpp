// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/clearing.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

CacheRecord record(const QString &id, const QString &parent, const QString &description, qint64 size = 10)
{
    CacheRecord record;
    record.id = id;
    if (!parent.isEmpty())
        record.parents = {parent};
    record.type = u"regular"_s;
    record.description = description;
    record.size = size;
    record.created = QDateTime::fromSecsSinceEpoch(1'700'000'000 + id.size());
    return record;
}

ComposeService service(const QString &name, const QStringList &cacheFrom = {})
{
    ComposeService service;
    service.name = name;
    service.image = u"shop-"_s + name;
    service.build.emplace();
    service.build->context = u"/srv"_s;
    service.build->cacheFrom = cacheFrom;
    return service;
}

/// Two services that share "COPY base /", each with two steps of its own.
ClearFacts facts()
{
    ClearFacts facts;
    facts.project.name = u"shop"_s;
    facts.project.services = {service(u"api"_s), service(u"web"_s)};
    for (const QString &name : {u"api"_s, u"web"_s}) {
        facts.steps << PlannedStep{name, u"s"_s, 1, 1, u"COPY base /"_s, {}, 1, 0}
                    << PlannedStep{name, u"s"_s, 2, 2, u"RUN make "_s + name, {}, 2, 1}
                    << PlannedStep{name, u"s"_s, 3, 3, u"COPY %1 /out"_s.arg(name), {}, 3, 2};
    }
    facts.records << record(u"base"_s, {}, u"[s 1/3] COPY base /"_s);
    for (const QString &name : {u"api"_s, u"web"_s}) {
        facts.records << record(name + u"-run"_s, u"base"_s, u"mount / from exec /bin/sh -c make "_s + name)
                      << record(name + u"-copy"_s, name + u"-run"_s, u"[s 3/3] COPY %1 /out"_s.arg(name));
    }
    return facts;
}

QStringList ids(const ClearSelection &selection)
{
    QStringList list;
    for (const ClearedRecord &record : selection.records)
        list << record.id;
    return list;
}

QString whyKept(const ClearSelection &selection, const QString &id)
{
    const auto found = std::ranges::find(selection.kept, id, &KeptItem::id);
    return found == selection.kept.end() ? QString() : found->reason;
}

ClearSelection select(const ClearRequest &request, const ClearFacts &facts)
{
    const Result<ClearSelection> selection = selectForClear(request, facts);
    return selection ? *selection : ClearSelection();
}

ClearRequest forService(const QString &name)
{
    ClearRequest request;
    request.target = ClearTarget::Services;
    request.services = {name};
    return request;
}

} // namespace

/// What a clear chooses: by id, leaf first, and only what nobody else needs.
class TestClearing : public QObject
{
    Q_OBJECT
private slots:
    void wholeProject()
    {
        const ClearSelection all = select({}, facts());
        QCOMPARE(all.records.size(), 5);
        QCOMPARE(ids(all).last(), u"base"_s);
        QCOMPARE(all.bytes, 50);
        QVERIFY(all.stale.isEmpty() && all.survivors.isEmpty() && all.slower.isEmpty());
    }

    void oneServiceLeavesWhatIsShared()
    {
        const ClearSelection api = select(forService(u"api"_s), facts());
        QCOMPARE(ids(api), (QStringList{u"api-copy"_s, u"api-run"_s}));
        QCOMPARE(whyKept(api, u"base"_s), u"web builds on it too"_s);
        QCOMPARE(api.records.first().owner, u"api step 3"_s);
        // Its first step can still come from before: a build without cache makes it fresh.
        QVERIFY(api.stale.contains(u"api"_s));
        QVERIFY(!api.stale.contains(u"web"_s));
    }

    /// What holds a whole chain is named for each of its records, and a service that may still hit has all its steps told.
    void allThatStaysIsTold()
    {
        ClearFacts all = facts();
        all.records << record(u"old"_s, u"api-copy"_s, u"mount / from exec /bin/sh -c sleep 15"_s);
        const ClearSelection api = select(forService(u"api"_s), all);
        QCOMPARE(ids(api), QStringList());
        const QString held = u"RUN sleep 15 (of no known owner) stands on it and stays"_s;
        QCOMPARE(whyKept(api, u"api-copy"_s), held);
        QCOMPARE(whyKept(api, u"api-run"_s), held);
        QCOMPARE(api.stale.value(u"api"_s), u"the records of steps 1 to 3 stay: web builds on it too (step 1); %1 (steps 2 and 3)"_s.arg(held));
        all.records.last() = record(u"old"_s, u"base"_s, u"mount / from exec /bin/sh -c sleep 15"_s);
        QCOMPARE(select({}, all).stale.value(u"api"_s), u"the record of step 1 stays: "_s + held);
        ClearRequest unowned = forService(u"api"_s);
        unowned.unowned = true;
        all.records.last() = record(u"old"_s, u"api-copy"_s, u"mount / from exec /bin/sh -c sleep 15"_s);
        QCOMPARE(select(unowned, all).stale.value(u"api"_s), u"the record of step 1 stays: web builds on it too"_s);
    }

    /// Asked for, shared records go only where nothing that stays stands on them.
    void sharedIsAskedFor()
    {
        ClearRequest request = forService(u"api"_s);
        request.shared = true;
        const ClearSelection api = select(request, facts());
        QCOMPARE(ids(api), (QStringList{u"api-copy"_s, u"api-run"_s}));
        QCOMPARE(whyKept(api, u"base"_s), u"RUN make web (web step 2) stands on it and stays"_s);
    }

    void fromAStepDown()
    {
        ClearRequest request;
        request.target = ClearTarget::Step;
        request.services = {u"api"_s};
        request.step = 3;
        const ClearSelection api = select(request, facts());
        QCOMPARE(ids(api), QStringList{u"api-copy"_s});
        QVERIFY(api.stale.isEmpty());
        request.step = 4;
        QVERIFY(!selectForClear(request, facts()));
    }

    /// An older result would revive: it goes too.
    void everyResultOfAStepGoes()
    {
        ClearFacts all = facts();
        all.records << record(u"api-copy-older"_s, u"api-run"_s, u"[s 3/3] COPY api /out"_s);
        QCOMPARE(select(forService(u"api"_s), all).records.size(), 3);
    }

    void recordsOfNoKnownOwnerAreLeft()
    {
        ClearFacts all = facts();
        all.records << record(u"strange"_s, u"api-run"_s, u"[s 3/3] COPY before-the-edit /out"_s);
        ClearRequest request;
        const ClearSelection kept = select(request, all);
        QCOMPARE(whyKept(kept, u"strange"_s), u"of no known owner"_s);
        QVERIFY(whyKept(kept, u"api-run"_s).contains("stands on it"_L1));
        QVERIFY(kept.stale.contains(u"api"_s));
        request.unowned = true;
        const ClearSelection taken = select(request, all);
        QCOMPARE(taken.records.size(), 6);
        QVERIFY(taken.stale.isEmpty());
    }

    /// A Dockerfile that is inline or far away: nobody can say which records are its own.
    void stepsThatCannotBeRead()
    {
        ClearFacts all = facts();
        all.steps.removeIf([](const PlannedStep &step) { return step.service == "api"_L1; });
        const ClearSelection selection = select(forService(u"api"_s), all);
        QVERIFY(selection.records.isEmpty());
        QVERIFY(selection.stale.contains(u"api"_s));
    }

    void whatIsInUseStays()
    {
        ClearFacts all = facts();
        all.records.last().inUse = true;
        const ClearSelection selection = select({}, all);
        QCOMPARE(whyKept(selection, u"web-copy"_s), u"something uses it now"_s);
        QCOMPARE(ids(selection), (QStringList{u"api-copy"_s, u"api-run"_s}));
    }

    void cacheMountsAreAskedFor()
    {
        ClearFacts all = facts();
        CacheRecord mount = record(u"mount"_s, {}, u"cached mount /root/.npm from exec /bin/sh -c make api with id \"//root/.npm\""_s, 500);
        mount.type = u"exec.cachemount"_s;
        all.records << mount;
        ClearRequest request = forService(u"api"_s);
        QCOMPARE(whyKept(select(request, all), u"mount"_s), u"a cache mount: it holds downloads, not steps"_s);
        request.cacheMounts = true;
        const ClearSelection selection = select(request, all);
        QVERIFY(ids(selection).contains(u"mount"_s));
        const auto item = std::ranges::find(selection.records, u"mount"_s, &ClearedRecord::id);
        QCOMPARE(item->name, u"cache mount /root/.npm"_s);
    }

    /// There a prune of one record voids what every other service has.
    void onTheContainerdStoreSingleServicesAreNotPruned()
    {
        ClearFacts all = facts();
        all.containerdStore = true;
        ClearRequest request = forService(u"api"_s);
        const ClearSelection kept = select(request, all);
        QVERIFY(kept.records.isEmpty());
        QVERIFY(kept.stale.contains(u"api"_s));
        request.acceptVoid = true;
        const ClearSelection taken = select(request, all);
        QCOMPARE(taken.records.size(), 2);
        QVERIFY(!taken.slower.isEmpty());
        QCOMPARE(select({}, all).records.size(), 5);
    }

    void images()
    {
        ClearFacts all = facts();
        const auto image = [](const QString &id, const QStringList &tags) {
            InspectedImage image;
            image.image.id = id;
            image.image.tags = tags;
            image.image.size = 100;
            return image;
        };
        all.images = {image(u"sha256:a"_s, {u"shop-api:latest"_s}), image(u"sha256:w"_s, {u"shop-web:latest"_s, u"other:1"_s}),
                      image(u"sha256:x"_s, {u"stranger:1"_s}), image(u"sha256:d"_s, {})};
        all.images.last().image.labels = {{u"com.docker.compose.project"_s, u"shop"_s}, {u"com.docker.compose.service"_s, u"api"_s}};
        Container container;
        container.imageId = u"sha256:a"_s;
        container.name = u"shop-api-1"_s;
        container.state = u"running"_s;
        all.containers << container;
        ClearRequest request;
        request.target = ClearTarget::Images;
        const ClearSelection selection = select(request, all);
        QVERIFY(selection.records.isEmpty());
        QCOMPARE(selection.images.size(), 3);
        QCOMPARE(selection.images.at(0).keptBecause, u"container shop-api-1 uses it"_s);
        QCOMPARE(selection.images.at(1).keptBecause, u"it is also named other:1"_s);
        QCOMPARE(selection.images.at(2).id, u"sha256:d"_s);
        QVERIFY(selection.images.at(2).keptBecause.isEmpty());
        QCOMPARE(selection.items(), 1);
        // One that does not run: the classic store would delete the image under it, the other one takes the name only.
        all.containers.first().state = u"exited"_s;
        const ClearSelection stopped = select(request, all);
        QCOMPARE(stopped.images.size(), 2);
        QCOMPARE(stopped.kept.first().name, u"shop-api:latest"_s);
        QCOMPARE(stopped.kept.first().reason, u"container shop-api-1, which does not run, was made from it"_s);
        all.containerdStore = true;
        QCOMPARE(select(request, all).images.first().keptBecause, u"container shop-api-1 uses it"_s);
        all.containerdStore = false;
        // With another name left, only this one goes.
        all.images[0].image.tags << u"mine:1"_s;
        QCOMPARE(select(request, all).images.first().keptBecause, u"it is also named mine:1"_s);
    }

    /// Records with the words of a service's first step, of which nobody can tell whose they are: they stay, and may serve.
    void recordsThatMayBeItsOwn()
    {
        ClearFacts all = facts();
        all.records = {record(u"elsewhere"_s, {}, u"[x 1/3] COPY else /"_s), record(u"first"_s, u"elsewhere"_s, u"[s 1/3] COPY base /"_s),
                       record(u"second"_s, u"first"_s, u"mount / from exec /bin/sh -c make api"_s)};
        const ClearSelection stays = select({}, all);
        QVERIFY(stays.records.isEmpty());
        QCOMPARE(stays.stale.keys(), (QStringList{u"api"_s, u"web"_s}));
        QCOMPARE(stays.stale.value(u"api"_s), u"a record with the words of step 1 stays, and whose it is is not known"_s);
        ClearRequest unowned;
        unowned.unowned = true;
        QVERIFY(select(unowned, all).stale.isEmpty());
        // What stands on another image is another's.
        for (PlannedStep &step : all.steps)
            step.base = u"node:20"_s;
        all.records.first().description = u"pulled from docker.io/library/node:18@sha256:0"_s;
        QVERIFY(select({}, all).stale.isEmpty());
    }

    /// "web" begins on what "api" builds: its records are known, those of "api" stay where only "web" is asked for.
    void aServiceOnAnother()
    {
        ClearFacts all = facts();
        all.steps.removeIf([](const PlannedStep &step) { return step.service == "web"_L1; });
        all.steps << PlannedStep{u"web"_s, u"s"_s, 2, 2, u"RUN make web"_s, {}, 2, 3, {}, u"api"_s};
        all.records.removeIf([](const CacheRecord &record) { return record.id.startsWith("web"_L1); });
        all.records << record(u"web-run"_s, u"api-copy"_s, u"mount / from exec /bin/sh -c make web"_s);
        const ClearSelection web = select(forService(u"web"_s), all);
        QCOMPARE(ids(web), QStringList{u"web-run"_s});
        QVERIFY(web.stale.isEmpty());
        const ClearSelection api = select(forService(u"api"_s), all);
        QVERIFY(api.records.isEmpty() && api.stale.contains(u"api"_s));
        const ClearSelection both = select({}, all);
        QCOMPARE(both.records.size(), 4);
        QVERIFY(both.stale.isEmpty());
    }

    /// One image that two services build: whoever is asked for, the other one is named, and keeps it.
    void anImageOfTwoServices()
    {
        ClearFacts all = facts();
        for (ComposeService &service : all.project.services)
            service.image = u"app"_s;
        InspectedImage image;
        image.image.id = u"sha256:a"_s;
        image.image.tags = {u"app:latest"_s};
        all.images << image;
        for (const auto &[asked, other] : {std::pair(u"api"_s, u"web"_s), std::pair(u"web"_s, u"api"_s)}) {
            ClearRequest request = forService(asked);
            request.images = true;
            const ClearSelection kept = select(request, all);
            QVERIFY(kept.images.isEmpty());
            QCOMPARE(whyKept(kept, u"sha256:a"_s), other + u" uses it too"_s);
            const auto item = std::ranges::find(kept.kept, u"sha256:a"_s, &KeptItem::id);
            QVERIFY(!item->isRecord && item->choice == ClearChoice::Shared);
            request.shared = true;
            const ClearSelection taken = select(request, all);
            QCOMPARE(taken.images.size(), 1);
            QVERIFY(std::ranges::any_of(taken.slower, [&](const SlowerService &slow) { return slow.service == other; }));
        }
        QCOMPARE(select({}, all).images.size(), 1);
        QCOMPARE(select(forService(u"api"_s), all).kept.last().name, u"app:latest"_s);
    }

    void survivors()
    {
        QTemporaryDir dir;
        ClearFacts all = facts();
        all.project.services[0] = service(u"api"_s, {u"shop-api"_s, u"type=local,src="_s + dir.path(), u"type=gha"_s, u"ghcr.io/acme/api:cache"_s});
        InspectedImage image;
        image.image.id = u"sha256:a"_s;
        image.image.tags = {u"shop-api:latest"_s};
        all.images << image;
        const auto sources = [&] {
            QStringList list;
            for (const SurvivingSource &source : select(forService(u"api"_s), all).survivors)
                list << source.source;
            return list;
        };
        QCOMPARE(localSources(all.project, all.images), QStringList{u"shop-api:latest"_s});
        // The local image holds no inline cache, and the folder no cache.
        all.inlineCaches.insert(u"shop-api:latest"_s, false);
        QCOMPARE(sources(), (QStringList{u"type=gha"_s, u"ghcr.io/acme/api:cache"_s}));
        QFile index(dir.filePath(u"index.json"_s));
        QVERIFY(index.open(QIODevice::WriteOnly));
        QCOMPARE(sources().size(), 3);
        // Relative to the project, in which the build runs, and not to the context.
        all.directory = QFileInfo(dir.path()).path();
        const QString relative = u"type=local,src="_s + QFileInfo(dir.path()).fileName();
        all.project.services[0].build->cacheFrom[1] = relative;
        QVERIFY(sources().contains(relative));
        // What the image holds counts, not what its service would write today.
        all.project.services[0].build->args.insert(u"BUILDKIT_INLINE_CACHE"_s, u"1"_s);
        QCOMPARE(sources().size(), 3);
        all.inlineCaches.insert(u"shop-api:latest"_s, true);
        QCOMPARE(sources().size(), 4);
        // Not known: it might bring layers back.
        all.inlineCaches.clear();
        QCOMPARE(sources().size(), 4);
        all.project.services[0].build->args.clear();
        QCOMPARE(select(forService(u"api"_s), all).survivors.first().reason, u"the image is here, and whether it holds inline cache could not be read"_s);
        // Never consulted on the containerd store: a registry is asked.
        all.containerdStore = true;
        all.project.services[0].build->args.clear();
        QCOMPARE(sources().size(), 4);
    }

    void targets()
    {
        QCOMPARE(parseClearTargets({})->target, ClearTarget::All);
        QCOMPARE(parseClearTargets({u"build-cache"_s})->target, ClearTarget::BuildCache);
        const auto two = parseClearTargets({u"service:api"_s, u"service:web"_s});
        QCOMPARE(two->services, (QStringList{u"api"_s, u"web"_s}));
        QCOMPARE(parseClearTargets({u"step:api:3"_s})->step, 3);
        for (const QStringList &wrong : {QStringList{u"everything"_s}, {u"step:api"_s}, {u"step:api:x"_s}, {u"step:api:0"_s}, {u"service:"_s},
                                         {u"all"_s, u"images"_s}, {u"images"_s, u"service:api"_s}, {QString()}})
            QVERIFY2(!parseClearTargets(wrong), qPrintable(wrong.join(u' ')));
    }

    void whatIsNotThere()
    {
        QVERIFY(!selectForClear(forService(u"nobody"_s), facts()));
        ClearFacts none = facts();
        for (ComposeService &service : none.project.services)
            service.build.reset();
        QVERIFY(!selectForClear({}, none));
    }

    void sameOrNot()
    {
        const ClearSelection before = select({}, facts());
        ClearFacts later = facts();
        later.records.first().lastUsed = QDateTime::currentDateTime();
        std::ranges::reverse(later.records);
        QVERIFY(select({}, later).deletesTheSame(before));
        later.records << record(u"new"_s, u"web-run"_s, u"[s 3/3] COPY web /out"_s);
        QVERIFY(!select({}, later).deletesTheSame(before));
    }
};

QTEST_GUILESS_MAIN(TestClearing)
#include "tst_clearing.moc"
