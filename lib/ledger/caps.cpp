// Sums over the entries that a cap is about.
#include "ledger/caps.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

namespace proffer::ledger {
namespace {

constexpr std::int64_t k_grace_ms = 5LL * 60 * 1000;  // from the end of the time limit to the reports
constexpr double k_smallest_cost = 1e-9;              // sums of decimal fractions are not exact

/// Used, and held by runs at work.
struct Total {
    Use used;
    Hold held;  ///< what is held beyond what these runs used already; until the first of them ends
};

std::uint64_t beyond(std::uint64_t held, std::uint64_t used) {
    return held > used ? held - used : 0;
}

Total total_of(const Month& month, std::int64_t now_ms, const std::function<bool(const Entry&)>& counts) {
    Total total;
    for (const Entry& entry : month.entries) {
        if (!counts(entry)) continue;
        total.used += entry.used;
        if (!entry.held || entry.held->until_ms <= now_ms) continue;
        total.held.calls += beyond(entry.held->calls, entry.used.calls);
        total.held.tokens += beyond(entry.held->tokens, entry.used.tokens());
        total.held.cost_usd += std::max(entry.held->cost_usd - entry.used.cost_usd, 0.0);
        if (total.held.until_ms == 0 || entry.held->until_ms < total.held.until_ms) total.held.until_ms = entry.held->until_ms;
    }
    return total;
}

/// One kind of cap: its key, what it counts, when it starts anew.
struct Counted {
    std::string key;  ///< "limits.per_day"
    std::string of;   ///< "today", "this month for issue 7"
    Total total;
    std::int64_t free_ms = 0;
};

Error reached(const Counted& counted, const std::string& what, const std::string& cap, const std::string& used, const std::string& held,
              bool is_held_only) {
    const std::int64_t free_ms = is_held_only ? counted.total.held.until_ms : counted.free_ms;
    std::string message = fmt::format("the cap '{}.{}' of {} is reached: {} used {}", counted.key, what, cap, used, counted.of);
    if (counted.total.held.until_ms != 0) message += fmt::format(", {} held by runs at work", held);
    message += fmt::format("; free again {} {}", is_held_only ? "when these end, at the latest" : "at", moment_of(free_ms));
    return {ErrorCode::exhausted, message, fmt::format("wait until then, or raise '{}.{}'", counted.key, what), {}};
}

Result<void> narrow_count(const Counted& counted, const char* what, const std::optional<std::uint64_t>& cap, std::uint64_t used,
                          std::uint64_t held, std::uint64_t& granted, std::string& by) {
    if (!cap) return {};
    if (used + held >= *cap)
        return reached(counted, what, fmt::format("{}", *cap), fmt::format("{}", used), fmt::format("{}", held), used < *cap);
    if (*cap - used - held >= granted) return {};
    granted = *cap - used - held;
    by = fmt::format("{}.{}", counted.key, what);
    return {};
}

Result<void> narrow(Grant& grant, const Counted& counted, const domain::Cap& cap) {
    const Total& total = counted.total;
    PROFFER_CHECK(narrow_count(counted, "calls", cap.calls, total.used.calls, total.held.calls, grant.calls, grant.calls_by));
    PROFFER_CHECK(narrow_count(counted, "tokens", cap.tokens, total.used.tokens(), total.held.tokens, grant.tokens, grant.tokens_by));
    if (!cap.cost_usd) return {};
    const double left = *cap.cost_usd - total.used.cost_usd - total.held.cost_usd;
    if (left < k_smallest_cost)
        return reached(counted, "cost", fmt::format("{:.2f} USD", *cap.cost_usd), fmt::format("{:.4f} USD", total.used.cost_usd),
                       fmt::format("{:.4f} USD", total.held.cost_usd), *cap.cost_usd - total.used.cost_usd >= k_smallest_cost);
    if (left >= grant.cost_usd) return {};
    grant.cost_usd = left;
    grant.cost_by = counted.key + ".cost";
    return {};
}

}  // namespace

Result<Grant> hold(Month& month, const Request& request) {
    compact(month, request.now_ms);
    const domain::Limits& limits = request.limits;
    Grant grant{request.id, month.name, limits.calls, limits.tokens, limits.cost_usd, "limits.calls", "limits.tokens", "limits.cost"};
    const std::string today = day_of(request.now_ms);
    const auto is_of_subject = [&](const Entry& entry) { return entry.subject == request.subject; };
    const auto is_of_today = [&](const Entry& entry) { return day_of(entry.time_ms) == today; };
    if (limits.per_subject.is_set())
        PROFFER_CHECK(narrow(grant,
                             {"limits.per_subject", "this month for " + request.subject, total_of(month, request.now_ms, is_of_subject),
                              next_month_ms(request.now_ms)},
                             limits.per_subject));
    if (limits.per_day.is_set())
        PROFFER_CHECK(narrow(grant, {"limits.per_day", "today", total_of(month, request.now_ms, is_of_today), next_day_ms(request.now_ms)},
                             limits.per_day));
    const std::int64_t until_ms = request.now_ms + limits.time.count() + k_grace_ms;
    month.entries.push_back(
        {request.id, request.now_ms, request.task, request.subject, 1, {}, Hold{grant.calls, grant.tokens, grant.cost_usd, until_ms}});
    return grant;
}

void note(Month& month, const std::string& id, const Use& use) {
    if (Entry* entry = month.find(id)) entry->used += use;
}

void release(Month& month, const std::string& id) {
    if (Entry* entry = month.find(id)) entry->held.reset();
}

void settle(Month& month, const Entry& settled) {
    Entry* const entry = month.find(settled.id);
    if (entry == nullptr) {
        month.entries.push_back(settled);
        return;
    }
    entry->used = settled.used;
    entry->held.reset();
}

}  // namespace proffer::ledger
