// SPDX-License-Identifier: GPL-3.0-or-later
#include "dockerfile/dockerfile.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

/// "stage number keyword" of each step.
QStringList steps(const QByteArray &text, const QString &target = {}, const QMap<QString, QString> &args = {})
{
    const auto file = parseDockerfile(text);
    const auto list = file ? stepsOf(*file, target, args) : Result<QList<DockerfileStep>>(failure(file.error()));
    if (!list)
        return {list.error().message};
    QStringList result;
    for (const DockerfileStep &step : *list)
        result << u"%1 %2 %3"_s.arg(step.stage).arg(step.number).arg(step.instruction.keyword);
    return result;
}

} // namespace

class TestDockerfile : public QObject
{
    Q_OBJECT
private slots:
    void joinsContinuations()
    {
        const auto file = parseDockerfile("FROM a\nRUN one \\\n  # comment\n\n  two \\  \n three\nCMD [\"x\"]\n");
        QVERIFY(file);
        const Instruction run = file->stages.first().instructions.first();
        QCOMPARE(run.arguments.simplified(), u"one two three"_s);
        QCOMPARE(run.firstLine, 2);
        QCOMPARE(run.lastLine, 6);
        QCOMPARE(file->stages.first().instructions.size(), 2);
    }

    void readsHeredocs()
    {
        const auto file = parseDockerfile("FROM a\nRUN <<-EOF\n\tFROM x\n\tEOF\nCOPY <<A <<\"B\" /d/\n1\nA\n2\nB\nRUN echo <<x\n");
        QVERIFY(file);
        const auto &list = file->stages.first().instructions;
        QCOMPARE(list.size(), 3);
        QCOMPARE(list.at(0).heredocs, QStringList{u"FROM x\n"_s});
        QCOMPARE(list.at(1).heredocs, (QStringList{u"1\n"_s, u"2\n"_s}));
    }

    void readsFlagsAndDirectives()
    {
        const auto file = parseDockerfile("# escape=`\nFROM a AS b\r\nCOPY --from=x --chown=1 a `\r\n b\r\n");
        QVERIFY(file);
        const Instruction copy = file->stages.first().instructions.first();
        QCOMPARE(copy.flags, (QStringList{u"--from=x"_s, u"--chown=1"_s}));
        QCOMPARE(copy.flag(u"from"_s), u"x"_s);
        QVERIFY(!copy.flag(u"chmod"_s));
        QCOMPARE(copy.arguments.simplified(), u"a b"_s);
    }

    void countsStepsThatTheTargetNeeds()
    {
        const QByteArray text = "FROM scratch AS base\nCOPY bb /bin/\nRUN x\n"
                                "FROM base AS unused\nRUN never\n"
                                "FROM node:22 AS Build\nWORKDIR /src\nCOPY . .\nENV A=1\nRUN make\n"
                                "FROM base\nCOPY --from=build /o /o\nWORKDIR /\nUSER x\nRUN y\n";
        QCOMPARE(steps(text), (QStringList{u"base 1 COPY"_s, u"base 2 RUN"_s, u"build 1 FROM"_s, u"build 2 WORKDIR"_s,
                                           u"build 3 COPY"_s, u"build 4 RUN"_s, u"stage-3 1 COPY"_s, u"stage-3 2 RUN"_s}));
        QCOMPARE(steps(text, u"unused"_s), (QStringList{u"base 1 COPY"_s, u"base 2 RUN"_s, u"unused 1 RUN"_s}));
        QCOMPARE(steps(text, u"0"_s), (QStringList{u"base 1 COPY"_s, u"base 2 RUN"_s}));
        QVERIFY(steps(text, u"none"_s).first().contains("none"_L1));
    }

    void expandsGlobalArgs()
    {
        const QByteArray text = "ARG FLAVOUR=debug\nARG IMG=\"x-${FLAVOUR}\"\nFROM a AS x-debug\nRUN d\nFROM b AS x-release\nRUN r\nFROM $IMG\nRUN z\n";
        QCOMPARE(steps(text), (QStringList{u"x-debug 1 FROM"_s, u"x-debug 2 RUN"_s, u"stage-2 1 RUN"_s}));
        QCOMPARE(steps(text, {}, {{u"FLAVOUR"_s, u"release"_s}}),
                 (QStringList{u"x-release 1 FROM"_s, u"x-release 2 RUN"_s, u"stage-2 1 RUN"_s}));
    }

    void followsMounts()
    {
        QCOMPARE(steps("FROM a AS t\nRUN t\nFROM b\nRUN --mount=type=bind,from=t,target=/t y\n"),
                 (QStringList{u"t 1 FROM"_s, u"t 2 RUN"_s, u"stage-1 1 FROM"_s, u"stage-1 2 RUN"_s}));
    }

    void refuses()
    {
        QVERIFY(parseDockerfile("RUN x\n").error().message.contains("line 1"_L1));
        QVERIFY(!parseDockerfile(""));
        QVERIFY(!parseDockerfile("FROM\n"));
        QVERIFY(!parseDockerfile("FROM a b c d\n"));
        QVERIFY(!parseDockerfile("# only\n"));
    }

    void survivesAnyText()
    {
        for (const QByteArray &text : {QByteArray("FROM a\nRUN x \\"), QByteArray("FROM a\nRUN <<EOF\nnever ends"),
                                       QByteArray("\xFF\xFE\n"), QByteArray("FROM a AS b\nCOPY --from=b x y\nFROM b AS b\n")})
            steps(text);
    }
};

QTEST_APPLESS_MAIN(TestDockerfile)
#include "tst_dockerfile.moc"
