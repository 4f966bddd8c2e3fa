// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/contentwording.h"

#include "base/units.h"
#include "deploy/plan.h"

#include <QFileInfo>
#include <QLocale>
#include <QRegularExpression>

#include <cmath>

namespace layerdeck {

using namespace Qt::StringLiterals;

QString imageName(const QString &name, const QString &id, ImageNaming naming)
{
    if (name.isEmpty())
        return u"dangling, "_s + shortId(id);
    if (!isKeptName(name))
        return name;
    // Project, service, and when it was kept: "shop-api-20261129-071500-1a2b".
    static const QRegularExpression form(u":(.+)-\\d{8}-\\d{6}-[0-9a-f]+$"_s);
    const auto match = form.match(name);
    const QString kept = (naming == ImageNaming::Whole ? u"kept for roll back, "_s : u"kept "_s) + shortId(id);
    return match.hasMatch() ? match.captured(1) + u", "_s + kept : kept;
}

QStringList imageNames(const Image &image, ImageNaming naming)
{
    if (image.tags.isEmpty())
        return {image.digests.isEmpty() ? imageName({}, image.id) : image.digests.first()};
    QStringList names;
    for (const QString &tag : image.shownTags())
        names << imageName(tag, image.id, naming);
    names.removeDuplicates(); // kept for several deployments
    return names;
}

QSet<QString> imagesNamed(const QString &text, const QList<InspectedImage> &images)
{
    QSet<QString> ids;
    for (const InspectedImage &image : images) {
        if (!text.isEmpty() && (image.image.tags + imageNames(image.image)).join(u'\n').contains(text, Qt::CaseInsensitive))
            ids.insert(image.image.id);
    }
    return ids;
}

QSet<QString> imagesOfServices(const QString &text, const QList<ComposeService> &services, const QList<InspectedImage> &images)
{
    QSet<QString> ids;
    for (const ComposeService &service : services) {
        if (text.isEmpty() || !service.name.contains(text, Qt::CaseInsensitive))
            continue;
        for (const InspectedImage &image : images) {
            if (image.image.tags.contains(service.imageReference()))
                ids.insert(image.image.id);
        }
    }
    return ids;
}

QString instructionLine(const QString &instruction)
{
    return instruction.isEmpty() ? u"instruction unknown"_s : instruction.section(u'\n', 0, 0);
}

QString visibleName(const QString &name)
{
    QString visible;
    for (const QChar character : name) {
        const char16_t code = character.unicode();
        // What turns the direction of a text about, or breaks a line, and shows nothing itself.
        const bool turns = (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
        if (code < 0x20)
            visible += QChar(0x2400 + code);
        else if (code == 0x7f)
            visible += QChar(0x2421);
        else if (turns)
            visible += u"\\u%1"_s.arg(code, 4, 16, QChar(u'0'));
        else
            visible += character;
    }
    return visible;
}

QString efficiencySentence(const ImageFiles &files)
{
    if (files.waste.isEmpty())
        return u"Efficiency 100 %: no file is written twice or removed later."_s;
    // Rounded down: what wastes anything is never called perfect.
    const double percent = std::floor(files.efficiency * 1000) / 10;
    return u"Efficiency %1 %: %2 are wasted by %3 written again or removed later."_s.arg(QLocale().toString(percent, 'f', 1))
        .arg(sizeText(files.wastedBytes), counted(files.waste.size(), u"file"_s, u"files"_s));
}

/// As far as a sentence has room for it.
static QString shortInstruction(const ImageLayer &layer)
{
    constexpr qsizetype most = 60;
    const QString line = instructionLine(layer.instruction);
    return line.size() > most ? line.left(most).trimmed() + u'…' : line;
}

/// A text that was cut has its stop.
static QString withStop(const QString &text) { return text.endsWith(u'…') ? text : text + u'.'; }

QString comparisonSentence(const ImageComparison &comparison, const QString &first, const QString &second)
{
    if (comparison.isSame())
        return u"%1 and %2 have the same layers."_s.arg(first, second);
    if (comparison.shared.isEmpty())
        return u"%1 and %2 share no layer."_s.arg(first, second);
    const QString shared = u"%1 and %2 share %3, %4."_s.arg(
        first, second, counted(comparison.shared.size(), u"layer"_s, u"layers"_s), sizeText(bytesOf(comparison.shared)));
    if (comparison.onlyFirst.isEmpty() || comparison.onlySecond.isEmpty()) {
        const bool firstIsLonger = comparison.onlySecond.isEmpty();
        const auto &more = firstIsLonger ? comparison.onlyFirst : comparison.onlySecond;
        return u"%1 %2 goes on with %3 more, %4."_s.arg(shared, firstIsLonger ? first : second)
            .arg(more.size())
            .arg(sizeText(bytesOf(more)));
    }
    if (!comparison.otherArguments.isEmpty())
        return withStop(u"%1 Then the same instruction ran with another %2: %3"_s.arg(shared, joinedNames(comparison.otherArguments),
                                                                                     shortInstruction(comparison.onlyFirst.first())));
    if (comparison.sameInstruction)
        return withStop(u"%1 Then the same instruction gave another result: %2"_s.arg(shared, shortInstruction(comparison.onlyFirst.first())));
    return withStop(u"%1 Then come %2 and %3"_s.arg(shared, shortInstruction(comparison.onlyFirst.first()), shortInstruction(comparison.onlySecond.first())));
}

QString cacheSentence(const CacheGraph &graph)
{
    if (graph.nodes.isEmpty())
        return u"The build cache is empty: the next build runs every step, unless a cache source serves it."_s;
    qint64 shared = 0;
    for (const CacheNode &node : graph.nodes)
        shared += node.record.shared ? std::max<qint64>(0, node.record.size) : 0;
    const QString beside = shared > 0 ? u" beside %1 shared with images"_s.arg(sizeText(shared)) : QString();
    const QString sum = u"%1 %2 %3%4."_s.arg(counted(graph.nodes.size(), u"record"_s, u"records"_s),
                                             graph.nodes.size() == 1 ? u"takes"_s : u"take"_s, sizeText(graph.bytes), beside);
    if (graph.reclaimableRecords == 0)
        return sum + u" All of them are in use or shared with an image."_s;
    return sum + u" %1 %2 neither in use nor shared: deleted, they free %3."_s.arg(graph.reclaimableRecords)
                     .arg(graph.reclaimableRecords == 1 ? u"is"_s : u"are"_s, sizeText(graph.reclaimable));
}

QString stepPlaceText(const PlannedStep &step)
{
    return u"%1 step %2, %3 line %4"_s.arg(step.service).arg(step.index).arg(QFileInfo(step.dockerfile).fileName()).arg(step.line);
}

QString ownerText(const CacheNode &node)
{
    if (node.owners.isEmpty())
        return {};
    QStringList texts;
    for (const PlannedStep &owner : node.owners)
        texts << u"%1 step %2"_s.arg(owner.service).arg(owner.index);
    return texts.join(u", "_s);
}

QString ownerOrNone(const QString &owner) { return owner.isEmpty() ? u"no known owner"_s : owner; }

QString recordState(const CacheNode &node)
{
    if (node.record.inUse)
        return u"in use"_s;
    if (node.record.shared)
        return node.imageIds.isEmpty() ? u"in an image"_s : u"in %1"_s.arg(counted(node.imageIds.size(), u"image"_s, u"images"_s));
    if (!node.imageIds.isEmpty())
        return u"copied to %1"_s.arg(counted(node.imageIds.size(), u"image"_s, u"images"_s));
    if (!node.onNewest)
        return u"older result"_s;
    return u"cache only"_s;
}

namespace {

/// "1440h0m0s" as "60 days". What is no whole number of hours is left as the engine has it.
QString unusedText(const QString &goDuration)
{
    static const QRegularExpression hours(u"^(\\d+)h0m0s$"_s);
    const auto match = hours.match(goDuration);
    if (!match.hasMatch())
        return goDuration;
    const qint64 count = match.captured(1).toLongLong();
    return count >= 72 && count % 24 == 0 ? counted(count / 24, u"day"_s, u"days"_s) : u"%1 h"_s.arg(count);
}

/// "type==source.local" as "build contexts"; another filter as it is.
QString filterText(const QString &filter)
{
    if (filter == "type==source.local"_L1)
        return u"build contexts"_s;
    if (filter == "type==exec.cachemount"_L1)
        return u"cache mounts"_s;
    if (filter == "type==source.git.checkout"_L1)
        return u"git checkouts"_s;
    if (filter == "type==regular"_L1)
        return u"steps"_s;
    return u"records with %1"_s.arg(filter);
}

} // namespace

QString gcRuleText(const GcRule &rule)
{
    QStringList which;
    for (const QString &filter : rule.filters)
        which << filterText(filter);
    QString text = which.isEmpty() ? (rule.all ? u"all records, internal and shared ones too"_s : u"records"_s)
                                   : joinedNames(which) + (rule.all ? u", internal and shared ones too"_s : QString());
    if (!rule.keepDuration.isEmpty())
        text += u" unused for %1"_s.arg(unusedText(rule.keepDuration));
    QStringList when;
    if (rule.maxUsed >= 0)
        when << u"the cache takes more than %1"_s.arg(sizeText(rule.maxUsed));
    if (rule.minFree >= 0)
        when << u"less than %1 of the disk are free"_s.arg(sizeText(rule.minFree));
    if (!when.isEmpty())
        text += u", where "_s + when.join(u" or "_s);
    if (rule.reserved >= 0)
        text += u", until %1 are left"_s.arg(sizeText(rule.reserved));
    return text;
}

QStringList gcPolicyLines(const Result<QList<GcRule>> &rules)
{
    if (!rules)
        return {u"Unknown: %1"_s.arg(rules.error().message)};
    if (rules->isEmpty())
        return {u"The engine tells no rule: it cleans nothing up by itself, or does not say so."_s};
    QStringList lines{u"The engine's own, rule after rule:"_s};
    for (qsizetype i = 0; i < rules->size(); ++i)
        lines << u"%1. %2"_s.arg(i + 1).arg(gcRuleText(rules->at(i)));
    return lines;
}

QString recordTypeText(const CacheRecord &record)
{
    if (record.type == "regular"_L1)
        return u"step"_s;
    if (record.type == "source.local"_L1)
        return u"build context"_s;
    if (record.type == "exec.cachemount"_L1)
        return u"cache mount"_s;
    if (record.type == "source.git.checkout"_L1)
        return u"git checkout"_s;
    return record.type.isEmpty() ? u"unknown"_s : record.type;
}

} // namespace layerdeck
