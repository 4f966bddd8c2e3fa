// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QWidget>

namespace layerdeck {

/// Draws the focus ring, 2 px ink and 1 px off, around whichever control has the focus. Views, and widgets
/// with the property "ownFocus" set to true, show their focus themselves. A parent without a margin sets
/// "passFocusRing" to true: the ring is then drawn in what it stands in.
class FocusRing : public QObject
{
    Q_OBJECT

public:
    explicit FocusRing(QObject *parent = nullptr);
    ~FocusRing() override;

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void moveTo(QWidget *widget);
    void follow();
    QWidget *hostOf(QWidget *widget);

    QPointer<QWidget> m_target;
    QPointer<QWidget> m_frame;
    QList<QPointer<QWidget>> m_passing; ///< between the target and the frame's parent
};

} // namespace layerdeck
