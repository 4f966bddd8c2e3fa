// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/tokens.h"

#include <QObject>

class QApplication;

namespace layerdeck {

class SystemScheme;

/// Gives the application its look: style, palette and fonts. Made once by the composition root,
/// after the QApplication and before the first widget; a change of mode applies at once, without a restart.
class Theme : public QObject
{
    Q_OBJECT

public:
    enum class Mode { System, Light, Dark };

    explicit Theme(QApplication &application, Mode mode = Mode::System);
    ~Theme() override;

    /// The theme of the running application. One must exist.
    static Theme &current();

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);

    /// What is shown now; with Mode::System the system decides.
    Scheme scheme() const { return m_scheme; }
    QColor color(Token token) const { return QColor::fromRgb(tokenRgb(m_scheme, token)); }

    /// True where the system asks for less motion, or setReducedMotion() did.
    bool reducedMotion() const { return m_reducedMotion; }
    void setReducedMotion(bool reduced);

    /// Angle in degrees of everything that turns; 0 with reduced motion. Who paints with it connects to
    /// turned().
    qreal turn() const;

signals:
    /// The palette has changed; widgets are repainted by themselves.
    void changed();
    /// Several times a second, only while someone is connected and motion is not reduced.
    void turned();

protected:
    void connectNotify(const QMetaMethod &signal) override;
    void timerEvent(QTimerEvent *event) override;

private:
    void apply();
    void followSystem();
    void updateTimer();

    QApplication &m_application;
    SystemScheme *m_system;
    Mode m_mode;
    Scheme m_scheme = Scheme::Light;
    bool m_reducedMotion = false;
    int m_timer = 0;
};

} // namespace layerdeck
