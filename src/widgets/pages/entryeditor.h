// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/cacheentry.h"

#include <QHash>
#include <QWidget>

class QGridLayout;
class QLabel;
class QPushButton;

namespace layerdeck {

class FieldCell;
class SettingEdit;

/// An entry of cache_from or cache_to as text and, below it, as the fields of its type: both are always the
/// same entry.
class EntryEditor : public QWidget
{
    Q_OBJECT

public:
    /// With `actText` ("Add source") there are an act and Cancel; without, the changes are live and there is
    /// Done.
    EntryEditor(CacheUse use, const QString &actText, QWidget *parent = nullptr);

    QString text() const;
    /// Sets the entry without a signal.
    void setText(const QString &text);
    void focusText();
    /// The first needed field that is empty, else the text.
    void focusFirst();

signals:
    void textChanged(const QString &text);
    /// Return or the act.
    void accepted();
    void cancelled();

private:
    struct Field
    {
        CacheAttribute attribute;
        QWidget *label = nullptr;
        QWidget *editor = nullptr;
        FieldCell *cell = nullptr;
    };

    void edited(const CacheEntry &entry);
    void buildFields();
    QWidget *makeEditor(const CacheAttribute &attribute);
    void showFields();
    void showProblems();
    void showRare();

    CacheUse m_use;
    CacheEntry m_entry;
    QString m_type; ///< that the fields are for
    bool m_fromImage = false;
    SettingEdit *m_text;
    FieldCell *m_textCell;
    QWidget *m_fieldBox;
    QGridLayout *m_grid;
    QPushButton *m_more;
    QPushButton *m_act;
    QList<Field> m_fields;
};

} // namespace layerdeck
