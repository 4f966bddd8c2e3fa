// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/imagespage.h"

#include "base/units.h"
#include "models/layertreemodel.h"
#include "ui_imagespage.h"
#include "widgets/pages/layerdetails.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/parts/layertreedelegate.h"

#include <QApplication>
#include <QClipboard>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int railsWidth = 68;

/// Keeps the parents of a match: the model knows them.
class LayerFilter final : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    QString text;
    void setText(const QString &newText)
    {
        text = newText;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &) const override
    {
        return static_cast<const LayerTreeModel *>(sourceModel())->matches(row, text);
    }
};

} // namespace

ImagesPage::ImagesPage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::ImagesPage>())
    , m_model(new LayerTreeModel(this))
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_StyledBackground);
    auto *filter = new LayerFilter(this);
    m_filter = filter;
    m_filter->setSourceModel(m_model);
    m_ui->layers->setItemDelegate(new LayerTreeDelegate(m_ui->layers));
    m_ui->layers->header()->setProperty("leftPadding", railsWidth);
    m_ui->layers->setModel(m_filter);
    m_ui->layers->setColumnWidths({0, 84, 104, 84});
    m_ui->imagesSplitter->setSizes({704, 384});
    m_ui->imagesSplitter->setStretchFactor(0, 1);
    m_ui->imagesSplitter->setStretchFactor(1, 0);
    setFocusProxy(m_ui->layers);
    m_ui->layerDetails->setMaximumWidth(640);
    m_ui->layerDetails->setMinimumWidth(240);
    auto *empty = new EmptyState(m_ui->imagesEmpty);
    empty->setContent(
        u"images"_s, tr("No images yet"),
        tr("Every image of the engine is shown here, each layer once. Deploy a project to make some."));
    auto *column = new QVBoxLayout(m_ui->imagesEmpty);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(empty);
    m_ui->imagesError->addButton(u"imagesTryAgain"_s, tr("Try again now"), u"rebuild"_s);
    connect(m_ui->imagesFilter, &QLineEdit::textChanged, this, [this, filter](const QString &text) {
        filter->setText(text);
        showCount();
    });
    connect(m_ui->layers, &RowView::currentRowChanged, this, &ImagesPage::showLayer);
    connect(m_ui->imagesHead->loading(), &LoadingLine::shown, this, &ImagesPage::update);
}

ImagesPage::~ImagesPage() = default;

void ImagesPage::setSession(Session *session)
{
    m_session = session;
    connect(session, &Session::contentsChanged, this, [this] {
        m_model->setTree(m_session->contents().layers);
        if (!m_ui->layers->currentIndex().isValid() && m_filter->rowCount() > 0)
            m_ui->layers->setCurrentIndex(m_filter->index(0, 0));
        update();
        showLayer();
    });
    connect(session, &Session::readingProgress, this, &ImagesPage::progress);
    connect(session, &Session::engineChanged, this, &ImagesPage::update);
    connect(findChild<QPushButton *>(u"imagesTryAgain"_s), &QPushButton::clicked, session, &Session::refresh);
    update();
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
    const bool read = contents.readAt.isValid();
    const std::optional<Error> &failed = m_session->contentsError();
    QString sentence;
    if (m_total > 0 && m_ui->imagesHead->loading()->isShown())
        sentence = tr("Reading images, %1 of %2").arg(m_done).arg(m_total);
    else if (read)
        sentence = imagesSentence(contents.layers);
    else
        sentence = unreachable || failed ? tr("The images cannot be read.") : tr("Reading the engine's images.");
    m_ui->imagesHead->setSentence(sentence);
    m_ui->layers->setPlaceholder(unreachable ? tr("The layers are listed when the engine answers.")
                                 : m_filter->rowCount() == 0 && read ? tr("No layer matches.")
                                                                     : QString());
    const std::optional<ErrorNotice> notice = unreachable ? std::optional(engineNotice(engine))
                                              : failed    ? std::optional(noticeOf(*failed))
                                                          : unreadableNotice(contents);
    if (notice)
        m_ui->imagesError->setNotice(*notice);
    m_ui->imagesError->setVisible(notice.has_value());
    const bool stale = read && (unreachable || failed);
    m_ui->imagesStale->setVisible(stale);
    if (stale)
        m_ui->imagesStale->setText(staleSentence(contents));
    const bool empty = read && contents.layers.rows.isEmpty();
    m_ui->imagesStack->setCurrentWidget(empty ? m_ui->imagesEmpty : m_ui->imagesSplitter);
    m_ui->imagesFilterBar->setVisible(!empty);
    m_ui->layersSum->setText(tr("Sum %1").arg(sizeText(contents.layers.diskBytes)));
    m_ui->layersFoot->setVisible(read);
    showCount();
}

void ImagesPage::showCount()
{
    const bool filtered = !m_ui->imagesFilter->text().isEmpty();
    m_ui->imagesCount->setContent(
        {}, filtered ? tr("%1 of %2 layers").arg(m_filter->rowCount()).arg(m_model->rowCount()) : QString());
}

void ImagesPage::showLayer()
{
    const QModelIndex source = m_filter->mapToSource(m_ui->layers->currentIndex());
    if (source.isValid() && source.row() < m_model->tree().rows.size())
        m_ui->layerDetails->setLayer(m_model->tree().rows.at(source.row()), m_session->contents().images);
    else
        m_ui->layerDetails->clear();
}

void ImagesPage::focusFilter()
{
    m_ui->imagesFilter->setFocus(Qt::ShortcutFocusReason);
    m_ui->imagesFilter->selectAll();
}

} // namespace layerdeck
