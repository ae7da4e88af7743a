// Why a call to a service failed, and whether the same call may go well later. Internal to this module.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/client.hpp"
#include "json/json.hpp"
#include "provider/service.hpp"

namespace proffer::provider {

struct Failure {
    Error error;        ///< what the caller gets when this was the last try
    std::string brief;  ///< how the line on trying again begins: "anthropic answered 529 (overloaded)"
    bool retryable = false;
    std::optional<std::chrono::seconds> retry_after = {};
};

/// An error object of a service: {"error":{"type":…,"message":…}}, {"error":"…"}, {"object":"error","message":…}.
struct ServiceError {
    std::string message;
    std::string type;  ///< "overloaded_error", "invalid_request_error", …; may be empty
    std::string code;  ///< "insufficient_quota", "503", …; may be empty
};

/// Nothing when `value` is no error.
[[nodiscard]] std::optional<ServiceError> find_service_error(const json::Value& value);

/// An answer that is not 2xx. `now_seconds` since 1970 is for Retry-After dates.
[[nodiscard]] Failure failure_of_answer(const Service& service, const http::Response& response, std::int64_t now_seconds);

/// An error in the midst of a 200 answer.
[[nodiscard]] Failure failure_of_event(const Service& service, const ServiceError& error);

/// A 2xx answer that is no reply: a login page, garbage, nothing at all. Worth another try, as a bad gateway is.
[[nodiscard]] Failure failure_of_content(const Service& service, std::string_view what, std::string_view body);

/// The answer ended before the reply did.
[[nodiscard]] Failure failure_of_cut(const Service& service);

/// No answer, or none that could be read to its end.
[[nodiscard]] Failure failure_of_transport(const Service& service, const Error& error);

/// The first line with text, safe to show, at most 300 bytes; of a JSON error its message.
[[nodiscard]] std::string shown_line(std::string_view body);

}  // namespace proffer::provider
