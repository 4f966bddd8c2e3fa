// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/comparedialog.h"

#include "base/units.h"
#include "layers/comparison.h"
#include "models/contentwording.h"
#include "models/roles.h"
#include "session/session.h"
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
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

struct CompareWords
{
    Q_DECLARE_TR_FUNCTIONS(Compare)
};

/// An image under one of its names.
struct Named
{
    QString name;
    InspectedImage image;
    bool isTagged() const { return !image.image.tags.isEmpty(); }
};

/// Each image that could be read under each of its names, those without a tag last.
QList<Named> namedImages(const QList<InspectedImage> &images)
{
    QList<Named> named;
    for (const InspectedImage &image : images) {
        if (image.error)
            continue;
        for (const QString &name : imageNames(image.image, ImageNaming::Short))
            named << Named{name, image};
    }
    std::ranges::stable_sort(named, [](const Named &a, const Named &b) {
        return a.isTagged() != b.isTagged() ? a.isTagged() : a.name < b.name;
    });
    return named;
}

class Comparison : public QObject
{
public:
    Comparison(PreviewDialog *dialog, const Session *session)
        : QObject(dialog)
        , m_dialog(dialog)
        , m_session(session)
        , m_names(new QStringListModel(this))
        , m_model(new QStandardItemModel(this))
    {
        m_first.box = addBox(u"compareFirst"_s, CompareWords::tr("First image"));
        m_second.box = addBox(u"compareSecond"_s, CompareWords::tr("Second image"));
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
        connect(session, &Session::contentsChanged, this, &Comparison::readAgain);
    }

    void choose(const QString &first, const QString &second)
    {
        list(namedImages(m_session->contents().images));
        const QSignalBlocker quiet(m_first.box);
        const QSignalBlocker quietToo(m_second.box);
        m_first.box->setCurrentIndex(std::max(0, placeOf(first)));
        int other = placeOf(second);
        if (other < 0)
            other = m_first.box->currentIndex() == 0 ? 1 : 0;
        m_second.box->setCurrentIndex(other);
        chosen();
    }

private:
    struct Side
    {
        QComboBox *box = nullptr;
        Named image;
        bool isGone = false; ///< from the engine: what was read of it last is shown
    };

    QComboBox *addBox(const QString &name, const QString &label)
    {
        auto *box = new QComboBox;
        box->setObjectName(name);
        box->setAccessibleName(label);
        box->setModel(m_names);
        // A box that fits the longest of a thousand names would measure each.
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(10); // the pane gives it its width
        static_cast<QListView *>(box->view())->setUniformItemSizes(true);
        connect(box, &QComboBox::currentIndexChanged, this, &Comparison::chosen);
        connect(box, &QComboBox::currentTextChanged, box, &QWidget::setToolTip);
        auto *title = new QLabel(label);
        title->setProperty("type", u"head"_s);
        m_dialog->choices()->addWidget(title);
        m_dialog->choices()->addWidget(box);
        return box;
    }

    int placeOf(const QString &id) const
    {
        const auto found = std::ranges::find_if(m_images, [&](const Named &of) { return of.image.image.id == id; });
        return found == m_images.end() ? -1 : static_cast<int>(found - m_images.begin());
    }

    /// By its name, which may have moved to another image.
    int placeOf(const Named &image) const
    {
        const auto found = std::ranges::find(m_images, image.name, &Named::name);
        return found == m_images.end() ? -1 : static_cast<int>(found - m_images.begin());
    }

    void list(const QList<Named> &images)
    {
        m_images = images;
        QStringList names;
        for (const Named &image : images)
            names << image.name;
        if (names != m_names->stringList())
            m_names->setStringList(names);
    }

    void readAgain()
    {
        if (!m_session->contents().imagesReadAt.isValid())
            return; // another engine is read
        const QSignalBlocker quiet(m_first.box);
        const QSignalBlocker quietToo(m_second.box);
        list(namedImages(m_session->contents().images));
        for (Side *side : {&m_first, &m_second}) {
            const int place = placeOf(side->image);
            side->isGone = place < 0;
            side->box->setCurrentIndex(place);
            side->box->setPlaceholderText(side->isGone ? side->image.name : QString());
            if (!side->isGone)
                side->image = m_images.at(place);
        }
        show();
    }

    void chosen()
    {
        for (Side *side : {&m_first, &m_second}) {
            if (const int place = side->box->currentIndex(); place >= 0) {
                side->image = m_images.at(place);
                side->isGone = false;
            }
        }
        show();
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
        if (m_first.image.name.isEmpty() || m_second.image.name.isEmpty())
            return;
        const QString first = m_first.image.name;
        const QString second = m_second.image.name;
        const ImageComparison comparison = compareImages(m_first.image.image, m_second.image.image);
        const qsizetype shared = comparison.shared.size();
        QString sentence = comparisonSentence(comparison, first, second);
        const bool oneImage = first == second;
        for (const Side *side : oneImage ? QList<const Side *>{&m_first} : QList<const Side *>{&m_first, &m_second}) {
            if (!side->isGone)
                continue;
            const int now = placeOf(side->image.image.image.id);
            sentence += u' ' + (now < 0 ? CompareWords::tr("%1 is gone from the engine, shown as it was read last.").arg(side->image.name)
                                        : CompareWords::tr("The name %1 is gone; its image is still there as %2.").arg(side->image.name, m_images.at(now).name));
        }
        m_dialog->setSum(comparison.isSame() ? CompareWords::tr("The same layers")
                         : shared == 0       ? CompareWords::tr("No layer in common")
                                             : CompareWords::tr("They part after %1").arg(
                                                   counted(shared, CompareWords::tr("layer"), CompareWords::tr("layers"))),
                         sentence);
        const std::tuple now{comparison, first, second};
        if (now == std::exchange(m_shown, now))
            return; // selection and place stay
        m_model->removeRows(0, m_model->rowCount());
        addHead(CompareWords::tr("In both"), comparison.shared);
        addHead(CompareWords::tr("Only in %1").arg(first), comparison.onlyFirst);
        addHead(CompareWords::tr("Only in %1").arg(second), comparison.onlySecond);
    }

    PreviewDialog *m_dialog;
    const Session *m_session;
    QList<Named> m_images; ///< in the order of the boxes
    QStringListModel *m_names;
    Side m_first;
    Side m_second;
    std::tuple<ImageComparison, QString, QString> m_shown;
    QStandardItemModel *m_model;
};

} // namespace

void openCompareDialog(QWidget *window, const Session *session, const QString &first, const QString &second)
{
    if (window->findChild<PreviewDialog *>(u"compareDialog"_s))
        return;
    auto *dialog = new PreviewDialog(PreviewDialog::Act::Goes, window);
    dialog->setObjectName(u"compareDialog"_s);
    dialog->setTitle(CompareWords::tr("Compare"), CompareWords::tr("two images"));
    dialog->cancelButton()->hide();
    dialog->setActText(CompareWords::tr("Close"), {});
    auto *comparison = new Comparison(dialog, session);
    comparison->choose(first, second);
    dialog->open();
}

} // namespace layerdeck
