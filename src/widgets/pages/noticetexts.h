// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/state.h"
#include "widgets/parts/notices.h"

namespace layerdeck {

/// An error as the bar below a page head shows it; `icon` empty for the general one.
ErrorNotice noticeOf(const Error &error, const QString &icon = {});

/// What the page Engines says of a config.json of docker's that cannot be read. `decides`: it should have told which engine is meant,
/// and no other has been chosen since.
ErrorNotice configNotice(const Error &error, bool decides);

/// What the Deploy and Images pages say of an engine that does not answer.
ErrorNotice engineNotice(const EngineState &engine);

/// Why a part of the contents could not be read.
ErrorNotice readingNotice(const Error &error);

/// What the Images page says of images that the engine cannot tell about; nothing where it could read all.
std::optional<ErrorNotice> unreadableNotice(const EngineContents &contents);

/// Title, sentences, and the raw line: for the clipboard.
QString detailsText(const ErrorNotice &notice);

/// "As read at 14:51. It may have changed since."
QString staleSentence(const QDateTime &readAt);

} // namespace layerdeck
