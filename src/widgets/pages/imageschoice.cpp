// SPDX-License-Identifier: GPL-3.0-or-later
// What is chosen in the views of the images, and what can be done with it.
#include "widgets/pages/imagespage.h"

#include "models/imagelistmodel.h"
#include "models/roles.h"
#include "ui_imagespage.h"
#include "widgets/pages/layerdetails.h"

#include <QAction>

#include <algorithm>

namespace layerdeck {

/// What can be done with a row, by Return and in its menu.
void ImagesPage::buildActions()
{
    m_filesAction = new QAction(tr("Files…"), this);
    m_recordAction = new QAction(tr("Show record"), this);
    connect(m_filesAction, &QAction::triggered, this, &ImagesPage::showFiles);
    connect(m_recordAction, &QAction::triggered, m_ui->layerDetails, &LayerDetails::showRecord);
    for (RowView *view : {m_ui->layers, m_ui->imageList}) {
        view->addActions({m_filesAction, m_recordAction});
        connect(view, &QAbstractItemView::activated, this, &ImagesPage::showFiles);
    }
}

QString &ImagesPage::chosen(const RowView *view) { return view == m_ui->layers ? m_layer : m_image; }

/// The first row of a list in which nobody chose yet. What the filter hid comes back with its selection; what is gone leaves none.
void ImagesPage::selectChosen()
{
    for (RowView *view : {m_ui->layers, m_ui->imageList}) {
        if (view->currentIndex().isValid() || view->model()->rowCount() == 0)
            continue;
        const QModelIndex first = view->model()->index(0, 0);
        const QModelIndexList found =
            chosen(view).isEmpty() ? QModelIndexList{first} : view->model()->match(first, IdRole, chosen(view), 1, Qt::MatchExactly);
        if (!found.isEmpty())
            view->setCurrentIndex(found.first());
    }
}

/// Where what was chosen in this view has gone while the other was looked at, what was looked at there is meant.
void ImagesPage::followChoice()
{
    const EngineContents &contents = m_session->contents();
    const auto layer = std::ranges::find_if(contents.layers.rows, [this](const TreeLayer &of) { return of.layer.chainId == m_layer; });
    const bool hasImage = std::ranges::any_of(contents.images, [this](const InspectedImage &of) { return of.image.id == m_image; });
    if (isList() && !hasImage && layer != contents.layers.rows.end())
        m_image = layer->ends.isEmpty() ? layer->imageIds.value(0) : layer->ends.first().imageId;
    if (isList() || layer != contents.layers.rows.end() || !hasImage)
        return;
    const auto last = std::ranges::find_if(contents.layers.rows, [this](const TreeLayer &of) {
        return std::ranges::any_of(of.ends, [this](const ImageEnd &end) { return end.imageId == m_image; });
    });
    if (last != contents.layers.rows.end())
        m_layer = last->layer.chainId;
}

/// Why there is nothing to tell of what was chosen.
QString ImagesPage::whyNothing() const
{
    const EngineContents &contents = m_session->contents();
    if (isList()) {
        if (m_ui->imageList->currentIndex().isValid())
            return tr("this image has no layers");
        if (m_image.isEmpty())
            return tr("select an image to see what it is");
        return std::ranges::any_of(contents.images, [this](const InspectedImage &of) { return of.image.id == m_image; })
                   ? tr("hidden by the filter")
                   : tr("gone from the engine");
    }
    if (m_layer.isEmpty())
        return tr("select one to see what it is and who has it");
    return std::ranges::any_of(contents.layers.rows, [this](const TreeLayer &of) { return of.layer.chainId == m_layer; })
               ? tr("hidden by the filter")
               : tr("gone from the engine");
}

/// In the list the last layer of the image stands for it.
const TreeLayer *ImagesPage::currentLayer() const
{
    if (isList()) {
        const QList<TreeLayer> &layers = m_session->contents().layers.rows;
        const QString id = m_ui->imageList->currentIndex().siblingAtColumn(0).data(IdRole).toString();
        const auto found = std::ranges::find_if(layers, [&](const TreeLayer &layer) {
            return std::ranges::any_of(layer.ends, [&](const ImageEnd &end) { return end.imageId == id; });
        });
        return found == layers.end() ? nullptr : &*found;
    }
    const int row = m_ui->layers->currentIndex().row();
    return row >= 0 && row < m_model->rowCount() ? &m_model->rows().at(row).layer : nullptr;
}

void ImagesPage::selectLayer(const QString &chainId)
{
    const QList<LayerTreeRow> &rows = m_model->rows();
    const auto found = std::ranges::find_if(rows, [&](const LayerTreeRow &row) { return row.layer.layer.chainId == chainId; });
    if (found == rows.end())
        return;
    if (isList())
        m_ui->imagesView->setCurrent(0);
    m_ui->layers->setCurrentIndex(m_model->index(static_cast<int>(found - rows.begin()), 0));
}

} // namespace layerdeck
