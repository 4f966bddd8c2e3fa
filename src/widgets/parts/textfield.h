// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace layerdeck {

/// A field of one line that grows with the lines of its text. Shift+Return begins a new line, Return only where there are several; Tab leaves
/// the field. Text that is pasted keeps its lines.
class TextField : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit TextField(const QString &text, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void updateHeight();
};

} // namespace layerdeck
