// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exporting.h"

#include "models/roles.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QString nameOf(const QAbstractItemModel &model, int column)
{
    return model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().toLower().replace(u' ', u'_');
}

QJsonValue valueOf(const QModelIndex &cell)
{
    const QVariant sort = cell.data(SortRole);
    if (sort.typeId() == QMetaType::QDateTime)
        return timeJson(sort.toDateTime());
    if (sort.isValid() && sort.typeId() != QMetaType::QString)
        return sort.toLongLong() < 0 ? QJsonValue() : QJsonValue(sort.toLongLong());
    return cell.data(Qt::DisplayRole).toString().trimmed();
}

ExportRecord recordOf(const QAbstractItemModel &model, int row)
{
    ExportRecord record{{u"id"_s, model.index(row, 0).data(IdRole).toString()}};
    for (int column = 0; column < model.columnCount(); ++column)
        record << ExportField{nameOf(model, column), valueOf(model.index(row, column))};
    return record;
}

QList<ExportRecord> recordsOf(const QAbstractItemModel &model)
{
    QList<ExportRecord> records;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (!model.index(row, 0).data(GroupHeadRole).toBool())
            records << recordOf(model, row);
    }
    return records;
}

QString listText(const QJsonArray &list)
{
    if (!std::ranges::all_of(list, [](const QJsonValue &entry) { return entry.isString(); }))
        return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
    QStringList texts;
    for (const QJsonValue &entry : list)
        texts << entry.toString();
    return texts.join(u' ');
}

QString csvText(const QJsonValue &value)
{
    // What a spreadsheet would take for a formula, and anybody's image may have for the name of a file, is marked as text, as OWASP advises.
    static const QString formula = u"=+-@\t\r"_s;
    QString text = value.isArray() ? listText(value.toArray())
                   : value.isObject()
                       ? QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact))
                       : value.toVariant().toString();
    if ((value.isString() || value.isArray()) && !text.isEmpty() && formula.contains(text.front()))
        text.prepend(u'\'');
    if (text.contains(u',') || text.contains(u'"') || text.contains(u'\n') || text.contains(u'\r'))
        text = u'"' + text.replace(u'"', u"\"\""_s) + u'"';
    return text;
}

} // namespace

QJsonValue timeJson(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

QJsonObject jsonOf(const ExportRecord &record)
{
    QJsonObject object;
    for (const ExportField &field : record)
        object.insert(field.name, field.value);
    return object;
}

QByteArray exportedCsv(const QList<ExportRecord> &records, const ExportRecord &first)
{
    QStringList cells;
    for (const ExportField &field : first)
        cells << csvText(field.name);
    QString text = cells.join(u',') + u"\r\n"_s;
    for (const ExportRecord &record : records) {
        cells.clear();
        for (const ExportField &field : record)
            cells << csvText(field.value);
        text += cells.join(u',') + u"\r\n"_s;
    }
    return text.toUtf8();
}

QByteArray exportedJson(const QList<ExportRecord> &records)
{
    QJsonArray list;
    for (const ExportRecord &record : records)
        list.append(jsonOf(record));
    return QJsonDocument(list).toJson();
}

QByteArray exportedCsv(const QAbstractItemModel &model)
{
    return exportedCsv(recordsOf(model), recordOf(model, -1));
}

QByteArray exportedJson(const QAbstractItemModel &model) { return exportedJson(recordsOf(model)); }

} // namespace layerdeck
