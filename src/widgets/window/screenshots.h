// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <QTimer>

namespace layerdeck {

class MainWindow;
class Session;
class Theme;

/// Writes every page of the open project and engine as PNG, light and dark, then ends the application: with 1
/// where a picture could not be written.
class Screenshots : public QObject
{
    Q_OBJECT

public:
    Screenshots(MainWindow *window, Session *session, Theme *theme, const QString &folder);

private:
    bool isReady() const;
    void check();
    void begin();
    void next();
    void writeWhenSettled(const QString &file, int turnsLeft);
    bool write(const QString &name);

    MainWindow *m_window;
    Session *m_session;
    Theme *m_theme;
    QString m_folder;
    QTimer m_longest;
    QStringList m_shots; ///< still to be made: "light/deploy", "dark/clear-preview"
    bool m_begun = false;
    bool m_failed = false;
};

} // namespace layerdeck
