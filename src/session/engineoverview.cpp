// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/engineoverview.h"

#include "session/reading.h"

#include <algorithm>

namespace layerdeck {

namespace {

constexpr auto tick = std::chrono::seconds(2);
/// Seconds. One that was not reachable may cost an ssh or a time-out each time.
constexpr qint64 connectedInterval = 10;
constexpr qint64 unreachableInterval = 30;

EngineSummary begun(const ListedContext &context)
{
    EngineSummary engine{context, {}, {}};
    engine.state.context = context.context;
    if (context.error) {
        engine.state.status = EngineState::Status::Unreachable;
        engine.state.error = context.error;
    }
    return engine;
}

} // namespace

QCoro::Task<Result<EngineSummary>> readEngineSummary(EngineClient client, EngineSummary known, CancelToken cancel)
{
    EngineSummary summary = known;
    EngineState who = known.state;
    who.info = {}; // it may have been started with another store
    const Result<EngineState> state = co_await readIdentity(client, who, cancel);
    if (!state)
        co_return failure(state.error());
    summary.state = *state;
    EngineContents &contents = summary.contents;
    const Result<QList<Image>> images = co_await client.images(cancel);
    if (!images && !isRefusal(images.error()))
        co_return failure(images.error());
    QList<InspectedImage> listed;
    for (const Image &image : images.value_or(QList<Image>()))
        listed << InspectedImage{image};
    takePart(images ? Result<QList<InspectedImage>>(listed) : failure(images.error()), contents.images, contents.imagesError,
             contents.imagesReadAt);
    const Result<QList<Container>> containers = co_await client.containers({}, cancel);
    if (!containers && !isRefusal(containers.error()))
        co_return failure(containers.error());
    takePart(containers, contents.containers, contents.containersError, contents.containersReadAt);
    const Result<DiskUsage> usage = co_await client.buildCache(cancel);
    if (!usage && !isRefusal(usage.error()))
        co_return failure(usage.error());
    takePart(usage, contents.usage, contents.cacheError, contents.cacheReadAt);
    contents.readAt = QDateTime::currentDateTime();
    co_return summary;
}

EngineOverview::EngineOverview(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(tick);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        emit ticked();
        askAgain();
    });
}

EngineOverview::~EngineOverview() = default;

void EngineOverview::setContexts(const QList<ListedContext> &contexts)
{
    const auto same = [](const EngineSummary &engine, const ListedContext &context) {
        const auto reason = [](const ListedContext &of) { return of.error ? of.error->sentences() : QString(); };
        return engine.listed.context == context.context && engine.listed.url == context.url && reason(engine.listed) == reason(context);
    };
    if (std::ranges::equal(m_engines, contexts, [&](const EngineSummary &engine, const ListedContext &context) {
            return same(engine, context) && engine.listed.note == context.note;
        }))
        return;
    QList<EngineSummary> engines;
    std::vector<std::unique_ptr<Asked>> asked;
    for (const ListedContext &context : contexts) {
        const auto known = std::ranges::find_if(m_engines, [&](const EngineSummary &engine) { return same(engine, context); });
        engines << (known == m_engines.end() ? begun(context) : *known);
        engines.last().listed = context;
        asked.push_back(std::make_unique<Asked>());
        if (!context.error)
            asked.back()->client.emplace(context.context);
    }
    m_engines = engines;
    m_asked = std::move(asked);
    emit enginesReset();
    if (m_active)
        askAgain();
}

void EngineOverview::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    if (active) {
        m_timer.start();
        askAgain();
        return;
    }
    m_timer.stop();
    for (const std::unique_ptr<Asked> &asked : m_asked)
        asked->lane.cancel();
}

void EngineOverview::refresh()
{
    for (int i = 0; i < m_engines.size(); ++i)
        ask(i);
}

void EngineOverview::askAgain()
{
    const QDateTime now = QDateTime::currentDateTime();
    for (int i = 0; i < m_engines.size(); ++i) {
        const Asked &asked = *m_asked.at(size_t(i));
        const bool reachable = m_engines.at(i).state.status != EngineState::Status::Unreachable;
        const qint64 interval = reachable ? connectedInterval : unreachableInterval;
        if (!asked.lane.isRunning() && (!asked.asked.isValid() || asked.asked.secsTo(now) >= interval))
            ask(i);
    }
}

void EngineOverview::ask(int index)
{
    Asked &asked = *m_asked.at(size_t(index));
    if (!asked.client)
        return;
    asked.asked = QDateTime::currentDateTime();
    const EngineClient client = *asked.client;
    const EngineSummary known = m_engines.at(index);
    asked.lane.start<EngineSummary>([client, known](CancelToken cancel) { return readEngineSummary(client, known, cancel); },
                                    [this, index](const Result<EngineSummary> &answer) { answered(index, answer); });
}

void EngineOverview::answered(int index, const Result<EngineSummary> &answer)
{
    EngineSummary &engine = m_engines[index];
    m_asked.at(size_t(index))->asked = QDateTime::currentDateTime();
    if (answer) {
        engine = *answer;
    } else {
        if (engine.state.status != EngineState::Status::Unreachable)
            engine.state.unreachableSince = QDateTime::currentDateTime();
        engine.state.status = EngineState::Status::Unreachable;
        engine.state.error = answer.error();
    }
    emit engineChanged(index);
}

} // namespace layerdeck
