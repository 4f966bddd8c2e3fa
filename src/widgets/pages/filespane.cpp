// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/filespane.h"

#include "base/background.h"
#include "base/units.h"
#include "models/contentexport.h"
#include "models/contentwording.h"
#include "models/layerfilesmodel.h"
#include "widgets/pages/exportmenu.h"
#include "widgets/parts/bars.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/searchfield.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/tabledelegate.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/type.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

enum Order { BySize, ByPath, Wasted };

constexpr int fewestRows = 5;

} // namespace

FilesPane::FilesPane(QWidget *parent)
    : QWidget(parent)
    , m_head(new PaneHead(this))
    , m_order(new Segmented(m_head))
    , m_filter(new SearchField)
    , m_export(new QPushButton(tr("Export")))
    , m_loading(new LoadingLine(this))
    , m_view(new RowView(this))
    , m_model(new LayerFilesModel(this))
    , m_note(new QLabel(this))
{
    setProperty("ground", u"base"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_head->setTitle(tr("Files"));
    m_order->setObjectName(u"filesOrder"_s);
    m_order->setDense(true);
    m_order->setSegments({tr("By size"), tr("By path"), tr("Wasted")});
    m_order->setAccessibleName(tr("Order of the files"));
    m_view->setObjectName(u"layerFiles"_s);
    m_view->setAccessibleName(tr("Files in this layer"));
    m_view->setDense(true);
    m_view->setUniformRowHeights(true);
    m_view->setItemDelegate(new TableDelegate(m_view));
    m_view->setModel(m_model);
    m_view->setColumnWidths({0, 116, 64, 92});
    m_view->setMinimumHeight(fewestRows * lineHeight(TypeRole::Body));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    buildFilter(column);
    m_note->setObjectName(u"filesNote"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(metrics::pageMargin, metrics::gap, metrics::pageMargin, metrics::gap);
    m_note->hide();
    column->addWidget(m_note);
    column->addWidget(m_loading);
    column->addWidget(m_view, 1);
    connect(m_order, &Segmented::currentChanged, this, [this] {
        sortAsListed();
        update();
    });
    m_view->header()->setSectionsClickable(true);
    connect(m_view->header(), &QHeaderView::sectionClicked, this, &FilesPane::sortBy);
    // Into a folder: its files.
    connect(m_view, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        if (m_order->current() != BySize)
            return;
        m_filter->setText(index.siblingAtColumn(LayerFilesModel::PathColumn).data().toString());
        m_order->setCurrent(ByPath);
    });
    setTabOrder(m_order, m_filter);
    setTabOrder(m_filter, m_export);
    setTabOrder(m_export, m_view);
    sortAsListed();
    m_delay.setSingleShot(true);
    m_delay.setInterval(std::chrono::milliseconds(250));
    connect(&m_delay, &QTimer::timeout, this, [this] {
        if (m_wanted && isVisible())
            read();
    });
}

void FilesPane::buildFilter(QLayout *column)
{
    auto *bar = new FilterBar(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(metrics::pageMargin, 0, metrics::pageMargin, 0);
    row->setSpacing(metrics::gap);
    row->addWidget(m_filter);
    row->addStretch();
    row->addWidget(m_export);
    column->addWidget(bar);
    m_filter->setObjectName(u"filesFilter"_s);
    m_filter->setIconName(u"filter"_s);
    m_filter->setColumns(18);
    m_filter->setPlaceholderText(tr("Filter by path"));
    m_filter->setAccessibleName(tr("Filter the files by path"));
    connect(m_filter, &QLineEdit::textChanged, this, &FilesPane::update);
    m_export->setObjectName(u"exportFiles"_s);
    m_export->setProperty("iconName", u"export"_s);
    setExportMenu(m_export, u"files"_s, [this] { return exporterOf(*m_model); },
                  [this](const QString &sentence) {
                      if (!sentence.isEmpty())
                          m_head->setAbout(sentence);
                  });
}

/// Names begin at their first letter, numbers at the largest.
void FilesPane::sortBy(int column)
{
    const bool number = column == LayerFilesModel::FilesColumn || column == LayerFilesModel::SizeColumn;
    const Qt::SortOrder first = number ? Qt::DescendingOrder : Qt::AscendingOrder;
    const Qt::SortOrder other = number ? Qt::AscendingOrder : Qt::DescendingOrder;
    m_sortDirection = m_sortColumn == column && m_sortDirection == first ? other : first;
    m_sortColumn = column;
    m_view->header()->setSortIndicator(column, m_sortDirection);
    m_view->header()->setSortIndicatorShown(true);
    update();
}

void FilesPane::sortAsListed()
{
    m_sortColumn = -1;
    m_view->header()->setSortIndicatorShown(false);
}

void FilesPane::setSession(Session *session) { m_session = session; }

void FilesPane::setLayer(const TreeLayer &layer)
{
    // The engine is read again all the time; what is shown, being read or failed stays.
    const bool same = layer.layer.chainId == m_layer.layer.chainId;
    m_layer = layer; // other images may have it by now
    if (same)
        return;
    // Another layer of an image that was read is there at once; of one that is being read, with it.
    if (m_files && layer.imageIds.contains(m_image))
        return update();
    if (m_filesLane.isRunning() && layer.imageIds.contains(m_image))
        return;
    letGo(std::exchange(m_files, std::nullopt));
    m_wanted = !layer.imageIds.isEmpty();
    m_filesLane.cancel();
    m_loading->finish();
    update();
    // Each export costs the engine much: not one for every row that somebody passes.
    if (m_wanted && isVisible())
        m_delay.start();
}

void FilesPane::clear()
{
    m_filesLane.cancel();
    m_layer = {};
    letGo(std::exchange(m_files, std::nullopt));
    m_wanted = false;
    m_loading->finish();
    update();
}

void FilesPane::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void FilesPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_wanted)
        read();
}

/// Nobody looks any more: a large image need not be read on.
void FilesPane::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    if (m_filesLane.isRunning()) {
        m_filesLane.cancel();
        m_loading->finish();
        m_wanted = true;
    }
}

void FilesPane::read()
{
    m_wanted = false;
    letGo(std::exchange(m_files, std::nullopt));
    m_image = m_layer.imageIds.first();
    m_loading->start();
    update();
    m_view->setPlaceholder(tr("Reading the image's export."));
    // The pane of a dialog may go while the image is still read.
    const QPointer<FilesPane> self(this);
    m_session->readImageFiles(
        m_filesLane, m_image,
        [self](qint64 bytes) {
            if (self && self->m_filesLane.isRunning())
                self->m_view->setPlaceholder(tr("Reading the image's export, %1 so far.").arg(sizeText(bytes)));
        },
        [this](const Result<ImageFiles> &files) { show(files); });
}

void FilesPane::show(const Result<ImageFiles> &files)
{
    m_loading->finish();
    if (files)
        m_files = *files;
    update();
    if (!files)
        m_view->setPlaceholder(files.error().sentences());
}

/// By its name, or by its id where it has gone.
QString FilesPane::imageShown() const
{
    const QList<InspectedImage> &images = m_session->contents().images;
    const auto found = std::ranges::find_if(images, [this](const InspectedImage &of) { return of.image.id == m_image; });
    return found == images.end() ? shortId(m_image) : imageNames(found->image, ImageNaming::Short).first();
}

void FilesPane::update()
{
    const ImageFiles::Layer *layer = nullptr;
    if (m_files) {
        // Two layers of an image may be equal, and do other things where they stand.
        QStringList diffIds;
        for (const ImageFiles::Layer &of : m_files->layers)
            diffIds << of.diffId;
        const qsizetype place = chainIds(diffIds).indexOf(m_layer.layer.chainId);
        layer = place < 0 ? nullptr : &m_files->layers.at(place);
    }
    m_order->setEnabled(layer != nullptr);
    m_filter->setEnabled(layer != nullptr);
    m_export->setEnabled(layer != nullptr);
    m_note->setVisible(layer && m_order->current() == Wasted);
    if (!layer) {
        m_rowsLane.cancel();
        m_model->setRows({});
        m_head->setAbout({});
        m_view->setPlaceholder(m_layer.layer.diffId.isEmpty() ? tr("Select a layer to see its files.") : QString());
        emit told({});
        return;
    }
    const int order = m_order->current();
    workOut<QList<FileRow>>(
        m_rowsLane,
        [order, files = *m_files, shown = *layer, text = m_filter->text().trimmed(), column = m_sortColumn, direction = m_sortDirection] {
            return order == BySize ? chosenFiles(foldersBySize(shown, text), {}, column, direction)
                                   : chosenFiles(order == ByPath ? filesByPath(shown) : wastedFiles(files), text, column, direction);
        },
        [this, order](const QList<FileRow> &rows) {
            m_model->setRows(rows, order == BySize);
            m_filter->setCount(m_filter->text().isEmpty() ? QString() : QLocale().toString(rows.size()));
            m_view->setPlaceholder(!m_filter->text().isEmpty() ? tr("No path has that text.")
                                   : order == Wasted ? tr("Nothing is wasted.")
                                                   : tr("This layer changes no file; folders that it makes are not listed."));
        });
    m_head->setTitle(order == Wasted ? tr("Wasted") : tr("Files"));
    m_head->setAbout(order == Wasted ? tr("in the whole image") : counted(layer->files.size(), tr("file"), tr("files")));
    m_note->setText(u"%1: %2"_s.arg(imageShown(), efficiencySentence(*m_files)));
    m_view->setColumnHidden(LayerFilesModel::FilesColumn, order != BySize);
    emit told(changesSentence(*layer));
}

} // namespace layerdeck
