// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/browser.h"

#include <QDesktopServices>
#include <QRegularExpression>
#include <QUrl>

namespace layerdeck {

using namespace Qt::StringLiterals;

void showInBrowser(const QString &address)
{
    const QUrl url(address);
    if (url.scheme() == "https"_L1 || url.scheme() == "http"_L1)
        QDesktopServices::openUrl(url);
}

QString linkIn(const QString &sentences)
{
    static const QRegularExpression address(u"https?://[^\\s]+"_s);
    QString found = address.match(sentences).captured();
    while (found.endsWith(u'.') || found.endsWith(u','))
        found.chop(1);
    return found;
}

} // namespace layerdeck
