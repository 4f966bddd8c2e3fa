// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace layerdeck {

/// Opens a page that a server has named; does nothing with an address that is not for a browser.
void showInBrowser(const QString &address);

/// The address that a sentence names; empty where it names none.
QString linkIn(const QString &sentences);

} // namespace layerdeck
