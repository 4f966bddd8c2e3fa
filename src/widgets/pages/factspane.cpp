// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/factspane.h"

#include "widgets/pages/factlist.h"
#include "widgets/parts/bars.h"
#include "widgets/theme/metrics.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace layerdeck {

FactsPane::FactsPane(const QString &codeName, QWidget *parent)
    : QWidget(parent)
    , m_head(new PaneHead(this))
    , m_code(new QLabel)
    , m_facts(new FactList)
    , m_below(new QVBoxLayout)
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
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(scroll, 1);
}

} // namespace layerdeck
