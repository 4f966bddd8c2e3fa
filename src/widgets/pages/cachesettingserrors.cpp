// SPDX-License-Identifier: GPL-3.0-or-later
// What the page of cache settings says where something went wrong, and why something cannot be saved.
#include "compose/settingproblems.h"
#include "models/cachemodels.h"
#include "models/cachewording.h"
#include "ui_cachesettingspage.h"
#include "widgets/pages/cachesettingspage.h"
#include "widgets/pages/noticetexts.h"

#include <QDir>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

void CacheSettingsPage::buildErrorBar()
{
    const auto add = [this](const QString &name, const QString &text, const QString &icon, auto act) {
        connect(m_ui->cacheError->addButton(name, text, icon), &QPushButton::clicked, this, act);
    };
    add(u"cacheMerge"_s, tr("Merge"), u"shared"_s, [this] {
        m_ui->cacheServices->setFocus();
        const Result<void> merged = m_editor.merge();
        if (!merged)
            m_saveError = merged.error();
        showError();
    });
    add(u"cacheUseMine"_s, tr("Use yours"), u"undo"_s, [this] {
        m_ui->cacheServices->setFocus();
        m_editor.useMine();
    });
    add(u"cacheWriteAgain"_s, tr("Write it again"), u"save"_s, [this] {
        m_ui->cacheServices->setFocus();
        m_writeAgainWhenSettled = true;
        tryWriteAgain();
    });
    add(u"cacheReload"_s, tr("Reload"), u"rebuild"_s, [this] {
        m_ui->cacheServices->setFocus();
        load();
    });
    add(u"cacheSaveAs"_s, tr("Save as…"), u"save"_s, [this] { saveAs(); });
    auto *files = new QMenu(this);
    files->setObjectName(u"saveAsMenu"_s);
    add(u"cacheReadAgain"_s, tr("Read the files again"), u"rebuild"_s, [this] {
        load();
        m_session->reloadProject();
    });
    add(u"cacheOpenFolder"_s, tr("Open folder…"), u"folder"_s, [this] { emit openRequested(); });
    add(u"cacheDismiss"_s, tr("Close"), u"close"_s, [this] {
        m_ui->cacheServices->setFocus();
        m_saveError.reset();
        m_savedAs = {};
        m_nothingChanged.clear();
        m_editor.dismissNotMerged();
        showError();
    });
}

void CacheSettingsPage::tellNothingChanged(const QString &why)
{
    m_nothingChanged = tr("Nothing was changed. %1").arg(why);
    showError();
}

bool CacheSettingsPage::isConflict() const
{
    return !m_editor.externalChanges().isEmpty() && m_editor.isModified();
}

Error CacheSettingsPage::conflictError() const
{
    QStringList gone;
    QStringList changed;
    std::optional<Error> unreadable;
    std::optional<Error> invalid;
    for (const ExternalChange &change : m_editor.externalChanges()) {
        (change.isGone ? gone : changed) << m_editor.files().at(change.file).name;
        if (change.error && !change.isGone)
            unreadable = change.error;
        if (change.invalid)
            invalid = change.invalid;
    }
    if (!gone.isEmpty())
        return {ErrorCode::NotFound, tr("%1 is no longer there.").arg(gone.join(u", "_s)),
                tr("Someone moved or deleted it. Your changes are still here."),
                tr("Write it again saves it as it was read, with your changes.\n"
                   "Save as writes the text to another file.\nReload drops your changes."),
                {}};
    if (unreadable)
        return {unreadable->code, unreadable->message, tr("It is not overwritten, and your changes are still here."),
                tr("Put the file back; this page notices.\nReload drops your changes.\nSave as writes them to another file."),
                unreadable->detail};
    if (invalid)
        return {ErrorCode::OperationFailed,
                tr("%1 was changed by someone else, and nothing can be merged into it as it is: %2")
                    .arg(changed.join(u", "_s), invalid->message),
                tr("It is not overwritten, and your changes are still here."),
                (invalid->code == ErrorCode::InvalidInput ? tr("Correct the file; this page notices.\n") : QString())
                    + tr("Reload drops your changes.\nSave as writes them to another file."),
                {}};
    return {ErrorCode::OperationFailed, tr("%1 was changed by someone else.").arg(changed.join(u", "_s)),
            tr("It is not overwritten, and your changes are still here."),
            tr("Merge makes your changes again on the new text.\nReload drops them.\n"
               "Save as writes them to another file."),
            {}};
}

QString CacheSettingsPage::whyNotSaved() const { return isConflict() ? conflictError().message : whyNotValid(); }

QString CacheSettingsPage::whyNotValid() const
{
    for (const EditedService &service : m_editor.editedServices()) {
        const QList<SettingProblem> problems = newProblems(service.saved, service.wanted);
        if (!problems.isEmpty())
            return problemSentence(service.name, problems.first());
    }
    if (!m_editor.check().refused.isEmpty()) {
        const RefusedChange &refused = m_editor.check().refused.first();
        return tr("Refused: %1. Correct it or undo it.").arg(settingPhrase({refused.service, refused.setting}));
    }
    if (m_judge.isJudging())
        return {};
    return whyNotToSave(m_judge.judgement(), askedSettings()).value_or(QString());
}

void CacheSettingsPage::showError()
{
    const bool any = m_services->rowCount() > 0;
    const bool conflict = isConflict();
    const QList<ExternalChange> &external = m_editor.externalChanges();
    const QStringList &notMerged = m_editor.notMerged();
    std::optional<Error> error = m_saveError ? m_saveError : m_loadError;
    bool dismissible = m_saveError.has_value();
    Tone tone = Tone::Fail;
    if (!m_saveError && !m_savedAs.first.isEmpty()) {
        QStringList others;
        for (const ChangedFile &file : m_editor.check().files) {
            if (m_editor.files().at(file.file).name != m_savedAs.first)
                others << m_editor.files().at(file.file).name;
        }
        const QString where = QDir(m_project.files.directory).relativeFilePath(m_savedAs.second);
        error = Error{ErrorCode::OperationFailed,
                      tr("The new text of %1 was written to %2.").arg(m_savedAs.first, where),
                      tr("The project's own file was not touched, and your changes are not saved in it."), {}, {}};
        if (!others.isEmpty())
            error->unchanged += u' ' + tr("What you changed in %1 was not written.").arg(others.join(u", "_s));
        dismissible = true;
        tone = Tone::Hit;
    } else if (!m_saveError && !m_nothingChanged.isEmpty()) {
        error = Error{ErrorCode::OperationFailed, m_nothingChanged, {}, {}, {}};
        dismissible = true;
        tone = Tone::Neutral;
    } else if (!m_saveError && conflict) {
        error = conflictError();
    } else if (!m_saveError && !notMerged.isEmpty()) {
        error = Error{ErrorCode::OperationFailed,
                      tr("Not everything could be merged. %1").arg(notMerged.join(u' ')),
                      m_editor.isModified() ? tr("The rest of your changes stands on the new text, not saved yet.")
                                            : tr("Nothing is left to be saved: the page shows the new text."),
                      {},
                      {}};
        dismissible = true;
    }
    // Compose refuses the project: where nothing can be edited for it, this is the reason.
    const bool nothing = !any && m_session && !m_editor.isLoading();
    if (!error && nothing)
        error = m_session->project().error;
    const bool noFile = nothing && m_project.files.files.isEmpty() && m_session->project().isOpen();
    if (error && noFile && m_session->project().request.files.isEmpty())
        error->advice = tr("Open the folder of the Compose file.\nOr put a compose.yaml into this one: it is read by itself.");
    if (error) {
        ErrorNotice notice = noticeOf(*error, tone == Tone::Hit ? u"ok"_s : tone == Tone::Neutral ? u"info"_s : u"file"_s);
        notice.tone = tone;
        m_ui->cacheError->setNotice(notice);
    }
    const auto show = [this](const QString &name, bool visible) {
        m_ui->cacheError->findChild<QPushButton *>(name)->setVisible(visible);
    };
    const bool unreadable = std::ranges::any_of(external, [](const ExternalChange &c) { return c.error || c.invalid; });
    show(u"cacheMerge"_s, conflict && !unreadable);
    show(u"cacheUseMine"_s, !m_saveError && !conflict && m_savedAs.first.isEmpty() && m_editor.canUseMine());
    show(u"cacheWriteAgain"_s, conflict && std::ranges::any_of(external, &ExternalChange::isGone));
    show(u"cacheReload"_s, conflict);
    show(u"cacheSaveAs"_s, conflict || m_saveError.has_value());
    show(u"cacheReadAgain"_s, !conflict && !dismissible && (m_loadError || !any));
    show(u"cacheOpenFolder"_s, noFile);
    show(u"cacheDismiss"_s, dismissible);
    m_ui->cacheError->setVisible(error.has_value());
    // While it is being read the panes stay, and with them the focus.
    m_ui->cacheSplitter->setVisible(any || !error);
    m_filler->setVisible(!any && error);
}

} // namespace layerdeck
