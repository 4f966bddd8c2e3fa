// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/runbroadcast.h"

#include "session/runstory.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr auto writeInterval = std::chrono::milliseconds(100);
constexpr auto lookInterval = std::chrono::milliseconds(150);
/// What is read at once: a few milliseconds of work.
constexpr qint64 slice = 128 * 1024;
/// No line is longer: pieces of a log are at most what a pipe holds.
constexpr qsizetype longestLine = 4 << 20;

} // namespace

RunBroadcast::RunBroadcast(const QString &path, const RunState &begun, QObject *parent)
    : QObject(parent)
    , m_file(path)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(writeInterval);
    connect(&m_timer, &QTimer::timeout, this, &RunBroadcast::flush);
    if (path.isEmpty())
        return;
    // Another file, not another text in it: who still reads the story of the run before reads that.
    QFile::remove(path);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered, QFile::ReadOwner | QFile::WriteOwner))
        return;
    m_pending = storyLine(begun);
    flush();
}

RunBroadcast::~RunBroadcast()
{
    flush();
    if (m_file.isOpen())
        m_file.remove();
}

void RunBroadcast::observe(const RunEvent &event)
{
    if (!m_file.isOpen())
        return;
    RunEvent told = event;
    if (auto *log = std::get_if<LogText>(&told)) {
        if (m_log > mostLog)
            return;
        m_log += log->text.size();
        if (m_log > mostLog)
            log->text = "The log goes on where the run is.\n";
    }
    m_pending += storyLine(told);
    if (!m_timer.isActive())
        m_timer.start();
}

void RunBroadcast::flush()
{
    if (m_file.isOpen() && !m_pending.isEmpty())
        m_file.write(m_pending);
    m_pending.clear();
}

RunFollower::RunFollower(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(lookInterval);
    connect(&m_timer, &QTimer::timeout, this, &RunFollower::look);
}

void RunFollower::follow(const QString &path, const QDateTime &since)
{
    m_since = since;
    m_isIt = false;
    m_isEnding = false;
    m_file.close();
    m_file.setFileName(path);
    m_begun.clear();
    m_timer.start();
    look();
}

void RunFollower::finish()
{
    if (!m_timer.isActive())
        return;
    m_isEnding = true;
    m_timer.start(0);
}

void RunFollower::look()
{
    if (!m_file.isOpen() && (m_isEnding || !m_file.open(QIODevice::ReadOnly)))
        return end();
    m_begun += m_file.read(slice);
    qsizetype from = 0;
    for (qsizetype end = m_begun.indexOf('\n'); end >= 0 && m_file.isOpen(); end = m_begun.indexOf('\n', from)) {
        take(m_begun.mid(from, end - from));
        from = end + 1;
    }
    m_begun.remove(0, from);
    if (!m_file.isOpen())
        m_begun.clear();
    if (m_begun.size() > longestLine)
        m_begun.clear();
    if (m_file.isOpen() && m_file.atEnd())
        end();
    m_timer.setInterval(!m_file.isOpen() || m_file.atEnd() ? lookInterval : std::chrono::milliseconds(0));
}

void RunFollower::end()
{
    if (!m_isEnding)
        return;
    m_isEnding = false;
    m_timer.stop();
    m_file.close();
    emit ended();
}

void RunFollower::take(const QByteArray &line)
{
    const auto read = readStoryLine(line);
    if (!read)
        return;
    if (const auto *run = std::get_if<RunState>(&*read)) {
        m_isIt = run->started >= m_since;
        if (m_isIt)
            emit began(*run);
        else
            m_file.close();
    } else if (m_isIt)
        emit told(std::get<RunEvent>(*read));
}

} // namespace layerdeck
