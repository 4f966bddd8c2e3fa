// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/dockerprogram.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

const QString socket = u"unix:///var/run/docker.sock"_s;

} // namespace

/// When docker's plug-ins are started by themselves.
class TestDockerProgram : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    QByteArray m_path;

    QString path(const QString &name) const { return m_dir->filePath(name); }
    void program(const QString &name, const QByteArray &text = "\x7f" "ELF") const
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    Command command(const QStringList &arguments, const QString &host = socket) const
    {
        return {u"docker"_s, arguments, u"/project"_s, {{u"DOCKER_HOST"_s, host}, {u"DOCKER_CONFIG"_s, path(u"config"_s)}}, "input"};
    }
    bool isDirect(const Command &asked) const { return withoutFront(asked) != asked; }

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = qgetenv("PATH");
        qputenv("PATH", path(u"bin"_s).toUtf8());
        program(u"bin/docker"_s);
        program(u"config/cli-plugins/docker-compose"_s);
    }
    void cleanup() { qputenv("PATH", m_path); }

    void startsThePlugIn()
    {
        const Command asked = command({u"compose"_s, u"-f"_s, u"a.yml"_s, u"up"_s});
        Command expected = asked;
        expected.program = path(u"config/cli-plugins/docker-compose"_s);
        expected.arguments = QStringList{u"-f"_s, u"a.yml"_s, u"up"_s};
        QCOMPARE(withoutFront(asked), expected);
    }

    void leavesWhatIsNoPlugIn()
    {
        QVERIFY(!isDirect(command({u"image"_s, u"rm"_s, u"x"_s})));
        QVERIFY(!isDirect(command({})));
        Command git = command({u"compose"_s});
        git.program = u"git"_s;
        QVERIFY(!isDirect(git));
    }

    /// The standalone plug-in does not read $DOCKER_TLS_VERIFY; and a context that must be named has no address.
    void onlyForEnginesOfThisMachine()
    {
        QVERIFY(isDirect(command({u"compose"_s}, u"npipe:////./pipe/docker_engine"_s)));
        QVERIFY(!isDirect(command({u"compose"_s}, u"tcp://h:2376"_s)));
        QVERIFY(!isDirect(command({u"compose"_s}, u"ssh://h"_s)));
        QVERIFY(!isDirect(command({u"compose"_s}, {})));
    }

    void leavesScripts()
    {
        program(u"bin/docker"_s, "#!/bin/sh\nexec podman \"$@\"\n");
        QVERIFY(!isDirect(command({u"compose"_s})));
        program(u"bin/docker"_s);
        QVERIFY(isDirect(command({u"compose"_s})));
        program(u"config/cli-plugins/docker-compose"_s, "#!/bin/sh\n");
        QVERIFY(!isDirect(command({u"compose"_s})));
    }

    void leavesWhatOnlyLooksLikeDocker()
    {
        QVERIFY(QFile::remove(path(u"bin/docker"_s)));
        QVERIFY(!isDirect(command({u"compose"_s})));
        program(u"elsewhere/snap"_s);
        QVERIFY(QFile::link(path(u"elsewhere/snap"_s), path(u"bin/docker"_s)));
        QVERIFY(!isDirect(command({u"compose"_s})));
        QVERIFY(QFile::remove(path(u"bin/docker"_s)));
        program(u"elsewhere/docker"_s);
        QVERIFY(QFile::link(path(u"elsewhere/docker"_s), path(u"bin/docker"_s)));
        QVERIFY(isDirect(command({u"compose"_s})));
    }

    void takesTheOneThatDockerTakes()
    {
        program(u"extra/docker-compose"_s);
        QFile config(path(u"config/config.json"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(R"({"cliPluginsExtraDirs":["%1"]})"_L1.arg(path(u"extra"_s)).toUtf8());
        config.close();
        QCOMPARE(withoutFront(command({u"compose"_s})).program, path(u"extra/docker-compose"_s));
        // One that docker would refuse stands in the way of the others for docker too.
        QVERIFY(QFile(path(u"extra/docker-compose"_s)).setPermissions(QFile::ReadOwner));
        QVERIFY(!isDirect(command({u"compose"_s})));
    }
};

QTEST_GUILESS_MAIN(TestDockerProgram)
#include "tst_dockerprogram.moc"
