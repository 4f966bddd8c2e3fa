// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cacherecordmodel.h"

#include "base/units.h"
#include "models/contentwording.h"
#include "models/roles.h"
#include "models/wording.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

bool isNumber(int column)
{
    return column == CacheRecordModel::SizeColumn || column == CacheRecordModel::UsesColumn;
}

QString recordsText(const CacheGroup &group)
{
    const QString all = counted(group.records, u"record"_s, u"records"_s);
    return group.matches < group.records ? u"%1 of %2"_s.arg(group.matches).arg(all) : all;
}

QString stateIcon(const CacheNode &node)
{
    if (node.record.inUse)
        return u"running"_s;
    if (!node.imageIds.isEmpty() || node.record.shared)
        return u"images"_s;
    return node.onNewest ? QString() : u"stale"_s;
}

} // namespace

int CacheRecordModel::rowOf(const QString &recordId) const
{
    const auto found = std::ranges::find_if(rows(), [&](const CacheRow &row) {
        return row.node >= 0 && row.record.record.id == recordId;
    });
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

int CacheRecordModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

Qt::ItemFlags CacheRecordModel::flags(const QModelIndex &index) const
{
    const bool head = index.isValid() && rows().at(index.row()).node < 0;
    return head ? Qt::ItemIsEnabled : RowTableModel::flags(index);
}

QVariant CacheRecordModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    static const QStringList heads{u"Record"_s, u"Owner"_s, u"Size"_s, u"Last used"_s, u"Uses"_s, u"State"_s};
    return role == Qt::DisplayRole ? heads.value(section) : QVariant();
}

QVariant CacheRecordModel::groupData(const CacheRow &row, int column, int role) const
{
    if (role == GroupHeadRole || role == EmphasisRole)
        return role == GroupHeadRole || column == RecordColumn;
    if (role == Qt::DisplayRole) {
        switch (column) {
        case RecordColumn: return row.group.title;
        case OwnerColumn: return recordsText(row.group);
        case SizeColumn: return sizeText(row.group.bytes);
        default: return {};
        }
    }
    if (role == NumberRole)
        return column == SizeColumn;
    if (role == ToneRole)
        return int(column == OwnerColumn ? Tone::Muted : Tone::Neutral);
    return {};
}

QString CacheRecordModel::text(const CacheRow &row, int column) const
{
    const CacheRecord &record = row.record.record;
    switch (column) {
    case RecordColumn:
        return instructionLine(row.record.step.instruction);
    case OwnerColumn: {
        const QString owner = ownerText(row.record);
        return owner.isEmpty() && record.type != "regular"_L1 ? recordTypeText(record) : ownerOrNone(owner);
    }
    case SizeColumn: return sizeText(record.size);
    case LastUsedColumn:
        return record.lastUsed.isValid() ? timeText(record.lastUsed, QDateTime::currentDateTime()) : u"never"_s;
    case UsesColumn: return QString::number(record.useCount);
    case StateColumn: return recordState(row.record);
    default: return {};
    }
}

QVariant CacheRecordModel::sortValue(const CacheRow &row, int column) const
{
    const CacheRecord &record = row.record.record;
    switch (column) {
    case SizeColumn: return record.size;
    case LastUsedColumn: return record.lastUsed;
    case UsesColumn: return record.useCount;
    default: return text(row, column);
    }
}

QVariant CacheRecordModel::recordData(const CacheRow &row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole: return text(row, column);
    case Qt::ToolTipRole: return column == RecordColumn ? QVariant(row.record.record.description) : QVariant();
    case IdRole: return row.record.record.id;
    case SortRole: return sortValue(row, column);
    case IndentRole: return column == RecordColumn ? row.level + 1 : 0;
    case CodeRole: return column == RecordColumn && row.record.step.isStep;
    case NumberRole: return isNumber(column);
    case IconRole: return column == StateColumn ? QVariant(stateIcon(row.record)) : QVariant();
    case ToneRole: {
        const bool quiet = !row.match || column == OwnerColumn || column == LastUsedColumn
                           || (column == StateColumn && !row.record.onNewest)
                           || (column == RecordColumn && !row.record.step.isStep);
        return int(quiet ? Tone::Muted : Tone::Neutral);
    }
    default: return {};
    }
}

QVariant CacheRecordModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rows().size())
        return {};
    const CacheRow &row = rows().at(index.row());
    return row.node < 0 ? groupData(row, index.column(), role) : recordData(row, index.column(), role);
}

} // namespace layerdeck
