// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/remotechoices.h"

#include "base/json.h"
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

QJsonObject readObject(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

Result<void> writeObject(const QString &path, const QJsonObject &object)
{
    const QByteArray bytes = QJsonDocument(object).toJson();
    QSaveFile file(path);
    const bool done = QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly) &&
                      file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.write(bytes) == bytes.size() && file.commit();
    if (done)
        return {};
    return failure(Error{ErrorCode::Io, u"What was chosen on the Remote page cannot be remembered."_s, u"It holds for this window."_s,
                         u"Check the file %1."_s.arg(path), file.errorString()});
}

QMap<QString, QString> textsOf(const QJsonObject &object)
{
    QMap<QString, QString> texts;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.value().isString())
            texts.insert(it.key(), it.value().toString());
    }
    return texts;
}

QJsonObject objectOf(const QMap<QString, QString> &texts)
{
    QJsonObject object;
    for (auto it = texts.cbegin(); it != texts.cend(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

} // namespace

QString inputsKey(const QString &workflow, const QString &act)
{
    return act.isEmpty() ? workflow : workflow + u'\n' + act;
}

RemoteChoicesMemory::RemoteChoicesMemory(const QString &folder)
    : m_folder(folder.isEmpty() ? stateFolder() + "/remote-choices"_L1 : folder)
{
}

QString RemoteChoicesMemory::fileOf(const QString &repository) const
{
    return u"%1/%2.json"_s.arg(m_folder, stateName({u"repository"_s, repository}));
}

QString RemoteChoicesMemory::fileOfProject(const QString &directory) const
{
    return u"%1/%2.json"_s.arg(m_folder, stateName({u"project"_s, QDir(directory).absolutePath()}));
}

RemoteChoices RemoteChoicesMemory::kept(const QString &repository) const
{
    const QJsonObject object = readObject(fileOf(repository));
    RemoteChoices choices;
    const QJsonObject inputs = object["inputs"_L1].toObject();
    for (auto it = inputs.begin(); it != inputs.end(); ++it)
        choices.inputs.insert(it.key(), textsOf(it.value().toObject()));
    choices.confirmed = jsonStrings(object["confirmed"_L1]);
    choices.refused = jsonStrings(object["refused"_L1]);
    choices.refs = textsOf(object["refs"_L1].toObject());
    return choices;
}

Result<void> RemoteChoicesMemory::keep(const QString &repository, const RemoteChoices &choices) const
{
    QJsonObject inputs;
    for (auto it = choices.inputs.cbegin(); it != choices.inputs.cend(); ++it)
        inputs.insert(it.key(), objectOf(it.value()));
    return writeObject(fileOf(repository), {{u"repository"_s, repository},
                                            {u"inputs"_s, inputs},
                                            {u"confirmed"_s, QJsonArray::fromStringList(choices.confirmed)},
                                            {u"refused"_s, QJsonArray::fromStringList(choices.refused)},
                                            {u"refs"_s, objectOf(choices.refs)}});
}

QString RemoteChoicesMemory::repositoryOf(const QString &directory) const { return readObject(fileOfProject(directory))["repository"_L1].toString(); }

Result<void> RemoteChoicesMemory::setRepositoryOf(const QString &directory, const QString &repository) const
{
    return writeObject(fileOfProject(directory), {{u"directory"_s, QDir(directory).absolutePath()}, {u"repository"_s, repository}});
}

} // namespace layerdeck
