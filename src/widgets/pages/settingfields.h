// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QWidget>

class QAction;
class QLabel;

namespace layerdeck {

/// A line of a form whose undo and redo are the page's, so that Ctrl+Z takes back the last act wherever it
/// was. What is pasted becomes one line; a text of several lines that was set keeps them.
class SettingEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit SettingEdit(QWidget *parent = nullptr);
    /// Sets the text unless it is there already; the cursor of who is typing stays.
    void show(const QString &text);
    using QWidget::show;
    /// Dots instead of the text, and a button in the field that shows it.
    void setSecret(bool secret);
    bool isSecret() const { return m_secret; }
    bool keepsLines() const { return m_keepsLines; }
    /// The text of when the field got the focus, as if it had been typed.
    void takeBack();

signals:
    /// Esc was pressed.
    void cancelled();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void reveal(bool on);

    QString m_before; ///< the text when the focus came

    bool m_secret = false;
    bool m_keepsLines = false;
    QAction *m_reveal = nullptr;
};

/// A button of a form in the page: Return presses it too, as it does in a dialog.
class FormButton : public QPushButton
{
    Q_OBJECT

public:
    explicit FormButton(const QString &text, QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

/// The widgets that Tab goes through inside `root`, in the order in which they were made.
QWidgetList tabStops(QWidget *root);

/// A choice that can also hold a text of its own. The wheel scrolls the page, not the choice.
class SettingCombo : public QComboBox
{
    Q_OBJECT

public:
    explicit SettingCombo(QWidget *parent = nullptr);
    /// A field whose text can be typed.
    void makeEditable();
    /// As wide as its longest text.
    void showPopup() override;

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

} // namespace layerdeck
