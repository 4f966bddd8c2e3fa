// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/engine.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <atomic>

namespace layerdeck::support {

using namespace Qt::StringLiterals;

QString whyNoEngine()
{
    return qEnvironmentVariableIsSet("LAYERDECK_TEST_ENGINE") ? QString()
                                                              : u"no engine: packaging/test.sh starts one"_s;
}

QList<QJsonObject> Ran::objects() const
{
    QList<QJsonObject> list;
    for (const QString &line : out.split(u'\n', Qt::SkipEmptyParts))
        list << QJsonDocument::fromJson(line.toUtf8()).object();
    return list;
}

QJsonObject Ran::result() const
{
    const auto all = objects();
    return all.isEmpty() ? QJsonObject() : all.last();
}

QMap<QString, QString> Ran::states() const
{
    QMap<QString, QString> map;
    for (const QJsonObject &object : objects()) {
        if (object["event"_L1] == "step"_L1)
            map.insert(object["service"_L1].toString() + u'/' + QString::number(object["index"_L1].toInt()).rightJustified(2, u'0'),
                       object["state"_L1].toString());
    }
    return map;
}

QMap<QString, int> Ran::counts() const
{
    QMap<QString, int> map;
    for (const QString &state : states())
        ++map[state];
    return map;
}

Ran runProgram(const QString &program, const QStringList &arguments, const QString &directory,
               const QMap<QString, QString> &environment)
{
    QProcess process;
    QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
    for (auto it = environment.begin(); it != environment.end(); ++it)
        env.insert(it.key(), it.value());
    process.setProcessEnvironment(env);
    process.setWorkingDirectory(directory);
    process.start(program, arguments);
    process.closeWriteChannel();
    Ran ran;
    if (!process.waitForFinished(300'000)) {
        ran.err = process.errorString();
        return ran;
    }
    ran.code = process.exitCode();
    ran.out = QString::fromUtf8(process.readAllStandardOutput());
    ran.err = QString::fromUtf8(process.readAllStandardError());
    return ran;
}

bool isBuilderIdle()
{
    const Ran records = runProgram(u"docker"_s, {u"buildx"_s, u"du"_s, u"--verbose"_s});
    static const QRegularExpression inUse(u"Reclaimable:\\s+false"_s);
    return records.code == 0 && !records.out.contains(inUse);
}

Sample::Sample()
    : m_dir(std::make_unique<QTemporaryDir>())
{
    static std::atomic<int> number = 0;
    m_project = u"ldtest%1x%2"_s.arg(QCoreApplication::applicationPid()).arg(++number);
    const Ran made = runProgram(QStringLiteral(TEST_SOURCE_DIR "/packaging/sample.sh"), {path()});
    m_valid = made.code == 0;
    if (!m_valid)
        qWarning("%s%s", qPrintable(made.out), qPrintable(made.err));
}

Sample::~Sample()
{
    docker({u"compose"_s, u"down"_s, u"--timeout"_s, u"0"_s});
    // What Layerdeck keeps for a roll back of this project.
    const Ran names = docker({u"image"_s, u"ls"_s, u"--format"_s, u"{{.Repository}}:{{.Tag}}"_s, u"layerdeck-kept"_s});
    QStringList kept = names.out.split(u'\n', Qt::SkipEmptyParts);
    kept.removeIf([this](const QString &name) { return !name.contains(m_project); });
    if (!kept.isEmpty())
        docker(QStringList{u"image"_s, u"rm"_s} + kept);
}

QString Sample::path() const
{
    return m_dir->filePath(u"watchparty"_s);
}

Ran Sample::layerdeck(const QStringList &arguments, const QMap<QString, QString> &environment) const
{
    QMap<QString, QString> all = environment;
    all.insert(u"COMPOSE_PROJECT_NAME"_s, m_project);
    return runProgram(QStringLiteral(LAYERDECK), arguments, path(), all);
}

Ran Sample::docker(const QStringList &arguments) const
{
    return runProgram(u"docker"_s, arguments, path(), {{u"COMPOSE_PROJECT_NAME"_s, m_project}});
}

void Sample::write(const QString &name, const QByteArray &text) const
{
    QFile file(path() + u'/' + name);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qWarning("could not write %s", qPrintable(name));
}

QByteArray Sample::read(const QString &name) const
{
    QFile file(path() + u'/' + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QMap<QString, QString> Sample::containers() const
{
    QMap<QString, QString> map;
    const Ran list = docker({u"ps"_s, u"--no-trunc"_s, u"--filter"_s, u"label=com.docker.compose.project="_s + m_project,
                             u"--format"_s, u"{{.Label \"com.docker.compose.service\"}} {{.ID}}"_s});
    for (const QString &line : list.out.split(u'\n', Qt::SkipEmptyParts))
        map.insert(line.section(u' ', 0, 0), line.section(u' ', 1));
    return map;
}

} // namespace layerdeck::support
