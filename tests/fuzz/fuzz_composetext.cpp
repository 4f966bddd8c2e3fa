// SPDX-License-Identifier: GPL-3.0-or-later
// A fuzzer for the Compose text and its edits. Built as it is, it mutates the files of a folder for a number of rounds:
//     fuzz_composetext [FOLDER] [ROUNDS] [SEED]
// With clang and -DLAYERDECK_LIBFUZZER it is a libFuzzer target.
#include "compose/composetext.h"

#include "support/settingedits.h"
#include "text/diff.h"

#include <QCryptographicHash>
#include <QtEndian>
#include <QDir>
#include <QFile>

#include <cstdio>
#include <cstdlib>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

struct Counts
{
    qint64 texts = 0;
    qint64 accepted = 0;
    qint64 edits = 0;
    qint64 refusedEdits = 0;
};
Counts counts;

void require(bool holds, const char *what, const QByteArray &text)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::fwrite(text.constData(), 1, size_t(text.size()), stderr);
    std::abort();
}

/// All documents but the one of `compose` say the same in both texts.
bool othersSay(const ComposeText &compose, const QList<ComposeText> &before, const QByteArray &after)
{
    const auto now = ComposeText::parseAll(after, compose.fileName());
    if (!now || now->size() != before.size())
        return false;
    for (qsizetype i = 0; i < before.size(); ++i) {
        for (const WrittenService &service : before.at(i).services()) {
            const WrittenService *same = now->at(i).service(service.name);
            if (before.at(i).document() != compose.document() && (!same || !(same->settings == service.settings)))
                return false;
        }
    }
    return true;
}

void tryDocument(const ComposeText &compose, const QList<ComposeText> &all)
{
    const QByteArray &text = compose.text();
    const QByteArray hash = QCryptographicHash::hash(text, QCryptographicHash::Sha1);
    QRandomGenerator random(qFromBigEndian<quint32>(hash.constData()));
    QMap<QString, ServiceSettings> wanted;
    QMap<QString, ServiceSettings> back;
    for (const WrittenService &service : compose.services()) {
        back[service.name] = service.settings;
        wanted[service.name] = service.settings;
        applyRandomEdit(wanted[service.name], random);
        const auto one = compose.patched({{service.name, wanted.value(service.name)}});
        ++counts.edits;
        counts.refusedEdits += !one;
        if (!one)
            continue;
        const WrittenService *now = one->service(service.name);
        require(now != nullptr, "the service is still there", text);
        require(now->settings == inOrderOf(now->settings, wanted.value(service.name)), "the edit reads back", text);
        for (const WrittenService &other : compose.services()) {
            if (other.name != service.name)
                require(one->service(other.name) && one->service(other.name)->settings == other.settings,
                        "no other service changes", text);
        }
        require(all.size() == 1 || othersSay(compose, all, one->text()), "no other document changes", text);
        const auto returned = one->patched({{service.name, service.settings}});
        if (returned)
            require(returned->service(service.name)->settings
                        == inOrderOf(returned->service(service.name)->settings, service.settings),
                    "taking back reads back", text);
    }
    require(compose.patched(back)->text() == text, "nothing asked, nothing done", text);
    compose.patched(wanted);
}

/// Whatever the bytes are: they are refused with a place or a reason, or they come through unchanged, and each edit either is
/// refused or reads back as what was asked.
void tryText(const QByteArray &text)
{
    ++counts.texts;
    const auto all = ComposeText::parseAll(text, u"x.yml"_s);
    if (!all) {
        require(!all.error().message.isEmpty(), "an error says something", text);
        return;
    }
    ++counts.accepted;
    for (const ComposeText &compose : *all) {
        require(compose.text() == text, "a text comes through unchanged", text);
        require(compose.sameMeaning(compose), "a text means what it means", text);
        tryDocument(compose, *all);
    }
}

#ifndef LAYERDECK_LIBFUZZER

QByteArray mutated(const QList<QByteArray> &seeds, QRandomGenerator &random)
{
    static const QByteArrayList pieces{"&a ", "*a", "<<: *a\n", "  ",  "\t", "\r\n", "\n", "'",   "\"", "[",  "]",   "{",
                                       "}",   ": ", "- ",        "# x", "|\n", ">-\n", "!reset ", "~",  ",",  "---\n", "? ",
                                       "\xEF\xBB\xBF", "\xC3", "build:", "cache_from:", "args:", "services:\n", "null", QByteArray(1, '\0')};
    QByteArray text = seeds.at(random.bounded(seeds.size()));
    if (random.bounded(4) == 0) // several documents
        text += "\n---\n" + seeds.at(random.bounded(seeds.size()));
    const int rounds = 1 + random.bounded(6);
    for (int i = 0; i < rounds; ++i) {
        const qsizetype at = random.bounded(text.size() + 1);
        const qsizetype length = std::min<qsizetype>(random.bounded(1 + random.bounded(40)), text.size() - at);
        switch (random.bounded(6)) {
        case 0: text.remove(at, length); break;
        case 1: text.insert(at, pieces.at(random.bounded(pieces.size()))); break;
        case 2: text.insert(at, text.mid(random.bounded(text.size() + 1), length)); break;
        case 3: {
            const QByteArray &other = seeds.at(random.bounded(seeds.size()));
            text.insert(at, other.mid(random.bounded(other.size() + 1), 10 * length));
            break;
        }
        case 4:
            if (at < text.size())
                text[at] = char(random.bounded(256));
            break;
        case 5: text.truncate(std::max<qsizetype>(at, text.size() - 3)); break;
        }
    }
    return text;
}

#endif

} // namespace

#ifdef LAYERDECK_LIBFUZZER

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tryText(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    return 0;
}

#else

int main(int argc, char *argv[])
{
    QList<QByteArray> seeds{
        "services:\n  app:\n    build: .\n",
        "x: &a\n  build: {context: ., cache_from: [a, 'b']}\nservices:\n  app:\n    <<: *a\n    image: x # c\n  web:\n    build:\n"
        "      context: . # c\n      args:\n        - A=1\n      cache_from:\n      - a\n      # c\n      - \"b\"\n"};
    if (argc > 1) {
        const QDir folder(QString::fromLocal8Bit(argv[1]));
        for (const QFileInfo &info : folder.entryInfoList(QDir::Files)) {
            QFile file(info.filePath());
            if (file.open(QIODevice::ReadOnly) && file.size() < 20'000)
                seeds << file.readAll();
        }
    }
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 2000;
    const quint32 seed = argc > 3 ? quint32(std::atoi(argv[3])) : 20261124;
    QRandomGenerator random(seed);
    for (const QByteArray &text : std::as_const(seeds))
        tryText(text);
    for (int i = 0; i < rounds; ++i)
        tryText(mutated(seeds, random));
    std::printf("%lld texts from %lld seeds, %lld accepted; %lld edits, %lld of them refused\n",
                static_cast<long long>(counts.texts), static_cast<long long>(seeds.size()),
                static_cast<long long>(counts.accepted), static_cast<long long>(counts.edits),
                static_cast<long long>(counts.refusedEdits));
    return 0;
}

#endif
