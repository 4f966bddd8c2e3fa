// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/editcheck.h"

#include "session/mergesettings.h"
#include "session/takingback.h"

#include <algorithm>

namespace layerdeck {

using namespace Qt::StringLiterals;

namespace {

ServiceSettings savedSettings(const ComposeText &text, const QString &service)
{
    const WrittenService *written = text.service(service);
    return written ? written->settings : ServiceSettings();
}

/// Tries each setting alone. Gives back what can be had, and why not for the rest.
FileSettings possibleSettings(const ComposeText &text, const FileSettings &wanted, int file,
                              QList<RefusedChange> &refused)
{
    FileSettings possible;
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        const ServiceSettings saved = savedSettings(text, it.key());
        ServiceSettings best = saved;
        for (const Setting setting : allSettings) {
            if (it.value().same(setting, saved))
                continue;
            const ServiceSettings tried = withSettings(best, it.value(), {setting});
            if (const Result<ComposeText> patched = text.patched({{it.key(), tried}}))
                best = tried;
            else
                refused << RefusedChange{file, it.key(), setting, patched.error()};
        }
        if (!(best == saved))
            possible.insert(it.key(), best);
    }
    return possible;
}

/// The text with what can be had of the wanted settings; what cannot goes to `refused`.
ComposeText patchedDocument(const ComposeText &text, const FileSettings &wanted, int file, QList<RefusedChange> &refused)
{
    Result<ComposeText> patched = text.patched(wanted);
    if (!patched) {
        const qsizetype before = refused.size();
        const FileSettings possible = possibleSettings(text, wanted, file, refused);
        // Each may be possible alone but not all together.
        if (refused.size() == before)
            refused << RefusedChange{file, wanted.firstKey(), Setting::CacheFrom, patched.error()};
        patched = text.patched(possible);
    }
    return patched ? *patched : text;
}

} // namespace

const ChangedFile *EditCheck::file(int index) const
{
    const auto found = std::ranges::find_if(files, [index](const ChangedFile &file) { return file.documents.contains(index); });
    return found == files.end() ? nullptr : &*found;
}

EditCheck checkEdits(const QList<ProjectFile> &files, const QMap<int, FileSettings> &wanted,
                     const EditMemory &memory)
{
    EditCheck check;
    for (int i = 0; i < files.size(); ++i) {
        const QList<int> documents = documentsOf(files, i);
        if (!files.at(i).text || documents.first() != i)
            continue;
        const ComposeText &before = *files.at(i).text;
        ComposeText result = before;
        for (const int document : documents) {
            if (wanted.value(document).isEmpty())
                continue;
            // On what the documents before it have become: they are one text.
            const ComposeText &own = *files.at(document).text;
            const Result<ComposeText> text = own.text() == result.text() ? own : own.reparsed(result.text());
            if (text)
                result = patchedDocument(*text, wanted.value(document), document, check.refused);
            else
                check.refused << RefusedChange{document, wanted.value(document).firstKey(), Setting::CacheFrom, text.error()};
        }
        result = takenBack(before, result, memory);
        if (result.text() == before.text())
            continue;
        const Diff diff = diffLines(before.text(), result.text());
        check.added += diff.added;
        check.removed += diff.removed;
        check.files << ChangedFile{i, result, diff, hunkCaptions(diff, result), documents};
    }
    return check;
}

QStringList hunkCaptions(const Diff &diff, const ComposeText &after)
{
    QStringList captions;
    QList<WrittenService> services;
    const auto documents = after.documentCount() == 1 ? Result<QList<ComposeText>>(QList{after})
                                                      : ComposeText::parseAll(after.text(), after.fileName());
    for (const ComposeText &document : documents.value_or(QList{after}))
        services += document.services();
    for (const DiffHunk &hunk : diff.hunks) {
        QStringList names;
        int line = hunk.newStart;
        for (const DiffLine &changed : hunk.lines) {
            if (changed.newNumber > 0)
                line = changed.newNumber;
            if (changed.kind == DiffLine::Kind::Context)
                continue;
            QString name;
            int best = 0;
            for (const WrittenService &service : std::as_const(services)) {
                if (service.place.line <= line && service.place.line > best) {
                    best = service.place.line;
                    name = service.name;
                }
            }
            if (!name.isEmpty() && !names.contains(name))
                names << name;
        }
        captions << names.join(u", "_s);
    }
    return captions;
}

} // namespace layerdeck
