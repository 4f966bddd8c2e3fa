// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/firstfocus.h"

#include <QEvent>
#include <QFocusEvent>
#include <QPointer>
#include <QWidget>

namespace layerdeck {

namespace {

class FirstFocus : public QObject
{
public:
    explicit FirstFocus(QWidget *pane)
        : QObject(pane)
    {
        pane->installEventFilter(this);
    }

    QPointer<QWidget> first;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == parent() && event->type() == QEvent::FocusIn && first)
            first->setFocus(static_cast<QFocusEvent *>(event)->reason());
        return QObject::eventFilter(watched, event);
    }
};

} // namespace

void setFirstFocus(QWidget *pane, QWidget *first)
{
    FirstFocus *filter = nullptr;
    for (QObject *child : pane->children()) {
        if (auto *known = dynamic_cast<FirstFocus *>(child))
            filter = known;
    }
    if (!filter)
        filter = new FirstFocus(pane);
    filter->first = first;
}

} // namespace layerdeck
