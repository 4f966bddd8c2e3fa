// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/remotecachesmodel.h"

#include "base/units.h"

#include <QRegularExpression>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

QList<RemoteCacheRow> remoteCacheRows(const QList<github::Cache> &caches, const QString &key, const QString &ref, const QDateTime &now)
{
    const bool isWhole = key.contains(u'*');
    const QString pattern = isWhole ? QRegularExpression::escape(key).replace(u"\\*"_s, u".*"_s) : QRegularExpression::escape(key);
    const QRegularExpression wanted(isWhole ? QRegularExpression::anchoredPattern(pattern) : pattern,
                                    QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    QList<RemoteCacheRow> rows;
    for (const github::Cache &cache : caches) {
        if (wanted.match(cache.key).hasMatch() && (ref.isEmpty() || cache.ref == ref))
            rows << RemoteCacheRow{cache, ageText(cache.lastUsed, now)};
    }
    return rows;
}

QStringList refsOf(const QList<github::Cache> &caches)
{
    QStringList refs;
    for (const github::Cache &cache : caches) {
        if (!refs.contains(cache.ref))
            refs << cache.ref;
    }
    refs.sort();
    return refs;
}

QString shortRef(const QString &ref)
{
    const QString name = ref.section(u'/', 2);
    if (ref.startsWith("refs/heads/"_L1))
        return name;
    if (ref.startsWith("refs/tags/"_L1))
        return u"tag %1"_s.arg(name);
    // "refs/pull/7/merge"
    return ref.startsWith("refs/pull/"_L1) ? u"pull request #%1"_s.arg(name.section(u'/', 0, 0)) : ref;
}

QString cachesSentence(const RemoteCaches &caches, qsizetype deleted)
{
    QString sentence = deleted > 0 ? u"Deleted %1. "_s.arg(counted(deleted, u"cache"_s, u"caches"_s)) : QString();
    sentence += u"%1, %2"_s.arg(counted(caches.usage.count, u"cache"_s, u"caches"_s), sizeText(caches.usage.bytes));
    if (caches.limit)
        sentence += u" of %1"_s.arg(sizeText(*caches.limit));
    return sentence + u". GitHub counts every five minutes."_s;
}

namespace {

bool isBefore(const github::Cache &one, const github::Cache &other, int column)
{
    switch (column) {
    case RemoteCachesModel::KeyColumn: return one.key.compare(other.key, Qt::CaseInsensitive) < 0;
    case RemoteCachesModel::RefColumn: return one.ref < other.ref;
    case RemoteCachesModel::SizeColumn: return one.bytes < other.bytes;
    default: return one.lastUsed < other.lastUsed;
    }
}

} // namespace

void RemoteCachesModel::setRows(const QList<RemoteCacheRow> &wanted)
{
    m_given = wanted;
    sort(m_column, m_order);
}

void RemoteCachesModel::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
    QList<RemoteCacheRow> sorted = m_given;
    if (column >= 0) {
        std::ranges::stable_sort(sorted, [column, order](const RemoteCacheRow &one, const RemoteCacheRow &other) {
            return order == Qt::AscendingOrder ? isBefore(one.cache, other.cache, column) : isBefore(other.cache, one.cache, column);
        });
    }
    if (sorted != rows())
        exchange(sorted);
}

QVariant RemoteCachesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const QStringList heads{u"Key"_s, u"Branch or tag"_s, u"Size"_s, u"Last used"_s};
    // The largest and the newest are looked for first.
    if (orientation == Qt::Horizontal && role == Qt::InitialSortOrderRole)
        return int(section >= SizeColumn ? Qt::DescendingOrder : Qt::AscendingOrder);
    return orientation == Qt::Horizontal ? columnHead(heads, section, section >= SizeColumn, role) : QVariant();
}

QVariant RemoteCachesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const RemoteCacheRow &row = rows().at(index.row());
    const int column = index.column();
    if (role == Qt::DisplayRole) {
        switch (column) {
        case KeyColumn: return row.cache.key;
        case RefColumn: return shortRef(row.cache.ref);
        case SizeColumn: return sizeText(row.cache.bytes);
        case UsedColumn: return row.age;
        default: return {};
        }
    }
    switch (role) {
    case Qt::ToolTipRole: return column == KeyColumn ? QVariant(row.cache.key) : column == RefColumn ? QVariant(row.cache.ref) : QVariant();
    case ToneRole: return int(column == KeyColumn ? Tone::Neutral : Tone::Muted);
    case NumberRole: return column >= SizeColumn;
    case IdRole: return row.identity();
    default: return {};
    }
}

} // namespace layerdeck
