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

} // namespace

const ChangedFile *EditCheck::file(int index) const
{
    const auto found = std::ranges::find(files, index, &ChangedFile::file);
    return found == files.end() ? nullptr : &*found;
}

EditCheck checkEdits(const QList<ProjectFile> &files, const QMap<int, FileSettings> &wanted,
                     const EditMemory &memory)
{
    EditCheck check;
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        const auto &text = files.at(it.key()).text;
        if (!text || it.value().isEmpty())
            continue;
        Result<ComposeText> patched = text->patched(it.value());
        if (!patched) {
            const qsizetype before = check.refused.size();
            const FileSettings possible = possibleSettings(*text, it.value(), it.key(), check.refused);
            // Each may be possible alone but not all together.
            if (check.refused.size() == before)
                check.refused << RefusedChange{it.key(), it.value().firstKey(), Setting::CacheFrom,
                                               patched.error()};
            patched = text->patched(possible);
        }
        if (!patched)
            continue;
        const ComposeText result = takenBack(*text, *patched, memory);
        if (result.text() == text->text())
            continue;
        const Diff diff = diffLines(text->text(), result.text());
        check.added += diff.added;
        check.removed += diff.removed;
        check.files << ChangedFile{it.key(), result, diff, hunkCaptions(diff, result)};
    }
    return check;
}

QStringList hunkCaptions(const Diff &diff, const ComposeText &after)
{
    QStringList captions;
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
            for (const WrittenService &service : after.services()) {
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
