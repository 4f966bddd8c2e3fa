// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/settingspatch.h"

#include "compose/effectivemembers.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

using Edits = YamlEditor::Edits;
using Kind = YamlNode::Kind;

tl::unexpected<QString> because(const QString &reason) { return tl::unexpected<QString>(reason); }

NewYaml singleValue(Setting setting, const QString &text)
{
    const bool flag = setting == Setting::NoCache || setting == Setting::Pull;
    return flag && (text == "true"_L1 || text == "false"_L1) ? NewYaml::verbatim(text)
                                                             : NewYaml::scalar(text);
}

NewYaml argValue(const std::optional<QString> &value)
{
    return value ? NewYaml::scalar(*value) : NewYaml::verbatim({});
}

NewMember argMember(const BuildArgument &arg) { return {arg.name, argValue(arg.value)}; }

QString argEntry(const BuildArgument &arg) { return arg.value ? arg.name + u'=' + *arg.value : arg.name; }

qsizetype indexOf(const YamlNode &map, const QByteArray &key)
{
    for (qsizetype i = 0; i < map.members.size(); ++i) {
        if (map.members.at(i).first.scalar == key)
            return i;
    }
    return -1;
}

/// One service of one text: from what it writes to what it should write.
class ServicePatch
{
public:
    ServicePatch(const YamlText &yaml, int document, const WrittenService &written, const ServiceSettings &wanted)
        : m_yaml(yaml)
        , m_document(document)
        , m_written(written)
        , m_wanted(wanted)
        , m_changed(wanted.differing(written.settings))
    {
    }

    /// An argument that stands twice: which one is meant, only Compose knows.
    std::optional<QString> repeatedArgument() const
    {
        QStringList names;
        for (const BuildArgument &arg : m_written.settings.args) {
            if (names.contains(arg.name))
                return arg.name;
            names << arg.name;
        }
        return std::nullopt;
    }

    Edits edits()
    {
        if (const auto name = repeatedArgument(); name && m_changed.contains(Setting::Args))
            return because(u"the build argument %1 stands there twice"_s.arg(*name));
        const YamlNode &root = m_yaml.documents().at(m_document);
        const YamlNode *services = root.member("services");
        if (!services || services->kind == Kind::Alias)
            return because(u"the file has no “services” of its own"_s);
        const YamlNode &servicesKey = *root.memberKey("services");
        const QByteArray name = m_written.name.toUtf8();
        const qsizetype index = indexOf(*services, name);
        if (index < 0)
            return newService(root, servicesKey, *services);
        const auto &[key, value] = services->members.at(index);
        const int step = services->isFlow() ? 2 : column(key) - column(servicesKey);
        const YamlEditor editor(m_yaml, YamlEditor::layoutOf(m_yaml, root, value, step));
        m_editor = &editor;
        m_service = &value;
        Edits result = service(key, value, services->isFlow());
        m_editor = nullptr;
        return result;
    }

private:
    int column(const YamlNode &node) const { return m_yaml.position(node.begin).column - 1; }

    Edits newService(const YamlNode &root, const YamlNode &servicesKey, const YamlNode &services)
    {
        if (effectiveMember(m_yaml, services, m_written.name.toUtf8()).value)
            return because(u"the whole service comes from an anchor"_s);
        const bool hasServices =
            services.kind == Kind::Map && !services.isFlow() && !services.members.isEmpty();
        const int step = hasServices ? column(services.members.first().first) - column(servicesKey) : 2;
        const YamlEditor editor(m_yaml, YamlEditor::layoutOf(m_yaml, root, services, step));
        const NewMember member{m_written.name, serviceMap({})};
        if (services.kind == Kind::Map && (hasServices || services.isFlow()))
            return editor.changeMembers(servicesKey, services, {}, {member});
        return editor.replaceValue(servicesKey, services, NewYaml{NewYaml::Kind::Map, {}, {}, {member}},
                                   root.isFlow());
    }

    /// What the service writes of the wanted settings when it writes none of them yet; `build` may bring more
    /// for its section.
    NewYaml serviceMap(const QList<NewMember> &build) const
    {
        NewYaml map{NewYaml::Kind::Map, {}, {}, {}};
        NewYaml section{NewYaml::Kind::Map, {}, {}, build};
        for (const Setting setting : m_changed) {
            if (!m_wanted.isWritten(setting))
                continue;
            const NewMember member{settingKey(setting), newValue(setting)};
            (isBuildSetting(setting) ? section : map).members << member;
        }
        if (!section.members.isEmpty())
            map.members << NewMember{u"build"_s, section};
        return map;
    }

    /// `edits` inside the members of `map`, and the members that come and go.
    Edits withMembers(const QList<TextEdit> &edits, const YamlNode &key, const YamlNode &map,
                      const QList<qsizetype> &removed, const QList<NewMember> &added) const
    {
        if (removed.isEmpty() && added.isEmpty())
            return edits;
        const auto members = m_editor->changeMembers(key, map, removed, added);
        if (!members)
            return members;
        return edits + *members;
    }

    NewYaml newValue(Setting setting) const
    {
        if (setting == Setting::Args)
            return newArgs();
        return isList(setting) ? NewYaml::list(m_wanted.list(setting)) : singleValue(setting, *m_wanted.single(setting));
    }

    /// What stays is written as it stands in the place that it comes from: 0x10 in quotes would be another value.
    NewYaml newArgs() const
    {
        NewYaml map{NewYaml::Kind::Map, {}, {}, {}};
        const EffectiveMember build = m_service ? effectiveMember(m_yaml, *m_service, "build") : EffectiveMember{};
        const EffectiveMember args = build.value ? effectiveMember(m_yaml, *build.value, "args") : EffectiveMember{};
        for (const BuildArgument &arg : m_wanted.args) {
            const BuildArgument *old = m_written.settings.arg(arg.name);
            const EffectiveMember place = old && *old == arg && args.value
                                              ? effectiveMember(m_yaml, *args.value, arg.name.toUtf8())
                                              : EffectiveMember{};
            const auto copied = place.value ? copy(*place.value) : tl::expected<NewYaml, QString>(argValue(arg.value));
            map.members << NewMember{arg.name, copied ? *copied : argValue(arg.value)};
        }
        return map;
    }

    bool changesBuild() const { return std::ranges::any_of(m_changed, isBuildSetting); }

    Edits service(const YamlNode &key, const YamlNode &value, bool inFlow)
    {
        if (value.kind == Kind::Null)
            return m_editor->replaceValue(key, value, serviceMap({}), inFlow);
        const YamlNode &map = m_yaml.resolved(value);
        QList<qsizetype> removed;
        QList<NewMember> added;
        QList<TextEdit> edits;
        for (const Setting setting : {Setting::Image, Setting::PullPolicy}) {
            if (!m_changed.contains(setting))
                continue;
            if (const auto done = changeSetting(setting, value, removed, added); done)
                edits += *done;
            else
                return done;
        }
        if (changesBuild()) {
            const auto done = build(value, map, removed, added);
            if (!done)
                return done;
            edits += *done;
        }
        if (value.kind == Kind::Alias) {
            if (!edits.isEmpty() || !removed.isEmpty())
                return because(u"the whole service is an alias of another place"_s);
            return m_editor->growIntoMap(key, value, u"<<"_s, added, inFlow);
        }
        return withMembers(edits, key, value, removed, added);
    }

    /// Edits inside the `build` section, or, where the service has none of its own, what is to be added for
    /// it.
    Edits build(const YamlNode &serviceValue, const YamlNode &serviceMapNode, QList<qsizetype> &,
                QList<NewMember> &added)
    {
        const qsizetype index = serviceValue.kind == Kind::Alias ? -1 : indexOf(serviceMapNode, "build");
        if (index >= 0)
            return ownBuild(serviceMapNode.members.at(index).first, serviceMapNode.members.at(index).second,
                            serviceMapNode.isFlow());
        const EffectiveMember inherited = effectiveMember(m_yaml, serviceValue, "build");
        auto base =
            inherited.value ? overriding(*inherited.value) : tl::expected<QList<NewMember>, QString>();
        if (!base)
            return because(base.error());
        const auto members = overridingSettings(*base);
        if (!members)
            return because(members.error());
        added << NewMember{u"build"_s, NewYaml{NewYaml::Kind::Map, {}, {}, *members}};
        return QList<TextEdit>{};
    }

    Edits ownBuild(const YamlNode &key, const YamlNode &value, bool inFlow)
    {
        const YamlNode &build = m_yaml.resolved(value);
        if (value.kind == Kind::Alias || build.kind == Kind::Scalar) {
            const auto members = overridingSettings({});
            if (!members)
                return because(members.error());
            const bool section = build.kind == Kind::Map;
            if (!section && build.kind != Kind::Scalar)
                return because(u"its build section is no section"_s);
            return m_editor->growIntoMap(key, value, section ? u"<<"_s : u"context"_s, *members, inFlow);
        }
        if (build.tag == "!reset")
            return because(u"its build section is taken away with !reset"_s);
        if (build.kind == Kind::Null ||
            (build.kind == Kind::Map && build.members.isEmpty() && !build.isFlow())) {
            const auto members = overridingSettings({});
            if (!members)
                return because(members.error());
            return m_editor->replaceValue(key, value, NewYaml{NewYaml::Kind::Map, {}, {}, *members}, inFlow);
        }
        if (build.kind != Kind::Map)
            return because(u"its build section is no section"_s);
        QList<TextEdit> edits;
        QList<qsizetype> removed;
        QList<NewMember> added;
        for (const Setting setting : m_changed) {
            if (!isBuildSetting(setting))
                continue;
            const auto done = changeSetting(setting, value, removed, added);
            if (!done)
                return done;
            edits += *done;
        }
        return withMembers(edits, key, value, removed, added);
    }

    /// Changes one setting in `map` (own, or an alias): edits in place, or an index to remove, or a member to
    /// add.
    Edits changeSetting(Setting setting, const YamlNode &map, QList<qsizetype> &removed,
                        QList<NewMember> &added)
    {
        const QByteArray name = settingKey(setting).toUtf8();
        const qsizetype index = map.kind == Kind::Map ? indexOf(map, name) : -1;
        if (index < 0) {
            const auto value = overridingValue(setting);
            if (!value)
                return because(value.error());
            added << NewMember{settingKey(setting), *value};
            return QList<TextEdit>{};
        }
        const auto &[key, value] = map.members.at(index);
        if (value.tag == "!reset")
            return because(u"“%1” is taken away with !reset in line %2"_s.arg(settingKey(setting))
                               .arg(m_yaml.position(value.begin).line));
        if (!m_wanted.isWritten(setting)) {
            removed << index;
            // What a merge key brings would show again where this one goes.
            if (const auto merged = mergedValue(m_yaml, map, name);
                merged && m_yaml.resolved(*merged).kind != Kind::Null)
                return because(u"“%1” would come from an anchor then"_s.arg(settingKey(setting)));
            return QList<TextEdit>{};
        }
        if (isList(setting) && value.kind == Kind::Sequence)
            return checkedItems(setting, value, m_wanted.list(setting), m_wanted.added.value(setting));
        if (setting == Setting::Args && value.kind == Kind::Sequence) {
            QStringList entries;
            for (const BuildArgument &arg : m_wanted.args)
                entries << argEntry(arg);
            return checkedItems(setting, value, entries);
        }
        if (setting == Setting::Args && value.kind == Kind::Map)
            return changeArgs(key, value, map.isFlow());
        if (!isList(setting) && setting != Setting::Args && value.kind == Kind::Scalar)
            return m_editor->replaceScalar(value, singleValue(setting, *m_wanted.single(setting)),
                                           map.isFlow());
        if (setting == Setting::Args && value.kind == Kind::Alias && m_yaml.resolved(value).kind == Kind::Map &&
            !removesArgument())
            return m_editor->growIntoMap(key, value, u"<<"_s, changedArgs(), map.isFlow());
        if (value.kind != Kind::Alias && value.kind != Kind::Null)
            return because(u"“%1” is not written as Compose expects it"_s.arg(settingKey(setting)));
        return m_editor->replaceValue(key, value, newValue(setting), map.isFlow());
    }

    bool removesArgument() const
    {
        return std::ranges::any_of(m_written.settings.args,
                                   [this](const BuildArgument &old) { return !m_wanted.arg(old.name); });
    }

    /// Arguments beside an alias of others: these need not be written a second time.
    QList<NewMember> changedArgs() const
    {
        QList<NewMember> members;
        for (const BuildArgument &arg : m_wanted.args) {
            const BuildArgument *old = m_written.settings.arg(arg.name);
            if (!old || !(*old == arg))
                members << argMember(arg);
        }
        return members;
    }

    Edits checkedItems(Setting setting, const YamlNode &list, const QStringList &wanted,
                       const QStringList &added = {}) const
    {
        const bool scalars = std::ranges::all_of(
            list.items, [this](const YamlNode &item) { return m_yaml.resolved(item).kind == Kind::Scalar; });
        if (!scalars)
            return because(u"“%1” is no list of texts"_s.arg(settingKey(setting)));
        return m_editor->setItems(list, wanted, added);
    }

    Edits changeArgs(const YamlNode &argsKey, const YamlNode &args, bool inFlow)
    {
        QList<TextEdit> edits;
        QList<qsizetype> removed;
        QList<NewMember> added;
        for (const BuildArgument &old : m_written.settings.args) {
            if (m_wanted.arg(old.name))
                continue;
            const qsizetype index = indexOf(args, old.name.toUtf8());
            if (index < 0)
                return because(u"the argument %1 comes from an anchor"_s.arg(old.name));
            if (mergedValue(m_yaml, args, old.name.toUtf8()))
                return because(u"the argument %1 would come from an anchor then"_s.arg(old.name));
            removed << index;
        }
        for (const BuildArgument &arg : m_wanted.args) {
            const BuildArgument *old = m_written.settings.arg(arg.name);
            if (old && *old == arg)
                continue;
            const qsizetype index = indexOf(args, arg.name.toUtf8());
            if (index < 0) {
                added << argMember(arg);
                continue;
            }
            const auto &[key, value] = args.members.at(index);
            const auto done = value.kind == Kind::Scalar && arg.value
                                  ? m_editor->replaceScalar(value, argValue(arg.value), args.isFlow())
                                  : m_editor->replaceValue(key, value, argValue(arg.value), args.isFlow());
            if (!done)
                return done;
            edits += *done;
        }
        if (!(removed.isEmpty() && added.isEmpty()) && args.members.isEmpty() && !args.isFlow())
            return m_editor->replaceValue(argsKey, args, newValue(Setting::Args), inFlow);
        return withMembers(edits, argsKey, args, removed, added);
    }

    /// The arguments that come to the service through its section, where they have a name that a merge key can take.
    const YamlNode *namedArgs() const
    {
        const YamlNode *section = m_service ? effectiveMember(m_yaml, *m_service, "build").value : nullptr;
        const YamlNode *args = section ? effectiveMember(m_yaml, *section, "args").value : nullptr;
        const bool isNamed = args && !args->anchor.isEmpty() && m_yaml.resolved(*args).kind == Kind::Map;
        return isNamed ? args : nullptr;
    }

    /// A setting that is written where none of the service's own stands.
    tl::expected<NewYaml, QString> overridingValue(Setting setting) const
    {
        if (setting == Setting::Args && !removesArgument()) {
            if (const YamlNode *inherited = namedArgs())
                return NewYaml{NewYaml::Kind::Map, {}, {},
                               QList{NewMember{u"<<"_s, NewYaml::verbatim(u'*' + QString::fromUtf8(inherited->anchor))}} + changedArgs()};
        }
        if (m_wanted.isWritten(setting))
            return newValue(setting);
        if (isList(setting))
            return NewYaml{NewYaml::Kind::List, {}, {}, {}};
        return because(u"“%1” comes from an anchor in line %2, which other services may use too"_s
                           .arg(settingKey(setting))
                           .arg(m_written.origin(setting).place.line));
    }

    tl::expected<QList<NewMember>, QString> overridingSettings(QList<NewMember> members) const
    {
        for (const Setting setting : m_changed) {
            if (!isBuildSetting(setting))
                continue;
            const auto value = overridingValue(setting);
            if (!value)
                return because(value.error());
            const QString key = settingKey(setting);
            members.removeIf([&key](const NewMember &member) { return member.first == key; });
            members << NewMember{key, *value};
        }
        return members;
    }

    /// The members that an own build section needs to mean what the inherited one means: YAML doesn't merge
    /// into sections.
    tl::expected<QList<NewMember>, QString> overriding(const YamlNode &inherited) const
    {
        const YamlNode &build = m_yaml.resolved(inherited);
        if (inherited.kind == Kind::Alias || !build.anchor.isEmpty()) {
            const NewYaml alias = NewYaml::verbatim(u'*' + QString::fromUtf8(build.anchor));
            return QList{NewMember{build.kind == Kind::Map ? u"<<"_s : u"context"_s, alias}};
        }
        if (build.kind == Kind::Scalar)
            return QList{NewMember{u"context"_s, NewYaml::verbatim(QString::fromUtf8(m_yaml.source(build)))}};
        QList<NewMember> members;
        for (const auto &[key, value] : build.members) {
            const auto copied = copy(value);
            if (!copied)
                return because(copied.error());
            members << NewMember{QString::fromUtf8(key.scalar), *copied};
        }
        return members;
    }

    tl::expected<NewYaml, QString> copy(const YamlNode &node) const
    {
        if (!node.anchor.isEmpty() && node.kind != Kind::Alias)
            return NewYaml::verbatim(u'*' + QString::fromUtf8(node.anchor));
        switch (node.kind) {
        case Kind::Alias:
            return NewYaml::verbatim(u'*' + QString::fromUtf8(node.anchor));
        case Kind::Null:
            return NewYaml::verbatim({});
        case Kind::Scalar:
            if (node.end < 0 || m_yaml.source(node).contains('\n'))
                return because(u"its build section comes from an anchor and has texts of several lines"_s);
            return NewYaml::verbatim(QString::fromUtf8(m_yaml.source(node)));
        case Kind::Sequence: {
            NewYaml list{NewYaml::Kind::List, {}, {}, {}};
            for (const YamlNode &item : node.items) {
                const auto copied = copy(item);
                if (!copied || (copied->kind != NewYaml::Kind::Verbatim))
                    return because(u"its build section comes from an anchor and has lists of sections"_s);
                list.items << *copied;
            }
            return list;
        }
        case Kind::Map: {
            NewYaml map{NewYaml::Kind::Map, {}, {}, {}};
            for (const auto &[key, value] : node.members) {
                const auto copied = copy(value);
                if (!copied)
                    return copied;
                map.members << NewMember{QString::fromUtf8(key.scalar), *copied};
            }
            return map;
        }
        }
        Q_UNREACHABLE();
    }

    const YamlText &m_yaml;
    const int m_document;
    const WrittenService &m_written;
    const ServiceSettings &m_wanted;
    QList<Setting> m_changed;
    const YamlEditor *m_editor = nullptr;
    const YamlNode *m_service = nullptr; ///< its value, where the file has the service
};

} // namespace

YamlEditor::Edits editsForService(const YamlText &yaml, int document, const WrittenService &written,
                                  const ServiceSettings &wanted)
{
    return ServicePatch(yaml, document, written, wanted).edits();
}

} // namespace layerdeck
