// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/segmented.h"

#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

QFont segmentFont(bool dense, bool checked)
{
    return typeFont(dense ? TypeRole::Small : TypeRole::Body, checked ? QFont::DemiBold : QFont::Medium);
}

/// One segment paints its share of the common frame, so that the focus ring can stand around it alone.
class SegmentButton final : public QAbstractButton
{
public:
    SegmentButton(const QString &text, Segmented *parent)
        : QAbstractButton(parent)
    {
        setText(text);
        setCheckable(true);
        setAutoExclusive(true);
        setAttribute(Qt::WA_Hover);
        setFocusPolicy(Qt::StrongFocus);
    }

    bool first = false;
    bool last = false;
    bool dense = false;

    QSize sizeHint() const override
    {
        const int padding = dense ? 9 : 12;
        return {paint::width(text(), segmentFont(dense, true)) + 2 * padding,
                metrics::height(dense ? metrics::Height::SmallButton : metrics::Height::Field)};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::current();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        // The frame of the whole, clipped to this segment, gives round corners only at both ends.
        QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
        frame.adjust(first ? 0 : -10, 0, last ? 0 : 10, 0);
        const Token ground = isChecked()                   ? Token::Selected
                             : isEnabled() && underMouse() ? Token::Hover
                                                           : Token::Base;
        painter.setPen(QPen(theme.color(isEnabled() ? Token::Control : Token::LineStrong), 1));
        painter.setBrush(theme.color(ground));
        painter.drawRoundedRect(frame, metrics::radius, metrics::radius);
        if (isChecked()) {
            QPainterPath outline;
            outline.addRoundedRect(frame.adjusted(-0.5, -0.5, 0.5, 0.5), metrics::radius, metrics::radius);
            painter.setClipPath(outline);
            painter.fillRect(QRect(0, height() - metrics::edge + 1, width(), metrics::edge),
                             theme.color(isEnabled() ? Token::Ink : Token::LineStrong));
            painter.setClipping(false);
        }
        if (!last)
            painter.fillRect(QRect(width() - 1, 1, 1, height() - 2), theme.color(Token::LineStrong));
        paint::text(&painter, rect(), text(), segmentFont(dense, isChecked()),
                    theme.color(isEnabled() ? Token::Text : Token::Disabled), Qt::AlignHCenter);
    }
};

} // namespace

Segmented::Segmented(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QStringList Segmented::segments() const
{
    QStringList list;
    for (const QAbstractButton *button : m_buttons)
        list << button->text();
    return list;
}

void Segmented::setSegments(const QStringList &segments)
{
    const int before = current();
    if (segments.size() != m_buttons.size()) {
        qDeleteAll(m_buttons);
        m_buttons.clear();
        // Its segments stand in the order of Tab where it does, and its focus is that of the chosen one.
        setFocusPolicy(Qt::TabFocus);
        QWidget *last = this;
        for (int i = 0; i < segments.size(); ++i) {
            auto *button = new SegmentButton(segments[i], this);
            button->first = i == 0;
            button->last = i == segments.size() - 1;
            button->dense = m_dense;
            connect(button, &QAbstractButton::toggled, this, [this, i](bool on) {
                if (!on)
                    return;
                setFocusProxy(m_buttons.at(i));
                emit currentChanged(i);
            });
            setTabOrder(last, button);
            last = button;
            m_buttons << button;
            button->show();
        }
        // Shift+Tab would come to it from its own segment, and go back there.
        setFocusPolicy(Qt::NoFocus);
    } else {
        for (int i = 0; i < segments.size(); ++i)
            m_buttons[i]->setText(segments[i]);
    }
    if (!m_buttons.isEmpty() && current() < 0) {
        const QSignalBlocker blocker(this);
        setCurrent(qBound(0, before, int(m_buttons.size()) - 1));
    }
    place();
    updateGeometry();
}

int Segmented::current() const
{
    for (int i = 0; i < m_buttons.size(); ++i) {
        if (m_buttons[i]->isChecked())
            return i;
    }
    return -1;
}

void Segmented::setCurrent(int index)
{
    if (QAbstractButton *button = m_buttons.value(index))
        button->setChecked(true);
}

void Segmented::setDense(bool dense)
{
    m_dense = dense;
    for (QAbstractButton *button : std::as_const(m_buttons))
        static_cast<SegmentButton *>(button)->dense = dense;
    place();
    updateGeometry();
}

QSize Segmented::sizeHint() const
{
    int width = 0;
    for (const QAbstractButton *button : m_buttons)
        width += button->sizeHint().width();
    return {width, metrics::height(m_dense ? metrics::Height::SmallButton : metrics::Height::Field)};
}

QSize Segmented::minimumSizeHint() const { return sizeHint(); }

void Segmented::resizeEvent(QResizeEvent *) { place(); }

void Segmented::place()
{
    int x = 0;
    for (QAbstractButton *button : std::as_const(m_buttons)) {
        const QSize size = button->sizeHint();
        button->setGeometry(x, 0, size.width(), size.height());
        x += size.width();
    }
}

} // namespace layerdeck
