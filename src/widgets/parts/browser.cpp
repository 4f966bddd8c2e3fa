// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/browser.h"

#include <QDesktopServices>
#include <QUrl>

namespace layerdeck {

using namespace Qt::StringLiterals;

void showInBrowser(const QString &address)
{
    const QUrl url(address);
    if (url.scheme() == "https"_L1 || url.scheme() == "http"_L1)
        QDesktopServices::openUrl(url);
}

} // namespace layerdeck
