// What a run may use, when others count as well: held before the first call, settled after the last.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "domain/settings.hpp"
#include "ledger/month.hpp"

namespace proffer::ledger {

struct Request {
    std::string id;  ///< of the run, not empty
    std::int64_t now_ms = 0;
    std::string task;
    std::string subject;
    domain::Limits limits;
};

/// What is held for a run: its own limits, or what the caps leave of them.
struct Grant {
    std::string id;
    std::string month;  ///< whose file has the entry
    std::uint64_t calls = 0;
    std::uint64_t tokens = 0;
    double cost_usd = 0;
    /// The keys that say so: "limits.tokens", "limits.per_day.tokens".
    std::string calls_by, tokens_by, cost_by;
};

/// Holds what the run may use at most. Fails with `exhausted` when a cap leaves nothing: which one, how much is used, when it is free.
[[nodiscard]] Result<Grant> hold(Month& month, const Request& request);

/// One more call, while the run goes on.
void note(Month& month, const std::string& id, const Use& use);

/// The run is over and used what was noted.
void release(Month& month, const std::string& id);

/// The run is over and used so much, nothing more is held for it. An entry that is gone is made again.
void settle(Month& month, const Entry& entry);

}  // namespace proffer::ledger
