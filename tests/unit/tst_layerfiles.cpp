// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers/layerfiles.h"

#include "support/tar.h"

#include <QTest>

#include <clocale>

using namespace layerdeck;
using namespace layerdeck::support;
using namespace Qt::StringLiterals;

namespace {

QByteArray layer(const QList<TarEntry> &entries)
{
    return tar(entries);
}

/// An export with layers by digest, as engines from 25 on write it.
QByteArray exported(const QList<QByteArray> &layers, bool compressed = false)
{
    QList<TarEntry> entries;
    QByteArrayList paths;
    QByteArrayList ids;
    for (qsizetype i = 0; i < layers.size(); ++i) {
        const QByteArray name = "blobs/sha256/" + QByteArray::number(i);
        entries << TarEntry{QString::fromLatin1(name), compressed ? gzip(layers.at(i)) : layers.at(i)};
        paths << '"' + name + '"';
        ids << "\"sha256:" + QByteArray::number(i) + '"';
    }
    entries << TarEntry{u"blobs/sha256/config"_s, R"({"rootfs":{"type":"layers","diff_ids":[)" + ids.join(',') + "]}}"};
    entries << TarEntry{u"oci-layout"_s, R"({"imageLayoutVersion":"1.0.0"})"};
    entries << TarEntry{u"manifest.json"_s, R"([{"Config":"blobs/sha256/config","RepoTags":["a:b"],"Layers":[)" + paths.join(',') + "]}]"};
    return tar(entries);
}

NextPiece pieces(const QByteArray &bytes, qsizetype size)
{
    auto at = std::make_shared<qsizetype>(0);
    return [bytes, size, at]() -> Result<QByteArray> {
        const QByteArray piece = bytes.mid(*at, size);
        *at += piece.size();
        return piece;
    };
}

Result<ImageArchive> read(const QByteArray &bytes, const QStringList &ids, qsizetype size = 1000)
{
    return readImageArchive(ids, pieces(bytes, size));
}

const QStringList one{u"sha256:0"_s};
const QStringList two{u"sha256:0"_s, u"sha256:1"_s};

/// A file's header, as POSIX says (pax, "ustar Interchange Format").
QByteArray tarHeader(const QByteArray &name, qsizetype size, char type)
{
    QByteArray head(512, '\0');
    head.replace(0, name.size(), name);
    head.replace(100, 7, "0000644");
    head.replace(108, 7, "0000000");
    head.replace(116, 7, "0000000");
    head.replace(124, 11, QByteArray::number(size, 8).rightJustified(11, '0'));
    head.replace(136, 11, "00000000000");
    head.replace(148, 8, "        ");
    head[156] = type;
    head.replace(257, 8, QByteArray("ustar\0" "00", 8));
    int sum = 0;
    for (const char byte : std::as_const(head))
        sum += uchar(byte);
    head.replace(148, 7, QByteArray::number(sum, 8).rightJustified(6, '0') + '\0');
    return head;
}

/// Names as Go's archive/tar writes those that are no ASCII: in a header of their own, as they are.
QByteArray paxLayer(const QList<QByteArray> &names)
{
    QByteArray bytes;
    for (const QByteArray &name : names) {
        const QByteArray rest = " path=" + name + '\n';
        QByteArray line = QByteArray::number(rest.size() + 2) + rest;
        line = QByteArray::number(line.size()) + rest;
        bytes += tarHeader("pax", line.size(), 'x') + line.leftJustified(512, '\0') + tarHeader("short", 0, '0');
    }
    return bytes + QByteArray(1024, '\0');
}

QStringList changes(const ImageFiles::Layer &layer)
{
    QStringList list;
    for (const ChangedPath &file : layer.files)
        list << u"+~-"_s.at(int(file.change)) + file.path + u' ' + QString::number(file.size);
    return list;
}

} // namespace

/// What layers do to files.
class TestLayerFiles : public QObject
{
    Q_OBJECT

private slots:
    void readsLayersInTheirOrder_data()
    {
        QTest::addColumn<bool>("compressed");
        QTest::addColumn<int>("piece");
        QTest::newRow("plain") << false << 100'000;
        QTest::newRow("plain, byte by byte") << false << 1;
        QTest::newRow("gzip") << true << 777;
    }
    void readsLayersInTheirOrder()
    {
        QFETCH(bool, compressed);
        QFETCH(int, piece);
        const QByteArray bytes = exported({layer({{u"bin/"_s, {}}, {u"bin/a"_s, "12345"}}), layer({{u"./b"_s, "1"}})}, compressed);
        const auto archive = read(bytes, two, piece);
        QVERIFY2(archive.has_value(), archive ? "" : qPrintable(archive.error().sentences()));
        QCOMPARE(archive->layers.size(), 2);
        QCOMPARE(archive->layers.first().diffId, u"sha256:0"_s);
        QCOMPARE(archive->layers.first().entries,
                 (QList<LayerEntry>{{u"bin"_s, 0, LayerEntry::Kind::Directory}, {u"bin/a"_s, 5, LayerEntry::Kind::File}}));
        QCOMPARE(archive->layers.last().entries, (QList<LayerEntry>{{u"b"_s, 1, LayerEntry::Kind::File}}));
    }

    /// Engines before 25: a folder a layer, and a link where one stands there twice.
    void readsTheOlderForm()
    {
        const QByteArray content = layer({{u"a"_s, "1"}});
        QList<TarEntry> entries{{u"x/layer.tar"_s, content}, {u"x/json"_s, "{}"}, {u"x/VERSION"_s, "1.0"}};
        entries << TarEntry{u"y/layer.tar"_s, {}, u"../x/layer.tar"_s};
        entries << TarEntry{u"c.json"_s, R"({"rootfs":{"diff_ids":["sha256:0","sha256:1"]}})"};
        entries << TarEntry{u"manifest.json"_s, R"([{"Config":"c.json","Layers":["x/layer.tar","y/layer.tar"]}])"};
        const auto archive = read(tar(entries), two);
        QVERIFY2(archive.has_value(), archive ? "" : qPrintable(archive.error().sentences()));
        QCOMPARE(archive->layers.size(), 2);
        QCOMPARE(archive->layers.last().entries.size(), 1);
    }

    void anEmptyLayerIsOne()
    {
        const auto archive = read(exported({layer({}), layer({{u"a"_s, "1"}})}), two);
        QVERIFY2(archive.has_value(), archive ? "" : qPrintable(archive.error().sentences()));
        QVERIFY(archive->layers.first().entries.isEmpty());
    }

    /// Names are bytes: neither Unicode's forms of one letter nor what is no UTF-8 make one file of two.
    void differentNamesStayDifferent()
    {
        const QByteArray before = setlocale(LC_ALL, nullptr);
        setlocale(LC_ALL, "C.UTF-8");
        const auto archive = read(exported({paxLayer({"e\xcc\x81.txt", "\xc3\xa9.txt", "bad\xff", "bad\xfe\xf0\x9f\x90\x8b", "a\xe9", "a\xe8", "a", "caf\xe9s"})}), one);
        setlocale(LC_ALL, before.constData());
        QVERIFY2(archive.has_value(), archive ? "" : qPrintable(archive.error().sentences()));
        QStringList paths;
        for (const LayerEntry &entry : archive->layers.first().entries)
            paths << entry.path;
        QCOMPARE(paths, (QStringList{u"e\u0301.txt"_s, u"\u00e9.txt"_s, u"bad\\xff"_s, u"bad\\xfe\U0001F40B"_s, u"a\\xe9"_s, u"a\\xe8"_s, u"a"_s, u"caf\\xe9s"_s}));
    }

    /// Names that compress well must not take all memory.
    void whatListsTooMuchIsRefused()
    {
        const QByteArray bytes = exported({layer({{QString(50, u'a'), "1"}, {QString(50, u'b'), "1"}})});
        const auto kept = [&](qint64 most) { return readImageArchive(one, pieces(bytes, 1000), most); };
        QVERIFY(kept(5000));
        const auto refused = kept(400);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Protocol);
        QVERIFY(refused.error().message.contains("more files than"_L1));
    }

    void whatIsCutOffIsAnError_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray good = exported({layer({{u"a"_s, QByteArray(50'000, 'x')}})});
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no archive") << QByteArray("<html>no</html>");
        QTest::newRow("in a layer") << good.left(20'000);
        QTest::newRow("before the manifest") << good.left(good.indexOf("manifest.json") - 100);
        QTest::newRow("a layer is missing")
            << tar({{u"c"_s, R"({"rootfs":{"diff_ids":["sha256:0"]}})"}, {u"manifest.json"_s, R"([{"Config":"c","Layers":["l"]}])"}});
        QTest::newRow("layers and ids do not fit")
            << tar({{u"c"_s, R"({"rootfs":{"diff_ids":["sha256:0"]}})"}, {u"l"_s, layer({{u"a"_s, "1"}})}, {u"manifest.json"_s, R"([{"Config":"c","Layers":["l","l"]}])"}});
        QTest::newRow("another image") << exported({layer({{u"a"_s, "1"}}), layer({{u"b"_s, "1"}})});
    }
    void whatIsCutOffIsAnError()
    {
        QFETCH(QByteArray, bytes);
        const auto archive = read(bytes, one);
        QVERIFY(!archive);
        QCOMPARE(archive.error().code, ErrorCode::Protocol);
    }

    void errorsOfTheStreamArePassedOn()
    {
        const QByteArray good = exported({layer({{u"a"_s, QByteArray(50'000, 'x')}})});
        auto calls = std::make_shared<int>(0);
        const auto archive = readImageArchive(one, [good, calls]() -> Result<QByteArray> {
            if (++*calls > 3)
                return cancelled();
            return good.mid((*calls - 1) * 1000, 1000);
        });
        QVERIFY(!archive);
        QVERIFY(archive.error().isCancelled());
    }

    void whatLayersDo()
    {
        ImageArchive archive;
        using K = LayerEntry::Kind;
        archive.layers << ImageArchive::Layer{u"1"_s, {{u"etc"_s, 0, K::Directory}, {u"etc/a"_s, 10, K::File}, {u"etc/b"_s, 20, K::File}, {u"d"_s, 0, K::Directory}, {u"d/x"_s, 5, K::File}}};
        archive.layers << ImageArchive::Layer{u"2"_s, {{u"etc/a"_s, 4, K::File}, {u"etc/b"_s, 0, K::Whiteout}, {u"l"_s, 0, K::Link}}};
        archive.layers << ImageArchive::Layer{u"3"_s, {{u"d/y"_s, 1, K::File}, {u"d"_s, 0, K::Opaque}, {u"none"_s, 0, K::Whiteout}}};
        const ImageFiles files = imageFiles(archive);
        QCOMPARE(changes(files.layers[0]), (QStringList{u"+d/x 5"_s, u"+etc/a 10"_s, u"+etc/b 20"_s}));
        QCOMPARE(changes(files.layers[1]), (QStringList{u"~etc/a 4"_s, u"-etc/b 20"_s, u"+l 0"_s}));
        QCOMPARE(changes(files.layers[2]), (QStringList{u"-d/x 5"_s, u"+d/y 1"_s}));
        // a: 14 of which 4 needed; b: 20, removed; x: 5, removed; y: 1.
        QCOMPARE(files.wastedBytes, 10 + 20 + 5);
        QCOMPARE(files.efficiency, 5.0 / 40.0);
        QCOMPARE(files.waste.first().path, u"etc/b"_s);
        QCOMPARE(files.waste.size(), 3);
    }

    void nothingAtAllIsEfficient()
    {
        QCOMPARE(imageFiles({}).efficiency, 1.0);
    }

    void marksInArchives()
    {
        const auto archive = read(exported({layer({{u"a/.wh.b"_s, {}}, {u"c/.wh..wh..opq"_s, {}}, {u"/abs"_s, "1"}})}), one);
        QVERIFY(archive);
        QCOMPARE(archive->layers.first().entries, (QList<LayerEntry>{{u"a/b"_s, 0, LayerEntry::Kind::Whiteout},
                                                                     {u"c"_s, 0, LayerEntry::Kind::Opaque},
                                                                     {u"abs"_s, 1, LayerEntry::Kind::File}}));
    }
};

QTEST_GUILESS_MAIN(TestLayerFiles)
#include "tst_layerfiles.moc"
