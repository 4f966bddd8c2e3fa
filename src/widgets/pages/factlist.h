// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;

namespace layerdeck {

/// Facts beside their names, selectable, one below the other.
class FactList : public QWidget
{
    Q_OBJECT

public:
    explicit FactList(QWidget *parent = nullptr);

    void clear();
    void addTitle(const QString &title, const QString &about = {});
    void addFact(const QString &name, const QString &value, bool code = false);

private:
    QGridLayout *m_grid;
    int m_rows = 0;
};

} // namespace layerdeck
