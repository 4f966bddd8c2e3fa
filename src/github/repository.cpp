// SPDX-License-Identifier: GPL-3.0-or-later
#include "github/repository.h"

#include <QHostAddress>
#include <QRegularExpression>

#include <algorithm>

namespace layerdeck::github {

using namespace Qt::StringLiterals;

namespace {

constexpr auto gitHub = "github.com"_L1;

/// What GitHub takes as a name of an owner or a repository.
bool isName(const QString &text)
{
    static const QRegularExpression name(u"^[A-Za-z0-9._-]+$"_s);
    return name.match(text).hasMatch() && text != "."_L1 && text != ".."_L1;
}

/// ssh over the port of https has a host of its own; "www." is an alias.
QString plainHost(QString host)
{
    host = host.toLower();
    if (host == "ssh.github.com"_L1 || host == "www.github.com"_L1)
        return gitHub;
    return host;
}

std::optional<Repository> fromParts(const QString &host, QString path)
{
    while (path.startsWith(u'/'))
        path.remove(0, 1);
    while (path.endsWith(u'/'))
        path.chop(1);
    if (path.endsWith(".git"_L1))
        path.chop(4);
    const QStringList parts = path.split(u'/');
    if (host.isEmpty() || parts.size() != 2 || !isName(parts.at(0)) || !isName(parts.at(1)))
        return std::nullopt;
    return Repository{plainHost(host), parts.at(0), parts.at(1)};
}

} // namespace

QString Repository::displayName() const
{
    return host == gitHub ? fullName() : host + u'/' + fullName();
}

std::optional<Repository> repositoryOfUrl(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.contains("://"_L1)) {
        const QUrl url(trimmed);
        const QString scheme = url.scheme().toLower();
        const bool isWeb = scheme == "https"_L1 || scheme == "http"_L1;
        if (!url.isValid() || (!isWeb && scheme != "ssh"_L1 && scheme != "git"_L1 && scheme != "git+ssh"_L1))
            return std::nullopt;
        // The port of ssh or of git's own protocol says nothing of the web server's.
        const QString port = isWeb && url.port() > 0 ? u":%1"_s.arg(url.port()) : QString();
        return fromParts(url.host() + port, url.path());
    }
    static const QRegularExpression scp(u"^(?:[^@/\\s]+@)?([A-Za-z0-9.-]+):(?!\\d+/)(.+)$"_s);
    const QRegularExpressionMatch match = scp.match(trimmed);
    // One letter before the colon is a drive of Windows.
    if (!match.hasMatch() || match.captured(1).size() < 2)
        return std::nullopt;
    return fromParts(match.captured(1), match.captured(2));
}

Result<Repository> parseRepository(const QString &text, const QString &host)
{
    if (const auto repository = repositoryOfUrl(text))
        return *repository;
    const qsizetype slash = text.indexOf(u'/');
    if (text.count(u'/') == 2) {
        if (const auto repository = fromParts(text.left(slash), text.mid(slash + 1)))
            return *repository;
    } else if (const auto repository = fromParts(host, text)) {
        return *repository;
    }
    return failure(Error{ErrorCode::InvalidInput, u"“%1” names no repository."_s.arg(text), u"Nothing was asked of GitHub."_s,
                         u"Write OWNER/NAME, or HOST/OWNER/NAME for a GitHub Enterprise Server."_s, {}});
}

QList<RemoteRepository> repositoriesOf(const QList<RemoteUrl> &remotes)
{
    QList<RemoteRepository> found;
    for (const RemoteUrl &remote : remotes) {
        const auto repository = repositoryOfUrl(remote.url);
        const auto isSame = [&](const RemoteRepository &other) { return repository && other.repository == *repository; };
        if (!repository)
            continue;
        if (const auto known = std::ranges::find_if(found, isSame); known == found.end())
            found << RemoteRepository{remote.remote, *repository};
        else if (remote.remote == "origin"_L1)
            known->remote = remote.remote;
    }
    std::ranges::stable_partition(found, [](const RemoteRepository &item) { return item.remote == "origin"_L1; });
    return found;
}

bool isGitHubService(const QString &host)
{
    return host == gitHub || host.endsWith(".ghe.com"_L1);
}

QUrl apiUrlFor(const QString &host)
{
    if (isGitHubService(host))
        return QUrl(u"https://api."_s + host);
    return QUrl(u"https://%1/api/v3"_s.arg(host));
}

QUrl siteUrlFor(const QUrl &api)
{
    QUrl site;
    site.setScheme(api.scheme());
    const QString host = api.host();
    site.setHost(host.startsWith("api."_L1) && isGitHubService(host.mid(4)) ? host.mid(4) : host);
    site.setPort(api.port());
    return site;
}

Result<QUrl> parseApiUrl(const QString &text)
{
    const auto wrong = [&](const QString &why, const QString &advice) {
        return failure(Error{ErrorCode::InvalidInput, u"“%1” cannot be the address of GitHub's API: %2."_s.arg(text, why),
                             u"Nothing was asked, and the token was not sent."_s, advice, {}});
    };
    const QString example = u"Write it as https://HOST/api/v3."_s;
    QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme();
    // The person's own text must not come back with a password in it.
    if (!url.userInfo().isEmpty()) {
        return failure(Error{ErrorCode::InvalidInput, u"The address of GitHub's API has a user name or a password in it."_s,
                             u"Nothing was asked."_s, u"Leave it out; the token comes from the keychain, the environment or gh."_s, {}});
    }
    if (!url.isValid() || url.host().isEmpty() || (scheme != "https"_L1 && scheme != "http"_L1))
        return wrong(u"it is no web address"_s, example);
    if (url.hasQuery() || url.hasFragment())
        return wrong(u"it has a query"_s, example);
    const bool isLocal = url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
    if (scheme == "http"_L1 && !isLocal)
        return wrong(u"over plain http everybody on the way could read the token"_s, example);
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path);
    return url;
}

} // namespace layerdeck::github
