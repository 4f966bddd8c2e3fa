// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/composetext.h"
#include "text/diff.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

/// An edit as a person makes it, how to take it back, and the lines that it needs: a new key of the build
/// section, or of the service. A short "build: DIR" grows by two lines, of which one replaces the old one.
struct Edit
{
    const char *name;
    std::function<bool(ServiceSettings &)> apply; ///< false: it changes nothing here
    std::function<void(ServiceSettings &)> takeBack;
    int lines;
    bool inBuild = true;
};

QList<Edit> edits()
{
    const QString entry = u"layerdeck/x:latest"_s;
    const QString cache = u"type=registry,ref=r.test/x:cache,mode=max"_s;
    const auto list = [](Setting setting, const QString &text, const char *name) {
        return Edit{name,
                    [setting, text](ServiceSettings &s) {
                        s.list(setting) << text;
                        return true;
                    },
                    [setting](ServiceSettings &s) { s.list(setting).removeLast(); }, 2};
    };
    const auto single = [](Setting setting, const QString &text, const char *name) {
        return Edit{name,
                    [setting, text](ServiceSettings &s) {
                        const bool absent = !s.single(setting);
                        s.single(setting) = text;
                        return absent; // one that is there has no way back from the text alone
                    },
                    [setting](ServiceSettings &s) { s.single(setting).reset(); }, 1, isBuildSetting(setting)};
    };
    return {
        list(Setting::CacheFrom, entry, "cache_from"),
        list(Setting::CacheTo, cache, "cache_to"),
        list(Setting::Platforms, u"linux/arm64"_s, "platforms"),
        single(Setting::Target, u"layerdeck"_s, "target"),
        single(Setting::NoCache, u"true"_s, "no_cache"),
        single(Setting::Pull, u"true"_s, "pull"),
        single(Setting::Image, u"layerdeck/x"_s, "image"),
        single(Setting::PullPolicy, u"build"_s, "pull_policy"),
        Edit{"args",
             [](ServiceSettings &s) {
                 s.setArg({u"LAYERDECK_X"_s, u"1"_s});
                 return true;
             },
             [](ServiceSettings &s) { s.removeArg(u"LAYERDECK_X"_s); }, 2},
    };
}

bool isShort(const QByteArray &text, const WrittenService &service)
{
    // The diff tells: a line that went.
    const auto compose = ComposeText::parse(text, u"x"_s);
    ServiceSettings settings = service.settings;
    settings.cacheFrom << u"x"_s;
    const auto grown = compose->patched({{service.name, settings}});
    return grown && diffLines(text, grown->text()).removed > 0;
}

} // namespace

/// Real files, each of whose services gets every edit, alone.
class TestComposeCorpus : public QObject
{
    Q_OBJECT
private slots:
    void everyFileAndEdit()
    {
        const QString path =
            qEnvironmentVariable("LAYERDECK_CORPUS", QStringLiteral(TEST_SOURCE_DIR "/../shared/corpus"));
        const QDir corpus(path + "/compose"_L1);
        if (!corpus.exists())
            QSKIP("the corpus of Compose files is not here");
        int files = 0;
        int building = 0;
        int done = 0;
        int refusedFiles = 0;
        int refusedEdits = 0;
        for (const QFileInfo &info : corpus.entryInfoList(QDir::Files)) {
            ++files;
            QFile source(info.filePath());
            QVERIFY(source.open(QIODevice::ReadOnly));
            const QByteArray before = source.readAll();
            const auto compose = ComposeText::parse(before, info.fileName());
            if (!compose) {
                QVERIFY2(compose.error().message.contains(info.fileName()),
                         qPrintable(compose.error().message));
                QCOMPARE(compose.error().code, ErrorCode::InvalidInput);
                ++refusedFiles;
                continue;
            }
            QCOMPARE(compose->text(), before);
            bool builds = false;
            for (const WrittenService &service : compose->services()) {
                if (!service.builds)
                    continue;
                builds = true;
                const bool grows = isShort(before, service);
                for (const Edit &edit : edits()) {
                    ServiceSettings settings = service.settings;
                    if (!edit.apply(settings))
                        continue;
                    const auto after = compose->patched({{service.name, settings}});
                    if (!after) {
                        qInfo("refused: %s, %s: %s", qPrintable(info.fileName()), edit.name,
                              qPrintable(after.error().message));
                        ++refusedEdits;
                        continue;
                    }
                    ++done;
                    const Diff diff = diffLines(before, after->text());
                    const QString where = info.fileName() + u' ' + QLatin1String(edit.name);
                    const int grown = grows && edit.inBuild ? 1 : 0;
                    QVERIFY2(
                        diff.removed <= std::max(grown, 1) && diff.added <= edit.lines + 2 * grown &&
                            (grown || diff.removed == 0 || diff.added <= 1),
                        qPrintable(where + u'\n' + QString::fromUtf8(unifiedText(diff, u"a"_s, u"b"_s))));
                    edit.takeBack(settings);
                    const auto back = after->patched({{service.name, settings}});
                    QVERIFY2(back, back ? "" : qPrintable(where + back.error().sentences()));
                    if (!grown)
                        QVERIFY2(back->text() == before, qPrintable(where));
                    // From the text as it was, taking back is always the text as it was.
                    QCOMPARE(compose->patched({{service.name, settings}})->text(), before);
                }
            }
            building += builds;
        }
        qInfo("%d files, %d with a service that builds, %d edits, %d files and %d edits refused", files,
              building, done, refusedFiles, refusedEdits);
        QVERIFY(done > 100);
    }
};

QTEST_APPLESS_MAIN(TestComposeCorpus)
#include "tst_composecorpus.moc"
