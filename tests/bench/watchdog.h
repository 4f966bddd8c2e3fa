// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QDeadlineTimer>
#include <QFile>
#include <QHash>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace layerdeck::bench {

using namespace Qt::StringLiterals;

inline QByteArray memoryLine()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return "memory unknown";
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM"))
            return line.simplified();
    }
    return "memory unknown";
}

inline double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// Notes the processor time that the window's thread spends on each event.
class Watchdog final : public QApplication
{
public:
    using QApplication::QApplication;

    struct Event
    {
        double ms = 0;
        QByteArray phase;
        QByteArray what;
    };
    QByteArray phase = "start";
    QList<Event> events;

    bool notify(QObject *receiver, QEvent *event) override
    {
        if (m_depth > 0 || QThread::currentThread() != thread())
            return QApplication::notify(receiver, event);
        ++m_depth;
        const QByteArray now = phase; // the event may begin another
        const QByteArray what = now + ": event " + QByteArray::number(event->type()) + " to " + receiver->metaObject()->className() + ' '
                                + receiver->objectName().toUtf8();
        const double begin = threadMs();
        const bool done = QApplication::notify(receiver, event);
        const double ms = threadMs() - begin;
        --m_depth;
        if (ms >= 1)
            events << Event{ms, now, what};
        return done;
    }

    /// The longest event of each phase, in their order.
    void printPhases() const
    {
        QHash<QByteArray, double> longest;
        QByteArrayList phases;
        for (const Event &event : events) {
            if (!longest.contains(event.phase))
                phases << event.phase;
            longest[event.phase] = std::max(longest.value(event.phase), event.ms);
        }
        for (const QByteArray &name : std::as_const(phases))
            std::printf("%8.1f ms  %s\n", longest.value(name), name.constData());
    }

    /// The memory, and the longest events.
    void print(int count)
    {
        std::ranges::sort(events, std::ranges::greater(), &Event::ms);
        std::printf("%s\n", memoryLine().constData());
        for (const Event &event : events.mid(0, count))
            std::printf("%8.1f ms  %s\n", event.ms, event.what.constData());
    }

private:
    int m_depth = 0;
};

inline void settle(int ms = 300)
{
    QDeadlineTimer deadline(ms);
    while (!deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
}

} // namespace layerdeck::bench
