// Classifies failed answers (security.md section 3).
#include "provider/failure.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace proffer::provider {
namespace {

constexpr std::size_t k_shown_bytes = 300;

std::string_view status_word(int status) {
    switch (status) {
        case 400: return "bad request";
        case 401: return "unauthorized";
        case 402: return "payment required";
        case 403: return "forbidden";
        case 404: return "not found";
        case 408: return "request timeout";
        case 409: return "conflict";
        case 410: return "gone";
        case 413: return "too large";
        case 422: return "unprocessable";
        case 425: return "too early";
        case 429: return "rate limited";
        case 500: return "server error";
        case 502: return "bad gateway";
        case 503: return "unavailable";
        case 504: return "gateway timeout";
        case 529: return "overloaded";
        default: return status >= 300 && status < 400 ? "redirect" : status >= 500 ? "server error" : "unexpected";
    }
}

template <std::size_t count>
bool holds_one_of(std::string_view text, const std::array<std::string_view, count>& words) {
    const std::string lower = base::to_lower(text);
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

/// Waiting does not help: the account has nothing left to spend.
bool is_spent(std::string_view text) {
    constexpr std::array<std::string_view, 9> k_words = {"insufficient_quota",
                                                         "billing_hard_limit",
                                                         "billing_error",
                                                         "spend_limit",
                                                         "spend limit",
                                                         "spending limit",
                                                         "exceeded your current quota",
                                                         "credit balance is too low",
                                                         "specified api usage limits"};
    return holds_one_of(text, k_words);
}

bool is_overlong(std::string_view text) {
    constexpr std::array<std::string_view, 6> k_words = {"context_length_exceeded", "maximum context length", "context window",
                                                         "prompt is too long",      "request_too_large",      "exceeds the context"};
    return holds_one_of(text, k_words);
}

std::string with_detail(std::string text, const std::string& detail) {
    return detail.empty() ? text : std::move(text) + ": " + detail;
}

std::string hint_for_key(const Service& service) {
    if (service.key_variable.empty()) return "the server asks for a key";
    if (service.name == "github") return "the job's token needs 'permissions: models: read'";
    return "check the key in " + service.key_variable;
}

std::string hint_for_model(const Service& service) {
    if (service.name == "ollama") return "run 'ollama pull " + service.model + "', or name another model";
    return "check the name of the model ('" + service.model + "') and base_url";
}

constexpr std::string_view k_overlong_hint =
    "the prompt is larger than the model takes: name fewer files, or a model with a larger context";

/// Code and hint of a status that is not worth another try; the message is set by the caller.
Error final_error(const Service& service, int status, std::string_view body) {
    if (status == 402 || is_spent(body)) return {ErrorCode::exhausted, "", "the account's spending limit or credit is used up", {}};
    if (status == 401 || status == 403) return {ErrorCode::unauthorized, "", hint_for_key(service), {}};
    if (status == 404) return {ErrorCode::not_found, "", hint_for_model(service), {}};
    if (status == 413 || is_overlong(body)) return {ErrorCode::too_large, "", std::string(k_overlong_hint), {}};
    if (status >= 300 && status < 400)
        return {ErrorCode::protocol, "", "redirects are never followed: give the final address as base_url", {}};
    return {ErrorCode::protocol, "", "", {}};
}

}  // namespace

std::string shown_line(std::string_view body) {
    if (const auto value = json::Value::parse(body)) {
        if (const auto error = find_service_error(*value); error && !error->message.empty()) return shown_line(error->message);
    }
    for (const std::string_view line : base::split_lines(body)) {
        const std::string_view text = base::trim(line);
        if (!text.empty()) return base::visible_line(base::prefix(text, k_shown_bytes));
    }
    return {};
}

std::optional<ServiceError> find_service_error(const json::Value& value) {
    const bool marked = value.string_or("object", "") == "error" || value.string_or("type", "") == "error";
    const auto member = value.find("error");
    if (member && member->is_string()) {
        const std::string message = member->string().value_or("");
        if (!message.empty()) return ServiceError{message, "", ""};
    }
    // Some servers send `"error": ""` or `false` along with every good answer.
    if (!marked && !(member && member->is_object())) return {};
    const json::Value& object = member && member->is_object() ? *member : value;
    ServiceError error{object.string_or("message", ""), object.string_or("type", ""), object.string_or("code", "")};
    if (error.code.empty() && object.integer_or("code", 0) != 0) error.code = std::to_string(object.integer_or("code", 0));
    return error;
}

Failure failure_of_answer(const Service& service, const http::Response& response, std::int64_t now_seconds) {
    const int status = response.status;
    Failure failure;
    failure.brief = service.name + " answered " + std::to_string(status) + " (" + std::string(status_word(status)) + ")";
    failure.retry_after = http::parse_retry_after(response.header("retry-after"), now_seconds);
    failure.retryable = http::is_retryable(status);
    if (status == 429 && !failure.retry_after && is_spent(response.body)) failure.retryable = false;
    if (!failure.retryable)
        failure.error = final_error(service, status, response.body);
    else
        failure.error.code = status == 429 || status == 529 ? ErrorCode::rate_limited : ErrorCode::protocol;
    if (failure.error.code == ErrorCode::rate_limited) failure.error.hint = "try again later, or name another model";
    failure.error.message = with_detail(failure.brief, shown_line(response.body));
    return failure;
}

Failure failure_of_event(const Service& service, const ServiceError& error) {
    // Sent after a 200 these mean what a status would have meant; anything unknown is taken for a passing trouble of the server.
    constexpr std::array<std::string_view, 8> k_final = {"invalid_request",   "authentication", "permission",  "not_found",
                                                         "request_too_large", "billing",        "bad_request", "badrequest"};
    const std::string word = error.type.empty() ? error.code : error.type;
    const std::string all = error.type + " " + error.code + " " + error.message;
    Failure failure;
    failure.brief =
        service.name + " sent an error in its reply" + (word.empty() ? "" : " (" + base::visible_line(base::prefix(word, 80)) + ")");
    failure.error = {ErrorCode::protocol, with_detail(failure.brief, shown_line(error.message)), "", {}};
    failure.retryable = !holds_one_of(word, k_final) && !is_spent(all) && !is_overlong(all);
    if (is_spent(all))
        failure.error.code = ErrorCode::exhausted;
    else if (is_overlong(all))
        failure.error.code = ErrorCode::too_large, failure.error.hint = k_overlong_hint;
    else if (holds_one_of(word, std::array<std::string_view, 2>{"overloaded", "rate_limit"}))
        failure.error.code = ErrorCode::rate_limited;
    return failure;
}

Failure failure_of_content(const Service& service, std::string_view what, std::string_view body) {
    Failure failure;
    failure.brief = service.name + " answered 200 with " + std::string(what);
    failure.error = {ErrorCode::protocol,
                     with_detail(failure.brief, shown_line(body)),
                     "a proxy or login page may stand in between: check base_url and the network",
                     {}};
    failure.retryable = true;
    return failure;
}

Failure failure_of_cut(const Service& service) {
    const std::string brief = "the reply of " + service.name + " broke off";
    return {{ErrorCode::network, brief, "", {}}, brief, true};
}

Failure failure_of_transport(const Service& service, const Error& error) {
    Failure failure{error, service.name + ": " + error.message, false};
    failure.error.message = failure.brief;
    failure.retryable = error.code == ErrorCode::network || error.code == ErrorCode::timed_out;
    return failure;
}

}  // namespace proffer::provider
