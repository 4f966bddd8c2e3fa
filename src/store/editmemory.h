// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace layerdeck {

/// Remembers the texts that Layerdeck's own edits replaced, so that a change which takes the last one back can give back
/// the file byte by byte: "build: ./dir" that grew into a section becomes "build: ./dir" again. The key is the text
/// itself, so what somebody else has changed since is never found. Files are readable by the person only; the newest 200
/// are kept. Losing the memory loses nothing but this nicety, so its failures are silent.
class EditMemory
{
public:
    /// `folder`: empty for the person's own.
    explicit EditMemory(const QString &folder = {});

    /// An edit that takes earlier ones back is none of its own: what stood before those stays known.
    void remember(const QByteArray &before, const QByteArray &after) const;
    /// What stood in the file before Layerdeck wrote `after`.
    std::optional<QByteArray> before(const QByteArray &after) const;

private:
    /// Whether going back from `text` comes to `earlier`.
    bool leadsTo(const QByteArray &text, const QByteArray &earlier) const;
    QString fileOf(const QByteArray &after) const;

    QString m_folder;
};

} // namespace layerdeck
