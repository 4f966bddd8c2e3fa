// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/background.h"
#include "base/cancel.h"
#include "base/completion.h"
#include "base/joblane.h"

#include <QTest>

using namespace layerdeck;

class TestCancel : public QObject
{
    Q_OBJECT
private slots:
    void callsBackOnce()
    {
        CancelSource source;
        int calls = 0;
        const auto registration = source.token().onCancel([&] { ++calls; });
        source.cancel();
        source.cancel();
        QCOMPARE(calls, 1);
        QVERIFY(source.token().isCancelled());
    }

    void callsAtOnceWhenLate()
    {
        CancelSource source;
        source.cancel();
        int calls = 0;
        const auto registration = source.token().onCancel([&] { ++calls; });
        QCOMPARE(calls, 1);
    }

    void forgetsWhatWasUnregistered()
    {
        CancelSource source;
        int calls = 0;
        {
            const auto registration = source.token().onCancel([&] { ++calls; });
        }
        source.cancel();
        QCOMPARE(calls, 0);
    }

    void cancelsWithItsOwner()
    {
        CancelToken token;
        {
            CancelSource source;
            token = source.token();
        }
        QVERIFY(token.isCancelled());
        QVERIFY(!CancelToken().isCancelled());
    }

    void survivesACallbackThatUnregistersAnother()
    {
        CancelSource source;
        CancelToken::Registration second;
        int calls = 0;
        const auto first = source.token().onCancel([&] { second.reset(); });
        second = source.token().onCancel([&] { ++calls; });
        source.cancel();
        QCOMPARE(calls, 0);
    }

    void laneKeepsTheNewestAnswerOnly()
    {
        JobLane lane;
        Completion<int> slow;
        Completion<int> quick;
        QList<int> answers;
        const auto work = [](Completion<int> completion) {
            return [completion](CancelToken) { return wait(completion); };
        };
        lane.start<int>(work(slow), [&](Result<int> r) { answers << *r; });
        lane.start<int>(work(quick), [&](Result<int> r) { answers << *r; });
        slow.complete(1);
        quick.complete(2);
        QTRY_COMPARE(answers, QList<int>{2});
        QVERIFY(!lane.isRunning());
    }

    void laneThatIsGoneDropsTheAnswer()
    {
        Completion<int> completion;
        bool answered = false;
        {
            JobLane lane;
            lane.start<int>([completion](CancelToken) { return wait(completion); }, [&](Result<int>) { answered = true; });
        }
        completion.complete(1);
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        QVERIFY(!answered);
    }

    void backgroundAnswersThroughTheEventLoop()
    {
        // Whether the thread has ended before it is waited for is a matter of chance: many tries.
        for (int i = 0; i < 100; ++i) {
            JobLane lane;
            int answer = 0;
            workOut<int>(lane, [i] { return i + 1; }, [&](int value) { answer = value; });
            QCOMPARE(answer, 0);
            QVERIFY(lane.isRunning());
            QTRY_COMPARE(answer, i + 1);
        }
    }

private:
    static QCoro::Task<Result<int>> wait(Completion<int> completion)
    {
        const int value = co_await completion;
        co_return value;
    }
};

QTEST_GUILESS_MAIN(TestCancel)
#include "tst_cancel.moc"
