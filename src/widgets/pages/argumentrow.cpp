// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/argumentrow.h"

#include "compose/secrets.h"
#include "widgets/pages/settingfields.h"
#include "widgets/parts/badge.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int rowPadding = 4;
constexpr int cellPadding = 9;

BadgeSpec secretBadge() { return {u"warning"_s, ArgumentRow::tr("secret in args"), Tone::Warn}; }

} // namespace

ArgumentRow::ArgumentRow(ArgumentList *list, bool adds)
    : QWidget(list)
    , m_list(list)
    , m_adds(adds)
    , m_remove(new QPushButton(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_remove->setProperty("variant", u"tool"_s);
    m_remove->setProperty("iconName", u"close"_s);
    m_remove->setFocusPolicy(Qt::NoFocus);
    m_remove->hide();
    connect(m_remove, &QPushButton::clicked, this,
            [this] { emit m_list->removeRequested(m_argument.argument.name); });
}

void ArgumentRow::setArgument(const ShownArgument &argument, bool editable)
{
    m_argument = argument;
    m_editable = editable && !argument.inherited;
    const QString &name = argument.argument.name;
    if (!m_adds) {
        setObjectName(u"argument-"_s + name);
        m_remove->setObjectName(u"removeArgument-"_s + name);
    }
    m_remove->setAccessibleName(tr("Remove the build argument %1").arg(name));
    m_remove->setToolTip(tr("Remove (Del)"));
    setAccessibleName(tr("Build argument %1, written %2, effective %3, %4%5")
                          .arg(name, argument.written.isEmpty() ? tr("without a value") : argument.written,
                               argument.effective.isEmpty() ? tr("not set") : argument.effective,
                               argument.from, argument.secret ? tr(", a secret in args") : QString()));
    setToolTip(argument.secret
                   ? tr("Build arguments stay in the image's history. A secret belongs into a build secret.")
                   : QString());
    if (m_form && !m_adds) {
        m_name->show(name);
        m_value->show(argument.argument.value.value_or(QString()));
    }
    place();
    update();
}

QSize ArgumentRow::sizeHint() const
{
    const int text = 2 * lineHeight(TypeRole::Code) - 4 + 2 * rowPadding;
    return {240, m_form ? m_form->sizeHint().height() : text};
}

QSize ArgumentRow::minimumSizeHint() const { return {120, sizeHint().height()}; }

void ArgumentRow::startEditing()
{
    if (m_form || (!m_editable && !m_adds))
        return;
    m_form = new QWidget(this);
    auto *grid = new QGridLayout(m_form);
    grid->setContentsMargins(cellPadding, metrics::gap, cellPadding, metrics::gap);
    grid->setSpacing(metrics::gap);
    m_name = new SettingEdit;
    m_value = new SettingEdit;
    m_name->setObjectName(u"argumentName"_s);
    m_value->setObjectName(u"argumentValue"_s);
    m_name->setAccessibleName(tr("Name of the build argument"));
    m_value->setAccessibleName(tr("Value of the build argument"));
    m_name->setPlaceholderText(tr("Name"));
    m_value->setPlaceholderText(tr("Value; empty: from the environment"));
    m_name->setText(m_argument.argument.name);
    m_value->setText(m_argument.argument.value.value_or(QString()));
    auto *done = new QPushButton(m_adds ? tr("Add argument") : tr("Done"));
    done->setObjectName(u"argumentDone"_s);
    done->setProperty("variant", u"small"_s);
    grid->addWidget(m_name, 0, 0);
    grid->addWidget(m_value, 0, 1);
    grid->setColumnStretch(0, 2);
    grid->setColumnStretch(1, 3);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::gap);
    row->addStretch();
    if (m_adds) {
        auto *cancel = new QPushButton(tr("Cancel"));
        cancel->setProperty("variant", u"small"_s);
        connect(cancel, &QPushButton::clicked, this, [this] { finish(false); });
        row->addWidget(cancel);
    }
    row->addWidget(done);
    grid->addLayout(row, 1, 0, 1, 2);
    for (SettingEdit *edit : {m_name, m_value}) {
        connect(edit, &QLineEdit::textEdited, this, &ArgumentRow::typed);
        connect(edit, &QLineEdit::returnPressed, this, [this] { finish(true); });
        connect(edit, &SettingEdit::cancelled, this, [this] { finish(false); });
    }
    connect(done, &QPushButton::clicked, this, [this] { finish(true); });
    m_form->show();
    place();
    updateGeometry();
    (m_adds ? m_name : m_value)->setFocus();
    (m_adds ? m_name : m_value)->selectAll();
}

void ArgumentRow::stopEditing()
{
    if (!m_form)
        return;
    m_form->hide();
    m_form->deleteLater();
    m_form = nullptr;
    m_name = m_value = nullptr;
    place();
    updateGeometry();
    update();
}

BuildArgument ArgumentRow::typedArgument() const
{
    const QString value = m_value->text();
    // An argument that had an empty value keeps it; only an untouched missing one stays missing.
    const bool none = value.isEmpty() && (m_adds || !m_argument.argument.value);
    return {m_name->text().trimmed(), none ? std::nullopt : std::optional(value)};
}

void ArgumentRow::typed()
{
    if (m_adds || m_name->text().trimmed().isEmpty())
        return;
    emit m_list->edited(m_argument.argument.name, typedArgument());
}

void ArgumentRow::finish(bool keep)
{
    if (!m_form)
        return;
    if (!m_adds) {
        stopEditing();
        setFocus();
        emit m_list->editingFinished();
        return;
    }
    const BuildArgument argument = typedArgument();
    if (keep && argument.name.isEmpty())
        return m_name->setFocus();
    ArgumentList *list = m_list;
    list->closeEditors();
    if (keep)
        emit list->added(argument);
}

bool ArgumentRow::showsTools() const { return m_editable && !m_form && (underMouse() || hasFocus()); }

void ArgumentRow::place()
{
    const QSize size = m_remove->sizeHint();
    m_remove->setGeometry(width() - size.width() - 6, (height() - size.height()) / 2, size.width(),
                          size.height());
    m_remove->setVisible(showsTools());
    if (m_form)
        m_form->setGeometry(rect());
}

void ArgumentRow::resizeEvent(QResizeEvent *) { place(); }

void ArgumentRow::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    if (m_editable && (key == Qt::Key_F2 || key == Qt::Key_Return || key == Qt::Key_Enter))
        startEditing();
    else if (m_editable && key == Qt::Key_Delete)
        emit m_list->removeRequested(m_argument.argument.name);
    else
        QWidget::keyPressEvent(event);
}

void ArgumentRow::mouseDoubleClickEvent(QMouseEvent *) { startEditing(); }

void ArgumentRow::mousePressEvent(QMouseEvent *) { setFocus(Qt::MouseFocusReason); }

void ArgumentRow::focusInEvent(QFocusEvent *)
{
    place();
    update();
}

void ArgumentRow::focusOutEvent(QFocusEvent *)
{
    place();
    update();
}

void ArgumentRow::enterEvent(QEnterEvent *)
{
    place();
    update();
}

void ArgumentRow::leaveEvent(QEvent *)
{
    place();
    update();
}

void ArgumentRow::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    if (hasFocus())
        painter.fillRect(rect().adjusted(1, 1, -1, -1), theme.color(Token::Selected));
    painter.fillRect(QRect(1, 0, width() - 2, 1), theme.color(Token::Line));
    if (hasFocus())
        painter.fillRect(QRect(1, 1, metrics::edge, height() - 1), theme.color(Token::Ink));
    else if (m_argument.changed)
        painter.fillRect(QRect(1, 1, metrics::edge, height() - 1), theme.color(Token::HitFill));
    if (m_form)
        return;
    const int code = lineHeight(TypeRole::Code);
    const int top = (height() - 2 * code + 4) / 2;
    const int half = width() / 2;
    const QFont font = typeFont(TypeRole::Code);
    const QRect left(cellPadding, top, half - cellPadding - metrics::gap, code);
    paint::text(&painter, left, m_argument.argument.name, font, theme.color(Token::Text));
    const bool none = m_argument.written.isEmpty();
    paint::text(&painter, left.translated(0, code - 4), none ? tr("no value") : m_argument.written,
                none ? typeFont(TypeRole::Small) : font, theme.color(Token::Text2), Qt::AlignLeft,
                Qt::ElideMiddle);
    int right = width() - cellPadding;
    if (showsTools()) {
        right = m_remove->x() - metrics::iconGap;
    } else if (m_argument.secret) {
        const int wide = badgeSize(secretBadge()).width();
        right -= wide;
        paintBadge(&painter, QRect(right, 0, wide, height()), secretBadge());
        right -= metrics::gap;
    }
    const QRect effective(half + 2, top, right - half - 2, code);
    if (m_argument.effective.isEmpty()) {
        paint::text(&painter, effective, u"\u2013"_s, font, theme.color(Token::Text2));
    } else {
        const int used = paint::text(&painter, effective, m_argument.effective, font,
                                     theme.color(Token::Text), Qt::AlignLeft, Qt::ElideMiddle);
        if (m_argument.effective == eightDots)
            icons::paint(
                &painter,
                paint::centred(QRect(effective.left() + used + 6, top, metrics::icon, code), metrics::icon),
                u"masked"_s, theme.color(Token::Text2));
    }
    const QString from = m_argument.inherited ? tr("written in %1").arg(m_argument.place) : m_argument.from;
    paint::text(&painter, effective.translated(0, code - 4), from, typeFont(TypeRole::Small),
                theme.color(Token::Text2));
}

} // namespace layerdeck
