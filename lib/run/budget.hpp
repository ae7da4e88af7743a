// What a run may still spend: time, tokens, money.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "domain/settings.hpp"
#include "domain/usage.hpp"
#include "run/ports.hpp"

namespace proffer::run {

class Budget {
 public:
    Budget(const domain::Limits& limits, const Clock& clock) : limits_(limits), clock_(clock), start_(clock.monotonic()) {}

    void spend(const domain::Usage& usage) { used_ += usage; }
    [[nodiscard]] const domain::Usage& used() const { return used_; }
    [[nodiscard]] std::chrono::milliseconds elapsed() const { return clock_.monotonic() - start_; }
    [[nodiscard]] std::chrono::milliseconds time_left() const;
    /// Tokens a reply to a prompt of that size may still have.
    [[nodiscard]] std::uint64_t output_tokens_left(std::uint64_t prompt_tokens) const;

    /// Asked before each model call: fails with `timed_out` or `exhausted` (naming the limit), or `interrupted`.
    [[nodiscard]] Result<void> check_call(std::uint64_t prompt_tokens) const;

 private:
    domain::Limits limits_;
    const Clock& clock_;
    std::chrono::milliseconds start_;
    domain::Usage used_;
};

}  // namespace proffer::run
