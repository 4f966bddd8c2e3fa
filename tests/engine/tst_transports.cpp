// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/process.h"
#include "engine/client.h"

#include "support/engine.h"

#include <QDir>
#include <QFile>
#include <QLocalSocket>
#include <QProcess>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <qcoro/qcorotask.h>

#include <unistd.h>

using namespace layerdeck;
using namespace layerdeck::support;
using namespace Qt::StringLiterals;

namespace {

void relay(QIODevice *from, QIODevice *to)
{
    QObject::connect(from, &QIODevice::readyRead, to, [from, to] { to->write(from->readAll()); });
}

/// The real engine behind TLS: each connection is relayed to its socket.
class TlsFront
{
public:
    TlsFront(const QString &folder, const QString &name, const QString &socket, bool wantsClient = true)
    {
        const auto read = [&folder](const QString &file) {
            QFile f(folder + u'/' + file);
            return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
        };
        QSslConfiguration ssl = QSslConfiguration::defaultConfiguration();
        ssl.setLocalCertificate(QSslCertificate(read(name + u".pem"_s)));
        ssl.setPrivateKey(QSslKey(read(name + u"-key.pem"_s), QSsl::Rsa));
        ssl.setCaCertificates({QSslCertificate(read(u"ca.pem"_s))});
        ssl.setPeerVerifyMode(wantsClient ? QSslSocket::VerifyPeer : QSslSocket::VerifyNone);
        m_server.setSslConfiguration(ssl);
        QObject::connect(&m_server, &QTcpServer::pendingConnectionAvailable, &m_server, [this, socket] {
            QTcpSocket *client = m_server.nextPendingConnection();
            auto *engine = new QLocalSocket(client);
            engine->connectToServer(socket);
            relay(client, engine);
            relay(engine, client);
            QObject::connect(engine, &QLocalSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
            QObject::connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
            if (client->bytesAvailable() > 0)
                engine->write(client->readAll());
        });
        m_server.listen(QHostAddress::LocalHost);
    }
    Endpoint endpoint(const EndpointTls &tls, const QString &host = u"localhost"_s) const
    {
        Endpoint endpoint;
        endpoint.kind = Endpoint::Kind::Tcp;
        endpoint.host = host;
        endpoint.port = m_server.serverPort();
        endpoint.tls = tls;
        return endpoint;
    }

private:
    QSslServer m_server;
};

Result<EngineVersion> versionOf(const Endpoint &endpoint)
{
    const EngineClient client(DockerContext{u"test"_s, {}, endpoint});
    return QCoro::waitFor(client.version({}));
}

} // namespace

/// A real engine through TLS with generated certificates, and through a real SSH server on loopback.
class TestTransports : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    QString m_socket;
    QProcess m_sshd;
    quint16 m_sshPort = 0;
    QByteArray m_path;

    QString path(const QString &name) const { return m_dir.filePath(name); }
    void write(const QString &name, const QByteArray &text, QFile::Permissions permissions = QFile::ReadOwner | QFile::WriteOwner) const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
        QVERIFY(file.setPermissions(permissions));
    }
    void openssl(const QStringList &arguments) const
    {
        const Ran ran = runProgram(u"openssl"_s, arguments, m_dir.path());
        QVERIFY2(ran.code == 0, qPrintable(ran.err));
    }
    void authority(const QString &name) const
    {
        openssl({u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-days"_s, u"2"_s, u"-subj"_s, u"/CN="_s + name,
                 u"-keyout"_s, name + u"-key.pem"_s, u"-out"_s, name + u".pem"_s});
    }
    void certificate(const QString &name, const QString &authority, const QByteArray &alternative) const
    {
        write(name + u".ext"_s, "subjectAltName=" + alternative);
        openssl({u"req"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-subj"_s, u"/CN="_s + name, u"-keyout"_s,
                 name + u"-key.pem"_s, u"-out"_s, name + u".csr"_s});
        openssl({u"x509"_s, u"-req"_s, u"-in"_s, name + u".csr"_s, u"-CA"_s, authority + u".pem"_s, u"-CAkey"_s,
                 authority + u"-key.pem"_s, u"-CAcreateserial"_s, u"-days"_s, u"2"_s, u"-extfile"_s, name + u".ext"_s, u"-out"_s,
                 name + u".pem"_s});
    }
    /// A folder as docker has it: ca.pem, and cert.pem with key.pem where `client` is named.
    EndpointTls material(const QString &folder, const QString &authority, const QString &client) const
    {
        QDir().mkpath(path(folder));
        QFile::copy(path(authority + u".pem"_s), path(folder + u"/ca.pem"_s));
        if (!client.isEmpty()) {
            QFile::copy(path(client + u".pem"_s), path(folder + u"/cert.pem"_s));
            QFile::copy(path(client + u"-key.pem"_s), path(folder + u"/key.pem"_s));
        }
        return {path(folder), true};
    }

    void startSshd()
    {
        const QString program = qEnvironmentVariable("LAYERDECK_TEST_SSHD");
        if (program.isEmpty() || ::geteuid() != 0)
            return;
        for (const QString &key : {u"host"_s, u"other"_s, u"user"_s, u"stranger"_s}) {
            const Ran ran = runProgram(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, {}, u"-f"_s, path(key)});
            QVERIFY2(ran.code == 0, qPrintable(ran.err));
        }
        QFile::copy(path(u"user.pub"_s), path(u"authorized"_s));
        QTcpServer port;
        QVERIFY(port.listen(QHostAddress::LocalHost));
        m_sshPort = port.serverPort();
        port.close();
        const QByteArray dir = m_dir.path().toUtf8();
        write(u"bin/docker"_s, "#!/bin/sh\nDOCKER_HOST=" + qgetenv("DOCKER_HOST") + " PATH=" + m_path + " exec docker \"$@\"\n",
              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        write(u"sshd_config"_s, "Port " + QByteArray::number(m_sshPort) + "\nListenAddress 127.0.0.1\nHostKey " + dir
                                    + "/host\nAuthorizedKeysFile " + dir + "/authorized\nStrictModes no\nUsePAM no\nPidFile none\n"
                                      "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n"
                                      "PermitUserEnvironment no\nSetEnv PATH=" + dir + "/bin:/usr/bin:/bin\n");
        QDir().mkpath(u"/run/sshd"_s); // its empty folder for the unprivileged part; root only
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LD_LIBRARY_PATH"_s, qEnvironmentVariable("LAYERDECK_TEST_SSHD_LIBS"));
        m_sshd.setProcessEnvironment(environment);
        m_sshd.setProcessChannelMode(QProcess::MergedChannels);
        // As root, sshd wants a user of its own name. It is given one in a mount namespace, not on this machine.
        QFile users(u"/etc/passwd"_s);
        QVERIFY(users.open(QIODevice::ReadOnly));
        const QByteArray known = users.readAll();
        write(u"passwd"_s, known + (known.contains("\nsshd:") ? "" : "sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin\n"),
              QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
        m_sshd.start(u"unshare"_s, {u"--mount"_s, u"sh"_s, u"-c"_s,
                                    u"mount --bind \"$1\" /etc/passwd && exec \"$2\" -D -e -f \"$3\""_s, u"sh"_s,
                                    path(u"passwd"_s), program, path(u"sshd_config"_s)});
        QVERIFY(m_sshd.waitForStarted());
        QTRY_VERIFY2_WITH_TIMEOUT(canConnect() || m_sshd.state() == QProcess::NotRunning, "sshd does not listen", 20'000);
        QVERIFY2(m_sshd.state() == QProcess::Running, m_sshd.readAll().constData());
    }
    bool canConnect() const
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, m_sshPort);
        return socket.waitForConnected(1000);
    }
    /// ssh reads its configuration from the person's home: an ssh in front of it names another one.
    void useSshConfig(const QByteArray &text)
    {
        write(u"ssh_config"_s, "Host *\n  Port " + QByteArray::number(m_sshPort) + "\n  User " + qgetenv("USER_FOR_TEST") + "\n  IdentitiesOnly yes\n" + text);
        write(u"wrap/ssh"_s, "#!/bin/sh\nPATH=" + m_path + " exec ssh -F " + path(u"ssh_config"_s).toUtf8() + " \"$@\"\n",
              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("PATH", path(u"wrap"_s).toUtf8() + ':' + m_path);
    }
    QByteArray identity(const char *key) const { return "  IdentityFile " + path(QString::fromLatin1(key)).toUtf8() + '\n'; }
    QByteArray knownHost(const char *key) const
    {
        QFile file(path(QString::fromLatin1(key) + u".pub"_s));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        write(u"known"_s, "[127.0.0.1]:" + QByteArray::number(m_sshPort) + ' ' + file.readAll());
        return "  UserKnownHostsFile " + path(u"known"_s).toUtf8() + '\n';
    }
    static Endpoint sshEndpoint() { return *parseEndpoint(u"ssh://127.0.0.1"_s); }

private slots:
    void initTestCase()
    {
        if (const QString why = whyNoEngine(); !why.isEmpty())
            QSKIP(qPrintable(why));
        m_path = qgetenv("PATH");
        const Ran user = runProgram(u"id"_s, {u"-un"_s});
        qputenv("USER_FOR_TEST", user.out.trimmed().toUtf8());
        m_socket = parseEndpoint(qEnvironmentVariable("DOCKER_HOST"))->path;
        authority(u"ca"_s);
        authority(u"foreign"_s);
        certificate(u"server"_s, u"ca"_s, "DNS:localhost");
        certificate(u"elsewhere"_s, u"ca"_s, "DNS:engine.example");
        certificate(u"client"_s, u"ca"_s, "DNS:client");
        certificate(u"intruder"_s, u"foreign"_s, "DNS:client");
        startSshd();
    }
    void cleanupTestCase()
    {
        if (m_sshd.state() != QProcess::NotRunning) {
            m_sshd.terminate();
            m_sshd.waitForFinished();
        }
    }
    void cleanup() { qputenv("PATH", m_path); }

    void tls()
    {
        const TlsFront front(m_dir.path(), u"server"_s, m_socket);
        const EngineClient client(DockerContext{u"t"_s, {}, front.endpoint(material(u"good"_s, u"ca"_s, u"client"_s))});
        const auto version = QCoro::waitFor(client.version({}));
        QVERIFY2(version, version ? "" : qPrintable(version.error().sentences() + version.error().detail));
        QVERIFY(!version->version.isEmpty());
        QVERIFY(QCoro::waitFor(client.info({})));
    }

    /// Its certificate is one that the system trusts: docker's own programs must reach it too, and it is named only by its context.
    void dockerReachesContextWithoutAuthority()
    {
        const TlsFront front(m_dir.path(), u"server"_s, m_socket);
        const QString config = path(u"dockerconfig"_s);
        const Endpoint endpoint = front.endpoint({});
        QDir().mkpath(config);
        QFile::link(qEnvironmentVariable("DOCKER_CONFIG", QDir::homePath() + "/.docker"_L1) + "/cli-plugins"_L1, config + "/cli-plugins"_L1);
        const Ran made = runProgram(u"env"_s, {u"DOCKER_CONFIG="_s + config, u"docker"_s, u"context"_s, u"create"_s, u"far"_s, u"--docker"_s,
                                               u"host="_s + endpoint.url() + u",cert="_s + path(u"client.pem"_s) + u",key="_s
                                                   + path(u"client-key.pem"_s)});
        QVERIFY2(made.code == 0, qPrintable(made.err));
        ContextRequest request;
        request.configDir = config;
        request.contextOption = u"far"_s;
        const Result<DockerContext> context = resolveContext(request);
        QVERIFY(context);
        QVERIFY(context->endpoint.tls);
        QMap<QString, QString> environment = dockerEnvironment(*context);
        environment.insert(u"DOCKER_CONFIG"_s, config);
        environment.insert(u"SSL_CERT_FILE"_s, path(u"ca.pem"_s));
        const QStringList version{u"version"_s, u"--format"_s, u"{{.Server.Version}}"_s};
        const auto answer = QCoro::waitFor(runProcess({u"docker"_s, version, {}, environment}, {}, {}));
        QVERIFY(answer);
        QVERIFY2(answer->exitCode == 0, answer->errorOutput.constData());
        const auto builder = QCoro::waitFor(runProcess({u"docker"_s, {u"buildx"_s, u"inspect"_s, engineBuilder(*context)}, {}, environment}, {}, {}));
        QVERIFY(builder);
        QVERIFY2(builder->exitCode == 0 && builder->output.contains("docker"), builder->errorOutput.constData());
    }

    void tlsRefused_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("authority");
        QTest::addColumn<QString>("client");
        QTest::addColumn<QString>("said");
        QTest::newRow("another name") << u"elsewhere"_s << u"ca"_s << u"client"_s << u"for another name than localhost"_s;
        QTest::newRow("another authority") << u"server"_s << u"foreign"_s << u"client"_s << u"not issued by the authority in ca.pem"_s;
        QTest::newRow("no certificate of ours") << u"server"_s << u"ca"_s << QString() << QString();
        QTest::newRow("a certificate the engine doesn't take") << u"server"_s << u"ca"_s << u"intruder"_s << QString();
    }
    void tlsRefused()
    {
        QFETCH(QString, server);
        QFETCH(QString, authority);
        QFETCH(QString, client);
        QFETCH(QString, said);
        const TlsFront front(m_dir.path(), server, m_socket);
        const auto version = versionOf(front.endpoint(material(QString::fromLatin1(QTest::currentDataTag()), authority, client)));
        QVERIFY(!version);
        QCOMPARE(version.error().code, ErrorCode::Unreachable);
        QVERIFY2(version.error().message.contains(said), qPrintable(version.error().message));
        QVERIFY(!version.error().advice.isEmpty());
    }

    void tlsWithoutVerification()
    {
        const TlsFront front(m_dir.path(), u"elsewhere"_s, m_socket, false);
        EndpointTls tls = material(u"unverified"_s, u"foreign"_s, {});
        tls.verify = false;
        QVERIFY(versionOf(front.endpoint(tls)));
    }

    void tlsFilesThatCannotBeUsed()
    {
        const TlsFront front(m_dir.path(), u"server"_s, m_socket);
        const EndpointTls half = material(u"half"_s, u"ca"_s, {});
        write(u"half/cert.pem"_s, "x");
        QVERIFY(versionOf(front.endpoint(half)).error().message.contains("Only one of"_L1));
        write(u"half/key.pem"_s, "x");
        QVERIFY(versionOf(front.endpoint(half)).error().message.contains("cert.pem"_L1));
    }

    void tlsToAPlainPort()
    {
        QTcpServer plain;
        QVERIFY(plain.listen(QHostAddress::LocalHost));
        QObject::connect(&plain, &QTcpServer::newConnection, &plain, [&plain] {
            QTcpSocket *socket = plain.nextPendingConnection();
            socket->write("HTTP/1.1 400 Bad Request\r\n\r\n");
            socket->disconnectFromHost();
        });
        Endpoint endpoint;
        endpoint.kind = Endpoint::Kind::Tcp;
        endpoint.host = u"127.0.0.1"_s;
        endpoint.port = plain.serverPort();
        endpoint.tls = material(u"plain"_s, u"ca"_s, u"client"_s);
        QVERIFY(!versionOf(endpoint));
    }

    void ssh()
    {
        if (m_sshPort == 0)
            QSKIP("no SSH server was given, or this is not root");
        useSshConfig(identity("user") + knownHost("host"));
        const EngineClient client(DockerContext{u"t"_s, {}, sshEndpoint()});
        const auto version = QCoro::waitFor(client.version({}));
        QVERIFY2(version, version ? "" : qPrintable(version.error().sentences() + u'\n' + version.error().detail));
        const auto images = QCoro::waitFor(client.images({}));
        QVERIFY(images);
    }

    void sshRefused_data()
    {
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QString>("said");
        QTest::newRow("unknown host key") << QByteArray("user") << QByteArray() << u"is not known"_s;
        QTest::newRow("another host key") << QByteArray("user") << QByteArray("other") << u"another one than before"_s;
        QTest::newRow("no key of ours") << QByteArray("stranger") << QByteArray("host") << u"did not let you in"_s;
    }
    void sshRefused()
    {
        if (m_sshPort == 0)
            QSKIP("no SSH server was given, or this is not root");
        QFETCH(QByteArray, user);
        QFETCH(QByteArray, host);
        QFETCH(QString, said);
        useSshConfig(identity(user.constData())
                     + (host.isEmpty() ? "  UserKnownHostsFile " + path(u"nobody"_s).toUtf8() + '\n' : knownHost(host.constData())));
        const auto version = versionOf(sshEndpoint());
        QVERIFY(!version);
        QVERIFY2(version.error().message.contains(said), qPrintable(version.error().message + u'\n' + version.error().detail));
        QVERIFY(version.error().advice.contains("ssh"_L1));
    }

    void sshWithoutDockerThere()
    {
        if (m_sshPort == 0)
            QSKIP("no SSH server was given, or this is not root");
        useSshConfig(identity("user") + knownHost("host"));
        QVERIFY(QFile::rename(path(u"bin/docker"_s), path(u"bin/away"_s)));
        // Debian's own docker may be installed: the command must be missing whatever the machine has.
        const Ran there = runProgram(path(u"wrap/ssh"_s), {u"127.0.0.1"_s, u"command -v docker"_s});
        const auto version = versionOf(sshEndpoint());
        QVERIFY(QFile::rename(path(u"bin/away"_s), path(u"bin/docker"_s)));
        if (there.code == 0)
            QSKIP("there is another docker in the standard folders");
        QVERIFY(!version);
        QVERIFY2(version.error().message.contains("no docker command"_L1), qPrintable(version.error().message));
    }

    void noSsh()
    {
        qputenv("PATH", path(u"empty"_s).toUtf8());
        const auto version = versionOf(sshEndpoint());
        QVERIFY(!version);
        QCOMPARE(version.error().code, ErrorCode::ToolMissing);
    }
};

QTEST_GUILESS_MAIN(TestTransports)
#include "tst_transports.moc"
