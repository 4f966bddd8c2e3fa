// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

namespace layerdeck {

/// A phase of a run, in the order they happen.
struct Phase
{
    enum class State { Waiting, Running, Done, Failed, Cancelled };
    QString text;
    State state = State::Waiting;
    bool operator==(const Phase &) const = default;
};

/// "Build — Recreate containers — Wait for health", and what holds meanwhile at the right.
class PhaseBar : public QWidget
{
    Q_OBJECT

public:
    explicit PhaseBar(QWidget *parent = nullptr);

    const QList<Phase> &phases() const { return m_phases; }
    void setPhases(const QList<Phase> &phases);
    void setNote(const QString &icon, const QString &note);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void updateTurning();
    void updateToolTip();
    int longestText(int space) const;

    QList<Phase> m_phases;
    QString m_noteIcon;
    QString m_note;
    QMetaObject::Connection m_turning;
};

} // namespace layerdeck
