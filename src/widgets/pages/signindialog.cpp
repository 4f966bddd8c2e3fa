// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/signindialog.h"

#include "models/remotemodels.h"
#include "widgets/parts/browser.h"
#include "widgets/parts/iconlabel.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int longestToken = 4096;

QUrl tokenPage(const QUrl &api)
{
    QUrl page = github::siteUrlFor(api);
    page.setPath(github::isGitHubService(page.host()) ? u"/settings/personal-access-tokens/new"_s : u"/settings/tokens"_s);
    return page;
}

} // namespace

SignInDialog::SignInDialog(RemoteWork *work, QWidget *window)
    : PreviewDialog(Act::Goes, window)
    , m_work(work)
    , m_token(new QLineEdit)
    , m_fields(new QWidget)
    , m_codeBox(makeCodeBox())
    , m_askCode(toolButton(u"signInCode"_s, tr("Get a code"), u"lock"_s))
    , m_note(new IconNote)
    , m_rights(new QVBoxLayout)
{
    setObjectName(u"signIn"_s);
    const QString host = work->state().place.tokenHost;
    setTitle(tr("Sign in"), host);
    sayWhatIsAsked();
    setActText(tr("Sign in"), u"key"_s);
    m_token->setObjectName(u"signInToken"_s);
    m_token->setAccessibleName(tr("Token"));
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setMaxLength(longestToken);
    m_token->setPlaceholderText(tr("Paste it here"));
    m_note->setObjectName(u"signInNote"_s);
    m_rights->setSpacing(8);
    m_rights->setContentsMargins(4, 0, 0, 0);
    m_note->setContentsMargins(4, 0, 0, 0);
    auto *label = new QLabel(tr("Token"));
    label->setBuddy(m_token);
    auto *fields = new QVBoxLayout(m_fields);
    // Room for the ring around what has the focus.
    fields->setContentsMargins(4, 0, 4, 4);
    fields->setSpacing(8);
    fields->addWidget(label);
    fields->addWidget(m_token);
    auto *body = new QWidget;
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(12, 16, 12, 12);
    column->setSpacing(16);
    column->addWidget(m_codeBox);
    column->addWidget(m_fields);
    column->addWidget(m_note);
    column->addLayout(m_rights);
    column->addStretch(1);
    consequences()->addWidget(body);
    m_codeBox->hide();
    m_note->setContent(u"info"_s, tr("A fine-grained token needs Actions read and write, and Contents read; a classic one the scope “repo”. With "
                                     "Checks read annotations are shown, with "
                                     "Deployments read and write runs that wait can be approved."));
    QPushButton *make = toolButton(u"signInMake"_s, tr("Make a token on GitHub"), u"external"_s);
    tools()->addWidget(make);
    tools()->addWidget(m_askCode);
    m_openLink = toolButton(u"signInOpenLink"_s, tr("Open in browser"), u"external"_s);
    m_copyLink = toolButton(u"signInCopyLink"_s, tr("Copy the link"), u"copy"_s);
    for (QPushButton *button : {m_openLink, m_copyLink}) {
        tools()->addWidget(button);
        button->hide();
    }
    connect(m_openLink, &QPushButton::clicked, this, [this] { showInBrowser(m_link); });
    connect(m_copyLink, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_link); });
    m_askCode->setToolTip(tr("Sign in by typing a code on GitHub"));
    m_askCode->setVisible(!work->clientId().isEmpty());
    connect(make, &QPushButton::clicked, this, [api = work->state().place.api] { QDesktopServices::openUrl(tokenPage(api)); });
    connect(m_askCode, &QPushButton::clicked, this, &SignInDialog::askForCode);
    connect(m_token, &QLineEdit::textChanged, this, &SignInDialog::updateAct);
    connect(m_token, &QLineEdit::returnPressed, actButton(), &QPushButton::click);
    updateAct();
}

QWidget *SignInDialog::makeCodeBox()
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(4, 0, 4, 4);
    column->setSpacing(8);
    m_code = new QLabel;
    m_code->setObjectName(u"signInShownCode"_s);
    m_code->setProperty("type", u"claim"_s);
    m_code->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    QPushButton *copy = toolButton(u"signInCopyCode"_s, tr("Copy the code"), u"copy"_s);
    QPushButton *open = toolButton(u"signInOpenPage"_s, tr("Open GitHub"), u"external"_s);
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_code->text()); });
    connect(open, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(m_page); });
    auto *acts = new QHBoxLayout;
    acts->setSpacing(8);
    acts->addWidget(open);
    acts->addWidget(copy);
    acts->addStretch(1);
    column->addWidget(m_code);
    column->addLayout(acts);
    return box;
}

void SignInDialog::showEvent(QShowEvent *event)
{
    PreviewDialog::showEvent(event);
    m_token->setFocus(Qt::TabFocusReason);
}

void SignInDialog::sayWhatIsAsked()
{
    setSum(tr("A token for %1").arg(m_work->state().place.tokenHost),
           tr("Layerdeck asks GitHub whom it stands for before it keeps it in the system's keychain. It is sent to the address of the API only, and "
              "written to no file."));
}

void SignInDialog::updateAct() { actButton()->setEnabled(m_isDone || (!m_isBusy && !m_token->text().trimmed().isEmpty())); }

void SignInDialog::setBusy(bool busy)
{
    m_isBusy = busy;
    m_token->setEnabled(!busy);
    m_askCode->setEnabled(!busy);
    updateAct();
}

void SignInDialog::accept()
{
    if (m_isDone)
        return PreviewDialog::accept();
    setBusy(true);
    offerLink({});
    m_note->setContent(u"running"_s, tr("Asking GitHub whom it stands for."), Tone::Run);
    m_work->signIn(m_token->text().toUtf8(), [self = QPointer<SignInDialog>(this)](const Result<SignedIn> &in) {
        if (self)
            self->settle(in);
    });
}

void SignInDialog::reject()
{
    if (m_isBusy)
        m_work->stopSigningIn();
    PreviewDialog::reject();
}

/// Where an error names an address, nobody has to copy it by hand.
void SignInDialog::offerLink(const QString &link)
{
    m_link = link;
    m_openLink->setVisible(!link.isEmpty());
    m_copyLink->setVisible(!link.isEmpty());
}

void SignInDialog::askForCode()
{
    setBusy(true);
    m_note->setContent(u"running"_s, tr("Asking GitHub for a code."), Tone::Run);
    const QPointer<SignInDialog> self(this);
    m_work->signInWithCode(
        [self](const github::DeviceCode &code) {
            if (self)
                self->showCode(code);
        },
        [self](const Result<SignedIn> &in) {
            if (self)
                self->settle(in);
        });
}

void SignInDialog::showCode(const github::DeviceCode &code)
{
    m_page = code.page;
    m_code->setText(code.code);
    m_code->setAccessibleName(tr("Code to type on GitHub: %1").arg(code.code));
    m_codeBox->show();
    m_fields->hide();
    m_askCode->hide();
    setSum(tr("Type a code on GitHub"), tr("GitHub then gives Layerdeck a token, which is kept in the system's keychain and written to no file."));
    findChild<QPushButton *>(u"signInOpenPage"_s)->setFocus();
    m_note->setContent(
        u"waiting"_s,
        tr("Type this code at %1 within %2 minutes. Layerdeck goes on by itself.").arg(code.page.toString(), QString::number(code.expires.count() / 60)),
        Tone::Run);
}

void SignInDialog::settle(const Result<SignedIn> &in)
{
    m_codeBox->hide();
    m_isDone = in.has_value();
    setBusy(false);
    if (!in) {
        m_fields->show();
        m_askCode->setVisible(!m_work->clientId().isEmpty());
        sayWhatIsAsked();
        m_note->setContent(u"failed"_s, in.error().sentences(), Tone::Fail);
        offerLink(linkIn(in.error().advice));
        m_token->selectAll();
        return m_token->setFocus();
    }
    m_token->clear();
    m_fields->hide();
    m_askCode->hide();
    findChild<QPushButton *>(u"signInMake"_s)->hide();
    cancelButton()->hide();
    const QString login = in->identity.login;
    setSum(login.isEmpty() ? tr("Signed in") : tr("Signed in as %1").arg(login),
           in->notKept ? tr("The token is kept in memory for this run of Layerdeck: it is gone when the window closes, and written nowhere.")
                       : tr("The token is in the system's keychain."));
    RemoteState state;
    state.tokenFrom = u"this window"_s;
    state.scopes = in->identity.scopes;
    m_note->setVisible(in->notKept.has_value());
    if (in->notKept)
        m_note->setContent(u"warning"_s, in->notKept->sentences(), Tone::Warn);
    for (const RemoteRight &right : remoteRights(state)) {
        auto *line = new IconNote;
        line->setContent(right.icon, right.text, right.tone);
        m_rights->addWidget(line);
    }
    setActText(tr("Done"), u"ran"_s);
    updateAct();
    actButton()->setFocus();
}

} // namespace layerdeck
