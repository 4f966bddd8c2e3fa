// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal.h"

#include "base/completion.h"
#include "cli/output.h"

#include <QSocketNotifier>

#include <cstdio>

#ifdef Q_OS_UNIX
#include <termios.h>
#include <unistd.h>
#endif

namespace layerdeck {

namespace {

/// Bytes of an answer that are looked at.
constexpr qsizetype longestAnswer = 64;

#ifdef Q_OS_UNIX
/// The terminal shows nothing for as long as this lives.
class Unseen
{
public:
    Unseen()
    {
        m_changed = ::isatty(STDIN_FILENO) && ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        if (!m_changed)
            return;
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~Unseen()
    {
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    Unseen(const Unseen &) = delete;
    Unseen &operator=(const Unseen &) = delete;

private:
    termios m_before{};
    bool m_changed = false;
};
#else
class Unseen
{
};
#endif

} // namespace

bool isInteractive()
{
#ifdef Q_OS_UNIX
    return ::isatty(STDIN_FILENO);
#else
    return true;
#endif
}

QCoro::Task<std::optional<QByteArray>> readTerminalLine(qsizetype longest, CancelToken cancel)
{
#ifdef Q_OS_UNIX
    const Completion<bool> ready; // false: cancelled
    QSocketNotifier notifier(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&notifier, ready] {
        notifier.setEnabled(false);
        ready.complete(true);
    });
    const CancelToken::Registration registration = cancel.onCancel([ready] { ready.complete(false); });
    const bool arrived = co_await ready;
    if (!arrived)
        co_return std::nullopt;
    QByteArray line(longest, '\0');
    const ssize_t count = ::read(STDIN_FILENO, line.data(), static_cast<size_t>(line.size()));
    if (count <= 0)
        co_return std::nullopt;
    line.truncate(count);
    co_return line;
#else
    QByteArray line(longest, '\0');
    if (!std::fgets(line.data(), longest, stdin))
        co_return std::nullopt;
    co_return line.left(qstrlen(line.constData()));
#endif
}

QCoro::Task<std::optional<QByteArray>> readSecretLine(QString question, qsizetype longest, CancelToken cancel)
{
    const bool asks = isInteractive();
    const Unseen unseen;
    if (asks) {
        std::fputs(qPrintable(question), stderr);
        std::fflush(stderr);
    }
    std::optional<QByteArray> line = co_await readTerminalLine(longest, cancel);
    // What was typed did not show, its end neither.
    if (asks)
        printErrorLine({});
    co_return line;
}

QCoro::Task<bool> confirmed(QString question, QString word, CancelToken cancel)
{
    std::fputs(qPrintable(plainText(question)), stdout);
    std::fflush(stdout);
    const std::optional<QByteArray> line = co_await readTerminalLine(longestAnswer, cancel);
    if (!line)
        printLine({}); // the answer's line was not ended
    co_return line && line->trimmed() == word.toUtf8();
}

} // namespace layerdeck
