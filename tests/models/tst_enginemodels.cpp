// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/enginemodels.h"
#include "models/roles.h"
#include "models/wording.h"
#include "support/fakeengine.h"

#include <QAbstractItemModelTester>
#include <QCryptographicHash>
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

/// Engines side by side: one that answers, one that is not there, one that cannot be used at all.
class TestEngineModels : public QObject
{
    Q_OBJECT

    support::FakeEngine m_fake;
    ListedContext m_good;
    ListedContext m_gone;
    ListedContext m_broken;

private slots:
    void initTestCase()
    {
        m_good = {{u"good"_s, {}, *parseEndpoint(m_fake.host())}, m_fake.host(), {}, {}};
        m_gone = {{u"gone"_s, {}, *parseEndpoint(u"unix:///nowhere/at/all.sock"_s)}, u"unix:///nowhere/at/all.sock"_s, {}, {}};
        m_broken = {{u"broken"_s, {}, {}}, u"carrier://pigeon"_s, Error{ErrorCode::InvalidInput, u"It cannot be used."_s, {}, {}, {}}, {}};
        m_fake.answer(u"/images/json"_s, R"([{"Id":"sha256:a","RepoTags":["app:1"],"Size":7,"Created":1700000000},
                                            {"Id":"sha256:b","RepoTags":null,"Size":7,"Created":1700000000}])");
        m_fake.answer(u"/containers/json"_s, R"([{"Id":"c","Names":["/one"],"ImageID":"sha256:a","State":"running"},
                                                {"Id":"d","Names":["/two"],"ImageID":"sha256:a","State":"exited"}])");
        m_fake.answer(u"/system/df"_s, R"({"LayersSize":0,"BuildCache":[{"ID":"r","Type":"regular","Size":1200}]})");
    }

    void eachAnswersForItself()
    {
        Session session(ContextRequest{m_fake.host(), {}, {}, {}, {}, {}});
        EngineOverview overview;
        EnginesModel model(&overview, &session);
        const QAbstractItemModelTester tester(&model);
        overview.setContexts({m_good, m_gone, m_broken});
        QCOMPARE(model.rowCount(), 3);
        // Nobody looks yet: nothing is asked.
        QCOMPARE(overview.engines().at(0).state.status, EngineState::Status::Connecting);
        QCOMPARE(overview.engines().at(2).state.status, EngineState::Status::Unreachable);
        overview.setActive(true);
        QTRY_COMPARE(overview.engines().at(0).state.status, EngineState::Status::Connected);
        QTRY_COMPARE(overview.engines().at(1).state.status, EngineState::Status::Unreachable);
        const auto text = [&](int row, int column, int role = Qt::DisplayRole) { return model.index(row, column).data(role).toString(); };
        QCOMPARE(text(0, EnginesModel::ImagesColumn), u"2"_s);
        QCOMPARE(text(0, EnginesModel::ImagesColumn, SecondLineRole), u"1 dangling"_s);
        QCOMPARE(text(0, EnginesModel::ContainersColumn), u"1"_s);
        QCOMPARE(text(0, EnginesModel::ContainersColumn, SecondLineRole), u"run, of 2"_s);
        QCOMPARE(text(0, EnginesModel::CacheColumn, SecondLineRole), u"1 record"_s);
        QCOMPARE(text(1, EnginesModel::ImagesColumn), u"–"_s);
        QVERIFY(!text(1, EnginesModel::StateColumn, SecondLineRole).isEmpty());
        QCOMPARE(text(2, EnginesModel::StateColumn), u"Cannot be used"_s);
        QCOMPARE(text(2, EnginesModel::StateColumn, SecondLineRole), u"It cannot be used."_s);
        // A reason is cut at its end and stands in the tool tip as a whole; an address is cut in the middle.
        QCOMPARE(text(2, EnginesModel::StateColumn, Qt::ToolTipRole), u"It cannot be used."_s);
        QVERIFY(!model.index(2, EnginesModel::StateColumn).data(ReferenceRole).toBool());
        QVERIFY(model.index(2, EnginesModel::EngineColumn).data(ReferenceRole).toBool());
        QCOMPARE(enginesSentence(overview.engines()), u"3 engines, one answers."_s);
    }

    /// Behind a proxy that lets only some addresses through the engine is there all the same; and a restart with another store shows.
    void whatIsRefusedAndWhatChanges()
    {
        support::FakeEngine proxied;
        proxied.answer(u"/images/json"_s, R"([{"Id":"sha256:a","RepoTags":["app:1"],"Size":7,"Created":1700000000}])");
        proxied.answer(u"/containers/json"_s, "[]");
        proxied.answerRaw(u"/system/df"_s, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        Session session(ContextRequest{m_fake.host(), {}, {}, {}, {}, {}});
        EngineOverview overview;
        EnginesModel model(&overview, &session);
        overview.setContexts({{{u"proxied"_s, {}, *parseEndpoint(proxied.host())}, proxied.host(), {}, {}}});
        overview.setActive(true);
        QTRY_COMPARE(overview.engines().at(0).state.status, EngineState::Status::Connected);
        QCOMPARE(model.index(0, EnginesModel::ImagesColumn).data().toString(), u"1"_s);
        QCOMPARE(model.index(0, EnginesModel::CacheColumn).data().toString(), u"–"_s);
        QCOMPARE(model.index(0, EnginesModel::CacheColumn).data(SecondLineRole).toString(), u"refused"_s);
        QVERIFY(model.index(0, EnginesModel::CacheColumn).data(Qt::ToolTipRole).toString().contains(u"403"_s));
        QCOMPARE(model.index(0, EnginesModel::StoreColumn).data().toString(), u"classic"_s);
        proxied.answer(u"/info"_s, R"({"ID":"i","Driver":"overlayfs","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]})");
        overview.refresh();
        QTRY_COMPARE(model.index(0, EnginesModel::StoreColumn).data().toString(), u"containerd"_s);
    }

    /// Docker's store may change under a window: the engine it works with stays listed, and is said not to be the store's.
    void aContextThatGoesWhileItIsUsed()
    {
        QTemporaryDir config;
        const auto store = [&](const QString &host) {
            const QString id = QString::fromLatin1(QCryptographicHash::hash("prod", QCryptographicHash::Sha256).toHex());
            QDir(config.path()).mkpath(u"contexts/meta/"_s + id);
            QFile file(config.filePath(u"contexts/meta/%1/meta.json"_s.arg(id)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(R"({"Name":"prod","Metadata":{},"Endpoints":{"docker":{"Host":"%1"}}})"_L1.arg(host).toUtf8());
        };
        store(m_fake.host());
        ContextRequest request;
        request.configDir = config.path();
        request.contextOption = u"prod"_s;
        Session session(request);
        QCOMPARE(session.engine().context.name, u"prod"_s);
        const auto notes = [&] {
            QStringList list;
            for (const ListedContext &listed : session.listedContexts())
                list << listed.context.name + u':' + listed.note;
            return list;
        };
        QCOMPARE(notes(), (QStringList{u"default:"_s, u"prod:"_s}));
        EngineOverview overview;
        EnginesModel model(&overview, &session);
        overview.setContexts(session.listedContexts());
        overview.setActive(true);
        QTRY_COMPARE(overview.engines().at(1).state.status, EngineState::Status::Connected);

        store(u"unix:///elsewhere.sock"_s);
        QCOMPARE(notes().size(), 3);
        QVERIFY2(notes().first().startsWith(u"prod:as it was before"_s), qPrintable(notes().first()));

        QVERIFY(QDir(config.filePath(u"contexts"_s)).removeRecursively());
        QCOMPARE(notes().size(), 2);
        QVERIFY2(notes().first().startsWith(u"prod:no context of docker any more"_s), qPrintable(notes().first()));
        overview.setContexts(session.listedContexts());
        QCOMPARE(overview.engines().at(0).listed.context.name, u"prod"_s);
        QVERIFY(model.index(0, EnginesModel::EngineColumn).data(SecondLineRole).toString().contains(u"no context of docker any more"_s));
    }

    void silenceIsSaid()
    {
        EngineState state;
        state.status = EngineState::Status::Connected;
        state.version.version = u"28.5.2"_s;
        state.latencyMs = 41;
        QCOMPARE(engineLine(state, std::chrono::milliseconds(4'900)), u"Connected · Docker 28.5.2 · 41\u202Fms"_s);
        QCOMPARE(engineLine(state, std::chrono::milliseconds(12'400)), u"No answer for 12\u202Fs"_s);
        state.status = EngineState::Status::Connecting;
        QCOMPARE(engineLine(state, std::chrono::milliseconds(12'400)), engineLine(state));
    }

    /// An engine that the command line named is no context, and can be chosen again after another one was.
    void theEngineOfTheCommandLineStays()
    {
        QTemporaryDir config;
        ContextRequest request;
        request.configDir = config.path();
        request.hostOption = m_fake.host();
        Session session(request);
        const QList<ListedContext> before = session.listedContexts();
        QCOMPARE(before.size(), 2);
        QCOMPARE(before.first().note, u"given by --host"_s);
        session.selectContext(before.last().context);
        QCOMPARE(session.engine().context, before.last().context);
        QCOMPARE(session.listedContexts().size(), 2);
        QCOMPARE(session.listedContexts().first().context, before.first().context);
    }

    void filtersSortsAndExports()
    {
        Session session(ContextRequest{m_fake.host(), {}, {}, {}, {}, {}});
        EngineOverview overview;
        EnginesModel model(&overview, &session);
        ShownEngines shown(&model);
        const QAbstractItemModelTester tester(&shown);
        overview.setContexts({m_good, m_gone, m_broken});
        overview.setActive(true);
        QTRY_COMPARE(overview.engines().at(0).state.status, EngineState::Status::Connected);
        QTRY_COMPARE(overview.engines().at(1).state.status, EngineState::Status::Unreachable);
        const auto names = [&] {
            QStringList list;
            for (int row = 0; row < shown.rowCount(); ++row)
                list << shown.index(row, 0).data().toString();
            return list;
        };
        QCOMPARE(names(), (QStringList{u"good"_s, u"gone"_s, u"broken"_s}));
        shown.sort(EnginesModel::EngineColumn);
        QCOMPARE(names(), (QStringList{u"broken"_s, u"gone"_s, u"good"_s}));
        shown.sort(EnginesModel::ImagesColumn, Qt::DescendingOrder);
        QCOMPARE(names().first(), u"good"_s);
        shown.setText(u"NOWHERE"_s); // in the address
        QCOMPARE(names(), QStringList{u"gone"_s});
        shown.setText(u"cannot be"_s); // in the state
        QCOMPARE(names(), QStringList{u"broken"_s});
        shown.setText({});
        shown.sort(-1);
        QCOMPARE(names(), (QStringList{u"good"_s, u"gone"_s, u"broken"_s}));
        const QJsonObject good = jsonOf(engineRecord(overview.engines().at(0), true));
        QCOMPARE(good["images"_L1].toInt(), 2);
        QCOMPARE(good["running"_L1].toInt(), 1);
        QCOMPARE(good["cache_bytes"_L1].toInt(), 1200);
        QVERIFY(good["current"_L1].toBool() && good["error"_L1].isNull());
        const QJsonObject broken = jsonOf(engineRecord(overview.engines().at(2), false));
        QCOMPARE(broken["error"_L1].toString(), u"It cannot be used."_s);
        QVERIFY(broken["images"_L1].isNull() && broken["containerd_store"_L1].isNull());
    }

    void whatIsKnownStays()
    {
        EngineOverview overview;
        overview.setContexts({m_good, m_gone});
        overview.setActive(true);
        QTRY_VERIFY(overview.engines().at(0).contents.readAt.isValid());
        const QDateTime read = overview.engines().at(0).contents.readAt;
        QSignalSpy reset(&overview, &EngineOverview::enginesReset);
        overview.setContexts({m_good, m_gone});
        QCOMPARE(reset.count(), 0);
        overview.setContexts({m_broken, m_good});
        QCOMPARE(reset.count(), 1);
        QCOMPARE(overview.engines().at(1).contents.readAt, read);
        // An engine that goes away keeps what was read of it.
        m_fake.hangUp(u"/version"_s);
        overview.refresh();
        QTRY_COMPARE(overview.engines().at(1).state.status, EngineState::Status::Unreachable);
        QCOMPARE(overview.engines().at(1).contents.images.size(), 2);
        m_fake.setApi("1.51");
        overview.refresh();
        QTRY_COMPARE(overview.engines().at(1).state.status, EngineState::Status::Connected);
    }
};

QTEST_GUILESS_MAIN(TestEngineModels)
#include "tst_enginemodels.moc"
