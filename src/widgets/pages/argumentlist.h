// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/settings.h"

#include <QWidget>

#include <optional>

class QVBoxLayout;

namespace layerdeck {

class ArgumentRow;

/// A build argument as the table shows it; secrets are eight dots in every text.
struct ShownArgument
{
    BuildArgument argument; ///< as written, for editing
    QString written;        ///< empty: no value, it comes from the environment
    QString effective;
    QString from; ///< "from .env, line 3"
    bool secret = false;
    bool changed = false;
    bool inherited = false;
    QString place;
    bool operator==(const ShownArgument &) const = default;
};

/// Build arguments: what is written at the left, what holds at the right. Edited in place.
class ArgumentList : public QWidget
{
    Q_OBJECT

public:
    explicit ArgumentList(QWidget *parent = nullptr);

    void setArguments(const QList<ShownArgument> &arguments, bool editable);
    const QList<ShownArgument> &arguments() const { return m_arguments; }
    /// Opens a form for a new argument that begins as `argument`; nothing is added before its act.
    void startAdding(const BuildArgument &argument = {});
    /// What that form holds, where it is open and something was typed.
    std::optional<BuildArgument> draft() const;
    void closeEditors();
    /// Closes the form of an argument. That of a new one stays, with what was typed and the focus.
    void closeArgumentForms();
    void focusRow(const QString &name);
    QWidgetList tabOrder() const;
    /// Takes the focus where the row that had it goes and none is left.
    void setFallback(QWidget *widget) { m_fallback = widget; }

signals:
    /// With every keystroke; `name` is what the argument was called before.
    void edited(const QString &name, const BuildArgument &argument);
    void editingFinished();
    void added(const BuildArgument &argument);
    void removeRequested(const QString &name);
    /// Rows or fields came or went.
    void tabOrderChanged();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    friend class ArgumentRow;
    int headHeight() const;
    /// An argument that stands in the edited file.
    bool isWritten(const QString &name) const;
    void focusLast();
    void focusBeside(const ArgumentRow *row, int step);

    QVBoxLayout *m_box;
    QList<ArgumentRow *> m_rows;
    ArgumentRow *m_adder = nullptr;
    QList<ShownArgument> m_arguments;
    class IconNote *m_empty;
    QWidget *m_fallback = nullptr;
    bool m_editable = true;
};

} // namespace layerdeck
