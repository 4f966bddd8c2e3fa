// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace layerdeck {

class FactList;
class PaneHead;

/// A pane about one thing: head, its text in code, and facts beside their names; scrolls where it is long.
class FactsPane : public QWidget
{
    Q_OBJECT

protected:
    /// `codeName`: object name of the text.
    FactsPane(const QString &codeName, QWidget *parent);

    PaneHead *head() const { return m_head; }
    QLabel *code() const { return m_code; }
    FactList *facts() const { return m_facts; }
    /// For what stands below the facts.
    QVBoxLayout *below() const { return m_below; }
    /// What the pane is about, by anything that tells it from others: another thing is read from its top.
    void setAboutThing(const QString &id);

private:
    PaneHead *m_head;
    QLabel *m_code;
    FactList *m_facts;
    QVBoxLayout *m_below;
    QScrollArea *m_scroll;
    QString m_thing;
};

} // namespace layerdeck
