// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme.h"
#include "widgets/window/notifier.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

constexpr auto service = "org.freedesktop.Notifications";
constexpr auto path = "/org/freedesktop/Notifications";

} // namespace

/// What a desktop offers under this name, as far as it is asked for.
class FakeService : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Told
    {
        QString program;
        uint replaces;
        QString title;
        QString text;
        QStringList actions;
    };
    QList<Told> told;
    QString entry;

public slots:
    uint Notify(const QString &program, uint replaces, const QString &, const QString &title, const QString &text, const QStringList &actions,
                const QVariantMap &hints, int)
    {
        entry = hints.value(u"desktop-entry"_s).toString();
        told << Told{program, replaces, title, text, actions};
        return 7;
    }

signals:
    void ActionInvoked(uint id, const QString &key);
};

class Dock : public QObject
{
    Q_OBJECT

public:
    QString entry;
    QList<QVariantMap> seen;

public slots:
    void update(const QString &of, const QVariantMap &shown)
    {
        entry = of;
        seen << shown;
    }
};

/// On a bus of its own.
class TestNotifier : public QObject
{
    Q_OBJECT

    QProcess m_bus;

private slots:
    void initTestCase()
    {
        m_bus.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
        if (!m_bus.waitForStarted())
            QSKIP("there is no dbus-daemon");
        QVERIFY(m_bus.waitForReadyRead());
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
    }
    void cleanupTestCase()
    {
        m_bus.kill();
        m_bus.waitForFinished();
    }

    void nobodyAnswers()
    {
        const auto notifier = desktopNotifier();
        QSignalSpy told(notifier.get(), &Notifier::told);
        notifier->tell(u"backend deployed"_s, u"backend: 14 of 14 steps from cache"_s, true);
        QVERIFY(notifier->isTelling());
        QTRY_COMPARE(told.size(), 1);
        QVERIFY(!notifier->isTelling());
    }

    /// As a dock hears it: once for a percent, and that there is none any more.
    void showsProgress()
    {
        Dock dock;
        QDBusConnection bus = QDBusConnection::connectToBus(qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS"), u"dock"_s);
        QVERIFY(bus.connect({}, {}, u"com.canonical.Unity.LauncherEntry"_s, u"Update"_s, &dock, SLOT(update(QString, QVariantMap))));
        QGuiApplication::setDesktopFileName(u"layerdeck"_s);
        const auto notifier = desktopNotifier();
        notifier->showProgress({});
        notifier->showProgress(0.0);
        notifier->showProgress(0.444);
        notifier->showProgress(0.446);
        notifier->showProgress({});
        QTRY_COMPARE(dock.seen.size(), 3);
        QCOMPARE(dock.entry, u"application://layerdeck.desktop"_s);
        QCOMPARE(dock.seen.at(0), (QVariantMap{{u"progress"_s, 0.0}, {u"progress-visible"_s, true}}));
        QCOMPARE(dock.seen.at(1), (QVariantMap{{u"progress"_s, 0.44}, {u"progress-visible"_s, true}}));
        QCOMPARE(dock.seen.at(2), (QVariantMap{{u"progress"_s, 0.0}, {u"progress-visible"_s, false}}));
    }

    void tellsAndShows()
    {
        FakeService fake;
        QDBusConnection bus = QDBusConnection::connectToBus(qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS"), u"fake"_s);
        QVERIFY(bus.registerService(QLatin1String(service)));
        QVERIFY(bus.registerObject(QLatin1String(path), &fake, QDBusConnection::ExportAllContents));
        QGuiApplication::setDesktopFileName(u"layerdeck"_s);
        const auto notifier = desktopNotifier();
        QSignalSpy told(notifier.get(), &Notifier::told);
        QSignalSpy show(notifier.get(), &Notifier::showRequested);
        notifier->tell(u"Deploy failed"_s, u"a <b> & c"_s, true);
        QTRY_COMPARE(told.size(), 1);
        QCOMPARE(fake.told.size(), 1);
        QCOMPARE(fake.told.first().program, u"Layerdeck"_s);
        QCOMPARE(fake.entry, u"layerdeck"_s);
        QCOMPARE(fake.told.first().title, u"Deploy failed"_s);
        QCOMPARE(fake.told.first().text, u"a &lt;b&gt; &amp; c"_s);
        QVERIFY(fake.told.first().actions.contains(u"Show"_s));
        // What is done to another program's notification is none of ours.
        emit fake.ActionInvoked(8, u"default"_s);
        emit fake.ActionInvoked(7, u"default"_s);
        QTRY_COMPARE(show.size(), 1);
        notifier->tell(u"Cache cleared"_s, {}, false);
        QTRY_COMPARE(fake.told.size(), 2);
        QVERIFY(fake.told.last().actions.isEmpty());
        QCOMPARE(fake.told.last().replaces, 7u);
        QCOMPARE(show.size(), 1);
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme theme(application);
    TestNotifier test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_notifier.moc"
