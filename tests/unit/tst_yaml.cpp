// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/yaml.h"

#include <QDir>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

Result<std::shared_ptr<const YamlText>> parsed(const QByteArray &text)
{
    return YamlText::parse(text, u"x.yml"_s);
}

/// Each node as "kind source", children indented: what is seen of the text, printed.
void print(const YamlText &yaml, const YamlNode &node, int depth, QByteArrayList &lines)
{
    static const QMap<YamlNode::Kind, QByteArray> names{{YamlNode::Kind::Null, "null"},
                                                        {YamlNode::Kind::Scalar, "scalar"},
                                                        {YamlNode::Kind::Sequence, "list"},
                                                        {YamlNode::Kind::Map, "map"},
                                                        {YamlNode::Kind::Alias, "alias"}};
    QByteArray source = yaml.source(node);
    source.replace('\n', "\\n");
    lines << QByteArray(depth, ' ') + names.value(node.kind) + ' ' + (node.end < 0 ? "?" : source);
    for (const YamlNode &item : node.items)
        print(yaml, item, depth + 1, lines);
    for (const auto &[key, value] : node.members) {
        print(yaml, key, depth + 1, lines);
        print(yaml, value, depth + 1, lines);
    }
}

QByteArray printed(const QByteArray &text)
{
    const auto yaml = parsed(text);
    if (!yaml)
        return yaml.error().message.toUtf8();
    QByteArrayList lines;
    for (const YamlNode &document : (*yaml)->documents())
        print(**yaml, document, 0, lines);
    return lines.join('\n');
}

/// Every plain scalar of one line must stand where the tree says, letter by letter.
int checkPlaces(const YamlText &yaml, const YamlNode &node)
{
    int checked = 1;
    if (node.kind == YamlNode::Kind::Scalar && node.style == YamlNode::Style::Plain && node.tag.isEmpty()
        && !node.scalar.contains('\n') && !yaml.source(node).contains('\n')) {
        const QByteArray source = yaml.text().mid(node.content, node.end - node.content);
        if (source != node.scalar)
            qFatal("%s: %s is not %s", qPrintable(yaml.name()), source.constData(), node.scalar.constData());
    }
    if (node.end < node.begin)
        qFatal("%s: no end of the node in line %d", qPrintable(yaml.name()), yaml.position(node.begin).line);
    for (const YamlNode &item : node.items)
        checked += checkPlaces(yaml, item);
    for (const auto &[key, value] : node.members)
        checked += checkPlaces(yaml, key) + checkPlaces(yaml, value);
    return checked;
}

} // namespace

class TestYaml : public QObject
{
    Q_OBJECT
private slots:
    void findsWhereNodesStand_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &text, const QByteArray &expected) {
            QTest::newRow(name) << text << expected;
        };
        row("block", "a:\n  b: [1, x y] # c\n  d:\n    - e\n    - f # g\nh: i\n",
            "map a:\\n  b: [1, x y] # c\\n  d:\\n    - e\\n    - f # g\\nh: i\n scalar a\n"
            " map b: [1, x y] # c\\n  d:\\n    - e\\n    - f\n  scalar b\n  list [1, x y]\n   scalar 1\n   scalar x y\n"
            "  scalar d\n  list - e\\n    - f\n   scalar e\n   scalar f\n scalar h\n scalar i");
        row("quotes", "a: 'it''s' # x\nb: \"q\\\"q\"\n",
            "map a: 'it''s' # x\\nb: \"q\\\"q\"\n scalar a\n scalar 'it''s'\n scalar b\n scalar \"q\\\"q\"");
        row("nothing written", "a:\nb: ~\nc: null\nd: # x\n",
            "map a:\\nb: ~\\nc: null\\nd:\n scalar a\n null \n scalar b\n null ~\n scalar c\n null null\n scalar d\n null ");
        row("a key called null", "a:\nnull: 1\n", "map a:\\nnull: 1\n scalar a\n null \n null null\n scalar 1");
        row("anchors", "a: &x {b: 1}\nc: *x\nd: &y\n  e: f\n",
            "map a: &x {b: 1}\\nc: *x\\nd: &y\\n  e: f\n scalar a\n map &x {b: 1}\n  scalar b\n  scalar 1\n scalar c\n alias *x\n"
            " scalar d\n map &y\\n  e: f\n  scalar e\n  scalar f");
        row("tags", "a: !reset null\nb: !override [x]\nc: !reset\nd: e\n",
            "map a: !reset null\\nb: !override [x]\\nc: !reset\\nd: e\n scalar a\n scalar !reset null\n scalar b\n"
            " list !override [x]\n  scalar x\n scalar c\n scalar !reset\n scalar d\n scalar e");
        row("block scalars", "a: |\n  x\n   y\n\nb: >-\n  z\n# end\nc: |+\n  k\n\nd: 1\n",
            "map a: |\\n  x\\n   y\\n\\nb: >-\\n  z\\n# end\\nc: |+\\n  k\\n\\nd: 1\n scalar a\n scalar |\\n  x\\n   y\n scalar b\n"
            " scalar >-\\n  z\n scalar c\n scalar |+\\n  k\\n\\n\n scalar d\n scalar 1");
        row("text over lines", "a: one\n  two # c\nb: [x\n  y, z]\n",
            "map a: one\\n  two # c\\nb: [x\\n  y, z]\n scalar a\n scalar one\\n  two\n scalar b\n list [x\\n  y, z]\n"
            "  scalar x\\n  y\n  scalar z");
        row("braces over lines", "a: {\n  b: 1, # c\n  d: [e, ], # }\n}\n",
            "map a: {\\n  b: 1, # c\\n  d: [e, ], # }\\n}\n scalar a\n map {\\n  b: 1, # c\\n  d: [e, ], # }\\n}\n  scalar b\n"
            "  scalar 1\n  scalar d\n  list [e, ]\n   scalar e");
        row("empty entries", "a:\n  -\n  - b\n  -\nc: 1\n",
            "map a:\\n  -\\n  - b\\n  -\\nc: 1\n scalar a\n list -\\n  - b\\n  -\n  null \n  scalar b\n  null \n scalar c\n scalar 1");
        row("BOM", "\xEF\xBB\xBF" "a: b\n", "map a: b\n scalar a\n scalar b");
        row("CRLF", "a:\r\n  - b\r\n  - c d\r\n", "map a:\r\\n  - b\r\\n  - c d\n scalar a\n list - b\r\\n  - c d\n  scalar b\n  scalar c d");
        row("documents", "a: 1\n---\nb: &x 2\n...\n---\n- *x\n", "x.yml, line 6, column 3: this alias names an anchor that does not stand before it.");
        row("several documents", "a: 1\n---\n- b\n", "map a: 1\n scalar a\n scalar 1\nlist - b\n scalar b");
    }
    void findsWhereNodesStand()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(printed(text), expected);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("place");
        QTest::newRow("unclosed") << QByteArray("a: [1\nb: 2\n") << u"x.yml, line "_s;
        QTest::newRow("tab") << QByteArray("a:\n\tb: 1\n") << u"x.yml, line 2, column 1"_s;
        QTest::newRow("NUL") << QByteArray("a: 1\nb: \0\n", 10) << u"x.yml, line 2, column 4"_s;
        QTest::newRow("what yaml-cpp takes for the end") << QByteArray("a: 1\nb: \x04\n") << u"x.yml, line 2, column 4"_s;
        QTest::newRow("escape") << QByteArray("a: 1\n# \x1B[2J\n") << u"x.yml, line 2, column 3"_s;
        QTest::newRow("not UTF-8") << QByteArray("a: 1\nb: \xFF\n") << u"x.yml, line 2, column 4"_s;
        QTest::newRow("UTF-8 cut off") << QByteArray("a: 1\nb: \xC3") << u"x.yml, line 2, column 4"_s;
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFE" "a\0:\0", 6) << u"x.yml, line 1, column "_s;
        QTest::newRow("a key twice") << QByteArray("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n") << u"x.yml, line 5, column 3"_s;
        QTest::newRow("a stray bracket") << QByteArray("a: 1\n---\n]\n") << u"x.yml, line 3, column 1"_s;
        QTest::newRow("deep") << QByteArray(100'000, '[') << u"x.yml, line 1, column "_s;
        QTest::newRow("large") << QByteArray(17 * 1024 * 1024, ' ') << u"x.yml is too large"_s;
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, place);
        const auto yaml = parsed(text);
        QVERIFY(!yaml);
        QCOMPARE(yaml.error().code, ErrorCode::InvalidInput);
        QVERIFY2(yaml.error().message.startsWith(place), qPrintable(yaml.error().message));
    }

    /// Not the words of a parser's source.
    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        const auto row = [](const QByteArray &text, const QString &said) { QTest::newRow(text.simplified()) << text << said; };
        row("a: [1\nb: 2\n", u"a list that begins with “[” is not closed"_s);
        row("a: {b: 1\n", u"a section that begins with “{” is not closed"_s);
        row("a: 1\n- b\n", u"belong to the section above"_s);
        row("a:\n  - b\n  c: 1\n", u"above it: check its indentation"_s);
        row("a: *b\n", u"an anchor that does not stand before it"_s);
        row("a: b: c\n", u"a “:” cannot stand here"_s);
        row("a: \"b\n---\n", u"quote is not closed"_s);
        row("a: \"\\q\"\n", u"“\\”"_s);
        row("a: @b\n", u"does not take this character here"_s);
        row("a: ]\n", u"was not opened"_s);
        row("a: *\n", u"name must follow"_s);
    }
    void saysWhatIsWrong()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, said);
        const auto yaml = parsed(text);
        QVERIFY(!yaml);
        QVERIFY2(yaml.error().message.contains(said), qPrintable(yaml.error().message));
    }

    void anAliasBombIsOnlyItsText()
    {
        QByteArray text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 30; ++i) {
            const QByteArray before = "*a" + QByteArray::number(i - 1);
            text += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " ["
                    + QByteArrayList(10, before).join(", ") + "]\n";
        }
        const auto a = parsed(text);
        const auto b = parsed("# other\n" + text);
        QVERIFY(a && b);
        YamlComparison comparison(**a, **b);
        QVERIFY(comparison.same((*a)->documents().first(), (*b)->documents().first()));
    }

    void aLongChainOfAnchorsIsNotFollowedToItsEnd()
    {
        QByteArray text = "a0: &a0 [x]\n";
        constexpr int length = 50'000;
        for (int i = 1; i < length; ++i) {
            const QByteArray n = QByteArray::number(i);
            text += "a" + n + ": &a" + n + " [*a" + QByteArray::number(i - 1) + "]\n";
        }
        const auto a = parsed(text);
        QVERIFY(a);
        const auto &members = (*a)->documents().first().members;
        YamlComparison whole(**a, **a);
        QVERIFY(whole.same((*a)->documents().first(), (*a)->documents().first()));
        YamlComparison last(**a, **a);
        QVERIFY(!last.sameResolved(members.last().second, members.last().second));
    }

    void comparesMeaning_data()
    {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<bool>("same");
        QTest::newRow("style") << QByteArray("a: {b: [1, two]}\n") << QByteArray("# c\na:\n  b:\n  - 1\n  - two\n") << true;
        QTest::newRow("value") << QByteArray("a: [1]\n") << QByteArray("a: [2]\n") << false;
        QTest::newRow("quoted is a text") << QByteArray("a: 1\n") << QByteArray("a: '1'\n") << false;
        QTest::newRow("order") << QByteArray("a: 1\nb: 2\n") << QByteArray("b: 2\na: 1\n") << false;
        QTest::newRow("behind an alias") << QByteArray("a: &x [1]\nb: *x\n") << QByteArray("a: &x [2]\nb: *x\n") << false;
        QTest::newRow("another anchor of the name")
            << QByteArray("a: &x 1\nb: &x 1\nc: *x\n") << QByteArray("a: &x 1\nc: *x\n") << false;
        QTest::newRow("tag") << QByteArray("a: !reset 1\n") << QByteArray("a: 1\n") << false;
    }
    void comparesMeaning()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        const auto first = parsed(a);
        const auto second = parsed(b);
        QVERIFY(first && second);
        YamlComparison comparison(**first, **second);
        QTEST(comparison.same((*first)->documents().first(), (*second)->documents().first()), "same");
    }

    /// An alias inside its own anchor must not be followed for ever.
    void anAnchorInItself()
    {
        const auto a = parsed("a: &x [*x]\n");
        if (!a)
            return; // refusing it is fine too
        YamlComparison comparison(**a, **a);
        QVERIFY(comparison.same((*a)->documents().first(), (*a)->documents().first()));
    }

    void writesScalarsThatReadBack_data()
    {
        QTest::addColumn<QString>("text");
        const QStringList texts{u"app:latest"_s, u"a: b"_s, u"it's #1"_s, u"a#b"_s, u"123"_s, u"1.10"_s, u"true"_s, u"No"_s,
                                u"null"_s, u"~"_s, u""_s, u" x"_s, u"x "_s, u"- a"_s, u"*a"_s, u"&a"_s, u"!a"_s, u"%a"_s,
                                u"@a"_s, u"`a`"_s, u"[a]"_s, u"{a}"_s, u"a,b"_s, u"${REG}/a"_s, u"$A"_s, u"a:"_s, u":a"_s,
                                u"?"_s, u"a\"b"_s, u"a\\b"_s, u"a\nb"_s, u"\t"_s, u"äöü"_s, u"日本"_s, u"\U0001F433"_s,
                                u"2026-11-24"_s, u"12:30"_s, u"0x1F"_s, u"1e3"_s, u".inf"_s, u"..."_s, u"<<"_s, u"="_s,
                                u"type=registry,ref=r.test/a:c,mode=max"_s, u"a\u2028b"_s, u"a\u00a0b"_s, u"\u0085"_s};
        for (const QString &text : texts)
            QTest::newRow(qPrintable(u"“%1”"_s.arg(text))) << text;
    }
    void writesScalarsThatReadBack()
    {
        QFETCH(QString, text);
        using Style = YamlNode::Style;
        for (const Style style : {Style::Plain, Style::SingleQuoted, Style::DoubleQuoted}) {
            const auto block = parsed("a: " + yamlScalar(text, false, style) + " # c\n");
            QVERIFY2(block, block ? "" : qPrintable(block.error().message));
            QCOMPARE((*block)->documents().first().member("a")->kind, YamlNode::Kind::Scalar);
            QCOMPARE(QString::fromUtf8((*block)->documents().first().member("a")->scalar), text);
            const auto flow = parsed("a: [" + yamlScalar(text, true, style) + ", x]\n");
            QVERIFY2(flow, flow ? "" : qPrintable(flow.error().message));
            const YamlNode &list = *(*flow)->documents().first().member("a");
            QCOMPARE(list.items.size(), 2);
            QCOMPARE(QString::fromUtf8(list.items.first().scalar), text);
        }
    }
    void staysPlainWhereItCan()
    {
        QCOMPARE(yamlScalar(u"type=registry,ref=r.test/a:c"_s, false), "type=registry,ref=r.test/a:c");
        QCOMPARE(yamlScalar(u"type=registry,ref=a"_s, true), "'type=registry,ref=a'");
        QCOMPARE(yamlScalar(u"${REG}/a"_s, false), "${REG}/a");
        QCOMPARE(yamlScalar(u"123"_s, false), "'123'");
        QCOMPARE(yamlScalar(u"1.10"_s, false, YamlNode::Style::DoubleQuoted), "\"1.10\"");
    }

    void corpusPlaces()
    {
        const QString path = qEnvironmentVariable("LAYERDECK_CORPUS", QStringLiteral(TEST_SOURCE_DIR "/../shared/corpus"));
        const QDir corpus(path + "/compose"_L1);
        if (!corpus.exists())
            QSKIP("the corpus of Compose files is not here");
        int nodes = 0;
        for (const QFileInfo &info : corpus.entryInfoList(QDir::Files)) {
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto yaml = YamlText::parse(file.readAll(), info.fileName());
            if (!yaml)
                continue;
            for (const YamlNode &document : (*yaml)->documents())
                nodes += checkPlaces(**yaml, document);
        }
        QVERIFY(nodes > 1000);
    }
};

QTEST_APPLESS_MAIN(TestYaml)
#include "tst_yaml.moc"
