// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

// compose-go, cli/options.go: DefaultFileNames and DefaultOverrideFileNames, in this order.
const QStringList fileNames{u"compose.yaml"_s, u"compose.yml"_s, u"docker-compose.yml"_s, u"docker-compose.yaml"_s};
const QStringList overrideNames{u"compose.override.yml"_s, u"compose.override.yaml"_s,
                                u"docker-compose.override.yml"_s, u"docker-compose.override.yaml"_s};

/// Those that are there.
QStringList dotEnvOf(const QStringList &folders)
{
    QStringList files;
    for (const QString &folder : folders) {
        if (const QString file = QDir(folder).filePath(u".env"_s); QFileInfo(file).isFile())
            files << file;
    }
    return files;
}

Result<ComposeFiles> chosen(const QDir &base, const QStringList &names)
{
    ComposeFiles result;
    for (const QString &name : names) {
        const QString path = QDir::cleanPath(base.absoluteFilePath(name));
        if (!QFileInfo(path).isFile()) {
            const QString what = QFileInfo(path).isDir() ? u"%1 is a folder, not a Compose file."_s
                                                         : u"There is no Compose file %1."_s;
            return failure(Error{
                ErrorCode::NotFound,
                what.arg(path),
                u"Nothing was changed."_s,
                u"Open a folder that has a Compose file, or correct COMPOSE_FILE where that names it."_s,
                {},
                u"Check the name given with -f or COMPOSE_FILE."_s});
        }
        result.files << path;
        result.options << u"-f"_s << path;
    }
    result.directory = QFileInfo(result.files.first()).absolutePath();
    result.envFiles = dotEnvOf({result.directory});
    return result;
}

/// Named by COMPOSE_FILE: the .env of the folder that it was read in counts too, and first (compose-go reads it before it knows
/// the project's folder). With "-f" alone Compose would only read the latter's.
Result<ComposeFiles> chosenByVariable(const QDir &base, const QStringList &names)
{
    Result<ComposeFiles> result = chosen(base, names);
    if (!result || QDir(result->directory) == base)
        return result;
    result->envFiles = dotEnvOf({base.path(), result->directory});
    if (result->envFiles.contains(base.filePath(u".env"_s))) {
        // Of several "--env-file" the last one counts.
        for (auto it = result->envFiles.crbegin(); it != result->envFiles.crend(); ++it)
            result->options << u"--env-file"_s << *it;
    }
    return result;
}

} // namespace

QMap<QString, QString> processEnvironment()
{
    QMap<QString, QString> values;
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &key : environment.keys())
        values.insert(key, environment.value(key));
    return values;
}

QMap<QString, QString> composeEnvironment(const QStringList &envFiles)
{
    QMap<QString, QString> values;
    for (auto it = envFiles.crbegin(); it != envFiles.crend(); ++it) {
        if (QFile dotEnv(*it); dotEnv.open(QIODevice::ReadOnly))
            values.insert(parseDotEnv(dotEnv.readAll()));
    }
    values.insert(processEnvironment());
    return values;
}

QList<DotEnvEntry> parseDotEnvEntries(const QByteArray &text)
{
    QList<DotEnvEntry> entries;
    int number = 0;
    for (QString line : QString::fromUtf8(text).split(u'\n')) {
        ++number;
        line = line.trimmed();
        if (line.startsWith("export "_L1))
            line = line.mid(7).trimmed();
        const qsizetype equals = line.indexOf(u'=');
        if (line.startsWith(u'#') || equals < 1)
            continue;
        QString value = line.mid(equals + 1).trimmed();
        const QChar quote = value.isEmpty() ? QChar() : value.front();
        const qsizetype close = quote == u'"' || quote == u'\'' ? value.indexOf(quote, 1) : -1;
        if (close > 0)
            value = value.mid(1, close - 1);
        else if (const qsizetype comment = value.indexOf(" #"_L1); comment >= 0)
            value = value.left(comment).trimmed();
        entries << DotEnvEntry{line.left(equals).trimmed(), value, number};
    }
    return entries;
}

QMap<QString, QString> parseDotEnv(const QByteArray &text)
{
    QMap<QString, QString> values;
    for (const DotEnvEntry &entry : parseDotEnvEntries(text))
        values.insert(entry.name, entry.value);
    return values;
}

QStringList composeFileNames() { return fileNames + overrideNames; }

Result<ComposeFiles> findComposeFiles(const QString &directory, const QStringList &explicitFiles,
                                      const QMap<QString, QString> &environment)
{
    const QDir base(QDir(directory).absolutePath());
    if (!base.exists()) {
        return failure(ErrorCode::NotFound, u"There is no folder %1."_s.arg(base.path()),
                       u"Choose a folder that exists."_s);
    }
    if (!explicitFiles.isEmpty())
        return chosen(base, explicitFiles);

    QMap<QString, QString> values;
    if (QFile dotEnv(base.filePath(u".env"_s)); dotEnv.open(QIODevice::ReadOnly))
        values = parseDotEnv(dotEnv.readAll());
    values.insert(environment);
    if (const QString list = values.value(u"COMPOSE_FILE"_s); !list.isEmpty()) {
        const QString separator = values.value(u"COMPOSE_PATH_SEPARATOR"_s, QString(QDir::listSeparator()));
        return chosenByVariable(base, list.split(separator, Qt::SkipEmptyParts));
    }

    for (QDir folder = base;;) {
        for (const QString &name : fileNames) {
            if (!QFileInfo(folder.filePath(name)).isFile())
                continue;
            ComposeFiles result{folder.absolutePath(), {folder.absoluteFilePath(name)}, {}};
            for (const QString &overrideName : overrideNames) {
                if (QFileInfo(folder.filePath(overrideName)).isFile()) {
                    result.files << folder.absoluteFilePath(overrideName);
                    break;
                }
            }
            result.envFiles = dotEnvOf({result.directory});
            return result;
        }
        if (!folder.cdUp())
            break;
    }
    for (const QString &name : fileNames) {
        if (QFileInfo(base.filePath(name)).isDir()) {
            return failure(Error{ErrorCode::NotFound, u"%1 in %2 is a folder, no Compose file, and there is none in a folder above it."_s.arg(name, base.path()),
                                 u"Nothing was changed."_s, u"Put the file in its place, or open another folder."_s, {}});
        }
    }
    return failure(Error{ErrorCode::NotFound,
                         u"There is no Compose file in %1, nor in a folder above it."_s.arg(base.path()),
                         u"Nothing was changed."_s,
                         u"Open a folder with one of %1."_s.arg(fileNames.join(u", "_s)),
                         {},
                         u"Open a folder with one of %1, or name a file with -f."_s.arg(fileNames.join(u", "_s))});
}

} // namespace layerdeck
