// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/contractserver.h"

#include "base/json.h"

#include <QJsonDocument>
#include <QStandardPaths>
#include <QTcpSocket>

namespace layerdeck::support {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000;

} // namespace

ContractServer::~ContractServer()
{
    m_process.closeWriteChannel();
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(patience))
        m_process.kill();
}

bool ContractServer::mustBeThere()
{
    return qEnvironmentVariable("CI") == "true"_L1;
}

QString ContractServer::missing()
{
    if (qEnvironmentVariableIsEmpty("LAYERDECK_CONTRACT_DIR"))
        return u"GitHub's description is not here: packaging/contract.sh fetch"_s;
    if (QStandardPaths::findExecutable(u"node"_s).isEmpty())
        return u"Node.js is not installed"_s;
    return {};
}

bool ContractServer::start()
{
    if (m_process.state() == QProcess::Running) {
        control({{u"reset"_s, true}});
        return true;
    }
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(u"node"_s, {QStringLiteral(TEST_SOURCE_DIR "/tests/contract/server.mjs")});
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(patience))
            return false;
    }
    m_api = QUrl(QJsonDocument::fromJson(m_process.readLine()).object()["api"_L1].toString());
    return m_api.isValid();
}

QJsonObject ContractServer::control(const QJsonObject &asked)
{
    QTcpSocket socket;
    socket.connectToHost(m_api.host(), static_cast<quint16>(m_api.port()));
    if (!socket.waitForConnected(patience))
        return {};
    const QByteArray body = QJsonDocument(asked).toJson(QJsonDocument::Compact);
    socket.write("POST /_control HTTP/1.0\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(patience)) { }
    const QByteArray answer = socket.readAll();
    return QJsonDocument::fromJson(answer.mid(answer.indexOf("\r\n\r\n") + 4)).object();
}

QString ContractServer::violations()
{
    const QJsonObject state = control();
    if (!state.contains("violations"_L1))
        return u"the server does not answer"_s;
    return jsonStrings(state["violations"_L1]).join(u'\n');
}

} // namespace layerdeck::support
