// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>
#include <QRegularExpression>
#include <QString>

namespace layerdeck {

/// The rules of a .dockerignore file: the last rule that matches a path, or a folder above it, decides.
class IgnoreRules
{
public:
    /// Reads the file's text. InvalidInput for a pattern on which the build itself would fail.
    static Result<IgnoreRules> parse(const QByteArray &text);
    /// Whether `path` (relative to the context, with slashes) is kept out of the build. The engine sends a folder that
    /// is kept out all the same where something in it is an exception.
    bool ignores(const QString &path) const;
    bool isEmpty() const { return m_rules.isEmpty(); }

private:
    struct Rule
    {
        QRegularExpression pattern;
        bool exception = false;
    };
    QList<Rule> m_rules;
};

/// The rules that hold for a build: those of "<Dockerfile>.dockerignore" beside the Dockerfile, else of ".dockerignore"
/// in the context's root. No rules where neither file is there.
Result<IgnoreRules> readIgnoreRules(const QString &contextDirectory, const QString &dockerfilePath);

} // namespace layerdeck
