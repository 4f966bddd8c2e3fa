// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/remoteform.h"

#include "widgets/parts/iconlabel.h"
#include "widgets/parts/textfield.h"

#include <QCheckBox>
#include <QApplication>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int margin = 16;
constexpr int gap = 8;
/// Beside a check box, in one line; what is longer stands below it, and wraps.
constexpr qsizetype longestBoxText = 32;

/// "force_rebuild" as a person reads it: "Force rebuild".
QString labelOf(const github::DispatchInput &input)
{
    QString text = input.name;
    text.replace(u'_', u' ').replace(u'-', u' ');
    return text.isEmpty() ? text : text.at(0).toUpper() + text.mid(1);
}

bool isBoxText(const QString &description)
{
    return !description.isEmpty() && description.size() <= longestBoxText;
}

QString aboutOf(const github::DispatchInput &input)
{
    QStringList parts;
    if (!input.description.isEmpty())
        parts << input.description;
    parts << (input.required ? RemoteForm::tr("Required.") : RemoteForm::tr("May be left empty."));
    if (input.defaultValue && !input.defaultValue->isEmpty())
        parts << RemoteForm::tr("Default: %1").arg(*input.defaultValue);
    if (input.type == github::InputType::String)
        parts << RemoteForm::tr("Shift+Return begins a new line.");
    return parts.join(u'\n');
}

/// What was sent the last time, where the workflow would still take it; else the default.
QString lastValue(const github::DispatchInput &input, const QMap<QString, QString> &sent)
{
    const QString otherwise = input.defaultValue.value_or(QString());
    if (!sent.contains(input.name))
        return otherwise;
    const QString value = sent.value(input.name);
    return input.type == github::InputType::Choice && !input.options.contains(value) ? otherwise : value;
}

/// What is chosen is the item's data. `empty`: the words for choosing nothing, where that can be; an option may have the same name.
QComboBox *comboBox(const QStringList &options, const QString &current, const QString &empty = {})
{
    auto *box = new QComboBox;
    if (!empty.isEmpty())
        box->addItem(empty, QString());
    for (const QString &option : options)
        box->addItem(option, option);
    // A long name must not widen the pane.
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(4);
    box->setCurrentIndex(std::max(0, box->findData(current)));
    return box;
}

QString emptyOf(const github::DispatchInput &input)
{
    return input.required ? RemoteForm::tr("Choose…") : RemoteForm::tr("None");
}

} // namespace

RemoteForm::RemoteForm(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QFormLayout(this))
{
    m_layout->setContentsMargins(margin, margin, margin, gap);
    m_layout->setHorizontalSpacing(margin);
    m_layout->setVerticalSpacing(gap);
    m_layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_layout->setLabelAlignment(Qt::AlignLeft);
    m_layout->setRowWrapPolicy(QFormLayout::WrapLongRows);
}

QString RemoteForm::keyOf(const github::Workflow &workflow, const QString &input) const
{
    return u"%1\n%2\n%3"_s.arg(m_repository, inputsKey(workflow.path, m_choice.act()), input);
}

void RemoteForm::setChoice(const RemoteChoice &choice, const RemoteState &state, const RemoteChoices &kept)
{
    if (choice.id != m_choice.id || state.place.repository.displayName() != m_repository)
        m_typed.clear();
    m_repository = state.place.repository.displayName();
    const QString focused = choice.id == m_choice.id ? focusedEditor() : QString();
    while (m_layout->rowCount() > 0)
        m_layout->removeRow(0);
    m_ref = nullptr;
    m_fields.clear();
    m_forms.clear();
    m_choice = choice;
    m_environments = state.environments;
    if (choice.parts.isEmpty()) {
        emit changed();
        return;
    }
    QStringList refs = state.branches;
    for (const QString &tag : state.tags)
        refs << u"refs/tags/"_s + tag;
    if (!refs.contains(state.ref))
        refs.prepend(state.ref);
    m_ref = comboBox(refs, state.ref);
    m_ref->setObjectName(u"remoteRef"_s);
    m_ref->setAccessibleName(tr("Branch"));
    m_layout->addRow(tr("Branch"), m_ref);
    m_shownRef = state.ref;
    connect(m_ref, &QComboBox::textActivated, this, &RemoteForm::refChosen);
    for (int part = 0; part < choice.parts.size(); ++part) {
        const github::Preset &preset = choice.parts.at(part);
        const auto read = std::ranges::find_if(state.workflows, [&](const github::ReadWorkflow &w) { return w.workflow.id == preset.workflow.id; });
        m_forms << (read == state.workflows.end() ? github::DispatchForm() : read->form);
        if (choice.isPair() && !m_forms.last().inputs.isEmpty())
            addHead(preset.workflow.name);
        for (const github::DispatchInput &input : m_forms.last().inputs) {
            // What makes the act stands over what was typed for another, and that over what was sent the last time.
            const QString last = lastValue(input, kept.inputs.value(inputsKey(preset.workflow.path, choice.act())));
            const QString key = keyOf(preset.workflow, input.name);
            const QString given = m_given.value(key, last);
            // The form may be made anew while somebody fills it in.
            addField(part, input, m_typed.contains(key) ? given : preset.inputs.value(input.name, given));
        }
    }
    // It is made anew while somebody goes through it by keys.
    for (QWidget *editor : editors()) {
        if (!focused.isEmpty() && editor->objectName() == focused)
            editor->setFocus(Qt::OtherFocusReason);
    }
    emit changed();
}

QString RemoteForm::focusedEditor() const
{
    const QWidget *focus = QApplication::focusWidget();
    for (const QWidget *editor : editors()) {
        if (editor == focus || editor->isAncestorOf(focus))
            return editor->objectName();
    }
    return {};
}

/// Whose the inputs below are.
void RemoteForm::addHead(const QString &workflow)
{
    auto *head = new QLabel(workflow);
    head->setObjectName(u"remotePartHead"_s);
    head->setProperty("type", u"head"_s);
    head->setProperty("ink", u"text2"_s);
    head->setTextFormat(Qt::PlainText);
    m_layout->addRow(head);
}

QList<QWidget *> RemoteForm::editors() const
{
    QList<QWidget *> editors;
    if (m_ref)
        editors << m_ref;
    for (const Field &field : m_fields)
        editors << field.editor;
    return editors;
}

void RemoteForm::focusFirst()
{
    if (m_ref)
        m_ref->setFocus(Qt::OtherFocusReason);
}

QWidget *RemoteForm::makeEditor(const github::DispatchInput &input, const QString &given)
{
    switch (input.type) {
    case github::InputType::Boolean: {
        auto *box = new QCheckBox(isBoxText(input.description) ? input.description : labelOf(input));
        box->setChecked(given == "true"_L1);
        return box;
    }
    case github::InputType::Choice: return comboBox(input.options, given, input.defaultValue ? QString() : emptyOf(input));
    case github::InputType::Environment: {
        QComboBox *box = comboBox(m_environments, given, input.required ? QString() : emptyOf(input));
        if (!given.isEmpty() && box->findData(given) < 0) {
            box->addItem(given, given);
            box->setCurrentIndex(box->count() - 1);
        }
        return box;
    }
    case github::InputType::String: return new TextField(given);
    case github::InputType::Number: break;
    }
    return new QLineEdit(given);
}

void RemoteForm::addField(int part, const github::DispatchInput &input, const QString &given)
{
    const Field field{part, input, makeEditor(input, given)};
    field.editor->setObjectName(u"remoteInput_"_s + input.name);
    field.editor->setAccessibleName(labelOf(input));
    field.editor->setToolTip(aboutOf(input));
    if (qobject_cast<QCheckBox *>(field.editor))
        m_layout->addRow(field.editor);
    else
        m_layout->addRow(labelOf(input), field.editor);
    const bool isBox = qobject_cast<QCheckBox *>(field.editor);
    if (!input.description.isEmpty() && !(isBox && isBoxText(input.description))) {
        auto *help = new QLabel(input.description);
        help->setObjectName(u"remoteHelp_"_s + input.name);
        help->setProperty("type", u"small"_s);
        help->setProperty("ink", u"text2"_s);
        help->setTextFormat(Qt::PlainText);
        help->setWordWrap(true);
        if (isBox)
            m_layout->addRow(help);
        else
            m_layout->addRow(QString(), help);
    }
    if (!input.problem.isEmpty()) {
        auto *problem = new IconNote;
        problem->setContent(u"warning"_s, input.problem, Tone::Warn);
        m_layout->addRow(problem);
    }
    m_fields << field;
    const auto changedHere = [this, field] { note(field); };
    if (auto *box = qobject_cast<QCheckBox *>(field.editor))
        connect(box, &QCheckBox::toggled, this, changedHere);
    else if (auto *list = qobject_cast<QComboBox *>(field.editor))
        connect(list, &QComboBox::currentIndexChanged, this, changedHere);
    else if (auto *text = qobject_cast<TextField *>(field.editor))
        connect(text, &TextField::textChanged, this, changedHere);
    else if (auto *line = qobject_cast<QLineEdit *>(field.editor))
        connect(line, &QLineEdit::textChanged, this, changedHere);
}

void RemoteForm::note(const Field &field)
{
    const QString key = keyOf(m_choice.parts.at(field.part).workflow, field.input.name);
    m_given.insert(key, valueOf(field));
    m_typed.insert(key);
    emit changed();
}

QString RemoteForm::valueOf(const Field &field)
{
    if (const auto *box = qobject_cast<QCheckBox *>(field.editor))
        return box->isChecked() ? u"true"_s : u"false"_s;
    if (const auto *list = qobject_cast<QComboBox *>(field.editor))
        return list->currentData().toString();
    if (const auto *text = qobject_cast<TextField *>(field.editor))
        return text->toPlainText();
    const auto *line = qobject_cast<QLineEdit *>(field.editor);
    return line ? line->text() : QString();
}

Result<RemotePlan> RemoteForm::plan() const
{
    RemotePlan plan;
    for (int part = 0; part < m_choice.parts.size(); ++part) {
        QMap<QString, QString> values;
        for (const Field &field : m_fields) {
            const QString value = valueOf(field);
            // What is the default or empty is left to GitHub, which knows it.
            const bool isOwn = value != field.input.defaultValue.value_or(field.input.type == github::InputType::Boolean ? u"false"_s : QString());
            if (field.part == part && (isOwn || field.input.required))
                values.insert(field.input.name, value);
        }
        const Result<QMap<QString, QString>> checked = github::checkInputs(m_forms.at(part), values);
        if (!checked)
            return failure(checked.error());
        const github::Workflow &workflow = m_choice.parts.at(part).workflow;
        plan.steps << RemoteStep{workflow.file(), workflow.name, m_shownRef, *checked};
    }
    if (const Result<void> fits = checkPlan(plan); !fits)
        return failure(fits.error());
    return plan;
}

} // namespace layerdeck
