// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/cacheentry.h"
#include "session/cacheeditor.h"
#include "session/composejudge.h"
#include "session/effective.h"
#include "session/session.h"

#include <QHash>
#include <QMap>
#include <QWidget>

#include <memory>

namespace layerdeck {

namespace Ui {
class CacheSettingsPage;
}

class CacheServicesModel;
struct ShownEntry;

/// The cache settings that the Compose files write, edited beside the exact diff of what would be saved, with
/// what Compose says of it.
class CacheSettingsPage : public QWidget
{
    Q_OBJECT

public:
    explicit CacheSettingsPage(QWidget *parent = nullptr);
    ~CacheSettingsPage() override;

    /// `session` must outlive the page. To be called once.
    void setSession(Session *session);
    CacheEditor &editor() { return m_editor; }
    ComposeJudge &judge() { return m_judge; }
    /// Nothing is being read, checked or judged: what is shown is about what is wanted.
    bool isSettled() const;
    /// Forms for new entries and arguments in which something was typed, of whichever service.
    bool hasDrafts() const;
    /// Half a sentence on what would be lost: "2 changes to the cache settings and what was typed for backend and not added yet".
    QString unsaved() const;

public slots:
    /// Saves as soon as the changes are checked and judged.
    void save();
    /// Back to what is on disk, forms of new entries too; undo() brings back all but the forms.
    void dropChanges();
    void undo();
    void redo();

signals:
    void modifiedChanged();
    /// What save() asked for is done or has failed; what failed stands on the page.
    void saveEnded(bool saved);
    /// Another folder is to be opened.
    void openRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildMenus();
    void connectHead();
    void connectSettings();
    void connectLists();
    void buildErrorBar();
    void orderTabs();
    void revealFocus();

    void projectChanged();
    void load();
    void loaded();
    void update();
    void showStep(const QStringList &services);
    void showHead();
    void showService();
    void showEntries(CacheUse use, const EditedService &service, bool editable);
    void showBuild(const EditedService &service, bool editable);
    void showArguments(const EditedService &service, bool editable);
    void showContexts(const EditedService &service);
    void showServiceNote(const EditedService &service);
    void showFiles(const EditedService &service);
    void showChanges();
    void showFacts();
    void showEngine();
    /// What the page says something about: the rest changes with every probe of the engine.
    static EngineState engineFacts(const EngineState &engine);
    void showError();

    /// Unsaved changes on a file that holds something else by now.
    bool isConflict() const;
    Error conflictError() const;
    /// Why what is wanted must not be saved: a sentence; empty where it may, as far as it was checked.
    QString whyNotSaved() const;
    /// The same, whatever the files on disk hold.
    QString whyNotValid() const;
    void judgeChanges();
    void trySave();
    void trySaveAs();
    void saveAs();
    void openSaveAs(const QString &path);
    void tryWriteAgain();
    void change(const std::function<void(ServiceSettings &)> &act, const QString &mergeKey = {});
    void tellNothingChanged(const QString &why);
    void keepDrafts();
    bool showDrafts();
    void closeEditors();
    QString currentName() const;
    EditedService current() const;
    QString imageOf(const EditedService &service) const;
    QString refusalOf(const QString &service, Setting setting) const;
    QList<SettingOfService> askedSettings() const;
    /// Values that are shown as eight dots wherever they stand.
    QStringList secrets() const;
    Diff shownDiff(const Diff &diff, const QStringList &secrets) const;
    QString unifiedChanges() const;
    QString whatIsOnDisk() const;
    const ComposeProject *rendered() const;
    QStringList stagesOf(const EditedService &service);

    std::unique_ptr<Ui::CacheSettingsPage> m_ui;
    QWidget *m_filler;
    Session *m_session = nullptr;
    CacheEditor m_editor;
    ComposeJudge m_judge;
    CacheServicesModel *m_services = nullptr;
    Variables m_variables;
    LoadedProject m_project; ///< files and environment even where Compose refuses the project
    ProjectRequest m_loaded;
    QStringList m_files;
    QString m_shownService;
    EngineState m_shownEngine;
    QMap<QString, InlineCache> m_shownImages; ///< what was told of the images that are cache sources
    QStringList m_shownFiles; ///< what the menu of files was made of
    QHash<QString, QStringList> m_stages; ///< by Dockerfile
    std::optional<Error> m_loadError;
    std::optional<Error> m_saveError;
    bool m_saved = false; ///< the last act on the settings was to save them
    /// What was typed into forms for something new, and not added.
    struct Drafts
    {
        std::optional<QString> source;
        std::optional<QString> sink;
        std::optional<BuildArgument> argument;
        bool isEmpty() const { return !source && !sink && !argument; }
    };
    Drafts openDrafts() const;
    QHash<QString, Drafts> m_drafts; ///< by service, of those that are not shown
    QString m_nothingChanged; ///< why an act changed nothing, until something changes
    std::pair<QString, QString> m_savedAs; ///< the file whose text was written, and where to, until something changes
    bool m_saveWhenSettled = false;
    bool m_writeAgainWhenSettled = false;
    bool m_saveAsWhenChecked = false;
    std::pair<QString, QString> m_saveAs; ///< a file of the project and where its new text shall go, while it is checked
};

} // namespace layerdeck
