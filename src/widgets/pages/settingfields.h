// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QLineEdit>
#include <QWidget>

class QLabel;

namespace layerdeck {

/// A line of a form whose undo and redo are the page's, so that Ctrl+Z takes back the last act wherever it
/// was.
class SettingEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit SettingEdit(QWidget *parent = nullptr);
    /// Sets the text unless it is there already; the cursor of who is typing stays.
    void show(const QString &text);
    using QWidget::show;

signals:
    /// Esc was pressed.
    void cancelled();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
};

/// A choice that can also hold a text of its own. The wheel scrolls the page, not the choice.
class SettingCombo : public QComboBox
{
    Q_OBJECT

public:
    explicit SettingCombo(QWidget *parent = nullptr);
    /// A field whose text can be typed.
    void makeEditable();

protected:
    void wheelEvent(QWheelEvent *event) override;
};

/// A field with a small line below it: what is wrong, or what the value becomes. Without a line it takes no
/// room.
class FieldCell : public QWidget
{
    Q_OBJECT

public:
    explicit FieldCell(QWidget *field, QWidget *parent = nullptr);
    void setProblem(const QString &text);
    void setHint(const QString &text);
    QString problem() const { return m_problem; }
    QString line() const;

private:
    void update();

    QLabel *m_line;
    QString m_problem;
    QString m_hint;
};

/// Sets a dynamic property that the style sheet reads, and polishes again.
void setInk(QWidget *widget, const QString &ink);

} // namespace layerdeck
