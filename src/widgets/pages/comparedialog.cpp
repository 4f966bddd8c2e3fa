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
#include <QListView>
#include <QPushButton>
#include <QStandardItemModel>
#include <QStringListModel>
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
    return imageNames(image.image).first();
}

class Comparison : public QObject
{
public:
    Comparison(PreviewDialog *dialog, const QList<InspectedImage> &images)
        : QObject(dialog)
        , m_dialog(dialog)
        , m_first(new QComboBox)
        , m_second(new QComboBox)
        , m_model(new QStandardItemModel(this))
    {
        for (const InspectedImage &image : images) {
            if (!image.error)
                m_images << Named{nameOf(image), image};
        }
        std::ranges::stable_sort(m_images, [](const Named &a, const Named &b) {
            const bool dangling = a.image.image.tags.isEmpty();
            return dangling != b.image.image.tags.isEmpty() ? !dangling : a.name < b.name;
        });
        QStringList names;
        for (const Named &image : std::as_const(m_images))
            names << image.name;
        auto *list = new QStringListModel(names, this);
        const auto choose = [this, list](QComboBox *box, const QString &name, const QString &label) {
            box->setObjectName(name);
            box->setAccessibleName(label);
            box->setModel(list);
            // A box that fits the longest of a thousand names would measure each.
            box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
            box->setMinimumContentsLength(10); // the pane gives it its width
            static_cast<QListView *>(box->view())->setUniformItemSizes(true);
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
        m_first->setCurrentIndex(std::max(0, placeOf(first)));
        int other = placeOf(second);
        if (other < 0)
            other = m_first->currentIndex() == 0 ? 1 : 0;
        m_second->setCurrentIndex(other);
        show();
    }

private:
    struct Named
    {
        QString name;
        InspectedImage image;
    };

    int placeOf(const QString &id) const
    {
        const auto found = std::ranges::find_if(m_images, [&](const Named &of) { return of.image.image.id == id; });
        return found == m_images.end() ? -1 : static_cast<int>(found - m_images.begin());
    }

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
        const Named &first = m_images.at(m_first->currentIndex());
        const Named &second = m_images.at(m_second->currentIndex());
        const ImageComparison comparison = compareImages(first.image, second.image);
        const qsizetype shared = comparison.shared.size();
        m_dialog->setSum(comparison.isSame() ? CompareWords::tr("The same layers")
                         : shared == 0       ? CompareWords::tr("No layer in common")
                                             : CompareWords::tr("They part after %1").arg(
                                                   counted(shared, CompareWords::tr("layer"), CompareWords::tr("layers"))),
                         comparisonSentence(comparison, first.name, second.name));
        addHead(CompareWords::tr("In both"), comparison.shared);
        addHead(CompareWords::tr("Only in %1").arg(first.name), comparison.onlyFirst);
        addHead(CompareWords::tr("Only in %1").arg(second.name), comparison.onlySecond);
    }

    PreviewDialog *m_dialog;
    QList<Named> m_images; ///< in the order of the boxes
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
