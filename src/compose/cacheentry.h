// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace layerdeck {

/// Where an entry stands: a source in `cache_from`, a sink in `cache_to`.
enum class CacheUse { Source, Sink };

/// An entry of `cache_from` or `cache_to` as buildx reads it: one line of CSV, whose fields are KEY=VALUE, or
/// a single image name. Lossless: text() gives back what was parsed, and set() changes one field only, so
/// unknown attributes, their order and their quoting stay.
class CacheEntry
{
public:
    CacheEntry() = default;
    /// Anything can be parsed; what buildx would refuse has an error().
    static CacheEntry parse(const QString &text);
    /// "type=TYPE".
    static CacheEntry ofType(const QString &type);

    QString text() const;
    /// Why buildx cannot read it as an entry: half a sentence; empty where it can.
    const QString &error() const { return m_error; }
    /// A plain image name; its type is "registry" for buildx.
    bool isImage() const;
    /// "registry", "local", …; "registry" for a plain image name, empty where there is none.
    QString type() const;
    /// Value of an attribute; keys in lower case. For a plain image name "ref" is the name.
    std::optional<QString> value(const QString &key) const;
    /// The keys in their order, without "type".
    QStringList keys() const;
    /// Replaces the value where it stands, else adds the attribute at the end; nothing takes it away. A plain
    /// image name keeps its form as long as only its "ref" is set.
    void set(const QString &key, const std::optional<QString> &value);

    bool operator==(const CacheEntry &other) const { return m_fields == other.m_fields; }

private:
    QStringList m_fields; ///< as written, quotes included
    QString m_error;
};

/// What an attribute of a cache backend may hold.
struct CacheAttribute
{
    enum class Kind { Text, Flag, Choice, Number, Secret, Reference, Folder, Duration, Address };
    QString key;
    Kind kind = Kind::Text;
    QString label;  ///< for a form
    QString preset; ///< what BuildKit takes where it is not written; may be empty
    QStringList choices{};
    bool required = false;
    bool rare = false; ///< belongs behind "more"
    int most = 0;      ///< of a number; 0: no bound is known
    bool operator==(const CacheAttribute &) const = default;
};

/// "registry", "local", "gha", "s3", "azblob", and for sinks "inline".
QStringList cacheTypes(CacheUse use);
/// The attributes of a type, the needed ones first; empty for "inline" and for types that are not known.
QList<CacheAttribute> cacheAttributes(const QString &type, CacheUse use);

/// What is wrong with an entry, for its field. `key` is empty where it concerns the whole text.
struct CacheProblem
{
    QString key;
    QString sentence;
    bool isMissing = false; ///< a needed attribute without a value: not wrong yet where the entry is being written
    bool operator==(const CacheProblem &) const = default;
};
/// What buildx or BuildKit would refuse or not understand. Values with variables are taken as right: what
/// they will be is not known here.
QList<CacheProblem> cacheProblems(const CacheEntry &entry, CacheUse use);

/// The part of an image name before tag and digest: "host:5000/app" for "host:5000/app:1@sha256:…".
QString imageRepository(const QString &image);
/// With the tag that docker takes where none is written: "app:latest" for "app".
QString imageWithTag(const QString &image);
/// The registry of an image name as Docker finds it; "docker.io" where the name has none.
QString imageRegistry(const QString &image);

} // namespace layerdeck
