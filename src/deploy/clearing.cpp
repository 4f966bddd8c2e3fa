// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/clearing.h"

#include "base/units.h"
#include "compose/cacheentry.h"
#include "deploy/plan.h"
#include "deploy/rollback.h"
#include "deploy/survivors.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <set>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

struct Reason
{
    QString text;
    ClearChoice choice = ClearChoice::None;
};

QString firstLine(const QString &text) { return text.section(u'\n', 0, 0).simplified(); }

bool isMount(const CacheRecord &record) { return record.type == "exec.cachemount"_L1; }

/// "cached mount /root/.npm from exec /bin/sh -c npm ci with id \"//root/.npm\"".
struct Mount
{
    QString path;
    QString instruction;
};
Mount mountOf(const CacheRecord &record)
{
    static const QRegularExpression text(u"^cached mount (\\S+) from exec (.*?)(?: with id \".*\")?$"_s,
                                         QRegularExpression::DotMatchesEverythingOption);
    const auto match = text.match(record.description);
    if (!match.hasMatch())
        return {};
    CacheRecord exec;
    exec.type = u"regular"_s;
    exec.description = u"mount / from exec "_s + match.captured(2);
    return {match.captured(1), stepOfRecord(exec).instruction};
}

bool isKept(const QString &reference) { return isKeptName(reference); }

class Selector
{
public:
    Selector(const ClearRequest &request, const ClearFacts &facts, QStringList services)
        : m_request(request)
        , m_facts(facts)
        , m_graph(cacheGraph(facts.records, facts.steps, facts.images))
        , m_wanted(services.cbegin(), services.cend())
    {
        m_selection.services = services;
    }

    ClearSelection select()
    {
        m_reasons.resize(m_graph.nodes.size());
        chooseImages();
        if (m_request.target != ClearTarget::Images)
            chooseRecords();
        addRecords();
        addImagesKept();
        addSurvivors();
        addSlower();
        addStale();
        m_selection.bytes = freedBytes();
        return m_selection;
    }

private:
    QStringList servicesOf(const CacheNode &node) const
    {
        QStringList services;
        for (const PlannedStep &owner : node.owners)
            services << owner.service;
        if (isMount(node.record)) {
            const QString instruction = mountOf(node.record).instruction;
            for (const PlannedStep &step : m_facts.steps) {
                if (!instruction.isEmpty() && isSameInstruction(step.instruction, instruction))
                    services << step.service;
            }
        }
        services.removeDuplicates();
        services.sort();
        return services;
    }
    bool isWanted(const QString &service) const { return m_wanted.contains(service); }

    bool wantsRecords() const { return m_request.target != ClearTarget::Images; }
    bool wantsImages() const
    {
        return m_request.target == ClearTarget::All || m_request.target == ClearTarget::Images || m_request.images;
    }
    bool isWholeProject() const { return m_request.target == ClearTarget::All || m_request.target == ClearTarget::BuildCache; }

    /// Names of images that are not this project's and have the record's layer: somebody else builds on it.
    QStringList foreignImages(const CacheNode &node) const
    {
        QStringList names;
        for (const QString &id : node.imageIds) {
            if (!m_ownImages.contains(id))
                names << m_imageNames.value(id, shortId(id));
        }
        return names;
    }

    // ---- images

    void chooseImages()
    {
        QHash<QString, QStringList> servicesByReference;
        for (const ComposeService &service : m_facts.project.services) {
            if (service.build)
                servicesByReference[service.imageReference()] << service.name;
        }
        QHash<QString, QString> containerOf;
        QHash<QString, QString> stoppedOf; // images that only containers have which do not run
        for (const Container &container : m_facts.containers)
            (holdsItsImage(container) ? containerOf : stoppedOf).insert(container.imageId, container.name);
        for (const InspectedImage &inspected : m_facts.images) {
            const Image &image = inspected.image;
            m_imageNames.insert(image.id, image.tags.value(0, shortId(image.id)));
            const bool labelled = image.labels.value(u"com.docker.compose.project"_s) == m_facts.project.name;
            const bool named = std::ranges::any_of(image.tags, [&](const QString &tag) { return servicesByReference.contains(tag); });
            // What has lost its name is nobody's newest result.
            if (named || std::ranges::all_of(image.tags, isKept))
                m_ownImages.insert(image.id);
            if (!wantsImages())
                continue;
            if (image.tags.isEmpty()) {
                const bool wanted = labelled && isWanted(image.labels.value(u"com.docker.compose.service"_s));
                if (wanted && !containerOf.contains(image.id) && !stoppedOf.contains(image.id))
                    m_selection.images << ClearedImage{image.id, image.id, image.size, {}};
                continue;
            }
            if (const QString kept = keptName(image); !kept.isEmpty() && std::ranges::all_of(image.tags, isKept))
                m_selection.kept << KeptItem{image.id, kept, u"kept for a roll back"_s, image.size, false, false, ClearChoice::None};
            QStringList others = image.tags;
            QStringList ours;
            for (const QString &tag : image.tags) {
                if (goesWithItsServices(image, tag, servicesByReference.value(tag))) {
                    others.removeAll(tag);
                    ours << tag;
                }
            }
            if (others.isEmpty() && stoppedOf.contains(image.id) && !containerOf.contains(image.id)) {
                for (const QString &tag : std::as_const(ours))
                    m_selection.kept << KeptItem{image.id, tag, u"container %1, which does not run, was made from it"_s.arg(stoppedOf.value(image.id)),
                                                 image.size, false, false, ClearChoice::None};
                continue;
            }
            for (const QString &tag : std::as_const(ours)) {
                const auto kept = std::ranges::find_if(others, isKept);
                QStringList why;
                if (containerOf.contains(image.id))
                    why << u"container %1 uses it"_s.arg(containerOf.value(image.id));
                if (kept != others.end())
                    why << u"kept for a roll back"_s;
                else if (why.isEmpty() && !others.isEmpty())
                    why << u"it is also named %1"_s.arg(others.first());
                m_selection.images << ClearedImage{image.id, tag, image.size, why.join(u", "_s)};
            }
        }
    }

    /// The name under which an image is kept for one of the services; empty where it is not.
    QString keptName(const Image &image) const
    {
        for (const QString &service : std::as_const(m_wanted)) {
            const auto isIts = [this, &service](const QString &tag) { return isKept(tag) && isKeptFor(tag, m_facts.project.name, service); };
            if (const auto found = std::ranges::find_if(image.tags, isIts); found != image.tags.end())
                return *found;
        }
        return {};
    }

    /// Whether an image that loses its last name stays for this container. The classic store deletes it under one that does not run
    /// (moby's image_delete.go: a conflict that "force" overrides).
    bool holdsItsImage(const Container &container) const
    {
        const bool runs = container.state == "running"_L1 || container.state == "paused"_L1 || container.state == "restarting"_L1;
        return runs || m_facts.containerdStore;
    }

    /// Whether a name of an image goes. Several services may build one image: those that nobody asked for keep it, unless what is
    /// shared goes too.
    bool goesWithItsServices(const Image &image, const QString &tag, const QStringList &services)
    {
        QStringList others = services;
        others.removeIf([this](const QString &service) { return isWanted(service); });
        if (others.size() == services.size())
            return false;
        if (!others.isEmpty() && !m_request.shared) {
            m_selection.kept << KeptItem{image.id, tag, u"%1 %2 it too"_s.arg(joinedNames(others), others.size() == 1 ? u"uses"_s : u"use"_s),
                                         image.size, false, false, ClearChoice::Shared};
            return false;
        }
        for (const QString &service : std::as_const(others))
            m_selection.slower << SlowerService{service, u"its image %1 goes too"_s.arg(tag)};
        return true;
    }

    bool goes(const QString &imageId) const
    {
        return std::ranges::any_of(m_selection.images,
                                   [&](const ClearedImage &image) { return image.id == imageId && image.keptBecause.isEmpty(); });
    }

    /// Images that are not touched although their services are.
    void addImagesKept()
    {
        if (wantsImages())
            return;
        for (const ComposeService &service : m_facts.project.services) {
            if (!service.build || !isWanted(service.name))
                continue;
            const QString reference = service.imageReference();
            if (std::ranges::find(m_selection.kept, reference, &KeptItem::name) != m_selection.kept.end())
                continue; // another service builds it too
            for (const InspectedImage &image : m_facts.images) {
                if (image.image.tags.contains(reference))
                    m_selection.kept << KeptItem{image.image.id, reference, u"images are not asked for"_s, image.image.size, false, false, ClearChoice::Images};
            }
        }
    }

    // ---- records

    /// Why a record stays; empty: it may go, as far as it alone is concerned.
    Reason whyKept(const CacheNode &node) const
    {
        if (node.record.inUse)
            return {u"something uses it now"_s};
        const QStringList services = servicesOf(node);
        if (isMount(node.record) && !m_request.cacheMounts)
            return {u"a cache mount: it holds downloads, not steps"_s, ClearChoice::CacheMounts};
        if (services.isEmpty()) {
            if (!m_request.unowned)
                return {u"of no known owner"_s, ClearChoice::Unowned};
            return {};
        }
        if (m_request.shared || isMount(node.record))
            return {};
        QStringList others = services;
        others.removeIf([this](const QString &service) { return isWanted(service); });
        if (!others.isEmpty())
            return {u"%1 %2 on it too"_s.arg(joinedNames(others), others.size() == 1 ? u"builds"_s : u"build"_s), ClearChoice::Shared};
        if (const QStringList foreign = foreignImages(node); !foreign.isEmpty())
            return {u"the image %1 has it too"_s.arg(foreign.first()), ClearChoice::Shared};
        return {};
    }

    bool concerns(const CacheNode &node) const
    {
        const QStringList services = servicesOf(node);
        if (services.isEmpty())
            return isWholeProject() || m_request.unowned;
        if (m_request.target == ClearTarget::Step && !isMount(node.record)) {
            return std::ranges::any_of(node.owners, [this](const PlannedStep &owner) {
                return isWanted(owner.service) && owner.index >= m_request.step;
            });
        }
        return std::ranges::any_of(services, [this](const QString &service) { return isWanted(service); });
    }

    void chooseRecords()
    {
        const bool voids = m_facts.containerdStore && !isWholeProject() && !m_request.acceptVoid;
        for (qsizetype i = 0; i < m_graph.nodes.size(); ++i) {
            const CacheNode &node = m_graph.nodes.at(i);
            if (!concerns(node))
                continue;
            m_reasons[i] = voids ? Reason{u"on this store deleting one record voids the hits of every service built from an image"_s, ClearChoice::AcceptVoid}
                                 : whyKept(node);
            if (m_reasons.at(i).text.isEmpty())
                m_chosen.insert(static_cast<int>(i));
        }
        // The engine deletes no record that another stands on; children come after their parents. What holds a whole chain is named for each.
        QHash<int, int> holder;
        for (int i = static_cast<int>(m_graph.nodes.size()) - 1; i >= 0; --i) {
            if (!m_chosen.contains(i))
                continue;
            const QList<int> &children = m_graph.nodes.at(i).children;
            const auto stays = std::ranges::find_if(children, [this](int child) { return !m_chosen.contains(child); });
            if (stays == children.end())
                continue;
            m_chosen.erase(i);
            const CacheNode &held = m_graph.nodes.at(holder[i] = holder.value(*stays, *stays));
            const QString owner = ownerOf(held);
            m_reasons[i] = {u"%1 (%2) stands on it and stays"_s.arg(nameOf(held), owner.isEmpty() ? u"of no known owner"_s : owner)};
        }
    }

    static QString nameOf(const CacheNode &node)
    {
        if (isMount(node.record)) {
            const QString path = mountOf(node.record).path;
            return path.isEmpty() ? u"cache mount"_s : u"cache mount "_s + path;
        }
        if (!node.step.instruction.isEmpty())
            return firstLine(node.step.instruction);
        return node.record.description.isEmpty() ? shortId(node.record.id) : firstLine(node.record.description);
    }

    QString ownerOf(const CacheNode &node) const
    {
        QStringList steps;
        for (const PlannedStep &owner : node.owners)
            steps << u"%1 step %2"_s.arg(owner.service).arg(owner.index);
        return steps.isEmpty() ? joinedNames(servicesOf(node)) : joinedNames(steps);
    }

    void addRecords()
    {
        for (int i = static_cast<int>(m_graph.nodes.size()) - 1; i >= 0; --i) {
            const CacheNode &node = m_graph.nodes.at(i);
            if (m_chosen.contains(i)) {
                m_selection.records << ClearedRecord{node.record.id, node.record.type, node.record.description, nameOf(node), ownerOf(node),
                                                     node.record.size, node.record.shared && !isFreed(node)};
            } else if (!m_reasons.at(i).text.isEmpty()) {
                m_selection.kept << KeptItem{node.record.id, nameOf(node), m_reasons.at(i).text, node.record.size, true, servicesOf(node).isEmpty(), m_reasons.at(i).choice};
            }
        }
    }

    /// A shared record's bytes are free only when no image has its layer any more.
    bool isFreed(const CacheNode &node) const
    {
        return std::ranges::all_of(node.imageIds, [this](const QString &id) { return goes(id); }) && !node.imageIds.isEmpty();
    }

    qint64 freedBytes() const
    {
        qint64 bytes = 0;
        for (const ClearedRecord &record : m_selection.records)
            bytes += record.stays ? 0 : std::max<qint64>(0, record.size);
        // Layers that only the images which go have, and no record that stays; the records that go are counted above.
        for (const TreeLayer &layer : layerTree(m_facts.images).rows) {
            const bool free = !layer.imageIds.isEmpty()
                              && std::ranges::all_of(layer.imageIds, [this](const QString &id) { return goes(id); });
            if (free && !m_graph.recordOfLayer.contains(layer.layer.chainId))
                bytes += std::max<qint64>(0, layer.layer.size);
        }
        return bytes;
    }

    // ---- what could serve again, and who has to work again

    void addSurvivors()
    {
        if (!wantsRecords())
            return;
        for (const ComposeService &service : m_facts.project.services) {
            if (!service.build || !isWanted(service.name))
                continue;
            for (const QString &text : service.build->cacheFrom) {
                if (const QString why = whySourceSurvives(CacheEntry::parse(text), m_facts, m_selection.images); !why.isEmpty())
                    m_selection.survivors << SurvivingSource{service.name, text, why};
            }
        }
    }

    void addSlower()
    {
        QMap<QString, int> steps;
        QMap<QString, QStringList> mounts;
        for (const int place : m_chosen) {
            const CacheNode &node = m_graph.nodes.at(place);
            for (const QString &service : servicesOf(node)) {
                if (isWanted(service))
                    continue;
                if (isMount(node.record))
                    mounts[service] << nameOf(node);
                else
                    ++steps[service];
            }
        }
        for (auto it = steps.cbegin(); it != steps.cend(); ++it)
            m_selection.slower << SlowerService{it.key(), it.value() == 1 ? u"1 of its steps runs again"_s : u"%1 of its steps run again"_s.arg(it.value())};
        for (auto it = mounts.cbegin(); it != mounts.cend(); ++it)
            m_selection.slower << SlowerService{it.key(), u"fills %1 again the next time it runs"_s.arg(joinedNames(it.value()))};
        if (m_facts.containerdStore && !m_chosen.empty())
            m_selection.slower << SlowerService{{}, u"on this store every service built from an image runs all its steps at its next build"_s};
    }

    /// A step whose result is still there may hit: only a build without cache makes its service fresh.
    void addStale()
    {
        if (!wantsRecords())
            return;
        QMap<QString, QMap<int, QString>> staying; // reasons by service and step
        for (int i = 0; i < static_cast<int>(m_graph.nodes.size()); ++i) {
            const CacheNode &node = m_graph.nodes.at(i);
            if (m_chosen.contains(i) || !node.step.isStep)
                continue;
            for (const PlannedStep &owner : node.owners) {
                const bool isAsked = m_request.target != ClearTarget::Step || owner.index >= m_request.step;
                if (isWanted(owner.service) && isAsked && !staying[owner.service].contains(owner.index))
                    staying[owner.service].insert(owner.index, m_reasons.at(i).text);
            }
        }
        for (auto it = staying.cbegin(); it != staying.cend(); ++it) {
            if (!it->isEmpty())
                m_selection.stale.insert(it.key(), whatStays(*it));
        }
        addStaleUnowned();
        // Records of steps that nobody can read are nobody's, and may serve.
        for (const QString &service : std::as_const(m_selection.services)) {
            if (std::ranges::none_of(m_facts.steps, [&](const PlannedStep &step) { return step.service == service; }))
                m_selection.stale.insert(service, u"its steps cannot be read from here, so its records are not known"_s);
        }
    }

    /// A service begins with a step that no record is known of, and a record of its words stays that is nobody's: it may be its own.
    void addStaleUnowned()
    {
        for (const PlannedStep &step : m_facts.steps) {
            const bool concerned = isWanted(step.service) && !m_selection.stale.contains(step.service) && step.after == 0
                                   && (m_request.target != ClearTarget::Step || step.index >= m_request.step);
            const auto owned = [&step](const CacheNode &node) { return node.owners.contains(step); };
            if (!concerned || std::ranges::any_of(m_graph.nodes, owned))
                continue;
            const auto mayBe = [&](const CacheNode &node) {
                return node.step.isStep && node.owners.isEmpty() && !m_chosen.contains(m_graph.indexOf(node.record.id))
                       && isSameInstruction(step.instruction, node.step.instruction) && !standsOnOther(node, step.base);
            };
            if (std::ranges::any_of(m_graph.nodes, mayBe))
                m_selection.stale.insert(step.service, u"a record with the words of step %1 stays, and whose it is is not known"_s.arg(step.index));
        }
    }

    /// Whether a record stands on a pulled image that is another one than `base`.
    bool standsOnOther(const CacheNode &node, const QString &base) const
    {
        return !base.isEmpty() && std::ranges::any_of(node.parents, [&](int parent) {
            const QString pulled = pulledImage(m_graph.nodes.at(parent).record);
            return !pulled.isEmpty() && !isSameImage(base, pulled);
        });
    }

    const ClearRequest &m_request;
    const ClearFacts &m_facts;
    CacheGraph m_graph;
    QSet<QString> m_wanted;
    QSet<QString> m_ownImages;
    QHash<QString, QString> m_imageNames;
    QList<Reason> m_reasons; ///< by place in the graph: why it stays; empty where it goes or is not concerned
    std::set<int> m_chosen;
    ClearSelection m_selection;
};

} // namespace

Result<ClearSelection> selectForClear(const ClearRequest &request, const ClearFacts &facts)
{
    const QStringList built = facts.project.builtServices();
    if (built.isEmpty()) {
        return failure(Error{ErrorCode::InvalidInput, u"None of the project's services is built here: there is nothing to clear."_s,
                             u"Nothing was changed."_s, u"Name a project with a service that has a build section."_s, {}});
    }
    for (const QString &name : request.services) {
        if (!built.contains(name)) {
            return failure(Error{ErrorCode::InvalidInput,
                                 facts.project.service(name) ? u"The service “%1” is not built here: it has nothing to clear."_s.arg(name)
                                                             : u"The project has no service “%1”."_s.arg(name),
                                 u"Nothing was changed."_s, u"Its built services are %1."_s.arg(joinedNames(built)), {}});
        }
    }
    if (request.target == ClearTarget::Step) {
        int last = 0;
        for (const PlannedStep &step : facts.steps)
            last = step.service == request.services.first() ? std::max(last, step.index) : last;
        if (request.step > last) {
            return failure(Error{ErrorCode::InvalidInput,
                                 last == 0 ? u"The steps of “%1” cannot be read from its Dockerfile."_s.arg(request.services.first())
                                           : u"“%1” has no step %2: its steps are 1 to %3."_s.arg(request.services.first()).arg(request.step).arg(last),
                                 u"Nothing was changed."_s, {}, {}});
        }
    }
    return Selector(request, facts, request.services.isEmpty() ? built : request.services).select();
}

} // namespace layerdeck
