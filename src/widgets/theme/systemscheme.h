// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/tokens.h"

#include <QObject>

class QDBusPendingCallWatcher;
class QDBusVariant;

namespace layerdeck {

/// What the desktop wishes: light or dark, and less motion. From Qt 6.5 on Qt knows the first; below, the
/// desktop portal is asked over D-Bus, without waiting for it. Where neither answers the palette at start
/// decides.
class SystemScheme : public QObject
{
    Q_OBJECT

public:
    explicit SystemScheme(Scheme atStart, QObject *parent = nullptr);

    Scheme scheme() const { return m_scheme; }
    bool reducedMotion() const { return m_reducedMotion; }

    /// Starts asking. Answers arrive through changed(), never before control returns to the event loop.
    void watch();

signals:
    void changed();

private slots:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void read(const QString &group, const QString &key);
    void take(const QString &key, const QVariant &value);

    Scheme m_fallback;
    Scheme m_scheme;
    bool m_reducedMotion = false;
};

} // namespace layerdeck
