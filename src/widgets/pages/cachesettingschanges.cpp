// SPDX-License-Identifier: GPL-3.0-or-later
// What is changed on the page of cache settings: the steps, the right pane with the difference, and what stands below it.
#include "compose/secrets.h"
#include "models/cachemodels.h"
#include "models/cachewording.h"
#include "ui_cachesettingspage.h"
#include "widgets/pages/cachesettingspage.h"

#include "base/units.h"
#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

void CacheSettingsPage::undo() { showStep(m_editor.undo()); }

void CacheSettingsPage::redo() { showStep(m_editor.redo()); }

/// What a step changes is seen: another service is shown where the current one is none of it.
void CacheSettingsPage::showStep(const QStringList &services)
{
    if (services.isEmpty() || services.contains(currentName()))
        return;
    const int row = m_services->rowOf(services.first());
    if (row >= 0)
        m_ui->cacheServices->setCurrentIndex(m_services->index(row, 0));
}

QStringList CacheSettingsPage::secrets() const
{
    QStringList secrets = m_variables.secrets();
    for (const EditedService &service : m_editor.editedServices()) {
        for (const BuildArgument &argument : service.saved.args + service.wanted.args) {
            const QString value = argument.value.value_or(QString());
            if (shownValue(argument.name, value) == eightDots)
                secrets << value.split(u'\n', Qt::SkipEmptyParts);
        }
    }
    // A longer one may hold a shorter one.
    std::ranges::sort(secrets, std::greater(), &QString::size);
    secrets.removeDuplicates();
    return secrets;
}

Diff CacheSettingsPage::shownDiff(const Diff &diff, const QStringList &secrets) const
{
    Diff shown = diff;
    for (DiffHunk &hunk : shown.hunks) {
        for (DiffLine &line : hunk.lines) {
            const QString text = QString::fromUtf8(line.text);
            if (const QString masked = shownLine(text, secrets); masked != text)
                line.text = masked.toUtf8();
        }
    }
    return shown;
}

void CacheSettingsPage::showChanges()
{
    const QList<ExternalChange> &external = m_editor.externalChanges();
    const bool both = !external.isEmpty() && m_editor.isModified();
    m_ui->whoseChanges->setVisible(both);
    const QStringList hidden = secrets();
    Diff shown;
    QStringList captions;
    QStringList names;
    const auto add = [&](int file, const Diff &diff, const QStringList &services, bool several) {
        const QString name = m_editor.files().at(file).name;
        names << name;
        const Diff masked = shownDiff(diff, hidden);
        shown.hunks += masked.hunks;
        shown.added += diff.added;
        shown.removed += diff.removed;
        for (qsizetype i = 0; i < diff.hunks.size(); ++i)
            captions << (several ? name + u": "_s : QString()) + services.value(i);
    };
    if (both && m_ui->whoseChanges->current() == 1) {
        for (const ExternalChange &change : external)
            add(change.file, change.diff, {}, external.size() > 1);
    } else {
        for (const ChangedFile &file : m_editor.check().files)
            add(file.file, file.diff, file.captions, m_editor.check().files.size() > 1);
    }
    const bool theirs = both && m_ui->whoseChanges->current() == 1;
    const bool unknownYet = m_editor.isModified() && m_editor.isChecking();
    m_ui->changes->setPlaceholder(theirs       ? whatIsOnDisk()
                                  : unknownYet ? tr("Working out what differs.")
                                  : !m_editor.check().refused.isEmpty() ? tr("No line would change: what was asked is refused.")
                                  : m_saved ? tr("Saved. What you change next is shown here, line by line, before it is saved.")
                                            : tr("Nothing is changed. What you change is shown here, line by line, before it is saved."));
    m_ui->changes->setDiff(shown, captions);
    m_ui->changesHead->setAbout(
        shown.isEmpty()
            ? QString()
            : tr("%1, +%2 \u2212%3")
                  .arg(names.size() == 1 ? names.first() : counted(names.size(), tr("file"), tr("files")))
                  .arg(shown.added)
                  .arg(shown.removed));
    m_ui->copyDiff->setVisible(!shown.isEmpty());
    m_ui->copyDiff->setText(both ? QString() : tr("Copy diff")); // the files' names need the room then
    showFacts();
}

/// Where the disk has nothing to compare with.
QString CacheSettingsPage::whatIsOnDisk() const
{
    for (const ExternalChange &change : m_editor.externalChanges()) {
        const QString name = m_editor.files().at(change.file).name;
        if (change.isGone)
            return tr("%1 is no longer there: on disk is nothing to compare with.").arg(name);
        if (change.error)
            return tr("%1 cannot be read: %2").arg(name, change.error->message);
    }
    return tr("The same lines are on disk.");
}

QString CacheSettingsPage::unifiedChanges() const
{
    const QStringList hidden = secrets();
    QByteArray text;
    for (const ChangedFile &file : m_editor.check().files) {
        const QString name = m_editor.files().at(file.file).name;
        text += unifiedText(shownDiff(file.diff, hidden), u"a/"_s + name, u"b/"_s + name);
    }
    return QString::fromUtf8(text);
}

void CacheSettingsPage::showFacts()
{
    const bool changes = !m_editor.check().files.isEmpty() || !m_editor.check().refused.isEmpty();
    const bool mine = m_ui->whoseChanges->isHidden() || m_ui->whoseChanges->current() == 0;
    m_ui->changesFacts->setVisible(changes && mine && m_editor.isModified());
    if (!changes)
        return;
    const auto put = [](IconNote *note, const EntryNote &content) {
        note->setContent(content.icon, content.text, content.tone);
        note->setVisible(!content.text.isEmpty());
    };
    EntryNote compose = judgementNote(m_judge.judgement(), m_judge.isJudging(), askedSettings());
    if (!m_editor.check().refused.isEmpty()) {
        const RefusedChange &refused = m_editor.check().refused.first();
        compose = {u"failed"_s,
                   tr("Refused: %1. %2 Correct it or undo it; nothing can be saved before.")
                       .arg(settingPhrase({refused.service, refused.setting}), refused.error.message),
                   Tone::Fail};
    }
    for (const EditedService &service : m_editor.editedServices()) {
        if (const auto problems = newProblems(service.saved, service.wanted); !problems.isEmpty())
            compose = {u"failed"_s,
                       tr("Cannot be saved. %1").arg(problemSentence(service.name, problems.first())), Tone::Fail};
    }
    put(m_ui->factCompose, compose);
    m_ui->factCompose->setStrongContent(compose.icon, compose.text, compose.tone);
    put(m_ui->factBytes,
        m_editor.check().files.isEmpty()
            ? EntryNote{}
            : EntryNote{u"ok"_s, tr("Every other byte stays as it is: comments, order, quotes, line ends."),
                        Tone::Hit});
    put(m_ui->factClear,
        clearNote(m_editor.editedServices(), m_session ? m_session->engine().context.name : QString()));
}

} // namespace layerdeck
