// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/roles.h"

#include <QAbstractButton>

class QMenu;
class QPushButton;

namespace layerdeck {

/// What a cell of the header says: a name and one line below it, which may begin with an icon.
struct HeaderContent
{
    QString icon;
    Tone iconTone = Tone::Muted;
    QString title;
    QString lineIcon;
    QString line;
    Tone lineTone = Tone::Muted; ///< of the line's icon
    bool operator==(const HeaderContent &) const = default;
};

/// A cell of the header. With a menu it is a button with a chevron, without one it only tells.
class HeaderCell : public QAbstractButton
{
    Q_OBJECT

public:
    explicit HeaderCell(QWidget *parent = nullptr);

    const HeaderContent &content() const { return m_content; }
    void setContent(const HeaderContent &content);
    /// A cell without a menu can be a button too: clicked() is its act.
    void setClickable(bool clickable);
    QMenu *menu() const { return m_menu; }
    /// Does not take ownership.
    void setMenu(QMenu *menu);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void openMenu();
    void updateTurning();

    HeaderContent m_content;
    QMenu *m_menu = nullptr;
    bool m_clickable = false;
    QMetaObject::Connection m_turning;
};

/// The strip over every page: project, engine, the run of this window, and the menu at the right.
class HeaderBar : public QWidget
{
    Q_OBJECT

public:
    explicit HeaderBar(QWidget *parent = nullptr);

    HeaderCell *project() const { return m_project; }
    HeaderCell *engine() const { return m_engine; }
    /// Hidden until there is a run.
    HeaderCell *run() const { return m_run; }
    QPushButton *menuButton() const { return m_menuButton; }
    /// The project's cell is as wide as the side bar.
    void setProjectWidth(int width);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void place();

    HeaderCell *m_project;
    HeaderCell *m_engine;
    HeaderCell *m_run;
    QPushButton *m_menuButton;
    int m_projectWidth;
};

} // namespace layerdeck
