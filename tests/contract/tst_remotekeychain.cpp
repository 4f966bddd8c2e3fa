// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in and out from the window with a real keychain in a private session.
#include "contract/remoteapp.h"
#include "support/keyring.h"

#include <QDirIterator>

using namespace layerdeck;
using namespace Qt::StringLiterals;
using layerdeck::support::ContractServer;
using layerdeck::support::Keyring;

class TestRemoteKeychain : public QObject
{
    Q_OBJECT

    ContractServer m_server;
    Keyring m_keyring;
    std::unique_ptr<Theme> m_theme;

private slots:
    void initTestCase()
    {
        NEED_SERVER();
        NEED(Keyring::missing());
        QVERIFY(m_keyring.start());
        const QMap<QString, QString> session = m_keyring.environment();
        for (auto it = session.cbegin(); it != session.cend(); ++it)
            qputenv(it.key().toLatin1().constData(), it.value().toLocal8Bit());
        for (const char *name : {"GH_TOKEN", "GITHUB_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GH_ENTERPRISE_TOKEN"})
            qunsetenv(name);
        m_theme = stillTheme();
        QVERIFY(m_server.start());
    }

    void theTokenOutlivesTheWindow()
    {
        const QTemporaryDir home;
        {
            App app(*m_theme, m_server, true, home.path());
            QTRY_VERIFY_WITH_TIMEOUT(app.find<QWidget>(u"remoteEmpty"_s)->isVisible(), patience);
            app.click(u"remoteEmptyAct"_s);
            auto *dialog = app.dialog<PreviewDialog>(u"signIn"_s);
            dialog->findChild<QLineEdit *>(u"signInToken"_s)->setText(u"contract-token"_s);
            QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
            QTRY_COMPARE_WITH_TIMEOUT(dialog->findChild<QLabel *>(u"previewSentence"_s)->text(), u"The token is in the system's keychain."_s,
                                      patience);
            app.shot(u"remote-signed-in-keychain"_s);
            QTest::mouseClick(dialog->actButton(), Qt::LeftButton);
            READY(app);
        }
        App app(*m_theme, m_server, true, home.path());
        READY(app);
        QCOMPARE(app.page->work()->state().tokenFrom, u"the keychain"_s);
        app.click(u"remoteAccount"_s);
        auto *account = app.dialog<PreviewDialog>(u"account"_s);
        QCOMPARE(account->actButton()->text(), u"Sign out"_s);
        QTest::mouseClick(account->actButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QWidget>(u"remoteEmpty"_s)->isVisible(), patience);
        App other(*m_theme, m_server, true, home.path());
        QTRY_VERIFY_WITH_TIMEOUT(other.find<QWidget>(u"remoteEmpty"_s)->isVisible(), patience);
        QDirIterator files(home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY2(file.open(QIODevice::ReadOnly) && !file.readAll().contains("contract-token"), qPrintable(file.fileName()));
        }
        QCOMPARE(m_server.violations(), QString());
    }

    /// The last of these tests: the keychain stays locked. Where nobody unlocks it, it answers as an empty one does, so that the page cannot tell
    /// the two apart: it says what would bring the token back.
    void aKeychainThatIsLocked()
    {
        const QTemporaryDir home;
        {
            App app(*m_theme, m_server, true, home.path());
            QTRY_VERIFY_WITH_TIMEOUT(app.find<QWidget>(u"remoteEmpty"_s)->isVisible(), patience);
            bool isKept = false;
            app.page->work()->signIn("contract-token", [&isKept](const Result<SignedIn> &in) { isKept = in && !in->notKept; });
            QTRY_VERIFY_WITH_TIMEOUT(isKept, patience);
            READY(app);
        }
        QVERIFY(m_keyring.lock());
        App app(*m_theme, m_server, true, home.path());
        QTRY_VERIFY_WITH_TIMEOUT(app.find<QWidget>(u"remoteEmpty"_s)->isVisible(), patience);
        QCOMPARE(app.page->work()->state().lack, RemoteState::Lack::Token);
        QVERIFY(app.find<IconNote>(u"remoteEmptyVariable"_s)->text().contains("the keychain once that is unlocked"_L1));
        app.shot(u"remote-keychain-locked"_s);
        QCOMPARE(m_server.violations(), QString());
    }
};

QTEST_MAIN(TestRemoteKeychain)
#include "tst_remotekeychain.moc"
