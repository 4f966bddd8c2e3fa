// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QWidget>

#include <memory>

class QSortFilterProxyModel;

namespace layerdeck {

namespace Ui {
class ImagesPage;
}

class LayerTreeModel;

/// All images of the engine as one tree of layers, each layer once.
class ImagesPage : public QWidget
{
    Q_OBJECT

public:
    explicit ImagesPage(QWidget *parent = nullptr);
    ~ImagesPage() override;

    /// `session` must outlive the page. To be called once.
    void setSession(Session *session);

public slots:
    void focusFilter();

private:
    void update();
    void progress(int done, int total);
    void showLayer();
    void showCount();

    std::unique_ptr<Ui::ImagesPage> m_ui;
    Session *m_session = nullptr;
    LayerTreeModel *m_model = nullptr;
    QSortFilterProxyModel *m_filter = nullptr;
    int m_done = 0;
    int m_total = 0;
};

} // namespace layerdeck
