// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/settingfields.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/type.h"

#include <QKeyEvent>
#include <QLabel>
#include <QStyle>
#include <QVBoxLayout>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

bool isHistoryKey(const QKeyEvent *event)
{
    return event->matches(QKeySequence::Undo) || event->matches(QKeySequence::Redo);
}

} // namespace

SettingEdit::SettingEdit(QWidget *parent)
    : QLineEdit(parent)
{
    setFont(typeFont(TypeRole::Code));
}

void SettingEdit::show(const QString &text)
{
    if (text == this->text())
        return;
    const int cursor = cursorPosition();
    setText(text);
    setCursorPosition(hasFocus() ? qMin(cursor, int(text.size())) : 0);
}

bool SettingEdit::event(QEvent *event)
{
    // Not taken as an override, the key goes to the window's action.
    if (event->type() == QEvent::ShortcutOverride && isHistoryKey(static_cast<QKeyEvent *>(event))) {
        event->ignore();
        return true;
    }
    return QLineEdit::event(event);
}

void SettingEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        emit cancelled();
        event->accept();
        return;
    }
    if (isHistoryKey(event))
        return event->ignore();
    QLineEdit::keyPressEvent(event);
}

SettingCombo::SettingCombo(QWidget *parent)
    : QComboBox(parent)
{
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(8);
    setFocusPolicy(Qt::StrongFocus);
}

void SettingCombo::makeEditable()
{
    setEditable(true);
    setInsertPolicy(QComboBox::NoInsert);
    auto *edit = new SettingEdit;
    edit->setFrame(false);
    setLineEdit(edit);
    setCompleter(nullptr);
}

void SettingCombo::wheelEvent(QWheelEvent *event) { event->ignore(); }

FieldCell::FieldCell(QWidget *field, QWidget *parent)
    : QWidget(parent)
    , m_line(new QLabel(this))
{
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(2);
    box->addWidget(field);
    box->addWidget(m_line);
    box->addStretch();
    m_line->setProperty("type", u"small"_s);
    m_line->setWordWrap(true);
    m_line->setTextFormat(Qt::PlainText);
    m_line->hide();
}

void FieldCell::setProblem(const QString &text)
{
    m_problem = text;
    update();
}

void FieldCell::setHint(const QString &text)
{
    m_hint = text;
    update();
}

QString FieldCell::line() const { return m_line->text(); }

void FieldCell::update()
{
    m_line->setText(m_problem.isEmpty() ? m_hint : m_problem);
    setInk(m_line, m_problem.isEmpty() ? u"text2"_s : u"fail"_s);
    m_line->setVisible(!m_line->text().isEmpty());
}

void setInk(QWidget *widget, const QString &ink)
{
    if (widget->property("ink").toString() == ink)
        return;
    widget->setProperty("ink", ink);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

} // namespace layerdeck
