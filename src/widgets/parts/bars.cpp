// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/bars.h"

#include "widgets/parts/iconlabel.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QChildEvent>
#include <QLayout>
#include <QPainter>
#include <QPushButton>
#include <QTimerEvent>

#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr char ownProperty[] = "barOwn";
constexpr int loadingDelayMs = 500;
constexpr int loadingHeight = 2;

bool isPrimary(const QWidget *widget) { return widget->property("variant").toString() == u"primary"; }

/// What a button says that shows no text: that, and what its tool tip says already.
QString tipWithText(const QPushButton *button, const QString &tip)
{
    QString text = button->text();
    text.remove(u'&');
    return tip.isEmpty() ? text : tip.contains(text) ? tip : text + u'\n' + tip;
}

void setIconOnly(QPushButton *button, bool iconOnly)
{
    if (button->property("iconOnly").toBool() == iconOnly)
        return;
    button->setProperty("iconOnly", iconOnly);
    const QString own = iconOnly ? button->toolTip() : button->property("ownTip").toString();
    if (iconOnly || button->toolTip() == tipWithText(button, own))
        setTip(button, own);
    button->update();
}

/// Neither a part of the bar itself nor something that only lies over it, such as the focus ring.
bool isTool(const QWidget *widget)
{
    return !widget->property(ownProperty).toBool() &&
           !widget->testAttribute(Qt::WA_TransparentForMouseEvents);
}

/// Of a button without its text: as wide as high, and by its arrow wider where it has a menu.
int shedWidth(const QPushButton *button)
{
    return button->sizeHint().height() + (button->menu() ? metrics::icon : 0);
}

/// The size hint of a button that has shed its text stays the full one.
int widthOf(const QWidget *tool)
{
    const auto *button = qobject_cast<const QPushButton *>(tool);
    return button && button->property("iconOnly").toBool() ? shedWidth(button) : tool->sizeHint().width();
}

} // namespace

void setTip(QPushButton *button, const QString &tip)
{
    button->setProperty("ownTip", tip);
    button->setToolTip(button->property("iconOnly").toBool() ? tipWithText(button, tip) : tip);
}

Bar::Bar(metrics::Height height, Token ground, Qt::Edge line, QWidget *parent)
    : QWidget(parent)
    , m_height(height)
    , m_ground(ground)
    , m_line(line)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize Bar::sizeHint() const { return {toolsWidth() + 2 * metrics::pageMargin, metrics::height(m_height)}; }

QSize Bar::minimumSizeHint() const { return {0, metrics::height(m_height)}; }

void Bar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().color(m_ground));
    const QColor line = Theme::current().color(Token::Line);
    if (m_line == Qt::TopEdge)
        paint::topLine(&painter, rect(), line);
    else
        paint::bottomLine(&painter, rect(), line);
}

void Bar::resizeEvent(QResizeEvent *) { place(); }

bool Bar::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show)
        place();
    return QWidget::event(event);
}

void Bar::childEvent(QChildEvent *event)
{
    if (event->added() && event->child()->isWidgetType())
        event->child()->installEventFilter(this);
    QWidget::childEvent(event);
}

bool Bar::eventFilter(QObject *watched, QEvent *event)
{
    const bool shown = event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent;
    if (shown && isTool(static_cast<QWidget *>(watched)))
        place();
    return QWidget::eventFilter(watched, event);
}

QList<QWidget *> Bar::tools() const
{
    QList<QWidget *> list;
    if (layout())
        return list;
    for (QObject *child : children()) {
        auto *widget = qobject_cast<QWidget *>(child);
        if (widget && !widget->isHidden() && !widget->property(ownProperty).toBool() &&
            !widget->testAttribute(Qt::WA_TransparentForMouseEvents))
            list << widget;
    }
    return list;
}

void Bar::setOwn(QWidget *child) { child->setProperty(ownProperty, true); }

int Bar::toolsWidth() const
{
    int width = 0;
    const QList<QWidget *> list = tools();
    for (const QWidget *tool : list)
        width += widthOf(tool);
    return width + metrics::gap * qMax(0, int(list.size()) - 1);
}

void Bar::place()
{
    if (m_placing || layout())
        return;
    m_placing = true;
    beforeTools();
    const QList<QWidget *> list = tools();
    int x = width() - metrics::pageMargin - toolsWidth();
    const int room = list.isEmpty() ? width() - metrics::pageMargin : x - metrics::columnGap;
    for (QWidget *tool : list) {
        const int toolHeight = qMin(tool->sizeHint().height(), tool->maximumHeight());
        tool->setGeometry(x, (height() - toolHeight) / 2, widthOf(tool), toolHeight);
        x += widthOf(tool) + metrics::gap;
    }
    placeOwn(QRect(metrics::pageMargin, 0, qMax(0, room - metrics::pageMargin), height()));
    m_placing = false;
}

PageHead::PageHead(QWidget *parent)
    : Bar(metrics::Height::PageHead, Token::Base, Qt::BottomEdge, parent)
    , m_title(new ElidedLabel(this))
    , m_sentence(new ElidedLabel(this))
    , m_loading(new LoadingLine(this))
{
    m_title->setLook(TypeRole::Title, 0, Tone::Neutral);
    m_title->setObjectName(u"pageTitle"_s);
    m_sentence->setObjectName(u"pageSentence"_s);
    for (QWidget *own : {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_sentence),
                         static_cast<QWidget *>(m_loading)})
        setOwn(own);
}

QString PageHead::title() const { return m_title->text(); }

void PageHead::setTitle(const QString &title)
{
    m_title->setText(title);
    place();
}

QString PageHead::sentence() const { return m_sentence->text(); }

void PageHead::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
    place();
}

void PageHead::beforeTools()
{
    QList<QPushButton *> buttons;
    int total = -metrics::gap;
    for (QWidget *tool : tools()) {
        total += tool->sizeHint().width() + metrics::gap;
        if (auto *button = qobject_cast<QPushButton *>(tool))
            buttons << button;
    }
    const int text = qMax(m_title->fullWidth(), m_sentence->fullWidth());
    const int wanted = width() - 2 * metrics::pageMargin - metrics::columnGap - text;
    for (int i = 0; i < buttons.size(); ++i) {
        const bool canShed = !isPrimary(buttons[i]) && !buttons[i]->property("iconName").toString().isEmpty();
        const bool shed = canShed && total > wanted;
        if (shed)
            total -= buttons[i]->sizeHint().width() - shedWidth(buttons[i]);
        setIconOnly(buttons[i], shed);
    }
}

void PageHead::placeOwn(const QRect &room)
{
    const int titleHeight = m_title->sizeHint().height();
    const int sentenceHeight = m_sentence->sizeHint().height();
    const bool two = !m_sentence->text().isEmpty();
    const int gap = 2;
    const int content = titleHeight + (two ? gap + sentenceHeight : 0);
    const int y = (height() - content + 1) / 2;
    m_title->setGeometry(room.left(), y, room.width(), titleHeight);
    m_sentence->setGeometry(room.left(), y + titleHeight + gap, room.width(), sentenceHeight);
    m_loading->setGeometry(0, height() - loadingHeight, width(), loadingHeight);
    m_loading->raise();
}

PaneHead::PaneHead(QWidget *parent)
    : Bar(metrics::Height::PaneHead, Token::Base, Qt::BottomEdge, parent)
    , m_title(new ElidedLabel(this))
    , m_about(new ElidedLabel(this))
{
    m_title->setLook(TypeRole::Body, QFont::DemiBold, Tone::Neutral);
    m_title->setObjectName(u"paneTitle"_s);
    m_about->setObjectName(u"paneAbout"_s);
    // Of two runs of one workflow the number at the end tells which.
    m_about->setElideMode(Qt::ElideMiddle);
    setOwn(m_title);
    setOwn(m_about);
}

QString PaneHead::title() const { return m_title->text(); }

void PaneHead::setTitle(const QString &title)
{
    m_title->setText(title);
    place();
}

QString PaneHead::about() const { return m_about->text(); }

void PaneHead::setAbout(const QString &about)
{
    m_about->setText(about);
    place();
}

void PaneHead::setTitleYields(bool yields)
{
    m_titleYields = yields;
    place();
}

void PaneHead::setLineAbove(bool line)
{
    if (std::exchange(m_lineAbove, line) != line)
        update();
}

void PaneHead::paintEvent(QPaintEvent *event)
{
    Bar::paintEvent(event);
    if (!m_lineAbove)
        return;
    QPainter painter(this);
    paint::topLine(&painter, rect(), Theme::current().color(Token::Line));
}

void PaneHead::placeOwn(const QRect &room)
{
    const bool fits = m_title->fullWidth() + metrics::gap + m_about->fullWidth() <= room.width();
    const bool hasTitle = fits || !m_titleYields || m_about->text().isEmpty();
    const int titleWidth = hasTitle ? qMin(m_title->fullWidth(), room.width()) : 0;
    const int rowHeight = height() - 1;
    m_title->setGeometry(room.left(), 0, titleWidth, rowHeight);
    const int x = room.left() + titleWidth + (titleWidth ? metrics::gap : 0);
    m_about->setGeometry(x, 0, qMax(0, room.right() + 1 - x), rowHeight);
}

FilterBar::FilterBar(QWidget *parent)
    : Bar(metrics::Height::FilterBar, Token::Base, Qt::BottomEdge, parent)
{
}

FootBar::FootBar(QWidget *parent)
    : Bar(metrics::Height::FilterBar, Token::Base, Qt::TopEdge, parent)
{
    // Its text may wrap: the layout decides the height.
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

PlanBar::PlanBar(QWidget *parent)
    : Bar(metrics::Height::FilterBar, Token::Base, Qt::TopEdge, parent)
{
}

void PlanBar::setPlan(const QStringList &steps, const QString &note)
{
    m_steps = steps;
    m_note = note;
    setAccessibleName(tr("Plan: %1").arg(sentence()));
    update();
}

QString PlanBar::sentence() const
{
    QStringList parts;
    for (int i = 0; i < m_steps.size(); ++i)
        parts << u"%1  %2"_s.arg(i + 1).arg(m_steps[i]);
    if (!m_note.isEmpty())
        parts << m_note;
    return parts.join(u"  ·  "_s);
}

void PlanBar::placeOwn(const QRect &room)
{
    m_room = room;
    update();
}

void PlanBar::paintEvent(QPaintEvent *event)
{
    Bar::paintEvent(event);
    QPainter painter(this);
    const Theme &theme = Theme::current();
    QRect room = m_room;
    icons::paint(&painter, paint::centred(QRect(room.left(), 0, metrics::icon, height()), metrics::icon),
                 u"plan"_s, theme.color(Token::Text2));
    room.setLeft(room.left() + metrics::icon + 12);
    const int head = paint::text(&painter, room, tr("Plan"), typeFont(TypeRole::Body, QFont::DemiBold),
                                 theme.color(Token::Text));
    room.setLeft(room.left() + head + metrics::gap);
    const QString text = sentence();
    paint::text(&painter, room, text, typeFont(TypeRole::Body), theme.color(Token::Text));
    setToolTip(paint::width(text, typeFont(TypeRole::Body)) > room.width() ? text : QString());
}

LoadingLine::LoadingLine(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFixedHeight(loadingHeight);
    setVisible(false);
}

void LoadingLine::start(int done, int total)
{
    m_done = done;
    m_total = total;
    if (!isRunning())
        m_timer = startTimer(loadingDelayMs);
    update();
}

void LoadingLine::finish()
{
    if (m_timer)
        killTimer(m_timer);
    m_timer = 0;
    m_shown = false;
    disconnect(m_turning);
    setVisible(false);
}

void LoadingLine::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer)
        return;
    killTimer(m_timer);
    m_timer = 0;
    m_shown = true;
    m_turning = connect(&Theme::current(), &Theme::turned, this, qOverload<>(&QWidget::update));
    setVisible(true);
    raise();
    emit shown();
}

void LoadingLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    if (m_total > 0) {
        painter.fillRect(QRectF(0, 0, double(width()) * m_done / m_total, height()),
                         theme.color(Token::RunFill));
        return;
    }
    const double length = width() / 4.0;
    const double at = theme.reducedMotion() ? 0.5 : theme.turn() / 360.0;
    painter.fillRect(QRectF(at * (width() + length) - length, 0, length, height()),
                     theme.color(Token::RunFill));
}

} // namespace layerdeck
