// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers/comparison.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

/// An image of layers "id instruction size", from the base up.
InspectedImage image(const QStringList &layers)
{
    InspectedImage result;
    for (const QString &layer : layers) {
        result.detail.diffIds << u"sha256:"_s + layer.section(u' ', 0, 0);
        result.history.prepend({u"RUN "_s + layer.section(u' ', 1, 1), QDateTime::fromSecsSinceEpoch(1), layer.section(u' ', 2, 2).toLongLong(), {}});
    }
    return result;
}

} // namespace

/// Where two images part.
class TestComparison : public QObject
{
    Q_OBJECT

private slots:
    void compares_data()
    {
        QTest::addColumn<QStringList>("first");
        QTest::addColumn<QStringList>("second");
        QTest::addColumn<int>("shared");
        QTest::addColumn<int>("onlyFirst");
        QTest::addColumn<int>("onlySecond");
        QTest::addColumn<bool>("sameInstruction");
        const QStringList a{u"1 a 5"_s, u"2 b 6"_s, u"3 c 7"_s};
        QTest::newRow("the same") << a << a << 3 << 0 << 0 << false;
        QTest::newRow("another result") << a << QStringList{u"1 a 5"_s, u"9 b 6"_s} << 1 << 2 << 1 << true;
        QTest::newRow("another instruction") << a << QStringList{u"1 a 5"_s, u"9 x 6"_s} << 1 << 2 << 1 << false;
        QTest::newRow("goes on") << a << a.mid(0, 2) << 2 << 1 << 0 << false;
        QTest::newRow("nothing in common") << a << QStringList{u"8 a 5"_s, u"2 b 6"_s} << 0 << 3 << 2 << true;
        QTest::newRow("no layers") << QStringList() << QStringList() << 0 << 0 << 0 << false;
    }
    void compares()
    {
        QFETCH(QStringList, first);
        QFETCH(QStringList, second);
        const ImageComparison comparison = compareImages(image(first), image(second));
        QTEST(static_cast<int>(comparison.shared.size()), "shared");
        QTEST(static_cast<int>(comparison.onlyFirst.size()), "onlyFirst");
        QTEST(static_cast<int>(comparison.onlySecond.size()), "onlySecond");
        QTEST(comparison.sameInstruction, "sameInstruction");
        QVERIFY(comparison.otherArguments.isEmpty());
        const qint64 sum = bytesOf(comparison.shared) + bytesOf(comparison.onlyFirst);
        QCOMPARE(sum, bytesOf(layersOf(image(first))));
    }

    /// The words are those of the Dockerfile; what the build was given is not.
    void namesTheArguments()
    {
        InspectedImage first = image({u"1 a 5"_s, u"2 b 6"_s});
        InspectedImage second = image({u"1 a 5"_s, u"9 b 6"_s});
        first.history.first().createdBy = u"RUN |3 COMMIT=1 SAME=x GONE=y /bin/sh -c make"_s;
        second.history.first().createdBy = u"RUN |3 COMMIT=2 SAME=x NEW=y /bin/sh -c make"_s;
        const ImageComparison comparison = compareImages(first, second);
        QVERIFY(comparison.sameInstruction);
        QCOMPARE(comparison.otherArguments, (QStringList{u"COMMIT"_s, u"GONE"_s, u"NEW"_s}));
    }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "tst_comparison.moc"
