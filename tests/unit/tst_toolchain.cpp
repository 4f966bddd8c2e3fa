// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/toolchain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <qcoro/qcorotask.h>

using namespace layerdeck;
using namespace Qt::StringLiterals;

/// What is said of docker programs that are missing or too old.
class TestToolchain : public QObject
{
    Q_OBJECT

    QByteArray m_path;
    std::unique_ptr<QTemporaryDir> m_dir;

    Result<Toolchain> withDocker(const QByteArray &script)
    {
        QFile docker(m_dir->filePath(u"docker"_s));
        if (docker.open(QIODevice::WriteOnly))
            docker.write("#!/bin/sh\n" + script);
        docker.close();
        docker.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return QCoro::waitFor(readToolchain(DockerContext{u"x"_s, {}, {Endpoint::Kind::UnixSocket, u"/x"_s}}, {}));
    }

private slots:
    void initTestCase() { m_path = qgetenv("PATH"); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        qputenv("PATH", m_dir->path().toUtf8() + ':' + m_path);
    }
    void cleanup() { qputenv("PATH", m_path); }

    void readsVersions()
    {
        const auto toolchain = withDocker(
            "case $1 in compose) echo v2.40.3-desktop.1;; buildx) echo 'github.com/docker/buildx v0.29.1 abc';; esac\n");
        QVERIFY(toolchain);
        QCOMPARE(toolchain->compose, QVersionNumber(2, 40, 3));
        QCOMPARE(toolchain->buildx, QVersionNumber(0, 29, 1));
        QVERIFY(toolchain->composePrintsBake());
        // Debian's way of writing them.
        const auto old = withDocker(
            "case $1 in compose) echo 2.26.1-4;; buildx) echo 'github.com/docker/buildx 0.13.1+ds1 0.13.1+ds1-3';; esac\n");
        QCOMPARE(old->buildx, QVersionNumber(0, 13, 1));
        QVERIFY(!old->composePrintsBake());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("says");
        QTest::newRow("no Compose") << QByteArray("echo \"docker: 'compose' is not a docker command.\" >&2; exit 1\n")
                                    << u"Docker Compose v2 was not found"_s;
        QTest::newRow("Compose v1") << QByteArray("echo 1.29.2\n") << u"Docker Compose v2 was not found"_s;
        QTest::newRow("no buildx") << QByteArray("[ $1 = compose ] && echo 2.26.1 || exit 1\n")
                                   << u"buildx plug-in of docker was not found"_s;
        QTest::newRow("old buildx")
            << QByteArray("[ $1 = compose ] && echo 2.26.1 || echo 'github.com/docker/buildx v0.9.1 abc'\n")
            << u"buildx 0.9.1 is too old"_s;
    }
    void refuses()
    {
        QFETCH(QByteArray, script);
        QFETCH(QString, says);
        const auto toolchain = withDocker(script);
        QVERIFY(!toolchain);
        QCOMPARE(toolchain.error().code, ErrorCode::ToolMissing);
        QVERIFY2(toolchain.error().message.contains(says), qPrintable(toolchain.error().message));
        QVERIFY(!toolchain.error().advice.isEmpty());
    }

    void noDocker()
    {
        qputenv("PATH", m_dir->path().toUtf8());
        const auto toolchain =
            QCoro::waitFor(readToolchain(DockerContext{u"x"_s, {}, {Endpoint::Kind::UnixSocket, u"/x"_s}}, {}));
        QVERIFY(toolchain.error().message.contains("docker command was not found"_L1));
    }
};

QTEST_GUILESS_MAIN(TestToolchain)
#include "tst_toolchain.moc"
