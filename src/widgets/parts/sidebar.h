// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QList>

namespace layerdeck {

/// What stands right of a page's name.
struct SideMark
{
    enum class Kind { None, Count, Running, Unsaved };
    Kind kind = Kind::None;
    int count = 0;
    QString icon;       ///< of a count
    QString accessible; ///< in words: "2 unsaved changes"
    bool operator==(const SideMark &) const = default;
};

/// The pages of the program. Up and Down move between them; narrow, only icons with tool tips are left.
class SideBar : public QWidget
{
    Q_OBJECT

public:
    explicit SideBar(QWidget *parent = nullptr);

    /// Adds a page; the button's object name is "page-" and the id.
    void addPage(const QString &id, const QString &icon, const QString &name,
                 const QKeySequence &shortcut = {});
    QString current() const;
    void setCurrent(const QString &id);
    void setPageEnabled(const QString &id, bool enabled, const QString &why = {});
    void setMark(const QString &id, const SideMark &mark);
    bool isCollapsed() const { return m_collapsed; }
    void setCollapsed(bool collapsed);
    QAbstractButton *button(const QString &id) const;
    /// From top to bottom.
    const QList<QAbstractButton *> &buttons() const { return m_items; }

    QSize sizeHint() const override;

signals:
    void currentChanged(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
    void step(int by);

    QList<QAbstractButton *> m_items;
    bool m_collapsed = false;
};

} // namespace layerdeck
