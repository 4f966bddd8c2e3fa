// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/remotecaches.h"

#include "base/units.h"
#include "models/remotecachesmodel.h"
#include "widgets/parts/bars.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/searchfield.h"
#include "widgets/parts/tabledelegate.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int shownRows = 8;
constexpr qint64 shownFor = 60'000; ///< milliseconds, before the list is read again by itself
constexpr qsizetype cheapCaches = 500; ///< so many take few requests

qint64 sumOf(const QList<github::Cache> &caches)
{
    qint64 sum = 0;
    for (const github::Cache &cache : caches)
        sum += cache.bytes;
    return sum;
}

QPushButton *button(const QString &name, const QString &text)
{
    auto *made = new QPushButton(text);
    made->setObjectName(name);
    made->setProperty("variant", u"small"_s);
    made->setProperty("iconName", u"trash"_s);
    return made;
}

RowView *cacheView(const QString &name, RemoteCachesModel *model)
{
    auto *view = new RowView;
    view->setObjectName(name);
    view->setAccessibleName(RemoteCachesPane::tr("Actions caches"));
    view->setItemDelegate(new TableDelegate(view));
    view->setModel(model);
    view->setColumnWidths({0, 200, 96, 96});
    return view;
}

} // namespace

RemoteCachesPane::RemoteCachesPane(QWidget *parent)
    : QWidget(parent)
    , m_model(new RemoteCachesModel(this))
    , m_view(cacheView(u"remoteCaches"_s, m_model))
    , m_filter(new SearchField)
    , m_ref(new QComboBox)
    , m_deleteOne(button(u"remoteDeleteCache"_s, tr("Delete…")))
    , m_deleteAll(button(u"remoteDeleteShown"_s, tr("Delete all that are shown…")))
{
    auto *bar = new FilterBar;
    auto *tools = new QHBoxLayout(bar);
    tools->setContentsMargins(16, 0, 16, 0);
    tools->setSpacing(8);
    m_view->header()->setSortIndicatorClearable(true); // as GitHub orders them
    m_view->header()->setSortIndicator(-1, Qt::AscendingOrder);
    m_view->setSortingEnabled(true);
    m_filter->setObjectName(u"remoteCacheFilter"_s);
    m_filter->setIconName(u"filter"_s);
    m_filter->setPlaceholderText(tr("Filter by key"));
    m_filter->setAccessibleName(tr("Key"));
    m_filter->setToolTip(tr("A part of the key. With * it is the whole key: buildkit-* are those that begin so."));
    m_filter->setColumns(24);
    m_ref->setObjectName(u"remoteCacheRef"_s);
    m_ref->setAccessibleName(tr("Branch or tag"));
    m_ref->addItem(tr("All branches and tags"));
    tools->addWidget(m_filter);
    tools->addWidget(m_ref);
    tools->addStretch(1);
    tools->addWidget(m_deleteOne);
    tools->addWidget(m_deleteAll);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(m_view, 1);
    connect(m_filter, &QLineEdit::textChanged, this, &RemoteCachesPane::update);
    connect(m_ref, &QComboBox::currentIndexChanged, this, &RemoteCachesPane::update);
    // A view that gets the focus has a current row that nobody has chosen.
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RemoteCachesPane::updateButtons);
    connect(m_deleteOne, &QPushButton::clicked, this, [this] { askToDelete(false); });
    auto *remove = new QShortcut(QKeySequence::Delete, m_view, m_deleteOne, &QPushButton::click, Qt::WidgetShortcut);
    remove->setAutoRepeat(false);
    connect(m_deleteAll, &QPushButton::clicked, this, [this] { askToDelete(true); });
}

void RemoteCachesPane::setWork(RemoteWork *work)
{
    m_work = work;
    connect(work, &RemoteWork::cachesChanged, this, [this] {
        m_age.start();
        const QString chosen = m_ref->currentData().toString();
        QStringList refs = m_work->caches() ? refsOf(m_work->caches()->caches) : QStringList();
        // Who has deleted the last one of a branch still looks at that branch.
        if (!chosen.isEmpty() && !refs.contains(chosen) && m_work->state().place.repository == m_repository)
            refs << chosen;
        refs.sort();
        m_repository = m_work->state().place.repository;
        // What has not changed is not exchanged under somebody's pointer.
        if (refs != std::exchange(m_refs, refs)) {
            const QSignalBlocker quiet(m_ref);
            m_ref->clear();
            m_ref->addItem(tr("All branches and tags"));
            for (const QString &ref : std::as_const(refs))
                m_ref->addItem(shortRef(ref), ref);
            m_ref->setCurrentIndex(std::max(0, chosen.isEmpty() ? 0 : m_ref->findData(chosen)));
        }
        update();
    });
    connect(work, &RemoteWork::barChanged, this, &RemoteCachesPane::updateButtons);
    // Others use and delete caches too.
    connect(work, &RemoteWork::reached, this, [this] {
        const bool isCheap = !m_work->state().tokenFrom.isEmpty() && m_work->caches() && m_work->caches()->caches.size() <= cheapCaches;
        const bool isAtRest = !m_work->isDeletingCaches() && !m_work->isReadingCaches() && !m_work->cachesError();
        if (isVisible() && isCheap && isAtRest && m_age.isValid() && m_age.hasExpired(shownFor))
            m_work->readCaches();
    });
    connect(work, &RemoteWork::stateChanged, this, [this] {
        if (isVisible() && !m_work->caches() && m_work->state().status == RemoteState::Status::Ready)
            m_work->readCaches();
    });
    update();
}

void RemoteCachesPane::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void RemoteCachesPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_work->readCaches();
}

void RemoteCachesPane::update()
{
    if (!m_work)
        return;
    const bool known = m_work->caches().has_value();
    const QList<github::Cache> caches = known ? m_work->caches()->caches : QList<github::Cache>();
    const QString ref = m_ref->currentData().toString();
    // What the filter hides is no longer highlighted, and nothing is in its place.
    const QDateTime now = m_work->serverNow().isValid() ? m_work->serverNow() : QDateTime::currentDateTime();
    const QModelIndexList before = m_view->selectionModel()->selectedRows();
    const QString chosen = before.isEmpty() ? QString() : before.first().data(IdRole).toString();
    m_view->exchange([&] { m_model->setRows(remoteCacheRows(caches, m_filter->text(), ref, now)); }, RowView::Show::Same);
    const QModelIndexList after = m_view->selectionModel()->selectedRows();
    if (!after.isEmpty() && after.first().data(IdRole).toString() != chosen)
        m_view->selectionModel()->clear();
    const QString why = !known && m_work->cachesError() ? m_work->cachesError()->sentences() : tr("Reading the caches.");
    const bool isOfRef = !ref.isEmpty() && std::ranges::find(caches, ref, &github::Cache::ref) == caches.end();
    m_view->setPlaceholder(!known              ? why
                           : caches.isEmpty() ? tr("The repository has no Actions cache.")
                           : isOfRef          ? tr("%1 has no Actions cache.").arg(shortRef(ref))
                                              : tr("No cache has such a key."));
    updateButtons();
}

void RemoteCachesPane::updateButtons()
{
    const std::optional<QDateTime> &barred = m_work->barredUntil();
    const bool canDelete = !m_work->isDeletingCaches() && !m_work->state().tokenFrom.isEmpty() && !barred;
    const QString why = barred ? tr("GitHub takes no request before %1.").arg(timeText(barred->toLocalTime(), QDateTime::currentDateTime())) : QString();
    const bool isChosen = m_view->selectionModel()->hasSelection();
    m_deleteOne->setToolTip(why.isEmpty() && !isChosen ? tr("Select a cache in the list.") : why);
    m_deleteAll->setToolTip(why);
    m_deleteOne->setEnabled(canDelete && isChosen);
    m_deleteAll->setEnabled(canDelete && m_model->rowCount() > 0);
}

void RemoteCachesPane::askToDelete(bool all)
{
    QList<RemoteCacheRow> rows = m_model->rows();
    const QModelIndexList selected = m_view->selectionModel()->selectedRows();
    if (!all)
        rows = selected.isEmpty() ? QList<RemoteCacheRow>() : rows.mid(selected.first().row(), 1);
    QList<github::Cache> chosen;
    for (const RemoteCacheRow &row : rows)
        chosen << row.cache;
    if (chosen.isEmpty())
        return;
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Deletes, window());
    dialog->setObjectName(u"remoteCachesPreview"_s);
    dialog->setTitle(tr("Delete Actions caches"), m_work->state().place.repository.fullName());
    dialog->setSum(tr("%1, %2").arg(counted(chosen.size(), tr("cache"), tr("caches")), sizeText(sumOf(chosen))),
                   tr("Workflows make them anew the next time, and take longer for it. Deleted caches cannot be had back."));
    auto *model = new RemoteCachesModel(dialog);
    model->setRows(rows);
    RowView *view = cacheView(u"remoteCachesGoing"_s, model);
    view->setMinimumSize(560, shownRows * 28);
    dialog->consequences()->addWidget(view);
    dialog->setActText(tr("Delete %1").arg(counted(chosen.size(), tr("cache"), tr("caches"))), u"trash"_s);
    connect(dialog, &QDialog::accepted, this, [this, chosen] { m_work->deleteCaches(chosen); });
    dialog->open();
}

} // namespace layerdeck
