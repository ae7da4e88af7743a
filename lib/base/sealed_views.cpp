// Base64, base32 and hexadecimal digits as the bytes they stand for.
#include "base/sealed_views.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/sealed_format.hpp"

namespace proffer::base {
namespace {

constexpr std::int8_t k_none = -1;
constexpr std::int8_t k_passed_over = -2;  // line ends inside base64

using Alphabet = std::array<std::int8_t, 256>;

constexpr Alphabet with_line_ends(Alphabet alphabet) {
    alphabet[static_cast<unsigned char>('\n')] = k_passed_over;
    alphabet[static_cast<unsigned char>('\r')] = k_passed_over;
    return alphabet;
}

constexpr Alphabet make_base64() {
    Alphabet alphabet{};
    alphabet.fill(k_none);
    for (int i = 0; i < 26; ++i) alphabet[static_cast<std::size_t>('A' + i)] = static_cast<std::int8_t>(i);
    for (int i = 0; i < 26; ++i) alphabet[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(26 + i);
    for (int i = 0; i < 10; ++i) alphabet[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(52 + i);
    for (const char c : {'+', '-'}) alphabet[static_cast<unsigned char>(c)] = 62;
    for (const char c : {'/', '_'}) alphabet[static_cast<unsigned char>(c)] = 63;
    return with_line_ends(alphabet);
}

constexpr Alphabet make_base32(char first_letter) {
    Alphabet alphabet{};
    alphabet.fill(k_none);
    for (int i = 0; i < 26; ++i) alphabet[static_cast<std::size_t>(first_letter + i)] = static_cast<std::int8_t>(i);
    for (int i = 2; i < 8; ++i) alphabet[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(24 + i);
    return with_line_ends(alphabet);
}

constexpr Alphabet make_hexadecimal() {
    Alphabet alphabet{};
    alphabet.fill(k_none);
    for (const char c : std::string_view(" \t\r\n,:;-_.|/'\"\\%=[]{}()&#xXuU")) alphabet[static_cast<unsigned char>(c)] = k_passed_over;
    for (int i = 0; i < 10; ++i) alphabet[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
    for (int i = 0; i < 6; ++i)
        alphabet[static_cast<std::size_t>('A' + i)] = alphabet[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(10 + i);
    return alphabet;
}

constexpr Alphabet k_base64 = make_base64();
constexpr Alphabet k_upper_base32 = make_base32('A');
constexpr Alphabet k_lower_base32 = make_base32('a');
constexpr Alphabet k_hexadecimal = make_hexadecimal();
constexpr std::size_t k_base64_bytes = 16;  // that 12 bytes have at least
constexpr std::size_t k_base32_bytes = 20;
constexpr std::size_t k_hexadecimal_bytes = 24;

std::int8_t value_of(const Alphabet& alphabet, char c) {
    return alphabet[static_cast<unsigned char>(c)];
}

struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// The next maximal stretch of at least `least` characters of `alphabet`, from `begin` on. Looks at one character in `least` where there
/// is none.
bool find_stretch(std::string_view bytes, const Alphabet& alphabet, std::size_t least, Stretch& stretch) {
    for (std::size_t begin = stretch.end; begin + least <= bytes.size();) {
        std::size_t known = begin + least;
        while (known > begin && value_of(alphabet, bytes[known - 1]) != k_none) --known;
        if (known > begin) {
            begin = known;
            continue;
        }
        std::size_t end = begin + least;
        while (end < bytes.size() && value_of(alphabet, bytes[end]) != k_none) ++end;
        stretch = {begin, end};
        return true;
    }
    return false;
}

/// The digits of a stretch, without what is passed over, and where in the view they stand. Kept from stretch to stretch.
struct Digits {
    std::vector<std::uint8_t> values;
    std::vector<std::uint32_t> positions;
};

void read_digits(std::string_view bytes, Stretch stretch, const Alphabet& alphabet, Digits& digits) {
    digits.values.resize(stretch.end - stretch.begin);
    digits.positions.resize(stretch.end - stretch.begin);
    std::size_t count = 0;
    for (std::size_t i = stretch.begin; i < stretch.end; ++i) {
        const std::int8_t value = value_of(alphabet, bytes[i]);
        digits.values[count] = static_cast<std::uint8_t>(value);
        digits.positions[count] = static_cast<std::uint32_t>(i);  // views are short, see sealed_index.cpp
        if (value >= 0) ++count;
    }
    digits.values.resize(count);
    digits.positions.resize(count);
}

/// The bytes that digits number `begin` to `end` stand for.
void see_bytes(const View& view, const Digits& digits, std::size_t bits, Stretch part, const SeeView& see) {
    Runs runs(see);
    std::uint32_t held = 0;
    std::size_t count = 0;
    for (std::size_t i = part.begin, first = part.begin; i < part.end; ++i) {
        held = held << bits | digits.values[i];
        count += bits;
        if (count < 8) continue;
        count -= 8;
        runs.add(static_cast<int>(held >> count & 255U), view.origin(digits.positions[first], digits.positions[i]));
        first = count > 0 ? i : i + 1;
    }
}

/// The bytes of base64 from digit number `phase` on. Four digits make three bytes; 12 bytes hold at least three such groups whole, so one
/// group of three is looked at, and what stands round it only when its bytes are ASCII.
void see_base64(const View& view, const Digits& digits, std::size_t phase, const SeeView& see) {
    constexpr std::size_t k_whole_groups = 3;
    const std::uint8_t* values = digits.values.data() + phase;
    const std::size_t groups = digits.values.size() < phase ? 0 : (digits.values.size() - phase) / 4;
    const auto is_ascii = [&](std::size_t group) {
        const std::uint8_t* four = values + 4 * group;
        return ((four[0] & 0x20U) | (four[1] & 0x08U) | (four[2] & 0x02U)) == 0;
    };
    for (std::size_t group = 0; group < groups; group += k_whole_groups) {
        if (!is_ascii(group)) continue;
        std::size_t begin = group;
        std::size_t end = group;
        while (end < groups && is_ascii(end)) ++end;
        while (begin > 0 && is_ascii(begin - 1)) --begin;
        if (end - begin >= k_whole_groups)
            see_bytes(view, digits, 6,
                      {phase + 4 * (begin - std::min<std::size_t>(begin, 1)), std::min(digits.values.size(), phase + 4 * (end + 1))}, see);
        group += (end - 1 - group) / k_whole_groups * k_whole_groups;
    }
}

/// Within `part` of the view.
void see_base32(const View& view, Stretch part, const Alphabet& alphabet, Digits& digits, const SeeView& see) {
    const std::string_view bytes = view.bytes().substr(0, part.end);
    for (Stretch stretch{part.begin, part.begin}; find_stretch(bytes, alphabet, k_base32_bytes, stretch);) {
        read_digits(bytes, stretch, alphabet, digits);
        for (std::size_t phase = 0; phase < 8 && phase < digits.values.size(); ++phase)
            see_bytes(view, digits, 5, {phase, digits.values.size()}, see);
    }
}

/// Where the pair of hexadecimal digits behind `at` begins; `end` when something else stands there.
std::size_t next_pair(std::string_view bytes, std::size_t at, std::size_t end) {
    constexpr std::size_t k_most_between = 6;
    const auto is_digit = [&](std::size_t i) { return i < end && value_of(k_hexadecimal, bytes[i]) >= 0; };
    if (is_digit(at) && bytes[at] != '0') return is_digit(at + 1) ? at : end;
    const std::size_t last = std::min(end, at + k_most_between);
    while (at < last && !is_digit(at) && std::string_view("xXuU").find(bytes[at]) == std::string_view::npos) ++at;
    for (const std::string_view before : {"0x", "0X", "x", "X", "u00", "U000000"})
        if (bytes.substr(at).starts_with(before)) {
            at += before.size();
            break;
        }
    return is_digit(at) && is_digit(at + 1) ? at : end;
}

/// Follows pairs from `at` on. Behind a pair that was seen before, as many more as a window that spans both may have.
void see_pairs(const View& view, std::size_t at, Stretch stretch, std::vector<char>& seen, const SeeView& see) {
    Runs runs(see);
    for (std::size_t known = 0; at < stretch.end && known < k_long_window_bytes; at = next_pair(view.bytes(), at + 2, stretch.end)) {
        if (std::exchange(seen[at - stretch.begin], 1) != 0) ++known;
        runs.add(value_of(k_hexadecimal, view.bytes()[at]) * 16 + value_of(k_hexadecimal, view.bytes()[at + 1]), view.origin(at, at + 1));
    }
}

}  // namespace

Origin View::origin(std::size_t first, std::size_t last) const {
    if (origins_.empty()) return {shift_ + std::min(first, last), shift_ + std::max(first, last) + 1};
    return {std::min(origins_[first].begin, origins_[last].begin), std::max(origins_[first].end, origins_[last].end)};
}

void Runs::add(int byte, Origin origin) {
    if (byte > 0x7F) return end_run();
    bytes_ += static_cast<char>(byte);
    origins_.push_back(origin);
}

void Runs::end_run() {
    if (bytes_.size() >= k_short_window_bytes) see_(View(std::move(bytes_), std::move(origins_)));
    bytes_.clear();
    origins_.clear();
}

void see_base_encodings(const View& view, const SeeView& see) {
    Digits digits;
    for (Stretch stretch; find_stretch(view.bytes(), k_base64, k_base64_bytes, stretch);) {
        read_digits(view.bytes(), stretch, k_base64, digits);
        for (std::size_t phase = 0; phase < 4; ++phase) see_base64(view, digits, phase, see);
        std::reverse(digits.values.begin(), digits.values.end());
        std::reverse(digits.positions.begin(), digits.positions.end());
        for (std::size_t phase = 0; phase < 4; ++phase) see_base64(view, digits, phase, see);
        see_base32(view, stretch, k_upper_base32, digits, see);
        see_base32(view, stretch, k_lower_base32, digits, see);
    }
}

void see_hexadecimal(const View& view, const SeeView& see) {
    for (Stretch stretch; find_stretch(view.bytes(), k_hexadecimal, k_hexadecimal_bytes, stretch);) {
        std::vector<char> seen(stretch.end - stretch.begin, 0);
        for (std::size_t at = stretch.begin; at + 1 < stretch.end; ++at) {
            const bool is_pair = value_of(k_hexadecimal, view.bytes()[at]) >= 0 && value_of(k_hexadecimal, view.bytes()[at + 1]) >= 0;
            if (is_pair && seen[at - stretch.begin] == 0) see_pairs(view, at, stretch, seen, see);
        }
    }
}

}  // namespace proffer::base
