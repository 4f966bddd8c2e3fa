// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/plaintips.h"
#include "widgets/theme/theme.h"

#include "widgets/theme/focusring.h"
#include "widgets/theme/looks.h"
#include "widgets/theme/style.h"
#include "widgets/theme/systemscheme.h"
#include "widgets/theme/type.h"

#include <QApplication>
#include <QDateTime>
#include <QMetaMethod>
#include <QPalette>
#include <QTimerEvent>
#include <QToolTip>

/// Resources of a static library are linked only where someone asks for them; the macro must stand outside a
/// namespace.
static void initResources() { Q_INIT_RESOURCE(layerdeck); }

namespace layerdeck {

namespace {

Theme *instance = nullptr;

constexpr int turnIntervalMs = 50;
constexpr int turnPeriodMs = 1200;

QPalette palette(Scheme scheme)
{
    const auto color = [scheme](Token token) { return QColor::fromRgb(tokenRgb(scheme, token)); };
    QPalette p;
    p.setColor(QPalette::Window, color(Token::Window));
    p.setColor(QPalette::Base, color(Token::Base));
    p.setColor(QPalette::AlternateBase, color(Token::Sunken));
    p.setColor(QPalette::PlaceholderText, color(Token::Text2));
    p.setColor(QPalette::Button, color(Token::Base));
    p.setColor(QPalette::Highlight, color(Token::Selected));
    p.setColor(QPalette::HighlightedText, color(Token::Text));
    p.setColor(QPalette::Link, color(Token::Text));
    p.setColor(QPalette::LinkVisited, color(Token::Text));
    p.setColor(QPalette::BrightText, color(Token::OnInk));
    p.setColor(QPalette::Light, color(Token::Base));
    p.setColor(QPalette::Midlight, color(Token::Hover));
    p.setColor(QPalette::Mid, color(Token::Line));
    p.setColor(QPalette::Dark, color(Token::Control));
    p.setColor(QPalette::Shadow, color(Token::Control));
    p.setColor(QPalette::ToolTipBase, color(Token::Ink));
    p.setColor(QPalette::ToolTipText, color(Token::OnInk));
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::ButtonText, QPalette::WindowText}) {
        p.setColor(role, color(Token::Text));
        p.setColor(QPalette::Disabled, role, color(Token::Disabled));
    }
    p.setColor(QPalette::Disabled, QPalette::HighlightedText, color(Token::Disabled));
    p.setColor(QPalette::Disabled, QPalette::PlaceholderText, color(Token::Disabled));
    return p;
}

Scheme schemeOf(const QPalette &system)
{
    return system.color(QPalette::Window).lightness() < 128 ? Scheme::Dark : Scheme::Light;
}

} // namespace

Theme::Theme(QApplication &application, Mode mode)
    : m_application(application)
    , m_system(new SystemScheme(schemeOf(application.palette()), this))
    , m_mode(mode)
{
    Q_ASSERT(!instance);
    instance = this;
    initResources();
    installPlainTips(&application);
    application.setStyle(new Style);
    application.setFont(typeFont(TypeRole::Body));
    QToolTip::setFont(typeFont(TypeRole::Small));
    new FocusRing(this);
    connect(m_system, &SystemScheme::changed, this, &Theme::followSystem);
    m_system->watch();
    m_scheme = mode == Mode::System ? m_system->scheme() : mode == Mode::Dark ? Scheme::Dark : Scheme::Light;
    apply();
}

Theme::~Theme() { instance = nullptr; }

Theme &Theme::current()
{
    Q_ASSERT(instance);
    return *instance;
}

void Theme::setMode(Mode mode)
{
    m_mode = mode;
    followSystem();
}

void Theme::followSystem()
{
    if (m_system->reducedMotion())
        setReducedMotion(true);
    const Scheme scheme = m_mode == Mode::System ? m_system->scheme()
                          : m_mode == Mode::Dark ? Scheme::Dark
                                                 : Scheme::Light;
    if (scheme == m_scheme)
        return;
    m_scheme = scheme;
    apply();
    emit changed();
}

void Theme::apply()
{
    const QPalette colors = palette(m_scheme);
    m_application.setPalette(colors);
    QToolTip::setPalette(colors);
    applyInks();
}

void Theme::setReducedMotion(bool reduced)
{
    m_reducedMotion = reduced;
    updateTimer();
}

qreal Theme::turn() const
{
    if (m_reducedMotion)
        return 0;
    return 360.0 * double(QDateTime::currentMSecsSinceEpoch() % turnPeriodMs) / turnPeriodMs;
}

void Theme::connectNotify(const QMetaMethod &signal)
{
    if (signal == QMetaMethod::fromSignal(&Theme::turned))
        updateTimer();
}

void Theme::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer)
        return;
    // Not in disconnectNotify(): Qt may call that with the very lock held that isSignalConnected() takes.
    updateTimer();
    emit turned();
}

void Theme::updateTimer()
{
    const bool wanted = !m_reducedMotion && isSignalConnected(QMetaMethod::fromSignal(&Theme::turned));
    if (wanted && !m_timer) {
        m_timer = startTimer(turnIntervalMs);
    } else if (!wanted && m_timer) {
        killTimer(m_timer);
        m_timer = 0;
    }
}

} // namespace layerdeck
