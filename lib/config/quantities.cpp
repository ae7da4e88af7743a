// Reads and writes amounts in whole numbers, so that what is written reads back as the same value.
#include "config/quantities.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>

#include "base/text.hpp"

namespace proffer::config {
namespace {

struct Unit {
    std::string_view name;  // lower case
    std::uint64_t factor;
};

constexpr std::uint64_t k_kibi = 1024;
constexpr std::array k_size_units = {
    Unit{"", 1},
    Unit{"b", 1},
    Unit{"k", k_kibi},
    Unit{"kb", k_kibi},
    Unit{"kib", k_kibi},
    Unit{"m", k_kibi* k_kibi},
    Unit{"mb", k_kibi* k_kibi},
    Unit{"mib", k_kibi* k_kibi},
    Unit{"g", k_kibi* k_kibi* k_kibi},
    Unit{"gb", k_kibi* k_kibi* k_kibi},
    Unit{"gib", k_kibi* k_kibi* k_kibi},
};
// From long to short, the order in which a duration names them.
constexpr std::array k_time_units = {Unit{"h", 3'600'000}, Unit{"min", 60'000}, Unit{"m", 60'000}, Unit{"s", 1000}, Unit{"ms", 1}};
constexpr std::array k_count_units = {Unit{"", 1}, Unit{"k", 1000}, Unit{"m", 1'000'000}};
constexpr std::uint64_t k_longest_ms = 7ULL * 24 * 3'600'000;
constexpr double k_highest_cost_usd = 1e6;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t digits_at(std::string_view text) {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

std::optional<std::uint64_t> parse_digits(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return value;
}

/// A number with at most nine decimals, times a unit's factor; what is below one counts as nothing.
class Amount {
 public:
    /// Takes the number off the front of `text`; nothing when there is none.
    static std::optional<Amount> take(std::string_view& text) {
        const std::size_t whole = digits_at(text);
        Amount amount;
        const auto value = parse_digits(text.substr(0, whole));
        if (whole == 0 || !value) return {};
        amount.whole_ = *value;
        text.remove_prefix(whole);
        if (!text.starts_with('.')) return amount;
        const std::size_t decimals = digits_at(text.substr(1));
        if (decimals == 0 || decimals > 9) return {};
        amount.fraction_ = *parse_digits(text.substr(1, decimals));
        for (std::size_t i = 0; i < decimals; ++i) amount.scale_ *= 10;
        text.remove_prefix(decimals + 1);
        return amount;
    }

    [[nodiscard]] std::optional<std::uint64_t> times(std::uint64_t factor) const {
        const std::uint64_t part = fraction_ * factor / scale_;  // both below 2^30 and 2^32: no overflow
        if (whole_ > (std::numeric_limits<std::uint64_t>::max() - part) / factor) return {};
        return whole_ * factor + part;
    }

 private:
    std::uint64_t whole_ = 0;
    std::uint64_t fraction_ = 0;
    std::uint64_t scale_ = 1;
};

const Unit* find_unit(std::span<const Unit> units, std::string_view name) {
    const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == name; });
    return unit == units.end() ? nullptr : &*unit;
}

std::optional<std::uint64_t> parse_amount(std::string_view text, std::span<const Unit> units) {
    text = base::trim(text);
    const auto amount = Amount::take(text);
    if (!amount) return {};
    const Unit* unit = find_unit(units, base::to_lower(base::trim(text)));
    if (unit == nullptr) return {};
    const auto value = amount->times(unit->factor);
    return value && *value > 0 ? value : std::nullopt;
}

std::string_view without_noun(std::string_view text, std::string_view noun) {
    text = base::trim(text);
    for (const std::string_view end : {std::string_view("s"), std::string_view("")}) {
        const std::string word = std::string(noun) + std::string(end);
        if (text.size() > word.size() && text.ends_with(word)) return text.substr(0, text.size() - word.size());
    }
    return text;
}

std::string_view take_word(std::string_view& text) {
    const auto end = std::find_if(text.begin(), text.end(), [](char c) { return is_digit(c) || c == ' '; });
    const auto length = static_cast<std::size_t>(end - text.begin());
    const std::string_view word = text.substr(0, length);
    text = base::trim(text.substr(length));
    return word;
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
    return parse_amount(text, k_size_units);
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    text = base::trim(text);
    std::uint64_t total = 0;
    std::uint64_t shortest = std::numeric_limits<std::uint64_t>::max();
    if (!text.empty() && digits_at(text) == text.size()) {
        const auto seconds = parse_digits(text);
        if (!seconds || *seconds > k_longest_ms / 1000) return {};
        total = *seconds * 1000;
        text = {};
    }
    while (!text.empty()) {
        const auto amount = Amount::take(text);
        text = base::trim(text);
        const Unit* unit = amount ? find_unit(k_time_units, take_word(text)) : nullptr;
        if (unit == nullptr || unit->factor >= shortest) return {};
        shortest = unit->factor;
        const auto part = amount->times(unit->factor);
        if (!part || *part > k_longest_ms) return {};
        total += *part;
    }
    if (total == 0 || total > k_longest_ms) return {};
    return std::chrono::milliseconds(total);
}

std::optional<std::uint64_t> parse_count(std::string_view text, std::string_view noun) {
    return parse_amount(without_noun(text, noun), k_count_units);
}

std::optional<double> parse_cost(std::string_view text) {
    text = base::trim(text);
    if (text.starts_with('$'))
        text.remove_prefix(1);
    else if (base::to_lower(text).ends_with("usd"))
        text.remove_suffix(3);
    const auto cost = parse_decimal(text);
    return cost && *cost <= k_highest_cost_usd ? cost : std::nullopt;
}

std::optional<int> parse_integer(std::string_view text) {
    text = base::trim(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
    return value;
}

std::optional<double> parse_decimal(std::string_view text) {
    text = base::trim(text);
    std::string_view rest = text;
    const bool is_plain = Amount::take(rest).has_value() && rest.empty();
    double value = 0;
    if (!is_plain || std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ec != std::errc()) return {};
    return value;
}

std::string render_size(std::uint64_t bytes) {
    constexpr std::array units = {Unit{"GB", k_kibi * k_kibi * k_kibi}, Unit{"MB", k_kibi * k_kibi}, Unit{"KB", k_kibi}};
    for (const Unit& unit : units)
        if (bytes > 0 && bytes % unit.factor == 0) return std::to_string(bytes / unit.factor) + std::string(unit.name);
    return std::to_string(bytes);
}

std::string render_duration(std::chrono::milliseconds duration) {
    auto rest = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
    std::string text;
    for (const Unit& unit : k_time_units) {
        if (unit.name == "min" || rest < unit.factor) continue;
        text += std::to_string(rest / unit.factor) + std::string(unit.name);
        rest %= unit.factor;
    }
    return text.empty() ? "0s" : text;
}

std::string render_count(std::uint64_t count) {
    if (count >= 1'000'000 && count % 1'000'000 == 0) return std::to_string(count / 1'000'000) + "M";
    if (count >= 10'000 && count % 1000 == 0) return std::to_string(count / 1000) + "k";
    return std::to_string(count);
}

std::string render_decimal(double number) {
    std::array<char, 512> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed);
    return error == std::errc() ? std::string(buffer.data(), end) : "0";
}

std::string render_cost(double cost_usd) {
    std::string text = render_decimal(cost_usd);
    const std::size_t point = text.find('.');
    if (point == std::string::npos)
        text += ".00";
    else if (text.size() - point == 2)
        text += "0";
    return text + " USD";
}

}  // namespace proffer::config
