// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/entrylist.h"

#include "widgets/pages/entryeditor.h"
#include "widgets/pages/entryrow.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

EntryList::EntryList(QWidget *parent)
    : QWidget(parent)
    , m_box(new QVBoxLayout(this))
    , m_empty(new IconNote)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_box->setContentsMargins(0, 1, 0, 1);
    m_box->setSpacing(0);
    m_empty->setContentsMargins(12, metrics::gap, 12, metrics::gap);
    m_empty->setMuted(true);
    m_box->addWidget(m_empty);
    setSinks(false);
}

void EntryList::setSinks(bool sinks)
{
    m_use = sinks ? CacheUse::Sink : CacheUse::Source;
    setAccessibleName(sinks ? tr("Cache sinks") : tr("Cache sources"));
}

QString EntryList::thing() const { return isSinks() ? tr("Add sink") : tr("Add source"); }

void EntryList::setEntries(const QList<ShownEntry> &entries, const EntryNote &empty, bool editable)
{
    m_editable = editable;
    m_entries = entries;
    m_own = entries.size() - std::ranges::count(entries, true, &ShownEntry::inherited);
    const auto first = std::ranges::find(entries, false, &ShownEntry::inherited);
    m_firstOwn = first - entries.begin();
    const qsizetype before = m_rows.size();
    bool hadFocus = false;
    while (m_rows.size() > entries.size()) {
        EntryRow *row = m_rows.takeLast();
        hadFocus = hadFocus || row->hasFocus() || row->isAncestorOf(QApplication::focusWidget());
        row->stopEditing();
        m_box->removeWidget(row);
        row->hide();
        row->setParent(nullptr); // gone for whoever looks for widgets
        row->deleteLater();
    }
    while (m_rows.size() < entries.size())
        addRow();
    const int count = int(m_own);
    int number = 0;
    for (qsizetype i = 0; i < entries.size(); ++i) {
        const bool own = !entries[i].inherited;
        number += own;
        m_rows[i]->setEntry(entries[i], own ? number - 1 : -1, own ? number : 0, count, editable);
        if (!own && m_rows[i]->isEditing())
            m_rows[i]->stopEditing();
    }
    if (m_edited >= count)
        m_edited = -1;
    m_empty->setContent(empty.icon, empty.text, empty.tone);
    m_empty->setVisible(entries.isEmpty() && !m_adder);
    if (m_rows.size() != before)
        emit tabOrderChanged();
    if (hadFocus)
        focusRow(m_rows.size() - 1);
    updateGeometry();
    update();
}

void EntryList::focusBeside(const EntryRow *row, int step)
{
    const qsizetype next = std::ranges::find(m_rows, row) - m_rows.begin() + step;
    if (next >= 0 && next < m_rows.size())
        m_rows.at(next)->setFocus(Qt::OtherFocusReason);
}

/// The row, else the last one, else what stands beside the list.
void EntryList::focusRow(qsizetype row)
{
    if (!m_rows.isEmpty())
        m_rows[qBound<qsizetype>(0, row, m_rows.size() - 1)]->setFocus();
    else if (m_fallback)
        m_fallback->setFocus();
}

QWidgetList EntryList::tabOrder() const
{
    QWidgetList order;
    for (const EntryRow *row : m_rows)
        order += row->tabOrder();
    return m_adder ? order + m_adder->tabOrder() : order;
}

QStringList EntryList::texts() const
{
    QStringList texts;
    for (const ShownEntry &entry : m_entries)
        texts << entry.text;
    return texts;
}

void EntryList::addRow()
{
    auto *row = new EntryRow(m_use, this);
    m_box->insertWidget(int(m_rows.size()), row);
    m_rows << row;
    row->show();
}

void EntryList::startAdding(const QString &text, const QString &first)
{
    closeEditors();
    m_adder = new EntryEditor(m_use, thing(), this);
    m_adder->setObjectName(isSinks() ? u"newSinkForm"_s : u"newSourceForm"_s);
    m_adder->setContentsMargins(52, metrics::gap, metrics::gap, 0);
    m_adder->setText(text);
    m_adderText = first;
    m_box->addWidget(m_adder);
    m_empty->hide();
    connect(m_adder, &EntryEditor::accepted, this, [this] { closeAdder(true); });
    connect(m_adder, &EntryEditor::cancelled, this, [this] { closeAdder(false); });
    connect(m_adder, &EntryEditor::tabOrderChanged, this, &EntryList::tabOrderChanged);
    m_adder->show();
    emit tabOrderChanged();
    m_adder->focusFirst();
}

void EntryList::closeAdder(bool add)
{
    if (!m_adder)
        return;
    const QString text = m_adder->text();
    EntryEditor *adder = std::exchange(m_adder, nullptr);
    const bool hadFocus = adder->isAncestorOf(QApplication::focusWidget());
    if (add)
        emit added(text);
    if (add || hadFocus)
        focusRow(m_firstOwn + m_own - 1);
    m_box->removeWidget(adder);
    adder->hide();
    adder->setParent(nullptr);
    adder->deleteLater();
    m_empty->setVisible(m_entries.isEmpty());
    emit tabOrderChanged();
}

std::optional<QString> EntryList::draft() const
{
    if (!m_adder || m_adder->text() == m_adderText || m_adder->text().trimmed().isEmpty())
        return std::nullopt;
    return m_adder->text();
}

void EntryList::edit(int index)
{
    const qsizetype row = index + m_firstOwn;
    if (index < 0 || !m_editable || index >= m_own)
        return;
    closeEditors();
    m_edited = index;
    m_rows[row]->startEditing();
}

void EntryList::closeEditors()
{
    closeAdder(false);
    closeEntryForms();
}

void EntryList::closeEntryForms()
{
    for (EntryRow *row : std::as_const(m_rows)) {
        const bool hadFocus = row->isEditing() && row->isAncestorOf(QApplication::focusWidget());
        row->stopEditing();
        if (hadFocus)
            row->setFocus();
    }
    m_edited = -1;
}

void EntryList::move(int from, int to)
{
    if (to < 0 || to >= m_own)
        return;
    closeEditors();
    emit moveRequested(from, to);
    m_rows[to + m_firstOwn]->setFocus();
}

void EntryList::remove(int index)
{
    closeEditors();
    emit removeRequested(index);
    focusRow(index + m_firstOwn);
}

void EntryList::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    paint::box(&painter, rect(), theme.color(Token::Base), theme.color(Token::Line), metrics::radius);
}

} // namespace layerdeck
