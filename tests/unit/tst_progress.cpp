// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/progress.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

struct Read
{
    QList<Vertex> vertexes;
    QByteArray logs;
    QString text;
    bool operator==(const Read &) const = default;
};

Read read(const QByteArray &bytes, const std::function<qsizetype()> &pieceSize)
{
    ProgressReader reader;
    Read result;
    const auto take = [&result](const QList<SolveStatus> &objects) {
        for (const SolveStatus &status : objects) {
            result.vertexes << status.vertexes;
            for (const VertexLog &log : status.logs)
                result.logs += log.data;
        }
    };
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype size = pieceSize();
        take(reader.feed(bytes.mid(at, size)));
        at += size;
    }
    reader.finish();
    result.text = reader.text();
    return result;
}

QByteArray fixture(const QString &name)
{
    QFile file(QStringLiteral(TEST_FIXTURES "/progress/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestProgress : public QObject
{
    Q_OBJECT
private slots:
    void anyPieces_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : QDir(QStringLiteral(TEST_FIXTURES "/progress")).entryList(QDir::Files))
            QTest::newRow(qPrintable(name)) << name;
    }
    /// Recorded streams of buildx 0.13 (many lines an object) and 0.29 (one line), cut anywhere.
    void anyPieces()
    {
        QFETCH(QString, name);
        const QByteArray bytes = fixture(name);
        QVERIFY(!bytes.isEmpty());
        const Read whole = read(bytes, [&] { return bytes.size(); });
        QVERIFY(!whole.vertexes.isEmpty());
        QCOMPARE(read(bytes, [] { return 1; }), whole);
        QRandomGenerator random(7);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(read(bytes, [&] { return 1 + random.bounded(500); }), whole);
        QCOMPARE(whole.text.contains("ERROR: "_L1), name.contains("failed"_L1) || name.contains("cancelled"_L1));
    }

    void keepsUtf8AcrossPieces()
    {
        const Read failed = read(fixture(u"buildx-0.29-failed.txt"_s), [] { return 1; });
        QVERIFY(failed.logs.contains("cannot resolve ünïcode"));
        QVERIFY(failed.text.contains(u">>> RUN echo \"line one\" && echo \"cannot resolve ünïcode\""_s));
        QVERIFY(failed.text.contains(u"exit code: 7"_s));
    }

    void readsTimes()
    {
        ProgressReader reader;
        const auto objects = reader.feed(R"({"vertexes":[{"digest":"d","name":"n","started":"2026-11-22T15:32:45.9Z","completed":"2026-11-22T15:32:46.123456789Z"}]})");
        QCOMPARE(objects.size(), 1);
        QCOMPARE(objects.first().vertexes.first().completed - objects.first().vertexes.first().started, 223);
    }

    void textThatLooksLikeJson()
    {
        ProgressReader reader;
        QCOMPARE(reader.feed("{ not json }\n{\"vertexes\":[{\"digest\":\"d\"}]}\n").size(), 1);
        reader.feed("tail { with brace\n{ never closed\nmore");
        reader.finish();
        QVERIFY(reader.text().contains("{ not json }"_L1));
        QVERIFY(reader.text().contains("{ never closed\nmore"_L1));
    }

    void bracesInsideStrings()
    {
        ProgressReader reader;
        const auto objects = reader.feed("{\"vertexes\":[{\"name\":\"RUN echo \\\"}{\\\"\"}]}{\"logs\":[]}");
        QCOMPARE(objects.size(), 1);
        QCOMPARE(objects.first().vertexes.first().name, u"RUN echo \"}{\""_s);
    }
};

QTEST_APPLESS_MAIN(TestProgress)
#include "tst_progress.moc"
