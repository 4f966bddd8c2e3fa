// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QByteArray>

#include <functional>

namespace layerdeck {

// What a list shows, in the order and selection in which it shows it. Sizes and times are values, not the words of the
// window: bytes, ISO 8601 in UTC. Columns are named by their heads.

/// RFC 4180: comma, CRLF, quotes where they are needed.
QByteArray exportedCsv(const QAbstractItemModel &model);
/// A list of objects, keys in lower case with underscores.
QByteArray exportedJson(const QAbstractItemModel &model);

/// Makes CSV, or JSON where its argument is true.
using Exporter = std::function<QByteArray(bool)>;

/// Holds the rows that `model` has now; may be called in another thread.
template <typename Model>
Exporter exporterOf(const Model &model)
{
    return [rows = model.rows()](bool json) {
        Model copy;
        copy.setRows(rows);
        return json ? exportedJson(copy) : exportedCsv(copy);
    };
}

} // namespace layerdeck
