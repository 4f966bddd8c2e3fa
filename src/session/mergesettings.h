// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/settings.h"

namespace layerdeck {

/// A change that could not be made again on what someone else wrote meanwhile.
struct NotReapplied
{
    Setting setting = Setting::Image;
    QString sentence;
    bool operator==(const NotReapplied &) const = default;
};

struct MergedSettings
{
    ServiceSettings settings;
    QList<NotReapplied> conflicts;
    bool operator==(const MergedSettings &) const = default;
};

/// Makes the change from `base` to `mine` again on `theirs`. Lists are merged by their entries: what was
/// added comes after the entry it came after, what was removed goes. Where both changed the same value or entry to
/// something else, theirs stays and is reported; so does an order that was changed here and is not theirs.
MergedSettings mergeSettings(const ServiceSettings &base, const ServiceSettings &mine,
                             const ServiceSettings &theirs);

/// `to` with what `mine` changed of a setting of `base`; what `to` has added stays.
ServiceSettings withMine(ServiceSettings to, const ServiceSettings &base, const ServiceSettings &mine, Setting setting);

/// `to` with the chosen settings of `from`.
ServiceSettings withSettings(ServiceSettings to, const ServiceSettings &from, const QList<Setting> &settings);

} // namespace layerdeck
