// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"

#include <QList>
#include <QWidget>

namespace layerdeck {

class IconLabel;

struct StatusItem
{
    QString icon;
    QString text;
    Tone tone = Tone::Muted;
    bool operator==(const StatusItem &) const = default;
};

/// Says at the foot of the window what was just done, for a while: "images.csv is written". `from` may be in a dialog over it.
void tellAtTheFoot(const QWidget *from, const QString &sentence);

/// The foot of the window: facts at the left, one at the right. A failing item carries its tone in the text
/// too.
class StatusBar : public QWidget
{
    Q_OBJECT

public:
    explicit StatusBar(QWidget *parent = nullptr);

    void setItems(const QList<StatusItem> &items);
    void setRight(const QString &text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();

    QList<IconLabel *> m_items;
    IconLabel *m_right;
};

} // namespace layerdeck
