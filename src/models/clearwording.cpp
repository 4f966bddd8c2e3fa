// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/clearwording.h"

#include "base/units.h"

#include <QSet>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// "2 images removed, 1 name taken away".
QString imagesWords(const Plan &plan, const ClearResult &clear)
{
    QSet<QString> kept;
    for (const KeptImage &image : clear.keptImages)
        kept.insert(image.imageId);
    QSet<QString> left;
    for (const KeptImage &image : clear.left)
        left.insert(image.imageId);
    QSet<QString> removed;
    for (const ClearedImage &image : plan.clear->images) {
        if (!kept.contains(image.id) && !left.contains(image.id))
            removed.insert(image.id);
    }
    QStringList words;
    if (!removed.isEmpty())
        words << u"%1 removed"_s.arg(counted(removed.size(), u"image"_s, u"images"_s));
    if (!clear.keptImages.isEmpty())
        words << u"%1 taken away from %2"_s.arg(counted(clear.keptImages.size(), u"name"_s, u"names"_s),
                                                kept.size() == 1 ? u"an image that stays"_s : u"images that stay"_s);
    return words.isEmpty() ? u"No image was removed"_s : words.join(u", "_s);
}

QString whatIsCleared(const ClearRequest &request)
{
    if (request.target == ClearTarget::Step)
        return u"The cache of %1 is cleared from step %2 on"_s.arg(joinedNames(request.services)).arg(request.step);
    return request.services.isEmpty() ? u"The cache is cleared"_s : u"The cache of %1 is cleared"_s.arg(joinedNames(request.services));
}

} // namespace

ClearClaim clearClaim(const Plan &plan, const ClearResult &clear)
{
    const ClearSelection &chosen = *plan.clear;
    const ClearRequest &request = plan.clearRequest;
    if (!clear.survivedRecords.isEmpty())
        return {false, u"Cleared, but %1 still there"_s.arg(counted(clear.survivedRecords.size(), u"record is"_s, u"records are"_s))};
    if (!chosen.records.isEmpty() && !clear.readAgainAt.isValid())
        return {false, u"Records were deleted, but the cache was not read again"_s};
    if (request.target == ClearTarget::Images)
        return {true, u"%1, no record of the build cache was meant to go"_s.arg(imagesWords(plan, clear))};
    if (!chosen.stale.isEmpty())
        return {false, (chosen.records.isEmpty() ? u"Nothing of the build cache was cleared: %1 may still hit"_s : u"Cleared in part: %1 may still hit"_s)
                           .arg(joinedNames(chosen.stale.keys()))};
    const QString sources = counted(chosen.survivors.size(), u"cache source"_s, u"cache sources"_s);
    if (!chosen.survivors.isEmpty() && !request.bypass)
        return {false, (chosen.records.isEmpty() ? u"There was no record to clear, but %1 can bring layers back"_s : u"Cleared, but %1 can bring layers back"_s)
                           .arg(sources)};
    QString text = chosen.records.isEmpty() ? u"There was no record of %1 to clear"_s.arg(joinedNames(chosen.services)) : whatIsCleared(request);
    if (!chosen.survivors.isEmpty())
        text += u", and the next build does not ask %1"_s.arg(sources);
    return {true, text};
}

QString clearSentence(const ClearResult &clear)
{
    QStringList gone;
    if (!clear.deletedRecords.isEmpty())
        gone << counted(clear.deletedRecords.size(), u"build cache record"_s, u"build cache records"_s);
    if (!clear.untagged.isEmpty())
        gone << counted(clear.untagged.size(), u"image name"_s, u"image names"_s);
    if (!clear.deletedImages.isEmpty()) // the engine lists an image with its layers
        gone << counted(clear.deletedImages.size(), u"image or layer"_s, u"images and layers"_s);
    const bool isOne = clear.deletedRecords.size() + clear.untagged.size() + clear.deletedImages.size() == 1;
    QString text = gone.isEmpty() ? u"Nothing was deleted."_s
                                  : u"%1 %2 gone, %3 were freed."_s.arg(joinedNames(gone), isOne ? u"is"_s : u"are"_s, sizeText(clear.reclaimed));
    if (clear.keptImages.size() == 1) {
        text += u" The image of %1 lost that name but stays: %2."_s.arg(clear.keptImages.first().name, clear.keptImages.first().because);
    } else if (!clear.keptImages.isEmpty()) {
        QStringList kept;
        for (const KeptImage &image : clear.keptImages)
            kept << image.text();
        text += u" Names that went and whose images stay: %1."_s.arg(kept.join(u", "_s));
    }
    for (const KeptImage &image : clear.left)
        text += u" Left as it is: %1."_s.arg(image.text());
    if (!clear.readAgainAt.isValid())
        return text;
    if (!clear.survivedRecords.isEmpty())
        return text + u" Read again: %1 still there."_s.arg(counted(clear.survivedRecords.size(), u"of them is"_s, u"of them are"_s));
    return text + (clear.recordsLeft == 0 ? u" Read again: the build cache is empty."_s
                                          : u" Read again: none of them is there; %1 left."_s.arg(
                                                counted(clear.recordsLeft, u"other record is"_s, u"other records are"_s)));
}

namespace {

ExportRecord listed(const QString &becomes, const QString &kind, const QString &id, const QString &name, const QString &about, qint64 size)
{
    return {{u"becomes"_s, becomes}, {u"kind"_s, kind}, {u"id"_s, id}, {u"name"_s, name}, {u"about"_s, about},
            {u"size"_s, size < 0 ? QJsonValue() : QJsonValue(size)}};
}

} // namespace

Exporter clearExporter(const ClearSelection &clear)
{
    return [clear](bool json) {
        QList<ExportRecord> list;
        for (const ClearedImage &image : clear.images)
            list << listed(image.keptBecause.isEmpty() ? u"deleted"_s : u"untagged"_s, u"image"_s, image.id, image.reference, image.keptBecause, image.size);
        for (const ClearedRecord &record : clear.records)
            list << listed(u"deleted"_s, u"record"_s, record.id, record.name, record.owner, record.size);
        for (const KeptItem &item : clear.kept)
            list << listed(u"kept"_s, item.isRecord ? u"record"_s : u"image"_s, item.id, item.name, item.reason, item.size);
        return json ? exportedJson(list) : exportedCsv(list, listed({}, {}, {}, {}, {}, -1));
    };
}

} // namespace layerdeck
