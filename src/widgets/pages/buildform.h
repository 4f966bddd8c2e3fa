// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/editedservice.h"

#include <QMap>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace layerdeck {

class SettingCombo;
class SettingEdit;

/// What the form shows beside the written values.
struct BuildFormState
{
    EditedService service;
    bool editable = true;
    QStringList stages; ///< of the Dockerfile, for the target
    QMap<Setting, QString> problems;
    QMap<Setting, QString> warnings; ///< what is odd, but may be meant
    QMap<Setting, QString> hints; ///< what a value becomes, or where another file sets it
};

/// The single settings of a service: image, target, platforms, no cache, pull, pull policy.
class BuildForm : public QWidget
{
    Q_OBJECT

public:
    explicit BuildForm(QWidget *parent = nullptr);
    void setState(const BuildFormState &state);
    /// The fields in the order of Tab.
    QWidgetList tabOrder() const;
    /// What is said below a field.
    QString lineOf(Setting setting) const;

signals:
    /// Of Image, Target, NoCache, Pull, PullPolicy; nothing: not written. With every keystroke.
    void singleEdited(Setting setting, const std::optional<QString> &value);
    void platformsEdited(const QStringList &platforms);
    void editingFinished();

private:
    struct Cell
    {
        QLabel *label = nullptr;
        QWidget *field = nullptr;
        QLabel *line = nullptr;
        bool isRight = false; ///< another field stands left of it
    };

    void addCell(Setting setting, const QString &label, QWidget *field, int row, int column, int span);
    SettingCombo *choice(Setting setting, const QString &name);
    SettingCombo *typed(Setting setting, const QString &name);
    /// What is typed stays as long as the value is what it was before.
    void showChoice(SettingCombo *combo, const std::optional<QString> &value);
    /// `isSame` says whether what stands in the field already means the value: it stays then while it is typed.
    void showTyped(SettingCombo *combo, const QString &value, const QString &placeholder,
                   const QStringList &choices, bool isSame = false);

    QGridLayout *m_grid;
    QMap<Setting, Cell> m_cells;
    QMap<SettingCombo *, std::optional<QString>> m_choices; ///< as last shown
    SettingEdit *m_image;
    SettingCombo *m_target;
    SettingCombo *m_platforms;
    SettingCombo *m_noCache;
    SettingCombo *m_pull;
    SettingCombo *m_pullPolicy;
};

} // namespace layerdeck
