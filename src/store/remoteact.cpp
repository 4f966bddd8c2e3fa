// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/remoteact.h"

#include "store/statefolder.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QUuid>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr auto ending = ".json"_L1;
constexpr auto planned = "planned"_L1;
constexpr auto sent = "sent"_L1;
constexpr auto begun = "begun"_L1;

QString nameOf(KeptRemoteStep::State state)
{
    switch (state) {
    case KeptRemoteStep::State::Planned: return planned;
    case KeptRemoteStep::State::Sent: return sent;
    case KeptRemoteStep::State::Begun: break;
    }
    return begun;
}

QJsonObject jsonOf(const KeptRemoteStep &step)
{
    QJsonObject inputs;
    for (auto it = step.inputs.cbegin(); it != step.inputs.cend(); ++it)
        inputs.insert(it.key(), it.value());
    QJsonObject json{{u"workflow"_s, step.workflow}, {u"name"_s, step.name}, {u"ref"_s, step.ref}, {u"inputs"_s, inputs}, {u"state"_s, nameOf(step.state)},
                     {u"run"_s, step.runId}};
    if (step.state == KeptRemoteStep::State::Sent) {
        json.insert(u"login"_s, step.login);
        json.insert(u"sent"_s, step.sent.toUTC().toString(Qt::ISODateWithMs));
    }
    if (step.row.isValid())
        json.insert(u"row"_s, step.row.toUTC().toString(Qt::ISODateWithMs));
    return json;
}

KeptRemoteStep stepOf(const QJsonValue &value)
{
    KeptRemoteStep step{value["workflow"_L1].toString(), value["name"_L1].toString(), value["ref"_L1].toString()};
    const QString state = value["state"_L1].toString();
    step.runId = value["run"_L1].toInteger();
    step.row = QDateTime::fromString(value["row"_L1].toString(), Qt::ISODateWithMs);
    // What is not known to be otherwise may have been started.
    step.state = step.runId > 0 ? KeptRemoteStep::State::Begun : state == planned ? KeptRemoteStep::State::Planned : KeptRemoteStep::State::Sent;
    if (step.state == KeptRemoteStep::State::Sent) {
        step.login = value["login"_L1].toString();
        step.sent = QDateTime::fromString(value["sent"_L1].toString(), Qt::ISODateWithMs);
    } else if (step.state == KeptRemoteStep::State::Planned) {
        const QJsonObject inputs = value["inputs"_L1].toObject();
        for (auto it = inputs.begin(); it != inputs.end(); ++it)
            step.inputs.insert(it.key(), it.value().toString());
    }
    return step;
}

/// Empty where nothing is there, or where it cannot be understood.
QList<KeptRemoteStep> read(const QString &path)
{
    QFile file(path);
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

} // namespace

HeldRemoteAct::HeldRemoteAct(QString id, QString file, HeldRun held)
    : m_id(std::move(id))
    , m_file(std::move(file))
    , m_held(std::move(held))
{
}

Result<void> HeldRemoteAct::keep(const QList<KeptRemoteStep> &steps) const
{
    const auto failed = [this](const QString &why) {
        return failure(Error{ErrorCode::Io, u"What runs on GitHub cannot be remembered for the next window."_s, u"It runs all the same."_s,
                             u"Check the file %1."_s.arg(m_file), why});
    };
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

void HeldRemoteAct::forget()
{
    // The lock last: who waits for it is to find that there is nothing to take up.
    const QString lock = m_held.path();
    QFile::remove(m_file);
    m_held.release();
    if (!lock.isEmpty())
        QFile::remove(lock);
}

RemoteActMemory::RemoteActMemory(const QString &directory, const QString &repository, const QString &folder)
    : m_folder(folder.isEmpty() ? stateFolder() + "/remote"_L1 : folder)
    , m_prefix(stateName({QDir(directory).absolutePath(), repository}))
{
}

QString RemoteActMemory::fileOf(const QString &id) const
{
    return m_folder + u'/' + id + ending;
}

RunLock RemoteActMemory::lockOf(const QString &id) const
{
    return {u"remote act"_s, id, m_folder};
}

bool RemoteActMemory::isAnythingLeft(const QString &folder)
{
    RemoteActMemory all({}, {}, folder);
    all.m_prefix.clear();
    return !all.left().isEmpty();
}

QList<KeptRemoteAct> RemoteActMemory::left() const
{
    QList<KeptRemoteAct> acts;
    // Without its end the name of an act of an older Layerdeck is the prefix alone.
    for (const QFileInfo &file : QDir(m_folder).entryInfoList({m_prefix + u'*' + ending}, QDir::Files, QDir::Time)) {
        const QString id = file.completeBaseName();
        if (lockOf(id).holder())
            continue;
        if (const QList<KeptRemoteStep> steps = read(file.filePath()); !steps.isEmpty())
            acts << KeptRemoteAct{id, steps};
    }
    return acts;
}

std::optional<HeldRemoteAct> RemoteActMemory::take(const QString &id, QList<KeptRemoteStep> &steps) const
{
    Result<HeldRun> held = lockOf(id).take(RunHolder::here(RunHolder::Place::Window, {}));
    if (!held)
        return std::nullopt;
    HeldRemoteAct act(id, fileOf(id), *std::move(held));
    // Another may have had it, and have come to its end, since it was offered.
    steps = read(fileOf(id));
    if (steps.isEmpty()) {
        act.forget();
        return std::nullopt;
    }
    return act;
}

Result<HeldRemoteAct> RemoteActMemory::begin(const QList<KeptRemoteStep> &steps) const
{
    const QString id = m_prefix + u'-' + QUuid::createUuid().toString(QUuid::Id128);
    Result<HeldRun> held = lockOf(id).take(RunHolder::here(RunHolder::Place::Window, {}));
    if (!held)
        return failure(Error{ErrorCode::Io, u"What runs on GitHub cannot be remembered for the next window."_s, u"It runs all the same."_s,
                             u"Check the folder %1."_s.arg(m_folder), held.error().message});
    HeldRemoteAct act(id, fileOf(id), *std::move(held));
    if (const Result<void> kept = act.keep(steps); !kept) {
        act.forget();
        return failure(kept.error());
    }
    return act;
}

} // namespace layerdeck
