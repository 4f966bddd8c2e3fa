// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

namespace layerdeck {

/// What a list of the engine's contents is narrowed to. Empty and zero members narrow nothing.
struct ContentFilter
{
    QString text;    ///< case ignored
    QString group;   ///< id of a group: services
    QString type;    ///< as the engine names it: "regular"
    qint64 atLeast = 0;       ///< bytes
    qint64 unusedSeconds = 0; ///< since it was last used
    bool onlyUnheld = false;  ///< records that are neither in use nor shared; images without a container, and layers of such images alone
    QSet<QString> images = {}; ///< ids of those whose names or services contain the text: what is in one matches; narrows nothing by itself
    bool isEmpty() const
    {
        return text.isEmpty() && group.isEmpty() && type.isEmpty() && atLeast == 0 && unusedSeconds == 0 && !onlyUnheld;
    }
    bool operator==(const ContentFilter &) const = default;
};

} // namespace layerdeck
