// SPDX-License-Identifier: GPL-3.0-or-later
// What the page does; what it shows is in cachesettingsshow.cpp, how it saves in cachesettingssave.cpp, what is typed and not
// added yet in cachesettingsdrafts.cpp.
#include "widgets/pages/cachesettingspage.h"

#include "models/cachemodels.h"
#include "session/cachepatterns.h"
#include "ui_cachesettingspage.h"
#include "widgets/pages/argumentrow.h"
#include "widgets/pages/cacheservicedelegate.h"
#include "widgets/pages/copysettings.h"
#include "widgets/pages/entryeditor.h"
#include "widgets/pages/settingfields.h"
#include "widgets/parts/firstfocus.h"
#include "widgets/theme/icons.h"

#include <QApplication>
#include <QClipboard>
#include <QFocusEvent>
#include <QMenu>
#include <QProcessEnvironment>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

CacheSettingsPage::CacheSettingsPage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::CacheSettingsPage>())
    , m_filler(new QWidget(this))
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_StyledBackground);
    m_services = new CacheServicesModel(&m_editor, this);
    m_ui->cacheServices->setItemDelegate(new CacheServiceDelegate(m_ui->cacheServices));
    m_ui->cacheServices->setModel(m_services);
    m_ui->cacheServices->setHeaderHidden(true);
    m_ui->cacheServices->setColumnWidths({0});
    m_ui->cacheSplitter->setSizes({192, 480, 416});
    m_ui->cacheSplitter->setStretchFactor(0, 0);
    m_ui->cacheSplitter->setStretchFactor(1, 1);
    m_ui->cacheSplitter->setStretchFactor(2, 1);
    m_ui->cacheServicesPane->setMinimumWidth(150);
    m_ui->sourcesPane->setMinimumWidth(380);
    m_ui->changesPane->setMinimumWidth(300);
    setFirstFocus(this, m_ui->cacheServices);
    for (QWidget *section : {m_ui->cacheSections, m_ui->argumentsSection})
        section->setProperty("passFocusRing", true);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        // A form that has just been opened has its place when the layout has run.
        if (now && m_ui->sourcesContent->isAncestorOf(now))
            QMetaObject::invokeMethod(this, &CacheSettingsPage::revealFocus, Qt::QueuedConnection);
    });
    m_ui->serviceNote->setContentsMargins(0, 0, 0, 12);
    m_ui->sourcesScroll->setFocusPolicy(Qt::TabFocus);
    m_ui->sourcesScroll->installEventFilter(this);
    m_ui->whoseChanges->setSegments({tr("Yours"), tr("On disk")});
    // Takes the room of the panes where there is nothing to show in them.
    layout()->addWidget(m_filler);
    m_filler->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    m_filler->hide();
    m_ui->sources->setFallback(m_ui->addSource);
    m_ui->sinks->setFallback(m_ui->addSink);
    m_ui->arguments->setFallback(m_ui->addArgument);
    buildErrorBar();
    buildMenus();
    connectHead();
    connectSettings();
    connectLists();
    connect(&m_editor, &CacheEditor::loaded, this, &CacheSettingsPage::loaded);
    connect(&m_editor, &CacheEditor::changed, this, [this] {
        m_saveError.reset();
        m_savedAs = {};
        m_nothingChanged.clear();
        m_saved = m_saved && !m_editor.isModified();
        update();
    });
    connect(&m_editor, &CacheEditor::checked, this, [this] {
        showChanges();
        showService();
        showHead();
        judgeChanges();
        if (std::exchange(m_saveAsWhenChecked, false))
            saveAs();
        trySave();
        trySaveAs();
        tryWriteAgain();
    });
    connect(&m_editor, &CacheEditor::externalDiffed, this, &CacheSettingsPage::showChanges);
    connect(&m_editor, &CacheEditor::externalChanged, this, [this] {
        // Where nothing is unsaved, what is on disk is what is shown.
        if (!m_editor.isModified() && !m_editor.externalChanges().isEmpty())
            return load();
        m_saveError.reset();
        m_savedAs = {};
        m_nothingChanged.clear();
        showError();
        showChanges();
        showHead();
    });
    connect(&m_judge, &ComposeJudge::changed, this, [this] {
        showFacts();
        showHead();
        if (!m_judge.isJudging())
            showService();
        trySave();
        trySaveAs();
        tryWriteAgain();
    });
    connect(m_services, &QAbstractItemModel::modelReset, this, [this] {
        const int row = qMax(0, m_services->rowOf(m_shownService));
        if (m_services->rowCount() > 0)
            m_ui->cacheServices->setCurrentIndex(m_services->index(row, 0));
    });
    connect(m_ui->cacheServices, &RowView::currentRowChanged, this, [this] {
        if (currentName().isEmpty() || currentName() == m_shownService)
            return;
        keepDrafts();
        m_shownService = currentName();
        m_editor.endStep();
        closeEditors();
        m_ui->sourcesScroll->ensureVisible(0, 0);
        showService();
        if (showDrafts())
            m_ui->cacheServices->setFocus();
    });
    for (EntryList *list : {m_ui->sources, m_ui->sinks})
        connect(list, &EntryList::tabOrderChanged, this, &CacheSettingsPage::orderTabs);
    connect(m_ui->arguments, &ArgumentList::tabOrderChanged, this, &CacheSettingsPage::orderTabs);
    update();
    orderTabs();
}

CacheSettingsPage::~CacheSettingsPage() = default;

/// The whole form as far as there is room, the field in any case.
void CacheSettingsPage::revealFocus()
{
    QWidget *now = QApplication::focusWidget();
    if (!now || !m_ui->sourcesContent->isAncestorOf(now))
        return;
    m_ui->sourcesContent->layout()->activate();
    for (QWidget *form = now; form != m_ui->sourcesContent; form = form->parentWidget()) {
        if (qobject_cast<EntryEditor *>(form) || qobject_cast<ArgumentRow *>(form))
            m_ui->sourcesScroll->ensureWidgetVisible(form, 0, 24);
    }
    m_ui->sourcesScroll->ensureWidgetVisible(now, 0, 24);
}

/// From top to bottom, column by column: what a list makes anew would else come last in the window.
void CacheSettingsPage::orderTabs()
{
    QWidgetList order{m_ui->undoChange, m_ui->redoChange, m_ui->applyPattern, m_ui->discardChanges,
                      m_ui->saveChanges};
    order += tabStops(m_ui->cacheError);
    // What adds to a list stands above it.
    order << m_ui->cacheServices << m_ui->chooseFile << m_ui->copyTo << m_ui->sourcesScroll << m_ui->addSource;
    order += m_ui->sources->tabOrder();
    order << m_ui->addSink;
    order += m_ui->sinks->tabOrder();
    order += m_ui->buildForm->tabOrder();
    order << m_ui->addArgument;
    order += m_ui->arguments->tabOrder();
    order += tabStops(m_ui->whoseChanges);
    order << m_ui->copyDiff << m_ui->changes;
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
}

/// The scroll area is a pane for F6 and holds no focus of its own.
bool CacheSettingsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_ui->sourcesScroll || event->type() != QEvent::FocusIn)
        return QWidget::eventFilter(watched, event);
    const bool back = static_cast<QFocusEvent *>(event)->reason() == Qt::BacktabFocusReason;
    QMetaObject::invokeMethod(
        this, [this, back] { back ? focusPreviousChild() : focusNextChild(); }, Qt::QueuedConnection);
    return false;
}

void CacheSettingsPage::buildMenus()
{
    auto *patterns = new QMenu(this);
    patterns->setObjectName(u"patternMenu"_s);
    for (const CachePattern &pattern : cachePatterns()) {
        QAction *action =
            patterns->addAction(icons::icon(pattern.icon, Token::Text2), pattern.name + u'\n' + pattern.when);
        action->setObjectName(u"pattern%1"_s.arg(int(pattern.id)));
        connect(action, &QAction::triggered, this, [this, id = pattern.id] {
            const EditedService service = current();
            const ServiceSettings wanted = withPattern(id, service, imageOf(service));
            if (wanted == service.wanted)
                return tellNothingChanged(whyPatternChangesNothing(id, service));
            change([&](ServiceSettings &settings) { settings = wanted; });
        });
    }
    m_ui->applyPattern->setMenu(patterns);

    struct Kind
    {
        QString icon;
        QString name;
        QString text;
    };
    const QList<Kind> kinds{{u"images"_s, tr("Image name"), {}},
                            {u"remote"_s, tr("Registry"), u"type=registry,ref="_s},
                            {u"folder"_s, tr("Local folder"), u"type=local,src="_s},
                            {u"branch"_s, tr("GitHub Actions"), u"type=gha"_s},
                            {u"remote"_s, tr("Amazon S3"), u"type=s3,region=,bucket="_s},
                            {u"remote"_s, tr("Azure Blob"), u"type=azblob,name="_s},
                            {u"file"_s, tr("Text"), {}}};
    for (const CacheUse use : {CacheUse::Source, CacheUse::Sink}) {
        const bool sink = use == CacheUse::Sink;
        auto *menu = new QMenu(this);
        menu->setObjectName(sink ? u"addSinkMenu"_s : u"addSourceMenu"_s);
        QList<Kind> shown = kinds;
        if (sink) {
            shown[0] = {u"images"_s, tr("Inline, in the image"), u"type=inline"_s};
            shown[2].text = u"type=local,dest="_s;
        }
        for (const Kind &kind : std::as_const(shown)) {
            QAction *action = menu->addAction(icons::icon(kind.icon, Token::Text2), kind.name);
            action->setObjectName((sink ? u"addSink-"_s : u"addSource-"_s) + kind.name);
            connect(action, &QAction::triggered, this, [this, sink, text = kind.text] {
                (sink ? m_ui->sinks : m_ui->sources)->startAdding(text);
            });
        }
        (sink ? m_ui->addSink : m_ui->addSource)->setMenu(menu);
    }
    auto *files = new QMenu(this);
    files->setObjectName(u"fileMenu"_s);
    m_ui->chooseFile->setMenu(files);
}

void CacheSettingsPage::connectHead()
{
    connect(m_ui->undoChange, &QPushButton::clicked, this, &CacheSettingsPage::undo);
    connect(m_ui->redoChange, &QPushButton::clicked, this, &CacheSettingsPage::redo);
    connect(m_ui->discardChanges, &QPushButton::clicked, this, &CacheSettingsPage::dropChanges);
    connect(m_ui->saveChanges, &QPushButton::clicked, this, &CacheSettingsPage::save);
    connect(m_ui->copyTo, &QPushButton::clicked, this,
            [this] { openCopySettings(&m_editor, currentName(), window()); });
    connect(m_ui->copyDiff, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(unifiedChanges()); });
    connect(m_ui->whoseChanges, &Segmented::currentChanged, this, [this] { showChanges(); });
}

void CacheSettingsPage::connectSettings()
{
    connect(m_ui->buildForm, &BuildForm::singleEdited, this,
            [this](Setting setting, const std::optional<QString> &value) {
                change([&](ServiceSettings &settings) { settings.single(setting) = value; },
                       settingKey(setting));
            });
    connect(m_ui->buildForm, &BuildForm::platformsEdited, this, [this](const QStringList &platforms) {
        change([&](ServiceSettings &settings) { settings.platforms = platforms; },
               settingKey(Setting::Platforms));
    });
    connect(m_ui->buildForm, &BuildForm::editingFinished, this, [this] { m_editor.endStep(); });

    ArgumentList *arguments = m_ui->arguments;
    connect(m_ui->addArgument, &QPushButton::clicked, arguments, [arguments] { arguments->startAdding(); });
    connect(arguments, &ArgumentList::edited, this,
            [this](const QString &name, const BuildArgument &argument) {
                change(
                    [&](ServiceSettings &settings) {
                        for (BuildArgument &now : settings.args) {
                            if (now.name == name)
                                now = argument;
                        }
                    },
                    u"args"_s);
            });
    connect(arguments, &ArgumentList::editingFinished, this, [this] { m_editor.endStep(); });
    connect(arguments, &ArgumentList::added, this, [this](const BuildArgument &argument) {
        change([&](ServiceSettings &settings) { settings.setArg(argument); });
    });
    connect(arguments, &ArgumentList::removeRequested, this, [this](const QString &name) {
        change([&](ServiceSettings &settings) { settings.removeArg(name); });
    });
}

void CacheSettingsPage::connectLists()
{
    for (const auto &[list, setting] :
         {std::pair{m_ui->sources, Setting::CacheFrom}, std::pair{m_ui->sinks, Setting::CacheTo}}) {
        const Setting which = setting;
        connect(list, &EntryList::textEdited, this, [this, which](int index, const QString &text) {
            change(
                [&](ServiceSettings &settings) {
                    if (index < settings.list(which).size())
                        settings.change(which, index, text);
                },
                settingKey(which) + QString::number(index));
        });
        connect(list, &EntryList::editingFinished, this, [this] { m_editor.endStep(); });
        connect(list, &EntryList::added, this, [this, which](const QString &text) {
            change([&](ServiceSettings &settings) { settings.add(which, text); });
        });
        connect(list, &EntryList::removeRequested, this, [this, which](int index) {
            change([&](ServiceSettings &settings) { settings.list(which).removeAt(index); });
        });
        connect(list, &EntryList::moveRequested, this, [this, which](int from, int to) {
            change([&](ServiceSettings &settings) { settings.list(which).move(from, to); });
        });
    }
}

void CacheSettingsPage::setSession(Session *session)
{
    m_session = session;
    connect(session, &Session::projectChanged, this, &CacheSettingsPage::projectChanged);
    connect(session, &Session::engineChanged, this, [this] {
        if (engineFacts(m_session->engine()) == m_shownEngine)
            return;
        showEngine();
        showService();
    });
    connect(session, &Session::inlineCachesChanged, this, [this] {
        bool same = true;
        for (auto it = m_shownImages.cbegin(); it != m_shownImages.cend(); ++it)
            same = same && m_session->inlineCache(it.key()) == it.value();
        if (!same)
            showService();
    });
    projectChanged();
    showEngine();
}

bool CacheSettingsPage::isSettled() const
{
    return !m_editor.isLoading() && !m_editor.isChecking() && !m_judge.isJudging();
}

/// Reads the files again when they are other files, or were changed on disk while nothing is unsaved here.
void CacheSettingsPage::projectChanged()
{
    const ProjectState &project = m_session->project();
    if (project.project) {
        m_project = *project.project;
    } else if (const auto found =
                   findComposeFiles(project.request.directory, project.request.files,
                                    Variables::of(ComposeFiles{project.request.directory, {}, {}}).values());
               project.isOpen() && found) {
        m_project = {};
        m_project.files = *found;
        m_project.environment = dockerEnvironment(m_session->engine().context);
    } else {
        m_project = {};
    }
    m_variables = Variables::of(m_project);
    m_stages.clear();
    const bool sameFiles = project.request == m_loaded && m_project.files.files == m_files;
    // A new override file, or a project that cannot be read for the moment, must not cost what is unsaved.
    const bool unsaved = project.request == m_loaded && m_editor.isModified();
    if (!sameFiles && !unsaved)
        return load();
    // A file that could not be read may have been corrected meanwhile.
    const bool unread = std::ranges::any_of(m_editor.files(), [](const ProjectFile &file) { return !file.text; });
    m_editor.lookAtDisk();
    if (!m_editor.isModified() && (unread || !m_editor.externalChanges().isEmpty()))
        load();
    else
        update();
    // The environment may be another one.
    if (m_editor.isModified() && !m_editor.isChecking())
        judgeChanges();
}

void CacheSettingsPage::load()
{
    m_saveError.reset();
    m_saved = false;
    m_savedAs = {};
    m_nothingChanged.clear();
    m_loadError.reset();
    m_writeAgainWhenSettled = m_saveAsWhenChecked = false;
    if (std::exchange(m_saveWhenSettled, false))
        emit saveEnded(false);
    m_saveAs = {};
    if (!(m_loaded == m_session->project().request)) {
        m_drafts.clear();
        closeEditors();
    }
    m_loaded = m_session->project().request;
    m_files = m_project.files.files;
    if (m_files.isEmpty())
        m_editor.clear();
    else
        m_editor.load(m_project.files, m_variables.values());
}

void CacheSettingsPage::loaded()
{
    QStringList paths;
    for (const ProjectFile &file : m_editor.files()) {
        paths << file.path;
        if (file.error && !m_loadError)
            m_loadError = file.error;
    }
    if (m_session)
        m_session->watchAlso(paths);
    // Read again, the files have other rows; what is typed for new ones stands on.
    m_ui->sources->closeEntryForms();
    m_ui->sinks->closeEntryForms();
    m_ui->arguments->closeArgumentForms();
    const bool isRead = !m_editor.files().isEmpty() && std::ranges::none_of(m_editor.files(), [](const ProjectFile &file) { return file.error.has_value(); });
    // Of a text that is half written nothing is known: a service that is missing may be there again in a moment.
    if (const QStringList services = m_editor.services(); isRead) {
        if (!services.contains(m_shownService))
            closeEditors();
        m_drafts.removeIf([&](const QHash<QString, Drafts>::iterator &draft) { return !services.contains(draft.key()); });
    }
    m_ui->whoseChanges->setCurrent(0);
    m_judge.clear();
}

void CacheSettingsPage::dropChanges()
{
    m_drafts.clear();
    closeEditors();
    m_editor.discard();
}

QString CacheSettingsPage::currentName() const
{
    return m_services->nameAt(m_ui->cacheServices->currentIndex().row());
}

EditedService CacheSettingsPage::current() const
{
    const QString name = currentName();
    return name.isEmpty() ? EditedService() : m_editor.service(name);
}

void CacheSettingsPage::change(const std::function<void(ServiceSettings &)> &act, const QString &mergeKey)
{
    const QString name = currentName();
    if (name.isEmpty())
        return;
    ServiceSettings wanted = m_editor.service(name).wanted;
    act(wanted);
    m_editor.setSettings(name, wanted, mergeKey);
}

void CacheSettingsPage::judgeChanges()
{
    JudgeRequest request;
    request.project = m_project;
    for (const ChangedFile &file : m_editor.check().files) {
        const ProjectFile &from = m_editor.files().at(file.file);
        request.files << JudgedFile{from.path, from.text->text(), file.text.text()};
    }
    if (request.files.isEmpty())
        return m_judge.clear();
    request.asked = askedSettings();
    m_judge.ask(request);
}

} // namespace layerdeck
