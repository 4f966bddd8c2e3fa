// SPDX-License-Identifier: GPL-3.0-or-later
// Writes pictures of all parts in both themes: parts_gallery DIR
#include "samples.h"
#include "widgets/parts/badge.h"
#include "widgets/parts/bars.h"
#include "widgets/parts/diffview.h"
#include "widgets/parts/headerbar.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/parts/layertreedelegate.h"
#include "widgets/parts/logview.h"
#include "widgets/parts/notices.h"
#include "widgets/parts/phasebar.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/searchfield.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/sidebar.h"
#include "widgets/parts/statusbar.h"
#include "widgets/parts/stepstrip.h"
#include "widgets/parts/timelinepaint.h"
#include "widgets/parts/timelineview.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QSplitter>
#include <QTextStream>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace layerdeck;

namespace {

QPushButton *button(const QString &text, const QString &variant, const QString &icon,
                    QWidget *parent = nullptr)
{
    auto *result = new QPushButton(text, parent);
    result->setProperty("variant", variant);
    result->setProperty("iconName", icon);
    return result;
}

QLabel *label(const QString &text, const QString &type, const QString &ink)
{
    auto *result = new QLabel(text);
    result->setProperty("type", type);
    result->setProperty("ink", ink);
    return result;
}

/// Timeline states and strip, painted directly as in the design's sheet.
class Signs final : public QWidget
{
public:
    Signs() { setFixedHeight(80); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter p(this);
        for (int i = 0; i < 4; ++i)
            timeline::paintPip(&p, QRectF(i * 10, 2, 8, 16));
        timeline::paintBar(&p, QRectF(52, 0, 104, 20), BarState::Ran, u"4  npm ci 31.6\u202fs"_s);
        timeline::paintBar(&p, QRectF(157, 0, 96, 20), BarState::Running, u"8  build"_s);
        timeline::paintBar(&p, QRectF(254, 0, 75, 20), BarState::Waiting, u"9  gzip"_s);
        timeline::paintCritical(&p, QRectF(52, 0, 201, 20), false);
        timeline::paintCritical(&p, QRectF(253, 0, 76, 20), true);
        timeline::paintBar(&p, QRectF(340, 0, 96, 20), BarState::Failed, u"9  build"_s);
        timeline::paintBar(&p, QRectF(446, 0, 96, 20), BarState::Cancelled, u"4  npm ci"_s);
        constexpr int g = int(StepMark::Gap), h = int(StepMark::Hit), m = int(StepMark::Miss),
                      u = int(StepMark::Undecided);
        paintStepStrip(&p, QRect(0, 50, 400, 20), {h, h, h, h, g, h, h, h, m, m, g, h, h, h, u, u});
    }
};

class IconSheet final : public QWidget
{
public:
    IconSheet() { setFixedHeight(26 * ((int(icons::names().size()) + 5) / 6)); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter p(this);
        const Theme &theme = Theme::current();
        int i = 0;
        for (const QString &name : icons::names()) {
            const int x = (i % 6) * 98;
            const int y = (i / 6) * 26;
            icons::paint(&p, QRectF(x, y + 5, 16, 16), name, theme.color(Token::Text));
            paint::text(&p, QRect(x + 22, y, 76, 26), name, typeFont(TypeRole::Small),
                        theme.color(Token::Text2));
            ++i;
        }
    }
};

QHBoxLayout *row(std::initializer_list<QWidget *> widgets)
{
    auto *layout = new QHBoxLayout;
    layout->setSpacing(metrics::gap);
    for (QWidget *widget : widgets)
        layout->addWidget(widget);
    layout->addStretch();
    return layout;
}

Badge *badge(const QString &icon, const QString &text, Tone tone)
{
    auto *result = new Badge;
    result->setBadge({icon, text, tone});
    return result;
}

QWidget *components()
{
    auto *page = new QWidget;
    page->setProperty("ground", u"base"_s);
    page->setAttribute(Qt::WA_StyledBackground);
    page->resize(640, 860);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(8);
    const auto head = [&](const QString &text) { column->addWidget(label(text, u"head"_s, u"text2"_s)); };
    head(u"Icons, 16 px"_s);
    column->addWidget(new IconSheet);
    head(u"Badges"_s);
    column->addLayout(
        row({badge(u"ok"_s, u"Current"_s, Tone::Hit), badge(u"behind"_s, u"3 commits behind"_s, Tone::Warn),
             badge(u"not-recreated"_s, u"Built, not recreated"_s, Tone::Warn),
             badge(u"undecided"_s, u"unknown"_s, Tone::Muted)}));
    column->addLayout(
        row({badge(u"ok"_s, u"effective"_s, Tone::Hit), badge(u"inert"_s, u"inert"_s, Tone::Warn),
             badge(u"engine-off"_s, u"unreachable"_s, Tone::Fail), badge(u"failed"_s, u"error"_s, Tone::Fail),
             badge(u"hit"_s, u"hit"_s, Tone::Hit), badge(u"miss"_s, u"miss"_s, Tone::Run),
             badge(u"undecided"_s, u"undecided"_s, Tone::Undecided)}));
    head(u"Buttons: primary, default, delete, disabled, focused, small, flat"_s);
    auto *disabled = button(u"Save"_s, {}, {});
    disabled->setEnabled(false);
    auto *focused = button(u"Cancel"_s, {}, {});
    focused->setObjectName(u"focused"_s);
    column->addLayout(
        row({button(u"Deploy"_s, u"primary"_s, u"deploy"_s), button(u"Force rebuild…"_s, {}, u"rebuild"_s),
             button(u"Delete 18 items"_s, u"delete"_s, u"trash"_s), disabled, focused}));
    auto *segments = new Segmented;
    segments->setDense(true);
    segments->setSegments({u"Step"_s, u"Service"_s, u"All"_s});
    auto *on = new QCheckBox(u"On"_s);
    on->setChecked(true);
    auto *some = new QCheckBox(u"Some"_s);
    some->setTristate(true);
    some->setCheckState(Qt::PartiallyChecked);
    auto *one = new QRadioButton(u"One"_s);
    one->setChecked(true);
    column->addLayout(
        row({button(u"Copy"_s, u"small"_s, u"copy"_s), button(u"Open in editor"_s, u"flat"_s, u"external"_s),
             segments, on, new QCheckBox(u"Off"_s), some, one}));
    auto *field = new QLineEdit(u"watchparty-backend:latest"_s);
    auto *hint = new SearchField;
    hint->setPlaceholderText(u"Filter by text, service or image"_s);
    hint->setIconName(u"filter"_s);
    auto *combo = new QComboBox;
    combo->addItems({u"Any size"_s, u"Off, not written"_s});
    auto *off = new QComboBox;
    off->addItem(u"disabled"_s);
    off->setEnabled(false);
    column->addLayout(row({field, hint, combo, off}));
    head(u"Timeline: cached, ran, running, waiting, failed, cancelled, critical path; strip"_s);
    column->addWidget(new Signs);
    column->addStretch();
    return page;
}

QWidget *frame(const QString &current, QWidget *page)
{
    auto *window = new QWidget;
    window->resize(1280, 800);
    auto *header = new HeaderBar;
    auto *menu = new QMenu(window);
    header->project()->setMenu(menu);
    header->engine()->setMenu(menu);
    header->project()->setContent(
        {u"folder"_s, Tone::Muted, u"watchparty"_s, {}, u"main · 9f3c1ab"_s, Tone::Muted});
    header->engine()->setContent({u"engine"_s, Tone::Muted, u"prod-lightsail (SSH)"_s, u"ok"_s,
                                  u"Connected · Docker 28.5.2 · 41\u202fms"_s, Tone::Hit});
    header->run()->setContent(
        {u"running"_s, Tone::Run, u"Deploying"_s, {}, u"47\u202fs, about 19\u202fs left"_s, Tone::Muted});
    header->run()->show();
    auto *side = new SideBar;
    side->addPage(u"deploy"_s, u"deploy"_s, u"Deploy"_s);
    side->addPage(u"cache-settings"_s, u"cache-settings"_s, u"Cache settings"_s);
    side->addPage(u"images"_s, u"images"_s, u"Images"_s);
    side->addPage(u"audit"_s, u"audit"_s, u"Audit"_s);
    side->setCurrent(current);
    side->setMark(u"audit"_s, {SideMark::Kind::Count, 3, u"warning"_s, u"3 findings"_s});
    side->setMark(u"deploy"_s, {SideMark::Kind::Running, 0, {}, u"a run is on"_s});
    side->setMark(u"cache-settings"_s, {SideMark::Kind::Unsaved, 0, {}, u"2 unsaved changes"_s});
    auto *status = new StatusBar;
    status->setItems({{u"ok"_s, u"Live, last event 3\u202fs ago"_s, Tone::Hit},
                      {{}, u"Classic store (overlay2), docker driver"_s, Tone::Muted},
                      {{}, u"Build cache 2.95\u202fGB"_s, Tone::Muted}});
    status->setRight(u"Layerdeck 0.1.0"_s);
    auto *column = new QVBoxLayout(window);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(side);
    page->setProperty("ground", u"base"_s);
    page->setAttribute(Qt::WA_StyledBackground);
    middle->addWidget(page, 1);
    column->addLayout(middle, 1);
    column->addWidget(status);
    return window;
}

QWidget *logPane(bool failed)
{
    auto *pane = new QWidget;
    auto *head = new PaneHead;
    head->setTitle(u"Log"_s);
    head->setAbout(failed ? u"backend step 9"_s : u"frontend step 8"_s);
    auto *scope = new Segmented(head);
    scope->setDense(true);
    scope->setSegments({u"Step"_s, u"Service"_s, u"All"_s});
    auto *search = new SearchField(head);
    search->setPlaceholderText(u"Find"_s);
    search->setDense(true);
    search->setColumns(6);
    for (const auto &name : {u"follow"_s, u"wrap"_s, u"copy"_s, u"save"_s}) {
        auto *tool = button({}, u"tool"_s, name, head);
        tool->setCheckable(name == u"follow");
        tool->setChecked(name == u"follow");
    }
    auto *log = new LogView;
    if (failed) {
        log->append("RUN npm run build && npm prune --omit=dev", 1200);
        log->append("\x1b[2m> watchparty-api@2.8.0 build\x1b[0m", 1900);
        log->append("\x1b[31m✘ [ERROR]\x1b[0m Could not resolve \"./sync/playhed.js\"", 5800, true);
        log->append("", 5800);
        log->append("    src/main.js:14:25:", 5800);
        log->append("      14 │ import { Playhead } from \x1b[31m\"./sync/playhed.js\"\x1b[0m;", 5800);
        log->append("         ╵                          \x1b[31m~~~~~~~~~~~~~~~~~~~\x1b[0m", 5800);
        log->append("1 error", 6400);
        log->append("npm error Lifecycle script `build` failed with code 1", 6500, true);
    } else {
        log->append("RUN VITE_COMMIT=$GIT_COMMIT_HASH npm run build", 33600);
        log->append("\x1b[2m> watchparty-web@2.8.0 build\x1b[0m", 34100);
        log->append("\x1b[34mvite v6.0.1\x1b[0m building for production...", 34900);
        log->append("\x1b[32m✓\x1b[0m 1184 modules transformed.", 43800);
        log->append("\x1b[33m(!) Some chunks are larger than 500 kB after minification.\x1b[0m", 45700);
        log->append("dist/index.html                  0.9 kB │ gzip:   0.5 kB", 46400);
        log->append("dist/assets/index-B3kq1x.css    41.7 kB │ gzip:   8.9 kB", 46400);
    }
    auto *column = new QVBoxLayout(pane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    column->addWidget(log, 1);
    return pane;
}

QWidget *deployPage(bool failed)
{
    auto *page = new QWidget;
    auto *head = new PageHead;
    head->setTitle(failed ? u"Deploy failed: backend step 9"_s : u"Deploying backend and frontend"_s);
    head->setSentence(failed ? u"Exit code 1 after 5.3\u202fs. Both containers still run 7be20c4."_s
                             : u"9f3c1ab on prod-lightsail. 47\u202fs so far, about 19\u202fs left."_s);
    auto *clear = button(u"Clear cache…"_s, {}, u"trash"_s, head);
    auto *force = button(u"Force rebuild…"_s, {}, u"rebuild"_s, head);
    clear->setEnabled(failed);
    force->setEnabled(failed);
    if (failed)
        button(u"Deploy again"_s, u"primary"_s, u"deploy"_s, head);
    else
        button(u"Cancel"_s, {}, u"cancel"_s, head);
    auto *phases = new PhaseBar;
    using enum Phase::State;
    phases->setPhases(failed ? QList<Phase>{{u"Build failed"_s, Failed},
                                            {u"Recreate containers, not started"_s, Cancelled},
                                            {u"Wait for health, not started"_s, Cancelled}}
                             : QList<Phase>{{u"Build"_s, Running},
                                            {u"Recreate containers"_s, Waiting},
                                            {u"Wait for health"_s, Waiting}});
    phases->setNote(u"container"_s,
                    failed ? u"Nothing was switched. No image tag was moved."_s
                           : u"Containers still run 7be20c4; they switch only when every build is done."_s);
    auto *timelineHead = new PaneHead;
    timelineHead->setTitle(u"Timeline"_s);
    auto *legend = new TimelineLegend(timelineHead);
    const Timeline run = failed ? samples::failed() : samples::running();
    legend->setTimeline(run);
    auto *timeline = new TimelineView;
    timeline->setTimeline(run);
    timeline->setCurrent(failed ? u"backend"_s : u"frontend"_s);
    timeline->setFixedHeight(timeline->sizeHint().height());
    auto *steps = new RowView;
    steps->setItemDelegate(new TableDelegate(steps));
    steps->setDense(true);
    steps->setModel(samples::steps(steps));
    steps->setColumnWidths({44, 0, 100, 92});
    steps->setCurrentIndex(steps->model()->index(6, 0));
    auto *stepPane = new QWidget;
    auto *stepColumn = new QVBoxLayout(stepPane);
    stepColumn->setContentsMargins(0, 0, 0, 0);
    stepColumn->setSpacing(0);
    auto *stepHead = new PaneHead;
    stepHead->setTitle(u"frontend"_s);
    stepHead->setAbout(u"6 cached, 4 ran, 1 running, 2 waiting"_s);
    stepColumn->addWidget(stepHead);
    stepColumn->addWidget(steps, 1);
    auto *splitter = new QSplitter;
    splitter->addWidget(stepPane);
    splitter->addWidget(logPane(failed));
    splitter->setSizes({512, 575});
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget *widget : std::initializer_list<QWidget *>{head, phases, timelineHead, timeline})
        column->addWidget(widget);
    column->addWidget(splitter, 1);
    steps->setFocus();
    return page;
}

QWidget *imagesPage()
{
    auto *page = new QWidget;
    auto *head = new PageHead;
    head->setTitle(u"Images"_s);
    head->setSentence(
        u"8 images take 630.3\u202fMB. Listed one by one they add up to 1.29\u202fGB, because layers are shared."_s);
    button(u"Compare two images…"_s, {}, {}, head);
    button(u"Export"_s, {}, u"export"_s, head);
    auto *filter = new FilterBar;
    auto *mode = new Segmented;
    mode->setSegments({u"Merged tree"_s, u"Image list"_s});
    auto *text = new SearchField;
    text->setPlaceholderText(u"Filter by text, service or image"_s);
    text->setIconName(u"filter"_s);
    text->setColumns(26);
    auto *filterRow = new QHBoxLayout(filter);
    filterRow->setContentsMargins(metrics::pageMargin, 0, metrics::pageMargin, 1);
    filterRow->addWidget(mode);
    filterRow->addWidget(text);
    filterRow->addStretch();
    auto *tree = new RowView;
    tree->setItemDelegate(new LayerTreeDelegate(tree));
    tree->setModel(samples::layers(tree));
    tree->header()->setProperty("leftPadding", 68);
    tree->setColumnWidths({0, 76, 90, 70});
    tree->setCurrentIndex(tree->model()->index(5, 0));
    auto *diff = new DiffView;
    diff->setDiff(samples::diff(), {u"backend"_s, u"frontend"_s});
    auto *splitter = new QSplitter;
    splitter->addWidget(tree);
    splitter->addWidget(diff);
    splitter->setSizes({672, 415});
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    column->addWidget(filter);
    column->addWidget(splitter, 1);
    return page;
}

QWidget *noticesPage()
{
    auto *page = new QWidget;
    auto *head = new PageHead;
    head->setTitle(u"Deploy"_s);
    head->setSentence(u"No forecast: the engine does not answer. Last read 14:51, 3\u202fmin ago."_s);
    for (const auto &[text, icon] :
         {std::pair(u"Clear cache…"_s, u"trash"_s), std::pair(u"Force rebuild…"_s, u"rebuild"_s),
          std::pair(u"Clear and redeploy…"_s, u"clear-redeploy"_s)})
        button(text, {}, icon, head)->setEnabled(false);
    button(u"Deploy"_s, u"primary"_s, u"deploy"_s, head)->setEnabled(false);
    auto *error = new ErrorBar;
    error->setNotice({u"engine-off"_s,
                      u"prod-lightsail cannot be reached over SSH"_s,
                      u"The connection timed out at 14:52. Nothing was changed and no run was in progress."_s,
                      u"ssh: connect to host 203.0.113.24 port 22: Connection timed out"_s,
                      {u"In a terminal: ssh lightsail-watchparty true"_s,
                       u"Check the VPN, and the server’s firewall for port 22."_s,
                       u"Asked for a password? Add the key to your agent."_s},
                      u"Tries again by itself in 12\u202fs"_s});
    error->addButton(u"tryAgain"_s, u"Try again now"_s, u"rebuild"_s);
    error->addButton(u"copyDetails"_s, u"Copy details"_s, u"copy"_s);
    auto *stale = new StaleBar;
    stale->setText(u"As read at 14:51, 3\u202fmin ago. It may have changed since."_s);
    auto *services = new RowView;
    auto *delegate = new TableDelegate(services);
    delegate->setTextStart(48);
    services->setItemDelegate(delegate);
    services->setModel(samples::services(services));
    services->header()->setProperty("leftPadding", 48);
    services->setColumnWidths({224, 192, 0, 120});
    services->setCurrentIndex(services->model()->index(0, 0));
    auto *claim = new ClaimBanner;
    claim->setClaim(
        u"ok"_s, Tone::Hit, u"Fresh: 0 of 27 steps came from an earlier build"_s,
        u"backend and frontend run 9f3c1ab and are healthy. Cleared in 2.4\u202fs, built in 58.8\u202fs, started in 6.9\u202fs."_s,
        {{u"1\u202fmin 8\u202fs"_s, u"forecast 1\u202fmin 7\u202fs"_s},
         {u"1.30\u202fGB"_s, u"freed by the clear"_s}});
    auto *plan = new PlanBar;
    plan->setPlan({u"Build backend and frontend"_s, u"Recreate both, wait for health up to 2\u202fmin"_s},
                  u"A failed build changes no container."_s);
    button(u"Show commands"_s, u"small"_s, {}, plan);
    button(u"Copy as script"_s, u"small"_s, u"copy"_s, plan);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget *widget : std::initializer_list<QWidget *>{head, error, stale})
        column->addWidget(widget);
    column->addWidget(services, 1);
    column->addWidget(claim);
    column->addWidget(plan);
    return page;
}

QWidget *emptyPage()
{
    auto *page = new EmptyState;
    page->setContent(
        u"images"_s, u"Open a project to see its cache"_s,
        u"A project is a folder with a Compose file. Layerdeck reads it and changes nothing until you say so."_s);
    page->acts()->addWidget(button(u"Open folder…"_s, u"primary"_s, u"folder"_s));
    page->acts()->addWidget(button(u"Try the sample project"_s, {}, {}));
    page->acts()->addStretch();
    auto *card = new Card(u"This machine"_s);
    card->body()->addWidget(new IconLabel(u"ok"_s, u"Docker engine reached"_s, Tone::Hit));
    page->below()->addWidget(card);
    return page;
}

void save(QWidget *widget, const QString &dir, const QString &name)
{
    const QString theme = Theme::current().scheme() == Scheme::Dark ? u"dark"_s : u"light"_s;
    widget->show();
    QApplication::processEvents();
    if (auto *focused = widget->findChild<QWidget *>(u"focused"_s)) {
        widget->activateWindow();
        focused->setFocus();
    }
    QApplication::processEvents();
    const QString path = dir + u'/' + name + u'-' + theme + u".png"_s;
    if (!widget->grab().save(path))
        QTextStream(stderr) << "cannot write " << path << Qt::endl;
}

PreviewDialog *preview(QWidget *window)
{
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Deletes, window);
    dialog->setTitle(u"Clear cache"_s, u"watchparty on prod-lightsail (SSH)"_s);
    dialog->setSum(
        u"18 items will be deleted, 803.4\u202fMB will be free"_s,
        u"4 things are kept, 1 source survives, 1 other service gets slower. Running containers stay as they are."_s);
    dialog->choices()->addWidget(label(u"What to clear"_s, u"head"_s, u"text2"_s));
    dialog->choices()->addWidget(new QRadioButton(u"Everything of this project"_s));
    dialog->choices()->addWidget(new QRadioButton(u"One service"_s));
    dialog->choices()->addWidget(new QCheckBox(u"Cache mounts, 386.5\u202fMB"_s));
    dialog->choices()->addStretch();
    auto *list = new RowView;
    list->setItemDelegate(new TableDelegate(list));
    list->setModel(samples::steps(list));
    list->setColumnWidths({60, 0, 100, 92});
    dialog->consequences()->addWidget(list);
    dialog->tools()->addWidget(button(u"Copy commands"_s, {}, u"copy"_s));
    dialog->setActText(u"Delete 18 items"_s, u"trash"_s);
    dialog->open();
    return dialog;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    if (argc != 2) {
        QTextStream(stderr) << "usage: parts_gallery DIR" << Qt::endl;
        return 2;
    }
    const QString dir = QString::fromLocal8Bit(argv[1]);
    QDir().mkpath(dir);
    Theme theme(app, Theme::Mode::Light);
    theme.setReducedMotion(true);
    for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        theme.setMode(mode);
        const std::pair<QString, QWidget *> pages[] = {
            {u"components"_s, components()},
            {u"running"_s, frame(u"deploy"_s, deployPage(false))},
            {u"failed"_s, frame(u"deploy"_s, deployPage(true))},
            {u"images"_s, frame(u"images"_s, imagesPage())},
            {u"notices"_s, frame(u"deploy"_s, noticesPage())},
            {u"empty"_s, frame(u"images"_s, emptyPage())},
        };
        for (const auto &[name, page] : pages) {
            save(page, dir, name);
            if (name == u"notices") {
                preview(page);
                save(page, dir, u"preview"_s);
            }
            delete page;
        }
    }
    return 0;
}
