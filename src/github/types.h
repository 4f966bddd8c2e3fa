// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <algorithm>
#include <optional>

namespace layerdeck::github {

// What GitHub tells, in its own words. Times are UTC, and invalid where there is none (yet).

struct RepositoryInfo
{
    QString fullName; ///< as it is called now; another than was asked for where it was renamed
    QString defaultBranch;
    bool archived = false;
    bool disabled = false;
    bool canPush = false; ///< what is needed to start workflows
    QString url;
};

struct Identity
{
    QString login; ///< empty where the token stands for no person (that of a workflow, of an app)
    /// Of a classic token. Nothing for a fine-grained one: GitHub does not tell what it may.
    std::optional<QStringList> scopes;
};

struct Workflow
{
    qint64 id = 0;
    QString name;
    QString path;  ///< ".github/workflows/deploy.yml"
    QString state; ///< "active", "disabled_manually", "disabled_inactivity", "disabled_fork", "deleted"
    QString url = {};
    bool isActive() const { return state == QLatin1String("active"); }
    QString file() const { return path.section(u'/', -1); }
    bool operator==(const Workflow &) const = default;
};

struct Run
{
    qint64 id = 0;
    qint64 workflowId = 0;
    QString name;  ///< of the workflow
    QString title; ///< what the list on GitHub shows
    QString path;
    int number = 0;
    int attempt = 1;
    QString event;      ///< "push", "workflow_dispatch", "schedule", …
    QString status;     ///< "queued", "in_progress", "completed", "waiting", "requested", "pending"
    QString conclusion; ///< once it is completed: "success", "failure", "cancelled", …
    QString branch;
    QString commit;
    QString actor;     ///< who began it
    QString attempter; ///< who started this attempt
    QString url; ///< for the browser
    QDateTime created;
    QDateTime started; ///< of this attempt
    QDateTime updated;
    bool isOver() const { return status == QLatin1String("completed"); }
    bool succeeded() const { return isOver() && conclusion == QLatin1String("success"); }
    /// Of this attempt, by GitHub's clock; 0 until it has ended.
    qint64 milliseconds() const { return isOver() ? std::max<qint64>(0, started.msecsTo(updated)) : 0; }
    bool operator==(const Run &) const = default;
};

/// The newest of them.
struct RunList
{
    QList<Run> runs;
    qint64 total = 0; ///< so many there are
};

struct JobStep
{
    int number = 0;
    QString name;
    QString status;
    QString conclusion;
    QDateTime started;
    QDateTime completed;
    bool operator==(const JobStep &) const = default;
};

struct Job
{
    qint64 id = 0; ///< also that of its check run, which has the annotations
    QString name;
    QString status; ///< as of a run
    QString conclusion;
    QString url;
    QDateTime started;
    QDateTime completed;
    QList<JobStep> steps;
    bool isOver() const { return status == QLatin1String("completed"); }
    bool operator==(const Job &) const = default;
};

struct Annotation
{
    QString level; ///< "notice", "warning", "failure"
    QString title;
    QString message;
    QString path;
    int line = 0;
    bool operator==(const Annotation &) const = default;
};

/// A deployment of a run that waits for somebody's word.
struct PendingDeployment
{
    qint64 environmentId = 0;
    QString environment;
    bool canApprove = false; ///< whoever the token stands for
    QStringList reviewers;
    bool operator==(const PendingDeployment &) const = default;
};

/// An entry of the cache that actions/cache keeps.
struct Cache
{
    qint64 id = 0;
    QString key;
    QString ref; ///< "refs/heads/main"
    qint64 bytes = 0;
    QDateTime created;
    QDateTime lastUsed;
    bool operator==(const Cache &) const = default;
};

/// GitHub works it out about every five minutes.
struct CacheUsage
{
    qint64 bytes = 0;
    qint64 count = 0;
};

/// What GitHub answered to a dispatch.
struct DispatchReceipt
{
    std::optional<qint64> runId; ///< nothing where this GitHub does not tell
    QString url;                 ///< of the run, for the browser; may be empty
    QDateTime serverTime;        ///< GitHub's own clock when it answered
};

struct RunFilter
{
    QString workflow = {}; ///< its id or file; empty: of all
    QString branch = {};
    QString event = {};
    QString actor = {};
    QDateTime createdFrom = {}; ///< by GitHub's clock
    int limit = 20;
};

struct CacheFilter
{
    QString keyPrefix = {};
    QString ref = {};
};

} // namespace layerdeck::github
