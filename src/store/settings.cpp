// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/settings.h"

#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRecentProjects = 10;

const QStringList themeNames{u"system"_s, u"light"_s, u"dark"_s};

QString defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + "/layerdeck/layerdeck.ini"_L1;
}

} // namespace

Settings::Settings(const QString &path, QObject *parent)
    : QObject(parent)
    , m_settings(std::make_unique<QSettings>(path.isEmpty() ? defaultPath() : path, QSettings::IniFormat))
{
}

Settings::~Settings() = default;

QList<RecentProject> Settings::recentProjects() const
{
    QList<RecentProject> projects;
    const int count = m_settings->beginReadArray(u"recent"_s);
    for (int i = 0; i < count; ++i) {
        m_settings->setArrayIndex(i);
        RecentProject project{m_settings->value("directory"_L1).toString(),
                              m_settings->value("files"_L1).toStringList(),
                              m_settings->value("context"_L1).toString(),
                              m_settings->value("opened"_L1).toDateTime()};
        if (QFileInfo(project.directory).isDir())
            projects << project;
    }
    m_settings->endArray();
    return projects;
}

void Settings::noteProject(const RecentProject &project)
{
    QList<RecentProject> projects = recentProjects();
    projects.removeIf([&project](const RecentProject &other) {
        return other.directory == project.directory && other.files == project.files;
    });
    projects.prepend(project);
    projects.resize(std::min<qsizetype>(projects.size(), mostRecentProjects));
    m_settings->remove(u"recent"_s);
    m_settings->beginWriteArray(u"recent"_s, static_cast<int>(projects.size()));
    for (int i = 0; i < projects.size(); ++i) {
        m_settings->setArrayIndex(i);
        m_settings->setValue("directory"_L1, projects.at(i).directory);
        m_settings->setValue("files"_L1, projects.at(i).files);
        m_settings->setValue("context"_L1, projects.at(i).context);
        m_settings->setValue("opened"_L1, projects.at(i).lastOpened);
    }
    m_settings->endArray();
    emit recentProjectsChanged();
}

ThemeMode Settings::themeMode() const
{
    const qsizetype mode = themeNames.indexOf(m_settings->value("theme"_L1).toString());
    return static_cast<ThemeMode>(std::max<qsizetype>(0, mode));
}

void Settings::setThemeMode(ThemeMode mode)
{
    if (mode == themeMode())
        return;
    m_settings->setValue("theme"_L1, themeNames.at(static_cast<int>(mode)));
    emit themeModeChanged();
}

int Settings::positive(QLatin1StringView key, int otherwise) const
{
    bool isNumber = false;
    const int value = m_settings->value(key).toInt(&isNumber);
    return isNumber && value > 0 ? value : otherwise;
}

JournalLimits Settings::journalLimits() const
{
    const JournalLimits usual;
    return {positive("journal/keepRuns"_L1, usual.keepRuns), positive("journal/keepDays"_L1, usual.keepDays)};
}

int Settings::healthSeconds() const
{
    return positive("deploy/healthSeconds"_L1, 300);
}

bool Settings::rollsBack() const
{
    return m_settings->value("deploy/rollBack"_L1, false).toBool();
}

void Settings::setSwitching(int healthSeconds, bool rollsBack)
{
    m_settings->setValue("deploy/healthSeconds"_L1, healthSeconds);
    m_settings->setValue("deploy/rollBack"_L1, rollsBack);
}

QString Settings::gitHubClientId() const
{
    return m_settings->value("github/clientId"_L1).toString();
}

QByteArray Settings::geometry(const QString &name) const
{
    return m_settings->value("geometry/"_L1 + name).toByteArray();
}

void Settings::setGeometry(const QString &name, const QByteArray &geometry)
{
    m_settings->setValue("geometry/"_L1 + name, geometry);
}

} // namespace layerdeck
