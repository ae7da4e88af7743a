// Limits are enforced before each call, so that a cap is never passed by more than the call that was allowed.
#include "run/budget.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace proffer::run {

Budget::Call::Call(Call&& other) noexcept
    : budget_(std::exchange(other.budget_, nullptr)),
      tokens_(other.tokens_),
      cost_usd_(other.cost_usd_),
      output_tokens_(other.output_tokens_),
      time_(other.time_) {}

Budget::Call::~Call() {
    if (budget_ == nullptr) return;
    const std::lock_guard lock(budget_->mutex_);
    budget_->reserved_tokens_ -= tokens_;
    budget_->reserved_cost_usd_ -= cost_usd_;
}

void Budget::Call::settle(const domain::Usage& usage) {
    const std::lock_guard lock(budget_->mutex_);
    budget_->used_ += usage;
    ++budget_->calls_;
    budget_->reserved_tokens_ -= std::exchange(tokens_, 0);
    budget_->reserved_cost_usd_ -= std::exchange(cost_usd_, 0);
}

domain::Usage Budget::used() const {
    const std::lock_guard lock(mutex_);
    return used_;
}

std::chrono::milliseconds Budget::time_left() const {
    return std::max(limits_.time - elapsed(), std::chrono::milliseconds(0));
}

std::uint64_t Budget::tokens_left(std::uint64_t prompt_tokens) const {
    const std::uint64_t spent = used_.input_tokens + used_.output_tokens + reserved_tokens_ + prompt_tokens;
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
    if (tokens_left(prompt_tokens) == 0)
        return Error{ErrorCode::exhausted,
                     fmt::format("the next call of about {} tokens would pass the limit of {} tokens ({} used)", prompt_tokens,
                                 limits_.tokens, used_.input_tokens + used_.output_tokens + reserved_tokens_),
                     "raise 'limits.tokens', or make the task smaller",
                     {}};
    const double cost_usd = used_.cost_usd.value_or(0) + reserved_cost_usd_;
    if (used_.cost_usd && cost_usd >= limits_.cost_usd && cost_usd > 0)
        return Error{ErrorCode::exhausted,
                     fmt::format("the cost limit of {:.2f} USD is used up ({:.4f} USD)", limits_.cost_usd, cost_usd),
                     "raise 'limits.cost', or make the task smaller",
                     {}};
    return {};
}

Result<Budget::Call> Budget::begin_call(std::uint64_t prompt_tokens) {
    const std::lock_guard lock(mutex_);
    PROFFER_CHECK(check_call(prompt_tokens));
    // What a reply will be like is known from those before.
    const std::uint64_t usual_output = calls_ == 0 ? 0 : used_.output_tokens / calls_;
    const double usual_cost_usd = calls_ == 0 ? 0 : used_.cost_usd.value_or(0) / static_cast<double>(calls_);
    Call call(*this, prompt_tokens + usual_output, usual_cost_usd);
    call.output_tokens_ = tokens_left(prompt_tokens);
    call.time_ = time_left();
    reserved_tokens_ += call.tokens_;
    reserved_cost_usd_ += call.cost_usd_;
    return call;
}

}  // namespace proffer::run
