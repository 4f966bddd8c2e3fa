// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/sharedsteps.h"

#include "dockerfile/dockerfile.h"
#include "dockerfile/ignore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <optional>
#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QByteArray digest(const QByteArrayList &parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part : parts) {
        hash.addData(QByteArray::number(part.size()) + ':');
        hash.addData(part);
    }
    return hash.result();
}

/// What a service builds, read from disk.
struct ServiceBuild
{
    QString service;
    BuildSettings settings;
    Dockerfile dockerfile;
    QList<DockerfileStep> steps;
    IgnoreRules ignore;
    int platforms = 1;
    QByteArray options; ///< the settings of the build that reach every RUN
};

/// How much of a file is read between two looks at whether the answer is still wanted.
constexpr qint64 pieceSize = 1 << 20;

bool addBytes(QCryptographicHash &hash, QFile &file, const std::stop_token &stop)
{
    for (;;) {
        if (stop.stop_requested())
            return false;
        const QByteArray piece = file.read(pieceSize);
        if (piece.isEmpty())
            return file.error() == QFileDevice::NoError;
        hash.addData(piece);
    }
}

/// One file of a COPY: its path below the source, its rights, its bytes or the target of the link.
bool addFile(QCryptographicHash &hash, const QString &relative, const QFileInfo &info, const std::stop_token &stop)
{
    hash.addData(relative.toUtf8() + '\0');
    hash.addData(QByteArray::number(static_cast<int>(info.permissions())) + '\0');
    if (info.isSymLink()) {
        hash.addData(info.dir().relativeFilePath(info.symLinkTarget()).toUtf8());
        return true;
    }
    if (info.isDir())
        return true;
    if (!info.isFile())
        return false; // opening a FIFO would wait for its writer
    QFile file(info.filePath());
    return file.open(QIODevice::ReadOnly) && addBytes(hash, file, stop);
}

/// The content of one source as COPY takes it; nothing where it can't be told, or is no longer wanted.
std::optional<QByteArray> contentDigest(const ServiceBuild &build, const QString &source, const std::stop_token &stop)
{
    const QDir context(build.settings.context);
    const QString clean = QDir::cleanPath(u'/' + source).mid(1);
    const QString root = clean.isEmpty() ? context.path() : context.filePath(clean);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const QFileInfo info(root);
    if (!info.exists() || info.isSymLink())
        return std::nullopt;
    if (!info.isDir()) {
        if (!addFile(hash, info.fileName(), info, stop))
            return std::nullopt;
        return hash.result();
    }
    QStringList paths;
    QDirIterator it(root, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                    QDirIterator::Subdirectories);
    while (it.hasNext() && !stop.stop_requested())
        paths << context.relativeFilePath(it.next());
    paths.sort();
    for (const QString &path : paths) {
        if (build.ignore.ignores(path))
            continue;
        const QString relative = path.mid(clean.isEmpty() ? 0 : clean.size() + 1);
        if (!addFile(hash, relative, QFileInfo(context.filePath(path)), stop))
            return std::nullopt;
    }
    return hash.result();
}

/// The sources of a COPY or ADD from the context; nothing where the text leaves them open.
std::optional<QStringList> contextSources(const Instruction &instruction)
{
    const QString &arguments = instruction.arguments;
    static const QRegularExpression open(u"[$*?\\[\\]\"\\\\]|<<|://|git@"_s);
    if (open.match(arguments).hasMatch())
        return std::nullopt;
    QStringList words = arguments.split(u' ', Qt::SkipEmptyParts);
    if (words.size() < 2)
        return std::nullopt;
    words.removeLast();
    return words;
}

/// Whether a flag is a mount that may bring files from elsewhere, which the instruction's text does not tell: of the context, a stage
/// or an image. Without a type a mount is a bind.
bool bringsFiles(const QString &flag)
{
    if (flag.section(u'=', 0, 0) != "--mount"_L1)
        return false;
    QString type = u"bind"_s;
    for (QString option : flag.section(u'=', 1).split(u',')) {
        option.remove(u'"');
        const QString name = option.section(u'=', 0, 0).trimmed().toLower();
        if (name == "type"_L1)
            type = option.section(u'=', 1).trimmed().toLower();
        else if (name == "from"_L1)
            return true;
    }
    return !QStringList{u"cache"_s, u"secret"_s, u"ssh"_s, u"tmpfs"_s}.contains(type);
}

/// Computes, for each step of a service, a key of the work up to it.
class KeyChain
{
public:
    KeyChain(const ServiceBuild &build, bool withContent, const QHash<QByteArray, int> &textKeys, std::stop_token stop)
        : m_build(build)
        , m_withContent(withContent)
        , m_textKeys(textKeys)
        , m_stop(std::move(stop))
    {
    }

    /// Keys in the order of build.steps. A key is empty where the work can't be compared.
    QList<QByteArray> keys(const QList<QByteArray> &textKeysOfSteps)
    {
        m_stepText = textKeysOfSteps;
        QList<QByteArray> result(m_build.steps.size());
        for (const Stage &stage : m_build.dockerfile.stages)
            walk(stage, result);
        return result;
    }

private:
    void walk(const Stage &stage, QList<QByteArray> &result)
    {
        QByteArray key = stageKey(stage.base, stage.index);
        if (key.isEmpty() && !isStage(stage.base))
            key = digest({"from", stage.base.toUtf8(), argValues(m_build.dockerfile.globalArgs), m_build.options});
        note(stage.from, key, result);
        for (const Instruction &instruction : stage.instructions) {
            key = key.isEmpty() ? key : digest({key, instruction.text().toUtf8(),
                                                instruction.heredocs.join(u'\0').toUtf8(),
                                                instruction.keyword == "ARG"_L1 ? argValues({instruction}) : ""});
            if (!key.isEmpty() && !inputsOf(instruction, stage.index, key))
                key.clear();
            note(instruction, key, result);
        }
        m_stages.insert(stage.index, key);
        m_stageByName.insert(stage.name.toLower(), stage.index);
    }

    QByteArray argValues(const QList<Instruction> &args) const
    {
        QByteArrayList values;
        for (const Instruction &arg : args) {
            for (const QString &word : arg.arguments.split(u' ', Qt::SkipEmptyParts)) {
                const QString name = word.section(u'=', 0, 0);
                values << word.toUtf8() << (m_build.settings.args.contains(name) ? "set" : "unset")
                       << m_build.settings.args.value(name).toUtf8();
            }
        }
        return digest(values);
    }

    /// The key at the end of another stage; empty where `reference` is none or its work can't be compared.
    QByteArray stageKey(const QString &reference, int before) const
    {
        bool isNumber = false;
        int index = reference.toInt(&isNumber);
        if (!isNumber)
            index = m_stageByName.value(reference.toLower(), -1);
        return index >= 0 && index < before ? m_stages.value(index) : QByteArray();
    }

    bool isStage(const QString &reference) const
    {
        bool isNumber = false;
        reference.toInt(&isNumber);
        return isNumber || m_stageByName.contains(reference.toLower());
    }

    /// Adds what an instruction takes from elsewhere to `key`; false where that can't be told.
    bool inputsOf(const Instruction &instruction, int stage, QByteArray &key)
    {
        if (std::ranges::any_of(instruction.flags, bringsFiles))
            return false;
        if (instruction.keyword != "COPY"_L1 && instruction.keyword != "ADD"_L1)
            return true;
        if (const auto from = instruction.flag(u"from"_s)) {
            if (!isStage(*from))
                return true; // an image: its name is in the text
            const QByteArray other = stageKey(*from, stage);
            key = digest({key, other});
            return !other.isEmpty();
        }
        if (!m_withContent)
            return true;
        const auto sources = contextSources(instruction);
        if (!sources || !isCandidate(instruction))
            return false;
        for (const QString &source : *sources) {
            const auto content = contentDigest(m_build, source, m_stop);
            if (!content)
                return false;
            key = digest({key, *content});
        }
        return true;
    }

    qsizetype stepAt(const Instruction &instruction) const
    {
        for (qsizetype i = 0; i < m_build.steps.size(); ++i) {
            if (m_build.steps.at(i).instruction.firstLine == instruction.firstLine)
                return i;
        }
        return -1;
    }

    bool isCandidate(const Instruction &instruction) const
    {
        const qsizetype at = stepAt(instruction);
        return at >= 0 && m_textKeys.value(m_stepText.value(at)) > 1;
    }

    void note(const Instruction &instruction, const QByteArray &key, QList<QByteArray> &result) const
    {
        if (const qsizetype at = stepAt(instruction); at >= 0)
            result[at] = key;
    }

    const ServiceBuild &m_build;
    bool m_withContent;
    const QHash<QByteArray, int> &m_textKeys;
    std::stop_token m_stop;
    QList<QByteArray> m_stepText;
    QHash<int, QByteArray> m_stages;
    QHash<QString, int> m_stageByName;
};

/// The settings of a build section that enter every RUN, and so its key.
QByteArray runOptions(QJsonObject build)
{
    for (const QString &key : {u"context"_s, u"dockerfile"_s, u"dockerfile_inline"_s, u"args"_s, u"target"_s,
                               u"labels"_s, u"tags"_s, u"cache_from"_s, u"cache_to"_s})
        build.remove(key);
    return QJsonDocument(build).toJson(QJsonDocument::Compact);
}

ServiceBuild readBuild(const ComposeProject &project, const QString &name)
{
    ServiceBuild build;
    build.service = name;
    const ComposeService *service = project.service(name);
    if (!service || !service->build)
        return build;
    build.settings = *service->build;
    const QJsonObject section =
        QJsonDocument::fromJson(project.configJson)["services"_L1][name]["build"_L1].toObject();
    build.options = runOptions(section);
    build.platforms = std::max(1, static_cast<int>(section["platforms"_L1].toArray().size()));
    const QString path = build.settings.dockerfilePath();
    QByteArray text = section["dockerfile_inline"_L1].toString().toUtf8();
    if (!build.settings.inlineDockerfile) {
        QFile file(path);
        if (path.isEmpty() || !file.open(QIODevice::ReadOnly))
            return build;
        text = file.readAll();
    }
    const auto dockerfile = parseDockerfile(text);
    if (!dockerfile)
        return build;
    const auto steps = stepsOf(*dockerfile, build.settings.target, build.settings.args);
    if (!steps)
        return build;
    build.dockerfile = *dockerfile;
    build.steps = *steps;
    if (const auto rules = readIgnoreRules(build.settings.context, path))
        build.ignore = *rules;
    return build;
}

/// Each key once per service that has it.
QHash<QByteArray, int> countByService(const QList<QList<QByteArray>> &keys)
{
    QHash<QByteArray, int> counts;
    for (const QList<QByteArray> &list : keys) {
        const QSet<QByteArray> unique(list.begin(), list.end());
        for (const QByteArray &key : unique)
            ++counts[key];
    }
    return counts;
}

} // namespace

Result<QList<BuildTargetSteps>> expectedSteps(const ComposeProject &project, const BakeDefinition &definition,
                                              std::stop_token stop)
{
    QList<ServiceBuild> builds;
    for (const QString &service : definition.serviceByTarget)
        builds << readBuild(project, service);

    const QHash<QByteArray, int> none;
    QList<QList<QByteArray>> texts;
    for (const ServiceBuild &build : builds)
        texts << KeyChain(build, false, none, stop).keys({});
    const QHash<QByteArray, int> textKeys = countByService(texts);
    QList<QList<QByteArray>> keys;
    for (qsizetype i = 0; i < builds.size(); ++i)
        keys << KeyChain(builds.at(i), true, textKeys, stop).keys(texts.at(i));
    if (stop.stop_requested())
        return cancelled();
    const QHash<QByteArray, int> shared = countByService(keys);

    QList<BuildTargetSteps> result;
    qsizetype at = 0;
    for (auto it = definition.serviceByTarget.cbegin(); it != definition.serviceByTarget.cend(); ++it, ++at) {
        BuildTargetSteps target{it.key(), it.value(), {}};
        const ServiceBuild &build = builds.at(at);
        for (qsizetype i = 0; i < build.steps.size(); ++i) {
            const DockerfileStep &step = build.steps.at(i);
            const QByteArray key = keys.at(at).at(i);
            target.expected << ExpectedStep{step.stage, step.number, step.instruction.text(),
                                            !key.isEmpty() && shared.value(key) > 1 ? key : QByteArray(),
                                            step.fixedPlatform ? 1 : build.platforms};
        }
        result << target;
    }
    return result;
}

} // namespace layerdeck
