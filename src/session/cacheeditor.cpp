// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/cacheeditor.h"

#include "base/background.h"
#include "base/textfile.h"
#include "compose/settingspatch.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// The order of arguments means nothing: one that was taken away and comes back is no change. Those that are renamed or
/// added stay where they are, for whoever is typing them.
ServiceSettings inOrderOf(const ServiceSettings &saved, ServiceSettings wanted)
{
    if (wanted.args == saved.args)
        return wanted; // also where a name stands twice
    QList<BuildArgument> args;
    for (const BuildArgument &arg : saved.args) {
        if (const BuildArgument *kept = wanted.arg(arg.name))
            args << *kept;
    }
    if (args.size() != wanted.args.size())
        return wanted;
    wanted.args = args;
    return wanted;
}

} // namespace

CacheEditor::CacheEditor(QObject *parent)
    : QObject(parent)
{
}

CacheEditor::~CacheEditor() = default;

void CacheEditor::load(const ComposeFiles &files, const QMap<QString, QString> &environment)
{
    m_composeFiles = files;
    m_environment = environment;
    m_checks.cancel();
    workOut<QList<ProjectFile>>(
        m_reading, [files, environment] { return readProjectFiles(files, environment, readTextFile); },
        [this](const QList<ProjectFile> &read) { take(read); });
}

void CacheEditor::clear()
{
    take({});
}

void CacheEditor::take(QList<ProjectFile> files)
{
    m_reading.cancel();
    m_checks.cancel();
    m_checkAgain = false;
    m_files = std::move(files);
    m_services = serviceNames(m_files);
    m_states = {State{}};
    m_position = 0;
    m_mergeKey.clear();
    m_external.clear();
    m_notMerged.clear();
    m_leftOut.clear();
    m_chosenFiles.clear();
    m_check = {};
    // What was to be seen may have come after the files were read.
    lookAgain();
    emit loaded();
    emit changed();
    emit checked();
    emit externalChanged();
}

int CacheEditor::fileOf(const QString &service) const
{
    const auto chosen = m_chosenFiles.constFind(service);
    return chosen != m_chosenFiles.cend() ? *chosen : fileForChanges(m_files, service);
}

ServiceSettings CacheEditor::savedSettings(int file, const QString &service) const
{
    const auto &text = m_files.at(file).text;
    const WrittenService *written = text ? text->service(service) : nullptr;
    return written ? written->settings : ServiceSettings();
}

EditedService CacheEditor::service(const QString &name) const
{
    const int file = fileOf(name);
    EditedService service = editedService(m_files, name, file);
    if (file >= 0) {
        const FileSettings wanted = state().wanted.value(file);
        if (const auto found = wanted.constFind(name); found != wanted.cend())
            service.wanted = *found;
    }
    return service;
}

QMap<int, FileSettings> CacheEditor::differences(const State &state) const
{
    QMap<int, FileSettings> result;
    for (auto file = state.wanted.cbegin(); file != state.wanted.cend(); ++file) {
        for (auto it = file.value().cbegin(); it != file.value().cend(); ++it) {
            if (!(it.value() == savedSettings(file.key(), it.key())))
                result[file.key()].insert(it.key(), it.value());
        }
    }
    return result;
}

bool CacheEditor::isEdited(const QString &service) const
{
    const QMap<int, FileSettings> &wanted = state().wanted;
    for (auto file = wanted.cbegin(); file != wanted.cend(); ++file) {
        const auto found = file.value().constFind(service);
        if (found != file.value().cend() && !(*found == savedSettings(file.key(), service)))
            return true;
    }
    return false;
}

QList<EditedService> CacheEditor::editedServices() const
{
    const QMap<int, FileSettings> wanted = differences(state());
    QStringList names;
    for (const FileSettings &file : wanted)
        names << file.keys();
    names.removeDuplicates();
    // In the order of the services; what is no service any more comes last.
    std::ranges::stable_sort(names, {}, [this](const QString &name) {
        const qsizetype index = m_services.indexOf(name);
        return index < 0 ? m_services.size() : index;
    });
    QList<EditedService> edited;
    for (const QString &name : std::as_const(names)) {
        for (auto file = wanted.cbegin(); file != wanted.cend(); ++file) {
            if (!file.value().contains(name))
                continue;
            edited << editedService(m_files, name, file.key());
            edited.last().wanted = file.value().value(name);
        }
    }
    return edited;
}

int CacheEditor::changedSettings() const
{
    int count = 0;
    const QMap<int, FileSettings> wanted = differences(state());
    for (auto file = wanted.cbegin(); file != wanted.cend(); ++file) {
        for (auto it = file.value().cbegin(); it != file.value().cend(); ++it) {
            const ServiceSettings saved = savedSettings(file.key(), it.key());
            count += static_cast<int>(it.value().differing(saved).size());
        }
    }
    return count;
}

int CacheEditor::changedServices() const
{
    QStringList names;
    for (const FileSettings &file : differences(state()))
        names << file.keys();
    names.removeDuplicates();
    return static_cast<int>(names.size());
}

bool CacheEditor::isModified() const { return !differences(state()).isEmpty(); }

void CacheEditor::setSettings(const QString &service, const ServiceSettings &wanted, const QString &mergeKey)
{
    State next = state();
    const int file = fileOf(service);
    if (file < 0)
        return;
    next.wanted[file].insert(service, inOrderOf(savedSettings(file, service), wanted));
    push(std::move(next), mergeKey.isEmpty() ? QString() : service + u'/' + mergeKey);
}

void CacheEditor::setSettings(const QMap<QString, ServiceSettings> &wanted)
{
    State next = state();
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        if (const int file = fileOf(it.key()); file >= 0)
            next.wanted[file].insert(it.key(), inOrderOf(savedSettings(file, it.key()), it.value()));
    }
    push(std::move(next), {});
}

void CacheEditor::chooseFile(const QString &service, int file)
{
    m_chosenFiles.insert(service, file);
    endStep();
    emit changed();
}

void CacheEditor::push(State next, const QString &mergeKey)
{
    if (next == state())
        return;
    const bool merges = !mergeKey.isEmpty() && mergeKey == m_mergeKey && m_position > 0 && !canRedo();
    m_mergeKey = mergeKey;
    if (merges && differences(next) == differences(m_states.at(m_position - 1))) { // typed and taken back: no step is left
        m_states.resize(m_position--);
        m_mergeKey.clear();
    } else if (merges) {
        m_states[m_position] = std::move(next);
    } else {
        m_states.resize(m_position + 1);
        m_states << std::move(next);
        ++m_position;
    }
    moved();
}

QStringList CacheEditor::undo() { return canUndo() ? moveTo(m_position - 1) : QStringList(); }

QStringList CacheEditor::redo() { return canRedo() ? moveTo(m_position + 1) : QStringList(); }

QStringList CacheEditor::moveTo(qsizetype position)
{
    const QMap<int, FileSettings> before = differences(state());
    m_position = position;
    m_mergeKey.clear();
    const QMap<int, FileSettings> after = differences(state());
    QStringList services;
    for (int file = 0; file < m_files.size(); ++file) {
        const FileSettings was = before.value(file);
        const FileSettings now = after.value(file);
        for (const QString &service : was.keys() + now.keys()) {
            if (services.contains(service) ||
                (was.contains(service) == now.contains(service) && was.value(service) == now.value(service)))
                continue;
            services << service;
            m_chosenFiles.insert(service, file);
        }
    }
    moved();
    return services;
}

void CacheEditor::discard()
{
    if (!isModified())
        return;
    State next = state();
    next.wanted.clear();
    push(std::move(next), {});
}

void CacheEditor::moved()
{
    m_notMerged.clear();
    m_leftOut.clear();
    startCheck();
    emit changed();
}

/// One check at a time: a change meanwhile starts the next when this one has ended, so that typing never
/// piles up work.
void CacheEditor::startCheck()
{
    m_checkAgain = m_checks.isRunning();
    if (m_checkAgain)
        return;
    const QMap<int, FileSettings> wanted = differences(state());
    const QList<ProjectFile> files = m_files;
    workOut<EditCheck>(
        m_checks, [files, wanted, memory = m_memory] { return checkEdits(files, wanted, memory); },
        [this](const EditCheck &check) {
            if (m_checkAgain)
                return startCheck();
            m_check = check;
            emit checked();
        });
}

const RefusedChange *CacheEditor::refusal(const QString &service, Setting setting) const
{
    const auto found = std::ranges::find_if(m_check.refused, [&](const RefusedChange &refused) {
        return refused.service == service && refused.setting == setting;
    });
    return found == m_check.refused.end() ? nullptr : &*found;
}

bool CacheEditor::canSave() const
{
    return !isChecking() && !isLoading() && m_check.refused.isEmpty() && isModified();
}

} // namespace layerdeck
