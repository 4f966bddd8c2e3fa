// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QList>
#include <QStringList>

namespace layerdeck {

/// One of several, all visible: "Step | Service | All". Left and Right move, as between radio buttons.
class Segmented : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(QStringList segments READ segments WRITE setSegments)
    Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY currentChanged)
    Q_PROPERTY(bool dense READ isDense WRITE setDense)

public:
    explicit Segmented(QWidget *parent = nullptr);

    QStringList segments() const;
    /// Keeps the current segment where its index still exists.
    void setSegments(const QStringList &segments);
    int current() const;
    void setCurrent(int index);
    bool isDense() const { return m_dense; }
    /// 24 px high, for pane heads; otherwise 28 px.
    void setDense(bool dense);
    QAbstractButton *button(int index) const { return m_buttons.value(index); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void currentChanged(int index);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();

    QList<QAbstractButton *> m_buttons;
    bool m_dense = false;
};

} // namespace layerdeck
