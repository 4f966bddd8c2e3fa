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
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

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

/// Pages that the thread touched for the first time, or that were taken from it since: the system gives each one then.
inline long threadFaults()
{
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_minflt;
}

/// Milliseconds of the thread for one such page, as this system gives it now: under a hypervisor that is many times what it is without.
inline double faultMs()
{
    constexpr std::size_t size = 32 << 20;
    void *memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return 0;
    const long faults = threadFaults();
    const double begin = threadMs();
    for (std::size_t at = 0; at < size; at += std::size_t(sysconf(_SC_PAGESIZE)))
        static_cast<volatile char *>(memory)[at] = 1;
    const double ms = (threadMs() - begin) / double(std::max(1L, threadFaults() - faults));
    munmap(memory, size);
    return ms;
}

/// Notes the processor time that the window's thread spends on each event.
class Watchdog final : public QApplication
{
public:
    using QApplication::QApplication;

    struct Event
    {
        double ms = 0;
        long faults = 0; ///< see threadFaults()
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
        const long faults = threadFaults();
        const double begin = threadMs();
        const bool done = QApplication::notify(receiver, event);
        const double ms = threadMs() - begin;
        --m_depth;
        if (ms >= 1)
            events << Event{ms, threadFaults() - faults, now, what};
        return done;
    }

    /// The longest event of each phase, in their order, with the part of it that the pages cost which it was the first to touch.
    void printPhases() const
    {
        QHash<QByteArray, Event> longest;
        QByteArrayList phases;
        for (const Event &event : events) {
            if (!longest.contains(event.phase))
                phases << event.phase;
            if (event.ms > longest.value(event.phase).ms)
                longest[event.phase] = event;
        }
        const double each = faultMs();
        std::printf("a fresh page costs %.1f us\n", each * 1e3);
        for (const QByteArray &name : std::as_const(phases)) {
            const Event &event = longest[name];
            std::printf("%8.1f ms, %5ld fresh pages, %6.1f ms  %s\n", event.ms, event.faults, event.faults * each, name.constData());
        }
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
