// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine holds: reading it, in parts as events tell, and relating it with the project.
#include "deploy/plannedsteps.h"
#include "session/session.h"

#include <QFuture>
#include <QPointer>
#include <QtConcurrent>

#include <qcoro/qcorofuture.h>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Functions of their own, see ARCHITECTURE.md about closures in co_await expressions.
QFuture<QList<PlannedStep>> stepsInBackground(const ComposeProject &project)
{
    return QtConcurrent::run([project] { return plannedSteps(project); });
}

QFuture<CacheGraph> graphInBackground(const QList<CacheRecord> &records, const QList<PlannedStep> &steps,
                                      const QList<InspectedImage> &images)
{
    return QtConcurrent::run([=] { return cacheGraph(records, steps, images); });
}

QCoro::Task<Result<QList<PlannedStep>>> readSteps(ComposeProject project)
{
    QFuture<QList<PlannedStep>> future = stepsInBackground(project);
    QList<PlannedStep> steps = co_await future;
    co_return steps;
}

QCoro::Task<Result<CacheGraph>> relate(QList<CacheRecord> records, QList<PlannedStep> steps, QList<InspectedImage> images)
{
    QFuture<CacheGraph> future = graphInBackground(records, steps, images);
    CacheGraph graph = co_await future;
    co_return graph;
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
                m_contents = *contents;
                makeGraph();
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
    m_lastEvent = QDateTime::currentDateTime();
    const Parts parts = partsOf(event);
    if (!parts)
        return;
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

void Session::readImageFiles(const QString &imageId, std::function<void(qint64)> progress,
                             std::function<void(Result<ImageFiles>)> done)
{
    const auto image = std::ranges::find_if(m_contents.images, [&](const InspectedImage &i) { return i.image.id == imageId; });
    if (image == m_contents.images.end())
        return done(failure(ErrorCode::NotFound, u"The image is no longer there."_s));
    const DockerContext context = m_engine.context;
    const QStringList diffIds = image->detail.diffIds;
    const std::shared_ptr<LayerFilesCache> cache = m_files;
    m_filesLane.start<ImageFiles>(
        [=](CancelToken cancel) { return layerdeck::readImageFiles(context, imageId, diffIds, cache, progress, cancel); },
        std::move(done));
}

void Session::cancelImageFiles() { m_filesLane.cancel(); }

void Session::planSteps()
{
    if (!m_project.project) {
        m_stepsLane.cancel();
        m_steps.clear();
        return makeGraph();
    }
    const ComposeProject project = m_project.project->config;
    m_stepsLane.start<QList<PlannedStep>>([project](CancelToken) { return readSteps(project); },
                                          [this](const Result<QList<PlannedStep>> &steps) {
                                              if (m_steps == *steps)
                                                  return;
                                              m_steps = *steps;
                                              makeGraph();
                                          });
}

void Session::makeGraph()
{
    const QList<CacheRecord> records = m_contents.usage.cache;
    const QList<PlannedStep> steps = m_steps;
    const QList<InspectedImage> images = m_contents.images;
    m_graphLane.start<CacheGraph>([=](CancelToken) { return relate(records, steps, images); },
                                  [this](const Result<CacheGraph> &graph) {
                                      m_graph = *graph;
                                      emit cacheGraphChanged();
                                  });
}

} // namespace layerdeck
