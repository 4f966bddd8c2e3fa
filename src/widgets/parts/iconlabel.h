// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"
#include "widgets/theme/type.h"

#include <QWidget>

class QLabel;

namespace layerdeck {

/// One line of text with an icon before it, in a tone; elides at the right and then shows the full text as
/// tool tip. The icon "running" turns while the label is visible.
class IconLabel : public QWidget
{
    Q_OBJECT

public:
    explicit IconLabel(QWidget *parent = nullptr);
    IconLabel(const QString &icon, const QString &text, Tone tone, QWidget *parent = nullptr);

    QString text() const { return m_text; }
    QString iconName() const { return m_icon; }
    Tone tone() const { return m_tone; }
    void setContent(const QString &icon, const QString &text, Tone tone = Tone::Muted);
    /// Colours the text too; by default only the icon carries the tone and the text is secondary, or plain
    /// for Neutral.
    void setToneText(bool toneText);
    void setRole(TypeRole role, int weight = 0);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    int iconSize() const;
    void updateTurning();
    void updateToolTip();

    QString m_icon;
    QString m_text;
    Tone m_tone = Tone::Muted;
    bool m_toneText = false;
    TypeRole m_role = TypeRole::Small;
    int m_weight = 0;
    QMetaObject::Connection m_turning;
};

/// A sentence that may take several lines, with an icon before its first.
class IconNote : public QWidget
{
    Q_OBJECT

public:
    explicit IconNote(QWidget *parent = nullptr);

    QString text() const;
    void setContent(const QString &icon, const QString &text, Tone tone = Tone::Muted);
    /// The first sentence is the claim and stands out.
    void setStrongContent(const QString &icon, const QString &text, Tone tone = Tone::Muted);
    /// Secondary text.
    void setMuted(bool muted);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_label;
    QString m_icon;
    Tone m_tone = Tone::Muted;
};

/// A line of text that elides, for sentences whose room is not certain.
class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    QString text() const { return m_text; }
    void setText(const QString &text);
    void setLook(TypeRole role, int weight, Tone tone);
    void setElideMode(Qt::TextElideMode mode);
    /// Width at which nothing elides.
    int fullWidth() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QString m_text;
    TypeRole m_role = TypeRole::Body;
    int m_weight = 0;
    Tone m_tone = Tone::Muted;
    Qt::TextElideMode m_elide = Qt::ElideRight;
};

} // namespace layerdeck
