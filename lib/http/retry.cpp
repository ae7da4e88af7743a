// Pure decisions on trying again.
#include "http/retry.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace proffer::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t k_absurd_seconds = 24 * 60 * 60;

milliseconds jitter_below(milliseconds bound, std::mt19937& random) {
    if (bound.count() <= 0) return milliseconds(0);
    return milliseconds(std::uniform_int_distribution<std::int64_t>(0, bound.count())(random));
}

/// A run of one to `most` digits at the start of `text`, taken off it.
std::optional<std::int64_t> take_number(std::string_view& text, std::size_t most) {
    std::int64_t number = 0;
    std::size_t digits = 0;
    while (digits < text.size() && digits < most && text[digits] >= '0' && text[digits] <= '9')
        number = number * 10 + (text[digits++] - '0');
    if (digits == 0) return {};
    text.remove_prefix(digits);
    return number;
}

bool take(std::string_view& text, std::string_view expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(expected.size());
    return true;
}

std::optional<unsigned> take_month(std::string_view& text) {
    constexpr std::array<std::string_view, 12> k_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (unsigned month = 0; month < k_months.size(); ++month)
        if (take(text, k_months[month])) return month + 1;
    return {};
}

/// Seconds since 1970 of "hh:mm:ss GMT" on that day.
std::optional<std::int64_t> clock_of_day(std::string_view text, const std::chrono::year_month_day& day) {
    const auto hour = take_number(text, 2);
    if (!hour || !take(text, ":")) return {};
    const auto minute = take_number(text, 2);
    if (!minute || !take(text, ":")) return {};
    const auto second = take_number(text, 2);
    if (!second || !take(text, " GMT") || !text.empty()) return {};
    if (*hour > 23 || *minute > 59 || *second > 60 || !day.ok()) return {};
    const auto days = std::chrono::sys_days(day).time_since_epoch().count();
    return static_cast<std::int64_t>(days) * 86400 + *hour * 3600 + *minute * 60 + *second;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", the one format RFC 9110 lets servers send; the weekday is not looked at.
std::optional<std::int64_t> parse_http_date(std::string_view text) {
    const std::size_t comma = text.find(", ");
    if (comma != 3) return {};
    text.remove_prefix(comma + 2);
    const auto day = take_number(text, 2);
    if (!day || !take(text, " ")) return {};
    const auto month = take_month(text);
    if (!month || !take(text, " ")) return {};
    const auto year = take_number(text, 4);
    if (!year || !take(text, " ")) return {};
    using namespace std::chrono;
    return clock_of_day(text, std::chrono::year(static_cast<int>(*year)) / std::chrono::month(*month) / static_cast<int>(*day));
}

}  // namespace

milliseconds retry_delay(int attempt, std::optional<seconds> retry_after, const RetryLimits& limits, std::mt19937& random) {
    if (retry_after) return *retry_after + jitter_below(std::min(limits.base, limits.cap), random);
    milliseconds bound = std::min(limits.base, limits.cap);
    // Doubling stops at the cap, so that no attempt number can overflow.
    for (int doubled = 1; doubled < attempt && bound < limits.cap; ++doubled) bound = std::min(bound * 2, limits.cap);
    return jitter_below(bound, random);
}

bool is_retryable(int status) {
    return status == 408 || status == 409 || status == 425 || status == 429 || (status >= 500 && status <= 599);
}

std::optional<seconds> parse_retry_after(std::string_view value, std::int64_t now_seconds) {
    value = base::trim(value);
    std::string_view rest = value;
    // Nine digits are over thirty years: absurd before it can overflow.
    if (const auto number = take_number(rest, 9); number && rest.empty()) {
        if (*number > k_absurd_seconds) return {};
        return seconds(*number);
    }
    const auto date = parse_http_date(value);
    if (!date || *date < now_seconds || *date - now_seconds > k_absurd_seconds) return {};
    return seconds(*date - now_seconds);
}

}  // namespace proffer::http
