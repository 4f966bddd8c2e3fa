// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "github/types.h"
#include "github/workflowfile.h"

#include <QMap>

namespace layerdeck::github {

/// A workflow with what it asks for on a branch.
struct ReadWorkflow
{
    Workflow workflow;
    DispatchForm form;
};

enum class PresetKind { Deploy, ForceRebuild, ClearCaches };

/// A workflow with the values that make it do one of the team's usual acts.
struct Preset
{
    PresetKind kind = PresetKind::Deploy;
    Workflow workflow;
    QMap<QString, QString> inputs;
    bool operator==(const Preset &) const = default;
};

/// What the names of workflows and inputs tell: "Deploy…" deploys, its "Force rebuild…" or "No cache" set is a forced one, "Clear…
/// caches" clears, with the target "all" where it has one. A guess: a person confirms it. Several of a kind are told in the order
/// of the list; workflows that cannot be started are left out.
QList<Preset> recognisePresets(const QList<ReadWorkflow> &workflows);

/// What names a preset over restarts: its kind, the workflow's path and the values. Other values are another preset.
QString presetKey(const Preset &preset);

/// Those of one kind.
QList<Preset> presetsOf(const QList<Preset> &presets, PresetKind kind);

} // namespace layerdeck::github
