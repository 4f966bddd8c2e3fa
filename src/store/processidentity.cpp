// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/processidentity.h"

#include <QByteArrayList>
#include <QCoreApplication>
#include <QFile>
#include <QSysInfo>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <csignal>
#endif

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

QString startOf(qint64 pid)
{
#ifdef Q_OS_LINUX
    QFile file(u"/proc/%1/stat"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    // The name in brackets may hold anything; the start is field 22.
    const QByteArray stat = file.readAll();
    const QByteArrayList fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    // One that has ended keeps its number until its parent asks for its end.
    return fields.value(0) == "Z" ? QString() : QString::fromLatin1(fields.value(19));
#else
    Q_UNUSED(pid)
    return {};
#endif
}

} // namespace

QString processIdentity(qint64 pid)
{
    return QString::fromLatin1(QSysInfo::bootUniqueId()) + u'/' + startOf(pid);
}

bool isAlive(qint64 pid, const QString &identity)
{
    if (pid == QCoreApplication::applicationPid())
        return identity == processIdentity(pid);
#ifdef Q_OS_UNIX
    if (pid <= 0 || (::kill(static_cast<pid_t>(pid), 0) != 0 && errno != EPERM))
        return false;
#endif
    return identity == processIdentity(pid);
}

} // namespace layerdeck
