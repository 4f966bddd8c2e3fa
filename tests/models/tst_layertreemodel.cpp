// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/contentwording.h"
#include "models/layertreemodel.h"
#include "models/roles.h"

#include "support/images.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;
using support::image;

namespace {

/// The whole model as text: rails, node, instruction, tags, shared.
QString printed(const LayerTreeModel &model)
{
    QString text;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex layer = model.index(row, LayerTreeModel::LayerColumn);
        const int node = layer.data(NodeRole).toInt();
        text += layer.data(RailsRole).toString() + (node & NodeHollow ? u'o' : u'*') + u' ' + layer.data().toString();
        const QStringList tags = layer.data(TagsRole).toStringList();
        if (!tags.isEmpty())
            text += u" ["_s + tags.join(u", "_s) + u']';
        text += u' ' + model.index(row, LayerTreeModel::SharedColumn).data().toString() + u'\n';
    }
    return text;
}

LayerTreeRows rowsOf(const QList<InspectedImage> &images, const ContentFilter &filter = {}, const LayerOrder &order = {})
{
    EngineContents contents;
    contents.layers = layerTree(images);
    ContentFilter asked = filter;
    asked.images = imagesNamed(filter.text, images);
    return layerTreeRows(contents, {}, asked, order, QDateTime::currentDateTime());
}

/// "base t-small": instructions with their rails.
QString listedRows(const EngineContents &contents, int column, Qt::SortOrder order, const ContentFilter &filter)
{
    QStringList rows;
    for (const LayerTreeRow &row : layerTreeRows(contents, {}, filter, {column, order}, QDateTime::currentDateTime()).rows) {
        const QString rails = row.rails.trimmed();
        rows << (rails.isEmpty() ? QString() : rails + u'-') + row.layer.layer.instruction.mid(4);
    }
    return rows.join(u' ');
}

} // namespace

class TestLayerTreeModel : public QObject
{
    Q_OBJECT
private slots:
    void drawsRails()
    {
        LayerTreeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(rowsOf({image(u"a:1"_s, {u"base"_s, u"deps"_s, u"nginx"_s, u"conf"_s, u"x"_s}),
                                 image(u"b:1"_s, {u"base"_s, u"deps"_s, u"nginx"_s, u"conf"_s, u"y"_s}),
                                 image(u"c:1"_s, {u"base"_s, u"deps"_s, u"postgres"_s}), image({}, {u"other"_s})}).rows);
        QCOMPARE(printed(model), QStringLiteral("* RUN base 3 images\n"
                                                "* RUN deps 3 images\n"
                                                "t* RUN nginx 2 images\n"
                                                "|* RUN conf 2 images\n"
                                                "|to RUN x [a:1] 1 image\n"
                                                "|lo RUN y [b:1] 1 image\n"
                                                "lo RUN postgres [c:1] 1 image\n"
                                                "o RUN other [dangling, id-dangling] 1 image\n"));
        QVERIFY(model.index(7, 0).data(GroupStartRole).toBool());
        QVERIFY(!model.index(0, 0).data(GroupStartRole).toBool());
    }

    void changesByRows()
    {
        LayerTreeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(rowsOf({image(u"a:1"_s, {u"x"_s, u"a"_s}), image(u"c:1"_s, {u"z"_s})}).rows);
        const QPersistentModelIndex last(model.index(2, 0));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.setRows(rowsOf({image(u"a:1"_s, {u"x"_s, u"a"_s}), image(u"b:1"_s, {u"x"_s, u"b"_s}), image(u"c:1"_s, {u"z"_s})}).rows);
        QCOMPARE(resets.count(), 0);
        QCOMPARE(model.rowCount(), 4);
        QVERIFY(last.isValid());
        QCOMPARE(last.row(), 3);
        QCOMPARE(last.data().toString(), u"RUN z"_s);
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void sortsWithoutRails()
    {
        QList<InspectedImage> images{image(u"a:1"_s, {u"base"_s, u"small"_s, u"large"_s}), image(u"b:1"_s, {u"base"_s, u"middle"_s})};
        EngineContents contents;
        contents.images = images;
        contents.layers = layerTree(images);
        const QHash<QString, qint64> sizes{{u"RUN base"_s, 5}, {u"RUN small"_s, 1}, {u"RUN large"_s, 9}, {u"RUN middle"_s, -1}};
        for (TreeLayer &layer : contents.layers.rows)
            layer.layer.size = sizes.value(layer.layer.instruction);
        QCOMPARE(listedRows(contents, LayerTreeModel::SizeColumn, Qt::DescendingOrder, {}), u"large base small middle"_s); // unknown is least
        QCOMPARE(listedRows(contents, LayerTreeModel::SizeColumn, Qt::AscendingOrder, {}), u"middle small base large"_s);
        QCOMPARE(listedRows(contents, LayerTreeModel::SharedColumn, Qt::DescendingOrder, {}), u"base large small middle"_s);
        QCOMPARE(listedRows(contents, LayerTreeModel::LayerColumn, Qt::DescendingOrder, {}), u"base t-small |-large l-middle"_s);
        // A list has no parents to keep.
        QCOMPARE(listedRows(contents, LayerTreeModel::SizeColumn, Qt::DescendingOrder, ContentFilter{u"large"_s}), u"large"_s);
    }

    void filterKeepsParents()
    {
        const QList<InspectedImage> images{image(u"a:1"_s, {u"x"_s, u"y"_s}), image(u"b:1"_s, {u"z"_s})};
        const auto found = [&](const QString &text) {
            QStringList instructions;
            for (const LayerTreeRow &row : rowsOf(images, ContentFilter{text}).rows)
                instructions << row.layer.layer.instruction;
            return instructions;
        };
        QCOMPARE(found(u"RUN Y"_s), (QStringList{u"RUN x"_s, u"RUN y"_s}));
        QCOMPARE(found(u"b:1"_s), QStringList{u"RUN z"_s});
        QCOMPARE(found({}).size(), 3);
        QCOMPARE(found(u"nothing has this"_s).size(), 0);
        const LayerTreeRows rows = rowsOf(images, ContentFilter{u"RUN Y"_s});
        QCOMPARE(rows.all, 3);
        QCOMPARE(rows.matches, 1);
        QVERIFY(!rows.rows.first().match && rows.rows.last().match);
        // An image's name finds all that it has.
        const LayerTreeRows ofImage = rowsOf(images, ContentFilter{u"a:1"_s});
        QCOMPARE(ofImage.matches, 2);
        QVERIFY(ofImage.rows.first().match);
    }

    /// No rail leads to what the filter hides.
    void filterCutsRails()
    {
        LayerTreeModel model;
        model.setRows(
            rowsOf({image(u"a:1"_s, {u"base"_s, u"left"_s, u"below"_s}),
                    image(u"b:1"_s, {u"base"_s, u"middle"_s}), image(u"c:1"_s, {u"base"_s, u"right"_s})},
                   ContentFilter{u"RUN LE"_s})
                .rows);
        QCOMPARE(printed(model), u"* RUN base 3 images\nlo RUN left 1 image\n"_s);
        QVERIFY(model.index(0, 0).data(NodeRole).toInt() & NodeRailDown);
        QVERIFY(!(model.index(1, 0).data(NodeRole).toInt() & NodeRailDown));
    }

    /// Where rows are neither only added nor only taken away, each still knows where it went.
    void reordersByIdentity()
    {
        LayerTreeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(rowsOf({image(u"a:1"_s, {u"p"_s}), image(u"b:1"_s, {u"q"_s}), image(u"c:1"_s, {u"r"_s})}).rows);
        const QPersistentModelIndex stays(model.index(1, 2));
        const QPersistentModelIndex goes(model.index(0, 0));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        // a goes, q's image takes the last name, and two come.
        model.setRows(rowsOf({image(u"z:1"_s, {u"q"_s}), image(u"c:1"_s, {u"r"_s}), image(u"d:1"_s, {u"s"_s}), image(u"e:1"_s, {u"t"_s})}).rows);
        QCOMPARE(resets.count(), 0);
        QVERIFY(!goes.isValid());
        QCOMPARE(stays.row(), 3);
        QCOMPARE(stays.column(), 2);
        QCOMPARE(model.index(stays.row(), 0).data().toString(), u"RUN q"_s);
    }

    void tellsWhoUsesALayer()
    {
        EngineContents contents;
        contents.images = {image(u"a:1"_s, {u"x"_s, u"a"_s}), image(u"b:1"_s, {u"x"_s, u"b"_s})};
        contents.layers = layerTree(contents.images);
        contents.containers = {Container{u"1"_s, u"run"_s, {}, contents.images.at(0).image.id, u"running"_s, {}, {}, {}},
                               Container{u"2"_s, u"old"_s, {}, contents.images.at(1).image.id, u"exited"_s, {}, {}, {}}};
        const QString cached = contents.layers.rows.last().layer.chainId;
        LayerTreeModel model;
        model.setRows(layerTreeRows(contents, {{cached, u"record"_s}}, {}, {}, QDateTime::currentDateTime()).rows);
        QStringList cells;
        for (int row = 0; row < model.rowCount(); ++row)
            cells << model.index(row, LayerTreeModel::ContainerColumn).data().toString() + u' '
                         + model.index(row, LayerTreeModel::CacheColumn).data().toString();
        QCOMPARE(cells, (QStringList{u"running no"_s, u"running no"_s, u"stopped yes"_s}));
    }

    void sumsUp()
    {
        QCOMPARE(imagesSentence(layerTree({}), false), u"The engine has no images."_s);
        QCOMPARE(imagesSentence(layerTree({image(u"a:1"_s, {u"x"_s})}), false), u"1 image takes 10\u202FB."_s);
        QCOMPARE(imagesSentence(layerTree({image(u"a:1"_s, {u"x"_s, u"y"_s}), image(u"b:1"_s, {u"x"_s})}), false),
                 u"2 images take 20\u202FB. Listed one by one they add up to 30\u202FB, because layers are shared."_s);
    }
};

QTEST_GUILESS_MAIN(TestLayerTreeModel)
#include "tst_layertreemodel.moc"
