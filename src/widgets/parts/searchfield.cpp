// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/searchfield.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int iconLeft = 9;

} // namespace

SearchField::SearchField(QWidget *parent)
    : QLineEdit(parent)
    , m_clear(nullptr)
    , m_icon(u"search"_s)
{
    auto *clear = new QPushButton(this);
    clear->setProperty("variant", u"tool"_s);
    clear->setProperty("iconName", u"close"_s);
    clear->setFocusPolicy(Qt::NoFocus);
    clear->setCursor(Qt::ArrowCursor);
    clear->setAccessibleName(tr("Clear"));
    clear->hide();
    m_clear = clear;
    connect(clear, &QPushButton::clicked, this, &QLineEdit::clear);
    connect(this, &QLineEdit::textChanged, this, &SearchField::updateRoom);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    updateRoom();
}

void SearchField::setIconName(const QString &icon)
{
    m_icon = icon;
    update();
}

void SearchField::setDense(bool dense)
{
    m_dense = dense;
    setFont(typeFont(dense ? TypeRole::Small : TypeRole::Body));
    updateGeometry();
}

void SearchField::setColumns(int columns)
{
    m_columns = columns;
    updateGeometry();
}

void SearchField::setCount(const QString &count)
{
    m_count = count;
    updateRoom();
    update();
}

QSize SearchField::sizeHint() const
{
    const int text = QFontMetrics(font()).averageCharWidth() * m_columns;
    return {text + iconLeft + metrics::icon + 28,
            metrics::height(m_dense ? metrics::Height::SmallButton : metrics::Height::Field)};
}

QSize SearchField::minimumSizeHint() const { return {80, sizeHint().height()}; }

void SearchField::updateRoom()
{
    const bool clearable = !text().isEmpty();
    m_clear->setVisible(clearable);
    const int count = m_count.isEmpty() ? 0 : paint::width(m_count, typeFont(TypeRole::Small)) + metrics::gap;
    const int room = clearable ? height() - 6 : 0;
    m_clear->setGeometry(width() - room - 3, 3, room, height() - 6);
    setTextMargins(iconLeft + metrics::icon - 4, 0, room + count, 0);
}

void SearchField::resizeEvent(QResizeEvent *event)
{
    QLineEdit::resizeEvent(event);
    updateRoom();
}

void SearchField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    const Theme &theme = Theme::current();
    QPainter painter(this);
    const int side = m_dense ? 14 : metrics::icon;
    icons::paint(&painter, paint::centred(QRect(iconLeft, 0, side, height()), side), m_icon,
                 theme.color(isEnabled() ? Token::Text2 : Token::Disabled));
    if (!m_count.isEmpty()) {
        const int right = m_clear->isVisible() ? m_clear->x() : width() - metrics::gap;
        paint::text(&painter, QRect(0, 0, right - 2, height()), m_count, typeFont(TypeRole::Small),
                    theme.color(Token::Text2), Qt::AlignRight);
    }
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        return;
    }
    const bool leads = event->key() == Qt::Key_Down || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (leads && m_below)
        return m_below()->setFocus(Qt::TabFocusReason);
    QLineEdit::keyPressEvent(event);
}

} // namespace layerdeck
