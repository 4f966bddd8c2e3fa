// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/logpane.h"

#include "ui_logpane.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace layerdeck {

LogPane::LogPane(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::LogPane>())
    , m_sink([this](const RunLogLine &line) {
        if (isInScope(line))
            show(line);
    })
{
    m_ui->setupUi(this);
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
    updateFoot();
}

LogPane::~LogPane() = default;

void LogPane::begin(qint64 startedMs)
{
    m_logs.clear(startedMs);
    m_ui->logView->clear();
    setRemark({}, {});
    follow();
}

void LogPane::append(const QString &service, int step, qint64 time, const QByteArray &text,
                     bool fromErrorOutput)
{
    m_logs.append(service, step, time, text, fromErrorOutput, m_sink);
}

void LogPane::appendError(const QString &service, int step, qint64 time, const QByteArray &text)
{
    m_logs.appendError(service, step, time, text, m_sink);
}

void LogPane::end() { m_logs.flush(m_sink); }

void LogPane::setSubject(const QString &service, int step, const QString &name)
{
    const bool same = service == m_service && step == m_step;
    m_service = service;
    m_step = step;
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

QString LogPane::aboutText() const
{
    if (m_ui->logScope->isHidden())
        return {};
    switch (scope()) {
    case StepScope:
        return m_name;
    case ServiceScope:
        return m_service;
    case AllScope:
        break;
    }
    return tr("all services");
}

bool LogPane::isInScope(const RunLogLine &line) const
{
    switch (scope()) {
    case StepScope:
        return line.service == m_service && line.step == m_step;
    case ServiceScope:
        return line.service == m_service;
    case AllScope:
        break;
    }
    return true;
}

void LogPane::refill()
{
    m_ui->logView->clear();
    for (const RunLogLine &line : m_logs.lines()) {
        if (isInScope(line))
            show(line);
    }
    m_ui->logHead->setAbout(aboutText());
    if (!m_ui->logFind->text().isEmpty())
        m_ui->logView->find(m_ui->logFind->text());
    m_ui->logView->setFollowing(true);
}

void LogPane::show(const RunLogLine &line) { m_ui->logView->append(line.text, line.timeMs, line.isError); }

void LogPane::showFirstError()
{
    const int line = m_ui->logView->firstError();
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
    const LogView *log = m_ui->logView;
    QApplication::clipboard()->setText(log->hasSelection() ? log->selectedText() : log->allText());
}

void LogPane::save()
{
    auto *dialog = new QFileDialog(window(), tr("Save the log"));
    dialog->setObjectName(u"saveLogDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"log"_s);
    dialog->selectFile(u"layerdeck.log"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QSaveFile file(path);
        const bool saved = file.open(QIODevice::WriteOnly) &&
                           file.write(m_ui->logView->allText().toUtf8()) >= 0 && file.flush() && file.commit();
        setRemark(saved ? QString() : u"failed"_s,
                  saved ? QString() : tr("The log was not saved: %1").arg(file.errorString()));
    });
    dialog->open();
}

} // namespace layerdeck
