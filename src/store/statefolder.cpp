// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/statefolder.h"

#include <QCryptographicHash>
#include <QDir>
#include <QStandardPaths>

namespace layerdeck {

using namespace Qt::StringLiterals;

QString stateFolder()
{
    // Qt 6.4 has no name for the state folder of the XDG specification.
    const QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (!state.isEmpty())
        return state + "/layerdeck"_L1;
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    return QDir::homePath() + "/.local/state/layerdeck"_L1;
#else
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
#endif
}

QString personName()
{
    for (const char *name : {"LOGNAME", "USER", "USERNAME"}) {
        if (const QString value = qEnvironmentVariable(name); !value.isEmpty())
            return value;
    }
    return {};
}

QString stateName(const QStringList &words)
{
    const QByteArray key = words.join(QChar(u'\0')).toUtf8();
    return QString::fromLatin1(QCryptographicHash::hash(key, QCryptographicHash::Sha256).toHex().left(32));
}

} // namespace layerdeck
