// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers/layerfiles.h"

#include "base/json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringDecoder>

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>
#include <optional>

#ifdef Q_OS_UNIX
#include <locale.h>
#endif

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

/// What an entry takes beside its name.
constexpr qint64 entryBytes = 64;
constexpr qint64 longestJson = 16 * 1024 * 1024;
constexpr size_t pieceSize = 64 * 1024;

using Archive = std::unique_ptr<struct archive, int (*)(struct archive *)>;

Archive newReader()
{
    return {archive_read_new(), &archive_read_free};
}

Error damaged(const QString &detail)
{
    return {ErrorCode::Protocol, u"The image's archive could not be read to its end."_s, {},
            u"Try again; if it stays so, the image is damaged: build or pull it again."_s, detail};
}

QString textOf(struct archive *reader)
{
    const char *text = archive_error_string(reader);
    return text ? QString::fromUtf8(text) : u"no archive"_s;
}

/// In a locale of UTF-8 libarchive composes the characters of names (Unicode NFC), and two files become one. In the C locale names are
/// the bytes that they are. Of this thread, as long as the object lives.
class BytesAreNames
{
public:
#ifdef Q_OS_UNIX
    BytesAreNames()
        : m_plain(newlocale(LC_CTYPE_MASK, "C", nullptr))
        , m_before(m_plain ? uselocale(m_plain) : nullptr)
    {
    }
    ~BytesAreNames()
    {
        if (!m_plain)
            return;
        uselocale(m_before);
        freelocale(m_plain);
    }

private:
    locale_t m_plain;
    locale_t m_before;
#else
    BytesAreNames() = default;
    ~BytesAreNames() { }
#endif
    Q_DISABLE_COPY(BytesAreNames)
};

/// Names in archives are bytes: those that are no UTF-8 stand as "\xff", so that different names stay different.
QString nameOf(const char *bytes)
{
    const QByteArrayView name(bytes);
    // Stateless: what begins a character at the end and does not end it is an error, too.
    QStringDecoder decoder(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
    const QString text = decoder(name);
    if (!decoder.hasError())
        return text;
    QString result;
    for (qsizetype at = 0; at < name.size();) {
        // A character has up to four bytes.
        qsizetype length = 4;
        QString character;
        for (; length > 0; --length) {
            QStringDecoder one(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
            character = one(name.sliced(at, std::min(length, name.size() - at)));
            if (!one.hasError() && at + length <= name.size() && character.toUcs4().size() == 1)
                break;
        }
        result += length > 0 ? character : u"\\x%1"_s.arg(uchar(name[at]), 2, 16, QChar(u'0'));
        at += std::max<qsizetype>(1, length);
    }
    return result;
}

QString pathOf(struct archive_entry *entry)
{
    QString path = nameOf(archive_entry_pathname(entry));
    while (path.startsWith("./"_L1))
        path.remove(0, 2);
    while (path.startsWith(u'/'))
        path.remove(0, 1);
    while (path.endsWith(u'/'))
        path.chop(1);
    return path == "."_L1 ? QString() : path;
}

LayerEntry layerEntry(struct archive_entry *entry)
{
    LayerEntry result;
    result.path = pathOf(entry);
    const qsizetype slash = result.path.lastIndexOf(u'/');
    const QString name = result.path.mid(slash + 1);
    // The marks of the OCI image specification, layer.md.
    if (name == ".wh..wh..opq"_L1) {
        result.kind = LayerEntry::Kind::Opaque;
        result.path = result.path.left(std::max<qsizetype>(0, slash));
    } else if (name.startsWith(".wh."_L1)) {
        result.kind = LayerEntry::Kind::Whiteout;
        result.path = result.path.left(slash + 1) + name.mid(4);
    } else if (archive_entry_hardlink(entry) || archive_entry_filetype(entry) == AE_IFLNK) {
        result.kind = LayerEntry::Kind::Link;
    } else if (archive_entry_filetype(entry) == AE_IFDIR) {
        result.kind = LayerEntry::Kind::Directory;
    } else if (archive_entry_filetype(entry) == AE_IFREG) {
        result.size = std::max<qint64>(0, archive_entry_size(entry));
    } else {
        result.kind = LayerEntry::Kind::Link;
    }
    return result;
}

/// The pieces of the outer stream, as libarchive asks for them.
struct Source
{
    const NextPiece &next;
    QByteArray piece = {};
    std::optional<Error> error = {};

    static la_ssize_t read(struct archive *, void *self, const void **buffer)
    {
        auto *source = static_cast<Source *>(self);
        Result<QByteArray> piece = source->next();
        if (!piece) {
            source->error = piece.error();
            return ARCHIVE_FATAL;
        }
        source->piece = *std::move(piece);
        *buffer = source->piece.constData();
        return source->piece.size();
    }
};

/// The bytes of one entry of the outer archive, read by an archive inside it. What was looked at before comes first.
struct Inner
{
    struct archive *outer;
    QByteArray piece;
    bool first = true;

    static la_ssize_t read(struct archive *, void *self, const void **buffer)
    {
        auto *inner = static_cast<Inner *>(self);
        if (!inner->first) {
            inner->piece.resize(pieceSize);
            const la_ssize_t got = archive_read_data(inner->outer, inner->piece.data(), pieceSize);
            if (got < 0)
                return ARCHIVE_FATAL;
            inner->piece.truncate(got);
        }
        inner->first = false;
        *buffer = inner->piece.constData();
        return inner->piece.size();
    }
};

class ArchiveReader
{
public:
    ArchiveReader(const NextPiece &next, qint64 mostBytes)
        : m_source{next}
        , m_left(mostBytes)
    {
    }

    Result<ImageArchive> read(const QStringList &diffIds)
    {
        const Archive outer = newReader();
        archive_read_support_format_tar(outer.get());
        if (archive_read_open(outer.get(), &m_source, nullptr, &Source::read, nullptr) != ARCHIVE_OK)
            return failure(errorOf(outer.get()));
        struct archive_entry *entry = nullptr;
        int code = ARCHIVE_OK;
        while ((code = archive_read_next_header(outer.get(), &entry)) == ARCHIVE_OK || code == ARCHIVE_WARN) {
            const QString path = pathOf(entry);
            if (archive_entry_filetype(entry) == AE_IFLNK || archive_entry_hardlink(entry)) {
                // Engines before 25 write a layer that stands there twice as a link.
                const char *target = archive_entry_hardlink(entry) ? archive_entry_hardlink(entry) : archive_entry_symlink(entry);
                const QString to = nameOf(target);
                if (!spend(entryBytes + 2 * (path.size() + to.size())))
                    return failure(tooLarge(path));
                m_links.insert(path, to);
                continue;
            }
            if (archive_entry_filetype(entry) != AE_IFREG)
                continue;
            if (const auto taken = take(outer.get(), path, archive_entry_size(entry)); !taken)
                return failure(taken.error());
        }
        if (code != ARCHIVE_EOF)
            return failure(errorOf(outer.get()));
        return assembled(diffIds);
    }

private:
    Error errorOf(struct archive *reader) const { return m_source.error ? *m_source.error : damaged(textOf(reader)); }

    static Error tooLarge(const QString &path)
    {
        return {ErrorCode::Protocol, u"The image lists more files than Layerdeck keeps in memory."_s, u"Its files are not shown."_s, {}, path};
    }
    /// False where there is no room for so many bytes more.
    bool spend(qint64 bytes) { return (m_left -= bytes) >= 0; }

    /// A file of the outer archive is JSON, a layer, or nothing to us; which, its first bytes tell.
    Result<void> take(struct archive *outer, const QString &path, qint64 size)
    {
        QByteArray head(pieceSize, Qt::Uninitialized);
        const la_ssize_t got = archive_read_data(outer, head.data(), head.size());
        if (got < 0)
            return failure(errorOf(outer));
        head.truncate(got);
        // The first name in a tar may begin with a bracket too.
        const bool isTar = head.mid(257, 5) == "ustar";
        if (!isTar && (head.startsWith('{') || head.startsWith('['))) {
            if (size > longestJson)
                return {};
            QByteArray piece(pieceSize, Qt::Uninitialized);
            la_ssize_t more = 0;
            while (head.size() < size && (more = archive_read_data(outer, piece.data(), piece.size())) > 0)
                head.append(piece.constData(), more);
            if (more < 0)
                return failure(errorOf(outer));
            if (!spend(head.size()))
                return failure(tooLarge(path));
            m_json.insert(path, head);
            return {};
        }
        return takeLayer(outer, path, head);
    }

    Result<void> takeLayer(struct archive *outer, const QString &path, const QByteArray &head)
    {
        const Archive reader = newReader();
        archive_read_support_filter_gzip(reader.get());
        archive_read_support_filter_zstd(reader.get());
        archive_read_support_format_tar(reader.get());
        archive_read_support_format_empty(reader.get());
        Inner inner{outer, head};
        if (archive_read_open(reader.get(), &inner, nullptr, &Inner::read, nullptr) != ARCHIVE_OK) {
            if (m_source.error)
                return failure(*m_source.error);
            return {}; // "oci-layout", "VERSION": no archive
        }
        QList<LayerEntry> entries;
        struct archive_entry *entry = nullptr;
        int code = ARCHIVE_OK;
        while ((code = archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK || code == ARCHIVE_WARN) {
            const LayerEntry found = layerEntry(entry);
            if (!found.path.isEmpty() || found.kind == LayerEntry::Kind::Opaque)
                entries << found;
            if (!spend(entryBytes + 2 * found.path.size()))
                return failure(tooLarge(path));
        }
        if (m_source.error)
            return failure(*m_source.error);
        if (code != ARCHIVE_EOF && !entries.isEmpty())
            return failure(damaged(path + u": "_s + textOf(reader.get())));
        if (code == ARCHIVE_EOF)
            m_layers.insert(path, entries);
        return {};
    }

    QJsonDocument json(const QString &path) const { return QJsonDocument::fromJson(m_json.value(path)); }

    /// manifest.json names configuration and layers, from the base up, of each image in the archive.
    Result<ImageArchive> assembled(const QStringList &diffIds) const
    {
        for (const QJsonValue manifest : json(u"manifest.json"_s).array()) {
            const QJsonObject config = json(manifest["Config"_L1].toString()).object();
            if (jsonStrings(config["rootfs"_L1]["diff_ids"_L1]) == diffIds)
                return layersAt(jsonStrings(manifest["Layers"_L1]), diffIds);
        }
        return failure(damaged(u"no image with the layers that were asked for is in it"_s));
    }

    Result<ImageArchive> layersAt(const QStringList &paths, const QStringList &diffIds) const
    {
        if (paths.size() != diffIds.size())
            return failure(damaged(u"manifest.json and the configuration do not fit"_s));
        ImageArchive archive;
        for (qsizetype i = 0; i < paths.size(); ++i) {
            const QString link = m_links.value(paths.at(i));
            const QString path = link.isEmpty() ? paths.at(i) : resolved(paths.at(i), link);
            if (!m_layers.contains(path))
                return failure(damaged(u"the layer %1 is missing"_s.arg(path)));
            archive.layers << ImageArchive::Layer{diffIds.at(i), m_layers.value(path)};
        }
        return archive;
    }

    /// "../ID/layer.tar" beside "OTHER/layer.tar".
    static QString resolved(const QString &path, const QString &link)
    {
        return link.startsWith("../"_L1) ? path.section(u'/', 0, -3) + link.mid(3) : link;
    }

    Source m_source;
    qint64 m_left; ///< bytes that may still be kept
    QHash<QString, QByteArray> m_json;
    QHash<QString, QList<LayerEntry>> m_layers;
    QHash<QString, QString> m_links;
};

} // namespace

Result<ImageArchive> readImageArchive(const QStringList &diffIds, const NextPiece &next, qint64 mostBytes)
{
    const BytesAreNames locale;
    return ArchiveReader(next, mostBytes).read(diffIds);
}

} // namespace layerdeck
