// SPDX-License-Identifier: GPL-3.0-or-later
// The full picture of a real engine (images with layers and history, containers, build cache) against its peers in the same run:
// curl fetching the same addresses over the same socket, and docker's own command line asked for the same facts. With --make N
// it first builds N images of ten layers, five of them shared. Times are wall clock; medians of pairs, and their ratios.
#include "session/reading.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 7;

bool run(const QString &program, const QStringList &arguments, QByteArray *out = nullptr)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::SeparateChannels);
    process.start(program, arguments);
    process.waitForFinished(-1);
    if (out)
        *out = process.readAllStandardOutput();
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return true;
    std::fprintf(stderr, "%s: %s\n", qPrintable(program), process.readAllStandardError().right(500).constData());
    return false;
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(bytes);
}

bool makeImages(int count)
{
    QTemporaryDir dir;
    for (int i = 0; i < 5; ++i)
        write(dir.filePath(u"f%1"_s.arg(i)), "shared " + QByteArray::number(i));
    QJsonObject targets;
    for (int n = 0; n < count; ++n) {
        write(dir.filePath(u"n%1"_s.arg(n)), "own " + QByteArray::number(n));
        QString dockerfile = u"FROM scratch\n"_s;
        for (int i = 0; i < 5; ++i)
            dockerfile += u"COPY f%1 /f%1\n"_s.arg(i);
        for (int i = 0; i < 5; ++i)
            dockerfile += u"COPY n%1 /n%2\n"_s.arg(n).arg(i);
        targets.insert(u"app-%1"_s.arg(n), QJsonObject{{u"context"_s, dir.path()},
                                                      {u"dockerfile-inline"_s, dockerfile},
                                                      {u"tags"_s, QJsonArray{u"layerdeck-bench-%1:1"_s.arg(n)}},
                                                      {u"output"_s, QJsonArray{u"type=docker"_s}}});
    }
    // A few at a time: buildx keeps a connection for each target.
    const QStringList names = targets.keys();
    for (qsizetype at = 0; at < names.size(); at += 20) {
        QJsonObject some;
        for (const QString &name : names.mid(at, 20))
            some.insert(name, targets.value(name));
        const QString file = dir.filePath(u"bake.json"_s);
        write(file, QJsonDocument(QJsonObject{{u"target"_s, some}}).toJson());
        if (!run(u"docker"_s, QStringList{u"buildx"_s, u"bake"_s, u"--file"_s, file, u"--progress"_s, u"quiet"_s} + some.keys()))
            return false;
    }
    return true;
}

QCoro::Task<> read(EngineClient client, std::optional<Result<EngineContents>> *contents, QEventLoop *loop)
{
    const std::function<void(int, int)> quiet = [](int, int) {};
    const EngineContents nothing;
    Result<EngineContents> got = co_await readEngineContents(client, nothing, Part::All, quiet, CancelToken());
    *contents = got;
    loop->quit();
}

double seconds(const std::function<bool()> &work, bool *ok)
{
    QElapsedTimer clock;
    clock.start();
    *ok = work() && *ok;
    return double(clock.nsecsElapsed()) / 1e9;
}

double median(QList<double> values)
{
    std::ranges::sort(values);
    return values.at(values.size() / 2);
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (const qsizetype make = arguments.indexOf(u"--make"_s); make > 0 && !makeImages(arguments.value(make + 1).toInt()))
        return 1;
    const Result<DockerContext> context = resolveContext(ContextRequest::fromEnvironment());
    if (!context || context->endpoint.kind != Endpoint::Kind::UnixSocket) {
        std::fprintf(stderr, "An engine on a Unix socket is needed, such as the one of packaging/engine.sh.\n");
        return 1;
    }
    std::optional<Result<EngineContents>> contents;
    const auto ours = [&] {
        QEventLoop loop;
        contents.reset();
        // A new client each time: nothing is known, no connection is open.
        read(EngineClient(*context), &contents, &loop);
        if (!contents)
            loop.exec();
        return contents->has_value();
    };
    bool ok = true;
    seconds(ours, &ok);
    if (!ok) {
        std::fprintf(stderr, "%s\n", qPrintable(contents->error().sentences()));
        return 1;
    }
    QTemporaryDir dir;
    QByteArray addresses;
    const auto address = [&](const QString &path) {
        addresses += "url = \"http://localhost" + path.toUtf8() + "\"\noutput = \"/dev/null\"\n";
    };
    address(u"/version"_s);
    address(u"/containers/json?all=1"_s);
    address(u"/images/json"_s);
    QStringList ids;
    for (const InspectedImage &image : (*contents)->images) {
        ids << image.image.id;
        address(u"/images/%1/json"_s.arg(image.image.id));
        address(u"/images/%1/history"_s.arg(image.image.id));
    }
    address(u"/system/df?type=build-cache"_s);
    write(dir.filePath(u"curl"_s), addresses);
    const QStringList curl{u"--silent"_s, u"--fail"_s, u"--unix-socket"_s, context->endpoint.path, u"--config"_s, dir.filePath(u"curl"_s)};
    const auto docker = [&] {
        bool done = run(u"docker"_s, {u"image"_s, u"ls"_s, u"--no-trunc"_s, u"--format"_s, u"json"_s})
                    && run(u"docker"_s, QStringList{u"image"_s, u"inspect"_s} + ids);
        for (const QString &id : std::as_const(ids))
            done = done && run(u"docker"_s, {u"history"_s, u"--no-trunc"_s, u"--format"_s, u"json"_s, id});
        return done && run(u"docker"_s, {u"ps"_s, u"--all"_s, u"--format"_s, u"json"_s})
               && run(u"docker"_s, {u"buildx"_s, u"du"_s, u"--verbose"_s});
    };
    QList<double> read;
    QList<double> alone;
    QList<double> parallel;
    QList<double> toOne;
    QList<double> toMany;
    QList<double> commands;
    QList<double> toCommands;
    for (int i = 0; i < rounds; ++i) {
        read << seconds(ours, &ok);
        alone << seconds([&] { return run(u"curl"_s, curl); }, &ok);
        parallel << seconds([&] { return run(u"curl"_s, curl + QStringList{u"--parallel"_s, u"--parallel-max"_s, u"16"_s}); }, &ok);
        toOne << read.last() / alone.last();
        commands << seconds(docker, &ok);
        toMany << read.last() / parallel.last();
        toCommands << read.last() / commands.last();
    }
    if (!ok)
        return 1;
    std::printf("%lld images, %lld records, %lld containers\n", (long long)ids.size(), (long long)(*contents)->usage.cache.size(),
                (long long)(*contents)->containers.size());
    std::printf("full picture                       %7.3f s\n", median(read));
    std::printf("curl, one connection               %7.3f s   ratio %5.2f\n", median(alone), median(toOne));
    std::printf("curl, 16 connections               %7.3f s   ratio %5.2f\n", median(parallel), median(toMany));
    std::printf("docker's command line              %7.3f s   ratio %5.2f\n", median(commands), median(toCommands));
    return 0;
}
