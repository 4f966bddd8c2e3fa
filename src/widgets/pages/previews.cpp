// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/previews.h"

#include "base/units.h"
#include "models/roles.h"
#include "models/wording.h"
#include "session/session.h"
#include "widgets/pages/planview.h"
#include "widgets/parts/counted.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/tabledelegate.h"

#include <QApplication>
#include <QClipboard>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Previews)
};

QStandardItem *cell(const QString &text, Tone tone = Tone::Neutral)
{
    auto *item = new QStandardItem(text);
    item->setEditable(false);
    item->setData(int(tone), ToneRole);
    return item;
}

void addHead(QStandardItemModel *model, const QString &icon, Tone tone, const QString &title,
             const QString &about, const QString &sum)
{
    QStandardItem *name = cell(title, tone);
    name->setData(icon, IconRole);
    name->setData(true, EmphasisRole);
    QStandardItem *detail = cell(about, Tone::Muted);
    QStandardItem *size = cell(sum);
    size->setData(true, NumberRole);
    size->setData(true, EmphasisRole);
    const bool first = model->rowCount() == 0;
    for (QStandardItem *item : {name, detail, size}) {
        item->setData(!first, GroupStartRole);
        item->setData(true, GroupHeadRole);
    }
    model->appendRow({name, detail, size});
}

void addRow(QStandardItemModel *model, const QString &text, const QString &about, const QString &size)
{
    QStandardItem *name = cell(text);
    name->setData(true, CodeRole);
    name->setToolTip(text);
    QStandardItem *number = cell(size);
    number->setData(true, NumberRole);
    model->appendRow({name, cell(about, Tone::Muted), number});
}

struct ClearSum
{
    QList<RemoveImage> deleted;
    QList<RemoveImage> kept;
    int records = 0;
    qint64 bytes = 0;
    qsizetype items() const { return deleted.size() + records; }
};

ClearSum sumOf(const Plan &plan)
{
    ClearSum sum;
    for (const PlanStep &step : plan.steps) {
        if (const auto *image = std::get_if<RemoveImage>(&step.action)) {
            (image->inUse ? sum.kept : sum.deleted) << *image;
        } else if (const auto *prune = std::get_if<PruneBuildCache>(&step.action)) {
            sum.records = prune->records;
            sum.bytes = prune->bytes;
        }
    }
    return sum;
}

qint64 imageSize(const EngineContents &contents, const QString &id)
{
    const auto found = std::ranges::find_if(
        contents.images, [&id](const InspectedImage &image) { return image.image.id == id; });
    return found == contents.images.end() ? -1 : found->image.size;
}

QString recordKind(const CacheRecord &record)
{
    if (record.type == u"source.local")
        return Words::tr("files sent to the builder");
    if (record.type == u"exec.cachemount")
        return Words::tr("cache mount");
    if (record.type == u"frontend")
        return Words::tr("Dockerfile frontend");
    if (record.description.startsWith(u'['))
        return Words::tr("record of step %1").arg(record.description.mid(1).section(u']', 0, 0));
    return Words::tr("build cache record");
}

/// In groups: names that go while their image stays, images, build cache. The short groups come first: a cache of hundreds of
/// records must not hide them.
void fillClear(QStandardItemModel *model, const Plan &plan, const EngineContents &contents)
{
    model->setRowCount(0);
    const ClearSum sum = sumOf(plan);
    if (!sum.kept.isEmpty()) {
        addHead(model, u"pin"_s, Tone::Muted, Words::tr("Only the name goes"),
                sum.kept.size() == 1 ? Words::tr("the image stays, because a container uses it")
                                     : Words::tr("the images stay, because containers use them"),
                {});
        for (const RemoveImage &image : sum.kept)
            addRow(model, image.reference, Words::tr("kept without a name"),
                   sizeText(imageSize(contents, image.imageId)));
    }
    if (!sum.deleted.isEmpty()) {
        addHead(model, u"trash"_s, Tone::Fail, Words::tr("Images deleted"),
                Words::tr("%1; layers shared with others stay")
                    .arg(counted(sum.deleted.size(), Words::tr("image"), Words::tr("images"))),
                {});
        for (const RemoveImage &image : sum.deleted)
            addRow(model, image.reference, Words::tr("image"), sizeText(imageSize(contents, image.imageId)));
    }
    addHead(model, u"trash"_s, Tone::Fail, Words::tr("Build cache deleted"),
            counted(sum.records, Words::tr("record"), Words::tr("records")), sizeText(sum.bytes));
    QList<CacheRecord> records = contents.usage.cache;
    std::ranges::stable_sort(records, std::ranges::greater(), &CacheRecord::size);
    for (const CacheRecord &record : std::as_const(records)) {
        if (!record.inUse)
            addRow(model, recordName(record.id, record.description), recordKind(record), sizeText(record.size));
    }
}

/// "1 image only loses its name."; nothing where each image goes.
QString keptSentence(const ClearSum &sum)
{
    if (sum.kept.isEmpty())
        return {};
    return sum.kept.size() == 1 ? Words::tr("1 image only loses its name: a container uses it. ")
                                : Words::tr("%1 images only lose their name: containers use them. ").arg(sum.kept.size());
}

void sayClear(PreviewDialog *dialog, const Plan &plan)
{
    const ClearSum sum = sumOf(plan);
    const bool nothing = sum.items() == 0 && sum.kept.isEmpty();
    const bool namesOnly = sum.items() == 0 && !nothing;
    const QString items = counted(sum.items(), Words::tr("item"), Words::tr("items"));
    const QString names = counted(sum.kept.size(), Words::tr("name"), Words::tr("names"));
    dialog->setSum(
        nothing     ? Words::tr("There is nothing to delete")
        : namesOnly ? Words::tr("%1 will be taken away, nothing is freed").arg(names)
                    : Words::tr("%1 will be deleted, %2 of build cache").arg(items, sizeText(sum.bytes)),
        nothing ? Words::tr("The project has no image here and the engine's build cache is empty.")
                : keptSentence(sum) + Words::tr("The engine's whole build cache goes, that of other projects too. Running "
                                                "containers stay as they are."));
    // A build may have filled the cache since the plan was made.
    dialog->setActText(nothing     ? Words::tr("Clear anyway")
                       : namesOnly ? Words::tr("Remove %1").arg(names)
                                   : Words::tr("Delete %1").arg(items),
                       u"trash"_s);
    dialog->actButton()->setEnabled(true);
}

QPushButton *copyCommands(const std::shared_ptr<Plan> &plan, const Session *session)
{
    auto *button = new QPushButton(Words::tr("Copy commands"));
    button->setObjectName(u"previewCopyCommands"_s);
    button->setProperty("iconName", u"copy"_s);
    button->setAutoDefault(false);
    QObject::connect(button, &QPushButton::clicked, button, [plan, session] {
        if (const auto &project = session->project().project)
            QApplication::clipboard()->setText(asScript(*plan, *project));
    });
    return button;
}

QString objectOf(const Plan &plan, const Session *session)
{
    return Words::tr("%1 on %2").arg(plan.project, engineTitle(session->engine().context));
}

/// Radio buttons for the whole project and for each service; a choice makes a new plan.
void addChoices(PreviewDialog *dialog, const std::shared_ptr<Plan> &plan, QStandardItemModel *model,
                Session *session)
{
    auto *head = new QLabel(Words::tr("Whose images"));
    head->setProperty("type", u"head"_s);
    head->setProperty("ink", u"text2"_s);
    dialog->choices()->addWidget(head);
    const QStringList services = plan->services;
    const auto add = [=](const QString &text, const QStringList &names, const QString &objectName) {
        auto *choice = new QRadioButton(text);
        choice->setObjectName(objectName);
        choice->setChecked(names.isEmpty());
        dialog->choices()->addWidget(choice);
        QObject::connect(choice, &QRadioButton::toggled, dialog, [=](bool on) {
            if (!on)
                return;
            dialog->actButton()->setEnabled(false);
            session->planClear(names, [=, guard = QPointer<PreviewDialog>(dialog)](const Result<Plan> &made) {
                if (!guard || !made)
                    return;
                *plan = *made;
                fillClear(model, *plan, session->contents());
                sayClear(guard, *plan);
            });
        });
    };
    add(Words::tr("All of this project"), {}, u"clearAll"_s);
    for (const QString &service : services)
        add(service, {service}, u"clearService-"_s + service);
    auto *note =
        new QLabel(Words::tr("The build cache does not say whose it is. Layerdeck clears all of it, as the "
                             "scripts of such projects do."));
    note->setProperty("type", u"small"_s);
    note->setProperty("ink", u"text2"_s);
    note->setWordWrap(true);
    dialog->choices()->addSpacing(8);
    dialog->choices()->addWidget(note);
    dialog->choices()->addStretch();
}

} // namespace

PreviewDialog *openClearPreview(const Plan &plan, Session *session, QWidget *window)
{
    const auto shared = std::make_shared<Plan>(plan);
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Deletes, window);
    dialog->setObjectName(u"clearPreview"_s);
    dialog->setTitle(Words::tr("Clear cache"), objectOf(plan, session));
    auto *model = new QStandardItemModel(0, 3, dialog);
    auto *list = new RowView;
    list->setObjectName(u"previewList"_s);
    list->setAccessibleName(Words::tr("What is deleted and what is kept"));
    list->setItemDelegate(new TableDelegate(list));
    list->setModel(model);
    list->setHeaderHidden(true);
    list->setColumnWidths({280, 0, 96});
    dialog->consequences()->addWidget(list);
    addChoices(dialog, shared, model, session);
    fillClear(model, plan, session->contents());
    sayClear(dialog, plan);
    dialog->tools()->addWidget(copyCommands(shared, session));
    QObject::connect(dialog, &QDialog::accepted, session, [shared, session] { session->start(*shared); });
    dialog->open();
    return dialog;
}

PreviewDialog *openRebuildPreview(const Plan &plan, Session *session, QWidget *window)
{
    const auto shared = std::make_shared<Plan>(plan);
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, window);
    dialog->setObjectName(u"rebuildPreview"_s);
    dialog->setTitle(Words::tr("Force rebuild"), objectOf(plan, session));
    qsizetype steps = 0;
    for (const BuildTargetSteps &target : plan.expected)
        steps += target.expected.size();
    const QString names = joinedNames(plan.services);
    dialog->setSum(
        steps > 0 ? Words::tr("All %1 of %2 will run")
                        .arg(counted(steps, Words::tr("step"), Words::tr("steps")), names)
                  : Words::tr("All steps of %1 will run").arg(names),
        Words::tr("Nothing comes from the cache, nothing is deleted. The containers are switched when every "
                  "build has succeeded."));
    auto *view = new PlanView;
    view->setObjectName(u"previewPlan"_s);
    view->setPlan(plan);
    dialog->consequences()->addWidget(view);
    dialog->tools()->addWidget(copyCommands(shared, session));
    dialog->setActText(Words::tr("Force rebuild"), u"rebuild"_s);
    QObject::connect(dialog, &QDialog::accepted, session, [shared, session] { session->start(*shared); });
    dialog->open();
    return dialog;
}

} // namespace layerdeck
