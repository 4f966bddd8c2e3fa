// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/plaintips.h"

#include <QHelpEvent>
#include <QTextDocument>
#include <QToolTip>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

class PlainTips : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::ToolTip)
            return false;
        auto *widget = qobject_cast<QWidget *>(watched);
        if (!widget || !Qt::mightBeRichText(widget->toolTip()))
            return false;
        showPlainTip(static_cast<QHelpEvent *>(event)->globalPos(), widget->toolTip(), widget);
        return true;
    }
};

} // namespace

void showPlainTip(const QPoint &place, const QString &text, QWidget *widget, const QRect &rect)
{
    const QString plain =
        Qt::mightBeRichText(text) ? u"<p style=\"white-space: pre-wrap\">"_s + text.toHtmlEscaped() + u"</p>"_s : text;
    QToolTip::showText(place, plain, widget, rect);
}

void installPlainTips(QObject *application) { application->installEventFilter(new PlainTips(application)); }

} // namespace layerdeck
