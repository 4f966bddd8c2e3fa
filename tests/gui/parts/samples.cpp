// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"

#include "models/roles.h"

using namespace Qt::StringLiterals;
using namespace layerdeck;

namespace samples {

namespace {

QStringList ids(int count)
{
    QStringList list;
    for (int i = 1; i <= count; ++i)
        list << QString::number(i);
    return list;
}

TimelineBar bar(const QString &id, const QString &label, BarState state, qint64 start, qint64 end,
                bool critical = false)
{
    TimelineBar result;
    result.id = id;
    result.label = label;
    result.state = state;
    result.startMs = start;
    result.endMs = end;
    result.critical = critical;
    result.description = u"Step %1, %2"_s.arg(id, label);
    return result;
}

QStandardItem *item(const QString &text, std::initializer_list<std::pair<int, QVariant>> roles = {})
{
    auto *result = new QStandardItem(text);
    result->setEditable(false);
    for (const auto &[role, value] : roles)
        result->setData(value, role);
    return result;
}

QVariant tone(Tone value) { return int(value); }

QVariant right() { return int(Qt::AlignRight | Qt::AlignVCenter); }

} // namespace

Timeline running()
{
    Timeline t;
    t.nowMs = 47'000;
    t.endMs = 66'000;
    TimelineLane backend{
        u"backend"_s, u"backend"_s, u"11 of 14 from cache, 10.5\u202fs"_s, u"ok"_s, Tone::Hit, ids(11), {}};
    backend.bars << bar(u"12"_s, u"9"_s, BarState::Ran, 1'000, 8'400)
                 << bar(u"13"_s, u"13"_s, BarState::Ran, 8'500, 10'500);
    TimelineLane frontend{u"frontend"_s,
                          u"frontend"_s,
                          u"step 8 of 13, about 12\u202fs left"_s,
                          u"running"_s,
                          Tone::Run,
                          ids(6),
                          {}};
    frontend.bars << bar(u"import"_s, u"import cache"_s, BarState::Failed, 300, 1'500, true)
                  << bar(u"7"_s, u"4  npm ci  31.6\u202fs"_s, BarState::Ran, 1'500, 33'100, true)
                  << bar(u"8"_s, u"5"_s, BarState::Ran, 33'100, 33'700, true)
                  << bar(u"9"_s, u"8  npm run build"_s, BarState::Running, 33'700, -1, true)
                  << bar(u"10"_s, u"9"_s, BarState::Waiting, 47'000, 55'000, true)
                  << bar(u"11"_s, u"12"_s, BarState::Waiting, 55'200, 58'000, true)
                  << bar(u"12"_s, u"13"_s, BarState::Waiting, 58'000, 59'000, true);
    TimelineLane containers{
        u"containers"_s, u"Containers"_s, u"recreate, then health"_s, u"waiting"_s, Tone::Muted, {}, {}};
    containers.bars << bar(u"up"_s, u"6.9\u202fs"_s, BarState::Waiting, 59'000, 66'000, true);
    t.lanes << backend << frontend << containers;
    return t;
}

Timeline failed()
{
    Timeline t;
    t.endMs = 6'500;
    TimelineLane backend{u"backend"_s,
                         u"backend"_s,
                         u"failed at step 9 of 14, 6.5\u202fs"_s,
                         u"failed"_s,
                         Tone::Fail,
                         ids(10),
                         {}};
    backend.bars << bar(u"11"_s, u"8"_s, BarState::Ran, 1'000, 1'180, true)
                 << bar(u"12"_s, u"9  npm run build  5.3\u202fs"_s, BarState::Failed, 1'200, 6'500, true);
    TimelineLane frontend{u"frontend"_s,
                          u"frontend"_s,
                          u"cancelled with it, at step 4 of 13"_s,
                          u"cancelled"_s,
                          Tone::Muted,
                          ids(6),
                          {}};
    frontend.bars << bar(u"import"_s, u"import cache"_s, BarState::Failed, 300, 1'500)
                  << bar(u"7"_s, u"4  npm ci, cancelled"_s, BarState::Cancelled, 1'500, 6'500);
    TimelineLane containers{
        u"containers"_s, u"Containers"_s, u"not started"_s, u"cancelled"_s, Tone::Muted, {}, {}};
    t.lanes << backend << frontend << containers;
    return t;
}

Diff diff()
{
    const auto line = [](DiffLine::Kind kind, int before, int after, const char *text) {
        return DiffLine{kind, before, after, QByteArray(text) + '\n'};
    };
    using enum DiffLine::Kind;
    Diff d;
    d.added = 2;
    d.removed = 1;
    DiffHunk first{8, 8, 8, 9, {}};
    first.lines << line(Context, 8, 8, "    image: watchparty-backend:latest")
                << line(Context, 9, 9, "    build:") << line(Context, 10, 10, "      context: ./backend")
                << line(Context, 11, 11, "      target: runtime")
                << line(Context, 12, 12, "      cache_from:")
                << line(Context, 13, 13, "        - watchparty-backend:latest  # keep")
                << line(Added, 0, 14, "        - type=registry,ref=ghcr.io/acme/watchparty-backend:cache")
                << line(Context, 14, 15, "      args:")
                << line(Context, 15, 16, "        GIT_COMMIT_HASH: ${GIT_COMMIT_HASH}");
    DiffHunk second{29, 6, 30, 6, {}};
    second.lines << line(Context, 29, 30, "      context: ./frontend")
                 << line(Context, 30, 31, "      cache_from:")
                 << line(Context, 31, 32, "        - watchparty-frontend:latest")
                 << line(Removed, 32, 0,
                         "        - type=registry,ref=registry.acme.test/watchparty-frontend:cache")
                 << line(Added, 0, 33, "        - type=registry,ref=ghcr.io/acme/watchparty-frontend:cache")
                 << line(Context, 33, 34, "      args:")
                 << line(Context, 34, 35, "        GIT_COMMIT_HASH: ${GIT_COMMIT_HASH}");
    d.hunks << first << second;
    return d;
}

QStandardItemModel *services(QObject *parent)
{
    auto *model = new QStandardItemModel(parent);
    model->setHorizontalHeaderLabels({u"Service"_s, u"Running now"_s, u"Forecast"_s, u"Build time"_s});
    model->horizontalHeaderItem(3)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const auto strip = [](std::initializer_list<int> marks) {
        return QVariant::fromValue(QList<int>(marks));
    };
    constexpr int g = int(StepMark::Gap), h = int(StepMark::Hit), m = int(StepMark::Miss),
                  u = int(StepMark::Undecided);
    const auto add = [model](QList<QStandardItem *> row, bool checkable) {
        row[0]->setData(true, EmphasisRole);
        if (checkable) {
            row[0]->setCheckable(true);
            row[0]->setCheckState(Qt::Checked);
        }
        row[3]->setData(right(), Qt::TextAlignmentRole);
        model->appendRow(row);
    };
    add({item(u"backend"_s, {{SecondLineRole, u"watchparty-backend:latest"_s}}),
         item({}, {{BadgeRole, u"3 commits behind"_s},
                   {IconRole, u"behind"_s},
                   {ToneRole, tone(Tone::Warn)},
                   {SecondLineRole, u"runs 7be20c4, up 21 h"_s}}),
         item(u"2 of 14 steps will run, 2 are undecided"_s,
              {{StripRole, strip({h, h, h, h, g, h, h, h, m, m, g, h, h, h, u, u})},
               {SecondLineRole, u"10 hit, 2 miss, 2 undecided"_s}}),
         item(u"9\u202fs"_s, {{SecondLineRole, u"9–11\u202fs"_s}, {NumberRole, true}, {EmphasisRole, true}})},
        true);
    add({item(u"frontend"_s, {{SecondLineRole, u"watchparty-frontend:latest"_s}}),
         item({}, {{BadgeRole, u"Built, not recreated"_s},
                   {IconRole, u"not-recreated"_s},
                   {ToneRole, tone(Tone::Warn)},
                   {SecondLineRole, u"runs 7be20c4, built 4c81d0e"_s}}),
         item(u"6 of 13 steps will run, 1 is undecided"_s,
              {{StripRole, strip({h, h, h, m, m, m, m, m, m, g, h, h, h, u})},
               {SecondLineRole, u"6 hit, 6 miss, 1 undecided"_s}}),
         item(u"57\u202fs"_s,
              {{SecondLineRole, u"54–63\u202fs"_s}, {NumberRole, true}, {EmphasisRole, true}})},
        true);
    add({item(u"db"_s),
         item({}, {{BadgeRole, u"Current"_s}, {IconRole, u"ok"_s}, {ToneRole, tone(Tone::Hit)}}),
         item(u"Image only, nothing to build. Stays as it is."_s, {{ToneRole, tone(Tone::Muted)}}),
         item(u"–"_s)},
        false);
    return model;
}

QStandardItemModel *steps(QObject *parent)
{
    auto *model = new QStandardItemModel(parent);
    model->setHorizontalHeaderLabels({u"#"_s, u"Step"_s, u"Forecast"_s, u"Time"_s});
    model->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    model->horizontalHeaderItem(3)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const auto add = [model](const QString &number, const QString &icon, Tone stepTone, const QString &step,
                             bool hit, const QString &time, Tone timeTone) {
        model->appendRow({item(number, {{NumberRole, true}, {ToneRole, tone(Tone::Muted)}}),
                          item(step, {{IconRole, icon}, {ToneRole, tone(stepTone)}, {CodeRole, true}}),
                          item(hit ? u"hit"_s : u"miss"_s, {{IconRole, hit ? u"hit"_s : u"miss"_s},
                                                            {ToneRole, tone(hit ? Tone::Hit : Tone::Run)}}),
                          item(time, {{Qt::TextAlignmentRole, right()},
                                      {NumberRole, time != u"cached"},
                                      {ToneRole, tone(timeTone)}})});
    };
    add(u"1"_s, u"hit"_s, Tone::Hit, u"FROM node:22.11-bookworm"_s, true, u"cached"_s, Tone::Hit);
    add(u"2"_s, u"hit"_s, Tone::Hit, u"WORKDIR /web"_s, true, u"cached"_s, Tone::Hit);
    add(u"3"_s, u"hit"_s, Tone::Hit, u"COPY package.json package-lock.json ./"_s, true, u"cached"_s,
        Tone::Hit);
    add(u"4"_s, u"ran"_s, Tone::Run, u"RUN npm ci"_s, false, u"31.6\u202fs"_s, Tone::Neutral);
    add(u"5"_s, u"ran"_s, Tone::Run, u"COPY vite.config.js index.html ./"_s, false, u"0.1\u202fs"_s,
        Tone::Neutral);
    add(u"7"_s, u"ran"_s, Tone::Run, u"COPY src ./src"_s, false, u"0.2\u202fs"_s, Tone::Neutral);
    add(u"8"_s, u"running"_s, Tone::Run, u"RUN npm run build"_s, false, u"13.4\u202fs"_s, Tone::Neutral);
    add(u"9"_s, u"waiting"_s, Tone::Muted, u"RUN gzip -9 --keep dist/assets/*"_s, false, u"~2.9\u202fs"_s,
        Tone::Muted);
    add(u"10"_s, u"hit"_s, Tone::Hit, u"FROM nginx:1.27-alpine"_s, true, u"cached"_s, Tone::Hit);
    add(u"11"_s, u"hit"_s, Tone::Hit, u"COPY nginx.conf /etc/nginx/conf.d/default.conf"_s, true, u"cached"_s,
        Tone::Hit);
    return model;
}

QStandardItemModel *layers(QObject *parent)
{
    auto *model = new QStandardItemModel(parent);
    model->setHorizontalHeaderLabels({u"Layer"_s, u"Size"_s, u"Shared"_s, u"Age"_s});
    model->horizontalHeaderItem(1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const auto add = [model](const QString &rails, int node, const QString &layer, const QString &size,
                             const QString &shared, const QString &age, const QString &tag = {},
                             const QString &tagIcon = {}, Tone tagTone = Tone::Muted, bool dashed = false,
                             bool start = false) {
        auto *first =
            item(layer, {{RailsRole, rails}, {NodeRole, node}, {CodeRole, true}, {GroupStartRole, start}});
        if (!tag.isEmpty()) {
            first->setData(QStringList{tag}, TagsRole);
            first->setData(QStringList{tagIcon}, TagIconsRole);
            first->setData(QVariant::fromValue(QList<int>{int(tagTone)}), TagTonesRole);
            first->setData(QVariant::fromValue(QList<bool>{dashed}), TagDashedRole);
        }
        const bool one = shared == u"1 image";
        model->appendRow({first, item(size, {{NumberRole, true}, {GroupStartRole, start}}),
                          item(shared, {{ToneRole, tone(Tone::Muted)},
                                        {IconRole, one ? QVariant() : u"shared"_s},
                                        {GroupStartRole, start}}),
                          item(age, {{ToneRole, tone(Tone::Muted)}, {GroupStartRole, start}})});
    };
    constexpr int up = NodeRailUp, down = NodeRailDown, hollow = NodeHollow, end = NodeImageEnd;
    const QString three = u"3 images"_s, two = u"2 images"_s, one = u"1 image"_s;
    add({}, down, u"ADD rootfs, debian bookworm-slim"_s, u"74.8\u202fMB"_s, three, u"19 days"_s);
    add({}, up | down, u"RUN groupadd and useradd node"_s, u"9.0\u202fkB"_s, three, u"12 days"_s);
    add({}, up | down, u"RUN install Node 22.11.0"_s, u"139.2\u202fMB"_s, three, u"12 days"_s);
    add({}, up | down | end, u"COPY entrypoint.sh"_s, u"400\u202fB"_s, three, u"12 days"_s,
        u"node:22.11-bookworm-slim"_s, u"images"_s);
    add({}, up | down, u"RUN apt-get install tini curl"_s, u"12.6\u202fMB"_s, two, u"5 days"_s);
    add({}, up | down, u"COPY --from=build node_modules"_s, u"61.4\u202fMB"_s, two, u"21 h"_s);
    add(u"t"_s, hollow, u"COPY --from=build dist"_s, u"2.1\u202fMB"_s, one, u"4 min"_s,
        u"watchparty-backend:latest"_s, u"container"_s, Tone::Hit);
    add(u"l"_s, hollow, u"COPY --from=build dist"_s, u"2.0\u202fMB"_s, one, u"21 h"_s,
        u"kept for roll back, 7be20c4"_s, u"pin"_s);
    add({}, down, u"ADD rootfs, alpine 3.20"_s, u"7.8\u202fMB"_s, u"5 images"_s, u"26 days"_s, {}, {},
        Tone::Muted, false, true);
    add(u"t"_s, down | end, u"RUN install nginx 1.27.3"_s, u"40.2\u202fMB"_s, u"4 images"_s, u"9 days"_s,
        u"nginx:1.27-alpine"_s, u"images"_s);
    add(u"|"_s, up | down, u"RUN rm -rf html, COPY nginx.conf"_s, u"1.7\u202fkB"_s, three, u"5 days"_s);
    add(u"|t"_s, hollow, u"COPY --from=build dist"_s, u"6.9\u202fMB"_s, one, u"4 min"_s,
        u"watchparty-frontend:latest"_s, u"container"_s, Tone::Hit);
    add(u"|t"_s, hollow, u"COPY --from=build dist"_s, u"6.9\u202fMB"_s, one, u"4 h"_s, u"dangling, 4c81d0e"_s,
        u"inert"_s, Tone::Warn, true);
    add(u"|l"_s, hollow, u"COPY --from=build dist"_s, u"6.8\u202fMB"_s, one, u"21 h"_s,
        u"kept for roll back, 7be20c4"_s, u"pin"_s);
    add(u"l"_s, hollow, u"RUN install PostgreSQL 16.6"_s, u"264.3\u202fMB"_s, one, u"23 days"_s,
        u"postgres:16.6-alpine"_s, u"container"_s, Tone::Hit);
    return model;
}

} // namespace samples
