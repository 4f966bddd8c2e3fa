// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/argumentlist.h"

#include "widgets/pages/argumentrow.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

ArgumentList::ArgumentList(QWidget *parent)
    : QWidget(parent)
    , m_box(new QVBoxLayout(this))
    , m_empty(new IconNote)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(tr("Build arguments"));
    m_box->setContentsMargins(0, headHeight(), 0, 1);
    m_box->setSpacing(0);
    m_empty->setContent(u"info"_s, tr("None written."));
    m_empty->setContentsMargins(12, metrics::gap, 12, metrics::gap);
    m_empty->setMuted(true);
    m_box->addWidget(m_empty);
}

int ArgumentList::headHeight() const { return metrics::height(metrics::Height::DenseColumnHead); }

void ArgumentList::setArguments(const QList<ShownArgument> &arguments, bool editable)
{
    m_arguments = arguments;
    m_editable = editable;
    const qsizetype before = m_rows.size();
    bool hadFocus = false;
    while (m_rows.size() > arguments.size()) {
        ArgumentRow *row = m_rows.takeLast();
        hadFocus = hadFocus || row->hasFocus() || row->isAncestorOf(QApplication::focusWidget());
        row->stopEditing();
        m_box->removeWidget(row);
        row->hide();
        row->setParent(nullptr); // gone for whoever looks for widgets
        row->deleteLater();
    }
    while (m_rows.size() < arguments.size()) {
        auto *row = new ArgumentRow(this, false);
        m_box->insertWidget(int(m_rows.size()), row);
        m_rows << row;
        row->show();
    }
    for (qsizetype i = 0; i < arguments.size(); ++i)
        m_rows[i]->setArgument(arguments[i], editable);
    m_empty->setVisible(arguments.isEmpty() && !m_adder);
    if (m_rows.size() != before)
        emit tabOrderChanged();
    if (hadFocus)
        focusLast();
    updateGeometry();
    update();
}

bool ArgumentList::isWritten(const QString &name) const
{
    return std::ranges::any_of(m_arguments, [&name](const ShownArgument &shown) {
        return !shown.inherited && shown.argument.name == name;
    });
}

void ArgumentList::focusLast()
{
    if (!m_rows.isEmpty())
        m_rows.last()->setFocus();
    else if (m_fallback)
        m_fallback->setFocus();
}

void ArgumentList::focusBeside(const ArgumentRow *row, int step)
{
    const qsizetype next = std::ranges::find(m_rows, row) - m_rows.begin() + step;
    if (next >= 0 && next < m_rows.size())
        m_rows.at(next)->setFocus(Qt::OtherFocusReason);
}

void ArgumentList::focusRow(const QString &name)
{
    for (ArgumentRow *row : std::as_const(m_rows)) {
        if (row->argument().argument.name == name)
            return row->setFocus();
    }
    focusLast();
}

QWidgetList ArgumentList::tabOrder() const
{
    QWidgetList order;
    for (const ArgumentRow *row : m_rows)
        order += row->tabOrder();
    return m_adder ? order + m_adder->tabOrder() : order;
}

std::optional<BuildArgument> ArgumentList::draft() const
{
    const BuildArgument typed = m_adder ? m_adder->typedArgument() : BuildArgument{};
    return typed == BuildArgument{} ? std::nullopt : std::optional(typed);
}

void ArgumentList::startAdding(const BuildArgument &argument)
{
    closeEditors();
    m_adder = new ArgumentRow(this, true);
    ShownArgument shown;
    shown.argument = argument;
    m_adder->setArgument(shown, true);
    m_adder->setObjectName(u"newArgument"_s);
    m_box->addWidget(m_adder);
    m_empty->hide();
    m_adder->show();
    m_adder->startEditing();
}

void ArgumentList::closeEditors()
{
    if (m_adder) {
        if (m_adder->isAncestorOf(QApplication::focusWidget()))
            focusLast();
        m_adder->stopEditing();
        m_box->removeWidget(m_adder);
        m_adder->hide();
        m_adder->setParent(nullptr);
        m_adder->deleteLater();
        m_adder = nullptr;
        m_empty->setVisible(m_arguments.isEmpty());
        emit tabOrderChanged();
    }
    closeArgumentForms();
}

void ArgumentList::closeArgumentForms()
{
    for (ArgumentRow *row : std::as_const(m_rows)) {
        const bool hadFocus = row->isEditing() && row->isAncestorOf(QApplication::focusWidget());
        row->stopEditing();
        if (hadFocus)
            row->setFocus();
    }
}

void ArgumentList::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    paint::box(&painter, rect(), theme.color(Token::Base), theme.color(Token::Line), metrics::radius);
    const QRect head(1, 1, width() - 2, headHeight() - 1);
    painter.fillRect(head.adjusted(0, 0, 0, -1), theme.color(Token::Sunken));
    painter.fillRect(QRect(1, headHeight() - 1, width() - 2, 1), theme.color(Token::Line));
    const QFont font = typeFont(TypeRole::Small, QFont::DemiBold);
    paint::text(&painter, head.adjusted(8, 0, -width() / 2, 0), tr("Written"), font,
                theme.color(Token::Text2));
    paint::text(&painter, QRect(width() / 2 + 2, head.top(), width() / 2 - 12, head.height()),
                tr("Effective"), font, theme.color(Token::Text2));
}

} // namespace layerdeck
