// What a function returns when it can fail: a value or an Error.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/assert.hpp"

namespace proffer::base {

/// Why something stopped. Callers branch on this, never on message text.
enum class ErrorCode {
    usage,         ///< the command line is wrong
    config,        ///< `.proffer.yml` is wrong
    not_found,     ///< a named thing does not exist
    denied,        ///< a rule of ours or of the other side forbids it
    unauthorized,  ///< credentials are missing or refused
    too_large,     ///< the other side takes no message of that size
    rate_limited,  ///< the other side asks us to come back later
    timed_out,
    network,      ///< no connection, or it broke
    protocol,     ///< the other side answered something we cannot read
    conflict,     ///< someone else changed it first
    locked,       ///< another run holds the lock
    git,          ///< git or libgit2 refused
    io,           ///< a file could not be read or written
    interrupted,  ///< a signal asked us to stop
    exhausted,    ///< a limit of the configuration is reached
    internal,     ///< a bug of ours
};

/// The word for `code` in JSON and logs, for example "timed-out".
[[nodiscard]] std::string_view name(ErrorCode code);

struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;             ///< lower case, no full stop, what failed first: `cannot push branch 'x'`
    std::string hint;                ///< what the user can do; may be empty
    std::vector<std::string> trail;  ///< what was being done, innermost first

    /// The same error with one more line of what was being done.
    [[nodiscard]] Error while_doing(std::string what) &&;
    [[nodiscard]] Error while_doing(std::string what) const&;
    /// Message and trail on one line; no hint.
    [[nodiscard]] std::string text() const;
};

/// A `T` or an Error. Spelt like std::expected so that a later switch is an alias.
template <typename T>
class [[nodiscard]] Result {
 public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    T& value() & { return checked(); }
    const T& value() const& { return const_cast<Result*>(this)->checked(); }
    T&& value() && { return std::move(checked()); }
    T& operator*() & { return checked(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(checked()); }
    T* operator->() { return &checked(); }
    const T* operator->() const { return &value(); }

    Error& error() & { return failed(); }
    const Error& error() const& { return const_cast<Result*>(this)->failed(); }
    Error&& error() && { return std::move(failed()); }

    [[nodiscard]] T value_or(T fallback) const& { return has_value() ? value() : std::move(fallback); }

 private:
    T& checked() {
        PROFFER_ASSERT(has_value(), "Result holds an error");
        return *std::get_if<0>(&state_);
    }
    Error& failed() {
        PROFFER_ASSERT(!has_value(), "Result holds a value");
        return *std::get_if<1>(&state_);
    }

    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    [[nodiscard]] bool has_value() const { return !error_; }
    explicit operator bool() const { return has_value(); }

    Error& error() & { return failed(); }
    const Error& error() const& { return const_cast<Result*>(this)->failed(); }
    Error&& error() && { return std::move(failed()); }

 private:
    Error& failed() {
        PROFFER_ASSERT(error_.has_value(), "Result holds a value");
        return *error_;
    }

    std::optional<Error> error_;
};

}  // namespace proffer::base

namespace proffer {
using base::Error;
using base::ErrorCode;
using base::Result;
}  // namespace proffer

#define PROFFER_JOIN_(a, b) a##b
#define PROFFER_JOIN(a, b) PROFFER_JOIN_(a, b)

/// `PROFFER_TRY(const auto tree, repository.read_tree(base));` returns the Error to our caller.
#define PROFFER_TRY(declaration, ...) PROFFER_TRY_(PROFFER_JOIN(result_, __LINE__), declaration, __VA_ARGS__)
#define PROFFER_TRY_(result, declaration, ...)                 \
    auto result = (__VA_ARGS__);                               \
    if (!result.has_value()) return std::move(result).error(); \
    declaration = *std::move(result)

/// The same for a `Result<void>`, or where the value is not wanted.
#define PROFFER_CHECK(...) \
    if (auto checked_outcome = (__VA_ARGS__); !checked_outcome.has_value()) return std::move(checked_outcome).error()
