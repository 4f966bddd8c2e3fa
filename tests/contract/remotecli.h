// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/contractserver.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace layerdeck {

using namespace Qt::StringLiterals;

/// `layerdeck remote` as a program in a project of its own, against the server that holds it against GitHub's own description.
struct RemoteCli
{
    struct Run
    {
        int code;
        QString out;
        QString err;
    };

    const QString token = u"contract-token"_s;
    support::ContractServer m_server;
    std::unique_ptr<QTemporaryDir> m_dir;

    QProcessEnvironment environment(const QMap<QString, QString> &added) const
    {
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        for (const QString &name : {u"GH_TOKEN"_s, u"GITHUB_TOKEN"_s, u"GITHUB_ENTERPRISE_TOKEN"_s, u"DISPLAY"_s, u"http_proxy"_s, u"https_proxy"_s})
            env.remove(name);
        env.insert(u"GH_ENTERPRISE_TOKEN"_s, token);
        env.insert(u"HOME"_s, m_dir->path());
        env.insert(u"XDG_STATE_HOME"_s, m_dir->filePath(u"state"_s));
        env.insert(u"XDG_CONFIG_HOME"_s, m_dir->filePath(u"config"_s));
        env.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path="_s + m_dir->filePath(u"none"_s));
        env.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
        for (auto it = added.cbegin(); it != added.cend(); ++it)
            env.insert(it.key(), it.value());
        return env;
    }

    QStringList withApi(const QStringList &arguments) const { return QStringList{u"remote"_s} + arguments + QStringList{u"--api"_s, m_server.api().toString()}; }

    Run remote(const QStringList &arguments, const QMap<QString, QString> &added = {}, const QByteArray &input = {})
    {
        QProcess process;
        process.setProcessEnvironment(environment(added));
        process.setWorkingDirectory(m_dir->path());
        process.start(QStringLiteral(LAYERDECK), withApi(arguments));
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(60'000))
            return {-1, {}, process.errorString()};
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
    }

    static QJsonObject lastObject(const QString &out) { return QJsonDocument::fromJson(out.trimmed().section(u'\n', -1).toUtf8()).object(); }
    static QList<QJsonObject> objects(const QString &out)
    {
        QList<QJsonObject> list;
        for (const QString &line : out.split(u'\n', Qt::SkipEmptyParts))
            list << QJsonDocument::fromJson(line.toUtf8()).object();
        return list;
    }
    int started(const QString &file)
    {
        int count = 0;
        for (const QJsonValue run : m_server.runs())
            count += run["file"_L1].toString() == file ? 1 : 0;
        return count;
    }
    /// As `layerdeck history` prints it.
    QString historyText()
    {
        QProcess process;
        process.setProcessEnvironment(environment({}));
        process.setWorkingDirectory(m_dir->path());
        process.start(QStringLiteral(LAYERDECK), {u"history"_s});
        process.waitForFinished(60'000);
        return QString::fromUtf8(process.readAllStandardOutput());
    }
    QJsonArray journal()
    {
        QProcess process;
        process.setProcessEnvironment(environment({}));
        process.setWorkingDirectory(m_dir->path());
        process.start(QStringLiteral(LAYERDECK), {u"history"_s, u"--json"_s});
        process.waitForFinished(60'000);
        return QJsonDocument::fromJson(process.readAllStandardOutput()).object()["runs"_L1].toArray();
    }
    void git(const QStringList &arguments) const
    {
        QProcess process;
        process.setWorkingDirectory(m_dir->path());
        process.start(u"git"_s, arguments);
        QVERIFY(process.waitForFinished(30'000) && process.exitCode() == 0);
    }
    /// The files under the test's own folder that hold the token.
    QStringList filesWith(const QByteArray &secret) const
    {
        QStringList found;
        QDirIterator files(m_dir->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(secret))
                found << file.fileName();
        }
        return found;
    }

    const QStringList quick{u"--interval"_s, u"0.01"_s};

    void makeProject()
    {
        QVERIFY(m_server.start());
        m_dir = std::make_unique<QTemporaryDir>();
        git({u"init"_s, u"-q"_s});
        git({u"remote"_s, u"add"_s, u"fork"_s, u"https://github.com/mara/watchparty"_s});
        git({u"remote"_s, u"add"_s, u"origin"_s, u"git@github.com:acme/watchparty.git"_s});
    }
};

} // namespace layerdeck
