// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/alsowritten.h"

#include "compose/secrets.h"
#include "text/edit.h"
#include "text/listchange.h"

#include <QSet>

#include <algorithm>

namespace layerdeck {

AlsoWritten alsoWritten(const WrittenService &before, const WrittenService &after)
{
    AlsoWritten also;
    also.buildKeys = after.buildKeys;
    also.buildKeys.removeIf([&before](const QString &key) { return before.buildKeys.contains(key); });
    for (const Setting setting : allSettings) {
        if (before.settings.same(setting, after.settings))
            continue;
        also.buildKeys.removeAll(settingKey(setting));
        if (!isList(setting))
            continue;
        const bool copied = before.origin(setting).kind == SettingOrigin::Kind::Anchor &&
                            after.origin(setting).kind == SettingOrigin::Kind::Own;
        const QStringList &now = after.settings.list(setting);
        for (const QString &entry : before.settings.list(setting)) {
            if (now.contains(entry)) {
                if (copied)
                    also.entries[setting] << entry;
            } else if (before.settings.list(setting).count(entry) > 1 && !also.repeated.value(setting).contains(entry)) {
                also.repeated[setting] << entry;
            }
        }
    }
    also.secretArguments = also.buildKeys.contains(settingKey(Setting::Args)) &&
                           std::ranges::any_of(after.settings.args, looksSecret, &BuildArgument::name);
    return also;
}

CommentsBeside commentsBeside(const ComposeText &before, const WrittenService &service, const ServiceSettings &wanted)
{
    const LineIndex lines(before.text());
    const auto isComment = [&lines](int number) {
        return number > 0 && number <= lines.count() && lines.content(number - 1).trimmed().startsWith('#');
    };
    CommentsBeside comments;
    for (const Setting setting : {Setting::CacheFrom, Setting::CacheTo, Setting::Platforms}) {
        const SettingOrigin origin = service.origin(setting);
        const QStringList &saved = service.settings.list(setting);
        const QStringList &now = wanted.list(setting);
        if (origin.kind != SettingOrigin::Kind::Own || origin.entries.size() != saved.size() || saved.isEmpty() || saved == now)
            continue;
        if (now.isEmpty()) {
            bool inside = false;
            for (int line = origin.place.line + 1; line < origin.entries.last().line; ++line)
                inside = inside || isComment(line);
            if (inside || isComment(origin.entries.first().line - 1))
                comments.emptied << setting;
            continue;
        }
        QSet<qsizetype> stay;
        for (const ListEntry &entry : listChange(saved, now, wanted.added.value(setting))) {
            if (entry.origin == ListEntry::Origin::Kept || entry.origin == ListEntry::Origin::Replaced)
                stay.insert(entry.from);
        }
        for (qsizetype i = 0; i < saved.size(); ++i) {
            if (!stay.contains(i) && isComment(origin.entries[i].line - 1))
                comments.left << origin.entries[i].line - 1;
        }
    }
    return comments;
}

} // namespace layerdeck
