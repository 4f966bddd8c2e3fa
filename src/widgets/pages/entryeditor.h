// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/cacheentry.h"

#include <QHash>
#include <QWidget>

class QAction;
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
    /// The text, or the first field where the text is hidden.
    void focusText();
    /// The first needed field that is empty, else the text.
    void focusFirst();
    /// The widgets of the form in the order of Tab.
    QWidgetList tabOrder() const;

signals:
    void textChanged(const QString &text);
    /// Return or the act; never while the entry cannot work, unless it is as it was.
    void accepted();
    void cancelled();
    /// Fields came or went.
    void tabOrderChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Field
    {
        CacheAttribute attribute;
        QWidget *label = nullptr;
        QWidget *editor = nullptr;
        FieldCell *cell = nullptr;
    };

    void edited(const CacheEntry &entry);
    void accept();
    void showText();
    void buildFields();
    QWidget *makeEditor(const CacheAttribute &attribute);
    void showFields();
    void showProblems();
    void showRare();

    CacheUse m_use;
    bool m_adds;
    bool m_refused = false;  ///< the act was tried in vain
    bool m_revealed = false; ///< the text shows its secrets
    std::optional<QString> m_original; ///< the text when the form was opened
    CacheEntry m_entry;
    QString m_type; ///< that the fields are for
    bool m_fromImage = false;
    SettingEdit *m_text;
    FieldCell *m_textCell;
    QWidget *m_fieldBox;
    QGridLayout *m_grid;
    QAction *m_reveal;
    QPushButton *m_more;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_act;
    QList<Field> m_fields;
};

} // namespace layerdeck
