// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tar.h"

#include <archive.h>
#include <archive_entry.h>

namespace layerdeck::support {

namespace {

la_ssize_t append(struct archive *, void *self, const void *bytes, size_t size)
{
    static_cast<QByteArray *>(self)->append(static_cast<const char *>(bytes), qsizetype(size));
    return la_ssize_t(size);
}

} // namespace

QByteArray tar(const QList<TarEntry> &entries)
{
    QByteArray result;
    struct archive *writer = archive_write_new();
    archive_write_set_format_ustar(writer);
    archive_write_open(writer, &result, nullptr, &append, nullptr);
    for (const TarEntry &entry : entries) {
        struct archive_entry *head = archive_entry_new();
        const QByteArray path = entry.path.toUtf8();
        const QByteArray link = entry.link.toUtf8();
        archive_entry_set_pathname(head, path.constData());
        archive_entry_set_perm(head, 0644);
        archive_entry_set_filetype(head, !link.isEmpty() ? AE_IFLNK : path.endsWith('/') ? AE_IFDIR : AE_IFREG);
        if (!link.isEmpty())
            archive_entry_set_symlink(head, link.constData());
        archive_entry_set_size(head, entry.content.size());
        archive_write_header(writer, head);
        archive_write_data(writer, entry.content.constData(), size_t(entry.content.size()));
        archive_entry_free(head);
    }
    archive_write_free(writer);
    return result;
}

QByteArray gzip(const QByteArray &bytes)
{
    QByteArray result;
    struct archive *writer = archive_write_new();
    archive_write_add_filter_gzip(writer);
    archive_write_set_format_raw(writer);
    archive_write_open(writer, &result, nullptr, &append, nullptr);
    struct archive_entry *head = archive_entry_new();
    archive_entry_set_filetype(head, AE_IFREG);
    archive_write_header(writer, head);
    archive_write_data(writer, bytes.constData(), size_t(bytes.size()));
    archive_entry_free(head);
    archive_write_free(writer);
    return result;
}

} // namespace layerdeck::support
