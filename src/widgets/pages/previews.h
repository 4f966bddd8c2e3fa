// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/rollback.h"

class QWidget;

namespace layerdeck {

class PreviewDialog;
class Session;

/// Shows what a clear, or a clear and redeployment, deletes, what stays and what could bring layers back, and starts it when the
/// person says so. A choice in the dialog makes a new plan.
PreviewDialog *openClearPreview(const Plan &plan, Session *session, QWidget *window);

/// Lists the deployments that can be gone back to, the newest first, and goes back to the chosen one.
PreviewDialog *openRollbackPreview(const RollbackTargets &targets, Session *session, QWidget *window);

/// Shows what a forced rebuild runs, and starts it when the person says so.
/// `asked`: the services that the plan was asked for; none for all.
PreviewDialog *openRebuildPreview(const Plan &plan, const QStringList &asked, Session *session, QWidget *window);

/// Asks before a run is cancelled whose containers are being switched, and names those that are. Goes by itself when the run ends.
PreviewDialog *openCancelPreview(Session *session, QWidget *window);
/// The same of a run in the background that is watched here; whoever opens it asks for its end.
PreviewDialog *openStopPreview(Session *session, QWidget *window);

} // namespace layerdeck
