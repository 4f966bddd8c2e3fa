// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/remoteact.h"

#include "store/statefolder.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QJsonObject jsonOf(const KeptRemoteStep &step)
{
    QJsonObject inputs;
    for (auto it = step.inputs.cbegin(); it != step.inputs.cend(); ++it)
        inputs.insert(it.key(), it.value());
    return {{u"workflow"_s, step.workflow}, {u"name"_s, step.name}, {u"ref"_s, step.ref}, {u"inputs"_s, inputs}, {u"run"_s, step.runId}};
}

KeptRemoteStep stepOf(const QJsonValue &value)
{
    KeptRemoteStep step{value["workflow"_L1].toString(), value["name"_L1].toString(), value["ref"_L1].toString(), {}, value["run"_L1].toInteger()};
    const QJsonObject inputs = value["inputs"_L1].toObject();
    for (auto it = inputs.begin(); it != inputs.end(); ++it)
        step.inputs.insert(it.key(), it.value().toString());
    return step;
}

} // namespace

RemoteActMemory::RemoteActMemory(const QString &directory, const QString &repository, const QString &folder)
    : m_file((folder.isEmpty() ? stateFolder() + "/remote"_L1 : folder) + u'/' + stateName({QDir(directory).absolutePath(), repository}) + u".json"_s)
{
}

QList<KeptRemoteStep> RemoteActMemory::kept() const
{
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<KeptRemoteStep> steps;
    for (const QJsonValue value : QJsonDocument::fromJson(file.readAll()).object()["steps"_L1].toArray()) {
        const KeptRemoteStep step = stepOf(value);
        if (step.workflow.isEmpty() || step.ref.isEmpty())
            return {};
        steps << step;
    }
    return steps;
}

Result<void> RemoteActMemory::keep(const QList<KeptRemoteStep> &steps) const
{
    const auto failed = [this](const QString &why) {
        return failure(Error{ErrorCode::Io, u"What runs on GitHub cannot be remembered for the next window."_s, u"It runs all the same."_s,
                             u"Check the file %1."_s.arg(m_file), why});
    };
    if (!QDir().mkpath(QFileInfo(m_file).path()))
        return failed(u"The folder cannot be made."_s);
    QJsonArray list;
    for (const KeptRemoteStep &step : steps)
        list.append(jsonOf(step));
    const QByteArray bytes = QJsonDocument(QJsonObject{{u"steps"_s, list}}).toJson();
    QSaveFile file(m_file);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) || file.write(bytes) != bytes.size() || !file.flush()
        || !file.commit())
        return failed(file.errorString());
    return {};
}

void RemoteActMemory::forget() const
{
    QFile::remove(m_file);
}

} // namespace layerdeck
