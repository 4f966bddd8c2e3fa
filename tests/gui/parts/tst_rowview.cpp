// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine does changes lists all the time: who reads one keeps what he reads where it is.
#include "models/roles.h"
#include "models/rowtablemodel.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/tabledelegate.h"
#include "widgets/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

struct NumberRow
{
    int number = 0;
    QString identity() const { return QString::number(number); }
};

class NumberModel : public RowTableModel<NumberRow>
{
public:
    using RowTableModel::RowTableModel;
    void setRows(const QList<NumberRow> &rows) { exchange(rows); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 2; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid() || index.row() >= rows().size())
            return {};
        return role == Qt::DisplayRole || role == IdRole ? QVariant(rows().at(index.row()).number)
                                                         : QVariant();
    }
    int placeOf(int number) const
    {
        for (int row = 0; row < rowCount(); ++row) {
            if (rows().at(row).number == number)
                return row;
        }
        return -1;
    }
};

/// Rows of two lines.
class LinesModel : public NumberModel
{
public:
    using NumberModel::NumberModel;
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role == SecondLineRole && index.column() == 0)
            return u"a second line that is longer than the first column of this view is wide"_s;
        return NumberModel::data(index, role);
    }
};

/// From `first` to before `end`, without those that `without` counts: every so many-th.
QList<NumberRow> numbers(int first, int end, int without = 0)
{
    QList<NumberRow> rows;
    for (int number = first; number < end; ++number) {
        if (without == 0 || number % without != 0)
            rows << NumberRow{number};
    }
    return rows;
}

QList<NumberRow> turned(QList<NumberRow> rows)
{
    std::ranges::reverse(rows);
    return rows;
}

} // namespace

Q_DECLARE_METATYPE(QList<NumberRow>)

class TestRowView : public QObject
{
    Q_OBJECT

    std::unique_ptr<NumberModel> m_model;
    std::unique_ptr<RowView> m_view;

    int current() const { return m_view->currentIndex().data(IdRole).toInt(); }
    /// Where a row is on the screen.
    int topOf(int number) const
    {
        return m_view->visualRect(m_model->index(m_model->placeOf(number), 0)).top();
    }

private slots:
    /// A view paints single cells: of a line that goes on across them each has its part.
    void aLineAcrossIsPaintedByCells()
    {
        RowView view;
        TableDelegate delegate;
        delegate.setSecondLineAcross(true);
        view.setItemDelegate(&delegate);
        LinesModel model;
        model.setRows(numbers(0, 3));
        view.setModel(&model);
        view.setColumnWidths({0, 96});
        view.setHeaderHidden(true);
        view.resize(300, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QImage whole = view.viewport()->grab().toImage();
        QImage without;
        delegate.setSecondLineAcross(false);
        without = view.viewport()->grab().toImage();
        delegate.setSecondLineAcross(true);
        for (int column = 0; column < 2; ++column) {
            const QRect cell = view.visualRect(model.index(1, column));
            QCOMPARE(view.viewport()->grab(cell).toImage(), whole.copy(cell));
            QVERIFY(without.copy(cell) != whole.copy(cell));
        }
    }

    void init()
    {
        m_model = std::make_unique<NumberModel>();
        m_view = std::make_unique<RowView>();
        m_view->setUniformRowHeights(true);
        m_view->setItemDelegate(new TableDelegate(m_view.get()));
        m_view->setModel(m_model.get());
        m_view->setColumnWidths({0, 80});
        m_view->resize(300, 300);
        m_model->setRows(numbers(0, 200));
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup()
    {
        m_view.reset();
        m_model.reset();
    }

    void keepsTheCurrentRowInItsPlace_data()
    {
        QTest::addColumn<QList<NumberRow>>("rows");
        QTest::newRow("inserted above") << numbers(-30, 200);
        QTest::newRow("removed above") << numbers(17, 200);
        QTest::newRow("inserted and removed above") << numbers(-5, 20) + numbers(40, 200);
        QTest::newRow("removed all over") << numbers(0, 200, 7);
        QTest::newRow("all others are new") << numbers(1000, 1050) + numbers(100, 101) + numbers(2000, 2100);
        QTest::newRow("in another order") << turned(numbers(0, 200));
        QTest::newRow("the same") << numbers(0, 200);
    }
    void keepsTheCurrentRowInItsPlace()
    {
        QFETCH(QList<NumberRow>, rows);
        const QAbstractItemModelTester tester(m_model.get());
        m_view->setCurrentIndex(m_model->index(100, 1));
        m_view->scrollTo(m_model->index(95, 0), QAbstractItemView::PositionAtTop);
        const int before = topOf(100);
        QVERIFY(before > 0 && before < m_view->viewport()->height());
        m_view->exchange([&] { m_model->setRows(rows); }, RowView::Show::Same);
        QCOMPARE(current(), 100);
        QCOMPARE(m_view->currentIndex().column(), 1);
        QCOMPARE(m_view->selectionModel()->selectedRows().size(), 1);
        QCOMPARE(m_view->selectionModel()->selectedRows().first().data(IdRole).toInt(), 100);
        QCOMPARE(topOf(100), before);
        // What is laid out later leaves it there too.
        QCoreApplication::processEvents();
        QCOMPARE(topOf(100), before);
    }

    /// Who has scrolled away from the current row reads something else.
    void keepsWhatIsAtTheTopWhereTheCurrentRowIsNotSeen()
    {
        m_view->setCurrentIndex(m_model->index(3, 0));
        m_view->scrollTo(m_model->index(120, 0), QAbstractItemView::PositionAtTop);
        const int before = topOf(120);
        m_view->exchange([&] { m_model->setRows(numbers(-40, 200)); }, RowView::Show::Same);
        QCOMPARE(current(), 3);
        QCOMPARE(topOf(120), before);
        m_view->exchange([&] { m_model->setRows(numbers(50, 200)); }, RowView::Show::Same);
        QCOMPARE(topOf(120), before);
        QVERIFY(!m_view->currentIndex().isValid() || current() != 3);
    }

    void staysAtTheBeginning()
    {
        m_view->setCurrentIndex({});
        m_view->exchange([&] { m_model->setRows(numbers(-40, 200)); }, RowView::Show::Same);
        QCOMPARE(m_view->verticalScrollBar()->value(), 0);
        QCOMPARE(topOf(-40), 0);
    }

    /// Near an end there may be no room to keep it in its place: it stays in sight.
    void staysInSightWhereItsPlaceIsGone()
    {
        m_view->setCurrentIndex(m_model->index(100, 0));
        m_view->scrollTo(m_model->index(95, 0), QAbstractItemView::PositionAtTop);
        m_view->exchange([&] { m_model->setRows(numbers(100, 104)); }, RowView::Show::Same);
        QCOMPARE(current(), 100);
        QVERIFY(m_view->viewport()->rect().contains(m_view->visualRect(m_view->currentIndex())));
    }

    /// What the person asked for shows the current row.
    void revealsWhatWasAskedFor()
    {
        m_view->setCurrentIndex(m_model->index(100, 0));
        m_view->scrollToTop();
        m_view->exchange([&] { m_model->setRows(turned(numbers(0, 200))); }, RowView::Show::Current);
        QCOMPARE(current(), 100);
        // Qt brings a row into view but for its last line of pixels.
        QVERIFY(m_view->viewport()
                    ->rect()
                    .adjusted(0, 0, 0, 1)
                    .contains(m_view->visualRect(m_view->currentIndex())));
    }

    /// What the mouse does on a head, keys do in the menu.
    void menuSortsAndCopies()
    {
        NumberModel model;
        model.setRows(numbers(1, 4));
        RowView view;
        view.setModel(&model);
        view.show();
        view.setCurrentIndex(model.index(1, 0));
        const auto menu = [&view] { return view.findChildren<QMenu *>(u"rowsMenu"_s).last(); };
        const auto texts = [&] {
            QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, view.mapToGlobal(QPoint()));
            QApplication::sendEvent(view.viewport(), &event);
            QStringList texts;
            for (const QAction *action : menu()->actions())
                texts << action->text();
            return texts;
        };
        const auto trigger = [&](const QString &text) {
            for (QAction *action : menu()->actions()) {
                if (action->text() == text)
                    action->trigger();
            }
            menu()->close();
        };
        QCOMPARE(texts(), (QStringList{u"Copy"_s, u"Copy row"_s}));
        trigger(u"Copy row"_s);
        QCOMPARE(QApplication::clipboard()->text(), u"2\t2"_s);
        view.header()->setSectionsClickable(true);
        QSignalSpy clicked(view.header(), &QHeaderView::sectionClicked);
        QCOMPARE(texts().mid(2), (QStringList{QString(), u"Sort by 1"_s, u"Sort by 2"_s}));
        trigger(u"Sort by 2"_s);
        QCOMPARE(clicked.size(), 1);
        QCOMPARE(clicked.first().first().toInt(), 1);
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme theme(application);
    TestRowView test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_rowview.moc"
