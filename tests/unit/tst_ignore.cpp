// SPDX-License-Identifier: GPL-3.0-or-later
#include "dockerfile/ignore.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

/// What the engine keeps of these paths for each ignore file, as measured on real engines.
class TestIgnore : public QObject
{
    Q_OBJECT
private slots:
    void rules_data()
    {
        QTest::addColumn<QString>("rules");
        QTest::addColumn<QStringList>("ignored");
        const auto row = [](const char *rules, const QStringList &ignored) {
            QTest::newRow(rules) << QString::fromUtf8(rules).replace(u';', u'\n') << ignored;
        };
        row("a.txt", {u"a.txt"_s});
        row("/a.txt", {u"a.txt"_s});
        row("./a.txt", {u"a.txt"_s});
        row("x/../a.txt", {u"a.txt"_s});
        row(" a.txt ", {u"a.txt"_s});
        row("*.md", {u"b.md"_s});
        row("**/*.md", {u"b.md"_s, u"dir/c.md"_s, u"dir/sub/d.md"_s});
        row("*/*.md", {u"dir/c.md"_s});
        row("sub", {});
        row("**/sub", {u"dir/sub"_s, u"dir/sub/a.txt"_s, u"dir/sub/d.md"_s});
        row("dir", {u"dir"_s, u"dir/a.txt"_s, u"dir/c.md"_s, u"dir/sub"_s, u"dir/sub/a.txt"_s, u"dir/sub/d.md"_s});
        row("/dir/", {u"dir"_s, u"dir/a.txt"_s, u"dir/c.md"_s, u"dir/sub"_s, u"dir/sub/a.txt"_s, u"dir/sub/d.md"_s});
        row("dir/*", {u"dir/a.txt"_s, u"dir/c.md"_s, u"dir/sub"_s, u"dir/sub/a.txt"_s, u"dir/sub/d.md"_s});
        row("dir/*;!dir/sub", {u"dir/a.txt"_s, u"dir/c.md"_s});
        row("dir;!dir/a.txt", {u"dir"_s, u"dir/c.md"_s, u"dir/sub"_s, u"dir/sub/a.txt"_s, u"dir/sub/d.md"_s});
        row("!dir/a.txt;dir", {u"dir"_s, u"dir/a.txt"_s, u"dir/c.md"_s, u"dir/sub"_s, u"dir/sub/a.txt"_s, u"dir/sub/d.md"_s});
        row("dir/**/a.txt", {u"dir/a.txt"_s, u"dir/sub/a.txt"_s});
        row("**a.txt", {u"a.txt"_s, u"dir/a.txt"_s, u"dir/sub/a.txt"_s});
        row("[ab].*", {u"a.txt"_s, u"b.md"_s});
        row("?.md", {u"b.md"_s});
        row("A.TXT", {});
        row("#a.txt", {});
        row("\\#hash", {u"#hash"_s});
        row("\\!bang", {u"!bang"_s});
        row("{a,b}.txt", {});
    }
    void rules()
    {
        QFETCH(QString, rules);
        const QStringList paths{u"a.txt"_s, u"b.md"_s, u"dir"_s, u"dir/a.txt"_s, u"dir/c.md"_s, u"dir/sub"_s,
                                u"dir/sub/a.txt"_s, u"dir/sub/d.md"_s, u"#hash"_s, u"!bang"_s};
        const auto parsed = IgnoreRules::parse(rules.toUtf8());
        QVERIFY(parsed);
        QStringList ignored;
        for (const QString &path : paths) {
            if (parsed->ignores(path))
                ignored << path;
        }
        QTEST(ignored, "ignored");
    }

    void everything()
    {
        for (const char *rule : {"**", "*"}) {
            const auto parsed = IgnoreRules::parse(rule);
            QVERIFY(parsed->ignores(u"a"_s) && parsed->ignores(u"a/b"_s));
        }
        const auto only = IgnoreRules::parse("*\n!dir\n");
        QVERIFY(only->ignores(u"a"_s) && !only->ignores(u"dir/b"_s));
    }

    void failsWhereABuildWould_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::newRow("[") << QByteArray("[");
        QTest::newRow("a[") << QByteArray("a[");
        QTest::newRow("!") << QByteArray("!");
    }
    void failsWhereABuildWould()
    {
        QFETCH(QByteArray, rule);
        QVERIFY(!IgnoreRules::parse(rule));
    }
};

QTEST_APPLESS_MAIN(TestIgnore)
#include "tst_ignore.moc"
