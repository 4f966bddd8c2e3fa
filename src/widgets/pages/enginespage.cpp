// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/enginespage.h"

#include "models/enginemodels.h"
#include "models/roles.h"
#include "ui_enginespage.h"
#include "widgets/pages/exportmenu.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/parts/firstfocus.h"
#include "widgets/parts/tabledelegate.h"
#include "widgets/theme/type.h"

#include <QPushButton>
#include <QResizeEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

EnginesPage::EnginesPage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::EnginesPage>())
    , m_overview(new EngineOverview(this))
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_StyledBackground);
    setFirstFocus(this, m_ui->engines);
    m_ui->enginesSplitter->setSizes({400, 300});
    setExportMenu(
        m_ui->exportEngines, u"engines"_s,
        [this]() -> Exporter {
            QList<ExportRecord> records;
            for (int row = 0; row < m_shown->rowCount(); ++row) {
                const EngineSummary &engine = m_overview->engines().at(m_shown->mapToSource(m_shown->index(row, 0)).row());
                records << engineRecord(engine, isUsed(engine));
            }
            return [records](bool json) { return json ? exportedJson(records) : exportedCsv(records, engineRecord({}, false)); };
        },
        [this](const QString &sentence) {
            m_exportError = sentence;
            updateContexts();
        });
    connect(m_ui->enginesFilter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filtering = true;
        m_ui->engines->exchange([&] { m_shown->setText(text.trimmed()); }, RowView::Show::Current);
        // What the filter hid comes back with its selection.
        if (!m_ui->engines->currentIndex().isValid() && m_shown->rowCount() > 0) {
            const QModelIndexList found = m_shown->match(m_shown->index(0, 0), IdRole, m_chosen, 1, Qt::MatchExactly);
            m_ui->engines->setCurrentIndex(found.value(0));
        }
        m_filtering = false;
        update();
    });
    QPushButton *again =
        m_ui->enginesError->addButton(u"enginesTryAgain"_s, tr("Read it again now"), u"rebuild"_s);
    connect(again, &QPushButton::clicked, m_ui->askEngines, &QPushButton::click);
    connect(m_ui->useEngine, &QPushButton::clicked, this, &EnginesPage::useCurrent);
    connect(m_ui->askEngines, &QPushButton::clicked, this, [this] {
        if (!m_session->hasEngine())
            m_session->refresh();
        updateContexts();
        m_overview->refresh();
    });
}

EnginesPage::~EnginesPage() = default;

void EnginesPage::setSession(Session *session)
{
    m_session = session;
    m_engines = new EnginesModel(m_overview, session, this);
    m_shown = new ShownEngines(m_engines, this);
    m_services = new EngineServicesModel(m_overview, session, this);
    m_ui->engines->setItemDelegate(new TableDelegate(m_ui->engines));
    m_ui->engines->setModel(m_shown);
    m_ui->engines->header()->setSortIndicatorClearable(true); // the store's order: "default" first
    m_ui->engines->header()->setSortIndicator(-1, Qt::AscendingOrder);
    m_ui->engines->setSortingEnabled(true);
    m_ui->engines->setColumnWidths({0, 300, 104, 96, 96, 112});
    m_ui->engineServices->setItemDelegate(new TableDelegate(m_ui->engineServices));
    m_ui->engineServices->setModel(m_services);
    connect(m_ui->engines, &RowView::currentRowChanged, this, [this](const QModelIndex &current) {
        if (!m_filtering && current.isValid())
            m_chosen = current.siblingAtColumn(0).data(IdRole).toString();
        update();
    });
    connect(m_ui->engines, &QAbstractItemView::activated, this, &EnginesPage::useCurrent);
    connect(m_services, &QAbstractItemModel::modelReset, this, &EnginesPage::fitServices);
    connect(m_overview, &EngineOverview::engineChanged, this, &EnginesPage::update);
    connect(m_overview, &EngineOverview::enginesReset, this, [this] {
        const QList<EngineSummary> &engines = m_overview->engines();
        const auto used = std::ranges::find_if(engines, [this](const EngineSummary &engine) { return isUsed(engine); });
        m_ui->engines->setCurrentIndex(
            m_shown->mapFromSource(m_engines->index(used == engines.end() ? 0 : int(used - engines.begin()), 0)));
        update();
    });
    connect(m_overview, &EngineOverview::ticked, this, &EnginesPage::updateContexts);
    connect(session, &Session::engineChanged, this, [this] {
        if (isVisible())
            updateContexts();
        update();
    });
    connect(session, &Session::projectChanged, this, &EnginesPage::update);
    connect(session, &Session::runStarted, this, &EnginesPage::update);
    connect(session, &Session::runEnded, this, &EnginesPage::update);
    fitServices();
    update();
}

bool EnginesPage::isSettled() const
{
    return !isVisible() || std::ranges::none_of(m_overview->engines(), [](const EngineSummary &engine) {
        return engine.state.status == EngineState::Status::Connecting;
    });
}

void EnginesPage::updateContexts()
{
    m_overview->setContexts(m_session->listedContexts());
    const std::optional<Error> broken = m_session->configProblem();
    if (broken)
        m_ui->enginesError->setNotice(configNotice(
            *broken, !m_session->hasEngine() && m_session->engine().error->message == broken->message));
    else if (!m_exportError.isEmpty())
        m_ui->enginesError->setNotice({u"file"_s, tr("The list was not exported"), m_exportError, {}, {}, {}});
    m_ui->enginesError->setVisible(broken || !m_exportError.isEmpty());
}

/// The columns of the services are the engines that were read.
void EnginesPage::fitServices()
{
    constexpr int serviceWidth = 220;
    constexpr int narrowest = 180;
    constexpr int widest = 300;
    const int engines = std::max(0, m_services->columnCount() - 1);
    const int room = m_ui->engineServices->viewport()->width() * 13 / bodyPixelSize() - serviceWidth;
    const int width = std::clamp(room / std::max(1, engines), narrowest, widest);
    // Where there is not enough for all, the list is wider than the page, and the names keep their room.
    QList<int> widths{width * engines > room ? serviceWidth : 0};
    widths.resize(engines + 1, width);
    m_ui->engineServices->setColumnWidths(widths);
}

int EnginesPage::current() const
{
    const int row = m_shown->mapToSource(m_ui->engines->currentIndex()).row();
    return row < m_overview->engines().size() ? row : -1;
}

bool EnginesPage::isUsed(const EngineSummary &engine) const { return engine.listed.context == m_session->engine().context; }

void EnginesPage::update()
{
    const QList<EngineSummary> &engines = m_overview->engines();
    m_ui->enginesHead->setSentence(engines.isEmpty() ? QString() : enginesSentence(engines));
    m_ui->enginesFilterBar->setVisible(engines.size() > 1);
    m_ui->exportEngines->setEnabled(!engines.isEmpty());
    const bool filtered = !m_shown->text().isEmpty();
    m_ui->enginesCount->setVisible(filtered);
    m_ui->enginesCount->setContent({}, filtered ? tr("%1 of %2 engines").arg(m_shown->rowCount()).arg(engines.size()) : QString());
    m_ui->engines->setPlaceholder(filtered ? tr("No engine matches.") : QString());
    const int row = current();
    QString why;
    if (row < 0)
        why = tr("Choose an engine in the list.");
    else if (engines.at(row).listed.error)
        why = engines.at(row).listed.error->message;
    else if (isUsed(engines.at(row)))
        why = engines.at(row).listed.note.isEmpty() ? tr("The window works with this engine.")
                                                    : tr("The window works with this engine: %1.").arg(engines.at(row).listed.note);
    else if (m_session->isRunning())
        why = tr("A run is on. The engine can be switched when it has ended.");
    m_ui->useEngine->setEnabled(why.isEmpty());
    m_ui->useEngine->setToolTip(why);
    const bool open = m_session->project().project.has_value();
    m_ui->engineServicesHead->setAbout(open ? tr("of %1, and the images of their names").arg(m_session->project().project->config.name)
                                            : QString());
    m_ui->engineServices->setPlaceholder(open ? tr("Services are listed when an engine answers.")
                                         : m_session->project().error ? tr("The project cannot be read here, so its services are not known.")
                                                                      : tr("Open a project to see its services on each engine."));
}

void EnginesPage::useCurrent()
{
    const int row = current();
    if (row >= 0 && m_ui->useEngine->isEnabled())
        m_session->selectContext(m_overview->engines().at(row).listed.context);
}

void EnginesPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_services)
        fitServices();
}

void EnginesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateContexts();
    m_overview->setActive(true);
}

void EnginesPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_overview->setActive(false);
}

void EnginesPage::focusFilter()
{
    if (m_ui->enginesFilterBar->isHidden())
        return;
    m_ui->enginesFilter->setFocus(Qt::ShortcutFocusReason);
    m_ui->enginesFilter->selectAll();
}

} // namespace layerdeck
