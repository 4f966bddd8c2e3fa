// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/pages/runlogs.h"

#include <QWidget>

#include <memory>

namespace layerdeck {

namespace Ui {
class LogPane;
}

/// The log of a run with its tools: scope, find, follow, wrap, copy, save; at the foot the first error.
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

private:
    bool isInScope(const RunLogLine &line) const;
    QString aboutText() const;
    void refill();
    void show(const RunLogLine &line);
    void updateFoot();
    void copy();

    std::unique_ptr<Ui::LogPane> m_ui;
    RunLogs m_logs;
    RunLogs::Sink m_sink;
    QString m_service;
    int m_step = 0;
    QString m_name;
    QString m_remark;
    QString m_remarkIcon;
};

} // namespace layerdeck
