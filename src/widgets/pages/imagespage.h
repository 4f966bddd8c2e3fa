// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/joblane.h"
#include "models/contentfilter.h"
#include "models/layertreemodel.h"
#include "session/session.h"
#include "widgets/parts/rowview.h"

#include <QWidget>

#include <memory>

class QAction;

namespace layerdeck {

namespace Ui {
class ImagesPage;
}

class FilesPane;
class ImageListModel;

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
    /// Nothing is being worked out for it any more.
    bool isSettled() const { return !m_listLane.isRunning() && !m_sizesLane.isRunning(); }

public slots:
    void focusFilter();

signals:
    /// The page Deploy is to be shown.
    void deployRequested();
    /// A record of the build cache is to be shown.
    void recordRequested(const QString &id);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void buildFilters();
    void buildViews();
    void buildActions();
    void followChoice();
    void contentsChanged();
    void update();
    void progress(int done, int total);
    void showLayer();
    void showFiles();
    void list(RowView::Show show);
    void selectChosen();
    QString &chosen(const RowView *view);
    QString whyNothing() const;
    void showCount();
    void showSum();
    void compare();
    void resetFilter();
    void selectLayer(const QString &chainId);
    bool isList() const;
    const TreeLayer *currentLayer() const;

    std::unique_ptr<Ui::ImagesPage> m_ui;
    Session *m_session = nullptr;
    LayerTreeModel *m_model = nullptr;
    ImageListModel *m_images = nullptr;
    QAction *m_filesAction = nullptr;
    QAction *m_recordAction = nullptr;
    ContentFilter m_wanted;
    LayerOrder m_layerOrder;
    int m_column = 0; ///< of ImageListModel: the list's order
    Qt::SortOrder m_order = Qt::AscendingOrder;
    JobLane m_listLane;
    JobLane m_sizesLane;
    QString m_layer;           ///< chain ID of the layer that was chosen last
    QString m_image;           ///< id of the image, in the list
    bool m_selecting = false;  ///< the program changes the current row
    RowView::Show m_show = RowView::Show::Same; ///< of the listing on the way
    int m_matchingLayers = 0;
    bool m_outdated = false; ///< contents, filter or order changed while nobody saw the page
    int m_allLayers = 0;
    int m_allImages = 0;
    qint64 m_layerBytes = 0; ///< of what is shown: each layer once
    qint64 m_imageBytes = 0; ///< and of the images as docker lists them
    QString m_exportError;
    int m_done = 0;
    int m_total = 0;
};

} // namespace layerdeck
