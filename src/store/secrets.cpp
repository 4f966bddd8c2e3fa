// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/secrets.h"

#include "base/completion.h"

#include <QHash>
#include <QTimer>

#include <qt6keychain/keychain.h>

#include <memory>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

const QString service = u"layerdeck"_s;
/// Somebody may have to type a password.
constexpr std::chrono::seconds patience{120};
/// Nobody sees the question: it is asked on another screen, if at all.
constexpr std::chrono::seconds unseenPatience{5};

bool isPromptSeen()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    const bool hasScreen = !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
    return hasScreen && qEnvironmentVariableIsEmpty("SSH_CONNECTION");
#else
    return true;
#endif
}

enum class Ended { Finished, Cancelled, TimedOut };

/// A job that still runs must not lose its object: its answer would come to freed memory.
void letGoOf(QKeychain::Job *job)
{
    QObject::connect(job, &QKeychain::Job::finished, job, &QObject::deleteLater);
}

/// Runs the job, whose object goes once it is over. Gives what keeps it from having succeeded; nothing where it has, or where there is no
/// such entry.
QCoro::Task<std::optional<Error>> finished(QKeychain::Job *job, CancelToken cancel)
{
    job->setAutoDelete(false);
    job->setInsecureFallback(false);
    Completion<Ended> ended;
    QObject::connect(job, &QKeychain::Job::finished, job, [ended] { ended.complete(Ended::Finished); });
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [ended] { ended.complete(Ended::TimedOut); });
    const std::chrono::seconds longest = isPromptSeen() ? patience : unseenPatience;
    timer.start(longest);
    const CancelToken::Registration registration = cancel.onCancel([ended] { ended.complete(Ended::Cancelled); });
    job->start();
    const Ended how = co_await ended;
    if (how != Ended::Finished)
        letGoOf(job);
    if (how == Ended::Cancelled)
        co_return Error{ErrorCode::Cancelled, u"Cancelled."_s};
    if (how == Ended::TimedOut) {
        co_return Error{ErrorCode::TimedOut, u"The system's keychain has not answered in %1 seconds."_s.arg(longest.count()), {},
                        u"Unlock it, then try again."_s, {}};
    }
    // In the next turn of the event loop: what it has read is still to be had.
    job->deleteLater();
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

/// Runs a job that has nothing to tell, to its end.
QCoro::Task<Result<void>> carryOut(QKeychain::Job *job, CancelToken cancel)
{
    const std::optional<Error> error = co_await finished(job, cancel);
    if (error)
        co_return failure(*error);
    co_return {};
}

/// How often a secret of this name was written or deleted by this process.
int &changesOf(const QString &name)
{
    static QHash<QString, int> changes;
    return changes[name];
}

QKeychain::Job *deletionOf(const QString &name)
{
    auto *job = new QKeychain::DeletePasswordJob(service);
    job->setKey(name);
    job->setInsecureFallback(false);
    return job;
}

} // namespace

QCoro::Task<Result<std::optional<QByteArray>>> readSecret(QString name, CancelToken cancel)
{
    auto *job = new QKeychain::ReadPasswordJob(service);
    job->setKey(name);
    const std::optional<Error> error = co_await finished(job, cancel);
    if (error)
        co_return failure(*error);
    const bool found = job->error() == QKeychain::NoError;
    const QByteArray secret = job->binaryData();
    co_return found ? std::optional(secret) : std::nullopt;
}

QCoro::Task<Result<void>> writeSecret(QString name, QByteArray secret, CancelToken cancel)
{
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setKey(name);
    job->setBinaryData(secret);
    const int number = ++changesOf(name);
    const auto isGivenUp = std::make_shared<bool>(false);
    // Nobody stops a question that the keychain asks: a yes that comes after this was given up keeps nothing.
    QObject::connect(job, &QKeychain::Job::finished, job, [isGivenUp, name, number](QKeychain::Job *late) {
        if (*isGivenUp && late->error() == QKeychain::NoError && changesOf(name) == number)
            deletionOf(name)->start();
    });
    const Result<void> written = co_await carryOut(job, cancel);
    *isGivenUp = !written;
    co_return written;
}

QCoro::Task<Result<void>> deleteSecret(QString name, CancelToken cancel)
{
    ++changesOf(name);
    co_return co_await carryOut(deletionOf(name), cancel);
}

} // namespace layerdeck
