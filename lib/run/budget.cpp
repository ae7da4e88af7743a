// Limits are enforced before each call, so that a cap is never passed by more than the call that was allowed.
#include "run/budget.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace proffer::run {

std::chrono::milliseconds Budget::time_left() const {
    return std::max(limits_.time - elapsed(), std::chrono::milliseconds(0));
}

std::uint64_t Budget::output_tokens_left(std::uint64_t prompt_tokens) const {
    const std::uint64_t spent = used_.input_tokens + used_.output_tokens + prompt_tokens;
    return spent >= limits_.tokens ? 0 : limits_.tokens - spent;
}

Result<void> Budget::check_call(std::uint64_t prompt_tokens) const {
    if (const int signal = clock_.stop_signal(); signal != 0)
        return Error{ErrorCode::interrupted, fmt::format("stopped by signal {}", signal), "", {}};
    if (time_left() == std::chrono::milliseconds(0))
        return Error{ErrorCode::timed_out,
                     fmt::format("the time limit of {} s is used up", limits_.time.count() / 1000),
                     "raise 'limits.time', or make the task or its checks smaller",
                     {}};
    if (output_tokens_left(prompt_tokens) == 0)
        return Error{ErrorCode::exhausted,
                     fmt::format("the next call of about {} tokens would pass the limit of {} tokens ({} used)", prompt_tokens,
                                 limits_.tokens, used_.input_tokens + used_.output_tokens),
                     "raise 'limits.tokens', or make the task smaller",
                     {}};
    if (used_.cost_usd && *used_.cost_usd >= limits_.cost_usd && *used_.cost_usd > 0)
        return Error{ErrorCode::exhausted,
                     fmt::format("the cost limit of {:.2f} USD is used up ({:.4f} USD)", limits_.cost_usd, *used_.cost_usd),
                     "raise 'limits.cost', or make the task smaller",
                     {}};
    return {};
}

}  // namespace proffer::run
