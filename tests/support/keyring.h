// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QMap>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace layerdeck::support {

/// A D-Bus session of its own with an unlocked gnome-keyring in it. Both end with this object.
class Keyring
{
public:
    ~Keyring()
    {
        QDBusConnection::disconnectFromBus(QStringLiteral("keyring"));
        end(m_keyring);
        end(m_bus);
    }

    /// Why it cannot be had; empty where it can.
    static QString missing()
    {
        for (const QString &program : {QStringLiteral("dbus-daemon"), QStringLiteral("gnome-keyring-daemon")}) {
            if (QStandardPaths::findExecutable(program).isEmpty())
                return program + QStringLiteral(" is not installed");
        }
        return {};
    }

    bool start()
    {
        m_bus.start(QStringLiteral("dbus-daemon"), {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address=1")});
        while (!m_bus.canReadLine()) {
            if (!m_bus.waitForReadyRead(patience))
                return false;
        }
        m_address = QString::fromLatin1(m_bus.readLine()).trimmed();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        const QMap<QString, QString> added = this->environment();
        for (auto it = added.cbegin(); it != added.cend(); ++it)
            environment.insert(it.key(), it.value());
        m_keyring.setProcessEnvironment(environment);
        m_keyring.start(QStringLiteral("gnome-keyring-daemon"), {QStringLiteral("--foreground"), QStringLiteral("--unlock"), QStringLiteral("--components=secrets")});
        m_keyring.write("password\n");
        m_keyring.closeWriteChannel();
        const QDBusConnection bus = QDBusConnection::connectToBus(m_address, QStringLiteral("keyring"));
        return QTest::qWaitFor([&] { return bus.interface() && bus.interface()->isServiceRegistered(QStringLiteral("org.freedesktop.secrets")); }, patience);
    }

    /// What is kept in it is then not to be read before somebody types the password. False where it could not be locked.
    bool lock() const
    {
        QDBusConnection bus(QStringLiteral("keyring"));
        QDBusMessage call = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.secrets"), QStringLiteral("/org/freedesktop/secrets"),
                                                           QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("Lock"));
        call << QVariant::fromValue(QList<QDBusObjectPath>{QDBusObjectPath(QStringLiteral("/org/freedesktop/secrets/aliases/default"))});
        return bus.call(call).type() == QDBusMessage::ReplyMessage;
    }

    /// What a process needs to use it.
    QMap<QString, QString> environment() const
    {
        return {{QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), m_address}, {QStringLiteral("XDG_RUNTIME_DIR"), m_dir.path()},
                {QStringLiteral("XDG_DATA_HOME"), m_dir.filePath(QStringLiteral("data"))}, {QStringLiteral("HOME"), m_dir.path()}};
    }

private:
    static constexpr int patience = 30'000;

    static void end(QProcess &process)
    {
        process.terminate();
        if (process.state() != QProcess::NotRunning && !process.waitForFinished(patience))
            process.kill();
    }

    QTemporaryDir m_dir;
    QString m_address;
    QProcess m_bus;
    QProcess m_keyring;
};

} // namespace layerdeck::support
