// What a run may still spend: time, tokens, money.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

#include "domain/settings.hpp"
#include "domain/usage.hpp"
#include "run/ports.hpp"

namespace proffer::run {

/// May be used by several threads at once.
class Budget {
 public:
    /// A call that is under way. What it will probably use counts as used until it is settled or given up.
    class Call {
     public:
        Call(Call&& other) noexcept;
        ~Call();
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;
        Call& operator=(Call&&) = delete;

        [[nodiscard]] std::chrono::milliseconds time() const { return time_; }
        /// The reply may have so many.
        [[nodiscard]] std::uint64_t output_tokens() const { return output_tokens_; }
        /// It is over and used this.
        void settle(const domain::Usage& usage);

     private:
        friend class Budget;
        Call(Budget& budget, std::uint64_t tokens, double cost_usd) : budget_(&budget), tokens_(tokens), cost_usd_(cost_usd) {}

        Budget* budget_;
        std::uint64_t tokens_;
        double cost_usd_;
        std::uint64_t output_tokens_ = 0;
        std::chrono::milliseconds time_{0};
    };

    Budget(const domain::Limits& limits, const Clock& clock) : limits_(limits), clock_(clock), start_(clock.monotonic()) {}

    /// Asked before each model call: fails with `timed_out` or `exhausted` (naming the limit), or `interrupted`. With a `price` the reply
    /// gets no more room than the money for it. The budget outlives the call.
    [[nodiscard]] Result<Call> begin_call(std::uint64_t prompt_tokens, const std::optional<domain::Price>& price = domain::Price{});

    [[nodiscard]] domain::Usage used() const;
    [[nodiscard]] std::chrono::milliseconds elapsed() const { return clock_.monotonic() - start_; }
    [[nodiscard]] std::chrono::milliseconds time_left() const;

 private:
    [[nodiscard]] Result<void> check_call(std::uint64_t prompt_tokens, double prompt_cost_usd) const;
    [[nodiscard]] Error exhausted(const std::string& message, const std::string& key) const;
    [[nodiscard]] double money_left(double prompt_cost_usd) const;
    [[nodiscard]] std::uint64_t tokens_left(std::uint64_t prompt_tokens) const;

    domain::Limits limits_;
    const Clock& clock_;
    std::chrono::milliseconds start_;
    mutable std::mutex mutex_;
    domain::Usage used_;
    std::uint64_t begun_ = 0;            // calls
    std::uint64_t calls_ = 0;            // that are settled
    std::uint64_t reserved_tokens_ = 0;  // of calls under way
    double reserved_cost_usd_ = 0;
};

}  // namespace proffer::run
