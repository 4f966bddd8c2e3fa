// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/joblane.h"
#include "deploy/project.h"
#include "session/judgement.h"

#include <QObject>
#include <QTimer>
#include <qcoro/qcorotask.h>

#include <chrono>

namespace layerdeck {

/// A file with its text on disk and the new one.
struct JudgedFile
{
    QString path; ///< absolute
    QByteArray before;
    QByteArray after;
    bool operator==(const JudgedFile &) const = default;
};

struct JudgeRequest
{
    /// The folder, files and environment of the project; `config` need not be there.
    LoadedProject project;
    QList<JudgedFile> files;       ///< those that differ
    QList<SettingOfService> asked; ///< what the change is
};

/// What Compose rendered of one set of texts.
struct Rendering
{
    bool accepted = false;
    QByteArray json;
    QString said;
    std::optional<Error> unavailable;
};

/// "docker compose config" over the project's files, some of them with other texts: the first of these goes
/// in on standard input, the others as private files that are gone afterwards. All profiles are on, so that
/// every service is rendered.
QCoro::Task<Result<Rendering>> renderTexts(LoadedProject project, QMap<QString, QByteArray> texts,
                                           CancelToken cancel);

/// Asks Compose once. Cancelled, or a private file that could not be written; that Compose is missing is a judgement.
QCoro::Task<Result<Judgement>> judgeTexts(JudgeRequest request, CancelToken cancel);

/// Lets the engine's own Compose judge the new texts beside the typing: the newest request wins, and is begun
/// when none came for a moment. Belongs to the GUI's thread.
class ComposeJudge : public QObject
{
    Q_OBJECT
public:
    explicit ComposeJudge(QObject *parent = nullptr);

    void ask(const JudgeRequest &request);
    /// Nothing is to be judged: judgement() is Kind::None at once.
    void clear();
    bool isJudging() const { return m_judging; }
    const Judgement &judgement() const { return m_judgement; }
    void setDebounce(std::chrono::milliseconds time) { m_timer.setInterval(time); }

signals:
    /// A judgement is there, or one began: see isJudging().
    void changed();

private:
    void begin();
    void end(Judgement judgement);

    JudgeRequest m_request;
    Judgement m_judgement;
    bool m_judging = false;
    QTimer m_timer;
    JobLane m_lane;
};

} // namespace layerdeck
