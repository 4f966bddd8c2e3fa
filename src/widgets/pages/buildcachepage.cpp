// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/buildcachepage.h"

#include "base/background.h"
#include "base/units.h"
#include "models/cacherecordmodel.h"
#include "models/contentexport.h"
#include "models/contentwording.h"
#include "models/roles.h"
#include "ui_buildcachepage.h"
#include "widgets/pages/exportmenu.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/parts/firstfocus.h"
#include "widgets/parts/tabledelegate.h"
#include "widgets/theme/metrics.h"

#include <QCheckBox>
#include <QPushButton>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int asTree = 0;
constexpr int mostSegments = 5;
/// Below this width of the page the records need what the other columns can spare.
constexpr int narrow = 1000;
constexpr qint64 day = 24 * 3600;

/// What does not hang on the filter, worked out in a thread.
struct Picture
{
    CacheChart chart;
    QList<CacheGroup> groups;
    QMap<QString, QString> types; ///< in words, by the engine's name
};

Picture pictureOf(const CacheGraph &graph)
{
    Picture picture{cacheChart(graph), cacheGroups(graph), {}};
    for (const CacheNode &node : graph.nodes)
        picture.types.insert(node.record.type, recordTypeText(node.record));
    return picture;
}

} // namespace

BuildCachePage::BuildCachePage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::BuildCachePage>())
    , m_model(new CacheRecordModel(this))
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_StyledBackground);
    m_ui->records->setItemDelegate(new TableDelegate(m_ui->records));
    m_ui->records->setModel(m_model);
    m_ui->records->setDense(true);
    m_ui->recordsSplitter->setSizes({744, 344});
    m_ui->recordsSplitter->setStretchFactor(0, 1);
    m_ui->recordsSplitter->setStretchFactor(1, 0);
    m_ui->cacheGraphSplitter->setSizes({248, 380});
    m_ui->cacheGraphSplitter->setStretchFactor(0, 1);
    m_ui->cacheGraphSplitter->setStretchFactor(1, 2);
    m_ui->graphPane->setMinimumHeight(120);
    m_ui->recordDetails->setMinimumWidth(240);
    m_ui->recordDetails->setMaximumWidth(640);
    setFirstFocus(this, m_ui->records);
    auto *empty = new EmptyState(m_ui->recordsEmpty);
    empty->setContent(u"build-cache"_s, tr("The build cache is empty"),
                      tr("Each step of a build leaves its result here, so that the next build need not run it. "
                         "Deploy a project to fill it."));
    auto *column = new QVBoxLayout(m_ui->recordsEmpty);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(empty);
    auto *deploy = new QPushButton(tr("Go to Deploy"), empty);
    deploy->setObjectName(u"recordsDeploy"_s);
    deploy->setProperty("variant", u"primary"_s);
    empty->acts()->addWidget(deploy);
    empty->acts()->addStretch();
    connect(deploy, &QPushButton::clicked, this, &BuildCachePage::deployRequested);
    m_ui->recordsError->addButton(u"recordsTryAgain"_s, tr("Try again now"), u"rebuild"_s);
    buildFilters();
    connect(m_ui->records, &RowView::currentRowChanged, this, [this](const QModelIndex &current) {
        const QString id = current.siblingAtColumn(0).data(IdRole).toString();
        if (m_selecting || id.isEmpty())
            return;
        m_current = id;
        m_ui->graph->setCurrentRecord(id);
        showRecord();
    });
    connect(m_ui->graph, &CellView::currentCellChanged, this, [this] {
        if (m_ui->graph->hasFocus() && !m_ui->graph->currentRecord().isEmpty() && m_ui->graph->currentRecord() != m_current)
            showRecord(m_ui->graph->currentRecord());
    });
    connect(m_ui->recordsHead->loading(), &LoadingLine::shown, this, &BuildCachePage::update);
    setExportMenu(m_ui->exportRecords, u"build-cache"_s, [this] { return exporterOf(*m_model); },
                  [this](const QString &sentence) {
                      m_exportError = sentence;
                      update();
                  });
}

BuildCachePage::~BuildCachePage() = default;

void BuildCachePage::buildFilters()
{
    m_ui->recordsSize->addItem(tr("Any size"), 0);
    for (const qint64 bytes : {100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000})
        m_ui->recordsSize->addItem(tr("From %1").arg(sizeText(bytes)), bytes);
    m_ui->recordsAge->addItem(tr("Unused for any time"), 0);
    m_ui->recordsAge->addItem(tr("Unused for an hour"), 3600);
    m_ui->recordsAge->addItem(tr("Unused for a day"), day);
    m_ui->recordsAge->addItem(tr("Unused for a week"), 7 * day);
    m_ui->recordsAge->addItem(tr("Unused for 30 days"), 30 * day);
    for (QComboBox *box : {m_ui->recordsGroup, m_ui->recordsType})
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_ui->recordsFilter->setListBelow([this] { return m_ui->records; });
    connect(m_ui->recordsFilter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter.text = text.trimmed();
        listRows(RowView::Show::Current);
    });
    connect(m_ui->recordsGroups, &Segmented::currentChanged, this, [this](int index) {
        m_filter.group = index < 1 ? QString() : m_groups.value(index - 1).id;
        listRows(RowView::Show::Current);
    });
    connect(m_ui->recordsGroup, &QComboBox::activated, this, [this] {
        m_filter.group = m_ui->recordsGroup->currentData().toString();
        listRows(RowView::Show::Current);
    });
    connect(m_ui->recordsType, &QComboBox::activated, this, [this] {
        m_filter.type = m_ui->recordsType->currentData().toString();
        listRows(RowView::Show::Current);
    });
    connect(m_ui->recordsSize, &QComboBox::activated, this, [this] {
        m_filter.atLeast = m_ui->recordsSize->currentData().toLongLong();
        listRows(RowView::Show::Current);
    });
    connect(m_ui->recordsAge, &QComboBox::activated, this, [this] {
        m_filter.unusedSeconds = m_ui->recordsAge->currentData().toLongLong();
        listRows(RowView::Show::Current);
    });
    connect(m_ui->recordsUnheld, &QCheckBox::toggled, this, [this](bool only) {
        m_filter.onlyUnheld = only;
        listRows(RowView::Show::Current);
    });
    m_ui->recordsClear->hide();
    connect(m_ui->recordsClear, &QPushButton::clicked, this, &BuildCachePage::resetFilter);
    connect(m_ui->recordsView, &Segmented::currentChanged, this, [this](int view) {
        m_ui->records->header()->setSortIndicatorShown(view != asTree);
        listRows(RowView::Show::Current);
    });
    QHeaderView *head = m_ui->records->header();
    head->setSectionsClickable(true);
    head->setSortIndicator(CacheRecordModel::SizeColumn, Qt::DescendingOrder);
    connect(head, &QHeaderView::sectionClicked, this, [this, head](int section) {
        const auto order = CacheOrder(section);
        m_descending = m_order == order && m_ui->recordsView->current() != asTree ? !m_descending
                                                                                 : section >= CacheRecordModel::SizeColumn;
        m_order = order;
        head->setSortIndicator(section, m_descending ? Qt::DescendingOrder : Qt::AscendingOrder);
        // Sorted, parents and children no longer stand together: that is the table.
        m_ui->recordsView->setCurrent(1);
        listRows(RowView::Show::Top);
    });
}

void BuildCachePage::setSession(Session *session)
{
    m_session = session;
    connect(session, &Session::cacheGraphChanged, this, &BuildCachePage::graphChanged);
    connect(session, &Session::contentsChanged, this, &BuildCachePage::update);
    connect(session, &Session::gcPolicyChanged, this, qOverload<>(&BuildCachePage::showRecord));
    connect(session, &Session::engineChanged, this, &BuildCachePage::update);
    connect(session, &Session::readingProgress, this, [this](int done, int total) {
        if (total > 0)
            m_ui->recordsHead->loading()->start(done, total);
        else
            m_ui->recordsHead->loading()->finish();
    });
    connect(findChild<QPushButton *>(u"recordsTryAgain"_s), &QPushButton::clicked, session, &Session::refresh);
    graphChanged();
}

void BuildCachePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_outdated)
        graphChanged();
}

void BuildCachePage::graphChanged()
{
    if (!m_session->contents().cacheReadAt.isValid())
        m_current.clear(); // another engine
    m_outdated = !isVisible();
    if (m_outdated)
        return update();
    const CacheGraph graph = m_session->cacheGraph();
    workOut<Picture>(
        m_pictureLane, [graph] { return pictureOf(graph); },
        [this](const Picture &picture) {
            m_groups = picture.groups;
            m_types = picture.types;
            updateGroups();
            updateTypes();
            m_ui->graph->setChart(picture.chart);
            m_ui->graph->setCurrentRecord(m_current);
            listRows(RowView::Show::Same);
        });
    update();
}

void BuildCachePage::updateGroups()
{
    QStringList segments{tr("All %1").arg(m_session->cacheGraph().nodes.size())};
    int current = 0;
    const QSignalBlocker quiet(m_ui->recordsGroups);
    const QSignalBlocker quietToo(m_ui->recordsGroup);
    m_ui->recordsGroup->clear();
    m_ui->recordsGroup->addItem(tr("All services %1").arg(m_session->cacheGraph().nodes.size()), QString());
    for (qsizetype i = 0; i < m_groups.size(); ++i) {
        const CacheGroup &group = m_groups.at(i);
        // What several services share has a long name.
        const QString name = group.isShared() ? tr("shared") : group.title;
        segments << u"%1 %2"_s.arg(name).arg(group.records);
        m_ui->recordsGroup->addItem(u"%1 %2"_s.arg(group.title).arg(group.records), group.id);
        if (group.id == m_filter.group)
            current = static_cast<int>(i) + 1;
    }
    if (current == 0)
        m_filter.group.clear();
    m_ui->recordsGroup->setCurrentIndex(current);
    if (m_groups.size() < mostSegments && segments != m_ui->recordsGroups->segments())
        m_ui->recordsGroups->setSegments(segments);
    fitGroups();
}

/// Few services stand side by side where the bar has room for them beside all that a filter adds to it; else
/// they are a list, so that nothing moves while somebody types.
void BuildCachePage::fitGroups()
{
    // A filter that has a text may be narrower than one that says what can be typed.
    const int field = m_ui->recordsFilter->sizeHint().width();
    int needed = 2 * metrics::pageMargin +
                 std::max(field, field * 3 / 4 + metrics::gap + m_ui->recordsClear->sizeHint().width());
    for (const QWidget *widget :
         {static_cast<QWidget *>(m_ui->recordsGroups), static_cast<QWidget *>(m_ui->recordsType),
          static_cast<QWidget *>(m_ui->recordsSize), static_cast<QWidget *>(m_ui->recordsAge)})
        needed += widget->sizeHint().width() + metrics::gap;
    const bool sideBySide = m_groups.size() < mostSegments && needed <= width();
    {
        const QSignalBlocker quiet(m_ui->recordsGroups);
        m_ui->recordsGroups->setCurrent(std::max(0, m_ui->recordsGroup->findData(m_filter.group)));
        m_ui->recordsGroup->setCurrentIndex(std::max(0, m_ui->recordsGroup->findData(m_filter.group)));
    }
    m_ui->recordsGroups->setVisible(sideBySide && m_groups.size() > 1);
    m_ui->recordsGroup->setVisible(!sideBySide && m_groups.size() > 1);
}

void BuildCachePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool small = event->size().width() < narrow;
    if (!event->oldSize().isValid() || small != (event->oldSize().width() < narrow))
        m_ui->records->setColumnWidths(small ? QList<int>{0, 124, 76, 92, 52, 112}
                                             : QList<int>{0, 148, 84, 92, 52, 116});
    if (m_session)
        fitGroups();
}

void BuildCachePage::updateTypes()
{
    const QSignalBlocker quiet(m_ui->recordsType);
    m_ui->recordsType->clear();
    m_ui->recordsType->addItem(tr("Any type"), QString());
    for (auto it = m_types.cbegin(); it != m_types.cend(); ++it)
        m_ui->recordsType->addItem(*it, it.key());
    const int current = m_ui->recordsType->findData(m_filter.type);
    if (current < 0)
        m_filter.type.clear();
    m_ui->recordsType->setCurrentIndex(std::max(0, current));
}

/// Filters, sorts and lists in a thread. `show`: Same where it is not the person who asks.
void BuildCachePage::listRows(RowView::Show show)
{
    if (show != RowView::Show::Same)
        m_show = show;
    const bool tree = m_ui->recordsView->current() == asTree;
    const CacheGraph graph = m_session->cacheGraph();
    m_filter.images = imagesNamed(m_filter.text, m_session->contents().images);
    const auto make = [tree, graph, filter = m_filter, order = m_order, descending = m_descending,
                       now = QDateTime::currentDateTime()] {
        return tree ? cacheTree(graph, filter, now) : cacheTable(graph, filter, order, descending, now);
    };
    workOut<CacheRows>(m_rowsLane, make, [this, tree](const CacheRows &rows) { showRows(rows, tree); });
}

void BuildCachePage::showRows(const CacheRows &rows, bool tree)
{
    m_selecting = true;
    m_ui->records->exchange([&] { m_model->setRows(rows.rows); }, std::exchange(m_show, RowView::Show::Same));
    m_selecting = false;
    const qsizetype all = m_session->cacheGraph().nodes.size();
    const bool filtered = !m_filter.isEmpty();
    m_ui->graph->setMatches(filtered, rows.matching);
    m_ui->recordsClear->setVisible(filtered);
    m_ui->recordsPaneHead->setAbout(
        filtered ? tr("%1 of %2, %3").arg(rows.matches).arg(all).arg(sizeText(rows.bytes)) : QString());
    QStringList notes;
    if (filtered && tree) {
        if (rows.hasParents)
            notes << tr("Grey rows are parents of a match.");
        if (rows.hiddenGroups > 0)
            notes << tr("%1 without a match %2 hidden.")
                         .arg(counted(rows.hiddenGroups, tr("group"), tr("groups")),
                              rows.hiddenGroups == 1 ? tr("is") : tr("are"));
    }
    m_ui->recordsNote->setContent(notes.isEmpty() ? QString() : u"info"_s, notes.join(u' '));
    m_ui->recordsFoot->setVisible(!notes.isEmpty());
    m_ui->records->setPlaceholder(rows.rows.isEmpty() && all > 0 ? tr("No record matches.") : QString());
    // One that was asked for by name lets go of a filter that hides it.
    if (std::exchange(m_mustShow, false) && isHidden(m_current))
        return resetFilter();
    selectRow(m_current);
    showRecord();
}

void BuildCachePage::selectRow(const QString &id)
{
    int row = m_model->rowOf(id);
    if (row < 0 && id.isEmpty()) {
        // The first record, not the head of its group.
        for (row = 0; row < m_model->rowCount() && m_model->rows().at(row).node < 0;)
            ++row;
        if (row < m_model->rowCount())
            m_current = m_model->rows().at(row).record.record.id;
    }
    m_selecting = true;
    if (row >= 0 && row < m_model->rowCount() && m_ui->records->currentIndex().row() != row)
        m_ui->records->setCurrentIndex(m_model->index(row, 0));
    m_selecting = false;
}

void BuildCachePage::showRecord(const QString &id)
{
    m_current = id;
    m_mustShow = m_outdated || !isSettled() || m_model->rowOf(id) < 0;
    if (!m_mustShow) {
        selectRow(id);
        showRecord();
    } else if (m_outdated) {
        graphChanged();
    } else {
        listRows(RowView::Show::Current);
    }
}

bool BuildCachePage::isHidden(const QString &id) const { return !m_filter.isEmpty() && m_model->rowOf(id) < 0; }

void BuildCachePage::resetFilter()
{
    m_filter = {};
    m_ui->recordsFilter->clear();
    m_ui->recordsSize->setCurrentIndex(0);
    m_ui->recordsAge->setCurrentIndex(0);
    m_ui->recordsUnheld->setChecked(false);
    updateGroups();
    updateTypes();
    listRows(RowView::Show::Current);
}

void BuildCachePage::showRecord()
{
    const CacheGraph &graph = m_session->cacheGraph();
    const int place = graph.indexOf(m_current);
    if (m_current.isEmpty())
        return m_ui->recordDetails->clear(graph.nodes.isEmpty() ? QString() : tr("select one to see what keeps it"));
    if (place < 0)
        return m_ui->recordDetails->clear(tr("gone from the engine"));
    // It comes back with its selection.
    if (isHidden(m_current))
        return m_ui->recordDetails->clear(tr("hidden by the filter"));
    if (m_ui->graph->currentRecord() != m_current)
        m_ui->graph->setCurrentRecord(m_current);
    const auto &policy = m_session->gcPolicy();
    m_ui->recordDetails->setRecord(graph, place, m_session->contents().images, policy ? gcPolicyLines(*policy) : QStringList());
}

void BuildCachePage::update()
{
    const EngineContents &contents = m_session->contents();
    const EngineState &engine = m_session->engine();
    const CacheGraph &graph = m_session->cacheGraph();
    const bool unreachable = engine.status == EngineState::Status::Unreachable;
    const bool read = contents.cacheReadAt.isValid();
    const std::optional<Error> failed = m_session->contentsError(Part::BuildCache);
    const bool related = read && (graph.nodes.size() > 0 || contents.usage.cache.isEmpty());
    m_ui->recordsHead->setSentence(related ? cacheSentence(graph)
                                   : unreachable || failed ? tr("The build cache cannot be read.")
                                                           : tr("Reading the engine's build cache."));
    std::optional<ErrorNotice> notice = unreachable ? std::optional(engineNotice(engine))
                                        : failed    ? std::optional(readingNotice(*failed))
                                                    : std::nullopt;
    if (!notice && !m_exportError.isEmpty())
        notice = ErrorNotice{u"file"_s, tr("The list was not exported"), m_exportError, {}, {}, {}};
    if (notice)
        m_ui->recordsError->setNotice(*notice);
    m_ui->recordsError->setVisible(notice.has_value());
    const bool stale = read && (unreachable || failed);
    m_ui->recordsStale->setVisible(stale);
    if (stale)
        m_ui->recordsStale->setText(staleSentence(contents.cacheReadAt));
    if (!read)
        m_ui->records->setPlaceholder(unreachable ? tr("The records are listed when the engine answers.") : QString());
    // The graph comes a moment after the records.
    const bool empty = read && contents.usage.cache.isEmpty();
    m_ui->recordsStack->setCurrentWidget(empty ? m_ui->recordsEmpty : m_ui->cacheGraphSplitter);
    m_ui->recordsFilterBar->setVisible(!empty);
    m_ui->exportRecords->setEnabled(!graph.nodes.isEmpty());
    // Not by the chart, which comes a moment later: the panes below would jump.
    m_ui->graphPane->setVisible(std::ranges::any_of(graph.nodes, [](const CacheNode &node) { return node.step.isStep; }));
}

void BuildCachePage::focusFilter()
{
    m_ui->recordsFilter->setFocus(Qt::ShortcutFocusReason);
    m_ui->recordsFilter->selectAll();
}

} // namespace layerdeck
