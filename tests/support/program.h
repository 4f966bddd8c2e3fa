// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

/// Runs the built program in a folder of its own, without an engine and without a display.
class Program
{
public:
    struct Run
    {
        int code;
        QString out;
        QString err;
        QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
    };

    QString path(const QString &name = {}) const { return m_dir.filePath(name); }

    Run run(const QStringList &arguments, const QMap<QString, QString> &environment = {}) const
    {
        QProcess process;
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        for (const QLatin1String name : {QLatin1String("DISPLAY"), QLatin1String("WAYLAND_DISPLAY"), QLatin1String("QT_QPA_PLATFORM"),
                                         QLatin1String("DOCKER_CONTEXT"), QLatin1String("COMPOSE_FILE")})
            env.remove(name);
        env.insert(QStringLiteral("DOCKER_HOST"), QStringLiteral("unix://") + path(QStringLiteral("no.sock")));
        for (auto it = environment.begin(); it != environment.end(); ++it)
            env.insert(it.key(), it.value());
        process.setProcessEnvironment(env);
        process.setWorkingDirectory(path());
        // The event loop runs meanwhile, for a fake engine of this process.
        QEventLoop loop;
        QObject::connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
        QObject::connect(&process, &QProcess::errorOccurred, &loop, &QEventLoop::quit);
        QTimer::singleShot(30'000, &loop, &QEventLoop::quit);
        process.start(QStringLiteral(LAYERDECK), arguments);
        process.closeWriteChannel();
        if (process.state() != QProcess::NotRunning)
            loop.exec();
        if (process.state() != QProcess::NotRunning || process.exitStatus() != QProcess::NormalExit)
            return {-1, {}, process.errorString()};
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }

    /// `edit` without docker, so that Layerdeck's own check stands alone.
    Run edit(const QStringList &arguments, QMap<QString, QString> environment = {}) const
    {
        environment.insert(QStringLiteral("PATH"), path());
        environment.insert(QStringLiteral("XDG_STATE_HOME"), path(QStringLiteral("state")));
        return run(QStringList{QStringLiteral("edit")} + arguments, environment);
    }

    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
    }
    bool write(const QString &name, const QByteArray &text) const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    }

private:
    QTemporaryDir m_dir;
};
