// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/files.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

class TestComposeFiles : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    void touch(const QString &name, const QByteArray &text = "services: {}\n")
    {
        QDir(m_dir->path()).mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QString path(const QString &name) const { return m_dir->filePath(name); }

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void prefersComposeYaml()
    {
        touch(u"docker-compose.yml"_s);
        touch(u"compose.yaml"_s);
        const auto found = findComposeFiles(m_dir->path(), {}, {});
        QVERIFY(found);
        QCOMPARE(found->files, QStringList{path(u"compose.yaml"_s)});
        QCOMPARE(found->directory, m_dir->path());
        QVERIFY(found->options.isEmpty());
    }

    void addsTheOverrideFile()
    {
        touch(u"docker-compose.yml"_s);
        touch(u"docker-compose.override.yml"_s);
        QCOMPARE(findComposeFiles(m_dir->path(), {}, {})->files,
                 (QStringList{path(u"docker-compose.yml"_s), path(u"docker-compose.override.yml"_s)}));
    }

    void looksInFoldersAbove()
    {
        touch(u"compose.yml"_s);
        QDir(m_dir->path()).mkpath(u"deep/er"_s);
        QCOMPARE(findComposeFiles(path(u"deep/er"_s), {}, {})->directory, m_dir->path());
    }

    void takesExplicitFiles()
    {
        touch(u"deploy/a.yml"_s);
        touch(u"b.yml"_s);
        const auto found = findComposeFiles(m_dir->path(), {u"deploy/a.yml"_s, u"b.yml"_s}, {});
        QCOMPARE(found->directory, path(u"deploy"_s));
        QCOMPARE(found->options, (QStringList{u"-f"_s, path(u"deploy/a.yml"_s), u"-f"_s, path(u"b.yml"_s)}));
    }

    void takesComposeFileFromEnvironmentBeforeDotEnv()
    {
        touch(u"a.yml"_s);
        touch(u"b.yml"_s);
        touch(u".env"_s, "COMPOSE_FILE=a.yml\n");
        QCOMPARE(findComposeFiles(m_dir->path(), {}, {})->files, QStringList{path(u"a.yml"_s)});
        QCOMPARE(findComposeFiles(m_dir->path(), {}, {{u"COMPOSE_FILE"_s, u"b.yml"_s}})->files,
                 QStringList{path(u"b.yml"_s)});
    }

    /// The .env that names files of another folder counts beside theirs, and before it.
    void namedFromAnotherFolder()
    {
        touch(u"deploy/a.yml"_s);
        touch(u".env"_s, "COMPOSE_FILE=deploy/a.yml\nTAG=above\nONLY=above\n");
        touch(u"deploy/.env"_s, "TAG=below\nBELOW=1\n");
        const auto found = findComposeFiles(m_dir->path(), {}, {});
        QCOMPARE(found->directory, path(u"deploy"_s));
        QCOMPARE(found->envFiles, (QStringList{path(u".env"_s), path(u"deploy/.env"_s)}));
        QCOMPARE(found->options, (QStringList{u"-f"_s, path(u"deploy/a.yml"_s), u"--env-file"_s, path(u"deploy/.env"_s), u"--env-file"_s, path(u".env"_s)}));
        const auto values = composeEnvironment(found->envFiles);
        QCOMPARE(values.value(u"TAG"_s), u"above"_s);
        QCOMPARE(values.value(u"BELOW"_s), u"1"_s);
        // With -f Compose never looks above.
        QCOMPARE(findComposeFiles(m_dir->path(), {u"deploy/a.yml"_s}, {})->envFiles, QStringList{path(u"deploy/.env"_s)});
    }

    void saysWhatIsMissing()
    {
        const auto none = findComposeFiles(m_dir->path(), {}, {});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
        // Said for window and command line alike.
        QVERIFY(!none.error().advice.contains(" -f"_L1));
        QVERIFY(none.error().message.contains(m_dir->path()));
        QVERIFY(none.error().advice.contains("compose.yaml"_L1));
        QVERIFY(findComposeFiles(m_dir->path(), {u"x.yml"_s}, {}).error().message.contains("x.yml"_L1));
        QVERIFY(!findComposeFiles(u"/no/such/folder"_s, {}, {}));
    }

    void readsDotEnv()
    {
        const auto values = parseDotEnv("# c\nA=1\nexport B='two words' # x\nC=\"q\"\nD=plain # note\n=x\nE\n");
        QCOMPARE(values, (QMap<QString, QString>{{u"A"_s, u"1"_s}, {u"B"_s, u"two words"_s}, {u"C"_s, u"q"_s},
                                                 {u"D"_s, u"plain"_s}}));
    }
};

QTEST_APPLESS_MAIN(TestComposeFiles)
#include "tst_composefiles.moc"
