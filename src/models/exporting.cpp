// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exporting.h"

#include "models/roles.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QString headOf(const QAbstractItemModel &model, int column)
{
    return model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
}

/// Heads of groups are not data.
bool isData(const QAbstractItemModel &model, int row)
{
    return !model.index(row, 0).data(GroupHeadRole).toBool();
}

QJsonValue valueOf(const QModelIndex &cell)
{
    const QVariant sort = cell.data(SortRole);
    if (sort.typeId() == QMetaType::QDateTime)
        return sort.toDateTime().isValid() ? QJsonValue(sort.toDateTime().toUTC().toString(Qt::ISODate)) : QJsonValue();
    if (sort.isValid() && sort.typeId() != QMetaType::QString)
        return sort.toLongLong() < 0 ? QJsonValue() : QJsonValue(sort.toLongLong());
    return cell.data(Qt::DisplayRole).toString().trimmed();
}

QString csvText(const QJsonValue &value)
{
    QString text = value.isDouble() ? QString::number(value.toInteger()) : value.toString();
    if (text.contains(u',') || text.contains(u'"') || text.contains(u'\n') || text.contains(u'\r'))
        text = u'"' + text.replace(u'"', u"\"\""_s) + u'"';
    return text;
}

} // namespace

QByteArray exportedCsv(const QAbstractItemModel &model)
{
    QStringList lines;
    QStringList cells{u"ID"_s};
    for (int column = 0; column < model.columnCount(); ++column)
        cells << csvText(headOf(model, column));
    lines << cells.join(u',');
    for (int row = 0; row < model.rowCount(); ++row) {
        if (!isData(model, row))
            continue;
        cells = {csvText(model.index(row, 0).data(IdRole).toString())};
        for (int column = 0; column < model.columnCount(); ++column)
            cells << csvText(valueOf(model.index(row, column)));
        lines << cells.join(u',');
    }
    return (lines.join(u"\r\n"_s) + u"\r\n"_s).toUtf8();
}

QByteArray exportedJson(const QAbstractItemModel &model)
{
    QJsonArray rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (!isData(model, row))
            continue;
        QJsonObject object{{u"id"_s, model.index(row, 0).data(IdRole).toString()}};
        for (int column = 0; column < model.columnCount(); ++column)
            object.insert(headOf(model, column).toLower().replace(u' ', u'_'), valueOf(model.index(row, column)));
        rows.append(object);
    }
    return QJsonDocument(rows).toJson();
}

} // namespace layerdeck
