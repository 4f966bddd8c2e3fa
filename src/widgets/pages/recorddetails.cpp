// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/recorddetails.h"

#include "base/units.h"
#include "models/contentwording.h"
#include "models/wording.h"
#include "widgets/pages/factlist.h"
#include "widgets/parts/bars.h"
#include "widgets/parts/counted.h"
#include "widgets/theme/metrics.h"

#include <QDateTime>
#include <QFileInfo>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

QString keptBy(const CacheNode &node, const QList<InspectedImage> &images)
{
    QStringList names;
    for (const QString &id : node.imageIds) {
        const auto found = std::ranges::find_if(images, [&](const InspectedImage &i) { return i.image.id == id; });
        const bool named = found != images.end() && !found->image.tags.isEmpty();
        names << (named ? found->image.tags.first() : RecordDetails::tr("dangling, %1").arg(shortId(id)));
    }
    if (names.isEmpty() && node.record.shared)
        names << RecordDetails::tr("an image, which one is unknown");
    if (node.record.inUse)
        names << RecordDetails::tr("a running build");
    if (node.below > 0)
        names << RecordDetails::tr("the records that stand on it");
    return names.isEmpty() ? RecordDetails::tr("nothing: no image, no build, no other record") : names.join(u'\n');
}

QString moment(const QDateTime &time)
{
    const QDateTime now = QDateTime::currentDateTime();
    return time.isValid() ? timeText(time, now) : RecordDetails::tr("never");
}

} // namespace

RecordDetails::RecordDetails(QWidget *parent)
    : QWidget(parent)
    , m_head(new PaneHead(this))
    , m_instruction(new QLabel)
    , m_facts(new FactList)
{
    setProperty("ground", u"base"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_instruction->setObjectName(u"recordInstruction"_s);
    m_instruction->setProperty("type", u"code"_s);
    m_instruction->setTextFormat(Qt::PlainText);
    m_instruction->setWordWrap(true);
    m_instruction->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *content = new QWidget;
    content->setProperty("ground", u"base"_s);
    auto *body = new QVBoxLayout(content);
    body->setContentsMargins(metrics::pageMargin, 12, metrics::pageMargin, 12);
    body->setSpacing(14);
    body->addWidget(m_instruction);
    body->addWidget(m_facts);
    body->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(scroll, 1);
    clear();
}

void RecordDetails::clear()
{
    m_facts->clear();
    m_instruction->hide();
    m_head->setTitle(tr("Record"));
    m_head->setAbout(tr("select one to see whose it is and what keeps it"));
}

void RecordDetails::setRecord(const CacheGraph &graph, int place, const QList<InspectedImage> &images)
{
    const CacheNode &node = graph.nodes.at(place);
    m_facts->clear();
    m_head->setTitle(node.step.isStep ? node.step.instruction.section(u' ', 0, 0) : recordTypeText(node.record));
    m_head->setAbout(node.owners.isEmpty() ? tr("no known owner") : ownerText(node));
    m_instruction->setVisible(true);
    m_instruction->setText(node.step.instruction);
    m_facts->addFact(tr("Size"), sizeText(node.record.size)
                                     + (node.record.shared ? tr(", shared with an image") : QString()));
    m_facts->addFact(tr("Kept by"), keptBy(node, images));
    for (const PlannedStep &owner : node.owners)
        m_facts->addFact(tr("Step"), tr("%1 step %2, %3 line %4")
                                         .arg(owner.service)
                                         .arg(owner.index)
                                         .arg(QFileInfo(owner.dockerfile).fileName())
                                         .arg(owner.line));
    if (node.copies > 1) {
        m_facts->addFact(tr("Results"),
                         node.newest ? tr("%1 of this step; this one was made last and serves where the keys are equal").arg(node.copies)
                                     : tr("%1 of this step; a newer one is there. This one serves again if that goes").arg(node.copies));
    }
    if (!node.children.isEmpty())
        m_facts->addFact(tr("Children"), tr("%1 on it, %2 in all. They go first.").arg(node.children.size()).arg(node.below));
    m_facts->addFact(tr("Last used"), tr("%1, %2").arg(moment(node.record.lastUsed),
                                                       counted(node.record.useCount, tr("use"), tr("uses"))));
    m_facts->addFact(tr("Made"), moment(node.record.created));
    m_facts->addFact(tr("Type"), recordTypeText(node.record));
    m_facts->addFact(tr("ID"), node.record.id, true);
    if (node.record.description != node.step.instruction)
        m_facts->addFact(tr("As listed"), node.record.description.left(600), true);
}

} // namespace layerdeck
