// Error texts and the assertion's last words.
#include "base/result.hpp"

#include <cstdio>
#include <cstdlib>

namespace proffer::base {

std::string_view name(ErrorCode code) {
    switch (code) {
        case ErrorCode::usage: return "usage";
        case ErrorCode::config: return "config";
        case ErrorCode::not_found: return "not-found";
        case ErrorCode::denied: return "denied";
        case ErrorCode::unauthorized: return "unauthorized";
        case ErrorCode::rate_limited: return "rate-limited";
        case ErrorCode::timed_out: return "timed-out";
        case ErrorCode::network: return "network";
        case ErrorCode::protocol: return "protocol";
        case ErrorCode::too_large: return "too-large";
        case ErrorCode::conflict: return "conflict";
        case ErrorCode::locked: return "locked";
        case ErrorCode::git: return "git";
        case ErrorCode::io: return "io";
        case ErrorCode::interrupted: return "interrupted";
        case ErrorCode::exhausted: return "exhausted";
        case ErrorCode::internal: return "internal";
    }
    PROFFER_ASSERT(false, "unknown error code");
}

Error Error::while_doing(std::string what) && {
    trail.push_back(std::move(what));
    return std::move(*this);
}

Error Error::while_doing(std::string what) const& {
    Error copy = *this;
    copy.trail.push_back(std::move(what));
    return copy;
}

std::string Error::text() const {
    std::string text = message;
    for (const std::string& step : trail) text += " (while " + step + ")";
    return text;
}

void assertion_failed(const char* condition, const char* message, const char* file, int line) noexcept {
    std::fprintf(stderr, "proffer: bug: %s (%s) at %s:%d\n", message, condition, file, line);
    std::abort();
}

}  // namespace proffer::base
