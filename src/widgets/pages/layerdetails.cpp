// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/layerdetails.h"

#include "base/units.h"
#include "models/contentwording.h"
#include "models/wording.h"
#include "widgets/pages/factlist.h"
#include "widgets/parts/bars.h"
#include "widgets/theme/metrics.h"

#include <QDateTime>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr int mostNames = 8;

/// Names of the images that have the layer, dangling ones by id.
QStringList namesOf(const QStringList &ids, const QList<InspectedImage> &images)
{
    QStringList names;
    for (const QString &id : ids) {
        const auto found =
            std::ranges::find_if(images, [&id](const InspectedImage &i) { return i.image.id == id; });
        names << (found == images.end() ? imageName({}, id) : imageNames(found->image).join(u", "_s));
    }
    if (names.size() > mostNames) {
        const qsizetype more = names.size() - mostNames;
        names = names.first(mostNames);
        names << LayerDetails::tr("and %1 more").arg(more);
    }
    return names;
}

} // namespace

LayerDetails::LayerDetails(QWidget *parent)
    : FactsPane(u"layerInstruction"_s, parent)
    , m_filesButton(new QPushButton(tr("Files…"), head()))
    , m_recordButton(new QPushButton(tr("Show record"), head()))
    , m_files(new QLabel)
{
    head()->setTitle(tr("Layer"));
    m_filesButton->setObjectName(u"layerFilesButton"_s);
    m_recordButton->setObjectName(u"layerRecordButton"_s);
    for (QPushButton *button : {m_filesButton, m_recordButton})
        button->setProperty("variant", u"flat"_s);
    m_filesButton->setProperty("iconName", u"file"_s);
    m_recordButton->setProperty("iconName", u"build-cache"_s);
    m_filesButton->setToolTip(tr("What this layer adds, changes and removes"));
    m_recordButton->setToolTip(tr("The record of the build cache that made this layer"));
    connect(m_filesButton, &QPushButton::clicked, this, &LayerDetails::filesRequested);
    connect(m_recordButton, &QPushButton::clicked, this, &LayerDetails::showRecord);
    m_files->setProperty("ink", u"text2"_s);
    m_files->setTextFormat(Qt::PlainText);
    m_files->setWordWrap(true);
    below()->addWidget(m_files);
    clear({});
}

void LayerDetails::clear(const QString &why)
{
    facts()->clear();
    code()->hide();
    m_files->hide();
    m_filesButton->hide();
    m_recordButton->hide();
    m_record.clear();
    head()->setAbout(why);
}

void LayerDetails::setLayer(const TreeLayer &layer, const EngineContents &contents, const CacheGraph &graph, const QString &image)
{
    setAboutThing(layer.layer.chainId);
    facts()->clear();
    head()->setTitle(image.isEmpty() ? tr("Layer") : tr("Image, last layer"));
    if (!image.isEmpty())
        facts()->addFact(tr("Image"), image);
    head()->setAbout({});
    code()->show();
    m_filesButton->show();
    code()->setText(layer.layer.instruction.isEmpty()
                               ? tr("The image's history does not say which instruction "
                                    "made this layer.")
                               : layer.layer.instruction);
    const QStringList names = namesOf(layer.imageIds, contents.images);
    facts()->addFact(tr("Size"), layer.layer.size < 0
                                     ? tr("unknown")
                                     : tr("%1, counted once on disk").arg(sizeText(layer.layer.size)));
    facts()->addFact(layer.imageIds.size() > 1 ? tr("Shared by") : tr("Only in"), names.join(u'\n'));
    const int place = graph.indexOf(graph.recordOfLayer.value(layer.layer.chainId));
    m_record = place < 0 ? QString() : graph.nodes.at(place).record.id;
    m_recordButton->setVisible(place >= 0);
    if (place >= 0) {
        const CacheNode &node = graph.nodes.at(place);
        for (const PlannedStep &owner : node.owners)
            facts()->addFact(tr("Step"), stepPlaceText(owner));
        facts()->addFact(tr("Build cache"),
                         node.record.lastUsed.isValid()
                             ? tr("one record, last used %1").arg(timeText(node.record.lastUsed, QDateTime::currentDateTime()))
                             : tr("one record, not used since it was made"));
    } else {
        for (const PlannedStep &step : graph.stepsOfLayer.value(layer.layer.chainId))
            facts()->addFact(tr("Step"), tr("%1, by the image's history").arg(stepPlaceText(step)));
        facts()->addFact(tr("Build cache"), tr("no record of it"));
    }
    QStringList keepers{counted(layer.imageIds.size(), tr("image"), tr("images"))};
    for (const Container &container : contents.containers) {
        if (layer.imageIds.contains(container.imageId))
            keepers << tr("container %1").arg(container.name);
    }
    facts()->addFact(tr("Kept by"), keepers.join(u", "_s));
    facts()->addFact(tr("Made"),
                     layer.layer.created.isValid() ? timeText(layer.layer.created, QDateTime::currentDateTime()) : tr("unknown"));
    if (!layer.ends.isEmpty()) {
        QStringList ends;
        for (const ImageEnd &end : layer.ends) {
            const QString name = imageName(end.name, end.imageId);
            ends << (end.inUse ? tr("%1, a container uses it").arg(name) : name);
        }
        facts()->addFact(tr("Last layer of"), ends.join(u'\n'));
    }
    facts()->addFact(tr("Diff ID"), layer.layer.diffId.left(26) + u'…', true);
    facts()->addFact(tr("Chain ID"), layer.layer.chainId.left(26) + u'…', true);
    if (!layer.layer.raw.isEmpty() && layer.layer.raw != layer.layer.instruction)
        facts()->addFact(tr("As written"), layer.layer.raw.left(600), true);
}

void LayerDetails::showRecord()
{
    if (!m_record.isEmpty())
        emit recordRequested(m_record);
}

void LayerDetails::setFiles(const QString &sentence)
{
    m_files->setText(tr("Files: %1").arg(sentence));
    m_files->setVisible(!sentence.isEmpty() && m_filesButton->isVisibleTo(this));
}

} // namespace layerdeck
