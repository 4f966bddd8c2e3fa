// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/settingfields.h"

#include "compose/settingproblems.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/looks.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/type.h"

#include <QAbstractItemView>
#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QStyle>
#include <QVBoxLayout>
#include <QValidator>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

bool isHistoryKey(const QKeyEvent *event)
{
    const bool isRedo = event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_Y; // everywhere, not only where the platform says so
    return isRedo || event->matches(QKeySequence::Undo) || event->matches(QKeySequence::Redo);
}

/// Makes one line of what is typed and pasted.
class OneLine final : public QValidator
{
public:
    explicit OneLine(SettingEdit *edit)
        : QValidator(edit)
        , m_edit(edit)
    {
    }
    State validate(QString &text, int &cursor) const override
    {
        if (!m_edit->keepsLines()) {
            const QString before = text;
            text = oneLine(before);
            if (text.size() != before.size())
                cursor = int(oneLine(before.left(cursor)).size());
        }
        return Acceptable;
    }

private:
    SettingEdit *m_edit;
};

} // namespace

SettingEdit::SettingEdit(QWidget *parent)
    : QLineEdit(parent)
{
    setFont(typeFont(TypeRole::Code));
    setValidator(new OneLine(this));
}

void SettingEdit::setSecret(bool secret)
{
    if (secret == m_secret)
        return;
    m_secret = secret;
    if (!m_reveal) {
        m_reveal = addAction(icons::icon(u"reveal"_s, Token::Text2), QLineEdit::TrailingPosition);
        m_reveal->setObjectName(u"revealSecret"_s);
        m_reveal->setCheckable(true);
        connect(m_reveal, &QAction::toggled, this, &SettingEdit::reveal);
    }
    m_reveal->setVisible(secret);
    m_reveal->setChecked(false);
    reveal(false);
}

void SettingEdit::reveal(bool on)
{
    setEchoMode(m_secret && !on ? QLineEdit::Password : QLineEdit::Normal);
    m_reveal->setIcon(icons::icon(on ? u"masked"_s : u"reveal"_s, Token::Text2));
    m_reveal->setText(on ? tr("Hide the value") : tr("Show the value"));
    m_reveal->setToolTip(m_reveal->text());
}

void SettingEdit::show(const QString &text)
{
    if (text == this->text())
        return;
    const int cursor = cursorPosition();
    m_keepsLines = text != oneLine(text);
    setText(text);
    setCursorPosition(hasFocus() ? qMin(cursor, int(text.size())) : 0);
}

void SettingEdit::focusInEvent(QFocusEvent *event)
{
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason)
        m_before = text();
    QLineEdit::focusInEvent(event);
}

void SettingEdit::takeBack()
{
    if (text() == m_before)
        return;
    show(m_before);
    emit textEdited(m_before);
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
    // Passed on, Return would open the row again that it has just closed.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        event->accept();
}

FormButton::FormButton(const QString &text, QWidget *parent)
    : QPushButton(text, parent)
{
}

void FormButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        return click();
    QPushButton::keyPressEvent(event);
}

QWidgetList tabStops(QWidget *root)
{
    QWidgetList stops;
    if (root->focusPolicy() & Qt::TabFocus && !root->focusProxy())
        stops << root;
    // The field inside an editable choice hands its focus to the choice.
    if (qobject_cast<QComboBox *>(root) || qobject_cast<QLineEdit *>(root))
        return stops;
    for (QObject *child : root->children()) {
        auto *widget = qobject_cast<QWidget *>(child);
        if (widget && !widget->isWindow())
            stops += tabStops(widget);
    }
    return stops;
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

void SettingCombo::showPopup()
{
    view()->setMinimumWidth(view()->sizeHintForColumn(0) + style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    QComboBox::showPopup();
}

void SettingCombo::wheelEvent(QWheelEvent *event) { event->ignore(); }

FieldCell::FieldCell(QWidget *field, QWidget *parent)
    : QWidget(parent)
    , m_line(new QLabel(this))
{
    setProperty("passFocusRing", true);
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

} // namespace layerdeck
