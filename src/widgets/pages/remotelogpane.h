// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"
#include "session/remotework.h"

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace layerdeck {

class IconNote;
class LogPane;

/// The log of a job on GitHub with the tools of a local one, and below it what the job remarks on files.
class RemoteLogPane : public QWidget
{
    Q_OBJECT

public:
    explicit RemoteLogPane(QWidget *parent = nullptr);

    /// `work` must outlive the pane. To be called once.
    void setWork(RemoteWork *work);
    LogPane *log() const { return m_log; }

    /// Shows the log of a job; called again once the job has moved. GitHub hands it out when the job has ended.
    void showJob(const github::Job &job);
    /// Shows none.
    void clear();
    /// The job whose log is shown or awaited; 0: none.
    qint64 job() const { return m_job; }

private:
    void read(const github::Job &job);
    void showAnnotations(const QList<github::Annotation> &annotations);
    void sayNoAnnotations(const Error &error);
    void clearAnnotations();
    void addNote(const QString &icon, const QString &text, Tone tone, const QString &toolTip = {});

    RemoteWork *m_work = nullptr;
    LogPane *m_log;
    QWidget *m_foot;
    QVBoxLayout *m_annotations;
    IconNote *m_note;
    QPushButton *m_again;
    JobLane m_parsing;
    qint64 m_job = 0;
    github::Job m_asked; ///< whose log was asked for last
    bool m_isRead = false; ///< it was asked for after the job had ended
};

} // namespace layerdeck
