// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "models/roles.h"
#include "models/wording.h"
#include "session/session.h"
#include "widgets/pages/previewparts.h"
#include "widgets/pages/previews.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/tabledelegate.h"
#include "widgets/theme/metrics.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(RollbackPreview)
};

constexpr int mostSeen = 4;

QStandardItem *cell(const QString &text, const QString &second = {}, Tone tone = Tone::Neutral)
{
    auto *item = new QStandardItem(text);
    item->setEditable(false);
    item->setData(int(tone), ToneRole);
    item->setData(second, SecondLineRole);
    return item;
}

void fill(QStandardItemModel *model, const RollbackTargets &targets)
{
    const QList<Deployment> &deployments = targets.deployments;
    const QDateTime now = QDateTime::currentDateTime();
    for (qsizetype i = 0; i < deployments.size(); ++i) {
        const Deployment &deployment = deployments.at(i);
        QStringList images;
        for (auto it = deployment.services.cbegin(); it != deployment.services.cend(); ++it)
            images << u"%1 %2"_s.arg(it.key(), shortId(it->imageId));
        QStandardItem *time = cell(timeText(deployment.time, now), i == targets.running ? Words::tr("runs now") : Words::tr("%1 ago").arg(ageText(deployment.time, now)));
        time->setData(true, EmphasisRole);
        QStandardItem *commit = cell(deployment.commit.isEmpty() ? Words::tr("no commit") : shortCommit(deployment.commit),
                                     deployment.user.isEmpty() ? QString() : Words::tr("by %1").arg(deployment.user));
        QStandardItem *services = cell(images.join(u", "_s), actName(deployment.kind), Tone::Muted);
        services->setToolTip(images.join(u'\n'));
        model->appendRow({time, commit, services});
    }
}

} // namespace

PreviewDialog *openRollbackPreview(const RollbackTargets &targets, Session *session, QWidget *window)
{
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, window);
    dialog->setObjectName(u"rollbackPreview"_s);
    const QString project = session->project().project ? session->project().project->config.name : QString();
    dialog->setTitle(Words::tr("Roll back"), Words::tr("%1 on %2").arg(project, engineTitle(session->engine().context)));
    dialog->setActText(Words::tr("Roll back"), u"rollback"_s);
    auto *model = new QStandardItemModel(0, 3, dialog);
    model->setHorizontalHeaderLabels({Words::tr("When"), Words::tr("Commit"), Words::tr("Images")});
    auto *list = new RowView;
    list->setObjectName(u"rollbackList"_s);
    list->setAccessibleName(Words::tr("Deployments"));
    list->setItemDelegate(new TableDelegate(list));
    list->setModel(model);
    list->setColumnWidths({160, 180, 0});
    list->setPlaceholder(Words::tr("No earlier deployment is remembered."));
    dialog->consequences()->addWidget(list);
    fill(model, targets);
    const int rows = std::clamp(model->rowCount(), 1, mostSeen);
    list->setMinimumHeight(list->header()->sizeHint().height() + rows * metrics::height(metrics::Height::ServiceRow));
    const QList<Deployment> deployments = targets.deployments;
    const auto say = [=, running = targets.running, usual = targets.usual()] {
        const int row = list->currentIndex().row();
        if (row < 0 || (usual < 0 && row == running)) {
            dialog->setSum(Words::tr("There is nothing to go back to"),
                           Words::tr("Layerdeck remembers the deployments that it made itself, with their images and configuration. There is %1.")
                               .arg(deployments.isEmpty()       ? Words::tr("none yet")
                                    : deployments.size() == 1 ? Words::tr("only the one that runs")
                                                              : Words::tr("none before the one that runs; a newer one can be chosen")));
            dialog->actButton()->setEnabled(false);
            return;
        }
        const Deployment &chosen = deployments.at(row);
        const QString where = row < running ? Words::tr("Forward to the deployment of %1") : Words::tr("Back to the deployment of %1");
        dialog->setSum(row == running ? Words::tr("What runs is started again") : where.arg(timeText(chosen.time, QDateTime::currentDateTime())),
                       Words::tr("The images of then get their names back and the containers are started with the configuration of then. "
                                 "Nothing is built and nothing is deleted; your files stay as they are."));
        dialog->actButton()->setEnabled(true);
    };
    QObject::connect(list, &RowView::currentRowChanged, dialog, say);
    const int first = targets.usual() >= 0 ? targets.usual() : std::max(0, targets.running);
    if (!deployments.isEmpty())
        list->setCurrentIndex(model->index(first, 0));
    say();
    QObject::connect(dialog, &QDialog::accepted, session, [=] {
        const Deployment chosen = deployments.value(list->currentIndex().row());
        session->planRollback(chosen, [session](const Result<Plan> &plan) {
            if (plan)
                session->start(*plan, sayWhyNot(session));
            else
                emit session->actFailed(plan.error());
        });
    });
    dialog->open();
    return dialog;
}

} // namespace layerdeck
