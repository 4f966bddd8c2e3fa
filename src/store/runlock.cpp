// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/runlock.h"

#include "base/units.h"
#include "store/statefolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QSaveFile>
#include <QSysInfo>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <fcntl.h>
#endif
#ifndef F_OFD_SETLK
#include <QLockFile>
#endif

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// One write replaces the whole text, so that nobody reads the half of it.
constexpr qsizetype recordSize = 1024;
constexpr qsizetype longestDoing = 120; ///< characters, so that the record has room for them
#ifndef F_OFD_SETLK
constexpr int askingMs = 20;
#endif
constexpr auto window = "window"_L1;
constexpr auto background = "background"_L1;
constexpr auto commandLine = "command-line"_L1;
constexpr auto story = ".story"_L1;
constexpr auto stop = ".stop"_L1;

QString placeName(RunHolder::Place place)
{
    switch (place) {
    case RunHolder::Place::Window: return window;
    case RunHolder::Place::Background: return background;
    case RunHolder::Place::CommandLine: return commandLine;
    }
    return {};
}

QByteArray recordOf(const RunHolder &holder)
{
    const QJsonObject json{{u"place"_s, placeName(holder.place)},
                           {u"kind"_s, holder.kind},
                           {u"since"_s, holder.since.toUTC().toString(Qt::ISODateWithMs)},
                           {u"pid"_s, holder.pid},
                           {u"user"_s, holder.user},
                           {u"host"_s, holder.host},
                           {u"doing"_s, holder.doing.left(longestDoing)}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact).leftJustified(recordSize, ' ');
}

/// Where nothing can be read, a holder of whom only that is known: the lock says that there is one.
RunHolder holderOf(const QByteArray &record)
{
    const QJsonObject json = QJsonDocument::fromJson(record).object();
    const QString place = json["place"_L1].toString();
    return {place == commandLine  ? RunHolder::Place::CommandLine
            : place == background ? RunHolder::Place::Background
                                  : RunHolder::Place::Window,
            json["kind"_L1].toString(), QDateTime::fromString(json["since"_L1].toString(), Qt::ISODateWithMs),
            json["pid"_L1].toInteger(), json["user"_L1].toString(), json["host"_L1].toString(), json["doing"_L1].toString()};
}

Error noLock(const QString &path, const QString &why)
{
    return {ErrorCode::Io, u"Whether another Layerdeck runs on this project cannot be known: %1 cannot be locked."_s.arg(path),
            u"Runs go on all the same."_s, u"Look at the rights of the file and its folder."_s, why};
}

enum class Locked { Yes, ByAnother, Impossible };

} // namespace

/// The opened file with the lock on it.
struct HeldRun::File
{
    QFile file;
    bool isLocked = false;
    RunHolder holder; ///< as it was told last

    explicit File(const QString &path)
        : file(path)
    {
    }
    ~File()
    {
        if (!isLocked)
            return;
        unlock();
        // Only now: who watches the file is to find it free.
        file.setFileTime(QDateTime::currentDateTime(), QFileDevice::FileModificationTime);
    }

#ifdef F_OFD_SETLK
    // Of the opened file, not of the process: it goes with the last descriptor, and programs that are started inherit none. Asking
    // who has it takes nothing, so that nobody is in the way of a run.
    Locked lock()
    {
        struct flock all = wholeFile();
        int done = 0;
        do
            done = ::fcntl(file.handle(), F_OFD_SETLK, &all);
        while (done != 0 && errno == EINTR);
        isLocked = done == 0;
        return done == 0 ? Locked::Yes : errno == EAGAIN || errno == EACCES ? Locked::ByAnother : Locked::Impossible;
    }
    bool isLockedByAnother()
    {
        struct flock all = wholeFile();
        return ::fcntl(file.handle(), F_OFD_GETLK, &all) == 0 && all.l_type != F_UNLCK;
    }
    void unlock()
    {
        struct flock all = wholeFile();
        all.l_type = F_UNLCK;
        ::fcntl(file.handle(), F_OFD_SETLK, &all);
    }

private:
    static struct flock wholeFile()
    {
        struct flock all{};
        all.l_type = F_WRLCK;
        all.l_whence = SEEK_SET;
        return all;
    }
#else
    std::unique_ptr<QLockFile> beside;
    Locked lock()
    {
        beside = std::make_unique<QLockFile>(file.fileName() + u".lock"_s);
        beside->setStaleLockTime(0);
        // Who only asks holds it for a moment too.
        isLocked = beside->tryLock(askingMs);
        return isLocked ? Locked::Yes : beside->error() == QLockFile::LockFailedError ? Locked::ByAnother : Locked::Impossible;
    }
    bool isLockedByAnother()
    {
        QLockFile asked(file.fileName() + u".lock"_s);
        asked.setStaleLockTime(0);
        return !asked.tryLock(0) && asked.error() == QLockFile::LockFailedError;
    }
    void unlock() { beside.reset(); }
#endif
};

RunHolder RunHolder::here(Place place, const QString &kind)
{
    return {place, kind, QDateTime::currentDateTimeUtc(), QCoreApplication::applicationPid(), personName(), QSysInfo::machineHostName()};
}

QString RunHolder::what() const
{
    static const QMap<QString, QString> names{{u"deploy"_s, u"A deployment"_s},
                                              {u"rebuild"_s, u"A forced rebuild"_s},
                                              {u"clear"_s, u"A clear"_s},
                                              {u"redeploy"_s, u"A clear and redeploy"_s},
                                              {u"rollback"_s, u"A roll back"_s}};
    return names.value(kind, u"A run"_s);
}

QString RunHolder::where() const
{
    switch (place) {
    case Place::Window: break;
    case Place::Background: return u"in the background"_s;
    case Place::CommandLine: return u"on a command line"_s;
    }
    return u"in another window"_s;
}

QString RunHolder::sentence(const QDateTime &now) const
{
    if (!since.isValid())
        return u"%1 runs %2."_s.arg(what(), where());
    const QString whose = user.isEmpty() ? host : user + u'@' + host;
    const QString who = u"%1 runs %2 since %3 (process %4, %5)."_s.arg(what(), where(), timeText(since, now), QString::number(pid), whose);
    return doing.isEmpty() ? who : who + u" Now: %1."_s.arg(doing);
}

HeldRun::HeldRun(std::unique_ptr<File> file)
    : m_file(std::move(file))
{
}

HeldRun::HeldRun(HeldRun &&) noexcept = default;
HeldRun &HeldRun::operator=(HeldRun &&) noexcept = default;
HeldRun::~HeldRun() = default;

QString HeldRun::path() const { return m_file ? m_file->file.fileName() : QString(); }

QString HeldRun::storyPath() const { return m_file ? path() + story : QString(); }

QString HeldRun::stopPath() const { return m_file ? path() + stop : QString(); }

bool HeldRun::takeStop()
{
    if (!m_file)
        return false;
    QFile asked(stopPath());
    if (!asked.open(QIODevice::ReadOnly))
        return false;
    const QByteArray pid = asked.readAll();
    asked.remove();
    // One that was meant for another, who did not live to read it, lies there too.
    return pid == QByteArray::number(m_file->holder.pid);
}

void HeldRun::release() { m_file.reset(); }

void HeldRun::setHolder(const RunHolder &holder)
{
    if (!m_file)
        return;
    QFile &file = m_file->file;
    m_file->holder = holder;
    // What cannot be written is not said; the lock holds all the same.
    if (file.seek(0) && file.write(recordOf(holder)) > 0)
        file.flush();
}

void HeldRun::setDoing(const QString &doing)
{
    if (!m_file || m_file->holder.doing == doing)
        return;
    RunHolder holder = m_file->holder;
    holder.doing = doing;
    setHolder(holder);
}

RunLock::RunLock(const QString &engine, const QString &project, const QString &folder)
{
    m_path = (folder.isEmpty() ? stateFolder() + "/runs"_L1 : folder) + u'/' + stateName({engine, project}) + u".run"_s;
}

QString RunLock::storyPath() const { return m_path + story; }

Result<void> RunLock::make() const
{
    const QString folder = QFileInfo(m_path).path();
    if (!QFileInfo::exists(folder) && QDir().mkpath(folder))
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QFile file(m_path);
    if (!file.open(QIODevice::ReadWrite | QIODevice::Unbuffered, QFile::ReadOwner | QFile::WriteOwner))
        return failure(noLock(m_path, file.errorString()));
    return {};
}

Result<HeldRun> RunLock::take(const RunHolder &holder) const
{
    if (const Result<void> made = make(); !made)
        return failure(made.error());
    auto file = std::make_unique<HeldRun::File>(m_path);
    if (!file->file.open(QIODevice::ReadWrite | QIODevice::Unbuffered))
        return failure(noLock(m_path, file->file.errorString()));
    const Locked locked = file->lock();
    if (locked == Locked::Impossible)
        return failure(noLock(m_path, qt_error_string()));
    if (locked == Locked::ByAnother)
        return failure(busy(holderOf(file->file.readAll())));
    HeldRun held(std::move(file));
    QFile::remove(held.stopPath());
    held.setHolder(holder);
    return held;
}

Error RunLock::busy(const RunHolder &holder)
{
    return {ErrorCode::Busy, holder.sentence(QDateTime::currentDateTime()), u"Nothing was changed."_s,
            u"Wait for its end, or cancel it there."_s, {}};
}

Result<void> RunLock::askToStop(const RunHolder &asked) const
{
    const std::optional<RunHolder> now = holder();
    if (!now || now->pid != asked.pid)
        return failure(ErrorCode::NotFound, u"It does not run any more: there is nothing to cancel."_s);
    QSaveFile file(m_path + stop);
    const bool isOpen = file.open(QIODevice::WriteOnly);
    if (isOpen) {
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        file.write(QByteArray::number(asked.pid));
    }
    if (!isOpen || !file.commit())
        return failure(Error{ErrorCode::Io, u"The run in the background cannot be asked to stop: %1 cannot be written."_s.arg(m_path + stop),
                             u"It goes on."_s, u"Look at the rights and the room of the folder."_s, file.errorString()});
    return {};
}

std::optional<RunHolder> RunLock::holder() const
{
    HeldRun::File file(m_path);
    if (!file.file.open(QIODevice::ReadOnly) || !file.isLockedByAnother())
        return std::nullopt;
    return holderOf(file.file.readAll());
}

} // namespace layerdeck
