// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace layerdeck {

/// The written cache sources of a service, each with a button that takes it away. What can be undone never
/// asks.
class SourceList : public QWidget
{
    Q_OBJECT

public:
    explicit SourceList(QWidget *parent = nullptr);

    /// `before`: the sources on disk; what is not among them is marked as new.
    void setSources(const QStringList &sources, const QStringList &before, bool editable);
    QStringList sources() const { return m_sources; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void removeRequested(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    int rowHeight() const;
    void place();

    QStringList m_sources;
    QStringList m_before;
    QList<QWidget *> m_buttons;
};

} // namespace layerdeck
