// SPDX-License-Identifier: GPL-3.0-or-later
// Builds that Compose makes without Layerdeck come into the journal of a window, where buildx keeps records of builds.
#include "session/session.h"
#include "support/engine.h"

#include <QDir>
#include <QTest>

using namespace layerdeck;
using namespace layerdeck::support;
using namespace Qt::StringLiterals;

class TestOutside : public QObject
{
    Q_OBJECT

    std::unique_ptr<Sample> m_sample;
    std::unique_ptr<Session> m_session;

    /// The newest first.
    QList<JournalRun> outside() const
    {
        QList<JournalRun> runs;
        bool read = false;
        JournalFilter filter;
        filter.directory = journalDirectory(m_sample->path());
        m_session->journal()->read(filter, [&](const Result<QList<JournalRun>> &all) {
            runs = all.value_or(QList<JournalRun>());
            read = true;
        });
        if (!QTest::qWaitFor([&] { return read; }))
            qFatal("the journal was not read");
        runs.removeIf([](const JournalRun &run) { return !run.isOutside(); });
        return runs;
    }

private slots:
    void initTestCase()
    {
        NEED_ENGINE();
        m_sample = std::make_unique<Sample>();
        QVERIFY(m_sample->isValid());
        // An older one takes the unknown command for a question and tells, with success, what it can do.
        if (!m_sample->docker({u"buildx"_s, u"history"_s, u"ls"_s}).out.contains("BUILD ID"_L1))
            QSKIP("This buildx keeps no records of builds.");
        qputenv("COMPOSE_PROJECT_NAME", m_sample->project().toUtf8());
        m_session = std::make_unique<Session>(ContextRequest::fromEnvironment());
        m_session->openProject({m_sample->path(), {}});
        QTRY_VERIFY_WITH_TIMEOUT(m_session->isLive() && m_session->project().project, 30'000);
    }
    void cleanupTestCase()
    {
        m_session.reset();
        m_sample.reset();
    }

    void buildsOfComposeComeIn()
    {
        NEED_ENGINE();
        QCOMPARE(m_sample->docker({u"compose"_s, u"build"_s, u"backend"_s}).code, 0);
        m_session->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(outside().size(), 1, 60'000);
        const JournalRun first = outside().first();
        QCOMPARE(first.kind, u"outside-build"_s);
        QCOMPARE(first.services, QStringList{u"backend"_s});
        QCOMPARE(first.outcome, u"success"_s);
        QVERIFY(first.durationMs > 0);
        QCOMPARE(first.details.size(), 1);
        const int steps = first.details.first().steps;
        QVERIFY(steps > 5);

        // All of the second comes from cache, nothing of the third.
        QCOMPARE(m_sample->docker({u"compose"_s, u"build"_s, u"backend"_s}).code, 0);
        m_session->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(outside().size(), 2, 60'000);
        QCOMPARE(outside().first().details.first().steps, steps);
        QCOMPARE(outside().first().details.first().ran, 0);
        QVERIFY(outside().first().details.first().cached > 5);
        QCOMPARE(m_sample->docker({u"compose"_s, u"build"_s, u"--no-cache"_s, u"backend"_s}).code, 0);
        m_session->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(outside().size(), 3, 60'000);
        QCOMPARE(outside().first().kind, u"outside-rebuild"_s);
        QVERIFY(outside().first().details.first().cached < steps / 2);
    }

    /// What Layerdeck runs itself, and what builds something else, is none of others'.
    void onlyThoseOfOthers()
    {
        NEED_ENGINE();
        const qsizetype before = outside().size();
        QCOMPARE(m_sample->layerdeck({u"deploy"_s}).code, 0);
        QVERIFY(QDir(m_sample->path()).mkpath(u"elsewhere"_s));
        m_sample->write(u"elsewhere/Dockerfile"_s, "FROM scratch\nCOPY Dockerfile /\n");
        QCOMPARE(m_sample->docker({u"build"_s, u"--quiet"_s, m_sample->path() + u"/elsewhere"_s}).code, 0);
        // One that counts after them: when it is there, the others were looked at.
        QCOMPARE(m_sample->docker({u"compose"_s, u"build"_s, u"frontend"_s}).code, 0);
        m_session->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(outside().size() > before, 60'000);
        QCOMPARE(outside().size(), before + 1);
        QCOMPARE(outside().first().services, QStringList{u"frontend"_s});
    }
};

QTEST_GUILESS_MAIN(TestOutside)
#include "tst_outside.moc"
