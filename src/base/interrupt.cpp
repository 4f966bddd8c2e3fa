// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/interrupt.h"

#include <QtGlobal>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <iterator>
#endif

namespace layerdeck {

#ifdef Q_OS_UNIX

namespace {

// A signal handler may do nothing but write to a pipe; the event loop reads it.
int pipeEnds[2] = {-1, -1};

void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(pipeEnds[1], &byte, 1);
}

constexpr int watched[] = {SIGINT, SIGTERM, SIGHUP};

struct sigaction before[std::size(watched)];

/// What is ignored stays so: nohup, and a shell that runs a command in the background, mean it to go on.
void watchSignals()
{
    for (std::size_t i = 0; i < std::size(watched); ++i) {
        ::sigaction(watched[i], nullptr, &before[i]);
        if (before[i].sa_handler == SIG_IGN)
            continue;
        struct sigaction action = {};
        action.sa_handler = onSignal;
        action.sa_flags = SA_RESTART;
        ::sigaction(watched[i], &action, nullptr);
    }
}

void giveBackSignals()
{
    for (std::size_t i = 0; i < std::size(watched); ++i)
        ::sigaction(watched[i], &before[i], nullptr);
}

} // namespace

InterruptWatcher::InterruptWatcher(std::function<void()> callback)
{
    if (::pipe(pipeEnds) != 0)
        return;
    for (const int end : pipeEnds)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    m_notifier = std::make_unique<QSocketNotifier>(pipeEnds[0], QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [callback = std::move(callback)] {
                         char byte = 0;
                         if (::read(pipeEnds[0], &byte, 1) == 1)
                             callback();
                     });
    watchSignals();
}

InterruptWatcher::~InterruptWatcher()
{
    if (!m_notifier)
        return;
    giveBackSignals();
    m_notifier.reset();
    ::close(pipeEnds[0]);
    ::close(pipeEnds[1]);
}

#else

InterruptWatcher::InterruptWatcher(std::function<void()>) {}
InterruptWatcher::~InterruptWatcher() = default;

#endif

} // namespace layerdeck
