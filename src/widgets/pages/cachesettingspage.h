// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/cacheeditor.h"
#include "session/session.h"

#include <QHash>
#include <QWidget>

#include <memory>

namespace layerdeck {

namespace Ui {
class CacheSettingsPage;
}

class CacheServicesModel;

/// The cache sources that the Compose files write, edited beside the exact diff of what would be saved.
class CacheSettingsPage : public QWidget
{
    Q_OBJECT

public:
    explicit CacheSettingsPage(QWidget *parent = nullptr);
    ~CacheSettingsPage() override;

    /// `session` must outlive the page. To be called once.
    void setSession(Session *session);
    CacheEditor &editor() { return m_editor; }

public slots:
    void save();
    void undo();
    void redo();
    void addSource();

signals:
    void modifiedChanged();

private:
    void projectChanged();
    void load();
    void update();
    void showService();
    void showFacts();
    void showChanges();
    void showError();
    void report(const Result<void> &result);
    EditableService current() const;

    std::unique_ptr<Ui::CacheSettingsPage> m_ui;
    Session *m_session = nullptr;
    CacheEditor m_editor;
    CacheServicesModel *m_services = nullptr;
    QHash<QString, QStringList> m_onDisk; ///< service to its sources when the files were read
    ProjectRequest m_loaded;
    QStringList m_files;
    std::optional<Error> m_loadError;
    std::optional<Error> m_saveError;
};

} // namespace layerdeck
