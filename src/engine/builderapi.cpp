// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/builderapi.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <algorithm>
#include <optional>

namespace layerdeck::builderapi {

using namespace Qt::StringLiterals;

namespace {

/// The engine answers from its own store; a builder that is stuck must not hold a preview.
constexpr auto patience = std::chrono::seconds(10);

// Protocol buffers' wire format, as far as three messages of strings need it (protobuf.dev, "Encoding").

void addNumber(QByteArray &bytes, quint64 value)
{
    for (; value >= 0x80; value >>= 7)
        bytes.append(char(value | 0x80));
    bytes.append(char(value));
}

void addString(QByteArray &message, int field, const QByteArray &text)
{
    addNumber(message, quint64(field) << 3 | 2);
    addNumber(message, quint64(text.size()));
    message += text;
}

void addBool(QByteArray &message, int field)
{
    addNumber(message, quint64(field) << 3);
    addNumber(message, 1);
}

std::optional<quint64> takeNumber(QByteArrayView &rest)
{
    quint64 value = 0;
    for (int shift = 0; shift < 64 && !rest.isEmpty(); shift += 7) {
        const auto byte = quint8(rest.front());
        rest = rest.sliced(1);
        value |= quint64(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
    return {};
}

/// The bytes of a field; nothing where it is missing or the message is broken.
std::optional<QByteArray> bytesOf(const QByteArray &message, int field)
{
    QByteArrayView rest(message);
    while (!rest.isEmpty()) {
        const auto key = takeNumber(rest);
        if (!key)
            return {};
        const int kind = int(*key & 7);
        qsizetype size = kind == 1 ? 8 : 4;
        if (kind == 0) {
            if (!takeNumber(rest))
                return {};
            continue;
        }
        if (kind == 2) {
            const auto told = takeNumber(rest);
            if (!told || *told > quint64(rest.size()))
                return {};
            size = qsizetype(*told);
        } else if (kind != 1 && kind != 5) {
            return {};
        }
        if (size > rest.size())
            return {};
        if (kind == 2 && *key >> 3 == quint64(field))
            return rest.first(size).toByteArray();
        rest = rest.sliced(size);
    }
    return {};
}

// Numbers of fields: BuildKit's api/services/control/control.proto and frontend/gateway/pb/gateway.proto.

QByteArray solveRequest(const QByteArray &ref)
{
    QByteArray message;
    addString(message, 1, ref);
    addBool(message, 11); // Internal: not kept in the history of builds
    return message;
}

QByteArray resolveRequest(const QString &reference)
{
    QByteArray message;
    addString(message, 1, canonicalName(reference).toUtf8());
    addString(message, 3, "local"); // ResolveMode
    return message;
}

GrpcCall bridgeCall(const QByteArray &method, const QByteArray &ref)
{
    GrpcCall call;
    call.method = "/moby.buildkit.v1.frontend.LLBBridge/" + method;
    call.metadata.insert("buildkit-controlapi-buildid", ref);
    return call;
}

} // namespace

QString canonicalName(const QString &reference)
{
    const QString host = reference.section(u'/', 0, 0);
    if (reference.contains(u'/') && (host.contains(u'.') || host.contains(u':') || host == "localhost"_L1))
        return reference;
    return (reference.contains(u'/') ? u"docker.io/"_s : u"docker.io/library/"_s) + reference;
}

QCoro::Task<Result<QMap<QString, QByteArray>>> imageConfigs(GrpcChannel &channel, QStringList references, CancelToken cancel)
{
    const QByteArray ref = QUuid::createUuid().toByteArray(QUuid::Id128);
    // A build without instructions, open as long as questions are asked in its name.
    GrpcCall solve;
    solve.method = "/moby.buildkit.v1.Control/Solve";
    solve.message = solveRequest(ref);
    QCoro::Task<Result<QByteArray>> build = channel.call(solve, 10 * patience, cancel);
    GrpcCall question = bridgeCall("Ping", ref);
    const Result<QByteArray> pong = co_await channel.call(question, patience, cancel);
    QMap<QString, QByteArray> configs;
    std::optional<Error> error = pong ? std::nullopt : std::optional(pong.error());
    question = bridgeCall("ResolveImageConfig", ref);
    for (const QString &reference : references) {
        if (error)
            break;
        question.message = resolveRequest(reference);
        const Result<QByteArray> answer = co_await channel.call(question, patience, cancel);
        if (!answer) {
            error = answer.error();
        } else if (const auto config = bytesOf(*answer, 2)) {
            configs.insert(reference, *config);
        } else {
            error = Error{ErrorCode::Protocol, u"The engine's builder told no configuration of %1."_s.arg(reference), {}, {}, {}};
        }
    }
    // The build ends with the connection, as that of a client which is interrupted does. Not with LLBBridge/Return: one without a result
    // ends the whole engine (seen on 26.1.5 and 28.5.2).
    if (error)
        co_return failure(*error);
    co_return configs;
}

Result<bool> holdsInlineCache(const QByteArray &config)
{
    const QJsonDocument document = QJsonDocument::fromJson(config);
    if (!document.isObject())
        return failure(ErrorCode::InvalidInput, u"The image's configuration could not be understood."_s);
    const QByteArray cache = QByteArray::fromBase64(document["moby.buildkit.cache.v0"_L1].toString().toLatin1());
    const QJsonArray entries = QJsonDocument::fromJson(cache).array();
    // Entries without layers are keys alone.
    return std::ranges::any_of(entries, [](const QJsonValue &entry) { return !entry["layers"_L1].toArray().isEmpty(); });
}

} // namespace layerdeck::builderapi
