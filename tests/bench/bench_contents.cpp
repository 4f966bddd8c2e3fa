// SPDX-License-Identifier: GPL-3.0-or-later
// What relating and laying out a large engine's contents costs: 1,000 images with 10 layers each and 10,000 cache records. Each
// figure is the processor time of one thread, and its ratio to parsing the records' JSON in the same run (median of 5).
#include "engine/parse.h"
#include "models/cachechart.h"
#include "models/cacherecordmodel.h"
#include "models/layertreemodel.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

double milliseconds(const std::function<void()> &work)
{
    QList<double> times;
    for (int i = 0; i < 5; ++i) {
        timespec begin{};
        timespec end{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
        work();
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
        times << double(end.tv_sec - begin.tv_sec) * 1e3 + double(end.tv_nsec - begin.tv_nsec) / 1e6;
    }
    std::ranges::sort(times);
    return times.at(2);
}

QByteArray recordsJson(QList<PlannedStep> &steps)
{
    QByteArrayList records;
    // Chains of ten steps; every service has its own, and nine older results of it.
    for (int i = 0; i < 10'000; ++i) {
        const int step = i % 10;
        const int service = i / 100;
        const QString parent = step == 0 ? QString() : u"\" Parents\":[\"r%1\"],"_s.arg(i - 1);
        records << u"{\"ID\":\"r%1\",%2\"Type\":\"regular\",\"Description\":\"[build %3/10] COPY s%4-%3 /\",\"Size\":%5,\"CreatedAt\":\"2026-01-01T00:00:00Z\"}"_s
                       .arg(i).arg(parent).arg(step + 1).arg(service).arg(i).toUtf8();
        if (i % 100 < 10)
            steps << PlannedStep{u"service-%1"_s.arg(service), u"build"_s, step + 1, step + 1, u"COPY s%1-%2 /"_s.arg(service).arg(step + 1), {}, 1, step};
    }
    return "{\"BuildCache\":[" + records.join(',') + "]}";
}

QList<InspectedImage> manyImages()
{
    QList<InspectedImage> images;
    for (int i = 0; i < 1000; ++i) {
        InspectedImage image;
        image.image.id = u"sha256:%1"_s.arg(i);
        image.image.tags = {u"app-%1:1"_s.arg(i)};
        for (int l = 0; l < 10; ++l) {
            image.detail.diffIds << u"sha256:%1-%2"_s.arg(l < 5 ? i / 10 : i).arg(l);
            image.history.prepend({u"COPY f%1 / # buildkit"_s.arg(l), QDateTime::fromSecsSinceEpoch(i), l + 1, {}});
        }
        images << image;
    }
    return images;
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    QList<PlannedStep> steps;
    const QByteArray json = recordsJson(steps);
    const QList<InspectedImage> images = manyImages();
    Result<DiskUsage> usage = engineapi::parseDiskUsage(json);
    const double parse = milliseconds([&] { usage = engineapi::parseDiskUsage(json); });
    const auto tell = [parse](const char *what, double ms) { std::printf("%-42s %8.1f ms  %6.2f\n", what, ms, ms / parse); };
    tell("parse 10,000 records", parse);
    LayerTree tree;
    tell("layer tree of 1,000 images (thread)", milliseconds([&] { tree = layerTree(images); }));
    CacheGraph graph;
    tell("cache graph with owners (thread)", milliseconds([&] { graph = cacheGraph(usage->cache, steps, images); }));
    const QDateTime now = QDateTime::currentDateTime();
    CacheRows rows;
    tell("groups", milliseconds([&] { (void) cacheGroups(graph); }));
    tell("rows by service", milliseconds([&] { rows = cacheTree(graph, {}, now); }));
    ContentFilter filter;
    filter.text = u"s42-"_s;
    tell("rows by service, filtered", milliseconds([&] { (void) cacheTree(graph, filter, now); }));
    tell("table by size", milliseconds([&] { (void) cacheTable(graph, {}, CacheOrder::Size, true, now); }));
    tell("chart", milliseconds([&] { (void) cacheChart(graph); }));
    CacheRecordModel model;
    tell("model takes the rows", milliseconds([&] { model.setRows(rows.rows); }));
    EngineContents contents;
    contents.images = images;
    contents.layers = tree;
    LayerTreeRows layers;
    tell("rows of layers", milliseconds([&] { layers = layerTreeRows(contents, {}, {}, {}, now); }));
    LayerTreeModel layerModel;
    tell("model takes the layers", milliseconds([&] { layerModel.setRows(layers.rows); }));
    return 0;
}
