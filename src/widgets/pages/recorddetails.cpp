// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/recorddetails.h"

#include "base/units.h"
#include "models/contentwording.h"
#include "models/wording.h"
#include "widgets/pages/factlist.h"
#include "widgets/parts/bars.h"

#include <QDateTime>
#include <QLabel>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

QString keptBy(const CacheNode &node, const QList<InspectedImage> &images)
{
    QStringList names;
    for (const QString &id : node.imageIds) {
        const auto found = std::ranges::find_if(images, [&](const InspectedImage &i) { return i.image.id == id; });
        names << (found == images.end() ? imageName({}, id) : imageNames(found->image).first());
    }
    const bool copied = !names.isEmpty() && !node.record.shared;
    if (copied)
        names.clear();
    if (names.isEmpty() && node.record.shared)
        names << RecordDetails::tr("an image, which one is unknown");
    if (node.record.inUse)
        names << RecordDetails::tr("a running build");
    if (node.below > 0)
        names << RecordDetails::tr("the records that stand on it");
    if (names.isEmpty() && copied)
        return RecordDetails::tr("nothing: the images that it made a layer of have copies of their own");
    return names.isEmpty() ? RecordDetails::tr("nothing: no image, no build, no other record") : names.join(u'\n');
}

QString moment(const QDateTime &time)
{
    const QDateTime now = QDateTime::currentDateTime();
    return time.isValid() ? timeText(time, now) : RecordDetails::tr("never");
}

} // namespace

RecordDetails::RecordDetails(QWidget *parent)
    : FactsPane(u"recordInstruction"_s, parent)
{
    clear(tr("select one to see whose it is and what keeps it"));
}

void RecordDetails::clear(const QString &why)
{
    facts()->clear();
    code()->hide();
    head()->setTitle(tr("Record"));
    head()->setAbout(why);
}

void RecordDetails::setRecord(const CacheGraph &graph, int place, const QList<InspectedImage> &images, const QStringList &cleanUp)
{
    const CacheNode &node = graph.nodes.at(place);
    setAboutThing(node.record.id);
    facts()->clear();
    head()->setTitle(node.step.isStep ? node.step.instruction.section(u' ', 0, 0) : recordTypeText(node.record));
    head()->setAbout(ownerOrNone(ownerText(node)));
    code()->setVisible(true);
    code()->setText(node.step.instruction);
    facts()->addFact(tr("Size"), sizeText(node.record.size)
                                     + (node.record.shared ? tr(", shared with an image") : QString()));
    facts()->addFact(tr("Kept by"), keptBy(node, images));
    for (const PlannedStep &owner : node.owners)
        facts()->addFact(tr("Step"), stepPlaceText(owner));
    if (node.copies > 1) {
        facts()->addFact(tr("Results"),
                         node.newest ? tr("%1 of this step; this one was made last and serves where the keys are equal").arg(node.copies)
                                     : tr("%1 of this step; a newer one is there").arg(node.copies));
    }
    if (!node.children.isEmpty())
        facts()->addFact(tr("Children"), tr("%1 on it, %2 in all. They go first.").arg(node.children.size()).arg(node.below));
    facts()->addFact(tr("Last used"), tr("%1, %2").arg(moment(node.record.lastUsed),
                                                       counted(node.record.useCount, tr("use"), tr("uses"))));
    facts()->addFact(tr("Made"), moment(node.record.created));
    facts()->addFact(tr("Type"), recordTypeText(node.record));
    if (!cleanUp.isEmpty())
        facts()->addFact(tr("Clean-up"), cleanUp.join(u'\n'));
    facts()->addFact(tr("ID"), node.record.id, true);
    if (node.record.description != node.step.instruction)
        facts()->addFact(tr("As listed"), node.record.description.left(600), true);
}

} // namespace layerdeck
