// SPDX-License-Identifier: GPL-3.0-or-later
// What the editor does with the files: writing them, and what to make of those that somebody else has changed.
#include "base/background.h"
#include "base/textfile.h"
#include "base/units.h"
#include "compose/settingspatch.h"
#include "session/cacheeditor.h"
#include "session/mergesettings.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// The same place also where one is a symbolic link, or does not exist yet.
QString truePath(const QString &path)
{
    const QFileInfo info(path);
    if (info.exists())
        return info.canonicalFilePath();
    const QString folder = QFileInfo(info.absolutePath()).canonicalFilePath();
    return QDir::cleanPath((folder.isEmpty() ? info.absolutePath() : folder) + u'/' + info.fileName());
}

/// What files hold by now where it is something else than was read, without the differences; each file once, as its first
/// document.
QList<ExternalChange> changesOnDisk(const QList<ProjectFile> &files)
{
    QList<ExternalChange> found;
    for (int i = 0; i < files.size(); ++i) {
        const ProjectFile &file = files.at(i);
        const bool isFirst = i == 0 || files.at(i - 1).path != file.path;
        if (!file.text || !isFirst)
            continue;
        const Result<QByteArray> theirs = readTextFile(file.path);
        if (!theirs)
            found << ExternalChange{i, {}, theirs.error(), {}, !QFileInfo::exists(file.path)};
        else if (*theirs != file.text->text())
            found << ExternalChange{i, *theirs, std::nullopt, {}, false};
    }
    return found;
}

bool sameOnDisk(const QList<ExternalChange> &some, const QList<ExternalChange> &others)
{
    return std::ranges::equal(some, others, [](const ExternalChange &a, const ExternalChange &b) {
        return a.file == b.file && a.theirs == b.theirs && a.error == b.error;
    });
}

/// `why`: of readAgain().
Error notMergeable(const QString &name, const Error &why)
{
    Error error{why.code, u"%1, so nothing was merged."_s.arg(why.message),
                u"The file is as it was, and your changes are still here."_s, why.advice, {}};
    if (why.code == ErrorCode::OperationFailed)
        return error;
    static const QRegularExpression line(u", line (\\d+)"_s);
    const QString number = line.match(why.message).captured(1);
    error.message = number.isEmpty()
                        ? u"%1 cannot be read as a Compose file, so nothing was merged."_s.arg(name)
                        : u"%1 cannot be read as YAML at line %2, so nothing was merged."_s.arg(name, number);
    error.advice = u"Correct the file, then merge again."_s;
    error.detail = why.message;
    return error;
}

/// What each document of a file writes in another text of it, by its index: the documents with services follow each other in
/// the same order, whatever stands between them. InvalidInput where the text cannot be read, OperationFailed where it has more or fewer of them.
Result<QMap<int, ComposeText>> readAgain(const QList<ProjectFile> &files, int file, const QByteArray &text)
{
    const QString &name = files.at(file).name;
    const QList<int> documents = documentsOf(files, file);
    const auto read = ComposeText::parseAll(text, name);
    if (!read)
        return failure(read.error());
    if (read->size() != documents.size())
        return failure(ErrorCode::OperationFailed,
                       u"%1 has %2 with services now, and had %3"_s.arg(name, counted(read->size(), u"document"_s, u"documents"_s))
                           .arg(documents.size()),
                       u"Save your changes as another file, then reload."_s);
    QMap<int, ComposeText> texts;
    for (qsizetype i = 0; i < documents.size(); ++i)
        texts.insert(documents.at(i), read->at(i));
    return texts;
}

/// `changesOnDisk`, with the differences.
QList<ExternalChange> comparedWithDisk(const QList<ProjectFile> &files)
{
    QList<ExternalChange> found = changesOnDisk(files);
    for (ExternalChange &change : found) {
        if (change.error)
            continue;
        const ProjectFile &file = files.at(change.file);
        change.diff = diffLines(file.text->text(), change.theirs);
        if (const auto text = readAgain(files, change.file, change.theirs); !text)
            change.invalid = text.error();
    }
    return found;
}

} // namespace

Result<void> CacheEditor::save()
{
    if (!canSave())
        return failure(ErrorCode::OperationFailed,
                       u"The changes are not checked yet, or one of them was refused."_s);
    readDiskNow();
    for (const ChangedFile &wanted : m_check.files) {
        const auto external = std::ranges::find(m_external, wanted.file, &ExternalChange::file);
        if (external == m_external.end())
            continue;
        if (external->error) {
            Error error = *external->error;
            error.unchanged = u"Nothing was written; your changes are still here."_s;
            return failure(error);
        }
        return failure(
            Error{ErrorCode::OperationFailed,
                  u"%1 was changed by someone else since it was read."_s.arg(m_files.at(wanted.file).name),
                  u"Nothing was written; your changes are still here."_s,
                  u"Reload it, merge your changes into it, or save as another file."_s,
                  {}});
    }
    QStringList done;
    const QList<ChangedFile> changedFiles = m_check.files;
    for (const ChangedFile &wanted : changedFiles) {
        const ProjectFile &file = m_files.at(wanted.file);
        const QByteArray before = file.text->text();
        const Result<void> written = writeTextFile(file.path, wanted.text.text());
        if (!written) {
            Error error = written.error();
            error.unchanged += u" Your changes are still here."_s;
            if (!done.isEmpty())
                error.unchanged += u" %1 was saved before."_s.arg(done.join(u", "_s));
            startCheck();
            emit changed();
            return failure(error);
        }
        m_memory.remember(before, wanted.text.text());
        done << file.name;
        rebase(wanted.file, wanted.text);
    }
    m_notMerged.clear();
    m_leftOut.clear();
    m_mergeKey.clear();
    startCheck();
    emit saved();
    emit changed();
    return {};
}

/// The file holds `text` from now on. The history keeps what each step wanted: undoing a saved change makes
/// the earlier settings wanted again. The order of arguments, which means nothing, becomes the file's.
void CacheEditor::rebase(int file, const ComposeText &text)
{
    if (documentsOf(m_files, file).size() == 1) {
        rebaseDocument(file, text);
        return lookAgain();
    }
    const QMap<int, ComposeText> texts = readAgain(m_files, file, text.text()).value_or(QMap<int, ComposeText>{{file, text}});
    for (auto it = texts.cbegin(); it != texts.cend(); ++it)
        rebaseDocument(it.key(), it.value());
    lookAgain();
}

void CacheEditor::rebaseDocument(int file, const ComposeText &text)
{
    QStringList names;
    for (const State &state : std::as_const(m_states))
        names << state.wanted.value(file).keys();
    names.removeDuplicates();
    for (State &state : m_states) {
        FileSettings &wanted = state.wanted[file];
        for (const QString &name : std::as_const(names)) {
            const WrittenService *now = text.service(name);
            const ServiceSettings settings = wanted.contains(name) ? wanted.value(name) : savedSettings(file, name);
            wanted.insert(name, inWrittenOrder(settings, now ? now->settings : ServiceSettings()));
        }
    }
    m_files[file].text = text;
}

std::optional<Error> CacheEditor::whyNotSaveAs(const QString &path) const
{
    QStringList taken = m_composeFiles.files;
    for (const ProjectFile &file : m_files)
        taken << file.path;
    const QFileInfo target(truePath(path));
    const auto found = std::ranges::find(taken, target.filePath(), truePath);
    const bool isNamed =
        composeFileNames().contains(target.fileName()) && target.absolutePath() == truePath(m_composeFiles.directory);
    if (found == taken.end() && !isNamed)
        return std::nullopt;
    if (found == taken.end()) // with -f or COMPOSE_FILE it is not read now, but the next time that both are missing
        return Error{ErrorCode::InvalidInput,
                     u"Compose reads %1 as a part of this project by its name, so it was not written."_s.arg(target.fileName()),
                     u"All files are as they were, and your changes are still here."_s,
                     u"Choose another name."_s,
                     {}};
    return Error{ErrorCode::InvalidInput,
                 u"%1 is a file of this project, so it was not written over."_s.arg(
                     QDir(m_composeFiles.directory).relativeFilePath(*found)),
                 u"All files are as they were, and your changes are still here."_s,
                 u"Choose another name."_s,
                 {}};
}

std::optional<Error> CacheEditor::whyNoNewText() const
{
    const QString unchanged = u"All files are as they were, and your changes are still here."_s;
    if (!m_check.refused.isEmpty()) {
        const RefusedChange &refused = m_check.refused.first();
        return Error{ErrorCode::InvalidInput,
                     u"Nothing was written: %1 of %2 was refused and would be missing in the text."_s.arg(
                         settingKey(refused.setting), refused.service),
                     unchanged, u"Correct it or undo it, then save again."_s, {}};
    }
    if (m_check.files.isEmpty())
        return Error{ErrorCode::InvalidInput, u"Nothing was written: no file would change."_s, unchanged, {}, {}};
    return std::nullopt;
}

Result<void> CacheEditor::saveAs(int file, const QString &path) const
{
    if (const auto why = whyNotSaveAs(path))
        return failure(*why);
    if (isChecking())
        return failure(ErrorCode::OperationFailed,
                       u"Nothing was written to %1: the changes are not checked yet."_s.arg(path),
                       u"Save again in a moment."_s);
    if (const auto why = whyNoNewText())
        return failure(*why);
    if (const ChangedFile *changed = m_check.file(file))
        return writeTextFile(path, changed->text.text());
    return failure(Error{ErrorCode::InvalidInput,
                         u"Nothing was written to %1: %2 has no changes any more."_s.arg(path, m_files.at(file).name),
                         u"All files are as they were, and your changes are still here."_s,
                         {},
                         {}});
}

Result<void> CacheEditor::writeAgain()
{
    if (!canSave())
        return failure(ErrorCode::OperationFailed,
                       u"The changes are not checked yet, or one of them was refused."_s);
    readDiskNow();
    const QList<ExternalChange> external = m_external;
    for (const ExternalChange &change : external) {
        const ProjectFile &file = m_files.at(change.file);
        if (!change.isGone || QFileInfo::exists(file.path))
            continue;
        const ChangedFile *changed = m_check.file(change.file);
        const ComposeText text = changed ? changed->text : *file.text;
        if (const auto written = writeTextFile(file.path, text.text()); !written) {
            Error error = written.error();
            error.unchanged = u"Your changes are still here."_s;
            return failure(error);
        }
        m_memory.remember(file.text->text(), text.text());
        rebase(change.file, text);
    }
    m_mergeKey.clear();
    readDiskNow();
    startCheck();
    emit saved();
    emit changed();
    return {};
}

void CacheEditor::lookAtDisk()
{
    workOut<QList<ExternalChange>>(
        m_look, [files = m_files] { return comparedWithDisk(files); },
        [this](const QList<ExternalChange> &found) {
            if (found == m_external)
                return;
            const bool news = !sameOnDisk(found, m_external);
            m_external = found;
            if (news)
                emit externalChanged();
            emit externalDiffed();
        });
}

/// Before something is written: what was found earlier may be outdated. The differences follow from the background.
void CacheEditor::readDiskNow()
{
    const QList<ExternalChange> found = changesOnDisk(m_files);
    const bool news = !sameOnDisk(found, m_external);
    if (news)
        m_external = found;
    if (news || m_look.isRunning())
        lookAtDisk();
    if (news)
        emit externalChanged();
}

/// A look that is under way compares with texts that are no longer those of the files.
void CacheEditor::lookAgain()
{
    if (m_look.isRunning())
        lookAtDisk();
}

/// What someone else did as well, or what could not be merged, is no step any more.
void CacheEditor::dropEmptySteps()
{
    for (qsizetype step = m_states.size() - 1; step > 0; --step) {
        if (differences(m_states.at(step)) != differences(m_states.at(step - 1)))
            continue;
        m_states.removeAt(step);
        m_position -= m_position >= step;
    }
}

void CacheEditor::useMine()
{
    State next = state();
    for (const LeftOut &left : std::as_const(m_leftOut)) {
        FileSettings &wanted = next.wanted[left.file];
        const ServiceSettings now =
            wanted.contains(left.service) ? wanted.value(left.service) : savedSettings(left.file, left.service);
        wanted.insert(left.service, withMine(now, left.base, left.mine, left.setting));
        m_chosenFiles.insert(left.service, left.file);
    }
    push(std::move(next), {});
}

Result<void> CacheEditor::merge()
{
    if (isLoading())
        return failure(ErrorCode::OperationFailed, u"Nothing was merged: the files are being read."_s, u"Look again in a moment."_s);
    readDiskNow();
    const QList<ExternalChange> external = m_external;
    QMap<int, ComposeText> texts;
    for (const ExternalChange &change : external) {
        if (change.error)
            return failure(*change.error);
        const auto read = readAgain(m_files, change.file, change.theirs);
        if (!read)
            return failure(notMergeable(m_files.at(change.file).name, read.error()));
        texts.insert(*read);
    }
    QStringList notMerged;
    QList<LeftOut> leftOut;
    m_external.clear();
    for (auto it = texts.cbegin(); it != texts.cend(); ++it)
        mergeDocument(it.key(), it.value(), notMerged, leftOut);
    m_services = serviceNames(m_files);
    dropEmptySteps();
    lookAgain();
    m_notMerged = notMerged;
    m_leftOut = leftOut;
    m_mergeKey.clear();
    m_checks.cancel();
    startCheck();
    emit changed();
    emit externalChanged();
    return {};
}

void CacheEditor::mergeDocument(int index, const ComposeText &text, QStringList &notMerged, QList<LeftOut> &leftOut)
{
    const ProjectFile &file = m_files.at(index);
    for (qsizetype step = 0; step < m_states.size(); ++step) {
        FileSettings &wanted = m_states[step].wanted[index];
        for (const QString &name : wanted.keys()) {
            const WrittenService *now = text.service(name);
            const MergedSettings merged = mergeSettings(savedSettings(index, name), wanted.value(name),
                                                        now ? now->settings : ServiceSettings());
            const bool gone = !now && file.text->service(name);
            if (step == m_position && gone && !(wanted.value(name) == savedSettings(index, name)))
                notMerged << u"%1: %2 no longer has this service."_s.arg(name, file.label());
            if (step == m_position && !gone) {
                for (const NotReapplied &conflict : merged.conflicts) {
                    notMerged << name + u", "_s + conflict.sentence;
                    leftOut << LeftOut{index, name, conflict.setting, savedSettings(index, name), wanted.value(name)};
                }
            }
            gone ? void(wanted.remove(name)) : void(wanted.insert(name, merged.settings));
        }
    }
    m_files[index].text = text;
}

void CacheEditor::dismissNotMerged()
{
    m_notMerged.clear();
    m_leftOut.clear();
    emit externalChanged();
}

} // namespace layerdeck
