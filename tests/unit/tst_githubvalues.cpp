// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/remotes.h"
#include "github/answer.h"
#include "github/errors.h"
#include "github/parse.h"
#include "github/repository.h"

#include <QCoro/QCoroTask>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace layerdeck;
using namespace layerdeck::github;
using namespace Qt::StringLiterals;

/// Bytes in, values and sentences out: addresses, headers, answers.
class TestGitHubValues : public QObject
{
    Q_OBJECT

    static Answer answer(int status, const QByteArray &body, const QHash<QByteArray, QByteArray> &headers = {})
    {
        return {status, headers, body, QUrl(u"https://api.github.com/repos/acme/watchparty?sig=hidden"_s)};
    }
    static QByteArray message(const QByteArray &text) { return "{\"message\":\"" + text + "\"}"; }
    const CallWords words{u"the workflow deploy.yml"_s, u"The workflow was not started."_s, u"GH_TOKEN"_s};
    const QDateTime now{QDate(2026, 11, 28), QTime(12, 0), Qt::UTC};

private slots:
    void repositoryOfAddress_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("repository");
        const auto row = [](const char *name, const char *url, const char *repository) {
            QTest::newRow(name) << QString::fromLatin1(url) << QString::fromLatin1(repository);
        };
        row("https", "https://github.com/acme/watchparty.git", "acme/watchparty");
        row("without .git", "https://github.com/acme/watchparty", "acme/watchparty");
        row("slash at the end", "https://github.com/acme/watchparty/", "acme/watchparty");
        row("password", "https://mara:ghp_secret@github.com/acme/watchparty.git", "acme/watchparty");
        row("capitals in the host", "https://GitHub.com/Acme/WatchParty", "Acme/WatchParty");
        row("scp", "git@github.com:acme/watchparty.git", "acme/watchparty");
        row("scp without a user", "github.com:acme/watchparty", "acme/watchparty");
        row("scp with a slash", "git@github.com:/acme/watchparty.git", "acme/watchparty");
        row("ssh", "ssh://git@github.com/acme/watchparty.git", "acme/watchparty");
        row("ssh over 443", "ssh://git@ssh.github.com:443/acme/watchparty.git", "acme/watchparty");
        row("git", "git://github.com/acme/watchparty.git", "acme/watchparty");
        row("dots and dashes", "https://github.com/a-b/c.d_e.git", "a-b/c.d_e");
        row("enterprise", "https://ghe.example/acme/watchparty", "ghe.example/acme/watchparty");
        row("enterprise with a port", "https://ghe.example:8443/acme/watchparty", "ghe.example:8443/acme/watchparty");
        row("enterprise by ssh with a port", "ssh://git@ghe.example:2222/acme/watchparty", "ghe.example/acme/watchparty");
        row("data residency", "git@octo.ghe.com:acme/watchparty.git", "octo.ghe.com/acme/watchparty");
        row("a folder", "/srv/git/watchparty.git", "");
        row("a file address", "file:///srv/git/watchparty.git", "");
        row("a drive", "C:/src/watchparty", "");
        row("one part", "https://github.com/watchparty", "");
        row("three parts", "https://gitlab.example/group/sub/watchparty", "");
        row("nothing", "", "");
        row("dots only", "https://github.com/../watchparty", "");
    }
    void repositoryOfAddress()
    {
        QFETCH(QString, url);
        QFETCH(QString, repository);
        const auto found = repositoryOfUrl(url);
        QCOMPARE(found ? found->displayName() : QString(), repository);
    }

    void severalRemotes()
    {
        const QList<GitRemote> listed = parseGitRemotes("fork\tgit@github.com:mara/watchparty.git (fetch)\n"
                                                        "fork\tgit@github.com:mara/watchparty.git (push)\n"
                                                        "backup\t/srv/git/w.git (fetch)\nbackup\t/srv/git/w.git (push)\n"
                                                        "mirror\thttps://github.com/acme/watchparty (fetch) [blob:none]\n"
                                                        "origin\thttps://github.com/acme/watchparty.git (fetch)\n"
                                                        "origin\thttps://elsewhere.example/x/y (push)\n");
        QCOMPARE(listed.size(), 4);
        QList<RemoteUrl> remotes;
        for (const GitRemote &remote : listed)
            remotes << RemoteUrl{remote.name, remote.url};
        const QList<RemoteRepository> found = repositoriesOf(remotes);
        QCOMPARE(found.size(), 2);
        QCOMPARE(found.at(0).remote, u"origin"_s);
        QCOMPARE(found.at(0).repository.fullName(), u"acme/watchparty"_s);
        QCOMPARE(found.at(1).remote, u"fork"_s);
        QVERIFY(repositoriesOf({}).isEmpty());
    }

    /// No repository is one thing; one that git does not want to look at is another.
    void remotesThatCannotBeRead()
    {
        const QTemporaryDir folder;
        const auto failed = [&folder] { return QCoro::waitFor(readGitRemotes(folder.path(), {})).error(); };
        QCOMPARE(failed().code, ErrorCode::NotFound);
        QCOMPARE(QProcess::execute(u"git"_s, {u"init"_s, u"-q"_s, folder.path()}), 0);
        QVERIFY(QCoro::waitFor(readGitRemotes(folder.path(), {})).value().isEmpty());
        QFile config(folder.filePath(u".git/config"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("[remote\n");
        config.close();
        QCOMPARE(failed().code, ErrorCode::OperationFailed);
        QVERIFY2(failed().detail.contains("config"_L1), qPrintable(failed().detail));
    }

    void repositoryAsTyped()
    {
        QCOMPARE(parseRepository(u"acme/watchparty"_s, u"ghe.example"_s)->displayName(), u"ghe.example/acme/watchparty"_s);
        QCOMPARE(parseRepository(u"ghe.example/acme/watchparty"_s, u"github.com"_s)->displayName(), u"ghe.example/acme/watchparty"_s);
        QCOMPARE(parseRepository(u"https://github.com/acme/watchparty"_s, u"ghe.example"_s)->displayName(), u"acme/watchparty"_s);
        for (const QString &wrong : {u"acme"_s, u"a/b/c/d"_s, u"a b/c"_s, u"/"_s, QString()}) {
            const auto refused = parseRepository(wrong, u"github.com"_s);
            QVERIFY2(!refused && refused.error().advice.contains("OWNER/NAME"_L1), qPrintable(wrong));
        }
    }

    void addressOfTheApi()
    {
        QCOMPARE(apiUrlFor(u"github.com"_s).toString(), u"https://api.github.com"_s);
        QCOMPARE(apiUrlFor(u"octo.ghe.com"_s).toString(), u"https://api.octo.ghe.com"_s);
        QCOMPARE(apiUrlFor(u"ghe.example:8443"_s).toString(), u"https://ghe.example:8443/api/v3"_s);
        QCOMPARE(parseApiUrl(u"https://ghe.example/api/v3/"_s)->toString(), u"https://ghe.example/api/v3"_s);
        QVERIFY(parseApiUrl(u"http://127.0.0.1:8080"_s));
        QVERIFY(parseApiUrl(u"http://localhost:8080"_s));
        for (const QString &wrong : {u"http://ghe.example/api/v3"_s, u"ghe.example"_s, u"ftp://ghe.example"_s, u"https://ghe.example/?x=1"_s, QString()})
            QVERIFY2(!parseApiUrl(wrong), qPrintable(wrong));
        const auto withPassword = parseApiUrl(u"https://mara:ghp_secret@ghe.example"_s);
        QVERIFY(!withPassword && !withPassword.error().sentences().contains("ghp_secret"_L1));
    }

    void pages()
    {
        const QUrl base(u"https://api.github.com/repos/a/b/actions/runs?per_page=2"_s);
        QCOMPARE(nextPage("<https://api.github.com/repositories/1/actions/runs?page=3&after=a%2Cb>; rel=\"next\", "
                          "<https://api.github.com/repositories/1/actions/runs?page=9>; rel=\"last\"", base)->toString(QUrl::FullyEncoded),
                 u"https://api.github.com/repositories/1/actions/runs?page=3&after=a%2Cb"_s);
        QCOMPARE(nextPage("<https://x/1>; rel=\"prev\", <https://x/3>; rel=\"next\"", base)->toString(), u"https://x/3"_s);
        QCOMPARE(nextPage("<?page=2>; rel=\"next\"", base)->toString(), u"https://api.github.com/repos/a/b/actions/runs?page=2"_s);
        for (const QByteArray &none : {QByteArray(), QByteArray("<https://x/1>; rel=\"prev\""), QByteArray("<https://x; rel=\"next\""), QByteArray("next")})
            QVERIFY(!nextPage(none, base));
    }

    void rates()
    {
        const QHash<QByteArray, QByteArray> headers{{"x-ratelimit-limit", "5000"}, {"x-ratelimit-remaining", "0"},
                                                    {"x-ratelimit-reset", "1764331200"}, {"x-ratelimit-resource", "core"},
                                                    {"date", "Fri, 28 Nov 2025 11:50:00 GMT"}};
        const auto rate = rateLimitOf(answer(200, "{}", headers));
        QCOMPARE(rate->limit, 5000);
        QCOMPARE(rate->remaining, 0);
        QCOMPARE(rate->reset, QDateTime(QDate(2025, 11, 28), QTime(12, 0), Qt::UTC));
        QVERIFY(!rateLimitOf(answer(200, "{}")));
        // By GitHub's two times, whatever the clock here says.
        QCOMPARE(rateRefusalOf(answer(403, message("API rate limit exceeded"), headers)), (RateRefusal{false, 601}));
        QCOMPARE(rateRefusalOf(answer(429, "", headers)), (RateRefusal{false, 601}));
        QVERIFY(!rateRefusalOf(answer(200, "", headers)));
        QVERIFY(!rateRefusalOf(answer(403, message("Resource not accessible"))));
        QCOMPARE(rateRefusalOf(answer(403, "", {{"retry-after", "7"}})), (RateRefusal{true, 7}));
        QCOMPARE(rateRefusalOf(answer(429, "", {{"retry-after", "999999"}})), (RateRefusal{true, 3600}));
        const Answer secondary = answer(403, message("You have exceeded a secondary rate limit."));
        QCOMPARE(rateRefusalOf(secondary), (RateRefusal{true, 60}));
        QCOMPARE(rateRefusalOf(secondary, 1), (RateRefusal{true, 120}));
        QCOMPARE(rateRefusalOf(secondary, 50), (RateRefusal{true, 3600}));
    }

    /// An hour that the clocks here leave out is one like any other on GitHub.
    void githubsTimeIsNoTimeOfThisPlace()
    {
        const QByteArray before = qgetenv("TZ");
        qputenv("TZ", "Europe/Berlin");
        const QDateTime time = answer(200, "", {{"date", "Sun, 29 Mar 2026 02:30:00 GMT"}}).serverTime();
        const QDateTime none = answer(200, "", {{"date", "yesterday"}}).serverTime();
        before.isEmpty() ? qunsetenv("TZ") : qputenv("TZ", before);
        QCOMPARE(time, QDateTime(QDate(2026, 3, 29), QTime(2, 30), Qt::UTC));
        QVERIFY(!none.isValid());
    }

    void errorsInSentences_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("header");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, int status, const QByteArray &said, ErrorCode code, const QString &expected, const QString &header = {}) {
            QTest::newRow(name) << status << message(said) << header << int(code) << expected;
        };
        row("bad token", 401, "Bad credentials", ErrorCode::PermissionDenied, u"does not accept the token from GH_TOKEN"_s);
        row("missing right", 403, "Resource not accessible by personal access token", ErrorCode::PermissionDenied, u"The token needs actions write"_s,
            u"x-accepted-github-permissions=actions=write"_s);
        row("classic scope", 403, "Must have admin rights", ErrorCode::PermissionDenied, u"one of the scopes repo"_s, u"x-accepted-oauth-scopes=repo"_s);
        row("single sign-on", 403, "Resource protected by organization SAML enforcement.", ErrorCode::PermissionDenied,
            u"Authorise the token at https://github.com/orgs/acme/sso?authorization_request=A1"_s,
            u"x-github-sso=required; url=https://github.com/orgs/acme/sso?authorization_request=A1"_s);
        row("archived", 403, "Repository was archived so is read-only.", ErrorCode::InvalidInput, u"unarchive"_s);
        row("Actions disabled", 403, "Actions has been disabled for this repository", ErrorCode::InvalidInput, u"under Actions, General"_s);
        row("hour used up", 403, "API rate limit exceeded", ErrorCode::Busy, u"used up"_s, u"x-ratelimit-limit=60|x-ratelimit-remaining=0|x-ratelimit-reset=1"_s);
        row("too many at once", 429, "Too many", ErrorCode::Busy, u"wants a pause"_s, u"retry-after=30"_s);
        row("not found", 404, "Not Found", ErrorCode::NotFound, u"or the token has no right to see it"_s);
        row("completed", 409, "Cannot cancel a workflow run that is completed.", ErrorCode::InvalidInput, u"is completed"_s);
        row("gone", 410, "Server Error", ErrorCode::NotFound, u"kept for 90 days"_s);
        row("no ref", 422, "No ref found for: nope", ErrorCode::InvalidInput, u"no branch or tag “nope”"_s);
        row("unexpected inputs", 422, R"(Unexpected inputs provided: [\"x\"])", ErrorCode::InvalidInput, u"does not know these inputs: [\"x\"]"_s);
        row("no trigger", 422, "Workflow does not have 'workflow_dispatch' trigger", ErrorCode::InvalidInput, u"Add “workflow_dispatch:”"_s);
        row("disabled workflow", 422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow", ErrorCode::InvalidInput, u"Enable it on GitHub"_s);
        row("required", 422, "Required input 'target' not provided", ErrorCode::InvalidInput, u"'target'"_s);
        row("no option", 422, "Provided value 'x' for input 'target' not in the list of allowed values", ErrorCode::InvalidInput, u"Choose one of its options"_s);
        row("other 422", 422, "Odd", ErrorCode::InvalidInput, u"“Odd”"_s);
        row("bad request", 400, "Invalid property", ErrorCode::Protocol, u"“Invalid property”"_s);
        row("fault", 502, "", ErrorCode::Unreachable, u"has a fault"_s);
        row("teapot", 418, "", ErrorCode::Protocol, u"answered 418"_s);
    }
    void errorsInSentences()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, header);
        QFETCH(int, code);
        QFETCH(QString, said);
        QHash<QByteArray, QByteArray> headers;
        for (const QString &one : header.split(u'|', Qt::SkipEmptyParts))
            headers.insert(one.section(u'=', 0, 0).toLatin1(), one.section(u'=', 1).toLatin1());
        const Error error = errorOf(answer(status, body, headers), words, now);
        QCOMPARE(int(error.code), code);
        QVERIFY2(error.sentences().contains(said), qPrintable(error.sentences()));
        QCOMPARE(error.unchanged, words.unchanged);
        QVERIFY(!error.advice.isEmpty());
        QVERIFY(error.detail.startsWith(QString::number(status)));
        QVERIFY(!error.detail.contains("hidden"_L1));
    }

    void withoutAToken()
    {
        const Error error = errorOf(answer(401, message("Requires authentication")), {u"the runs of a/b"_s, {}, {}}, now);
        QVERIFY(error.sentences().contains("there is no token"_L1));
    }

    void lostAnswerOfAWrite()
    {
        const Error error = unknownOutcome({ErrorCode::TimedOut, u"GitHub has not answered."_s, u"Nothing was changed."_s, u"x"_s, {}}, words);
        QCOMPARE(error.code, ErrorCode::TimedOut);
        QVERIFY(error.unchanged.isEmpty());
        QVERIFY(error.message.contains("is not known"_L1));
    }

    void strangeAnswers()
    {
        for (const QByteArray &body : {QByteArray(), QByteArray("<html>"), QByteArray("[]"), QByteArray("{}"), QByteArray("{\"workflows\":3}"), QByteArray("null")}) {
            const auto workflows = wire::parseWorkflows(body);
            QVERIFY(!workflows);
            QCOMPARE(workflows.error().code, ErrorCode::Protocol);
            QVERIFY(!wire::parseRun(body));
            QVERIFY(!wire::parseRepository(body));
        }
        // What GitHub may leave out or set to null is no fault.
        const auto jobs = wire::parseJobs(R"({"total_count":1,"jobs":[{"id":3,"name":"build","status":"queued","conclusion":null,"started_at":null}]})");
        QCOMPARE(jobs->items.size(), 1);
        QVERIFY(!jobs->items.first().started.isValid());
        QVERIFY(!wire::parseDispatched("")->runId);
        const auto told = wire::parseDispatched(R"({"workflow_run_id":9007199254740991,"run_url":"x","html_url":"the page"})");
        QCOMPARE(told->runId, 9007199254740991);
        QCOMPARE(told->url, u"the page"_s);
    }
};

QTEST_GUILESS_MAIN(TestGitHubValues)
#include "tst_githubvalues.moc"
