// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/inlinecaches.h"

#include <algorithm>

namespace layerdeck {

void InlineCaches::setEngine(const std::optional<EngineClient> &engine)
{
    m_lane.cancel();
    m_engine = engine;
    m_known.clear();
    m_wanted.clear();
    m_asked.clear();
    m_failed.clear();
}

InlineCache InlineCaches::of(const QString &name, const QList<InspectedImage> &images)
{
    const auto image = std::ranges::find_if(images, [&](const InspectedImage &of) { return of.image.tags.contains(name); });
    if (image == images.end())
        return InlineCache::NoImage;
    const QString id = image->image.id;
    if (const auto known = m_known.constFind(id); known != m_known.cend())
        return *known ? InlineCache::Holds : InlineCache::None;
    if (m_engine && !m_asked.contains(id) && !m_failed.contains(id)) {
        m_wanted.insert(id, name);
        // Once for all that are asked for in one go.
        QMetaObject::invokeMethod(this, &InlineCaches::read, Qt::QueuedConnection);
    }
    return InlineCache::Unknown;
}

void InlineCaches::read()
{
    if (m_wanted.isEmpty() || m_lane.isRunning() || !m_engine)
        return;
    m_asked = std::exchange(m_wanted, {});
    m_lane.start<QMap<QString, bool>>(
        [engine = *m_engine, names = QStringList(m_asked.values())](CancelToken cancel) { return engine.inlineCaches(names, cancel); },
        [this](const Result<QMap<QString, bool>> &caches) {
            const QHash<QString, QString> asked = std::exchange(m_asked, {});
            for (auto it = asked.cbegin(); it != asked.cend(); ++it) {
                if (caches)
                    m_known.insert(it.key(), caches->value(it.value()));
                else
                    m_failed.insert(it.key());
            }
            if (caches)
                emit changed();
            read();
        });
}

} // namespace layerdeck
