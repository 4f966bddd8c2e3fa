// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/actionslog.h"

#include <algorithm>
#include <array>

namespace layerdeck {

namespace {

struct Mark
{
    QByteArrayView mark;
    QByteArrayView colour;
    bool isError = false;
};
constexpr std::array marks{Mark{"##[group]", "\033[1m▾ "}, Mark{"##[section]", "\033[1m▾ "}, Mark{"##[error]", "", true},     Mark{"##[warning]", "\033[33m"},
                           Mark{"##[notice]", "\033[34m"}, Mark{"##[command]", "\033[34m"}, Mark{"[command]", "\033[34m"},
                           Mark{"##[debug]", "\033[2m"}};
constexpr QByteArrayView groupEnd = "##[endgroup]";
constexpr QByteArrayView byteOrderMark = "\xEF\xBB\xBF";

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// "2026-11-28T14:52:03.1234567Z " before a line; what has another shape stays.
QByteArrayView withoutTime(QByteArrayView line)
{
    constexpr QByteArrayView shape = "0000-00-00T00:00:00";
    if (line.startsWith(byteOrderMark))
        line = line.sliced(byteOrderMark.size());
    if (line.size() < shape.size())
        return line;
    for (qsizetype i = 0; i < shape.size(); ++i) {
        if (shape[i] == '0' ? !isDigit(line[i]) : line[i] != shape[i])
            return line;
    }
    qsizetype end = shape.size();
    while (end < line.size() && (isDigit(line[end]) || line[end] == '.'))
        ++end;
    return line.sliced(end).startsWith("Z ") ? line.sliced(end + 2) : line.sliced(end) == QByteArrayView("Z") ? QByteArrayView() : line;
}

} // namespace

QList<ActionsLogLine> actionsLog(const QByteArray &log)
{
    QList<ActionsLogLine> lines;
    int number = 0;
    const QByteArrayView all(log);
    for (qsizetype start = 0; start < all.size();) {
        const qsizetype found = all.indexOf('\n', start);
        const qsizetype end = found < 0 ? all.size() : found;
        QByteArrayView line = all.sliced(start, end - start);
        start = end + 1;
        if (line.endsWith('\r'))
            line.chop(1);
        line = withoutTime(line);
        if (line.startsWith(groupEnd))
            continue;
        ++number;
        const auto mark = std::ranges::find_if(marks, [&](const Mark &one) { return line.startsWith(one.mark); });
        if (mark == marks.end()) {
            lines << ActionsLogLine{number, line.toByteArray()};
            continue;
        }
        const QByteArray text = line.sliced(mark->mark.size()).toByteArray();
        lines << ActionsLogLine{number, mark->colour.isEmpty() ? text : mark->colour.toByteArray() + text + "\033[0m", mark->isError};
    }
    return lines;
}

} // namespace layerdeck
