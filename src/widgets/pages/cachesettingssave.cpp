// SPDX-License-Identifier: GPL-3.0-or-later
// How the page saves: what was asked for while something is checked is done when that has ended.
#include "ui_cachesettingspage.h"
#include "widgets/pages/cachesettingspage.h"

#include <QFileDialog>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

void CacheSettingsPage::save()
{
    if (!m_editor.isModified()) {
        emit saveEnded(true);
        return;
    }
    m_editor.endStep();
    m_saveError.reset();
    m_saveWhenSettled = true;
    trySave();
}

/// What was asked for while the check was on is done when it has ended, unless it ended badly.
void CacheSettingsPage::trySave()
{
    if (!m_saveWhenSettled || !isSettled())
        return;
    m_saveWhenSettled = false;
    if (isConflict()) {
        m_saveError = conflictError();
        m_saveError->message = tr("Nothing was saved. %1").arg(m_saveError->message);
    } else if (const QString why = whyNotSaved(); !why.isEmpty()) {
        m_saveError = Error{ErrorCode::InvalidInput, tr("Nothing was saved. %1").arg(why),
                            tr("The files are as they were, and your changes are still here."), {}, {}};
    }
    if (m_saveError || !m_editor.canSave()) {
        showError();
        showHead();
        emit saveEnded(false);
        return;
    }
    const Result<void> result = m_editor.save();
    m_saveError = result ? std::nullopt : std::optional(result.error());
    m_saved = result.has_value();
    showError();
    showChanges();
    if (result && m_session)
        m_session->reloadProject();
    emit saveEnded(result.has_value());
}

/// The text of the file that was changed, whichever file someone else has changed. With several, one is asked for.
void CacheSettingsPage::saveAs()
{
    m_saveAsWhenChecked = m_editor.isChecking();
    if (m_saveAsWhenChecked)
        return;
    if (const auto why = m_editor.whyNoNewText()) {
        m_saveError = why;
        return showError();
    }
    const QList<ChangedFile> &files = m_editor.check().files;
    if (files.size() == 1)
        return openSaveAs(m_editor.files().at(files.first().file).path);
    auto *menu = findChild<QMenu *>(u"saveAsMenu"_s);
    menu->clear();
    for (const ChangedFile &changed : files) {
        const ProjectFile &file = m_editor.files().at(changed.file);
        connect(menu->addAction(file.name), &QAction::triggered, this, [this, path = file.path] { openSaveAs(path); });
    }
    const auto *button = m_ui->cacheError->findChild<QPushButton *>(u"cacheSaveAs"_s);
    menu->popup(button->mapToGlobal(button->rect().bottomLeft()));
}

void CacheSettingsPage::openSaveAs(const QString &path)
{
    const QFileInfo info(path);
    auto *dialog = new QFileDialog(this, tr("Save the changed file as"), info.path());
    // Not the file itself: someone else's text is in it.
    dialog->selectFile(info.completeBaseName() + ".mine."_L1 + info.suffix());
    dialog->setObjectName(u"saveAsDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, this, [this, path](const QString &target) {
        m_saveAs = {path, target};
        m_saveError = m_editor.whyNotSaveAs(target);
        if (m_saveError) {
            m_saveAs = {};
            return showError();
        }
        trySaveAs();
    });
    dialog->open();
}

/// The text is there when the check has ended, and its file may have another place in the list by then.
void CacheSettingsPage::trySaveAs()
{
    if (m_saveAs.first.isEmpty() || !isSettled())
        return;
    const auto [path, target] = std::exchange(m_saveAs, {});
    const QList<ProjectFile> &files = m_editor.files();
    const auto file = std::ranges::find(files, path, &ProjectFile::path);
    if (file == files.end()) {
        m_saveError = Error{ErrorCode::NotFound,
                            tr("Nothing was written: %1 is no file of this project any more.").arg(QFileInfo(path).fileName()),
                            tr("All files are as they were."), {}, {}};
        return showError();
    }
    const Result<void> result = m_editor.saveAs(int(file - files.begin()), target);
    m_saveError = result ? std::nullopt : std::optional(result.error());
    m_savedAs = result ? std::pair(file->name, target) : std::pair<QString, QString>();
    showError();
}

/// As with saving, only what was checked and judged.
void CacheSettingsPage::tryWriteAgain()
{
    if (!m_writeAgainWhenSettled || !isSettled())
        return;
    m_writeAgainWhenSettled = false;
    if (!m_editor.isModified())
        return;
    if (const QString why = whyNotValid(); !why.isEmpty()) {
        m_saveError = Error{ErrorCode::InvalidInput, tr("Nothing was written. %1").arg(why),
                            tr("Your changes are still here."), {}, {}};
        return showError();
    }
    const Result<void> written = m_editor.writeAgain();
    if (!written)
        m_saveError = written.error();
    showError();
    if (written)
        m_session->reloadProject();
}

} // namespace layerdeck
