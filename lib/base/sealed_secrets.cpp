// Makes seals.
#include "base/sealed_secrets.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/redact.hpp"
#include "base/sealed_strength.hpp"
#include "base/secret_spellings.hpp"
#include "base/text.hpp"

namespace proffer::base {
namespace {

constexpr std::size_t k_windowed_from_bytes = 16;
constexpr std::size_t k_varied_bytes = 4;
constexpr std::size_t k_most_own_bytes = 4096;  // longer ones are found by SecretIndex alone
constexpr std::size_t k_farthest_neighbour_bytes = 4096;

SealedWindow fingerprint(const SealKey& key, std::string_view window) {
    const std::uint32_t mark = window.size() == k_short_window_bytes ? key.mark<k_short_window_bytes>(window.data())
                                                                     : key.mark<k_long_window_bytes>(window.data());
    return {window.size(), mark, key.tag(window)};
}

std::string reversed(std::string_view text) {
    return {text.rbegin(), text.rend()};
}

/// The bytes of `value` before the first sealed window, and those behind the last.
void add_neighbours(const SealKey& key, std::string_view value, const StrongWindows& strong, SealContent& content) {
    const std::size_t first = strong.offsets.front();
    const std::size_t end = strong.offsets.back() + strong.window_bytes;
    const SealTag first_tag = key.tag(value.substr(first, strong.window_bytes));
    const SealTag last_tag = key.tag(value.substr(strong.offsets.back(), strong.window_bytes));
    if (first > 0 && first <= k_farthest_neighbour_bytes)
        content.neighbours.push_back(
            {first_tag, false, static_cast<std::uint16_t>(first), key.tag(value.substr(0, first + strong.window_bytes))});
    if (end < value.size() && value.size() - end <= k_farthest_neighbour_bytes)
        content.neighbours.push_back(
            {last_tag, true, static_cast<std::uint16_t>(value.size() - end), key.tag(value.substr(strong.offsets.back()))});
}

struct Candidate {
    std::string_view value;
    StrongWindows strong;
};

std::vector<Candidate> sealable(const std::vector<std::string>& secrets, std::size_t& left_out) {
    std::vector<Candidate> candidates;
    for (const std::string& secret : secrets) {
        const std::string_view value = trim(secret);
        Candidate candidate{value, strong_windows(value)};
        const bool known = std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& each) { return each.value == value; });
        if (known) continue;
        if (candidate.strong.window_bytes == 0)
            ++left_out;
        else
            candidates.push_back(std::move(candidate));
    }
    return candidates;
}

enum class Backwards { left_out, sealed };

SealContent content_of(const SealKey& key, std::string_view salt, const std::vector<Candidate>& candidates, Backwards backwards) {
    SealContent content;
    content.salt = salt;
    for (const Candidate& candidate : candidates) {
        for (const std::size_t offset : candidate.strong.offsets) {
            const std::string_view window = candidate.value.substr(offset, candidate.strong.window_bytes);
            content.windows.push_back(fingerprint(key, window));
            if (backwards == Backwards::sealed) content.windows.push_back(fingerprint(key, reversed(window)));
        }
        add_neighbours(key, candidate.value, candidate.strong, content);
    }
    // The order would say which windows follow each other.
    std::sort(content.windows.begin(), content.windows.end(),
              [](const SealedWindow& one, const SealedWindow& other) { return one.tag < other.tag; });
    content.mark_bits = k_least_mark_bits;
    constexpr unsigned k_sparse_bits = 10;  // one position in so many (2^10) is looked at twice
    while (content.mark_bits < k_most_mark_bits && content.windows.size() > std::size_t{1} << (content.mark_bits - k_sparse_bits))
        ++content.mark_bits;
    return content;
}

bool is_monotonous(std::string_view window) {
    std::string bytes(window);
    std::sort(bytes.begin(), bytes.end());
    return static_cast<std::size_t>(std::unique(bytes.begin(), bytes.end()) - bytes.begin()) < k_varied_bytes;
}

}  // namespace

Seal make_seal(const std::vector<std::string>& secrets, std::string_view salt) {
    PROFFER_ASSERT(salt.size() == k_salt_bytes, "a seal needs 16 random bytes");
    const SealKey key(salt);
    Seal seal;
    std::vector<Candidate> candidates = sealable(secrets, seal.left_out);
    if (candidates.empty()) return seal;
    seal.text = render_seal(content_of(key, salt, candidates, Backwards::sealed));
    while (seal.text.size() > k_longest_seal_bytes) {
        seal.text = render_seal(content_of(key, salt, candidates, Backwards::left_out));
        if (seal.text.size() <= k_longest_seal_bytes) break;
        const std::size_t dropped = (candidates.size() + 7) / 8;
        candidates.resize(candidates.size() - dropped);
        seal.left_out += dropped;
    }
    seal.sealed = candidates.size();
    return seal;
}

std::string seal(const std::vector<std::string>& secrets, std::string_view salt) {
    return make_seal(secrets, salt).text;
}

void add_own_windows(const std::vector<std::string>& secrets, SealContent& content) {
    const SealKey key(content.salt);
    for (const std::string& secret : secrets) {
        const std::string_view value = trim(secret);
        if (value.size() < k_windowed_from_bytes || value.size() > k_most_own_bytes) continue;
        const std::size_t front = public_prefix_bytes(value);
        for (std::size_t offset = 0; offset + k_short_window_bytes <= value.size(); ++offset) {
            const std::string_view window = value.substr(offset, k_short_window_bytes);
            if (offset + k_short_window_bytes <= front || is_monotonous(window)) continue;
            content.windows.push_back(fingerprint(key, window));
            content.windows.push_back(fingerprint(key, reversed(window)));
        }
    }
}

}  // namespace proffer::base
