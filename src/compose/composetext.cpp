// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/composetext.h"

#include "base/units.h"
#include "compose/effectivemembers.h"
#include "compose/settingspatch.h"
#include "compose/takers.h"
#include "compose/unaskeddifference.h"
#include "text/yaml.h"

#include <algorithm>
#include <functional>

namespace layerdeck {

using namespace Qt::StringLiterals;

struct ComposeText::Data
{
    std::shared_ptr<const YamlText> yaml;
    int document = 0;
    QList<WrittenService> services;
    QList<NamedFile> includes;
    QString projectName;
};

namespace {

/// Services that are patched one after the other before all are at once: each costs a parse of the file.
constexpr qsizetype mostInTurn = 24;

Error notCompose(const YamlText &yaml, const YamlNode *where, const QString &why)
{
    const TextPosition place = where ? yaml.position(where->begin) : TextPosition{};
    const QString name = place.isValid() && place.line > 1
                             ? u"%1, line %2, column %3"_s.arg(yaml.name()).arg(place.line).arg(place.column)
                             : yaml.name();
    return {ErrorCode::InvalidInput,
            u"%1 is no Compose file: %2."_s.arg(name, why),
            u"The file was not changed."_s,
            u"Choose a file with a “services” section."_s,
            {}};
}

/// "“a”, “b” and “c”".
QString quoted(const QStringList &names)
{
    QStringList parts;
    for (const QString &name : names)
        parts << u'“' + name + u'”';
    const QString last = parts.takeLast();
    return parts.isEmpty() ? last : parts.join(u", "_s) + u" and "_s + last;
}

QString valueText(const YamlText &yaml, const YamlNode *node)
{
    return node ? QString::fromUtf8(yaml.resolved(*node).scalar) : QString();
}

/// Reads the settings of one service.
class ServiceReader
{
public:
    ServiceReader(const YamlText &yaml, const YamlNode &key, const YamlNode &value)
        : m_yaml(yaml)
    {
        m_service.name = QString::fromUtf8(key.scalar);
        m_service.place = yaml.position(key.begin);
        const YamlNode &node = yaml.resolved(value);
        readCancelling(key, value, [](Setting) { return true; });
        if (node.kind != YamlNode::Kind::Map && node.kind != YamlNode::Kind::Null) {
            m_service.whyNotEditable = u"the service has no settings"_s;
            return;
        }
        if (key.kind != YamlNode::Kind::Scalar || (node.tag == "!reset")) {
            m_service.whyNotEditable = u"the service is written in an unusual way"_s;
            return;
        }
        readService(value);
    }
    WrittenService take() { return std::move(m_service); }

private:
    void readService(const YamlNode &value)
    {
        const bool own = value.kind != YamlNode::Kind::Alias;
        for (const EffectiveMember &member : effectiveMembers(m_yaml, value)) {
            const QByteArray &name = member.key->scalar;
            if (name == "image")
                readSingle(Setting::Image, member, own);
            else if (name == "pull_policy")
                readSingle(Setting::PullPolicy, member, own);
            else if (name == "build") {
                readCancelling(*member.key, *member.value, isBuildSetting);
                readBuild(*member.value, own && member.own);
            }
            else if (name == "extends")
                readExtends(*member.value);
            else if (name == "profiles")
                for (const YamlNode &item : m_yaml.resolved(*member.value).items)
                    m_service.profiles << valueText(m_yaml, &item);
        }
    }

    /// Whether the value takes away what earlier files write for the settings that are meant.
    void readCancelling(const YamlNode &key, const YamlNode &value, const std::function<bool(Setting)> &isMeant)
    {
        const QByteArray &tag = m_yaml.resolved(value).tag;
        if (tag != "!reset" && tag != "!override")
            return;
        for (const Setting setting : allSettings) {
            if (isMeant(setting) && !m_service.cancels.contains(setting))
                m_service.cancels.insert(setting, Cancelling{QString::fromUtf8(tag), m_yaml.position(key.begin)});
        }
    }

    void readExtends(const YamlNode &value)
    {
        const YamlNode &node = m_yaml.resolved(value);
        ExtendedService extended;
        const YamlNode *file = node.member("file");
        extended.place = m_yaml.position(file ? file->begin : value.begin);
        extended.service = node.kind == YamlNode::Kind::Map ? valueText(m_yaml, node.member("service"))
                                                            : valueText(m_yaml, &node);
        extended.file = valueText(m_yaml, file);
        m_service.extends = extended;
    }

    void readBuild(const YamlNode &value, bool own)
    {
        const YamlNode &build = m_yaml.resolved(value);
        if (build.kind == YamlNode::Kind::Null)
            return;
        m_service.builds = build.tag != "!reset";
        own = own && value.kind != YamlNode::Kind::Alias;
        if (build.kind == YamlNode::Kind::Scalar) {
            m_service.context = QString::fromUtf8(build.scalar);
            if (own)
                m_service.buildKeys << u"context"_s;
        }
        for (const EffectiveMember &member : effectiveMembers(m_yaml, value)) {
            const QByteArray &name = member.key->scalar;
            if (own && member.own)
                m_service.buildKeys << QString::fromUtf8(name);
            if (name == "context")
                m_service.context = valueText(m_yaml, member.value);
            else if (name == "dockerfile")
                m_service.dockerfile = valueText(m_yaml, member.value);
            else if (name == "dockerfile_inline")
                m_service.inlineDockerfile = true;
            else if (name == "additional_contexts")
                readContexts(*member.value);
            for (const Setting setting : allSettings) {
                if (!isBuildSetting(setting) || settingKey(setting).toUtf8() != name)
                    continue;
                if (setting == Setting::Args)
                    readArgs(member, own);
                else if (setting == Setting::CacheFrom || setting == Setting::CacheTo ||
                         setting == Setting::Platforms)
                    readList(setting, member, own);
                else
                    readSingle(setting, member, own);
            }
        }
    }

    void readContexts(const YamlNode &value)
    {
        for (const auto &[name, context] : pairs(value, nullptr))
            m_service.additionalContexts.insert(name, context.value_or(QString()));
    }

    SettingOrigin origin(const EffectiveMember &member, bool own) const
    {
        const YamlNode &value = *member.value;
        SettingOrigin result;
        result.kind = own && member.own && value.kind != YamlNode::Kind::Alias ? SettingOrigin::Kind::Own
                                                                               : SettingOrigin::Kind::Anchor;
        result.place = m_yaml.position(m_yaml.resolved(value).begin);
        return result;
    }

    void readSingle(Setting setting, const EffectiveMember &member, bool own)
    {
        readCancelling(*member.key, *member.value, [setting](Setting one) { return one == setting; });
        const YamlNode &value = m_yaml.resolved(*member.value);
        if (value.kind != YamlNode::Kind::Scalar || value.tag == "!reset")
            return;
        m_service.settings.single(setting) = QString::fromUtf8(value.scalar);
        m_service.origins.insert(setting, origin(member, own));
    }

    void readList(Setting setting, const EffectiveMember &member, bool own)
    {
        readCancelling(*member.key, *member.value, [setting](Setting one) { return one == setting; });
        const YamlNode &list = m_yaml.resolved(*member.value);
        if (list.tag == "!reset")
            return;
        SettingOrigin from = origin(member, own);
        for (const YamlNode &item : list.items) {
            m_service.settings.list(setting) << valueText(m_yaml, &item);
            from.entries << m_yaml.position(m_yaml.resolved(item).begin);
        }
        if (!list.items.isEmpty())
            m_service.origins.insert(setting, from);
    }

    /// The pairs of a map, or of a list of "name=value".
    QList<std::pair<QString, std::optional<QString>>> pairs(const YamlNode &value,
                                                            QList<TextPosition> *places) const
    {
        QList<std::pair<QString, std::optional<QString>>> result;
        const YamlNode &node = m_yaml.resolved(value);
        const auto add = [&](const QString &name, const std::optional<QString> &v, const YamlNode &at) {
            result.emplaceBack(name, v);
            if (places)
                *places << m_yaml.position(at.begin);
        };
        if (node.kind == YamlNode::Kind::Sequence) {
            for (const YamlNode &item : node.items) {
                const QString entry = valueText(m_yaml, &item);
                const qsizetype equals = entry.indexOf(u'=');
                add(entry.left(equals < 0 ? entry.size() : equals),
                    equals < 0 ? std::nullopt : std::optional(entry.mid(equals + 1)), item);
            }
            return result;
        }
        for (const EffectiveMember &member : effectiveMembers(m_yaml, value)) {
            const YamlNode &v = m_yaml.resolved(*member.value);
            add(QString::fromUtf8(member.key->scalar),
                v.kind == YamlNode::Kind::Scalar ? std::optional(QString::fromUtf8(v.scalar)) : std::nullopt,
                *member.key);
        }
        return result;
    }

    void readArgs(const EffectiveMember &member, bool own)
    {
        readCancelling(*member.key, *member.value, [](Setting one) { return one == Setting::Args; });
        SettingOrigin from = origin(member, own);
        for (const auto &[name, value] : pairs(*member.value, &from.entries))
            m_service.settings.args << BuildArgument{name, value};
        if (!m_service.settings.args.isEmpty())
            m_service.origins.insert(Setting::Args, from);
    }

    const YamlText &m_yaml;
    WrittenService m_service;
};

QList<NamedFile> readIncludes(const YamlText &yaml, const YamlNode &root)
{
    QList<NamedFile> files;
    const YamlNode *include = root.member("include");
    if (!include)
        return files;
    const auto add = [&](const YamlNode &node) {
        const YamlNode &path = yaml.resolved(node);
        if (path.kind == YamlNode::Kind::Scalar)
            files << NamedFile{QString::fromUtf8(path.scalar), yaml.position(path.begin)};
    };
    for (const YamlNode &item : yaml.resolved(*include).items) {
        const YamlNode &entry = yaml.resolved(item);
        add(entry);
        if (const YamlNode *path = entry.member("path")) {
            add(*path);
            for (const YamlNode &part : yaml.resolved(*path).items)
                add(part);
        }
    }
    return files;
}

} // namespace

ComposeText::ComposeText(std::shared_ptr<const Data> data)
    : m_data(std::move(data))
{
}

Result<ComposeText> ComposeText::parse(const QByteArray &text, const QString &fileName)
{
    auto all = parseAll(text, fileName);
    return all ? Result<ComposeText>(all->first()) : failure(all.error());
}

Result<QList<ComposeText>> ComposeText::parseAll(const QByteArray &bytes, const QString &fileName)
{
    auto yaml = YamlText::parse(bytes, fileName);
    if (!yaml)
        return failure(yaml.error());
    const YamlText &parsed = **yaml;
    QList<ComposeText> texts;
    bool hasMap = false;
    for (int i = 0; i < parsed.documents().size(); ++i) {
        const YamlNode &root = parsed.documents().at(i);
        if (root.kind == YamlNode::Kind::Null)
            continue;
        if (root.kind != YamlNode::Kind::Map)
            return failure(notCompose(parsed, &root, u"it does not begin with a map"_s));
        hasMap = true;
        const YamlNode *services = root.member("services");
        const bool usable = !services || parsed.resolved(*services).kind == YamlNode::Kind::Map ||
                            services->kind == YamlNode::Kind::Null;
        if (!usable)
            return failure(notCompose(parsed, services, u"“services” is no map"_s));
        if (!services && !root.member("include"))
            continue;
        Data data{*yaml, i, {}, readIncludes(parsed, root), valueText(parsed, root.member("name"))};
        if (services) {
            for (const EffectiveMember &member : effectiveMembers(parsed, *services))
                data.services << ServiceReader(parsed, *member.key, *member.value).take();
        }
        texts << ComposeText(std::make_shared<const Data>(std::move(data)));
    }
    if (texts.isEmpty())
        return failure(notCompose(parsed, nullptr, hasMap ? u"it has no “services”"_s : u"it is empty"_s));
    return texts;
}

Result<ComposeText> ComposeText::reparsed(const QByteArray &text) const
{
    const auto all = parseAll(text, fileName());
    if (!all)
        return failure(all.error());
    const int count = all->first().documentCount();
    const auto same = std::ranges::find_if(*all, [this](const ComposeText &one) { return one.document() == document(); });
    if (count == documentCount() && same != all->end())
        return *same;
    return failure(Error{ErrorCode::InvalidInput,
                         count == documentCount()
                             ? u"Document %1 of %2 has no “services” any more."_s.arg(document() + 1).arg(fileName())
                             : u"%1 has %2 now, and had %3."_s.arg(fileName(), counted(count, u"document"_s, u"documents"_s))
                                   .arg(documentCount()),
                         u"The file was not changed."_s,
                         u"Read the project again."_s,
                         {}});
}

int ComposeText::document() const { return m_data->document; }
int ComposeText::documentCount() const { return static_cast<int>(m_data->yaml->documents().size()); }
const QByteArray &ComposeText::text() const { return m_data->yaml->text(); }
const QString &ComposeText::fileName() const { return m_data->yaml->name(); }
const QList<WrittenService> &ComposeText::services() const { return m_data->services; }
const QList<NamedFile> &ComposeText::includes() const { return m_data->includes; }
const QString &ComposeText::projectName() const { return m_data->projectName; }

const WrittenService *ComposeText::service(const QString &name) const
{
    const auto found = std::ranges::find(m_data->services, name, &WrittenService::name);
    return found == m_data->services.end() ? nullptr : &*found;
}

Result<ComposeText> ComposeText::patched(const QMap<QString, ServiceSettings> &wanted) const
{
    // Where services take settings over from each other, less may have to be written in turn, or more can be.
    const bool share = wanted.size() > 1 && text().contains('*');
    const bool few = wanted.size() <= mostInTurn;
    if (const std::optional<ComposeText> result = share && few ? patchedInTurn(wanted) : std::nullopt)
        return *result;
    const Result<ComposeText> together = patchedTogether(wanted);
    if (const std::optional<ComposeText> result = !together && share && !few ? patchedInTurn(wanted) : std::nullopt)
        return *result;
    return together;
}

Result<ComposeText> ComposeText::patchedTogether(const QMap<QString, ServiceSettings> &wanted) const
{
    const auto refused = [this](const QString &service, const QString &why) {
        return failure(
            Error{ErrorCode::InvalidInput,
                  u"Layerdeck cannot make this change to “%1” in %2: %3."_s.arg(service, fileName(), why),
                  u"The file was not changed."_s,
                  u"Change this place by hand."_s,
                  {}});
    };
    // Where others take over what would change, they are named whatever it is that stands in the way.
    const auto takers = [this](const QMap<QString, QList<Setting>> &settings, const QStringList &seen) {
        const QStringList names = seen.isEmpty() ? layerdeck::takersOf(*m_data->yaml, document(), settings) : seen;
        return names.isEmpty() ? QString()
                               : u"%1 %2 settings from here through an anchor, and would change too"_s.arg(
                                     quoted(names), names.size() == 1 ? u"takes"_s : u"take"_s);
    };
    QList<TextEdit> edits;
    QMap<QString, ServiceSettings> expected;
    QMap<QString, QList<Setting>> changes;
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        const WrittenService written = service(it.key()) ? *service(it.key()) : WrittenService{it.key()};
        const ServiceSettings settings = inWrittenOrder(it.value(), written.settings);
        if (settings == written.settings)
            continue;
        if (!written.whyNotEditable.isEmpty())
            return refused(it.key(), written.whyNotEditable);
        const auto serviceEdits = editsForService(*m_data->yaml, document(), written, settings);
        if (!serviceEdits) {
            const QString others = takers({{it.key(), settings.differing(written.settings)}}, {});
            return refused(it.key(), others.isEmpty() ? serviceEdits.error() : serviceEdits.error() + u"; "_s + others);
        }
        edits += *serviceEdits;
        expected.insert(it.key(), settings);
        changes.insert(it.key(), settings.differing(written.settings));
    }
    if (edits.isEmpty())
        return *this;
    const auto touchesMore = [&](const QStringList &changed) {
        const QString others = takers(changes, changed);
        return refused(expected.firstKey(),
                       others.isEmpty() ? u"the file is written in a way in which the change would touch more than asked"_s : others);
    };
    if (!areApplicable(text(), edits))
        return touchesMore({});
    const auto result = reparsed(applied(text(), edits));
    if (!result)
        return touchesMore({});
    const UnaskedDifference other = unaskedDifference(*m_data->yaml, *result->m_data->yaml, {{document(), expected.keys()}});
    if (other.differs)
        return touchesMore(other.services);
    if (!result->writes(expected))
        return touchesMore({});
    return result;
}

/// One service after the other in the order of the text, each on what the text has become: what comes to a service through an
/// anchor that was changed before is not written at it, too. Nothing where something else would come out.
std::optional<ComposeText> ComposeText::patchedInTurn(const QMap<QString, ServiceSettings> &wanted) const
{
    ComposeText result = *this;
    for (const WrittenService &service : m_data->services) {
        const auto settings = wanted.constFind(service.name);
        const WrittenService *now = result.service(service.name);
        if (settings == wanted.cend() || !now || now->settings == inWrittenOrder(*settings, now->settings))
            continue;
        if (!now->whyNotEditable.isEmpty())
            return std::nullopt;
        const auto edits = editsForService(*result.m_data->yaml, document(), *now, inWrittenOrder(*settings, now->settings));
        const auto next = edits && areApplicable(result.text(), *edits) ? result.reparsed(applied(result.text(), *edits))
                                                                        : Result<ComposeText>(failure(ErrorCode::InvalidInput, {}));
        if (!next)
            return std::nullopt;
        result = *next;
    }
    if (unaskedDifference(*m_data->yaml, *result.m_data->yaml, {{document(), wanted.keys()}}).differs)
        return std::nullopt;
    return result.writes(wanted) ? std::optional(result) : std::nullopt;
}

bool ComposeText::writes(const QMap<QString, ServiceSettings> &wanted) const
{
    return std::ranges::all_of(wanted.keys(), [&](const QString &name) {
        const WrittenService *written = service(name);
        return written && written->settings == inWrittenOrder(wanted.value(name), written->settings);
    });
}

QStringList ComposeText::takersOf(const QString &service, const QList<Setting> &settings) const
{
    return text().contains('*') ? layerdeck::takersOf(*m_data->yaml, document(), {{service, settings}}) : QStringList();
}

bool ComposeText::sameMeaning(const ComposeText &other) const
{
    const auto mine = parseAll(text(), fileName());
    const auto theirs = parseAll(other.text(), fileName());
    if (!mine || !theirs || mine->size() != theirs->size())
        return false;
    QMap<int, QStringList> names;
    for (qsizetype i = 0; i < mine->size(); ++i) {
        const ComposeText &ours = mine->at(i);
        const ComposeText &same = theirs->at(i);
        if (ours.document() != same.document() || ours.services().size() != same.services().size())
            return false;
        for (const WrittenService &service : ours.services()) {
            const WrittenService *now = same.service(service.name);
            if (!now || now->settings != inWrittenOrder(service.settings, now->settings))
                return false;
            names[ours.document()] << service.name;
        }
    }
    return !unaskedDifference(*m_data->yaml, *other.m_data->yaml, names).differs;
}

} // namespace layerdeck
