// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/deployments.h"

#include "base/json.h"
#include "store/statefolder.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QSaveFile>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr int version = 1;

QJsonObject toJson(const Deployment &deployment)
{
    QJsonObject services;
    for (auto it = deployment.services.cbegin(); it != deployment.services.cend(); ++it)
        services.insert(it.key(), QJsonObject{{u"reference"_s, it->reference}, {u"image"_s, it->imageId}, {u"kept"_s, it->kept}, {u"uncommitted"_s, it->uncommitted}});
    QJsonObject running;
    for (auto it = deployment.running.cbegin(); it != deployment.running.cend(); ++it)
        running.insert(it.key(), *it);
    return {{u"id"_s, deployment.id},           {u"kind"_s, deployment.kind},
            {u"time"_s, deployment.time.toUTC().toString(Qt::ISODateWithMs)},
            {u"commit"_s, deployment.commit},   {u"user"_s, deployment.user},
            {u"project"_s, deployment.project}, {u"directory"_s, deployment.directory},
            {u"engine"_s, deployment.engineId}, {u"services"_s, services},
            {u"running"_s, running},
            {u"containers"_s, QJsonArray::fromStringList(deployment.containers)},
            {u"config"_s, QString::fromUtf8(deployment.config)}};
}

Deployment fromJson(const QJsonObject &json)
{
    Deployment deployment;
    deployment.id = json["id"_L1].toString();
    deployment.kind = json["kind"_L1].toString();
    deployment.time = QDateTime::fromString(json["time"_L1].toString(), Qt::ISODateWithMs);
    deployment.commit = json["commit"_L1].toString();
    deployment.user = json["user"_L1].toString();
    deployment.project = json["project"_L1].toString();
    deployment.directory = json["directory"_L1].toString();
    deployment.engineId = json["engine"_L1].toString();
    deployment.config = json["config"_L1].toString().toUtf8();
    deployment.containers = jsonStrings(json["containers"_L1]);
    const QJsonObject services = json["services"_L1].toObject();
    for (const QString &name : services.keys()) {
        const QJsonObject service = services[name].toObject();
        deployment.services.insert(name, {service["reference"_L1].toString(), service["image"_L1].toString(), service["kept"_L1].toString(), service["uncommitted"_L1].toString()});
    }
    const QJsonObject running = json["running"_L1].toObject();
    for (const QString &name : running.keys())
        deployment.running.insert(name, running[name].toString());
    return deployment;
}

bool runsTheSame(const Deployment &a, const Deployment &b)
{
    const auto same = [](const Deployment::Service &x, const Deployment::Service &y) {
        return x.reference == y.reference && x.imageId == y.imageId;
    };
    return a.config == b.config && a.services.keys() == b.services.keys() && std::ranges::equal(a.services, b.services, same);
}

} // namespace

QString uncommittedOf(const QList<Deployment> &deployments, const QString &imageId)
{
    for (const Deployment &deployment : deployments) {
        for (const Deployment::Service &service : deployment.services) {
            if (service.imageId == imageId && !service.uncommitted.isEmpty())
                return service.uncommitted;
        }
    }
    return {};
}

Deployments::Deployments(const QString &directory, const QString &project, const QString &engineId, const QString &folder)
{
    const QString name = stateName({QDir(directory).absolutePath(), project, engineId});
    m_file = (folder.isEmpty() ? stateFolder() + "/deployments"_L1 : folder) + u'/' + name + u".json"_s;
}

Result<QList<Deployment>> Deployments::read() const
{
    QFile file(m_file);
    if (!file.exists())
        return QList<Deployment>();
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io, file.errorString());
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll());
    if (!document.isObject())
        return failure(ErrorCode::InvalidInput, u"It is damaged."_s);
    const QJsonObject root = document.object();
    if (root["version"_L1].toInt() != version)
        return failure(ErrorCode::Io, u"It is of another version of Layerdeck; it was left as it is."_s);
    QList<Deployment> list;
    for (const QJsonValue value : root["deployments"_L1].toArray())
        list << fromJson(value.toObject());
    list.removeIf([](const Deployment &deployment) { return deployment.id.isEmpty() || deployment.services.isEmpty(); });
    return list;
}

Result<QList<Deployment>> Deployments::add(const Deployment &deployment, int keep) const
{
    const QString folder = QFileInfo(m_file).path();
    const auto failed = [this](const QString &why) {
        return failure(Error{ErrorCode::Io, u"The deployment cannot be remembered for a roll back."_s, u"It runs all the same."_s,
                             u"Check the file %1."_s.arg(m_file), why});
    };
    if (!QDir().mkpath(folder))
        return failed(u"The folder cannot be made."_s);
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    // A window and a command line may deploy one after the other.
    QLockFile lock(m_file + u".lock"_s);
    if (!lock.tryLock(5000))
        return failed(u"Another Layerdeck is writing it."_s);
    const Result<QList<Deployment>> before = read();
    // A damaged one is put aside: it must not keep what comes from being remembered.
    if (!before && (before.error().code != ErrorCode::InvalidInput || !QFile::rename(m_file, m_file + QDateTime::currentDateTimeUtc().toString(u".yyyyMMdd-HHmmss-zzz.damaged"_s))))
        return failed(before.error().message);
    QList<Deployment> list = before.value_or(QList<Deployment>());
    QList<Deployment> old;
    Deployment added = deployment;
    for (auto it = added.services.begin(); it != added.services.end(); ++it) {
        // What was not built now is known from when it was.
        if (it->uncommitted.isEmpty())
            it->uncommitted = uncommittedOf(list, it->imageId);
    }
    if (!list.isEmpty() && runsTheSame(list.first(), added))
        old << list.takeFirst();
    list.prepend(added);
    old << list.mid(std::min<qsizetype>(keep, list.size()));
    list.resize(std::min<qsizetype>(keep, list.size()));
    QJsonArray array;
    for (const Deployment &one : std::as_const(list))
        array.append(toJson(one));
    const QByteArray bytes = QJsonDocument(QJsonObject{{u"version"_s, version}, {u"deployments"_s, array}}).toJson();
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly))
        return failed(file.errorString());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (file.write(bytes) != bytes.size() || !file.flush() || !file.commit())
        return failed(file.errorString());
    return old;
}

} // namespace layerdeck
