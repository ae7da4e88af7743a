// Times, durations, counts and amounts in the one spelling all reports share.
#include "report/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace proffer::report {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t k_day_ms = 86'400'000;
constexpr std::int64_t k_last_ms = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z

struct Clock {
    int year;
    unsigned month, day;
    std::int64_t hour, minute, second, millisecond;
};

Clock clock_of(std::int64_t time_ms) {
    const std::int64_t time = std::clamp<std::int64_t>(time_ms, 0, k_last_ms);
    const year_month_day date{sys_days{days{time / k_day_ms}}};
    const std::int64_t rest = time % k_day_ms;
    return {static_cast<int>(date.year()),
            static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day()),
            rest / 3'600'000,
            rest / 60'000 % 60,
            rest / 1000 % 60,
            rest % 1000};
}

/// The number in `text[at, at + length)`, or -1 when a byte there is no digit.
std::int64_t digits(std::string_view text, std::size_t at, std::size_t length) {
    std::int64_t number = 0;
    for (const char byte : text.substr(at, length)) {
        if (byte < '0' || byte > '9') return -1;
        number = number * 10 + (byte - '0');
    }
    return number;
}

}  // namespace

std::string iso_time(std::int64_t time_ms) {
    const Clock at = clock_of(time_ms);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", at.year, at.month, at.day, at.hour, at.minute, at.second,
                       at.millisecond);
}

std::optional<std::int64_t> parse_iso_time(std::string_view text) {
    constexpr std::string_view k_form = "0000-00-00T00:00:00.000Z";
    if (text.size() != k_form.size()) return {};
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool fits = k_form[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == k_form[i];
        if (!fits) return {};
    }
    const year_month_day date{std::chrono::year{static_cast<int>(digits(text, 0, 4))},
                              std::chrono::month{static_cast<unsigned>(digits(text, 5, 2))},
                              std::chrono::day{static_cast<unsigned>(digits(text, 8, 2))}};
    const std::int64_t hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return {};
    const std::int64_t day = sys_days{date}.time_since_epoch().count();
    return day * k_day_ms + ((hour * 60 + minute) * 60 + second) * 1000 + digits(text, 20, 3);
}

std::string minute_of(std::int64_t time_ms) {
    const Clock at = clock_of(time_ms);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", at.year, at.month, at.day, at.hour, at.minute);
}

std::string duration_text(std::int64_t duration_ms) {
    const std::int64_t time = std::max<std::int64_t>(duration_ms, 0);
    if (time < 1000) return fmt::format("{} ms", time);
    if (time < 59'950) return fmt::format("{}.{} s", (time + 50) / 1000, (time + 50) % 1000 / 100);
    if (time < 3'600'000) return fmt::format("{} min {:02} s", time / 60'000, time / 1000 % 60);
    return fmt::format("{} h {:02} min", time / 3'600'000, time / 60'000 % 60);
}

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ',');
    return text;
}

std::string tokens_text(const domain::Usage& usage) {
    const std::string cached =
        usage.cached_input_tokens == 0 ? std::string() : fmt::format(" ({} cached)", grouped(usage.cached_input_tokens));
    return fmt::format("{} in{}, {} out", grouped(usage.input_tokens), cached, grouped(usage.output_tokens));
}

std::string cost_text(const domain::Usage& usage) {
    if (!usage.cost_usd || !std::isfinite(*usage.cost_usd)) return "unknown";
    if (*usage.cost_usd == 0) return "0 USD";
    return fmt::format("{:.4f} USD", *usage.cost_usd);
}

}  // namespace proffer::report
