// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/projectfiles.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

const QByteArray two = "# first\nservices:\n  a: # ours\n    image: foo\n    build: .\n---\n# second\nservices:\n  a:\n    build:\n"
                       "      cache_from: [two]\n  b:\n    build: ./b\n";

QList<ProjectFile> readAll(const QMap<QString, QByteArray> &texts)
{
    return readProjectFiles(ComposeFiles{u"/p"_s, {u"/p/compose.yml"_s}, {}}, {}, [&texts](const QString &path) -> Result<QByteArray> {
        if (!texts.contains(path))
            return failure(ErrorCode::NotFound, u"no "_s + path);
        return texts.value(path);
    });
}

Result<QByteArray> withSource(const QByteArray &text, int document, const QString &service)
{
    const auto all = ComposeText::parseAll(text, u"compose.yml"_s);
    if (!all)
        return failure(all.error());
    const ComposeText &compose = all->at(document);
    ServiceSettings settings = compose.service(service) ? compose.service(service)->settings : ServiceSettings{};
    settings.cacheFrom << u"new"_s;
    const auto patched = compose.patched({{service, settings}});
    return patched ? Result<QByteArray>(patched->text()) : failure(patched.error());
}

} // namespace

/// Several YAML documents in one file: Compose merges them like files, the later over the earlier.
class TestComposeDocuments : public QObject
{
    Q_OBJECT
private slots:
    void eachIsAFileOfItsOwn()
    {
        const auto files = readAll({{u"/p/compose.yml"_s, two}});
        QCOMPARE(files.size(), 2);
        QCOMPARE(files[0].role, ProjectFile::Role::Main);
        QCOMPARE(files[1].role, ProjectFile::Role::Override);
        for (const ProjectFile &file : files) {
            QCOMPARE(file.path, u"/p/compose.yml"_s);
            QCOMPARE(file.name, u"compose.yml"_s);
            QCOMPARE(file.text->text(), two);
        }
        QCOMPARE(files[0].label(), u"compose.yml, document 1"_s);
        QCOMPARE(files[1].label(), u"compose.yml, document 2"_s);
        QCOMPARE(files[1].text->service(u"a"_s)->place, (TextPosition{9, 3}));
        QCOMPARE(fileForChanges(files, u"a"_s), 1); // it writes cache_from
        QCOMPARE(fileForChanges(files, u"b"_s), 1);
        QCOMPARE(readAll({{u"/p/compose.yml"_s, "services:\n  a:\n    build: .\n"}}).first().label(), u"compose.yml"_s);
    }

    void includedAndExtendedOnesToo()
    {
        const auto files = readAll({{u"/p/compose.yml"_s, "x: 1\n---\ninclude: [i.yml]\n---\nservices:\n  a:\n    extends: {file: e.yml, service: x}\n"},
                                    {u"/p/i.yml"_s, "services:\n  b:\n    build: .\n---\nservices:\n  c:\n    build: .\n"},
                                    {u"/p/e.yml"_s, "services:\n  x:\n    build: .\n---\nservices:\n  x:\n    image: x\n"}});
        QStringList shown;
        for (const ProjectFile &file : files)
            shown << u"%1 %2"_s.arg(int(file.role)).arg(file.label());
        QCOMPARE(shown, (QStringList{u"0 compose.yml, document 2"_s, u"1 compose.yml, document 3"_s, u"2 i.yml, document 1"_s,
                                     u"2 i.yml, document 2"_s, u"3 e.yml, document 1"_s, u"3 e.yml, document 2"_s}));
    }

    void changesOnlyItsOwn()
    {
        QCOMPARE(withSource(two, 0, u"a"_s).value_or(QByteArray()),
                 QByteArray(two).replace("    build: .\n", "    build:\n      context: .\n      cache_from:\n        - new\n"));
        QCOMPARE(withSource(two, 1, u"a"_s).value_or(QByteArray()), QByteArray(two).replace("[two]", "[two, new]"));
        QCOMPARE(withSource(two, 1, u"b"_s).value_or(QByteArray()),
                 QByteArray(two).replace("    build: ./b\n", "    build:\n      context: ./b\n      cache_from:\n        - new\n"));
        // Where only the other one has the service.
        QCOMPARE(withSource(two, 0, u"b"_s).value_or(QByteArray()),
                 QByteArray(two).replace("    build: .\n", "    build: .\n  b:\n    build:\n      cache_from:\n        - new\n"));
        const QByteArray ended = "services:\n  a:\n    build: .\n...\n---\nservices:\n  a:\n    build: {target: t}\n";
        QCOMPARE(withSource(ended, 1, u"a"_s).value_or(QByteArray()), QByteArray(ended).replace("target: t", "target: t, cache_from: [new]"));
        QCOMPARE(withSource(ended, 0, u"a"_s).value_or(QByteArray()),
                 QByteArray(ended).replace("build: .\n", "build:\n      context: .\n      cache_from:\n        - new\n"));
    }

    /// Anchors end with their document: the same name in two of them is two anchors.
    void anchorsBelongToOneDocument()
    {
        const QByteArray anchored = "services:\n  a:\n    build: &b\n      context: .\n---\nservices:\n  c:\n    build: &b\n      context: c\n  d:\n    build: *b\n";
        QVERIFY(withSource(anchored, 0, u"a"_s));
        const auto refused = withSource(anchored, 1, u"c"_s);
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(u"“d” takes"_s), qPrintable(refused.error().message));
        QCOMPARE(withSource(anchored, 1, u"d"_s).value_or(QByteArray()), anchored.chopped(4) + "\n      <<: *b\n      cache_from:\n        - new\n");
    }

    void whatIsRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("count"); // -1: refused
        QTest::newRow("one") << QByteArray("services: {}\n") << 1;
        QTest::newRow("a marker only") << QByteArray("---\nservices: {}\n...\n") << 1;
        QTest::newRow("one without services") << QByteArray("services: {}\n---\nvolumes: {}\n") << 1;
        QTest::newRow("an empty one") << QByteArray("services: {}\n---\n") << 1;
        QTest::newRow("services that are none") << QByteArray("services: {}\n---\nservices: [a]\n") << -1;
        QTest::newRow("no map") << QByteArray("services: {}\n---\n- a\n") << -1;
        QTest::newRow("none has services") << QByteArray("a: 1\n---\nb: 1\n") << -1;
    }
    void whatIsRead()
    {
        QFETCH(QByteArray, text);
        const auto all = ComposeText::parseAll(text, u"compose.yml"_s);
        QTEST(all ? int(all->size()) : -1, "count");
    }

    void isReadAgain()
    {
        const auto all = ComposeText::parseAll(two, u"compose.yml"_s);
        QVERIFY(all && all->size() == 2);
        const auto again = all->at(1).reparsed("services: {}\n---\nservices:\n  z:\n    image: z\n");
        QVERIFY(again);
        QCOMPARE(again->services().first().name, u"z"_s);
        const auto gone = all->at(1).reparsed("services: {}\n");
        QVERIFY(!gone);
        QVERIFY2(gone.error().message.contains("1 document"_L1), qPrintable(gone.error().message));
    }
};

QTEST_APPLESS_MAIN(TestComposeDocuments)
#include "tst_composedocuments.moc"
