// SPDX-License-Identifier: GPL-3.0-or-later
// The open file of the journal, for the parts of Journal.
#pragma once

#include "store/journal.h"
#include "store/journalschema.h"
#include "store/processidentity.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <algorithm>
#include <functional>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace journal {

/// What SQLite calls a file that is none of its own, and one whose pages contradict each other.
inline constexpr auto codeNotADatabase = "26"_L1;
inline constexpr auto codeCorrupt = "11"_L1;

/// Empty text is no NULL to us.
inline QString notNull(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

} // namespace journal

/// The database with its name in Qt's list of connections, which is for the whole process.
struct Journal::Connection
{
    QString name;
    QString path;
    JournalLimits limits;

    ~Connection()
    {
        QSqlDatabase::database(name, false).close();
        QSqlDatabase::removeDatabase(name);
    }
    QSqlDatabase database() const { return QSqlDatabase::database(name, false); }

    Error errorOf(const QSqlError &error) const
    {
        const QString code = error.nativeErrorCode();
        // Extended codes have the plain one in their lowest byte.
        const QString plain = QString::number(code.toInt() & 0xff);
        if (plain == journal::codeNotADatabase || plain == journal::codeCorrupt) {
            return {ErrorCode::InvalidInput, u"The journal %1 is damaged."_s.arg(path), u"It was left as it is; runs go on without it."_s,
                    u"Move the file away to begin a new one."_s, error.text()};
        }
        return {ErrorCode::Io, u"The journal %1 cannot be used: %2."_s.arg(path, error.databaseText().isEmpty() ? error.driverText() : error.databaseText()),
                u"Runs go on without it."_s, u"Look at the rights of the file and its folder, and at the room on the disk."_s, error.text()};
    }

    /// Runs one statement with its values.
    Result<QSqlQuery> ask(const QString &sql, const QVariantList &values = {}) const
    {
        QSqlQuery query(database());
        query.setForwardOnly(true);
        if (!query.prepare(sql))
            return failure(errorOf(query.lastError()));
        for (const QVariant &value : values)
            query.addBindValue(value);
        if (!query.exec())
            return failure(errorOf(query.lastError()));
        return query;
    }

    /// All of `work` or nothing; the lock is taken at once, so that nobody writes in between.
    Result<void> transact(const std::function<Result<void>()> &work) const
    {
        if (const auto begun = ask(u"BEGIN IMMEDIATE"_s); !begun)
            return failure(begun.error());
        Result<void> done = work();
        if (done) {
            if (const auto committed = ask(u"COMMIT"_s); committed)
                return {};
            else
                done = failure(committed.error());
        }
        (void)ask(u"ROLLBACK"_s);
        return done;
    }

    Result<int> version() const
    {
        auto asked = ask(u"PRAGMA user_version"_s);
        if (!asked)
            return failure(asked.error());
        QSqlQuery &query = *asked;
        return query.next() ? query.value(0).toInt() : 0;
    }

    Result<void> checkVersion() const
    {
        // One statement sees one state of the file: another process may just be making the tables.
        auto asked = ask(u"SELECT user_version, (SELECT COUNT(*) FROM sqlite_master) FROM pragma_user_version"_s);
        if (!asked)
            return failure(asked.error());
        QSqlQuery &query = *asked;
        const bool told = query.next();
        const int found = told ? query.value(0).toInt() : 0;
        if (found > journal::schemaVersion) {
            return failure(Error{ErrorCode::InvalidInput, u"The journal %1 was written by a newer Layerdeck."_s.arg(path),
                                 u"It was left as it is; runs go on without it."_s, u"Use that version, or move the file away to begin a new one."_s, {}});
        }
        if (found == journal::schemaVersion)
            return {};
        if (told && query.value(1).toInt() > 0) {
            return failure(Error{ErrorCode::InvalidInput, u"%1 is no journal of Layerdeck: it holds other tables."_s.arg(path),
                                 u"It was left as it is; runs go on without it."_s, u"Move the file away to begin a journal."_s, {}});
        }
        return {};
    }

    Result<void> makeSchema() const
    {
        return transact([this]() -> Result<void> {
            // Another process may have been quicker.
            if (const Result<int> found = version(); !found || *found == journal::schemaVersion)
                return found ? Result<void>() : failure(found.error());
            for (const QString &sql : journal::schema) {
                if (const auto made = ask(sql); !made)
                    return failure(made.error());
            }
            if (const auto set = ask(u"PRAGMA user_version=%1"_s.arg(journal::schemaVersion)); !set)
                return failure(set.error());
            return {};
        });
    }

    /// Inside of a transaction. Rows of dead processes are said to be cut off; then the bounds apply.
    Result<void> prune() const
    {
        auto unfinished = ask(u"SELECT id, pid, process FROM runs WHERE outcome='running'"_s);
        if (!unfinished)
            return failure(unfinished.error());
        QSqlQuery &query = *unfinished;
        QList<qint64> dead;
        while (query.next()) {
            if (!isAlive(query.value(1).toLongLong(), query.value(2).toString()))
                dead << query.value(0).toLongLong();
        }
        query.finish();
        for (const qint64 id : std::as_const(dead)) {
            if (const auto set = ask(u"UPDATE runs SET outcome='cut-off' WHERE id=?"_s, {id}); !set)
                return failure(set.error());
        }
        const qint64 oldest = QDateTime::currentDateTimeUtc().addDays(-limits.keepDays).toMSecsSinceEpoch();
        const auto gone = ask(u"DELETE FROM runs WHERE outcome<>'running' AND (started < ? OR id IN (SELECT id FROM (SELECT id, "
                              "ROW_NUMBER() OVER (PARTITION BY directory ORDER BY started DESC, id DESC) AS place FROM runs) WHERE place > ?))"_s,
                              {oldest, std::max(1, limits.keepRuns)});
        return gone ? Result<void>() : failure(gone.error());
    }
};

} // namespace layerdeck
