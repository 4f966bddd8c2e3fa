// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/clearlist.h"

#include "base/units.h"
#include "deploy/plan.h"
#include "models/contentwording.h"
#include "models/roles.h"
#include "models/wording.h"

#include <QCoreApplication>
#include <QStandardItemModel>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

QStandardItem *cell(const QString &text, Tone tone = Tone::Neutral)
{
    auto *item = new QStandardItem(text);
    item->setEditable(false);
    item->setData(int(tone), ToneRole);
    return item;
}

class ClearList
{
    Q_DECLARE_TR_FUNCTIONS(ClearPreview)

public:
    explicit ClearList(QStandardItemModel *model)
        : m_model(model)
    {
    }

    void fill(const Plan &plan)
    {
        const ClearSelection &clear = *plan.clear;
        const bool redeploys = plan.kind == PlanKind::Redeploy;
        m_model->setRowCount(0);
        showImages(clear);
        if (!clear.records.isEmpty())
            showRecords(clear);
        if (!clear.survivors.isEmpty()) {
            group(u"warning"_s, Tone::Warn, tr("Survives"),
                  tr("%1 could bring layers back").arg(counted(clear.survivors.size(), tr("source"), tr("sources"))),
                  redeploys || plan.clearRequest.bypass ? tr("bypassed") : QString());
            for (const SurvivingSource &source : clear.survivors)
                row(source.source, tr("%1: %2").arg(source.service, source.reason), -1, {});
        }
        if (!clear.stale.isEmpty()) {
            group(redeploys ? u"rebuild"_s : u"warning"_s, redeploys ? Tone::Run : Tone::Warn,
                  redeploys ? tr("Built without cache") : tr("May still hit"),
                  redeploys ? tr("so that they are fresh all the same") : tr("records of these services stay"), {});
            for (auto it = clear.stale.cbegin(); it != clear.stale.cend(); ++it)
                row(it.key(), it.value(), -1, {});
        }
        if (!clear.slower.isEmpty()) {
            group(u"history"_s, Tone::Run, tr("Other services"), tr("work again at their next build"), {});
            for (const SlowerService &service : clear.slower)
                row(service.service.isEmpty() ? tr("all") : service.service, service.reason, -1, {});
        }
        showKept(clear);
        if (m_model->rowCount() == 0)
            group(u"info"_s, Tone::Muted, tr("Nothing found"), tr("no record and no image of it is on this engine"), {});
    }

private:
    void group(const QString &icon, Tone tone, const QString &title, const QString &about, const QString &sum)
    {
        QStandardItem *name = cell(title, tone);
        name->setData(icon, IconRole);
        name->setData(true, EmphasisRole);
        QStandardItem *size = cell(sum);
        size->setData(true, NumberRole);
        size->setData(true, EmphasisRole);
        const QList<QStandardItem *> row{name, cell(about, Tone::Muted), size};
        for (QStandardItem *item : row) {
            item->setData(m_model->rowCount() > 0, GroupStartRole);
            item->setData(true, GroupHeadRole);
        }
        m_model->appendRow(row);
    }

    void row(const QString &text, const QString &about, qint64 size, const QString &id)
    {
        QStandardItem *name = cell(text);
        name->setData(true, CodeRole);
        name->setToolTip(id.isEmpty() || id == text ? text : text + u'\n' + id);
        QStandardItem *number = cell(size < 0 ? QString() : sizeText(size));
        number->setData(true, NumberRole);
        QStandardItem *detail = cell(about, Tone::Muted);
        detail->setToolTip(about);
        m_model->appendRow({name, detail, number});
    }

    void showRecords(const ClearSelection &clear)
    {
        qint64 listed = 0;
        qint64 stays = 0;
        const auto mounts = std::ranges::count(clear.records, u"exec.cachemount"_s, &ClearedRecord::type);
        for (const ClearedRecord &record : clear.records) {
            listed += std::max<qint64>(0, record.size);
            stays += record.stays ? std::max<qint64>(0, record.size) : 0;
        }
        QString about = counted(clear.records.size() - mounts, tr("record"), tr("records"));
        if (mounts > 0)
            about = tr("%1 and %2").arg(about, counted(mounts, tr("cache mount"), tr("cache mounts")));
        group(u"trash"_s, Tone::Fail, tr("Deleted"), tr("%1, leaf first").arg(about), sizeText(listed - stays));
        for (const ClearedRecord &record : clear.records)
            row(record.name, record.stays ? tr("%1, stays in images").arg(ownerOrNone(record.owner)) : ownerOrNone(record.owner), record.size, record.id);
        if (stays > 0)
            row(tr("Listed %1").arg(sizeText(listed)), tr("%1 stay on the disk: images use the same layers").arg(sizeText(stays)), listed - stays, {});
    }

    void showImages(const ClearSelection &clear)
    {
        for (const bool goes : {true, false}) {
            QList<ClearedImage> images = clear.images;
            images.removeIf([goes](const ClearedImage &image) { return image.keptBecause.isEmpty() != goes; });
            if (images.isEmpty())
                continue;
            const QString about = counted(images.size(), tr("image"), tr("images"));
            goes ? group(u"trash"_s, Tone::Fail, tr("Images deleted"), tr("%1, shared layers stay").arg(about), {})
                 : group(u"pin"_s, Tone::Muted, tr("Only the name goes"), about, {});
            for (const ClearedImage &image : std::as_const(images))
                row(image.reference == image.id ? tr("dangling, %1").arg(shortId(image.id)) : image.reference, image.keptBecause, image.size, image.id);
        }
    }

    void showKept(const ClearSelection &clear)
    {
        QList<KeptItem> kept = clear.kept;
        QList<KeptItem> unowned;
        std::ranges::copy_if(kept, std::back_inserter(unowned), &KeptItem::ownerUnknown);
        kept.removeIf([](const KeptItem &item) { return item.ownerUnknown; });
        if (!kept.isEmpty()) {
            group(u"pin"_s, Tone::Muted, tr("Kept"), tr("%1, each with its reason").arg(counted(kept.size(), tr("thing"), tr("things"))), {});
            for (const KeptItem &item : std::as_const(kept))
                row(item.name, item.reason, item.size, item.id);
        }
        if (!unowned.isEmpty()) {
            group(u"stale"_s, Tone::Muted, tr("No known owner"), tr("%1 kept: sources, other projects', or of Dockerfiles as they were before").arg(counted(unowned.size(), tr("record"), tr("records"))), {});
            for (const KeptItem &item : std::as_const(unowned))
                row(item.name, item.reason == "of no known owner"_L1 ? QString() : item.reason, item.size, item.id);
        }
    }
    QStandardItemModel *m_model;
};

} // namespace

void fillClearList(QStandardItemModel *model, const Plan &plan) { ClearList(model).fill(plan); }

} // namespace layerdeck
