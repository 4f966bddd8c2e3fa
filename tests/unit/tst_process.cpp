// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/process.h"

#include <QTest>

#include <qcoro/qcorotask.h>

#include <signal.h>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

Result<ProcessResult> run(Command command, ProcessOptions options = {}, CancelToken cancel = {})
{
    return QCoro::waitFor(runProcess(command, options, cancel));
}

} // namespace

class TestProcess : public QObject
{
    Q_OBJECT
private slots:
    void collectsOutputAndCode()
    {
        const auto result = run({u"sh"_s, {u"-c"_s, u"cat; echo err >&2; exit 3"_s}, {}, {}, "in"});
        QVERIFY(result);
        QCOMPARE(result->exitCode, 3);
        QCOMPARE(result->output, "in");
        QCOMPARE(result->errorOutput, "err\n");
    }

    void passesArgumentsUnchanged()
    {
        const auto result = run({u"printf"_s, {u"%s|"_s, u"a b"_s, u"$HOME"_s, u"'"_s, u""_s}});
        QCOMPARE(result->output, "a b|$HOME|'||");
    }

    void addsToTheEnvironment()
    {
        const auto result = run({u"sh"_s, {u"-c"_s, u"echo $LAYERDECK_X; test -n \"$PATH\""_s}, {}, {{u"LAYERDECK_X"_s, u"1"_s}}});
        QCOMPARE(result->output, "1\n");
        QCOMPARE(result->exitCode, 0);
    }

    void tellsAMissingProgram()
    {
        const auto result = run({u"layerdeck-no-such-program"_s, {}});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::ToolMissing);
        QVERIFY(result.error().message.contains("layerdeck-no-such-program"_L1));
    }

    void tellsAMissingFolder()
    {
        const auto result = run({u"true"_s, {}, u"/no/such/folder"_s});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::NotFound);
    }

    void interruptsFirst()
    {
        CancelSource source;
        ProcessOptions options;
        QByteArray output;
        options.onOutput = [&](const QByteArray &bytes) {
            output += bytes;
            if (output == "ready\n")
                source.cancel();
        };
        const auto result =
            run({u"sh"_s, {u"-c"_s, u"trap 'echo interrupted; exit 0' INT; echo ready; while :; do sleep 0.05; done"_s}}, options,
                source.token());
        QVERIFY(!result);
        QVERIFY(result.error().isCancelled());
        QCOMPARE(output, "ready\ninterrupted\n");
    }

    void killsWhatIgnoresTheInterrupt()
    {
        CancelSource source;
        ProcessOptions options;
        options.killAfter = std::chrono::milliseconds(50);
        qint64 pid = 0;
        options.onOutput = [&](const QByteArray &bytes) {
            pid = bytes.trimmed().toLongLong();
            source.cancel();
        };
        const auto result =
            run({u"sh"_s, {u"-c"_s, u"trap '' INT; echo $$; while :; do sleep 0.05; done"_s}}, options, source.token());
        QVERIFY(result.error().isCancelled());
        QVERIFY(pid > 0);
        // The whole group is gone, the sleeping child too.
        QTRY_VERIFY(::kill(static_cast<pid_t>(-pid), 0) != 0);
    }

    void stopsAfterTheTimeLimit()
    {
        ProcessOptions options;
        options.timeout = std::chrono::milliseconds(50);
        const auto result = run({u"sleep"_s, {u"60"_s}}, options);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::TimedOut);
    }

    void doesNotStartWhatIsAlreadyCancelled()
    {
        CancelSource source;
        source.cancel();
        const auto result = run({u"layerdeck-no-such-program"_s, {}}, {}, source.token());
        QVERIFY(result.error().isCancelled());
    }
};

QTEST_GUILESS_MAIN(TestProcess)
#include "tst_process.moc"
