// SPDX-License-Identifier: GPL-3.0-or-later
// What the journal keeps of the workflows of runs on GitHub.
#include "store/journalconnection.h"

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

namespace layerdeck {

using namespace journal;

namespace {

QString inputsText(const QMap<QString, QString> &inputs)
{
    QJsonObject object;
    for (auto it = inputs.cbegin(); it != inputs.cend(); ++it)
        object.insert(it.key(), it.value());
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QMap<QString, QString> inputsOf(const QString &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    QMap<QString, QString> inputs;
    for (auto it = object.constBegin(); it != object.constEnd(); ++it)
        inputs.insert(it.key(), it.value().toString());
    return inputs;
}

} // namespace

Result<void> Journal::noteWorkflows(qint64 id, const QList<JournalWorkflow> &workflows)
{
    return m_connection->transact([&] { return writeWorkflows(id, workflows); });
}

/// In the place of those that stand there; inside of a transaction.
Result<void> Journal::writeWorkflows(qint64 id, const QList<JournalWorkflow> &workflows)
{
    int place = 0;
    for (const JournalWorkflow &workflow : workflows) {
        const auto written = m_connection->ask(u"INSERT OR REPLACE INTO workflows VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
                                               {id, place++, notNull(workflow.file), notNull(workflow.name), workflow.number, workflow.runId,
                                                notNull(workflow.url)});
        if (!written)
            return failure(written.error());
    }
    return {};
}

/// What is asked for does not change while it runs. Inside of a transaction.
Result<void> Journal::writeRequests(qint64 id, const JournalRun &run)
{
    int place = 0;
    for (const JournalWorkflow &workflow : run.workflows) {
        const auto written = m_connection->ask(u"INSERT OR REPLACE INTO requests VALUES (?, ?, ?, ?, ?, ?)"_s,
                                               {id, place++, notNull(run.login), notNull(workflow.ref), inputsText(workflow.inputs), workflow.attempt});
        if (!written)
            return failure(written.error());
    }
    return {};
}

Result<void> Journal::readWorkflows(const QString &which, const QVariantList &values, QList<JournalRun> &runs) const
{
    QHash<qint64, qsizetype> placeOf;
    for (qsizetype i = 0; i < runs.size(); ++i)
        placeOf.insert(runs.at(i).id, i);
    // Older rows have no request.
    auto asked = m_connection->ask(u"SELECT run, file, name, number, run_id, url, login, ref, inputs, attempt FROM workflows LEFT JOIN requests USING (run, place) "
                                   "WHERE run IN (SELECT id FROM runs"_s + which + u") ORDER BY run, place"_s,
                                   values);
    if (!asked)
        return failure(asked.error());
    QSqlQuery &line = *asked;
    while (line.next()) {
        const auto place = placeOf.constFind(line.value(0).toLongLong());
        if (place == placeOf.cend())
            continue;
        JournalWorkflow workflow{line.value(1).toString(), line.value(2).toString(), line.value(3).toInt(), line.value(4).toLongLong(), line.value(5).toString()};
        workflow.ref = line.value(7).toString();
        workflow.inputs = inputsOf(line.value(8).toString());
        workflow.attempt = line.isNull(9) ? 0 : line.value(9).toInt();
        workflow.hasInputs = !line.isNull(8);
        runs[*place].login = line.value(6).toString();
        runs[*place].workflows << workflow;
    }
    for (JournalRun &run : runs) {
        // A rerun takes the inputs of the first, which stand in the row that sent it.
        for (JournalWorkflow &workflow : run.workflows) {
            if (run.kind != "remote-rerun"_L1)
                continue;
            auto first = m_connection->ask(u"SELECT inputs FROM workflows JOIN requests USING (run, place) JOIN runs ON id=run "
                                           "WHERE run_id=? AND engine=? AND kind<>'remote-rerun' LIMIT 1"_s,
                                           {workflow.runId, run.engineId});
            if (!first)
                return failure(first.error());
            workflow.hasInputs = first->next();
            if (workflow.hasInputs)
                workflow.inputs = inputsOf(first->value(0).toString());
        }
    }
    return {};
}

} // namespace layerdeck
