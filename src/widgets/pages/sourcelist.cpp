// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/sourcelist.h"

#include "models/cachemodels.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int numberWidth = 28;
constexpr int textLeft = 53;

} // namespace

SourceList::SourceList(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Cache sources"));
}

void SourceList::setSources(const QStringList &sources, const QStringList &before, bool editable)
{
    m_sources = sources;
    m_before = before;
    while (m_buttons.size() > sources.size())
        m_buttons.takeLast()->deleteLater();
    while (m_buttons.size() < sources.size()) {
        const int index = int(m_buttons.size());
        auto *button = new QPushButton(this);
        button->setObjectName(u"removeSource%1"_s.arg(index + 1));
        button->setProperty("variant", u"tool"_s);
        button->setProperty("iconName", u"close"_s);
        connect(button, &QPushButton::clicked, this, [this, index] { emit removeRequested(index); });
        m_buttons << button;
        button->show();
    }
    for (int i = 0; i < sources.size(); ++i) {
        m_buttons[i]->setAccessibleName(tr("Remove %1").arg(sources[i]));
        m_buttons[i]->setToolTip(tr("Remove this source"));
        m_buttons[i]->setEnabled(editable);
    }
    setAccessibleDescription(sources.join(u", "_s));
    place();
    updateGeometry();
    update();
}

int SourceList::rowHeight() const
{
    return qMax(48, lineHeight(TypeRole::Code) + lineHeight(TypeRole::Small) + 12);
}

QSize SourceList::sizeHint() const
{
    return {320, int(qMax<qsizetype>(1, m_sources.size())) * rowHeight() + 1};
}

QSize SourceList::minimumSizeHint() const { return {120, sizeHint().height()}; }

void SourceList::resizeEvent(QResizeEvent *) { place(); }

void SourceList::place()
{
    for (int i = 0; i < m_buttons.size(); ++i) {
        const QSize size = m_buttons[i]->sizeHint();
        m_buttons[i]->setGeometry(width() - size.width() - metrics::gap,
                                  i * rowHeight() + (rowHeight() - size.height()) / 2, size.width(),
                                  size.height());
    }
}

void SourceList::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    paint::box(&painter, rect(), theme.color(Token::Base), theme.color(Token::Line), metrics::radius);
    if (m_sources.isEmpty()) {
        icons::paint(&painter, paint::centred(QRect(12, 0, metrics::icon, height()), metrics::icon),
                     u"info"_s, theme.color(Token::Text2));
        paint::text(&painter, QRect(36, 0, width() - 48, height()),
                    tr("None written. The builder's own cache serves."), typeFont(TypeRole::Body),
                    theme.color(Token::Text2));
        return;
    }
    const int code = lineHeight(TypeRole::Code);
    const int small = lineHeight(TypeRole::Small);
    for (int i = 0; i < m_sources.size(); ++i) {
        const int top = i * rowHeight();
        if (i > 0)
            painter.fillRect(QRect(1, top, width() - 2, 1), theme.color(Token::Line));
        const SourceDescription source = describeSource(m_sources[i]);
        const bool isNew = !m_before.contains(m_sources[i]);
        if (isNew)
            painter.fillRect(QRect(1, top + 1, metrics::edge, rowHeight() - 1), theme.color(Token::HitFill));
        const int y = top + (rowHeight() - code - small) / 2;
        paint::text(&painter, QRect(0, y, numberWidth - 8, code), QString::number(i + 1),
                    typeFont(TypeRole::Code), theme.color(Token::Text2), Qt::AlignRight);
        icons::paint(&painter, paint::centred(QRect(numberWidth, y, metrics::icon, code), metrics::icon),
                     source.icon, theme.color(Token::Text2));
        const int room = width() - textLeft - 44;
        paint::text(&painter, QRect(textLeft, y, room, code), source.reference, typeFont(TypeRole::Code),
                    theme.color(Token::Text), Qt::AlignLeft, Qt::ElideMiddle);
        const QString kind = isNew ? tr("%1, new").arg(source.kind) : source.kind;
        paint::text(&painter, QRect(textLeft, y + code, room, small), kind, typeFont(TypeRole::Small),
                    theme.color(Token::Text2));
    }
}

} // namespace layerdeck
