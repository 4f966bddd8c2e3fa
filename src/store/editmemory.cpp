// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/editmemory.h"

#include "store/statefolder.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QSaveFile>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostTexts = 200;
constexpr qsizetype largestText = 1024 * 1024;
constexpr int longestChain = 20;

} // namespace

EditMemory::EditMemory(const QString &folder)
    : m_folder(folder.isEmpty() ? stateFolder() + "/edits"_L1 : folder)
{
}

QString EditMemory::fileOf(const QByteArray &after) const
{
    const QByteArray hash = QCryptographicHash::hash(after, QCryptographicHash::Sha256).toHex();
    return m_folder + u'/' + QString::fromLatin1(hash);
}

void EditMemory::remember(const QByteArray &before, const QByteArray &after) const
{
    if (before.size() > largestText || leadsTo(before, after) || !QDir().mkpath(m_folder))
        return;
    QFile::setPermissions(m_folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QSaveFile file(fileOf(after));
    if (!file.open(QIODevice::WriteOnly))
        return;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (file.write(before) != before.size() || !file.flush() || !file.commit())
        return;
    const QFileInfoList texts = QDir(m_folder).entryInfoList(QDir::Files, QDir::Time);
    for (qsizetype i = mostTexts; i < texts.size(); ++i)
        QFile::remove(texts.at(i).filePath());
}

bool EditMemory::leadsTo(const QByteArray &text, const QByteArray &earlier) const
{
    QByteArray at = text;
    for (int i = 0; i < longestChain && at != earlier; ++i) {
        const auto next = before(at);
        if (!next)
            return false;
        at = *next;
    }
    return at == earlier;
}

std::optional<QByteArray> EditMemory::before(const QByteArray &after) const
{
    QFile file(fileOf(after));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    return file.read(largestText);
}

} // namespace layerdeck
