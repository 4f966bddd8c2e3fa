// SPDX-License-Identifier: GPL-3.0-or-later
// "layers IMAGE" and "diff IMAGE IMAGE".
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"

#include "base/units.h"
#include "compose/settingproblems.h"
#include "layers/comparison.h"
#include "models/contentwording.h"
#include "session/imagereading.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

const QString withFiles = u"files"_s;

QString changeName(FileChange change)
{
    switch (change) {
    case FileChange::Added: return u"added"_s;
    case FileChange::Modified: return u"modified"_s;
    case FileChange::Removed: return u"removed"_s;
    }
    return {};
}

QCoro::Task<Result<InspectedImage>> inspected(EngineClient engine, QString name, CancelToken cancel)
{
    const Result<ImageDetail> detail = co_await engine.inspectImage(name, cancel);
    if (!detail && detail.error().code == ErrorCode::NotFound) {
        // Docker takes what has no tag for "latest", or for the beginning of an id.
        const bool whole = name.section(u'/', -1).contains(u':') || name.contains(u'@');
        const QString what = whole ? u"The engine has no image “%1”."_s.arg(name)
                                   : u"The engine has no image “%1”: without a tag, it looked for “%1:latest”."_s.arg(name);
        co_return failure(Error{ErrorCode::NotFound, what, {}, u"“layerdeck images” lists what it has."_s, detail.error().detail});
    }
    if (!detail)
        co_return failure(detail.error());
    const Result<QList<HistoryEntry>> history = co_await engine.history(detail->id, cancel);
    if (!history)
        co_return failure(history.error());
    InspectedImage image;
    image.image = Image{detail->id, detail->tags, {}, detail->size, detail->created, detail->labels};
    image.detail = *detail;
    image.history = *history;
    co_return image;
}

/// A name with tag or digest, or an id, whole or its beginning.
bool isReference(const QString &name)
{
    static const QRegularExpression id(u"^(?:sha256:)?[0-9a-f]{1,64}$"_s);
    return id.match(name).hasMatch() || (!name.isEmpty() && imageProblem(name).isEmpty());
}

/// The images that the options name, which must be `count`; an exit code where that has been reported as an error.
QCoro::Task<tl::expected<QList<InspectedImage>, int>> namedImages(QString subcommand, int count, Options options, CancelToken cancel)
{
    if (options.names.size() != count) {
        const QString message = count == 1 ? u"Name one image."_s : u"Name two images."_s;
        co_return tl::unexpected<int>(reportUsage(subcommand, message, options.json));
    }
    for (const QString &name : std::as_const(options.names)) {
        if (!isReference(name)) {
            co_return tl::unexpected<int>(reportError(
                Error{ErrorCode::InvalidInput, u"“%1” is no name of an image."_s.arg(name), u"Nothing was read."_s,
                      u"A name looks like app:1.2, registry.example/app@sha256:…, or the id that “layerdeck images” lists."_s, {}},
                options.json));
        }
    }
    const Result<DockerContext> context = resolveContext(options.context);
    if (!context)
        co_return tl::unexpected<int>(reportError(context.error(), options.json));
    const EngineClient engine(*context);
    QList<InspectedImage> images;
    for (const QString &name : std::as_const(options.names)) {
        const Result<InspectedImage> image = co_await inspected(engine, name, cancel);
        if (!image)
            co_return tl::unexpected<int>(reportError(image.error(), options.json));
        images << *image;
    }
    co_return images;
}

QJsonObject layerJson(int index, const ImageLayer &layer)
{
    QJsonObject object{{u"index"_s, index}, {u"diff_id"_s, layer.diffId}, {u"instruction"_s, layer.instruction}};
    object.insert(u"size"_s, layer.size < 0 ? QJsonValue() : QJsonValue(layer.size));
    return object;
}

QJsonArray filesJson(const ImageFiles::Layer &layer)
{
    QJsonArray files;
    for (const ChangedPath &file : layer.files)
        files.append(QJsonObject{{u"path"_s, file.path}, {u"change"_s, changeName(file.change)}, {u"size"_s, file.size}});
    return files;
}

QString layerLine(int index, const ImageLayer &layer)
{
    return u"%1  %2  %3"_s.arg(QString::number(index).rightJustified(3), sizeText(layer.size).rightJustified(9),
                               instructionLine(layer.instruction));
}

void printFiles(const ImageFiles::Layer &layer)
{
    static const QMap<FileChange, QString> signs{
        {FileChange::Added, u"+"_s}, {FileChange::Modified, u"~"_s}, {FileChange::Removed, u"-"_s}};
    for (const ChangedPath &file : layer.files)
        printLine(u"       %1 %2  %3"_s.arg(signs.value(file.change), sizeText(file.size).rightJustified(9), visibleName(file.path)));
}

} // namespace

QList<QCommandLineOption> layersOptions()
{
    return {{withFiles, u"Lists the files that each layer adds (+), changes (~) and removes (-)."_s}};
}

QCoro::Task<int> runLayers(Options options, CancelToken cancel)
{
    const auto images = co_await namedImages(u"layers"_s, 1, options, cancel);
    if (!images)
        co_return images.error();
    const InspectedImage image = images->first();
    const bool listFiles = options.values.contains(withFiles);
    const Result<ImageFiles> files = co_await readImageFiles(*resolveContext(options.context), image.detail.id, image.detail.diffIds, nullptr, {}, cancel);
    if (!files)
        co_return reportError(files.error(), options.json);

    const QList<ImageLayer> layers = layersOf(image);
    QJsonArray list;
    for (int i = 0; i < static_cast<int>(layers.size()); ++i) {
        const ImageFiles::Layer &content = files->layers.at(i);
        if (options.json) {
            QJsonObject object = layerJson(i, layers.at(i));
            if (listFiles)
                object.insert(u"files"_s, filesJson(content));
            list.append(object);
        } else {
            printLine(layerLine(i, layers.at(i)));
            if (listFiles)
                printFiles(content);
        }
    }
    if (options.json) {
        printJson({{u"image"_s, image.detail.id},
                   {u"efficiency"_s, files->efficiency},
                   {u"wasted_bytes"_s, files->wastedBytes},
                   {u"layers"_s, list}});
    } else {
        printLine(efficiencySentence(*files));
    }
    co_return ExitSuccess;
}

QCoro::Task<int> runDiff(Options options, CancelToken cancel)
{
    const auto images = co_await namedImages(u"diff"_s, 2, options, cancel);
    if (!images)
        co_return images.error();
    const ImageComparison comparison = compareImages(images->first(), images->last());
    if (!options.json) {
        printLine(comparisonSentence(comparison, options.names.first(), options.names.last()));
        for (const auto &[sign, layers] : {std::pair(u"  "_s, comparison.shared), std::pair(u"- "_s, comparison.onlyFirst),
                                           std::pair(u"+ "_s, comparison.onlySecond)}) {
            int index = sign == u"  "_s ? 0 : static_cast<int>(comparison.shared.size());
            for (const ImageLayer &layer : layers)
                printLine(sign + layerLine(index++, layer));
        }
        co_return ExitSuccess;
    }
    const auto array = [](const QList<ImageLayer> &layers, int from) {
        QJsonArray list;
        for (const ImageLayer &layer : layers)
            list.append(layerJson(from++, layer));
        return list;
    };
    const int from = static_cast<int>(comparison.shared.size());
    printJson({{u"images"_s, QJsonArray{images->first().detail.id, images->last().detail.id}},
               {u"part_at"_s, comparison.isSame() ? QJsonValue() : QJsonValue(from)},
               {u"shared"_s, array(comparison.shared, 0)},
               {u"only_first"_s, array(comparison.onlyFirst, from)},
               {u"only_second"_s, array(comparison.onlySecond, from)}});
    co_return ExitSuccess;
}

} // namespace layerdeck
