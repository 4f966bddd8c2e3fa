// SPDX-License-Identifier: GPL-3.0-or-later
// Which repository the Remote page is about and as whom, in the real window: empty states, signing in and out without a keychain,
// other repositories. With LAYERDECK_SHOTS=FOLDER pictures are written there.
#include "contract/remoteapp.h"

#include <QClipboard>

#include <QDirIterator>
#include <QMenu>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestRemoteAccount : public RemoteTest
{
    Q_OBJECT

    static QString claim(const App &app) { return app.find<QWidget>(u"remoteEmpty"_s)->accessibleName(); }
    static QStringList filesWith(const QString &folder, const QByteArray &secret)
    {
        QStringList found;
        QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(secret))
                found << file.fileName();
        }
        return found;
    }
    static QString rights(const QWidget *dialog)
    {
        QString all;
        for (const IconNote *note : dialog->findChildren<IconNote *>())
            all += note->text() + u'\n';
        return all;
    }
    static void chooseInMenu(const App &app, const QString &text)
    {
        app.click(u"remoteRepository"_s);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        for (QAction *action : menu->actions()) {
            if (action->text() == text)
                action->trigger();
        }
        menu->close();
    }

public:
    TestRemoteAccount() { m_token.clear(); }

private slots:
    void aFolderWithoutARepository()
    {
        App app(*m_theme, m_server, false);
        auto *empty = app.find<QWidget>(u"remoteEmpty"_s);
        QTRY_VERIFY_WITH_TIMEOUT(empty->isVisible(), patience);
        QCOMPARE(claim(app), u"Deploy through GitHub Actions"_s);
        QVERIFY(!app.find<QWidget>(u"remoteError"_s)->isVisible());
        QVERIFY(!app.find<QWidget>(u"remoteStack"_s)->isVisible());
        QVERIFY(!app.find<QWidget>(u"remoteAccount"_s)->isVisible());
        app.shot(u"remote-no-repository"_s);
        // One that is named is enough; it is remembered.
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        app.click(u"remoteEmptyAct"_s);
        auto *dialog = app.dialog<PreviewDialog>(u"repositoryChoice"_s);
        QVERIFY(dialog);
        QVERIFY(!dialog->actButton()->isEnabled());
        auto *name = dialog->findChild<QLineEdit *>(u"repositoryName"_s);
        QTRY_COMPARE(QApplication::focusWidget(), name);
        QTest::keyClicks(name, u"nonsense"_s);
        app.shot(u"remote-choose-repository"_s);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        QVERIFY(dialog->isVisible());
        QVERIFY(dialog->findChild<IconNote *>(u"repositoryNote"_s)->text().contains("names no repository"_L1));
        name->setText(u"acme/watchparty"_s);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        READY(app);
        QVERIFY(!empty->isVisible());
        QCOMPARE(app.find<QPushButton>(u"remoteRepository"_s)->text(), u"watchparty"_s);
        App again(*m_theme, m_server, false, app.dir.path());
        READY(again);
    }

    /// A name that was mistyped is not taken in the place of the repository that is shown.
    void aRepositoryThatIsNotThereIsRefused()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        App app(*m_theme, m_server);
        READY(app);
        chooseInMenu(app, u"Another repository…"_s);
        auto *dialog = app.dialog<PreviewDialog>(u"repositoryChoice"_s);
        auto *name = dialog->findChild<QLineEdit *>(u"repositoryName"_s);
        name->setText(u"acme/watchpraty"_s);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        const auto *note = dialog->findChild<IconNote *>(u"repositoryNote"_s);
        QTRY_VERIFY_WITH_TIMEOUT(note->text().contains("GitHub does not find the repository acme/watchpraty"_L1), patience);
        QVERIFY2(note->text().contains("acme/watchparty stays chosen."_L1), qPrintable(note->text()));
        QVERIFY(dialog->isVisible());
        QCOMPARE(app.page->work()->state().place.repository.fullName(), u"acme/watchparty"_s);
        QVERIFY(app.page->work()->chosenRepository().isEmpty());
        app.shot(u"remote-choose-refused"_s);
        name->setText(u"mara/watchparty"_s);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(app.page->work()->chosenRepository(), u"github.com/mara/watchparty"_s, patience);
        READY(app);
    }

    void signsInWithoutAKeychain()
    {
        App app(*m_theme, m_server);
        auto *empty = app.find<QWidget>(u"remoteEmpty"_s);
        QTRY_VERIFY_WITH_TIMEOUT(empty->isVisible(), patience);
        QCOMPARE(claim(app), u"Sign in to see acme/watchparty"_s);
        QVERIFY(!app.find<QWidget>(u"remoteError"_s)->isVisible());
        app.shot(u"remote-no-token"_s);
        app.click(u"remoteEmptyAct"_s);
        auto *dialog = app.dialog<PreviewDialog>(u"signIn"_s);
        QVERIFY(dialog);
        auto *token = dialog->findChild<QLineEdit *>(u"signInToken"_s);
        auto *note = dialog->findChild<IconNote *>(u"signInNote"_s);
        QTRY_COMPARE(QApplication::focusWidget(), token);
        QCOMPARE(token->echoMode(), QLineEdit::Password);
        QVERIFY(!dialog->actButton()->isEnabled());
        // No client id is set: nobody is offered a code.
        QVERIFY(!dialog->findChild<QWidget *>(u"signInCode"_s)->isVisible());
        app.shot(u"remote-sign-in"_s);
        // One that GitHub refuses is not kept.
        QTest::keyClicks(token, u"wrong-token"_s);
        QTest::keyClick(token, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(note->text().contains("Nothing was kept."_L1), patience);
        QVERIFY(!note->text().contains("wrong-token"_L1));
        QVERIFY(token->isEnabled());
        app.shot(u"remote-sign-in-refused"_s);
        token->setText(u"contract-token"_s);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        auto *sum = dialog->findChild<QLabel *>(u"previewSum"_s);
        QTRY_COMPARE_WITH_TIMEOUT(sum->text(), u"Signed in as mara"_s, patience);
        QVERIFY2(dialog->findChild<QLabel *>(u"previewSentence"_s)->text().contains("in memory for this run"_L1),
                 qPrintable(dialog->findChild<QLabel *>(u"previewSentence"_s)->text()));
        QVERIFY2(rights(dialog).contains(u"As far as its scopes go (“repo”)"_s), qPrintable(rights(dialog)));
        QVERIFY(token->text().isEmpty());
        app.shot(u"remote-signed-in"_s);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        READY(app);
        QCOMPARE(app.find<QPushButton>(u"remoteAccount"_s)->text(), u"mara"_s);
        QVERIFY2(app.find<IconNote>(u"remoteToken"_s)->text().contains("memory only"_L1), qPrintable(app.find<IconNote>(u"remoteToken"_s)->text()));
        // It starts workflows, and is written nowhere.
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        ENDED(app);
        QTRY_VERIFY_WITH_TIMEOUT(Journal::open()->runs()->value(0).outcome == "success"_L1, patience);
        QVERIFY(QFile::exists(app.dir.filePath(u"state/layerdeck/journal.sqlite"_s)));
        QCOMPARE(filesWith(app.dir.path(), "contract-token"), QStringList());
        QCOMPARE(filesWith(app.dir.path(), "wrong-token"), QStringList());
        // Another window knows nothing of it.
        {
            App other(*m_theme, m_server, true, app.dir.path());
            QTRY_VERIFY_WITH_TIMEOUT(other.find<QWidget>(u"remoteEmpty"_s)->isVisible(), patience);
        }
        app.click(u"remoteAccount"_s);
        auto *account = app.dialog<PreviewDialog>(u"account"_s);
        QVERIFY(account);
        QVERIFY2(rights(account).contains("memory only"_L1), qPrintable(rights(account)));
        QCOMPARE(account->actButton()->text(), u"Sign out"_s);
        app.shot(u"remote-account"_s);
        QTest::mouseClick(account->actButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(empty->isVisible(), patience);
        QVERIFY(!app.find<QWidget>(u"remoteError"_s)->isVisible());
    }

    void signsInWithACode()
    {
        qputenv("LAYERDECK_GITHUB_CLIENT_ID", "contract-client");
        App app(*m_theme, m_server);
        qunsetenv("LAYERDECK_GITHUB_CLIENT_ID");
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QWidget>(u"remoteEmpty"_s)->isVisible(), patience);
        app.click(u"remoteEmptyAct"_s);
        auto *dialog = app.dialog<PreviewDialog>(u"signIn"_s);
        auto *ask = dialog->findChild<QPushButton *>(u"signInCode"_s);
        QVERIFY(ask->isVisible());
        // Refused on GitHub: the person can begin again.
        m_server.set({{u"deviceAnswers"_s, QJsonArray{u"access_denied"_s}}});
        QTest::mouseClick(ask, Qt::LeftButton);
        auto *note = dialog->findChild<IconNote *>(u"signInNote"_s);
        QTRY_VERIFY_WITH_TIMEOUT(note->text().contains("was refused on GitHub"_L1), patience);
        QVERIFY(ask->isEnabled());
        // As long as it is not typed, the code stands there.
        QJsonArray pending;
        for (int i = 0; i < 10'000; ++i)
            pending << u"authorization_pending"_s;
        m_server.set({{u"deviceAnswers"_s, pending}});
        QTest::mouseClick(ask, Qt::LeftButton);
        auto *code = dialog->findChild<QLabel *>(u"signInShownCode"_s);
        QTRY_VERIFY_WITH_TIMEOUT(code->isVisible(), patience);
        QCOMPARE(code->text(), u"WDJB-MJHT"_s);
        QVERIFY2(note->text().contains("/login/device within 15 minutes"_L1), qPrintable(note->text()));
        app.shot(u"remote-code"_s);
        m_server.set({{u"deviceAnswers"_s, QJsonArray()}});
        QTRY_COMPARE_WITH_TIMEOUT(dialog->findChild<QLabel *>(u"previewSum"_s)->text(), u"Signed in as mara"_s, patience);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        READY(app);
        QCOMPARE(filesWith(app.dir.path(), "contract-token"), QStringList());
        QCOMPARE(filesWith(app.dir.path(), "contract-device"), QStringList());
    }

    void givingUpEndsTheQuestions()
    {
        qputenv("LAYERDECK_GITHUB_CLIENT_ID", "contract-client");
        App app(*m_theme, m_server);
        qunsetenv("LAYERDECK_GITHUB_CLIENT_ID");
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QWidget>(u"remoteEmpty"_s)->isVisible(), patience);
        m_server.set({{u"deviceAnswers"_s, QJsonArray{u"authorization_pending"_s}}});
        app.page->work()->setDevicePace({std::chrono::hours(1)});
        app.click(u"remoteEmptyAct"_s);
        QPointer<PreviewDialog> dialog = app.dialog<PreviewDialog>(u"signIn"_s);
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"signInCode"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QLabel *>(u"signInShownCode"_s)->isVisible(), patience);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!dialog);
        QVERIFY(!app.page->work()->isSigningIn());
        QVERIFY(app.find<QWidget>(u"remoteEmpty"_s)->isVisible());
    }

    /// A token that is not ours to forget.
    void theTokenOfTheEnvironment()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        m_server.set({{u"scopes"_s, QJsonValue()}});
        App app(*m_theme, m_server);
        READY(app);
        app.click(u"remoteAccount"_s);
        auto *account = app.dialog<PreviewDialog>(u"account"_s);
        QVERIFY(account);
        QVERIFY2(rights(account).contains("GitHub does not tell what a fine-grained token may"_L1), qPrintable(rights(account)));
        QVERIFY(account->findChild<QLabel *>(u"previewSentence"_s)->text().contains("GH_ENTERPRISE_TOKEN"_L1));
        QCOMPARE(account->actButton()->text(), u"Another token…"_s);
        app.shot(u"remote-account-environment"_s);
        QTest::mouseClick(account->actButton(), Qt::LeftButton);
        QTRY_VERIFY(app.dialog<PreviewDialog>(u"signIn"_s));
    }

    void aTokenThatIsRefused()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-expired");
        App app(*m_theme, m_server);
        auto *bar = app.find<ErrorBar>(u"remoteError"_s);
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), patience);
        QVERIFY(!app.find<QWidget>(u"remoteEmpty"_s)->isVisible());
        app.shot(u"remote-refused"_s);
        app.click(u"remoteErrorSignIn"_s);
        auto *dialog = app.dialog<PreviewDialog>(u"signIn"_s);
        dialog->findChild<QLineEdit *>(u"signInToken"_s)->setText(u"contract-token"_s);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        READY(app);
        QTRY_VERIFY(!bar->isVisible());
    }

    /// Scopes are not all: what GitHub has refused is no longer claimed, and does not outlive the token.
    void aRightThatWasRefused()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-reader");
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        ENDED(app);
        auto *bar = app.find<ErrorBar>(u"remoteError"_s);
        QVERIFY(bar->isVisible());
        QCOMPARE(app.page->work()->act().result->outcome, RemoteOutcome::Refused);
        QVERIFY(!app.find<QWidget>(u"remoteActBox"_s)->isVisible());
        app.click(u"remoteErrorClose"_s);
        QVERIFY(!bar->isVisible());
        app.click(u"remoteRun"_s);
        ENDED(app);
        QVERIFY(bar->isVisible());
        app.click(u"remoteAccount"_s);
        auto *account = app.dialog<PreviewDialog>(u"account"_s);
        QVERIFY(account->cancelButton()->hasFocus());
        QVERIFY2(!rights(account).contains(u"it may read"_s), qPrintable(rights(account)));
        QVERIFY2(rights(account).contains(u"GitHub refused a change: The token from GH_ENTERPRISE_TOKEN has no right"_s), qPrintable(rights(account)));
        app.shot(u"remote-account-refused"_s);
        account->reject();
        bool isIn = false;
        app.page->work()->signIn("contract-token", [&isIn](const Result<SignedIn> &in) { isIn = in.has_value(); });
        QTRY_VERIFY_WITH_TIMEOUT(isIn, patience);
        READY(app);
        QVERIFY(!bar->isVisible());
        QVERIFY(!app.window->findChild<HeaderBar *>()->run()->isVisible());
        QVERIFY(!app.page->work()->state().refused);
    }

    /// What runs goes on with the token that it was begun with.
    void nobodySignsOutDuringAnAct()
    {
        App app(*m_theme, m_server);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QWidget>(u"remoteEmpty"_s)->isVisible(), patience);
        bool isIn = false;
        app.page->work()->signIn("contract-token", [&isIn](const Result<SignedIn> &in) { isIn = in.has_value(); });
        QTRY_VERIFY_WITH_TIMEOUT(isIn, patience);
        READY(app);
        m_server.set({{u"stepSeconds"_s, 0}});
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        app.click(u"remoteAccount"_s);
        auto *account = app.dialog<PreviewDialog>(u"account"_s);
        QCOMPARE(account->actButton()->text(), u"Sign out"_s);
        QVERIFY(!account->actButton()->isEnabled());
        QVERIFY(!account->findChild<QPushButton *>(u"accountOther"_s)->isEnabled());
        account->reject();
        m_server.set({{u"stepSeconds"_s, 100}});
        ENDED(app);
        app.click(u"remoteAccount"_s);
        account = app.dialog<PreviewDialog>(u"account"_s);
        QTRY_VERIFY(account && account->actButton()->isEnabled());
    }

    /// Also where the token came from elsewhere, and whoever asks for it.
    void nobodySignsInDuringAnAct()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        m_server.set({{u"stepSeconds"_s, 0}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        app.click(u"remoteAccount"_s);
        auto *account = app.dialog<PreviewDialog>(u"account"_s);
        QCOMPARE(account->actButton()->text(), u"Another token…"_s);
        QVERIFY(!account->actButton()->isEnabled());
        account->reject();
        std::optional<ErrorCode> code;
        const auto note = [&code](const Result<SignedIn> &in) { code = in ? std::nullopt : std::optional(in.error().code); };
        app.page->work()->signIn("contract-reader", note);
        QCOMPARE(code, ErrorCode::Busy);
        code.reset();
        app.page->work()->signInWithCode({}, note);
        QCOMPARE(code, ErrorCode::Busy);
        QVERIFY(!app.page->work()->isSigningIn());
        m_server.set({{u"stepSeconds"_s, 100}});
        ENDED(app);
        QCOMPARE(app.page->work()->act().result->outcome, RemoteOutcome::Succeeded);
    }

    /// Nothing is asked, and nothing can be started, as the one before once there is another.
    void theTokenBeforeIsNoLongerAtWork()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        bool isIn = false;
        connect(app.page->work(), &RemoteWork::stateChanged, this, [&] {
            if (!isIn || app.page->work()->state().status != RemoteState::Status::Looking)
                return;
            QVERIFY(app.page->work()->state().tokenFrom.isEmpty() || app.page->work()->state().isHeld);
            app.page->work()->start({{{u"deploy.yml"_s, u"Deploy to Lightsail"_s, u"main"_s, {}}}});
        });
        app.page->work()->signIn("contract-reader", [&isIn](const Result<SignedIn> &in) { isIn = in.has_value(); });
        QTRY_VERIFY_WITH_TIMEOUT(isIn && app.page->work()->state().status == RemoteState::Status::Ready, patience);
        QVERIFY(!app.page->work()->act().isRunning());
        QVERIFY(app.page->work()->act().plan.steps.isEmpty());
    }

    /// What has no right to it is given another token from where that is said, and what could not be read is asked for again.
    void aRefusalOffersWhatHelps()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        const auto refuse = [this](int status) {
            const QJsonObject fault{{u"method"_s, u"GET"_s}, {u"path"_s, u"/actions/caches"_s}, {u"status"_s, status}, {u"times"_s, 1}};
            m_server.set({{u"faults"_s, QJsonArray{fault}}});
        };
        App app(*m_theme, m_server);
        READY(app);
        refuse(403);
        app.page->work()->readCaches();
        auto *bar = app.find<ErrorBar>(u"remoteError"_s);
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), patience);
        auto *signIn = app.find<QPushButton>(u"remoteErrorSignIn"_s);
        QVERIFY(signIn->isVisible());
        QCOMPARE(signIn->text(), u"Another token…"_s);
        QVERIFY(app.find<QPushButton>(u"remoteAgain"_s)->isVisible());
        QVERIFY(!app.find<QPushButton>(u"remoteErrorOpen"_s)->isVisible());
        app.shot(u"remote-no-right"_s);
        app.click(u"remoteErrorSignIn"_s);
        QTRY_VERIFY(app.dialog<PreviewDialog>(u"signIn"_s));
        app.dialog<PreviewDialog>(u"signIn"_s)->reject();
        app.click(u"remoteAgain"_s);
        QVERIFY(!bar->isVisible());
    }

    void singleSignOnNamesItsLink()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-sso");
        App app(*m_theme, m_server);
        auto *bar = app.find<ErrorBar>(u"remoteError"_s);
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), patience);
        QVERIFY2(bar->notice().helps.join(u' ').contains("https://github.com/orgs/acme/sso?authorization_request=A1"_L1),
                 qPrintable(bar->notice().helps.join(u' ')));
        QVERIFY(app.find<QPushButton>(u"remoteErrorOpen"_s)->isVisible());
        app.click(u"remoteErrorCopy"_s);
        QCOMPARE(QApplication::clipboard()->text(), u"https://github.com/orgs/acme/sso?authorization_request=A1"_s);
        app.shot(u"remote-sso"_s);
        // So it is where somebody signs in with such a token.
        app.click(u"remoteErrorSignIn"_s);
        QTRY_VERIFY(app.dialog<PreviewDialog>(u"signIn"_s));
        auto *dialog = app.dialog<PreviewDialog>(u"signIn"_s);
        dialog->findChild<QLineEdit *>(u"signInToken"_s)->setText(u"contract-sso"_s);
        QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
        auto *copy = dialog->findChild<QPushButton *>(u"signInCopyLink"_s);
        QTRY_VERIFY_WITH_TIMEOUT(copy->isVisible(), patience);
        const QString note = dialog->findChild<IconNote *>(u"signInNote"_s)->text();
        QVERIFY2(note.startsWith(u"The organisation wants single sign-on: the token from this window is not authorised for it so far."_s), qPrintable(note));
        QApplication::clipboard()->clear();
        QTest::mouseClick(copy, Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), u"https://github.com/orgs/acme/sso?authorization_request=A1"_s);
    }

    void anArchivedRepository()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        m_server.set({{u"archived"_s, true}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        QVERIFY2(app.find<IconNote>(u"remoteWhy"_s)->text().contains("is archived"_L1), qPrintable(app.find<IconNote>(u"remoteWhy"_s)->text()));
    }

    void actionsThatAreDisabled()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        m_server.set({{u"actionsDisabled"_s, true}});
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        ENDED(app);
        auto *bar = app.find<ErrorBar>(u"remoteError"_s);
        QTRY_VERIFY(bar->isVisible());
        QVERIFY2(bar->notice().title.contains("GitHub Actions are disabled"_L1), qPrintable(bar->notice().title));
        QVERIFY(!bar->notice().helps.isEmpty());
        QCOMPARE(m_server.runs().size(), 1);
    }

    void aRenamedRepository()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.page->work()->chooseRepository(u"acme/oldparty"_s));
        READY(app);
        QVERIFY2(app.find<PageHead>(u"remoteHead"_s)->sentence().contains(" as mara, renamed from acme/oldparty."_L1),
                 qPrintable(app.find<PageHead>(u"remoteHead"_s)->sentence()));
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        ENDED(app);
        QVERIFY(!app.page->work()->act().result->error);
    }

    void severalRemotes()
    {
        qputenv("GH_ENTERPRISE_TOKEN", "contract-token");
        App app(*m_theme, m_server);
        READY(app);
        QVERIFY(app.choose(u"Deploy"_s));
        QVERIFY(app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        chooseInMenu(app, u"mara/watchparty (fork)"_s);
        QTRY_COMPARE_WITH_TIMEOUT(app.page->work()->state().info.fullName, u"mara/watchparty"_s, patience);
        READY(app);
        QVERIFY(app.find<PageHead>(u"remoteHead"_s)->sentence().startsWith("mara/watchparty on 127.0.0.1:"_L1));
        // What was said of one repository counts for that one.
        QVERIFY(app.select(u"remoteChoices"_s, u"Deploy"_s));
        QVERIFY(!app.find<QPushButton>(u"remoteRun"_s)->isEnabled());
        {
            App again(*m_theme, m_server, true, app.dir.path());
            READY(again);
            QCOMPARE(again.page->work()->state().info.fullName, u"mara/watchparty"_s);
        }
        chooseInMenu(app, u"acme/watchparty (origin)"_s);
        QTRY_COMPARE_WITH_TIMEOUT(app.page->work()->state().info.fullName, u"acme/watchparty"_s, patience);
        READY(app);
        // One that is not there says so, and the way back is the same.
        QVERIFY(app.page->work()->chooseRepository(u"acme/none"_s));
        QTRY_VERIFY_WITH_TIMEOUT(app.find<ErrorBar>(u"remoteError"_s)->isVisible(), patience);
        QVERIFY(app.find<QPushButton>(u"remoteRepository"_s)->isVisible());
        chooseInMenu(app, u"acme/watchparty (origin)"_s);
        READY(app);
        QTRY_VERIFY(!app.find<ErrorBar>(u"remoteError"_s)->isVisible());
        // While something runs, its repository stays.
        m_server.set({{u"stepSeconds"_s, 0}});
        QVERIFY(app.choose(u"Deploy"_s));
        app.click(u"remoteRun"_s);
        QVERIFY(!app.find<QPushButton>(u"remoteRepository"_s)->isEnabled());
    }
};

QTEST_MAIN(TestRemoteAccount)
#include "tst_remoteaccount.moc"
