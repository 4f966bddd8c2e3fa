// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// The built program, without an engine: usage, exit codes, sentences.
class TestCommandLine : public QObject
{
    Q_OBJECT

    struct Run
    {
        int code;
        QString out;
        QString err;
    };

    QTemporaryDir m_dir;

    Run run(const QStringList &arguments, const QMap<QString, QString> &environment = {})
    {
        QProcess process;
        QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
        for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s, u"DOCKER_CONTEXT"_s})
            env.remove(name);
        env.insert(u"DOCKER_HOST"_s, u"unix://"_s + m_dir.filePath(u"no.sock"_s));
        for (auto it = environment.begin(); it != environment.end(); ++it)
            env.insert(it.key(), it.value());
        process.setProcessEnvironment(env);
        process.setWorkingDirectory(m_dir.path());
        process.start(QStringLiteral(LAYERDECK), arguments);
        process.closeWriteChannel();
        if (!process.waitForFinished(30'000))
            return {-1, {}, process.errorString()};
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }

private slots:
    void tellsVersionAndHelp()
    {
        QCOMPARE(run({u"--version"_s}).code, 0);
        QVERIFY(run({u"--version"_s}).out.startsWith("layerdeck "_L1));
        const Run help = run({u"--help"_s});
        QCOMPARE(help.code, 0);
        for (const QString &name : {u"deploy"_s, u"rebuild"_s, u"clear"_s, u"services"_s, u"images"_s}) {
            QVERIFY(help.out.contains(name));
            const Run one = run({name, u"--help"_s});
            QCOMPARE(one.code, 0);
            QVERIFY(one.out.contains("--json"_L1));
            QCOMPARE(one.out.contains("--yes"_L1), name == "clear"_L1);
        }
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown option") << QStringList{u"deploy"_s, u"--nope"_s};
        QTest::newRow("too many names") << QStringList{u"services"_s, u"x"_s};
        QTest::newRow("both engines") << QStringList{u"images"_s, u"--context"_s, u"a"_s, u"--host"_s, u"unix:///x"_s};
        QTest::newRow("yes where nothing goes") << QStringList{u"deploy"_s, u"--yes"_s};
        QTest::newRow("unknown subcommand") << QStringList{u"--nope"_s};
    }
    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        const Run result = run(arguments);
        QCOMPARE(result.code, 2);
        QVERIFY(result.out.isEmpty());
        QVERIFY(!result.err.isEmpty());
    }

    void noDisplay()
    {
        const Run result = run({u"-C"_s, m_dir.path()});
        QCOMPARE(result.code, 1);
        QVERIFY(result.err.contains("There is no display"_L1));
        QCOMPARE(run({u"-C"_s, m_dir.path(), u"deploy"_s}).code, 2);
    }

    void noEngine()
    {
        const Run result = run({u"images"_s});
        QCOMPARE(result.code, 4);
        QVERIFY(result.err.contains(m_dir.filePath(u"no.sock"_s)));
        QCOMPARE(run({u"images"_s, u"--host"_s, u"ssh://nowhere"_s}).code, 3);
        QCOMPARE(run({u"images"_s, u"--context"_s, u"no-such-context"_s}).code, 3);
    }

    void noProject()
    {
        const Run result = run({u"services"_s, u"-C"_s, m_dir.path()});
        QCOMPARE(result.code, 3);
        QVERIFY(result.err.contains("There is no Compose file"_L1));
        QCOMPARE(run({u"services"_s, u"-C"_s, u"/no/such/folder"_s}).code, 3);
        QCOMPARE(run({u"services"_s, u"-f"_s, u"none.yml"_s}).code, 3);
    }

    void brokenProject()
    {
        QFile file(m_dir.filePath(u"broken.yml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("services:\n  a:\n\tb: 1\n");
        file.close();
        const Run result = run({u"deploy"_s, u"-f"_s, u"broken.yml"_s});
        QCOMPARE(result.code, 3);
        QVERIFY2(result.err.contains("broken.yml, line 3, column 1"_L1), qPrintable(result.err));
    }

    /// Who reads JSON gets the reason there too, in the shape that the subcommand always has.
    void refusalsInJson_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("isRun");
        QTest::addColumn<QString>("error");
        QTest::newRow("deploy") << QStringList{u"deploy"_s, u"-f"_s, u"none.yml"_s} << 3 << true << QString();
        QTest::newRow("rebuild") << QStringList{u"rebuild"_s, u"-C"_s, u"/no/such/folder"_s} << 3 << true << QString();
        QTest::newRow("clear") << QStringList{u"clear"_s, u"--yes"_s, u"-f"_s, u"none.yml"_s} << 3 << true << QString();
        QTest::newRow("services") << QStringList{u"services"_s, u"-f"_s, u"none.yml"_s} << 3 << false << QString();
        QTest::newRow("images") << QStringList{u"images"_s} << 4 << false << u"unreachable"_s;
        QTest::newRow("context") << QStringList{u"deploy"_s, u"--context"_s, u"no-such-context"_s} << 3 << true << QString();
    }
    void refusalsInJson()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(bool, isRun);
        QFETCH(QString, error);
        const Run result = run(arguments + QStringList{u"--json"_s});
        QCOMPARE(result.code, code);
        QCOMPARE(result.out.count(u'\n'), 1);
        const QJsonObject object = QJsonDocument::fromJson(result.out.toUtf8()).object();
        QVERIFY(!object["error"_L1]["message"_L1].toString().isEmpty());
        QVERIFY(!object["error"_L1]["code"_L1].toString().isEmpty());
        if (!error.isEmpty())
            QCOMPARE(object["error"_L1]["code"_L1].toString(), error);
        QCOMPARE(object["event"_L1].toString(), isRun ? u"result"_s : QString());
        QCOMPARE(object["outcome"_L1].toString(), isRun ? u"failed"_s : QString());
        // And the person reads it, as without --json.
        QVERIFY(result.err.contains(object["error"_L1]["message"_L1].toString()));
    }

    void noDockerProgram()
    {
        QFile file(m_dir.filePath(u"compose.yml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("services:\n  a:\n    image: x\n");
        file.close();
        const Run result = run({u"services"_s}, {{u"PATH"_s, m_dir.path()}});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("docker command was not found"_L1), qPrintable(result.err));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
