// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/cacheeditor.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Result<QByteArray> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(Error{ErrorCode::Io, u"%1 cannot be read."_s.arg(path), u"Nothing was changed."_s,
                             u"Check the rights of the file."_s, file.errorString()});
    }
    return file.readAll();
}

/// Atomic: the file has the old text or the new one, never a part. Follows a symbolic link.
Result<void> writeFile(const QString &path, const QByteArray &text)
{
    QSaveFile file(path);
    // The flush is what tells a full disk: commit() in Qt 6.4 puts a file in place whose last bytes could not be written.
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.flush() && file.commit())
        return {};
    return failure(Error{ErrorCode::Io, u"%1 could not be saved: %2."_s.arg(path, file.errorString()),
                         u"The file is as it was; your changes are still here."_s,
                         u"Free some space or check the rights of file and folder, then save again."_s,
                         file.errorString()});
}

const WrittenService *findService(const QList<WrittenService> &services, const QString &name)
{
    const auto found = std::ranges::find(services, name, &WrittenService::name);
    return found == services.end() ? nullptr : &*found;
}

} // namespace

Result<void> CacheEditor::load(const QStringList &files, const QString &directory)
{
    Result<void> result;
    m_files.clear();
    m_history.clear();
    m_position = 0;
    for (const QString &path : files) {
        const QString name = QDir(directory).relativeFilePath(path);
        const Result<QByteArray> text = readFile(path);
        const auto services = text ? readWrittenServices(*text, name)
                                   : Result<QList<WrittenService>>(failure(text.error()));
        if (!services) {
            result = failure(services.error());
            continue;
        }
        m_files << File{path, name, *text, *text, *services};
    }
    emit changed();
    return result;
}

QStringList CacheEditor::files() const
{
    QStringList paths;
    for (const File &file : m_files)
        paths << file.path;
    return paths;
}

QString CacheEditor::fileName(int file) const
{
    return m_files.at(file).name;
}

QList<EditableService> CacheEditor::services() const
{
    QList<EditableService> result;
    for (int i = 0; i < m_files.size(); ++i) {
        const auto original = readWrittenServices(m_files.at(i).original, m_files.at(i).name);
        for (const WrittenService &service : m_files.at(i).services) {
            if (fileOf(service.name) != i)
                continue;
            const WrittenService *before = original ? findService(*original, service.name) : nullptr;
            result << EditableService{service, i, !before || before->cacheFrom != service.cacheFrom};
        }
    }
    return result;
}

/// The file that a change of the service goes to: the last in which it can be made, since later files win.
int CacheEditor::fileOf(const QString &service) const
{
    int first = -1;
    int editable = -1;
    for (int i = 0; i < m_files.size(); ++i) {
        const WrittenService *written = findService(m_files.at(i).services, service);
        if (!written)
            continue;
        if (first < 0)
            first = i;
        if (written->whyNotEditable.isEmpty())
            editable = i;
    }
    return editable >= 0 ? editable : first;
}

Diff CacheEditor::diff(int file) const
{
    return diffLines(m_files.at(file).original, m_files.at(file).text);
}

int CacheEditor::changedLines() const
{
    int lines = 0;
    for (int i = 0; i < m_files.size(); ++i) {
        const Diff difference = diff(i);
        lines += difference.added + difference.removed;
    }
    return lines;
}

int CacheEditor::changedServices() const
{
    const QList<EditableService> all = services();
    return static_cast<int>(std::ranges::count(all, true, &EditableService::edited));
}

bool CacheEditor::isModified() const
{
    return std::ranges::any_of(m_files, [](const File &file) { return file.text != file.original; });
}

Result<void> CacheEditor::addSource(const QString &service, const QString &source)
{
    const int file = fileOf(service);
    if (file < 0)
        return failure(ErrorCode::NotFound, u"No file names the service “%1”."_s.arg(service));
    return apply(file, withCacheSource(m_files.at(file).text, m_files.at(file).name, service, source));
}

Result<void> CacheEditor::removeSource(const QString &service, int index)
{
    const int file = fileOf(service);
    if (file < 0)
        return failure(ErrorCode::NotFound, u"No file names the service “%1”."_s.arg(service));
    return apply(file, withoutCacheSource(m_files.at(file).text, m_files.at(file).name, service, index));
}

Result<void> CacheEditor::apply(int file, const Result<QByteArray> &text)
{
    if (!text)
        return failure(text.error());
    m_history.resize(m_position);
    m_history << Change{file, m_files.at(file).text, *text};
    ++m_position;
    setText(file, *text);
    return {};
}

void CacheEditor::setText(int file, const QByteArray &text)
{
    m_files[file].text = text;
    if (const auto services = readWrittenServices(text, m_files.at(file).name))
        m_files[file].services = *services;
    emit changed();
}

void CacheEditor::undo()
{
    if (!canUndo())
        return;
    const Change change = m_history.at(--m_position);
    setText(change.file, change.before);
}

void CacheEditor::redo()
{
    if (!canRedo())
        return;
    const Change change = m_history.at(m_position++);
    setText(change.file, change.after);
}

void CacheEditor::discard()
{
    for (int i = 0; i < m_files.size(); ++i) {
        if (m_files.at(i).text != m_files.at(i).original)
            apply(i, m_files.at(i).original);
    }
}

bool CacheEditor::changedOnDisk() const
{
    return std::ranges::any_of(m_files, [](const File &file) {
        const Result<QByteArray> onDisk = readFile(file.path);
        return !onDisk || *onDisk != file.original;
    });
}

Result<void> CacheEditor::save()
{
    for (const File &file : m_files) {
        if (file.text == file.original)
            continue;
        const Result<QByteArray> onDisk = readFile(file.path);
        if (!onDisk)
            return failure(onDisk.error());
        if (*onDisk != file.original) {
            return failure(Error{ErrorCode::OperationFailed, u"%1 was changed by someone else since it was read."_s.arg(file.name),
                                 u"Nothing was written."_s,
                                 u"Reload the file, then make your changes again."_s, {}});
        }
    }
    for (File &file : m_files) {
        if (file.text == file.original)
            continue;
        if (const Result<void> written = writeFile(file.path, file.text); !written)
            return failure(written.error());
        file.original = file.text;
    }
    emit changed();
    emit saved();
    return {};
}

} // namespace layerdeck
