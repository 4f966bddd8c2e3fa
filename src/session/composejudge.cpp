// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/composejudge.h"

#include "base/background.h"
#include "engine/dockerprogram.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// Long enough for a word to be typed to its end.
constexpr auto debounce = std::chrono::milliseconds(300);
constexpr auto longestAnswer = std::chrono::seconds(20);

/// Writes what cannot go in on standard input. Private: only this user can read it.
std::optional<Error> place(const QTemporaryDir &folder, int number, const QByteArray &text, QString &path)
{
    path = folder.filePath(QString::number(number) + u".yml"_s);
    QFile file(path);
    if (folder.isValid() && file.open(QIODevice::WriteOnly) &&
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.write(text) == text.size() &&
        file.flush())
        return std::nullopt;
    return Error{
        ErrorCode::Io, u"A private file for Compose could not be written."_s, {}, {}, file.errorString()};
}

/// From what Compose made of the text on disk and of the new one.
Judgement judged(const Rendering &before, const Rendering &after, const QList<SettingOfService> &asked)
{
    Judgement judgement;
    if (const auto &error = before.unavailable ? before.unavailable : after.unavailable) {
        judgement.kind = Judgement::Kind::Unavailable;
        judgement.said = error->message;
    } else if (after.accepted) {
        judgement = compareRenderings(before.accepted ? before.json : after.json, after.json, asked);
        judgement.refusedBefore = !before.accepted;
        judgement.said = before.accepted ? QString() : before.said;
    } else {
        judgement.kind = before.accepted ? Judgement::Kind::Refused : Judgement::Kind::RefusedBefore;
        judgement.said = after.said;
        judgement.concerns = settingNamedIn(after.said);
    }
    return judgement;
}

} // namespace

QCoro::Task<Result<Rendering>> renderTexts(LoadedProject project, QMap<QString, QByteArray> texts,
                                           CancelToken cancel)
{
    QTemporaryDir folder;
    QStringList arguments{u"compose"_s, u"--project-directory"_s, project.files.directory, u"--profile"_s,
                          u"*"_s};
    QByteArray input;
    bool inputTaken = false;
    int number = 0;
    for (const QString &path : std::as_const(project.files.files)) {
        QString name = path;
        if (texts.contains(path) && !inputTaken) {
            input = texts.value(path);
            inputTaken = true;
            name = u"-"_s;
        } else if (texts.contains(path)) {
            if (const auto error = place(folder, ++number, texts.value(path), name))
                co_return failure(*error);
        }
        arguments << u"-f"_s << name;
    }
    arguments << project.files.envOptions();
    const Command command{u"docker"_s, arguments + QStringList{u"config"_s, u"--format"_s, u"json"_s},
                          project.files.directory, project.environment, input};
    ProcessOptions options;
    options.timeout = longestAnswer;
    options.killAfter = std::chrono::seconds(2);
    const Result<ProcessResult> ended = co_await runDocker(command, options, cancel);
    Rendering rendering;
    if (!ended) {
        if (ended.error().isCancelled())
            co_return cancelled();
        rendering.unavailable = ended.error();
        co_return rendering;
    }
    rendering.accepted = ended->exitCode == 0 && !ended->crashed;
    rendering.json = ended->output;
    rendering.said = composeSentence(ended->errorOutput);
    if (!rendering.accepted && saysThatComposeIsMissing(rendering.said))
        rendering.unavailable =
            Error{ErrorCode::ToolMissing, u"Docker Compose v2 was not found."_s, {}, {}, rendering.said};
    co_return rendering;
}

QCoro::Task<Result<Judgement>> judgeTexts(JudgeRequest request, CancelToken cancel)
{
    QMap<QString, QByteArray> before;
    QMap<QString, QByteArray> after;
    QStringList notAsked;
    for (const JudgedFile &file : std::as_const(request.files)) {
        if (!request.project.files.files.contains(file.path)) {
            notAsked << QFileInfo(file.path).fileName();
            continue;
        }
        before.insert(file.path, file.before);
        after.insert(file.path, file.after);
    }
    if (after.isEmpty()) {
        Judgement judgement;
        judgement.kind = notAsked.isEmpty() ? Judgement::Kind::None : Judgement::Kind::OtherFile;
        co_return judgement;
    }
    const Result<Rendering> old = co_await renderTexts(request.project, before, cancel);
    if (!old)
        co_return failure(old.error());
    const Result<Rendering> now = co_await renderTexts(request.project, after, cancel);
    if (!now)
        co_return failure(now.error());
    // The renderings of a large project are large.
    const std::function<Judgement()> judge = [before = *old, after = *now, asked = request.asked] { return judged(before, after, asked); };
    Result<Judgement> compared = co_await inBackground(judge, cancel);
    if (compared)
        compared->notAsked = notAsked;
    co_return compared;
}

ComposeJudge::ComposeJudge(QObject *parent)
    : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(debounce);
    connect(&m_timer, &QTimer::timeout, this, &ComposeJudge::begin);
}

void ComposeJudge::ask(const JudgeRequest &request)
{
    if (m_judging && request.files == m_request.files && request.asked == m_request.asked)
        return;
    m_request = request;
    m_judging = true;
    m_lane.cancel();
    m_timer.start();
    emit changed();
}

void ComposeJudge::clear()
{
    m_timer.stop();
    m_lane.cancel();
    m_request = {};
    end({});
}

void ComposeJudge::end(Judgement judgement)
{
    m_judging = false;
    m_judgement = std::move(judgement);
    emit changed();
}

void ComposeJudge::begin()
{
    const JudgeRequest request = m_request;
    m_lane.start<Judgement>([request](CancelToken cancel) { return judgeTexts(request, cancel); },
                            [this](const Result<Judgement> &judgement) {
                                if (judgement)
                                    return end(*judgement);
                                Judgement unknown;
                                unknown.kind = Judgement::Kind::Unavailable;
                                unknown.said = judgement.error().message;
                                end(unknown);
                            });
}

} // namespace layerdeck
