// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/follow.h"
#include "github/presets.h"
#include "github/token.h"
#include "github/workflowfile.h"

#include <QTest>

using namespace layerdeck;
using namespace layerdeck::github;
using namespace Qt::StringLiterals;

/// The file of a workflow as a form, and what may be sent.
class TestWorkflowFile : public QObject
{
    Q_OBJECT

    static Result<DispatchForm> parse(const QByteArray &text, int limit = mostInputs) { return parseWorkflowFile(text, u"deploy.yml"_s, limit); }
    static QByteArray withInputs(const QByteArray &inputs) { return "on:\n  workflow_dispatch:\n    inputs:\n" + inputs + "jobs: {}\n"; }
    static QByteArray numbered(int count)
    {
        QByteArray text;
        for (int i = 1; i <= count; ++i)
            text += "      i" + QByteArray::number(i) + ":\n        type: string\n";
        return withInputs(text);
    }

private slots:
    void everyType()
    {
        const auto form = parse("name: Deploy to Lightsail\n"
                                "on:\n"
                                "  push:\n    branches: [main]\n"
                                "  workflow_dispatch:\n"
                                "    inputs:\n"
                                "      force_rebuild:\n        description: Force rebuild without cache\n        type: boolean\n        default: false\n"
                                "      target:\n        type: choice\n        required: true\n        options: [all, images, 'build cache']\n        default: all\n"
                                "      count:\n        type: number\n        default: 3\n"
                                "      where:\n        type: environment\n"
                                "      note:\n        required: 'true'\n"
                                "      bare:\n"
                                "jobs: {}\n");
        QVERIFY2(form, form ? "" : qPrintable(form.error().sentences()));
        QCOMPARE(form->name, u"Deploy to Lightsail"_s);
        QCOMPARE(form->triggers, (QStringList{u"push"_s, u"workflow_dispatch"_s}));
        QVERIFY(form->dispatchable);
        const QList<DispatchInput> expected{
            {u"force_rebuild"_s, InputType::Boolean, u"Force rebuild without cache"_s, false, u"false"_s, {}, {}},
            {u"target"_s, InputType::Choice, {}, true, u"all"_s, {u"all"_s, u"images"_s, u"build cache"_s}, {}},
            {u"count"_s, InputType::Number, {}, false, u"3"_s, {}, {}},
            {u"where"_s, InputType::Environment, {}, false, {}, {}, {}},
            {u"note"_s, InputType::String, {}, true, {}, {}, {}},
            {u"bare"_s, InputType::String, {}, false, {}, {}, {}},
        };
        QCOMPARE(form->inputs, expected);
    }

    void everyFormOfOn_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("dispatchable");
        QTest::newRow("scalar") << QByteArray("on: workflow_dispatch\njobs: {}\n") << true;
        QTest::newRow("scalar of another event") << QByteArray("on: push\njobs: {}\n") << false;
        QTest::newRow("list") << QByteArray("on: [push, workflow_dispatch]\njobs: {}\n") << true;
        QTest::newRow("list without") << QByteArray("on: [push]\njobs: {}\n") << false;
        QTest::newRow("map") << QByteArray("on:\n  workflow_dispatch:\njobs: {}\n") << true;
        QTest::newRow("map with empty inputs") << QByteArray("on:\n  workflow_dispatch:\n    inputs:\njobs: {}\n") << true;
        QTest::newRow("quoted") << QByteArray("'on': {workflow_dispatch: {}}\njobs: {}\n") << true;
        QTest::newRow("behind an alias") << QByteArray("x: &e\n  workflow_dispatch:\non: *e\njobs: {}\n") << true;
        QTest::newRow("called") << QByteArray("on: workflow_call\njobs: {}\n") << false;
    }
    void everyFormOfOn()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, dispatchable);
        const auto form = parse(text);
        QVERIFY2(form, form ? "" : qPrintable(form.error().sentences()));
        QCOMPARE(form->dispatchable, dispatchable);
        QVERIFY(form->inputs.isEmpty());
        QCOMPARE(form->name, u"deploy.yml"_s);
        const auto checked = checkInputs(*form, {});
        QCOMPARE(checked.has_value(), dispatchable);
        if (!dispatchable)
            QVERIFY2(checked.error().advice.contains("workflow_dispatch:"_L1), qPrintable(checked.error().sentences()));
    }

    void filesThatAreWrong_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("no YAML") << QByteArray("on: [\n") << u"deploy.yml, line "_s;
        QTest::newRow("a tab") << QByteArray("on:\n\tpush:\n") << u"deploy.yml, line 2, column 1"_s;
        QTest::newRow("empty") << QByteArray() << u"is no workflow"_s;
        QTest::newRow("a list") << QByteArray("- on\n") << u"is no workflow"_s;
        QTest::newRow("no on") << QByteArray("jobs: {}\n") << u"has no “on:”"_s;
        QTest::newRow("empty on") << QByteArray("on:\njobs: {}\n") << u"names no event"_s;
        QTest::newRow("choice without options") << withInputs("      target:\n        type: choice\n") << u"line 4: the input “target” is a choice without options"_s;
        QTest::newRow("unknown type") << withInputs("      a:\n        type: date\n") << u"the type “date”"_s;
        QTest::newRow("inputs as a list") << withInputs("      - a\n") << u"no map"_s;
        QTest::newRow("26 inputs") << numbered(26) << u"has 26 inputs, and this GitHub takes 25"_s;
        QTest::newRow("an input twice") << withInputs("      a:\n      a:\n") << u"deploy.yml, line 5"_s;
        QTest::newRow("not UTF-8") << QByteArray("on: \xff\n") << u"not UTF-8"_s;
        QTest::newRow("deep") << QByteArray(100'000, '[') << u"deploy.yml, line 1"_s;
    }
    void filesThatAreWrong()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, said);
        const auto form = parse(text);
        QVERIFY(!form);
        QCOMPARE(form.error().code, ErrorCode::InvalidInput);
        QVERIFY2(form.error().message.contains(said), qPrintable(form.error().message));
        QCOMPARE(form.error().unchanged, u"Nothing was sent to GitHub."_s);
        QVERIFY(!form.error().advice.isEmpty());
    }

    void asManyInputsAsGitHubTakes()
    {
        QCOMPARE(parse(numbered(25))->inputs.size(), 25);
        QVERIFY(parse(numbered(10), 10));
        QVERIFY(!parse(numbered(11), 10));
    }

    void defaultsThatCannotHold()
    {
        const auto form = parse(withInputs("      a: {type: choice, options: [x, y], default: z}\n"
                                           "      b: {type: boolean, default: maybe}\n"
                                           "      c: {type: number, default: many}\n"
                                           "      d: {type: boolean, default: True}\n"));
        QCOMPARE(form->inputs.size(), 4);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(!form->inputs.at(i).defaultValue);
            QVERIFY(form->inputs.at(i).problem.contains("correct the file"_L1));
        }
        QCOMPARE(form->inputs.at(3).defaultValue, u"true"_s);
        QVERIFY(form->inputs.at(3).problem.isEmpty());
    }

    void valuesThatAreSent()
    {
        const auto form = parse(withInputs("      target: {type: choice, options: [all, one], required: true, default: all}\n"
                                           "      Note: {}\n      n: {type: number}\n      b: {type: boolean, required: true}\n"));
        QCOMPARE(*checkInputs(*form, {}), (QMap<QString, QString>()));
        const QString odd = u"Grüße,\n“zwei” Zeilen \U0001F680"_s;
        const QMap<QString, QString> expected{{u"Note"_s, odd}, {u"b"_s, u"true"_s}, {u"n"_s, u"-1.5e3"_s}, {u"target"_s, u"one"_s}};
        // Names without regard to case, as GitHub takes them, sent as the file writes them.
        QCOMPARE(*checkInputs(*form, {{u"note"_s, odd}, {u"b"_s, u"true"_s}, {u"n"_s, u"-1.5e3"_s}, {u"TARGET"_s, u"one"_s}}), expected);
    }

    void valuesThatAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("said");
        QTest::newRow("unknown name") << u"nope"_s << u"x"_s << u"Its inputs are target, n, b, must"_s;
        QTest::newRow("no option") << u"target"_s << u"ALL"_s << u"Choose one of all, one"_s;
        QTest::newRow("no number") << u"n"_s << u"three"_s << u"is no number"_s;
        QTest::newRow("no boolean") << u"b"_s << u"yes"_s << u"neither true nor false"_s;
        QTest::newRow("missing") << u"n"_s << u"1"_s << u"needs a value for “must”. The workflow was not started. It stands for: the name"_s;
        QTest::newRow("empty") << u"must"_s << QString() << u"needs a value for “must”"_s;
        QTest::newRow("too long") << u"must"_s << QString(70'000, u'x') << u"70000 characters"_s;
    }
    void valuesThatAreRefused()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(QString, said);
        const auto form = parse(withInputs("      target: {type: choice, options: [all, one]}\n      n: {type: number}\n"
                                           "      b: {type: boolean}\n      must: {required: true, description: the name}\n"));
        const auto checked = checkInputs(*form, {{name, value}});
        QVERIFY(!checked);
        QCOMPARE(checked.error().code, ErrorCode::InvalidInput);
        QVERIFY2(checked.error().sentences().contains(said), qPrintable(checked.error().sentences()));
    }
    void presetsAreRecognised_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("inputs");
        QTest::addColumn<QString>("kinds");
        QTest::newRow("deploy") << u"Deploy to Lightsail"_s << u"deploy.yml"_s << QByteArray() << u"deploy"_s;
        QTest::newRow("forced") << u"Deploy"_s << u"d.yml"_s << QByteArray("      force_rebuild: {type: boolean}\n") << u"deploy, forced force_rebuild=true"_s;
        QTest::newRow("no cache") << u"Release"_s << u"d.yml"_s << QByteArray("      fresh: {type: boolean, description: Build without cache}\n") << u"deploy, forced fresh=true"_s;
        QTest::newRow("a boolean of another kind") << u"Deploy"_s << u"d.yml"_s << QByteArray("      dry_run: {type: boolean}\n") << u"deploy"_s;
        QTest::newRow("clear") << u"Clear Application Caches"_s << u"c.yml"_s << QByteArray("      target: {type: choice, options: [one, All]}\n") << u"clear target=All"_s;
        QTest::newRow("clear by its file") << u"Maintenance"_s << u"prune-build-cache.yml"_s << QByteArray() << u"clear"_s;
        QTest::newRow("something else") << u"CI"_s << u"ci.yml"_s << QByteArray() << QString();
        QTest::newRow("the way back") << u"Roll back deploy"_s << u"rollback.yml"_s << QByteArray() << QString();
        QTest::newRow("documentation") << u"Deploy docs"_s << u"docs.yml"_s << QByteArray() << QString();
    }
    void presetsAreRecognised()
    {
        QFETCH(QString, name);
        QFETCH(QString, file);
        QFETCH(QByteArray, inputs);
        QFETCH(QString, kinds);
        const auto form = parseWorkflowFile(withInputs(inputs), file);
        QVERIFY(form);
        Workflow workflow{1, name, u".github/workflows/"_s + file, u"active"_s};
        QStringList found;
        for (const Preset &preset : recognisePresets({{workflow, *form}})) {
            QString text = preset.kind == PresetKind::Deploy ? u"deploy"_s : preset.kind == PresetKind::ForceRebuild ? u"forced"_s : u"clear"_s;
            for (auto it = preset.inputs.cbegin(); it != preset.inputs.cend(); ++it)
                text += u" %1=%2"_s.arg(it.key(), it.value());
            found << text;
        }
        QCOMPARE(found.join(u", "_s), kinds);
        // What cannot be started is no preset.
        workflow.state = u"disabled_manually"_s;
        QVERIFY(recognisePresets({{workflow, *form}}).isEmpty());
    }

    void followingSlowsDownWhileNothingMoves()
    {
        const FollowPace pace{std::chrono::milliseconds(3000), std::chrono::milliseconds(15'000), 40};
        QCOMPARE(nextPause(pace, std::chrono::milliseconds(3000), false).count(), 4500);
        QCOMPARE(nextPause(pace, std::chrono::milliseconds(14'000), false).count(), 15'000);
        QCOMPARE(nextPause(pace, std::chrono::milliseconds(15'000), true).count(), 3000);
    }

    void variablesOfTokens()
    {
        const QMap<QString, QString> both{{u"GITHUB_TOKEN"_s, u"a"_s}, {u"GH_TOKEN"_s, u"b"_s}, {u"GITHUB_ENTERPRISE_TOKEN"_s, u"c"_s}};
        QCOMPARE((*tokenFromEnvironment(u"github.com"_s, both))->value, "b");
        QCOMPARE((*tokenFromEnvironment(u"octo.ghe.com"_s, both))->from, u"GH_TOKEN"_s);
        QCOMPARE((*tokenFromEnvironment(u"ghe.example"_s, both))->value, "c");
        QVERIFY(!tokenFromEnvironment(u"github.com"_s, {})->has_value());
        QVERIFY(!tokenFromEnvironment(u"github.com"_s, {{u"GH_TOKEN"_s, u"a\r\nX: y"_s}}));
        QCOMPARE(*checkedToken("ghp_x\n", u"x"_s), "ghp_x");
    }
};

QTEST_GUILESS_MAIN(TestWorkflowFile)
#include "tst_workflowfile.moc"
