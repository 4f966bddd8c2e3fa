// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of the journal's file.
#pragma once

#include <QString>

namespace layerdeck::journal {

using namespace Qt::StringLiterals;

inline constexpr int schemaVersion = 1;

inline const QString schema[] = {
    u"CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, directory TEXT NOT NULL, project TEXT NOT NULL, "
    "context TEXT NOT NULL, engine TEXT NOT NULL, kind TEXT NOT NULL, services TEXT NOT NULL, commit_hash TEXT NOT NULL, "
    "started INTEGER NOT NULL, duration INTEGER, outcome TEXT NOT NULL, error TEXT NOT NULL DEFAULT '', fresh INTEGER, "
    "reclaimed INTEGER, pid INTEGER NOT NULL, process TEXT NOT NULL)"_s,
    u"CREATE INDEX runs_started ON runs (directory, started)"_s,
    u"CREATE TABLE steps (run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, place INTEGER NOT NULL, kind INTEGER NOT NULL, "
    "service TEXT NOT NULL, step INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, duration INTEGER NOT NULL, "
    "error TEXT NOT NULL, PRIMARY KEY (run, place)) WITHOUT ROWID"_s,
    u"CREATE TABLE services (run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, place INTEGER NOT NULL, name TEXT NOT NULL, "
    "image_name TEXT NOT NULL, image_id TEXT NOT NULL, build INTEGER NOT NULL, steps INTEGER NOT NULL, cached INTEGER NOT NULL, "
    "base INTEGER NOT NULL, shared INTEGER NOT NULL, ran INTEGER NOT NULL, PRIMARY KEY (run, place)) WITHOUT ROWID"_s};

/// Beside the schema and not in its version: an older Layerdeck leaves these alone.
inline constexpr auto workflowsTable = "CREATE TABLE IF NOT EXISTS workflows (run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, place INTEGER NOT NULL, "
                                "file TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, run_id INTEGER NOT NULL, url TEXT NOT NULL, "
                                "PRIMARY KEY (run, place)) WITHOUT ROWID"_L1;

/// As whom and with what the workflows were asked for, when the row was begun.
inline constexpr auto requestsTable = "CREATE TABLE IF NOT EXISTS requests (run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, place INTEGER NOT NULL, "
                               "login TEXT NOT NULL, ref TEXT NOT NULL, inputs TEXT NOT NULL, attempt INTEGER NOT NULL, "
                               "PRIMARY KEY (run, place)) WITHOUT ROWID"_L1;

/// When runs built, by the builder's clock, and what was looked at of the builds of others.
inline constexpr auto buildTimesTable = "CREATE TABLE IF NOT EXISTS build_times (run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE, "
                                 "began INTEGER NOT NULL, ended INTEGER NOT NULL)"_L1;
inline constexpr auto seenBuildsTable = "CREATE TABLE IF NOT EXISTS seen_builds (directory TEXT NOT NULL, engine TEXT NOT NULL, ref TEXT NOT NULL, "
                                 "PRIMARY KEY (directory, engine, ref)) WITHOUT ROWID"_L1;

} // namespace layerdeck::journal
