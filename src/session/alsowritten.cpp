// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/alsowritten.h"

#include "compose/secrets.h"

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

} // namespace layerdeck
