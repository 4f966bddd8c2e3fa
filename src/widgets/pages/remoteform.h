// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/remotemodels.h"

#include <QHash>
#include <QSet>
#include <QWidget>

class QComboBox;
class QFormLayout;

namespace layerdeck {

/// The form of what is chosen: branch, and each input of its workflows by its type. It begins with the values that were sent the last time;
/// those that a person gave without sending them are kept while the window is open. Each act of a workflow has values of its own.
class RemoteForm : public QWidget
{
    Q_OBJECT

public:
    explicit RemoteForm(QWidget *parent = nullptr);

    /// Shows the form of `choice` with the values that make it do its act; none where it has no part.
    void setChoice(const RemoteChoice &choice, const RemoteState &state, const RemoteChoices &kept);
    /// What would be sent. InvalidInput with a sentence where a value cannot be.
    Result<RemotePlan> plan() const;
    /// The first field gets the focus, where there is one.
    void focusFirst();
    /// What is filled in, from above down.
    QList<QWidget *> editors() const;

signals:
    void changed();
    void refChosen(const QString &ref);

private:
    struct Field
    {
        int part = 0;
        github::DispatchInput input;
        QWidget *editor = nullptr;
    };
    void addHead(const QString &workflow);
    void addField(int part, const github::DispatchInput &input, const QString &given);
    QWidget *makeEditor(const github::DispatchInput &input, const QString &given);
    void note(const Field &field);
    /// Object name of the one that has the focus; empty where none has.
    QString focusedEditor() const;
    static QString valueOf(const Field &field);
    QString keyOf(const github::Workflow &workflow, const QString &input) const;

    QFormLayout *m_layout;
    QComboBox *m_ref = nullptr;
    QString m_shownRef; ///< whose inputs the form has; another may be chosen, and not be read so far
    QString m_repository;
    RemoteChoice m_choice;
    QList<github::DispatchForm> m_forms; ///< of the choice's parts
    QStringList m_environments;
    QList<Field> m_fields;
    QHash<QString, QString> m_given; ///< by keyOf()
    QSet<QString> m_typed;           ///< of these, what was typed since the choice was made: it stands over what makes the act
};

} // namespace layerdeck
