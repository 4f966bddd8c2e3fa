// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine holds: reading it, in parts as events tell, and relating it with the project.
#include "base/background.h"
#include "compose/cacheentry.h"
#include "deploy/plannedsteps.h"
#include "session/session.h"

#include <QPointer>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

bool sameButForWords(QList<Container> a, QList<Container> b)
{
    for (QList<Container> *containers : {&a, &b}) {
        for (Container &container : *containers)
            container.status.clear();
    }
    return a == b;
}

} // namespace

std::optional<Error> Session::contentsError(Part part) const
{
    if (m_contentsError)
        return m_contentsError;
    for (const auto &[concerns, error] : {std::pair(Part::Images, m_contents.imagesError), std::pair(Part::Containers, m_contents.containersError),
                                          std::pair(Part::BuildCache, m_contents.cacheError)}) {
        if (error && (part == Part::All || part == concerns))
            return error;
    }
    return std::nullopt;
}

void Session::lookAtContainers()
{
    m_outdated |= Part::Containers;
    m_eventTimer.start();
}

void Session::readContents(Parts parts)
{
    const EngineClient client = *m_client;
    const EngineContents known = m_contents;
    if (!known.readAt.isValid())
        parts = Part::All;
    if (parts == Parts(Part::All))
        m_contentsAskedAt = QDateTime::currentDateTime();
    if (parts & Part::BuildCache)
        m_cacheAskedAt = QDateTime::currentDateTime();
    m_reading = parts;
    m_outdated &= ~parts;
    // The lane drops the answer when the session goes, and the progress with it: it is asked for only while it runs.
    QPointer<Session> self(this);
    const std::function<void(int, int)> progress = [self](int done, int total) {
        if (self)
            emit self->readingProgress(done, total);
    };
    m_contentsLane.start<EngineContents>(
        [client, known, parts, progress](CancelToken cancel) {
            return readEngineContents(client, known, parts, progress, cancel);
        },
        [this](const Result<EngineContents> &contents) {
            emit readingProgress(0, 0);
            // The next probe tells whether the engine has gone, and reads again where it has not.
            if (!contents)
                m_outdated |= m_reading;
            m_contentsError = contents ? std::nullopt : std::optional(contents.error());
            if (contents) {
                // What no event tells of is read often, and mostly found as it was.
                const bool listed = m_reading & Part::Images;
                const bool sameCache = !listed && contents->usage == m_contents.usage;
                const bool sameContainers = !listed && sameButForWords(contents->containers, m_contents.containers);
                letGo(std::exchange(m_contents, *contents));
                if (!sameCache) {
                    makeGraph();
                    lookForOutsideBuilds();
                }
                if (!sameContainers)
                    compare();
                if (listed)
                    emit inlineCachesChanged();
                // A build leaves an image, and the containerd store tells no event of it.
                if (!listed && !sameCache)
                    m_outdated |= Part::Images;
            }
            emit contentsChanged();
            if (contents && m_outdated)
                m_eventTimer.start();
        });
}

/// Events come over a connection of their own. Where that ends, the next probe that succeeds begins a new one; what happened
/// between is read then.
void Session::listen()
{
    const EngineClient client = *m_client;
    QPointer<Session> self(this);
    const std::function<void()> begun = [self] {
        if (!self)
            return;
        self->m_live = true;
        self->m_outdated = Part::All;
        self->m_eventTimer.start();
        emit self->engineChanged();
    };
    const std::function<void(const EngineEvent &)> heard = [self](const EngineEvent &event) {
        if (self)
            self->heard(event);
    };
    m_eventsLane.start<bool>(
        [client, begun, heard](CancelToken cancel) {
            return [](EngineClient c, std::function<void()> b, std::function<void(const EngineEvent &)> h,
                      CancelToken t) -> QCoro::Task<Result<bool>> {
                const Result<void> ended = co_await c.events(b, h, t);
                co_return failure(ended.error());
            }(client, begun, heard, cancel);
        },
        [this](const Result<bool> &) {
            m_live = false;
            m_forgetEngine = true;
            emit engineChanged();
        });
}

void Session::heard(const EngineEvent &event)
{
    const Parts parts = partsOf(event);
    if (!parts)
        return;
    m_lastEvent = QDateTime::currentDateTime();
    m_outdated |= parts;
    if (!m_eventTimer.isActive())
        m_eventTimer.start();
}

void Session::stopListening()
{
    m_eventsLane.cancel();
    m_live = false;
    m_lastEvent = {};
}

void Session::readImageFiles(JobLane &lane, const QString &imageId, std::function<void(qint64)> progress,
                             std::function<void(Result<ImageFiles>)> done)
{
    const auto image = std::ranges::find_if(m_contents.images, [&](const InspectedImage &i) { return i.image.id == imageId; });
    if (image == m_contents.images.end())
        return done(failure(ErrorCode::NotFound, u"The image is no longer there."_s));
    const DockerContext context = m_engine.context;
    const QStringList diffIds = image->detail.diffIds;
    const std::shared_ptr<LayerFilesCache> cache = m_files;
    lane.start<ImageFiles>(
        [=](CancelToken cancel) { return layerdeck::readImageFiles(context, imageId, diffIds, cache, progress, cancel); },
        std::move(done));
}

/// What was built without Layerdeck comes into the journal, where buildx keeps records of it.
void Session::lookForOutsideBuilds()
{
    if (m_engine.status != EngineState::Status::Connected || !m_engine.toolchain || !m_engine.toolchain->keepsBuilds() || !m_project.project || isRunning() || isRunningElsewhere())
        return;
    if (m_outsideLane.isRunning()) {
        m_outsideAsked = true;
        return;
    }
    m_outsideAsked = false;
    const LoadedProject project = *m_project.project;
    const QString directory = journalDirectory(project.files.directory);
    const QString context = m_engine.context.name;
    const QString engineId = m_engine.info.id;
    m_journal.readKnownBuilds(directory, engineId, [=, this](const Result<KnownBuilds> &known) {
        // Engine or project may be another by now.
        if (!known || !m_engine.toolchain || m_engine.info.id != engineId || !m_project.project || *m_project.project != project)
            return;
        m_outsideLane.start<OutsideBuilds>(
            [project, toolchain = *m_engine.toolchain, known = *known](CancelToken cancel) { return readOutsideBuilds(project, toolchain, known, cancel); },
            [=, this](const Result<OutsideBuilds> &found) {
                if (found && !found->isEmpty())
                    m_journal.addOutside(directory, context, engineId, *found);
                if (m_outsideAsked)
                    lookForOutsideBuilds();
            });
    });
}

/// Not with each reading: an engine's rules change only with its configuration.
InlineCache Session::inlineCache(const QString &image)
{
    const bool looksHere = m_engine.status == EngineState::Status::Connected && !m_engine.info.containerdStore;
    return looksHere && m_contents.imagesReadAt.isValid() ? m_inlineCaches.of(imageWithTag(image), m_contents.images) : InlineCache::Unknown;
}

void Session::askGcPolicy()
{
    if (!m_engine.toolchain)
        return;
    const DockerContext context = m_engine.context;
    m_gcPolicyLane.start<QList<GcRule>>([context](CancelToken cancel) { return readGcPolicy(context, cancel); },
                                        [this](const Result<QList<GcRule>> &rules) {
                                            m_gcPolicy = rules;
                                            emit gcPolicyChanged();
                                        });
}

void Session::planSteps()
{
    if (!m_project.project) {
        m_stepsLane.cancel();
        m_steps.clear();
        return makeGraph();
    }
    workOut<QList<PlannedStep>>(
        m_stepsLane, [project = m_project.project->config] { return plannedSteps(project); },
        [this](const QList<PlannedStep> &steps) {
            if (m_steps == steps)
                return;
            m_steps = steps;
            makeGraph();
        });
}

/// After each reading: the working tree changes without a word, and one look costs a few short processes.
void Session::compare()
{
    if (!m_project.project || !m_contents.readAt.isValid()) {
        m_compareLane.cancel();
        return;
    }
    const LoadedProject project = *m_project.project;
    const EngineContents contents = m_contents;
    m_compareLane.start<Comparisons>(
        [project, contents, engineId = m_engine.info.id](CancelToken cancel) { return readComparisons(project, engineId, contents, cancel); },
        [this](const Result<Comparisons> &comparisons) {
            if (!comparisons || *comparisons == m_comparisons)
                return;
            m_comparisons = *comparisons;
            emit comparisonsChanged();
            // No watcher sees that a working tree is clean again, and a plan holds its commit.
            if (m_project.project && comparisons->head && m_project.project->head != comparisons->head)
                reloadProject();
        });
}

void Session::makeGraph()
{
    workOut<CacheGraph>(
        m_graphLane,
        [records = m_contents.usage.cache, steps = m_steps, images = m_contents.images] {
            return layerdeck::cacheGraph(records, steps, images);
        },
        [this](const CacheGraph &graph) {
            letGo(std::exchange(m_graph, graph));
            emit cacheGraphChanged();
        });
}

} // namespace layerdeck
