// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"

#include <QByteArray>
#include <QString>

#include <qcoro/qcorotask.h>

#include <optional>

namespace layerdeck {

/// Whether somebody can be asked.
bool isInteractive();

/// A line from standard input, of at most `longest` bytes; nothing at its end, and at once when cancelled. The event loop goes on
/// meanwhile, or Ctrl+C would wait for Return.
QCoro::Task<std::optional<QByteArray>> readTerminalLine(qsizetype longest, CancelToken cancel);

/// The same without showing on the terminal what is typed.
QCoro::Task<std::optional<QByteArray>> readSecretLine(QString question, qsizetype longest, CancelToken cancel);

/// Asks for `word` and compares.
QCoro::Task<bool> confirmed(QString question, QString word, CancelToken cancel);

} // namespace layerdeck
