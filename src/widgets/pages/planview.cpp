// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/planview.h"

#include "widgets/parts/codeblock.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/theme/metrics.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

QLabel *label(const QString &text, const QString &type, const QString &ink)
{
    auto *result = new QLabel(text);
    result->setProperty("type", type);
    if (!ink.isEmpty())
        result->setProperty("ink", ink);
    result->setTextFormat(Qt::PlainText);
    result->setWordWrap(true);
    return result;
}

} // namespace

PlanView::PlanView(QWidget *parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    restart();
}

QWidget *PlanView::restart()
{
    m_commands.clear();
    auto *content = new QWidget;
    content->setProperty("ground", u"base"_s);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(metrics::pageMargin, 12, metrics::pageMargin, 12);
    column->setSpacing(4);
    setWidget(content);
    return content;
}

void PlanView::setPlan(const Plan &plan)
{
    QWidget *content = restart();
    auto *column = static_cast<QVBoxLayout *>(content->layout());
    for (qsizetype i = 0; i < plan.steps.size(); ++i) {
        QStringList shown;
        for (const Command &one : equivalentCommands(plan.steps[i].action))
            shown << displayed(one);
        const QString command = shown.join(u'\n');
        m_commands += command + u'\n';
        column->addWidget(label(u"%1  %2"_s.arg(i + 1).arg(plan.steps[i].purpose), u"name"_s, {}));
        auto *row = new QHBoxLayout;
        row->setContentsMargins(16, 0, 0, 0);
        auto *code = new CodeBlock(command);
        code->setObjectName(u"planCommand%1"_s.arg(i + 1));
        row->addWidget(code);
        column->addLayout(row);
        column->addSpacing(metrics::gap);
    }
    const auto addNote = [&](const QString &icon, const QString &text) {
        auto *note = new IconNote;
        note->setContent(icon, text);
        column->addWidget(note);
    };
    if (plan.builds())
        addNote(u"container"_s, tr("Containers are switched only when every build has succeeded; a failed build changes none."));
    const auto mayBeSettled = [](const PlanStep &step) {
        const auto *switching = std::get_if<SwitchContainers>(&step.action);
        return switching && switching->settled;
    };
    if (std::ranges::any_of(plan.steps, mayBeSettled))
        addNote(u"ok"_s, tr("If every container already runs what comes out of the build, Compose has nothing to switch and is not asked."));
    if (!plan.fallback.isEmpty())
        addNote(u"rollback"_s, tr("Where a container does not become healthy, Layerdeck rolls back: %1.").arg(plan.fallback.last().purpose));
    else if (plan.switching.rollBack)
        addNote(u"rollback"_s, tr("There is no earlier deployment to roll back to yet: a container that does not become healthy stays as it is."));
    column->addStretch();
}

void PlanView::setMessage(const QString &icon, const QString &message)
{
    QWidget *content = restart();
    auto *column = static_cast<QVBoxLayout *>(content->layout());
    auto *note = new IconNote;
    note->setContent(icon, message);
    column->addWidget(note);
    column->addStretch();
}

} // namespace layerdeck
