// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layers/cachegraph.h"
#include "session/state.h"
#include "widgets/pages/factspane.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace layerdeck {

/// What is known of one layer, each fact beside its name.
class LayerDetails : public FactsPane
{
    Q_OBJECT

public:
    explicit LayerDetails(QWidget *parent = nullptr);

    /// `image`: which image it stands for as its last layer, and what its removal frees; empty where it stands for itself.
    void setLayer(const TreeLayer &layer, const EngineContents &contents, const CacheGraph &graph, const QString &image = {});
    /// Shows nothing but `why`.
    void clear(const QString &why);
    /// What the layer does to its files, once that is known.
    void setFiles(const QString &sentence);
    /// Asks for the record that made the layer, where one is known.
    void showRecord();

signals:
    void filesRequested();
    void recordRequested(const QString &id);

private:
    QPushButton *m_filesButton;
    QPushButton *m_recordButton;
    QLabel *m_files;
    QString m_record;
};

} // namespace layerdeck
