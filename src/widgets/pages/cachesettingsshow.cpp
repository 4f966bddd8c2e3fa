// SPDX-License-Identifier: GPL-3.0-or-later
// What the page of cache settings shows; what it does is in cachesettingspage.cpp.
#include "compose/projectname.h"
#include "compose/secrets.h"
#include "compose/settingproblems.h"
#include "deploy/plan.h"
#include "models/cachemodels.h"
#include "models/cachewording.h"
#include "models/wording.h"
#include "session/alsowritten.h"
#include "text/listchange.h"
#include "ui_cachesettingspage.h"
#include "widgets/pages/cachesettingspage.h"
#include "widgets/pages/noticetexts.h"

#include "base/units.h"
#include <QDir>
#include <QMenu>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

QString shownNumber(const QString &name, int number)
{
    return number > 0 ? u"%1:%2"_s.arg(name).arg(number) : name;
}

/// Compose's sentence without the path of the setting, which the field beside it tells.
QString reasonIn(QString said)
{
    static const QRegularExpression path(u"^(error while interpolating )?services\\.\\S+ "_s);
    return said.remove(path);
}

/// "cache_from (line 27)", of what comes through an anchor and is not overridden.
QStringList anchoredSettings(const EditedService &service)
{
    QStringList names;
    for (const Setting setting : allSettings) {
        const SettingOrigin origin = service.origins.value(setting);
        if (origin.kind == SettingOrigin::Kind::Anchor && !service.isEdited(setting))
            names << shownNumber(settingKey(setting), origin.place.line).replace(u':', u" (line "_s) +
                         (origin.place.isValid() ? u")"_s : QString());
    }
    return names;
}

void setLine(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

} // namespace

void CacheSettingsPage::update()
{
    QMap<QString, QString> images;
    if (const ComposeProject *project = rendered()) {
        for (const ComposeService &service : project->services)
            images.insert(service.name, service.image);
    }
    m_services->setImages(images);
    showHead();
    showService();
    showError();
    emit modifiedChanged();
}

void CacheSettingsPage::showHead()
{
    const bool modified = m_editor.isModified();
    const bool checking = m_editor.isChecking() || m_judge.isJudging();
    const QString why = modified && !m_editor.isChecking() ? whyNotSaved() : QString();
    // What becomes possible first: the focus of a button that goes out of use falls to the next.
    m_ui->redoChange->setEnabled(m_editor.canRedo());
    m_ui->undoChange->setEnabled(m_editor.canUndo());
    m_ui->discardChanges->setEnabled(modified);
    m_ui->saveChanges->setEnabled(modified && why.isEmpty());
    m_ui->saveChanges->setToolTip(why.isEmpty() ? tr("Save (Ctrl+S)") : tr("Cannot be saved. %1").arg(why));
    m_ui->saveChanges->setAccessibleDescription(why);
    QStringList names;
    for (const ChangedFile &file : m_editor.check().files)
        names << m_editor.files().at(file.file).name;
    if (names.isEmpty()) {
        for (const ProjectFile &file : m_editor.files())
            names << file.name;
        names.removeDuplicates();
    }
    QString sentence = names.join(u", "_s);
    if (modified) {
        sentence +=
            tr(" · %1 not saved").arg(counted(m_editor.changedSettings(), tr("change"), tr("changes")));
        if (!why.isEmpty())
            sentence += tr(", and cannot be yet"); // why, the pane of changes and the button say
        else if (!m_editor.isChecking())
            sentence += tr(", %1").arg(counted(m_editor.check().added + m_editor.check().removed,
                                               tr("line differs"), tr("lines differ")));
    } else if (!names.isEmpty()) {
        const auto unreadable =
            std::ranges::count_if(m_editor.files(), [](const ProjectFile &file) { return !file.text; });
        sentence += unreadable == 0 ? tr(" · as saved")
                    : unreadable == m_editor.files().size()
                        ? tr(" · cannot be read")
                        : tr(" · %1 of them cannot be read").arg(unreadable);
    }
    m_ui->cacheHead->setSentence(sentence);
    if (m_editor.isLoading() || checking)
        m_ui->cacheHead->loading()->start();
    else
        m_ui->cacheHead->loading()->finish();
}

QString CacheSettingsPage::refusalOf(const QString &service, Setting setting) const
{
    if (const RefusedChange *refused = m_editor.refusal(service, setting))
        return refused->error.message;
    const Judgement &judgement = m_judge.judgement();
    if (!m_judge.isJudging() && judgement.concerns == SettingOfService{service, setting} &&
        (judgement.kind == Judgement::Kind::Refused || judgement.kind == Judgement::Kind::RefusedBefore))
        return tr("Compose: %1.").arg(reasonIn(judgement.said));
    return {};
}

void CacheSettingsPage::showService()
{
    const EditedService service = current();
    const bool editable = !service.name.isEmpty() && service.file >= 0 && service.whyNotEditable.isEmpty();
    m_ui->sourcesContent->setVisible(!service.name.isEmpty());
    m_ui->sourcesHead->setTitle(service.name);
    m_ui->sourcesHead->setAbout(service.name.isEmpty() ? QString()
                                                       : shownNumber(service.fileName, service.place.line));
    m_ui->copyTo->setEnabled(editable && service.builds && m_editor.services().size() > 1);
    m_ui->applyPattern->setEnabled(editable && service.builds);
    m_ui->buildTitle->setText(service.builds ? tr("Build") : tr("Image"));
    m_ui->cacheSections->setVisible(service.builds);
    m_ui->argumentsSection->setVisible(service.builds);
    m_ui->addSource->setEnabled(editable);
    m_ui->addSink->setEnabled(editable);
    m_ui->addArgument->setEnabled(editable);
    showFiles(service);
    showServiceNote(service);
    showEntries(CacheUse::Source, service, editable);
    showEntries(CacheUse::Sink, service, editable);
    showBuild(service, editable);
    showArguments(service, editable);
    showContexts(service);
}

void CacheSettingsPage::showFiles(const EditedService &service)
{
    m_ui->chooseFile->setVisible(service.choices.size() > 1);
    if (service.choices.size() < 2)
        return;
    m_ui->chooseFile->setText(service.fileLabel);
    m_ui->chooseFile->setAccessibleName(tr("Changes of %1 go to %2").arg(service.name, service.fileLabel));
    m_ui->chooseFile->setToolTip(tr("The file that changes go to"));
    m_ui->sourcesHead->setAbout(service.place.isValid() ? tr("line %1").arg(service.place.line) : QString());
    QMenu *menu = m_ui->chooseFile->menu();
    QStringList shown{service.name};
    for (const int file : service.choices)
        shown << QString::number(file) << m_editor.files().at(file).label();
    // Made anew only where something else stands in it: it may be open.
    if (shown != m_shownFiles) {
        m_shownFiles = shown;
        menu->clear();
        for (const int file : service.choices) {
            QAction *action = menu->addAction(m_editor.files().at(file).label());
            action->setCheckable(true);
            connect(action, &QAction::triggered, this,
                    [this, file, name = service.name] { m_editor.chooseFile(name, file); });
        }
    }
    for (qsizetype i = 0; i < service.choices.size(); ++i)
        menu->actions().at(i)->setChecked(service.choices.at(i) == service.file);
}

void CacheSettingsPage::showServiceNote(const EditedService &service)
{
    QString text;
    QString icon = u"info"_s;
    Tone tone = Tone::Muted;
    if (!service.whyNotEditable.isEmpty()) {
        text =
            tr("%1 cannot be edited in %2: %3.").arg(service.name, service.fileName, service.whyNotEditable);
        icon = u"lock"_s;
        tone = Tone::Warn;
    } else if (!service.name.isEmpty() && service.file < 0) {
        text = tr("No file of the project can be edited for %1.").arg(service.name);
    } else if (!service.name.isEmpty() && !service.builds) {
        text = tr("%1 only has an image: there is nothing to build, so nothing to cache.").arg(service.name);
    }
    const std::optional<ComposeText> &file = service.file >= 0 ? m_editor.files().at(service.file).text : std::nullopt;
    const QStringList takers = file && text.isEmpty() && !m_editor.isEdited(service.name) ? file->takersOf(service.name, {Setting::CacheFrom})
                                                                                            : QStringList();
    if (!takers.isEmpty())
        text = (takers.size() == 1 ? tr("%1 takes settings from %2 through an anchor. What it would get too is refused here, unless it is copied to it.")
                                   : tr("%1 take settings from %2 through an anchor. What they would get too is refused here, unless it is copied to them."))
                   .arg(joinedNames(takers), service.name);
    else if (const QStringList through = anchoredSettings(service); text.isEmpty() && !through.isEmpty())
        text = (through.size() == 1
                    ? tr("%1 comes through an anchor. A change is written at %2 itself, others keep theirs.")
                    : tr("Through an anchor come %1. A change is written at %2 itself, others keep theirs."))
                   .arg(through.join(u", "_s), service.name);
    const ChangedFile *changed = m_editor.check().file(service.file);
    if (const QStringList again = changed ? argumentsWrittenAgain(service, changed->diff) : QStringList(); !again.isEmpty())
        text += (text.isEmpty() ? QString() : u" "_s) + writtenAgainSentence(service.name, again);
    const WrittenService *before = changed ? m_editor.files().at(service.file).text->service(service.name) : nullptr;
    const WrittenService *after = changed ? changed->text.service(service.name) : nullptr;
    if (before && after) {
        const CommentsBeside comments = commentsBeside(*m_editor.files().at(service.file).text, *before, service.wanted);
        for (const QString &sentence : alsoWrittenSentences(service.name, alsoWritten(*before, *after)) + commentSentences(comments))
            text += (text.isEmpty() ? QString() : u" "_s) + sentence;
    }
    m_ui->serviceNote->setContent(icon, text, tone);
    m_ui->serviceNote->setVisible(!text.isEmpty());
}

void CacheSettingsPage::showEntries(CacheUse use, const EditedService &service, bool editable)
{
    const bool sink = use == CacheUse::Sink;
    const Setting setting = sink ? Setting::CacheTo : Setting::CacheFrom;
    const EngineState engine = m_session ? m_session->engine() : EngineState();
    QList<ShownEntry> entries;
    const QStringList hidden = secrets();
    if (!sink)
        m_shownImages.clear();
    const auto add = [&](const QString &text, bool changed, bool inherited, const QString &place) {
        const QString effective = m_variables.effective(text).value.value_or(QString());
        const QString image = sink ? QString() : imageOfEntry(text, effective);
        InlineCache here = InlineCache::Unknown;
        if (m_session && !image.isEmpty()) {
            here = m_session->inlineCache(image);
            m_shownImages.insert(image, here);
        }
        EntryNote note = noteOfEntry(text, effective, use, service, engine, here);
        if (!variablesIn(text).isEmpty() && note.tone != Tone::Fail && note.icon.isEmpty())
            note.text = tr("Becomes %1. %2").arg(shownLine(shownEntry(effective), hidden), note.text);
        entries << ShownEntry{text, note, changed, inherited, place};
    };
    const auto addInherited = [&](bool later) {
        for (const InheritedSettings &other : service.inherited) {
            if (other.later != later)
                continue;
            const QList<TextPosition> places = other.origins.value(setting).entries;
            const QStringList &list = other.settings.list(setting);
            for (qsizetype i = 0; i < list.size(); ++i)
                add(list[i], false, true,
                    i < places.size() ? shownNumber(other.fileName, places[i].line) : other.place(setting));
        }
    };
    // In the order in which Compose adds them up.
    addInherited(false);
    const QStringList &wanted = service.wanted.list(setting);
    const QList<ListEntry> origins = listChange(service.saved.list(setting), wanted);
    for (qsizetype i = 0; i < wanted.size(); ++i)
        add(wanted[i], origins.value(i).origin != ListEntry::Origin::Kept, false, {});
    addInherited(true);
    (sink ? m_ui->sinks : m_ui->sources)->setEntries(entries, noteOfNoEntry(use, service, engine), editable);
    setLine(sink ? m_ui->sinksProblem : m_ui->sourcesProblem, refusalOf(service.name, setting));
}

void CacheSettingsPage::showBuild(const EditedService &service, bool editable)
{
    BuildFormState state;
    state.service = service;
    state.editable = editable;
    state.stages = stagesOf(service);
    state.warnings.insert(Setting::Target, noteOfTarget(service.wanted.target, state.stages));
    if (m_session)
        state.warnings.insert(Setting::Platforms, noteOfPlatforms(service.wanted.platforms, m_session->engine()));
    const QList<SettingProblem> problems = settingProblems(service.wanted);
    for (const Setting setting : allSettings) {
        if (setting == Setting::CacheFrom || setting == Setting::CacheTo || setting == Setting::Args)
            continue;
        state.problems.insert(setting, refusalOf(service.name, setting));
        for (const SettingProblem &problem : problems) {
            if (problem.setting == setting)
                state.problems.insert(setting, problem.sentence);
        }
        if (setting == Setting::Platforms)
            continue;
        const InheritedSettings *other = service.giver(setting);
        const QString written = service.written(setting).value_or(QString());
        if (other && service.wanted.single(setting))
            state.hints.insert(setting, tr("%1 overrides it: %2").arg(other->place(setting), written));
        else if (other)
            state.hints.insert(setting, setting == Setting::NoCache || setting == Setting::Pull
                                            ? tr("From %1: %2").arg(other->place(setting), written)
                                            : tr("From %1").arg(other->place(setting)));
        else if (!variablesIn(written).isEmpty()) {
            const EffectiveValue value = m_variables.effective(written);
            state.hints.insert(setting,
                               value.value ? tr("Becomes %1, %2").arg(shownLine(*value.value, secrets()), value.from) : value.from);
        }
    }
    m_ui->buildForm->setState(state);
}

/// Read once for each time that the project was read: not with every keystroke.
QStringList CacheSettingsPage::stagesOf(const EditedService &service)
{
    const ComposeProject *project = rendered();
    const ComposeService *known = project ? project->service(service.name) : nullptr;
    const QString path = known && known->build ? known->build->dockerfilePath() : QString();
    if (path.isEmpty())
        return {};
    if (!m_stages.contains(path))
        m_stages.insert(path, dockerfileStages(path));
    return m_stages.value(path);
}

void CacheSettingsPage::showArguments(const EditedService &service, bool editable)
{
    const ComposeProject *project = m_editor.isChecking() || m_judge.isJudging() ? nullptr : rendered();
    const ComposeService *known = project ? project->service(service.name) : nullptr;
    QList<ShownArgument> shown;
    const auto add = [&](const BuildArgument &argument, bool changed, bool inherited, const QString &place) {
        EffectiveValue effective = m_variables.effectiveArgument(argument);
        if (known && known->build && known->build->args.contains(argument.name))
            effective.value = known->build->args.value(argument.name);
        const bool secret = looksSecret(argument.name) || effective.secret;
        ShownArgument row;
        row.argument = argument;
        row.written = secret ? shownValue(u"SECRET"_s, argument.value.value_or(QString()))
                             : argument.value.value_or(QString());
        row.effective = effective.value.value_or(QString());
        row.from = effective.from;
        row.secret = secret && !row.effective.isEmpty();
        if (row.secret)
            row.effective = eightDots;
        row.changed = changed;
        row.inherited = inherited;
        row.place = place;
        shown << row;
    };
    for (const InheritedSettings &other : service.inherited) {
        for (const BuildArgument &argument : other.settings.args) {
            if (!service.wanted.arg(argument.name))
                add(argument, false, true, other.argumentPlace(argument.name));
        }
    }
    for (const BuildArgument &argument : service.wanted.args) {
        const BuildArgument *saved = service.saved.arg(argument.name);
        add(argument, !saved || !(*saved == argument), false, {});
        if (const InheritedSettings *later = service.argumentGiver(argument.name)) {
            const EffectiveValue effective = m_variables.effectiveArgument(*later->settings.arg(argument.name));
            const bool secret = shown.last().secret || effective.secret;
            shown.last().secret = secret;
            if (secret)
                shown.last().effective = eightDots;
            else
                shown.last().effective = known && known->build && known->build->args.contains(argument.name)
                                             ? known->build->args.value(argument.name)
                                             : effective.value.value_or(QString());
            shown.last().from = tr("from %1").arg(later->argumentPlace(argument.name));
        }
    }
    m_ui->arguments->setArguments(shown, editable);
    setLine(m_ui->argumentsProblem, refusalOf(service.name, Setting::Args));
}

void CacheSettingsPage::showContexts(const EditedService &service)
{
    m_ui->buildFacts->clear();
    m_ui->buildFacts->setVisible(service.builds &&
                                 (!service.context.isEmpty() || !service.additionalContexts.isEmpty()));
    if (m_ui->buildFacts->isHidden())
        return;
    m_ui->buildFacts->addTitle(tr("Build context"), tr("shown, not edited here"));
    if (!service.context.isEmpty())
        m_ui->buildFacts->addFact(tr("Context"), service.context, true);
    if (!service.dockerfile.isEmpty())
        m_ui->buildFacts->addFact(tr("Dockerfile"), service.dockerfile, true);
    for (auto it = service.additionalContexts.cbegin(); it != service.additionalContexts.cend(); ++it)
        m_ui->buildFacts->addFact(it.key(), it.value(), true);
}

const ComposeProject *CacheSettingsPage::rendered() const
{
    if (m_editor.isModified() && m_judge.judgement().rendered)
        return &*m_judge.judgement().rendered;
    if (!m_session || !m_session->project().project)
        return nullptr;
    return &m_session->project().project->config;
}

/// The name that a build gives the image, as written; made up as Compose does where none is.
QString CacheSettingsPage::imageOf(const EditedService &service) const
{
    if (const auto written = service.written(Setting::Image); written && !written->isEmpty())
        return *written;
    const ComposeProject *project = rendered();
    const ComposeService *known = project ? project->service(service.name) : nullptr;
    return known ? known->image
                 : composeProjectName(m_editor.files(), m_project.files.directory, m_variables.values()) + u'-' + service.name;
}

QList<SettingOfService> CacheSettingsPage::askedSettings() const
{
    QList<SettingOfService> asked;
    for (const EditedService &service : m_editor.editedServices()) {
        for (const Setting setting : allSettings) {
            const SettingOfService edited{service.name, setting};
            if (service.isEdited(setting) && !asked.contains(edited))
                asked << edited;
        }
    }
    return asked;
}

EngineState CacheSettingsPage::engineFacts(const EngineState &engine)
{
    EngineState facts;
    facts.context = engine.context;
    facts.status = engine.status;
    facts.info = engine.info;
    facts.toolchain = engine.toolchain;
    return facts;
}

void CacheSettingsPage::showEngine()
{
    const EngineState &engine = m_session->engine();
    m_shownEngine = engineFacts(engine);
    const bool known = engine.status == EngineState::Status::Connected;
    m_ui->engineTitle->setRole(TypeRole::Body, QFont::DemiBold);
    m_ui->engineTitle->setContent(known ? u"engine"_s : u"engine-off"_s, tr("Engine"), Tone::Neutral);
    QStringList facts;
    if (known)
        facts << tr("Docker %1, %2, docker driver.")
                     .arg(engine.info.version,
                          engine.info.containerdStore ? tr("containerd store") : tr("classic store"));
    else if (engine.status == EngineState::Status::Connecting)
        facts << tr("Connecting.");
    else
        facts << tr("Not reachable: what depends on it is not said.");
    if (engine.toolchain)
        facts << tr("Compose %1, buildx %2.")
                     .arg(engine.toolchain->compose.toString(), engine.toolchain->buildx.toString());
    m_ui->engineFacts->setText(facts.join(u' '));
}

} // namespace layerdeck
