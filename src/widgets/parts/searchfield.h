// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

#include <functional>
#include <utility>

namespace layerdeck {

/// A field to filter or find with: icon at the left, a button that clears it at the right, an optional count
/// between.
class SearchField : public QLineEdit
{
    Q_OBJECT
    Q_PROPERTY(QString iconName READ iconName WRITE setIconName)
    Q_PROPERTY(bool dense READ isDense WRITE setDense)
    Q_PROPERTY(int columns READ columns WRITE setColumns)

public:
    explicit SearchField(QWidget *parent = nullptr);

    QString iconName() const { return m_icon; }
    void setIconName(const QString &icon);
    bool isDense() const { return m_dense; }
    /// 24 px high, for pane heads.
    void setDense(bool dense);
    int columns() const { return m_columns; }
    /// Wanted width in characters.
    void setColumns(int columns);
    /// What Down and Return lead to, asked each time; must outlive the field's use.
    void setListBelow(std::function<QWidget *()> list) { m_below = std::move(list); }
    /// Such as "1 of 3", at the right end.
    void setCount(const QString &count);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void updateRoom();

    QWidget *m_clear;
    std::function<QWidget *()> m_below;
    QString m_icon;
    QString m_count;
    bool m_dense = false;
    int m_columns = 14;
};

} // namespace layerdeck
