// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/cacheentry.h"

#include "compose/settingproblems.h"

#include <QRegularExpression>

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

using Kind = CacheAttribute::Kind;

/// A CSV field without its quotes; the rules of Go's encoding/csv.
struct Field
{
    QString value;
    QString error{};
};

Field unquoted(const QString &raw)
{
    if (!raw.startsWith(u'"')) {
        if (raw.contains(u'"'))
            return {raw, u"a quote stands inside a field that does not begin with one"_s};
        return {raw};
    }
    QString value;
    qsizetype i = 1;
    for (; i < raw.size(); ++i) {
        if (raw[i] != u'"') {
            value += raw[i];
        } else if (i + 1 < raw.size() && raw[i + 1] == u'"') {
            value += u'"';
            ++i;
        } else {
            break;
        }
    }
    if (i >= raw.size())
        return {value, u"a quote is not closed"_s};
    if (i + 1 < raw.size())
        return {value, u"text follows a closing quote"_s};
    return {value};
}

QString quoted(const QString &value)
{
    static const QRegularExpression needs(u"[,\"\r\n]"_s);
    if (!value.contains(needs))
        return value;
    return u'"' + QString(value).replace(u'"', u"\"\""_s) + u'"';
}

/// Splits at the commas that no quotes and no braces of a variable enclose.
QStringList split(const QString &text)
{
    QStringList fields;
    QString field;
    bool inQuotes = false;
    int braces = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'"' && inQuotes && i + 1 < text.size() && text[i + 1] == u'"') {
            field += u"\"\""_s;
            ++i;
            continue;
        }
        if (c == u'"' && (inQuotes || field.isEmpty()))
            inQuotes = !inQuotes;
        else if (c == u'$' && i + 1 < text.size() && text[i + 1] == u'{')
            ++braces;
        else if (c == u'}' && braces > 0)
            --braces;
        if (c == u',' && !inQuotes && braces == 0) {
            fields << field;
            field.clear();
        } else {
            field += c;
        }
    }
    return fields << field;
}

QString keyOf(const QString &raw)
{
    const QString field = unquoted(raw).value;
    const qsizetype equals = field.indexOf(u'=');
    return equals < 0 ? QString() : field.left(equals).toLower();
}

bool hasVariable(const QString &text)
{
    static const QRegularExpression variable(u"\\$[{A-Za-z_]"_s);
    return text.contains(variable);
}

QString asField(const QString &key, const QString &value) { return quoted(key + u'=' + value); }

QList<CacheAttribute> exported(QList<CacheAttribute> attributes, CacheUse use, bool blobs)
{
    if (use == CacheUse::Source)
        return attributes;
    const qsizetype firstRare =
        std::ranges::find(attributes, true, &CacheAttribute::rare) - attributes.begin();
    attributes.insert(firstRare, {u"mode"_s, Kind::Choice, u"Mode"_s, u"min"_s, {u"min"_s, u"max"_s}});
    attributes << CacheAttribute{
        u"ignore-error"_s, Kind::Flag, u"Ignore errors"_s, u"false"_s, {}, false, true};
    if (blobs) {
        attributes
            << CacheAttribute{u"image-manifest"_s,
                              Kind::Flag,
                              u"Image manifest"_s,
                              u"true"_s,
                              {},
                              false,
                              true}
            << CacheAttribute{u"oci-mediatypes"_s,
                              Kind::Flag,
                              u"OCI media types"_s,
                              u"true"_s,
                              {},
                              false,
                              true}
            << CacheAttribute{u"compression"_s,
                              Kind::Choice,
                              u"Compression"_s,
                              u"gzip"_s,
                              {u"gzip"_s, u"estargz"_s, u"zstd"_s, u"uncompressed"_s},
                              false,
                              true}
            << CacheAttribute{u"compression-level"_s,
                              Kind::Number,
                              u"Compression level"_s,
                              {},
                              {},
                              false,
                              true,
                              22}
            << CacheAttribute{
                   u"force-compression"_s, Kind::Flag, u"Force compression"_s, u"false"_s, {}, false, true};
    }
    return attributes;
}

QList<CacheAttribute> ghaAttributes(CacheUse use)
{
    QList<CacheAttribute> list{
        {u"scope"_s, Kind::Text, u"Scope"_s, u"buildkit"_s},
        {u"timeout"_s, Kind::Duration, u"Timeout"_s, u"10m"_s, {}, false, true},
        {u"url"_s, Kind::Address, u"URL"_s, u"$ACTIONS_CACHE_URL"_s, {}, false, true},
        {u"url_v2"_s, Kind::Address, u"URL, v2"_s, u"$ACTIONS_RESULTS_URL"_s, {}, false, true},
        {u"token"_s, Kind::Secret, u"Token"_s, u"$ACTIONS_RUNTIME_TOKEN"_s, {}, false, true}};
    if (use == CacheUse::Sink) {
        list << CacheAttribute{u"repository"_s, Kind::Text, u"Repository"_s, {}, {}, false, true}
             << CacheAttribute{u"ghtoken"_s, Kind::Secret, u"GitHub token"_s, {}, {}, false, true};
    }
    return list;
}

QList<CacheAttribute> s3Attributes(CacheUse use)
{
    QList<CacheAttribute> list{
        {u"region"_s, Kind::Text, u"Region"_s, u"$AWS_REGION"_s, {}, true},
        {u"bucket"_s, Kind::Text, u"Bucket"_s, u"$AWS_BUCKET"_s, {}, true},
        {u"name"_s, Kind::Text, u"Name"_s, u"buildkit"_s},
        {u"prefix"_s, Kind::Text, u"Prefix"_s, {}, {}, false, true},
        {u"blobs_prefix"_s, Kind::Text, u"Prefix of blobs"_s, u"blobs/"_s, {}, false, true},
        {u"manifests_prefix"_s, Kind::Text, u"Prefix of manifests"_s, u"manifests/"_s, {}, false, true},
        {u"endpoint_url"_s, Kind::Address, u"Endpoint"_s, {}, {}, false, true},
        {u"use_path_style"_s, Kind::Flag, u"Path style"_s, u"false"_s, {}, false, true},
        {u"access_key_id"_s, Kind::Text, u"Access key id"_s, u"$AWS_ACCESS_KEY_ID"_s, {}, false, true},
        {u"secret_access_key"_s,
         Kind::Secret,
         u"Secret access key"_s,
         u"$AWS_SECRET_ACCESS_KEY"_s,
         {},
         false,
         true},
        {u"session_token"_s, Kind::Secret, u"Session token"_s, u"$AWS_SESSION_TOKEN"_s, {}, false, true}};
    if (use == CacheUse::Sink) {
        list << CacheAttribute{u"upload_parallelism"_s,
                               Kind::Number,
                               u"Uploads at a time"_s,
                               u"4"_s,
                               {},
                               false,
                               true}
             << CacheAttribute{
                    u"touch_refresh"_s, Kind::Duration, u"Refresh after"_s, u"24h"_s, {}, false, true};
    }
    return list;
}

} // namespace

CacheEntry CacheEntry::parse(const QString &text)
{
    CacheEntry entry;
    entry.m_fields = split(text);
    for (const QString &field : std::as_const(entry.m_fields)) {
        if (const QString error = unquoted(field).error; !error.isEmpty() && entry.m_error.isEmpty())
            entry.m_error = error;
    }
    if (!entry.m_error.isEmpty())
        return entry;
    if (text.trimmed().isEmpty()) {
        entry.m_error = u"it is empty"_s;
    } else if (!entry.isImage()) {
        for (const QString &field : std::as_const(entry.m_fields)) {
            if (keyOf(field).isEmpty() && !hasVariable(field)) {
                entry.m_error = u"“%1” is no KEY=VALUE"_s.arg(unquoted(field).value);
                return entry;
            }
        }
        if (entry.type().isEmpty() && !hasVariable(text))
            entry.m_error = u"it does not say its type"_s;
    }
    return entry;
}

CacheEntry CacheEntry::ofType(const QString &type) { return parse(asField(u"type"_s, type)); }

QString CacheEntry::text() const { return m_fields.join(u','); }

bool CacheEntry::isImage() const
{
    if (m_fields.size() != 1)
        return false;
    // An "=" inside the braces of a variable says nothing of the form.
    static const QRegularExpression variables(u"\\$\\{[^}]*\\}"_s);
    return !unquoted(m_fields.first()).value.remove(variables).contains(u'=') &&
           !m_fields.first().contains("type="_L1);
}

QString CacheEntry::type() const
{
    if (isImage())
        return u"registry"_s;
    QString type;
    for (const QString &field : m_fields) {
        if (keyOf(field) == "type"_L1)
            type = unquoted(field).value.section(u'=', 1);
    }
    return type;
}

std::optional<QString> CacheEntry::value(const QString &key) const
{
    if (isImage())
        return key == "ref"_L1 ? std::optional(unquoted(m_fields.first()).value) : std::nullopt;
    // As a map does it: the last one counts.
    std::optional<QString> found;
    for (const QString &field : m_fields) {
        if (keyOf(field) == key)
            found = unquoted(field).value.section(u'=', 1);
    }
    return found;
}

QStringList CacheEntry::keys() const
{
    QStringList keys;
    for (const QString &field : m_fields) {
        const QString key = keyOf(field);
        if (!key.isEmpty() && key != "type"_L1 && !keys.contains(key))
            keys << key;
    }
    return keys;
}

void CacheEntry::set(const QString &key, const std::optional<QString> &value)
{
    if (this->value(key) == value)
        return;
    if (isImage()) {
        if (key == "ref"_L1) {
            m_fields = {quoted(value.value_or(QString()))};
            *this = parse(text());
            return;
        }
        if (!value)
            return;
        m_fields = {u"type=registry"_s, asField(u"ref"_s, unquoted(m_fields.first()).value)};
    }
    qsizetype place = -1;
    for (qsizetype i = m_fields.size() - 1; i >= 0; --i) {
        if (keyOf(m_fields[i]) != key)
            continue;
        if (!value) {
            m_fields.removeAt(i);
        } else if (place >= 0) { // an earlier one of the same name: the last counts, and moves up by one
            m_fields.removeAt(i);
            --place;
        } else {
            place = i;
        }
    }
    if (value) {
        if (place < 0) {
            m_fields << asField(key, *value);
        } else {
            const QString written = unquoted(m_fields[place]).value.section(u'=', 0, 0);
            m_fields[place] = asField(written, *value);
        }
    }
    *this = parse(text());
}

QStringList cacheTypes(CacheUse use)
{
    QStringList types{u"registry"_s, u"local"_s, u"gha"_s, u"s3"_s, u"azblob"_s};
    if (use == CacheUse::Sink)
        types.prepend(u"inline"_s);
    return types;
}

QList<CacheAttribute> cacheAttributes(const QString &type, CacheUse use)
{
    const bool sink = use == CacheUse::Sink;
    if (type == "registry"_L1)
        return exported({{u"ref"_s, Kind::Reference, u"Reference"_s, {}, {}, true}}, use, true);
    if (type == "local"_L1) {
        QList<CacheAttribute> list{{sink ? u"dest"_s : u"src"_s, Kind::Folder, u"Folder"_s, {}, {}, true},
                                   {u"tag"_s, Kind::Text, u"Tag"_s, u"latest"_s, {}, false, true}};
        if (!sink)
            list << CacheAttribute{u"digest"_s, Kind::Text, u"Digest"_s, {}, {}, false, true};
        return exported(list, use, true);
    }
    if (type == "gha"_L1)
        return exported(ghaAttributes(use), use, false);
    if (type == "s3"_L1)
        return exported(s3Attributes(use), use, false);
    if (type == "azblob"_L1) {
        return exported(
            {{u"name"_s, Kind::Text, u"Name"_s, {}, {}, true},
             {u"account_url"_s, Kind::Address, u"Account URL"_s, {}},
             {u"secret_access_key"_s, Kind::Secret, u"Account key"_s, {}, {}, false, true},
             {u"container"_s, Kind::Text, u"Container"_s, u"buildkit-cache"_s, {}, false, true},
             {u"prefix"_s, Kind::Text, u"Prefix"_s, {}, {}, false, true},
             {u"blobs_prefix"_s, Kind::Text, u"Prefix of blobs"_s, u"blobs/"_s, {}, false, true},
             {u"manifests_prefix"_s, Kind::Text, u"Prefix of manifests"_s, u"manifests/"_s, {}, false, true}},
            use, false);
    }
    return {};
}

namespace {

QString valueProblem(const CacheAttribute &attribute, const QString &value)
{
    static const QRegularExpression number(u"^[0-9]+$"_s);
    static const QRegularExpression duration(u"^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$"_s);
    static const QRegularExpression address(u"^https?://[^\\s]+$"_s);
    if (hasVariable(value))
        return {};
    switch (attribute.kind) {
    case Kind::Flag:
        return QStringList{u"true"_s, u"false"_s, u"1"_s, u"0"_s}.contains(value.toLower())
                   ? QString()
                   : u"%1 is true or false."_s.arg(attribute.label);
    case Kind::Choice:
        return attribute.choices.contains(value)
                   ? QString()
                   : u"%1 is one of %2."_s.arg(attribute.label, attribute.choices.join(u", "_s));
    case Kind::Number:
        if (!number.match(value).hasMatch())
            return u"%1 is a number."_s.arg(attribute.label);
        return attribute.most == 0 || (value.size() < 9 && value.toInt() <= attribute.most)
                   ? QString()
                   : u"%1 goes from 0 to %2."_s.arg(attribute.label).arg(attribute.most);
    case Kind::Duration:
        return duration.match(value).hasMatch() ? QString()
                                                : u"%1 is a time such as 90s or 10m."_s.arg(attribute.label);
    case Kind::Reference:
        return imageProblem(value);
    case Kind::Address:
        return address.match(value).hasMatch() ? QString()
                                               : u"%1 begins with https://."_s.arg(attribute.label);
    case Kind::Text:
    case Kind::Secret:
    case Kind::Folder:
        return {};
    }
    return {};
}

} // namespace

QList<CacheProblem> cacheProblems(const CacheEntry &entry, CacheUse use)
{
    if (!entry.error().isEmpty())
        return {{{}, u"buildx cannot read this entry: %1."_s.arg(entry.error())}};
    const QString type = entry.type();
    if (type.isEmpty() || hasVariable(type))
        return {};
    if (use == CacheUse::Source && type == "inline"_L1)
        return {{u"type"_s, u"“inline” is a sink only: as a source, name the image."_s}};
    if (!cacheTypes(use).contains(type))
        return {{u"type"_s, u"“%1” is no cache type that BuildKit is known to have."_s.arg(type)}};
    QList<CacheProblem> problems;
    const QList<CacheAttribute> attributes = cacheAttributes(type, use);
    for (const CacheAttribute &attribute : attributes) {
        const std::optional<QString> value = entry.value(attribute.key);
        // Presets with a dollar sign come from the environment of the build.
        if (attribute.required && value.value_or(QString()).isEmpty() &&
            (value || !attribute.preset.startsWith(u'$')))
            problems << CacheProblem{attribute.key, u"%1 is needed."_s.arg(attribute.label), true};
        else if (value && !value->isEmpty()) {
            if (const QString problem = valueProblem(attribute, *value); !problem.isEmpty())
                problems << CacheProblem{attribute.key, problem};
        }
    }
    return problems;
}

QString imageRepository(const QString &image)
{
    const QString name = image.section(u'@', 0, 0);
    const qsizetype slash = name.lastIndexOf(u'/');
    const qsizetype colon = name.lastIndexOf(u':');
    return colon > slash ? name.left(colon) : name;
}

QString imageWithTag(const QString &image) { return image == imageRepository(image) ? image + u":latest"_s : image; }

QString imageRegistry(const QString &image)
{
    const QString host = image.section(u'/', 0, 0);
    const bool named =
        image.contains(u'/') && (host.contains(u'.') || host.contains(u':') || host == "localhost"_L1);
    return named ? host : u"docker.io"_s;
}

} // namespace layerdeck
