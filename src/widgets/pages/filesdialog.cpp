// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/filesdialog.h"

#include "base/units.h"
#include "models/contentwording.h"
#include "session/session.h"
#include "widgets/pages/filespane.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/theme/metrics.h"
#include "widgets/theme/type.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QListView>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Files)
};

/// Wants a list worth reading, and takes what the window has.
class TallFilesPane : public FilesPane
{
public:
    QSize sizeHint() const override { return FilesPane::sizeHint().expandedTo({0, 20 * lineHeight(TypeRole::Body)}); }
};

/// What the dialog shows, as long as it lives.
class LayerFiles : public QObject
{
public:
    LayerFiles(PreviewDialog *dialog, Session *session, FilesPane *pane)
        : QObject(dialog)
        , m_dialog(dialog)
        , m_session(session)
        , m_pane(pane)
    {
        pane->setSession(session);
        connect(pane, &FilesPane::told, this, [this](const QString &sentence) {
            if (!sentence.isEmpty() && !m_gone)
                m_dialog->setSum(Words::tr("What this layer does"), sentence);
        });
        connect(session, &Session::contentsChanged, this, &LayerFiles::follow);
    }

    void setLayer(const TreeLayer &layer)
    {
        m_layer = layer;
        if (!m_gone)
            m_dialog->setSum(Words::tr("What this layer does"),
                             Words::tr("Read from the image's export as a stream; nothing is written to disk here."));
        m_pane->setLayer(layer);
    }

    /// From the base up, the last one chosen, as the list of images means it.
    void setImage(const QString &id)
    {
        for (TreeLayer layer : m_session->contents().layers.rows) {
            if (!layer.imageIds.contains(id))
                continue;
            layer.imageIds = {id}; // read this image, whoever else has the layer
            m_layers << layer;
        }
        auto *box = new QComboBox;
        box->setObjectName(u"filesLayer"_s);
        box->setAccessibleName(Words::tr("Layer"));
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        static_cast<QListView *>(box->view())->setUniformItemSizes(true);
        for (qsizetype i = 0; i < m_layers.size(); ++i) {
            const ImageLayer &layer = m_layers.at(i).layer;
            const QString size = layer.size < 0 ? Words::tr("size unknown") : sizeText(layer.size);
            box->addItem(Words::tr("%1 of %2: %3, %4").arg(i + 1).arg(m_layers.size()).arg(size, instructionLine(layer.instruction)));
        }
        box->setCurrentIndex(box->count() - 1);
        connect(box, &QComboBox::currentIndexChanged, this, [this](int place) { setLayer(m_layers.at(place)); });
        auto *row = new QHBoxLayout;
        row->setContentsMargins(metrics::pageMargin, metrics::gap, metrics::pageMargin, metrics::gap);
        row->addWidget(box);
        m_dialog->consequences()->addLayout(row);
        setLayer(m_layers.last());
    }

private:
    void follow()
    {
        const auto isIt = [this](const TreeLayer &of) {
            return of.layer.chainId == m_layer.layer.chainId
                   && (m_layers.isEmpty() || of.imageIds.contains(m_layer.imageIds.first()));
        };
        if (m_gone || std::ranges::any_of(m_session->contents().layers.rows, isIt))
            return;
        m_gone = true;
        m_dialog->setSum(m_layers.isEmpty() ? Words::tr("This layer is gone from the engine") : Words::tr("This image is gone from the engine"),
                         Words::tr("What was read of it before is still shown."));
    }

    PreviewDialog *m_dialog;
    Session *m_session;
    FilesPane *m_pane;
    QList<TreeLayer> m_layers; ///< of the image; empty where one layer alone is shown
    TreeLayer m_layer;         ///< the shown one
    bool m_gone = false;
};

} // namespace

FilesPane *openFilesDialog(QWidget *window, Session *session, const TreeLayer &layer, const QString &image)
{
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, window);
    dialog->setObjectName(u"filesDialog"_s);
    dialog->cancelButton()->hide();
    dialog->setActText(Words::tr("Close"), {});
    auto *pane = new TallFilesPane;
    auto *content = new LayerFiles(dialog, session, pane);
    if (image.isEmpty()) {
        dialog->setTitle(Words::tr("Files"), instructionLine(layer.layer.instruction));
        content->setLayer(layer);
    } else {
        const auto end = std::ranges::find(layer.ends, image, &ImageEnd::imageId);
        dialog->setTitle(Words::tr("Files"), imageName(end == layer.ends.end() ? QString() : end->name, image));
        content->setImage(image);
    }
    dialog->consequences()->addWidget(pane, 1);
    QObject::connect(new QShortcut(QKeySequence::Find, dialog), &QShortcut::activated, pane, &FilesPane::focusFilter);
    dialog->open();
    return pane;
}

} // namespace layerdeck
