// SPDX-License-Identifier: GPL-3.0-or-later
// The page of cache settings: where keys and focus go, and what undoing, forms and conflicts leave of what was typed.
#include "cachepage.h"
#include "session/cachepatterns.h"
#include "widgets/pages/entrylist.h"
#include "widgets/parts/bars.h"

#include <QAbstractButton>
#include <QDialog>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStandardPaths>
#include <QTimer>

using namespace layerdeck;
using namespace Qt::StringLiterals;
using namespace layerdeck::support::cachepage;

class TestCachePageKeys : public QObject
{
    Q_OBJECT

private slots:
    void init() { qunsetenv("NPM_TOKEN"); }

    void tabEntersThePageAtItsHead()
    {
        const Opened app;
        READY(app);
        auto *menu = app.window->findChild<QWidget *>(u"headerMenu"_s);
        menu->setFocus();
        QStringList visited;
        for (int i = 0; i < 20 && !visited.contains("cacheServices"_L1); ++i) {
            app.key(Qt::Key_Tab);
            visited << QApplication::focusWidget()->objectName();
        }
        QCOMPARE(visited, (QStringList{u"page-cache-settings"_s, u"applyPattern"_s, u"cacheServices"_s}));
        // And the same way back.
        QStringList back;
        for (int i = 0; i < 3; ++i) {
            app.key(Qt::Key_Backtab, Qt::ShiftModifier);
            back << QApplication::focusWidget()->objectName();
        }
        QCOMPARE(back, (QStringList{u"applyPattern"_s, u"page-cache-settings"_s, u"headerMenu"_s}));
    }

    void aFieldStaysWhileItIsTypedIn()
    {
        const Opened app;
        READY(app);
        app.choose(u"addSink-Registry"_s);
        app.click(u"entryMore"_s);
        auto *level = app.find<QLineEdit>(u"attribute-compression-level"_s);
        level->setFocus();
        QTest::keyClicks(level, u"999"_s);
        app.click(u"entryMore"_s); // fewer: what is written stays
        level->setFocus();
        QVERIFY(level->isVisible());
        level->selectAll();
        app.key(Qt::Key_Backspace);
        QVERIFY(level->isVisible() && level->hasFocus());
        app.find<QLineEdit>(u"attribute-ref"_s)->setFocus();
        QTest::keyClicks(app.find<QLineEdit>(u"attribute-ref"_s), u"a"_s);
        QVERIFY(!level->isVisible());
    }

    void whatIsBeingAddedStaysWhileTheFileChanges()
    {
        const Opened app;
        READY(app);
        app.select(u"backend"_s);
        app.choose(u"addSource-Image name"_s);
        auto *text = app.find<QLineEdit>(u"entryText"_s);
        QTest::keyClicks(text, u"half"_s);
        const auto readAgain = [&](const QByteArray &now) {
            app.write(u"compose.yml"_s, now);
            app.session->reloadProject();
            QTRY_VERIFY(app.page->editor().files().first().text && app.page->editor().files().first().text->text() == now);
            SETTLED(app);
        };
        readAgain(project + "# theirs\n");
        QCOMPARE(app.find<QLineEdit>(u"entryText"_s), text);
        QVERIFY(text->hasFocus());
        QCOMPARE(text->text(), u"half"_s);
        QVERIFY(app.page->unsaved().contains("backend"_L1));
        // Half written by another editor, the file has no services for a moment.
        app.write(u"compose.yml"_s, "services: [\n");
        app.session->reloadProject();
        QTRY_VERIFY(app.page->editor().files().first().error);
        QVERIFY(app.page->unsaved().contains("backend"_L1));
        readAgain(project + "# theirs\n");
        QCOMPARE(app.find<QLineEdit>(u"entryText"_s)->text(), u"half"_s);
        // With its service it goes: there is nothing left that it could be added to.
        readAgain(QByteArray(project).replace("  backend:\n", "  server:\n"));
        QCOMPARE(app.page->unsaved(), QString());
    }

    /// As Space does; Return is what most people press.
    void returnPressesTheButtonThatHasTheFocus()
    {
        const Opened app;
        READY(app);
        app.select(u"frontend"_s);
        app.find<QWidget>(u"copyTo"_s)->setFocus();
        app.key(Qt::Key_Return);
        auto *dialog = app.window->findChild<QDialog *>(u"copyPreview"_s);
        QVERIFY(dialog && dialog->isVisible());
        app.key(Qt::Key_Escape);
        auto *add = app.find<QPushButton>(u"addSource"_s);
        add->setFocus();
        bool shown = false;
        // The menu has a loop of its own.
        QTimer::singleShot(0, add, [&] {
            shown = add->menu()->isVisible();
            add->menu()->close();
        });
        app.key(Qt::Key_Return);
        QTRY_VERIFY(shown);
    }

    void whatIsNotSavedIsNotDeployed()
    {
        const Opened app;
        READY(app);
        const auto sentence = [&] { return app.window->findChild<PageHead *>(u"deployHead"_s)->sentence(); };
        QVERIFY2(!sentence().contains("not saved"_L1), qPrintable(sentence()));
        app.select(u"backend"_s);
        app.click(u"removeSource1"_s);
        SETTLED(app);
        QVERIFY2(sentence().endsWith("Without 1 change of the cache settings: not saved."_L1), qPrintable(sentence()));
        app.click(u"undoChange"_s);
        QVERIFY2(!sentence().contains("not saved"_L1), qPrintable(sentence()));
    }

    void arrowsGoFromEntryToEntry()
    {
        const Opened app;
        READY(app);
        app.select(u"backend"_s);
        app.find<QWidget>(u"rowSource1"_s)->setFocus();
        app.key(Qt::Key_Down);
        QVERIFY(app.find<QWidget>(u"rowSource2"_s)->hasFocus());
        app.key(Qt::Key_Down);
        QVERIFY(app.find<QWidget>(u"rowSource2"_s)->hasFocus());
        app.key(Qt::Key_Up);
        QVERIFY(app.find<QWidget>(u"rowSource1"_s)->hasFocus());
    }

    void aPatternThatChangesNothingSaysWhy()
    {
        const Opened app(project, "services:\n  backend:\n    build:\n      args: [BUILDKIT_INLINE_CACHE=1]\n");
        READY(app);
        app.select(u"backend"_s);
        for (QAction *action : app.page->findChild<QMenu *>(u"fileMenu"_s)->actions()) {
            if (action->text() == "compose.yml"_L1)
                action->trigger();
        }
        app.choose(u"pattern%1"_s.arg(int(CachePattern::Id::RemoveInline)));
        QVERIFY(app.find<QWidget>(u"cacheError"_s)->isVisible());
        const auto labels = app.find<QWidget>(u"cacheError"_s)->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->text().contains("compose.override.yml:4"_L1); }));
        QVERIFY(!app.page->editor().canUndo());
        app.shot(u"pattern-nothing"_s);
        app.click(u"cacheDismiss"_s);
        QVERIFY(!app.find<QWidget>(u"cacheError"_s)->isVisible());
    }

    void nothingIsWrongBeforeItIsTyped()
    {
        const Opened app;
        READY(app);
        app.choose(u"addSink-Registry"_s);
        const auto problem = [&] {
            for (const QLabel *label : app.find<QLineEdit>(u"attribute-ref"_s)->parentWidget()->findChildren<QLabel *>()) {
                if (label->isVisible() && label->property("ink").toString() == "fail"_L1)
                    return label->text();
            }
            return QString();
        };
        QCOMPARE(problem(), QString());
        app.click(u"entryDone"_s);
        QVERIFY2(problem().contains("needed"_L1), qPrintable(problem()));
    }

    void undoingShowsWhatItChanges()
    {
        const Opened app(project, "services:\n  backend:\n    build:\n      target: build\n");
        READY(app);
        app.select(u"backend"_s);
        app.addSource(u"one:1"_s);
        SETTLED(app);
        const QString file = app.find<QAbstractButton>(u"chooseFile"_s)->text();
        // To choose another file is to look elsewhere, and no step.
        for (QAction *action : app.page->findChild<QMenu *>(u"fileMenu"_s)->actions()) {
            if (action->text() != file)
                action->trigger();
        }
        app.select(u"frontend"_s);
        app.page->undo();
        SETTLED(app);
        QVERIFY(!app.page->editor().isModified());
        QCOMPARE(app.find<QAbstractItemView>(u"cacheServices"_s)->currentIndex().data().toString(), u"backend"_s);
        QCOMPARE(app.find<QAbstractButton>(u"chooseFile"_s)->text(), file);
        app.select(u"frontend"_s);
        app.page->redo();
        QCOMPARE(app.find<QAbstractItemView>(u"cacheServices"_s)->currentIndex().data().toString(), u"backend"_s);
        QVERIFY(app.page->editor().isModified());
    }

    void aTypedArgumentIsNotLostToOneOfItsName()
    {
        const Opened app;
        READY(app);
        app.select(u"backend"_s);
        app.click(u"addArgument"_s);
        QTest::keyClicks(app.find<QLineEdit>(u"argumentName"_s), u"GIT_COMMIT_HASH"_s);
        QVERIFY(app.find<QLabel>(u"argumentProblem"_s)->text().contains("GIT_COMMIT_HASH is written already"_L1));
        app.key(Qt::Key_Tab);
        QTest::keyClicks(app.find<QLineEdit>(u"argumentValue"_s), u"zzz"_s);
        app.key(Qt::Key_Return);
        QCOMPARE(app.find<QLineEdit>(u"argumentValue"_s)->text(), u"zzz"_s);
        QVERIFY(!app.page->editor().isModified());
        auto *name = app.find<QLineEdit>(u"argumentName"_s);
        QVERIFY(name->hasFocus());
        name->selectAll();
        QTest::keyClicks(name, u"OTHER"_s);
        app.key(Qt::Key_Return);
        QVERIFY(app.page->editor().service(u"backend"_s).wanted.arg(u"OTHER"_s));
    }

    void anArgumentThatCannotWorkIsSaidWhereItIsTyped()
    {
        const Opened app;
        READY(app);
        app.select(u"backend"_s);
        app.click(u"addArgument"_s);
        QTest::keyClicks(app.find<QLineEdit>(u"argumentName"_s), u"A"_s);
        app.key(Qt::Key_Tab);
        QTest::keyClicks(app.find<QLineEdit>(u"argumentValue"_s), u"a ${FOO"_s);
        QVERIFY(!app.find<QLabel>(u"argumentProblem"_s)->text().isEmpty());
        app.key(Qt::Key_Return);
        QVERIFY(!app.page->editor().isModified());
        QVERIFY(app.find<QWidget>(u"argumentValue"_s)->hasFocus());
    }

    void aConflictShowsBothAndYoursCanBeTaken()
    {
        const Opened app;
        READY(app);
        app.select(u"backend"_s);
        app.find<QWidget>(u"argument-GIT_COMMIT_HASH"_s)->setFocus();
        app.key(Qt::Key_Return);
        auto *value = app.find<QLineEdit>(u"argumentValue"_s);
        value->selectAll();
        QTest::keyClicks(value, u"mine"_s);
        app.click(u"argumentDone"_s);
        SETTLED(app);
        QByteArray theirs = app.read();
        theirs.replace("${GIT_COMMIT_HASH:-unknown}", "theirs");
        app.write(u"compose.yml"_s, theirs);
        app.session->reloadProject();
        QTRY_VERIFY(app.find<QWidget>(u"cacheMerge"_s)->isVisible());
        app.click(u"cacheMerge"_s);
        const QString what = app.find<QLabel>(u"errorWhat"_s)->text() + app.find<QLabel>(u"errorTitle"_s)->text();
        QVERIFY2(what.contains("mine"_L1) && what.contains("theirs"_L1), qPrintable(what));
        SETTLED(app);
        QVERIFY(!app.page->editor().isModified());
        app.click(u"cacheUseMine"_s);
        SETTLED(app);
        QCOMPARE(app.page->editor().service(u"backend"_s).wanted.arg(u"GIT_COMMIT_HASH"_s)->value, std::optional(u"mine"_s));
        QVERIFY(!app.find<QWidget>(u"cacheError"_s)->isVisible());
        app.page->undo();
        SETTLED(app);
        QVERIFY(!app.page->editor().isModified());
    }

    void whatIsOnDiskIsNotCalledYours()
    {
        const Opened app;
        READY(app);
        app.select(u"backend"_s);
        app.addSource(u"one:1"_s);
        SETTLED(app);
        app.write(u"compose.yml"_s, project + "# theirs\n");
        app.session->reloadProject();
        QTRY_VERIFY(app.find<QWidget>(u"whoseChanges"_s)->isVisible());
        QVERIFY(app.find<QWidget>(u"changesFacts"_s)->isVisible());
        for (auto *segment : app.find<QWidget>(u"whoseChanges"_s)->findChildren<QAbstractButton *>()) {
            if (segment->text() == "On disk"_L1)
                segment->click();
        }
        QTRY_VERIFY(app.diff().contains("# theirs"_L1));
        QVERIFY(!app.find<QWidget>(u"changesFacts"_s)->isVisible());
        QFile::remove(app.path(u"compose.yml"_s));
        app.session->reloadProject();
        QTRY_VERIFY(app.find<DiffView>(u"changes"_s)->placeholder().contains("compose.yml is no longer there"_L1));
    }

    void overridesStandAfterWhatTheyAreAddedTo()
    {
        const Opened app(project, "services:\n  frontend:\n    build:\n      cache_from:\n        - over:1\n");
        READY(app);
        app.select(u"frontend"_s);
        for (QAction *action : app.page->findChild<QMenu *>(u"fileMenu"_s)->actions()) {
            if (action->text() == "compose.yml"_L1)
                action->trigger();
        }
        app.addSource(u"base:1"_s);
        QCOMPARE(app.find<EntryList>(u"sources"_s)->texts(), (QStringList{u"base:1"_s, u"over:1"_s}));
        auto *row = app.find<QWidget>(u"rowSource1"_s);
        QVERIFY(row->hasFocus());
        app.key(Qt::Key_Delete);
        SETTLED(app);
        QCOMPARE(app.find<EntryList>(u"sources"_s)->texts(), QStringList{u"over:1"_s});
        QVERIFY(!app.page->editor().isModified());
    }

    void savingIsSaid()
    {
        const Opened app;
        READY(app);
        app.select(u"backend"_s);
        app.addSource(u"one:1"_s);
        SETTLED(app);
        app.page->save();
        QTRY_VERIFY(!app.page->editor().isModified());
        QTRY_VERIFY(app.find<DiffView>(u"changes"_s)->placeholder().startsWith("Saved."_L1));
    }
};

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    Theme theme(application, Theme::Mode::Light);
    theme.setReducedMotion(true);
    TestCachePageKeys test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cachepagekeys.moc"
