// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "compose/settings.h"
#include "text/position.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace layerdeck {

/// Where a setting stands in a file.
struct SettingOrigin
{
    enum class Kind {
        Absent,
        Own,   ///< at the service itself
        Anchor ///< comes through an alias or a merge key: the place may serve other services too
    };
    Kind kind = Kind::Absent;
    TextPosition place;            ///< of the value; of the anchor's own text for Kind::Anchor
    QList<TextPosition> entries{}; ///< of each entry of a list, in its order
    bool operator==(const SettingOrigin &) const = default;
};

/// A `!reset` or `!override`: what earlier files write there does not count.
struct Cancelling
{
    QString tag;
    TextPosition place; ///< of the key whose value has the tag
    bool operator==(const Cancelling &) const = default;
};

/// `extends` of a service.
struct ExtendedService
{
    QString service;
    QString file; ///< as written; empty: this file
    TextPosition place;
    bool operator==(const ExtendedService &) const = default;
};

/// What one file writes for a service; what other files or `extends` add is not in it.
struct WrittenService
{
    QString name;
    TextPosition place;  ///< of the name
    bool builds = false; ///< a `build` stands at the service, or comes to it through an anchor
    QString context;     ///< the build context as written; may be empty
    QString dockerfile;  ///< as written; may be empty
    bool inlineDockerfile = false;
    QStringList buildKeys; ///< that stand in the service's own `build`, merge keys left out; a short one has `context`
    ServiceSettings settings;
    QMap<Setting, SettingOrigin> origins; ///< of the settings that are written
    QMap<Setting, Cancelling> cancels;    ///< whether or not they are written
    QMap<QString, QString> additionalContexts;
    QStringList profiles;
    std::optional<ExtendedService> extends;
    /// Why the settings of this service cannot be edited in this file: half a sentence; empty where they can.
    QString whyNotEditable;
    SettingOrigin origin(Setting setting) const { return origins.value(setting); }
    bool operator==(const WrittenService &) const = default;
};

/// Another file that a Compose file names.
struct NamedFile
{
    QString path; ///< as written
    TextPosition place;
    bool operator==(const NamedFile &) const = default;
};

/// A Compose file as text: what it writes, and the smallest change that makes it write something else. A
/// value: copies share their data, and all members can be called from any thread.
/// Of a file with several YAML documents, which Compose merges like files, it is one of them: what is read and changed is in
/// that one, while the text is always the whole file's.
class ComposeText
{
public:
    /// InvalidInput with file, line and column where the text is no YAML, or must not be read (see YamlText),
    /// and with the reason where it is no Compose file. `fileName` is how messages call it.
    static Result<ComposeText> parse(const QByteArray &text, const QString &fileName);
    /// The same for each document that has services or includes files, in their order; never empty. parse() is the first.
    static Result<QList<ComposeText>> parseAll(const QByteArray &text, const QString &fileName);
    /// The same document of another text of the file. InvalidInput also where that has another number of documents.
    Result<ComposeText> reparsed(const QByteArray &text) const;

    int document() const; ///< which one of the file it is, from 0
    int documentCount() const;
    const QByteArray &text() const;
    const QString &fileName() const;
    /// In the order of the file.
    const QList<WrittenService> &services() const;
    const WrittenService *service(const QString &name) const;
    /// The files of `include`, several where an entry lists several.
    const QList<NamedFile> &includes() const;
    /// `name` of the project, as written; empty where it isn't.
    const QString &projectName() const;

    /// The text with the settings of each service in `wanted` as they stand there: only the lines that must
    /// change do; comments, order, quoting, indentation and line ends stay. A service that this file doesn't
    /// mention gets a section of its own. What comes through an anchor is overridden at the service, never
    /// changed for others. The new text is parsed and must differ in exactly what was asked; otherwise
    /// InvalidInput says, for the service and setting, why it cannot be done.
    Result<ComposeText> patched(const QMap<QString, ServiceSettings> &wanted) const;

    /// Who would see a change of these settings of the service as well, through an anchor: services, then other keys of the file.
    /// Such a change is refused, unless it is made at these, too.
    QStringList takersOf(const QString &service, const QList<Setting> &settings) const;

    /// Whether both mean the same, in all documents of the file: the same settings of the same services and the same of all else. A short `build` and a
    /// section with only its context mean the same.
    bool sameMeaning(const ComposeText &other) const;

private:
    struct Data;
    explicit ComposeText(std::shared_ptr<const Data> data);
    Result<ComposeText> patchedTogether(const QMap<QString, ServiceSettings> &wanted) const;
    bool writes(const QMap<QString, ServiceSettings> &wanted) const;
    std::optional<ComposeText> patchedInTurn(const QMap<QString, ServiceSettings> &wanted) const;
    std::shared_ptr<const Data> m_data;
};

} // namespace layerdeck
