// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QList>
#include <QMap>
#include <QString>

namespace layerdeck {

/// A workflow of an act on GitHub, as it is remembered while the act is on.
struct KeptRemoteStep
{
    QString workflow;
    QString name;
    QString ref;
    QMap<QString, QString> inputs;
    qint64 runId = 0; ///< 0: it was not started
    bool operator==(const KeptRemoteStep &) const = default;
};

/// What a window runs on GitHub for one project, so that another window knows what was left in the middle. A small file in the person's
/// state folder, readable by the person only.
class RemoteActMemory
{
public:
    /// `folder`: empty for the person's own.
    RemoteActMemory(const QString &directory, const QString &repository, const QString &folder = {});

    /// Empty where nothing was left, or where the file cannot be understood.
    QList<KeptRemoteStep> kept() const;
    /// Io: nothing was remembered.
    Result<void> keep(const QList<KeptRemoteStep> &steps) const;
    void forget() const;

private:
    QString m_file;
};

} // namespace layerdeck
