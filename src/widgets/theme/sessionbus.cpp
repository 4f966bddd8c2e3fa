// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/sessionbus.h"

#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace layerdeck {

bool hasSessionBus()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS")
           || QFileInfo::exists(QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + u"/bus"_s);
}

} // namespace layerdeck
