// Estimates how random a value is, from its characters and their order; what it knows of token formats counts as predictable.
#include "base/sealed_strength.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "base/sealed_format.hpp"
#include "base/secret_spellings.hpp"

namespace proffer::base {
namespace {

constexpr std::size_t k_least_bytes = 16;
constexpr std::size_t k_most_bytes = 1024;  // longer ones are keys of known structure, whose public half is known too
constexpr double k_least_bits = 70;
constexpr std::size_t k_least_different = 6;

enum class Kind { digit, lower, upper, other };

Kind kind_of(char c) {
    if (c >= '0' && c <= '9') return Kind::digit;
    if (c >= 'a' && c <= 'z') return Kind::lower;
    return c >= 'A' && c <= 'Z' ? Kind::upper : Kind::other;
}

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::array<double, 4> shares(std::string_view text) {
    std::array<double, 4> share{};
    for (const char c : text) share[static_cast<std::size_t>(kind_of(c))] += 1.0 / static_cast<double>(text.size());
    return share;
}

/// How often the kind of character changes, against what chance would make of the same characters. Words and years written one after the
/// other change seldom.
double mixing(std::string_view text, const std::array<double, 4>& share) {
    double expected = 1;
    for (const double part : share) expected -= part * part;
    std::size_t changes = 0;
    for (std::size_t i = 1; i < text.size(); ++i)
        if (kind_of(text[i]) != kind_of(text[i - 1])) ++changes;
    return expected <= 0 ? 0 : static_cast<double>(changes) / static_cast<double>(text.size() - 1) / expected;
}

/// Bits of chance in one character; 0 for what people make up.
double bits_a_character(std::string_view text) {
    const std::array<double, 4> share = shares(text);
    const bool letters = share[static_cast<std::size_t>(Kind::lower)] + share[static_cast<std::size_t>(Kind::upper)] > 0;
    if (share[static_cast<std::size_t>(Kind::digit)] == 0 || !letters || mixing(text, share) < 0.5) return 0;
    if (std::all_of(text.begin(), text.end(), is_hex)) return 4;
    const bool both = share[static_cast<std::size_t>(Kind::lower)] > 0 && share[static_cast<std::size_t>(Kind::upper)] > 0;
    return std::log2(both ? 62.0 : 32.0);
}

/// What stands in front of the random part: "ghp_", "sk-ant-api03-", the user of a fine-grained token, header and claims of a JWT.
std::size_t predictable_front(std::string_view value) {
    const std::size_t claims = value.substr(0, 24).find("eyJ");
    if (claims != std::string_view::npos && value.find('.', claims) != std::string_view::npos) return value.rfind('.') + 1;
    std::size_t front = public_prefix_bytes(value);
    if (value.starts_with("github_pat_")) front = std::max(front, value.find('_', 11) + 1);  // npos + 1 is 0
    const std::size_t separator = value.substr(0, 16).find_last_of("-_.:");
    if (separator != std::string_view::npos) front = std::max(front, separator + 1);
    return front;
}

/// Marks runs of `least` or more characters that `belongs` takes.
template <typename Belongs>
void mark_runs(std::string_view value, std::size_t least, std::vector<char>& predictable, Belongs&& belongs) {
    for (std::size_t begin = 0; begin < value.size();) {
        std::size_t end = begin;
        while (end < value.size() && belongs(value[end])) ++end;
        if (end - begin >= least)
            std::fill(predictable.begin() + static_cast<std::ptrdiff_t>(begin), predictable.begin() + static_cast<std::ptrdiff_t>(end), 1);
        begin = end + 1;
    }
}

int base64_digit(char c) {
    switch (kind_of(c)) {
        case Kind::upper: return c - 'A';
        case Kind::lower: return c - 'a' + 26;
        case Kind::digit: return c - '0' + 52;
        case Kind::other: break;
    }
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

/// True when `quads`, of 4 characters each, are base64 of text: routing data inside a token, not chance.
bool is_encoded_text(std::string_view quads) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < quads.size(); ++i) {
        const int digit = base64_digit(quads[i]);
        if (digit < 0) return false;
        bits = bits << 6U | static_cast<std::uint32_t>(digit);
        if (i % 4 != 3) continue;
        for (const unsigned shift : {16U, 8U, 0U}) {
            const std::uint32_t byte = bits >> shift & 255U;
            if (byte != '\n' && (byte < 0x20 || byte > 0x7E)) return false;
        }
    }
    return true;
}

std::vector<char> predictable_bytes(std::string_view value, double bits) {
    std::vector<char> predictable(value.size(), 0);
    std::fill_n(predictable.begin(), std::min(value.size(), predictable_front(value)), 1);
    if (bits <= 5) return predictable;  // in hex and in base 32 such runs come by chance
    mark_runs(value, 8, predictable, [](char c) { return kind_of(c) == Kind::digit; });
    mark_runs(value, 10, predictable, [](char c) { return kind_of(c) == Kind::lower; });
    mark_runs(value, 10, predictable, [](char c) { return kind_of(c) == Kind::upper; });
    for (std::size_t i = 0; i + 16 <= value.size(); ++i)
        if (is_encoded_text(value.substr(i, 16))) std::fill_n(predictable.begin() + static_cast<std::ptrdiff_t>(i), 16, 1);
    return predictable;
}

bool is_varied(std::string_view window) {
    std::array<bool, 256> seen{};
    std::size_t different = 0;
    for (const char c : window)
        if (!std::exchange(seen[static_cast<unsigned char>(c)], true)) ++different;
    return different >= k_least_different;
}

}  // namespace

StrongWindows strong_windows(std::string_view value) {
    StrongWindows strong;
    if (value.size() < k_least_bytes || value.size() > k_most_bytes || value.find('\n') != std::string_view::npos) return strong;
    if (value.find("://") != std::string_view::npos) return strong;  // most of an address can be guessed
    const std::size_t front = std::min(predictable_front(value), value.size());
    if (value.size() - front < k_short_window_bytes) return strong;
    const double bits = bits_a_character(value.substr(front));
    const std::size_t bytes = bits * k_short_window_bytes >= k_least_bits ? k_short_window_bytes : k_long_window_bytes;
    if (bits * static_cast<double>(bytes) < k_least_bits) return strong;
    const std::vector<char> predictable = predictable_bytes(value, bits);
    for (std::size_t offset = 0; offset + bytes <= value.size(); ++offset) {
        const auto begin = predictable.begin() + static_cast<std::ptrdiff_t>(offset);
        const bool random = std::find(begin, begin + static_cast<std::ptrdiff_t>(bytes), 1) == begin + static_cast<std::ptrdiff_t>(bytes);
        if (random && is_varied(value.substr(offset, bytes))) strong.offsets.push_back(offset);
    }
    if (!strong.offsets.empty()) strong.window_bytes = bytes;
    return strong;
}

}  // namespace proffer::base
