// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <qcoro/qcorotask.h>

#include <optional>

namespace layerdeck {

// Secrets in the system's keychain (Secret Service, KWallet, Keychain, Credential Manager), under Layerdeck's name. Nothing is ever
// written elsewhere: where there is no keychain each call is ToolMissing, and PermissionDenied where the person refused.

/// Nothing where the keychain has none of that name. A locked keychain asks the person first; TimedOut when nobody answers, soon where nobody
/// would see the question.
QCoro::Task<Result<std::optional<QByteArray>>> readSecret(QString name, CancelToken cancel);
/// Cancelled, or not answered in time, it comes to nothing, also where the person lets it be written later.
QCoro::Task<Result<void>> writeSecret(QString name, QByteArray secret, CancelToken cancel);
/// Also succeeds where there is none.
QCoro::Task<Result<void>> deleteSecret(QString name, CancelToken cancel);

} // namespace layerdeck
