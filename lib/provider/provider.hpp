// A service (or program) that turns a prompt into a reply.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "domain/conversation.hpp"
#include "domain/usage.hpp"
#include "report/event.hpp"

namespace proffer::provider {

struct AskLimits {
    std::chrono::milliseconds time = std::chrono::minutes(10);  ///< of the whole call, retries included
    std::uint64_t output_tokens = 0;                            ///< at most; 0: the provider's usual maximum
    report::Lane lane = {};                                     ///< who asks; only recorded replies care
};

/// Told while a call goes on; both may be empty.
struct AskWatcher {
    std::function<void(std::string_view)> on_text;   ///< text of the reply as it streams in; untrusted
    std::function<void(std::string_view)> on_retry;  ///< one line: why and how long we wait
    std::function<void()> on_restart;                ///< what was streamed so far is void: the call is tried again
};

class Provider {
 public:
    virtual ~Provider() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;  ///< "anthropic", …
    [[nodiscard]] virtual std::string model() const = 0;      ///< as asked for
    /// What `model` costs; zero for a provider that charges nothing; nothing when it is not known.
    [[nodiscard]] virtual std::optional<domain::Price> price() const { return domain::Price{}; }
    /// A complete reply, or one cut by `length` or `refusal`; a cut stream is retried, then an error. Fails with `unauthorized`,
    /// `rate_limited`, `network`, `timed_out`, `protocol`, `not_found` (no such model), `exhausted` (no recorded reply left, spending
    /// limit), `denied` (private address, untrusted certificate), `interrupted`. Messages name provider, status and the first line of the
    /// body.
    [[nodiscard]] virtual Result<domain::Reply> ask(const domain::Prompt& prompt, const AskLimits& limits, const AskWatcher& watcher) = 0;
};

}  // namespace proffer::provider
