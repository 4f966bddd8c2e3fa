// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/presets.h"

#include <QRegularExpression>

#include <algorithm>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

bool says(const QString &text, const QString &pattern)
{
    return QRegularExpression(pattern, QRegularExpression::CaseInsensitiveOption).match(text).hasMatch();
}

bool clears(const QString &name)
{
    return says(name, u"\\b(clear|clean|purge|prune|flush|empty|reset|delete)\\w*\\b.*\\bcaches?\\b|\\bcaches?\\b.*\\b(clear|clean|purge|prune|flush|reset)"_s);
}

bool deploys(const QString &name)
{
    return says(name, u"\\b(re)?deploy(s|ment)?\\b|\\brelease\\b"_s) && !says(name, u"\\b(roll ?back|destroy|tear ?down|undeploy|stop|delete|remove|preview|docs?)\\b"_s);
}

/// Words of a name that has underscores, dashes and dots between them.
QString words(const Workflow &workflow, const DispatchForm &form)
{
    return u"%1 %2 %3"_s.arg(workflow.name, form.name, workflow.file()).replace(QRegularExpression(u"[_.-]"_s), u" "_s);
}

const DispatchInput *inputThatForces(const DispatchForm &form)
{
    const auto found = std::ranges::find_if(form.inputs, [](const DispatchInput &input) {
        const QString text = u"%1 %2"_s.arg(input.name, input.description).replace(QRegularExpression(u"[_-]"_s), u" "_s);
        return input.type == InputType::Boolean && says(text, u"\\bforce\\b.*\\b(re)?build|\\bno ?cache\\b|\\bwithout (the )?cache\\b|\\brebuild\\b"_s);
    });
    return found == form.inputs.end() ? nullptr : &*found;
}

/// What clears everything: the option "all" of its choices.
QMap<QString, QString> clearingAll(const DispatchForm &form)
{
    QMap<QString, QString> inputs;
    for (const DispatchInput &input : form.inputs) {
        const auto all = std::ranges::find_if(input.options, [](const QString &option) { return says(option, u"^(all|everything)$"_s); });
        if (all != input.options.end())
            inputs.insert(input.name, *all);
    }
    return inputs;
}

} // namespace

QList<Preset> recognisePresets(const QList<ReadWorkflow> &workflows)
{
    QList<Preset> presets;
    for (const ReadWorkflow &read : workflows) {
        if (!read.workflow.isActive() || !read.form.dispatchable)
            continue;
        const QString name = words(read.workflow, read.form);
        if (clears(name)) {
            presets << Preset{PresetKind::ClearCaches, read.workflow, clearingAll(read.form)};
        } else if (deploys(name)) {
            presets << Preset{PresetKind::Deploy, read.workflow, {}};
            if (const DispatchInput *input = inputThatForces(read.form))
                presets << Preset{PresetKind::ForceRebuild, read.workflow, {{input->name, u"true"_s}}};
        }
    }
    return presets;
}

QString presetKey(const Preset &preset)
{
    const QString kind = preset.kind == PresetKind::Deploy ? u"deploy"_s : preset.kind == PresetKind::ForceRebuild ? u"force-rebuild"_s : u"clear-caches"_s;
    QStringList parts{kind, preset.workflow.path};
    for (auto it = preset.inputs.cbegin(); it != preset.inputs.cend(); ++it)
        parts << it.key() + u'=' + it.value();
    return parts.join(u'\n');
}

QList<Preset> presetsOf(const QList<Preset> &presets, PresetKind kind)
{
    QList<Preset> some;
    std::ranges::copy_if(presets, std::back_inserter(some), [kind](const Preset &preset) { return preset.kind == kind; });
    return some;
}

} // namespace layerdeck::github
