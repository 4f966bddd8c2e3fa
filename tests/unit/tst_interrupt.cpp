// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/interrupt.h"

#include <QTest>

#include <signal.h>

using namespace layerdeck;

class TestInterrupt : public QObject
{
    Q_OBJECT
private slots:
    void callsBackFromTheEventLoop_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("Ctrl+C") << SIGINT;
        QTest::newRow("asked to end") << SIGTERM;
        QTest::newRow("the terminal is gone") << SIGHUP;
    }
    void callsBackFromTheEventLoop()
    {
        QFETCH(int, number);
        int calls = 0;
        struct sigaction before = {};
        ::sigaction(number, nullptr, &before);
        {
            const InterruptWatcher watcher([&calls] { ++calls; });
            ::raise(number);
            QCOMPARE(calls, 0);
            QTRY_COMPARE(calls, 1);
            ::raise(number);
            QTRY_COMPARE(calls, 2);
        }
        // The signal means again what it meant before.
        struct sigaction action = {};
        ::sigaction(number, nullptr, &action);
        QVERIFY(action.sa_handler == before.sa_handler);
    }

    /// As under nohup.
    void whatIsIgnoredStaysIgnored()
    {
        ::signal(SIGHUP, SIG_IGN);
        int calls = 0;
        {
            const InterruptWatcher watcher([&calls] { ++calls; });
            ::raise(SIGHUP);
            ::raise(SIGTERM);
            QTRY_COMPARE(calls, 1);
        }
        struct sigaction action = {};
        ::sigaction(SIGHUP, nullptr, &action);
        QVERIFY(action.sa_handler == SIG_IGN);
        ::signal(SIGHUP, SIG_DFL);
    }
};

QTEST_GUILESS_MAIN(TestInterrupt)
#include "tst_interrupt.moc"
