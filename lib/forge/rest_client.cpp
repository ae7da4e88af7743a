// JSON over HTTP for forges: what is repeated, what is looked up first, how long to wait, and where pages end.
#include "forge/rest_client.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "http/url.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"

namespace proffer::forge {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t k_body_limit_bytes = 16 * 1024 * 1024;   // security.md N3
constexpr std::size_t k_pages_limit_bytes = 64 * 1024 * 1024;  // of all pages together
constexpr int k_page_limit = 200;
constexpr std::size_t k_message_limit_bytes = 300;
// "Otherwise, wait for at least one minute before retrying": docs.github.com, best practices for using the REST API.
constexpr seconds k_secondary_limit_wait{60};

std::string_view first_header(const std::vector<http::Header>& headers, std::string_view name) {
    const std::string wanted = base::to_lower(name);
    for (const http::Header& header : headers)
        if (base::to_lower(header.name) == wanted) return header.value;
    return {};
}

bool is_success(const RestAnswer& answer) {
    return answer.status >= 200 && answer.status <= 299;
}

/// GitHub's names, and GitLab's without the "x-".
std::string_view limit_header(const RestAnswer& answer, const std::string& name) {
    const std::string_view value = answer.header("x-ratelimit-" + name);
    return value.empty() ? answer.header("ratelimit-" + name) : value;
}

bool is_rate_limited(const RestAnswer& answer) {
    if (answer.status == 429) return true;
    if (answer.status != 403) return false;
    if (!answer.header("retry-after").empty() || limit_header(answer, "remaining") == "0") return true;
    return answer.json && answer.json->string_or("message", "").find("secondary rate limit") != std::string::npos;
}

bool is_rate_limited(const Result<RestAnswer>& outcome) {
    return outcome && is_rate_limited(*outcome);
}

/// Seconds until the moment that the forge names; nothing for the past, the absurd and garbage.
std::optional<seconds> until_reset(const RestAnswer& answer) {
    const std::string_view text = limit_header(answer, "reset");
    if (text.empty() || text.size() > 12 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return {};
    const std::int64_t wait = std::stoll(std::string(text)) - os::now_ms() / 1000;
    if (wait < 0 || wait > 24 * 60 * 60) return {};
    return seconds(wait + 1);
}

std::optional<seconds> wanted_wait(const RestAnswer& answer) {
    if (const auto after = http::parse_retry_after(answer.header("retry-after"), os::now_ms() / 1000)) return after;
    if (!is_rate_limited(answer)) return {};
    if (limit_header(answer, "remaining") == "0")
        if (const auto reset = until_reset(answer)) return reset;
    return answer.status == 403 ? std::optional(k_secondary_limit_wait) : std::nullopt;
}

bool is_transient(int status) {
    return status == 408 || status == 425 || (status >= 500 && status <= 599);
}

bool is_transient(const Error& error) {
    return error.code == ErrorCode::network || error.code == ErrorCode::timed_out;
}

bool is_worth_repeating(const Result<RestAnswer>& outcome) {
    return outcome ? is_rate_limited(*outcome) || is_transient(outcome->status) : is_transient(outcome.error());
}

/// What is known of a write after one try.
enum class WriteState { settled, not_done, unknown, done_unreadable };

WriteState state_of_write(const Result<RestAnswer>& outcome) {
    if (!outcome) {
        if (is_transient(outcome.error())) return WriteState::unknown;
        return outcome.error().code == ErrorCode::protocol ? WriteState::done_unreadable : WriteState::settled;
    }
    if (is_rate_limited(*outcome)) return WriteState::not_done;
    if ((outcome->status == 502 || outcome->status == 503) && !outcome->header("retry-after").empty()) return WriteState::not_done;
    return is_transient(outcome->status) ? WriteState::unknown : WriteState::settled;
}

/// What the caller gets when nothing is tried any more.
Result<RestAnswer> final_of(Result<RestAnswer> outcome) {
    if (!is_rate_limited(outcome)) return outcome;
    const auto wait = wanted_wait(*outcome);
    const std::string when = wait ? ", which asks to wait " + base::count_of(static_cast<std::size_t>(wait->count()), "second") : "";
    return Error{ErrorCode::rate_limited, "the forge's rate limit is reached" + when, "run again later, or with a token of its own", {}};
}

bool is_json_type(std::string_view content_type) {
    const std::string type = base::to_lower(base::trim(content_type.substr(0, content_type.find(';'))));
    return type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

/// Holds a 2xx answer to be JSON of the right content type (security.md N4); others may be anything.
Result<RestAnswer> read_answer(http::Response response, const std::string& host) {
    RestAnswer answer{response.status, std::move(response.headers), std::move(response.body), {}};
    if (answer.body.empty()) return answer;
    const bool typed = is_json_type(answer.header("content-type"));
    if (!is_success(answer) && !typed) return answer;
    if (!typed)
        return Error{ErrorCode::protocol,
                     "'" + host + "' answered something else than JSON",
                     "check that the forge's url leads to its API and not to a login page or a proxy",
                     {}};
    auto parsed = json::Value::parse(answer.body);
    if (parsed) {
        answer.json = *std::move(parsed);
        return answer;
    }
    if (!is_success(answer)) return answer;
    return std::move(parsed).error().while_doing("reading the answer of '" + host + "'");
}

/// The url of `rel="next"`; empty when there is none.
std::string_view next_link(std::string_view header) {
    while (true) {
        const std::size_t open = header.find('<');
        if (open == std::string_view::npos) return {};
        const std::size_t close = header.find('>', open);
        if (close == std::string_view::npos) return {};
        const std::string_view url = header.substr(open + 1, close - open - 1);
        header.remove_prefix(close + 1);
        // The parameters go up to the next link.
        const std::string_view parameters = header.substr(0, header.find('<'));
        if (parameters.find("rel=\"next\"") != std::string_view::npos || parameters.find("rel=next") != std::string_view::npos) return url;
    }
}

/// The line that forges put into the body of a refusal: GitHub and Gitea `message` and `errors`, GitLab `message` or `error`.
std::string reason_of(const json::Value& json) {
    std::string reason;
    for (const char* key : {"message", "error_description", "error"}) {
        const auto value = json.find(key);
        if (!value) continue;
        reason = value->is_string() ? value->string().value_or("") : value->text();
        break;
    }
    const auto errors = json.find("errors");
    if (!errors) return reason;
    for (const json::Value& error : errors->elements()) {
        const std::string text = error.is_string() ? error.string().value_or("") : error.string_or("message", "");
        if (text.empty()) continue;
        return reason.empty() ? text : reason + " " + text;
    }
    return reason;
}

ErrorCode code_of(const RestAnswer& answer) {
    if (is_rate_limited(answer)) return ErrorCode::rate_limited;
    switch (answer.status) {
        case 401: return ErrorCode::unauthorized;
        case 400:
        case 403:
        case 413:
        case 422:
        case 451: return ErrorCode::denied;
        case 404:
        case 410: return ErrorCode::not_found;
        case 409: return ErrorCode::conflict;
        case 408: return ErrorCode::timed_out;
        default: return answer.status >= 500 ? ErrorCode::network : ErrorCode::protocol;
    }
}

std::string hint_of(ErrorCode code, int status) {
    switch (code) {
        case ErrorCode::unauthorized: return "give a token that is valid for this forge in PROFFER_TOKEN";
        case ErrorCode::not_found: return "check the project's name, and that the token may see it";
        case ErrorCode::rate_limited: return "run again later, or with a token of its own";
        case ErrorCode::network: return "run again later; the forge has a problem of its own";
        case ErrorCode::denied: return status == 403 ? "check what the token may do" : "";
        default: break;
    }
    return status >= 300 && status <= 399 ? "redirects are not followed: give the project's present name and the API's own url" : "";
}

}  // namespace

std::string_view RestAnswer::header(std::string_view name) const {
    return first_header(headers, name);
}

RestClient::RestClient(http::Client& client, RestSettings settings) : client_(client), settings_(std::move(settings)) {
    const std::string seed = os::random_bytes(sizeof(std::uint32_t));
    std::uint32_t number = 0;
    std::memcpy(&number, seed.data(), std::min(seed.size(), sizeof number));
    random_.seed(number);
    while (settings_.base_url.ends_with('/')) settings_.base_url.pop_back();
    if (first_header(settings_.headers, "accept").empty()) settings_.headers.push_back({"Accept", "application/json"});
}

/// Waits count in full even where the hook of a test returns at once, so that limits on time hold there too.
milliseconds RestClient::now() const {
    return os::monotonic() + skipped_;
}

/// The deadline of a call that starts now.
milliseconds RestClient::begin() const {
    const milliseconds own = now() + settings_.time_limit;
    return outer_deadline_ ? std::min(own, *outer_deadline_) : own;
}

bool RestClient::wait(milliseconds duration) {
    if (duration.count() <= 0) return true;
    if (!settings_.wait) {
        os::sleep_for(duration);
        return os::stop_signal() == 0;
    }
    const milliseconds start = os::monotonic();
    const bool go_on = settings_.wait(duration);
    skipped_ += std::max(milliseconds(0), duration - (os::monotonic() - start));
    return go_on;
}

/// Waits before the next try; false when there is no time left for that.
Result<bool> RestClient::pause(int attempt, const Result<RestAnswer>& outcome, milliseconds deadline) {
    const std::optional<seconds> wanted = outcome ? wanted_wait(*outcome) : std::nullopt;
    const milliseconds delay = http::retry_delay(attempt, wanted, settings_.retries, random_);
    if (now() + delay >= deadline) return false;
    if (!wait(delay)) return Error{ErrorCode::interrupted, "waiting for the forge was stopped", "", {}};
    return true;
}

Result<void> RestClient::keep_gap(milliseconds deadline) {
    if (!last_write_) return {};
    const milliseconds left = *last_write_ + settings_.write_gap - now();
    if (now() + left >= deadline) return Error{ErrorCode::timed_out, "no time is left for a further write to the forge", "", {}};
    if (!wait(left)) return Error{ErrorCode::interrupted, "waiting for the forge was stopped", "", {}};
    return {};
}

Result<RestAnswer> RestClient::send_once(const std::string& method, const std::string& path, const std::string& json_body,
                                         milliseconds deadline) {
    // Anything else could change the host that gets the credentials.
    PROFFER_ASSERT(path.starts_with('/'), "path of a forge's API begins with a slash");
    PROFFER_TRY(const http::Url url, http::parse_url(settings_.base_url + path));
    const milliseconds left = deadline - now();
    if (left.count() <= 0) return Error{ErrorCode::timed_out, "'" + url.authority() + "' did not answer in time", "", {}};
    http::Request request;
    request.method = method;
    request.url = settings_.base_url + path;
    request.headers = settings_.headers;
    request.body = json_body;
    request.total_timeout = left;
    request.body_limit_bytes = k_body_limit_bytes;
    request.allow_private_address = settings_.allow_private_address;
    if (!json_body.empty()) request.headers.push_back({"Content-Type", "application/json"});
    PROFFER_TRY(http::Response response, client_.send(request));
    return read_answer(std::move(response), url.authority());
}

Result<RestAnswer> RestClient::get(const std::string& path) {
    const milliseconds deadline = begin();
    for (int attempt = 1;; ++attempt) {
        Result<RestAnswer> outcome = send_once("GET", path, {}, deadline);
        if (!is_worth_repeating(outcome)) return outcome;
        if (attempt >= settings_.retries.tries) return final_of(std::move(outcome));
        PROFFER_TRY(const bool waited, pause(attempt, outcome, deadline));
        if (!waited) return final_of(std::move(outcome));
    }
}

/// Path and query of the next page below our base url; empty when this was the last.
Result<std::string> RestClient::next_path(const RestAnswer& page) const {
    const std::string_view link = next_link(page.header("link"));
    if (link.empty()) return std::string();
    const Error foreign{ErrorCode::protocol,
                        "the forge's next page is at another place than the first",
                        "check the forge's own setting of its public url",
                        {}};
    const auto base = http::parse_url(settings_.base_url);
    const auto next = http::parse_url(link);
    if (!base || !next) return foreign;
    if (next->scheme != base->scheme || next->host != base->host || next->port != base->port) return foreign;
    if (!next->path.starts_with(base->path + "/")) return foreign;
    return next->path.substr(base->path.size());
}

Result<std::vector<json::Value>> RestClient::get_all(const std::string& path, std::size_t most) {
    std::vector<json::Value> all;
    std::string page_path = path;
    std::size_t bytes = 0;
    for (int page = 0; page < k_page_limit; ++page) {
        PROFFER_TRY(const RestAnswer answer, get(page_path));
        if (!is_success(answer)) return error_of("cannot read a list", answer);
        if (!answer.json || !answer.json->is_array())
            return Error{ErrorCode::protocol, "the forge answered something else than a list", "", {}};
        for (json::Value& element : answer.json->elements()) {
            if (all.size() >= most) return all;
            all.push_back(std::move(element));
        }
        bytes += answer.body.size();
        if (bytes > k_pages_limit_bytes) break;
        PROFFER_TRY(page_path, next_path(answer));
        if (page_path.empty() || all.size() >= most) return all;
    }
    return Error{ErrorCode::protocol, "the forge's list has no end", "", {}};
}

/// What `happened` asks for ends with the write it asks for.
Result<std::optional<RestAnswer>> RestClient::ask(const Happened& happened, milliseconds deadline) {
    const std::optional<milliseconds> before = outer_deadline_;
    outer_deadline_ = deadline;
    auto found = happened();
    outer_deadline_ = before;
    return found;
}

Result<RestAnswer> RestClient::write(const std::string& method, const std::string& path, const std::string& json_body,
                                     const Happened& happened) {
    const milliseconds deadline = begin();
    for (int attempt = 1;; ++attempt) {
        PROFFER_CHECK(keep_gap(deadline));
        Result<RestAnswer> outcome = send_once(method, path, json_body, deadline);
        last_write_ = now();
        const WriteState state = state_of_write(outcome);
        if (state == WriteState::settled) return outcome;
        const bool in_doubt = state != WriteState::not_done;
        const bool is_last = attempt >= settings_.retries.tries || state == WriteState::done_unreadable;
        if (in_doubt ? !happened : is_last) return final_of(std::move(outcome));
        PROFFER_TRY(const bool waited, pause(attempt, outcome, deadline));
        if (in_doubt) {
            PROFFER_TRY(std::optional<RestAnswer> found, ask(happened, deadline));
            if (found) return *std::move(found);
        }
        if (is_last || !waited) return final_of(std::move(outcome));
    }
}

std::string escape_path(std::string_view text) {
    constexpr std::string_view k_digits = "0123456789ABCDEF";
    std::string escaped;
    for (const char byte : text) {
        const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (is_letter || (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' || byte == '~') {
            escaped += byte;
            continue;
        }
        const auto value = static_cast<unsigned char>(byte);
        escaped += {'%', k_digits[value >> 4], k_digits[value & 15]};
    }
    // As a part of its own, these two would climb.
    if (escaped == ".") return "%2E";
    return escaped == ".." ? "%2E%2E" : escaped;
}

Error error_of(const std::string& what, const RestAnswer& answer) {
    const ErrorCode code = code_of(answer);
    std::string message = what + ": the forge answered " + std::to_string(answer.status);
    std::string reason = answer.json ? reason_of(*answer.json) : "";
    reason = base::visible_line(base::prefix(base::trim(reason.substr(0, reason.find('\n'))), k_message_limit_bytes));
    if (!reason.empty()) message += " (" + reason + ")";
    return {code, message, hint_of(code, answer.status), {}};
}

}  // namespace proffer::forge
