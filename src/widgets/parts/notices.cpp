// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parts/notices.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

QLabel *label(const QString &type, const QString &ink, QWidget *parent)
{
    auto *result = new QLabel(parent);
    result->setProperty("type", type);
    if (!ink.isEmpty())
        result->setProperty("ink", ink);
    result->setTextFormat(Qt::PlainText);
    result->setWordWrap(true);
    return result;
}

constexpr int claimLeft = metrics::pageMargin + 32 + metrics::pageMargin;

} // namespace

ErrorBar::ErrorBar(QWidget *parent)
    : QWidget(parent)
    , m_title(label(u"name"_s, {}, this))
    , m_what(label({}, {}, this))
    , m_raw(label(u"code"_s, u"text2"_s, this))
    , m_later(label(u"small"_s, u"text2"_s, this))
    , m_buttons(new QHBoxLayout)
    , m_helpBox(new QWidget(this))
    , m_helps(new QVBoxLayout(m_helpBox))
{
    for (QLabel *selectable : {m_title, m_what, m_raw})
        selectable->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setObjectName(u"errorTitle"_s);
    m_what->setObjectName(u"errorWhat"_s);
    m_raw->setObjectName(u"errorRaw"_s);
    m_later->setObjectName(u"errorLater"_s);
    m_later->setWordWrap(false);
    m_buttons->setSpacing(metrics::gap);
    m_buttons->addSpacing(metrics::gap);
    m_buttons->addWidget(m_later);
    m_buttons->addStretch();
    auto *left = new QVBoxLayout;
    left->setSpacing(5);
    left->addWidget(m_title);
    left->addWidget(m_what);
    left->addWidget(m_raw);
    left->addSpacing(4);
    left->addLayout(m_buttons);
    left->addStretch();
    m_helps->setContentsMargins(metrics::pageMargin, 0, 0, 0);
    m_helps->setSpacing(5);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(44, 12, metrics::pageMargin, 13);
    row->setSpacing(metrics::columnGap);
    row->addLayout(left, 660);
    row->addWidget(m_helpBox, 384);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void ErrorBar::setNotice(const ErrorNotice &notice)
{
    if (notice == m_notice)
        return;
    m_notice = notice;
    m_title->setText(notice.title);
    m_what->setText(notice.what);
    m_what->setVisible(!notice.what.isEmpty());
    m_raw->setText(notice.raw);
    m_raw->setVisible(!notice.raw.isEmpty());
    m_later->setText(notice.later);
    while (QLayoutItem *item = m_helps->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_helpBox->setVisible(!notice.helps.isEmpty());
    if (!notice.helps.isEmpty()) {
        QLabel *head = label(u"name"_s, {}, m_helpBox);
        head->setText(tr("What usually helps"));
        m_helps->addWidget(head);
    }
    for (int i = 0; i < notice.helps.size(); ++i) {
        QLabel *help = label({}, {}, m_helpBox);
        help->setText(notice.helps.size() == 1 ? notice.helps[i]
                                               : u"%1  %2"_s.arg(i + 1).arg(notice.helps[i]));
        help->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_helps->addWidget(help);
    }
    m_helps->addStretch();
    setAccessibleName(notice.title);
    setAccessibleDescription(notice.what);
    update();
}

QPushButton *ErrorBar::addButton(const QString &objectName, const QString &text, const QString &icon)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName);
    button->setProperty("variant", u"small"_s);
    button->setProperty("iconName", icon);
    // Before the gap, the note about the next try and the stretch.
    m_buttons->insertWidget(m_buttons->count() - 3, button);
    return button;
}

void ErrorBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    const QColor ink = theme.color(toneText(m_notice.tone));
    painter.fillRect(rect(), theme.color(toneTint(m_notice.tone)));
    paint::bottomLine(&painter, rect(), ink);
    icons::paint(&painter, QRectF(metrics::pageMargin, 14, metrics::icon, metrics::icon),
                 m_notice.icon.isEmpty() ? u"failed"_s : m_notice.icon, ink);
    if (m_helpBox->isVisible())
        painter.fillRect(QRect(m_helpBox->x(), 12, 1, height() - 25), theme.color(Token::Control));
}

StaleBar::StaleBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void StaleBar::setText(const QString &text)
{
    m_text = text;
    setAccessibleName(text);
    update();
}

QSize StaleBar::sizeHint() const { return {320, metrics::height(metrics::Height::Row)}; }

QSize StaleBar::minimumSizeHint() const { return {0, sizeHint().height()}; }

void StaleBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Token::Base));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(Token::Window), 6));
    for (int x = -height(); x < width() + height(); x += 18)
        painter.drawLine(QPointF(x, height() + 4), QPointF(x + height() + 8, -4));
    painter.setRenderHint(QPainter::Antialiasing, false);
    paint::bottomLine(&painter, rect(), theme.color(Token::Line));
    const QRect slot(metrics::pageMargin, 0, 14, height());
    icons::paint(&painter, paint::centred(slot, 14), u"stale"_s, theme.color(Token::Text2));
    const int left = metrics::pageMargin + 22;
    paint::text(&painter, QRect(left, 0, width() - left - metrics::pageMargin, height()), m_text,
                typeFont(TypeRole::Small), theme.color(Token::Text2));
}

namespace {

int widthOf(const QList<ClaimFact> &facts)
{
    int width = 0;
    for (const ClaimFact &fact : facts)
        width += qMax(paint::width(fact.value, typeFont(TypeRole::Title)),
                      paint::width(fact.caption, typeFont(TypeRole::Small))) +
                 2 * metrics::pageMargin;
    return width;
}

} // namespace

ClaimBanner::ClaimBanner(QWidget *parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ClaimBanner::setClaim(const QString &icon, Tone tone, const QString &claim, const QString &sentence,
                           const QList<ClaimFact> &facts)
{
    m_icon = icon;
    m_tone = tone;
    m_claim = claim;
    m_sentence = sentence;
    m_facts = facts;
    QStringList words{sentence};
    for (const ClaimFact &fact : facts)
        words << fact.value + u' ' + fact.caption;
    setAccessibleName(claim);
    setAccessibleDescription(words.join(u". "_s));
    setToolTip(sentence);
    updateGeometry();
    update();
}

QList<ClaimFact> ClaimBanner::factsFor(int width) const
{
    const int room = width - claimLeft - metrics::pageMargin;
    const int claim = paint::width(m_claim, typeFont(TypeRole::Claim));
    QList<ClaimFact> facts = m_facts;
    while (!facts.isEmpty() && claim + widthOf(facts) > room)
        facts.removeLast();
    return facts;
}

int ClaimBanner::sentenceLines(int width) const
{
    const int room = qMax(1, width - claimLeft - metrics::pageMargin - widthOf(factsFor(width)));
    const int height = QFontMetrics(typeFont(TypeRole::Body)).boundingRect(QRect(0, 0, room, QWIDGETSIZE_MAX), Qt::TextWordWrap, m_sentence).height();
    return qMax(1, (height + lineHeight(TypeRole::Body) - 1) / lineHeight(TypeRole::Body));
}

int ClaimBanner::heightForWidth(int width) const
{
    const int text = lineHeight(TypeRole::Claim) + 4 + sentenceLines(width) * lineHeight(TypeRole::Body);
    return qMax(81, text + 32);
}

QSize ClaimBanner::sizeHint() const { return {640, heightForWidth(640)}; }

QSize ClaimBanner::minimumSizeHint() const { return {0, 81}; }

void ClaimBanner::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(toneTint(m_tone)));
    paint::bottomLine(&painter, rect(), theme.color(Token::Line));
    const int row = height() - 1;
    icons::paint(&painter, paint::centred(QRect(metrics::pageMargin, 0, 32, row), 32), m_icon,
                 theme.color(toneText(m_tone)));
    const QFont value = typeFont(TypeRole::Title);
    const QFont caption = typeFont(TypeRole::Small);
    const int block = lineHeight(TypeRole::Title) + lineHeight(TypeRole::Small);
    int right = width() - metrics::pageMargin;
    const QList<ClaimFact> facts = factsFor(width());
    for (qsizetype i = facts.size() - 1; i >= 0; --i) {
        const ClaimFact &fact = facts[i];
        const int factWidth = qMax(paint::width(fact.value, value), paint::width(fact.caption, caption));
        const int left = right - factWidth;
        const int top = (row - block) / 2;
        paint::text(&painter, QRect(left, top, factWidth, lineHeight(TypeRole::Title)), fact.value, value,
                    theme.color(Token::Text));
        paint::text(&painter,
                    QRect(left, top + lineHeight(TypeRole::Title), factWidth, lineHeight(TypeRole::Small)),
                    fact.caption, caption, theme.color(Token::Text2));
        painter.fillRect(QRect(left - metrics::pageMargin, top, 1, block), theme.color(Token::LineStrong));
        right = left - 2 * metrics::pageMargin;
    }
    const int lines = sentenceLines(width());
    const int sentenceHeight = lines * lineHeight(TypeRole::Body);
    const int claimHeight = lineHeight(TypeRole::Claim);
    const int top = (row - claimHeight - 4 - sentenceHeight) / 2;
    const int room = right - claimLeft;
    paint::text(&painter, QRect(claimLeft, top, room, claimHeight), m_claim, typeFont(TypeRole::Claim),
                theme.color(Token::Text));
    painter.setFont(typeFont(TypeRole::Body));
    painter.setPen(theme.color(Token::Text));
    painter.drawText(QRect(claimLeft, top + claimHeight + 4, room, sentenceHeight),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, m_sentence);
}

class EmptyState::Picture final : public QWidget
{
public:
    explicit Picture(QWidget *parent)
        : QWidget(parent)
    {
        setFixedSize(32, 32);
    }
    QString icon;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        icons::paint(&painter, rect(), icon, Theme::current().color(Token::Text2));
    }
};

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_picture(new Picture(this))
    , m_claim(label(u"claim"_s, {}, this))
    , m_sentence(label({}, u"text2"_s, this))
    , m_acts(new QHBoxLayout)
    , m_below(new QVBoxLayout)
{
    constexpr int columnWidth = 640;
    m_claim->setObjectName(u"emptyClaim"_s);
    m_sentence->setObjectName(u"emptySentence"_s);
    m_acts->setSpacing(metrics::gap);
    m_below->setSpacing(metrics::blockGap);
    auto *inner = new QWidget(this);
    inner->setMaximumWidth(columnWidth);
    inner->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_picture);
    column->addSpacing(18);
    column->addWidget(m_claim);
    column->addSpacing(6);
    column->addWidget(m_sentence);
    column->addSpacing(16);
    column->addLayout(m_acts);
    column->addSpacing(32);
    column->addLayout(m_below);
    column->addStretch();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::pageMargin, 72, metrics::pageMargin, metrics::pageMargin);
    row->addStretch(1);
    row->addWidget(inner, 1000);
    row->addStretch(1);
}

void EmptyState::setContent(const QString &icon, const QString &claim, const QString &sentence)
{
    m_picture->icon = icon;
    m_picture->update();
    m_claim->setText(claim);
    m_sentence->setText(sentence);
    setAccessibleName(claim);
}

Card::Card(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_body(new QVBoxLayout(this))
{
    m_body->setContentsMargins(1, metrics::height(metrics::Height::ColumnHead) + 1, 1, 1);
    m_body->setSpacing(0);
    setAccessibleName(title);
}

void Card::setTitle(const QString &title)
{
    m_title = title;
    setAccessibleName(title);
    update();
}

void Card::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    const int head = metrics::height(metrics::Height::ColumnHead);
    paint::box(&painter, rect(), theme.color(Token::Base), QColor(), metrics::radius);
    painter.save();
    painter.setClipRect(QRect(0, 0, width(), head));
    paint::box(&painter, rect(), theme.color(Token::Sunken), QColor(), metrics::radius);
    painter.restore();
    painter.fillRect(QRect(1, head - 1, width() - 2, 1), theme.color(Token::Line));
    paint::box(&painter, rect(), QColor(), theme.color(Token::Line), metrics::radius);
    paint::text(&painter, QRect(metrics::pageMargin, 0, width() - 2 * metrics::pageMargin, head), m_title,
                typeFont(TypeRole::Small, QFont::DemiBold), theme.color(Token::Text2));
}

} // namespace layerdeck
