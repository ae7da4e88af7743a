// Fingerprints and the text of a seal.
#include "base/sealed_format.hpp"

#include <algorithm>

#include "base/sha256.hpp"
#include "base/text.hpp"

namespace proffer::base {
namespace {

constexpr std::string_view k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view k_version = "s1";
constexpr std::size_t k_mark_bytes = 3;
constexpr std::size_t k_window_record_bytes = k_mark_bytes + std::tuple_size_v<SealTag>;
constexpr std::size_t k_neighbour_record_bytes = 2 * std::tuple_size_v<SealTag> + 3;
constexpr std::size_t k_windows_a_field = 100;  // a damaged field costs no more

std::string encode(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(c);
        for (count += 8; count >= 6; count -= 6) text += k_digits[bits >> (count - 6) & 63U];
    }
    if (count > 0) text += k_digits[bits << (6 - count) & 63U];
    return text;
}

std::optional<std::string> decode(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const std::size_t digit = k_digits.find(c);
        if (digit == std::string_view::npos) return {};
        bits = bits << 6U | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 255U);
    }
    if (count >= 6 || (bits & ((1U << count) - 1U)) != 0) return {};  // no encoder ends so
    return bytes;
}

void append_number(std::string& bytes, std::uint32_t number, std::size_t size) {
    for (std::size_t i = size; i-- > 0;) bytes += static_cast<char>(number >> (8 * i) & 255U);
}

std::uint32_t number_in(std::string_view bytes) {
    std::uint32_t number = 0;
    for (const char c : bytes) number = number << 8U | static_cast<unsigned char>(c);
    return number;
}

void append_tag(std::string& bytes, const SealTag& tag) {
    for (const std::uint8_t byte : tag) bytes += static_cast<char>(byte);
}

SealTag tag_in(std::string_view bytes) {
    SealTag tag{};
    for (std::size_t i = 0; i < tag.size(); ++i) tag[i] = static_cast<std::uint8_t>(bytes[i]);
    return tag;
}

std::string render_windows(const SealContent& content, std::size_t window_bytes) {
    std::string text;
    std::string bytes;
    std::size_t count = 0;
    const auto end_field = [&] {
        if (!bytes.empty()) text += (window_bytes == k_short_window_bytes ? ".a" : ".b") + encode(bytes);
        bytes.clear();
    };
    for (const SealedWindow& window : content.windows) {
        if (window.bytes != window_bytes) continue;
        append_number(bytes, window.mark >> (k_most_mark_bits - content.mark_bits), k_mark_bytes);
        append_tag(bytes, window.tag);
        if (++count % k_windows_a_field == 0) end_field();
    }
    end_field();
    return text;
}

void parse_windows(std::string_view bytes, std::size_t window_bytes, SealContent& content) {
    if (bytes.size() % k_window_record_bytes != 0) return;
    for (; !bytes.empty(); bytes.remove_prefix(k_window_record_bytes)) {
        const std::uint32_t mark = number_in(bytes.substr(0, k_mark_bytes));
        if (mark >> content.mark_bits != 0) continue;
        content.windows.push_back(
            {window_bytes, mark << (k_most_mark_bits - content.mark_bits), tag_in(bytes.substr(k_mark_bytes, std::tuple_size_v<SealTag>))});
    }
}

std::string render_neighbour(const SealedNeighbour& neighbour) {
    std::string bytes;
    append_tag(bytes, neighbour.window);
    append_number(bytes, neighbour.behind ? 1 : 0, 1);
    append_number(bytes, neighbour.bytes, 2);
    append_tag(bytes, neighbour.tag);
    return ".n" + encode(bytes);
}

void parse_neighbour(std::string_view bytes, SealContent& content) {
    if (bytes.size() != k_neighbour_record_bytes) return;
    const std::uint32_t behind = number_in(bytes.substr(10, 1));
    if (behind > 1) return;
    content.neighbours.push_back(
        {tag_in(bytes.substr(0, 10)), behind == 1, static_cast<std::uint16_t>(number_in(bytes.substr(11, 2))), tag_in(bytes.substr(13))});
}

void parse_field(std::string_view field, SealContent& content) {
    if (field.empty()) return;
    const auto bytes = decode(field.substr(1));
    if (!bytes) return;
    if (field[0] == 'a') parse_windows(*bytes, k_short_window_bytes, content);
    if (field[0] == 'b') parse_windows(*bytes, k_long_window_bytes, content);
    if (field[0] == 'n') parse_neighbour(*bytes, content);
}

}  // namespace

SealKey::SealKey(std::string_view salt) : salt_(salt) {
    const Sha256Digest digest = sha256_digest("marks" + salt_);
    const auto word = [&](std::size_t at) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < 8; ++i) value = value << 8U | digest[at + i];
        return value;
    };
    first_ = word(0);
    second_ = word(8);
    third_ = word(16);
}

SealTag SealKey::tag(std::string_view bytes) const {
    const Sha256Digest digest = sha256_digest(salt_ + std::string(bytes));
    SealTag tag{};
    std::copy_n(digest.begin(), tag.size(), tag.begin());
    return tag;
}

std::string render_seal(const SealContent& content) {
    std::string text = std::string(k_version) + "." + encode(content.salt) + "." + std::to_string(content.mark_bits);
    text += render_windows(content, k_short_window_bytes);
    text += render_windows(content, k_long_window_bytes);
    for (const SealedNeighbour& neighbour : content.neighbours) text += render_neighbour(neighbour);
    return text;
}

std::optional<SealContent> parse_seal(std::string_view text) {
    if (text.size() > k_longest_seal_bytes) return {};
    const std::vector<std::string_view> fields = split(text, '.');
    if (fields.size() < 3 || fields[0] != k_version || fields[2].size() != 2) return {};
    const auto salt = decode(fields[1]);
    SealContent content;
    for (unsigned bits = k_least_mark_bits; bits <= k_most_mark_bits; ++bits)
        if (fields[2] == std::to_string(bits)) content.mark_bits = bits;
    if (!salt || salt->size() != k_salt_bytes || fields[2] != std::to_string(content.mark_bits)) return {};
    content.salt = *salt;
    for (std::size_t i = 3; i < fields.size(); ++i) parse_field(fields[i], content);
    return content;
}

}  // namespace proffer::base
