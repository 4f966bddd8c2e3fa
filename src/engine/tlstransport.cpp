// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/transportparts.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Result<QByteArray> readPem(const QString &path)
{
    QFile file(path);
    if (file.open(QIODevice::ReadOnly))
        return file.readAll();
    return failure(Error{ErrorCode::PermissionDenied, u"%1 cannot be read, so the engine was not asked."_s.arg(path), {},
                         u"Check the rights of the file."_s, file.errorString()});
}

/// RSA or elliptic curve: the file doesn't say which in a form that Qt tells.
QSslKey readKey(const QByteArray &pem)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        const QSslKey key(pem, algorithm);
        if (!key.isNull())
            return key;
    }
    return {};
}

Error unusable(const QString &path, const QString &what)
{
    return {ErrorCode::InvalidInput, u"%1 holds no %2 that can be used, so the engine was not asked."_s.arg(path, what), {},
            u"The file must be in PEM form; a key must have no passphrase."_s, {}};
}

Result<QSslConfiguration> configuration(const EndpointTls &tls)
{
    QSslConfiguration ssl = QSslConfiguration::defaultConfiguration();
    ssl.setProtocol(QSsl::TlsV1_2OrLater);
    ssl.setPeerVerifyMode(tls.verify ? QSslSocket::VerifyPeer : QSslSocket::VerifyNone);
    const QDir folder(tls.folder);
    if (folder.exists() && !QFileInfo(tls.folder).isReadable()) {
        return failure(Error{ErrorCode::PermissionDenied,
                             u"%1 cannot be read, so the engine was not asked."_s.arg(tls.folder),
                             {},
                             u"Check the rights of the folder."_s,
                             {}});
    }
    if (const QString path = folder.filePath(u"ca.pem"_s); QFile::exists(path)) {
        const auto pem = readPem(path);
        if (!pem)
            return failure(pem.error());
        const QList<QSslCertificate> authorities = QSslCertificate::fromData(*pem);
        if (authorities.isEmpty())
            return failure(unusable(path, u"certificate"_s));
        // These and no others: the system's authorities have no say over a private engine.
        ssl.setCaCertificates(authorities);
    } else if (tls.needsAuthority) {
        return failure(Error{ErrorCode::InvalidInput,
                             u"There is no ca.pem in %1, so the engine was not asked."_s.arg(tls.folder), {},
                             u"DOCKER_TLS_VERIFY asks for it: put the authority's certificate there, or set DOCKER_CERT_PATH."_s,
                             {}});
    }
    const QString certificatePath = folder.filePath(u"cert.pem"_s);
    const QString keyPath = folder.filePath(u"key.pem"_s);
    if (QFile::exists(certificatePath) != QFile::exists(keyPath)) {
        return failure(Error{ErrorCode::InvalidInput,
                             u"Only one of cert.pem and key.pem is in %1, so the engine was not asked."_s.arg(tls.folder), {},
                             u"Put both there, or neither."_s, {}});
    }
    if (QFile::exists(keyPath)) {
        const auto certificate = readPem(certificatePath);
        const auto key = readPem(keyPath);
        if (!certificate || !key)
            return failure(certificate ? key.error() : certificate.error());
        const QList<QSslCertificate> chain = QSslCertificate::fromData(*certificate);
        if (chain.isEmpty())
            return failure(unusable(certificatePath, u"certificate"_s));
        const QSslKey privateKey = readKey(*key);
        if (privateKey.isNull())
            return failure(unusable(keyPath, u"private key"_s));
        ssl.setLocalCertificateChain(chain);
        ssl.setPrivateKey(privateKey);
    }
    return ssl;
}

/// Why the certificate of the other side was not accepted, for a person.
Error verificationError(const Endpoint &endpoint, const QSslError &error)
{
    QString why;
    QString advice = u"Nothing was sent. Ask who runs the engine for its ca.pem, or choose another engine."_s;
    switch (error.error()) {
    case QSslError::HostNameMismatch:
        why = u"its certificate is for another name than %1"_s.arg(endpoint.host);
        advice = u"Nothing was sent. Use the name that the certificate has, or have one made for this name."_s;
        break;
    case QSslError::CertificateExpired:
        why = u"its certificate has expired (%1)"_s.arg(error.certificate().expiryDate().toString(Qt::ISODate));
        advice = u"Nothing was sent. Have the engine's certificate renewed; check this machine's clock."_s;
        break;
    case QSslError::CertificateNotYetValid:
        why = u"its certificate is not valid yet"_s;
        advice = u"Nothing was sent. Check this machine's clock."_s;
        break;
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        why = QFile::exists(endpoint.tls->folder + "/ca.pem"_L1)
                  ? u"its certificate was not issued by the authority in ca.pem"_s
                  : u"there is no ca.pem in %1, and no authority that this machine trusts issued its certificate"_s.arg(
                        endpoint.tls->folder);
        break;
    default: why = error.errorString();
    }
    return {ErrorCode::Unreachable, u"The engine at %1 is not trusted: %2."_s.arg(endpoint.url(), why), {}, advice,
            error.errorString()};
}

Error handshakeError(const Endpoint &endpoint, const QSslSocket &socket)
{
    const QList<QSslError> errors = socket.sslHandshakeErrors();
    if (!errors.isEmpty())
        return verificationError(endpoint, errors.first());
    if (socket.error() == QAbstractSocket::SslHandshakeFailedError) {
        return {ErrorCode::Unreachable, u"No encrypted connection to %1 came about."_s.arg(endpoint.url()), {},
                u"Check that the engine speaks TLS at this port, and that it accepts the certificate in cert.pem."_s,
                socket.errorString()};
    }
    return tcpError(endpoint, socket.errorString());
}

} // namespace

QCoro::Task<Result<Connection>> connectTls(Endpoint endpoint, std::chrono::milliseconds timeout, CancelToken cancel)
{
    const Result<QSslConfiguration> ssl = configuration(*endpoint.tls);
    if (!ssl)
        co_return failure(ssl.error());
    auto socket = makeSocket<QSslSocket>();
    socket->setSslConfiguration(*ssl);
    socket->connectToHostEncrypted(endpoint.host, endpoint.port);
    // An address without a route is refused inside the call, before anyone listened.
    if (socket->state() == QAbstractSocket::UnconnectedState)
        co_return failure(tcpError(endpoint, socket->errorString()));
    switch (co_await waitConnected(socket, &QSslSocket::encrypted, timeout, cancel)) {
    case ConnectOutcome::Connected:
        socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
        co_return Connection(socket);
    case ConnectOutcome::Failed:
        co_return failure(handshakeError(endpoint, *socket));
    case ConnectOutcome::TimedOut:
        co_return failure(connectTimeoutError(endpoint, timeout));
    case ConnectOutcome::Cancelled:
        break;
    }
    co_return cancelled();
}

} // namespace layerdeck
