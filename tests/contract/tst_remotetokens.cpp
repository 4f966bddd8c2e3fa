// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/remotecli.h"
#include "support/keyring.h"

#include <csignal>

#ifndef Q_OS_WIN
#include <sys/resource.h>
#endif

using namespace layerdeck;
using namespace Qt::StringLiterals;
using layerdeck::support::ContractServer;
using layerdeck::support::Keyring;

/// Which token `layerdeck remote` takes, how it signs in and out, and where a token is not.
class TestRemoteTokens : public QObject, RemoteCli
{
    Q_OBJECT

    /// The keychain is the only one to give a token.
    static QMap<QString, QString> sessionOf(const Keyring &keyring)
    {
        QMap<QString, QString> session = keyring.environment();
        session.remove(u"HOME"_s);
        session.insert(u"GH_ENTERPRISE_TOKEN"_s, {});
        return session;
    }

private slots:
    void initTestCase()
    {
        NEED_SERVER();
    }
    void init() { makeProject(); }
    void cleanup()
    {
        if (m_server.api().isValid())
            QCOMPARE(m_server.violations(), QString());
    }

    void tokensInTheirOrder()
    {
        // Nobody, then gh, then the environment.
        const QString folder = m_dir->filePath(u"bin"_s);
        QVERIFY(QDir().mkpath(folder));
        const QMap<QString, QString> without{{u"GH_ENTERPRISE_TOKEN"_s, {}}};
        const Run nobody = remote({u"status"_s}, without);
        QCOMPARE(nobody.code, 4);
        QVERIFY2(nobody.err.contains("set GH_ENTERPRISE_TOKEN"_L1), qPrintable(nobody.err));
        QFile gh(folder + u"/gh"_s);
        QVERIFY(gh.open(QIODevice::WriteOnly));
        gh.write("#!/bin/sh\n[ \"$1 $2 $3\" = 'auth token --hostname' ] && echo contract-token\n");
        gh.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        gh.close();
        const QString path = folder + u':' + qEnvironmentVariable("PATH");
        QVERIFY(remote({u"status"_s}, {{u"GH_ENTERPRISE_TOKEN"_s, {}}, {u"PATH"_s, path}}).out.contains("token from gh"_L1));
        QVERIFY(remote({u"status"_s}, {{u"PATH"_s, path}}).out.contains("token from GH_ENTERPRISE_TOKEN"_L1));
        // A token of github.com is none for another server.
        const Run others = remote({u"status"_s}, {{u"GH_ENTERPRISE_TOKEN"_s, {}}, {u"GH_TOKEN"_s, token}});
        QCOMPARE(others.code, 4);
        const Run broken = remote({u"status"_s}, {{u"GH_ENTERPRISE_TOKEN"_s, u"two words"_s}});
        QCOMPARE(broken.code, 3);
        QVERIFY(!broken.err.contains("two words"_L1));
    }

    void tokensThatMayNot()
    {
        const Run sso = remote({u"dispatch"_s, u"deploy.yml"_s}, {{u"GH_ENTERPRISE_TOKEN"_s, u"contract-sso"_s}});
        QCOMPARE(sso.code, 4);
        QVERIFY2(sso.err.contains("https://github.com/orgs/acme/sso?authorization_request=A1"_L1), qPrintable(sso.err));
        const Run reader = remote({u"dispatch"_s, u"deploy.yml"_s}, {{u"GH_ENTERPRISE_TOKEN"_s, u"contract-reader"_s}});
        QCOMPARE(reader.code, 4);
        QVERIFY2(reader.err.contains("The token needs actions write"_L1), qPrintable(reader.err));
        QCOMPARE(m_server.runs().size(), 1);
    }

    void signsInToTheKeychain()
    {
        NEED(Keyring::missing());
        Keyring keyring;
        QVERIFY(keyring.start());
        QMap<QString, QString> session = sessionOf(keyring);
        const Run login = remote({u"login"_s}, session, token.toLatin1() + '\n');
        QVERIFY2(login.code == 0, qPrintable(login.err));
        QVERIFY(login.out.contains("as mara. The token is in the system's keychain."_L1));
        QVERIFY(!login.out.contains(token) && !login.err.contains(token));
        const Run status = remote({u"status"_s}, session);
        QVERIFY2(status.out.contains("token from the keychain"_L1), qPrintable(status.out + status.err));
        QCOMPARE(filesWith(token.toLatin1()), QStringList());
        QCOMPARE(remote({u"logout"_s}, session).code, 0);
        QCOMPARE(remote({u"status"_s}, session).code, 4);
        // A token that GitHub refuses is not kept.
        QCOMPARE(remote({u"login"_s}, session, "wrong\n").code, 4);
        QCOMPARE(remote({u"login"_s}, session, "\n").code, 3);
        QCOMPARE(remote({u"status"_s}, session).code, 4);
    }

    void signsInWithACode()
    {
        NEED(Keyring::missing());
        Keyring keyring;
        QVERIFY(keyring.start());
        QMap<QString, QString> session = sessionOf(keyring);
        session.insert(u"LAYERDECK_GITHUB_CLIENT_ID"_s, u"contract-client"_s);
        const Run login = remote({u"login"_s, u"--device"_s}, session);
        QVERIFY2(login.code == 0, qPrintable(login.err));
        QVERIFY2(login.out.startsWith("Type the code WDJB-MJHT at http://127.0.0.1:"_L1), qPrintable(login.out));
        QVERIFY(login.out.contains("Signed in to "_L1) && login.out.contains(" as mara."_L1));
        QVERIFY(remote({u"status"_s}, session).out.contains("token from the keychain"_L1));
        QCOMPARE(filesWith(token.toLatin1()), QStringList());
        // The client id of the settings file counts as well; each answer is an object.
        session.remove(u"LAYERDECK_GITHUB_CLIENT_ID"_s);
        QVERIFY(QDir().mkpath(m_dir->filePath(u"config/layerdeck"_s)));
        QFile settings(m_dir->filePath(u"config/layerdeck/layerdeck.ini"_s));
        QVERIFY(settings.open(QIODevice::WriteOnly));
        settings.write("[github]\nclientId=contract-client\n");
        settings.close();
        const QList<QJsonObject> said = objects(remote({u"login"_s, u"--device"_s, u"--json"_s}, session).out);
        QCOMPARE(said.first()["code"_L1].toString(), u"WDJB-MJHT"_s);
        QCOMPARE(said.last()["login"_L1].toString(), u"mara"_s);
        m_server.set({{u"deviceAnswers"_s, QJsonArray{u"access_denied"_s}}});
        const Run refused = remote({u"login"_s, u"--device"_s}, session);
        QCOMPARE(refused.code, 4);
        QVERIFY2(refused.err.contains("was refused on GitHub. Nothing was kept."_L1), qPrintable(refused.err));
    }

    void withoutAKeychainNothingIsKept()
    {
        const Run login = remote({u"login"_s}, {}, token.toLatin1() + '\n');
        QCOMPARE(login.code, 1);
        QVERIFY2(login.err.contains("no keychain that can be used here. The token is good, and was not kept anywhere."_L1), qPrintable(login.err));
        QVERIFY(!login.out.contains(token) && !login.err.contains(token));
        QCOMPARE(filesWith(token.toLatin1()), QStringList());
    }

#ifndef Q_OS_WIN
    /// What a program that dies in the middle of it says, and what it leaves behind. A core file would be the system's, with all of the memory: none is
    /// made here.
    void theTokenIsInNoCrash()
    {
        m_server.set({{u"stepSeconds"_s, 0}});
        QProcess process;
        QProcessEnvironment env = environment({});
        env.insert(u"QT_LOGGING_RULES"_s, u"*.debug=true"_s);
        process.setProcessEnvironment(env);
        process.setWorkingDirectory(m_dir->path());
        process.setChildProcessModifier([] {
            const rlimit none{0, 0};
            ::setrlimit(RLIMIT_CORE, &none);
        });
        process.start(QStringLiteral(LAYERDECK), withApi(QStringList{u"dispatch"_s, u"deploy.yml"_s, u"--wait"_s} + quick));
        QByteArray said;
        while (!said.contains(": queued") && process.waitForReadyRead(60'000))
            said += process.readAllStandardOutput();
        QVERIFY(said.contains(": queued"));
        ::kill(static_cast<pid_t>(process.processId()), SIGSEGV);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        said += process.readAllStandardOutput() + process.readAllStandardError();
        QVERIFY(!said.contains(token.toLatin1()));
        QCOMPARE(filesWith(token.toLatin1()), QStringList());
        QCOMPARE(journal().first()["outcome"_L1].toString(), u"cut-off"_s);
    }
#endif

    /// Everything that was printed, with all of Qt's own logging on, and everything that was written.
    void theTokenIsNowhere()
    {
        const QMap<QString, QString> loud{{u"QT_LOGGING_RULES"_s, u"*.debug=true"_s}};
        const QList<QStringList> all{{u"status"_s}, {u"workflows"_s}, {u"caches"_s}, QStringList{u"redeploy"_s, u"--yes"_s} + quick,
                                     QStringList{u"dispatch"_s, u"deploy.yml"_s, u"--wait"_s, u"--json"_s} + quick, {u"dispatch"_s, u"ci.yml"_s},
                                     {u"dispatch"_s, u"deploy.yml"_s, u"--ref"_s, u"gone"_s}, {u"status"_s, u"--repo"_s, u"acme/none"_s}};
        for (const QStringList &arguments : all) {
            const Run run = remote(arguments, loud);
            QVERIFY2(!run.out.contains(token) && !run.err.contains(token), qPrintable(arguments.join(u' ')));
        }
        m_server.set({{u"faults"_s, QJsonArray{QJsonObject{{u"method"_s, u"GET"_s}, {u"path"_s, u"/actions/workflows"_s}, {u"status"_s, 500}, {u"times"_s, 9}}}}});
        const Run fault = remote({u"workflows"_s, u"--json"_s}, loud);
        QCOMPARE(fault.code, 4);
        QVERIFY(!fault.out.contains(token) && !fault.err.contains(token));
        QVERIFY(QFile::exists(m_dir->filePath(u"state/layerdeck/journal.sqlite"_s)));
        QCOMPARE(filesWith(token.toLatin1()), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestRemoteTokens)
#include "tst_remotetokens.moc"
