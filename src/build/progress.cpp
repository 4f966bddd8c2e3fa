// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/progress.h"

#include "base/json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <optional>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// No object of a real stream comes near; text that merely begins with a brace must not be collected forever.
constexpr qsizetype longestObject = 64 * 1024 * 1024;

qint64 milliseconds(const QJsonValue &value)
{
    const QDateTime time = goTime(value.toString());
    return time.isValid() ? time.toMSecsSinceEpoch() : 0;
}

Vertex vertex(const QJsonObject &o)
{
    return {o["digest"_L1].toString(),          jsonStrings(o["inputs"_L1]),         o["name"_L1].toString(),
            milliseconds(o["started"_L1]),      milliseconds(o["completed"_L1]), o["cached"_L1].toBool(),
            o["error"_L1].toString()};
}

VertexStatus status(const QJsonObject &o)
{
    return {o["id"_L1].toString(),           o["vertex"_L1].toString(),       o["current"_L1].toInteger(),
            o["total"_L1].toInteger(),       milliseconds(o["started"_L1]),   milliseconds(o["completed"_L1])};
}

VertexLog log(const QJsonObject &o)
{
    return {o["vertex"_L1].toString(), o["stream"_L1].toInt(),
            QByteArray::fromBase64(o["data"_L1].toString().toLatin1()), milliseconds(o["timestamp"_L1])};
}

VertexWarning warning(const QJsonObject &o)
{
    const auto decoded = [](const QJsonValue &value) {
        return QString::fromUtf8(QByteArray::fromBase64(value.toString().toLatin1()));
    };
    VertexWarning warning{o["vertex"_L1].toString(), decoded(o["short"_L1]), {}, o["url"_L1].toString()};
    for (const QJsonValue line : o["detail"_L1].toArray())
        warning.details << decoded(line);
    return warning;
}

template <typename T>
QList<T> all(const QJsonValue &list, T (*read)(const QJsonObject &))
{
    QList<T> values;
    for (const QJsonValue item : list.toArray())
        values << read(item.toObject());
    return values;
}

std::optional<SolveStatus> parse(const QByteArray &bytes)
{
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject o = document.object();
    return SolveStatus{all(o["vertexes"_L1], vertex), all(o["statuses"_L1], status), all(o["logs"_L1], log),
                       all(o["warnings"_L1], warning)};
}

} // namespace

/// Takes the line that holds byte `from`, with all that stands before it.
void ProgressReader::takeTextLine(qsizetype from)
{
    const qsizetype end = m_pending.indexOf('\n', from);
    const qsizetype length = end < 0 ? m_pending.size() : end + 1;
    m_text += m_pending.left(length);
    m_pending.remove(0, length);
    m_scanned = 0;
    m_depth = 0;
    m_inString = false;
    m_escaped = false;
}

/// Goes on through the object at the start of m_pending; true where its end was reached (m_scanned is behind it).
bool ProgressReader::scanObject()
{
    for (; m_scanned < m_pending.size(); ++m_scanned) {
        const char c = m_pending.at(m_scanned);
        if (m_inString) {
            if (m_escaped)
                m_escaped = false;
            else if (c == '\\')
                m_escaped = true;
            else if (c == '"')
                m_inString = false;
        } else if (c == '"') {
            m_inString = true;
        } else if (c == '{' || c == '[') {
            ++m_depth;
        } else if ((c == '}' || c == ']') && --m_depth == 0) {
            ++m_scanned;
            return true;
        }
    }
    return false;
}

QList<SolveStatus> ProgressReader::feed(const QByteArray &bytes)
{
    QList<SolveStatus> objects;
    m_pending += bytes;
    while (!m_pending.isEmpty()) {
        if (m_depth == 0 && m_scanned == 0) {
            const auto first = std::ranges::find_if(
                m_pending, [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
            const qsizetype blank = first - m_pending.cbegin();
            if (blank == m_pending.size())
                break;
            if (*first != '{') {
                if (m_pending.indexOf('\n', blank) < 0 && !m_ended)
                    break;
                takeTextLine(blank);
                continue;
            }
            m_pending.remove(0, blank);
        }
        if (!scanObject()) {
            if (m_ended || m_pending.size() > longestObject) {
                takeTextLine(0);
                continue;
            }
            break;
        }
        if (auto status = parse(m_pending.left(m_scanned))) {
            m_pending.remove(0, m_scanned);
            m_scanned = 0;
            if (!status->isEmpty())
                objects << *std::move(status);
        } else {
            takeTextLine(0);
        }
    }
    return objects;
}

void ProgressReader::finish()
{
    m_ended = true;
    feed({});
}

} // namespace layerdeck
