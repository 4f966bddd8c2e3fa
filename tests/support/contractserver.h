// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QUrl>

namespace layerdeck::support {

/// GitHub's API as tests/contract/server.mjs plays it: the repository acme/watchparty, for the token "contract-token". Ends with
/// this object.
class ContractServer
{
public:
    ~ContractServer();

    /// Why it cannot be had here; empty where it can. In CI it has to be there.
    static QString missing();
    static bool mustBeThere();

    /// Starts it, unless it runs, as it is at first: the same repository, no requests.
    bool start();
    QUrl api() const { return m_api; }
    /// Sets how it behaves (world.mjs, "settings").
    void set(const QJsonObject &settings) { control({{QStringLiteral("set"), settings}}); }
    /// What it knows: "violations", "requests", "storage", "runs", "caches".
    QJsonObject control(const QJsonObject &asked = {});
    /// What did not fit GitHub's description, a line each; empty is good.
    QString violations();
    QJsonArray runs() { return control()[QLatin1String("runs")].toArray(); }

private:
    QProcess m_process;
    QUrl m_api;
};

} // namespace layerdeck::support

/// `missing`: why something cannot be had here; empty where it can. Without it the test is skipped; where it must be there, it fails.
#define NEED(missing)                                                                                                                                   \
    do {                                                                                                                                                \
        if (const QString why = (missing); !why.isEmpty()) {                                                                                            \
            QVERIFY2(!layerdeck::support::ContractServer::mustBeThere(), qPrintable(why));                                                              \
            QSKIP(qPrintable(why));                                                                                                                     \
        }                                                                                                                                               \
    } while (false)
#define NEED_SERVER() NEED(layerdeck::support::ContractServer::missing())
