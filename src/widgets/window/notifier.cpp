// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/notifier.h"

#include "widgets/theme/sessionbus.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QSystemTrayIcon>

#ifdef LAYERDECK_HAVE_DBUS
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#endif

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

class DesktopNotifier : public Notifier
{
    Q_OBJECT

public:
    DesktopNotifier()
    {
#ifdef LAYERDECK_HAVE_DBUS
        if (hasSessionBus())
            QDBusConnection::sessionBus().connect(service, path, service, u"ActionInvoked"_s, this, SLOT(acted(uint, QString)));
#endif
    }

    void tell(const QString &title, const QString &text, bool canShow) override
    {
        m_title = title;
        m_text = text;
#ifdef LAYERDECK_HAVE_DBUS
        if (hasSessionBus())
            return tellOverTheBus(canShow);
#endif
        Q_UNUSED(canShow)
        tellFromTray();
        emit told();
    }

    void showProgress(std::optional<double> progress) override
    {
#ifdef LAYERDECK_HAVE_DBUS
        const std::optional<int> percent = progress ? std::optional(static_cast<int>(*progress * 100)) : std::nullopt;
        const bool isOld = percent && m_shown.hasExpired(againMs);
        if ((percent == m_percent && !isOld) || !hasSessionBus())
            return;
        m_percent = percent;
        m_shown.start();
        // https://wiki.ubuntu.com/Unity/LauncherAPI: any path will do, the entry is named in the signal.
        QDBusMessage signal = QDBusMessage::createSignal(u"/io/layerdeck/entry"_s, u"com.canonical.Unity.LauncherEntry"_s, u"Update"_s);
        signal << u"application://%1.desktop"_s.arg(QGuiApplication::desktopFileName())
               << QVariantMap{{u"progress"_s, percent.value_or(0) / 100.0}, {u"progress-visible"_s, percent.has_value()}};
        QDBusConnection::sessionBus().send(signal);
#else
        Q_UNUSED(progress)
#endif
    }

    bool isTelling() const override { return m_telling > 0; }

private slots:
    void acted(uint id, const QString &)
    {
        if (id == m_id)
            emit showRequested();
    }

private:
#ifdef LAYERDECK_HAVE_DBUS
    void tellOverTheBus(bool canShow)
    {
        QDBusMessage call = QDBusMessage::createMethodCall(service, path, service, u"Notify"_s);
        const QStringList actions = canShow ? QStringList{u"default"_s, tr("Show"), u"show"_s, tr("Show")} : QStringList();
        // The text may hold markup there. A newer notification takes the place of the older one.
        call << u"Layerdeck"_s << m_id << QString() << m_title << m_text.toHtmlEscaped() << actions << QVariantMap{{u"desktop-entry"_s, QGuiApplication::desktopFileName()}} << -1;
        ++m_telling;
        auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, answerMs), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
            watcher->deleteLater();
            --m_telling;
            const QDBusPendingReply<uint> reply = *watcher;
            if (reply.isError())
                tellFromTray();
            else
                m_id = reply.value();
            emit told();
        });
    }
#endif

    void tellFromTray()
    {
        if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages())
            return;
        if (!m_tray) {
            m_tray = std::make_unique<QSystemTrayIcon>(QGuiApplication::windowIcon());
            connect(m_tray.get(), &QSystemTrayIcon::messageClicked, this, &Notifier::showRequested);
            connect(m_tray.get(), &QSystemTrayIcon::activated, this, &Notifier::showRequested);
        }
        m_tray->show();
        m_tray->showMessage(m_title, m_text, m_tray->icon());
    }

#ifdef LAYERDECK_HAVE_DBUS
    static constexpr int answerMs = 3000;
    static constexpr int againMs = 1000;
    std::optional<int> m_percent; ///< as last shown
    QElapsedTimer m_shown;
    inline static const QString service = u"org.freedesktop.Notifications"_s;
    inline static const QString path = u"/org/freedesktop/Notifications"_s;
#endif
    uint m_id = 0; ///< of the last notification
    int m_telling = 0;
    QString m_title;
    QString m_text;
    std::unique_ptr<QSystemTrayIcon> m_tray;
};

} // namespace

std::unique_ptr<Notifier> desktopNotifier()
{
    return std::make_unique<DesktopNotifier>();
}

} // namespace layerdeck

#include "notifier.moc"
