// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/composetext.h"

#include "support/settingedits.h"
#include "text/diff.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

using Change = std::function<void(ServiceSettings &)>;

Result<ComposeText> parsed(const QByteArray &text)
{
    return ComposeText::parse(text, u"compose.yml"_s);
}

Result<QByteArray> changed(const QByteArray &text, const Change &change, const QString &service = u"app"_s)
{
    const auto compose = parsed(text);
    if (!compose)
        return failure(compose.error());
    const WrittenService *written = compose->service(service);
    ServiceSettings settings = written ? written->settings : ServiceSettings{};
    change(settings);
    const auto result = compose->patched({{service, settings}});
    if (!result)
        return failure(result.error());
    return result->text();
}

Change addSource(const QString &source = u"app:latest"_s)
{
    return [source](ServiceSettings &s) { s.cacheFrom << source; };
}

void row(const char *name, const Change &change, const QByteArray &before, const QByteArray &after)
{
    QTest::newRow(name) << change << before << after;
}

} // namespace

Q_DECLARE_METATYPE(Change)

class TestComposeText : public QObject
{
    Q_OBJECT

    static void columns()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
    }
    static void check()
    {
        QFETCH(Change, change);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const auto text = changed(before, change);
        QVERIFY2(text, text ? "" : qPrintable(text.error().sentences()));
        QCOMPARE(*text, after);
    }

private slots:
    void adds_data()
    {
        columns();
        const Change add = addSource();
        row("after the last key", add,
            "services:\n  app:\n    build:\n      context: .\n      args:\n        A: 1 # keep\n\n    # image\n    image: app\n",
            "services:\n  app:\n    build:\n      context: .\n      args:\n        A: 1 # keep\n"
            "      cache_from:\n        - app:latest\n\n    # image\n    image: app\n");
        row("four blanks", add, "services:\n    app:\n        build:\n            context: .\n",
            "services:\n    app:\n        build:\n            context: .\n            cache_from:\n                - app:latest\n");
        row("unindented lists are the file's way", add,
            "services:\n  app:\n    ports:\n    - \"1:1\"\n    build:\n      context: .\n",
            "services:\n  app:\n    ports:\n    - \"1:1\"\n    build:\n      context: .\n      cache_from:\n      - app:latest\n");
        row("another service's lists show the way", add,
            "services:\n  app:\n    build:\n      context: .\n  db:\n    ports:\n    - \"1:1\"\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from:\n      - app:latest\n  db:\n    ports:\n    - \"1:1\"\n");
        row("to a list", add, "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a # why\n      # end\n    image: x\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a # why\n        - app:latest\n      # end\n    image: x\n");
        row("to an unindented list", add, "services:\n  app:\n    build:\n      cache_from:\n      - a\n      context: .\n",
            "services:\n  app:\n    build:\n      cache_from:\n      - a\n      - app:latest\n      context: .\n");
        const Change needsQuotes = [](ServiceSettings &s) { s.setArg({u"V"_s, u"a: b"_s}); };
        const QByteArray beside = "services:\n  app:\n    build:\n      context: .\n      args:\n        A: x\n    labels:\n      l: %1\n";
        for (const char *quoted : {"\"l\"", "'l'"}) {
            row("in the quotes of the file", needsQuotes, QByteArray(beside).replace("%1", quoted),
                QByteArray(beside).replace("%1", quoted).replace("A: x\n", "A: x\n        V: " + QByteArray(quoted).replace("l", "a: b") + "\n"));
        }
        row("in the quotes of the list", add, "services:\n  app:\n    build:\n      cache_from:\n        - \"a\"\n        - \"b\"\n",
            "services:\n  app:\n    build:\n      cache_from:\n        - \"a\"\n        - \"b\"\n        - \"app:latest\"\n");
        row("to a flow list", add, "services:\n  app:\n    build:\n      context: .\n      cache_from: [a, 'b,c'] # x\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from: [a, 'b,c', app:latest] # x\n");
        row("to an empty flow list", add, "services:\n  app:\n    build:\n      context: .\n      cache_from: []\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from: [app:latest]\n");
        row("to a flow list over lines", add, "services:\n  app:\n    build:\n      cache_from: [\n        a, # one\n        b  # two\n      ]\n",
            "services:\n  app:\n    build:\n      cache_from: [\n        a, # one\n        b,  # two\n        app:latest\n      ]\n");
        row("to a flow list over lines with a last comma", add, "services:\n  app:\n    build:\n      cache_from: [\n        a,\n        b, # two\n      ]\n",
            "services:\n  app:\n    build:\n      cache_from: [\n        a,\n        b, # two\n        app:latest,\n      ]\n");
        row("to JSON", add, "{\n  \"services\": {\n    \"app\": {\n      \"build\": {\n        \"context\": \"a\"\n      }\n    }\n  }\n}\n",
            "{\n  \"services\": {\n    \"app\": {\n      \"build\": {\n        \"context\": \"a\",\n        \"cache_from\": [\"app:latest\"]\n      }\n    }\n  }\n}\n");
        row("to JSON in the short form", add, "{\"services\": {\"app\": {\"build\": \"a\"}}}", "{\"services\": {\"app\": {\"build\": {\"context\": \"a\", \"cache_from\": [\"app:latest\"]}}}}");
        row("to an empty list of JSON", add, "{\"services\": {\"app\": {\"build\": {\"cache_from\": []}}}}", "{\"services\": {\"app\": {\"build\": {\"cache_from\": [\"app:latest\"]}}}}");
        row("to an empty key", add, "services:\n  app:\n    build:\n      context: .\n      cache_from: # later\n    image: x\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from: # later\n        - app:latest\n    image: x\n");
        row("to a flow build", add, "services:\n  app:\n    build: {context: ., args: {A: \"}\"}}\n",
            "services:\n  app:\n    build: {context: ., args: {A: \"}\"}, cache_from: [app:latest]}\n");
        row("to a flow service", add, "services: {app: {image: x, build: .}}\n",
            "services: {app: {image: x, build: {context: ., cache_from: [app:latest]}}}\n");
        row("grows the short form", add, "services:\n  app:\n    build: ./dir  # here\n    image: x\n",
            "services:\n  app:\n    build:\n      context: ./dir  # here\n      cache_from:\n        - app:latest\n    image: x\n");
        row("grows a quoted short form", add, "services:\n  app:\n    build: \"./a b\"\n",
            "services:\n  app:\n    build:\n      context: \"./a b\"\n      cache_from:\n        - app:latest\n");
        row("grows a short form on a line of its own", add, "services:\n  app:\n    build:\n      ./dir\n",
            "services:\n  app:\n    build:\n      context: ./dir\n      cache_from:\n        - app:latest\n");
        row("CRLF", add, "services:\r\n  app:\r\n    build:\r\n      context: .\r\n",
            "services:\r\n  app:\r\n    build:\r\n      context: .\r\n      cache_from:\r\n        - app:latest\r\n");
        row("CRLF, short form", add, "services:\r\n  app:\r\n    build: .\r\n",
            "services:\r\n  app:\r\n    build:\r\n      context: .\r\n      cache_from:\r\n        - app:latest\r\n");
        row("no last line end", add, "services:\n  app:\n    build:\n      context: .",
            "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - app:latest");
        row("mixed line ends stay", add, "services:\n  app:\n    build:\n      cache_from:\r\n        - a\r\n        - b\r\n",
            "services:\n  app:\n    build:\n      cache_from:\r\n        - a\r\n        - b\r\n        - app:latest\r\n");
        row("BOM", add, "\xEF\xBB\xBFservices:\n  app:\n    build:\n      context: .\n",
            "\xEF\xBB\xBFservices:\n  app:\n    build:\n      context: .\n      cache_from:\n        - app:latest\n");
        row("several documents", add, "services:\n  app:\n    build: .\n---\nx: 1\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - app:latest\n---\nx: 1\n");
        row("tab in a comment", add, "services:\n  app:\n    build:\n      context: . #\tt\n",
            "services:\n  app:\n    build:\n      context: . #\tt\n      cache_from:\n        - app:latest\n");
        row("behind a text over lines", add,
            "services:\n  app:\n    build:\n      dockerfile_inline: |\n        FROM scratch\n\n        COPY . .\n    image: x\n",
            "services:\n  app:\n    build:\n      dockerfile_inline: |\n        FROM scratch\n\n        COPY . .\n"
            "      cache_from:\n        - app:latest\n    image: x\n");
        row("behind a text that keeps its empty lines", add,
            "services:\n  app:\n    build:\n      dockerfile_inline: |+\n        FROM scratch\n\n\n    image: x\n",
            "services:\n  app:\n    build:\n      dockerfile_inline: |+\n        FROM scratch\n\n\n"
            "      cache_from:\n        - app:latest\n    image: x\n");
        row("!override stays", add, "services:\n  app:\n    build:\n      cache_from: !override\n        - a\n",
            "services:\n  app:\n    build:\n      cache_from: !override\n        - a\n        - app:latest\n");
        row("a service that only another file has", [](ServiceSettings &s) { s.cacheFrom << u"a"_s; },
            "services:\n  web:\n    image: x\n", "services:\n  web:\n    image: x\n  app:\n    build:\n      cache_from:\n        - a\n");
        row("an empty section", addSource(u"a"_s), "services:\n", "services:\n  app:\n    build:\n      cache_from:\n        - a\n");
        row("an empty service", addSource(u"a"_s), "services:\n  app:\n  b:\n    image: x\n",
            "services:\n  app:\n    build:\n      cache_from:\n        - a\n  b:\n    image: x\n");
    }
    void adds() { check(); }

    void overridesWhatComesThroughAnchors_data()
    {
        columns();
        const Change add = addSource();
        row("anchors elsewhere stay", add,
            "x-a: &a\n  restart: always\nservices:\n  app:\n    <<: *a\n    build:\n      context: .\n  b:\n    <<: *a\n    build: b\n",
            "x-a: &a\n  restart: always\nservices:\n  app:\n    <<: *a\n    build:\n      context: .\n"
            "      cache_from:\n        - app:latest\n  b:\n    <<: *a\n    build: b\n");
        row("the build is an alias", add, "x: &b\n  context: .\nservices:\n  app:\n    build: *b # ours\n  c:\n    build: *b\n",
            "x: &b\n  context: .\nservices:\n  app:\n    build:\n      <<: *b # ours\n      cache_from:\n        - app:latest\n  c:\n    build: *b\n");
        row("the short build is an alias", add, "x: &d ./dir\nservices:\n  app:\n    build: *d\n",
            "x: &d ./dir\nservices:\n  app:\n    build:\n      context: *d\n      cache_from:\n        - app:latest\n");
        row("the build is merged", add,
            "x: &s\n  build:\n    context: . # c\n    args:\n      A: \"1\"\n    tags: [a, b]\nservices:\n  app:\n    <<: *s\n    image: x\n",
            "x: &s\n  build:\n    context: . # c\n    args:\n      A: \"1\"\n    tags: [a, b]\nservices:\n  app:\n    <<: *s\n    image: x\n"
            "    build:\n      context: .\n      args:\n        A: \"1\"\n      tags:\n        - a\n        - b\n      cache_from:\n        - app:latest\n");
        const Change setNew = [](ServiceSettings &s) { s.setArg({u"NEW"_s, u"x"_s}); };
        row("arguments with a name are not written again", setNew,
            "x: &b\n  context: .\n  args: &a\n    A: one\nservices:\n  app:\n    build: *b\n",
            "x: &b\n  context: .\n  args: &a\n    A: one\nservices:\n  app:\n    build:\n      <<: *b\n      args:\n        <<: *a\n        NEW: x\n");
        row("nor those that an alias gives", setNew,
            "x-a: &a\n  A: one\nx: &b\n  context: .\n  args: *a\nservices:\n  app:\n    build: {<<: *b, target: t}\n",
            "x-a: &a\n  A: one\nx: &b\n  context: .\n  args: *a\nservices:\n  app:\n    build: {<<: *b, target: t, args: {<<: *a, NEW: x}}\n");
        row("the merged build has an anchor", add, "x: &s\n  build: &b\n    context: .\nservices:\n  app:\n    <<: *s\n",
            "x: &s\n  build: &b\n    context: .\nservices:\n  app:\n    <<: *s\n    build:\n      <<: *b\n      cache_from:\n        - app:latest\n");
        row("the sources are merged", add,
            "x: &b\n  cache_from: [a]\nservices:\n  app:\n    build:\n      <<: *b\n      context: .\n",
            "x: &b\n  cache_from: [a]\nservices:\n  app:\n    build:\n      <<: *b\n      context: .\n"
            "      cache_from:\n        - a\n        - app:latest\n");
        row("the sources are an alias", add, "x: &c [a]\nservices:\n  app:\n    build:\n      context: .\n      cache_from: *c # c\n",
            "x: &c [a]\nservices:\n  app:\n    build:\n      context: .\n      cache_from: # c\n        - a\n        - app:latest\n");
        row("a copied argument keeps its form", [](ServiceSettings &s) { s.removeArg(u"B"_s); },
            "x: &a\n  A: 0x10\n  B: b\n  C: 'yes'\nservices:\n  app:\n    build:\n      context: .\n      args: *a\n",
            "x: &a\n  A: 0x10\n  B: b\n  C: 'yes'\nservices:\n  app:\n    build:\n      context: .\n      args:\n"
            "        A: 0x10\n        C: 'yes'\n");
        row("a copied argument of a merged build keeps its form", [](ServiceSettings &s) { s.setArg({u"B"_s, u"c"_s}); },
            "x: &b\n  args:\n    A: 0x10\n    B: b\nservices:\n  app:\n    build:\n      <<: *b\n      context: .\n",
            "x: &b\n  args:\n    A: 0x10\n    B: b\nservices:\n  app:\n    build:\n      <<: *b\n      context: .\n      args:\n"
            "        A: 0x10\n        B: c\n");
        row("the whole service is an alias", add, "x: &s\n  build: .\nservices:\n  app: *s\n",
            "x: &s\n  build: .\nservices:\n  app:\n    <<: *s\n    build:\n      context: .\n      cache_from:\n        - app:latest\n");
        row("merged sources taken away", [](ServiceSettings &s) { s.cacheFrom.clear(); },
            "x: &b\n  cache_from: [a]\nservices:\n  app:\n    build:\n      <<: *b\n      context: .\n",
            "x: &b\n  cache_from: [a]\nservices:\n  app:\n    build:\n      <<: *b\n      context: .\n      cache_from: []\n");
        row("a merged target", [](ServiceSettings &s) { s.target = u"dev"_s; },
            "x: &b\n  target: prod\nservices:\n  app:\n    build:\n      <<: [*b]\n      context: .\n",
            "x: &b\n  target: prod\nservices:\n  app:\n    build:\n      <<: [*b]\n      context: .\n      target: dev\n");
    }
    void overridesWhatComesThroughAnchors() { check(); }

    void argumentsOfAnAlias_data()
    {
        columns();
        const Change set = [](ServiceSettings &s) { s.setArg({u"A"_s, u"2"_s}); };
        const QByteArray text = "x: &a\n  A: one\n  API_TOKEN: secret\nservices:\n  app:\n    build:\n      args: *a # ours\n"
                                "  b:\n    build:\n      args: *a\n";
        const auto with = [&text](const QByteArray &args) {
            return QByteArray(text).replace("      args: *a # ours\n", args);
        };
        row("one is changed", set, text, with("      args:\n        <<: *a # ours\n        A: '2'\n"));
        row("one is added", [](ServiceSettings &s) { s.setArg({u"B"_s, u"b"_s}); }, text,
            with("      args:\n        <<: *a # ours\n        B: b\n"));
        row("one goes, so the others are written", [](ServiceSettings &s) { s.removeArg(u"A"_s); }, text,
            with("      args: # ours\n        API_TOKEN: secret\n"));
        row("in a flow build", set, "x: &a {A: one, B: b}\nservices:\n  app:\n    build: {context: ., args: *a}\n",
            "x: &a {A: one, B: b}\nservices:\n  app:\n    build: {context: ., args: {<<: *a, A: '2'}}\n");
        row("a list has no merge key", set, "x: &a [A=1, B=b]\nservices:\n  app:\n    build:\n      args: *a\n",
            "x: &a [A=1, B=b]\nservices:\n  app:\n    build:\n      args:\n        A: '2'\n        B: b\n");
    }
    void argumentsOfAnAlias() { check(); }

    void emptyTextsSayNothingOfQuotes_data()
    {
        columns();
        const Change fill = [](ServiceSettings &s) { s.cacheFrom[0] = u"type=registry,ref=a/b"_s; };
        row("the only entry", fill, "services:\n  app:\n    build:\n      cache_from:\n        - ''\n",
            "services:\n  app:\n    build:\n      cache_from:\n        - type=registry,ref=a/b\n");
        row("beside plain ones", fill, "services:\n  app:\n    build:\n      cache_from:\n        - ''\n        - c\n",
            "services:\n  app:\n    build:\n      cache_from:\n        - type=registry,ref=a/b\n        - c\n");
        row("beside quoted ones", fill, "services:\n  app:\n    build:\n      cache_from:\n        - ''\n        - \"c\"\n",
            "services:\n  app:\n    build:\n      cache_from:\n        - \"type=registry,ref=a/b\"\n        - \"c\"\n");
        row("a single value", [](ServiceSettings &s) { s.target = u"dev"_s; },
            "services:\n  app:\n    build:\n      target: ''\n", "services:\n  app:\n    build:\n      target: dev\n");
    }
    void emptyTextsSayNothingOfQuotes() { check(); }

    /// Services that take over from each other what is asked of both: it is written once.
    void severalThatShareAnAnchor()
    {
        const QByteArray text = "services:\n  a:\n    build: &b\n      context: .\n  b:\n    build: *b\n  c:\n    build:\n      <<: *b\n      target: t\n  d:\n    build: .\n";
        const auto compose = parsed(text);
        QVERIFY(compose);
        const auto with = [&compose](const QString &name) {
            ServiceSettings settings = compose->service(name)->settings;
            settings.add(Setting::CacheFrom, u"x:1"_s);
            return settings;
        };
        const auto patched = [&](const QStringList &names) {
            QMap<QString, ServiceSettings> wanted;
            for (const QString &name : names)
                wanted.insert(name, with(name));
            return compose->patched(wanted);
        };
        const auto result = patched({u"a"_s, u"b"_s, u"c"_s, u"d"_s});
        QVERIFY2(result, result ? "" : qPrintable(result.error().sentences()));
        QCOMPARE(result->text(), QByteArray(text)
                                     .replace("      context: .\n", "      context: .\n      cache_from:\n        - x:1\n")
                                     .replace("    build: .\n", "    build:\n      context: .\n      cache_from:\n        - x:1\n"));
        // More than are tried in turn first are so where they cannot be patched at once.
        QByteArray many = "services:\n  a00:\n    build: &b\n      context: .\n      cache_from: [x]\n";
        for (int i = 1; i < 40; ++i)
            many += u"  a%1:\n    build:\n      <<: *b\n      cache_from: [y]\n"_s.arg(i, 2, 10, QChar(u'0')).toUtf8();
        const auto shared = parsed(many);
        QVERIFY(shared);
        QMap<QString, ServiceSettings> bare;
        for (const WrittenService &service : shared->services())
            bare.insert(service.name, ServiceSettings());
        const auto undone = shared->patched(bare);
        QVERIFY2(undone, undone ? "" : qPrintable(undone.error().sentences()));
        QVERIFY(!patched({u"a"_s, u"b"_s})); // c would change too
        QVERIFY(patched({u"b"_s, u"c"_s}));
    }

    void removes_data()
    {
        columns();
        const auto remove = [](int index) -> Change { return [index](ServiceSettings &s) { s.cacheFrom.removeAt(index); }; };
        const QByteArray list = "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a # 1\n        - b\n      target: t\n";
        row("first", remove(0), list, "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - b\n      target: t\n");
        row("last", remove(1), list, "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a # 1\n      target: t\n");
        row("only one takes the key", remove(0),
            "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a\n      target: t\n",
            "services:\n  app:\n    build:\n      context: .\n      target: t\n");
        row("comments between stay", remove(1),
            "services:\n  app:\n    build:\n      cache_from:\n        - a\n        # about b\n        - b\n\n        # about c\n        - c\n",
            "services:\n  app:\n    build:\n      cache_from:\n        - a\n        # about b\n\n        # about c\n        - c\n");
        row("flow middle", remove(1), "services:\n  app:\n    build:\n      context: .\n      cache_from: [a, b, c]\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from: [a, c]\n");
        row("flow first", remove(0), "services:\n  app:\n    build:\n      context: .\n      cache_from: [ a, b ]\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from: [ b ]\n");
        row("flow last", remove(1), "services:\n  app:\n    build:\n      context: .\n      cache_from: [a, b]\n",
            "services:\n  app:\n    build:\n      context: .\n      cache_from: [a]\n");
        row("flow only one", remove(0), "services:\n  app:\n    build:\n      context: .\n      cache_from: [a]\n",
            "services:\n  app:\n    build:\n      context: .\n");
        row("in a flow build", remove(0), "services:\n  app:\n    build: {context: ., cache_from: [a], target: t}\n",
            "services:\n  app:\n    build: {context: ., target: t}\n");
        row("first in a flow build", remove(0), "services:\n  app:\n    build: {cache_from: [a], context: .}\n",
            "services:\n  app:\n    build: {context: .}\n");
        row("last in a flow build", remove(0), "services:\n  app:\n    build: {context: ., cache_from: [a]}\n",
            "services:\n  app:\n    build: {context: .}\n");
        row("no last line end", remove(0), "services:\n  app:\n    build:\n      context: .\n      cache_from:\n        - a",
            "services:\n  app:\n    build:\n      context: .");
        row("comments of a section that gets empty", remove(0),
            "services:\n  app:\n    build: # built on CI\n      # shared\n      cache_from: [a]\n      # end\n",
            "services:\n  app:\n    build: {} # built on CI\n      # shared\n      # end\n");
        row("flow over lines, its own comment", remove(0),
            "services:\n  app:\n    build:\n      cache_from: [\n        a, # one\n        b # two\n      ]\n",
            "services:\n  app:\n    build:\n      cache_from: [\n        b # two\n      ]\n");
        row("the only key of the build", remove(0), "services:\n  app:\n    build:\n      cache_from: [a]\n    image: x\n",
            "services:\n  app:\n    build: {}\n    image: x\n");
    }
    void removes() { check(); }

    /// A comment is about the entry that it stands behind: it stays where that is changed, and goes where it
    /// goes.
    void commentsGoWithTheirEntry_data()
    {
        columns();
        const QByteArray block = "services:\n  app:\n    build:\n      cache_from:\n        - 'a' # about "
                                 "a\n        - 'b' # about b\n    image: x\n";
        const QByteArray flow = "services:\n  app:\n    build:\n      cache_from: [\n        a, # about a\n  "
                                "      b, # about b\n      ]\n";
        const auto with = [](QByteArray text, const QByteArray &from, const QByteArray &to) {
            return text.replace(from, to);
        };
        const Change changedEntry = [](ServiceSettings &s) { s.change(Setting::CacheFrom, 1, u"c"_s); };
        const Change otherEntry = [](ServiceSettings &s) {
            s.cacheFrom.removeAt(1);
            s.add(Setting::CacheFrom, u"c"_s);
        };
        const Change addedAndChanged = [](ServiceSettings &s) {
            s.cacheFrom.removeAt(1);
            s.add(Setting::CacheFrom, u"b2"_s);
            s.change(Setting::CacheFrom, 1, u"c"_s);
        };
        const Change otherList = [](ServiceSettings &s) {
            s.cacheFrom.clear();
            s.add(Setting::CacheFrom, u"c"_s);
            s.add(Setting::CacheFrom, u"a"_s);
        };
        row("changed", changedEntry, block, with(block, "'b'", "'c'"));
        row("another one", otherEntry, block, with(block, "'b' # about b", "'c'"));
        row("another one, then changed", addedAndChanged, block, with(block, "'b' # about b", "'c'"));
        row("another list", otherList, block,
            with(block, "        - 'a' # about a\n        - 'b' # about b\n",
                 "        - 'c'\n        - 'a' # about a\n"));
        row("changed, in brackets", changedEntry, flow, with(flow, "b,", "c,"));
        row("another one, in brackets", otherEntry, flow, with(flow, "b, # about b", "c,"));
        const QByteArray open = with(flow, "b, #", "b  #"); // no comma behind the last
        const auto move = [](qsizetype from, qsizetype to) -> Change { return [from, to](ServiceSettings &s) { s.cacheFrom.move(from, to); }; };
        const auto remove = [](qsizetype at) -> Change { return [at](ServiceSettings &s) { s.cacheFrom.removeAt(at); }; };
        row("moved", move(1, 0), block,
            with(block, "        - 'a' # about a\n        - 'b' # about b\n", "        - 'b' # about b\n        - 'a' # about a\n"));
        row("moved, in brackets", move(1, 0), flow,
            with(flow, "        a, # about a\n        b, # about b\n", "        b, # about b\n        a, # about a\n"));
        row("moved, no comma behind the last", move(1, 0), open,
            with(open, "        a, # about a\n        b  # about b\n", "        b,  # about b\n        a # about a\n"));
        row("removed, in brackets", remove(0), flow, with(flow, "        a, # about a\n", ""));
        row("the last one, in brackets", remove(1), flow, with(flow, "        b, # about b\n", ""));
        row("the last one, no comma behind it", remove(1), open, with(open, "        a, # about a\n        b  # about b\n", "        a # about a\n"));
        row("added, no comma behind the last", addSource(), open,
            with(open, "        b  # about b\n", "        b,  # about b\n        app:latest\n"));
        const QByteArray own = "services:\n  app:\n    build:\n      cache_from: [\n        a,\n        # about b\n        b\n      ]\n";
        row("one of its own stays", remove(0), own, with(own, "        a,\n", ""));
        row("the last one of a line", remove(2), "services:\n  app:\n    build:\n      cache_from: [a,\n        b, c # three\n      ]\n",
            "services:\n  app:\n    build:\n      cache_from: [a,\n        b\n      ]\n");
        const QByteArray odd = "services:\n  app:\n    build:\n      cache_from: ['a',\n        'b', # about b\n        'c'\n      ]\n";
        row("alone on its line, others are not", remove(2), odd, with(odd, "        'b', # about b\n        'c'\n", "        'b' # about b\n"));
    }
    void commentsGoWithTheirEntry() { check(); }

    void changesEverySetting_data()
    {
        columns();
        const QByteArray base = "services:\n  app:\n    image: x # tag\n    build:\n      context: .\n      target: prod # stage\n"
                                "      no_cache: yes\n      args:\n        A: 1\n        B: \"two\" # b\n      platforms: [linux/amd64]\n";
        const auto with = [&base](const QByteArray &from, const QByteArray &to) { return QByteArray(base).replace(from, to); };
        row("image", [](ServiceSettings &s) { s.image = u"y:1"_s; }, base, with("image: x", "image: y:1"));
        row("no image", [](ServiceSettings &s) { s.image.reset(); }, base, with("    image: x # tag\n", ""));
        row("target", [](ServiceSettings &s) { s.target = u"dev"_s; }, base, with("target: prod", "target: dev"));
        row("no_cache off", [](ServiceSettings &s) { s.noCache = u"false"_s; }, base, with("no_cache: yes", "no_cache: false"));
        row("no_cache not written", [](ServiceSettings &s) { s.noCache.reset(); }, base, with("      no_cache: yes\n", ""));
        row("no_cache by a variable", [](ServiceSettings &s) { s.noCache = u"${NC:-false}"_s; }, base,
            with("no_cache: yes", "no_cache: ${NC:-false}"));
        row("pull", [](ServiceSettings &s) { s.pull = u"true"_s; }, base, base + "      pull: true\n");
        row("pull_policy", [](ServiceSettings &s) { s.pullPolicy = u"build"_s; }, base, base + "    pull_policy: build\n");
        row("an argument", [](ServiceSettings &s) { s.setArg({u"A"_s, u"2"_s}); }, base, with("A: 1", "A: 2"));
        row("what would read as another number has quotes", [](ServiceSettings &s) { s.setArg({u"A"_s, u"010"_s}); }, base, with("A: 1", "A: \"010\""));
        row("a truth value for a number has quotes", [](ServiceSettings &s) { s.setArg({u"A"_s, u"true"_s}); }, base, with("A: 1", "A: \"true\""));
        row("a quoted argument", [](ServiceSettings &s) { s.setArg({u"B"_s, u"3"_s}); }, base, with("\"two\"", "\"3\""));
        row("a new argument", [](ServiceSettings &s) { s.setArg({u"GIT_COMMIT_HASH"_s, u"${GIT_COMMIT_HASH}"_s}); }, base,
            with("\"two\" # b\n", "\"two\" # b\n        GIT_COMMIT_HASH: ${GIT_COMMIT_HASH}\n"));
        row("an argument from the environment", [](ServiceSettings &s) { s.setArg({u"A"_s, {}}); }, base, with("A: 1", "A:"));
        row("an argument less", [](ServiceSettings &s) { s.removeArg(u"A"_s); }, base, with("        A: 1\n", ""));
        row("no arguments", [](ServiceSettings &s) { s.args.clear(); }, base,
            with("      args:\n        A: 1\n        B: \"two\" # b\n", ""));
        row("platforms", [](ServiceSettings &s) { s.platforms << u"linux/arm64"_s; }, base,
            with("[linux/amd64]", "[linux/amd64, linux/arm64]"));
        row("cache_to", [](ServiceSettings &s) { s.cacheTo = QStringList{u"type=registry,ref=r.test/a:c,mode=max"_s}; }, base,
            base + "      cache_to:\n        - type=registry,ref=r.test/a:c,mode=max\n");
        row("several at once", [](ServiceSettings &s) {
            s.target.reset();
            s.noCache.reset();
            s.cacheFrom << u"a"_s;
        }, base, with("      target: prod # stage\n      no_cache: yes\n", "") + "      cache_from:\n        - a\n");
        const QByteArray list = "services:\n  app:\n    build:\n      args:\n        - A=1 # a\n        - B\n";
        row("an argument in a list", [](ServiceSettings &s) { s.setArg({u"A"_s, u"2"_s}); }, list,
            QByteArray(list).replace("A=1", "A=2"));
        row("an argument more in a list", [](ServiceSettings &s) { s.setArg({u"C"_s, u"x y"_s}); }, list,
            list + "        - C=x y\n");
        row("an argument less in a list", [](ServiceSettings &s) { s.removeArg(u"A"_s); }, list,
            QByteArray(list).replace("        - A=1 # a\n", ""));
        row("an argument beside merged ones", [](ServiceSettings &s) { s.setArg({u"C"_s, u"3"_s}); },
            "x: &a\n  A: \"1\"\nservices:\n  app:\n    build:\n      args:\n        <<: *a\n        B: 2\n",
            "x: &a\n  A: \"1\"\nservices:\n  app:\n    build:\n      args:\n        <<: *a\n        B: 2\n        C: \"3\"\n");
        row("arguments in braces", [](ServiceSettings &s) { s.setArg({u"B"_s, u"b,c"_s}); },
            "services:\n  app:\n    build: {context: ., args: {A: 1}}\n",
            "services:\n  app:\n    build: {context: ., args: {A: 1, B: 'b,c'}}\n");
    }
    void changesEverySetting() { check(); }

    void changesAndMovesEntries_data()
    {
        columns();
        const QByteArray list = "services:\n  app:\n    build:\n      cache_from:\n        - a # first\n        # about b\n        - 'b'\n        - c\n";
        const auto sources = [](const QStringList &texts) -> Change { return [texts](ServiceSettings &s) { s.cacheFrom = texts; }; };
        row("a text", sources({u"a"_s, u"x"_s, u"c"_s}), list, QByteArray(list).replace("'b'", "'x'"));
        row("a text with a comment", sources({u"z"_s, u"b"_s, u"c"_s}), list, QByteArray(list).replace("- a #", "- z #"));
        row("last to first", sources({u"c"_s, u"a"_s, u"b"_s}), list,
            "services:\n  app:\n    build:\n      cache_from:\n        - c\n        - a # first\n        # about b\n        - 'b'\n");
        row("between", sources({u"a"_s, u"m"_s, u"b"_s, u"c"_s}), list,
            "services:\n  app:\n    build:\n      cache_from:\n        - a # first\n        - m\n        # about b\n        - 'b'\n        - c\n");
        row("flow swapped", sources({u"b"_s, u"a"_s}), "services:\n  app:\n    build:\n      cache_from: [a,  'b'] # x\n",
            "services:\n  app:\n    build:\n      cache_from: ['b',  a] # x\n");
        row("flow text", sources({u"a"_s, u"x"_s}), "services:\n  app:\n    build:\n      cache_from: [a, \"b\"]\n",
            "services:\n  app:\n    build:\n      cache_from: [a, \"x\"]\n");
        row("no last line end", sources({u"b"_s, u"a"_s}), "services:\n  app:\n    build:\n      cache_from:\n        - a\n        - b",
            "services:\n  app:\n    build:\n      cache_from:\n        - b\n        - a");
    }
    void changesAndMovesEntries() { check(); }

    void readsWhatIsWritten()
    {
        const auto compose = parsed("name: shop\ninclude: [a.yml, {path: [b.yml, c.yml]}]\nx-b: &b\n  target: prod\nservices:\n"
                                    "  app:\n    image: x\n    profiles: [dev]\n    extends: {file: base.yml, service: web}\n    build:\n"
                                    "      <<: *b\n      context: ./app\n      dockerfile: D\n      cache_from: [a, b]\n"
                                    "      args: [A=1, B]\n      additional_contexts: {base: ../base}\n      no_cache: true\n"
                                    "  db:\n    image: y\n    extends: app\n");
        QVERIFY2(compose, compose ? "" : qPrintable(compose.error().message));
        QCOMPARE(compose->projectName(), u"shop"_s);
        QStringList includes;
        for (const NamedFile &file : compose->includes())
            includes << file.path;
        QCOMPARE(includes, (QStringList{u"a.yml"_s, u"b.yml"_s, u"c.yml"_s}));
        const WrittenService &app = compose->services().first();
        QCOMPARE(app.place, (TextPosition{6, 3}));
        QVERIFY(app.builds);
        QCOMPARE(app.context, u"./app"_s);
        QCOMPARE(app.dockerfile, u"D"_s);
        QCOMPARE(app.settings.cacheFrom, (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(app.settings.target, u"prod"_s);
        QCOMPARE(app.settings.noCache, u"true"_s);
        QCOMPARE(app.settings.args, (QList{BuildArgument{u"A"_s, u"1"_s}, BuildArgument{u"B"_s, {}}}));
        QCOMPARE(app.origin(Setting::Target).kind, SettingOrigin::Kind::Anchor);
        QCOMPARE(app.origin(Setting::Target).place, (TextPosition{4, 11}));
        QCOMPARE(app.origin(Setting::CacheFrom).kind, SettingOrigin::Kind::Own);
        QCOMPARE(app.origin(Setting::CacheFrom).entries.at(1), (TextPosition{14, 23}));
        QCOMPARE(app.origin(Setting::Pull).kind, SettingOrigin::Kind::Absent);
        QCOMPARE(app.profiles, QStringList{u"dev"_s});
        QCOMPARE(app.extends->file, u"base.yml"_s);
        QCOMPARE(app.additionalContexts.value(u"base"_s), u"../base"_s);
        const WrittenService &db = compose->services().last();
        QVERIFY(!db.builds);
        QCOMPARE(db.extends->service, u"app"_s);
    }

    void anArgumentThatStandsTwiceStays()
    {
        const QByteArray text = "services:\n  app:\n    build:\n      args:\n        - A=1\n        - A=2\n";
        QCOMPARE(changed(text, [](ServiceSettings &) {}).value_or(QByteArray()), text);
        QCOMPARE(changed(text, addSource()).value_or(QByteArray()), text + "      cache_from:\n        - app:latest\n");
        QVERIFY(changed(text, [](ServiceSettings &s) { s.removeArg(u"A"_s); }).error().message.contains("stands there twice"_L1));
    }

    void twoKeysAtAnEndWithoutALineEnd()
    {
        const QByteArray text = "services:\n  app:\n    build:\n      context: .\n      cache_from: [a]\n      cache_to: [b]";
        const auto after = changed(text, [](ServiceSettings &s) {
            s.cacheFrom.clear();
            s.cacheTo.clear();
        });
        QVERIFY2(after, after ? "" : qPrintable(after.error().message));
        QCOMPARE(*after, "services:\n  app:\n    build:\n      context: .");
    }

    void nothingAskedIsNothingDone()
    {
        const QByteArray text = "services:\n  app:\n    build: .   # x\n";
        QCOMPARE(changed(text, [](ServiceSettings &) {}).value_or(QByteArray()), text);
    }

    /// "Adding cache_from to both services of a file without it changes exactly four lines."
    void theSampleGetsFourLines()
    {
        QFile sample(QStringLiteral(TEST_SOURCE_DIR "/resources/samples/watchparty/docker-compose.yml"));
        QVERIFY(sample.open(QIODevice::ReadOnly));
        const QByteArray before = sample.readAll();
        const auto compose = parsed(before);
        QVERIFY(compose);
        QMap<QString, ServiceSettings> wanted;
        for (const WrittenService &service : compose->services()) {
            wanted[service.name] = service.settings;
            wanted[service.name].cacheFrom << u"watchparty-%1:latest"_s.arg(service.name);
        }
        const auto two = compose->patched(wanted);
        QVERIFY2(two, two ? "" : qPrintable(two.error().message));
        const Diff diff = diffLines(before, two->text());
        QCOMPARE(diff.added, 4);
        QCOMPARE(diff.removed, 0);
        for (ServiceSettings &settings : wanted)
            settings.cacheFrom.clear();
        QCOMPARE(two->patched(wanted)->text(), before);
    }

    /// Random edits in random order on texts of every style; each must read back, and going back to the first settings
    /// from the first text is the first text.
    void randomEdits()
    {
        const QByteArrayList texts{
            "services:\n  app:\n    build: .\n  web:\n    build: {context: ., cache_from: [a]}\n",
            "services:\n    app:\n        image: x # i\n        build:\n            context: . # c\n\n            cache_from:\n            - a # 1\n"
            "            # two\n            - \"b\"\n            args: {A: 1}\n    web:\n        build: w",
            "\xEF\xBB\xBFx: &b {target: t}\r\nservices:\r\n  app:\r\n    build:\r\n      <<: *b\r\n      args:\r\n        - A=1\r\n  web:\r\n    image: y\r\n",
        };
        QRandomGenerator random(20261124);
        int edits = 0;
        for (int round = 0; round < 300; ++round) {
            const QByteArray &first = texts.at(round % texts.size());
            const auto original = parsed(first);
            QVERIFY(original);
            ComposeText now = *original;
            for (int step = 0; step < 8; ++step) {
                const QString service = random.bounded(2) ? u"app"_s : u"web"_s;
                ServiceSettings settings = now.service(service)->settings;
                applyRandomEdit(settings, random);
                const auto next = now.patched({{service, settings}});
                if (!next) {
                    QVERIFY2(next.error().message.contains("anchor"_L1), qPrintable(next.error().message + QString::fromUtf8(now.text())));
                    continue;
                }
                ++edits;
                now = *next;
            }
            // From the original, with what is wanted now and then with what was written first.
            QMap<QString, ServiceSettings> wanted;
            QMap<QString, ServiceSettings> back;
            for (const WrittenService &service : now.services())
                wanted[service.name] = service.settings;
            for (const WrittenService &service : original->services())
                back[service.name] = service.settings;
            const auto direct = original->patched(wanted);
            if (direct) {
                for (const WrittenService &service : direct->services())
                    QCOMPARE(service.settings, inOrderOf(service.settings, wanted.value(service.name)));
            }
            QCOMPARE(original->patched(back)->text(), first);
        }
        QVERIFY(edits > 1000);
    }
};

QTEST_APPLESS_MAIN(TestComposeText)
#include "tst_composetext.moc"
