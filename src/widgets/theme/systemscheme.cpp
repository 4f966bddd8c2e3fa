// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/systemscheme.h"

#include "widgets/theme/sessionbus.h"

#include <QGuiApplication>
#include <QStyleHints>
#include <QTimer>

#ifdef LAYERDECK_HAVE_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#endif

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr QLatin1StringView colorSchemeKey("color-scheme");
constexpr QLatin1StringView animationsKey("enable-animations");

#ifdef LAYERDECK_HAVE_DBUS
constexpr QLatin1StringView portalService("org.freedesktop.portal.Desktop");
constexpr QLatin1StringView portalPath("/org/freedesktop/portal/desktop");
constexpr QLatin1StringView portalInterface("org.freedesktop.portal.Settings");
constexpr QLatin1StringView appearance("org.freedesktop.appearance");
constexpr QLatin1StringView gnomeInterface("org.gnome.desktop.interface");

#endif

} // namespace

SystemScheme::SystemScheme(Scheme atStart, QObject *parent)
    : QObject(parent)
    , m_fallback(atStart)
    , m_scheme(atStart)
{
}

void SystemScheme::watch()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto take = [this] {
        const Qt::ColorScheme system = QGuiApplication::styleHints()->colorScheme();
        const Scheme scheme = system == Qt::ColorScheme::Dark    ? Scheme::Dark
                              : system == Qt::ColorScheme::Light ? Scheme::Light
                                                                 : m_fallback;
        if (scheme != m_scheme) {
            m_scheme = scheme;
            emit changed();
        }
    };
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, take);
    QTimer::singleShot(0, this, take);
#endif
#ifdef LAYERDECK_HAVE_DBUS
    if (!hasSessionBus())
        return;
    QTimer::singleShot(0, this, [this] {
        QDBusConnection::sessionBus().connect(portalService, portalPath, portalInterface, u"SettingChanged"_s,
                                              this, SLOT(settingChanged(QString, QString, QDBusVariant)));
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
        read(appearance, colorSchemeKey);
#endif
        read(gnomeInterface, animationsKey);
    });
#endif
}

void SystemScheme::read([[maybe_unused]] const QString &group, [[maybe_unused]] const QString &key)
{
#ifdef LAYERDECK_HAVE_DBUS
    QDBusMessage call = QDBusMessage::createMethodCall(portalService, portalPath, portalInterface, u"Read"_s);
    call << group << key;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this, key](QDBusPendingCallWatcher *finished) {
                const QDBusPendingReply<QDBusVariant> reply = *finished;
                if (reply.isValid())
                    take(key, reply.value().variant());
                finished->deleteLater();
            });
#endif
}

void SystemScheme::settingChanged([[maybe_unused]] const QString &group, [[maybe_unused]] const QString &key,
                                  [[maybe_unused]] const QDBusVariant &value)
{
#ifdef LAYERDECK_HAVE_DBUS
    if (group == appearance || group == gnomeInterface)
        take(key, value.variant());
#endif
}

void SystemScheme::take(const QString &key, const QVariant &answer)
{
    QVariant value = answer;
#ifdef LAYERDECK_HAVE_DBUS
    // The portal's Read wraps its answer twice.
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
#endif
    Scheme scheme = m_scheme;
    bool reduced = m_reducedMotion;
    if (key == animationsKey)
        reduced = !value.toBool();
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
    // 1 prefers dark, 2 prefers light, 0 has no preference.
    if (key == colorSchemeKey)
        scheme = value.toUInt() == 1 ? Scheme::Dark : value.toUInt() == 2 ? Scheme::Light : m_fallback;
#endif
    if (scheme == m_scheme && reduced == m_reducedMotion)
        return;
    m_scheme = scheme;
    m_reducedMotion = reduced;
    emit changed();
}

} // namespace layerdeck
