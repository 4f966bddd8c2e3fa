// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace layerdeck {

class CacheEditor;
class PreviewDialog;

/// Asks which settings of `service` go to which other services, and copies them in one step.
PreviewDialog *openCopySettings(CacheEditor *editor, const QString &service, QWidget *window);

} // namespace layerdeck
