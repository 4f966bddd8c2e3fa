// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/timelineview.h"

#include "widgets/parts/timelineaccessible.h"
#include "widgets/parts/timelinepaint.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/plaintips.h"
#include "widgets/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int nameLeft = 16;
constexpr int selectionInset = 2;

/// Everything one pass of painting needs.
struct Pass
{
    QPainter &painter;
    const Theme &theme;
    const Timeline &timeline;
    const TimelineLayout &layout;
    int scroll;
};

void paintHead(const Pass &pass)
{
    const TimelineLayout &l = pass.layout;
    QPainter &p = pass.painter;
    const QRect head(0, 0, l.width, l.headHeight);
    p.fillRect(head, pass.theme.color(Token::Sunken));
    paint::bottomLine(&p, head, pass.theme.color(Token::Line));
    const QFont strong = typeFont(TypeRole::Small, QFont::DemiBold);
    const QFont small = typeFont(TypeRole::Small);
    const QColor ink = pass.theme.color(Token::Text2);
    paint::text(&p, QRect(nameLeft, 0, l.nameWidth - nameLeft, l.headHeight - 1), TimelineView::tr("Service"),
                strong, ink);
    paint::text(&p, QRect(l.nameWidth + 8, 0, l.cacheWidth - 8, l.headHeight - 1),
                TimelineView::tr("From cache"), strong, ink);
    const QString now = pass.timeline.nowMs >= 0 ? axisText(pass.timeline.nowMs) : QString();
    const int chipWidth = qMax(48, paint::width(now, strong) + 16);
    const int nowX = qRound(l.xOf(qMax<qint64>(0, pass.timeline.nowMs)));
    const QRect chip(qMax(l.axisLeft(), qMin(nowX - chipWidth / 2, l.width - chipWidth)), 4, chipWidth,
                     l.headHeight - 8);
    for (qint64 tick = 0; tick <= l.rangeMs; tick += l.tickMs) {
        const QString label = axisText(tick);
        const QRect room(qRound(l.xOf(tick)) + 4, 0, paint::width(label, small), l.headHeight - 1);
        const bool hidden = !now.isEmpty() && chip.adjusted(-4, 0, 4, 0).intersects(room);
        if (!hidden && room.right() < l.width)
            paint::text(&p, room, label, small, ink);
    }
    if (now.isEmpty())
        return;
    paint::box(&p, chip, pass.theme.color(Token::Ink), QColor(), 3);
    paint::text(&p, chip, now, strong, pass.theme.color(Token::OnInk), Qt::AlignHCenter);
}

void paintGrid(const Pass &pass, int top, int bottom)
{
    const TimelineLayout &l = pass.layout;
    const QColor line = pass.theme.color(Token::Line);
    pass.painter.fillRect(QRect(l.nameWidth, top, 1, bottom - top), line);
    for (qint64 tick = 0; tick < l.rangeMs; tick += l.tickMs)
        pass.painter.fillRect(QRect(qRound(l.xOf(tick)), top, 1, bottom - top), line);
}

void paintName(const Pass &pass, const TimelineLane &lane, int top)
{
    const TimelineLayout &l = pass.layout;
    const QFont name = typeFont(TypeRole::Body, QFont::DemiBold);
    const QFont small = typeFont(TypeRole::Small);
    const int upper = QFontMetrics(name).height();
    const int lower = QFontMetrics(small).height();
    const int y = top + (l.laneHeight - upper - lower) / 2;
    icons::paint(&pass.painter, QRectF(nameLeft, y + (upper - 14) / 2, 14, 14), lane.icon,
                 pass.theme.color(toneText(lane.tone)), lane.icon == u"running" ? pass.theme.turn() : 0);
    const int left = nameLeft + 20;
    const int room = l.nameWidth - left - 8;
    paint::text(&pass.painter, QRect(left, y, room, upper), lane.name, name, pass.theme.color(Token::Text));
    paint::text(&pass.painter, QRect(left, y + upper, room, lower), lane.state, small,
                pass.theme.color(Token::Text2));
}

void paintPips(const Pass &pass, const TimelineLane &lane, int index)
{
    const int count = int(lane.cachedSteps.size());
    if (count == 0)
        return;
    QRectF last;
    for (int i = 0; i < count; ++i) {
        last = pass.layout.pipRect(index, i, count).translated(0, -pass.scroll);
        timeline::paintPip(&pass.painter, last);
    }
    const QRect room(qRound(last.right()) + 6, qRound(last.top()), 32, qRound(last.height()));
    paint::text(&pass.painter, room, QString::number(count), typeFont(TypeRole::Small),
                pass.theme.color(Token::Text2));
}

void paintBars(const Pass &pass, const TimelineLane &lane, int index)
{
    const qreal move = pass.theme.turn() / 360.0 * 28.0;
    for (const TimelineBar &bar : lane.bars) {
        QRectF rect = pass.layout.barRect(index, bar, pass.timeline.nowMs).translated(0, -pass.scroll);
        // A hair of ground between two bars that touch.
        if (rect.width() > 4)
            rect.setRight(rect.right() - 1);
        timeline::paintBar(&pass.painter, rect, bar.state, bar.label, move);
        if (bar.critical)
            timeline::paintCritical(&pass.painter, rect.adjusted(0, 0, 1, 0), bar.state == BarState::Waiting);
    }
}

} // namespace

TimelineView::TimelineView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setAccessibleName(tr("Timeline"));
    viewport()->setMouseTracking(true);
    installTimelineAccessibility();
}

void TimelineView::setTimeline(const Timeline &timeline)
{
    const bool grows = timeline.lanes.size() != m_timeline.lanes.size();
    m_timeline = timeline;
    const int lane = laneIndex(m_lane);
    if (lane < 0)
        m_lane.clear();
    if (lane < 0 || !steps(lane).contains(m_step))
        m_step.clear();
    relayout();
    updateTurning();
    if (grows)
        updateGeometry();
    viewport()->update();
}

void TimelineView::setCurrent(const QString &lane, const QString &step)
{
    const int index = laneIndex(lane);
    const QString newLane = index < 0 ? QString() : lane;
    const QString newStep = index >= 0 && steps(index).contains(step) ? step : QString();
    if (newLane == m_lane && newStep == m_step)
        return;
    m_lane = newLane;
    m_step = newStep;
    ensureVisible();
    viewport()->update();
    emit currentChanged(m_lane, m_step);
}

int TimelineView::laneIndex(const QString &id) const
{
    for (int i = 0; i < m_timeline.lanes.size(); ++i) {
        if (m_timeline.lanes[i].id == id)
            return i;
    }
    return -1;
}

QStringList TimelineView::steps(int lane) const
{
    if (lane < 0 || lane >= m_timeline.lanes.size())
        return {};
    QStringList ids = m_timeline.lanes[lane].cachedSteps;
    for (const TimelineBar &bar : m_timeline.lanes[lane].bars)
        ids << bar.id;
    return ids;
}

TimelineView::Hit TimelineView::hitTest(const QPoint &point) const
{
    if (point.y() < m_layout.headHeight)
        return {};
    const QPoint content = point + QPoint(0, verticalScrollBar()->value());
    const int lane = (content.y() - m_layout.headHeight) / m_layout.laneHeight;
    if (lane < 0 || lane >= m_timeline.lanes.size())
        return {};
    const TimelineLane &it = m_timeline.lanes[lane];
    // The last drawn lies on top. Thin bars get a pixel more to hit.
    for (qsizetype i = it.bars.size() - 1; i >= 0; --i) {
        if (m_layout.barRect(lane, it.bars[i], m_timeline.nowMs).adjusted(-1, -4, 1, 8).contains(content))
            return {lane, it.bars[i].id};
    }
    const int count = int(it.cachedSteps.size());
    for (int i = 0; i < count; ++i) {
        if (m_layout.pipRect(lane, i, count).adjusted(-1, -4, 1, 4).contains(content))
            return {lane, it.cachedSteps[i]};
    }
    return {lane, {}};
}

QRect TimelineView::rectOf(const QString &lane, const QString &step) const
{
    const int index = laneIndex(lane);
    if (index < 0)
        return {};
    const int scroll = verticalScrollBar()->value();
    if (step.isEmpty())
        return {0, m_layout.laneTop(index) - scroll, m_layout.width, m_layout.laneHeight};
    const TimelineLane &it = m_timeline.lanes[index];
    for (const TimelineBar &bar : it.bars) {
        if (bar.id == step)
            return m_layout.barRect(index, bar, m_timeline.nowMs).translated(0, -scroll).toRect();
    }
    const qsizetype pip = it.cachedSteps.indexOf(step);
    if (pip < 0)
        return {};
    return m_layout.pipRect(index, int(pip), int(it.cachedSteps.size())).translated(0, -scroll).toRect();
}

QString TimelineView::describe(int lane, const QString &step) const
{
    const TimelineLane it = m_timeline.lanes.value(lane);
    if (step.isEmpty())
        return it.state.isEmpty() ? it.name : tr("%1, %2").arg(it.name, it.state);
    for (const TimelineBar &bar : it.bars) {
        if (bar.id == step)
            return bar.description.isEmpty() ? tr("%1, %2").arg(bar.label, timeline::stateText(bar.state))
                                             : bar.description;
    }
    return tr("Step %1 of %2, from cache").arg(step, it.name);
}

QSize TimelineView::sizeHint() const
{
    const int lanes = int(qMax<qsizetype>(1, m_timeline.lanes.size()));
    return {640, metrics::height(metrics::Height::DenseColumnHead) +
                     lanes * metrics::height(metrics::Height::Lane)};
}

QSize TimelineView::minimumSizeHint() const
{
    return {480, metrics::height(metrics::Height::DenseColumnHead) + metrics::height(metrics::Height::Lane)};
}

void TimelineView::relayout()
{
    m_layout =
        layoutTimeline(m_timeline, viewport()->width(), metrics::height(metrics::Height::DenseColumnHead),
                       metrics::height(metrics::Height::Lane));
    const int content = m_layout.laneTop(int(m_timeline.lanes.size()));
    verticalScrollBar()->setRange(0, qMax(0, content - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(m_layout.laneHeight);
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    relayout();
}

void TimelineView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Theme &theme = Theme::current();
    const int scroll = verticalScrollBar()->value();
    const Pass pass{painter, theme, m_timeline, m_layout, scroll};
    painter.fillRect(viewport()->rect(), theme.color(Token::Base));
    const int lanes = int(m_timeline.lanes.size());
    const int selected = laneIndex(m_lane);
    if (selected >= 0) {
        const QRect row(0, m_layout.laneTop(selected) - scroll, m_layout.width, m_layout.laneHeight - 1);
        painter.fillRect(row, theme.color(Token::Selected));
    }
    paintGrid(pass, m_layout.headHeight, m_layout.laneTop(lanes) - scroll);
    for (int i = 0; i < lanes; ++i) {
        const int top = m_layout.laneTop(i) - scroll;
        paintName(pass, m_timeline.lanes[i], top);
        paintPips(pass, m_timeline.lanes[i], i);
        paintBars(pass, m_timeline.lanes[i], i);
        painter.fillRect(QRect(0, top + m_layout.laneHeight - 1, m_layout.width, 1),
                         theme.color(Token::Line));
    }
    if (selected >= 0) {
        const QRect edge(0, m_layout.laneTop(selected) - scroll, metrics::edge, m_layout.laneHeight - 1);
        painter.fillRect(edge, theme.color(hasFocus() ? Token::Ink : Token::Control));
        const QRect step = rectOf(m_lane, m_step);
        if (!m_step.isEmpty() && step.isValid()) {
            painter.setPen(QPen(theme.color(Token::Ink), 2));
            painter.setBrush(Qt::NoBrush);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.drawRoundedRect(
                QRectF(step).adjusted(-selectionInset, -selectionInset, selectionInset - 1, selectionInset),
                3, 3);
            painter.setRenderHint(QPainter::Antialiasing, false);
        }
    }
    if (m_timeline.nowMs >= 0) {
        const int x = qRound(m_layout.xOf(m_timeline.nowMs));
        painter.fillRect(
            QRect(x, m_layout.headHeight, 1, m_layout.laneTop(lanes) - scroll - m_layout.headHeight),
            theme.color(Token::Ink));
    }
    paintHead(pass);
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    const Hit hit = hitTest(event->position().toPoint());
    if (hit.lane >= 0)
        setCurrent(m_timeline.lanes[hit.lane].id, hit.step);
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Hit hit = hitTest(event->position().toPoint());
    if (hit.lane >= 0)
        emit activated(m_timeline.lanes[hit.lane].id, hit.step);
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        moveStep(event->key() == Qt::Key_Left ? -1 : 1);
        return;
    case Qt::Key_Up:
    case Qt::Key_Down:
        moveLane(event->key() == Qt::Key_Up ? -1 : 1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_lane.isEmpty())
            emit activated(m_lane, m_step);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void TimelineView::moveStep(int by)
{
    if (m_lane.isEmpty()) {
        moveLane(1);
        return;
    }
    const QStringList ids = steps(laneIndex(m_lane));
    if (ids.isEmpty())
        return;
    const qsizetype now = ids.indexOf(m_step);
    const qsizetype next =
        now < 0 ? (by > 0 ? 0 : ids.size() - 1) : qBound<qsizetype>(0, now + by, ids.size() - 1);
    setCurrent(m_lane, ids[next]);
}

void TimelineView::moveLane(int by)
{
    if (m_timeline.lanes.isEmpty())
        return;
    const int now = laneIndex(m_lane);
    const int next = now < 0 ? 0 : qBound(0, now + by, int(m_timeline.lanes.size()) - 1);
    if (next != now)
        setCurrent(m_timeline.lanes[next].id);
}

void TimelineView::ensureVisible()
{
    const int lane = laneIndex(m_lane);
    if (lane < 0)
        return;
    const int top = m_layout.laneTop(lane) - m_layout.headHeight;
    const int room = viewport()->height() - m_layout.headHeight - m_layout.laneHeight;
    verticalScrollBar()->setValue(qBound(top - qMax(0, room), verticalScrollBar()->value(), top));
}

void TimelineView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (m_lane.isEmpty() && event->reason() != Qt::MouseFocusReason)
        moveLane(1);
    viewport()->update();
}

void TimelineView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void TimelineView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    updateTurning();
}

void TimelineView::hideEvent(QHideEvent *event)
{
    QAbstractScrollArea::hideEvent(event);
    updateTurning();
}

bool TimelineView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const Hit hit = hitTest(help->pos());
        showPlainTip(help->globalPos(), hit.lane < 0 ? QString() : describe(hit.lane, hit.step),
                           viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TimelineView::updateTurning()
{
    const bool turns = isVisible() && m_timeline.nowMs >= 0;
    if (turns && !m_turning)
        m_turning = connect(&Theme::current(), &Theme::turned, viewport(), qOverload<>(&QWidget::update));
    else if (!turns && m_turning)
        disconnect(m_turning);
}

} // namespace layerdeck
