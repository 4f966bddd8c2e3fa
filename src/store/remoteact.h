// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "store/runlock.h"

#include <QDateTime>
#include <QList>
#include <QMap>
#include <QString>

#include <optional>

namespace layerdeck {

/// A workflow of an act on GitHub, as it is remembered while the act is on.
struct KeptRemoteStep
{
    enum class State {
        Planned, ///< not sent
        Sent,    ///< sent, and no answer noted: it may have been started
        Begun    ///< it is the run `runId`
    };
    QString workflow;
    QString name;
    QString ref;
    QMap<QString, QString> inputs = {}; ///< of a planned one; what was sent is needed no more
    State state = State::Planned;
    QString login = {};   ///< of a sent one: as whom; empty where that is not known
    QDateTime sent = {};  ///< of a sent one: GitHub's time just before; invalid where that is not known
    qint64 runId = 0;     ///< of a begun one
    QDateTime row = {};   ///< of a sent or begun one: when the journal's row began in which it stands, which is known by that
    bool operator==(const KeptRemoteStep &) const = default;
};

/// An act that was left in the middle.
struct KeptRemoteAct
{
    QString id;
    QList<KeptRemoteStep> steps;
    bool operator==(const KeptRemoteAct &) const = default;
};

/// An act of this process: as long as the object lives nobody else takes it up, and where the process dies, somebody may.
class HeldRemoteAct
{
public:
    const QString &id() const { return m_id; }
    /// Io: what stood there before stands there still.
    Result<void> keep(const QList<KeptRemoteStep> &steps) const;
    /// It has come to its end: nobody has to take it up.
    void forget();

private:
    friend class RemoteActMemory;
    HeldRemoteAct(QString id, QString file, HeldRun held);
    QString m_id;
    QString m_file;
    HeldRun m_held;
};

/// What windows run on GitHub for one project and repository, so that another one knows what was left in the middle. A small file for each act
/// in the person's state folder, readable by the person only, with a lock beside it that its process holds.
class RemoteActMemory
{
public:
    /// `folder`: empty for the person's own.
    RemoteActMemory(const QString &directory, const QString &repository, const QString &folder = {});

    /// Whether any project has some that no process holds: a look at the folder, without asking which repository is meant.
    static bool isAnythingLeft(const QString &folder = {});
    /// Those that no process holds, the newest first. What cannot be understood is passed over.
    QList<KeptRemoteAct> left() const;
    /// Takes one of them up, as it is written down now; nothing where another process has it, or where it is gone.
    std::optional<HeldRemoteAct> take(const QString &id, QList<KeptRemoteStep> &steps) const;
    /// Begins a new one. Io: nothing was remembered.
    Result<HeldRemoteAct> begin(const QList<KeptRemoteStep> &steps) const;

private:
    QString fileOf(const QString &id) const;
    RunLock lockOf(const QString &id) const;

    QString m_folder;
    QString m_prefix; ///< of the files
};

} // namespace layerdeck
