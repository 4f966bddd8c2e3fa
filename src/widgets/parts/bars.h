// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/tokens.h"

#include <QWidget>

class QPushButton;

namespace layerdeck {

class ElidedLabel;
class LoadingLine;

/// A strip of the page with a line above or below. Children that a form or the program puts into it stand at
/// the right, in the order they came, unless the strip has a layout.
class Bar : public QWidget
{
    Q_OBJECT

public:
    Bar(metrics::Height height, Token ground, Qt::Edge line, QWidget *parent);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void childEvent(QChildEvent *event) override;

    /// Visible children that stand at the right.
    QList<QWidget *> tools() const;
    /// Marks a child as part of the bar itself, so that it is no tool.
    void setOwn(QWidget *child);
    /// Places the bar's own children into the room left of the tools.
    virtual void placeOwn(const QRect &room) = 0;
    /// Called before the tools are placed; may change their size hints.
    virtual void beforeTools() {}
    int toolsWidth() const;
    void place();

private:
    metrics::Height m_height;
    Token m_ground;
    Qt::Edge m_line;
    bool m_placing = false;
};

/// Sets the tool tip of a button that may shed its text: while it does, the text stands before it.
void setTip(QPushButton *button, const QString &tip);

/// Title and one sentence at the left, the page's actions at the right, the primary outermost. Where the room
/// is short the actions shed their text from the left, keeping icon and tool tip, before the sentence elides;
/// the primary, or the last action where there is none, keeps its text.
class PageHead : public Bar
{
    Q_OBJECT
    Q_PROPERTY(QString title READ title WRITE setTitle)
    Q_PROPERTY(QString sentence READ sentence WRITE setSentence)

public:
    explicit PageHead(QWidget *parent = nullptr);

    QString title() const;
    void setTitle(const QString &title);
    QString sentence() const;
    void setSentence(const QString &sentence);
    /// The line under the head that shows work in progress.
    LoadingLine *loading() const { return m_loading; }

protected:
    void placeOwn(const QRect &room) override;
    void beforeTools() override;

private:
    ElidedLabel *m_title;
    ElidedLabel *m_sentence;
    LoadingLine *m_loading;
};

/// Head of a pane: name, what it is about, small tools.
class PaneHead : public Bar
{
    Q_OBJECT
    Q_PROPERTY(QString title READ title WRITE setTitle)
    Q_PROPERTY(QString about READ about WRITE setAbout)

public:
    explicit PaneHead(QWidget *parent = nullptr);

    QString title() const;
    void setTitle(const QString &title);
    QString about() const;
    void setAbout(const QString &about);
    /// A title that only says what kind of pane it is goes where it would cut what is said of it.
    void setTitleYields(bool yields);
    /// A line at its top too: where what stands above it is cut there.
    void setLineAbove(bool line);

protected:
    void paintEvent(QPaintEvent *event) override;
    void placeOwn(const QRect &room) override;

private:
    ElidedLabel *m_title;
    ElidedLabel *m_about;
    bool m_titleYields = false;
    bool m_lineAbove = false;
};

/// Filters of a page; it takes a layout.
class FilterBar : public Bar
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

protected:
    void placeOwn(const QRect &) override {}
};

/// The foot of a pane, with a layout of its own.
class FootBar : public Bar
{
    Q_OBJECT

public:
    explicit FootBar(QWidget *parent = nullptr);

protected:
    void placeOwn(const QRect &) override {}
};

/// The plan at the foot of the page: "Plan  1 Build backend · 2 Recreate it". Its buttons are children.
class PlanBar : public Bar
{
    Q_OBJECT

public:
    explicit PlanBar(QWidget *parent = nullptr);

    QStringList steps() const { return m_steps; }
    /// The steps are numbered; `note` follows them without a number.
    void setPlan(const QStringList &steps, const QString &note = {});

protected:
    void placeOwn(const QRect &room) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString sentence() const;

    QStringList m_steps;
    QString m_note;
    QRect m_room;
};

/// A 2 px line that shows work in progress, only when it takes longer than half a second.
class LoadingLine : public QWidget
{
    Q_OBJECT

public:
    explicit LoadingLine(QWidget *parent = nullptr);

    /// Begins; begun again it keeps its clock. `total` 0 means unknown.
    void start(int done = 0, int total = 0);
    void finish();
    bool isRunning() const { return m_timer != 0 || m_shown; }
    bool isShown() const { return m_shown; }

signals:
    /// The half second is over: the moment to say in words what is being done.
    void shown();

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    int m_timer = 0;
    bool m_shown = false;
    int m_done = 0;
    int m_total = 0;
    QMetaObject::Connection m_turning;
};

} // namespace layerdeck
