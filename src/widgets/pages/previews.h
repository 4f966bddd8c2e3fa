// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/plan.h"

class QWidget;

namespace layerdeck {

class PreviewDialog;
class Session;

/// Shows what a clear deletes and what stays, and starts it when the person says so. `plan` is for the whole
/// project; another choice in the dialog makes a new one.
PreviewDialog *openClearPreview(const Plan &plan, Session *session, QWidget *window);

/// Shows what a forced rebuild runs, and starts it when the person says so.
PreviewDialog *openRebuildPreview(const Plan &plan, Session *session, QWidget *window);

} // namespace layerdeck
