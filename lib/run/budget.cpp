// Limits are enforced before each call, so that a cap is never passed by more than the call that was allowed.
#include "run/budget.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace proffer::run {
namespace {

constexpr double k_tokens_of_a_price = 1e6;

}  // namespace

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

double Budget::money_left(double prompt_cost_usd) const {
    return limits_.cost_usd - used_.cost_usd.value_or(0) - reserved_cost_usd_ - prompt_cost_usd;
}

Error Budget::exhausted(const std::string& message, const std::string& key) const {
    return {ErrorCode::exhausted, message, fmt::format("raise '{}', or make the task smaller", key), {}};
}

Result<void> Budget::check_call(std::uint64_t prompt_tokens, double prompt_cost_usd) const {
    if (const int signal = clock_.stop_signal(); signal != 0)
        return Error{ErrorCode::interrupted, fmt::format("stopped by signal {}", signal), "", {}};
    if (time_left() == std::chrono::milliseconds(0))
        return Error{ErrorCode::timed_out,
                     fmt::format("the time limit of {} s is used up", limits_.time.count() / 1000),
                     "raise 'limits.time', or make the task or its checks smaller",
                     {}};
    if (begun_ >= limits_.calls) return exhausted(fmt::format("the limit of {} model calls is used up", limits_.calls), limits_.calls_key);
    if (tokens_left(prompt_tokens) == 0)
        return exhausted(fmt::format("the next call of about {} tokens would pass the limit of {} tokens ({} used)", prompt_tokens,
                                     limits_.tokens, used_.input_tokens + used_.output_tokens + reserved_tokens_),
                         limits_.tokens_key);
    const double cost_usd = used_.cost_usd.value_or(0) + reserved_cost_usd_;
    if (used_.cost_usd && cost_usd >= limits_.cost_usd && cost_usd > 0)
        return exhausted(fmt::format("the cost limit of {:.2f} USD is used up ({:.4f} USD)", limits_.cost_usd, cost_usd), limits_.cost_key);
    if (prompt_cost_usd > 0 && money_left(prompt_cost_usd) <= 0)
        return exhausted(fmt::format("the next prompt of about {:.4f} USD would pass the cost limit of {:.4f} USD ({:.4f} USD used)",
                                     prompt_cost_usd, limits_.cost_usd, cost_usd),
                         limits_.cost_key);
    return {};
}

Result<Budget::Call> Budget::begin_call(std::uint64_t prompt_tokens, const std::optional<domain::Price>& price) {
    const std::lock_guard lock(mutex_);
    const domain::Price known = price.value_or(domain::Price{});
    const double prompt_cost_usd = static_cast<double>(prompt_tokens) * known.input / k_tokens_of_a_price;
    PROFFER_CHECK(check_call(prompt_tokens, prompt_cost_usd));
    // What a reply will be like is known from those before.
    const std::uint64_t usual_output = calls_ == 0 ? 0 : used_.output_tokens / calls_;
    const double usual_cost_usd = calls_ == 0 ? 0 : used_.cost_usd.value_or(0) / static_cast<double>(calls_);
    Call call(*this, prompt_tokens + usual_output, std::max(usual_cost_usd, prompt_cost_usd));
    call.output_tokens_ = tokens_left(prompt_tokens);
    if (known.output > 0) {
        const double affordable = money_left(prompt_cost_usd) / known.output * k_tokens_of_a_price;
        if (affordable < static_cast<double>(call.output_tokens_))
            call.output_tokens_ = static_cast<std::uint64_t>(std::max(affordable, 1.0));
    }
    call.time_ = time_left();
    ++begun_;
    reserved_tokens_ += call.tokens_;
    reserved_cost_usd_ += call.cost_usd_;
    return call;
}

}  // namespace proffer::run
