// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/endpoint.h"

#include <QCryptographicHash>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestEndpoint : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_config;

    void write(const QString &name, const QByteArray &text)
    {
        const QString path = m_config->filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    /// `folderOf`: the name that the folder has in the store; empty: its own.
    void addContext(const QByteArray &name, const QByteArray &host, const QByteArray &folderOf = {})
    {
        const QByteArray id = QCryptographicHash::hash(folderOf.isEmpty() ? name : folderOf, QCryptographicHash::Sha256).toHex();
        write(u"contexts/meta/"_s + QString::fromLatin1(id) + u"/meta.json"_s,
              "{\"Name\":\"" + name + "\",\"Metadata\":{\"Description\":\"d\"},\"Endpoints\":{\"docker\":{\"Host\":\"" + host + "\"}}}");
    }
    ContextRequest request() const
    {
        ContextRequest request;
        request.configDir = m_config->path();
        return request;
    }

private slots:
    void init() { m_config = std::make_unique<QTemporaryDir>(); }

    void readsAddresses()
    {
        QCOMPARE(parseEndpoint(u"unix:///run/d.sock"_s)->path, u"/run/d.sock"_s);
        const auto tcp = parseEndpoint(u"tcp://127.0.0.1:2375"_s);
        QCOMPARE(tcp->port, 2375);
        QCOMPARE(tcp->url(), u"tcp://127.0.0.1:2375"_s);
        QCOMPARE(parseEndpoint(u"tcp://[::1]:1"_s)->url(), u"tcp://[::1]:1"_s);
        for (const QString &bad : {u"unix://name"_s, u"ssh://"_s, u"ssh://-oProxyCommand=x"_s, u"ssh://h/x;touch%20y"_s,
                                   u"ssh://u:secret@host"_s, u"nonsense"_s, u""_s, u"fd://3"_s, u"npipe://"_s}) {
            const auto endpoint = parseEndpoint(bad);
            QVERIFY(!endpoint);
            QVERIFY(!endpoint.error().advice.isEmpty());
        }
    }

    void readsSshAndPipes()
    {
        const auto ssh = parseEndpoint(u"ssh://me@host.example:2222/run/d.sock"_s);
        QVERIFY(ssh);
        QCOMPARE(ssh->user, u"me"_s);
        QCOMPARE(ssh->port, 2222);
        QCOMPARE(ssh->path, u"/run/d.sock"_s);
        QCOMPARE(ssh->url(), u"ssh://me@host.example:2222/run/d.sock"_s);
        QCOMPARE(parseEndpoint(u"ssh://host"_s)->url(), u"ssh://host"_s);
        QCOMPARE(parseEndpoint(u"npipe:////./pipe/docker_engine"_s)->url(), u"npipe:////./pipe/docker_engine"_s);
    }

    void findsTlsMaterial()
    {
        addContext("prod", "tcp://10.0.0.1:2376");
        const QString id = QString::fromLatin1(QCryptographicHash::hash("prod", QCryptographicHash::Sha256).toHex());
        ContextRequest r = request();
        r.contextOption = u"prod"_s;
        QVERIFY(!resolveContext(r)->endpoint.tls);
        write(u"contexts/tls/"_s + id + u"/docker/ca.pem"_s, "x");
        QVERIFY(resolveContext(r)->endpoint.tls->verify);
        QCOMPARE(dockerEnvironment(*resolveContext(r)).value(u"DOCKER_CERT_PATH"_s), m_config->path() + u"/contexts/tls/"_s + id + u"/docker"_s);
        ContextRequest host = request();
        host.hostOption = u"tcp://h:1"_s;
        host.tls = EndpointTls{u"/certs"_s, true};
        QCOMPARE(resolveContext(host)->endpoint.tls->folder, u"/certs"_s);
        QCOMPARE(resolveContext(host)->endpoint.port, 1);
        host.hostOption = u"tcp://h"_s;
        QCOMPARE(resolveContext(host)->endpoint.port, 2376);
        host.tls.reset();
        QCOMPARE(resolveContext(host)->endpoint.port, 2375);
        host.hostOption = u"unix:///x"_s;
        QVERIFY(!resolveContext(host)->endpoint.tls);
    }

    void followsDockersOrder()
    {
        addContext("prod", "tcp://10.0.0.1:2375");
        addContext("other", "unix:///other.sock");
        QCOMPARE(resolveContext(request())->endpoint.url(), u"unix:///var/run/docker.sock"_s);
        write(u"config.json"_s, R"({"currentContext":"prod"})");
        ContextRequest r = request();
        QCOMPARE(resolveContext(r)->name, u"prod"_s);
        r.dockerContext = u"other"_s;
        QCOMPARE(resolveContext(r)->name, u"other"_s);
        r.dockerHost = u"unix:///h.sock"_s;
        QCOMPARE(resolveContext(r)->endpoint.path, u"/h.sock"_s);
        r.contextOption = u"prod"_s;
        QCOMPARE(resolveContext(r)->name, u"prod"_s);
        r.hostOption = u"unix:///o.sock"_s;
        QCOMPARE(resolveContext(r)->endpoint.path, u"/o.sock"_s);
    }

    void tellsAMissingContext()
    {
        ContextRequest r = request();
        r.contextOption = u"none"_s;
        QCOMPARE(resolveContext(r).error().code, ErrorCode::NotFound);
    }

    /// What is there and broken is said to be broken, not to be missing.
    void tellsABrokenContext()
    {
        const QString id = QString::fromLatin1(QCryptographicHash::hash("prod", QCryptographicHash::Sha256).toHex());
        write(u"contexts/meta/"_s + id + u"/meta.json"_s, "nonsense");
        ContextRequest r = request();
        r.contextOption = u"prod"_s;
        QCOMPARE(resolveContext(r).error().code, ErrorCode::InvalidInput);
        QVERIFY(resolveContext(r).error().message.contains(u"“prod”"_s));
        addContext("other", "unix:///o.sock", "prod");
        QCOMPARE(resolveContext(r).error().code, ErrorCode::InvalidInput);
        QVERIFY(resolveContext(r).error().message.contains(u"“other”"_s));
        write(u"config.json"_s, "nonsense");
        QCOMPARE(resolveContext(request()).error().code, ErrorCode::InvalidInput);
        QVERIFY(resolveContext(request()).error().message.contains("config.json"_L1));
        ContextRequest named = request();
        named.dockerHost = u"unix:///h.sock"_s;
        QVERIFY(resolveContext(named));
    }

    /// As it is listed: what is wrong with it, not that there is none.
    void tellsWhatIsWrongWithAContextWithoutAName()
    {
        write(u"contexts/meta/0123456789abcdef/meta.json"_s, "nonsense");
        ContextRequest r = request();
        QCOMPARE(listAllContexts(r).last().context.name, u"0123456789ab"_s);
        r.contextOption = u"0123456789ab"_s;
        QCOMPARE(resolveContext(r).error().code, ErrorCode::InvalidInput);
        QCOMPARE(resolveContext(r).error().message, listAllContexts(r).last().error->message);
    }

    /// docker's own reading of it: nothing in it is no fault, a member of another kind is one.
    void anEmptyConfigurationIsNone()
    {
        write(u"config.json"_s, "\n");
        QCOMPARE(resolveContext(request())->name, u"default"_s);
        QVERIFY(!configProblem(request()));
        write(u"config.json"_s, R"({"currentContext": 5})");
        QCOMPARE(resolveContext(request()).error().code, ErrorCode::InvalidInput);
        QVERIFY(configProblem(request()));
        write(u"config.json"_s, R"({"currentContext": null})");
        QCOMPARE(resolveContext(request())->name, u"default"_s);
    }

    void saysWhatIsBrokenInTheConfiguration()
    {
        QVERIFY(!configProblem(request()));
        write(u"config.json"_s, "{}");
        QVERIFY(!configProblem(request()));
        write(u"config.json"_s, "{\"auths\": {},}");
        const std::optional<Error> problem = configProblem(request());
        QVERIFY(problem);
        QVERIFY(problem->advice.contains(m_config->filePath(u"config.json"_s)));
        QVERIFY2(problem->detail.contains("byte 1"_L1), qPrintable(problem->detail));
        QVERIFY(resolveContext(request()).error().unchanged.contains("No engine was asked"_L1));
        // Where something else decides, an engine is found all the same.
        ContextRequest named = request();
        named.dockerHost = u"unix:///h.sock"_s;
        QVERIFY(configProblem(named) && resolveContext(named));
    }

    void listsWhatIsBroken()
    {
        addContext("b", "unix:///b.sock");
        write(u"contexts/meta/zz/meta.json"_s, "nonsense");
        addContext("moved", "unix:///o.sock", "before");
        QDir(m_config->path()).mkpath(u"contexts/meta/empty"_s);
        QStringList names;
        for (const ListedContext &listed : listAllContexts(request())) {
            names << listed.context.name + (listed.error ? u"!"_s : QString());
            QVERIFY(!listed.error || !listed.error->advice.isEmpty());
        }
        QCOMPARE(names, (QStringList{u"default"_s, u"b"_s, u"moved!"_s, u"zz!"_s}));
    }

    void listsWhatCanBeRead()
    {
        addContext("b", "unix:///b.sock");
        addContext("broken", "ssh://-x");
        write(u"contexts/meta/zz/meta.json"_s, "nonsense");
        QStringList names;
        for (const DockerContext &context : listContexts(request()))
            names << context.name;
        QCOMPARE(names, (QStringList{u"default"_s, u"b"_s}));
    }
};

QTEST_APPLESS_MAIN(TestEndpoint)
#include "tst_endpoint.moc"
