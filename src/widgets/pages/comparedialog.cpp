// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/comparedialog.h"

#include "base/units.h"
#include "layers/comparison.h"
#include "models/contentwording.h"
#include "models/roles.h"
#include "widgets/parts/previewdialog.h"
#include "widgets/parts/rowview.h"
#include "widgets/parts/tabledelegate.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

struct CompareWords
{
    Q_DECLARE_TR_FUNCTIONS(Compare)
};

QString nameOf(const InspectedImage &image)
{
    return image.image.tags.isEmpty() ? CompareWords::tr("dangling, %1").arg(shortId(image.image.id)) : image.image.shownTags().first();
}

class Comparison : public QObject
{
public:
    Comparison(PreviewDialog *dialog, const QList<InspectedImage> &images)
        : QObject(dialog)
        , m_dialog(dialog)
        , m_images(images)
        , m_first(new QComboBox)
        , m_second(new QComboBox)
        , m_model(new QStandardItemModel(this))
    {
        m_images.removeIf([](const InspectedImage &image) { return image.error.has_value(); });
        std::ranges::stable_sort(m_images, {}, [](const InspectedImage &image) {
            return std::pair(image.image.tags.isEmpty(), nameOf(image));
        });
        const auto choose = [this](QComboBox *box, const QString &name, const QString &label) {
            box->setObjectName(name);
            box->setAccessibleName(label);
            for (const InspectedImage &image : std::as_const(m_images))
                box->addItem(nameOf(image), image.image.id);
            connect(box, &QComboBox::currentIndexChanged, this, &Comparison::show);
            connect(box, &QComboBox::currentTextChanged, box, &QWidget::setToolTip);
            auto *title = new QLabel(label);
            title->setProperty("type", u"head"_s);
            m_dialog->choices()->addWidget(title);
            m_dialog->choices()->addWidget(box);
        };
        choose(m_first, u"compareFirst"_s, CompareWords::tr("First image"));
        choose(m_second, u"compareSecond"_s, CompareWords::tr("Second image"));
        m_dialog->choices()->addStretch();
        auto *view = new RowView;
        view->setObjectName(u"comparedLayers"_s);
        view->setAccessibleName(CompareWords::tr("Layers of both images"));
        view->setItemDelegate(new TableDelegate(view));
        view->setModel(m_model);
        m_model->setHorizontalHeaderLabels({CompareWords::tr("Layer"), CompareWords::tr("Size"), CompareWords::tr("Made")});
        m_model->setHeaderData(1, Qt::Horizontal, int(Qt::AlignRight | Qt::AlignVCenter), Qt::TextAlignmentRole);
        view->setColumnWidths({0, 84, 84});
        m_dialog->consequences()->addWidget(view, 1);
    }

    void choose(const QString &first, const QString &second)
    {
        const QSignalBlocker quiet(m_first);
        const QSignalBlocker quietToo(m_second);
        m_first->setCurrentIndex(std::max(0, m_first->findData(first)));
        int other = second.isEmpty() ? -1 : m_second->findData(second);
        if (other < 0)
            other = m_first->currentIndex() == 0 ? 1 : 0;
        m_second->setCurrentIndex(other);
        show();
    }

private:
    void addHead(const QString &title, const QList<ImageLayer> &layers)
    {
        if (layers.isEmpty())
            return;
        auto *name = new QStandardItem(title);
        auto *size = new QStandardItem(sizeText(bytesOf(layers)));
        auto *age = new QStandardItem;
        name->setData(true, EmphasisRole);
        size->setData(true, NumberRole);
        for (QStandardItem *item : {name, size, age}) {
            item->setData(true, GroupHeadRole);
            item->setSelectable(false);
        }
        m_model->appendRow({name, size, age});
        for (const ImageLayer &layer : layers) {
            auto *text = new QStandardItem(instructionLine(layer.instruction));
            text->setData(!layer.instruction.isEmpty(), CodeRole);
            text->setData(1, IndentRole);
            text->setToolTip(layer.raw.isEmpty() ? layer.diffId : layer.raw);
            auto *bytes = new QStandardItem(sizeText(layer.size));
            bytes->setData(true, NumberRole);
            auto *made = new QStandardItem(ageText(layer.created, QDateTime::currentDateTimeUtc()));
            made->setData(int(Tone::Muted), ToneRole);
            m_model->appendRow({text, bytes, made});
        }
    }

    void show()
    {
        m_model->removeRows(0, m_model->rowCount());
        if (m_first->currentIndex() < 0 || m_second->currentIndex() < 0)
            return;
        const InspectedImage &first = m_images.at(m_first->currentIndex());
        const InspectedImage &second = m_images.at(m_second->currentIndex());
        const ImageComparison comparison = compareImages(first, second);
        const qsizetype shared = comparison.shared.size();
        m_dialog->setSum(comparison.isSame() ? CompareWords::tr("The same layers")
                         : shared == 0       ? CompareWords::tr("No layer in common")
                                             : CompareWords::tr("They part after %1").arg(
                                                   counted(shared, CompareWords::tr("layer"), CompareWords::tr("layers"))),
                         comparisonSentence(comparison, nameOf(first), nameOf(second)));
        addHead(CompareWords::tr("In both"), comparison.shared);
        addHead(CompareWords::tr("Only in %1").arg(nameOf(first)), comparison.onlyFirst);
        addHead(CompareWords::tr("Only in %1").arg(nameOf(second)), comparison.onlySecond);
    }

    PreviewDialog *m_dialog;
    QList<InspectedImage> m_images;
    QComboBox *m_first;
    QComboBox *m_second;
    QStandardItemModel *m_model;
};

} // namespace

void openCompareDialog(QWidget *window, const QList<InspectedImage> &images, const QString &first, const QString &second)
{
    if (window->findChild<PreviewDialog *>(u"compareDialog"_s))
        return;
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, window);
    dialog->setObjectName(u"compareDialog"_s);
    dialog->setTitle(CompareWords::tr("Compare"), CompareWords::tr("two images"));
    dialog->cancelButton()->hide();
    dialog->setActText(CompareWords::tr("Close"), {});
    auto *comparison = new Comparison(dialog, images);
    comparison->choose(first, second);
    dialog->open();
}

} // namespace layerdeck
