// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/joblane.h"
#include "models/cacherows.h"
#include "session/session.h"
#include "widgets/parts/rowview.h"

#include <QWidget>

#include <memory>

namespace layerdeck {

namespace Ui {
class BuildCachePage;
}

class CacheRecordModel;

/// The records of the engine's build cache: as graph by step, as tree by service, as table.
class BuildCachePage : public QWidget
{
    Q_OBJECT

public:
    explicit BuildCachePage(QWidget *parent = nullptr);
    ~BuildCachePage() override;

    /// `session` must outlive the page. To be called once.
    void setSession(Session *session);
    /// Nothing is being worked out for it any more.
    bool isSettled() const { return !m_pictureLane.isRunning() && !m_rowsLane.isRunning(); }
    /// Selects a record, as soon as it is listed, and lets go of a filter that hides it.
    void showRecord(const QString &id);

public slots:
    void focusFilter();

signals:
    /// The page Deploy is to be shown.
    void deployRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildFilters();
    void graphChanged();
    void update();
    void listRows(RowView::Show show);
    void showRows(const CacheRows &rows, bool tree);
    void updateGroups();
    void fitGroups();
    void updateTypes();
    void showRecord();
    void selectRow(const QString &id);
    void resetFilter();
    bool isHidden(const QString &id) const;

    std::unique_ptr<Ui::BuildCachePage> m_ui;
    Session *m_session = nullptr;
    CacheRecordModel *m_model = nullptr;
    ContentFilter m_filter;
    QList<CacheGroup> m_groups;
    QMap<QString, QString> m_types; ///< in words, by the engine's name
    QString m_current; ///< id of the record that is selected
    CacheOrder m_order = CacheOrder::Size;
    bool m_descending = true;
    bool m_selecting = false;
    bool m_outdated = false; ///< the graph changed while nobody saw the page
    RowView::Show m_show = RowView::Show::Same; ///< of the listing on the way
    bool m_mustShow = false; ///< the current record was asked for by name
    JobLane m_pictureLane;
    JobLane m_rowsLane;
    QString m_exportError;
};

} // namespace layerdeck
