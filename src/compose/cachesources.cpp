// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/cachesources.h"

#include "compose/cachesourceedit.h"
#include "text/edit.h"
#include "text/yaml.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Error notCompose(const QString &fileName, const QString &why)
{
    return {ErrorCode::InvalidInput, u"%1 is no Compose file: %2."_s.arg(fileName, why), u"The file was not changed."_s,
            u"Choose a file with a “services” section."_s, {}};
}

Error notEditable(const QString &fileName, const QString &service, const QString &why)
{
    return {ErrorCode::InvalidInput,
            u"The cache sources of “%1” cannot be edited in %2: %3."_s.arg(service, fileName, why),
            u"The file was not changed."_s, u"Change this place by hand."_s, {}};
}

QStringList scalars(const YamlNode &node)
{
    QStringList list;
    for (const YamlNode &item : node.items)
        list << QString::fromUtf8(item.scalar);
    return list;
}

/// An alias carries the place of its anchor, which lies before the key.
bool isAlias(const YamlNode &key, const YamlNode &value)
{
    return value.line >= 0 && (value.line < key.line || (value.line == key.line && value.column < key.column));
}

bool isDuplicate(const YamlNode &map, QByteArrayView key)
{
    return std::ranges::count_if(map.members, [key](const auto &member) { return member.first.scalar == key; }) > 1;
}

QString problem(const YamlNode &serviceKey, const YamlNode &service)
{
    if (service.kind != YamlNode::Kind::Map)
        return u"the service has no settings"_s;
    if (isAlias(serviceKey, service))
        return u"the whole service is an alias of another place"_s;
    const YamlNode *build = service.member("build");
    if (!build) {
        return service.member("<<") ? u"its build section comes from an anchor, and other services may use it too"_s
                                    : u"it is not built, it only has an image"_s;
    }
    if (isDuplicate(service, "build"))
        return u"“build” stands there twice"_s;
    if (isAlias(*service.memberKey("build"), *build))
        return u"its build section is an alias of another place, which other services may use too"_s;
    if (build->kind == YamlNode::Kind::Scalar)
        return {};
    if (build->kind != YamlNode::Kind::Map)
        return u"its build section is empty"_s;
    const YamlNode *sources = build->member("cache_from");
    if (!sources) {
        const YamlNode *merged = build->member("<<");
        return merged && merged->member("cache_from")
                   ? u"its cache sources come from an anchor, and writing some here would hide those"_s
                   : QString();
    }
    if (isDuplicate(*build, "cache_from"))
        return u"“cache_from” stands there twice"_s;
    if (isAlias(*build->memberKey("cache_from"), *sources))
        return u"its cache sources are an alias of another place, which other services may use too"_s;
    const bool list = sources->kind == YamlNode::Kind::Sequence || sources->kind == YamlNode::Kind::Null;
    if (!list || std::ranges::any_of(sources->items, [](const YamlNode &i) { return i.kind != YamlNode::Kind::Scalar; }))
        return u"“cache_from” is no list of texts"_s;
    return {};
}

struct Place
{
    QList<YamlNode> documents;
    YamlNode serviceKey;
    YamlNode service;
};

Result<QList<YamlNode>> parsedCompose(const QByteArray &text, const QString &fileName)
{
    Result<QList<YamlNode>> documents = parseYaml(text, fileName);
    if (!documents)
        return documents;
    if (documents->isEmpty())
        return failure(notCompose(fileName, u"it is empty"_s));
    const YamlNode &root = documents->first();
    if (root.kind != YamlNode::Kind::Map)
        return failure(notCompose(fileName, u"it does not begin with a map"_s));
    const YamlNode *services = root.member("services");
    if (!services)
        return failure(notCompose(fileName, u"it has no “services”"_s));
    if (services->kind != YamlNode::Kind::Map)
        return failure(notCompose(fileName, u"“services” is no map"_s));
    return documents;
}

Result<Place> find(const QByteArray &text, const QString &fileName, const QString &service)
{
    const auto documents = parsedCompose(text, fileName);
    if (!documents)
        return failure(documents.error());
    const YamlNode *services = documents->first().member("services");
    const YamlNode *node = services->member(service.toUtf8());
    if (!node) {
        return failure(ErrorCode::NotFound, u"%1 has no service “%2”."_s.arg(fileName, service),
                       u"Choose the file that names the service."_s);
    }
    const YamlNode *key = services->memberKey(service.toUtf8());
    if (const QString why = problem(*key, *node); !why.isEmpty())
        return failure(notEditable(fileName, service, why));
    return Place{*documents, *key, *node};
}

/// The value as it should read after the change: what the new text is compared with.
YamlNode *memberOf(YamlNode &map, QByteArrayView key)
{
    const auto it = std::ranges::find_if(map.members, [key](const auto &member) { return member.first.scalar == key; });
    return it == map.members.end() ? nullptr : &it->second;
}

YamlNode *grownBuild(QList<YamlNode> &documents, const QString &service)
{
    YamlNode *build = memberOf(*memberOf(*memberOf(documents.first(), "services"), service.toUtf8()), "build");
    if (build->kind == YamlNode::Kind::Scalar) {
        YamlNode grown;
        grown.kind = YamlNode::Kind::Map;
        YamlNode key;
        key.kind = YamlNode::Kind::Scalar;
        key.scalar = "context";
        grown.members << std::pair(key, *build);
        *build = grown;
    }
    return build;
}

/// "?" is what yaml-cpp calls the tag of an unquoted scalar, "!" of a quoted one: that doesn't change a text.
bool sameMeaning(YamlNode a, YamlNode b)
{
    const auto plainTags = [](auto &&self, YamlNode &node) -> void {
        if (node.tag == "?" || node.tag == "!")
            node.tag.clear();
        for (YamlNode &item : node.items)
            self(self, item);
        for (auto &[key, value] : node.members) {
            self(self, key);
            self(self, value);
        }
    };
    plainTags(plainTags, a);
    plainTags(plainTags, b);
    return a.sameValue(b);
}

Result<QByteArray> verified(const QByteArray &text, const QList<YamlNode> &wanted, const QString &fileName,
                            const QString &service)
{
    const auto got = parseYaml(text, fileName);
    bool same = got && got->size() == wanted.size();
    for (qsizetype i = 0; same && i < wanted.size(); ++i)
        same = sameMeaning(got->at(i), wanted.at(i));
    if (!same) {
        return failure(notEditable(fileName, service,
                                   u"the file is written in a way in which the change would touch more than asked"_s));
    }
    return text;
}

} // namespace

Result<QList<WrittenService>> readWrittenServices(const QByteArray &text, const QString &fileName)
{
    const auto documents = parsedCompose(text, fileName);
    if (!documents)
        return failure(documents.error());
    QList<WrittenService> services;
    for (const auto &[key, node] : documents->first().member("services")->members) {
        WrittenService service;
        service.name = QString::fromUtf8(key.scalar);
        service.line = key.line + 1;
        if (const YamlNode *image = node.member("image"))
            service.image = QString::fromUtf8(image->scalar);
        const YamlNode *merged = node.member("<<");
        const YamlNode *build = node.member("build");
        service.builds = build || (merged && merged->member("build"));
        if (build && build->member("cache_from"))
            service.cacheFrom = scalars(*build->member("cache_from"));
        service.whyNotEditable = problem(key, node);
        services << service;
    }
    return services;
}

Result<QByteArray> withCacheSource(const QByteArray &text, const QString &fileName, const QString &service,
                                   const QString &source)
{
    if (source.trimmed().isEmpty() || source.contains(u'\n') || source.contains(u'\r')) {
        return failure(ErrorCode::InvalidInput, u"A cache source is one line of text."_s,
                       u"Write an image name, or type=registry,ref=… ."_s);
    }
    const auto place = find(text, fileName, service);
    if (!place)
        return failure(place.error());
    const QByteArray entry = source.trimmed().toUtf8();
    const auto edits = editsToAddSource(text, place->serviceKey, place->service, entry);
    if (!edits)
        return failure(notEditable(fileName, service, edits.error()));

    QList<YamlNode> wanted = place->documents;
    YamlNode *build = grownBuild(wanted, service);
    YamlNode item;
    item.kind = YamlNode::Kind::Scalar;
    item.scalar = entry;
    if (YamlNode *sources = memberOf(*build, "cache_from")) {
        sources->kind = YamlNode::Kind::Sequence;
        sources->items << item;
    } else {
        YamlNode key;
        key.kind = YamlNode::Kind::Scalar;
        key.scalar = "cache_from";
        YamlNode list;
        list.kind = YamlNode::Kind::Sequence;
        list.items << item;
        build->members << std::pair(key, list);
    }
    return verified(applied(text, *edits), wanted, fileName, service);
}

Result<QByteArray> withoutCacheSource(const QByteArray &text, const QString &fileName, const QString &service,
                                      int index)
{
    const auto place = find(text, fileName, service);
    if (!place)
        return failure(place.error());
    const YamlNode *written = place->service.member("build")->member("cache_from");
    if (!written || index < 0 || index >= written->items.size()) {
        return failure(ErrorCode::NotFound, u"“%1” has no such cache source in %2."_s.arg(service, fileName),
                       u"Read the file again."_s);
    }
    const auto edits = editsToRemoveSource(text, place->service, index);
    if (!edits)
        return failure(notEditable(fileName, service, edits.error()));

    QList<YamlNode> wanted = place->documents;
    YamlNode *build = grownBuild(wanted, service);
    if (written->items.size() > 1)
        memberOf(*build, "cache_from")->items.removeAt(index);
    else
        build->members.removeIf([](const auto &member) { return member.first.scalar == "cache_from"; });
    return verified(applied(text, *edits), wanted, fileName, service);
}

} // namespace layerdeck
