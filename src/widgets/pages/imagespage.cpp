// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/imagespage.h"

#include "base/units.h"
#include "models/contentexport.h"
#include "models/contentwording.h"
#include "models/imagelistmodel.h"
#include "models/layertreemodel.h"
#include "models/roles.h"
#include "ui_imagespage.h"
#include "widgets/pages/comparedialog.h"
#include "widgets/pages/exportmenu.h"
#include "widgets/pages/filesdialog.h"
#include "widgets/pages/layerdetails.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/parts/firstfocus.h"
#include "widgets/parts/layertreedelegate.h"
#include "widgets/parts/tabledelegate.h"
#include "widgets/theme/type.h"

#include <QPushButton>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int railsWidth = 68;
/// From this width of the page on there is room for two more columns and the files of the layer.
constexpr int wide = 1400;
/// Below this one the names need what the other columns can spare.
constexpr int narrow = 1000;
constexpr qint64 day = 24 * 3600;

/// What is listed, worked out in a thread.
struct Listing
{
    LayerTreeRows layers;
    ImageRows images;
};

} // namespace

ImagesPage::ImagesPage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::ImagesPage>())
    , m_model(new LayerTreeModel(this))
    , m_images(new ImageListModel(this))
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_StyledBackground);
    buildViews();
    buildFilters();
    buildActions();
    auto *empty = new EmptyState(m_ui->imagesEmpty);
    empty->setContent(
        u"images"_s, tr("No images yet"),
        tr("Every image of the engine is shown here, each layer once. Deploy a project to make some."));
    auto *column = new QVBoxLayout(m_ui->imagesEmpty);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(empty);
    auto *deploy = new QPushButton(tr("Go to Deploy"), empty);
    deploy->setObjectName(u"imagesDeploy"_s);
    deploy->setProperty("variant", u"primary"_s);
    empty->acts()->addWidget(deploy);
    empty->acts()->addStretch();
    connect(deploy, &QPushButton::clicked, this, &ImagesPage::deployRequested);
    m_ui->imagesError->addButton(u"imagesTryAgain"_s, tr("Try again now"), u"rebuild"_s);
    connect(m_ui->compareImages, &QPushButton::clicked, this, &ImagesPage::compare);
    connect(m_ui->layerDetails, &LayerDetails::filesRequested, this, &ImagesPage::showFiles);
    connect(m_ui->layerDetails, &LayerDetails::recordRequested, this, &ImagesPage::recordRequested);
    connect(m_ui->filesPane, &FilesPane::told, m_ui->layerDetails, &LayerDetails::setFiles);
    connect(m_ui->treemap, &CellView::currentCellChanged, this, [this] {
        if (m_ui->treemap->hasFocus() && !m_ui->treemap->currentId().isEmpty())
            selectLayer(m_ui->treemap->currentId());
    });
    connect(m_ui->imagesHead->loading(), &LoadingLine::shown, this, &ImagesPage::update);
    setExportMenu(
        m_ui->exportImages, u"images"_s,
        [this] { return isList() ? exporterOf(*m_images) : exporterOf(*m_model); },
        [this](const QString &sentence) {
            m_exportError = sentence;
            update();
        });
}

ImagesPage::~ImagesPage() = default;

void ImagesPage::buildViews()
{
    m_ui->layers->setItemDelegate(new LayerTreeDelegate(m_ui->layers));
    m_ui->layers->header()->setProperty("leftPadding", railsWidth);
    m_ui->layers->setModel(m_model);
    m_ui->layers->setSortingEnabled(true);
    m_ui->layers->sortByColumn(m_layerOrder.column, m_layerOrder.direction);
    connect(m_model, &LayerTreeModel::orderWanted, this, [this](const LayerOrder &order) {
        m_layerOrder = order;
        list(RowView::Show::Top);
    });
    m_ui->imageList->setItemDelegate(new TableDelegate(m_ui->imageList));
    m_ui->imageList->setModel(m_images);
    m_ui->imageList->setSortingEnabled(true);
    m_ui->imageList->sortByColumn(m_column, m_order);
    connect(m_images, &ImageListModel::orderWanted, this, [this](int column, Qt::SortOrder order) {
        m_column = column;
        m_order = order;
        list(RowView::Show::Top);
    });
    m_ui->imagesSplitter->setSizes({704, 384});
    m_ui->imagesSplitter->setStretchFactor(0, 1);
    m_ui->imagesSplitter->setStretchFactor(1, 0);
    m_ui->layerSplitter->setSizes({260, 340, 260});
    m_ui->layerSplitter->setMaximumWidth(640);
    m_ui->layerSplitter->setMinimumWidth(240);
    m_ui->treemapPane->setMinimumHeight(120);
    m_ui->layerDetails->setMinimumHeight(160);
    m_ui->filesPane->setMinimumHeight(120);
    m_ui->filesPane->hide();
    setFirstFocus(this, m_ui->layers);
    for (RowView *view : {m_ui->layers, m_ui->imageList}) {
        connect(view, &RowView::currentRowChanged, this, [this, view](const QModelIndex &current) {
            if (m_selecting)
                return;
            if (current.isValid())
                chosen(view) = current.siblingAtColumn(0).data(IdRole).toString();
            showLayer();
        });
    }
    connect(m_ui->imagesView, &Segmented::currentChanged, this, [this](int view) {
        m_ui->imagesViews->setCurrentIndex(view);
        m_ui->layersLegend->setVisible(view == 0);
        setFirstFocus(this, view == 0 ? m_ui->layers : m_ui->imageList);
        followChoice();
        selectChosen();
        update();
        showLayer();
    });
}

void ImagesPage::buildFilters()
{
    m_ui->imagesSize->addItem(tr("Any size"), 0);
    for (const qint64 bytes : {100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000})
        m_ui->imagesSize->addItem(tr("From %1").arg(sizeText(bytes)), bytes);
    m_ui->imagesAge->addItem(tr("Any age"), 0);
    m_ui->imagesAge->addItem(tr("Older than a day"), day);
    m_ui->imagesAge->addItem(tr("Older than a week"), 7 * day);
    m_ui->imagesAge->addItem(tr("Older than 30 days"), 30 * day);
    m_ui->imagesUse->addItem(tr("Any use"), false);
    m_ui->imagesUse->addItem(tr("No container"), true);
    m_ui->imagesClear->hide();
    connect(m_ui->imagesClear, &QPushButton::clicked, this, &ImagesPage::resetFilter);
    m_ui->imagesFilter->setListBelow([this]() -> QWidget * { return isList() ? m_ui->imageList : m_ui->layers; });
    connect(m_ui->imagesFilter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_wanted.text = text.trimmed();
        list(RowView::Show::Current);
    });
    connect(m_ui->imagesSize, &QComboBox::currentIndexChanged, this, [this] {
        m_wanted.atLeast = m_ui->imagesSize->currentData().toLongLong();
        list(RowView::Show::Current);
    });
    connect(m_ui->imagesUse, &QComboBox::currentIndexChanged, this, [this] {
        m_wanted.onlyUnheld = m_ui->imagesUse->currentData().toBool();
        list(RowView::Show::Current);
    });
    connect(m_ui->imagesAge, &QComboBox::currentIndexChanged, this, [this] {
        m_wanted.unusedSeconds = m_ui->imagesAge->currentData().toLongLong();
        list(RowView::Show::Current);
    });
}

void ImagesPage::setSession(Session *session)
{
    m_session = session;
    m_ui->filesPane->setSession(session);
    connect(session, &Session::contentsChanged, this, &ImagesPage::contentsChanged);
    connect(session, &Session::cacheGraphChanged, this, [this] { list(RowView::Show::Same); });
    connect(session, &Session::readingProgress, this, &ImagesPage::progress);
    connect(session, &Session::engineChanged, this, &ImagesPage::update);
    connect(findChild<QPushButton *>(u"imagesTryAgain"_s), &QPushButton::clicked, session, &Session::refresh);
    update();
}

bool ImagesPage::isList() const { return m_ui->imagesView->current() == 1; }

void ImagesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_outdated)
        contentsChanged();
}

void ImagesPage::contentsChanged()
{
    if (!m_session->contents().imagesReadAt.isValid()) { // another engine
        m_layer.clear();
        m_image.clear();
    }
    if (!isVisible()) {
        m_outdated = true;
        return;
    }
    const LayerTree tree = m_session->contents().layers;
    workOut<QList<TreemapItem>>(
        m_sizesLane, [tree] { return treemapItems(tree); },
        [this](const QList<TreemapItem> &items) {
            m_ui->treemap->setItems(items);
            showLayer();
        });
    list(RowView::Show::Same);
    update();
}

/// Filters, sorts and lists in a thread. `show`: Same where it is not the person who asks.
void ImagesPage::list(RowView::Show show)
{
    m_outdated = !isVisible();
    if (m_outdated || !m_session)
        return;
    if (show != RowView::Show::Same)
        m_show = show;
    const EngineContents contents = m_session->contents();
    const QHash<QString, QString> records = m_session->cacheGraph().recordOfLayer;
    QList<ComposeService> services;
    if (const auto &project = m_session->project().project)
        services = project->config.services;
    const auto make = [contents, records, services, asked = m_wanted, layerOrder = m_layerOrder, column = m_column, order = m_order,
                       now = QDateTime::currentDateTime()] {
        ContentFilter wanted = asked;
        wanted.images = imagesNamed(asked.text, contents.images) + imagesOfServices(asked.text, services, contents.images);
        return Listing{layerTreeRows(contents, records, wanted, layerOrder, now), imageRows(contents, records, wanted, column, order, now)};
    };
    workOut<Listing>(m_listLane, make, [this](const Listing &listing) {
        const RowView::Show show = std::exchange(m_show, RowView::Show::Same);
        m_allLayers = listing.layers.all;
        m_matchingLayers = listing.layers.matches;
        m_allImages = listing.images.all;
        m_layerBytes = listing.layers.bytes;
        m_imageBytes = listing.images.bytes;
        m_selecting = true;
        m_ui->layers->exchange([&] { m_model->setRows(listing.layers.rows); }, show);
        m_ui->imageList->exchange([&] { m_images->setRows(listing.images.rows); }, show);
        m_selecting = false;
        selectChosen();
        showLayer();
        update();
    });
}

void ImagesPage::progress(int done, int total)
{
    m_done = done;
    m_total = total;
    if (total > 0)
        m_ui->imagesHead->loading()->start(done, total);
    else
        m_ui->imagesHead->loading()->finish();
    update();
}

void ImagesPage::update()
{
    const EngineContents &contents = m_session->contents();
    const EngineState &engine = m_session->engine();
    const bool unreachable = engine.status == EngineState::Status::Unreachable;
    const bool read = contents.imagesReadAt.isValid();
    const std::optional<Error> failed = m_session->contentsError(Part::Images);
    QString sentence;
    if (m_total > 0 && m_ui->imagesHead->loading()->isShown())
        sentence = tr("Reading images, %1 of %2").arg(m_done).arg(m_total);
    else if (read)
        sentence = imagesSentence(contents.layers, engine.info.containerdStore);
    else
        sentence = unreachable || failed ? tr("The images cannot be read.") : tr("Reading the engine's images.");
    m_ui->imagesHead->setSentence(sentence);
    m_ui->layers->setPlaceholder(unreachable ? tr("The layers are listed when the engine answers.")
                                 : m_model->rowCount() == 0 && read && !m_listLane.isRunning() ? tr("No layer matches.")
                                                                     : QString());
    m_ui->imageList->setPlaceholder(unreachable ? tr("The images are listed when the engine answers.")
                                    : m_images->rowCount() == 0 && read && !m_listLane.isRunning() ? tr("No image matches.")
                                                                             : QString());
    std::optional<ErrorNotice> notice = unreachable ? std::optional(engineNotice(engine))
                                        : failed    ? std::optional(readingNotice(*failed))
                                                    : unreadableNotice(contents);
    if (!notice && !m_exportError.isEmpty())
        notice = ErrorNotice{u"file"_s, tr("The list was not exported"), m_exportError, {}, {}, {}};
    if (notice)
        m_ui->imagesError->setNotice(*notice);
    m_ui->imagesError->setVisible(notice.has_value());
    const bool stale = read && (unreachable || failed);
    m_ui->imagesStale->setVisible(stale);
    if (stale)
        m_ui->imagesStale->setText(staleSentence(contents.imagesReadAt));
    const bool empty = read && contents.images.isEmpty();
    m_ui->imagesStack->setCurrentWidget(empty ? m_ui->imagesEmpty : m_ui->imagesSplitter);
    m_ui->imagesFilterBar->setVisible(!empty);
    m_ui->compareImages->setEnabled(contents.layers.images > 1);
    m_ui->exportImages->setEnabled(!contents.images.isEmpty());
    m_ui->layersFoot->setVisible(read);
    showCount();
    showSum();
}

void ImagesPage::showCount()
{
    QString count;
    if (!m_wanted.isEmpty()) {
        count = isList() ? tr("%1 of %2 images").arg(m_images->rowCount()).arg(m_allImages)
                         : tr("%1 of %2 layers").arg(m_matchingLayers).arg(m_allLayers);
    }
    m_ui->imagesCount->setContent({}, count);
    m_ui->imagesCount->setVisible(!count.isEmpty());
    m_ui->imagesClear->setVisible(!m_wanted.isEmpty());
    const bool hasGrey = !m_wanted.isEmpty() && m_model->rowCount() > m_matchingLayers;
    m_ui->imagesHint->setVisible(!isList() && (count.isEmpty() || (hasGrey && width() >= narrow)));
    m_ui->imagesHint->setText(hasGrey ? tr("Grey ones lead to a match.") : m_layerOrder.isTree() ? tr("Indents mark where images part.") : tr("A click on Layer gives the tree again."));
}

void ImagesPage::showSum()
{
    const bool narrowed = !m_wanted.isEmpty();
    const QString layers = sizeText(narrowed ? m_layerBytes : m_session->contents().layers.diskBytes);
    const QString images = sizeText(m_imageBytes);
    const bool compressed = m_session->engine().info.containerdStore;
    m_ui->layersSum->setText(isList() ? (narrowed ? tr("Sizes shown add up to %1") : tr("Sizes add up to %1")).arg(images) + (compressed ? tr(", with compressed copies") : QString())
                                      : (narrowed ? tr("Layers that match: %1") : tr("Each layer once: %1")).arg(layers));
    m_ui->layersSum->setToolTip(isList() ? tr("Layers that images share are in the size of each, and on the containerd store compressed "
                                              "copies too: the disk holds less.")
                                         : tr("Unpacked sizes, each layer counted once however many images have it."));
}

void ImagesPage::resetFilter()
{
    m_ui->imagesFilter->clear();
    m_ui->imagesSize->setCurrentIndex(0);
    m_ui->imagesAge->setCurrentIndex(0);
    m_ui->imagesUse->setCurrentIndex(0);
}

void ImagesPage::showLayer()
{
    const TreeLayer *layer = currentLayer();
    m_filesAction->setEnabled(layer);
    m_recordAction->setEnabled(layer && m_session->cacheGraph().recordOfLayer.contains(layer->layer.chainId));
    if (!layer) {
        m_ui->layerDetails->clear(whyNothing());
        m_ui->filesPane->clear();
        return;
    }
    m_ui->treemap->setCurrentId(layer->layer.chainId);
    const int row = m_ui->imageList->currentIndex().row();
    const bool isImage = isList() && row >= 0 && row < m_images->rowCount();
    QStringList about;
    if (isImage) {
        const ImageRow &image = m_images->rows().at(row);
        about << imageNames(image.image) << tr("Id %1").arg(shortId(image.image.id)) << removalSentence(image);
    }
    m_ui->layerDetails->setLayer(*layer, m_session->contents(), m_session->cacheGraph(), about.join(u'\n'));
    m_ui->filesPane->setLayer(*layer);
}

/// Where there is no room beside the layers, over them.
void ImagesPage::showFiles()
{
    const TreeLayer *layer = currentLayer();
    if (!layer)
        return;
    if (m_ui->filesPane->isVisible())
        return m_ui->filesPane->setFocus();
    const QString image = isList() ? m_ui->imageList->currentIndex().siblingAtColumn(0).data(IdRole).toString() : QString();
    const FilesPane *pane = openFilesDialog(window(), m_session, *layer, image);
    if (image.isEmpty())
        connect(pane, &FilesPane::told, m_ui->layerDetails, &LayerDetails::setFiles);
}

void ImagesPage::compare()
{
    const TreeLayer *layer = currentLayer();
    if (!layer)
        return openCompareDialog(window(), m_session, {}, {});
    // The image that is meant, then one that shares the layer.
    QString first = isList() ? m_ui->imageList->currentIndex().siblingAtColumn(0).data(IdRole).toString() : QString();
    if (first.isEmpty())
        first = layer->ends.isEmpty() ? layer->imageIds.value(0) : layer->ends.first().imageId;
    const QList<TreeLayer> &tree = m_session->contents().layers.rows;
    QString other;
    for (const TreeLayer &row : tree) {
        // Rows stand from the base up: the last that the image shares is the most that it does.
        const auto another = std::ranges::find_if(row.imageIds, [&](const QString &id) { return id != first; });
        if (row.imageIds.contains(first) && another != row.imageIds.end())
            other = *another;
    }
    openCompareDialog(window(), m_session, first, other);
}

void ImagesPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool roomy = event->size().width() >= wide;
    m_ui->layers->setColumnHidden(LayerTreeModel::ContainerColumn, !roomy);
    m_ui->layers->setColumnHidden(LayerTreeModel::CacheColumn, !roomy);
    m_ui->imageList->setColumnHidden(ImageListModel::PlatformColumn, !roomy);
    m_ui->imageList->setColumnHidden(ImageListModel::LayersColumn, !roomy);
    m_ui->filesPane->setVisible(roomy);
    const bool small = event->size().width() < narrow;
    const bool wasRoomy = event->oldSize().width() >= wide;
    if (!event->oldSize().isValid() || roomy != wasRoomy)
        m_ui->imageList->setColumnWidths({0, 76, 76, 76, 60, roomy ? 232 : 112, 104, 72});
    m_ui->imagesFilter->setPlaceholderText(small ? tr("Filter") : tr("Filter by text, service or image"));
    if (event->oldSize().isValid() && small == (event->oldSize().width() < narrow))
        return;
    m_ui->imageList->setColumnHidden(ImageListModel::SharedColumn, small);
    m_ui->layers->setColumnWidths(small ? QList<int>{0, 76, 96, 72, 100, 100}
                                        : QList<int>{0, 84, 120, 84, 100, 100});
}

void ImagesPage::focusFilter()
{
    m_ui->imagesFilter->setFocus(Qt::ShortcutFocusReason);
    m_ui->imagesFilter->selectAll();
}

} // namespace layerdeck
