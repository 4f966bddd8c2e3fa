// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contentfilter.h"
#include "session/session.h"

#include <QWidget>

#include <memory>

class QSortFilterProxyModel;

namespace layerdeck {

namespace Ui {
class ImagesPage;
}

class FilesPane;
class ImageListModel;
class LayerTreeModel;

/// All images of the engine as one tree of layers, each layer once, or one a row; with the sizes as a treemap, what is known
/// of the selected layer, and its files.
class ImagesPage : public QWidget
{
    Q_OBJECT

public:
    explicit ImagesPage(QWidget *parent = nullptr);
    ~ImagesPage() override;

    /// `session` must outlive the page. To be called once.
    void setSession(Session *session);

public slots:
    void focusFilter();

signals:
    /// A record of the build cache is to be shown.
    void recordRequested(const QString &id);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildFilters();
    void buildViews();
    void contentsChanged();
    void useChanged();
    void update();
    void progress(int done, int total);
    void showLayer();
    void showFiles();
    void showSizes();
    void filter();
    void showCount();
    void compare();
    void selectLayer(const QString &chainId);
    bool isList() const;
    const TreeLayer *currentLayer() const;

    std::unique_ptr<Ui::ImagesPage> m_ui;
    Session *m_session = nullptr;
    LayerTreeModel *m_model = nullptr;
    QSortFilterProxyModel *m_filter = nullptr;
    ImageListModel *m_images = nullptr;
    QSortFilterProxyModel *m_imageFilter = nullptr;
    ContentFilter m_wanted;
    QDateTime m_wantedAt; ///< ages count from here; asking the clock for each row costs more than the rest of the filter
    QString m_exportError;
    int m_done = 0;
    int m_total = 0;
};

} // namespace layerdeck
