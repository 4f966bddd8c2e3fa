// SPDX-License-Identifier: GPL-3.0-or-later
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

} // namespace

class TestLayerTreeModel : public QObject
{
    Q_OBJECT
private slots:
    void drawsRails()
    {
        LayerTreeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTree(layerTree({image(u"a:1"_s, {u"base"_s, u"deps"_s, u"nginx"_s, u"conf"_s, u"x"_s}),
                                 image(u"b:1"_s, {u"base"_s, u"deps"_s, u"nginx"_s, u"conf"_s, u"y"_s}),
                                 image(u"c:1"_s, {u"base"_s, u"deps"_s, u"postgres"_s}), image({}, {u"other"_s})}));
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
        model.setTree(layerTree({image(u"a:1"_s, {u"x"_s, u"a"_s}), image(u"c:1"_s, {u"z"_s})}));
        const QPersistentModelIndex last(model.index(2, 0));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.setTree(layerTree({image(u"a:1"_s, {u"x"_s, u"a"_s}), image(u"b:1"_s, {u"x"_s, u"b"_s}), image(u"c:1"_s, {u"z"_s})}));
        QCOMPARE(resets.count(), 0);
        QCOMPARE(model.rowCount(), 4);
        QVERIFY(last.isValid());
        QCOMPARE(last.row(), 3);
        QCOMPARE(last.data().toString(), u"RUN z"_s);
        model.setTree({});
        QCOMPARE(model.rowCount(), 0);
    }

    void filterKeepsParents()
    {
        LayerTreeModel model;
        model.setTree(layerTree({image(u"a:1"_s, {u"x"_s, u"y"_s}), image(u"b:1"_s, {u"z"_s})}));
        QVERIFY(model.matches(0, ContentFilter{u"RUN Y"_s}, QDateTime::currentDateTime()));
        QVERIFY(model.matches(1, ContentFilter{u"RUN Y"_s}, QDateTime::currentDateTime()));
        QVERIFY(!model.matches(2, ContentFilter{u"RUN Y"_s}, QDateTime::currentDateTime()));
        QVERIFY(model.matches(2, ContentFilter{u"b:1"_s}, QDateTime::currentDateTime()));
        QVERIFY(model.matches(2, {}, QDateTime::currentDateTime()));
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
