// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/remotepage.h"

#include "base/units.h"
#include "github/errors.h"
#include "github/token.h"
#include "models/remotecachesmodel.h"
#include "store/remoteact.h"
#include "ui_remotepage.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/pages/signindialog.h"
#include "widgets/parts/browser.h"
#include "widgets/parts/tabledelegate.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int tallRow = 48;

} // namespace

RemotePage::RemotePage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::RemotePage>())
    , m_choices(new RemoteChoicesModel(this))
    , m_runs(new RemoteRunsModel(this))
    , m_repositories(new QMenu(this))
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_StyledBackground);
    setFocusProxy(m_ui->remoteChoices);
    m_ui->remoteSplitter->setSizes({304, 368, 416});
    for (auto [view, model] : {std::pair<RowView *, QAbstractItemModel *>(m_ui->remoteChoices, m_choices), {m_ui->remoteRuns, m_runs}}) {
        auto *delegate = new TableDelegate(view);
        delegate->setTallHeight(tallRow);
        delegate->setSecondLineAcross(true);
        view->setItemDelegate(delegate);
        view->setModel(model);
        view->setHeaderHidden(true);
    }
    m_ui->remoteRuns->setColumnWidths({0, 96});
    m_ui->remoteChoices->setColumnWidths({0});
    buildErrorBar();
    m_ui->remoteRepository->setAccessibleName(tr("Repository"));
    connect(m_ui->remoteRepository, &QPushButton::clicked, this, &RemotePage::showRepositoryMenu);
    connect(m_ui->remoteAccount, &QPushButton::clicked, this, [this] { openAccount(&m_work, window()); });
    connect(m_ui->remoteBrowser, &QPushButton::clicked, this, &RemotePage::openInBrowser);
    m_ui->remoteLogPane->setWork(&m_work);
    m_ui->remoteError->hide();
    buildEmptyState();
    connectStart();
    connectRuns();
    m_clock.setInterval(std::chrono::seconds(1));
    connect(&m_clock, &QTimer::timeout, this, &RemotePage::exchangeRows);
    connect(&m_clock, &QTimer::timeout, this, &RemotePage::updateButtons);
    connect(&m_clock, &QTimer::timeout, this, &RemotePage::actChanged);
    m_ui->remoteCachesPane->setWork(&m_work);
    connect(m_ui->remoteView, &Segmented::currentChanged, m_ui->remoteStack, &QStackedWidget::setCurrentIndex);
    connect(m_ui->remoteView, &Segmented::currentChanged, this, [this] {
        m_cachesDeleted = 0;
        updateSentence();
    });
    connect(&m_work, &RemoteWork::cachesDeleted, this, [this](qsizetype count) { m_cachesDeleted = count; });
    connect(&m_work, &RemoteWork::cachesChanged, this, &RemotePage::updateSentence);
    connectWork();
}

RemotePage::~RemotePage() = default;

void RemotePage::buildErrorBar()
{
    ErrorBar *bar = m_ui->remoteError;
    m_again = bar->addButton(u"remoteAgain"_s, tr("Ask again"), u"rebuild"_s);
    connect(m_again, &QPushButton::clicked, this, &RemotePage::askAgain);
    m_openLink = bar->addButton(u"remoteErrorOpen"_s, tr("Open in browser"), u"external"_s);
    connect(m_openLink, &QPushButton::clicked, this, [this] { showInBrowser(m_link); });
    m_copyLink = bar->addButton(u"remoteErrorCopy"_s, tr("Copy the link"), u"copy"_s);
    connect(m_copyLink, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_link); });
    m_signIn = bar->addButton(u"remoteErrorSignIn"_s, tr("Sign in…"), u"key"_s);
    connect(m_signIn, &QPushButton::clicked, this, [this] { (new SignInDialog(&m_work, window()))->open(); });
    m_close = bar->addButton(u"remoteErrorClose"_s, tr("Close"), u"close"_s);
    connect(m_close, &QPushButton::clicked, this, [this] {
        m_ui->remoteChoices->setFocus(Qt::OtherFocusReason);
        m_ui->remoteError->hide();
    });
}

void RemotePage::connectWork()
{
    connect(&m_work, &RemoteWork::stateChanged, this, &RemotePage::updateState);
    connect(&m_work, &RemoteWork::runsChanged, this, &RemotePage::updateRuns);
    connect(&m_work, &RemoteWork::followedChanged, this, &RemotePage::updateRuns);
    connect(&m_work, &RemoteWork::failed, this, [this](const Error &error) {
        showError(error, false);
        m_saysAsked = true;
    });
    connect(&m_work, &RemoteWork::unread, this, [this](const Error &error) { showError(error, true); });
    connect(&m_work, &RemoteWork::troubled, this, [this](const Error &error) {
        // That the list cannot be read either says less than what became of what was asked for.
        if (m_saysAsked && m_ui->remoteError->isVisible())
            return;
        showError(github::goesOn(error), true);
        m_troubled = true;
    });
    connect(&m_work, &RemoteWork::reached, this, [this] {
        if (std::exchange(m_troubled, false))
            m_ui->remoteError->hide();
    });
    connect(&m_work, &RemoteWork::troubled, this, &RemotePage::actChanged);
    connect(&m_work, &RemoteWork::reached, this, &RemotePage::actChanged);
    connect(&m_work, &RemoteWork::barChanged, this, &RemotePage::updateBarred);
    for (const auto signal : {&RemoteWork::actStarted, &RemoteWork::actEnded, &RemoteWork::followedChanged, &RemoteWork::stateChanged})
        connect(&m_work, signal, this, &RemotePage::actChanged);
    connect(&m_work, &RemoteWork::actStarted, this, [this] {
        m_ui->remoteError->hide();
        showActMoved();
    });
    connect(&m_work, &RemoteWork::actEnded, this, [this] {
        // What became of its runs stands beside them.
        if (const RemoteResult &result = *m_work.act().result; result.error && result.steps.isEmpty()) {
            showError(*result.error, false);
            m_saysAct = true;
            m_saysAsked = true;
        }
        showActMoved();
    });
    connect(&m_work, &RemoteWork::actLeft, this, [this] {
        // What it says of the act is no longer so.
        if (std::exchange(m_saysAct, false))
            m_ui->remoteError->hide();
        showActMoved();
        emit actChanged();
    });
}

void RemotePage::showActMoved()
{
    updateClock();
    updateHead();
    updateRequest();
    updateButtons();
}

/// While something runs, how long it has is told anew.
void RemotePage::updateClock()
{
    const std::optional<github::Run> own = m_work.own();
    const bool oneMoves = std::ranges::any_of(m_runs->rows(), [](const RemoteRow &row) { return row.tone == Tone::Run; });
    const bool runs = m_work.act().isRunning() || own || oneMoves;
    if (runs != m_clock.isActive())
        runs ? m_clock.start() : m_clock.stop();
    // Of what was taken up the number is known only once it has been looked at.
    const std::pair<qint64, qint64> run = own ? std::pair<qint64, qint64>(own->id, own->number) : std::pair<qint64, qint64>();
    if (std::exchange(m_own, run) != run)
        updateRequest();
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
        // A deploy that was left after its clear is spoken of wherever the person is.
        else if (project.isOpen() && m_work.state().status == RemoteState::Status::Unknown && RemoteActMemory::isAnythingLeft())
            m_work.open();
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

LogPane *RemotePage::log() const
{
    return m_ui->remoteLogPane->log();
}

void RemotePage::askAgain()
{
    m_ui->remoteError->hide();
    if (m_work.state().status != RemoteState::Status::Ready)
        return m_work.open();
    readAgain();
    // What could not be looked at is not looked at by itself.
    if (const RemoteRow *row = current())
        m_work.look(row->runId);
}

/// What the page is for, and what to do next, where it has nothing to show.
void RemotePage::buildEmptyState()
{
    EmptyState *empty = m_ui->remoteEmpty;
    m_emptyAct = new QPushButton;
    m_emptyAct->setObjectName(u"remoteEmptyAct"_s);
    m_emptyAct->setProperty("variant", u"primary"_s);
    connect(m_emptyAct, &QPushButton::clicked, this, [this] {
        if (m_work.state().lack == RemoteState::Lack::Token)
            openAccount(&m_work, window());
        else
            openRepositoryChoice(&m_work, window());
    });
    auto *again = new QPushButton(tr("Ask again"));
    again->setObjectName(u"remoteEmptyAgain"_s);
    again->setProperty("iconName", u"rebuild"_s);
    connect(again, &QPushButton::clicked, this, &RemotePage::askAgain);
    empty->acts()->addWidget(m_emptyAct);
    empty->acts()->addWidget(again);
    empty->acts()->addStretch();
    const auto addCard = [empty](const QString &title, const QList<QWidget *> &lines) {
        auto *card = new Card(title);
        auto *body = new QVBoxLayout;
        body->setContentsMargins(16, 12, 16, 12);
        body->setSpacing(8);
        for (QWidget *line : lines)
            body->addWidget(line);
        card->body()->addLayout(body);
        empty->below()->addWidget(card);
        return card;
    };
    const auto note = [](const QString &icon, const QString &text) {
        auto *line = new IconNote;
        line->setContent(icon, text);
        return line;
    };
    m_emptyVariable = new IconNote;
    m_emptyVariable->setObjectName(u"remoteEmptyVariable"_s);
    m_emptyRemote = addCard(tr("Or give the folder a git remote"),
                            {note(u"info"_s, tr("Layerdeck takes the repository of “origin”, else of another remote that is on GitHub:")),
                             new CodeBlock(u"git remote add origin git@github.com:OWNER/NAME.git"_s), note(u"rebuild"_s, tr("Then ask again."))});
    m_emptyRights = addCard(tr("What a token needs"),
                            {note(u"key"_s, tr("Fine-grained: Actions read and write, Contents read. Classic: the scope “repo”.")),
                             note(u"info"_s, tr("For annotations also Checks read, to approve runs that wait Deployments read and write. Without them the rest works.")),
                             m_emptyVariable});
}

void RemotePage::updateEmptyState()
{
    const RemoteState &state = m_work.state();
    const bool lacksToken = state.lack == RemoteState::Lack::Token;
    m_ui->remoteEmpty->setVisible(state.status == RemoteState::Status::Failed && state.lack != RemoteState::Lack::Nothing);
    const QString purpose = tr("This page starts the workflows that build and clear your servers, follows their runs and reads their logs.");
    if (lacksToken)
        m_ui->remoteEmpty->setContent(u"key"_s, tr("Sign in to see %1").arg(state.place.repository.displayName()),
                                      purpose + u' ' + tr("GitHub shows this repository only to who may see it, and nobody is signed in.")
                                          + keychainSentence());
    else
        m_ui->remoteEmpty->setContent(u"remote"_s, tr("Deploy through GitHub Actions"), purpose + u' ' + whyNoRepository());
    m_emptyAct->setText(lacksToken ? tr("Sign in…") : tr("Choose a repository…"));
    m_emptyAct->setProperty("iconName", lacksToken ? u"key"_s : u"branch"_s);
    m_emptyAct->updateGeometry();
    m_emptyRemote->setVisible(!lacksToken);
    m_emptyRights->setVisible(lacksToken);
    m_emptyVariable->setContent(u"lock"_s, tr("A token of gh is found by itself, and one in the keychain once that is unlocked: ask again. One in %1 counts for a window that is started with it.")
                                             .arg(github::tokenVariables(state.place.tokenHost).join(tr(" or "))));
}

QString RemotePage::whyNoRepository() const
{
    const std::optional<Error> &error = m_work.state().error;
    if (error && error->code == ErrorCode::ToolMissing)
        return tr("git is not installed, so its remotes are not known.");
    if (error && error->code != ErrorCode::NotFound)
        return tr("git does not tell the remotes of this folder: run “git remote -v” there, it says what to do.");
    return tr("No git remote of this folder names a repository on GitHub.");
}

/// That there may be a token all the same.
QString RemotePage::keychainSentence() const
{
    const std::optional<Error> &trouble = m_work.state().keychainTrouble;
    return trouble ? u' ' + trouble->sentences() : QString();
}

void RemotePage::showRepositoryMenu()
{
    m_repositories->clear();
    const GitHubPlace &place = m_work.state().place;
    QList<github::RemoteRepository> all{{place.remote, place.repository}};
    all += place.alternatives;
    for (const github::RemoteRepository &one : std::as_const(all)) {
        const QString name = one.repository.displayName();
        QAction *action = m_repositories->addAction(one.remote.isEmpty() ? name : tr("%1 (%2)").arg(name, one.remote));
        action->setCheckable(true);
        action->setChecked(one.repository == place.repository);
        connect(action, &QAction::triggered, this, [this, repository = one.repository] {
            if (repository != m_work.state().place.repository)
                (void)m_work.chooseRepository(repository.host + u'/' + repository.fullName());
        });
    }
    m_repositories->addSeparator();
    // Chosen by its name, it hides what the remotes would give.
    if (!m_work.chosenRepository().isEmpty())
        connect(m_repositories->addAction(tr("As git has it")), &QAction::triggered, this, [this] { (void)m_work.chooseRepository({}); });
    connect(m_repositories->addAction(tr("Another repository…")), &QAction::triggered, this, [this] { openRepositoryChoice(&m_work, window()); });
    m_repositories->popup(m_ui->remoteRepository->mapToGlobal(QPoint(0, m_ui->remoteRepository->height())));
}

void RemotePage::updateHead()
{
    const RemoteState &state = m_work.state();
    const bool isKnown = !state.place.repository.name.isEmpty();
    m_ui->remoteRepository->setVisible(isKnown);
    m_ui->remoteRepository->setText(state.place.repository.name);
    m_ui->remoteRepository->setEnabled(!m_work.act().isRunning());
    m_ui->remoteRepository->setToolTip(m_work.act().isRunning() ? tr("A run is on. Another repository can be chosen when it has ended.") : tr("Another repository"));
    m_ui->remoteAccount->setVisible(isKnown);
    const QString who = state.login.isEmpty() ? tr("Signed in") : state.login;
    const bool isNobody = state.tokenFrom.isEmpty() || state.status == RemoteState::Status::Failed;
    m_ui->remoteAccount->setText(isNobody ? tr("Sign in…") : who);
    m_ui->remoteAccount->setToolTip(isNobody ? tr("Sign in to GitHub") : tr("%1, with the token from %2").arg(who, state.tokenFrom));
    const bool isReady = state.status == RemoteState::Status::Ready;
    m_ui->remoteView->setVisible(isReady);
    m_ui->remoteBrowser->setVisible(isReady);
}

void RemotePage::updateState()
{
    const RemoteState &state = m_work.state();
    // Log and error of another repository are no longer what the page is about.
    if (const QString repository = state.place.repository.displayName(); repository != std::exchange(m_repository, repository)) {
        m_ui->remoteLogPane->clear();
        m_ui->remoteError->hide();
        m_refs.clear();
        m_defaultChoices.clear();
    }
    // Who asks anew, as somebody else perhaps, is not told the old trouble.
    const bool looks = state.status == RemoteState::Status::Looking;
    if (!std::exchange(m_looks, looks) && looks)
        m_ui->remoteError->hide();
    updateSentence();
    if (looks)
        m_ui->remoteHead->loading()->start();
    else
        m_ui->remoteHead->loading()->finish();
    const bool failed = state.status == RemoteState::Status::Failed;
    // What a person asked for and did not get stays to be read.
    const bool didFail = std::exchange(m_stateFailed, failed && state.lack == RemoteState::Lack::Nothing);
    if (didFail && !m_stateFailed)
        m_ui->remoteError->hide();
    // Tried again by itself, it mostly fails in the same words: who is at its buttons stays there.
    const std::optional<Error> shown = m_stateFailed ? std::optional(github::goesOn(*state.error)) : std::nullopt;
    if (shown && (shown != m_stateError || m_ui->remoteError->isHidden()))
        showError(*shown, true);
    m_stateError = shown;
    m_ui->remoteStack->setVisible(!failed && !state.info.fullName.isEmpty());
    updateEmptyState();
    updateHead();
    const QString token = tokenSentence();
    m_ui->remoteToken->setContent(u"key"_s, token);
    m_ui->remoteToken->setVisible(!token.isEmpty());
    m_ui->remoteProblems->setContent(u"warning"_s, problemsText(state.problems), Tone::Warn);
    updateChoices();
    updateRuns();
}

/// What a person has to know of the token before something is started; nothing where that is known to be enough.
QString RemotePage::tokenSentence() const
{
    const RemoteState &state = m_work.state();
    QStringList sentences;
    if (state.isHeld)
        sentences << tr("The token is in memory only, and gone when this window closes.");
    else if (state.tokenFrom.isEmpty())
        sentences << tr("Nobody is signed in: nothing can be started.") + keychainSentence();
    // Only of a classic one GitHub tells what it may.
    if (!state.tokenFrom.isEmpty() && !state.scopes)
        sentences << tr("The token needs Actions read and write, Contents read.");
    else if (state.scopes && !state.scopes->contains(u"repo"_s) && !state.scopes->contains(u"public_repo"_s))
        sentences << tr("The token has not the scope “repo”: nothing can be started with it.");
    if (!state.missing.isEmpty())
        sentences << tr("Not all can be read:");
    for (const Error &error : state.missing)
        sentences << error.sentences();
    return sentences.join(u' ');
}

void RemotePage::updateSentence()
{
    const RemoteState &state = m_work.state();
    QString sentence = tr("Asking GitHub.");
    if (state.status == RemoteState::Status::Ready)
        sentence = remoteSentence(state);
    else if (state.lack == RemoteState::Lack::Repository)
        sentence = tr("No repository on GitHub is known for this folder.");
    else if (state.lack == RemoteState::Lack::Token)
        sentence = tr("%1 on %2, not signed in.").arg(state.place.repository.fullName(), state.place.tokenHost);
    else if (state.status == RemoteState::Status::Failed)
        sentence = tr("The repository on GitHub cannot be read.");
    if (state.status == RemoteState::Status::Ready && m_ui->remoteView->current() == 1 && m_work.caches())
        sentence = cachesSentence(*m_work.caches(), m_cachesDeleted);
    m_ui->remoteHead->setSentence(sentence);
}

QString RemotePage::whyBarred() const
{
    const std::optional<QDateTime> &until = m_work.barredUntil();
    return until ? tr("GitHub takes no request now. From %1 on it does, and is asked again by itself.").arg(timeText(until->toLocalTime(), QDateTime::currentDateTime()))
                 : QString();
}

void RemotePage::updateBarred()
{
    const QString why = whyBarred();
    m_again->setEnabled(why.isEmpty());
    m_again->setToolTip(why);
    updateRequest();
    updateButtons();
}

void RemotePage::showError(const Error &error, bool canBeAskedAgain)
{
    if (error.isCancelled())
        return;
    m_saysKey = false;
    m_saysAct = false;
    m_saysAsked = false;
    m_troubled = false;
    m_again->setVisible(canBeAskedAgain);
    // Without the repository there is nothing below it.
    m_close->setVisible(!m_stateFailed);
    const bool isRefused = error.code == ErrorCode::PermissionDenied;
    m_signIn->setVisible(isRefused);
    m_signIn->setText(m_work.state().tokenFrom.isEmpty() ? tr("Sign in…") : tr("Another token…"));
    m_signIn->setEnabled(!m_work.act().isRunning());
    m_signIn->setToolTip(m_work.act().isRunning() ? tr("A run is on. Give another one when it has ended.") : QString());
    m_link = linkIn(error.advice);
    m_openLink->setVisible(!m_link.isEmpty());
    m_copyLink->setVisible(!m_link.isEmpty());
    m_ui->remoteError->setNotice(noticeOf(error, u"remote"_s));
    m_ui->remoteError->show();
}

} // namespace layerdeck
