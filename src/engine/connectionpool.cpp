// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectionpool.h"

namespace layerdeck {

namespace {

constexpr size_t mostIdle = 16;
constexpr qint64 longestIdleMs = 30'000;

} // namespace

ConnectionPool::ConnectionPool()
{
    m_expiry.setSingleShot(true);
    QObject::connect(&m_expiry, &QTimer::timeout, &m_expiry, [this] { letGoOld(); });
}

void ConnectionPool::letGoOld()
{
    while (!m_idle.empty() && m_idle.front().since.elapsed() >= longestIdleMs)
        m_idle.pop_front();
    if (!m_idle.empty())
        m_expiry.start(std::chrono::milliseconds(longestIdleMs - m_idle.front().since.elapsed()));
}

Connection ConnectionPool::take()
{
    while (!m_idle.empty()) {
        const Idle idle = m_idle.back();
        m_idle.pop_back();
        QObject::disconnect(idle.watch);
        // What comes unasked belongs to no request.
        if (*idle.open && idle.connection->isOpen() && idle.connection->bytesAvailable() == 0
            && idle.since.elapsed() < longestIdleMs)
            return idle.connection;
    }
    return nullptr;
}

void ConnectionPool::put(const Connection &connection)
{
    if (m_idle.size() >= mostIdle)
        m_idle.pop_front();
    Idle idle{connection, std::make_shared<bool>(true), {}, {}};
    idle.since.start();
    idle.watch = QObject::connect(connection.get(), &QIODevice::readChannelFinished, connection.get(),
                                  [open = idle.open] { *open = false; });
    m_idle.push_back(idle);
    if (!m_expiry.isActive())
        m_expiry.start(std::chrono::milliseconds(longestIdleMs));
}

} // namespace layerdeck
