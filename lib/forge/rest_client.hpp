// JSON over HTTP as forges speak it: retries, rate limits, pages and caps in one place for all of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/client.hpp"
#include "http/retry.hpp"
#include "json/json.hpp"

namespace proffer::forge {

struct RestSettings {
    std::string base_url;               ///< "https://api.github.com", without a slash at the end
    std::vector<http::Header> headers;  ///< sent with every request, credentials among them; only ever to `base_url`'s origin
    http::RetryLimits retries;
    std::chrono::milliseconds write_gap{0};                          ///< between the ends and starts of writes, where a forge limits them
    std::chrono::milliseconds time_limit = std::chrono::minutes(3);  ///< of one call with all its tries and waits
    bool allow_private_address = false;                              ///< the operator named the host
    /// Waits; false when a signal asks to stop. Empty: sleeps.
    std::function<bool(std::chrono::milliseconds)> wait;
};

struct RestAnswer {
    int status = 0;
    std::vector<http::Header> headers;
    std::string body;                 ///< at most 16 MiB
    std::optional<json::Value> json;  ///< absent when there was no body; of a 2xx answer it is JSON, or the call failed

    [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// Paths begin with a slash and hold their query; `escape_path` makes parts of them.
class RestClient {
 public:
    RestClient(http::Client& client, RestSettings settings);

    /// Any final status is an answer, also 404 and 422, so that adapters can say what it means. Repeated after network errors, 5xx and
    /// rate limits (429, and 403 with `retry-after` or `x-ratelimit-remaining: 0`). Fails with `network`, `timed_out`, `rate_limited`,
    /// `protocol` (no JSON where JSON was asked for: a login page, a proxy's error), `interrupted`.
    [[nodiscard]] Result<RestAnswer> get(const std::string& path);
    /// All elements of all pages by `link: <…>; rel="next"` of the same origin, at most `most`. A page that is no array of 2xx ends it
    /// with `protocol` or the error of `error_of`.
    [[nodiscard]] Result<std::vector<json::Value>> get_all(const std::string& path, std::size_t most);
    /// A write. Repeated only where it certainly did not happen (no connection, 429, 403 with a rate limit, 502 and 503 with
    /// `retry-after`); where that is not known, `happened` is asked after a while: an answer ends the call with it, nothing repeats it.
    /// Without `happened` the call fails then.
    using Happened = std::function<Result<std::optional<RestAnswer>>()>;
    [[nodiscard]] Result<RestAnswer> write(const std::string& method, const std::string& path, const std::string& json_body,
                                           const Happened& happened = {});

 private:
    using Milliseconds = std::chrono::milliseconds;

    [[nodiscard]] Milliseconds now() const;
    [[nodiscard]] Milliseconds begin() const;
    [[nodiscard]] bool wait(Milliseconds duration);
    [[nodiscard]] Result<bool> pause(int attempt, const Result<RestAnswer>& outcome, Milliseconds deadline);
    [[nodiscard]] Result<void> keep_gap(Milliseconds deadline);
    [[nodiscard]] Result<RestAnswer> send_once(const std::string& method, const std::string& path, const std::string& json_body,
                                               Milliseconds deadline);
    [[nodiscard]] Result<std::optional<RestAnswer>> ask(const Happened& happened, Milliseconds deadline);
    [[nodiscard]] Result<std::string> next_path(const RestAnswer& page) const;

    http::Client& client_;
    RestSettings settings_;
    std::mt19937 random_;
    std::optional<Milliseconds> last_write_;      // its end
    std::optional<Milliseconds> outer_deadline_;  // of the write for which `happened` asks
    Milliseconds skipped_{};                      // waits that the hook did not sleep
};

/// Percent-encoded for one part of a path or a value of a query; slashes too.
[[nodiscard]] std::string escape_path(std::string_view text);

/// The error for a status that no adapter expects: code, status and the first line of the answer's message, redaction left to the sinks.
[[nodiscard]] Error error_of(const std::string& what, const RestAnswer& answer);

}  // namespace proffer::forge
