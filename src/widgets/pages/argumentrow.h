// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/pages/argumentlist.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace layerdeck {

class SettingEdit;

/// One build argument. Return or F2 edits it, Del removes it.
class ArgumentRow : public QWidget
{
    Q_OBJECT

public:
    ArgumentRow(ArgumentList *list, bool adds);

    void setArgument(const ShownArgument &argument, bool editable);
    const ShownArgument &argument() const { return m_argument; }
    bool isEditing() const { return m_form != nullptr; }
    void startEditing();
    void stopEditing();
    /// What is said below the fields while they are open.
    void setProblem(const QString &problem);
    /// The row and its fields in the order of Tab.
    QWidgetList tabOrder() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// What the open form holds; to be called while it is open only.
    BuildArgument typedArgument() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void place();
    void typed();
    void finish(bool keep);
    bool showsTools() const;
    QString nameProblem() const;
    QString valueProblem() const;
    /// What the fields show of a name: dots for a secret, and what is to be known of it.
    void showSecret();

    ArgumentList *m_list;
    bool m_adds;
    bool m_editable = true;
    ShownArgument m_argument;
    BuildArgument m_before; ///< when its form was opened: Esc takes back what was typed since
    QPushButton *m_remove;
    QWidget *m_form = nullptr;
    SettingEdit *m_name = nullptr;
    SettingEdit *m_value = nullptr;
    QLabel *m_problem = nullptr;
    QLabel *m_hint = nullptr;
};

} // namespace layerdeck
