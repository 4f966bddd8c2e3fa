// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/previews.h"

#include "models/wording.h"
#include "session/session.h"
#include "widgets/parts/previewdialog.h"

#include <QCoreApplication>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CancelPreview)
};

/// Not shown so far, and without what it says of the moment.
PreviewDialog *cancelDialog(const QString &name, const RunState &run, QWidget *window)
{
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Deletes, window);
    dialog->setObjectName(name);
    dialog->setTitle(Words::tr("Cancel"), runTitle(run));
    dialog->setActText(Words::tr("Cancel the run"), u"cancel"_s);
    dialog->cancelButton()->setText(Words::tr("Keep it running"));
    return dialog;
}

} // namespace

PreviewDialog *openCancelPreview(Session *session, QWidget *window)
{
    if (auto *open = window->findChild<PreviewDialog *>(u"cancelPreview"_s))
        return open;
    PreviewDialog *dialog = cancelDialog(u"cancelPreview"_s, *session->run(), window);
    const auto say = [dialog, session] {
        dialog->setSum(Words::tr("Containers are being switched"),
                       Words::tr("%1 Cancelling leaves it at that: nothing is taken back.")
                           .arg(switchedSentence(*session->run(), session->contents().containers)));
    };
    say();
    QObject::connect(session, &Session::contentsChanged, dialog, say);
    // What cannot be cancelled any more is not asked.
    QObject::connect(session, &Session::runEnded, dialog, &QDialog::reject);
    QObject::connect(dialog, &QDialog::accepted, session, &Session::cancelRun);
    dialog->open();
    session->lookAtContainers();
    return dialog;
}

PreviewDialog *openStopPreview(Session *session, QWidget *window)
{
    PreviewDialog *dialog = cancelDialog(u"stopPreview"_s, *session->watchedRun()->state(), window);
    const auto say = [dialog, session] {
        const RunState *run = session->watchedRun()->state();
        if (!run || !session->canStopOther())
            return dialog->reject();
        const QString holder = session->otherRun()->holder.sentence(QDateTime::currentDateTime());
        dialog->setSum(run->isSwitching() ? Words::tr("Containers are being switched") : Words::tr("No container has been changed so far"),
                       holder + u' ' + (run->isSwitching() ? Words::tr("Cancelling leaves what has been switched as it is: nothing is taken back.")
                                                           : Words::tr("Its builds stop; the containers stay as they are.")));
    };
    say();
    QObject::connect(session->watchedRun(), &LiveRun::changed, dialog, say);
    QObject::connect(session, &Session::otherRunChanged, dialog, say);
    dialog->open();
    return dialog;
}

} // namespace layerdeck
