// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/nextbuild.h"

#include "store/statefolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace layerdeck {

using namespace Qt::StringLiterals;

NextBuild::NextBuild(const QString &directory, const QString &project, const QString &engineId, const QString &folder)
    : m_file((folder.isEmpty() ? stateFolder() + "/next-build"_L1 : folder) + u'/' + stateName({QDir(directory).absolutePath(), project, engineId}) + u".json"_s)
{
}

QStringList NextBuild::bypassed() const
{
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QStringList services;
    for (const QJsonValue value : QJsonDocument::fromJson(file.readAll()).object()["bypassed"_L1].toArray())
        services << value.toString();
    return services;
}

Result<void> NextBuild::add(const QStringList &services) const
{
    QStringList all = bypassed() + services;
    all.removeDuplicates();
    return write(all);
}

Result<void> NextBuild::remove(const QStringList &services) const
{
    QStringList left = bypassed();
    const auto removed = left.removeIf([&services](const QString &service) { return services.contains(service); });
    return removed == 0 ? Result<void>() : write(left);
}

Result<void> NextBuild::write(const QStringList &services) const
{
    const auto failed = [this](const QString &why) {
        return failure(Error{ErrorCode::Io, u"What the next build shall bypass cannot be remembered."_s, u"Nothing else is changed by that."_s,
                             u"Check the file %1."_s.arg(m_file), why});
    };
    if (services.isEmpty())
        return !QFile::exists(m_file) || QFile::remove(m_file) ? Result<void>() : failed(u"It cannot be removed."_s);
    if (!QDir().mkpath(QFileInfo(m_file).path()))
        return failed(u"The folder cannot be made."_s);
    const QByteArray bytes = QJsonDocument(QJsonObject{{u"bypassed"_s, QJsonArray::fromStringList(services)}}).toJson();
    QSaveFile file(m_file);
    // commit() alone may put a truncated file in place on a full disk: flush() tells before.
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush() || !file.commit())
        return failed(file.errorString());
    return {};
}

} // namespace layerdeck
