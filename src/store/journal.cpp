// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/journal.h"

#include "store/journalconnection.h"
#include "store/processidentity.h"
#include "store/statefolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <atomic>
#include <functional>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;
using namespace journal;

namespace {

constexpr int busyMilliseconds = 5000;
/// A run that was cut off has not said when it built: what begins so soon after it did is taken for its own.
constexpr qint64 cutOffReach = 60'000;

QString listText(const QStringList &list)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(list)).toJson(QJsonDocument::Compact));
}

QStringList listOf(const QString &text)
{
    QStringList list;
    for (const QJsonValue &value : QJsonDocument::fromJson(text.toUtf8()).array())
        list << value.toString();
    return list;
}

QVariant orNull(qint64 value)
{
    return value < 0 ? QVariant(QMetaType::fromType<qlonglong>()) : QVariant(value);
}

/// The person's eyes only: commits and names of services are theirs.
void makePrivate(const QString &path)
{
    const QString folder = QFileInfo(path).path();
    if (!QFileInfo::exists(folder) && QDir().mkpath(folder))
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    // What SQLite puts beside the file has the rights of the file.
    QFile file(path);
    file.open(QIODevice::NewOnly | QIODevice::WriteOnly, QFile::ReadOwner | QFile::WriteOwner);
}

QList<JournalService> counted(QList<JournalService> services, const QList<JournalStep> &steps)
{
    for (JournalService &service : services) {
        const auto count = [&](QLatin1String state) {
            return static_cast<int>(std::ranges::count_if(steps, [&](const JournalStep &step) {
                return step.kind == JournalStep::Kind::Build && step.service == service.name
                       && (state.isEmpty() || step.state == state);
            }));
        };
        service.steps = count({});
        service.cached = count("cached"_L1);
        service.base = count("base"_L1);
        service.shared = count("shared"_L1);
        service.ran = count("done"_L1) + count("failed"_L1);
    }
    return services;
}

} // namespace

QString Journal::defaultPath()
{
    return stateFolder() + "/journal.sqlite"_L1;
}

Journal::Journal(std::unique_ptr<Connection> connection)
    : m_connection(std::move(connection))
{
}

Journal::Journal(Journal &&) noexcept = default;
Journal &Journal::operator=(Journal &&) noexcept = default;
Journal::~Journal() = default;

Result<Journal> Journal::open(const QString &path, const JournalLimits &limits)
{
    static std::atomic<int> number = 0;
    auto connection = std::make_unique<Connection>(
        Connection{u"layerdeck-journal-%1"_s.arg(number++), path.isEmpty() ? defaultPath() : path, limits});
    if (!QSqlDatabase::isDriverAvailable(u"QSQLITE"_s)) {
        return failure(Error{ErrorCode::ToolMissing, u"There is no journal: Qt's SQLite driver is missing."_s,
                             u"Runs go on without it."_s, u"Install the package libqt6sql6-sqlite."_s, {}});
    }
    makePrivate(connection->path);
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, connection->name);
    database.setDatabaseName(connection->path);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(busyMilliseconds));
    if (!database.open())
        return failure(connection->errorOf(database.lastError()));
    database = {};
    if (const Result<void> known = connection->checkVersion(); !known)
        return failure(known.error());
    // Where that cannot be had now (another process is at it) the file works in its old mode.
    (void)connection->ask(u"PRAGMA journal_mode=WAL"_s);
    (void)connection->ask(u"PRAGMA foreign_keys=ON"_s);
    const Result<int> version = connection->version();
    if (const Result<void> made = version && *version == schemaVersion ? Result<void>() : connection->makeSchema(); !made)
        return failure(made.error());
    for (const QLatin1String table : {workflowsTable, requestsTable, buildTimesTable, seenBuildsTable}) {
        if (const auto made = connection->ask(table); !made)
            return failure(made.error());
    }
    return Journal(std::move(connection));
}

Result<qint64> Journal::begin(const JournalRun &run)
{
    qint64 id = 0;
    const Result<void> written = m_connection->transact([&]() -> Result<void> {
        const qint64 pid = QCoreApplication::applicationPid();
        const auto inserted = m_connection->ask(
            u"INSERT INTO runs (directory, project, context, engine, kind, services, commit_hash, started, outcome, pid, process) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?)"_s,
            {notNull(run.directory), notNull(run.project), notNull(run.context), notNull(run.engineId), notNull(run.kind),
             listText(run.services), notNull(run.commit), run.started.toMSecsSinceEpoch(), pid, processIdentity(pid)});
        if (!inserted)
            return failure(inserted.error());
        id = inserted->lastInsertId().toLongLong();
        if (const Result<void> named = writeWorkflows(id, run.workflows); !named)
            return named;
        if (const Result<void> asked = writeRequests(id, run); !asked)
            return asked;
        return m_connection->prune();
    });
    if (!written)
        return failure(written.error());
    return id;
}

Result<void> Journal::finish(qint64 id, const JournalEnd &end)
{
    return m_connection->transact([&] { return write(id, end); });
}

Result<void> Journal::complete(qint64 id, const JournalEnd &end)
{
    return m_connection->transact([&]() -> Result<void> {
        auto open = m_connection->ask(u"SELECT 1 FROM runs WHERE id=? AND outcome IN ('running', 'dispatched', 'unknown')"_s, {id});
        if (!open)
            return failure(open.error());
        return open->next() ? write(id, end) : Result<void>();
    });
}

Result<void> Journal::resume(qint64 id, const JournalEnd &known)
{
    return m_connection->transact([&]() -> Result<void> {
        const qint64 pid = QCoreApplication::applicationPid();
        const auto taken = m_connection->ask(u"UPDATE runs SET pid=?, process=? WHERE id=?"_s, {pid, processIdentity(pid), id});
        return taken ? write(id, known) : Result<void>(failure(taken.error()));
    });
}

Result<void> Journal::write(qint64 id, const JournalEnd &end)
{
    const auto updated = m_connection->ask(
        u"UPDATE runs SET duration=?, outcome=?, error=?, fresh=?, reclaimed=?, commit_hash=coalesce(nullif(?, ''), commit_hash) WHERE id=?"_s,
        {end.durationMs, notNull(end.outcome), notNull(end.error),
         end.fresh ? QVariant(*end.fresh ? 1 : 0) : QVariant(QMetaType::fromType<int>()), orNull(end.reclaimed),
         notNull(end.commit), id});
    if (!updated)
        return failure(updated.error());
    if (updated->numRowsAffected() != 1)
        return failure(ErrorCode::NotFound, u"The journal has no such run (any more)."_s);
    if (const Result<void> written = writeEnd(id, end); !written)
        return written;
    return m_connection->prune();
}

/// What belongs to the row; inside of a transaction.
Result<void> Journal::writeEnd(qint64 id, const JournalEnd &end)
{
    // What was found out later stands in the place of what was known first.
    for (const QString &table : {u"steps"_s, u"services"_s, u"build_times"_s}) {
        if (const auto gone = m_connection->ask(u"DELETE FROM %1 WHERE run=?"_s.arg(table), {id}); !gone)
            return failure(gone.error());
    }
    int place = 0;
    for (const JournalStep &step : end.steps) {
        const auto written = m_connection->ask(u"INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                                               {id, place++, int(step.kind), notNull(step.service), step.index, notNull(step.name),
                                                notNull(step.state), step.milliseconds, notNull(step.error)});
        if (!written)
            return failure(written.error());
    }
    place = 0;
    for (const JournalService &service : counted(end.services, end.steps)) {
        const auto written = m_connection->ask(
            u"INSERT INTO services VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            {id, place++, notNull(service.name), notNull(service.imageName), notNull(service.imageId), service.buildMs, service.steps,
             service.cached, service.base, service.shared, service.ran});
        if (!written)
            return failure(written.error());
    }
    if (const Result<void> written = writeWorkflows(id, end.workflows); !written)
        return written;
    if (end.buildsBegan > 0) {
        const auto written = m_connection->ask(u"INSERT INTO build_times VALUES (?, ?, ?)"_s, {id, end.buildsBegan, end.buildsEnded});
        if (!written)
            return failure(written.error());
    }
    return {};
}

Result<KnownBuilds> Journal::knownBuilds(const QString &directory, const QString &engineId) const
{
    KnownBuilds known;
    auto refs = m_connection->ask(u"SELECT ref FROM seen_builds WHERE directory=? AND engine=?"_s, {directory, engineId});
    if (!refs)
        return failure(refs.error());
    while (refs->next())
        known.refs.insert(refs->value(0).toString());
    // A run that does not say when it built is taken to have built all the time.
    auto spans = m_connection->ask(u"SELECT COALESCE(began, started), COALESCE(ended, started + duration, started + ?), outcome, pid, process FROM runs "
                                   "LEFT JOIN build_times ON id=run WHERE directory=? AND engine=? AND kind NOT LIKE 'outside-%'"_s,
                                   {cutOffReach, directory, engineId});
    if (!spans)
        return failure(spans.error());
    while (spans->next()) {
        if (spans->value(2).toString() == "running"_L1 && isAlive(spans->value(3).toLongLong(), spans->value(4).toString()))
            known.isRunning = true;
        else
            known.own << KnownBuilds::Span{spans->value(0).toLongLong(), spans->value(1).toLongLong()};
    }
    return known;
}

Result<void> Journal::addOutside(const QString &directory, const QString &engineId, const QSet<QString> &refs, const QSet<QString> &fresh,
                                 const QList<OutsideRun> &runs)
{
    return m_connection->transact([&]() -> Result<void> {
        const Result<KnownBuilds> known = knownBuilds(directory, engineId);
        if (!known)
            return failure(known.error());
        if (known->refs.intersects(fresh))
            return {};
        for (const QString &ref : known->refs - refs) {
            const auto gone = m_connection->ask(u"DELETE FROM seen_builds WHERE directory=? AND engine=? AND ref=?"_s, {directory, engineId, ref});
            if (!gone)
                return failure(gone.error());
        }
        for (const QString &ref : fresh) {
            const auto seen = m_connection->ask(u"INSERT INTO seen_builds VALUES (?, ?, ?)"_s, {directory, engineId, ref});
            if (!seen)
                return failure(seen.error());
        }
        for (const auto &[run, end] : runs) {
            const auto inserted = m_connection->ask(
                u"INSERT INTO runs (directory, project, context, engine, kind, services, commit_hash, started, duration, outcome, error, pid, process) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '')"_s,
                {notNull(directory), notNull(run.project), notNull(run.context), notNull(engineId), notNull(run.kind), listText(run.services),
                 notNull(run.commit), run.started.toMSecsSinceEpoch(), end.durationMs, notNull(end.outcome), notNull(end.error)});
            if (!inserted)
                return failure(inserted.error());
            if (const Result<void> written = writeEnd(inserted->lastInsertId().toLongLong(), end); !written)
                return written;
        }
        return m_connection->prune();
    });
}

Result<QList<JournalRun>> Journal::runs(const JournalFilter &filter) const
{
    const QString where = filter.directory.isEmpty() ? QString() : u" WHERE directory=?"_s;
    QVariantList values;
    if (!filter.directory.isEmpty())
        values << filter.directory;
    values << (filter.limit > 0 ? filter.limit : -1);
    const QString order = u" ORDER BY started DESC, id DESC LIMIT ?"_s;
    auto asked = m_connection->ask(
        u"SELECT id, directory, project, context, engine, kind, services, commit_hash, started, duration, outcome, error, fresh, "
        "reclaimed, pid, process, EXISTS (SELECT 1 FROM steps WHERE run=runs.id AND kind=%1 AND name='%2' AND state='success') FROM runs"_s
                .arg(QString::number(int(JournalStep::Kind::Phase)), QLatin1String(wayBackPhase)) + where + order, values);
    if (!asked)
        return failure(asked.error());
    QList<JournalRun> runs;
    QHash<qint64, qsizetype> placeOf;
    QSqlQuery &query = *asked;
    while (query.next()) {
        JournalRun run;
        run.id = query.value(0).toLongLong();
        run.directory = query.value(1).toString();
        run.project = query.value(2).toString();
        run.context = query.value(3).toString();
        run.engineId = query.value(4).toString();
        run.kind = query.value(5).toString();
        run.services = listOf(query.value(6).toString());
        run.commit = query.value(7).toString();
        run.started = QDateTime::fromMSecsSinceEpoch(query.value(8).toLongLong(), Qt::UTC);
        run.durationMs = query.isNull(9) ? -1 : query.value(9).toLongLong();
        run.outcome = query.value(10).toString();
        run.error = query.value(11).toString();
        if (!query.isNull(12))
            run.fresh = query.value(12).toInt() != 0;
        run.reclaimed = query.isNull(13) ? -1 : query.value(13).toLongLong();
        run.pid = query.value(14).toLongLong();
        run.rolledBack = query.value(16).toBool();
        if (run.isRunning() && !isAlive(run.pid, query.value(15).toString()))
            run.outcome = u"cut-off"_s;
        placeOf.insert(run.id, runs.size());
        runs << run;
    }
    auto services = m_connection->ask(
        u"SELECT run, name, image_name, image_id, build, steps, cached, base, shared, ran FROM services WHERE run IN "
        "(SELECT id FROM runs"_s + where + order + u") ORDER BY run, place"_s, values);
    if (!services)
        return failure(services.error());
    QSqlQuery &row = *services;
    while (row.next()) {
        const auto place = placeOf.constFind(row.value(0).toLongLong());
        if (place == placeOf.cend())
            continue;
        runs[*place].details << JournalService{row.value(1).toString(), row.value(2).toString(), row.value(3).toString(),
                                               row.value(4).toLongLong(), row.value(5).toInt(), row.value(6).toInt(),
                                               row.value(7).toInt(), row.value(8).toInt(), row.value(9).toInt()};
    }
    if (const Result<void> read = readWorkflows(where + order, values, runs); !read)
        return failure(read.error());
    return runs;
}

Result<QList<JournalStep>> Journal::steps(qint64 id) const
{
    auto asked = m_connection->ask(
        u"SELECT kind, service, step, name, state, duration, error FROM steps WHERE run=? ORDER BY place"_s, {id});
    if (!asked)
        return failure(asked.error());
    QList<JournalStep> steps;
    QSqlQuery &query = *asked;
    while (query.next()) {
        steps << JournalStep{JournalStep::Kind(std::clamp(query.value(0).toInt(), 0, int(JournalStep::Kind::Builds))),
                             query.value(1).toString(), query.value(2).toInt(), query.value(3).toString(), query.value(4).toString(),
                             query.value(5).toLongLong(), query.value(6).toString()};
    }
    return steps;
}

} // namespace layerdeck
