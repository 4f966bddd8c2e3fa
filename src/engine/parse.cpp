// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/parse.h"

#include "base/json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace layerdeck {

using namespace Qt::StringLiterals;

QString ApiVersion::toString() const
{
    return QString::number(major) + u'.' + QString::number(minor);
}

bool isKeptName(const QString &reference) { return reference.startsWith(QLatin1String(keptRepository) + u':'); }

bool isServiceContainer(const QMap<QString, QString> &labels)
{
    return labels.contains(u"com.docker.compose.config-hash"_s) && labels.contains(u"com.docker.compose.container-number"_s)
           && labels.value(u"com.docker.compose.oneoff"_s) != "True"_L1;
}

QString Container::project() const
{
    return isServiceContainer(labels) ? labels.value(u"com.docker.compose.project"_s) : QString();
}

QString Container::service() const
{
    return isServiceContainer(labels) ? labels.value(u"com.docker.compose.service"_s) : QString();
}

QString Container::configHash() const { return labels.value(u"com.docker.compose.config-hash"_s); }

bool Container::hasEndedWell() const { return state == "exited"_L1 && status.startsWith("Exited (0)"_L1); }

bool Container::isWell() const
{
    return hasEndedWell() || (state == "running"_L1 && !status.contains("unhealthy"_L1) && !status.contains("starting"_L1));
}

QStringList Image::shownTags() const
{
    QStringList shown = tags;
    shown.removeIf(isKeptName);
    return shown.isEmpty() ? tags : shown;
}

std::optional<ApiVersion> ApiVersion::parse(const QString &text)
{
    const QStringList parts = text.split(u'.');
    if (parts.size() != 2)
        return std::nullopt;
    bool majorOk = false;
    bool minorOk = false;
    const ApiVersion version{parts.at(0).toInt(&majorOk), parts.at(1).toInt(&minorOk)};
    if (!majorOk || !minorOk)
        return std::nullopt;
    return version;
}

qint64 DiskUsage::cacheSize() const
{
    qint64 sum = 0;
    for (const CacheRecord &record : cache) {
        if (!record.shared)
            sum += std::max<qint64>(0, record.size);
    }
    return sum;
}

qint64 DiskUsage::recordedSize() const
{
    qint64 sum = 0;
    for (const CacheRecord &record : cache)
        sum += std::max<qint64>(0, record.size);
    return sum;
}

namespace engineapi {

namespace {

Error shapeError(const QByteArray &body, const QString &why)
{
    return {ErrorCode::Protocol, u"The engine's answer could not be understood."_s, {},
            u"Check that the address is a Docker engine's, and that its version is supported."_s,
            why + u": "_s + QString::fromUtf8(body.left(200))};
}

Result<QJsonObject> object(const QByteArray &body)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (!document.isObject())
        return failure(shapeError(body, error.error ? error.errorString() : u"no object"_s));
    return document.object();
}

Result<QJsonArray> array(const QByteArray &body)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    // Go writes an empty list as null.
    if (document.isNull() && body.trimmed() == "null")
        return QJsonArray();
    if (!document.isArray())
        return failure(shapeError(body, error.error ? error.errorString() : u"no list"_s));
    return document.array();
}

QMap<QString, QString> stringMap(const QJsonValue &value)
{
    QMap<QString, QString> map;
    const QJsonObject members = value.toObject();
    for (auto it = members.begin(); it != members.end(); ++it)
        map.insert(it.key(), it.value().toString());
    return map;
}

/// "<none>:<none>" stands for "no name" in old engines.
QStringList names(const QJsonValue &value)
{
    QStringList list = jsonStrings(value);
    list.removeIf([](const QString &name) { return name.startsWith("<none>"_L1) || name.endsWith("@<none>"_L1); });
    return list;
}

QDateTime time(const QJsonValue &value)
{
    if (value.isDouble()) {
        // Go's zero time is the year 1: nothing was said.
        const QDateTime at = QDateTime::fromSecsSinceEpoch(value.toInteger(), Qt::UTC);
        return at.date().year() > 1 ? at : QDateTime();
    }
    return goTime(value.toString());
}

/// Bytes; 0 where nothing is said. What is negative, no number or larger than any disk is not known, -1: thousands of
/// sizes can be added up.
qint64 size(const QJsonValue &value)
{
    constexpr double largest = double(qint64(1) << 48);
    if (value.isUndefined() || value.isNull())
        return 0;
    const double bytes = value.toDouble(-1);
    return bytes >= 0 && bytes <= largest ? value.toInteger(-1) : -1;
}

QString platform(const QJsonValue &value)
{
    const QString variant = value["variant"_L1].toString();
    return value["os"_L1].toString() + u'/' + value["architecture"_L1].toString()
           + (variant.isEmpty() ? QString() : u'/' + variant);
}

QStringList parents(const QJsonObject &record)
{
    // API 1.42 and later write the key with a leading space; up to 1.41 it is one string.
    for (const auto key : {" Parents"_L1, "Parents"_L1}) {
        if (record.contains(key))
            return jsonStrings(record[key]);
    }
    const QString parent = record["Parent"_L1].toString();
    return parent.isEmpty() ? QStringList() : QStringList(parent);
}

CacheRecord cacheRecord(const QJsonObject &o)
{
    CacheRecord record;
    record.id = o["ID"_L1].toString();
    record.parents = parents(o);
    record.type = o["Type"_L1].toString();
    record.description = o["Description"_L1].toString();
    record.inUse = o["InUse"_L1].toBool();
    record.shared = o["Shared"_L1].toBool();
    record.size = size(o["Size"_L1]);
    record.created = time(o["CreatedAt"_L1]);
    record.lastUsed = time(o["LastUsedAt"_L1]);
    record.useCount = o["UsageCount"_L1].toInt();
    return record;
}

} // namespace

Result<EngineVersion> parseVersion(const QByteArray &body)
{
    const auto o = object(body);
    if (!o)
        return failure(o.error());
    EngineVersion version;
    version.version = (*o)["Version"_L1].toString();
    const auto api = ApiVersion::parse((*o)["ApiVersion"_L1].toString());
    if (version.version.isEmpty() || !api)
        return failure(shapeError(body, u"no version"_s));
    version.api = *api;
    version.minimumApi = ApiVersion::parse((*o)["MinAPIVersion"_L1].toString()).value_or(*api);
    version.os = (*o)["Os"_L1].toString();
    version.architecture = (*o)["Arch"_L1].toString();
    return version;
}

Result<EngineInfo> parseInfo(const QByteArray &body)
{
    const auto o = object(body);
    if (!o)
        return failure(o.error());
    EngineInfo info;
    info.id = (*o)["ID"_L1].toString();
    info.name = (*o)["Name"_L1].toString();
    info.version = (*o)["ServerVersion"_L1].toString();
    info.storageDriver = (*o)["Driver"_L1].toString();
    for (const QJsonValue pair : (*o)["DriverStatus"_L1].toArray()) {
        if (jsonStrings(pair) == QStringList{u"driver-type"_s, u"io.containerd.snapshotter.v1"_s})
            info.containerdStore = true;
    }
    info.rootDirectory = (*o)["DockerRootDir"_L1].toString();
    info.cpus = (*o)["NCPU"_L1].toInt();
    info.memory = (*o)["MemTotal"_L1].toInteger();
    return info;
}

Result<QList<Image>> parseImages(const QByteArray &body)
{
    const auto list = array(body);
    if (!list)
        return failure(list.error());
    QList<Image> images;
    for (const QJsonValue value : *list) {
        const QJsonObject o = value.toObject();
        images << Image{o["Id"_L1].toString(),       names(o["RepoTags"_L1]),  names(o["RepoDigests"_L1]),
                        size(o["Size"_L1]),          time(o["Created"_L1]),    stringMap(o["Labels"_L1])};
        for (const QJsonValue manifest : o["Manifests"_L1].toArray()) {
            if (manifest["Kind"_L1] == "attestation"_L1)
                ++images.last().attestations;
            else if (manifest["Kind"_L1] == "image"_L1 && manifest["Available"_L1].toBool())
                images.last().platforms << platform(manifest["ImageData"_L1]["Platform"_L1]);
        }
    }
    return images;
}

Result<QList<HistoryEntry>> parseHistory(const QByteArray &body)
{
    const auto list = array(body);
    if (!list)
        return failure(list.error());
    QList<HistoryEntry> history;
    for (const QJsonValue value : *list) {
        const QJsonObject o = value.toObject();
        history << HistoryEntry{o["CreatedBy"_L1].toString(), time(o["Created"_L1]), size(o["Size"_L1]),
                                o["Comment"_L1].toString()};
    }
    return history;
}

Result<ImageDetail> parseImageDetail(const QByteArray &body)
{
    const auto o = object(body);
    if (!o)
        return failure(o.error());
    ImageDetail detail;
    detail.id = (*o)["Id"_L1].toString();
    detail.tags = names((*o)["RepoTags"_L1]);
    detail.diffIds = jsonStrings((*o)["RootFS"_L1]["Layers"_L1]);
    detail.size = size((*o)["Size"_L1]);
    detail.created = time((*o)["Created"_L1]);
    detail.labels = stringMap((*o)["Config"_L1]["Labels"_L1]);
    detail.environment = jsonStrings((*o)["Config"_L1]["Env"_L1]);
    detail.os = (*o)["Os"_L1].toString();
    detail.architecture = (*o)["Architecture"_L1].toString();
    if (detail.id.isEmpty())
        return failure(shapeError(body, u"no id"_s));
    return detail;
}

Result<QList<Container>> parseContainers(const QByteArray &body)
{
    const auto list = array(body);
    if (!list)
        return failure(list.error());
    QList<Container> containers;
    for (const QJsonValue value : *list) {
        const QJsonObject o = value.toObject();
        QString name = o["Names"_L1].toArray().first().toString();
        if (name.startsWith(u'/'))
            name.remove(0, 1);
        containers << Container{o["Id"_L1].toString(),      name,
                                o["Image"_L1].toString(),   o["ImageID"_L1].toString(),
                                o["State"_L1].toString(),   o["Status"_L1].toString(),
                                time(o["Created"_L1]),      stringMap(o["Labels"_L1]),
                                o["NetworkSettings"_L1]["Networks"_L1].toObject().keys()};
    }
    return containers;
}

Result<DiskUsage> parseDiskUsage(const QByteArray &body)
{
    const auto o = object(body);
    if (!o)
        return failure(o.error());
    DiskUsage usage;
    usage.layersSize = size((*o)["LayersSize"_L1]);
    QJsonValue records = (*o)["BuildCache"_L1];
    if (!records.isArray()) // the newest API nests it
        records = (*o)["BuildCacheDiskUsage"_L1]["Items"_L1];
    for (const QJsonValue value : records.toArray())
        usage.cache << cacheRecord(value.toObject());
    return usage;
}

Result<PruneResult> parsePrune(const QByteArray &body)
{
    const auto o = object(body);
    if (!o)
        return failure(o.error());
    return PruneResult{jsonStrings((*o)["CachesDeleted"_L1]), (*o)["SpaceReclaimed"_L1].toInteger()};
}

Result<ImageRemoval> parseRemoval(const QByteArray &body)
{
    const auto list = array(body);
    if (!list)
        return failure(list.error());
    ImageRemoval removal;
    for (const QJsonValue value : *list) {
        if (const QString name = value["Untagged"_L1].toString(); !name.isEmpty())
            removal.untagged << name;
        if (const QString id = value["Deleted"_L1].toString(); !id.isEmpty())
            removal.deleted << id;
    }
    return removal;
}

Result<EngineEvent> parseEvent(const QByteArray &body)
{
    const auto o = object(body);
    if (!o)
        return failure(o.error());
    EngineEvent event;
    event.type = (*o)["Type"_L1].toString();
    event.action = (*o)["Action"_L1].toString();
    event.time = (*o)["timeNano"_L1].toInteger() / 1'000'000;
    const QJsonObject actor = (*o)["Actor"_L1].toObject();
    event.id = actor["ID"_L1].toString();
    // Labels stand among the attributes.
    const Container container{.labels = stringMap(actor["Attributes"_L1])};
    bool isCode = false;
    const int code = container.labels.value(u"exitCode"_s).toInt(&isCode);
    if (isCode)
        event.exitCode = code;
    event.project = container.project();
    event.service = container.service();
    if (event.type.isEmpty())
        return failure(shapeError(body, u"no event"_s));
    return event;
}

QString parseErrorMessage(const QByteArray &body)
{
    const QString message = QJsonDocument::fromJson(body).object()["message"_L1].toString();
    return message.isEmpty() ? QString::fromUtf8(body.left(500)).trimmed() : message;
}

} // namespace engineapi

} // namespace layerdeck
