// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "cli/options.h"
#include "cli/output.h"

#include "base/units.h"
#include "engine/client.h"

#include <QJsonArray>
#include <QJsonObject>

namespace layerdeck {

using namespace Qt::StringLiterals;

QCoro::Task<int> runImages(Options options, CancelToken cancel)
{
    const Result<DockerContext> context = resolveContext(options.context);
    if (!context)
        co_return reportError(context.error(), options.json);
    const EngineClient engine(*context);
    const Result<QList<Image>> images = co_await engine.images(cancel);
    if (!images)
        co_return reportError(images.error(), options.json);
    if (options.json) {
        QJsonArray list;
        for (const Image &image : *images) {
            list.append(QJsonObject{{u"id"_s, image.id},
                                    {u"tags"_s, QJsonArray::fromStringList(image.tags)},
                                    {u"size"_s, image.size}});
        }
        printJson({{u"images"_s, list}});
        co_return ExitSuccess;
    }
    if (images->isEmpty())
        printLine(u"The engine has no images."_s);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const Image &image : *images) {
        const QString name = image.tags.isEmpty() ? u"(dangling)"_s : image.tags.join(u", "_s);
        printLine(u"%1  %2  %3  %4"_s.arg(shortId(image.id), sizeText(image.size).rightJustified(9),
                                          ageText(image.created, now).leftJustified(8), name));
    }
    co_return ExitSuccess;
}

} // namespace layerdeck
