// SPDX-License-Identifier: GPL-3.0-or-later
#include "deploy/plan.h"

#include <QProcess>
#include <QTest>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

LoadedProject project()
{
    LoadedProject project;
    project.files.directory = u"/srv/my app"_s;
    project.environment = {{u"DOCKER_HOST"_s, u"unix:///s.sock"_s}, {u"GIT_COMMIT_HASH"_s, u"abc"_s}};
    return project;
}

Plan plan()
{
    const LoadedProject loaded = project();
    Plan plan;
    Command bake{u"docker"_s, {u"buildx"_s, u"bake"_s, u"-f"_s, u"-"_s}, loaded.files.directory, loaded.environment, "{}"};
    bake.environment.insert(u"EXTRA"_s, u"1"_s);
    plan.steps << PlanStep{u"Build a"_s, BuildImages{bake}}
               << PlanStep{u"Start a"_s, SwitchContainers{loaded.compose({u"up"_s, u"-d"_s})}}
               << PlanStep{u"Remove"_s, RemoveImage{u"a:latest"_s, u"sha256:1"_s, u"kept for a roll back"_s}}
               << PlanStep{u"Prune"_s, PruneRecords{{{u"abc"_s, {}, {}, {}, {}, 1, false}, {u"def"_s, {}, {}, {}, {}, 1, false}}}};
    return plan;
}

} // namespace

class TestPlan : public QObject
{
    Q_OBJECT
private slots:
    void asAScript()
    {
        const QString script = asScript(plan(), project());
        QCOMPARE(script, QStringLiteral("#!/bin/sh\nset -eu\ncd '/srv/my app'\n"
                                        "export DOCKER_HOST=unix:///s.sock\nexport GIT_COMMIT_HASH=abc\n\n"
                                        "# Build a\nEXTRA=1 docker buildx bake -f - <<'END_OF_DEFINITION'\n{}\nEND_OF_DEFINITION\n\n"
                                        "# Start a\ndocker compose up -d\n\n"
                                        "# Remove\ndocker image rm --force a:latest\n\n"
                                        "# Prune\ndocker builder prune --all --force --filter id=abc\n"
                                        "docker builder prune --all --force --filter id=def\n"));
        QProcess shell;
        shell.start(u"sh"_s, {u"-n"_s});
        shell.write(script.toUtf8());
        shell.closeWriteChannel();
        QVERIFY(shell.waitForFinished());
        QCOMPARE(shell.exitCode(), 0);
    }

    /// A script goes to the clipboard, and from there anywhere.
    void secretsAreNotInTheScript()
    {
        LoadedProject loaded = project();
        loaded.environment.insert(u"DEPLOY_TOKEN"_s, u"export-secret"_s);
        Plan secret;
        const QByteArray definition = R"({"group":{"default":{"targets":["a"]}},"target":{"a":{"args":{"NPM_TOKEN":"arg-secret","PLAIN":"seen",
            "URL":"https://arg-secret@host"},"cache-to":["type=s3,region=eu,secret_access_key=s3-secret"],"secret":["id=pass,type=file,src=/p/s.txt"]}}})";
        secret.steps << PlanStep{u"Build a"_s, BuildImages{Command{u"docker"_s, {u"buildx"_s, u"bake"_s}, {}, {}, definition}}}
                     << PlanStep{u"Start a"_s, SwitchContainers{Command{u"docker"_s, {u"compose"_s, u"up"_s}, {}, {},
                                                                        "{\"services\":{\"a\":{\"environment\":{\"DB_PASSWORD\":\"db-secret\"}}}}"}}};
        const QString script = asScript(secret, loaded);
        for (const char *hidden : {"export-secret", "arg-secret", "s3-secret", "db-secret"})
            QVERIFY2(!script.contains(QLatin1String(hidden)), hidden);
        QVERIFY(script.contains(u"\"PLAIN\": \"seen\""_s) && script.contains(u"src=/p/s.txt"_s) && script.contains(u"region=eu"_s));
        QVERIFY(script.startsWith(u"#!/bin/sh\n# What looks like a secret stands as "_s));
    }

    void composeGetsTheFilesThatWereNamed()
    {
        LoadedProject loaded = project();
        loaded.files.options = {u"-f"_s, u"/srv/x.yml"_s};
        QCOMPARE(loaded.compose({u"config"_s}).arguments,
                 (QStringList{u"compose"_s, u"-f"_s, u"/srv/x.yml"_s, u"config"_s}));
    }

    void joinsNames()
    {
        QCOMPARE(joinedNames({}), QString());
        QCOMPARE(joinedNames({u"a"_s}), u"a"_s);
        QCOMPARE(joinedNames({u"a"_s, u"b"_s}), u"a and b"_s);
        QCOMPARE(joinedNames({u"a"_s, u"b"_s, u"c"_s}), u"a, b and c"_s);
    }

    void imageReferences()
    {
        const auto reference = [](const QString &image) { return ComposeService{{}, image, {}, {}}.imageReference(); };
        QCOMPARE(reference(u"a"_s), u"a:latest"_s);
        QCOMPARE(reference(u"a:1"_s), u"a:1"_s);
        QCOMPARE(reference(u"r.test:5000/a"_s), u"r.test:5000/a:latest"_s);
        QCOMPARE(reference(u"a@sha256:0"_s), u"a@sha256:0"_s);
    }
};

QTEST_APPLESS_MAIN(TestPlan)
#include "tst_plan.moc"
