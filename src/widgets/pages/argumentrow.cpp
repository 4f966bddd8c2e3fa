// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/argumentrow.h"

#include "compose/secrets.h"
#include "compose/settingproblems.h"
#include "widgets/pages/settingfields.h"
#include "widgets/parts/badge.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/looks.h"
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
    const bool same = m_argument.argument == argument.argument;
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
    setToolTip(argument.inherited
                   ? tr("It stands in %1: choose that file above to change it, or add an argument of this name here, which counts instead.")
                         .arg(argument.place)
               : argument.secret
                   ? tr("Build arguments stay in the image's history. A secret belongs into a build secret.")
                   : QString());
    // A name that is being typed and is none yet stays in its field.
    if (m_form && !m_adds && !same && typedArgument() != argument.argument) {
        m_name->show(name);
        m_value->show(argument.argument.value.value_or(QString()));
        setProblem({});
        showSecret();
    }
    place();
    update();
}

QSize ArgumentRow::sizeHint() const
{
    if (!m_form)
        return {240, 2 * lineHeight(TypeRole::Code) - 4 + 2 * rowPadding};
    // What is said below the fields takes as many lines as the width asks for.
    const int wrapped = m_form->layout()->hasHeightForWidth() ? m_form->layout()->heightForWidth(width()) : 0;
    return {240, qMax(wrapped, m_form->layout()->hasHeightForWidth() ? 0 : m_form->sizeHint().height())};
}

QSize ArgumentRow::minimumSizeHint() const { return {120, sizeHint().height()}; }

void ArgumentRow::startEditing()
{
    if (m_form || (!m_editable && !m_adds))
        return;
    m_before = m_argument.argument;
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
    m_value->setPlaceholderText(tr("Value"));
    m_value->setToolTip(tr("Left empty: taken from the environment of the build"));
    m_name->setText(m_argument.argument.name);
    m_value->show(m_argument.argument.value.value_or(QString()));
    const auto line = [grid](const QString &name, const QString &ink, int row) {
        auto *label = new QLabel;
        label->setObjectName(name);
        label->setProperty("type", u"small"_s);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        setInk(label, ink);
        label->hide();
        grid->addWidget(label, row, 0, 1, 2);
        return label;
    };
    m_problem = line(u"argumentProblem"_s, u"fail"_s, 1);
    m_hint = line(u"argumentHint"_s, u"text2"_s, 2);
    auto *done = new FormButton(m_adds ? tr("Add argument") : tr("Done"));
    done->setObjectName(u"argumentDone"_s);
    done->setProperty("variant", u"small"_s);
    grid->addWidget(m_name, 0, 0);
    grid->addWidget(m_value, 0, 1);
    grid->setColumnStretch(0, 2);
    grid->setColumnStretch(1, 3);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::gap);
    row->addStretch();
    auto *cancel = new FormButton(tr("Cancel"));
    cancel->setProperty("variant", u"small"_s);
    connect(cancel, &QPushButton::clicked, this, [this] { finish(false); });
    row->addWidget(cancel);
    row->addWidget(done);
    grid->addLayout(row, 3, 0, 1, 2);
    for (SettingEdit *edit : {m_name, m_value}) {
        connect(edit, &QLineEdit::textEdited, this, &ArgumentRow::typed);
        connect(edit, &QLineEdit::returnPressed, this, [this] { finish(true); });
        connect(edit, &SettingEdit::cancelled, this, [this] { finish(false); });
    }
    connect(done, &QPushButton::clicked, this, [this] { finish(true); });
    showSecret();
    m_form->show();
    place();
    updateGeometry();
    emit m_list->tabOrderChanged();
    (m_adds ? m_name : m_value)->setFocus();
    (m_adds ? m_name : m_value)->selectAll();
}

void ArgumentRow::showSecret()
{
    const QString value = m_value->text();
    const bool secret = (looksSecret(m_name->text()) || m_argument.secret) && !value.startsWith(u'$');
    m_value->setSecret(secret);
    m_hint->setText(secret && !value.isEmpty()
                        ? tr("It would stand in the Compose file and in the image's history for all to read. Left "
                             "empty it comes from the environment of the build; a build secret leaves no trace.")
                        : QString());
    m_hint->setVisible(!m_hint->text().isEmpty());
    m_form->layout()->activate();
    updateGeometry();
}

void ArgumentRow::setProblem(const QString &problem)
{
    if (!m_form)
        return;
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_name->setAccessibleDescription(problem);
    m_form->layout()->activate();
    updateGeometry();
}

QWidgetList ArgumentRow::tabOrder() const
{
    auto *row = const_cast<ArgumentRow *>(this);
    QWidgetList order;
    if (!m_adds)
        order << row;
    return m_form ? order + tabStops(m_form) : order;
}

void ArgumentRow::stopEditing()
{
    if (!m_form)
        return;
    m_form->hide();
    m_form->setParent(nullptr);
    m_form->deleteLater();
    m_form = nullptr;
    m_name = m_value = nullptr;
    m_problem = m_hint = nullptr;
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

/// Why the typed name cannot be taken: nothing is changed before it can.
QString ArgumentRow::nameProblem() const
{
    const QString name = typedArgument().name;
    if (!m_adds && name == m_argument.argument.name)
        return {};
    if (const QString problem = argumentNameProblem(name); !problem.isEmpty())
        return problem;
    if (!m_list->isWritten(name))
        return {};
    return m_adds ? tr("%1 is written already: change its value in its own row.").arg(name)
                  : tr("There is an argument %1 already, so this one keeps the name %2.").arg(name, m_argument.argument.name);
}

QString ArgumentRow::valueProblem() const { return variableProblem(typedArgument().value.value_or(QString())); }

void ArgumentRow::typed()
{
    showSecret();
    // An empty name is not wrong yet while it is typed.
    const QString problem = nameProblem();
    setProblem(!problem.isEmpty() && !typedArgument().name.isEmpty() ? problem : valueProblem());
    if (!m_adds && problem.isEmpty())
        emit m_list->edited(m_argument.argument.name, typedArgument());
}

void ArgumentRow::finish(bool keep)
{
    if (!m_form)
        return;
    if (keep) {
        if (const QString problem = nameProblem(); !problem.isEmpty()) {
            setProblem(problem);
            return m_name->setFocus();
        }
        if (const QString problem = valueProblem(); m_adds && !problem.isEmpty()) {
            setProblem(problem);
            return m_value->setFocus();
        }
    }
    if (!m_adds) {
        const BuildArgument now = m_argument.argument;
        setFocus();
        stopEditing();
        if (!keep && now != m_before)
            emit m_list->edited(now.name, m_before);
        emit m_list->editingFinished();
        return;
    }
    const BuildArgument argument = typedArgument();
    ArgumentList *list = m_list;
    list->closeEditors();
    if (keep) {
        emit list->added(argument);
        list->focusRow(argument.name);
    }
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

void ArgumentRow::resizeEvent(QResizeEvent *event)
{
    place();
    if (m_form && event->size().width() != event->oldSize().width())
        updateGeometry();
}

void ArgumentRow::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    // What a button of the form leaves is not for the row.
    if (m_form && key == Qt::Key_Escape)
        finish(false);
    else if (!hasFocus())
        QWidget::keyPressEvent(event);
    else if (key == Qt::Key_Up || key == Qt::Key_Down)
        m_list->focusBeside(this, key == Qt::Key_Up ? -1 : 1);
    else if (m_editable && (key == Qt::Key_F2 || key == Qt::Key_Return || key == Qt::Key_Enter))
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
    const int named = paint::text(&painter, left, m_argument.argument.name, font, theme.color(Token::Text));
    if (m_argument.inherited)
        icons::paint(&painter, paint::centred(QRect(left.left() + named + metrics::iconGap, top, metrics::icon, code), metrics::icon), u"lock"_s,
                     theme.color(Token::Text2));
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
    const QString from = m_argument.inherited ? tr("in %1").arg(m_argument.place) : m_argument.from;
    paint::text(&painter, effective.translated(0, code - 4), from, typeFont(TypeRole::Small),
                theme.color(Token::Text2));
}

} // namespace layerdeck
