// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace layerdeck::github {

enum class InputType { String, Choice, Boolean, Number, Environment };

/// The word that a workflow file has for the type: "choice".
QString inputTypeName(InputType type);

/// An input of `on.workflow_dispatch.inputs`.
struct DispatchInput
{
    QString name;
    InputType type = InputType::String;
    QString description = {};
    bool required = false;
    /// What GitHub takes where nothing is sent. Nothing also where the file has one that cannot hold (`problem` says so).
    std::optional<QString> defaultValue = {};
    QStringList options = {}; ///< of a Choice, in the order of the file
    QString problem = {};     ///< a sentence on what is wrong with it in the file; it can be filled in all the same
    bool operator==(const DispatchInput &) const = default;
};

/// What a workflow's file says of starting it by hand.
struct DispatchForm
{
    QString name;               ///< of the workflow; its path where the file has none
    bool dispatchable = false;  ///< `on:` has workflow_dispatch
    QStringList triggers;       ///< the events of `on:`, in the order of the file
    QList<DispatchInput> inputs;
    bool operator==(const DispatchForm &) const = default;

    const DispatchInput *input(const QString &name) const;
};

/// As many inputs as GitHub takes; GitHub Enterprise Server up to 3.19 takes ten.
constexpr int mostInputs = 25;
/// Characters that all values of one dispatch may have together.
constexpr qsizetype longestInputs = 65'535;

/// Reads a workflow file. `path` is named in errors: InvalidInput for what is no YAML or no workflow, for a choice without options, an
/// unknown type, and more inputs than `limit`, each with its place and with what to do.
Result<DispatchForm> parseWorkflowFile(const QByteArray &text, const QString &path, int limit = mostInputs);

/// The values of a dispatch as they are sent, from those that a person gave: all are texts, and what has a default and was not given is
/// left to GitHub. InvalidInput for what the workflow would refuse: no workflow_dispatch, an unknown name, a value that is
/// required and missing, no option of a choice, no number, no boolean, too much text. An empty value is sent as given.
Result<QMap<QString, QString>> checkInputs(const DispatchForm &form, const QMap<QString, QString> &given);

/// InvalidInput where a value of an input of the type environment is none of `environments`, those of the repository.
Result<void> checkEnvironments(const DispatchForm &form, const QMap<QString, QString> &sent, const QStringList &environments);

} // namespace layerdeck::github
