// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "build/progress.h"

#include <QHash>
#include <QMap>
#include <QSet>
#include <QString>

#include <utility>

namespace layerdeck {

/// What became of a step. A step is an external FROM, or a WORKDIR, COPY, ADD or RUN that the target needs.
enum class StepState {
    Waiting,
    Running,
    Cached,   ///< from an earlier build or a cache source
    Base,     ///< a base image, taken by digest
    Shared,   ///< served by another service of the same build: not old cache
    Done,     ///< ran in this build
    Failed,
    Cancelled ///< stopped, or never started because the build ended
};

/// The word for a state in JSON and tests: "cached", "done", …
QString stepStateName(StepState state);
bool isFinal(StepState state);

struct BuildStep
{
    /// Names the step in its service for as long as the run lasts; from 1. The index may still move while the build tells
    /// of steps that the Dockerfile did not promise.
    int id = 0;
    int index = 0;   ///< from 1, across the stages of the service
    QString stage;   ///< the label in BuildKit's names; may be empty
    int number = 0;  ///< BuildKit's n in "[stage n/m]"
    QString name;    ///< as BuildKit names the vertex, without the bracket: with the values of arguments and variables
    StepState state = StepState::Waiting;
    qint64 started = 0;   ///< milliseconds since the epoch, 0 before
    qint64 completed = 0; ///< 0 before
    QString error;
    QString servedBy; ///< for Shared: the service whose step ran
    QString promised = {}; ///< as the Dockerfile has it; empty where it promised no such step
    /// Ran, and decides how long the build takes: a piece of the longest chain of steps that need one another, by BuildKit's own
    /// edges.
    bool critical = false;
    bool operator==(const BuildStep &) const = default;
    qint64 milliseconds() const { return completed > started && started > 0 ? completed - started : 0; }
    /// Stopped before it began, as the steps behind a failure are.
    bool wasNotBegun() const { return state == StepState::Cancelled && started == 0; }
    /// Without the values of arguments, where the Dockerfile was read.
    const QString &written() const { return promised.isEmpty() ? name : promised; }
    bool isFrom() const { return name.startsWith(QLatin1String("FROM ")); }
};

/// A step that the Dockerfile promises, before anything was built.
struct ExpectedStep
{
    QString stage;
    int number = 0;
    QString name;
    /// Equal keys of two services' steps mean: the same work. Empty: not known to be anyone else's.
    QByteArray sharedKey;
    int platforms = 1; ///< it is built for so many, each with a vertex of its own
};

/// One bake target, as the tracker needs it.
struct BuildTargetSteps
{
    QString target;  ///< the name in the bake definition
    QString service;
    QList<ExpectedStep> expected; ///< in the order of the Dockerfile; may be empty where it cannot be read
};

/// A cache source that the build asked. Failures don't stop a build, they make it slower.
struct CacheImport
{
    QString service;
    QString source;
    qint64 started = 0;
    qint64 completed = 0;
    QString error;
    bool operator==(const CacheImport &) const = default;
};

struct ServiceSteps
{
    QString service;
    QList<BuildStep> steps;
    qint64 started = 0;   ///< of the first vertex of the service
    qint64 completed = 0; ///< of the last, export included
    bool operator==(const ServiceSteps &) const = default;
    int count(StepState state) const;
};

/// Where a vertex belongs; `step` is BuildStep::id, 0: to the service, but to no step.
struct VertexPlace
{
    QString service;
    int step = 0;
    bool operator==(const VertexPlace &) const = default;
};

/// Turns BuildKit's vertices into the steps of services.
///
/// Several services in one build share work: BuildKit then sends one vertex under several names, or runs one vertex and
/// reports another of the same content as cached. Such a step is `Shared`, not `Cached`, so that "cached" always means
/// "from before this build".
///
/// BuildKit knows a vertex by the name that it had first: where services share it, the others see it under a stage and a
/// number that are not theirs. Where a Dockerfile promises steps, what the instruction says therefore counts more.
///
/// A build for several platforms has a vertex of each step for each of them. The step is over when all are, its times
/// span them all, and the worst state counts.
class StepTracker
{
public:
    explicit StepTracker(QList<BuildTargetSteps> targets);

    /// Takes a piece of the stream; returns the places whose step changed, in order.
    QList<VertexPlace> apply(const SolveStatus &status);
    /// The build is over: steps that never began are dropped where it succeeded, else Cancelled; running ones
    /// are Cancelled.
    QList<VertexPlace> finish(bool succeeded);
    /// The services whose list of steps changed (steps came, went or have another index) since the last call.
    QStringList takeRelisted();

    QList<ServiceSteps> services() const;
    /// nullptr where there is no such step (any more).
    const BuildStep *step(const QString &service, int id) const;
    QList<CacheImport> imports() const { return m_imports.values(); }
    /// All places of a vertex: more than one where services share it.
    QList<VertexPlace> places(const QString &digest) const;

private:
    struct Tracked
    {
        BuildStep step;
        QByteArray sharedKey;
        int platforms = 1;
        QMap<QString, QStringList> digests; ///< by platform as the names say it; empty where they don't
    };
    struct Name
    {
        QString service;
        QString platform;
        QString stage;
        int number = 0; ///< 0: no step
        int total = 0;
        QString text;
    };
    struct Service
    {
        QString name;
        QStringList promisedStages; ///< empty where the Dockerfile could not be read
        QList<std::pair<QString, Name>> unplaced; ///< digests of vertices that look like steps and fit none so far
        QStringList stageOrder;
        QHash<QString, int> totals; ///< by stage: the largest number of a step that there is room for
        QList<Tracked> steps; ///< sorted by stage and number
        int lastId = 0;
        bool relisted = false;
        qint64 started = 0;
        qint64 completed = 0;
    };
    struct KnownVertex
    {
        Vertex vertex;
        QString owner; ///< the service of its first name
        QList<VertexPlace> services;
    };
    /// What became of a step on one platform.
    struct PlatformState
    {
        StepState state = StepState::Waiting;
        qint64 started = 0;
        qint64 completed = 0;
        QString error;
        QString servedBy;
    };

    Name parseName(const QString &name) const;
    static Tracked &insertStep(Service &service, const QString &stage, int number);
    static void fitStage(Service &service, const QString &stage, int total);
    static void renumber(Service &service);
    static Tracked *trackedFor(Service &service, const Name &name, const KnownVertex &known);
    static Tracked *promisedFor(Service &service, const Name &name, const QString &stage, bool isOwner);
    static void attach(Service &service, Tracked &tracked, const Name &name, const QString &digest);
    static QStringList placeUnplaced(Service &service);
    void insertUnplaced(Service &service) const;
    void noteImport(const Vertex &vertex, const Name &name);
    bool update(const Service &service, Tracked &tracked, bool ended) const;
    PlatformState stateOn(const QString &platform, const Service &service, const Tracked &tracked) const;
    const KnownVertex *earlierRun(const QString &platform, const Service &service, const Tracked &tracked) const;
    QSet<QString> criticalVertices() const;
    QList<VertexPlace> markCritical();

    QList<Service> m_services;
    QHash<QString, int> m_serviceByTarget;
    QHash<QString, KnownVertex> m_vertices;
    QMap<QString, CacheImport> m_imports; ///< by digest and service
};

} // namespace layerdeck
