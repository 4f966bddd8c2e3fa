// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/factlist.h"

#include "widgets/parts/codeblock.h"
#include "widgets/theme/metrics.h"

#include <QGridLayout>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int nameWidth = 88;

QLabel *label(const QString &text, const QString &type, const QString &ink)
{
    auto *result = new QLabel(text);
    result->setProperty("type", type);
    if (!ink.isEmpty())
        result->setProperty("ink", ink);
    result->setTextFormat(Qt::PlainText);
    result->setWordWrap(true);
    return result;
}

} // namespace

FactList::FactList(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(metrics::gap);
    m_grid->setVerticalSpacing(metrics::iconGap);
    m_grid->setColumnMinimumWidth(0, nameWidth - metrics::gap);
    m_grid->setColumnStretch(1, 1);
}

void FactList::clear()
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_rows = 0;
}

void FactList::addTitle(const QString &title, const QString &about)
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, m_rows > 0 ? metrics::gap : 0, 0, 0);
    row->setSpacing(metrics::gap);
    QLabel *name = label(title, u"name"_s, {});
    name->setWordWrap(false);
    row->addWidget(name);
    row->addWidget(label(about, {}, u"text2"_s), 1);
    m_grid->addWidget(head, m_rows++, 0, 1, 2);
}

void FactList::addFact(const QString &name, const QString &value, bool code)
{
    QWidget *text = nullptr;
    if (code) {
        text = new CodeBlock(value, Tone::Neutral);
    } else {
        QLabel *plain = label(value, {}, {});
        plain->setTextInteractionFlags(Qt::TextSelectableByMouse);
        // A word that is too long is cut by itself, and pushes nothing else out of sight.
        plain->setMinimumWidth(1);
        plain->setToolTip(value);
        text = plain;
    }
    QLabel *key = label(name, {}, u"text2"_s);
    for (QWidget *cell : {static_cast<QWidget *>(key), text})
        cell->setMinimumHeight(lineHeight(TypeRole::Code));
    m_grid->addWidget(key, m_rows, 0, Qt::AlignTop);
    m_grid->addWidget(text, m_rows, 1);
    ++m_rows;
}

} // namespace layerdeck
