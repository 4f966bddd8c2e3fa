// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/joblane.h"
#include "base/result.h"
#include "session/editcheck.h"
#include "session/editedservice.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace layerdeck {

/// A file that holds something else than what was read here.
struct ExternalChange
{
    int file = 0;
    QByteArray theirs;          ///< what it holds now
    std::optional<Error> error; ///< where it cannot be read any more
    Diff diff;                  ///< from what was read to what it holds; there from externalDiffed() on
    bool isGone = false;        ///< there is no such file any more
    std::optional<Error> invalid{}; ///< why `theirs` is no Compose file; there from externalDiffed() on
    bool operator==(const ExternalChange &) const = default;
};

/// The cache settings of a project's files while they are edited. What is wanted is a value; the new texts
/// are made from it and the texts on disk in the background, so that taking back a change gives the original
/// bytes. Nothing is written before save(), and every act can be undone. Belongs to one thread; nothing here
/// waits for the disk but what writes a file or merges one.
class CacheEditor : public QObject
{
    Q_OBJECT
public:
    explicit CacheEditor(QObject *parent = nullptr);
    ~CacheEditor() override;

    /// Reads the project's files in the background, then loaded(). Unsaved changes and the history are
    /// dropped then.
    void load(const ComposeFiles &files, const QMap<QString, QString> &environment);
    /// No files at all.
    void clear();
    bool isLoading() const { return m_reading.isRunning(); }

    const QList<ProjectFile> &files() const { return m_files; }
    QStringList services() const { return m_services; }
    EditedService service(const QString &name) const;
    bool isEdited(const QString &service) const;
    /// What differs from the files on disk: a service once for each file in which it does, with that file's settings,
    /// whichever file was chosen for further changes.
    QList<EditedService> editedServices() const;
    /// Settings that differ from the files on disk, over all services.
    int changedSettings() const;
    int changedServices() const;

    bool isModified() const;
    bool canUndo() const { return m_position > 0; }
    bool canRedo() const { return m_position + 1 < m_states.size(); }

    /// One step. Steps with the same `mergeKey` (the name of a field, say) that follow each other are one:
    /// typing.
    void setSettings(const QString &service, const ServiceSettings &wanted, const QString &mergeKey = {});
    /// Several services in one step.
    void setSettings(const QMap<QString, ServiceSettings> &wanted);
    /// Changes of the service go to this file from now on; those made so far stay where they are. No step: nothing is changed.
    void chooseFile(const QString &service, int file);
    /// The next change begins a step of its own.
    void endStep() { m_mergeKey.clear(); }
    /// Gives the services that the step changed; changes of theirs go to the file of the step from then on.
    QStringList undo();
    QStringList redo();
    /// Back to what is on disk; one step.
    void discard();

    /// What the last finished check made of the wanted settings.
    const EditCheck &check() const { return m_check; }
    /// Whether check() is about earlier settings than the wanted ones.
    bool isChecking() const { return m_checks.isRunning(); }
    /// The first refused change of a setting, else nullptr.
    const RefusedChange *refusal(const QString &service, Setting setting) const;
    /// Modified, checked, nothing refused.
    bool canSave() const;

    /// Writes the changed files. A file that someone else has changed is not overwritten: externalChanges()
    /// then has it, and nothing was written. A file that can't be written stays as it was; the error names
    /// those that were saved.
    Result<void> save();
    /// Why a text must not be put there: it is a file of the project itself.
    std::optional<Error> whyNotSaveAs(const QString &path) const;
    /// Why there is no text to write elsewhere: no file would change, or a refused change would be missing in it.
    std::optional<Error> whyNoNewText() const;
    /// Writes a changed file's new text elsewhere. The project's file and what is unsaved stay. OperationFailed before the
    /// changes are checked, InvalidInput where one was refused or the file has none: nothing is written then.
    Result<void> saveAs(int file, const QString &path) const;

    /// Writes the files that are gone from the disk as they were read, with what was changed in them. Other
    /// files stay as they are.
    Result<void> writeAgain();

    /// Compares the files with the disk in the background, then externalChanged() where that is news. A look that is under
    /// way is dropped.
    void lookAtDisk();
    bool isLookingAtDisk() const { return m_look.isRunning(); }
    const QList<ExternalChange> &externalChanges() const { return m_external; }
    /// Takes the files as they are on disk and makes the unsaved changes again on them; what cannot be made
    /// again stays out and is reported by notMerged(). InvalidInput where a file cannot be read: nothing is
    /// merged then.
    Result<void> merge();
    /// What the last merge left out, until something is changed or saved.
    const QStringList &notMerged() const { return m_notMerged; }
    /// Whether some of that can still be wanted: a value that both changed.
    bool canUseMine() const { return !m_leftOut.isEmpty(); }
    /// Wants of what the last merge left out what was wanted before it. One step.
    void useMine();
    void dismissNotMerged();

signals:
    void loaded();
    /// The wanted settings, or what can be undone.
    void changed();
    /// check() is up to date.
    void checked();
    void saved();
    void externalChanged();
    /// The differences of externalChanges() are there.
    void externalDiffed();

private:
    /// A setting that the last merge left as someone else wrote it.
    struct LeftOut
    {
        int file = 0;
        QString service;
        Setting setting = Setting::Image;
        ServiceSettings base;
        ServiceSettings mine;
    };
    struct State
    {
        QMap<int, FileSettings> wanted;
        bool operator==(const State &) const = default;
    };

    const State &state() const { return m_states.at(m_position); }
    int fileOf(const QString &service) const;
    ServiceSettings savedSettings(int file, const QString &service) const;
    /// Only what differs from the files.
    QMap<int, FileSettings> differences(const State &state) const;
    void push(State state, const QString &mergeKey);
    void moved();
    QStringList moveTo(qsizetype position);
    void startCheck();
    void take(QList<ProjectFile> files);
    void rebase(int file, const ComposeText &text);
    void rebaseDocument(int file, const ComposeText &text);
    void mergeDocument(int file, const ComposeText &text, QStringList &notMerged, QList<LeftOut> &leftOut);
    void readDiskNow();
    void lookAgain();
    void dropEmptySteps();

    QList<ProjectFile> m_files;
    QStringList m_services;
    ComposeFiles m_composeFiles;
    QMap<QString, QString> m_environment;
    QMap<QString, int> m_chosenFiles; ///< by the person, for a service
    QList<State> m_states{State{}};
    qsizetype m_position = 0;
    QString m_mergeKey;
    EditCheck m_check;
    EditMemory m_memory;
    QList<ExternalChange> m_external;
    QStringList m_notMerged;
    QList<LeftOut> m_leftOut;
    JobLane m_look; ///< at the disk
    JobLane m_reading;
    JobLane m_checks;
    bool m_checkAgain = false;
};

} // namespace layerdeck
