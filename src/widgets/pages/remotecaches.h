// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "github/repository.h"

#include <QElapsedTimer>
#include <QWidget>

class QComboBox;
class QPushButton;

namespace layerdeck {

class RemoteCachesModel;
class RemoteWork;
class RowView;
class SearchField;

/// The Actions caches of the repository: by key and ref, with size and last use. Deletes what is selected, or all that the filter shows,
/// after a preview.
class RemoteCachesPane : public QWidget
{
    Q_OBJECT

public:
    explicit RemoteCachesPane(QWidget *parent = nullptr);

    /// `work` must outlive the pane. To be called once.
    void setWork(RemoteWork *work);
    void focusFilter();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void update();
    void updateButtons();
    void askToDelete(bool all);

    RemoteWork *m_work = nullptr;
    github::Repository m_repository; ///< whose branches and tags are offered
    RemoteCachesModel *m_model;
    RowView *m_view;
    SearchField *m_filter;
    QComboBox *m_ref;
    QPushButton *m_deleteOne;
    QPushButton *m_deleteAll;
    QStringList m_refs; ///< that are offered
    QElapsedTimer m_age; ///< since the list was read
};

} // namespace layerdeck
