// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/transport.h"

#include <QElapsedTimer>
#include <QTimer>

#include <list>
#include <memory>

namespace layerdeck {

/// Connections that wait for another request: over TLS and ssh, making one costs more than most requests. Belongs to one
/// thread.
class ConnectionPool
{
public:
    ConnectionPool();
    ConnectionPool(const ConnectionPool &) = delete;
    ConnectionPool &operator=(const ConnectionPool &) = delete;

    /// One that is still open, the last put first; null where there is none.
    Connection take();
    /// Keeps a connection on which nothing is under way. Beyond a number, and after some idle time, it is let go.
    void put(const Connection &connection);

private:
    struct Idle
    {
        Connection connection;
        std::shared_ptr<bool> open;
        QElapsedTimer since;
        QMetaObject::Connection watch;
    };
    void letGoOld();

    std::list<Idle> m_idle; ///< the longest idle first
    QTimer m_expiry;
};

} // namespace layerdeck
