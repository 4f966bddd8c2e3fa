// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"

#include <QWidget>

namespace layerdeck {

/// A command as it would be typed: fixed font, breaks between words only, with a hanging indent.
class CodeBlock : public QWidget
{
    Q_OBJECT

public:
    explicit CodeBlock(QWidget *parent = nullptr)
        : CodeBlock(QString(), Tone::Muted, parent)
    {
    }
    explicit CodeBlock(const QString &text, Tone tone = Tone::Muted, QWidget *parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString &text);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QStringList linesFor(int width) const;

    QString m_text;
    Tone m_tone;
    qreal m_charWidth;
};

} // namespace layerdeck
