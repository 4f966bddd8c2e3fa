// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/remotelogpane.h"

#include "base/background.h"
#include "models/actionslog.h"
#include "widgets/pages/logpane.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr qsizetype mostShown = 3;

/// "vite.config.js:7: Some chunks are larger than 500 kB"
QString textOf(const github::Annotation &annotation)
{
    QString place = annotation.path;
    // A remark on the run as a whole is one on a file that is not there.
    if (place == ".github"_L1)
        place.clear();
    else if (!place.isEmpty() && annotation.line > 0)
        place += u":%1"_s.arg(annotation.line);
    const QString said = annotation.title.isEmpty() || annotation.message.contains(annotation.title)
                             ? annotation.message
                             : u"%1: %2"_s.arg(annotation.title, annotation.message);
    return place.isEmpty() ? said : u"%1: %2"_s.arg(place, said);
}

std::pair<QString, Tone> lookOf(const QString &level)
{
    if (level == "failure"_L1)
        return {u"failed"_s, Tone::Fail};
    return level == "warning"_L1 ? std::pair(u"warning"_s, Tone::Warn) : std::pair(u"info"_s, Tone::Muted);
}

/// What stands below the log, parted from it by a line.
class Foot final : public QWidget
{
protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paint::topLine(&painter, rect(), Theme::current().color(Token::Line));
    }
};

} // namespace

RemoteLogPane::RemoteLogPane(QWidget *parent)
    : QWidget(parent)
    , m_log(new LogPane)
    , m_foot(new Foot)
    , m_annotations(new QVBoxLayout)
    , m_note(new IconNote)
    , m_again(new QPushButton(tr("Read it again")))
{
    m_log->setObjectName(u"remoteLog"_s);
    m_log->setNumbered();
    m_note->setObjectName(u"remoteLogNote"_s);
    m_again->setObjectName(u"remoteLogAgain"_s);
    m_again->setProperty("iconName", u"rebuild"_s);
    connect(m_again, &QPushButton::clicked, this, [this] { read(m_asked); });
    m_annotations->setSpacing(4);
    auto *foot = new QVBoxLayout(m_foot);
    foot->setContentsMargins(16, 8, 16, 8);
    foot->setSpacing(8);
    foot->addLayout(m_annotations);
    auto *said = new QHBoxLayout;
    said->setSpacing(8);
    said->addWidget(m_note, 1);
    said->addWidget(m_again, 0, Qt::AlignTop);
    foot->addLayout(said);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_log, 1);
    column->addWidget(m_foot);
    clear();
}

void RemoteLogPane::setWork(RemoteWork *work) { m_work = work; }

void RemoteLogPane::clear()
{
    m_job = 0;
    m_isRead = false;
    m_parsing.cancel();
    clearAnnotations();
    m_log->showWhole({}, {});
    m_log->setPlaceholder(tr("Choose a job to read its log."));
    m_foot->hide();
}

void RemoteLogPane::showJob(const github::Job &job)
{
    const bool isOther = m_job != job.id;
    if (!isOther && m_isRead)
        return;
    m_job = job.id;
    m_isRead = job.isOver();
    if (isOther) {
        m_parsing.cancel();
        clearAnnotations();
        m_log->showWhole(job.name, {});
        m_log->setPlaceholder({});
    }
    m_foot->show();
    m_note->setVisible(true);
    m_again->hide();
    if (!job.isOver())
        m_note->setContent(u"info"_s, tr("GitHub hands out a log when its job ends. The log of %1 follows then.").arg(job.name));
    else if (job.conclusion == "skipped"_L1)
        m_note->setContent(u"info"_s, tr("%1 was skipped: there is no log.").arg(job.name));
    else
        read(job);
}

void RemoteLogPane::read(const github::Job &job)
{
    m_asked = job;
    m_again->hide();
    m_note->setContent(u"info"_s, tr("Reading the log of %1.").arg(job.name));
    // Another job may be shown by the time of the answer.
    m_work->readLog(job.id, [this, id = job.id, name = job.name](const Result<QByteArray> &log) {
        if (m_job != id)
            return;
        if (!log) {
            m_again->show();
            return m_note->setContent(u"failed"_s, log.error().sentences(), Tone::Fail);
        }
        workOut<QList<ActionsLogLine>>(
            m_parsing, [text = *log] { return actionsLog(text); },
            [this, name](const QList<ActionsLogLine> &lines) {
                m_log->showWhole(name, lines);
                m_log->setPlaceholder(tr("The log is empty."));
                m_note->hide();
                m_foot->setVisible(m_annotations->count() > 0);
            });
    });
    m_work->readAnnotations(job.id, [this, id = job.id](const Result<QList<github::Annotation>> &annotations) {
        if (m_job != id)
            return;
        if (annotations)
            showAnnotations(*annotations);
        else
            sayNoAnnotations(annotations.error());
    });
}

void RemoteLogPane::clearAnnotations()
{
    while (QLayoutItem *item = m_annotations->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void RemoteLogPane::addNote(const QString &icon, const QString &text, Tone tone, const QString &toolTip)
{
    auto *note = new IconNote;
    note->setObjectName(u"remoteAnnotation"_s);
    note->setContent(icon, text, tone);
    note->setToolTip(toolTip);
    m_annotations->addWidget(note);
    m_foot->show();
}

void RemoteLogPane::showAnnotations(const QList<github::Annotation> &annotations)
{
    clearAnnotations();
    QStringList hidden;
    for (const github::Annotation &annotation : annotations) {
        const auto [icon, tone] = lookOf(annotation.level);
        if (m_annotations->count() < mostShown)
            addNote(icon, textOf(annotation), tone);
        else
            hidden << textOf(annotation);
    }
    if (!hidden.isEmpty())
        addNote(u"more"_s, tr("and %1 more").arg(hidden.size()), Tone::Muted, hidden.join(u'\n'));
}

void RemoteLogPane::sayNoAnnotations(const Error &error)
{
    clearAnnotations();
    if (error.isCancelled())
        return;
    if (error.code == ErrorCode::PermissionDenied)
        addNote(u"info"_s, tr("What the job remarks on files is not shown: the token has no right to it (Checks read). The rest works without."),
                Tone::Muted, error.sentences());
    else
        addNote(u"warning"_s, tr("What the job remarks on files could not be read."), Tone::Warn, error.sentences());
}

} // namespace layerdeck
