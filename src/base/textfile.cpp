// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/textfile.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QTemporaryFile>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

Error notSaved(const QString &path, const QFileDevice &file)
{
    // QSaveFile calls a file that may not be written a WriteError.
    const QFileInfo info(path);
    const bool permission = file.error() == QFileDevice::PermissionsError || file.error() == QFileDevice::OpenError
                            || (info.exists() && !info.isWritable());
    return {permission ? ErrorCode::FileDenied : ErrorCode::Io,
            u"%1 could not be saved: %2."_s.arg(path, file.errorString()), u"The file is as it was."_s,
            permission ? u"Check the rights of file and folder, then save again."_s
                       : u"Free some space or check the rights of file and folder, then save again."_s,
            file.errorString()};
}

/// Gives the new file the owner and group of the old one; false where that is not allowed.
bool keepOwner([[maybe_unused]] const QString &path, [[maybe_unused]] int handle)
{
#ifdef Q_OS_UNIX
    struct stat old = {};
    struct stat fresh = {};
    if (::stat(QFile::encodeName(path).constData(), &old) != 0 || ::fstat(handle, &fresh) != 0)
        return true; // there is no old file to be like
    if (old.st_uid == fresh.st_uid && old.st_gid == fresh.st_gid)
        return true;
    return ::fchown(handle, old.st_uid, old.st_gid) == 0;
#else
    return true;
#endif
}

/// Gives the new file every bit of the old one's mode. QSaveFile sets what this user may do instead: root may write to a
/// file that is read-only. Comes last, since a change of owner and writing take away setuid and setgid.
bool keepMode([[maybe_unused]] const QString &path, [[maybe_unused]] int handle)
{
#ifdef Q_OS_UNIX
    struct stat old = {};
    return ::stat(QFile::encodeName(path).constData(), &old) != 0 || ::fchmod(handle, old.st_mode & 07777) == 0;
#else
    return true;
#endif
}

Result<void> overwrite(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QTemporaryFile copy(path + ".XXXXXX"_L1);
    const Result<QByteArray> old = readTextFile(path);
    if (!old)
        return failure(old.error());
    // The copy takes as much room as the longer text: if it can be written, the file can.
    const QByteArray room = text.size() > old->size() ? text : *old;
    if (!copy.open() || copy.write(room) != room.size() || !copy.flush() || !copy.resize(0) ||
        !copy.seek(0) || copy.write(*old) != old->size() || !copy.flush())
        return failure(notSaved(path, copy));
    if (!file.open(QIODevice::ReadWrite) || file.write(text) != text.size() || !file.flush() ||
        !file.resize(text.size())) {
        Error error = notSaved(path, file);
        if (file.isOpen() && (!file.seek(0) || file.write(*old) != old->size() || !file.flush() ||
                              !file.resize(old->size()))) {
            copy.setAutoRemove(false);
            error.unchanged = u"The file may hold a part only; the whole text as it was is in %1."_s.arg(copy.fileName());
        }
        return failure(error);
    }
    return {};
}

} // namespace

Result<QByteArray> readTextFile(const QString &path)
{
    const QFileInfo info(path);
    const auto notRead = [&path](ErrorCode code, const QString &why, const QString &advice) {
        return failure(
            Error{code, u"%1 cannot be read: %2."_s.arg(path, why), u"Nothing was changed."_s, advice, why});
    };
    if (!info.exists()) {
        return notRead(ErrorCode::NotFound,
                       info.isSymLink() ? u"its link leads nowhere"_s : u"there is no such file"_s,
                       u"Check the name."_s);
    }
    if (info.isDir())
        return notRead(ErrorCode::InvalidInput, u"it is a folder"_s, u"Name a file."_s);
    if (!info.isFile())
        return notRead(ErrorCode::InvalidInput, u"it is no regular file, but a socket, pipe or device"_s,
                       u"Name a file."_s);
    if (info.size() > largestTextFile) {
        return notRead(ErrorCode::InvalidInput,
                       u"it has %1 MiB, and Layerdeck reads up to 16 MiB"_s.arg(info.size() >> 20),
                       u"Name another file."_s);
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return notRead(info.isReadable() ? ErrorCode::Io : ErrorCode::FileDenied, file.errorString(),
                       u"Check the rights of the file."_s);
    const QByteArray bytes = file.read(largestTextFile + 1);
    if (file.error() != QFileDevice::NoError)
        return notRead(ErrorCode::Io, file.errorString(), u"Try again."_s);
    return bytes;
}

Result<void> writeTextFile(const QString &path, const QByteArray &text)
{
    const QString target = QFileInfo(path).exists() ? QFileInfo(path).canonicalFilePath() : path;
    if (QFileInfo(target).exists() && !QFileInfo(target).isFile()) {
        return failure(Error{ErrorCode::InvalidInput,
                             u"%1 could not be saved: it is no regular file."_s.arg(path),
                             u"Nothing was changed."_s,
                             u"Name a file."_s,
                             {}});
    }
    QSaveFile file(target);
    if (!file.open(QIODevice::WriteOnly))
        return failure(notSaved(path, file));
    if (!keepOwner(target, file.handle())) {
        file.cancelWriting();
        return overwrite(target, text);
    }
    // The flush is what tells a full disk: commit() in Qt 6.4 puts a file in place whose last bytes could not
    // be written.
    if (file.write(text) == text.size() && file.flush() && keepMode(target, file.handle()) && file.commit())
        return {};
    return failure(notSaved(path, file));
}

} // namespace layerdeck
