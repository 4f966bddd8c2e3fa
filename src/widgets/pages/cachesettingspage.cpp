// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/cachesettingspage.h"

#include "models/cachemodels.h"
#include "ui_cachesettingspage.h"
#include "widgets/pages/factlist.h"
#include "widgets/pages/noticetexts.h"
#include "widgets/pages/sourcelist.h"
#include "widgets/parts/counted.h"
#include "widgets/parts/tabledelegate.h"
#include "widgets/theme/type.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int serviceRowHeight = 52;
const QString eightDots(8, QChar(0x2022));

/// Build arguments are no place for secrets, but some projects have them there: they are never shown.
bool looksSecret(const QString &name)
{
    for (const QString &word :
         {u"TOKEN"_s, u"SECRET"_s, u"PASSWORD"_s, u"PASSWD"_s, u"API_KEY"_s, u"CREDENTIAL"_s}) {
        if (name.contains(word, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

} // namespace

CacheSettingsPage::CacheSettingsPage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::CacheSettingsPage>())
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_StyledBackground);
    m_services = new CacheServicesModel(&m_editor, this);
    auto *delegate = new TableDelegate(m_ui->cacheServices);
    delegate->setTallHeight(serviceRowHeight);
    m_ui->cacheServices->setItemDelegate(delegate);
    m_ui->cacheServices->setModel(m_services);
    m_ui->cacheServices->setHeaderHidden(true);
    m_ui->cacheServices->setColumnWidths({0});
    m_ui->cacheSplitter->setSizes({192, 480, 416});
    m_ui->cacheSplitter->setStretchFactor(0, 0);
    m_ui->cacheSplitter->setStretchFactor(1, 1);
    m_ui->cacheSplitter->setStretchFactor(2, 1);
    setFocusProxy(m_ui->cacheServices);
    m_ui->newSource->setFont(typeFont(TypeRole::Code));
    m_ui->newSource->setMinimumHeight(32);
    m_ui->changes->setPlaceholder(
        tr("Nothing is changed. What you change is shown here, line by line, before it is "
           "saved."));
    m_ui->factBytes->setContent(
        u"ok"_s, tr("Every other byte stays as it is: comments, order, quotes, line ends."), Tone::Hit);
    m_ui->cacheError->addButton(u"cacheReadAgain"_s, tr("Read the files again"), u"rebuild"_s);
    connect(findChild<QPushButton *>(u"cacheReadAgain"_s), &QPushButton::clicked, this, [this] {
        load();
        m_session->reloadProject();
    });
    connect(&m_editor, &CacheEditor::changed, this, &CacheSettingsPage::update);
    connect(m_services, &QAbstractItemModel::modelReset, this, [this] {
        if (m_services->rowCount() > 0 && !m_ui->cacheServices->currentIndex().isValid())
            m_ui->cacheServices->setCurrentIndex(m_services->index(0, 0));
    });
    connect(m_ui->cacheServices, &RowView::currentRowChanged, this, [this] {
        m_ui->sourceProblem->clear();
        m_ui->newSource->clear();
        update();
    });
    connect(m_ui->sources, &SourceList::removeRequested, this,
            [this](int index) { report(m_editor.removeSource(current().written.name, index)); });
    connect(m_ui->newSource, &QLineEdit::returnPressed, this, &CacheSettingsPage::addSource);
    connect(m_ui->newSource, &QLineEdit::textChanged, this, [this] {
        m_ui->sourceProblem->clear();
        showService();
    });
    connect(m_ui->addSource, &QPushButton::clicked, this, &CacheSettingsPage::addSource);
    connect(m_ui->undoChange, &QPushButton::clicked, this, &CacheSettingsPage::undo);
    connect(m_ui->redoChange, &QPushButton::clicked, this, &CacheSettingsPage::redo);
    connect(m_ui->discardChanges, &QPushButton::clicked, &m_editor, &CacheEditor::discard);
    connect(m_ui->saveChanges, &QPushButton::clicked, this, &CacheSettingsPage::save);
    connect(m_ui->copyDiff, &QPushButton::clicked, m_ui->changes, &DiffView::copy);
    update();
}

CacheSettingsPage::~CacheSettingsPage() = default;

void CacheSettingsPage::setSession(Session *session)
{
    m_session = session;
    connect(session, &Session::projectChanged, this, &CacheSettingsPage::projectChanged);
    projectChanged();
}

/// Reads the files again when they are other files, or were changed on disk while nothing is unsaved here.
void CacheSettingsPage::projectChanged()
{
    const ProjectState &project = m_session->project();
    const QStringList files = project.project ? project.project->files.files : QStringList();
    const bool sameFiles = project.request == m_loaded && files == m_files;
    // A new override file, or a project that cannot be read for the moment, must not cost what is unsaved.
    const bool unsaved = project.request == m_loaded && m_editor.isModified();
    if ((!sameFiles && !unsaved) || (!m_editor.isModified() && m_editor.changedOnDisk()))
        load();
    else
        update();
}

void CacheSettingsPage::load()
{
    m_saveError.reset();
    m_loadError.reset();
    const ProjectState &project = m_session->project();
    m_loaded = project.request;
    m_files = project.project ? project.project->files.files : QStringList();
    const QString directory = project.project ? project.project->files.directory : project.request.directory;
    const Result<void> result = m_editor.load(m_files, directory);
    if (!result)
        m_loadError = result.error();
    m_onDisk.clear();
    for (const EditableService &service : m_editor.services())
        m_onDisk.insert(service.written.name, service.written.cacheFrom);
    update();
}

EditableService CacheSettingsPage::current() const
{
    return m_services->serviceAt(m_ui->cacheServices->currentIndex().row());
}

void CacheSettingsPage::update()
{
    const bool modified = m_editor.isModified();
    m_ui->undoChange->setEnabled(m_editor.canUndo());
    m_ui->redoChange->setEnabled(m_editor.canRedo());
    m_ui->discardChanges->setEnabled(modified);
    m_ui->saveChanges->setEnabled(modified);
    QStringList names;
    for (int file = 0; file < m_editor.files().size(); ++file)
        names << m_editor.fileName(file);
    QString sentence = names.join(u", "_s);
    if (modified)
        sentence +=
            tr(" · %1 not saved").arg(counted(m_editor.changedServices(), tr("service"), tr("services"))) +
            tr(", %1").arg(counted(m_editor.changedLines(), tr("line differs"), tr("lines differ")));
    else if (!names.isEmpty())
        sentence += tr(" · as saved");
    m_ui->cacheHead->setSentence(sentence);
    showService();
    showFacts();
    showChanges();
    showError();
    emit modifiedChanged();
}

void CacheSettingsPage::showService()
{
    const EditableService service = current();
    const bool builds = service.written.builds;
    const bool editable = builds && service.written.whyNotEditable.isEmpty();
    m_ui->sourcesHead->setTitle(service.written.name);
    m_ui->sourcesHead->setAbout(
        service.written.name.isEmpty()
            ? QString()
            : u"%1:%2"_s.arg(m_editor.fileName(service.file)).arg(service.written.line));
    m_ui->sources->setSources(service.written.cacheFrom, m_onDisk.value(service.written.name), editable);
    m_ui->newSource->setEnabled(editable);
    m_ui->addSource->setEnabled(editable && !m_ui->newSource->text().trimmed().isEmpty());
    m_ui->newSource->setPlaceholderText(
        tr("such as %1")
            .arg(service.written.image.isEmpty() ? u"registry.example/app:cache"_s : service.written.image));
    if (!builds && !service.written.name.isEmpty())
        m_ui->sourceProblem->setText(
            tr("%1 only has an image: there is nothing to build, so nothing to cache.")
                .arg(service.written.name));
    else if (!service.written.whyNotEditable.isEmpty())
        m_ui->sourceProblem->setText(service.written.whyNotEditable);
}

/// What Compose makes of the service as it is saved: the effective values beside the written ones.
void CacheSettingsPage::showFacts()
{
    m_ui->buildFacts->clear();
    const auto &project = m_session ? m_session->project().project : std::nullopt;
    const ComposeService *service = project ? project->config.service(current().written.name) : nullptr;
    if (!service)
        return;
    const QDir directory(project->files.directory);
    m_ui->buildFacts->addTitle(tr("Build"), tr("as Compose reads the saved file"));
    m_ui->buildFacts->addFact(tr("Image"), service->image, true);
    if (!service->build)
        return;
    const BuildSettings &build = *service->build;
    m_ui->buildFacts->addFact(tr("Context"), directory.relativeFilePath(build.context), true);
    if (!build.dockerfilePath().isEmpty())
        m_ui->buildFacts->addFact(tr("Dockerfile"), directory.relativeFilePath(build.dockerfilePath()), true);
    if (!build.target.isEmpty())
        m_ui->buildFacts->addFact(tr("Target"), build.target, true);
    m_ui->buildFacts->addFact(tr("No cache"), build.noCache ? tr("on") : tr("off"));
    if (!build.cacheTo.isEmpty())
        m_ui->buildFacts->addFact(tr("Cache sinks"), build.cacheTo.join(u'\n'), true);
    if (build.args.isEmpty())
        return;
    m_ui->buildFacts->addTitle(tr("Build arguments"));
    for (auto it = build.args.cbegin(); it != build.args.cend(); ++it)
        m_ui->buildFacts->addFact(it.key(), looksSecret(it.key()) ? eightDots : it.value(), true);
}

void CacheSettingsPage::showChanges()
{
    const EditableService service = current();
    const int file = m_editor.files().isEmpty() ? -1 : service.file;
    const Diff diff = file < 0 ? Diff{} : m_editor.diff(file);
    m_ui->changes->setDiff(diff);
    m_ui->changesHead->setAbout(
        diff.isEmpty()
            ? QString()
            : u"%1, +%2 \u2212%3"_s.arg(m_editor.fileName(file)).arg(diff.added).arg(diff.removed));
    m_ui->copyDiff->setVisible(!diff.isEmpty());
    m_ui->changesFacts->setVisible(m_editor.isModified());
    m_ui->factSave->setContent(u"info"_s,
                               m_editor.changedOnDisk()
                                   ? tr("The file was changed by someone else. It is not overwritten: read "
                                        "the files again and repeat your change.")
                                   : tr("Nothing is written before Save; every change can be undone."));
}

void CacheSettingsPage::showError()
{
    const bool any = m_services->rowCount() > 0;
    for (QWidget *pane : {m_ui->cacheServicesPane, m_ui->sourcesPane, m_ui->changesPane})
        pane->setVisible(any);
    std::optional<Error> error = m_saveError ? m_saveError : m_loadError;
    // Compose refuses the project: where nothing can be edited for it, this is the reason.
    if (!error && !any && m_session)
        error = m_session->project().error;
    if (error)
        m_ui->cacheError->setNotice(noticeOf(*error, u"file"_s));
    m_ui->cacheError->setVisible(error.has_value());
}

void CacheSettingsPage::report(const Result<void> &result)
{
    if (!result)
        m_ui->sourceProblem->setText(result.error().sentences());
}

void CacheSettingsPage::addSource()
{
    const QString source = m_ui->newSource->text().trimmed();
    if (source.isEmpty())
        return;
    const Result<void> result = m_editor.addSource(current().written.name, source);
    if (result)
        m_ui->newSource->clear();
    report(result);
}

void CacheSettingsPage::save()
{
    if (!m_editor.isModified())
        return;
    const Result<void> result = m_editor.save();
    m_saveError = result ? std::nullopt : std::optional(result.error());
    if (result)
        load();
    else
        update();
}

void CacheSettingsPage::undo() { m_editor.undo(); }

void CacheSettingsPage::redo() { m_editor.redo(); }

} // namespace layerdeck
