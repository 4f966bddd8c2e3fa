// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

#include <qcoro/qcorotask.h>

#include <optional>

namespace layerdeck::github {

/// A token with where it came from, in words: "GH_TOKEN", "gh", "the keychain". The value is never shown.
struct Token
{
    QByteArray value;
    QString from;
};

/// The variables that are read for a host, the first that is set counts: as gh does it, so that a token of github.com never goes
/// to another server.
QStringList tokenVariables(const QString &host);

/// InvalidInput where a variable holds what can be no token.
Result<std::optional<Token>> tokenFromEnvironment(const QString &host, const QMap<QString, QString> &environment);

/// What "gh auth token" gives; nothing where gh is not installed or knows none.
QCoro::Task<Result<std::optional<Token>>> tokenFromGh(QString host, CancelToken cancel);

/// Without the line's end. InvalidInput for what is empty or has blanks or control characters; the text itself is not repeated.
Result<QByteArray> checkedToken(const QByteArray &text, const QString &from);

} // namespace layerdeck::github
