// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/historypage.h"

#include "models/comparisonmodel.h"
#include "models/historymodels.h"
#include "models/roles.h"
#include "models/wording.h"
#include "ui_historypage.h"
#include "widgets/pages/exportmenu.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/parts/browser.h"
#include "widgets/parts/firstfocus.h"
#include "widgets/parts/tabledelegate.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QPainter>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

/// Runs of the command line and of other windows come into the same journal.
constexpr auto readAgain = std::chrono::seconds(5);
constexpr int mostSegments = 3;
constexpr int markSide = 16;
constexpr int firstTextAt = 40;

/// Roomy rows with a line below each.
class ScenarioDelegate final : public TableDelegate
{
public:
    using TableDelegate::TableDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return TableDelegate::sizeHint(option, index).grownBy(QMargins(0, 4, 0, 4));
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        TableDelegate::paint(painter, option, index);
        paint::bottomLine(painter, option.rect, Theme::current().color(Token::Line));
    }
};

/// The runs that are compared carry their letter.
class MarkDelegate final : public TableDelegate
{
public:
    explicit MarkDelegate(QObject *parent)
        : TableDelegate(parent)
    {
        setTextStart(firstTextAt);
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        TableDelegate::paint(painter, option, index);
        const QString mark = index.data(MarkRole).toString();
        if (mark.isEmpty())
            return;
        const Theme &theme = Theme::current();
        const QRect slot(option.rect.left() + metrics::pageMargin - 2, option.rect.top(), markSide, option.rect.height());
        const QRect box = paint::centred(slot, markSide);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        paint::box(painter, box, theme.color(Token::Ink), {}, 3);
        paint::text(painter, box, mark, typeFont(TypeRole::Small, QFont::DemiBold), theme.color(Token::OnInk), Qt::AlignHCenter);
        painter->restore();
    }
};

QList<HistoryBar> barsOf(const QList<RatedRun> &runs, const QDateTime &now)
{
    QList<HistoryBar> bars;
    for (const RatedRun &run : runs) {
        if (run.counts())
            bars.prepend({run.run.id, run.durationMs, run.cachedPercent(), scenarioIcon(run.scenario), runSentenceOf(run, now)});
    }
    return bars.last(std::min<qsizetype>(bars.size(), HistoryChart::mostBars));
}

} // namespace

HistoryPage::HistoryPage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::HistoryPage>())
    , m_scenarios(new ScenarioModel(this))
    , m_model(new HistoryModel(this))
    , m_exported(new HistoryExportModel(this))
    , m_steps(new ComparisonModel(this))
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_StyledBackground);
    m_ui->scenarios->setItemDelegate(new ScenarioDelegate(m_ui->scenarios));
    m_ui->scenarios->setModel(m_scenarios);
    m_ui->scenarios->setColumnWidths({0, 84, 84, 84, 48, 76});
    m_ui->scenarios->setSelectionMode(QAbstractItemView::NoSelection);
    auto *marks = new MarkDelegate(m_ui->runs);
    marks->setTallHeight(2 * metrics::height(metrics::Height::DenseRow));
    m_ui->runs->setItemDelegate(marks);
    m_ui->runs->setModel(m_model);
    m_ui->runs->setColumnWidths({112, 0, 80, 112, 76, 92});
    auto *steps = new TableDelegate(m_ui->differences);
    steps->setTallHeight(2 * metrics::height(metrics::Height::DenseRow));
    m_ui->differences->setItemDelegate(steps);
    m_ui->differences->setModel(m_steps);
    m_ui->differences->setColumnWidths({0, 148});
    // What is said of the run is whole first.
    m_ui->differences->setMinimumHeight(metrics::height(metrics::Height::Row));
    m_ui->historySplitter->setSizes({256, 420});
    m_ui->historySplitter->setStretchFactor(0, 0);
    m_ui->historySplitter->setStretchFactor(1, 1);
    m_ui->historyUpper->setSizes({544, 544});
    m_ui->historyLower->setSizes({712, 376});
    m_ui->historyLower->setStretchFactor(0, 1);
    m_ui->historyLower->setStretchFactor(1, 0);
    m_ui->scenarioPane->setMinimumWidth(524);
    m_ui->chartPane->setMinimumWidth(320);
    m_ui->runs->setMinimumWidth(668);
    m_ui->chartPane->installEventFilter(this);
    m_ui->comparison->setMinimumWidth(280);
    m_ui->comparison->setMaximumWidth(640);
    m_ui->historyService->hide();
    m_ui->historyServices->hide();
    setFirstFocus(this, m_ui->runs);
    auto *empty = new EmptyState(m_ui->historyEmpty);
    empty->setContent(u"history"_s, tr("No run of this project yet"),
                      tr("Every deploy, rebuild and clear is written down here, from this window and from the command line: how long it "
                         "took, what came from cache, and what each step did. Deploy the project to begin."));
    auto *deploy = new QPushButton(tr("Go to Deploy"));
    deploy->setObjectName(u"historyDeploy"_s);
    deploy->setProperty("variant", u"primary"_s);
    deploy->setProperty("iconName", u"deploy"_s);
    connect(deploy, &QPushButton::clicked, this, &HistoryPage::deployRequested);
    empty->acts()->addWidget(deploy);
    empty->acts()->addStretch();
    auto *column = new QVBoxLayout(m_ui->historyEmpty);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(empty);
    m_ui->historyError->addButton(u"historyTryAgain"_s, tr("Try again now"), u"rebuild"_s);
    connect(findChild<QPushButton *>(u"historyTryAgain"_s), &QPushButton::clicked, this, &HistoryPage::read);
    connect(m_ui->runs, &RowView::currentRowChanged, this, [this](const QModelIndex &current) {
        if (!m_selecting && current.isValid())
            choose(current.siblingAtColumn(0).data(IdRole).toLongLong());
    });
    connect(m_ui->chart, &CellView::currentCellChanged, this, [this] {
        if (m_ui->chart->hasFocus() && m_ui->chart->currentRun() != 0)
            choose(m_ui->chart->currentRun());
    });
    connect(m_ui->historyService, &QComboBox::activated, this, [this](int index) {
        m_service = index < 1 ? QString() : m_services.value(index - 1);
        updateStatistics();
    });
    connect(m_ui->historyServices, &Segmented::currentChanged, this, [this](int index) {
        m_service = index < 1 ? QString() : m_services.value(index - 1);
        updateStatistics();
    });
    connect(m_ui->compareSlowdown, &QPushButton::clicked, this, [this] {
        if (m_slowdown)
            compare(m_slowdown->slowRun, m_slowdown->fastRun);
    });
    connect(m_ui->keepB, &QPushButton::clicked, this, &HistoryPage::keepAsB);
    connect(m_ui->swapRuns, &QPushButton::clicked, this, &HistoryPage::swap);
    connect(m_ui->allSteps, &QPushButton::toggled, this, &HistoryPage::showComparison);
    connect(m_ui->historyLink, &QPushButton::clicked, this, [this] { showInBrowser(m_links.value(0).url); });
    connect(m_ui->historyLinkLater, &QPushButton::clicked, this, [this] { showInBrowser(m_links.value(1).url); });
    m_ui->runs->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *keep = new QAction(tr("Keep as B"), m_ui->runs);
    connect(keep, &QAction::triggered, this, &HistoryPage::keepAsB);
    m_ui->runs->addAction(keep);
    setExportMenu(
        m_ui->exportHistory, u"history"_s, [this] { return exporterOfColumns(*m_exported); },
        [this](const QString &sentence) {
            m_exportError = sentence;
            updateNotes();
        });
    m_timer.setInterval(readAgain);
    connect(&m_timer, &QTimer::timeout, this, &HistoryPage::read);
}

HistoryPage::~HistoryPage() = default;

void HistoryPage::setSession(Session *session)
{
    m_session = session;
    const auto again = [this] {
        if (isVisible())
            read();
    };
    connect(session->journal(), &RunJournal::written, this, again);
    connect(session, &Session::projectChanged, this, again);
    // The engine's id comes a moment after its name.
    connect(session, &Session::engineChanged, this, [this, id = QString()]() mutable {
        const EngineState &engine = m_session->engine();
        const QString now = engine.context.name + u'\n' + engine.info.id;
        if (std::exchange(id, now) != now && isVisible())
            read();
    });
    update();
}

void HistoryPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_timer.start();
    read();
}

void HistoryPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
}

/// Where the head has no room for both, the title stays: tool tips say what the signs mean.
bool HistoryPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_ui->chartPane && event->type() == QEvent::Resize) {
        const int title = paint::width(tr("Last %1 of these kinds").arg(HistoryChart::mostBars), typeFont(TypeRole::Body, QFont::DemiBold));
        const int room = m_ui->chartPane->width() - 2 * metrics::pageMargin - metrics::gap - title;
        m_ui->chartLegend->setVisible(room >= m_ui->chartLegend->sizeHint().width());
    }
    return QWidget::eventFilter(watched, event);
}

void HistoryPage::read()
{
    const ProjectState &project = m_session->project();
    if (!project.isOpen())
        return;
    const QString directory = journalDirectory(project.project ? project.project->files.directory : project.request.directory);
    ++m_reading;
    m_session->journal()->read({directory}, [self = QPointer<HistoryPage>(this)](const Result<QList<JournalRun>> &runs) {
        if (!self)
            return;
        // An older answer says nothing that a newer one does not.
        if (--self->m_reading == 0)
            self->taken(runs);
    });
}

void HistoryPage::taken(const Result<QList<JournalRun>> &runs)
{
    m_known = true;
    m_error = runs ? std::nullopt : std::optional(runs.error());
    if (runs) {
        JournalRun here;
        here.context = m_session->engine().context.name;
        here.engineId = m_session->engine().info.id;
        QList<JournalRun> ours = *runs;
        ours.removeIf([&here](const JournalRun &run) { return !run.isRemote() && !isSameEngine(run, here); });
        if (ours != m_runs) {
            m_runs = ours;
            m_rated = ratedRuns(m_runs);
            m_selecting = true;
            m_model->setRuns(m_rated);
            m_selecting = false;
            m_exported->setRuns(m_rated);
            updateServices();
            updateStatistics();
            if (!run(m_a))
                m_a = 0;
            if (m_kept && !run(m_b))
                m_kept = false;
            const auto first = std::ranges::find_if(m_rated, &RatedRun::counts);
            choose(m_a != 0 ? m_a : first != m_rated.end() ? first->run.id : m_rated.isEmpty() ? 0 : m_rated.first().run.id);
        }
    }
    update();
}

void HistoryPage::update()
{
    const bool empty = m_rated.isEmpty();
    m_ui->historyHead->setSentence(!m_known           ? tr("Reading the journal.")
                                   : m_error          ? tr("The journal cannot be read.")
                                   : empty            ? tr("No run on %1 so far.").arg(m_session->engine().context.name)
                                                      : historySentence(m_rated, m_session->engine().context.name, QDateTime::currentDateTime()));
    m_ui->historyError->setVisible(m_error.has_value());
    if (m_error)
        m_ui->historyError->setNotice(noticeOf(*m_error, u"file"_s));
    m_ui->historyStack->setCurrentWidget(!m_known || (empty && m_error) ? m_ui->historyBlank
                                         : empty                          ? m_ui->historyEmpty
                                                                          : static_cast<QWidget *>(m_ui->historySplitter));
    m_ui->exportHistory->setEnabled(!empty);
    updateNotes();
}

void HistoryPage::updateNotes()
{
    QString note = m_exportError;
    if (const auto &failed = m_session->journal()->writeError(); note.isEmpty() && failed && !m_error)
        note = tr("The last run is not in the journal. %1").arg(failed->sentences());
    m_ui->historyNote->setContent(u"info"_s, note);
    m_ui->historyNote->setVisible(!note.isEmpty());
}

void HistoryPage::updateServices()
{
    const QStringList services = servicesOf(m_runs);
    if (services == m_services)
        return;
    m_services = services;
    if (!services.contains(m_service))
        m_service.clear();
    const QSignalBlocker quiet(m_ui->historyServices);
    const QSignalBlocker quietToo(m_ui->historyService);
    const int current = static_cast<int>(services.indexOf(m_service)) + 1;
    const bool few = services.size() <= mostSegments;
    m_ui->historyServices->setSegments(QStringList{tr("All")} + (few ? services : QStringList()));
    m_ui->historyServices->setCurrent(few ? current : 0);
    m_ui->historyService->clear();
    m_ui->historyService->addItems(QStringList{tr("All services")} + services);
    m_ui->historyService->setCurrentIndex(current);
    m_ui->historyServices->setVisible(few && services.size() > 1);
    m_ui->historyService->setVisible(!few);
}

void HistoryPage::updateStatistics()
{
    const QDateTime now = QDateTime::currentDateTime();
    const QList<RatedRun> rated = m_service.isEmpty() ? m_rated : ratedRuns(m_runs, m_service);
    m_ui->scenarioHead->setTitle(m_service.isEmpty() ? tr("How long a deploy takes") : tr("How long a build of %1 takes").arg(m_service));
    m_scenarios->setTable(scenarioTable(rated));
    const QList<HistoryBar> bars = barsOf(rated, now);
    m_ui->chart->setBars(bars);
    const bool anyRemote = std::ranges::any_of(rated, [](const RatedRun &one) { return one.run.isRemote(); });
    m_ui->chart->setEmptyText(anyRemote ? tr("No deploy on this engine has finished yet. Runs on GitHub stand below.") : tr("No run has finished yet."));
    m_ui->chartHead->setTitle(bars.isEmpty() ? tr("Runs of these kinds") : bars.size() == 1 ? tr("One of these kinds") : tr("Last %1 of these kinds").arg(bars.size()));
    m_slowdown = slowdownOf(rated);
    m_ui->advice->setVisible(m_slowdown.has_value());
    m_ui->chart->setTurn(m_slowdown ? m_slowdown->slowRun : 0, m_slowdown ? tr("%1: code changes slower").arg(dayText(m_slowdown->since, now)) : QString());
    if (m_slowdown)
        m_ui->adviceText->setContent(u"advice"_s, slowdownSentence(*m_slowdown, now));
}

const RatedRun *HistoryPage::run(qint64 id) const
{
    const auto found = std::ranges::find_if(m_rated, [id](const RatedRun &rated) { return rated.run.id == id; });
    return found == m_rated.end() ? nullptr : &*found;
}

/// Where a run on GitHub is told of, its steps stand in the place of a comparison: they say nothing of this engine.
void HistoryPage::showRemote(const JournalRun &run)
{
    m_ui->swapRuns->setEnabled(false);
    m_ui->keepB->setEnabled(false);
    m_ui->allSteps->setEnabled(false);
    m_ui->comparisonHead->setTitle(tr("Run on GitHub"));
    m_ui->comparisonText->setContent(u"remote"_s, remoteRunParagraphs(run).join(u'\n'));
    m_ui->comparisonText->show();
    m_links = remoteRunLinks(run);
    for (const auto &[button, i] : {std::pair(m_ui->historyLink, 0), {m_ui->historyLinkLater, 1}}) {
        button->setVisible(i < m_links.size());
        button->setText(tr("Open %1").arg(m_links.value(i).title));
        button->setToolTip(m_links.value(i).url);
    }
    m_ui->historyLinks->setVisible(!m_links.isEmpty());
    m_steps->setRun(m_stepsOf.value(run.id));
    m_ui->differences->show();
    m_ui->comparison->layout()->activate();
    m_ui->differences->setPlaceholder(run.isRunning()   ? tr("It has not ended. Its steps stand here once it has.")
                                      : run.isRefused() ? tr("It was not started, so that it has no steps.")
                                                      : tr("Its steps are not known here: no window has followed it to its end so far."));
}

/// The last run before it that met the same, else the last one that counts; 0: none.
qint64 HistoryPage::partnerOf(qint64 id) const
{
    const RatedRun *of = run(id);
    // What ran on GitHub is not compared.
    if (!of || of->run.isRemote())
        return 0;
    qint64 any = 0;
    for (const RatedRun *other = of + 1; other != m_rated.constData() + m_rated.size(); ++other) {
        if (!other->counts())
            continue;
        if (other->scenario == of->scenario)
            return other->run.id;
        if (any == 0)
            any = other->run.id;
    }
    return any;
}

void HistoryPage::choose(qint64 a)
{
    m_a = a;
    if (!m_kept)
        m_b = partnerOf(a);
    m_selecting = true;
    const RatedRun *chosen = run(a);
    m_model->setMarks(chosen && chosen->run.isRemote() ? 0 : m_a, m_a == m_b ? 0 : m_b);
    if (const int row = m_model->rowOf(a); row >= 0 && m_ui->runs->currentIndex().row() != row)
        m_ui->runs->setCurrentIndex(m_model->index(row, 0));
    m_selecting = false;
    m_ui->chart->setMarks(m_a, m_b);
    m_ui->chart->setCurrentRun(m_a);
    m_ui->keepB->setChecked(m_kept);
    readSteps();
}

void HistoryPage::compare(qint64 a, qint64 b)
{
    m_b = b;
    m_kept = true;
    choose(a);
}

void HistoryPage::keepAsB()
{
    const bool release = m_kept && (m_b == m_a || sender() == m_ui->keepB);
    m_kept = !release;
    if (m_kept)
        m_b = m_a;
    choose(m_a);
}

void HistoryPage::swap()
{
    if (m_a != 0 && m_b != 0)
        compare(m_b, m_a);
}

void HistoryPage::readSteps()
{
    if (m_a == 0)
        return showComparison();
    ++m_reading;
    m_session->journal()->readSteps({m_a, m_b}, [self = QPointer<HistoryPage>(this)](const Result<QHash<qint64, QList<JournalStep>>> &steps) {
        if (!self)
            return;
        --self->m_reading;
        self->m_stepsOf = steps ? *steps : QHash<qint64, QList<JournalStep>>();
        self->showComparison();
    });
}

void HistoryPage::showComparison()
{
    const RatedRun *a = run(m_a);
    const RatedRun *b = run(m_b);
    const bool isRemote = a && a->run.isRemote();
    const bool both = a && b && m_a != m_b && !isRemote;
    m_ui->historyLinks->setVisible(isRemote);
    m_ui->comparison->layout()->invalidate();
    if (isRemote)
        return showRemote(a->run);
    m_ui->swapRuns->setEnabled(both);
    m_ui->keepB->setEnabled(a);
    m_ui->allSteps->setEnabled(both);
    if (!both) {
        m_steps->setSteps({}, false);
        m_ui->comparisonHead->setTitle(tr("Compare two runs"));
        m_ui->comparisonText->setContent(u"info"_s, a && m_a == m_b ? tr("This run is kept as B. Select another one: it becomes A.")
                                         : a        ? tr("There is no earlier run to compare with.")
                                                    : tr("Select a run."));
        m_ui->comparisonText->show();
        m_ui->differences->hide();
        return;
    }
    const RunComparison compared = compareRuns(*a, m_stepsOf.value(m_a), *b, m_stepsOf.value(m_b));
    m_ui->comparisonHead->setTitle(compared.title);
    m_ui->comparisonText->setContent(u"info"_s, compared.sentence);
    m_ui->comparisonText->setVisible(!compared.sentence.isEmpty());
    m_steps->setSteps(compared.steps, m_ui->allSteps->isChecked());
    m_ui->differences->show();
    // A longer sentence takes its second line at once.
    m_ui->comparison->layout()->activate();
    m_ui->differences->setPlaceholder(compared.steps.isEmpty() ? tr("The journal has no steps of these runs.") : tr("Each step took as long in both."));
}

} // namespace layerdeck
