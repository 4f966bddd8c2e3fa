// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/factspane.h"

#include "widgets/pages/factlist.h"
#include "widgets/parts/bars.h"
#include "widgets/theme/metrics.h"

#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

FactsPane::FactsPane(const QString &codeName, QWidget *parent)
    : QWidget(parent)
    , m_head(new PaneHead(this))
    , m_code(new QLabel)
    , m_facts(new FactList)
    , m_below(new QVBoxLayout)
    , m_scroll(new QScrollArea)
{
    setProperty("ground", u"base"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_code->setObjectName(codeName);
    m_code->setProperty("type", u"code"_s);
    m_code->setTextFormat(Qt::PlainText);
    m_code->setWordWrap(true);
    m_code->setMinimumWidth(1); // a word that is too long pushes nothing out of sight
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *content = new QWidget;
    content->setProperty("ground", u"base"_s);
    auto *body = new QVBoxLayout(content);
    body->setContentsMargins(metrics::pageMargin, 12, metrics::pageMargin, 12);
    body->setSpacing(14);
    body->addWidget(m_code);
    body->addWidget(m_facts);
    body->addLayout(m_below);
    body->addStretch();
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(content);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_scroll, 1);
}

void FactsPane::setAboutThing(const QString &id)
{
    if (std::exchange(m_thing, id) != id)
        m_scroll->verticalScrollBar()->setValue(0);
}

} // namespace layerdeck
