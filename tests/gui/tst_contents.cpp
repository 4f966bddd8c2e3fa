// SPDX-License-Identifier: GPL-3.0-or-later
// The pages Images and Build cache in the real window on a real engine. With LAYERDECK_SHOTS=FOLDER pictures
// of their states are written there.
#include "models/roles.h"
#include "session/session.h"
#include "store/settings.h"
#include "support/engine.h"
#include "widgets/parts/bars.h"
#include "widgets/parts/cachegraphview.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/treemapview.h"
#include "widgets/theme/theme.h"
#include "widgets/window/mainwindow.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyleOption>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace layerdeck::support;
using namespace Qt::StringLiterals;

class TestContents : public QObject
{
    Q_OBJECT

    std::unique_ptr<Sample> m_sample;
    QTemporaryDir m_dir;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;

    template <typename T>
    T *find(const QString &name) const
    {
        T *widget = m_window->findChild<T *>(name);
        if (!widget)
            qFatal("no widget is named %s", qPrintable(name));
        return widget;
    }
    QStringList texts(RowView *view, int column = 0) const
    {
        QStringList list;
        for (int row = 0; row < view->model()->rowCount(); ++row)
            list << view->model()->index(row, column).data().toString();
        return list;
    }
    void choose(RowView *view, const QString &text, int column = 0) const
    {
        const int row = int(texts(view, column).indexOf(text));
        QVERIFY2(row >= 0, qPrintable(texts(view, column).join(u'\n')));
        view->setCurrentIndex(view->model()->index(row, 0));
    }
    /// The layer of the service's image: other projects may have one of the same words.
    void chooseLayer(const QString &service, const QString &instruction) const
    {
        auto *view = find<RowView>(u"layers"_s);
        const QList<InspectedImage> &images = m_session->contents().images;
        const auto image = std::ranges::find_if(images, [name = imageName(service)](const InspectedImage &of) { return of.image.tags.contains(name); });
        QVERIFY(image != images.end());
        for (const TreeLayer &layer : m_session->contents().layers.rows) {
            if (layer.layer.instruction != instruction || !layer.imageIds.contains(image->image.id))
                continue;
            const QModelIndexList found = view->model()->match(view->model()->index(0, 0), IdRole, layer.layer.chainId, 1, Qt::MatchExactly);
            QCOMPARE(found.size(), 1);
            view->setCurrentIndex(found.first());
            return;
        }
        QFAIL(qPrintable(texts(view).join(u'\n')));
    }
    /// An image of one empty layer.
    void importImage(const QString &name) const
    {
        QFile archive(m_dir.filePath(u"empty.tar"_s));
        QVERIFY(archive.open(QIODevice::WriteOnly) && archive.write(QByteArray(1024, '\0')) == 1024);
        archive.close();
        QCOMPARE(m_sample->docker({u"import"_s, archive.fileName(), name}).code, 0);
    }
    void shot(const QString &name) const
    {
        const QString folder = qEnvironmentVariable("LAYERDECK_SHOTS");
        if (folder.isEmpty())
            return;
        for (const auto &[mode, suffix] : {std::pair(Theme::Mode::Dark, u"-dark"_s), std::pair(Theme::Mode::Light, u"-light"_s)}) {
            Theme::current().setMode(mode);
            QCoreApplication::processEvents();
            // A text that wraps gets its height once its width is known, what holds it thereafter.
            for (int i = 0; i < 3; ++i)
                QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
            QVERIFY(m_window->grab().save(QDir(folder).filePath(name + suffix + u".png"_s)));
        }
    }
    /// Texts of the shown page that have no room, each with what it has and what it needs.
    QStringList cut(const QString &page) const
    {
        QStringList list;
        const auto note = [&](const QWidget *widget, const QString &text, int needed, int has) {
            if (needed > has)
                list << u"%1 “%2”: %3 of %4"_s.arg(widget->objectName(), text).arg(has).arg(needed);
        };
        for (const QWidget *widget : find<QWidget>(page)->findChildren<QWidget *>()) {
            if (!widget->isVisible())
                continue;
            const QFontMetrics metrics(widget->font());
            if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
                // The head of a page sheds the texts of its buttons; at these widths it need not.
                if (!button->text().isEmpty())
                    note(widget, button->text(), button->sizeHint().width(),
                         button->property("iconOnly").toBool() ? 0 : button->width());
            } else if (const auto *label = qobject_cast<const QLabel *>(widget)) {
                if (!label->wordWrap() && !label->text().isEmpty())
                    note(widget, label->text(), label->sizeHint().width(), label->width());
            } else if (const auto *icon = qobject_cast<const IconLabel *>(widget)) {
                note(widget, icon->text(), icon->sizeHint().width(), icon->width());
            } else if (const auto *elided = qobject_cast<const ElidedLabel *>(widget)) {
                if (elided->objectName() != "paneAbout"_L1)
                    note(widget, elided->text(), elided->fullWidth(), elided->width());
            } else if (const auto *box = qobject_cast<const QComboBox *>(widget)) {
                QStyleOptionComboBox option;
                option.initFrom(box);
                const QRect room = box->style()->subControlRect(QStyle::CC_ComboBox, &option,
                                                                QStyle::SC_ComboBoxEditField, box);
                note(widget, box->currentText(), metrics.horizontalAdvance(box->currentText()), room.width());
            } else if (const auto *field = qobject_cast<const QLineEdit *>(widget)) {
                QStyleOptionFrame option;
                option.initFrom(field);
                const QRect room =
                    field->style()->subElementRect(QStyle::SE_LineEditContents, &option, field) -
                    field->textMargins();
                if (field->text().isEmpty())
                    note(widget, field->placeholderText(),
                         metrics.horizontalAdvance(field->placeholderText()), room.width() - 4);
            } else if (const auto *view = qobject_cast<const RowView *>(widget)) {
                for (int column = 0; column < view->header()->count(); ++column) {
                    const QString head = view->model()->headerData(column, Qt::Horizontal).toString();
                    note(widget, head, view->header()->sectionSizeHint(column),
                         view->header()->sectionSize(column));
                }
            }
        }
        return list;
    }
    /// From the list of images any layer of one is read, all with one export.
    void everyLayerOfAnImage() const
    {
        m_window->resize(1280, 800);
        QTest::mouseClick(find<QPushButton>(u"layerFilesButton"_s), Qt::LeftButton);
        auto *dialog = find<PreviewDialog>(u"filesDialog"_s);
        auto *layer = dialog->findChild<QComboBox *>(u"filesLayer"_s);
        auto *files = dialog->findChild<RowView *>(u"layerFiles"_s);
        QVERIFY(layer->count() > 2);
        QCOMPARE(layer->currentIndex(), layer->count() - 1);
        QTRY_VERIFY_WITH_TIMEOUT(files->model()->rowCount() > 0, 30'000);
        const QStringList last = texts(files);
        shot(u"files-of-image"_s);
        layer->setCurrentIndex(0);
        QTRY_VERIFY(files->model()->rowCount() > 0 && texts(files) != last);
        QVERIFY(texts(files).contains(u"bin/"_s));
        dialog->reject();
    }
    QString imageName(const QString &service) const
    {
        return m_session->project().project->config.service(service)->imageReference();
    }

private slots:
    void initTestCase()
    {
        NEED_ENGINE();
        m_sample = std::make_unique<Sample>();
        QVERIFY(m_sample->isValid());
        qputenv("COMPOSE_PROJECT_NAME", m_sample->project().toUtf8());
        // Whatever ran before: both services stand on one result of what they share, and no step has an older one.
        QCOMPARE(m_sample->layerdeck({u"clear"_s, u"--yes"_s, u"--unowned"_s, u"--shared"_s}).code, 0);
        QCOMPARE(m_sample->layerdeck({u"deploy"_s}).code, 0);
        m_sample->write(u"backend/src/extra.txt"_s, "one more\n");
        QCOMPARE(m_sample->layerdeck({u"deploy"_s}).code, 0);
        m_settings = std::make_unique<Settings>(m_dir.filePath(u"settings.ini"_s));
        m_session = std::make_unique<Session>(ContextRequest::fromEnvironment());
        m_window = std::make_unique<MainWindow>(m_session.get(), m_settings.get(), &Theme::current());
        m_window->show();
        m_window->openProject({m_sample->path(), {}});
        QTRY_VERIFY_WITH_TIMEOUT(m_session->isLive(), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->cacheGraph().nodes.isEmpty() && m_session->project().project, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->cacheGraph().nodes.last().owners.isEmpty()
                                     || std::ranges::any_of(m_session->cacheGraph().nodes,
                                                            [](const CacheNode &node) { return !node.owners.isEmpty(); }),
                                 30'000);
    }
    void cleanupTestCase()
    {
        m_window.reset();
        m_session.reset();
        m_sample.reset();
    }

    void recordsByService()
    {
        NEED_ENGINE();
        m_window->showPage(u"build-cache"_s);
        auto *records = find<RowView>(u"records"_s);
        auto *graph = find<CacheGraphView>(u"graph"_s);
        QTRY_VERIFY(records->model()->rowCount() > 20 && graph->cellCount() > 20 && m_window->isSettled());
        QVERIFY(texts(records).contains(u"backend"_s) && texts(records).contains(u"frontend"_s));
        QTRY_VERIFY(texts(records, 5).contains(u"older result"_s));
        QVERIFY(records->currentIndex().isValid());
        QVERIFY(!records->currentIndex().data(GroupHeadRole).toBool());
        // List and graph show the same record.
        choose(records, u"RUN sh build.sh"_s);
        QCOMPARE(graph->currentRecord(), records->currentIndex().siblingAtColumn(0).data(IdRole).toString());
        QVERIFY(find<QLabel>(u"recordInstruction"_s)->text().contains("build.sh"_L1));
        graph->setFocus();
        const QString before = graph->currentRecord();
        QTest::keyClick(graph, Qt::Key_Left);
        QVERIFY(graph->currentRecord() != before);
        QCOMPARE(records->currentIndex().siblingAtColumn(0).data(IdRole).toString(), graph->currentRecord());
        QAccessibleInterface *table = QAccessible::queryAccessibleInterface(graph);
        QCOMPARE(table->childCount(), graph->cellCount());
        QVERIFY(table->child(graph->currentCell())->state().selected);
        QVERIFY(table->child(0)->text(QAccessible::Name).contains("last used"_L1));
        shot(u"build-cache"_s);
    }

    void recordsFiltered()
    {
        NEED_ENGINE();
        m_window->showPage(u"build-cache"_s);
        auto *records = find<RowView>(u"records"_s);
        const int all = records->model()->rowCount();
        auto *filter = find<QLineEdit>(u"recordsFilter"_s);
        QTest::keyClicks(filter, u"build.sh"_s);
        QTRY_VERIFY(records->model()->rowCount() < all && records->model()->rowCount() > 2);
        QVERIFY(!texts(records, 1).filter(u" of "_s).isEmpty());
        shot(u"build-cache-filtered"_s);
        filter->setText(u"nothing has this"_s);
        QTRY_COMPARE(records->model()->rowCount(), 0);
        // Nothing is said of a record that the filter hides.
        QTRY_VERIFY(!find<QLabel>(u"recordInstruction"_s)->isVisible());
        QTest::mouseClick(find<QPushButton>(u"recordsClear"_s), Qt::LeftButton);
        QTRY_COMPARE(records->model()->rowCount(), all);
        QTRY_VERIFY(find<QLabel>(u"recordInstruction"_s)->isVisible());
        QVERIFY(!find<QPushButton>(u"recordsClear"_s)->isVisible());
        // By the name of an image that they are in.
        filter->setText(imageName(u"backend"_s));
        QTRY_VERIFY(m_window->isSettled() && records->model()->rowCount() > 0 && records->model()->rowCount() < all);
        filter->clear();
        QTRY_COMPARE(records->model()->rowCount(), all);
        auto *view = find<Segmented>(u"recordsView"_s);
        view->setCurrent(1);
        QTRY_VERIFY(!texts(records).contains(u"backend"_s));
        QCOMPARE(records->header()->sortIndicatorSection(), 2);
        QCOMPARE(records->header()->sortIndicatorOrder(), Qt::DescendingOrder);
        const int sizeColumn = 2;
        const auto countOfHeads = all - records->model()->rowCount();
        // The table begins with the largest; a click on the head turns it round, a second one back.
        const auto sizes = [&] {
            QList<qint64> list;
            for (int row = 0; row < records->model()->rowCount(); ++row)
                list << records->model()->index(row, sizeColumn).data(SortRole).toLongLong();
            return list;
        };
        QVERIFY(std::ranges::is_sorted(sizes(), std::greater()));
        emit records->header()->sectionClicked(sizeColumn);
        QTRY_VERIFY(m_window->isSettled() && std::ranges::is_sorted(sizes()));
        QVERIFY(sizes().first() < sizes().last());
        emit records->header()->sectionClicked(sizeColumn);
        QTRY_VERIFY(m_window->isSettled() && std::ranges::is_sorted(sizes(), std::greater()));
        shot(u"build-cache-table"_s);
        // What the engine would let go is not in an image.
        QVERIFY(!texts(records, 5).filter(u"in "_s).isEmpty());
        find<QCheckBox>(u"recordsUnheld"_s)->click();
        QTRY_VERIFY(m_window->isSettled() && records->model()->rowCount() > 0 && texts(records, 5).filter(u"in "_s).isEmpty());
        shot(u"build-cache-removable"_s);
        QTest::mouseClick(find<QPushButton>(u"recordsClear"_s), Qt::LeftButton);
        QTRY_COMPARE(records->model()->rowCount(), all - countOfHeads);
        QVERIFY(!find<QCheckBox>(u"recordsUnheld"_s)->isChecked());
        view->setCurrent(0);
        find<QPushButton>(u"exportRecords"_s)->menu()->findChild<QAction *>(u"exportCopy"_s)->trigger();
        QTRY_VERIFY(QApplication::clipboard()->text().startsWith("id,parents,type,description"_L1));
        const auto atTheFoot = [&] { return find<IconLabel>(u"statusRight"_s)->text(); };
        QCOMPARE(atTheFoot(), u"The list is copied as CSV"_s);
        // And as a file.
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"records.json"_s);
        find<QPushButton>(u"exportRecords"_s)->menu()->findChild<QAction *>(u"exportJson"_s)->trigger();
        auto *dialog = find<QFileDialog>(u"exportDialog"_s);
        emit dialog->fileSelected(path);
        dialog->close();
        QTRY_COMPARE(atTheFoot(), QDir::toNativeSeparators(path) + u" is written"_s);
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QJsonDocument::fromJson(file.readAll()).array().size(), m_session->cacheGraph().nodes.size());
    }

    void layersWithSizesAndFiles()
    {
        NEED_ENGINE();
        m_window->resize(1280, 800);
        m_window->showPage(u"images"_s);
        auto *layers = find<RowView>(u"layers"_s);
        auto *treemap = find<TreemapView>(u"treemap"_s);
        QTRY_VERIFY(layers->model()->rowCount() > 5 && m_window->isSettled());
        chooseLayer(u"backend"_s, u"COPY /usr/src/backend/dist ./"_s);
        QCOMPARE(treemap->currentId(), layers->currentIndex().data(IdRole).toString());
        treemap->setFocus();
        QTest::keyClick(treemap, Qt::Key_Home);
        QCOMPARE(layers->currentIndex().siblingAtColumn(0).data(IdRole).toString(), treemap->currentId());
        chooseLayer(u"backend"_s, u"COPY /usr/src/backend/dist ./"_s);
        shot(u"images"_s);

        QTest::mouseClick(find<QPushButton>(u"layerFilesButton"_s), Qt::LeftButton);
        auto *dialog = find<PreviewDialog>(u"filesDialog"_s);
        auto *files = dialog->findChild<RowView *>(u"layerFiles"_s);
        QTRY_VERIFY_WITH_TIMEOUT(files->model()->rowCount() > 0, 30'000);
        // Everything in it is reached by keyboard, round and round.
        const auto reached = [&](QWidget *wanted, Qt::KeyboardModifiers with) {
            for (int i = 0; i < 12 && QApplication::focusWidget() != wanted; ++i)
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab, with);
            return QApplication::focusWidget() == wanted;
        };
        auto *filter = dialog->findChild<QLineEdit *>(u"filesFilter"_s);
        QVERIFY(reached(filter, Qt::NoModifier));
        QVERIFY(reached(files, Qt::NoModifier));
        QVERIFY(reached(dialog->actButton(), Qt::NoModifier));
        QVERIFY(reached(files, Qt::NoModifier));
        QVERIFY(reached(dialog->actButton(), Qt::ShiftModifier));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(QApplication::focusWidget(), filter);
        dialog->findChild<Segmented *>(u"filesOrder"_s)->setCurrent(1);
        QTRY_VERIFY(texts(files).contains(u"app/bin/server"_s));
        shot(u"files"_s);
        const int all = files->model()->rowCount();
        dialog->findChild<QLineEdit *>(u"filesFilter"_s)->setText(u"BIN/serv"_s);
        QTRY_VERIFY(texts(files) == QStringList{u"app/bin/server"_s});
        dialog->findChild<QLineEdit *>(u"filesFilter"_s)->clear();
        QTRY_COMPARE(files->model()->rowCount(), all);
        dialog->reject();
        QTRY_VERIFY(!m_window->findChild<PreviewDialog *>(u"filesDialog"_s));

        m_window->resize(1920, 1080);
        auto *beside = find<QWidget>(u"filesPane"_s)->findChild<RowView *>(u"layerFiles"_s);
        QTRY_VERIFY_WITH_TIMEOUT(beside->isVisible() && beside->model()->rowCount() > 0, 30'000);
        shot(u"images-1920"_s);
        m_window->resize(1024, 640);
        shot(u"images-1024"_s);
        m_window->resize(1280, 800);
    }

    /// No text is cut in the smallest window either, whatever the filter says.
    void nothingIsCut_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("smallest") << QSize(1024, 640);
        QTest::newRow("as designed") << QSize(1280, 800);
    }
    void nothingIsCut()
    {
        NEED_ENGINE();
        QFETCH(QSize, size);
        m_window->resize(size);
        const auto whole = [&](const QString &widget, const QString &state) {
            QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 30'000);
            QCoreApplication::processEvents();
            const QStringList texts = cut(widget);
            QVERIFY2(texts.isEmpty(), qPrintable(state + u":\n"_s + texts.join(u'\n')));
            shot(u"%1-%2"_s.arg(state).arg(size.width()));
        };
        m_window->showPage(u"images"_s);
        whole(u"imagesPage"_s, u"layers"_s);
        find<QLineEdit>(u"imagesFilter"_s)->setText(u"COPY"_s);
        find<QComboBox>(u"imagesAge"_s)->setCurrentIndex(0);
        whole(u"imagesPage"_s, u"layers-filtered"_s);
        find<Segmented>(u"imagesView"_s)->setCurrent(1);
        whole(u"imagesPage"_s, u"list-filtered"_s);
        QTest::mouseClick(find<QPushButton>(u"imagesClear"_s), Qt::LeftButton);
        whole(u"imagesPage"_s, u"list"_s);
        find<Segmented>(u"imagesView"_s)->setCurrent(0);
        find<QPushButton>(u"layerFilesButton"_s)->setFocus(Qt::TabFocusReason);
        whole(u"imagesPage"_s, u"layers-focus"_s);
        m_window->showPage(u"build-cache"_s);
        whole(u"buildCachePage"_s, u"records"_s);
        find<QLineEdit>(u"recordsFilter"_s)->setText(u"COPY"_s);
        whole(u"buildCachePage"_s, u"records-filtered"_s);
        QTest::mouseClick(find<QPushButton>(u"recordsClear"_s), Qt::LeftButton);
        m_window->showPage(u"engines"_s);
        whole(u"enginesPage"_s, u"engines"_s);
        m_window->resize(1280, 800);
    }

    void fromALayerToItsRecord()
    {
        NEED_ENGINE();
        m_window->showPage(u"images"_s);
        chooseLayer(u"backend"_s, u"COPY /usr/src/backend/dist ./"_s);
        find<QLineEdit>(u"recordsFilter"_s)->setText(u"hides it"_s);
        QTest::mouseClick(find<QPushButton>(u"layerRecordButton"_s), Qt::LeftButton);
        auto *records = find<RowView>(u"records"_s);
        QTRY_VERIFY(records->isVisible());
        QTRY_COMPARE(records->currentIndex().siblingAtColumn(0).data().toString(), u"COPY --from=build /usr/src/backend/dist ./"_s);
    }

    void comparesImages()
    {
        NEED_ENGINE();
        m_window->showPage(u"images"_s);
        QTest::mouseClick(find<QPushButton>(u"compareImages"_s), Qt::LeftButton);
        auto *dialog = find<PreviewDialog>(u"compareDialog"_s);
        auto *first = dialog->findChild<QComboBox *>(u"compareFirst"_s);
        auto *second = dialog->findChild<QComboBox *>(u"compareSecond"_s);
        first->setCurrentIndex(first->findText(imageName(u"backend"_s)));
        second->setCurrentIndex(second->findText(imageName(u"frontend"_s)));
        const QStringList rows = texts(dialog->findChild<RowView *>(u"comparedLayers"_s));
        QVERIFY(rows.contains(u"In both"_s));
        QVERIFY(rows.contains(u"Only in "_s + imageName(u"frontend"_s)));
        shot(u"compare"_s);
        second->setCurrentIndex(first->currentIndex());
        QCOMPARE(texts(dialog->findChild<RowView *>(u"comparedLayers"_s)).first(), u"In both"_s);

        // Every name can be chosen, and what happens on the engine shows.
        const QString other = u"aaa-"_s + m_sample->project() + u":1"_s;
        QCOMPARE(m_sample->docker({u"tag"_s, imageName(u"backend"_s), other}).code, 0);
        QTRY_VERIFY_WITH_TIMEOUT(second->findText(other) >= 0, 10'000);
        QCOMPARE(second->currentText(), imageName(u"backend"_s));
        second->setCurrentIndex(second->findText(other));
        importImage(other);
        auto *sum = dialog->findChild<QLabel *>(u"previewSentence"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(sum->text().contains(u"share no layer"_s), qPrintable(sum->text()), 10'000);
        QCOMPARE(second->currentText(), other);
        QCOMPARE(m_sample->docker({u"rmi"_s, other}).code, 0);
        QTRY_VERIFY2_WITH_TIMEOUT(sum->text().contains(other + u" is gone from the engine"_s), qPrintable(sum->text()), 10'000);
        QCOMPARE(second->currentIndex(), -1);
        QVERIFY(texts(dialog->findChild<RowView *>(u"comparedLayers"_s)).contains(u"Only in "_s + other));
        second->setCurrentIndex(first->currentIndex());
        QVERIFY(!sum->text().contains(u"gone"_s));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!m_window->findChild<PreviewDialog *>(u"compareDialog"_s));
    }

    /// No neighbour takes the place of what was selected: the pane says why it is empty.
    void saysWhatBecameOfTheSelected()
    {
        NEED_ENGINE();
        m_window->showPage(u"images"_s);
        find<Segmented>(u"imagesView"_s)->setCurrent(1);
        auto *list = find<RowView>(u"imageList"_s);
        const QString other = u"aab-"_s + m_sample->project() + u":1"_s;
        importImage(other);
        QTRY_VERIFY_WITH_TIMEOUT(texts(list).contains(other), 10'000);
        choose(list, other);
        auto *filter = find<QLineEdit>(u"imagesFilter"_s);
        filter->setText(imageName(u"backend"_s));
        QTRY_VERIFY(!texts(list).contains(other));
        QVERIFY(!list->currentIndex().isValid());
        const auto *about = find<QWidget>(u"layerDetails"_s)->findChild<ElidedLabel *>(u"paneAbout"_s);
        QCOMPARE(about->text(), u"hidden by the filter"_s);
        filter->clear();
        QTRY_COMPARE(list->currentIndex().siblingAtColumn(0).data().toString(), other);
        QVERIFY(about->text().isEmpty());
        const int place = list->currentIndex().row();
        QCOMPARE(m_sample->docker({u"rmi"_s, other}).code, 0);
        QTRY_VERIFY_WITH_TIMEOUT(!texts(list).contains(other), 10'000);
        QVERIFY(!list->currentIndex().isValid());
        QCOMPARE(about->text(), u"gone from the engine"_s);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Down);
        QCOMPARE(list->currentIndex().row(), place);
        find<Segmented>(u"imagesView"_s)->setCurrent(0);
    }

    /// What another program does shows by itself, and the selection stays.
    void staysLive()
    {
        NEED_ENGINE();
        m_window->showPage(u"images"_s);
        find<Segmented>(u"imagesView"_s)->setCurrent(1);
        auto *list = find<RowView>(u"imageList"_s);
        QTRY_VERIFY(list->isVisible());
        shot(u"image-list"_s);
        choose(list, imageName(u"frontend"_s));
        everyLayerOfAnImage();
        const QString other = u"aaa-"_s + m_sample->project() + u":1"_s;
        const auto has = [&] { return texts(list).filter(other).size() == 1; };
        QCOMPARE(m_sample->docker({u"tag"_s, imageName(u"backend"_s), other}).code, 0);
        QTRY_VERIFY_WITH_TIMEOUT(has(), 10'000);
        QCOMPARE(list->currentIndex().siblingAtColumn(0).data().toString(), imageName(u"frontend"_s));
        QCOMPARE(m_sample->docker({u"rmi"_s, other}).code, 0);
        QTRY_VERIFY_WITH_TIMEOUT(!has(), 10'000);
        QCOMPARE(list->currentIndex().siblingAtColumn(0).data().toString(), imageName(u"frontend"_s));
        QVERIFY(m_session->lastEvent().isValid());
        find<Segmented>(u"imagesView"_s)->setCurrent(0);
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    Theme theme(application);
    TestContents test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_contents.moc"
