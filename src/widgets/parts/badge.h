// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"

#include <QRect>
#include <QWidget>

class QPainter;

namespace layerdeck {

/// A state as icon and word on its tint. Names of things are tags, not badges.
struct BadgeSpec
{
    QString icon;
    QString text;
    Tone tone = Tone::Neutral;
    bool operator==(const BadgeSpec &) const = default;
};

QSize badgeSize(const BadgeSpec &badge);
/// Paints at the left of `rect`, vertically centred; the text elides where the width does not suffice.
void paintBadge(QPainter *painter, const QRect &rect, const BadgeSpec &badge);

/// The grey name of an image. Dashed when nothing names the image any more.
struct TagSpec
{
    QString icon;
    QString text;
    Tone iconTone = Tone::Muted;
    bool dashed = false;
    bool operator==(const TagSpec &) const = default;
};

QSize tagSize(const TagSpec &tag);
void paintTag(QPainter *painter, const QRect &rect, const TagSpec &tag);

class Badge : public QWidget
{
    Q_OBJECT

public:
    explicit Badge(QWidget *parent = nullptr);

    const BadgeSpec &badge() const { return m_badge; }
    void setBadge(const BadgeSpec &badge);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    BadgeSpec m_badge;
};

} // namespace layerdeck
