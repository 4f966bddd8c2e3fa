// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/logpane.h"

#include "ui_logpane.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QDeadlineTimer>
#include <QFileDialog>
#include <QMenu>
#include <QSaveFile>
#include <QTimerEvent>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

/// Of work in one event; how often the clock is looked at, in lines.
constexpr qint64 sliceMs = 5;
constexpr std::size_t lookEvery = 100;
/// Characters of the field to find with, where the scope leaves room for them.
constexpr int wideFind = 12;
constexpr int narrowFind = 4;
constexpr int narrow = 400;

} // namespace

LogPane::LogPane(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::LogPane>())
{
    m_ui->setupUi(this);
    setFocusProxy(m_ui->logView);
    m_ui->logHead->setTitleYields(true);
    m_ui->logView->setPlaceholder(tr("No output yet."));
    connect(m_ui->logScope, &Segmented::currentChanged, this, &LogPane::refill);
    connect(m_ui->logFind, &QLineEdit::textChanged, m_ui->logView, &LogView::find);
    connect(m_ui->logFind, &QLineEdit::returnPressed, m_ui->logView, &LogView::findNext);
    connect(m_ui->logView, &LogView::matchesChanged, this, [this](int current, int count) {
        m_ui->logFind->setCount(m_ui->logFind->text().isEmpty() ? QString()
                                                                : tr("%1 of %2").arg(current).arg(count));
    });
    connect(m_ui->logFollow, &QPushButton::toggled, m_ui->logView, &LogView::setFollowing);
    connect(m_ui->logView, &LogView::followingChanged, m_ui->logFollow, &QPushButton::setChecked);
    connect(m_ui->logWrap, &QPushButton::toggled, m_ui->logView, &LogView::setWrapping);
    connect(m_ui->logCopy, &QPushButton::clicked, this, &LogPane::copy);
    connect(m_ui->logSave, &QPushButton::clicked, this, &LogPane::save);
    connect(m_ui->logView, &LogView::firstErrorChanged, this, &LogPane::updateFoot);
    connect(m_ui->logFootShow, &QPushButton::clicked, this, &LogPane::showFirstError);
    connect(m_ui->logFootCopy, &QPushButton::clicked, this, [this] {
        const int line = m_ui->logView->firstError();
        QApplication::clipboard()->setText(line >= 0 ? m_ui->logView->document().plainText(line) : m_remark);
    });
    buildStreamMenu();
    updateFoot();
}

LogPane::~LogPane() = default;

LogPane::Export::Export() = default;
LogPane::Export::~Export() = default;

void LogPane::buildStreamMenu()
{
    auto *menu = new QMenu(this);
    auto *group = new QActionGroup(menu);
    using Stream = RunLogFilter::Stream;
    for (const auto &[stream, text] : {std::pair(Stream::Both, tr("All output")), std::pair(Stream::Output, tr("Standard output only")),
                                       std::pair(Stream::ErrorOutput, tr("Standard error only"))}) {
        QAction *action = menu->addAction(text);
        action->setObjectName(u"logStream%1"_s.arg(int(stream)));
        action->setCheckable(true);
        action->setChecked(stream == Stream::Both);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, stream = stream] { setStream(stream); });
    }
    QPushButton *button = m_ui->logStream;
    connect(button, &QPushButton::clicked, this, [this, menu, button] {
        button->setChecked(m_filter.stream != Stream::Both);
        menu->popup(button->mapToGlobal(QPoint(0, button->height())));
    });
}

void LogPane::setStream(RunLogFilter::Stream stream)
{
    m_filter.stream = stream;
    m_ui->logStream->setChecked(stream != RunLogFilter::Stream::Both);
    refill();
}

void LogPane::begin(qint64 startedMs)
{
    m_export.reset();
    m_exportTimer.stop();
    m_logs.clear(startedMs);
    m_shown = 0;
    m_errorAwaited = false;
    m_ui->logView->clear();
    setRemark({}, {});
    follow();
}

void LogPane::append(const QString &service, int step, qint64 time, const QByteArray &text,
                     bool fromErrorOutput)
{
    m_logs.append(service, step, time, text, fromErrorOutput);
    showMore();
}

void LogPane::appendError(const QString &service, int step, qint64 time, const QByteArray &text)
{
    m_logs.appendError(service, step, time, text);
    showMore();
}

void LogPane::end()
{
    m_logs.flush();
    showMore();
}

void LogPane::setSubject(const QString &service, int step, const QString &name)
{
    const bool same = service == m_filter.service && step == m_filter.step;
    m_filter.service = service;
    m_filter.step = step;
    m_name = name;
    if (!same)
        refill();
    else
        m_ui->logHead->setAbout(aboutText());
}

LogPane::Scope LogPane::scope() const { return Scope(m_ui->logScope->current()); }

void LogPane::setScope(Scope scope) { m_ui->logScope->setCurrent(scope); }

void LogPane::setWhole(const QString &title)
{
    m_ui->logHead->setTitle(title.isEmpty() ? tr("Log") : title);
    m_ui->logScope->setVisible(title.isEmpty());
    if (!title.isEmpty())
        setScope(AllScope);
    m_ui->logHead->setAbout(aboutText());
}

void LogPane::setNumbered()
{
    m_isNumbered = true;
    m_ui->logView->setStamps(LogView::Stamps::LineNumbers);
    m_ui->logScope->hide();
    m_ui->logStream->hide();
    m_ui->logFind->setColumns(wideFind);
    setScope(AllScope);
}

/// Of a job the name has its room before the field has.
void LogPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_isNumbered)
        m_ui->logFind->setColumns(width() < narrow ? narrowFind : wideFind);
}

void LogPane::showWhole(const QString &name, const QList<ActionsLogLine> &lines)
{
    m_name = name;
    m_ui->logHead->setAbout(aboutText());
    begin(0);
    for (const ActionsLogLine &line : lines) {
        if (line.isError)
            m_logs.appendError({}, 0, line.number, line.text);
        else
            m_logs.append({}, 0, line.number, line.text + '\n', false);
    }
    m_ui->logView->setFollowing(false);
    showMore();
    m_ui->logView->find(m_ui->logFind->text());
    showFirstError();
}

QString LogPane::aboutText() const
{
    if (m_isNumbered)
        return m_name;
    if (m_ui->logScope->isHidden())
        return {};
    QString about = tr("all services");
    if (scope() != AllScope)
        about = scope() == StepScope ? m_name : m_filter.service;
    switch (m_filter.stream) {
    case RunLogFilter::Stream::Both: break;
    case RunLogFilter::Stream::Output: return tr("%1, standard output only").arg(about);
    case RunLogFilter::Stream::ErrorOutput: return tr("%1, standard error only").arg(about);
    }
    return about;
}

void LogPane::refill()
{
    m_filter.scope = RunLogFilter::Scope(scope());
    m_ui->logView->clear();
    m_shown = 0;
    m_ui->logHead->setAbout(aboutText());
    m_ui->logView->setFollowing(true);
    showMore();
    if (!m_ui->logFind->text().isEmpty())
        m_ui->logView->find(m_ui->logFind->text());
}

/// Shows the lines that are not shown yet, as many as fit into one event; the others come with the next.
void LogPane::showMore()
{
    const QDeadlineTimer deadline(sliceMs);
    LogView::Batch batch(m_ui->logView);
    for (std::size_t looked = 0; m_shown < m_logs.lines().size(); ++m_shown, ++looked) {
        if (looked % lookEvery == lookEvery - 1 && deadline.hasExpired()) {
            m_showTimer.start(0, this);
            return;
        }
        const RunLogLine &line = m_logs.lines()[m_shown];
        if (m_filter.takes(line))
            m_ui->logView->append(line.text, line.timeMs, line.isError);
    }
    m_showTimer.stop();
}

void LogPane::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_showTimer.timerId())
        showMore();
    else if (event->timerId() == m_exportTimer.timerId())
        exportMore();
    else
        QWidget::timerEvent(event);
}

void LogPane::showFirstError()
{
    const int line = m_ui->logView->firstError();
    m_errorAwaited = line < 0 && m_showTimer.isActive();
    if (line < 0)
        return;
    m_ui->logView->setFollowing(false);
    m_ui->logView->scrollToLine(line);
}

void LogPane::setRemark(const QString &icon, const QString &text)
{
    m_remarkIcon = icon;
    m_remark = text;
    updateFoot();
}

void LogPane::setPlaceholder(const QString &text) { m_ui->logView->setPlaceholder(text); }

void LogPane::updateFoot()
{
    const int line = m_ui->logView->firstError();
    m_ui->logFoot->setVisible(line >= 0 || !m_remark.isEmpty());
    m_ui->logFootShow->setVisible(line >= 0);
    if (m_errorAwaited)
        showFirstError();
    if (line >= 0)
        m_ui->logFootText->setContent(
            u"info"_s, tr("First error: %1").arg(m_ui->logView->document().plainText(line).trimmed()),
            Tone::Neutral);
    else
        m_ui->logFootText->setContent(m_remarkIcon, m_remark, Tone::Fail);
}

void LogPane::focusFind()
{
    m_ui->logFind->setFocus(Qt::ShortcutFocusReason);
    m_ui->logFind->selectAll();
}

void LogPane::findNext() { m_ui->logView->findNext(); }

void LogPane::findPrevious() { m_ui->logView->findPrevious(); }

void LogPane::follow() { m_ui->logView->setFollowing(true); }

void LogPane::copy()
{
    if (m_ui->logView->hasSelection())
        return QApplication::clipboard()->setText(m_ui->logView->selectedText());
    begin(std::make_unique<Export>());
}

void LogPane::save()
{
    auto *dialog = new QFileDialog(window(), tr("Save the log"));
    dialog->setObjectName(u"saveLogDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"log"_s);
    dialog->selectFile(u"layerdeck.log"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &LogPane::saveTo);
    dialog->open();
}

void LogPane::saveTo(const QString &path)
{
    auto wanted = std::make_unique<Export>();
    wanted->file = std::make_unique<QSaveFile>(path);
    if (!wanted->file->open(QIODevice::WriteOnly))
        return setRemark(u"failed"_s, tr("The log was not saved: %1").arg(wanted->file->errorString()));
    begin(std::move(wanted));
}

/// A newer one takes the place of one that is under way.
void LogPane::begin(std::unique_ptr<Export> wanted)
{
    m_export = std::move(wanted);
    m_export->filter = m_filter;
    m_export->end = m_logs.lines().size();
    exportMore();
}

void LogPane::exportMore()
{
    const QDeadlineTimer deadline(sliceMs);
    Export &now = *m_export;
    for (std::size_t looked = 0; now.next < now.end; ++now.next, ++looked) {
        if (looked % lookEvery == lookEvery - 1 && deadline.hasExpired())
            break;
        const RunLogLine &line = m_logs.lines()[now.next];
        if (now.filter.takes(line))
            now.text += plainLogText(line.text) + u'\n';
    }
    if (now.file) {
        now.file->write(now.text.toUtf8());
        now.text.clear();
    }
    if (now.next < now.end)
        m_exportTimer.start(0, this);
    else
        endExport();
}

void LogPane::endExport()
{
    m_exportTimer.stop();
    const std::unique_ptr<Export> done = std::move(m_export);
    if (!done->file)
        return QApplication::clipboard()->setText(done->text);
    // What could not be written is remembered by the file until here.
    const bool saved = done->file->commit();
    setRemark(saved ? QString() : u"failed"_s, saved ? QString() : tr("The log was not saved: %1").arg(done->file->errorString()));
}

} // namespace layerdeck
