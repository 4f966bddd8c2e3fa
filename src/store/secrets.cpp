// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/secrets.h"

#include "base/completion.h"

#include <QTimer>

#include <qt6keychain/keychain.h>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

const QString service = u"layerdeck"_s;
/// Somebody may have to type a password.
constexpr auto patience = std::chrono::minutes(2);

enum class Ended { Finished, Cancelled, TimedOut };

/// Runs the job, which is deleted later by itself or here. Gives what keeps it from having succeeded; nothing where it has, or where
/// there is no such entry.
QCoro::Task<std::optional<Error>> finished(QKeychain::Job *job, CancelToken cancel)
{
    job->setAutoDelete(false);
    job->setInsecureFallback(false);
    Completion<Ended> ended;
    QObject::connect(job, &QKeychain::Job::finished, job, [ended] { ended.complete(Ended::Finished); });
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [ended] { ended.complete(Ended::TimedOut); });
    timer.start(patience);
    const CancelToken::Registration registration = cancel.onCancel([ended] { ended.complete(Ended::Cancelled); });
    job->start();
    const Ended how = co_await ended;
    if (how == Ended::Cancelled)
        co_return Error{ErrorCode::Cancelled, u"Cancelled."_s};
    if (how == Ended::TimedOut)
        co_return Error{ErrorCode::TimedOut, u"The system's keychain has not answered in two minutes."_s, {}, u"Unlock it, then try again."_s, {}};
    switch (job->error()) {
    case QKeychain::NoError:
    case QKeychain::EntryNotFound: co_return std::nullopt;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        co_return Error{ErrorCode::PermissionDenied, u"The system's keychain did not give access."_s, {}, u"Unlock it, or allow Layerdeck to use it."_s, job->errorString()};
    default:
        co_return Error{ErrorCode::ToolMissing, u"The system has no keychain that can be used here."_s, {},
                        u"Start one (gnome-keyring, KWallet) in this session, or keep the secret elsewhere."_s, job->errorString()};
    }
}

/// A job that still runs must not lose its object: its answer would come to freed memory.
void letGoOf(QKeychain::Job *job)
{
    QObject::connect(job, &QKeychain::Job::finished, job, &QObject::deleteLater);
}

/// Runs a job that has nothing to tell, to its end.
QCoro::Task<Result<void>> carryOut(QKeychain::Job *job, CancelToken cancel)
{
    const std::optional<Error> error = co_await finished(job, cancel);
    if (error) {
        letGoOf(job);
        co_return failure(*error);
    }
    job->deleteLater();
    co_return {};
}

} // namespace

QCoro::Task<Result<std::optional<QByteArray>>> readSecret(QString name, CancelToken cancel)
{
    auto *job = new QKeychain::ReadPasswordJob(service);
    job->setKey(name);
    const std::optional<Error> error = co_await finished(job, cancel);
    if (error) {
        letGoOf(job);
        co_return failure(*error);
    }
    const bool found = job->error() == QKeychain::NoError;
    const QByteArray secret = job->binaryData();
    job->deleteLater();
    co_return found ? std::optional(secret) : std::nullopt;
}

QCoro::Task<Result<void>> writeSecret(QString name, QByteArray secret, CancelToken cancel)
{
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setKey(name);
    job->setBinaryData(secret);
    co_return co_await carryOut(job, cancel);
}

QCoro::Task<Result<void>> deleteSecret(QString name, CancelToken cancel)
{
    auto *job = new QKeychain::DeletePasswordJob(service);
    job->setKey(name);
    co_return co_await carryOut(job, cancel);
}

} // namespace layerdeck
