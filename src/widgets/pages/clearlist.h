// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QStandardItemModel;

namespace layerdeck {

struct Plan;

/// Fills `model`, of three columns, with what a clear or a clear-and-redeploy deletes, by id, what survives, what is kept and why, and who
/// gets slower. `plan.clear` is there.
void fillClearList(QStandardItemModel *model, const Plan &plan);

} // namespace layerdeck
