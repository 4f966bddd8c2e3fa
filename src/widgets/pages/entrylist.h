// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/cacheentry.h"
#include "models/cachewording.h"

#include <QWidget>

#include <optional>

class QVBoxLayout;

namespace layerdeck {

class EntryEditor;
class EntryRow;

/// An entry as the list shows it.
struct ShownEntry
{
    QString text;
    EntryNote note;
    bool changed = false;   ///< new, or another text than on disk: a marked edge
    bool inherited = false; ///< written elsewhere; can't be edited here
    QString place;          ///< of an inherited one: "compose.yml:12"
    bool operator==(const ShownEntry &) const = default;
};

/// The entries of cache_from or cache_to in their order: moved, removed and edited in place. What can be
/// undone never asks.
class EntryList : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(bool sinks READ isSinks WRITE setSinks)

public:
    explicit EntryList(QWidget *parent = nullptr);

    bool isSinks() const { return m_use == CacheUse::Sink; }
    void setSinks(bool sinks);

    /// Indices in signals count the entries that are not inherited. A row that is being edited stays open.
    void setEntries(const QList<ShownEntry> &entries, const EntryNote &empty, bool editable);
    /// Texts of the rows, top to bottom.
    QStringList texts() const;
    /// Opens a form for a new entry that begins as `text`; nothing is added before its act.
    void startAdding(const QString &text) { startAdding(text, text); }
    /// The same for a form that began as `first` and in which `text` was typed.
    void startAdding(const QString &text, const QString &first);
    /// Opens the form of an entry.
    void edit(int index);
    void closeEditors();
    /// Closes the form of an entry. That of a new one stays, with what was typed and the focus.
    void closeEntryForms();
    /// What the form of a new entry holds, where one is open and something was typed.
    std::optional<QString> draft() const;
    int editedIndex() const { return m_edited; }
    QWidgetList tabOrder() const;
    /// Takes the focus where the row that had it goes and none is left.
    void setFallback(QWidget *widget) { m_fallback = widget; }

signals:
    /// With every keystroke.
    void textEdited(int index, const QString &text);
    void editingFinished();
    void added(const QString &text);
    void removeRequested(int index);
    void moveRequested(int from, int to);
    /// Rows or fields came or went.
    void tabOrderChanged();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    friend class EntryRow;
    QString thing() const;
    void addRow();
    void move(int from, int to);
    void remove(int index);
    void closeAdder(bool add);
    void focusBeside(const EntryRow *row, int step);
    void focusRow(qsizetype row);

    CacheUse m_use = CacheUse::Source;
    QVBoxLayout *m_box;
    QList<EntryRow *> m_rows;
    QList<ShownEntry> m_entries;
    qsizetype m_firstOwn = 0; ///< row of the first entry of this file: before it stands what it is added to
    qsizetype m_own = 0;
    EntryEditor *m_adder = nullptr;
    QString m_adderText; ///< what its form began with
    class IconNote *m_empty;
    QWidget *m_fallback = nullptr;
    int m_edited = -1;
    bool m_editable = true;
};

} // namespace layerdeck
