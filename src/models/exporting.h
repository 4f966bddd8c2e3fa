// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>

#include <functional>

namespace layerdeck {

// What a list shows, in the order and selection in which it shows it. Sizes and times are values, not the
// words of the window: bytes, ISO 8601 in UTC.

/// One value of what is exported. Names are those of the command line's --json: lower case with underscores.
/// Null: not known.
struct ExportField
{
    QString name;
    QJsonValue value;
};
/// All that is known of one entry of a list; the names are the same ones in the same order for each of them.
using ExportRecord = QList<ExportField>;

QJsonObject jsonOf(const ExportRecord &record);
/// ISO 8601 in UTC with milliseconds; null for a time that is not known.
QJsonValue timeJson(const QDateTime &time);

/// RFC 4180: comma, CRLF, quotes where they are needed; one record a line below the names of `first`, which
/// also stand where there is no record. Nothing for null; lists of texts have a space between, other lists
/// and objects are JSON. A text that a spreadsheet would take for a formula has an apostrophe before it.
QByteArray exportedCsv(const QList<ExportRecord> &records, const ExportRecord &first);
/// A list of objects.
QByteArray exportedJson(const QList<ExportRecord> &records);
/// The columns of a model, named by their heads, where those are all that is known of a row. Heads of groups
/// are left out.
QByteArray exportedCsv(const QAbstractItemModel &model);
QByteArray exportedJson(const QAbstractItemModel &model);

/// Makes CSV, or JSON where its argument is true.
using Exporter = std::function<QByteArray(bool)>;

/// Holds the rows that `model` has now, and exports its columns; may be called in another thread.
template <typename Model>
Exporter exporterOfColumns(const Model &model)
{
    return [rows = model.rows()](bool json) {
        Model copy;
        copy.setRows(rows);
        return json ? exportedJson(copy) : exportedCsv(copy);
    };
}

} // namespace layerdeck
