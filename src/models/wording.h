// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/units.h"
#include "models/roles.h"
#include "session/state.h"

#include <QString>

namespace layerdeck {

/// How a state is shown: always an icon and a word, in the tone that the meaning has everywhere.
struct Presentation
{
    QString icon;
    QString word;
    Tone tone = Tone::Neutral;
    bool operator==(const Presentation &) const = default;
};

/// What the button says that began a run of this kind (kindName()).
QString actName(const QString &kind);

Presentation present(StepState state);
/// The same, and "not run" of one that was stopped before it began.
Presentation present(const BuildStep &step);
Presentation present(const ServiceStatus &status);
/// Why it is so, in half a line: "runs 3f1c2a9b7d10, built 94a03b64622c", "2 commits behind HEAD, 1 changes its build context".
QString freshnessReason(const ServiceStatus &status);
/// All that was compared, in lines, for who asks; empty where there is no container.
QString freshnessAbout(const ServiceStatus &status);
Presentation present(PhaseState state);
Presentation present(const EngineState &engine);

/// "Connected · Docker 28.5.2 · 41 ms", "Not reachable since 14:52".
/// `silence`: for how long it has not answered a question that is open.
QString engineLine(const EngineState &engine, std::chrono::milliseconds silence = {});
/// From so long a silence on it is said.
inline constexpr std::chrono::seconds tellingSilence(5);
/// The engine's name with where it is: "default (local)", "default (/run/x/docker.sock)", "prod (10.0.0.5)".
QString engineTitle(const DockerContext &context);
/// All of it, in lines: context, address, version.
QString engineAbout(const EngineState &engine);
/// "Classic store (overlay2)", "containerd store".
QString storeLine(const EngineState &engine);
/// "main · 9f3c1ab", "no commit yet", "not under git".
QString gitLine(const LoadedProject &project);

/// "10 cached, 1 ran, 1 failed, 2 never started".
QString countsSentence(const QList<BuildStep> &steps);
/// A service of a run in words: "11 of 14 from cache, 10.5 s", "step 8 of 13", "waiting".
QString serviceSentence(const QList<BuildStep> &steps, const RunState &run, const QString &service);
/// Service and step that failed first; nullptr where none did. The step is the run's.
std::pair<QString, const BuildStep *> failedStep(const RunState &run);
/// The same where one failed alone: of which step an excerpt of a Dockerfile is, buildx does not say.
std::pair<QString, const BuildStep *> onlyFailedStep(const RunState &run);
/// Title and sentence of the page head for a run.
QString runTitle(const RunState &run);
QString runSentence(const RunState &run, qint64 nowMs);
/// The same for where containersSentence() stands beside it: what failed, without what stays and what to do.
QString runHeadline(const RunState &run, qint64 nowMs);
/// Another's run: "A deployment runs", "A deployment failed"; and "in another window since 14:33", "on a command line, 14:35".
QString otherRunTitle(const OtherRun &run);
QString otherRunLine(const OtherRun &run, const QDateTime &now);
/// While containers are being switched: "backend already runs the new image; frontend is still as it was."
QString switchedSentence(const RunState &run, const QList<Container> &now);
/// What the containers do meanwhile: "Containers stay as they are until every build has succeeded."
QString containersSentence(const RunState &run);
/// The closing lines of a build, one a service.
QStringList resultSentences(const RunResult &result);
/// A record as the Dockerfile has it: "[deps 3/4] COPY vendor ./vendor" and "mount / from exec /bin/sh -c npm ci" are
/// "COPY vendor ./vendor" and "RUN npm ci". Its id where it has no description.
QString recordName(const QString &id, const QString &description);
/// "About" never stands before a measured value; this is what Deploy's page says before anything ran.
QString planSentence(const Plan &plan);

} // namespace layerdeck
