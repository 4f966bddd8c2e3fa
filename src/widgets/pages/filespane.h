// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/layertree.h"
#include "session/session.h"

#include <QTimer>
#include <QWidget>

class QPushButton;

namespace layerdeck {

class LayerFilesModel;
class LoadingLine;
class PaneHead;
class RowView;
class SearchField;
class Segmented;

/// The files of a layer, read from the engine's export when the pane is shown.
class FilesPane : public QWidget
{
    Q_OBJECT

public:
    explicit FilesPane(QWidget *parent = nullptr);

    /// `session` must outlive the pane.
    void setSession(Session *session);
    /// Reads at once where the pane is visible, else when it becomes so.
    void setLayer(const TreeLayer &layer);
    /// Stops reading.
    void clear();
    void focusFilter();

signals:
    /// What the layer does to its files, in a sentence; empty while that is not known.
    void told(const QString &sentence);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void read();
    void show(const Result<ImageFiles> &files);
    void update();
    QString imageShown() const;
    void buildFilter(QLayout *column);
    void sortBy(int column);
    void sortAsListed();

    Session *m_session = nullptr;
    PaneHead *m_head;
    Segmented *m_order;
    SearchField *m_filter;
    QPushButton *m_export;
    LoadingLine *m_loading;
    RowView *m_view;
    LayerFilesModel *m_model;
    QLabel *m_note; ///< what the list as a whole comes to
    JobLane m_rowsLane;
    JobLane m_filesLane;
    TreeLayer m_layer;
    QString m_image; ///< whose export is read
    std::optional<ImageFiles> m_files;
    bool m_wanted = false;
    int m_sortColumn = -1; ///< -1: the order that the list begins with
    Qt::SortOrder m_sortDirection = Qt::AscendingOrder;
    QTimer m_delay;
};

} // namespace layerdeck
