// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/journal.h"

#include <cmath>

/// A history as a team has it: deploys with and without changes, forced ones, clears; at one point every code change becomes
/// slow, because an early step of the frontend misses from then on. Times are `now` and before.
namespace samplejournal {

using namespace layerdeck;

inline JournalStep build(const QString &service, int index, const QString &name, const QString &state, qint64 ms)
{
    return {JournalStep::Kind::Build, service, index, name, state, ms, {}};
}

inline QStringList instructions(const QString &service)
{
    QStringList list{QStringLiteral("FROM docker.io/library/node:20"), QStringLiteral("WORKDIR /app"),
                     QStringLiteral("COPY package.json package-lock.json ./"), QStringLiteral("RUN npm ci"), QStringLiteral("COPY . ."),
                     QStringLiteral("RUN npm run build"), QStringLiteral("RUN npm prune --omit=dev")};
    if (service == QLatin1String("frontend"))
        list << QStringLiteral("COPY --from=build /app/dist /usr/share/nginx/html");
    return list;
}

/// The first step that runs in each service; 0: none does.
inline JournalEnd endOf(int backendFrom, int frontendFrom, int noise)
{
    JournalEnd end;
    end.outcome = QStringLiteral("success");
    const qint64 costs[] = {0, 100, 300, 31'600, 500, 21'100, 1400, 300};
    qint64 longest = 0;
    const std::pair<QString, int> services[] = {{QStringLiteral("backend"), backendFrom}, {QStringLiteral("frontend"), frontendFrom}};
    for (const auto &[service, from] : services) {
        JournalService built{service, QStringLiteral("watchparty-%1:latest").arg(service), QStringLiteral("sha256:") + QString(64, QLatin1Char('a'))};
        const QStringList names = instructions(service);
        for (int i = 0; i < names.size(); ++i) {
            const bool runs = from > 0 && i + 1 >= from && i > 0;
            const qint64 cost = runs ? costs[i] * (service == QLatin1String("backend") ? 7 : 10) / 10 + noise : 0;
            built.buildMs += cost;
            end.steps << build(service, i + 1, names.at(i), i == 0 ? QStringLiteral("base") : runs ? QStringLiteral("done") : QStringLiteral("cached"), cost);
        }
        built.buildMs += 600 + noise;
        longest = std::max(longest, built.buildMs);
        end.services << built;
    }
    end.steps << JournalStep{JournalStep::Kind::Import, QStringLiteral("frontend"), 0, QStringLiteral("registry.acme.test/watchparty-frontend:cache"),
                             QStringLiteral("failed"), 1100 + noise, QStringLiteral("registry.acme.test answered 401 twice")}
              << JournalStep{JournalStep::Kind::Builds, {}, 1, QStringLiteral("Build backend and frontend"), QStringLiteral("success"), longest, {}}
              << JournalStep{JournalStep::Kind::Phase, {}, 2, QStringLiteral("Recreate containers, wait for health"), QStringLiteral("success"),
                             backendFrom + frontendFrom > 0 ? 6800 + noise : 900 + noise, {}};
    end.durationMs = longest + end.steps.last().milliseconds;
    return end;
}

/// Fills the journal with 33 runs.
inline Result<void> fill(Journal &journal, const QString &directory, const QString &context, const QString &engineId, const QDateTime &now)
{
    struct Entry { const char *kind; int backend; int frontend; const char *commit; const char *outcome; };
    // Oldest first; 4 is npm ci, 5 is COPY . ., 2 is everything.
    const Entry entries[] = {
        {"deploy", 2, 2, "c0441fe", "success"},  {"deploy", 0, 0, "c0441fe", "success"},  {"deploy", 5, 5, "c0441ff", "success"},
        {"deploy", 0, 0, "c0441ff", "success"},  {"deploy", 5, 5, "d1fa001", "success"},  {"deploy", 0, 0, "d1fa001", "success"},
        {"rebuild", 2, 2, "d1fa001", "success"}, {"deploy", 5, 5, "d1fa002", "success"},  {"deploy", 0, 0, "d1fa002", "success"},
        {"deploy", 0, 0, "d1fa002", "success"},  {"deploy", 5, 0, "d1fa003", "success"},  {"clear", 0, 0, "d1fa003", "success"},
        {"deploy", 2, 2, "d1fa003", "success"},  {"deploy", 0, 0, "d1fa003", "success"},  {"deploy", 0, 7, "e27c0aa", "success"},
        {"deploy", 0, 0, "e27c0aa", "success"},  {"deploy", 5, 5, "e27c0ab", "success"},  {"deploy", 0, 0, "e27c0ab", "success"},
        {"rebuild", 2, 2, "e27c0ab", "success"}, {"deploy", 5, 5, "e27c0b0", "success"},  {"deploy", 5, 5, "e27c0b1", "failed"},
        {"redeploy", 2, 2, "e27c0b1", "success"}, {"deploy", 5, 5, "e27c0d8", "success"}, {"deploy", 0, 0, "e27c0d8", "success"},
        {"deploy", 5, 5, "e27c0d9", "success"},  {"deploy", 5, 4, "61a9f02", "success"},  {"deploy", 5, 4, "61a9f03", "cancelled"},
        {"redeploy", 2, 2, "61a9f03", "success"}, {"deploy", 5, 4, "7be20c4-dirty", "success"}, {"deploy", 0, 0, "7be20c4-dirty", "success"},
        {"deploy", 0, 0, "5d0e7aa", "cut-off"},  {"deploy", 5, 4, "9f3c1ab", "success"},  {"redeploy", 2, 2, "9f3c1ab", "success"}};
    const int count = static_cast<int>(std::size(entries));
    for (int i = 0; i < count; ++i) {
        const Entry &entry = entries[i];
        JournalRun run;
        run.directory = directory;
        run.project = QStringLiteral("watchparty");
        run.context = context;
        run.engineId = engineId;
        run.kind = QString::fromLatin1(entry.kind);
        run.services = {QStringLiteral("backend"), QStringLiteral("frontend")};
        run.commit = QString::fromLatin1(entry.commit);
        // The last three were today, the others a few hours apart each.
        const int back = count - 1 - i;
        run.started = back < 2 ? now.addSecs(-60 * (3 + back * 9)) : now.addSecs(-3600 * (10 + back * 11) - back * 977);
        const Result<qint64> id = journal.begin(run);
        if (!id)
            return failure(id.error());
        JournalEnd end = endOf(entry.backend, entry.frontend, (i * 37) % 290);
        if (run.kind == QLatin1String("clear")) {
            end.steps = {JournalStep{JournalStep::Kind::Phase, {}, 1, QStringLiteral("Delete 27 records"), QStringLiteral("success"), 820, {}}};
            end.services.clear();
            end.durationMs = 840;
            end.reclaimed = 1'130'000'000;
        }
        if (run.kind == QLatin1String("rebuild") || run.kind == QLatin1String("redeploy"))
            end.fresh = true;
        end.outcome = QString::fromLatin1(entry.outcome);
        if (end.outcome == QLatin1String("failed") || end.outcome == QLatin1String("cancelled")) {
            end.durationMs /= 3;
            for (JournalStep &step : end.steps) {
                if (step.name == QLatin1String("RUN npm run build"))
                    step.state = end.outcome;
            }
            if (end.outcome == QLatin1String("failed"))
                end.error = QStringLiteral("The build of frontend failed at step 6, RUN npm run build: exit code: 1.");
        }
        if (end.outcome == QLatin1String("cut-off")) {
            end.durationMs = -1;
            end.steps.clear();
            end.services.clear();
        }
        if (const Result<void> done = journal.finish(*id, end); !done)
            return done;
    }
    return {};
}

} // namespace samplejournal
