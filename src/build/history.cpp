// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/history.h"

#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <limits>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

qint64 timeOf(const QJsonValue &value)
{
    const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    // Go's zero time is the first day of year 1.
    return time.isValid() && time.date().year() > 1 ? time.toMSecsSinceEpoch() : 0;
}

} // namespace

QList<ListedBuild> parseListedBuilds(const QByteArray &output)
{
    QList<ListedBuild> builds;
    for (const QByteArray &line : output.split('\n')) {
        const QJsonObject record = QJsonDocument::fromJson(line).object();
        // "builder/node/id": the id alone names it to the builder that is asked.
        const QString ref = record["ref"_L1].toString().section(u'/', -1);
        const qint64 started = timeOf(record["created_at"_L1]);
        if (!ref.isEmpty() && started > 0)
            builds << ListedBuild{ref, started, timeOf(record["completed_at"_L1])};
    }
    return builds;
}

Result<BuildRecord> parseBuildRecord(const QByteArray &json)
{
    const QJsonObject record = QJsonDocument::fromJson(json).object();
    const QString status = record["Status"_L1].toString();
    if (status.isEmpty())
        return failure(Error{ErrorCode::InvalidInput, u"buildx tells of a build in a way that is not known."_s, {}, {}, QString::fromUtf8(json.left(400))});
    BuildRecord build;
    for (const QJsonValue label : record["Labels"_L1].toArray()) {
        const QString name = label["Name"_L1].toString();
        if (name == "com.docker.compose.project"_L1)
            build.project = label["Value"_L1].toString();
        else if (name == "com.docker.compose.service"_L1)
            build.service = label["Value"_L1].toString();
    }
    build.context = record["Context"_L1].toString();
    build.commit = record["VCSRevision"_L1].toString();
    build.outcome = status == "completed"_L1 ? u"success"_s : status == "canceled"_L1 ? u"cancelled"_s : u"failed"_s;
    if (build.outcome == "failed"_L1)
        build.error = record["Error"_L1]["Message"_L1].toString().trimmed().section(u'\n', 0, 0);
    build.withoutCache = record["Config"_L1]["NoCache"_L1].toBool();
    for (const QJsonValue argument : record["BuildArgs"_L1].toArray())
        build.arguments << std::pair(argument["Name"_L1].toString(), argument["Value"_L1].toString());
    return build;
}

QList<Vertex> togetherAsBake(const QList<std::pair<QString, QList<SolveStatus>>> &progress)
{
    QList<Vertex> all;
    for (const auto &[target, statuses] : progress) {
        QHash<QString, qsizetype> places;
        for (const SolveStatus &status : statuses) {
            for (Vertex vertex : status.vertexes) {
                // "[stage 1/2] RUN …" of one build is "[target stage 1/2] RUN …" in bake.
                if (progress.size() > 1 && vertex.name.startsWith(u'['))
                    vertex.name.insert(1, target + u' ');
                if (const auto place = places.constFind(vertex.digest); place != places.cend()) {
                    all[*place] = vertex;
                } else {
                    places.insert(vertex.digest, all.size());
                    all << vertex;
                }
            }
        }
    }
    // A record lists them in no order. What never began comes last.
    std::ranges::stable_sort(all, {}, [](const Vertex &vertex) {
        return vertex.started > 0 ? vertex.started : std::numeric_limits<qint64>::max();
    });
    return all;
}

} // namespace layerdeck
