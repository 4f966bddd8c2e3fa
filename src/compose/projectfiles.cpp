// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/projectfiles.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

using Role = ProjectFile::Role;

/// As compose-go's remote loaders recognise them: OCI artifacts, git addresses, anything with a scheme.
bool isRemote(const QString &path)
{
    static const QRegularExpression scheme(u"^[A-Za-z][A-Za-z0-9+.-]+:"_s);
    return scheme.match(path).hasMatch() || path.startsWith("git@"_L1) || path.contains(".git#"_L1);
}

class FileReader
{
public:
    FileReader(const ComposeFiles &files, const QMap<QString, QString> &environment,
               const std::function<Result<QByteArray>(const QString &)> &read)
        : m_directory(files.directory)
        , m_environment(environment)
        , m_read(read)
    {
        for (qsizetype i = 0; i < files.files.size(); ++i)
            add(files.files.at(i), i == 0 ? Role::Main : Role::Override, {}, {}, files.directory);
        // Breadth first: what the project's own files name comes before what those name.
        for (qsizetype i = 0; i < m_files.size(); ++i)
            follow(i);
    }
    QList<ProjectFile> take() { return std::move(m_files); }

private:
    static constexpr qsizetype mostFiles = 500;

    static QString absolute(const QString &path, const QString &base) { return QDir::cleanPath(QDir(base).absoluteFilePath(path)); }

    void add(const QString &path, Role role, const QString &namedBy, TextPosition place, const QString &base)
    {
        const QString found = absolute(path, base);
        const bool known = std::ranges::any_of(m_files, [&](const ProjectFile &f) { return f.path == found; });
        if (known || m_files.size() >= mostFiles)
            return;
        ProjectFile file{found, QDir(m_directory).relativeFilePath(found), role, namedBy, place, {}, {}};
        const Result<QByteArray> bytes = m_read(found);
        const auto texts = bytes ? ComposeText::parseAll(*bytes, file.name)
                                 : Result<QList<ComposeText>>(failure(bytes.error()));
        if (!texts || m_files.size() + texts->size() > mostFiles) {
            file.error = texts ? tooMany(file.name) : texts.error();
            m_files << file;
            return;
        }
        for (const ComposeText &text : *texts) {
            file.text = text;
            m_files << file;
            if (role == Role::Main)
                file.role = Role::Override;
        }
    }

    static Error tooMany(const QString &name)
    {
        return {ErrorCode::InvalidInput,
                u"With the documents of %1 the project has more than %2 files."_s.arg(name).arg(mostFiles),
                u"It was not read."_s,
                u"Split the project, or open it with fewer files."_s,
                {}};
    }

    void follow(qsizetype index)
    {
        const ProjectFile file = m_files.at(index);
        if (!file.text)
            return;
        const QString base = QFileInfo(file.path).absolutePath();
        const auto named = [&](const QString &path, Role role, TextPosition place) {
            const auto resolved = interpolated(path, m_environment);
            if (!resolved || resolved->isEmpty() || isRemote(*resolved))
                return;
            if (role == Role::Extended)
                m_files[index].extended.insert(path, absolute(*resolved, base));
            add(*resolved, role, file.name, place, base);
        };
        for (const NamedFile &include : file.text->includes())
            named(include.path, Role::Included, include.place);
        for (const WrittenService &service : file.text->services()) {
            if (service.extends && !service.extends->file.isEmpty())
                named(service.extends->file, Role::Extended, service.extends->place);
        }
    }

    QString m_directory;
    QMap<QString, QString> m_environment;
    std::function<Result<QByteArray>(const QString &)> m_read;
    QList<ProjectFile> m_files;
};

} // namespace

QList<ProjectFile> readProjectFiles(const ComposeFiles &files, const QMap<QString, QString> &environment,
                                    const std::function<Result<QByteArray>(const QString &)> &read)
{
    return FileReader(files, environment, read).take();
}

QString ProjectFile::label() const
{
    return text && text->documentCount() > 1 ? u"%1, document %2"_s.arg(name).arg(text->document() + 1) : name;
}

QList<int> documentsOf(const QList<ProjectFile> &files, int index)
{
    QList<int> documents;
    for (int i = 0; i < files.size(); ++i) {
        if (files.at(i).path == files.at(index).path)
            documents << i;
    }
    return documents;
}

int fileForChanges(const QList<ProjectFile> &files, const QString &service, const QString &path)
{
    int best = -1;
    int bestRank = 0;
    for (int i = 0; i < files.size(); ++i) {
        const ProjectFile &file = files.at(i);
        const WrittenService *written = file.text ? file.text->service(service) : nullptr;
        if (!written || (path.isEmpty() ? file.role == Role::Extended : file.path != path))
            continue;
        const bool caches = !written->settings.cacheFrom.isEmpty() || !written->settings.cacheTo.isEmpty();
        const int rank = caches ? 3 : written->builds ? 2 : 1;
        if (rank >= bestRank) {
            // Among files that only mention the service, the first one introduces it.
            if (rank == bestRank && rank == 1)
                continue;
            best = i;
            bestRank = rank;
        }
    }
    return best;
}

std::optional<CancelledSetting> cancelledBy(const QList<ProjectFile> &files, int file, const QString &service, Setting setting)
{
    const auto isMerged = [](const ProjectFile &one) { return one.role == Role::Main || one.role == Role::Override; };
    for (qsizetype i = files.size() - 1; i > file && isMerged(files.at(file)); --i) {
        const WrittenService *written = isMerged(files.at(i)) && files.at(i).text ? files.at(i).text->service(service) : nullptr;
        if (!written)
            continue;
        if (const auto found = written->cancels.constFind(setting); found != written->cancels.cend())
            return CancelledSetting{files.at(i).name, found->place, found->tag};
    }
    return std::nullopt;
}

// ---- variables
// -------------------------------------------------------------------------------------------------

namespace {

/// compose-go's template.Substitute, without its error texts.
class Interpolation
{
public:
    Interpolation(QStringView text, const QMap<QString, QString> &environment)
        : m_text(text)
        , m_environment(environment)
    {
    }

    std::optional<QString> run() { return until({}, 0); }

private:
    /// Up to an unescaped `}` where `inBraces` is set, else to the end.
    std::optional<QString> until(std::optional<QChar> stop, int depth)
    {
        if (depth > 20)
            return std::nullopt;
        QString result;
        while (m_at < m_text.size()) {
            const QChar c = m_text.at(m_at);
            if (stop && c == *stop)
                return result;
            ++m_at;
            if (c != u'$') {
                result += c;
                continue;
            }
            if (m_at < m_text.size() && m_text.at(m_at) == u'$') {
                result += u'$';
                ++m_at;
                continue;
            }
            const auto value = m_at < m_text.size() && m_text.at(m_at) == u'{' ? braced(depth) : simple();
            if (!value)
                return std::nullopt;
            result += *value;
        }
        return stop ? std::nullopt : std::optional(result);
    }

    QString name()
    {
        const auto isPart = [](QChar c, bool first) {
            return c == u'_' || (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || (!first && c >= u'0' && c <= u'9');
        };
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && isPart(m_text.at(m_at), m_at == begin))
            ++m_at;
        return m_text.mid(begin, m_at - begin).toString();
    }

    std::optional<QString> simple()
    {
        const QString variable = name();
        if (variable.isEmpty())
            return std::nullopt;
        return m_environment.value(variable);
    }

    std::optional<QString> braced(int depth)
    {
        ++m_at; // {
        const QString variable = name();
        if (variable.isEmpty() || m_at >= m_text.size())
            return std::nullopt;
        const bool isSet = m_environment.contains(variable);
        const QString value = m_environment.value(variable);
        bool counts = isSet;
        if (m_text.at(m_at) == u':') {
            counts = !value.isEmpty();
            ++m_at;
        }
        const QChar operation = m_at < m_text.size() ? m_text.at(m_at) : QChar();
        if (operation == u'}') {
            ++m_at;
            return value;
        }
        if (!QStringView(u"-?+").contains(operation))
            return std::nullopt;
        ++m_at;
        const auto other = until(u'}', depth + 1);
        if (!other)
            return std::nullopt;
        ++m_at; // }
        if (operation == u'+')
            return counts ? *other : QString();
        if (counts)
            return value;
        return operation == u'-' ? other : std::nullopt;
    }

    QStringView m_text;
    const QMap<QString, QString> &m_environment;
    qsizetype m_at = 0;
};

} // namespace

std::optional<QString> interpolated(const QString &text, const QMap<QString, QString> &environment)
{
    return Interpolation(text, environment).run();
}

} // namespace layerdeck
