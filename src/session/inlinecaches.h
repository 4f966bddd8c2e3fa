// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/joblane.h"
#include "engine/client.h"
#include "layers/layertree.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace layerdeck {

/// What an image of the engine is worth as a cache source.
enum class InlineCache {
    Unknown, ///< not read, or not to be read
    NoImage, ///< the engine has none of that name
    None,    ///< nothing can be taken from it
    Holds    ///< results of its last stage's steps can
};

/// Which images of an engine hold inline cache: asked of the engine's builder for those that somebody looks at, and remembered by the
/// image's id, which never changes what it holds.
class InlineCaches : public QObject
{
    Q_OBJECT

public:
    /// What was told of another engine is forgotten.
    void setEngine(const std::optional<EngineClient> &engine);
    /// Of the image that `name`, with its tag, is by now. Unknown at first, where it has to be read: changed() tells when it was.
    InlineCache of(const QString &name, const QList<InspectedImage> &images);

    bool isReading() const { return m_lane.isRunning() || !m_wanted.isEmpty(); }

signals:
    void changed();

private:
    void read();

    std::optional<EngineClient> m_engine;
    QHash<QString, bool> m_known;     ///< by image id
    QHash<QString, QString> m_wanted; ///< name by image id, to be read next
    QHash<QString, QString> m_asked;  ///< likewise, being read
    QSet<QString> m_failed;           ///< image ids that could not be read
    JobLane m_lane;
};

} // namespace layerdeck
