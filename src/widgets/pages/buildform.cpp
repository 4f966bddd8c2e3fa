// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/buildform.h"

#include "compose/settingproblems.h"
#include "widgets/pages/settingfields.h"
#include "widgets/theme/looks.h"
#include "widgets/theme/metrics.h"

#include <QGridLayout>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

const QString otherText = u"\x1f"_s; ///< the item that turns a choice into a field

} // namespace

BuildForm::BuildForm(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_image(new SettingEdit)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setProperty("passFocusRing", true);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(metrics::gap);
    m_grid->setVerticalSpacing(metrics::iconGap);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnStretch(3, 1);
    m_image->setObjectName(u"buildImage"_s);
    m_image->setAccessibleName(tr("Image that the build names"));
    m_target = typed(Setting::Target, u"buildTarget"_s);
    m_target->setAccessibleName(tr("Target stage of the build"));
    m_platforms = typed(Setting::Platforms, u"buildPlatforms"_s);
    m_platforms->setAccessibleName(tr("Platforms to build for"));
    m_noCache = choice(Setting::NoCache, u"buildNoCache"_s);
    m_noCache->setAccessibleName(tr("Build without cache"));
    m_pull = choice(Setting::Pull, u"buildPull"_s);
    m_pull->setAccessibleName(tr("Pull base images before the build"));
    m_pullPolicy = typed(Setting::PullPolicy, u"buildPullPolicy"_s);
    m_pullPolicy->setAccessibleName(tr("Pull policy of the service"));
    addCell(Setting::Image, tr("Image"), m_image, 0, 0, 3);
    addCell(Setting::Target, tr("Target"), m_target, 1, 0, 1);
    addCell(Setting::Platforms, tr("Platforms"), m_platforms, 1, 2, 1);
    addCell(Setting::NoCache, tr("No cache"), m_noCache, 2, 0, 1);
    addCell(Setting::Pull, tr("Pull"), m_pull, 2, 2, 1);
    addCell(Setting::PullPolicy, tr("Pull policy"), m_pullPolicy, 3, 0, 1);
    connect(m_image, &QLineEdit::textEdited, this, [this](const QString &text) {
        emit singleEdited(Setting::Image, text.isEmpty() ? std::nullopt : std::optional(text));
    });
    connect(m_image, &QLineEdit::editingFinished, this, &BuildForm::editingFinished);
    connect(m_image, &SettingEdit::cancelled, m_image, &SettingEdit::takeBack);
}

void BuildForm::addCell(Setting setting, const QString &label, QWidget *field, int row, int column, int span)
{
    auto *name = new QLabel(label);
    setInk(name, u"text2"_s);
    name->setBuddy(field);
    name->setMinimumHeight(metrics::height(metrics::Height::Field));
    // What is said of a field takes the whole width: two rows for it below each row of fields.
    auto *line = new QLabel;
    line->setProperty("type", u"small"_s);
    line->setWordWrap(true);
    line->setTextFormat(Qt::PlainText);
    line->hide();
    m_grid->addWidget(name, 3 * row, column);
    m_grid->addWidget(field, 3 * row, column + 1, 1, span);
    m_grid->addWidget(line, 3 * row + (column > 0 ? 2 : 1), 1, 1, 3);
    m_cells.insert(setting, {name, field, line, column > 0});
}

/// On, off, not written; a text with variables through a field of its own.
SettingCombo *BuildForm::choice(Setting setting, const QString &name)
{
    auto *combo = new SettingCombo;
    combo->setObjectName(name);
    combo->addItem(tr("Off, not written"));
    combo->addItem(tr("On"), u"true"_s);
    combo->addItem(tr("Off"), u"false"_s);
    combo->addItem(tr("Text with variables"), otherText);
    connect(combo, &QComboBox::activated, this, [this, combo, setting](int index) {
        const QString value = combo->itemData(index).toString();
        if (value != otherText) {
            if (combo->isEditable())
                combo->setEditable(false);
            combo->setCurrentIndex(index);
            emit singleEdited(setting, value.isEmpty() ? std::nullopt : std::optional(value));
            emit editingFinished();
            return;
        }
        combo->makeEditable();
        combo->setEditText(u"${}"_s);
        combo->lineEdit()->setCursorPosition(2);
        combo->lineEdit()->setFocus();
        connect(combo->lineEdit(), &QLineEdit::textEdited, this, [this, setting](const QString &text) {
            emit singleEdited(setting, text.isEmpty() ? std::nullopt : std::optional(text));
        });
        connect(combo->lineEdit(), &QLineEdit::editingFinished, this, &BuildForm::editingFinished);
    });
    return combo;
}

SettingCombo *BuildForm::typed(Setting setting, const QString &name)
{
    auto *combo = new SettingCombo;
    combo->setObjectName(name);
    combo->makeEditable();
    const auto send = [this, setting](const QString &text) {
        if (setting == Setting::Platforms)
            emit platformsEdited(platformList(text));
        else
            emit singleEdited(setting, text.isEmpty() ? std::nullopt : std::optional(text));
    };
    connect(combo->lineEdit(), &QLineEdit::textEdited, this, send);
    connect(combo->lineEdit(), &QLineEdit::editingFinished, this, &BuildForm::editingFinished);
    auto *edit = static_cast<SettingEdit *>(combo->lineEdit());
    connect(edit, &SettingEdit::cancelled, edit, &SettingEdit::takeBack);
    connect(combo, &QComboBox::activated, this, [this, combo, send](int index) {
        const QString value = combo->itemData(index).toString();
        combo->setEditText(value);
        send(value);
        emit editingFinished();
    });
    return combo;
}

void BuildForm::showChoice(SettingCombo *combo, const std::optional<QString> &value)
{
    const bool same = m_choices.contains(combo) && m_choices.value(combo) == value;
    m_choices.insert(combo, value);
    const bool typing = combo->isEditable() && combo->lineEdit()->hasFocus();
    if (typing && same)
        return;
    if (typing) {
        static_cast<SettingEdit *>(combo->lineEdit())->show(value.value_or(QString()));
        return;
    }
    if (combo->isEditable())
        combo->setEditable(false);
    while (combo->count() > 4)
        combo->removeItem(4);
    int index = value ? combo->findData(*value) : 0;
    if (index < 0) {
        combo->addItem(*value, *value);
        index = combo->count() - 1;
    }
    combo->setCurrentIndex(index);
}

void BuildForm::showTyped(SettingCombo *combo, const QString &value, const QString &placeholder,
                          const QStringList &choices, bool isSame)
{
    const QString typed = combo->currentText();
    QStringList now;
    for (int i = 1; i < combo->count(); ++i)
        now << combo->itemText(i);
    if (now != choices || combo->count() == 0) {
        combo->clear();
        combo->addItem(tr("Not written"), QString());
        for (const QString &choice : choices)
            combo->addItem(choice, choice);
        combo->setEditText(value);
    }
    static_cast<SettingEdit *>(combo->lineEdit())->show(isSame && combo->lineEdit()->hasFocus() ? typed : value);
    combo->lineEdit()->setPlaceholderText(placeholder);
}

void BuildForm::setState(const BuildFormState &state)
{
    const ServiceSettings &wanted = state.service.wanted;
    m_image->show(wanted.image.value_or(QString()));
    const InheritedSettings *imageGiver = state.service.giver(Setting::Image);
    m_image->setPlaceholderText(imageGiver ? imageGiver->settings.image.value_or(QString())
                                           : tr("not written"));
    const auto inheritedOr = [&state](Setting setting, const QString &text) {
        const InheritedSettings *other = state.service.giver(setting);
        return other && !state.service.wanted.single(setting) ? *other->settings.single(setting) : text;
    };
    showTyped(m_target, wanted.target.value_or(QString()), inheritedOr(Setting::Target, tr("last stage")),
              state.stages);
    showTyped(m_platforms, wanted.platforms.join(u", "_s), tr("native"),
              {u"linux/amd64"_s, u"linux/arm64"_s, u"linux/amd64, linux/arm64"_s},
              platformList(m_platforms->currentText()) == wanted.platforms);
    showTyped(m_pullPolicy, wanted.pullPolicy.value_or(QString()),
              inheritedOr(Setting::PullPolicy, tr("missing")),
              {u"always"_s, u"missing"_s, u"never"_s, u"build"_s});
    for (const auto &[combo, setting] : {std::pair(m_noCache, Setting::NoCache), std::pair(m_pull, Setting::Pull)}) {
        // Where another file writes it, nothing here does not mean off.
        combo->setItemText(0, state.service.giver(setting) ? tr("Not written here") : tr("Off, not written"));
        showChoice(combo, wanted.single(setting));
    }
    const bool builds = state.service.builds;
    for (auto it = m_cells.cbegin(); it != m_cells.cend(); ++it) {
        const Cell &cell = it.value();
        const bool applies = builds || !isBuildSetting(it.key());
        cell.label->setVisible(applies);
        cell.field->setVisible(applies);
        cell.field->setEnabled(state.editable);
        const QString problem = state.problems.value(it.key());
        const QString warning = state.warnings.value(it.key());
        const QString said = !problem.isEmpty()   ? problem
                             : !warning.isEmpty() ? warning
                                                  : state.hints.value(it.key());
        // Below two fields: the left one's needs no name.
        cell.line->setText(said.isEmpty() || !cell.isRight ? said : tr("%1: %2").arg(cell.label->text(), said));
        setInk(cell.line, !problem.isEmpty() ? u"fail"_s : !warning.isEmpty() ? u"warn"_s : u"text2"_s);
        cell.field->setAccessibleDescription(cell.line->text());
        cell.line->setVisible(applies && !cell.line->text().isEmpty());
    }
}

QWidgetList BuildForm::tabOrder() const
{
    return {m_image, m_target, m_platforms, m_noCache, m_pull, m_pullPolicy};
}

QString BuildForm::lineOf(Setting setting) const { return m_cells.value(setting).line->text(); }

} // namespace layerdeck
