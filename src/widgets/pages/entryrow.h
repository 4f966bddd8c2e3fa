// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/pages/entrylist.h"

#include <QWidget>

class QPushButton;
class QLabel;
class QVBoxLayout;

namespace layerdeck {

class ElidedLabel;
class EntryEditor;

/// One entry: number, icon, reference, what is known of it, and its tools. Return or F2 opens its form below
/// it, Alt+Up and Alt+Down move it, Del removes it.
class EntryRow : public QWidget
{
    Q_OBJECT

public:
    EntryRow(CacheUse use, EntryList *list);

    /// `index` counts the entries that can be edited; `number` is what the row shows, 0 for none.
    void setEntry(const ShownEntry &entry, int index, int number, int count, bool editable);
    const ShownEntry &entry() const { return m_entry; }
    bool isEditing() const { return m_editor != nullptr; }
    void startEditing();
    void stopEditing();
    /// The row, its tools and its form in the order of Tab.
    QWidgetList tabOrder() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    QPushButton *tool(const QString &name, const QString &icon);
    void describe(int number, int count);

    CacheUse m_use;
    EntryList *m_list;
    ShownEntry m_entry;
    EntryDescription m_description;
    int m_index = -1;
    int m_number = 0;
    bool m_editable = true;
    ElidedLabel *m_reference;
    QLabel *m_note;
    QPushButton *m_up;
    QPushButton *m_down;
    QPushButton *m_remove;
    QVBoxLayout *m_content;
    EntryEditor *m_editor = nullptr;
};

} // namespace layerdeck
