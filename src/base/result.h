// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <tl/expected.hpp>

namespace layerdeck {

/// Which kind of thing went wrong; decides the exit code and what a caller may try next.
enum class ErrorCode {
    Cancelled,      ///< the person stopped it; not an error to report as one
    InvalidInput,   ///< what was asked for or read cannot be accepted; nothing was changed
    NotFound,       ///< the thing named is not there
    Busy,           ///< another run is on; later it can be had
    PermissionDenied, ///< the engine, the keychain or the server does not let this person in
    FileDenied,     ///< a file may not be read or written; nothing was changed
    Unreachable,    ///< no engine or network answered
    TimedOut,
    ToolMissing,    ///< a program that is needed is missing or too old
    Protocol,       ///< the other side answered something that cannot be understood
    Io,             ///< reading or writing a file failed
    OperationFailed ///< the operation ran and failed
};

/// What went wrong, for a person. `message` says what happened, `unchanged` what was left as it was, `advice`
/// what to do next; each is whole sentences. `detail` is the raw text of the part that failed.
struct Error
{
    ErrorCode code = ErrorCode::OperationFailed;
    QString message;
    QString unchanged = {};
    QString advice = {};
    QString detail = {};
    /// What to do next on the command line, where that is something else than in the window; empty: `advice`.
    QString commandAdvice = {};

    bool isCancelled() const { return code == ErrorCode::Cancelled; }
    /// All that a person needs, in one paragraph, without the raw detail.
    QString sentences() const;
    bool operator==(const Error &) const = default;
};

/// A value or the error that stands in its place. Being cancelled is an error with its own code.
template <typename T>
using Result = tl::expected<T, Error>;

/// An Error ready to be returned from a function that returns a Result.
inline tl::unexpected<Error> failure(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

inline tl::unexpected<Error> failure(ErrorCode code, QString message, QString advice = {}, QString detail = {})
{
    return failure(Error{code, std::move(message), {}, std::move(advice), std::move(detail)});
}

inline tl::unexpected<Error> cancelled()
{
    return failure(ErrorCode::Cancelled, QStringLiteral("Cancelled."));
}

} // namespace layerdeck
