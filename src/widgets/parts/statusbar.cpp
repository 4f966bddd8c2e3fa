// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/statusbar.h"

#include "widgets/parts/iconlabel.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QStatusTipEvent>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int margin = 12;

} // namespace

void tellAtTheFoot(const QWidget *from, const QString &sentence)
{
    QWidget *window = from->window();
    while (QWidget *parent = window->parentWidget())
        window = parent->window();
    QStatusTipEvent tip(sentence);
    QApplication::sendEvent(window, &tip);
}

StatusBar::StatusBar(QWidget *parent)
    : QWidget(parent)
    , m_right(new IconLabel(this))
{
    m_right->setObjectName(u"statusRight"_s);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void StatusBar::setItems(const QList<StatusItem> &items)
{
    while (m_items.size() > items.size())
        delete m_items.takeLast();
    while (m_items.size() < items.size()) {
        auto *label = new IconLabel(this);
        label->setObjectName(u"statusItem%1"_s.arg(m_items.size()));
        label->show();
        m_items << label;
    }
    for (int i = 0; i < items.size(); ++i) {
        m_items[i]->setContent(items[i].icon, items[i].text, items[i].tone);
        m_items[i]->setToneText(items[i].tone == Tone::Fail);
    }
    place();
}

void StatusBar::setRight(const QString &text)
{
    m_right->setContent({}, text);
    place();
}

QSize StatusBar::sizeHint() const { return {640, metrics::height(metrics::Height::StatusBar)}; }

QSize StatusBar::minimumSizeHint() const { return {0, metrics::height(metrics::Height::StatusBar)}; }

void StatusBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().color(Token::Window));
    paint::topLine(&painter, rect(), Theme::current().color(Token::Line));
}

void StatusBar::resizeEvent(QResizeEvent *) { place(); }

void StatusBar::place()
{
    const int rightWidth = qMin(m_right->sizeHint().width(), width() / 2);
    const int limit = width() - margin - (rightWidth ? rightWidth + metrics::columnGap : 0);
    int x = margin;
    for (IconLabel *item : std::as_const(m_items)) {
        const int itemWidth = qBound(0, item->sizeHint().width(), qMax(0, limit - x));
        item->setGeometry(x, 1, itemWidth, height() - 1);
        x += itemWidth + metrics::columnGap;
    }
    m_right->setGeometry(width() - margin - rightWidth, 1, rightWidth, height() - 1);
}

} // namespace layerdeck
