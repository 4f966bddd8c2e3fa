// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QDateTime>
#include <QString>

#include <memory>
#include <optional>

namespace layerdeck {

/// Who runs something on a project.
struct RunHolder
{
    enum class Place {
        Window,
        Background, ///< a window that was closed while its run went on
        CommandLine
    };
    Place place = Place::Window;
    QString kind;    ///< as kindName() calls it: "deploy", "clear", …; empty where it cannot be read
    QDateTime since; ///< UTC
    qint64 pid = 0;
    QString user;
    QString host;
    QString doing = {}; ///< what it is at, as a phrase: "Build backend, 12 of 27 steps"; empty where it says nothing
    bool operator==(const RunHolder &) const = default;

    /// This process, from now on.
    static RunHolder here(Place place, const QString &kind);
    /// "A deployment", "A clear".
    QString what() const;
    /// "in another window", "on a command line".
    QString where() const;
    /// "A deployment runs in another window since 14:33 (process 4242, anna@build1). Now: Build backend, 12 of 27 steps."
    QString sentence(const QDateTime &now) const;
};

/// The right to run on a project, as long as the object lives. Where the process dies, the system gives it back. May be
/// destroyed in another thread.
class HeldRun
{
public:
    HeldRun(HeldRun &&) noexcept;
    HeldRun &operator=(HeldRun &&) noexcept;
    ~HeldRun();

    /// Of the file; empty once it was given back.
    QString path() const;
    /// Where the run may tell those who watch it all that happens; empty likewise.
    QString storyPath() const;
    /// Where others ask for its end, see RunLock::askToStop(); empty likewise.
    QString stopPath() const;
    /// Whether somebody has asked this holder, since the last call.
    bool takeStop();
    /// Gives the right back before the object goes.
    void release();
    /// Tells the others something new: what runs is another kind, or goes on in the background.
    void setHolder(const RunHolder &holder);
    /// Of what is told, RunHolder::doing alone is another.
    void setDoing(const QString &doing);

private:
    friend class RunLock;
    struct File;
    explicit HeldRun(std::unique_ptr<File> file);
    std::unique_ptr<File> m_file;
};

/// One run at a time on a project of an engine, also across processes of this person. The file says who runs; whether somebody
/// does, the lock on it says, which the system takes away from a process that ends in any way. The file itself stays.
class RunLock
{
public:
    /// `engine`: as the engine calls itself, or its address where it does not say; `project`: Compose's name. `folder` empty: "runs"
    /// in stateFolder().
    RunLock(const QString &engine, const QString &project, const QString &folder = {});

    /// What changes when somebody begins, ends or says something new; a process that was killed changes nothing.
    QString path() const { return m_path; }
    /// Where the run that is on may tell of itself, see HeldRun::storyPath().
    QString storyPath() const;
    /// Makes the file, so that it can be watched. Io where that cannot be.
    Result<void> make() const;
    /// Busy, with a sentence, while somebody runs; this process counts too. Io where there can be no lock: then nobody is known.
    Result<HeldRun> take(const RunHolder &holder) const;
    /// The error that take() gives while this one runs.
    static Error busy(const RunHolder &holder);
    /// Who runs now; nothing while nobody does.
    std::optional<RunHolder> holder() const;
    /// Asks this one to stop its run, as its own *Cancel* would; whether it listens is its own affair (one in the background does). NotFound where
    /// it does not run any more, Io where it cannot be asked.
    Result<void> askToStop(const RunHolder &holder) const;

    bool operator==(const RunLock &) const = default;

private:
    QString m_path;
};

} // namespace layerdeck
