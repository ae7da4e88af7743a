// What the runs of one month used, as a small file of JSON: one entry a run, older ones added up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/usage.hpp"

namespace proffer::ledger {

/// What model calls have used.
struct Use {
    std::uint64_t calls = 0;
    std::uint64_t input_tokens = 0;
    std::uint64_t cached_input_tokens = 0;
    std::uint64_t output_tokens = 0;
    double cost_usd = 0;    ///< of the calls whose price is known
    bool unpriced = false;  ///< there were others

    [[nodiscard]] std::uint64_t tokens() const { return input_tokens + output_tokens; }
    Use& operator+=(const Use& other);
};

/// `calls` calls that used that much together.
[[nodiscard]] Use use_of(std::uint64_t calls, const domain::Usage& usage);

/// What a run at work may still come to use; it counts as used until then, or until the run says what it was.
struct Hold {
    std::uint64_t calls = 0;
    std::uint64_t tokens = 0;
    double cost_usd = 0;
    std::int64_t until_ms = 0;  ///< since 1970
};

struct Entry {
    std::string id;            ///< of the run; empty: the sum of several
    std::int64_t time_ms = 0;  ///< of its start, since 1970
    std::string task;
    std::string subject;  ///< "issue 7", or the task's name when it works for none
    std::uint64_t runs = 1;
    Use used;
    std::optional<Hold> held;
};

struct Month {
    std::string name;  ///< "2026-11", UTC
    std::vector<Entry> entries;

    /// The entry of that run, or null.
    [[nodiscard]] Entry* find(std::string_view id);
};

/// "2026-11" and "2026-11-23", UTC.
[[nodiscard]] std::string month_of(std::int64_t time_ms);
[[nodiscard]] std::string day_of(std::int64_t time_ms);
/// "2026-11-24 00:00 UTC"
[[nodiscard]] std::string moment_of(std::int64_t time_ms);
/// The start of the next day, and of the next month, UTC.
[[nodiscard]] std::int64_t next_day_ms(std::int64_t time_ms);
[[nodiscard]] std::int64_t next_month_ms(std::int64_t time_ms);
/// "2026-11" and no other form.
[[nodiscard]] bool is_month(std::string_view name);

[[nodiscard]] std::string render_month(const Month& month);

/// Empty text is a month without runs. Whatever `render_month` would not write fails with `protocol`: nobody may get a budget from a file
/// that cannot be read.
[[nodiscard]] Result<Month> parse_month(std::string_view text, const std::string& name);

/// Adds up what ended before the day of `now_ms`, so that the file stays small.
void compact(Month& month, std::int64_t now_ms);

}  // namespace proffer::ledger
