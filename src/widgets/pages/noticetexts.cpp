// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/noticetexts.h"

#include "base/units.h"
#include "models/wording.h"

#include <QCoreApplication>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace layerdeck {

namespace {

constexpr qsizetype mostReasons = 3;

QString tr(const char *text) { return QCoreApplication::translate("Notices", text); }

} // namespace

ErrorNotice noticeOf(const Error &error, const QString &icon)
{
    ErrorNotice notice;
    notice.icon = icon;
    // The first sentence is the title; what follows it belongs to the text.
    const qsizetype end = error.message.indexOf(u". "_s);
    notice.title = end < 0 ? error.message : error.message.left(end);
    while (notice.title.endsWith(u'.'))
        notice.title.chop(1);
    QStringList what;
    if (end >= 0)
        what << error.message.mid(end + 2);
    if (!error.unchanged.isEmpty())
        what << error.unchanged;
    notice.what = what.join(u' ');
    // What the sentence says already is not said twice.
    const QString raw = error.detail.trimmed().section(u'\n', 0, 2);
    if (!error.message.contains(raw))
        notice.raw = raw;
    if (!error.advice.isEmpty())
        notice.helps = error.advice.split(u'\n', Qt::SkipEmptyParts);
    return notice;
}

ErrorNotice engineNotice(const EngineState &engine)
{
    ErrorNotice notice = noticeOf(engine.error.value_or(Error{}), u"engine-off"_s);
    if (notice.title.isEmpty())
        notice.title = tr("%1 cannot be reached").arg(engine.context.name);
    if (notice.raw.isEmpty())
        notice.raw = engine.context.endpoint.url();
    notice.later = tr("Tries again by itself.");
    return notice;
}

ErrorNotice readingNotice(const Error &error)
{
    ErrorNotice notice = noticeOf(error);
    notice.later = tr("Tries again by itself.");
    return notice;
}

ErrorNotice configNotice(const Error &error, bool decides)
{
    ErrorNotice notice = noticeOf(error, u"file"_s);
    if (decides) {
        notice.what = tr("It should say which engine is meant, so none was asked. The engines listed below "
                         "stand in other files and can be used.");
        notice.helps << tr("Until then, choose an engine below and press “Use this engine”.");
        notice.later = tr("Read again by itself.");
    } else {
        notice.tone = Tone::Warn;
        notice.what = tr("The engine of this window does not depend on it. What it holds of registries, such "
                         "as sign-ins, docker does not use meanwhile.");
    }
    return notice;
}

std::optional<ErrorNotice> unreadableNotice(const EngineContents &contents)
{
    QStringList reasons;
    QString name;
    for (const InspectedImage &image : contents.images) {
        if (!image.error)
            continue;
        name = image.image.tags.value(0, shortId(image.image.id));
        const QString reason = image.error->detail.isEmpty() ? image.error->message : image.error->detail;
        reasons << u"%1: %2"_s.arg(name, reason.trimmed().section(u'\n', 0, 0));
    }
    if (reasons.isEmpty())
        return std::nullopt;
    ErrorNotice notice;
    const qsizetype count = reasons.size();
    notice.title = count == 1 ? tr("1 image could not be read") : tr("%1 images could not be read").arg(count);
    notice.what = count == 1 ? tr("Its layers are missing below and in the sum. All others were read.")
                             : tr("Their layers are missing below and in the sum. All others were read.");
    notice.raw = reasons.mid(0, mostReasons).join(u'\n');
    if (count > mostReasons)
        notice.raw += u'\n' + tr("and %1 more").arg(count - mostReasons);
    notice.helps = {tr("Run “docker image inspect %1” to see whether the engine itself can read it.").arg(name),
                    tr("Where it cannot, remove the image and build or pull it again.")};
    return notice;
}

QString detailsText(const ErrorNotice &notice)
{
    QStringList lines{notice.title};
    for (const QString &part : {notice.what, notice.raw}) {
        if (!part.isEmpty())
            lines << part;
    }
    return (lines + notice.helps).join(u'\n');
}

QString staleSentence(const QDateTime &readAt)
{
    const QDateTime now = QDateTime::currentDateTime();
    const QString time = timeText(readAt, now);
    if (readAt.secsTo(now) < 60)
        return tr("As read at %1. It may have changed since.").arg(time);
    return tr("As read at %1, %2 ago. It may have changed since.").arg(time, ageText(readAt, now));
}

} // namespace layerdeck
