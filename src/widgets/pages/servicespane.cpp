// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/servicespane.h"

#include "models/roles.h"
#include "models/servicesmodel.h"
#include "models/wording.h"
#include "ui_servicespane.h"
#include "widgets/pages/planview.h"
#include "widgets/parts/firstfocus.h"
#include "widgets/parts/tabledelegate.h"
#include "widgets/theme/metrics.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QScrollBar>
#include <QStandardItemModel>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int textAfterCheckBox = 48;
constexpr int mostVisibleServices = 5;

QStandardItem *cell(const QString &text)
{
    auto *item = new QStandardItem(text);
    item->setEditable(false);
    return item;
}

/// What became of a step in the last run of this window, for the list that otherwise only names it.
QList<QStandardItem *> row(int index, const QString &name, const BuildStep *last)
{
    QStandardItem *number = cell(QString::number(index));
    number->setData(true, NumberRole);
    number->setData(int(Tone::Muted), ToneRole);
    QStandardItem *step = cell(name.section(u'\n', 0, 0));
    step->setData(true, CodeRole);
    step->setToolTip(name);
    QStandardItem *state = cell({});
    if (last) {
        const Presentation shown = present(*last);
        state->setText(shown.word);
        state->setData(shown.icon, IconRole);
        state->setData(int(shown.tone), ToneRole);
    }
    return {number, step, state};
}

QString waitText(int seconds)
{
    return ServicesPane::tr("Wait up to %1").arg(seconds % 60 == 0 ? u"%1\u202Fmin"_s.arg(seconds / 60) : u"%1\u202Fs"_s.arg(seconds));
}

} // namespace

ServicesPane::ServicesPane(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::ServicesPane>())
    , m_expected(new QStandardItemModel(this))
{
    m_ui->setupUi(this);
    auto *delegate = new TableDelegate(m_ui->services);
    delegate->setTextStart(textAfterCheckBox);
    m_ui->services->setItemDelegate(delegate);
    m_ui->services->header()->setProperty("leftPadding", textAfterCheckBox);
    m_ui->expectedSteps->setItemDelegate(new TableDelegate(m_ui->expectedSteps));
    m_ui->expectedSteps->setModel(m_expected);
    m_ui->planSplitter->setSizes({600, 487});
    setFirstFocus(this, m_ui->services);
    connect(m_ui->showCommands, &QPushButton::clicked, this, [this] {
        const bool shown = m_ui->planPane->isHidden();
        m_ui->planPane->setVisible(shown);
        m_ui->showCommands->setText(shown ? tr("Hide commands") : tr("Show commands"));
        showPlan();
    });
    m_ui->showCommands->setText(tr("Hide commands"));
    connect(m_ui->copyScript, &QPushButton::clicked, this, &ServicesPane::copyScript);
    connect(m_ui->planCopy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_ui->planView->commands()); });
}

ServicesPane::~ServicesPane() = default;

void ServicesPane::setSession(Session *session)
{
    m_session = session;
    m_services = new ServicesModel(session, this);
    m_ui->services->setModel(m_services);
    m_ui->services->setColumnWidths({240, 264, 0, 112});
    connect(m_services, &ServicesModel::checkedChanged, this, &ServicesPane::makePlan);
    const auto fit = [this] {
        const bool any = m_services->rowCount() > 0;
        m_ui->services->setVisible(any);
        m_ui->expectedPane->setVisible(any);
        const int rows = qBound(1, m_services->rowCount(), mostVisibleServices);
        m_ui->services->setFixedHeight(rows * metrics::height(metrics::Height::ServiceRow) +
                                       m_ui->services->header()->sizeHint().height());
        if (!m_ui->services->currentIndex().isValid() && m_services->rowCount() > 0)
            m_ui->services->setCurrentIndex(m_services->index(0, 0));
    };
    connect(m_services, &QAbstractItemModel::rowsInserted, this, fit);
    connect(m_services, &QAbstractItemModel::rowsRemoved, this, fit);
    connect(m_ui->services, &RowView::currentRowChanged, this, [this](const QModelIndex &current) {
        m_service = m_services->serviceAt(current.row());
        showSteps();
    });
    connect(session, &Session::deployPlanChanged, this, &ServicesPane::makePlan);
    connect(session, &Session::projectChanged, this, &ServicesPane::showSteps);
    connect(session, &Session::runEnded, this, &ServicesPane::showSteps);
    connect(session, &Session::otherRunChanged, this, &ServicesPane::showSteps);
    fit();
    makePlan();
    connectSwitching();
}

/// What the person chooses holds for every plan of the window, also those of the previews.
void ServicesPane::connectSwitching()
{
    const auto show = [this] {
        const SwitchOptions &options = m_session->switchOptions();
        QComboBox *wait = m_ui->healthWait;
        if (wait->findData(options.healthSeconds) < 0)
            wait->addItem(waitText(options.healthSeconds), options.healthSeconds);
        wait->setCurrentIndex(wait->findData(options.healthSeconds));
        m_ui->rollBack->setChecked(options.rollBack);
    };
    for (const int seconds : {30, 60, 120, 300, 600, 1800})
        m_ui->healthWait->addItem(waitText(seconds), seconds);
    show();
    connect(m_session, &Session::switchOptionsChanged, this, show);
    const auto choose = [this] {
        m_session->setSwitchOptions({m_ui->rollBack->isChecked(), m_ui->healthWait->currentData().toInt()});
    };
    connect(m_ui->healthWait, &QComboBox::activated, this, choose);
    connect(m_ui->rollBack, &QCheckBox::clicked, this, choose);
}

QStringList ServicesPane::checkedServices() const { return m_services->checkedServices(); }

QStringList ServicesPane::askedServices() const
{
    return m_services->allChecked() ? QStringList() : m_services->checkedServices();
}

void ServicesPane::makePlan()
{
    if (m_services->allChecked() || !m_session->deployPlan()) {
        takePlan(m_session->deployPlan(), m_session->planError());
        return;
    }
    const QStringList services = m_services->checkedServices();
    takePlan(std::nullopt, std::nullopt);
    if (services.isEmpty())
        return;
    m_session->planDeploy(services, [this](const Result<Plan> &plan) {
        takePlan(plan ? std::optional(*plan) : std::nullopt,
                 plan ? std::nullopt : std::optional(plan.error()));
    });
}

void ServicesPane::takePlan(const std::optional<Plan> &plan, const std::optional<Error> &error)
{
    m_plan = plan;
    m_planError = error;
    showPlan();
    showSteps();
    emit planChanged();
}

void ServicesPane::showPlan()
{
    m_ui->planBar->setVisible(m_plan.has_value());
    m_ui->planCopy->setVisible(m_plan.has_value());
    m_ui->switching->setVisible(m_services->rowCount() > 0);
    const bool isBroken = m_session->engine().status == EngineState::Status::Unreachable || m_session->project().error;
    m_ui->planHead->setTitle(!m_plan && isBroken ? tr("Still possible") : tr("What Deploy runs"));
    if (m_plan) {
        const QString note =
            m_ui->planPane->isHidden() ? tr("A failed build changes no container.") : QString();
        m_ui->planBar->setPlan(purposes(*m_plan), note);
        m_ui->planView->setPlan(*m_plan);
        return;
    }
    m_ui->planPane->setVisible(true);
    if (m_session->engine().status == EngineState::Status::Unreachable)
        m_ui->planView->setMessage(u"cache-settings"_s, tr("Edit cache settings and save the file."));
    else if (m_session->project().error)
        m_ui->planView->setMessage(u"images"_s, tr("Look at the engine's images and their layers."));
    else if (checkedServices().isEmpty() && m_services->rowCount() > 0)
        m_ui->planView->setMessage(u"info"_s, tr("Tick a service to see what Deploy would run."));
    else
        m_ui->planView->setMessage(u"info"_s, tr("The plan is shown here before anything runs."));
}

void ServicesPane::showSteps()
{
    const RunState *run = m_session->latestRun();
    const QList<BuildStep> last = run ? run->steps.value(m_service) : QList<BuildStep>();
    m_expected->clear();
    m_expected->setHorizontalHeaderLabels({u"#"_s, tr("Step"), last.isEmpty() ? QString() : tr("Last run")});
    m_expected->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const auto &plan = m_session->deployPlan();
    if (!last.isEmpty()) {
        for (const BuildStep &step : last)
            m_expected->appendRow(row(step.index, step.name, &step));
    } else if (plan) {
        const auto target = std::ranges::find(plan->expected, m_service, &BuildTargetSteps::service);
        if (target != plan->expected.end()) {
            int index = 0;
            for (const ExpectedStep &step : target->expected)
                m_expected->appendRow(row(++index, step.name, nullptr));
        }
    }
    m_ui->expectedSteps->setColumnWidths({44, 0, last.isEmpty() ? 32 : 108});
    const auto &project = m_session->project().project;
    const ComposeService *service = project ? project->config.service(m_service) : nullptr;
    QString about;
    if (service && service->build && !service->build->dockerfilePath().isEmpty())
        about = QDir(project->files.directory).relativeFilePath(service->build->dockerfilePath());
    const bool connected = m_session->engine().status == EngineState::Status::Connected;
    m_ui->expectedSteps->setPlaceholder(service && !service->build
                                            ? tr("Image only: there is nothing to build.")
                                        : connected ? tr("The steps are listed when the plan is made.")
                                                    : tr("The steps are listed when the engine answers."));
    m_ui->expectedHead->setTitle(m_service);
    m_ui->expectedHead->setAbout(about);
}

void ServicesPane::copyScript()
{
    const auto &project = m_session->project().project;
    if (m_plan && project)
        QApplication::clipboard()->setText(asScript(*m_plan, *project));
}

} // namespace layerdeck
