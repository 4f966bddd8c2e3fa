// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/actionslog.h"
#include "models/roles.h"
#include "widgets/pages/runlogs.h"

#include <QBasicTimer>
#include <QWidget>

#include <memory>

class QSaveFile;

namespace layerdeck {

namespace Ui {
class LogPane;
}

/// The log of a run with its tools: scope, stream, find, follow, wrap, copy, save; at the foot the first error. What takes long with
/// many lines is done in slices, so that the window stays quick.
class LogPane : public QWidget
{
    Q_OBJECT

public:
    enum Scope { StepScope, ServiceScope, AllScope };

    explicit LogPane(QWidget *parent = nullptr);
    ~LogPane() override;

    /// Begins the log of a new run.
    void begin(qint64 startedMs);
    void append(const QString &service, int step, qint64 time, const QByteArray &text, bool fromErrorOutput);
    void appendError(const QString &service, int step, qint64 time, const QByteArray &text);
    /// No more text will come.
    void end();

    /// What the scopes Step and Service show; `name` says it in the head.
    void setSubject(const QString &service, int step, const QString &name);
    Scope scope() const;
    void setScope(Scope scope);
    /// Under this title the pane shows everything and has no scope to choose; an empty title ends that.
    void setWhole(const QString &title);
    /// For logs that come whole: the number of each line in place of seconds, no scope and no stream to choose. To be called once.
    void setNumbered();
    /// Shows a whole log in place of the one before; `name` says in the head whose. It begins at its first error, else at the top.
    void showWhole(const QString &name, const QList<ActionsLogLine> &lines);
    /// Scrolls to the first error and stops following.
    void showFirstError();
    /// A remark at the foot while there is no error line, such as a cache source that did not serve.
    void setRemark(const QString &icon, const QString &text);
    /// What is said where the scope has no line.
    void setPlaceholder(const QString &text);

public slots:
    void focusFind();
    void findNext();
    void findPrevious();
    void follow();
    void save();
    /// Writes what is shown to a file; a remark at the foot says where that failed.
    void saveTo(const QString &path);

private:
    /// The text of the lines that are shown, gathered for the clipboard or a file.
    struct Export
    {
        Export();
        ~Export();
        RunLogFilter filter;
        std::size_t next = 0;
        std::size_t end = 0;
        std::unique_ptr<QSaveFile> file; ///< nullptr: for the clipboard
        QString text;
    };

    void buildStreamMenu();
    void setStream(RunLogFilter::Stream stream);
    QString aboutText() const;
    void refill();
    void showMore();
    void begin(std::unique_ptr<Export> wanted);
    void exportMore();
    void endExport();
    void updateFoot();
    void copy();
    void timerEvent(QTimerEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

    std::unique_ptr<Ui::LogPane> m_ui;
    RunLogs m_logs;
    RunLogFilter m_filter;
    std::size_t m_shown = 0; ///< lines of m_logs that were looked at
    QBasicTimer m_showTimer;
    bool m_isNumbered = false;
    bool m_errorAwaited = false; ///< to be shown once its line is
    std::unique_ptr<Export> m_export;
    QBasicTimer m_exportTimer;
    QString m_name;
    QString m_remark;
    QString m_remarkIcon;
};

} // namespace layerdeck
