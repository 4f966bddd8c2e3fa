// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/workflowfile.h"

#include "text/yaml.h"

#include <algorithm>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

constexpr std::pair<InputType, QLatin1String> typeNames[] = {{InputType::String, "string"_L1},
                                                             {InputType::Choice, "choice"_L1},
                                                             {InputType::Boolean, "boolean"_L1},
                                                             {InputType::Number, "number"_L1},
                                                             {InputType::Environment, "environment"_L1}};

const QString unchanged = u"Nothing was sent to GitHub."_s;

/// Reads the parts of one file; each function gives a value, or an error with its place.
class FileReader
{
public:
    FileReader(const YamlText &yaml, int limit)
        : m_yaml(yaml)
        , m_limit(limit)
    {
    }

    Result<DispatchForm> read() const
    {
        const YamlNode *root = m_yaml.documents().isEmpty() ? nullptr : &m_yaml.resolved(m_yaml.documents().first());
        if (!root || root->kind != YamlNode::Kind::Map)
            return failure(noWorkflow(u"it is no map with “on:” and “jobs:”"_s));
        const YamlNode *on = root->member("on");
        if (!on)
            return failure(noWorkflow(u"it has no “on:”"_s));
        DispatchForm form;
        const YamlNode *name = root->member("name");
        form.name = name && !text(*name).isEmpty() ? text(*name) : m_yaml.name();
        const YamlNode &events = m_yaml.resolved(*on);
        if (events.kind == YamlNode::Kind::Scalar) {
            form.triggers << text(events);
        } else if (events.kind == YamlNode::Kind::Sequence) {
            for (const YamlNode &item : events.items)
                form.triggers << text(item);
        } else if (events.kind == YamlNode::Kind::Map) {
            for (const auto &[key, value] : events.members)
                form.triggers << text(key);
        } else {
            return failure(at(*on, u"“on:” names no event"_s, u"Write “on: workflow_dispatch” to start it by hand."_s));
        }
        form.dispatchable = form.triggers.contains("workflow_dispatch"_L1);
        if (const YamlNode *dispatch = member(events, "workflow_dispatch")) {
            if (const YamlNode *inputs = member(*dispatch, "inputs")) {
                Result<QList<DispatchInput>> read = readInputs(m_yaml.resolved(*inputs));
                if (!read)
                    return failure(read.error());
                form.inputs = *std::move(read);
            }
        }
        return form;
    }

private:
    Error noWorkflow(const QString &why) const
    {
        return {ErrorCode::InvalidInput, u"%1 is no workflow: %2."_s.arg(m_yaml.name(), why), unchanged,
                u"Correct the file in the repository, or choose another workflow."_s, {}};
    }

    Error at(const YamlNode &node, const QString &what, const QString &advice) const
    {
        const TextPosition place = m_yaml.position(node.begin);
        return {ErrorCode::InvalidInput, u"%1, line %2: %3."_s.arg(m_yaml.name()).arg(place.line).arg(what), unchanged, advice, {}};
    }

    QString text(const YamlNode &node) const
    {
        const YamlNode &value = m_yaml.resolved(node);
        return value.kind == YamlNode::Kind::Scalar ? QString::fromUtf8(value.scalar) : QString();
    }

    const YamlNode *member(const YamlNode &node, QByteArrayView key) const { return m_yaml.resolved(node).member(key); }

    Result<QList<DispatchInput>> readInputs(const YamlNode &inputs) const
    {
        if (inputs.kind == YamlNode::Kind::Null)
            return QList<DispatchInput>();
        if (inputs.kind != YamlNode::Kind::Map)
            return failure(at(inputs, u"“inputs:” is no map of names"_s, u"Write each input as “name:” with its type below it."_s));
        if (inputs.members.size() > m_limit) {
            return failure(at(inputs, u"the workflow has %1 inputs, and this GitHub takes %2 at most"_s.arg(inputs.members.size()).arg(m_limit),
                              u"Take inputs out of the file, or put several values into one."_s));
        }
        QList<DispatchInput> list;
        for (const auto &[key, value] : inputs.members) {
            Result<DispatchInput> input = readInput(key, m_yaml.resolved(value));
            if (!input)
                return failure(input.error());
            list << *std::move(input);
        }
        return list;
    }

    Result<DispatchInput> readInput(const YamlNode &key, const YamlNode &node) const
    {
        DispatchInput input;
        input.name = text(key);
        if (const YamlNode *type = node.member("type")) {
            const auto known = std::ranges::find(typeNames, text(*type), [](const auto &item) { return QString(item.second); });
            if (known == std::end(typeNames)) {
                return failure(at(*type, u"the input “%1” has the type “%2”, which GitHub does not know"_s.arg(input.name, text(*type)),
                                  u"Use string, choice, boolean, number or environment."_s));
            }
            input.type = known->first;
        }
        if (const YamlNode *description = node.member("description"))
            input.description = text(*description);
        if (const YamlNode *required = node.member("required"))
            input.required = text(*required).toLower() == "true"_L1;
        if (const YamlNode *options = node.member("options")) {
            for (const YamlNode &item : m_yaml.resolved(*options).items)
                input.options << text(item);
        }
        if (input.type == InputType::Choice && input.options.isEmpty()) {
            return failure(at(key, u"the input “%1” is a choice without options"_s.arg(input.name),
                              u"List its options in the file; GitHub refuses to start the workflow until then."_s));
        }
        if (const YamlNode *given = node.member("default"); given && m_yaml.resolved(*given).kind == YamlNode::Kind::Scalar)
            takeDefault(input, text(*given));
        return input;
    }

    static void takeDefault(DispatchInput &input, const QString &value)
    {
        if (input.type == InputType::Choice && !input.options.contains(value)) {
            input.problem = u"The file's default “%1” is none of the options. Choose one, and correct the file."_s.arg(value);
        } else if (input.type == InputType::Boolean && value.toLower() != "true"_L1 && value.toLower() != "false"_L1) {
            input.problem = u"The file's default “%1” is neither true nor false. Choose one, and correct the file."_s.arg(value);
        } else if (bool isNumber = false; input.type == InputType::Number && (value.toDouble(&isNumber), !isNumber)) {
            input.problem = u"The file's default “%1” is no number. Write one, and correct the file."_s.arg(value);
        } else {
            input.defaultValue = input.type == InputType::Boolean ? value.toLower() : value;
        }
    }

    const YamlText &m_yaml;
    int m_limit;
};

Error refused(const QString &message, const QString &advice)
{
    return {ErrorCode::InvalidInput, message, u"The workflow was not started."_s, advice, {}};
}

QString namesOf(const DispatchForm &form)
{
    QStringList names;
    for (const DispatchInput &input : form.inputs)
        names << input.name;
    return names.isEmpty() ? u"It has no inputs."_s : u"Its inputs are %1."_s.arg(names.join(", "_L1));
}

/// What is wrong with a value; nothing where it holds.
std::optional<Error> problemOf(const DispatchInput &input, const QString &value)
{
    switch (input.type) {
    case InputType::Choice:
        if (!input.options.contains(value)) {
            return refused(u"“%1” is none of the options of “%2”."_s.arg(value, input.name),
                           u"Choose one of %1."_s.arg(input.options.join(", "_L1)));
        }
        break;
    case InputType::Boolean:
        if (value != "true"_L1 && value != "false"_L1)
            return refused(u"“%1” is neither true nor false, as “%2” must be."_s.arg(value, input.name), u"Write true or false."_s);
        break;
    case InputType::Number: {
        bool isNumber = false;
        value.toDouble(&isNumber);
        if (!isNumber)
            return refused(u"“%1” is no number, as “%2” must be."_s.arg(value, input.name), u"Write it with digits and a point."_s);
        break;
    }
    case InputType::String:
    case InputType::Environment: break;
    }
    return std::nullopt;
}

} // namespace

QString inputTypeName(InputType type)
{
    return std::ranges::find(typeNames, type, [](const auto &item) { return item.first; })->second;
}

const DispatchInput *DispatchForm::input(const QString &name) const
{
    // GitHub compares names of inputs without regard to case.
    const auto found = std::ranges::find_if(inputs, [&](const DispatchInput &input) {
        return input.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == inputs.end() ? nullptr : &*found;
}

Result<DispatchForm> parseWorkflowFile(const QByteArray &text, const QString &path, int limit)
{
    const auto yaml = YamlText::parse(text, path);
    if (!yaml) {
        Error error = yaml.error();
        error.unchanged = unchanged;
        error.advice = u"Correct the file in the repository, or choose another workflow."_s;
        return failure(error);
    }
    return FileReader(**yaml, limit).read();
}

Result<QMap<QString, QString>> checkInputs(const DispatchForm &form, const QMap<QString, QString> &given)
{
    if (!form.dispatchable) {
        return failure(refused(u"“%1” cannot be started by hand: it has no workflow_dispatch, only %2."_s.arg(form.name, form.triggers.join(", "_L1)),
                               u"Add “workflow_dispatch:” to “on:” in its file on this branch, or start it by what triggers it."_s));
    }
    QMap<QString, QString> sent;
    qsizetype characters = 0;
    for (auto it = given.cbegin(); it != given.cend(); ++it) {
        const DispatchInput *input = form.input(it.key());
        if (!input)
            return failure(refused(u"“%1” has no input “%2”."_s.arg(form.name, it.key()), namesOf(form)));
        if (auto problem = problemOf(*input, it.value()))
            return failure(*problem);
        sent.insert(input->name, it.value());
        characters += it.value().size();
    }
    for (const DispatchInput &input : form.inputs) {
        const bool isEmpty = sent.value(input.name).isEmpty();
        const bool isGiven = sent.contains(input.name);
        // A boolean that nobody gave is false to GitHub.
        if (input.required && isEmpty && (isGiven || !input.defaultValue) && input.type != InputType::Boolean) {
            return failure(refused(u"“%1” needs a value for “%2”."_s.arg(form.name, input.name),
                                   input.description.isEmpty() ? u"Give it a value."_s : u"It stands for: %1."_s.arg(input.description)));
        }
    }
    if (characters > longestInputs) {
        return failure(refused(u"The values have %1 characters together, and GitHub takes %2."_s.arg(characters).arg(longestInputs),
                               u"Shorten them, or have the workflow read a file instead."_s));
    }
    return sent;
}

Result<void> checkEnvironments(const DispatchForm &form, const QMap<QString, QString> &sent, const QStringList &environments)
{
    for (const DispatchInput &input : form.inputs) {
        const QString value = sent.value(input.name);
        if (input.type != InputType::Environment || value.isEmpty() || environments.contains(value, Qt::CaseInsensitive))
            continue;
        return failure(refused(u"The repository has no environment “%1”, as “%2” must be one."_s.arg(value, input.name),
                               environments.isEmpty() ? u"It has none at all: make one in its settings on GitHub."_s
                                                      : u"Choose one of %1."_s.arg(environments.join(", "_L1))));
    }
    return {};
}

} // namespace layerdeck::github
