// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/plannedsteps.h"

#include <QTest>

#include <algorithm>

using namespace layerdeck;
using namespace Qt::StringLiterals;

/// The steps of a Dockerfile in the words of the builder's records.
class TestPlannedSteps : public QObject
{
    Q_OBJECT

    static QStringList lines(const QByteArray &dockerfile, const QString &target = {})
    {
        QStringList list;
        for (const PlannedStep &step : plannedSteps(u"web"_s, dockerfile, u"/p/Dockerfile"_s, target, {}))
            list << u"%1<%2 %3:%4 %5 @%6"_s.arg(step.index).arg(step.after).arg(step.stage).arg(step.number).arg(step.instruction).arg(step.line);
        return list;
    }

private slots:
    void stagesContinueEachOther()
    {
        QCOMPARE(lines("FROM scratch AS base\nCOPY a /\nFROM base AS build\nRUN --mount=type=cache,target=/c make\n"
                       "FROM base\nCOPY --from=build /x /y\nENV A=b\nRUN [\"/bin/busybox\", \"--install\"]\n"),
                 (QStringList{u"1<0 base:1 COPY a / @2"_s, u"2<1 build:1 RUN make @4"_s,
                              u"3<1 stage-2:1 COPY --from=build /x /y @6"_s, u"4<3 stage-2:2 RUN /bin/busybox --install @8"_s}));
    }
    void onAnImageFromElsewhere()
    {
        QCOMPARE(lines("FROM alpine\nRUN a \\\n  && b\nRUN <<E\nc\nd\nE\n"),
                 (QStringList{u"2<0 stage-0:2 RUN a   && b @2"_s, u"3<2 stage-0:3 RUN c\nd\n @4"_s}));
    }
    /// A stage that a variable names is a stage, and what stands at its bottom is known.
    void baseThatAVariableNames()
    {
        QCOMPARE(lines("ARG BASE=dev\nARG V=20\nFROM node:${V} AS dev\nWORKDIR /app\nFROM ${BASE} AS final\nCOPY a /\n"),
                 (QStringList{u"2<0 dev:2 WORKDIR /app @4"_s, u"3<2 final:1 COPY a / @6"_s}));
        const auto bases = [](const QByteArray &dockerfile) {
            QStringList list;
            for (const PlannedStep &step : plannedSteps(u"web"_s, dockerfile, {}, {}, {}))
                list << step.base;
            return list;
        };
        QCOMPARE(bases("ARG V=20\nFROM node:${V} AS dev\nWORKDIR /app\nFROM dev\nCOPY a /\n"), (QStringList{u"node:20"_s, u"node:20"_s}));
        QCOMPARE(bases("FROM scratch\nCOPY a /\n"), QStringList{u"scratch"_s});
        QCOMPARE(bases("FROM node-$TARGETARCH\nCOPY a /\n"), QStringList{QString()});
    }
    void onlyTheTarget()
    {
        QCOMPARE(lines("FROM scratch AS a\nCOPY x /\nFROM scratch AS b\nCOPY y /\n", u"a"_s), QStringList{u"1<0 a:1 COPY x / @2"_s});
    }
    /// A service may begin on what another one builds: its first step continues that one's last.
    void onAServiceOfTheProject()
    {
        // Not within it: two slashes in a raw string end a file for moc 6.4.
        QByteArray config(R"({"name":"p","services":{
            "base":{"build":{"context":"/p","dockerfile_inline":"FROM node:20 AS deps\nRUN deps\nFROM deps AS final\nFROM scratch\nRUN other\n","target":"final"}},
            "same":{"build":{"context":"/p","dockerfile_inline":"FROM base\n","additional_contexts":{"base":"service:base"}}},
            "tool":{"build":{"context":"/p","dockerfile_inline":"FROM img\nRUN tool\n","additional_contexts":{"img":"IMAGE"}}},
            "dir":{"build":{"context":"/p","dockerfile_inline":"FROM img\nRUN dir\n","additional_contexts":{"img":"/p/img"}}},
            "web":{"build":{"context":"/p","dockerfile_inline":"FROM x\nRUN web\nCOPY a /\n","additional_contexts":{"x":"service:same"}}}}})");
        const auto project = parseComposeConfig(config.replace("IMAGE", "docker-image://alpine:3"));
        QVERIFY(project);
        QCOMPARE(project->withContexts({u"web"_s}), (QStringList{u"base"_s, u"same"_s, u"web"_s}));
        QCOMPARE(project->withContexts({u"tool"_s}), QStringList{u"tool"_s});
        QCOMPARE(project->withContexts({}), QStringList());
        QStringList list;
        for (const PlannedStep &step : plannedSteps(*project)) {
            list << u"%1 %2 %3<%4%5 on %6"_s.arg(step.service, step.instruction).arg(step.index).arg(step.afterService).arg(step.after).arg(step.base);
        }
        QCOMPARE(list, (QStringList{u"base RUN deps 2<0 on node:20"_s, u"dir RUN dir 2<0 on "_s, u"tool RUN tool 2<0 on alpine:3"_s,
                                    u"web RUN web 2<base2 on "_s, u"web COPY a / 3<2 on x"_s}));
    }
    void whatIsNoDockerfileHasNone()
    {
        QVERIFY(lines("FROM\n").isEmpty());
        QVERIFY(lines("FROM a AS b\n", u"none"_s).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestPlannedSteps)
#include "tst_plannedsteps.moc"
