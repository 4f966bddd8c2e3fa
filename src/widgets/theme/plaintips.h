// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QString>

class QObject;
class QPoint;
class QWidget;

namespace layerdeck {

/// Shows a tool tip as it is written. Qt takes a text that looks like HTML for HTML: an instruction of anybody's image
/// ("RUN echo '<h1>…") would lose its tags, and could load what it names. `rect`: see QToolTip.
void showPlainTip(const QPoint &place, const QString &text, QWidget *widget, const QRect &rect = {});

/// Has the tool tips of all widgets shown so; `application` is the QApplication, and owns what sees to it.
void installPlainTips(QObject *application);

} // namespace layerdeck
