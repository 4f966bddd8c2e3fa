// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "github/client.h"
#include "github/errors.h"
#include "github/http.h"
#include "github/parse.h"

#include <QFuture>
#include <QHash>
#include <QtConcurrent>

#include <qcoro/qcorofuture.h>

namespace layerdeck::github {

/// What all calls of a client share; included by the client's own sources only.
struct Client::Private
{
    Repository repository;
    ClientOptions options;
    std::shared_ptr<Gate> gate;
    std::shared_ptr<QNetworkAccessManager> network;
    QString variable; ///< that a token for this host may stand in

    struct Known
    {
        QByteArray etag;
        Answer answer;
    };
    QHash<QByteArray, Known> known; ///< by address and form
    QList<QByteArray> knownOrder;
    std::optional<QString> installedVersion; ///< of GitHub Enterprise Server; empty on GitHub's own service

    enum class Redirects { SameHost, Anywhere };

    /// An address below the repository's, `path` with its slash; `query` is encoded here.
    QUrl url(const QString &path, const QList<std::pair<QString, QString>> &query = {}) const;
    QUrl apiUrl(const QString &path) const;
    /// GitHub's own service, no server that someone runs.
    bool isService() const;
    CallWords words(const QString &object, const QString &unchanged = {}) const { return {object, unchanged, options.tokenFrom, variable}; }

    /// An answer of any status, where redirects lead. An error where none came, or where limits bar the request.
    static QCoro::Task<Result<Answer>> ask(std::shared_ptr<Private> self, Request request, CallWords words, CancelToken cancel,
                                           Redirects redirects = Redirects::SameHost);
    /// What an answer from 400 on says.
    Error refusal(const Request &request, const Answer &answer, const CallWords &words) const;
    /// An answer below 400.
    static QCoro::Task<Result<Answer>> send(std::shared_ptr<Private> self, Request request, CallWords words, CancelToken cancel,
                                            Redirects redirects = Redirects::SameHost);
    /// One that changes something.
    static QCoro::Task<Result<void>> change(std::shared_ptr<Private> self, Request request, CallWords words, CancelToken cancel);
    static QCoro::Task<Result<QString>> version(std::shared_ptr<Private> self, CancelToken cancel);

    /// Large answers are read in another thread.
    template <typename T>
    static QCoro::Task<Result<T>> parsed(QByteArray body, Result<T> (*parse)(const QByteArray &))
    {
        constexpr qsizetype large = 128 * 1024;
        if (body.size() < large)
            co_return parse(body);
        QFuture<Result<T>> parsing = QtConcurrent::run(parse, body);
        co_return co_await parsing;
    }

    template <typename T>
    static QCoro::Task<Result<T>> get(std::shared_ptr<Private> self, QUrl url, CallWords words, Result<T> (*parse)(const QByteArray &), CancelToken cancel)
    {
        const Request request{"GET", url};
        const Result<Answer> answer = co_await send(self, request, words, cancel);
        if (!answer)
            co_return failure(answer.error());
        co_return co_await parsed<T>(answer->body, parse);
    }

    /// All pages, or as many as hold `limit` items (0: all). Protocol where there are more than can be read, or where they lie elsewhere.
    template <typename T>
    static QCoro::Task<Result<wire::Page<T>>> pages(std::shared_ptr<Private> self, QUrl url, CallWords words,
                                                    Result<wire::Page<T>> (*parse)(const QByteArray &), int limit, CancelToken cancel)
    {
        constexpr int mostPages = 100;
        QList<T> all;
        qint64 total = 0;
        std::optional<QUrl> next = url;
        for (int page = 0; next && (limit == 0 || all.size() < limit); ++page) {
            if (page == mostPages || !self->isApiHost(*next)) {
                const QString why = page == mostPages ? QStringLiteral("GitHub has more of %1 than are read: the first %2 are not all.").arg(words.object, QString::number(all.size()))
                                                      : QStringLiteral("GitHub sends on to %1 for the rest of %2; that was not followed.").arg(next->host(), words.object);
                co_return failure(ErrorCode::Protocol, why, QStringLiteral("Look at them in the browser."));
            }
            const Request request{"GET", *next};
            const Result<Answer> answer = co_await send(self, request, words, cancel);
            if (!answer)
                co_return failure(answer.error());
            const Result<wire::Page<T>> read = co_await parsed<wire::Page<T>>(answer->body, parse);
            if (!read)
                co_return failure(read.error());
            all += read->items;
            total = read->total;
            next = nextPage(answer->header("link"), *next);
        }
        if (limit > 0 && all.size() > limit)
            all.resize(limit);
        const wire::Page<T> read{all, total};
        co_return read;
    }
    template <typename T>
    static QCoro::Task<Result<QList<T>>> list(std::shared_ptr<Private> self, QUrl url, CallWords words,
                                              Result<wire::Page<T>> (*parse)(const QByteArray &), int limit, CancelToken cancel)
    {
        const Result<wire::Page<T>> read = co_await pages<T>(self, url, words, parse, limit, cancel);
        if (!read)
            co_return failure(read.error());
        const QList<T> all = read->items;
        co_return all;
    }

private:
    static QCoro::Task<HttpOutcome> sendOnce(std::shared_ptr<Private> self, Request request, qint64 largest, CancelToken cancel);
    static QCoro::Task<HttpOutcome> withRetries(std::shared_ptr<Private> self, Request request, qint64 largest, CancelToken cancel);
    bool isApiHost(const QUrl &url) const;
    void remember(const QByteArray &key, const Answer &answer);
};

} // namespace layerdeck::github
