// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "store/settings.h"
#include "support/contractserver.h"
#include "widgets/pages/logpane.h"
#include "widgets/pages/remotepage.h"
#include "widgets/parts/bars.h"
#include "widgets/parts/codeblock.h"
#include "widgets/parts/headerbar.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/parts/logview.h"
#include "widgets/parts/notices.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/segmented.h"
#include "widgets/theme/theme.h"
#include "widgets/window/mainwindow.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <utility>

namespace layerdeck {

using namespace Qt::StringLiterals;

inline constexpr int patience = 30'000;

/// Light, and nothing moves.
inline std::unique_ptr<Theme> stillTheme()
{
    auto theme = std::make_unique<Theme>(*qApp, Theme::Mode::Light);
    theme->setReducedMotion(true);
    return theme;
}

/// Whoever runs the tests may be signed in: no token of theirs, no app, no keychain.
inline void forgetWhoIsSignedIn()
{
    for (const char *name : {"GH_TOKEN", "GITHUB_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "LAYERDECK_GITHUB_CLIENT_ID"})
        qunsetenv(name);
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
}

/// The real window on its Remote page, with a project of its own, against the server that plays GitHub.
struct App
{
    QTemporaryDir dir;
    Settings settings{dir.filePath(u"s.ini"_s)};
    std::unique_ptr<Session> session;
    std::unique_ptr<MainWindow> window;
    RemotePage *page = nullptr;

    /// `shown`: the page that it begins with. `home`: where the project and what is remembered lie; empty: in a folder of its own.
    explicit App(Theme &theme, const support::ContractServer &server, bool isGitHub = true, QString home = {}, const QString &shown = u"remote"_s)
    {
        if (home.isEmpty())
            home = dir.path();
        qputenv("XDG_STATE_HOME", QFile::encodeName(home + u"/state"_s));
        const QString project = home + u"/watchparty"_s;
        QDir().mkpath(project);
        QFile file(project + u"/compose.yml"_s);
        file.open(QIODevice::WriteOnly);
        file.write("services:\n  backend:\n    build: .\n");
        file.close();
        QList<QStringList> commands{
            {u"init"_s, u"-q"_s}, {u"remote"_s, u"add"_s, u"origin"_s, isGitHub ? u"git@github.com:acme/watchparty.git"_s : u"/srv/elsewhere.git"_s}};
        if (isGitHub)
            commands << QStringList{u"remote"_s, u"add"_s, u"fork"_s, u"https://github.com/mara/watchparty"_s};
        for (const QStringList &arguments : std::as_const(commands)) {
            QProcess git;
            git.setWorkingDirectory(project);
            git.start(u"git"_s, arguments);
            git.waitForFinished();
        }
        ContextRequest request;
        request.dockerHost = u"unix://"_s + dir.filePath(u"no.sock"_s);
        session = std::make_unique<Session>(request);
        window = std::make_unique<MainWindow>(session.get(), &settings, &theme);
        window->setGitHubApi(server.api().toString());
        page = window->findChild<RemotePage *>();
        RemotePace pace;
        pace.follow = {std::chrono::milliseconds(20), std::chrono::milliseconds(40), 5};
        pace.search = {std::chrono::milliseconds(20), 10};
        page->work()->setPace(pace);
        page->work()->setDevicePace({std::chrono::milliseconds(5)});
        window->resize(1280, 800);
        window->show();
        window->openProject({project, {}});
        window->showPage(shown);
    }
    template <typename T>
    T *find(const QString &name) const
    {
        return page->findChild<T *>(name);
    }
    QAbstractItemModel *model(const QString &view) const { return find<RowView>(view)->model(); }
    QString text(const QString &view, int row, int column = 0) const { return model(view)->index(row, column).data().toString(); }
    int rowOf(const QString &view, const QString &text) const
    {
        for (int row = 0; row < model(view)->rowCount(); ++row) {
            if (this->text(view, row) == text)
                return row;
        }
        return -1;
    }
    bool select(const QString &view, const QString &text) const
    {
        const int row = rowOf(view, text);
        if (row >= 0)
            find<RowView>(view)->setCurrentIndex(model(view)->index(row, 0));
        return row >= 0;
    }
    /// Selects what can be started, and says that it is what its name says.
    bool choose(const QString &title) const
    {
        if (!select(u"remoteChoices"_s, title))
            return false;
        if (find<QPushButton>(u"remoteConfirmYes"_s)->isVisible())
            click(u"remoteConfirmYes"_s);
        return true;
    }
    LogView *log() const { return page->log()->findChild<LogView *>(u"logView"_s); }
    template <typename T>
    T *dialog(const QString &name) const
    {
        return window->findChild<T *>(name);
    }
    /// The dialog asks, and is answered with yes.
    bool agree(const QString &name) const
    {
        // One that was answered before may not have gone yet.
        for (PreviewDialog *asked : window->findChildren<PreviewDialog *>(name)) {
            if (asked->isVisible()) {
                QTest::mouseClick(asked->actButton(), Qt::LeftButton);
                return true;
            }
        }
        return false;
    }
    /// *Cancel run*, and yes to its question.
    bool cancelRun() const
    {
        click(u"remoteCancel"_s);
        return agree(u"runActPreview"_s);
    }
    void click(const QString &name) const { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }
    QString actText() const { return find<IconNote>(u"remoteActText"_s)->text(); }
    QString request() const { return find<CodeBlock>(u"remoteRequest"_s)->text(); }
    void shot(const QString &name) const
    {
        const QString folder = qEnvironmentVariable("LAYERDECK_SHOTS");
        if (folder.isEmpty() || !QDir().mkpath(folder))
            return;
        for (const auto &[mode, suffix] : {std::pair(Theme::Mode::Dark, u"dark"_s), std::pair(Theme::Mode::Light, u"light"_s)}) {
            Theme::current().setMode(mode);
            // What changes its height lays out once more.
            QCoreApplication::processEvents();
            QCoreApplication::processEvents();
            window->grab().save(u"%1/%2-%3.png"_s.arg(folder, name, suffix));
        }
    }
};

/// Tests of the window against a server that plays GitHub anew for each of them. Whoever runs them may be signed in; here nobody else is.
class RemoteTest : public QObject
{
    Q_OBJECT

protected:
    support::ContractServer m_server;
    std::unique_ptr<Theme> m_theme;
    QByteArray m_token = "contract-token"; ///< that the environment has; empty: none

    /// Somebody else has pushed, and `file` runs.
    void push(const QString &file)
    {
        m_server.control({{u"start"_s, QJsonObject{{u"file"_s, file}, {u"ref"_s, u"main"_s}, {u"event"_s, u"push"_s}, {u"actor"_s, u"otto"_s}}}});
    }
    /// So often a POST went to an address that ends so.
    int posted(const QString &ending)
    {
        int count = 0;
        for (const QJsonValue request : m_server.control()["requests"_L1].toArray())
            count += request["method"_L1].toString() == "POST"_L1 && request["path"_L1].toString().endsWith(ending) ? 1 : 0;
        return count;
    }
    /// The newest row of the journal.
    static JournalRun newest() { return Journal::open()->runs()->value(0); }
    /// The id of the selected run, or of the run of the selected job.
    static QString selectedRun(const App &app)
    {
        const QModelIndexList rows = app.find<RowView>(u"remoteRuns"_s)->selectionModel()->selectedRows();
        return rows.isEmpty() ? QString() : rows.first().data(IdRole).toString().section(u'/', 0, 0);
    }

private slots:
    void initTestCase()
    {
        m_theme = stillTheme();
        NEED_SERVER();
        forgetWhoIsSignedIn();
    }
    void init()
    {
        qputenv("GH_ENTERPRISE_TOKEN", m_token);
        QVERIFY(m_server.start());
    }
    void cleanup()
    {
        if (m_server.api().isValid())
            QCOMPARE(m_server.violations(), QString());
    }
};

} // namespace layerdeck

#define READY(app) QTRY_VERIFY_WITH_TIMEOUT((app).page->work()->state().status == RemoteState::Status::Ready, patience)
#define BEGUN(app, act)                                                                                                                               \
    do {                                                                                                                                              \
        READY(app);                                                                                                                                   \
        QVERIFY((app).choose(act));                                                                                                                   \
        (app).click(u"remoteRun"_s);                                                                                                                  \
    } while (false)
#define ENDED(app) QTRY_VERIFY_WITH_TIMEOUT((app).page->work()->act().result.has_value(), patience)
