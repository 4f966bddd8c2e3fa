// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/remotepage.h"

#include "models/remotecachesmodel.h"
#include "ui_remotepage.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/pages/runlogs.h"
#include "widgets/parts/tabledelegate.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QPushButton>
#include <QRegularExpression>
#include <QSaveFile>
#include <QUrl>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int tallRow = 48;
constexpr qsizetype mostShownChoices = 5;

constexpr auto groupMark = "##[group]";
constexpr auto endMark = "##[endgroup]";
constexpr auto errorMark = "##[error]";

/// GitHub writes its time before each line.
QByteArray withoutTime(const QByteArray &line)
{
    static const QRegularExpression stamp(u"^\\x{FEFF}?\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z "_s);
    return QString::fromUtf8(line).remove(stamp).toUtf8();
}

/// A head of a group stands out.
QByteArray shownLine(const QByteArray &line)
{
    if (line.startsWith(groupMark))
        return "\033[1m" + line.mid(qstrlen(groupMark)) + "\033[0m";
    return line.startsWith(errorMark) ? line.mid(qstrlen(errorMark)) : line;
}

} // namespace

RemotePage::RemotePage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::RemotePage>())
    , m_choices(new RemoteChoicesModel(this))
    , m_runs(new RemoteRunsModel(this))
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_StyledBackground);
    setFocusProxy(m_ui->remoteChoices);
    m_ui->remoteSplitter->setSizes({304, 368, 416});
    for (auto [view, model] : {std::pair<RowView *, QAbstractItemModel *>(m_ui->remoteChoices, m_choices), {m_ui->remoteRuns, m_runs}}) {
        auto *delegate = new TableDelegate(view);
        delegate->setTallHeight(tallRow);
        view->setItemDelegate(delegate);
        view->setModel(model);
        view->setHeaderHidden(true);
    }
    m_ui->remoteRuns->setColumnWidths({0, 96});
    m_ui->remoteChoices->setColumnWidths({0});
    m_ui->remoteLog->setStamps(LogView::Stamps::LineNumbers);
    m_again = m_ui->remoteError->addButton(u"remoteAgain"_s, tr("Ask again"), u"rebuild"_s);
    connect(m_again, &QPushButton::clicked, this, [this] {
        m_ui->remoteError->hide();
        if (m_work.state().status == RemoteState::Status::Ready)
            m_work.refreshRuns();
        else
            m_work.open();
    });
    connect(m_ui->remoteChoices, &RowView::currentRowChanged, this, [this](const QModelIndex &index) {
        m_choice = index.isValid() ? m_choices->rows().at(index.row()).id : QString();
        updateForm();
    });
    connect(m_ui->remoteForm, &RemoteForm::changed, this, &RemotePage::updateRequest);
    connect(m_ui->remoteForm, &RemoteForm::refChosen, &m_work, &RemoteWork::setRef);
    connect(m_ui->remoteRuns, &RowView::currentRowChanged, this, &RemotePage::chosenRow);
    connect(m_ui->remoteRun, &QPushButton::clicked, this, &RemotePage::run);
    connect(m_ui->remoteCancel, &QPushButton::clicked, this, &RemotePage::cancel);
    connect(m_ui->remoteRerun, &QPushButton::clicked, this, &RemotePage::rerun);
    connect(m_ui->remoteStartLeft, &QPushButton::clicked, this, [this] {
        m_followsAct = true;
        m_work.start(RemotePlan(m_work.left()));
    });
    connect(m_ui->remoteForgetLeft, &QPushButton::clicked, &m_work, &RemoteWork::forgetLeft);
    connect(m_ui->remoteApprove, &QPushButton::clicked, this, [this] {
        if (const auto run = currentRun())
            m_work.approve(run->id);
    });
    connect(m_ui->remoteBrowser, &QPushButton::clicked, this, &RemotePage::openInBrowser);
    connect(m_ui->remoteFind, &QLineEdit::textChanged, m_ui->remoteLog, &LogView::find);
    connect(m_ui->remoteFind, &QLineEdit::returnPressed, m_ui->remoteLog, &LogView::findNext);
    connect(m_ui->remoteLog, &LogView::matchesChanged, this, [this](int current, int count) {
        m_ui->remoteFind->setCount(m_ui->remoteFind->text().isEmpty() ? QString() : tr("%1 of %2").arg(current).arg(count));
    });
    connect(m_ui->remoteWrap, &QPushButton::toggled, m_ui->remoteLog, &LogView::setWrapping);
    connect(m_ui->remoteCopy, &QPushButton::clicked, this, [this] {
        if (!m_ui->remoteLog->hasSelection())
            m_ui->remoteLog->selectAll();
        m_ui->remoteLog->copy();
    });
    m_clock.setInterval(std::chrono::seconds(1));
    connect(&m_clock, &QTimer::timeout, this, &RemotePage::updateButtons);
    connect(&m_clock, &QTimer::timeout, this, &RemotePage::actChanged);
    m_ui->remoteCachesPane->setWork(&m_work);
    connect(m_ui->remoteView, &Segmented::currentChanged, m_ui->remoteStack, &QStackedWidget::setCurrentIndex);
    connect(m_ui->remoteView, &Segmented::currentChanged, this, &RemotePage::updateSentence);
    connect(&m_work, &RemoteWork::cachesChanged, this, &RemotePage::updateSentence);
    connectWork();
}

RemotePage::~RemotePage() = default;

void RemotePage::connectWork()
{
    connect(&m_work, &RemoteWork::stateChanged, this, &RemotePage::updateState);
    connect(&m_work, &RemoteWork::runsChanged, this, &RemotePage::updateRuns);
    connect(&m_work, &RemoteWork::followedChanged, this, &RemotePage::updateRuns);
    connect(&m_work, &RemoteWork::failed, this, [this](const Error &error) { showError(error, false); });
    connect(&m_work, &RemoteWork::troubled, this, [this](const Error &error) {
        m_troubled = true;
        showError(error, true);
    });
    connect(&m_work, &RemoteWork::reached, this, [this] {
        if (std::exchange(m_troubled, false))
            m_ui->remoteError->hide();
    });
    for (const auto signal : {&RemoteWork::actStarted, &RemoteWork::actEnded, &RemoteWork::followedChanged})
        connect(&m_work, signal, this, &RemotePage::actChanged);
    connect(&m_work, &RemoteWork::actStarted, this, [this] {
        m_ui->remoteError->hide();
        m_clock.start();
        updateRequest();
        updateButtons();
    });
    connect(&m_work, &RemoteWork::actEnded, this, [this] {
        m_clock.stop();
        if (const auto &error = m_work.act().result->error; error && !error->isCancelled())
            showError(*error, false);
        updateRequest();
        updateButtons();
    });
}

void RemotePage::setSession(Session *session)
{
    m_session = session;
    // The history shows what this page did.
    connect(m_work.journal(), &RunJournal::written, session->journal(), &RunJournal::written);
    const auto follow = [this] {
        const ProjectState &project = m_session->project();
        m_work.setDirectory(project.isOpen() ? project.request.directory : QString());
        if (isVisible())
            m_work.setActive(true);
    };
    connect(session, &Session::projectChanged, this, follow);
    follow();
    updateState();
}

bool RemotePage::isSettled() const
{
    return !isVisible() || m_work.state().status == RemoteState::Status::Ready || m_work.state().status == RemoteState::Status::Failed;
}

void RemotePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_work.setActive(true);
}

void RemotePage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_work.setActive(false);
}

void RemotePage::updateState()
{
    const RemoteState &state = m_work.state();
    const bool looking = state.status == RemoteState::Status::Looking;
    updateSentence();
    if (looking)
        m_ui->remoteHead->loading()->start();
    else
        m_ui->remoteHead->loading()->finish();
    m_ui->remoteError->setVisible(state.status == RemoteState::Status::Failed);
    if (state.error && state.status == RemoteState::Status::Failed)
        showError(*state.error, true);
    m_ui->remoteStack->setVisible(state.status != RemoteState::Status::Failed);
    const QString token = state.tokenFrom.isEmpty() ? tr("There is no token: nothing can be started. Sign in with “layerdeck remote login”, GH_TOKEN or gh.")
                                                    : tr("Token from %1. It needs Actions read and write, Contents read.").arg(state.tokenFrom);
    m_ui->remoteToken->setContent(u"key"_s, token);
    QStringList files;
    QStringList problems;
    for (const WorkflowProblem &problem : state.problems) {
        files << problem.workflow.file();
        problems << problem.error.sentences();
    }
    m_ui->remoteProblems->setContent(u"warning"_s, tr("Cannot be started, since something is wrong in the file: %1").arg(files.join(u", "_s)), Tone::Warn);
    m_ui->remoteProblems->setToolTip(problems.join(u'\n'));
    m_ui->remoteProblems->setVisible(!problems.isEmpty());
    updateChoices();
    updateRuns();
}

void RemotePage::updateSentence()
{
    const RemoteState &state = m_work.state();
    QString sentence = state.status == RemoteState::Status::Ready    ? remoteSentence(state)
                       : state.status == RemoteState::Status::Failed ? tr("The repository on GitHub cannot be read.")
                                                                     : tr("Asking GitHub.");
    if (m_ui->remoteView->current() == 1 && m_work.caches())
        sentence = cachesSentence(*m_work.caches());
    m_ui->remoteHead->setSentence(sentence);
}

void RemotePage::updateChoices()
{
    m_choices->setChoices(remoteChoices(m_work.state().workflows));
    const QList<RemoteChoice> &rows = m_choices->rows();
    const bool isReady = m_work.state().status == RemoteState::Status::Ready;
    m_ui->remoteChoices->setPlaceholder(isReady ? tr("No workflow of this branch can be started by hand.") : QString());
    const qsizetype shown = std::clamp<qsizetype>(rows.size(), 1, mostShownChoices);
    const int height = rows.isEmpty() ? tallRow : m_ui->remoteChoices->sizeHintForRow(0);
    m_ui->remoteChoices->setFixedHeight(int(shown) * height + 2 * m_ui->remoteChoices->frameWidth());
    auto chosen = std::ranges::find(rows, m_choice, &RemoteChoice::id);
    if (chosen == rows.end())
        chosen = rows.begin();
    if (chosen != rows.end())
        m_ui->remoteChoices->setCurrentIndex(m_choices->index(int(chosen - rows.begin()), 0));
    updateForm();
}

void RemotePage::updateForm()
{
    const QList<RemoteChoice> &rows = m_choices->rows();
    const auto chosen = std::ranges::find(rows, m_choice, &RemoteChoice::id);
    const RemoteChoice choice = chosen == rows.end() ? RemoteChoice() : *chosen;
    m_ui->remoteFormHead->setTitle(choice.title);
    m_ui->remoteRun->setText(choice.parts.size() > 1 ? tr("Run both workflows") : tr("Run the workflow"));
    m_ui->remoteForm->setChoice(choice, m_work.state());
}

void RemotePage::updateRequest()
{
    const bool isChosen = std::ranges::count(m_choices->rows(), m_choice, &RemoteChoice::id) > 0;
    const Result<RemotePlan> plan = isChosen ? m_ui->remoteForm->plan() : Result<RemotePlan>();
    QString why;
    if (!plan)
        why = plan.error().sentences();
    else if (m_work.act().isRunning())
        why = tr("A run is on. Start it again when it has ended.");
    else if (m_work.state().tokenFrom.isEmpty())
        why = tr("There is no token.");
    else if (m_work.state().info.archived)
        why = tr("The repository is archived: nothing can be started.");
    QStringList lines;
    if (plan) {
        for (const RemoteStep &step : plan->steps)
            lines << (lines.isEmpty() ? QString() : tr("if that succeeds, ")) + requestText(step);
    }
    m_ui->remoteRequest->setText(lines.join(u'\n'));
    m_ui->remoteRun->setEnabled(isChosen && why.isEmpty());
    m_ui->remoteRun->setToolTip(why);
    m_ui->remoteWhy->setContent(u"info"_s, why);
    m_ui->remoteWhy->setVisible(isChosen && !why.isEmpty());
}

void RemotePage::updateRuns()
{
    const QList<RemoteRow> rows = remoteRows(m_work, QDateTime::currentDateTime());
    m_ui->remoteRuns->exchange([&] { m_runs->setRows(rows); }, false);
    m_ui->remoteRuns->setPlaceholder(m_work.state().status == RemoteState::Status::Ready ? tr("No workflow has run so far.") : QString());
    if (m_followsAct)
        selectAct();
    updateSentence();
    if (const RemoteRow *row = current(); row && row->kind != RemoteRow::Kind::Run && !m_logComplete)
        showLog(*row);
    updateButtons();
}

/// The job at work of what this window runs, until the person chooses something else.
void RemotePage::selectAct()
{
    const QList<RemoteStepResult> &steps = m_work.act().steps;
    if (steps.isEmpty() || !steps.last().runId)
        return;
    qint64 job = 0;
    if (steps.last().run) {
        for (const github::Job &one : steps.last().run->jobs) {
            if (one.status != "queued"_L1 && one.conclusion != "skipped"_L1)
                job = one.id;
        }
    }
    const int row = m_runs->rowOf(u"%1/%2/0"_s.arg(*steps.last().runId).arg(job));
    if (row < 0 || m_ui->remoteRuns->currentIndex().row() == row)
        return;
    m_selecting = true;
    m_ui->remoteRuns->setCurrentIndex(m_runs->index(row, 0));
    m_selecting = false;
}

const RemoteRow *RemotePage::current() const
{
    const QModelIndex index = m_ui->remoteRuns->currentIndex();
    return index.isValid() && index.row() < m_runs->rowCount() ? &m_runs->rows().at(index.row()) : nullptr;
}

std::optional<github::Run> RemotePage::currentRun() const
{
    const RemoteRow *row = current();
    if (!row)
        return std::nullopt;
    if (const github::FollowedRun *followed = m_work.followed(row->runId))
        return followed->run;
    const QList<github::Run> &runs = m_work.state().runs;
    const auto listed = std::ranges::find(runs, row->runId, &github::Run::id);
    return listed == runs.end() ? std::nullopt : std::optional(*listed);
}

void RemotePage::updateButtons()
{
    const RemoteAct &act = m_work.act();
    const RemotePlan &left = m_work.left();
    const bool isLeft = !left.steps.isEmpty() && !act.isRunning();
    m_ui->remoteActBox->setVisible(isLeft || !act.plan.steps.isEmpty());
    m_ui->remoteStartLeft->setVisible(isLeft);
    m_ui->remoteForgetLeft->setVisible(isLeft);
    if (isLeft) {
        const QString next = left.steps.first().name;
        const github::FollowedRun *before = m_work.looked() ? &*m_work.looked() : nullptr;
        const bool isOver = before && before->run.isOver();
        const QString said = isOver && !before->run.succeeded()
                                 ? tr("“%1” did not succeed, and “%2” was not started. Look at what it did first.")
                                 : tr("“%1” was started, “%2” was not. The window was closed between the two: the caches are gone and nothing is deployed.");
        m_ui->remoteActText->setStrongContent(u"warning"_s, said.arg(m_work.leftBehind(), next), Tone::Warn);
        m_ui->remoteStartLeft->setText(tr("Start “%1”").arg(next));
        m_ui->remoteStartLeft->setEnabled(isOver);
        m_ui->remoteStartLeft->setToolTip(isOver ? requestText(left.steps.first()) : tr("“%1” has to end first.").arg(m_work.leftBehind()));
    } else if (!act.plan.steps.isEmpty()) {
        const bool failed = act.result && act.result->error;
        m_ui->remoteActText->setStrongContent(act.isRunning() ? u"running"_s : failed ? u"failed"_s : u"ok"_s,
                                              actSentence(act, QDateTime::currentDateTime())
                                                  + (act.isRunning() ? tr(". What has begun goes on on GitHub, also without the window.") : QString()),
                                              act.isRunning() ? Tone::Run : failed ? Tone::Fail : Tone::Hit);
    }
    const std::optional<github::Run> run = currentRun();
    m_ui->remoteCancel->setVisible(run && !run->isOver());
    m_ui->remoteRerun->setVisible(run && run->isOver());
    const bool failed = run && run->isOver() && !run->succeeded();
    m_ui->remoteRerun->setText(failed ? tr("Run failed jobs again") : tr("Run again"));
    QStringList waiting;
    if (const github::FollowedRun *followed = run ? m_work.followed(run->id) : nullptr) {
        for (const github::PendingDeployment &pending : followed->pending) {
            if (pending.canApprove)
                waiting << pending.environment;
        }
    }
    m_ui->remoteApprove->setVisible(!waiting.isEmpty());
    m_ui->remoteApprove->setText(tr("Approve %1").arg(waiting.join(u", "_s)));
    m_ui->remoteBrowser->setEnabled(run || !m_work.state().info.url.isEmpty());
}

void RemotePage::chosenRow()
{
    if (!m_selecting && current())
        m_followsAct = false;
    if (const RemoteRow *row = current()) {
        m_work.look(row->runId);
        if (row->kind == RemoteRow::Kind::Run) {
            m_logJob = 0;
            setLog({});
            m_ui->remoteLogHead->setAbout({});
            m_ui->remoteLogNote->setContent(u"info"_s, tr("Choose a job to read its log."));
        } else {
            showLog(*row);
        }
    }
    updateButtons();
}

void RemotePage::showLog(const RemoteRow &row)
{
    const github::FollowedRun *followed = m_work.followed(row.runId);
    if (!followed)
        return;
    const auto job = std::ranges::find(followed->jobs, row.jobId, &github::Job::id);
    if (job == followed->jobs.end() || (m_logJob == row.jobId && m_logComplete))
        return;
    m_ui->remoteLogHead->setAbout(job->name);
    const bool isOther = m_logJob != row.jobId;
    m_logJob = row.jobId;
    m_logComplete = job->isOver();
    if (isOther)
        setLog({});
    if (!job->isOver()) {
        m_ui->remoteLogNote->setContent(u"info"_s, tr("GitHub hands out a log when its job ends. The log of %1 follows then.").arg(job->name));
        return;
    }
    m_ui->remoteLogNote->setContent(u"info"_s, tr("Reading the log of %1.").arg(job->name));
    m_work.readLog(row.jobId, [this, name = job->name](const Result<QByteArray> &log) {
        if (log)
            setLog(*log);
        m_ui->remoteLogNote->setContent(log ? u"info"_s : u"failed"_s, log ? tr("The whole log of %1.").arg(name) : log.error().sentences(),
                                        log ? Tone::Muted : Tone::Fail);
    });
}

void RemotePage::setLog(const QByteArray &text)
{
    m_ui->remoteLog->clear();
    if (text.isEmpty())
        return;
    const LogView::Batch batch(m_ui->remoteLog);
    qint64 number = 0;
    for (const QByteArray &raw : text.trimmed().split('\n')) {
        const QByteArray line = withoutTime(raw);
        ++number;
        if (!line.startsWith(endMark))
            m_ui->remoteLog->append(shownLine(line), number, line.startsWith(errorMark));
    }
    m_ui->remoteLog->setFollowing(false);
    m_ui->remoteLog->find(m_ui->remoteFind->text());
}

void RemotePage::showError(const Error &error, bool canBeAskedAgain)
{
    if (error.isCancelled())
        return;
    m_again->setVisible(canBeAskedAgain);
    m_ui->remoteError->setNotice(noticeOf(error, u"remote"_s));
    m_ui->remoteError->show();
}

void RemotePage::run()
{
    if (const Result<RemotePlan> plan = m_ui->remoteForm->plan()) {
        m_followsAct = true;
        m_work.start(*plan);
    }
}

void RemotePage::cancel()
{
    if (const auto run = currentRun())
        m_work.cancelRun(run->id);
}

void RemotePage::rerun()
{
    if (const auto run = currentRun())
        m_work.rerun(run->id, !run->succeeded());
}

void RemotePage::openInBrowser()
{
    const auto run = currentRun();
    const QUrl url(run ? run->url : m_work.state().info.url + u"/actions"_s);
    // Only what a browser is for: the address came from a server.
    if (url.scheme() == "https"_L1 || url.scheme() == "http"_L1)
        QDesktopServices::openUrl(url);
}

} // namespace layerdeck
