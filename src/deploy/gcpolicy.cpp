// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/gcpolicy.h"

#include "engine/dockerprogram.h"

#include <QRegularExpression>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// "9.313GiB", "512MB"; -1 for what is no size.
qint64 bytesOf(const QString &text)
{
    static const QRegularExpression size(u"^([\\d.]+)\\s*([kKMGTP]?)(i?)B$"_s);
    const auto match = size.match(text);
    bool ok = false;
    double value = match.captured(1).toDouble(&ok);
    if (!ok)
        return -1;
    const qsizetype power = match.captured(2).isEmpty() ? 0 : u"KMGTP"_s.indexOf(match.captured(2).toUpper()) + 1;
    for (qsizetype i = 0; i < power; ++i)
        value *= match.captured(3).isEmpty() ? 1000 : 1024;
    return value < 9e18 ? qint64(value) : -1;
}

} // namespace

QList<GcRule> parseGcPolicy(const QString &inspected)
{
    static const QRegularExpression separator(u"[,\\s]+"_s);
    QList<GcRule> rules;
    bool inRule = false;
    for (const QString &line : inspected.split(u'\n')) {
        // Each thing of the node begins at the margin, what belongs to it is indented.
        if (!line.startsWith(u' ') && !line.startsWith(u'\t')) {
            inRule = line.startsWith("GC Policy rule#"_L1);
            if (inRule)
                rules << GcRule();
            continue;
        }
        if (!inRule)
            continue;
        GcRule &rule = rules.last();
        const QString name = line.section(u':', 0, 0).trimmed();
        const QString value = line.section(u':', 1).trimmed();
        if (name == "All"_L1)
            rule.all = value == "true"_L1;
        else if (name == "Filters"_L1)
            rule.filters = value.split(separator, Qt::SkipEmptyParts);
        else if (name == "Keep Duration"_L1)
            rule.keepDuration = value;
        else if (name == "Reserved Space"_L1 || name == "Keep Bytes"_L1)
            rule.reserved = bytesOf(value);
        else if (name == "Max Used Space"_L1)
            rule.maxUsed = bytesOf(value);
        else if (name == "Min Free Space"_L1)
            rule.minFree = bytesOf(value);
    }
    return rules;
}

QCoro::Task<Result<QList<GcRule>>> readGcPolicy(DockerContext context, CancelToken cancel)
{
    // Whichever is chosen for building.
    const Command command{u"docker"_s, {u"buildx"_s, u"inspect"_s, engineBuilder(context)}, {}, dockerEnvironment(context)};
    const ProcessOptions options;
    const Result<ProcessResult> inspected = co_await runDocker(command, options, cancel);
    if (!inspected)
        co_return failure(inspected.error());
    if (inspected->exitCode != 0) {
        co_return failure(ErrorCode::OperationFailed, u"buildx does not tell about the engine's builder."_s, {},
                          QString::fromUtf8(inspected->errorOutput).trimmed());
    }
    co_return parseGcPolicy(QString::fromUtf8(inspected->output));
}

} // namespace layerdeck
