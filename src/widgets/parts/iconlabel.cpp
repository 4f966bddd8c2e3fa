// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/iconlabel.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/looks.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace layerdeck {

IconLabel::IconLabel(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

IconLabel::IconLabel(const QString &icon, const QString &text, Tone tone, QWidget *parent)
    : IconLabel(parent)
{
    setContent(icon, text, tone);
}

void IconLabel::setContent(const QString &icon, const QString &text, Tone tone)
{
    if (icon == m_icon && text == m_text && tone == m_tone)
        return;
    m_icon = icon;
    m_text = text;
    m_tone = tone;
    setAccessibleName(text);
    updateTurning();
    updateToolTip();
    updateGeometry();
    update();
}

void IconLabel::setToneText(bool toneText)
{
    m_toneText = toneText;
    update();
}

void IconLabel::setRole(TypeRole role, int weight)
{
    m_role = role;
    m_weight = weight;
    updateGeometry();
    update();
}

int IconLabel::iconSize() const { return m_role == TypeRole::Small ? 14 : metrics::icon; }

QSize IconLabel::sizeHint() const
{
    const QFont font = typeFont(m_role, m_weight);
    const int icon = m_icon.isEmpty() ? 0 : iconSize() + (m_text.isEmpty() ? 0 : metrics::iconGap);
    return {icon + paint::width(m_text, font), qMax(iconSize(), lineHeight(m_role))};
}

QSize IconLabel::minimumSizeHint() const { return {m_icon.isEmpty() ? 0 : iconSize(), sizeHint().height()}; }

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = Theme::current();
    const bool on = isEnabled();
    int x = 0;
    if (!m_icon.isEmpty()) {
        const QRect slot = paint::centred(QRect(0, 0, iconSize(), height()), iconSize());
        icons::paint(&painter, slot, m_icon, theme.color(on ? toneText(m_tone) : Token::Disabled),
                     m_icon == u"running" ? theme.turn() : 0);
        x = iconSize() + metrics::iconGap;
    }
    Token ink = m_toneText ? toneText(m_tone) : m_tone == Tone::Neutral ? Token::Text : Token::Text2;
    if (!on)
        ink = Token::Disabled;
    paint::text(&painter, QRect(x, 0, width() - x, height()), m_text, typeFont(m_role, m_weight),
                theme.color(ink));
}

void IconLabel::showEvent(QShowEvent *) { updateTurning(); }

void IconLabel::hideEvent(QHideEvent *) { updateTurning(); }

void IconLabel::resizeEvent(QResizeEvent *) { updateToolTip(); }

void IconLabel::updateTurning()
{
    const bool turns = isVisible() && m_icon == u"running";
    if (turns && !m_turning)
        m_turning = connect(&Theme::current(), &Theme::turned, this, qOverload<>(&QWidget::update));
    else if (!turns && m_turning)
        disconnect(m_turning);
}

void IconLabel::updateToolTip() { setToolTip(width() < sizeHint().width() ? m_text : QString()); }

IconNote::IconNote(QWidget *parent)
    : QWidget(parent)
    , m_label(new QLabel(this))
{
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_label->setAlignment(Qt::AlignLeft | Qt::AlignTop); // beside its icon, also where it is given more room
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::icon + metrics::gap, 0, 0, 0);
    row->addWidget(m_label);
}

QString IconNote::text() const { return accessibleName(); }

void IconNote::setContent(const QString &icon, const QString &text, Tone tone)
{
    m_icon = icon;
    m_tone = tone;
    m_label->setTextFormat(Qt::PlainText);
    m_label->setText(text);
    setAccessibleName(text);
    update();
}

void IconNote::setStrongContent(const QString &icon, const QString &text, Tone tone)
{
    setContent(icon, text, tone);
    const qsizetype end = text.indexOf(u". "_s);
    const QString strong = text.left(end < 0 ? text.size() : end + 1);
    m_label->setTextFormat(Qt::RichText);
    m_label->setText(u"<b>"_s + strong.toHtmlEscaped() + u"</b>"_s + text.mid(strong.size()).toHtmlEscaped());
}

void IconNote::setMuted(bool muted)
{
    setInk(m_label, muted ? u"text2"_s : QString());
}

void IconNote::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QPoint corner = contentsRect().topLeft();
    const QRect line(corner.x(), corner.y(), metrics::icon, m_label->fontMetrics().height());
    icons::paint(&painter, paint::centred(line, metrics::icon), m_icon,
                 Theme::current().color(toneText(m_tone)));
}

ElidedLabel::ElidedLabel(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    setToolTip(width() < fullWidth() ? m_text : QString());
    updateGeometry();
    update();
}

void ElidedLabel::setLook(TypeRole role, int weight, Tone tone)
{
    m_role = role;
    m_weight = weight;
    m_tone = tone;
    updateGeometry();
    update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode)
{
    m_elide = mode;
    update();
}

int ElidedLabel::fullWidth() const { return paint::width(m_text, typeFont(m_role, m_weight)); }

QSize ElidedLabel::sizeHint() const { return {fullWidth(), lineHeight(m_role)}; }

QSize ElidedLabel::minimumSizeHint() const { return {0, lineHeight(m_role)}; }

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Token ink = isEnabled() ? toneText(m_tone) : Token::Disabled;
    paint::text(&painter, rect(), m_text, typeFont(m_role, m_weight), Theme::current().color(ink),
                Qt::AlignLeft, m_elide);
}

void ElidedLabel::resizeEvent(QResizeEvent *) { setToolTip(width() < fullWidth() ? m_text : QString()); }

} // namespace layerdeck
