// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "compose/settings.h"

#include <QRandomGenerator>

namespace layerdeck {

/// One edit as a person makes it: an entry added, removed, changed or moved, a value set or taken away.
inline void applyRandomEdit(ServiceSettings &settings, QRandomGenerator &random)
{
    using namespace Qt::StringLiterals;
    static const QStringList words{u"a"_s,        u"app:latest"_s, u"type=registry,ref=r.test:5000/a:c,mode=max"_s,
                                   u"${X}/b"_s,   u"it's: #1"_s,   u"true"_s,
                                   u"1.10"_s,     u"ünï"_s,        u"x, [y]"_s,
                                   u"quote \""_s, u"back\\slash"_s, u"z"_s};
    const auto word = [&] { return words.at(random.bounded(words.size())); };
    const auto text = [&]() -> std::optional<QString> {
        return random.bounded(3) ? std::optional(word()) : std::nullopt;
    };
    const Setting setting = allSettings[random.bounded(int(std::size(allSettings)))];
    switch (setting) {
    case Setting::CacheFrom:
    case Setting::CacheTo:
    case Setting::Platforms: {
        QStringList &list = settings.list(setting);
        const int what = list.isEmpty() ? 0 : random.bounded(4);
        if (what == 0)
            list.insert(random.bounded(list.size() + 1), word());
        else if (what == 1)
            list.removeAt(random.bounded(list.size()));
        else if (what == 2)
            list[random.bounded(list.size())] = word();
        else
            list.move(random.bounded(list.size()), random.bounded(list.size()));
        break;
    }
    case Setting::Args: {
        const QString name = QString(QChar(u'A' + random.bounded(4)));
        if (random.bounded(3))
            settings.setArg({name, text()});
        else
            settings.removeArg(name);
        break;
    }
    default: settings.single(setting) = text();
    }
}

/// `wanted` with its build arguments in the order of `written`: their order has no meaning.
inline ServiceSettings inOrderOf(const ServiceSettings &written, ServiceSettings wanted)
{
    QList<BuildArgument> args;
    for (const BuildArgument &arg : written.args) {
        if (const BuildArgument *found = wanted.arg(arg.name))
            args << *found;
    }
    if (args.size() == wanted.args.size())
        wanted.args = args;
    return wanted;
}

} // namespace layerdeck
