// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/runteller.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

BuildStep step(int id, StepState state)
{
    BuildStep step;
    step.id = id;
    step.index = id;
    step.state = state;
    return step;
}

} // namespace

class TestRunTeller : public QObject
{
    Q_OBJECT
private slots:
    void tells()
    {
        Plan plan;
        plan.steps = {PlanStep{u"Build a and b"_s, BuildImages{}}, PlanStep{u"Start a and b"_s, SwitchContainers{}}};
        QStringList told;
        RunTeller teller(plan, [&told](const QString &doing) { told << doing; });
        teller.observe(LogText{});
        QCOMPARE(told, QStringList());
        teller.observe(PhaseStarted{0});
        QCOMPARE(told, QStringList{u"Build a and b"_s});
        // What follows at once is told together, and not lost.
        teller.observe(StepsListed{u"a"_s, {step(1, StepState::Waiting), step(2, StepState::Waiting)}});
        teller.observe(StepsListed{u"b"_s, {step(1, StepState::Waiting)}});
        teller.observe(StepChanged{u"a"_s, step(1, StepState::Cached)});
        teller.observe(StepChanged{u"b"_s, step(1, StepState::Running)});
        teller.observe(StepChanged{u"b"_s, step(7, StepState::Done)}); // no such step
        QCOMPARE(told.size(), 1);
        QTRY_COMPARE(told.size(), 2);
        QCOMPARE(told.last(), u"Build a and b, 1 of 3 steps"_s);
        teller.observe(PhaseStarted{1});
        QTRY_COMPARE(told.last(), u"Start a and b"_s);
        QCOMPARE(told.size(), 3);
    }
};

QTEST_GUILESS_MAIN(TestRunTeller)
#include "tst_runteller.moc"
