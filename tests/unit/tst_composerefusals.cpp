// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/composetext.h"

#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

using Change = std::function<void(ServiceSettings &)>;

Result<QByteArray> changed(const QByteArray &text, const Change &change, const QString &service = u"app"_s)
{
    const auto compose = ComposeText::parse(text, u"compose.yml"_s);
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

void addSource(ServiceSettings &settings) { settings.cacheFrom << u"app:latest"_s; }

} // namespace

Q_DECLARE_METATYPE(Change)

/// What is not changed, and why.
class TestComposeRefusals : public QObject
{
    Q_OBJECT
private slots:
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("why");
        QTest::newRow("another service takes it from here")
            << QByteArray("services:\n  app: &app\n    build:\n      context: .\n  web:\n    <<: *app\n") << u"“web”"_s;
        QTest::newRow("another service's build is this one")
            << QByteArray("services:\n  app:\n    build: &b\n      context: .\n  web:\n    build: *b\n") << u"“web”"_s;
        QTest::newRow("twice") << QByteArray("services:\n  app:\n    build:\n      cache_from: [a]\n      cache_from: [b]\n")
                               << u"line 5"_s;
        QTest::newRow("no list") << QByteArray("services:\n  app:\n    build:\n      cache_from: x\n") << u"not written as"_s;
        QTest::newRow("!reset") << QByteArray("services:\n  app:\n    build:\n      cache_from: !reset []\n") << u"!reset"_s;
        QTest::newRow("no section") << QByteArray("services:\n  app: [a]\n") << u"no settings"_s;
        QTest::newRow("no services") << QByteArray("version: 3\n") << u"no “services”"_s;
        QTest::newRow("a list") << QByteArray("- 1\n") << u"no Compose file"_s;
        QTest::newRow("empty") << QByteArray("# nothing\n") << u"no Compose file"_s;
        QTest::newRow("broken") << QByteArray("services: [\n") << u"line"_s;
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, why);
        const auto result = changed(text, addSource);
        QVERIFY(!result);
        QVERIFY2(result.error().message.contains(why), qPrintable(result.error().message));
        QVERIFY(!result.error().unchanged.isEmpty());
    }

    void namesAllThatWouldChange_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("why");
        const Change add = addSource;
        const Change setA = [](ServiceSettings &s) { s.setArg({u"A"_s, u"2"_s}); };
        const Change removeLast = [](ServiceSettings &s) { s.cacheFrom.removeLast(); };
        const Change clear = [](ServiceSettings &s) { s.cacheFrom.clear(); };
        const QByteArray app = "services:\n  app: &app\n    build: &b\n      context: .\n      cache_from: &c\n        - x\n      args: {A: '1'}\n";
        const QString both = u"“web” and “web2” take settings from here through an anchor, and would change too"_s;
        QTest::newRow("merged from each other") << QByteArray(app + "  web: &web\n    <<: *app\n  db:\n    image: x\n  web2:\n    <<: *web\n") << setA << both;
        QTest::newRow("both from here") << QByteArray(app + "  web:\n    <<: *app\n  web2:\n    build: *b\n") << add << both;
        QTest::newRow("through a place between") << QByteArray(app + "  web: {build: {<<: *b}}\n  web2: {build: &d {<<: [*b]}}\n  web3: {build: *d}\n") << add
                                                 << u"“web”, “web2” and “web3” take settings"_s;
        QTest::newRow("the anchored list would go") << QByteArray(app + "  web: {build: {context: ., cache_from: *c}}\n  web2: {build: {context: ., cache_from: *c}}\n")
                                                    << removeLast << both;
        QTest::newRow("the anchored list would go, one user") << QByteArray(app + "  web: {build: {context: ., cache_from: *c}}\n") << clear
                                                              << u"“web” takes settings from here through an anchor, and would change too"_s;
        QTest::newRow("the anchored section would go") << QByteArray("services:\n  app:\n    build: &b\n      cache_from: [x]\n  web:\n    build: *b\n  web2:\n    build: {<<: *b, target: t}\n")
                                                       << clear << both;
        QTest::newRow("not who has a build of its own") << QByteArray(app + "  web:\n    <<: *app\n  own:\n    <<: *app\n    build: own\n  web2:\n    build: {<<: *b, target: t}\n")
                                                        << setA << both;
        QTest::newRow("what is no service") << QByteArray("services:\n  app:\n    build: &b\n      cache_from: [x]\nx-kept: *b\n") << add << u"“x-kept” takes settings"_s;
    }
    void namesAllThatWouldChange()
    {
        QFETCH(QByteArray, text);
        QFETCH(Change, change);
        QFETCH(QString, why);
        const auto result = changed(text, change);
        QVERIFY(!result);
        QVERIFY2(result.error().message.contains(why), qPrintable(result.error().message));
    }

    /// Where several entries of brackets stand on a line, nobody can tell whose a comment is.
    void aCommentInBracketsIsInTheWay_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("why");
        const Change moveFirst = [](ServiceSettings &s) { s.cacheFrom.move(0, 1); };
        const Change putFirst = [](ServiceSettings &s) {
            s.cacheFrom.removeLast();
            s.cacheFrom.prepend(u"x"_s);
        };
        const Change removeTwo = [](ServiceSettings &s) { s.cacheFrom.resize(1); };
        const QString beside = u"a comment in its brackets would stand beside another entry"_s;
        QTest::newRow("moved") << QByteArray("[a, # one\n        b, c]") << moveFirst << beside;
        QTest::newRow("removed, with the one before it commented") << QByteArray("[a, # one\n        b, c]") << removeTwo << u"a comment in its brackets would go too"_s;
        QTest::newRow("another one first") << QByteArray("[a, # one\n        b]") << putFirst << beside;
    }
    void aCommentInBracketsIsInTheWay()
    {
        QFETCH(QByteArray, list);
        QFETCH(Change, change);
        QFETCH(QString, why);
        const auto result = changed("services:\n  app:\n    build:\n      cache_from: " + list + "\n    image: x\n", change);
        QVERIFY(!result);
        QVERIFY2(result.error().message.contains(why), qPrintable(result.error().message));
    }

    /// Anchors that have nothing to do with the change are not blamed.
    void namesNobodyWhoWouldNotChange_data()
    {
        QTest::addColumn<QByteArray>("others");
        QTest::newRow("another value of the service") << QByteArray("  web:\n    environment: *e\n");
        QTest::newRow("all of it, with a value of their own") << QByteArray("  web:\n    <<: *app\n    build: {cache_from: [y]}\n");
        QTest::newRow("another setting") << QByteArray("  web:\n    build: {args: *a}\n");
        QTest::newRow("a section of its own, without the setting") << QByteArray("  web:\n    <<: *app\n    build: web\n");
        QTest::newRow("a key of the file, another value") << QByteArray("x-kept: *e\n");
    }
    void namesNobodyWhoWouldNotChange()
    {
        QFETCH(QByteArray, others);
        const QByteArray app = "services:\n  app: &app\n    environment: &e {K: v}\n    build:\n      args: &a {A: '1'}\n      cache_from: !reset []\n";
        const auto result = changed(app + others, [](ServiceSettings &settings) {
            addSource(settings);
            settings.target = u"t"_s;
        });
        QVERIFY(!result);
        QVERIFY2(!result.error().message.contains("through an anchor"_L1), qPrintable(result.error().message));
    }
    void namesWhoTakesWhatIsInherited()
    {
        const auto result = changed("x-t: &t {build: {cache_from: !reset []}}\nservices:\n  app: &app {<<: *t}\n  web: {<<: *t}\n  web2: {<<: *app}\n", addSource);
        QVERIFY(!result);
        QVERIFY2(!result.error().message.contains("“web”"_L1), qPrintable(result.error().message));
    }

    void saysWhatWouldShowThrough()
    {
        const auto result = changed("x: &a {X: '1'}\nservices:\n  app:\n    build:\n      args:\n        <<: *a\n        X: '2'\n        Y: '3'\n",
                                    [](ServiceSettings &settings) { settings.removeArg(u"X"_s); });
        QVERIFY(!result);
        QVERIFY2(result.error().message.contains("the argument X would come from an anchor then"_L1), qPrintable(result.error().message));
    }

    /// An anchor that others have is no reason where they have a value of their own in the changed place.
    void changesWhatNobodyElseSees_data()
    {
        QTest::addColumn<QByteArray>("others");
        QTest::newRow("their own build") << QByteArray("  web:\n    <<: *app\n    build: web\n");
        QTest::newRow("their own sources") << QByteArray("  web:\n    build: {<<: *b, cache_from: [y]}\n");
        QTest::newRow("through another") << QByteArray("  web: &web\n    <<: *app\n    build: {<<: *b, cache_from: []}\n  web2:\n    <<: *web\n");
        QTest::newRow("the first of several counts") << QByteArray("  web:\n    build: {<<: [{cache_from: [y]}, *b]}\n");
    }
    void changesWhatNobodyElseSees()
    {
        QFETCH(QByteArray, others);
        const QByteArray app = "services:\n  app: &app\n    build: &b\n      context: .\n      cache_from: [x]\n";
        const auto result = changed(app + others, addSource);
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QCOMPARE(*result, QByteArray(app).replace("[x]", "[x, app:latest]") + others);
    }
};

QTEST_APPLESS_MAIN(TestComposeRefusals)
#include "tst_composerefusals.moc"
