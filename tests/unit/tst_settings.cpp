// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/settings.h"

#include <QDir>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestSettings : public QObject
{
    Q_OBJECT
private slots:
    void remembersProjects()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"s.ini"_s);
        {
            Settings settings(path);
            for (int i = 0; i < 12; ++i) {
                const QString project = dir.filePath(u"p%1"_s.arg(i));
                QDir().mkpath(project);
                settings.noteProject({project, {}, u"default"_s, QDateTime::currentDateTime()});
            }
            settings.noteProject({dir.filePath(u"p5"_s), {}, u"prod"_s, QDateTime::currentDateTime()});
        }
        QDir().rmdir(dir.filePath(u"p11"_s));
        const Settings settings(path);
        const auto projects = settings.recentProjects();
        QCOMPARE(projects.size(), 9);
        QCOMPARE(projects.first().directory, dir.filePath(u"p5"_s));
        QCOMPARE(projects.first().context, u"prod"_s);
        QCOMPARE(projects.at(1).directory, dir.filePath(u"p10"_s));
    }

    void remembersHowToSwitch()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(u"s.ini"_s);
        {
            Settings settings(path);
            QCOMPARE(settings.healthSeconds(), 300);
            QVERIFY(!settings.rollsBack());
            settings.setSwitching(60, true);
        }
        QCOMPARE(Settings(path).healthSeconds(), 60);
        QVERIFY(Settings(path).rollsBack());
        QSettings(path, QSettings::IniFormat).setValue(u"deploy/healthSeconds"_s, u"-3"_s);
        QCOMPARE(Settings(path).healthSeconds(), 300);
    }

    void remembersTheme()
    {
        QTemporaryDir dir;
        Settings settings(dir.filePath(u"s.ini"_s));
        QCOMPARE(settings.themeMode(), ThemeMode::System);
        QSignalSpy spy(&settings, &Settings::themeModeChanged);
        settings.setThemeMode(ThemeMode::Dark);
        settings.setThemeMode(ThemeMode::Dark);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(settings.themeMode(), ThemeMode::Dark);
    }
};

QTEST_APPLESS_MAIN(TestSettings)
#include "tst_settings.moc"
