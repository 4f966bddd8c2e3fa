// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "models/clearwording.h"
#include "models/roles.h"
#include "models/contentwording.h"
#include "models/wording.h"
#include "session/session.h"
#include "widgets/pages/clearlist.h"
#include "widgets/pages/exportmenu.h"
#include "widgets/pages/previews.h"
#include "widgets/pages/previewparts.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/tabledelegate.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int fieldHeight = 28;

/// `isNew`: the person saw another list a moment ago.
PreviewDialog *openPreview(const Plan &plan, Session *session, QWidget *window, bool isNew);

} // namespace

/// A clear or a clear-and-redeploy before it happens: what goes by id, what survives, what is kept and why, who gets slower. Each
/// choice makes a new plan; a list that the engine has made untrue meanwhile is shown anew, and nothing runs.
class ClearPreview final : public QObject
{
    Q_OBJECT

public:
    ClearPreview(const Plan &plan, Session *session, PreviewDialog *dialog, bool isNew)
        : QObject(dialog)
        , m_isNew(isNew)
        , m_plan(plan)
        , m_session(session)
        , m_dialog(dialog)
        , m_model(new QStandardItemModel(0, 3, dialog))
        , m_list(new RowView)
        , m_note(new QLabel)
    {
        dialog->setTitle(redeploys() ? tr("Clear and redeploy") : tr("Clear cache"),
                         tr("%1 on %2").arg(plan.project, engineTitle(session->engine().context)));
        m_list->setObjectName(u"previewList"_s);
        m_list->setAccessibleName(tr("What is deleted and what is kept"));
        m_list->setItemDelegate(new TableDelegate(m_list));
        m_list->setModel(m_model);
        m_list->setHeaderHidden(true);
        m_list->setColumnWidths({244, 0, 84});
        dialog->consequences()->addWidget(m_list);
        addTargets();
        addExtras();
        m_note->setProperty("type", u"small"_s);
        m_note->setProperty("ink", u"text2"_s);
        m_note->setWordWrap(true);
        dialog->choices()->addStretch();
        dialog->choices()->addWidget(m_note);
        dialog->tools()->addWidget(copyCommandsButton([this] { return m_plan; }, session));
        addSave();
        show();
        connect(dialog, &QDialog::accepted, this, &ClearPreview::start);
    }

private:
    bool redeploys() const { return m_plan.kind == PlanKind::Redeploy; }

    void addSave()
    {
        QPushButton *button = toolButton(u"previewSaveList"_s, tr("Save list"), u"save"_s);
        setExportMenu(button, m_plan.project + "-clear"_L1, [this] { return clearExporter(*m_plan.clear); }, [this](const QString &sentence) {
            if (!sentence.isEmpty())
                m_note->setText(sentence);
        });
        m_dialog->tools()->addWidget(button);
    }

    QLabel *head(const QString &text)
    {
        auto *label = new QLabel(text);
        label->setProperty("type", u"head"_s);
        label->setProperty("ink", u"text2"_s);
        m_dialog->choices()->addWidget(label);
        return label;
    }

    QRadioButton *target(const QString &text, const QString &name, ClearTarget target)
    {
        auto *choice = new QRadioButton(text);
        choice->setObjectName(name);
        choice->setChecked(m_plan.clearRequest.target == target
                           || (redeploys() && target == ClearTarget::All && m_plan.clearRequest.target == ClearTarget::BuildCache));
        m_dialog->choices()->addWidget(choice);
        connect(choice, &QRadioButton::toggled, this, [this, target](bool on) {
            if (!on)
                return;
            m_target = target;
            ask();
        });
        if (choice->isChecked())
            m_target = target;
        return choice;
    }

    /// A field that belongs to the choice above it.
    void addIndented(QWidget *field)
    {
        auto *line = new QHBoxLayout;
        line->setContentsMargins(24, 0, 0, 0);
        line->addWidget(field);
        m_dialog->choices()->addLayout(line);
    }

    void addTargets()
    {
        QStringList services;
        if (const auto &project = m_session->project().project)
            services = project->config.builtServices();
        head(tr("What to clear"));
        target(tr("Everything of this project"), u"clearAll"_s, ClearTarget::All);
        QRadioButton *one = target(tr("One service"), u"clearOne"_s, ClearTarget::Services);
        m_service = new QComboBox;
        m_service->setObjectName(u"clearService"_s);
        m_service->setAccessibleName(tr("Service"));
        m_service->addItems(services);
        if (m_plan.clearRequest.services.size() > 1) // several were ticked: they are one choice
            m_service->insertItem(0, joinedNames(m_plan.clearRequest.services), m_plan.clearRequest.services);
        m_service->setCurrentIndex(m_plan.clearRequest.services.size() > 1 ? 0
                                                                           : std::max(0, m_service->findText(m_plan.clearRequest.services.value(0))));
        addIndented(m_service);
        connect(m_service, &QComboBox::activated, this, [this, one] { one->isChecked() || (m_step && m_step->isEnabled()) ? ask() : one->setChecked(true); });
        if (redeploys())
            return;
        QRadioButton *step = target(tr("From one step down"), u"clearStep"_s, ClearTarget::Step);
        m_step = new QSpinBox;
        m_step->setObjectName(u"clearStepNumber"_s);
        m_step->setAccessibleName(tr("From step"));
        m_step->setPrefix(tr("Step "));
        m_step->setRange(1, 999);
        m_step->setEnabled(false);
        m_step->setMinimumHeight(fieldHeight);
        addIndented(m_step);
        connect(step, &QRadioButton::toggled, m_step, &QSpinBox::setEnabled);
        connect(m_step, &QSpinBox::valueChanged, this, &ClearPreview::ask);
        target(tr("Images only"), u"clearImages"_s, ClearTarget::Images);
        target(tr("Build cache only"), u"clearCacheOnly"_s, ClearTarget::BuildCache);
    }

    QCheckBox *extra(const QString &text, const QString &name)
    {
        auto *box = new QCheckBox(text);
        box->setObjectName(name);
        m_dialog->choices()->addWidget(box);
        connect(box, &QCheckBox::toggled, this, &ClearPreview::ask);
        return box;
    }

    void addExtras()
    {
        m_dialog->choices()->addSpacing(8);
        head(tr("Also delete"));
        m_mounts = extra(tr("Cache mounts"), u"clearMounts"_s);
        m_shared = extra(tr("Shared records"), u"clearShared"_s);
        m_unowned = extra(tr("Records of no known owner"), u"clearUnowned"_s);
        m_unowned->setToolTip(tr("Of other projects, or of Dockerfiles as they were before."));
        if (!redeploys())
            m_images = extra(tr("Images"), u"clearAlsoImages"_s);
        if (m_images)
            connect(m_images, &QCheckBox::clicked, this, [this](bool on) { m_alsoImages = on; });
        if (!redeploys()) {
            m_bypass = new QCheckBox(tr("Bypass sources once"));
            m_bypass->setObjectName(u"clearBypass"_s);
            m_bypass->setToolTip(tr("The next build does not ask the cache sources that survive. The one after it asks them again."));
        }
        if (m_session->engine().info.containerdStore) {
            m_void = extra(tr("Records of single services"), u"clearVoid"_s);
            m_void->setToolTip(tr("On this store every other service that is built from an image loses its hits by it."));
        }
        if (m_bypass) {
            m_dialog->choices()->addSpacing(8);
            head(tr("Next build"));
            m_dialog->choices()->addWidget(m_bypass);
            connect(m_bypass, &QCheckBox::toggled, this, [this] {
                m_plan.clearRequest.bypass = request().bypass;
                show();
            });
        }
        takeOver(m_plan.clearRequest);
    }

    /// A list that is shown anew was asked for with choices: they stand.
    void takeOver(const ClearRequest &asked)
    {
        m_alsoImages = asked.images;
        const std::pair<QCheckBox *, bool> boxes[] = {{m_mounts, asked.cacheMounts}, {m_shared, asked.shared},   {m_unowned, asked.unowned},
                                                      {m_images, asked.images},      {m_bypass, asked.bypass}, {m_void, asked.acceptVoid}};
        for (const auto &[box, on] : boxes) {
            if (!box)
                continue;
            const QSignalBlocker quiet(box);
            box->setChecked(on);
        }
        if (m_step && asked.target == ClearTarget::Step) {
            const QSignalBlocker quiet(m_step);
            m_step->setEnabled(true);
            m_step->setValue(asked.step);
        }
    }

    ClearRequest request() const
    {
        ClearRequest request;
        request.target = m_target;
        if (m_target == ClearTarget::Services || m_target == ClearTarget::Step) {
            const QStringList several = m_service->currentData().toStringList();
            request.services = several.isEmpty() ? QStringList{m_service->currentText()} : several;
        }
        request.step = m_step ? m_step->value() : 0;
        request.shared = m_shared->isChecked();
        request.cacheMounts = m_mounts->isChecked();
        request.unowned = m_unowned->isChecked();
        request.images = m_alsoImages;
        request.acceptVoid = m_void && m_void->isChecked();
        request.bypass = m_bypass && m_bypass->isChecked();
        return request;
    }

    void ask()
    {
        m_isAsking = true;
        m_dialog->actButton()->setEnabled(false);
        const auto made = [guard = QPointer<ClearPreview>(this)](const Result<Plan> &plan) {
            if (guard)
                guard->take(plan);
        };
        m_session->planClear(m_plan.kind, request(), made);
    }

    void take(const Result<Plan> &plan)
    {
        m_isAsking = false;
        if (!plan) {
            m_dialog->setSum(tr("There is no plan"), plan.error().sentences());
            m_model->setRowCount(0);
            return;
        }
        m_plan = *plan;
        m_plan.clearRequest.bypass = request().bypass; // it may have been ticked since
        show();
        m_list->scrollToTop();
    }

    void start()
    {
        // The dialog goes; where the engine has changed meanwhile, another shows the new list.
        const Plan shown = m_plan;
        Session *session = m_session;
        QPointer<QWidget> window(m_dialog->parentWidget());
        session->start(shown, [session, window](const Result<Plan> &now) {
            if (!now)
                emit session->actFailed(now.error());
            else if (window)
                openPreview(*now, session, window, true);
        });
    }

    // ---- what is shown

    void show()
    {
        fillClearList(m_model, m_plan);
        showSum(*m_plan.clear);
    }

    void showSum(const ClearSelection &clear)
    {
        const QString items = counted(clear.items(), tr("item"), tr("items"));
        const qsizetype names = clear.names();
        const QString name = counted(names, tr("name"), tr("names"));
        QStringList parts;
        if (m_isNew)
            parts << tr("The engine has changed since you looked: this is the new list, nothing was deleted.");
        const qsizetype kept = clear.kept.size();
        QStringList counts;
        if (kept > 0)
            counts << (kept == 1 ? tr("1 thing is kept") : tr("%1 things are kept").arg(kept));
        if (!clear.survivors.isEmpty())
            counts << (clear.survivors.size() == 1 ? tr("1 source survives") : tr("%1 sources survive").arg(clear.survivors.size()));
        if (!clear.slower.isEmpty())
            counts << (clear.slower.size() == 1 ? tr("1 other service gets slower") : tr("%1 other services get slower").arg(clear.slower.size()));
        if (!counts.isEmpty())
            parts << counts.join(u", "_s) + u'.';
        parts << (redeploys() ? tr("Running containers stay as they are until every build has succeeded.")
                              : tr("Running containers stay as they are."));
        const bool nothing = clear.isEmpty();
        QString sum = nothing                ? tr("There is nothing to delete")
                      : clear.items() == 0   ? tr("%1 will be taken away, nothing is freed").arg(name)
                      : names > 0            ? tr("%1 will be deleted and %2 taken away, %3 will be free").arg(items, name, sizeText(clear.bytes))
                                             : tr("%1 will be deleted, %2 will be free").arg(items, sizeText(clear.bytes));
        if (redeploys()) {
            // What a build begins on is built with it, also where nobody chose it.
            QStringList built;
            for (const BuildTargetSteps &target : m_plan.expected)
                built << target.service;
            sum = nothing ? tr("%1 will be built without cache").arg(joinedNames(built))
                          : tr("%1, then %2 built fresh").arg(sum, built.size() == 1 ? tr("%1 is").arg(built.first()) : tr("%1 are").arg(joinedNames(built)));
        }
        m_dialog->setSum(sum, parts.join(u' '));
        const QString act = clear.items() == 0 && names > 0 ? tr("Remove %1").arg(name) : tr("Delete %1").arg(items);
        m_dialog->setActText(redeploys() ? (nothing ? tr("Redeploy") : tr("Delete %1 and redeploy").arg(clear.items())) : act,
                             redeploys() ? u"clear-redeploy"_s : u"trash"_s);
        m_dialog->actButton()->setEnabled(!m_isAsking && (redeploys() || !nothing));
        m_note->setText(tr("Read from the engine at %1. If it changes before you delete, you see the new list first.")
                            .arg(QTime::currentTime().toString(u"HH:mm:ss"_s)));
        showMore(m_mounts, tr("Cache mounts"), ClearChoice::CacheMounts, clear);
        showMore(m_shared, tr("Shared records"), ClearChoice::Shared, clear);
        showMore(m_unowned, tr("Of no known owner"), ClearChoice::Unowned, clear);
        if (m_images) {
            showMore(m_images, tr("Images"), ClearChoice::Images, clear);
            // Of these targets they are a part.
            const bool isPart = m_target == ClearTarget::All || m_target == ClearTarget::Images;
            m_images->setEnabled(!isPart);
            m_images->setToolTip(isPart ? tr("What you chose to clear has the images in it.") : QString());
            const QSignalBlocker quiet(m_images);
            m_images->setChecked(isPart || m_alsoImages);
        }
        if (m_void)
            showMore(m_void, tr("Records of single services"), ClearChoice::AcceptVoid, clear);
        if (m_bypass)
            m_bypass->setEnabled(!clear.survivors.isEmpty());
    }

    /// What a choice would take more, where it isn't taken: its size as the records have it.
    static void showMore(QCheckBox *box, const QString &name, ClearChoice choice, const ClearSelection &clear)
    {
        qint64 bytes = 0;
        qsizetype count = 0;
        for (const KeptItem &item : clear.kept) {
            if (item.choice != choice)
                continue;
            bytes += std::max<qint64>(0, item.size);
            ++count;
        }
        box->setText(count > 0 ? tr("%1, %2").arg(name, sizeText(bytes)) : name);
    }

    bool m_isNew;
    bool m_isAsking = false; ///< for the plan of other choices
    Plan m_plan;
    Session *m_session;
    PreviewDialog *m_dialog;
    QStandardItemModel *m_model;
    RowView *m_list;
    QLabel *m_note;
    ClearTarget m_target = ClearTarget::All;
    QComboBox *m_service = nullptr;
    QSpinBox *m_step = nullptr;
    QCheckBox *m_mounts = nullptr;
    QCheckBox *m_shared = nullptr;
    QCheckBox *m_unowned = nullptr;
    QCheckBox *m_images = nullptr;
    bool m_alsoImages = false; ///< what the person ticked, whatever the target has in it
    QCheckBox *m_void = nullptr;
    QCheckBox *m_bypass = nullptr;
};

namespace {

PreviewDialog *openPreview(const Plan &plan, Session *session, QWidget *window, bool isNew)
{
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Deletes, window);
    dialog->setObjectName(plan.kind == PlanKind::Redeploy ? u"redeployPreview"_s : u"clearPreview"_s);
    new ClearPreview(plan, session, dialog, isNew);
    dialog->open();
    return dialog;
}

} // namespace

PreviewDialog *openClearPreview(const Plan &plan, Session *session, QWidget *window)
{
    return openPreview(plan, session, window, false);
}

} // namespace layerdeck

#include "clearpreview.moc"
