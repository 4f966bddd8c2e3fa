// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/headerbar.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int padding = 12;
constexpr int lineIconSize = 12;
constexpr int menuRoom = 48;

int lineWidth(const HeaderContent &content)
{
    const int icon = content.lineIcon.isEmpty() ? 0 : lineIconSize + metrics::iconGap;
    return icon + paint::width(content.line, typeFont(TypeRole::Small));
}

} // namespace

HeaderCell::HeaderCell(QWidget *parent)
    : QAbstractButton(parent)
{
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::NoFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    // At the window's edge there is no room for a ring outside.
    setProperty("ownFocus", true);
    connect(this, &QAbstractButton::clicked, this, &HeaderCell::openMenu);
}

void HeaderCell::setContent(const HeaderContent &content)
{
    if (content == m_content)
        return;
    m_content = content;
    setText(content.title);
    setAccessibleName(content.line.isEmpty() ? content.title : content.title + u", "_s + content.line);
    updateTurning();
    updateGeometry();
    update();
}

void HeaderCell::setMenu(QMenu *menu)
{
    m_menu = menu;
    setFocusPolicy(menu ? Qt::TabFocus : Qt::NoFocus);
    updateGeometry();
    update();
}

void HeaderCell::setClickable(bool clickable)
{
    m_clickable = clickable;
    setFocusPolicy(clickable || m_menu ? Qt::TabFocus : Qt::NoFocus);
}

QSize HeaderCell::sizeHint() const
{
    const int text =
        qMax(paint::width(m_content.title, typeFont(TypeRole::Body, QFont::DemiBold)), lineWidth(m_content));
    const int chevron = m_menu ? metrics::gap + metrics::icon : 0;
    return {padding + metrics::icon + metrics::gap + text + chevron + padding + 1,
            metrics::height(metrics::Height::Header)};
}

QSize HeaderCell::minimumSizeHint() const
{
    return {padding * 2 + metrics::icon, metrics::height(metrics::Height::Header)};
}

void HeaderCell::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    if ((m_menu || m_clickable) && isEnabled() && (underMouse() || isDown()))
        painter.fillRect(rect().adjusted(0, 0, -1, -1), theme.color(Token::Hover));
    paint::rightLine(&painter, rect().adjusted(0, 0, 0, -1), theme.color(Token::Line));
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.color(Token::Ink), 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(3, 3, -4, -4), metrics::radius, metrics::radius);
    }
    const int middle = (height() - 1) / 2;
    icons::paint(&painter, QRectF(padding, middle - metrics::icon / 2, metrics::icon, metrics::icon),
                 m_content.icon, theme.color(toneText(m_content.iconTone)),
                 m_content.icon == u"running" ? theme.turn() : 0);
    const int left = padding + metrics::icon + metrics::gap;
    int right = width() - padding;
    if (width() <= metrics::sideBarCollapsedWidth)
        return;
    if (m_menu) {
        right -= metrics::icon;
        icons::paint(&painter, QRectF(right, middle - metrics::icon / 2, metrics::icon, metrics::icon),
                     u"down"_s, theme.color(Token::Text2));
        right -= metrics::gap;
    }
    const QFont titleFont = typeFont(TypeRole::Body, QFont::DemiBold);
    const QFont lineFont = typeFont(TypeRole::Small);
    const int titleHeight = QFontMetrics(titleFont).height();
    const int lineHeightPx = QFontMetrics(lineFont).height();
    const int top = middle - (titleHeight + lineHeightPx) / 2;
    paint::text(&painter, QRect(left, top, right - left, titleHeight), m_content.title, titleFont,
                theme.color(Token::Text));
    int x = left;
    const QRect lineRect(left, top + titleHeight, right - left, lineHeightPx);
    if (!m_content.lineIcon.isEmpty()) {
        const QRect slot(x, lineRect.top(), lineIconSize, lineRect.height());
        icons::paint(&painter, paint::centred(slot, lineIconSize), m_content.lineIcon,
                     theme.color(toneText(m_content.lineTone)),
                     m_content.lineIcon == u"running" ? theme.turn() : 0);
        x += lineIconSize + metrics::iconGap;
    }
    paint::text(&painter, QRect(x, lineRect.top(), right - x, lineRect.height()), m_content.line, lineFont,
                theme.color(Token::Text2));
}

void HeaderCell::showEvent(QShowEvent *) { updateTurning(); }

void HeaderCell::hideEvent(QHideEvent *) { updateTurning(); }

void HeaderCell::keyPressEvent(QKeyEvent *event)
{
    if (m_menu &&
        (event->key() == Qt::Key_Down || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        openMenu();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void HeaderCell::openMenu()
{
    if (m_menu)
        m_menu->popup(mapToGlobal(QPoint(0, height())));
}

void HeaderCell::updateTurning()
{
    const bool turns = isVisible() && (m_content.icon == u"running" || m_content.lineIcon == u"running");
    if (turns && !m_turning)
        m_turning = connect(&Theme::current(), &Theme::turned, this, qOverload<>(&QWidget::update));
    else if (!turns && m_turning)
        disconnect(m_turning);
}

HeaderBar::HeaderBar(QWidget *parent)
    : QWidget(parent)
    , m_project(new HeaderCell(this))
    , m_engine(new HeaderCell(this))
    , m_run(new HeaderCell(this))
    , m_menuButton(new QPushButton(this))
    , m_projectWidth(metrics::sideBarWidth)
{
    m_project->setObjectName(u"headerProject"_s);
    m_engine->setObjectName(u"headerEngine"_s);
    m_run->setObjectName(u"headerRun"_s);
    m_run->hide();
    m_menuButton->setObjectName(u"headerMenu"_s);
    m_menuButton->setProperty("variant", u"tool"_s);
    m_menuButton->setProperty("iconName", u"menu"_s);
    m_menuButton->setAccessibleName(tr("Menu"));
    m_menuButton->setToolTip(tr("Menu"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void HeaderBar::setProjectWidth(int width)
{
    m_projectWidth = width;
    place();
}

QSize HeaderBar::sizeHint() const { return {640, metrics::height(metrics::Height::Header)}; }

QSize HeaderBar::minimumSizeHint() const { return {0, metrics::height(metrics::Height::Header)}; }

void HeaderBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().color(Token::Window));
    paint::bottomLine(&painter, rect(), Theme::current().color(Token::Line));
}

void HeaderBar::resizeEvent(QResizeEvent *) { place(); }

bool HeaderBar::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show)
        place();
    return QWidget::event(event);
}

void HeaderBar::place()
{
    m_project->setGeometry(0, 0, m_projectWidth, height());
    int x = m_projectWidth;
    int room = width() - x - menuRoom;
    const int runWidth = m_run->isHidden() ? 0 : m_run->sizeHint().width();
    // The engine's cell gives way before the run's: the run is never out of sight.
    const int engineWidth = qMin(m_engine->sizeHint().width(), qMax(room / 3, room - runWidth));
    m_engine->setGeometry(x, 0, engineWidth, height());
    x += engineWidth;
    room -= engineWidth;
    m_run->setGeometry(x, 0, qMin(runWidth, room), height());
    const QSize menu = m_menuButton->sizeHint();
    m_menuButton->setGeometry(width() - menuRoom + (menuRoom - menu.width()) / 2,
                              (height() - 1 - menu.height()) / 2, menu.width(), menu.height());
}

} // namespace layerdeck
