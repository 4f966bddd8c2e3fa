// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/entryeditor.h"

#include "widgets/pages/settingfields.h"
#include "widgets/theme/metrics.h"

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
    , m_text(new SettingEdit)
    , m_textCell(new FieldCell(m_text))
    , m_fieldBox(new QWidget)
    , m_grid(new QGridLayout(m_fieldBox))
    , m_more(new QPushButton(tr("More attributes")))
    , m_act(new QPushButton(actText.isEmpty() ? tr("Done") : actText))
{
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
    if (!actText.isEmpty()) {
        auto *cancel = new QPushButton(tr("Cancel"));
        cancel->setObjectName(u"entryCancel"_s);
        cancel->setProperty("variant", u"small"_s);
        connect(cancel, &QPushButton::clicked, this, &EntryEditor::cancelled);
        row->addWidget(cancel);
    }
    m_act->setObjectName(u"entryDone"_s);
    m_act->setProperty("variant", u"small"_s);
    row->addWidget(m_act);
    box->addLayout(row);
    connect(m_more, &QPushButton::toggled, this, &EntryEditor::showRare);
    connect(m_act, &QPushButton::clicked, this, &EntryEditor::accepted);
    connect(m_text, &QLineEdit::textEdited, this,
            [this](const QString &text) { edited(CacheEntry::parse(text)); });
    connect(m_text, &QLineEdit::returnPressed, this, &EntryEditor::accepted);
    connect(m_text, &SettingEdit::cancelled, this, &EntryEditor::cancelled);
}

QString EntryEditor::text() const { return m_entry.text(); }

void EntryEditor::setText(const QString &text)
{
    if (m_text->text() == text && m_entry.text() == text)
        return;
    m_entry = CacheEntry::parse(text);
    m_text->show(text);
    showFields();
}

void EntryEditor::focusText()
{
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
    m_text->show(entry.text());
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
        if (attribute.kind == CacheAttribute::Kind::Secret)
            line->setEchoMode(QLineEdit::PasswordEchoOnEdit);
        connect(line, &QLineEdit::textEdited, this, set);
        connect(line, &QLineEdit::returnPressed, this, &EntryEditor::accepted);
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
        if (field == m_fields.end())
            whole = problem.sentence;
        else
            field->cell->setProblem(problem.sentence);
    }
    m_textCell->setProblem(m_entry.text().isEmpty() ? QString() : whole);
    m_act->setEnabled(!m_entry.text().trimmed().isEmpty());
}

/// Attributes that are written or wrong are shown in any case.
void EntryEditor::showRare()
{
    bool hides = false;
    for (const Field &field : std::as_const(m_fields)) {
        const bool stays =
            !field.attribute.rare || m_entry.value(field.attribute.key) || !field.cell->problem().isEmpty();
        const bool visible = stays || m_more->isChecked();
        field.label->setVisible(visible);
        field.cell->setVisible(visible);
        hides = hides || !stays;
    }
    m_more->setVisible(hides);
    m_more->setText(m_more->isChecked() ? tr("Fewer attributes") : tr("More attributes"));
}

} // namespace layerdeck
