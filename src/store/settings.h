// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/journal.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QObject>
#include <QString>

#include <memory>

class QSettings;

namespace layerdeck {

struct RecentProject
{
    QString directory;
    QStringList files; ///< of -f; empty where Compose finds them itself
    QString context;   ///< name of the engine's context at the last time
    QDateTime lastOpened;
    bool operator==(const RecentProject &) const = default;
};

enum class ThemeMode { System, Light, Dark };

/// What the window remembers between runs, in one INI file. No secrets.
class Settings : public QObject
{
    Q_OBJECT
public:
    /// `path` of the file; empty: the person's configuration folder.
    explicit Settings(const QString &path = {}, QObject *parent = nullptr);
    ~Settings() override;

    /// Newest first, at most ten; folders that are gone are left out.
    QList<RecentProject> recentProjects() const;
    /// Puts a project first.
    void noteProject(const RecentProject &project);

    ThemeMode themeMode() const;
    void setThemeMode(ThemeMode mode);

    /// How much the journal keeps: "journal/keepRuns" and "journal/keepDays" in the file.
    JournalLimits journalLimits() const;

    /// How long containers may take to become healthy, in seconds; and whether the deployment of before is put back where they do not.
    int healthSeconds() const;
    bool rollsBack() const;
    void setSwitching(int healthSeconds, bool rollsBack);
    /// The client id of an app on GitHub, for signing in with a code: "github/clientId" in the file. No secret.
    QString gitHubClientId() const;

    /// Geometry of windows and splitters, by the name of the widget.
    QByteArray geometry(const QString &name) const;
    void setGeometry(const QString &name, const QByteArray &geometry);

signals:
    void recentProjectsChanged();
    void themeModeChanged();

private:
    int positive(QLatin1StringView key, int otherwise) const;

    std::unique_ptr<QSettings> m_settings;
};

} // namespace layerdeck
