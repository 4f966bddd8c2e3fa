// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/layertree.h"

class QWidget;

namespace layerdeck {

class FilesPane;
class Session;

/// Opens a dialog over `window` with the files of `layer`, read from the engine of `session`, which must outlive it. Where `image`, an
/// id, is given, any other of its layers can be chosen too. Returns the pane within, which goes with the dialog.
FilesPane *openFilesDialog(QWidget *window, Session *session, const TreeLayer &layer, const QString &image = {});

} // namespace layerdeck
