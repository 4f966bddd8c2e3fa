// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/timelineaccessible.h"

#include "widgets/parts/timelineview.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include <map>

namespace layerdeck {

namespace {

/// A lane, or one step of it.
class TimelineCell final : public QAccessibleInterface
{
public:
    TimelineCell(TimelineView *view, QString lane, QString step)
        : m_view(view)
        , m_lane(std::move(lane))
        , m_step(std::move(step))
    {
    }

    bool isValid() const override { return m_view && m_view->rectOf(m_lane).isValid(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_view); }
    QAccessible::Role role() const override
    {
        return m_step.isEmpty() ? QAccessible::Row : QAccessible::Cell;
    }
    void setText(QAccessible::Text, const QString &) override {}

    QString text(QAccessible::Text what) const override
    {
        if (!m_view || (what != QAccessible::Name && what != QAccessible::Description))
            return {};
        const QList<TimelineLane> &lanes = m_view->timeline().lanes;
        for (int i = 0; i < lanes.size(); ++i) {
            if (lanes[i].id == m_lane)
                return m_view->describe(i, m_step);
        }
        return {};
    }

    QRect rect() const override
    {
        if (!m_view)
            return {};
        const QRect inside = m_view->rectOf(m_lane, m_step);
        return {m_view->viewport()->mapToGlobal(inside.topLeft()), inside.size()};
    }

    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.focusable = true;
        state.selectable = true;
        if (m_view && m_view->currentLane() == m_lane && m_view->currentStep() == m_step) {
            state.selected = true;
            state.focused = m_view->hasFocus();
        }
        return state;
    }

private:
    QPointer<TimelineView> m_view;
    QString m_lane;
    QString m_step;
};

class TimelineTable final : public QAccessibleWidget
{
public:
    explicit TimelineTable(TimelineView *view)
        : QAccessibleWidget(view, QAccessible::Table)
    {
    }

    ~TimelineTable() override
    {
        for (const auto &[key, id] : m_cells)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return int(keys().size()); }

    QAccessibleInterface *child(int index) const override
    {
        const QList<Key> all = keys();
        if (index < 0 || index >= all.size())
            return nullptr;
        const Key &key = all[index];
        const auto found = m_cells.find(key);
        if (found != m_cells.end())
            return QAccessible::accessibleInterface(found->second);
        auto *cell = new TimelineCell(view(), key.first, key.second);
        m_cells[key] = QAccessible::registerAccessibleInterface(cell);
        return cell;
    }

    int indexOfChild(const QAccessibleInterface *child) const override
    {
        const QList<Key> all = keys();
        for (int i = 0; i < all.size(); ++i) {
            const auto found = m_cells.find(all[i]);
            if (found != m_cells.end() && QAccessible::accessibleInterface(found->second) == child)
                return i;
        }
        return -1;
    }

    QAccessibleInterface *childAt(int x, int y) const override
    {
        const TimelineView::Hit hit = view()->hitTest(view()->viewport()->mapFromGlobal(QPoint(x, y)));
        if (hit.lane < 0)
            return nullptr;
        return child(int(keys().indexOf(Key(view()->timeline().lanes[hit.lane].id, hit.step))));
    }

private:
    using Key = std::pair<QString, QString>;

    TimelineView *view() const { return static_cast<TimelineView *>(widget()); }

    QList<Key> keys() const
    {
        QList<Key> all;
        const QList<TimelineLane> &lanes = view()->timeline().lanes;
        for (int i = 0; i < lanes.size(); ++i) {
            all << Key(lanes[i].id, QString());
            for (const QString &step : view()->steps(i))
                all << Key(lanes[i].id, step);
        }
        return all;
    }

    mutable std::map<Key, QAccessible::Id> m_cells;
};

QAccessibleInterface *factory(const QString &, QObject *object)
{
    if (auto *view = qobject_cast<TimelineView *>(object))
        return new TimelineTable(view);
    return nullptr;
}

} // namespace

void installTimelineAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(factory);
        return true;
    }();
    Q_UNUSED(installed)
}

} // namespace layerdeck
