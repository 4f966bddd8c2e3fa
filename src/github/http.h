// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "github/answer.h"

#include <qcoro/qcorotask.h>

#include <chrono>
#include <memory>

class QNetworkAccessManager;

namespace layerdeck::github {

struct HttpLimits
{
    std::chrono::milliseconds idle{30'000};   ///< without a byte
    std::chrono::milliseconds total{300'000}; ///< for all of the answer
    qint64 bytes = 10 << 20;                  ///< of the answer's body
};

/// What came of a request. Where there is no answer, whether the other side may have got the request counts for what can be asked again.
struct HttpOutcome
{
    Result<Answer> answer;
    bool mayHaveArrived = true;
};

/// The access to the network of one client: the proxies of the system, no cookies, no cache, and no redirect is followed.
std::shared_ptr<QNetworkAccessManager> makeNetwork();

/// Sends one request over the network, once. Qt sends a request again on its own where the connection ends before an answer; what
/// has a body is kept from it here, since nobody could know then how often it arrived. `headers` are added as they are.
QCoro::Task<HttpOutcome> exchange(std::shared_ptr<QNetworkAccessManager> network, Request request, QHash<QByteArray, QByteArray> headers,
                                  HttpLimits limits, CancelToken cancel);

} // namespace layerdeck::github
