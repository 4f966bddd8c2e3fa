// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "deploy/proof.h"

#include <QScrollArea>

namespace layerdeck {

/// What a claim stands on, an entry each: whether it holds, what was read or counted, and a way to the ids behind it.
class EvidencePane : public QScrollArea
{
    Q_OBJECT

public:
    explicit EvidencePane(QWidget *parent = nullptr);

    void setEvidence(const QList<Evidence> &evidence);
    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showDetails(const Evidence &item);
};

} // namespace layerdeck
