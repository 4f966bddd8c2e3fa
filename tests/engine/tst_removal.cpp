// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/engine.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace layerdeck::support;
using namespace Qt::StringLiterals;

/// Once: what stands in QVERIFY2 is worked out for each place that names it.
#define RAN(ran)                                                                                             \
    do {                                                                                                     \
        const Ran done = (ran);                                                                              \
        QVERIFY2(done.code == 0, qPrintable(u"exit %1\n%2\n%3"_s.arg(done.code).arg(done.out, done.err)));   \
    } while (false)

/// What is said of a removal, against what an engine does with its files.
class TestRemoval : public QObject
{
    Q_OBJECT

    std::unique_ptr<Sample> m_sample;

private slots:
    void initTestCase()
    {
        NEED_ENGINE();
        m_sample = std::make_unique<Sample>();
        QVERIFY(m_sample->isValid());
    }
    void cleanupTestCase() { m_sample.reset(); }

    /// What "Its removal frees at most …" says: an image that a build began with keeps its layers through the
    /// cache's record of it, which names no image.
    void whatABuildBeganWith()
    {
        NEED_ENGINE();
        const QString root =
            m_sample->docker({u"info"_s, u"--format"_s, u"{{.DockerRootDir}}"_s}).out.trimmed();
        const bool isContainerd = m_sample->docker({u"info"_s, u"--format"_s, u"{{.DriverStatus}}"_s})
                                      .out.contains("io.containerd.snapshotter"_L1);
        const QString tag = u"base-of-"_s + m_sample->project() + u":1"_s;
        const QString child = u"child-of-"_s + m_sample->project() + u":1"_s;
        const QString file = u"held-"_s + m_sample->project();
        const QString ownFile = u"own-"_s + m_sample->project();
        QVERIFY(QDir(m_sample->path()).mkpath(u"onbase"_s));
        m_sample->write(u"onbase/"_s + file, file.toUtf8());
        m_sample->write(u"onbase/"_s + ownFile, ownFile.toUtf8());
        m_sample->write(u"onbase/Dockerfile"_s,
                        "FROM " + tag.toUtf8() + "\nCOPY " + ownFile.toUtf8() + " /\n");
        const auto import = [&] {
            RAN(runProgram(u"tar"_s, {u"-cf"_s, u"onbase/base.tar"_s, u"-C"_s, u"onbase"_s, file},
                           m_sample->path()));
            RAN(m_sample->docker({u"import"_s, u"onbase/base.tar"_s, tag}));
        };
        const auto unpacked = [&](const QString &name) {
            int count = 0;
            for (QDirIterator it(root, {name}, QDir::Files, QDirIterator::Subdirectories); it.hasNext();
                 ++count)
                it.next();
            return count;
        };
        import();
        if (unpacked(file) == 0)
            QSKIP("The engine's own files cannot be read here.");
        // Without a build that began with it, it goes.
        RAN(m_sample->docker({u"rmi"_s, tag}));
        QTRY_COMPARE_WITH_TIMEOUT(unpacked(file), 0, 30'000);

        const auto bases = [&](bool shared) {
            QStringList ids;
            for (const QJsonValue record :
                 QJsonDocument::fromJson(
                     m_sample->layerdeck({u"cache"_s, u"--json"_s}).out.toUtf8())["records"_L1]
                     .toArray()) {
                if (record["type"_L1] == "regular"_L1 && record["instruction"_L1].isNull() &&
                    record["shared"_L1].toBool() == shared)
                    ids << record["id"_L1].toString();
            }
            return ids;
        };
        const QStringList before = bases(true) + bases(false);
        import();
        RAN(m_sample->docker({u"build"_s, u"--quiet"_s, u"--tag"_s, child, u"onbase"_s}));
        const QStringList with = bases(true);
        const auto record =
            std::ranges::find_if(with, [&](const QString &id) { return !before.contains(id); });
        QVERIFY2(record != with.end(), qPrintable(with.join(u' ')));
        QCOMPARE(unpacked(file), 1);
        const int copies = unpacked(ownFile);
        RAN(m_sample->docker({u"rmi"_s, child, tag}));
        // The containerd store unpacks a step's layer for the image beside the record's own: that copy goes.
        if (isContainerd)
            QTRY_COMPARE_WITH_TIMEOUT(unpacked(ownFile), copies - 1, 30'000);
        QCOMPARE(unpacked(file), 1);
        QVERIFY(bases(false).contains(*record));
        RAN(m_sample->layerdeck({u"clear"_s, u"--yes"_s, u"--unowned"_s, u"--shared"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(unpacked(file), 0, 30'000);
    }

    /// The container that was stopped starts again after a clear of the images, whatever the store does with an image without a name.
    void imageOfAStoppedContainer()
    {
        NEED_ENGINE();
        const QString image = u"stopped-of-"_s + m_sample->project();
        QVERIFY(QDir(m_sample->path()).mkpath(u"stopped"_s));
        m_sample->write(u"stopped/compose.yml"_s, "services:\n  app:\n    image: " + image.toUtf8() + "\n    init: true\n    command: sleep 600\n"
                                                  "    build: {context: .}\n");
        m_sample->write(u"stopped/Dockerfile"_s, "FROM watchparty-backend\nUSER root\nRUN echo stopped > /stopped\n");
        const QString file = m_sample->path() + u"/stopped/compose.yml"_s;
        RAN(m_sample->layerdeck({u"deploy"_s, u"backend"_s})); // its image is the base here
        RAN(m_sample->docker({u"compose"_s, u"-f"_s, file, u"up"_s, u"--build"_s, u"--detach"_s, u"app"_s}));
        const QString container = m_sample->docker({u"compose"_s, u"-f"_s, file, u"ps"_s, u"--quiet"_s, u"app"_s}).out.trimmed();
        RAN(m_sample->docker({u"stop"_s, u"--time"_s, u"1"_s, container}));
        const QStringList clear{u"clear"_s, u"--target"_s, u"images"_s, u"-C"_s, m_sample->path() + u"/stopped"_s};
        const Ran planned = m_sample->layerdeck(clear + QStringList{u"--dry-run"_s, u"--json"_s});
        RAN(planned);
        const Ran cleared = m_sample->layerdeck(clear + QStringList{u"--yes"_s});
        RAN(cleared);
        const bool hasName = m_sample->docker({u"image"_s, u"inspect"_s, image}).code == 0;
        const bool isContainerd =
            m_sample->docker({u"info"_s, u"--format"_s, u"{{.DriverStatus}}"_s}).out.contains("io.containerd.snapshotter"_L1);
        QCOMPARE(hasName, !isContainerd);
        const auto because = "which does not run, was made from it"_L1;
        QCOMPARE(planned.out.contains(because), hasName);
        QCOMPARE(cleared.out.contains(because), hasName);
        RAN(m_sample->docker({u"start"_s, container}));
        RAN(m_sample->docker({u"compose"_s, u"-f"_s, file, u"down"_s, u"--timeout"_s, u"1"_s}));
        m_sample->docker({u"image"_s, u"rm"_s, image});
    }
};

QTEST_GUILESS_MAIN(TestRemoval)
#include "tst_removal.moc"
