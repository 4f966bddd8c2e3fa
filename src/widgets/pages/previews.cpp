// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/previews.h"

#include "base/units.h"
#include "models/wording.h"
#include "session/session.h"
#include "widgets/pages/planview.h"
#include "widgets/pages/previewparts.h"
#include "widgets/parts/previewdialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <functional>
#include <memory>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Previews)
};

void showRebuild(PreviewDialog *dialog, PlanView *view, const Plan &plan)
{
    qsizetype steps = 0;
    for (const BuildTargetSteps &target : plan.expected)
        steps += target.expected.size();
    const QString names = joinedNames(plan.services);
    dialog->setSum(steps > 0 ? Words::tr("%1 of %2, none from the cache").arg(counted(steps, Words::tr("step"), Words::tr("steps")), names)
                             : Words::tr("The steps of %1, none from the cache").arg(names),
                   Words::tr("Nothing comes from the cache, nothing is deleted. The containers are switched when every "
                             "build has succeeded."));
    view->setPlan(plan);
}

} // namespace

QPushButton *copyCommandsButton(std::function<Plan()> plan, const Session *session)
{
    QPushButton *button = toolButton(u"previewCopyCommands"_s, Words::tr("Copy commands"), u"copy"_s);
    QObject::connect(button, &QPushButton::clicked, button, [plan, session] {
        if (const auto &project = session->project().project)
            QApplication::clipboard()->setText(asScript(plan(), *project));
    });
    return button;
}

std::function<void(Result<Plan>)> sayWhyNot(Session *session)
{
    return [session](const Result<Plan> &plan) {
        if (!plan)
            emit session->actFailed(plan.error());
    };
}

PreviewDialog *openRebuildPreview(const Plan &plan, const QStringList &asked, Session *session, QWidget *window)
{
    const auto shared = std::make_shared<Plan>(plan);
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, window);
    dialog->setObjectName(u"rebuildPreview"_s);
    dialog->setTitle(Words::tr("Force rebuild"), Words::tr("%1 on %2").arg(plan.project, engineTitle(session->engine().context)));
    auto *view = new PlanView;
    view->setObjectName(u"previewPlan"_s);
    auto *pull = new QCheckBox(Words::tr("Newest base images"));
    pull->setObjectName(u"rebuildPull"_s);
    pull->setToolTip(Words::tr("Asks the registries (--pull). Without it the base images of this engine are used."));
    dialog->choices()->addWidget(pull);
    dialog->choices()->addStretch();
    QObject::connect(pull, &QCheckBox::toggled, dialog, [=](bool on) {
        dialog->actButton()->setEnabled(false);
        DeployOptions options;
        options.pull = on;
        session->planRebuild(asked, options, [=, guard = QPointer<PreviewDialog>(dialog)](const Result<Plan> &made) {
            if (!guard)
                return;
            if (!made)
                return guard->setSum(Words::tr("There is no plan"), made.error().sentences());
            *shared = *made;
            showRebuild(guard, view, *shared);
            guard->actButton()->setEnabled(true);
        });
    });
    dialog->consequences()->addWidget(view);
    dialog->tools()->addWidget(copyCommandsButton([shared] { return *shared; }, session));
    dialog->setActText(Words::tr("Force rebuild"), u"rebuild"_s);
    showRebuild(dialog, view, plan);
    QObject::connect(dialog, &QDialog::accepted, session, [asked, session, pull] {
        DeployOptions options;
        options.pull = pull->isChecked();
        session->rebuild(asked, options, [session](const Error &error) { emit session->actFailed(error); });
    });
    dialog->open();
    return dialog;
}

} // namespace layerdeck
