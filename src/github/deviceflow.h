// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <QUrl>
#include <qcoro/qcorotask.h>

#include <chrono>

namespace layerdeck::github {

// Signing in with a code that a person types on GitHub (OAuth's device flow). It needs the client id of an app that the team has
// registered on GitHub; a client id is no secret.

/// What GitHub gave to begin with.
struct DeviceCode
{
    QByteArray secret; ///< between this program and GitHub; never shown
    QString code;      ///< what the person types: "WDJB-MJHT"
    QUrl page;         ///< where
    std::chrono::seconds expires{900};
    std::chrono::seconds interval{5}; ///< between two questions whether it was typed
};

/// The length of a second; tests have shorter ones.
struct DevicePace
{
    std::chrono::milliseconds second{1000};
};

/// Asks `site` (https://github.com) for a code. InvalidInput where it does not know the client id, or the app has no device flow.
QCoro::Task<Result<DeviceCode>> requestDeviceCode(QUrl site, QString clientId, CancelToken cancel);

/// Waits until the person has typed the code, and gives the token. PermissionDenied where they refused, TimedOut where the code has
/// expired; faults of the network are waited out as long as the code is good.
QCoro::Task<Result<QByteArray>> awaitDeviceToken(QUrl site, QString clientId, DeviceCode code, DevicePace pace, CancelToken cancel);

/// From the answer of /login/device/code. The page is taken only where it lies on `site`.
Result<DeviceCode> parseDeviceCode(const QByteArray &body, const QUrl &site);

/// One answer to the question for the token: the token, or for how much longer to wait between two questions (0: as before), or an error.
struct DeviceAnswer
{
    QByteArray token;
    std::chrono::seconds slower{0};
};
Result<DeviceAnswer> parseDeviceAnswer(const QByteArray &body);

} // namespace layerdeck::github
