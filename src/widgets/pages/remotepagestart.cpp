// SPDX-License-Identifier: GPL-3.0-or-later
// The Remote page's left pane: what can be started, its form, and what will be sent.
#include "ui_remotepage.h"
#include "widgets/pages/remotepage.h"
#include "widgets/parts/browser.h"

#include <QEvent>
#include <QLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int tallRow = 48;
constexpr qsizetype mostShownChoices = 6;
constexpr qsizetype fewestShownChoices = 1;
constexpr int mostOfPane = 4;
constexpr int lowestForm = 60;
constexpr int twoFields = 88;
/// So many choices stay in view beside a form that needs the room; in a low pane one of them, and so much of what will be sent.
constexpr int choicesBesideForm = 2;
constexpr int lowPane = 560;
constexpr int lowestRequest = 40;

int heightAt(const QLayout *layout, int width)
{
    return layout->hasHeightForWidth() ? layout->heightForWidth(width) : layout->sizeHint().height();
}

} // namespace

void RemotePage::connectStart()
{
    connect(m_ui->remoteChoices, &RowView::currentRowChanged, this, [this](const QModelIndex &index) {
        // A row that goes leaves the current one to its neighbour.
        if (m_listing)
            return;
        m_choice = index.isValid() ? m_choices->rows().at(index.row()).id : QString();
        forgetKey();
        keepRef();
        updateForm();
        followRef();
    });
    QScrollBar *bar = m_ui->remoteChoices->verticalScrollBar();
    const auto cut = [this, bar] { m_ui->remoteFormHead->setLineAbove(bar->value() < bar->maximum()); };
    connect(bar, &QScrollBar::valueChanged, this, cut);
    connect(bar, &QScrollBar::rangeChanged, this, cut);
    setTabOrder(m_ui->remoteChoices, m_ui->remoteConfirmYes);
    setTabOrder(m_ui->remoteConfirmYes, m_ui->remoteConfirmNo);
    // Nothing is seen of a focus that they have.
    m_ui->remoteFormScroll->setFocusPolicy(Qt::NoFocus);
    m_ui->remoteRequestScroll->setFocusPolicy(Qt::NoFocus);
    m_ui->remoteStartPane->installEventFilter(this);
    m_ui->remoteChoices->installEventFilter(this);
    m_ui->remoteForm->installEventFilter(this);
    m_ui->remoteRequestScroll->installEventFilter(this);
    connect(m_ui->remoteForm, &RemoteForm::changed, this, &RemotePage::updateRequest);
    // The form is made anew then, and with it the box that says so.
    connect(m_ui->remoteForm, &RemoteForm::refChosen, this, [this](const QString &ref) {
        m_refs.insert(m_choice, ref);
        m_work.setRef(ref);
    }, Qt::QueuedConnection);
    connect(&m_work, &RemoteWork::filesAwaited, this, &RemotePage::updateRequest);
    connect(m_ui->remoteRun, &QPushButton::clicked, this, &RemotePage::run);
    connect(m_ui->remoteEnable, &QPushButton::clicked, this, [this] {
        showInBrowser(m_work.state().info.url + u"/actions/workflows/"_s + choice().parts.value(0).workflow.file());
    });
    connect(m_ui->remoteConfirmYes, &QPushButton::clicked, this, [this] {
        const RemoteChoice chosen = choice();
        confirm(chosen.refused.isEmpty() ? chosen.unconfirmed : chosen.refused, true);
    });
    connect(m_ui->remoteConfirmNo, &QPushButton::clicked, this, [this] { confirm(choice().unconfirmed, false); });
}

/// The question goes, and the focus to what comes next: the form, and not its button, which a key that is pressed twice would press.
void RemotePage::confirm(const QStringList &keys, bool isIt)
{
    m_work.confirmPresets(keys, isIt);
    if (isIt)
        m_ui->remoteForm->focusFirst();
    else
        m_ui->remoteChoices->setFocus(Qt::OtherFocusReason);
}

RemoteChoice RemotePage::choice() const
{
    const QList<RemoteChoice> &rows = m_choices->rows();
    const auto chosen = std::ranges::find(rows, m_choice, &RemoteChoice::id);
    return chosen == rows.end() ? RemoteChoice() : *chosen;
}

void RemotePage::updateChoices()
{
    QList<RemoteChoice> choices = remoteChoices(m_work.state().workflows, m_work.choices());
    if (!m_work.state().problems.isEmpty())
        choices << problemChoice(m_work.state().problems);
    m_listing = true;
    m_choices->setChoices(choices);
    m_listing = false;
    const QList<RemoteChoice> &rows = m_choices->rows();
    const bool isReady = m_work.state().status == RemoteState::Status::Ready;
    m_ui->remoteChoices->setPlaceholder(isReady ? tr("No workflow of this branch can be started by hand.") : QString());
    // In a low window the form has its room first.
    const int height = rows.isEmpty() ? tallRow : m_ui->remoteChoices->sizeHintForRow(0);
    m_ui->remoteChoices->setMinimumHeight(int(std::clamp<qsizetype>(rows.size(), 1, fewestShownChoices)) * height);
    m_ui->remoteChoices->setMaximumHeight(int(std::clamp<qsizetype>(rows.size(), 1, mostShownChoices)) * height);
    noteDefaultChoices();
    auto chosen = std::ranges::find(rows, m_choice, &RemoteChoice::id);
    if (chosen == rows.end()) {
        chosen = rows.begin();
        if (!m_choice.isEmpty() && isReady) {
            // A person who chose the branch looks at what it has; where it was sent last, it is no more.
            if (m_refs.value(m_choice) == m_work.state().ref && chosen != rows.end())
                m_refs.insert(chosen->id, m_work.state().ref);
            m_refs.insert(m_choice, m_work.state().info.defaultBranch);
        }
    }
    if (chosen != rows.end())
        m_ui->remoteChoices->setCurrentIndex(m_choices->index(int(chosen - rows.begin()), 0));
    updateForm();
    followRef();
}

/// What can be started on the default branch, which is where an act begins that was never sent.
void RemotePage::noteDefaultChoices()
{
    const RemoteState &state = m_work.state();
    if (state.status != RemoteState::Status::Ready || state.ref != state.info.defaultBranch)
        return;
    m_defaultChoices.clear();
    for (const RemoteChoice &choice : m_choices->rows())
        m_defaultChoices.insert(choice.id);
}

/// What is not on the default branch is on the one that lists it.
void RemotePage::keepRef()
{
    if (!m_choice.isEmpty() && !m_defaultChoices.contains(m_choice) && !m_refs.contains(m_choice))
        m_refs.insert(m_choice, m_work.state().ref);
}

/// Each act stands on its own branch: what a person chose for it here, else where it was sent last, else the default one.
QString RemotePage::refOf(const RemoteChoice &chosen) const
{
    constexpr auto tag = "refs/tags/"_L1;
    const RemoteState &state = m_work.state();
    const QString last = chosen.parts.isEmpty() ? QString() : m_work.choices().refs.value(inputsKey(chosen.parts.first().workflow.path, chosen.act()));
    const QString ref = m_refs.value(chosen.id, last);
    const bool isThere = state.branches.contains(ref) || (ref.startsWith(tag) && state.tags.contains(ref.mid(tag.size())));
    return isThere ? ref : state.info.defaultBranch;
}

void RemotePage::followRef()
{
    const RemoteChoice chosen = choice();
    const RemoteState &state = m_work.state();
    if (state.status != RemoteState::Status::Ready)
        return;
    // A branch without anything to start has no form in which another one could be chosen.
    const bool hasNone = std::ranges::all_of(m_choices->rows(), [](const RemoteChoice &of) { return of.parts.isEmpty(); });
    if (chosen.parts.isEmpty() && !hasNone)
        return;
    const QString wanted = hasNone ? state.info.defaultBranch : refOf(chosen);
    if (wanted != m_work.unreadRef())
        m_work.setRef(wanted);
}

void RemotePage::updateForm()
{
    const RemoteChoice chosen = choice();
    m_ui->remoteFormHead->setTitle(chosen.title);
    m_ui->remoteProblems->setVisible(chosen.parts.isEmpty() && !m_work.state().problems.isEmpty());
    // Nothing is sent to what is disabled, whatever the form has.
    m_ui->remoteRequestBox->setVisible(!chosen.parts.isEmpty() && !chosen.isDisabled);
    m_ui->remoteForm->setEnabled(!chosen.isDisabled);
    m_ui->remoteRun->setVisible(!chosen.parts.isEmpty());
    m_ui->remoteRun->setText(chosen.parts.size() > 1 ? tr("Run both workflows") : tr("Run the workflow"));
    updateConfirm();
    m_ui->remoteForm->setChoice(chosen, m_work.state(), m_work.choices());
    orderStops();
    revealChoice();
}

/// Once the list has the height that the form leaves it.
void RemotePage::revealChoice()
{
    QMetaObject::invokeMethod(this, [this] {
        // Of a lower list the half of another row would be seen above it.
        const bool isLow = m_ui->remoteChoices->viewport()->height() < 2 * tallRow;
        m_ui->remoteChoices->scrollTo(m_ui->remoteChoices->currentIndex(), isLow ? QAbstractItemView::PositionAtTop : QAbstractItemView::EnsureVisible);
    }, Qt::QueuedConnection);
}

/// The fields are made anew with each choice, and would stand at the end.
void RemotePage::orderStops()
{
    QWidget *before = m_ui->remoteConfirmNo;
    for (QWidget *editor : m_ui->remoteForm->editors() + QList<QWidget *>{m_ui->remoteEnable, m_ui->remoteRun}) {
        setTabOrder(before, editor);
        before = editor;
    }
}

/// What was recognised by its names is a guess until a person has said so, once.
void RemotePage::updateConfirm()
{
    const RemoteChoice chosen = choice();
    const QString question = confirmQuestion(chosen);
    const bool wasRefused = !chosen.refused.isEmpty();
    m_ui->remoteConfirmBox->setVisible(!question.isEmpty() || wasRefused);
    const bool isPair = chosen.unconfirmed.size() > 1;
    const QString was = isPair ? tr("You said that they do not do what their names say.") : tr("You said that it does not do what its name says.");
    const QString after = isPair ? tr("They do after all") : tr("It does after all");
    m_ui->remoteConfirm->setContent(u"advice"_s, wasRefused ? was : question, Tone::Muted);
    m_ui->remoteConfirmYes->setText(wasRefused ? after : isPair ? tr("Yes, they do") : tr("Yes, it does"));
    m_ui->remoteConfirmNo->setText(isPair ? tr("They do not") : tr("It does not"));
    m_ui->remoteConfirmNo->setVisible(!wasRefused);
}

/// What will be sent is in view whole, unless it is longer than a part of the pane; then what is filled in, before the list.
void RemotePage::fitRequest()
{
    const QWidget *pane = m_ui->remoteStartPane;
    const int whole = m_ui->remoteRequest->heightForWidth(m_ui->remoteRequestScroll->width());
    const int heads = m_ui->remoteChoicesHead->sizeHint().height() + m_ui->remoteFormHead->sizeHint().height();
    const int form = choice().parts.isEmpty() ? m_ui->remoteFormBody->sizeHint().height() : heightAt(m_ui->remoteForm->layout(), pane->width());
    const bool isLow = pane->height() < lowPane;
    // While a question stands below, what it is about is to be seen.
    const bool isAsked = !m_ui->remoteConfirmBox->isHidden();
    const int choices = (isLow || isAsked ? 1 : choicesBesideForm) * tallRow;
    // What is beside the request does not depend on its height, which the layout of its box tells only once it is asked to.
    m_ui->remoteRequestBox->layout()->activate();
    const int beside = heightAt(pane->layout()->itemAt(pane->layout()->count() - 1)->layout(), pane->width()) - m_ui->remoteRequestScroll->minimumHeight();
    int request = std::min(whole, pane->height() / mostOfPane);
    if (const int lacks = form + choices + heads + beside + request - pane->height(); isLow && lacks > 0)
        request = std::min(request, std::max(lowestRequest, request - lacks));
    m_ui->remoteRequestScroll->setFixedHeight(request);
    const qsizetype requests = choice().parts.size();
    m_ui->remoteRequestLabel->setText(requests < 2        ? tr("Will be sent")
                                      : request < whole ? tr("Will be sent: %1 requests, scroll for all").arg(requests)
                                                        : tr("Will be sent: %1 requests").arg(requests));
    m_ui->remoteRequestLabel->setToolTip(request < whole ? m_ui->remoteRequest->text() : QString());
    const int room = pane->height() - heads - beside - request;
    m_ui->remoteFormScroll->setMinimumHeight(std::min(form, std::max({lowestForm, room - choices, std::min(twoFields, room - tallRow)})));
}

bool RemotePage::eventFilter(QObject *watched, QEvent *event)
{
    // New fields have their height only once they are shown.
    const bool isFilled = watched == m_ui->remoteForm && event->type() == QEvent::LayoutRequest;
    if (isFilled || (event->type() == QEvent::Resize && watched == m_ui->remoteStartPane))
        fitRequest();
    else if (event->type() == QEvent::Resize && watched == m_ui->remoteRequestScroll)
        QMetaObject::invokeMethod(this, &RemotePage::fitRequest, Qt::QueuedConnection);
    else if (event->type() == QEvent::Resize && watched == m_ui->remoteChoices)
        revealChoice();
    return QWidget::eventFilter(watched, event);
}

QString RemotePage::besideWhom(const RemoteChoice &chosen) const
{
    QStringList lines;
    for (const github::Run &run : m_work.state().runs) {
        const auto isIts = [&run](const github::Preset &part) { return part.workflow.file() == run.path.section(u'/', -1).section(u'@', 0, 0); };
        // What is followed is known better than the list has it.
        const github::FollowedRun *known = m_work.followed(run.id);
        const bool isOn = !run.isOver() && !(known && known->run.isOver());
        if (isOn && std::ranges::any_of(chosen.parts, isIts))
            lines << tr("%1 is on already: %2.").arg(namedRun(run.name, run.number), originOf(run));
    }
    return lines.join(u' ');
}

void RemotePage::updateRequest()
{
    const RemoteChoice chosen = choice();
    const bool isChosen = !chosen.parts.isEmpty();
    const Result<RemotePlan> plan = isChosen ? m_ui->remoteForm->plan() : Result<RemotePlan>();
    QString why;
    // Nobody has pressed anything: that nothing was started need not be said.
    if (chosen.isDisabled)
        why = tr("“%1” is disabled on GitHub: nothing is sent. Enable it there, then read again (F5).").arg(chosen.title);
    else if (!plan)
        why = plan.error().message + u' ' + plan.error().advice;
    else if (m_work.act().isRunning())
        why = tr("A run of this window is on. When it has ended, another one can be started.");
    else if (const std::optional<github::Run> own = m_work.own())
        why = tr("%1 is on. When it has ended, another one can be started.").arg(namedRun(own->name, own->number));
    else if (m_work.state().status != RemoteState::Status::Ready)
        why = tr("The repository is being read.");
    else if (m_work.isReadingFiles())
        why = tr("The workflows of the branch are being read.");
    else if (const QString barred = whyBarred(); !barred.isEmpty())
        why = barred;
    else if (m_work.state().tokenFrom.isEmpty())
        why = tr("Sign in to start it.");
    else if (m_work.state().info.archived)
        why = tr("The repository is archived: nothing can be started.");
    QStringList lines;
    if (plan) {
        for (const RemoteStep &step : plan->steps)
            lines << (lines.isEmpty() ? QString() : tr("if that succeeds, ")) + requestText(step);
    }
    m_ui->remoteRequest->setText(lines.join(u'\n'));
    const bool canRun = isChosen && why.isEmpty() && chosen.isConfirmed();
    // Qt would hand the focus to the next button, and a key that was meant for this one would press that.
    if (!canRun && m_ui->remoteRun->hasFocus()) {
        m_ui->remoteChoices->setFocus(Qt::OtherFocusReason);
        m_runHadFocus = m_work.isReadingFiles();
    }
    m_ui->remoteRun->setEnabled(canRun);
    if (canRun && std::exchange(m_runHadFocus, false) && m_ui->remoteChoices->hasFocus())
        m_ui->remoteRun->setFocus(Qt::OtherFocusReason);
    m_ui->remoteRun->setToolTip(why.isEmpty() && !chosen.isConfirmed() ? tr("Say first whether it does what its name says.") : why);
    m_beside = besideWhom(chosen);
    const QString beside = why.isEmpty() ? m_beside : QString();
    m_ui->remoteWhy->setContent(beside.isEmpty() ? u"info"_s : u"warning"_s, why + beside, beside.isEmpty() ? Tone::Muted : Tone::Warn);
    m_ui->remoteWhy->setVisible(isChosen && !(why + beside).isEmpty());
    m_ui->remoteEnable->setVisible(chosen.isDisabled);
    fitRequest();
}

void RemotePage::run()
{
    const Result<RemotePlan> plan = m_ui->remoteForm->plan();
    if (!plan)
        return;
    if (m_work.inDoubt(*plan))
        return askOnceMore(*plan);
    awaitRun();
    m_work.start(*plan, choice().act());
}

/// What may run already is not started a second time by a press that was meant for the first.
void RemotePage::askOnceMore(const RemotePlan &plan)
{
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, window());
    dialog->setObjectName(u"onceMorePreview"_s);
    dialog->setTitle(m_ui->remoteRun->text(), m_work.state().place.repository.displayName());
    dialog->setSum(tr("“%1” may run already").arg(m_work.inDoubt(plan)->name),
                   tr("It was sent, and how it stands is not known. Look at the runs first: run once more, what it does is done twice."));
    dialog->setActText(tr("Run it once more"), u"remote"_s);
    // Its run may be found meanwhile, or end.
    connect(&m_work, &RemoteWork::followedChanged, dialog, [this, dialog, plan] {
        if (!m_work.inDoubt(plan))
            dialog->reject();
    });
    connect(dialog, &QDialog::accepted, this, [this, plan, act = choice().act()] {
        awaitRun();
        m_work.start(plan, act);
    });
    dialog->open();
    dialog->cancelButton()->setFocus(Qt::OtherFocusReason);
}

/// Nothing is selected until the new run is there, and the focus stands where a key does nothing: the button goes.
void RemotePage::awaitRun()
{
    m_ui->remoteRuns->setFocus(Qt::OtherFocusReason);
    selectRow(-1);
    m_ui->remoteLogPane->clear();
    m_followsAct = true;
    m_startedAgain = {};
}

} // namespace layerdeck
