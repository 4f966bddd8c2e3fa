// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/entryrow.h"

#include "widgets/pages/entryeditor.h"
#include "widgets/pages/settingfields.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/looks.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int numberWidth = 28;
constexpr int contentLeft = 52;
constexpr int rowPadding = 6;

} // namespace

EntryRow::EntryRow(CacheUse use, EntryList *list)
    : QWidget(list)
    , m_use(use)
    , m_list(list)
    , m_reference(new ElidedLabel)
    , m_note(new QLabel)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_reference->setLook(TypeRole::Code, 0, Tone::Neutral);
    m_reference->setElideMode(Qt::ElideMiddle);
    m_note->setProperty("type", u"small"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_up = tool(u"moveUp"_s, u"arrow-up"_s);
    m_down = tool(u"moveDown"_s, u"arrow-down"_s);
    m_remove = tool(u"remove"_s, u"close"_s);
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::gap);
    head->setContentsMargins(0, 0, 0, 0);
    head->addWidget(m_reference, 1);
    for (QPushButton *button : {m_up, m_down, m_remove})
        head->addWidget(button);
    m_content = new QVBoxLayout(this);
    m_content->setContentsMargins(contentLeft, rowPadding, metrics::gap, rowPadding);
    m_content->setSpacing(0);
    m_content->addLayout(head);
    m_content->addWidget(m_note);
    connect(m_up, &QPushButton::clicked, this, [this] { m_list->move(m_index, m_index - 1); });
    connect(m_down, &QPushButton::clicked, this, [this] { m_list->move(m_index, m_index + 1); });
    connect(m_remove, &QPushButton::clicked, this, [this] { m_list->remove(m_index); });
}

QPushButton *EntryRow::tool(const QString &name, const QString &icon)
{
    auto *button = new FormButton({}, this);
    button->setProperty("variant", u"tool"_s);
    button->setProperty("iconName", icon);
    button->setProperty("toolName", name);
    return button;
}

void EntryRow::setEntry(const ShownEntry &entry, int index, int number, int count, bool editable)
{
    m_entry = entry;
    m_index = index;
    m_number = number;
    m_editable = editable && !entry.inherited;
    m_description = describeEntry(entry.text, m_use);
    m_reference->setText(m_description.reference);
    m_note->setText(entry.inherited ? tr("From %1: %2").arg(entry.place, entry.note.text) : entry.note.text);
    setInk(m_note, entry.note.tone == Tone::Fail   ? u"fail"_s
                   : entry.note.tone == Tone::Warn ? u"warn"_s
                                                   : u"text2"_s);
    m_note->setContentsMargins(entry.note.icon.isEmpty() ? 0 : 18, 0, 0, 0);
    if (m_editor)
        m_editor->setText(entry.text);
    describe(number, count);
    update();
}

void EntryRow::describe(int number, int count)
{
    const QString prefix = m_use == CacheUse::Source ? u"Source"_s : u"Sink"_s;
    for (QPushButton *button : {m_up, m_down, m_remove}) {
        button->setObjectName(!m_entry.inherited
                                  ? button->property("toolName").toString() + prefix + QString::number(number)
                                  : QString());
        button->setVisible(!m_entry.inherited);
    }
    const QString what = m_description.reference;
    m_up->setEnabled(m_editable && number > 1);
    m_down->setEnabled(m_editable && number < count);
    m_remove->setEnabled(m_editable);
    m_up->setAccessibleName(tr("Move %1 up").arg(what));
    m_up->setToolTip(tr("Move up (Alt+Up)"));
    m_down->setAccessibleName(tr("Move %1 down").arg(what));
    m_down->setToolTip(tr("Move down (Alt+Down)"));
    m_remove->setAccessibleName(tr("Remove %1").arg(what));
    m_remove->setToolTip(tr("Remove (Del)"));
    setToolTip(m_editable ? tr("Return or a double click edits it.") : QString());
    setObjectName((m_entry.inherited ? u"inherited"_s : u"row"_s) + prefix + QString::number(number));
    const QString kind = m_use == CacheUse::Source ? tr("Cache source") : tr("Cache sink");
    setAccessibleName(m_entry.inherited
                          ? tr("%1 %2, from %3. %4").arg(kind, what, m_entry.place, m_entry.note.text)
                          : tr("%1 %2 of %3, %4%5. %6")
                                .arg(kind)
                                .arg(number)
                                .arg(count)
                                .arg(what, m_entry.changed ? tr(", changed") : QString(), m_entry.note.text));
}

void EntryRow::startEditing()
{
    if (!m_editable || m_editor)
        return;
    m_editor = new EntryEditor(m_use, {}, this);
    m_editor->setText(m_entry.text);
    m_content->addWidget(m_editor);
    connect(m_editor, &EntryEditor::textChanged, this,
            [this](const QString &text) { emit m_list->textEdited(m_index, text); });
    const auto close = [this] {
        stopEditing();
        setFocus();
        emit m_list->editingFinished();
    };
    connect(m_editor, &EntryEditor::accepted, this, close);
    connect(m_editor, &EntryEditor::cancelled, this, [this, close, before = m_entry.text] {
        if (m_entry.text != before)
            emit m_list->textEdited(m_index, before);
        close();
    });
    connect(m_editor, &EntryEditor::tabOrderChanged, m_list, &EntryList::tabOrderChanged);
    m_editor->show();
    emit m_list->tabOrderChanged();
    m_editor->focusText();
}

void EntryRow::stopEditing()
{
    if (!m_editor)
        return;
    m_content->removeWidget(m_editor);
    m_editor->hide();
    m_editor->setParent(nullptr);
    m_editor->deleteLater();
    m_editor = nullptr;
    if (m_list->m_edited == m_index)
        m_list->m_edited = -1;
}

QWidgetList EntryRow::tabOrder() const
{
    QWidgetList order{const_cast<EntryRow *>(this), m_up, m_down, m_remove};
    return m_editor ? order + m_editor->tabOrder() : order;
}

void EntryRow::keyPressEvent(QKeyEvent *event)
{
    // What its tools and its form leave is not for the row.
    if (!hasFocus())
        return QWidget::keyPressEvent(event);
    const bool alt = event->modifiers() & Qt::AltModifier;
    const int key = event->key();
    if (m_editable && alt && key == Qt::Key_Up && m_up->isEnabled())
        m_list->move(m_index, m_index - 1);
    else if (m_editable && alt && key == Qt::Key_Down && m_down->isEnabled())
        m_list->move(m_index, m_index + 1);
    else if (!alt && (key == Qt::Key_Up || key == Qt::Key_Down))
        m_list->focusBeside(this, key == Qt::Key_Up ? -1 : 1);
    else if (m_editable && (key == Qt::Key_F2 || key == Qt::Key_Return || key == Qt::Key_Enter))
        m_list->edit(m_index);
    else if (m_editable && key == Qt::Key_Delete)
        m_list->remove(m_index);
    else
        QWidget::keyPressEvent(event);
}

void EntryRow::mouseDoubleClickEvent(QMouseEvent *) { m_list->edit(m_index); }

void EntryRow::mousePressEvent(QMouseEvent *) { setFocus(Qt::MouseFocusReason); }

void EntryRow::focusInEvent(QFocusEvent *) { update(); }

void EntryRow::focusOutEvent(QFocusEvent *) { update(); }

void EntryRow::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    if (hasFocus())
        painter.fillRect(rect().adjusted(1, 1, -1, -1), theme.color(Token::Selected));
    if (y() > 1)
        painter.fillRect(QRect(1, 0, width() - 2, 1), theme.color(Token::Line));
    if (hasFocus())
        painter.fillRect(QRect(1, 1, metrics::edge, height() - 1), theme.color(Token::Ink));
    else if (m_entry.changed)
        painter.fillRect(QRect(1, 1, metrics::edge, height() - 1), theme.color(Token::HitFill));
    const QRect line(0, m_reference->y(), numberWidth, m_reference->height());
    if (m_number > 0)
        paint::text(&painter, QRect(0, line.top(), numberWidth - 10, line.height()),
                    QString::number(m_number), typeFont(TypeRole::Code), theme.color(Token::Text2),
                    Qt::AlignRight);
    icons::paint(&painter,
                 paint::centred(QRect(numberWidth, line.top(), metrics::icon, line.height()), metrics::icon),
                 m_entry.inherited ? u"lock"_s : m_description.icon, theme.color(Token::Text2));
    if (!m_entry.note.icon.isEmpty()) {
        const QRect slot(m_note->x(), m_note->y(), 14, lineHeight(TypeRole::Small));
        icons::paint(&painter, paint::centred(slot, 14), m_entry.note.icon,
                     theme.color(toneText(m_entry.note.tone)));
    }
}

} // namespace layerdeck
