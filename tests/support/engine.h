// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QTest>

#include <memory>

class QTemporaryDir;

namespace layerdeck::support {

/// Why tests with a real engine cannot run here; empty where they can. With CI=true that is a failure, not a skip.
QString whyNoEngine();

/// At the start of a test function: skips it without an engine, and fails it with CI=true.
#define NEED_ENGINE()                                                                                                   \
    do {                                                                                                                \
        if (const QString why = layerdeck::support::whyNoEngine(); !why.isEmpty()) {                                    \
            if (qgetenv("CI") == "true")                                                                                \
                QFAIL(qPrintable(why));                                                                                 \
            QSKIP(qPrintable(why));                                                                                     \
        }                                                                                                               \
    } while (false)

/// Runs a program to its end; `code` -1 where it could not.
struct Ran
{
    int code = -1;
    QString out;
    QString err;
    /// The objects of `--json` output, a line each.
    QList<QJsonObject> objects() const;
    QJsonObject result() const;
    /// "service/index" to state, of the step events.
    QMap<QString, QString> states() const;
    /// How often each state is there.
    QMap<QString, int> counts() const;
};
Ran runProgram(const QString &program, const QStringList &arguments, const QString &directory = {},
               const QMap<QString, QString> &environment = {});

/// Whether nothing works in the engine's builder. BuildKit 0.13 may go on with a step that was cancelled in the moment it
/// started; what follows would find its records in use.
bool isBuilderIdle();

/// A fresh working copy of the sample with a project name of its own; its containers and images go with it.
class Sample
{
public:
    Sample();
    ~Sample();
    bool isValid() const { return m_valid; }
    QString path() const;
    QString project() const { return m_project; }
    /// Runs the built layerdeck in it.
    Ran layerdeck(const QStringList &arguments, const QMap<QString, QString> &environment = {}) const;
    Ran docker(const QStringList &arguments) const;
    void write(const QString &name, const QByteArray &text) const;
    QByteArray read(const QString &name) const;
    /// Ids of the running containers by service.
    QMap<QString, QString> containers() const;

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_project;
    bool m_valid = false;
};

} // namespace layerdeck::support
