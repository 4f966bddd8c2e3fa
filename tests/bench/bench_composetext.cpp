// SPDX-License-Identifier: GPL-3.0-or-later
// How long an edit of a large Compose file takes, as a ratio to plain parses of the same text by yaml-cpp in the same run.
//     bench_composetext [LINES] [ROUNDS]
#include "compose/composetext.h"

#include "text/diff.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sstream>
#include <vector>

using namespace layerdeck;
using namespace Qt::StringLiterals;

namespace {

double cpuMs()
{
    timespec now = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

QByteArray composeFile(int lines)
{
    QByteArray text = "services:\n";
    int written = 1;
    for (int i = 0; written < lines; ++i, written += 14) {
        const QByteArray n = QByteArray::number(i);
        text += "  service-" + n + ":\n    image: registry.example/team/service-" + n + ":latest # built here\n    build:\n"
                "      context: ./services/" + n + "\n      target: runtime\n      args:\n        GIT_COMMIT_HASH: ${GIT_COMMIT_HASH}\n"
                "        LEVEL: \"" + n + "\"\n      cache_from:\n        - registry.example/team/service-" + n + ":latest\n"
                "    environment:\n      - PORT=80" + n + "\n    # what it needs\n    depends_on: [db, queue]\n";
    }
    return text;
}

struct Times
{
    std::vector<double> values;
    void add(double value) { values.push_back(value); }
    double median() const
    {
        std::vector<double> sorted = values;
        std::ranges::sort(sorted);
        return sorted.at(sorted.size() / 2);
    }
};

} // namespace

int main(int argc, char *argv[])
{
    const int lines = argc > 1 ? std::atoi(argv[1]) : 10'000;
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 21;
    const QByteArray text = composeFile(lines);
    const auto compose = ComposeText::parse(text, u"compose.yml"_s);
    if (!compose)
        return 1;
    const QString service = u"service-%1"_s.arg(compose->services().size() / 2);
    Times plain;
    Times parse;
    Times patch;
    Times diff;
    for (int i = 0; i < rounds; ++i) {
        double begin = cpuMs();
        {
            std::istringstream stream(text.toStdString());
            const YAML::Node node = YAML::Load(stream);
            if (!node["services"])
                return 1;
        }
        plain.add(cpuMs() - begin);
        begin = cpuMs();
        if (!ComposeText::parse(text, u"compose.yml"_s))
            return 1;
        parse.add(cpuMs() - begin);
        ServiceSettings settings = compose->service(service)->settings;
        settings.cacheFrom << u"x:%1"_s.arg(i);
        begin = cpuMs();
        const auto patched = compose->patched({{service, settings}});
        patch.add(cpuMs() - begin);
        if (!patched)
            return 1;
        begin = cpuMs();
        if (diffLines(text, patched->text()).added != 1)
            return 1;
        diff.add(cpuMs() - begin);
    }
    std::printf("%lld lines, %lld bytes, medians of %d rounds, CPU time\n", static_cast<long long>(text.count('\n')),
                static_cast<long long>(text.size()), rounds);
    std::printf("plain parse by yaml-cpp   %8.2f ms\n", plain.median());
    std::printf("parse with places         %8.2f ms  %.2f plain parses\n", parse.median(), parse.median() / plain.median());
    std::printf("edit, parsed and checked  %8.2f ms  %.2f plain parses\n", patch.median(), patch.median() / plain.median());
    std::printf("line diff                 %8.2f ms  %.2f plain parses\n", diff.median(), diff.median() / plain.median());
    return 0;
}
