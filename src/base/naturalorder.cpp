// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/naturalorder.h"

namespace layerdeck {

namespace {

bool isDigit(QChar c) { return c >= u'0' && c <= u'9'; }

/// The run of digits at `at`, which goes behind it; without leading zeros.
QStringView takeNumber(const QString &text, qsizetype &at)
{
    const qsizetype begin = at;
    while (at < text.size() && isDigit(text.at(at)))
        ++at;
    QStringView number = QStringView(text).mid(begin, at - begin);
    while (number.size() > 1 && number.front() == u'0')
        number = number.mid(1);
    return number;
}

} // namespace

int compareNaturally(const QString &a, const QString &b)
{
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a.at(i)) && isDigit(b.at(j))) {
            const QStringView first = takeNumber(a, i);
            const QStringView second = takeNumber(b, j);
            if (first.size() != second.size())
                return first.size() < second.size() ? -1 : 1;
            if (const int order = first.compare(second))
                return order;
            continue;
        }
        const QChar first = a.at(i++).toCaseFolded();
        const QChar second = b.at(j++).toCaseFolded();
        if (first != second)
            return first < second ? -1 : 1;
    }
    if (i < a.size() || j < b.size())
        return i < a.size() ? 1 : -1;
    return a.compare(b);
}

} // namespace layerdeck
