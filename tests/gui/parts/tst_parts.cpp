// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "widgets/parts/bars.h"
#include "widgets/parts/diffview.h"
#include "widgets/parts/logview.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/sidebar.h"
#include "widgets/parts/tabledelegate.h"
#include "widgets/parts/timelineview.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/stylecontrols.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStyleOptionSlider>
#include <QHelpEvent>
#include <QTest>
#include <QTextDocumentFragment>
#include <QToolTip>

#include <cmath>
#include <functional>

using namespace Qt::StringLiterals;
using namespace layerdeck;

namespace {

double channel(int value)
{
    const double c = value / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(QRgb color)
{
    return 0.2126 * channel(qRed(color)) + 0.7152 * channel(qGreen(color)) + 0.0722 * channel(qBlue(color));
}

double contrast(QRgb a, QRgb b)
{
    const double light = std::max(luminance(a), luminance(b));
    const double dark = std::min(luminance(a), luminance(b));
    return (light + 0.05) / (dark + 0.05);
}

QPushButton *action(PageHead *head, const QString &text, const QString &icon, const QString &variant = {})
{
    auto *button = new QPushButton(text, head);
    button->setProperty("iconName", icon);
    button->setProperty("variant", variant);
    return button;
}

} // namespace

class PartsTest : public QObject
{
    Q_OBJECT

private slots:
    void textIsReadableOnEveryGround_data();
    void textIsReadableOnEveryGround();
    void graphicsStandOut_data();
    void graphicsStandOut();
    void everyIconDraws();
    void aScrollBarMayBeShorterThanItsHandle();
    void tipsAreVerbatim();
    void textsAreAsQtDrawsThem_data();
    void textsAreAsQtDrawsThem();
    void themeChangesAtOnce();

    void logFollowsUntilScrolledUp();
    void logDrawsEachCharacterOnce();
    void logFindsAndWalks();
    void logSelectsWithoutSequences();
    void logWrapsWithoutLosingText();
    void logTakesAMillionLines();
    void logKeepsColoursOverLines();
    void logMarksTheFirstError();

    void timelineFitsItsAxis();
    void timelineHitsBarsAndPips();
    void timelineWalksByKeyboard();
    void timelineKeepsSelection();
    void timelineIsAccessible();

    void diffSaysEveryLine();
    void diffNeverCuts();
    void diffNamesLineEnds();

    void sideBarMovesByKeyboard();
    void sideBarCollapses();
    void pageHeadShedsFromTheLeft();
    void loadingLineWaits();
    void segmentedMovesByKeyboard();
    void rowViewCopies();
    void tallRowsAreTall();
    void previewFocusesCancelWhenItDeletes();
    void previewRestsShortcuts();

private:
    std::unique_ptr<QWidget> shown(QWidget *widget, const QSize &size);
};

std::unique_ptr<QWidget> PartsTest::shown(QWidget *widget, const QSize &size)
{
    widget->resize(size);
    widget->show();
    if (!QTest::qWaitForWindowExposed(widget))
        qWarning("window not exposed");
    widget->activateWindow();
    if (!QTest::qWaitForWindowActive(widget))
        qWarning("window not active");
    return std::unique_ptr<QWidget>(widget);
}

void PartsTest::textIsReadableOnEveryGround_data()
{
    QTest::addColumn<int>("ink");
    QTest::addColumn<QList<int>>("grounds");
    const QList<int> all{int(Token::Base),     int(Token::Window),  int(Token::Sunken),  int(Token::Hover),
                         int(Token::Selected), int(Token::HitTint), int(Token::RunTint), int(Token::OpenTint),
                         int(Token::WarnTint), int(Token::FailTint)};
    const auto own = [](Token tint) {
        return QList<int>{int(Token::Base),  int(Token::Window),   int(Token::Sunken),
                          int(Token::Hover), int(Token::Selected), int(tint)};
    };
    QTest::newRow("text") << int(Token::Text) << all;
    QTest::newRow("text2") << int(Token::Text2) << all;
    QTest::newRow("ink") << int(Token::Ink) << all;
    QTest::newRow("hit") << int(Token::Hit) << own(Token::HitTint);
    QTest::newRow("run") << int(Token::Run) << own(Token::RunTint);
    QTest::newRow("open") << int(Token::Open) << own(Token::OpenTint);
    QTest::newRow("warn") << int(Token::Warn) << own(Token::WarnTint);
    QTest::newRow("fail") << int(Token::Fail) << own(Token::FailTint);
    QTest::newRow("onInk") << int(Token::OnInk) << QList<int>{int(Token::Ink), int(Token::RunFill)};
    QTest::newRow("onFail") << int(Token::OnFail) << QList<int>{int(Token::FailFill)};
}

void PartsTest::textIsReadableOnEveryGround()
{
    QFETCH(int, ink);
    QFETCH(QList<int>, grounds);
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        for (const int ground : grounds) {
            const double ratio = contrast(tokenRgb(scheme, Token(ink)), tokenRgb(scheme, Token(ground)));
            QVERIFY2(ratio >= 4.5,
                     qPrintable(u"scheme %1, ground %2: %3"_s.arg(int(scheme)).arg(ground).arg(ratio)));
        }
    }
}

void PartsTest::graphicsStandOut_data()
{
    QTest::addColumn<int>("graphic");
    QTest::addColumn<int>("tint");
    QTest::newRow("control") << int(Token::Control) << int(Token::Base);
    QTest::newRow("disabled") << int(Token::Disabled) << int(Token::Base);
    QTest::newRow("hitFill") << int(Token::HitFill) << int(Token::HitTint);
    QTest::newRow("runFill") << int(Token::RunFill) << int(Token::RunTint);
    QTest::newRow("openFill") << int(Token::OpenFill) << int(Token::OpenTint);
    QTest::newRow("warnFill") << int(Token::WarnFill) << int(Token::WarnTint);
    QTest::newRow("failFill") << int(Token::FailFill) << int(Token::FailTint);
}

void PartsTest::graphicsStandOut()
{
    QFETCH(int, graphic);
    QFETCH(int, tint);
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        for (const Token ground :
             {Token::Base, Token::Window, Token::Sunken, Token::Hover, Token::Selected, Token(tint)}) {
            const double ratio = contrast(tokenRgb(scheme, Token(graphic)), tokenRgb(scheme, ground));
            QVERIFY2(ratio >= 2.95, qPrintable(u"scheme %1: %2"_s.arg(int(scheme)).arg(ratio)));
        }
    }
}

/// An instruction that looks like HTML is shown as it is written.
void PartsTest::aScrollBarMayBeShorterThanItsHandle()
{
    QScrollBar bar(Qt::Vertical);
    bar.setRange(0, 1000);
    bar.setPageStep(10);
    for (const int length : {0, 1, 10, 23, 24, 300}) {
        QStyleOptionSlider option;
        option.orientation = Qt::Vertical;
        option.maximum = 1000;
        option.pageStep = 10;
        option.rect = {0, 0, 12, length};
        QVERIFY(controls::scrollHandleLength(option) <= length);
        QVERIFY(length < 24 || controls::scrollHandleLength(option) >= 24);
        bar.resize(12, length);
        QVERIFY(length == 0 || !bar.grab().isNull());
    }
}

void PartsTest::textsAreAsQtDrawsThem_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("width");
    QTest::newRow("latin") << u"Each layer once: 1.2 GB, AVATAR ffi"_s << 400;
    QTest::newRow("cut") << u"Each layer once: 1.2 GB, AVATAR ffi"_s << 90;
    QTest::newRow("accents") << u"a\u0301 ö ß Привет"_s << 400;
    QTest::newRow("right to left") << u"שלום עולם"_s << 400;
    QTest::newRow("both ways") << u"image שלום 2.0"_s << 400;
    QTest::newRow("other fonts") << u"日本語 🐳 text"_s << 400;
    QTest::newRow("spaces") << u"  a   b  "_s << 400;
    QTest::newRow("line separator") << u"a\u2028b"_s << 400;
}

/// Shaped once and drawn as glyphs, a text looks as QPainter draws it.
void PartsTest::textsAreAsQtDrawsThem()
{
    QFETCH(QString, text);
    QFETCH(int, width);
    const QFont font = typeFont(TypeRole::Body, QFont::DemiBold);
    const QRect room(4, 0, width, 32);
    const auto drawn = [&](const std::function<void(QPainter *)> &draw) {
        QImage image(420, 32, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        draw(&painter);
        return image;
    };
    int advance = 0;
    const QImage first = drawn([&](QPainter *painter) { advance = paint::text(painter, room, text, font, Qt::black); });
    const QImage again = drawn([&](QPainter *painter) { paint::text(painter, room, text, font, Qt::black); });
    const QImage qts = drawn([&](QPainter *painter) {
        const QFontMetricsF metrics(font);
        const QString shown = QString(text).replace(QChar::LineSeparator, u' ');
        painter->setFont(font);
        painter->setPen(Qt::black);
        const int base = qRound(room.top() + (room.height() - (metrics.ascent() + metrics.descent())) / 2 + metrics.ascent());
        painter->drawText(QPointF(room.left(), base), metrics.horizontalAdvance(shown) > width ? metrics.elidedText(shown, Qt::ElideRight, width) : shown);
    });
    QVERIFY(advance > 0 && advance <= width + 1);
    QCOMPARE(again, first);
    QCOMPARE(first, qts);
}

void PartsTest::tipsAreVerbatim()
{
    QWidget widget;
    widget.resize(100, 100);
    widget.show();
    const QString text = u"RUN echo '<h1>Hello</h1>  &amp;' > index.html"_s;
    widget.setToolTip(text);
    QHelpEvent event(QEvent::ToolTip, QPoint(5, 5), widget.mapToGlobal(QPoint(5, 5)));
    QCoreApplication::sendEvent(&widget, &event);
    QVERIFY(QToolTip::isVisible());
    QTextDocumentFragment shown = QTextDocumentFragment::fromHtml(QToolTip::text());
    QCOMPARE(shown.toPlainText(), text);
    QToolTip::hideText();
}

void PartsTest::everyIconDraws()
{
    const QStringList names = icons::names();
    QVERIFY(names.size() >= 65);
    for (const QString &name : names) {
        const QImage image = icons::pixmap(name, Qt::black, 16, 2).toImage();
        QCOMPARE(image.size(), QSize(32, 32));
        int inked = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                inked += qAlpha(image.pixel(x, y)) > 128 ? 1 : 0;
        }
        QVERIFY2(inked > 20, qPrintable(name));
    }
    QVERIFY(icons::pixmap(u"no-such-icon"_s, Qt::black, 16, 1).isNull());
}

void PartsTest::themeChangesAtOnce()
{
    Theme &theme = Theme::current();
    QSignalSpy changed(&theme, &Theme::changed);
    theme.setMode(Theme::Mode::Dark);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(qApp->palette().color(QPalette::Base), QColor(0x1E, 0x21, 0x26));
    QCOMPARE(qApp->palette().color(QPalette::Disabled, QPalette::Text), QColor(0x76, 0x7E, 0x8A));
    theme.setMode(Theme::Mode::Light);
    QCOMPARE(qApp->palette().color(QPalette::Base), QColor(Qt::white));
    QVERIFY(typeFont(TypeRole::Small).pixelSize() >= 12);
}

void PartsTest::logFollowsUntilScrolledUp()
{
    auto *log = new LogView;
    const auto keep = shown(log, {600, 300});
    for (int i = 0; i < 200; ++i)
        log->append("line", i);
    QVERIFY(log->isFollowing());
    QCOMPARE(log->verticalScrollBar()->value(), log->verticalScrollBar()->maximum());
    QSignalSpy following(log, &LogView::followingChanged);
    QTest::keyClick(log, Qt::Key_PageUp);
    QVERIFY(!log->isFollowing());
    QCOMPARE(following.count(), 1);
    const int where = log->verticalScrollBar()->value();
    log->append("one more", 201);
    QCOMPARE(log->verticalScrollBar()->value(), where);
    log->setFollowing(true);
    QCOMPARE(log->verticalScrollBar()->value(), log->verticalScrollBar()->maximum());
    log->append("and more", 202);
    QCOMPARE(log->verticalScrollBar()->value(), log->verticalScrollBar()->maximum());
}

/// Wherever a line is broken, a character stands in one row.
void PartsTest::logDrawsEachCharacterOnce()
{
    for (int column = 0; column < 80; ++column) {
        auto *log = new LogView;
        log->setStamps(LogView::Stamps::None);
        log->setWrapping(true);
        const auto keep = shown(log, {300, 200});
        QByteArray line(80, ' ');
        line[column] = 'M';
        log->append(line, 0);
        QCoreApplication::processEvents();
        const QImage whole = log->viewport()->grab().toImage();
        const QImage image = whole.copy(whole.rect().adjusted(2, 2, -2, -2)); // without the frame of the focus
        const QRgb ground = image.pixel(0, image.height() - 1);
        int rows = 0;
        bool wasInk = false;
        for (int y = 0; y < image.height(); ++y) {
            bool isInk = false;
            for (int x = 0; x < image.width() && !isInk; ++x)
                isInk = image.pixel(x, y) != ground;
            rows += isInk && !wasInk ? 1 : 0;
            wasInk = isInk;
        }
        QVERIFY2(rows == 1, qPrintable(u"column %1 stands in %2 rows"_s.arg(column).arg(rows)));
    }
}

void PartsTest::logFindsAndWalks()
{
    auto *log = new LogView;
    const auto keep = shown(log, {600, 300});
    for (int i = 0; i < 100; ++i)
        log->append(i % 40 == 10 ? "\x1b[31mNpm\x1b[0m ci, npm" : "quiet", i);
    log->setFollowing(false);
    log->verticalScrollBar()->setValue(0);
    log->find(u"npm"_s);
    QTRY_COMPARE(log->matchCount(), 6);
    QCOMPARE(log->currentMatch(), 1);
    log->findNext();
    QCOMPARE(log->currentMatch(), 2);
    log->findPrevious();
    log->findPrevious();
    QCOMPARE(log->currentMatch(), 6);
    log->append("npm again", 101);
    QCOMPARE(log->matchCount(), 7);
    log->find({});
    QCOMPARE(log->matchCount(), 0);
}

void PartsTest::logSelectsWithoutSequences()
{
    auto *log = new LogView;
    const auto keep = shown(log, {600, 300});
    log->append("\x1b[1;32mgreen\x1b[0m and plain", 0);
    log->append("second", 1);
    QTest::keyClick(log, Qt::Key_A, Qt::ControlModifier);
    QVERIFY(log->hasSelection());
    QTest::keyClick(log, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), u"green and plain\nsecond"_s);
    QCOMPARE(log->allText(), u"green and plain\nsecond\n"_s);
    const QPoint first(log->viewport()->width() / 4, 12);
    QTest::mouseDClick(log->viewport(), Qt::LeftButton, {}, QPoint(70, 12));
    QCOMPARE(log->selectedText(), u"green"_s);
    QTest::mousePress(log->viewport(), Qt::LeftButton, {}, first);
    QTest::mouseRelease(log->viewport(), Qt::LeftButton, {}, first);
    QVERIFY(!log->hasSelection());
}

void PartsTest::logWrapsWithoutLosingText()
{
    auto *log = new LogView;
    const auto keep = shown(log, {400, 200});
    const QByteArray text(1000, 'x');
    log->append(text, 0);
    log->append("end", 1);
    QVERIFY(log->horizontalScrollBar()->maximum() > 0);
    log->setWrapping(true);
    QCOMPARE(log->horizontalScrollBar()->maximum(), 0);
    QVERIFY(log->verticalScrollBar()->maximum() > 5);
    log->selectAll();
    QCOMPARE(log->selectedText(), QString::fromLatin1(text) + u"\nend"_s);
}

void PartsTest::logTakesAMillionLines()
{
    LogView log;
    log.resize(600, 400);
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 1'000'000; ++i)
        log.append("#12 34.56 added 1184 packages in 31s", i);
    QCOMPARE(log.document().lineCount(), 1'000'000);
    // Generous: a slow machine takes about 2 s, quadratic work would take hours.
    QVERIFY2(clock.elapsed() < 30'000, qPrintable(QString::number(clock.elapsed())));
    clock.restart();
    log.scrollToLine(500'000);
    log.grab();
    QVERIFY(clock.elapsed() < 1'000);
}

void PartsTest::logKeepsColoursOverLines()
{
    LogDocument document;
    document.append("\x1b[31mred", 0);
    document.append("still red\x1b[0m plain", 1);
    document.append("progress 10%\rprogress 100%\r\n", 2);
    document.append("a\tb", 3);
    document.append("漢字 end", 4);
    QCOMPARE(document.runs(1).size(), 2);
    QCOMPARE(document.runs(1).first().style.ink, LogStyle::Ink::Red);
    QCOMPARE(document.runs(1).last().style.ink, LogStyle::Ink::Plain);
    QCOMPARE(document.plainText(2), u"progress 100%"_s);
    QCOMPARE(document.columns(3), 9);
    QCOMPARE(document.columns(4), 8);
    QCOMPARE(document.indexAt(4, 5), 3);
    QCOMPARE(document.columnOf(4, 3), 5);
}

void PartsTest::logMarksTheFirstError()
{
    LogView log;
    QSignalSpy spy(&log, &LogView::firstErrorChanged);
    log.append("fine", 0);
    log.append("bad", 1, true);
    log.append("worse", 2, true);
    QCOMPARE(log.firstError(), 1);
    QCOMPARE(spy.count(), 1);
    log.clear();
    QCOMPARE(log.firstError(), -1);
}

void PartsTest::timelineFitsItsAxis()
{
    const TimelineLayout running = layoutTimeline(samples::running(), 1088, 24, 44);
    QCOMPARE(running.rangeMs, 70'000);
    QCOMPARE(running.tickMs % 10'000, 0);
    const TimelineLayout failed = layoutTimeline(samples::failed(), 1088, 24, 44);
    QCOMPARE(failed.rangeMs, 7'000);
    const Timeline fresh;
    QCOMPARE(layoutTimeline(fresh, 1088, 24, 44).rangeMs, 10'000);
    TimelineBar tiny;
    tiny.endMs = 1;
    QVERIFY(running.barRect(0, tiny, 0).width() >= 3);
}

void PartsTest::timelineHitsBarsAndPips()
{
    auto *view = new TimelineView;
    const auto keep = shown(view, {1088, 156});
    view->setTimeline(samples::running());
    QSignalSpy changed(view, &TimelineView::currentChanged);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->rectOf(u"frontend"_s, u"7"_s).center());
    QCOMPARE(view->currentLane(), u"frontend"_s);
    QCOMPARE(view->currentStep(), u"7"_s);
    QCOMPARE(changed.count(), 1);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->rectOf(u"backend"_s, u"3"_s).center());
    QCOMPARE(view->currentStep(), u"3"_s);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                      QPoint(60, view->rectOf(u"containers"_s).center().y()));
    QCOMPARE(view->currentLane(), u"containers"_s);
    QVERIFY(view->currentStep().isEmpty());
    QCOMPARE(view->hitTest(QPoint(5, 5)).lane, -1);
}

void PartsTest::timelineWalksByKeyboard()
{
    auto *view = new TimelineView;
    const auto keep = shown(view, {1088, 156});
    view->setTimeline(samples::running());
    view->setFocus();
    view->setCurrent(u"frontend"_s);
    QTest::keyClick(view, Qt::Key_Right);
    QCOMPARE(view->currentStep(), u"1"_s);
    QTest::keyClick(view, Qt::Key_Left);
    QCOMPARE(view->currentStep(), u"1"_s);
    QTest::keyClick(view, Qt::Key_Up);
    QCOMPARE(view->currentLane(), u"backend"_s);
    QVERIFY(view->currentStep().isEmpty());
    QTest::keyClick(view, Qt::Key_Up);
    QCOMPARE(view->currentLane(), u"backend"_s);
    QSignalSpy activated(view, &TimelineView::activated);
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
}

void PartsTest::timelineKeepsSelection()
{
    TimelineView view;
    view.resize(1000, 156);
    Timeline timeline = samples::running();
    view.setTimeline(timeline);
    view.setCurrent(u"frontend"_s, u"9"_s);
    timeline.nowMs += 1'000;
    timeline.lanes[1].bars[3].endMs = timeline.nowMs;
    timeline.lanes[1].bars[3].state = BarState::Ran;
    view.setTimeline(timeline);
    QCOMPARE(view.currentStep(), u"9"_s);
    timeline.lanes.removeAt(1);
    view.setTimeline(timeline);
    QVERIFY(view.currentLane().isEmpty());
}

void PartsTest::timelineIsAccessible()
{
    TimelineView view;
    view.resize(1000, 156);
    view.setTimeline(samples::running());
    QAccessibleInterface *table = QAccessible::queryAccessibleInterface(&view);
    QVERIFY(table);
    QCOMPARE(table->role(), QAccessible::Table);
    // Lanes: 11 pips and 2 bars; 6 pips and 7 bars; 1 bar.
    QCOMPARE(table->childCount(), 3 + 13 + 13 + 1);
    QCOMPARE(table->child(0)->text(QAccessible::Name), u"backend, 11 of 14 from cache, 10.5\u202fs"_s);
    QCOMPARE(table->child(0)->role(), QAccessible::Row);
    QVERIFY(table->child(1)->text(QAccessible::Name).contains(u"from cache"_s));
    QCOMPARE(table->indexOfChild(table->child(5)), 5);
}

void PartsTest::diffSaysEveryLine()
{
    DiffView view;
    view.resize(420, 500);
    view.setDiff(samples::diff(), {u"backend"_s});
    const QString text = view.rowsAsText();
    QVERIFY(text.startsWith(u"@@ -8,8 +8,9 @@ backend\n8\t8\t \t    image:"_s));
    QVERIFY(
        text.contains(u"\n\t14\t+\t        - type=registry,ref=ghcr.io/acme/watchparty-backend:cache\n"_s));
    QVERIFY(text.contains(u"\n32\t\t-\t"_s));
    QVERIFY(view.textToCopy().contains(
        u"+        - type=registry,ref=ghcr.io/acme/watchparty-frontend:cache\n"_s));
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), view.textToCopy());
}

void PartsTest::diffNeverCuts()
{
    DiffView narrow;
    narrow.resize(240, 300);
    narrow.setDiff(samples::diff());
    narrow.show();
    DiffView wide;
    wide.resize(1200, 300);
    wide.setDiff(samples::diff());
    wide.show();
    QVERIFY(QTest::qWaitForWindowExposed(&narrow));
    QCOMPARE(narrow.rowsAsText(), wide.rowsAsText());
    QVERIFY(narrow.verticalScrollBar()->maximum() > wide.verticalScrollBar()->maximum());
    QCOMPARE(narrow.horizontalScrollBar()->maximum(), 0);
}

void PartsTest::diffNamesLineEnds()
{
    Diff diff;
    DiffHunk hunk{1, 1, 1, 1, {}};
    hunk.lines << DiffLine{DiffLine::Kind::Removed, 1, 0, "a: 1"}
               << DiffLine{DiffLine::Kind::Added, 0, 1, "a: 1\n"};
    diff.hunks << hunk;
    DiffView view;
    view.setDiff(diff);
    QVERIFY(view.rowsAsText().contains(u"No newline at end of file"_s));
    QCOMPARE(view.textToCopy(), u"@@ -1,1 +1,1 @@\n-a: 1\n\\ No newline at end of file\n+a: 1\n"_s);
}

void PartsTest::sideBarMovesByKeyboard()
{
    auto *bar = new SideBar;
    for (const QString &id : {u"deploy"_s, u"cache-settings"_s, u"images"_s})
        bar->addPage(id, id, id);
    bar->setCurrent(u"deploy"_s);
    bar->setPageEnabled(u"cache-settings"_s, false, u"no project"_s);
    const auto keep = shown(bar, {192, 400});
    QSignalSpy changed(bar, &SideBar::currentChanged);
    bar->button(u"deploy"_s)->setFocus();
    QTest::keyClick(bar->button(u"deploy"_s), Qt::Key_Down);
    QCOMPARE(bar->current(), u"images"_s);
    QCOMPARE(changed.count(), 1);
    QVERIFY(bar->button(u"images"_s)->hasFocus());
    QTest::keyClick(bar->button(u"images"_s), Qt::Key_Home);
    QCOMPARE(bar->current(), u"deploy"_s);
    bar->setMark(u"images"_s, {SideMark::Kind::Unsaved, 0, {}, u"2 unsaved changes"_s});
    QCOMPARE(bar->button(u"images"_s)->accessibleName(), u"images, 2 unsaved changes"_s);
}

void PartsTest::sideBarCollapses()
{
    SideBar bar;
    bar.addPage(u"deploy"_s, u"deploy"_s, u"Deploy"_s);
    QCOMPARE(bar.width(), 192);
    QVERIFY(bar.button(u"deploy"_s)->toolTip().isEmpty());
    bar.setCollapsed(true);
    QCOMPARE(bar.width(), 48);
    QVERIFY(bar.button(u"deploy"_s)->toolTip().startsWith(u"Deploy"_s));
}

void PartsTest::pageHeadShedsFromTheLeft()
{
    auto *head = new PageHead;
    head->setTitle(u"Deploy"_s);
    head->setSentence(u"8 of 27 steps will run, 16 are cached, 3 are undecided. About 1 min 4 s."_s);
    QPushButton *clear = action(head, u"Clear cache…"_s, u"trash"_s);
    QPushButton *force = action(head, u"Force rebuild…"_s, u"rebuild"_s);
    QPushButton *deploy = action(head, u"Deploy"_s, u"deploy"_s, u"primary"_s);
    const auto keep = shown(head, {1100, 56});
    const auto shed = [](QPushButton *button) { return button->property("iconOnly").toBool(); };
    QVERIFY(!shed(clear) && !shed(force) && !shed(deploy));
    QVERIFY(clear->x() < force->x() && force->x() < deploy->x());
    QCOMPARE(deploy->geometry().right() + 1, 1100 - 16);
    head->resize(860, 56);
    QVERIFY(shed(clear) && !shed(force) && !shed(deploy));
    QCOMPARE(clear->toolTip(), u"Clear cache…"_s);
    head->resize(600, 56);
    QVERIFY(shed(clear) && shed(force) && !shed(deploy));
    head->resize(1100, 56);
    QVERIFY(!shed(clear) && clear->toolTip().isEmpty());
    deploy->hide();
    QCOMPARE(force->geometry().right() + 1, 1100 - 16);
}

void PartsTest::loadingLineWaits()
{
    QWidget window;
    LoadingLine line(&window);
    window.show();
    QSignalSpy spy(&line, &LoadingLine::shown);
    line.start();
    QVERIFY(!line.isShown());
    line.finish();
    QVERIFY(!line.isRunning());
    line.start();
    QTRY_COMPARE(spy.count(), 1);
    QVERIFY(line.isVisible());
    line.finish();
    QVERIFY(!line.isVisible());
}

void PartsTest::segmentedMovesByKeyboard()
{
    auto *segments = new Segmented;
    segments->setSegments({u"Step"_s, u"Service"_s, u"All"_s});
    const auto keep = shown(segments, {300, 28});
    QCOMPARE(segments->current(), 0);
    QSignalSpy changed(segments, &Segmented::currentChanged);
    segments->button(0)->setFocus();
    QTest::keyClick(segments->button(0), Qt::Key_Right);
    QCOMPARE(segments->current(), 1);
    QCOMPARE(changed.count(), 1);
    QTest::mouseClick(segments->button(2), Qt::LeftButton);
    QCOMPARE(segments->current(), 2);
}

void PartsTest::rowViewCopies()
{
    auto *view = new RowView;
    view->setItemDelegate(new TableDelegate(view));
    view->setModel(samples::services(view));
    const auto keep = shown(view, {800, 300});
    view->setFocus();
    view->setCurrentIndex(view->model()->index(0, 0));
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), u"backend, watchparty-backend:latest"_s);
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QApplication::clipboard()->text().count(u'\t'), 3);
    QVERIFY(QApplication::clipboard()->text().contains(u"3 commits behind, runs 7be20c4"_s));
}

void PartsTest::tallRowsAreTall()
{
    RowView view;
    view.setItemDelegate(new TableDelegate(&view));
    view.setModel(samples::services(&view));
    view.resize(800, 300);
    view.show();
    QCOMPARE(view.visualRect(view.model()->index(0, 0)).height(), 56);
    QCOMPARE(view.visualRect(view.model()->index(2, 0)).height(), 28);
    view.setModel(samples::steps(&view));
    view.setDense(true);
    QTRY_COMPARE(view.visualRect(view.model()->index(0, 0)).height(), 24);
}

void PartsTest::previewFocusesCancelWhenItDeletes()
{
    auto *window = new QWidget;
    auto *behind = new QPushButton(u"behind"_s, window);
    const auto keep = shown(window, {1000, 700});
    behind->setFocus();
    auto *preview = new PreviewDialog(PreviewDialog::Act::Deletes, window);
    preview->setActText(u"Delete 18 items"_s, u"trash"_s);
    preview->open();
    QVERIFY(preview->cancelButton()->hasFocus());
    for (int i = 0; i < 6; ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY(preview->isAncestorOf(QApplication::focusWidget()));
    }
    QSignalSpy rejected(preview, &QDialog::rejected);
    QTest::keyClick(preview, Qt::Key_Escape);
    QCOMPARE(rejected.count(), 1);
    QVERIFY(behind->hasFocus());
}

void PartsTest::previewRestsShortcuts()
{
    auto *window = new QWidget;
    QAction deploy;
    deploy.setShortcut(Qt::CTRL | Qt::Key_Return);
    deploy.setParent(window);
    window->addAction(&deploy);
    const auto keep = shown(window, {1000, 700});
    auto *preview = new PreviewDialog(PreviewDialog::Act::Goes, window);
    preview->open();
    QVERIFY(!deploy.isEnabled());
    QVERIFY(preview->actButton()->hasFocus());
    QSignalSpy accepted(preview, &QDialog::accepted);
    QTest::keyClick(preview->actButton(), Qt::Key_Return);
    QCOMPARE(accepted.count(), 1);
    QVERIFY(deploy.isEnabled());
    deploy.setParent(nullptr);
}

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    Theme theme(app, Theme::Mode::Light);
    theme.setReducedMotion(true);
    PartsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_parts.moc"
