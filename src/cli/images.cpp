// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"
#include "engine/client.h"
#include "models/contentexport.h"
#include "models/contentwording.h"
#include "models/layertreemodel.h"

#include <QJsonArray>
#include <QJsonObject>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QJsonObject rowJson(const TreeLayer &row)
{
    QJsonObject object = jsonOf(exportRecord(row));
    object.insert(u"parent"_s, row.parent);
    return object;
}

QCoro::Task<int> runImageTree(Options options, CancelToken cancel)
{
    const Result<Holdings> held = co_await readHoldings(options, cancel);
    if (!held)
        co_return reportError(held.error(), options.json);
    const Result<EngineInfo> info = co_await held->engine.info(cancel);
    if (!info)
        co_return reportError(info.error(), options.json);
    const LayerTree &tree = held->contents.layers;
    if (options.json) {
        QJsonArray rows;
        for (const TreeLayer &row : tree.rows)
            rows.append(rowJson(row));
        printJson({{u"images"_s, tree.images},
                   {u"disk_bytes"_s, tree.diskBytes},
                   {u"listed_bytes"_s, tree.listedBytes},
                   {u"layers"_s, rows}});
        co_return ExitSuccess;
    }
    for (const TreeLayer &row : tree.rows) {
        QStringList names;
        for (const ImageEnd &end : row.ends)
            names << imageName(end.name, end.imageId);
        const QString shared = row.imageIds.size() > 1 ? u"%1 images"_s.arg(row.imageIds.size()) : QString();
        printLine(u"%1  %2  %3%4"_s.arg(sizeText(row.layer.size).rightJustified(9), shared.leftJustified(10),
                                        QString(row.level * 2, u' '), instructionLine(row.layer.instruction))
                  + (names.isEmpty() ? QString() : u"  ["_s + names.join(u", "_s) + u']'));
    }
    printLine(imagesSentence(tree, info->containerdStore));
    co_return ExitSuccess;
}

} // namespace

QCoro::Task<int> runImages(Options options, CancelToken cancel)
{
    if (const Result<void> named = checkNamedProject(options); !named)
        co_return reportError(named.error(), options.json);
    if (options.values.contains(u"tree"_s))
        co_return co_await runImageTree(options, cancel);
    const Result<DockerContext> context = resolveContext(options.context);
    if (!context)
        co_return reportError(context.error(), options.json);
    const EngineClient engine(*context);
    const Result<QList<Image>> images = co_await engine.images(cancel);
    if (!images)
        co_return reportError(images.error(), options.json);
    if (options.json) {
        QJsonArray list;
        for (const Image &image : *images)
            list.append(jsonOf(exportRecord(image)));
        printJson({{u"images"_s, list}});
        co_return ExitSuccess;
    }
    if (images->isEmpty())
        printLine(u"The engine has no images."_s);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const Image &image : *images) {
        const QString name = image.tags.isEmpty() ? imageNames(image).first() : image.tags.join(u", "_s);
        printLine(u"%1  %2  %3  %4"_s.arg(shortId(image.id), sizeText(image.size).rightJustified(9),
                                          ageText(image.created, now).leftJustified(8), name));
    }
    co_return ExitSuccess;
}

} // namespace layerdeck
