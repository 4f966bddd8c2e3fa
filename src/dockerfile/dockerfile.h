// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace layerdeck {

/// One instruction with its flags, as the Dockerfile frontend reads it: continuation lines joined, comments dropped.
struct Instruction
{
    QString keyword;    ///< upper case: "RUN"
    QStringList flags;  ///< "--from=build", in order
    QString arguments;  ///< what follows the flags, on one line; heredoc bodies are not in it
    QStringList heredocs; ///< the bodies, each with its last line end
    int firstLine = 0;  ///< from 1
    int lastLine = 0;

    /// Value of "--name=value"; "" for "--name"; nothing where it isn't there.
    std::optional<QString> flag(const QString &name) const;
    QString text() const; ///< keyword, flags and arguments, joined by blanks
    bool operator==(const Instruction &) const = default;
};

/// A build stage: its FROM and what follows up to the next.
struct Stage
{
    int index = 0;
    QString name;       ///< after AS, as written; empty without
    QString base;       ///< after FROM, global ARGs not yet expanded
    Instruction from;
    QList<Instruction> instructions;
    /// The name that BuildKit gives its vertices: lower case, "stage-N" without one.
    QString label() const;
    bool operator==(const Stage &) const = default;
};

struct Dockerfile
{
    QList<Instruction> globalArgs; ///< ARGs before the first FROM
    QList<Stage> stages;
    bool operator==(const Dockerfile &) const = default;
};

/// Reads a Dockerfile. InvalidInput with the line where it isn't one. Unknown instructions are kept: which exist is
/// the frontend's to say.
Result<Dockerfile> parseDockerfile(const QByteArray &text);

/// One step of a build: an external FROM, or a WORKDIR, COPY, ADD or RUN that the target needs. `WORKDIR /` makes no
/// vertex and is none (BuildKit counts it in m only).
struct DockerfileStep
{
    int index = 0;     ///< from 1, across the stages in the order of the file
    QString stage;     ///< Stage::label()
    int number = 0;    ///< BuildKit's n in "[stage n/m]"
    bool fixedPlatform = false; ///< the stage, or one it begins from, says "FROM --platform": it may be built for one only
    Instruction instruction;
    /// The index of the step whose result it continues, across stages; 0: it begins on nothing, or on an image from elsewhere.
    int after = 0;
    /// The image that its stage, or the one that began below it, comes from, with global ARGs expanded; "scratch" for nothing. Empty
    /// where that takes a value which only the builder knows.
    QString base;
    bool isBase() const { return instruction.keyword == QLatin1String("FROM"); }
};

/// What a build gives: what others begin on where they take it as a context.
struct StageEnd
{
    int step = 0; ///< index of the step whose result it is; 0: none
    QString base; ///< DockerfileStep::base of what stands at its bottom
    bool operator==(const StageEnd &) const = default;
};
/// Of `target`, as stepsOf() counts.
Result<StageEnd> endOf(const Dockerfile &dockerfile, const QString &target, const QMap<QString, QString> &buildArgs);

/// The steps that `target` (a stage's name or number; empty: the last stage) needs, in the order of the file.
/// `buildArgs` expand the global ARGs in FROM. NotFound where no such stage exists.
Result<QList<DockerfileStep>> stepsOf(const Dockerfile &dockerfile, const QString &target,
                                      const QMap<QString, QString> &buildArgs);

} // namespace layerdeck
