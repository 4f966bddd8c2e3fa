// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "compose/cachesources.h"
#include "text/diff.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

#include <optional>

namespace layerdeck {

/// A service as the cache page lists it, with the file that its changes go to.
struct EditableService
{
    WrittenService written;
    int file = 0;        ///< index into CacheEditor::files()
    bool edited = false; ///< its cache sources differ from the file on disk
    bool operator==(const EditableService &) const = default;
};

/// The cache settings of a project's files while they are edited: nothing is written before save(), every change can be
/// undone.
class CacheEditor : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Reads the files, in Compose's order. Unsaved changes are dropped. A file that cannot be read or edited is an error;
    /// the others stay usable.
    Result<void> load(const QStringList &files, const QString &directory);

    QStringList files() const;                 ///< absolute paths
    QString fileName(int file) const;          ///< relative to the project's folder
    QList<EditableService> services() const;   ///< in the order of the files
    Diff diff(int file) const;                 ///< of what would be saved
    int changedLines() const;                  ///< added and removed, over all files
    int changedServices() const;

    bool isModified() const;
    bool canUndo() const { return m_position > 0; }
    bool canRedo() const { return m_position < m_history.size(); }

    /// An error leaves everything as it was.
    Result<void> addSource(const QString &service, const QString &source);
    Result<void> removeSource(const QString &service, int index);
    void undo();
    void redo();
    void discard();

    /// Writes the changed files. A file that someone else has changed since it was read is not overwritten: the error
    /// says so, and nothing was written. A file that can't be written stays as it was.
    Result<void> save();
    /// Whether a file on disk differs from what was read.
    bool changedOnDisk() const;

signals:
    void changed();
    void saved();

private:
    struct File
    {
        QString path;
        QString name;
        QByteArray original; ///< as on disk when it was read
        QByteArray text;
        QList<WrittenService> services;
    };
    struct Change
    {
        int file;
        QByteArray before;
        QByteArray after;
    };

    Result<void> apply(int file, const Result<QByteArray> &text);
    void setText(int file, const QByteArray &text);
    int fileOf(const QString &service) const;

    QList<File> m_files;
    QList<Change> m_history;
    qsizetype m_position = 0;
};

} // namespace layerdeck
