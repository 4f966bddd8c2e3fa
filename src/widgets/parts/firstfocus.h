// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace layerdeck {

/// Who gives `pane` the focus gives it to `first`, a widget in it. A focus proxy would do that too, but takes Tab with it: on its
/// way through the window the focus would jump to the proxy, past all that stands before it in the pane.
void setFirstFocus(QWidget *pane, QWidget *first);

} // namespace layerdeck
