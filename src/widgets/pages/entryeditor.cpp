// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/entryeditor.h"

#include "compose/secrets.h"
#include "compose/settingproblems.h"
#include "widgets/pages/settingfields.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/looks.h"
#include "widgets/theme/metrics.h"

#include <QAction>
#include <QFocusEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

QLabel *fieldLabel(const QString &text, QWidget *buddy)
{
    auto *label = new QLabel(text);
    setInk(label, u"text2"_s);
    label->setBuddy(buddy);
    label->setMinimumHeight(metrics::height(metrics::Height::Field));
    return label;
}

} // namespace

EntryEditor::EntryEditor(CacheUse use, const QString &actText, QWidget *parent)
    : QWidget(parent)
    , m_use(use)
    , m_adds(!actText.isEmpty())
    , m_text(new SettingEdit)
    , m_textCell(new FieldCell(m_text))
    , m_fieldBox(new QWidget)
    , m_grid(new QGridLayout(m_fieldBox))
    , m_reveal(m_text->addAction(icons::icon(u"reveal"_s, Token::Text2), QLineEdit::TrailingPosition))
    , m_more(new FormButton(tr("More attributes")))
    , m_act(new FormButton(actText.isEmpty() ? tr("Done") : actText))
{
    setProperty("passFocusRing", true);
    m_fieldBox->setProperty("passFocusRing", true);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, metrics::iconGap, 0, metrics::gap);
    box->setSpacing(metrics::gap);
    box->addWidget(m_textCell);
    box->addWidget(m_fieldBox);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(metrics::gap);
    m_grid->setVerticalSpacing(metrics::iconGap);
    m_grid->setColumnStretch(1, 1);
    m_text->setObjectName(u"entryText"_s);
    m_text->setAccessibleName(use == CacheUse::Source ? tr("Text of the cache source")
                                                      : tr("Text of the cache sink"));
    m_text->setPlaceholderText(tr("an image name, or type=…"));
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::gap);
    m_more->setObjectName(u"entryMore"_s);
    m_more->setProperty("variant", u"flat"_s);
    m_more->setCheckable(true);
    row->addWidget(m_more);
    row->addStretch();
    if (m_adds) {
        m_cancel = new FormButton(tr("Cancel"));
        m_cancel->setObjectName(u"entryCancel"_s);
        m_cancel->setProperty("variant", u"small"_s);
        connect(m_cancel, &QPushButton::clicked, this, &EntryEditor::cancelled);
        row->addWidget(m_cancel);
    }
    m_act->setObjectName(u"entryDone"_s);
    m_act->setProperty("variant", u"small"_s);
    row->addWidget(m_act);
    box->addLayout(row);
    connect(m_more, &QPushButton::toggled, this, &EntryEditor::showRare);
    m_reveal->setObjectName(u"revealEntry"_s);
    m_reveal->setCheckable(true);
    connect(m_reveal, &QAction::toggled, this, [this](bool on) {
        m_revealed = on;
        showText();
    });
    m_text->installEventFilter(this);
    connect(m_act, &QPushButton::clicked, this, &EntryEditor::accept);
    connect(m_text, &QLineEdit::textEdited, this,
            [this](const QString &text) { edited(CacheEntry::parse(text)); });
    connect(m_text, &QLineEdit::returnPressed, this, &EntryEditor::accept);
    connect(m_text, &SettingEdit::cancelled, this, &EntryEditor::cancelled);
}

QString EntryEditor::text() const { return m_entry.text(); }

void EntryEditor::setText(const QString &text)
{
    if (!m_original)
        m_original = text;
    if (m_entry.text() == text && m_text->text() == text)
        return;
    m_entry = CacheEntry::parse(text);
    showText();
    showFields();
}

/// Secrets are dots as long as the text is not being typed: the line can be read then, not written.
void EntryEditor::showText()
{
    const QString text = m_entry.text();
    const QString masked = shownEntry(text);
    const bool secret = masked != text;
    const bool typing = m_text->hasFocus() && !m_text->isReadOnly();
    const bool hides = secret && !m_revealed && !typing;
    m_text->setReadOnly(hides);
    m_text->show(hides ? masked : text);
    m_reveal->setVisible(secret);
    m_reveal->setIcon(icons::icon(m_revealed ? u"masked"_s : u"reveal"_s, Token::Text2));
    m_reveal->setText(m_revealed ? tr("Hide the secrets") : tr("Show the secrets, to edit the text"));
    m_reveal->setToolTip(m_reveal->text());
}

bool EntryEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::FocusOut &&
        static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_text->hasFocus())
                    return;
                m_reveal->setChecked(false);
                showText();
            },
            Qt::QueuedConnection);
    }
    return QWidget::eventFilter(watched, event);
}

/// What choices and buttons leave: Return and Esc hold for the whole form, and nothing reaches the row.
void EntryEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit cancelled();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        accept();
    else if (event->key() != Qt::Key_Delete)
        QWidget::keyPressEvent(event);
}

void EntryEditor::accept()
{
    const QString text = m_entry.text();
    ServiceSettings settings;
    settings.list(m_use == CacheUse::Sink ? Setting::CacheTo : Setting::CacheFrom) << text;
    if (settingProblems(settings).isEmpty() || (!m_adds && text == *m_original)) {
        emit accepted();
        return;
    }
    m_refused = true;
    showProblems();
    const auto field =
        std::ranges::find_if(m_fields, [](const Field &f) { return !f.cell->problem().isEmpty(); });
    (field == m_fields.end() ? static_cast<QWidget *>(m_text) : field->editor)->setFocus();
}

QWidgetList EntryEditor::tabOrder() const
{
    QWidgetList order{m_text};
    for (const Field &field : m_fields)
        order << field.editor;
    order << m_more;
    if (m_cancel)
        order << m_cancel;
    return order << m_act;
}

void EntryEditor::focusText()
{
    if (m_text->isReadOnly() && !m_fields.isEmpty())
        return m_fields.first().editor->setFocus();
    m_text->setFocus();
    m_text->selectAll();
}

void EntryEditor::focusFirst()
{
    for (const Field &field : std::as_const(m_fields)) {
        if (field.attribute.required && m_entry.value(field.attribute.key).value_or(QString()).isEmpty())
            return field.editor->setFocus();
    }
    focusText();
}

void EntryEditor::edited(const CacheEntry &entry)
{
    m_entry = entry;
    m_refused = false;
    showText();
    showFields();
    emit textChanged(entry.text());
}

void EntryEditor::buildFields()
{
    for (const Field &field : std::as_const(m_fields)) {
        field.label->deleteLater();
        field.cell->deleteLater();
        m_grid->removeWidget(field.label);
        m_grid->removeWidget(field.cell);
    }
    m_fields.clear();
    // A plain image name needs no field but itself.
    QList<CacheAttribute> attributes =
        m_entry.isImage() ? QList<CacheAttribute>() : cacheAttributes(m_type, m_use);
    std::ranges::stable_partition(attributes,
                                  [](const CacheAttribute &attribute) { return !attribute.rare; });
    for (const CacheAttribute &attribute : std::as_const(attributes)) {
        Field field{attribute};
        field.editor = makeEditor(attribute);
        field.cell = new FieldCell(field.editor);
        field.label = fieldLabel(attribute.label, field.editor);
        const int row = m_grid->rowCount();
        m_grid->addWidget(field.label, row, 0, Qt::AlignTop);
        m_grid->addWidget(field.cell, row, 1);
        m_fields << field;
    }
    emit tabOrderChanged();
}

QWidget *EntryEditor::makeEditor(const CacheAttribute &attribute)
{
    const QString key = attribute.key;
    const auto set = [this, key](const QString &value) {
        CacheEntry entry = m_entry;
        entry.set(key, value.isEmpty() ? std::nullopt : std::optional(value));
        edited(entry);
    };
    const bool flag = attribute.kind == CacheAttribute::Kind::Flag;
    QWidget *editor = nullptr;
    if (flag || attribute.kind == CacheAttribute::Kind::Choice) {
        auto *combo = new SettingCombo;
        combo->addItem(attribute.preset.isEmpty() ? tr("Not written")
                                                  : tr("Not written (%1)").arg(attribute.preset));
        for (const QString &choice : flag ? QStringList{u"true"_s, u"false"_s} : attribute.choices)
            combo->addItem(choice, choice);
        connect(combo, &QComboBox::activated, this,
                [combo, set](int index) { set(combo->itemData(index).toString()); });
        editor = combo;
    } else {
        auto *line = new SettingEdit;
        line->setPlaceholderText(attribute.preset);
        connect(line, &QLineEdit::textEdited, this, set);
        connect(line, &QLineEdit::returnPressed, this, &EntryEditor::accept);
        connect(line, &SettingEdit::cancelled, this, &EntryEditor::cancelled);
        editor = line;
    }
    editor->setObjectName(u"attribute-"_s + key);
    editor->setAccessibleName(attribute.required ? tr("%1, needed").arg(attribute.label) : attribute.label);
    return editor;
}

void EntryEditor::showFields()
{
    const QString type = m_entry.type();
    if (type != m_type || m_entry.isImage() != m_fromImage || m_fields.isEmpty()) {
        m_type = type;
        m_fromImage = m_entry.isImage();
        buildFields();
    }
    for (const Field &field : std::as_const(m_fields)) {
        const QString value = m_entry.value(field.attribute.key).value_or(QString());
        if (auto *line = qobject_cast<SettingEdit *>(field.editor)) {
            line->show(value);
            if (field.attribute.kind == CacheAttribute::Kind::Secret) {
                line->setSecret(!value.startsWith(u'$'));
                field.cell->setHint(
                    value.startsWith(u'$')
                        ? QString()
                        : tr("It would stand in the Compose file for all to read. An environment variable of the "
                             "build is better: left out here, or written as ${NAME}."));
            }
        } else if (auto *combo = qobject_cast<SettingCombo *>(field.editor)) {
            if (!value.isEmpty() && combo->findData(value) < 0)
                combo->addItem(value, value);
            combo->setCurrentIndex(value.isEmpty() ? 0 : combo->findData(value));
        }
    }
    m_fieldBox->setVisible(!m_fields.isEmpty());
    showProblems();
    showRare();
}

void EntryEditor::showProblems()
{
    const QList<CacheProblem> problems = cacheProblems(m_entry, m_use);
    QString whole;
    for (const Field &field : std::as_const(m_fields))
        field.cell->setProblem({});
    for (const CacheProblem &problem : problems) {
        const auto field = std::ranges::find_if(
            m_fields, [&problem](const Field &f) { return f.attribute.key == problem.key; });
        // What is missing in a new entry is not wrong before it is to be added.
        if (problem.isMissing && m_adds && !m_refused)
            continue;
        if (field == m_fields.end())
            whole = problem.sentence;
        else
            field->cell->setProblem(problem.sentence);
    }
    if (problems.isEmpty())
        whole = variableProblem(m_entry.text());
    if (m_entry.text().trimmed().isEmpty())
        whole = !m_refused ? QString()
                : m_adds   ? tr("Write an image name, or type=… with its attributes.")
                           : tr("An empty entry does nothing: write it, or remove it with Del in its row.");
    m_textCell->setProblem(whole);
}

/// Attributes that are written, wrong or just being typed are shown in any case.
void EntryEditor::showRare()
{
    bool hides = false;
    for (const Field &field : std::as_const(m_fields)) {
        const bool stays = !field.attribute.rare || m_entry.value(field.attribute.key) ||
                           !field.cell->problem().isEmpty() || field.editor->hasFocus();
        const bool visible = stays || m_more->isChecked();
        field.label->setVisible(visible);
        field.cell->setVisible(visible);
        hides = hides || !stays;
    }
    m_more->setVisible(hides);
    m_more->setText(m_more->isChecked() ? tr("Fewer attributes") : tr("More attributes"));
}

} // namespace layerdeck
