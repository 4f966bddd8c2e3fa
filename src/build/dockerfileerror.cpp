// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/dockerfileerror.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestDockerfile = 1 << 20;

QString dockerfilePath(const QJsonObject &target)
{
    const QString name = target["dockerfile"_L1].toString(u"Dockerfile"_s);
    return QDir::isAbsolutePath(name) ? name : QDir(target["context"_L1].toString()).filePath(name);
}

} // namespace

std::optional<DockerfileLine> brokenLine(const QString &printed)
{
    static const QRegularExpression marked(u"^ *(\\d+) \\| >>> (.*)$"_s, QRegularExpression::MultilineOption);
    const QRegularExpressionMatch match = marked.match(printed);
    if (!match.hasMatch())
        return std::nullopt;
    return DockerfileLine{match.captured(1).toInt(), match.captured(2).trimmed()};
}

QString dockerfileExcerpt(const QString &printed)
{
    static const QRegularExpression excerpt(u"^(\\S.*:\\d+)\\n-{20}\\n((?: *\\d+ \\| .*\\n)+)-{20}$"_s, QRegularExpression::MultilineOption);
    const QRegularExpressionMatch match = excerpt.match(printed);
    return match.hasMatch() ? match.captured(1) + u'\n' + match.captured(2).chopped(1) : QString();
}

QList<BrokenDockerfile> dockerfilesWith(const DockerfileLine &line, const QByteArray &definition,
                                        const QMap<QString, QString> &serviceByTarget)
{
    QList<BrokenDockerfile> broken;
    const QJsonObject targets = QJsonDocument::fromJson(definition).object()["target"_L1].toObject();
    for (auto it = targets.begin(); it != targets.end(); ++it) {
        if (!serviceByTarget.contains(it.key()))
            continue;
        const QJsonObject target = it.value().toObject();
        QString text = target["dockerfile-inline"_L1].toString();
        const QString path = text.isEmpty() ? dockerfilePath(target) : QString();
        if (QFile file(path); text.isEmpty() && file.open(QIODevice::ReadOnly))
            text = QString::fromUtf8(file.read(largestDockerfile));
        if (text.section(u'\n', line.number - 1, line.number - 1).trimmed() == line.text)
            broken << BrokenDockerfile{serviceByTarget.value(it.key()), path};
    }
    return broken;
}

} // namespace layerdeck
