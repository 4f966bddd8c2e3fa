// SPDX-License-Identifier: GPL-3.0-or-later
// What was typed for new entries and is not added yet.
#include "base/units.h"
#include "deploy/plan.h"
#include "ui_cachesettingspage.h"
#include "widgets/pages/cachesettingspage.h"

using namespace Qt::StringLiterals;

namespace layerdeck {

void CacheSettingsPage::closeEditors()
{
    m_ui->sources->closeEditors();
    m_ui->sinks->closeEditors();
    m_ui->arguments->closeEditors();
}

CacheSettingsPage::Drafts CacheSettingsPage::openDrafts() const
{
    return {m_ui->sources->draft(), m_ui->sinks->draft(), m_ui->arguments->draft()};
}

/// Of the service that is shown; they stand there again when it is chosen again.
void CacheSettingsPage::keepDrafts()
{
    if (const Drafts drafts = openDrafts(); !drafts.isEmpty())
        m_drafts.insert(m_shownService, drafts);
}

/// Those of the service that is shown; whether there are any.
bool CacheSettingsPage::showDrafts()
{
    const Drafts drafts = m_drafts.take(m_shownService);
    if (drafts.source)
        m_ui->sources->startAdding(*drafts.source, {});
    if (drafts.sink)
        m_ui->sinks->startAdding(*drafts.sink, {});
    if (drafts.argument)
        m_ui->arguments->startAdding(*drafts.argument);
    return !drafts.isEmpty();
}

bool CacheSettingsPage::hasDrafts() const { return !m_drafts.isEmpty() || !openDrafts().isEmpty(); }

QString CacheSettingsPage::unsaved() const
{
    QStringList services = m_drafts.keys();
    if (!openDrafts().isEmpty() && !services.contains(m_shownService))
        services << m_shownService;
    services.sort();
    QStringList parts;
    if (const int changes = m_editor.changedSettings(); changes > 0)
        parts << tr("%1 to the cache settings").arg(counted(changes, tr("change"), tr("changes")));
    if (!services.isEmpty())
        parts << tr("what was typed for %1 and not added yet").arg(joinedNames(services));
    return parts.join(tr(" and "));
}

} // namespace layerdeck
