// SPDX-License-Identifier: GPL-3.0-or-later
// What the keys of the window mean on the Remote page: what they do to the engine elsewhere, they do to GitHub here.
#include "ui_remotepage.h"
#include "widgets/pages/logpane.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/pages/remotepage.h"

#include <QApplication>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int workflowsView = 0;

QString idPrefix(std::optional<github::PresetKind> kind)
{
    return kind ? u"%1/"_s.arg(int(*kind)) : u"pair"_s;
}

} // namespace

/// Nothing is broken: it is no error, and looks like none.
void RemotePage::refuseKey(const QString &why, const QString &unchanged, const QString &advice)
{
    const Error error{ErrorCode::InvalidInput, why, unchanged, advice};
    showError(error, false);
    ErrorNotice notice = noticeOf(error, u"info"_s);
    notice.tone = Tone::Warn;
    m_ui->remoteError->setNotice(notice);
    m_saysKey = true;
}

void RemotePage::forgetKey()
{
    if (std::exchange(m_saysKey, false))
        m_ui->remoteError->hide();
}

LogPane *RemotePage::shownLog() const
{
    return log()->isVisible() ? log() : nullptr;
}

void RemotePage::focusFind()
{
    if (m_ui->remoteCachesPane->isVisible())
        m_ui->remoteCachesPane->focusFilter();
    else if (LogPane *shown = shownLog())
        shown->focusFind();
}

void RemotePage::readAgain()
{
    if (const QString why = whyBarred(); !why.isEmpty())
        return refuseKey(why, tr("Nothing was read."));
    m_ui->remoteError->hide();
    m_work.refresh();
    if (m_ui->remoteCachesPane->isVisible())
        m_work.readCaches();
}

void RemotePage::chooseByKey(std::optional<github::PresetKind> kind)
{
    // Before that the page says what it waits for, or what is the matter.
    if (m_work.state().status != RemoteState::Status::Ready)
        return;
    QStringList fitting;
    for (const RemoteChoice &choice : m_choices->rows()) {
        if (choice.id.startsWith(idPrefix(kind)))
            fitting << choice.id;
    }
    m_ui->remoteView->setCurrent(workflowsView);
    forgetKey();
    if (fitting.size() != 1) {
        const QString why = fitting.isEmpty() ? tr("No workflow of %1 is taken for that by its name.") : tr("Several workflows of %1 may be meant by that key.");
        return refuseKey(why.arg(m_work.state().place.repository.fullName()), tr("Nothing was started."), tr("Choose one in the list on the left."));
    }
    // Nobody means a key that was pressed for another page: what it sends is seen first, and stands under the person's hands.
    const QWidget *focus = QApplication::focusWidget();
    const bool isMeant = m_choice == fitting.first() && focus && (focus == m_ui->remoteRun || m_ui->remoteForm->isAncestorOf(focus));
    if (kind == github::PresetKind::Deploy && m_choice != fitting.first() && focus && (focus == m_ui->remoteRun || m_ui->remoteForm->isAncestorOf(focus))) {
        return refuseKey(tr("This key is for Deploy, and the form is that of “%1”.").arg(choice().title), tr("Nothing was started."),
                         tr("Run it with its button, or choose Deploy in the list."));
    }
    m_choice = fitting.first();
    updateChoices();
    if (isMeant && kind == github::PresetKind::Deploy && m_ui->remoteRun->isEnabled())
        return run();
    QWidget *next = m_ui->remoteRun->isEnabled()             ? m_ui->remoteRun
                    : m_ui->remoteConfirmYes->isVisible() ? static_cast<QWidget *>(m_ui->remoteConfirmYes)
                                                          : m_ui->remoteChoices;
    next->setFocus(Qt::ShortcutFocusReason);
}

void RemotePage::cancelByKey()
{
    if (m_work.state().status != RemoteState::Status::Ready)
        return;
    m_ui->remoteView->setCurrent(workflowsView);
    const bool wasSeen = m_ui->remoteCancel->isVisible();
    if (wasSeen && m_ui->remoteCancel->isEnabled())
        return cancel();
    // What this window runs is shown with its button; the next press is for it.
    if (!wasSeen && m_work.act().isRunning()) {
        selectAct();
        if (m_ui->remoteCancel->isVisible())
            return m_ui->remoteCancel->setFocus(Qt::ShortcutFocusReason);
    }
    const QString why = m_ui->remoteCancel->isVisible() ? m_ui->remoteCancel->toolTip() : tr("No run is selected that has not ended.");
    refuseKey(why, tr("Nothing was cancelled."));
}

} // namespace layerdeck
