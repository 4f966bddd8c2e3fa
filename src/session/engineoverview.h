// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/joblane.h"
#include "engine/client.h"
#include "session/state.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace layerdeck {

/// An engine as it stands beside others.
struct EngineSummary
{
    ListedContext listed;
    EngineState state;       ///< Unreachable with the reason where the context can't be used at all
    EngineContents contents; ///< images as listed, without their layers; `layers` is empty
};

/// Reads who an engine is and what it holds, without its images' layers: five requests, however many images there are. A part that
/// the engine refuses carries its error.
QCoro::Task<Result<EngineSummary>> readEngineSummary(EngineClient client, EngineSummary known, CancelToken cancel);

/// The engines of all contexts side by side: each is asked by itself, so one that keeps silent delays no other. They are
/// asked only while somebody looks.
class EngineOverview : public QObject
{
    Q_OBJECT
public:
    explicit EngineOverview(QObject *parent = nullptr);
    ~EngineOverview() override;

    const QList<EngineSummary> &engines() const { return m_engines; }
    /// What is known of an engine stays where its context is still there.
    void setContexts(const QList<ListedContext> &contexts);
    /// Whether engines are asked, now and from time to time.
    void setActive(bool active);
    /// Asks all of them now.
    void refresh();

signals:
    /// Other engines are listed.
    void enginesReset();
    void engineChanged(int index);
    /// While they are asked: time to look for other contexts too.
    void ticked();

private:
    struct Asked
    {
        std::optional<EngineClient> client;
        JobLane lane;
        QDateTime asked;
    };

    void ask(int index);
    void askAgain();
    void answered(int index, const Result<EngineSummary> &answer);

    QList<EngineSummary> m_engines;
    std::vector<std::unique_ptr<Asked>> m_asked; ///< one for each of the engines
    QTimer m_timer;
    bool m_active = false;
};

} // namespace layerdeck
