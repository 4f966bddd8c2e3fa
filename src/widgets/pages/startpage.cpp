// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/startpage.h"

#include "models/wording.h"
#include "ui_startpage.h"
#include "widgets/parts/iconlabel.h"
#include "widgets/parts/notices.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme.h"

#include <QAbstractButton>
#include <QDateTime>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int recentHeight = 48;
constexpr int machineHeight = 28;

QString homePath(const QString &path)
{
    const QString home = QDir::homePath();
    return path.startsWith(home + u'/') ? u"~"_s + path.mid(home.size()) : path;
}

/// A recent project as a row that opens it.
class RecentRow final : public QAbstractButton
{
public:
    RecentRow(const RecentProject &project, bool first, QWidget *parent)
        : QAbstractButton(parent)
        , m_project(project)
        , m_first(first)
    {
        setText(QDir(project.directory).dirName());
        setAccessibleName(tr("Open %1 in %2").arg(text(), project.directory));
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setProperty("ownFocus", true);
        setFixedHeight(qMax(recentHeight, lineHeight(TypeRole::Body) + lineHeight(TypeRole::Small) + 8));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::current();
        QPainter painter(this);
        if (underMouse() || hasFocus())
            painter.fillRect(rect(), theme.color(underMouse() ? Token::Hover : Token::Selected));
        if (hasFocus())
            painter.fillRect(QRect(0, 0, metrics::edge, height()), theme.color(Token::Ink));
        if (!m_first)
            paint::topLine(&painter, rect(), theme.color(Token::Line));
        icons::paint(&painter, paint::centred(QRect(16, 0, metrics::icon, height()), metrics::icon),
                     u"folder"_s, theme.color(Token::Text2));
        const QFont name = typeFont(TypeRole::Body, QFont::DemiBold);
        const QFont small = typeFont(TypeRole::Small);
        const int upper = QFontMetrics(name).height();
        const int lower = QFontMetrics(small).height();
        const int top = (height() - upper - lower) / 2;
        const QString when = timeText(m_project.lastOpened, QDateTime::currentDateTime());
        const int whenWidth = paint::width(when, small);
        paint::text(&painter, QRect(width() - 16 - whenWidth, 0, whenWidth, height()), when, small,
                    theme.color(Token::Text2));
        const int contextLeft = width() * 58 / 100;
        paint::text(&painter, QRect(contextLeft, 0, width() - 32 - whenWidth - contextLeft, height()),
                    m_project.context, small, theme.color(Token::Text2));
        const int room = contextLeft - 44 - 16;
        paint::text(&painter, QRect(44, top, room, upper), text(), name, theme.color(Token::Text));
        paint::text(&painter, QRect(44, top + upper, room, lower), homePath(m_project.directory), small,
                    theme.color(Token::Text2), Qt::AlignLeft, Qt::ElideMiddle);
    }

private:
    RecentProject m_project;
    bool m_first;
};

void clearLayout(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (QWidget *widget = item->widget())
            widget->deleteLater();
        delete item;
    }
}

QWidget *machineRow(const QString &icon, Tone tone, const QString &what, const QString &fact)
{
    auto *row = new QWidget;
    row->setFixedHeight(qMax(machineHeight, metrics::height(metrics::Height::Row)));
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(16, 0, 16, 0);
    line->setSpacing(metrics::columnGap);
    auto *left = new IconLabel(icon, what, tone);
    left->setRole(TypeRole::Body);
    auto *right = new QLabel(fact);
    right->setProperty("ink", u"text2"_s);
    right->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(left, 1);
    line->addWidget(right);
    return row;
}

} // namespace

StartPage::StartPage(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::StartPage>())
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_StyledBackground);
    m_ui->startState->setContent(
        u"images"_s, tr("Open a project to see its cache"),
        tr("A project is a folder with a Compose file. Layerdeck reads it and changes nothing "
           "until you say so."));
    auto *open = new QPushButton(tr("Open folder…"));
    open->setObjectName(u"startOpen"_s);
    open->setProperty("variant", u"primary"_s);
    open->setProperty("iconName", u"folder"_s);
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    auto *drop = new QLabel(tr("or drop a folder here"));
    drop->setProperty("ink", u"text2"_s);
    m_ui->startState->acts()->addWidget(open);
    m_ui->startState->acts()->addSpacing(8);
    m_ui->startState->acts()->addWidget(drop);
    m_ui->startState->acts()->addStretch();
    m_recent = new Card(tr("Recent projects"));
    m_machine = new Card(tr("This engine"));
    m_ui->startState->below()->addWidget(m_recent);
    m_ui->startState->below()->addWidget(m_machine);
}

StartPage::~StartPage() = default;

void StartPage::setSession(Session *session, Settings *settings)
{
    m_session = session;
    m_settings = settings;
    connect(settings, &Settings::recentProjectsChanged, this, &StartPage::showRecent);
    connect(session, &Session::engineChanged, this, &StartPage::showMachine);
    showRecent();
    showMachine();
}

void StartPage::showRecent()
{
    clearLayout(m_recent->body());
    const QList<RecentProject> projects = m_settings->recentProjects();
    m_recent->setVisible(!projects.isEmpty());
    bool first = true;
    for (const RecentProject &project : projects) {
        auto *row = new RecentRow(project, first, m_recent);
        row->setObjectName(u"recent-"_s + QDir(project.directory).dirName());
        connect(row, &QAbstractButton::clicked, this, [this, project] { emit projectChosen(project); });
        m_recent->body()->addWidget(row);
        first = false;
    }
}

void StartPage::showMachine()
{
    clearLayout(m_machine->body());
    const EngineState &engine = m_session->engine();
    QVBoxLayout *body = m_machine->body();
    body->addSpacing(8);
    switch (engine.status) {
    case EngineState::Status::Connected:
        body->addWidget(machineRow(u"ok"_s, Tone::Hit, tr("Docker engine reached"),
                                   u"%1, %2"_s.arg(engine.version.version, storeLine(engine))));
        break;
    case EngineState::Status::Unreachable:
        body->addWidget(machineRow(u"failed"_s, Tone::Fail, tr("Docker engine not reached"),
                                   engine.context.endpoint.url()));
        break;
    case EngineState::Status::Connecting:
        body->addWidget(
            machineRow(u"waiting"_s, Tone::Muted, tr("Asking the Docker engine"), engine.context.name));
        break;
    }
    if (engine.toolchain)
        body->addWidget(machineRow(
            u"ok"_s, Tone::Hit, tr("Compose and buildx found"),
            tr("%1 and %2").arg(engine.toolchain->compose.toString(), engine.toolchain->buildx.toString())));
    else if (engine.toolchainError)
        body->addWidget(machineRow(u"failed"_s, Tone::Fail, engine.toolchainError->message, {}));
    body->addSpacing(8);
}

} // namespace layerdeck
