// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/command.h"

namespace layerdeck {

using namespace Qt::StringLiterals;

Command gitCommand(const QString &directory, const QStringList &arguments)
{
    return {u"git"_s, arguments, directory, {{u"GIT_OPTIONAL_LOCKS"_s, u"0"_s}, {u"LC_ALL"_s, u"C.UTF-8"_s}}};
}

QCoro::Task<Result<ProcessResult>> runGit(QString directory, QStringList arguments, CancelToken cancel)
{
    const Command command = gitCommand(directory, arguments);
    const ProcessOptions options;
    co_return co_await runProcess(command, options, cancel);
}

QCoro::Task<Result<QString>> readTopLevel(QString directory, CancelToken cancel)
{
    const QStringList arguments{u"rev-parse"_s, u"--show-toplevel"_s};
    const auto top = co_await runGit(directory, arguments, cancel);
    if (!top && top.error().isCancelled())
        co_return cancelled();
    if (!top || top->exitCode != 0)
        co_return failure(ErrorCode::NotFound, u"%1 is not under git."_s.arg(directory));
    co_return QString::fromUtf8(top->output).trimmed();
}

} // namespace layerdeck
