// A filter over the next bytes rules out nearly every position; only where it does not, the tables are asked.
#include "base/secret_index.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/secret_spellings.hpp"
#include "base/text.hpp"

namespace proffer::base {
namespace {

constexpr std::size_t k_shortest_bytes = 8;
constexpr std::size_t k_window_bytes = 12;
constexpr std::size_t k_windowed_from_bytes = 16;
constexpr std::size_t k_varied_bytes = 4;  // fewer different bytes in a window say nothing
constexpr std::uint64_t k_front_multiplier = 0x9E3779B97F4A7C15ULL;
constexpr std::uint64_t k_back_multiplier = 0xC2B2AE3D27D4EB4FULL;

std::uint64_t load(const char* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

std::uint64_t hash_of(std::uint64_t front, std::uint64_t back) {
    return (front * k_front_multiplier) ^ (back * k_back_multiplier);
}

/// For every window of `text`: 1 when it has too few different bytes to tell anything.
std::vector<char> monotonous_windows(std::string_view text) {
    std::vector<char> monotonous(text.size() - k_window_bytes + 1);
    std::array<std::uint8_t, 256> counts{};
    std::size_t different = 0;
    for (std::size_t end = 0; end < text.size(); ++end) {
        if (counts[static_cast<unsigned char>(text[end])]++ == 0) ++different;
        if (end + 1 < k_window_bytes) continue;
        const std::size_t begin = end + 1 - k_window_bytes;
        monotonous[begin] = different < k_varied_bytes ? 1 : 0;
        if (--counts[static_cast<unsigned char>(text[begin])] == 0) --different;
    }
    return monotonous;
}

/// What SealedIndex reads out of every encoding; of other values (passwords) the longest encodings are looked for as a whole.
bool is_token_text(std::string_view value) {
    return std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-_.+/=~:").find(c) != std::string_view::npos;
    });
}

/// 12 bytes of "\\x71\\x5a\\x39" or "0x71, 0x5a" stand for two or three of the value: ordinary tables of bytes have them too. SealedIndex
/// finds these by 12 bytes of the value.
bool is_stretched(std::string_view spelling, std::string_view value) {
    return value.size() >= k_windowed_from_bytes && spelling.size() > 2 * value.size() + k_window_bytes;
}

unsigned bits_for(std::size_t entries) {
    unsigned bits = 10;
    while ((std::size_t{1} << bits) < entries && bits < 28) ++bits;
    return bits;
}

}  // namespace

BitFilter::BitFilter(std::size_t expected) {
    const unsigned bits = bits_for(64 * expected);
    words_.assign((std::size_t{1} << bits) / 64, 0);
    shift_ = 64 - bits;
}

SecretIndex::SecretIndex(const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets) {
        const std::string_view value = trim(secret);
        if (value.size() < k_shortest_bytes) continue;
        std::size_t public_bytes = public_prefix_bytes(value);
        for (std::string& spelling : spellings_of(value)) {
            if (!is_stretched(spelling, value))
                add_spelling(std::move(spelling), public_bytes);
            else if (!is_token_text(value))
                add_whole(std::move(spelling));
            public_bytes = 0;  // known of the value itself, which comes first
        }
    }
    build_tables();
}

void SecretIndex::add_spelling(std::string spelling, std::size_t public_bytes) {
    if (spelling.size() < k_shortest_bytes) return;
    if (spelling.size() < k_windowed_from_bytes) return add_whole(std::move(spelling));
    longest_bytes_ = std::max(longest_bytes_, spelling.size());
    spellings_.push_back(std::move(spelling));
    add_windows(static_cast<std::uint32_t>(spellings_.size() - 1), public_bytes);
}

void SecretIndex::add_whole(std::string spelling) {
    longest_bytes_ = std::max(longest_bytes_, spelling.size());
    reach_bytes_ = std::max(reach_bytes_, spelling.size());
    shorts_.emplace(load(spelling.data()), static_cast<std::uint32_t>(spellings_.size()));
    spellings_.push_back(std::move(spelling));
}

void SecretIndex::add_windows(std::uint32_t number, std::size_t public_bytes) {
    const std::string_view spelling = spellings_[number];
    std::vector<char> weak = monotonous_windows(spelling);
    for (std::size_t offset = 0; offset < weak.size() && offset + k_window_bytes <= public_bytes; ++offset) weak[offset] = 1;
    if (std::find(weak.begin(), weak.end(), 0) == weak.end()) {
        weak_spellings_.push_back(number);
        reach_bytes_ = std::max(reach_bytes_, spelling.size());
        return;
    }
    for (std::size_t offset = 0; offset < weak.size(); ++offset)
        if (weak[offset] == 0) add_window(number, offset, weak);
}

void SecretIndex::add_window(std::uint32_t number, std::size_t offset, const std::vector<char>& weak) {
    const char* bytes = spellings_[number].data() + offset;
    Window window{{load(bytes), load(bytes + k_window_bytes - 8)}, number, static_cast<std::uint32_t>(offset), 0, 0};
    while (window.weak_before < offset && weak[offset - window.weak_before - 1] != 0) ++window.weak_before;
    while (offset + window.weak_after + 1 < weak.size() && weak[offset + window.weak_after + 1] != 0) ++window.weak_after;
    reach_bytes_ = std::max<std::size_t>(reach_bytes_, window.weak_before + k_window_bytes + window.weak_after);
    windows_.push_back(window);
}

void SecretIndex::build_tables() {
    const unsigned bits = bits_for(2 * windows_.size());
    slots_.assign(std::size_t{1} << bits, 0);
    slots_shift_ = 64 - bits;
    window_filter_ = BitFilter(windows_.size());
    for (std::size_t i = 0; i < windows_.size(); ++i) {
        const std::uint64_t hash = hash_of(windows_[i].key.front, windows_[i].key.back);
        window_filter_.mark(hash);
        std::size_t slot = hash >> slots_shift_;
        while (slots_[slot] != 0 && windows_[slots_[slot] - 1].key != windows_[i].key) slot = (slot + 1) % slots_.size();
        if (slots_[slot] == 0) slots_[slot] = static_cast<std::uint32_t>(i + 1);
    }
    short_filter_ = BitFilter(shorts_.size());
    for (const auto& [front, number] : shorts_) short_filter_.mark(hash_of(front, 0));
}

const SecretIndex::Window* SecretIndex::find_window(const Key& key) const {
    for (std::size_t slot = hash_of(key.front, key.back) >> slots_shift_; slots_[slot] != 0; slot = (slot + 1) % slots_.size())
        if (windows_[slots_[slot] - 1].key == key) return &windows_[slots_[slot] - 1];
    return nullptr;
}

std::string_view SecretIndex::match_of_window(std::string_view text, std::size_t position) const {
    const char* bytes = text.data() + position;
    const Window* found = find_window({load(bytes), load(bytes + k_window_bytes - 8)});
    if (found == nullptr) return {};
    const Window& window = *found;
    const std::string_view spelling = spellings_[window.spelling];
    std::size_t begin = position;
    std::size_t end = position + k_window_bytes;
    while (begin > 0 && position - begin < window.weak_before && text[begin - 1] == spelling[window.offset - (position - begin) - 1])
        --begin;
    const std::size_t last = std::min(text.size(), end + window.weak_after);
    while (end < last && text[end] == spelling[window.offset + (end - position)]) ++end;
    return text.substr(begin, end - begin);
}

std::string_view SecretIndex::match_of_short(std::string_view text, std::size_t position) const {
    std::string_view longest;
    const auto [first, last] = shorts_.equal_range(load(text.data() + position));
    for (auto entry = first; entry != last; ++entry) {
        const std::string_view spelling = spellings_[entry->second];
        if (spelling.size() > longest.size() && text.substr(position).starts_with(spelling))
            longest = text.substr(position, spelling.size());
    }
    return longest;
}

/// Calls `found(match)` for every match, until it returns false. The loops over all positions use plain pointers: they
/// are most of the work, also in builds without optimisation.
template <typename Found>
void SecretIndex::scan(std::string_view text, Found&& found) const {
    const auto scan_with = [&](const BitFilter& filter, std::size_t bytes, auto&& match_at) {
        const std::uint64_t* words = filter.words();
        const unsigned shift = filter.shift();
        for (const char *at = text.data(), *last = at + text.size() - bytes; at <= last; ++at) {
            std::uint64_t front = 0;
            std::uint64_t back = 0;
            __builtin_memcpy(&front, at, sizeof front);
            if (bytes > k_shortest_bytes) __builtin_memcpy(&back, at + k_window_bytes - sizeof back, sizeof back);
            const std::uint64_t hash = ((front * k_front_multiplier) ^ (back * k_back_multiplier)) >> shift;
            if (((words[hash >> 6U] >> (hash & 63U)) & 1U) == 0) continue;
            const std::string_view match = match_at(static_cast<std::size_t>(at - text.data()));
            if (!match.empty() && !found(match)) return false;
        }
        return true;
    };
    if (!windows_.empty() && text.size() >= k_window_bytes &&
        !scan_with(window_filter_, k_window_bytes, [&](std::size_t position) { return match_of_window(text, position); }))
        return;
    if (!shorts_.empty() && text.size() >= k_shortest_bytes &&
        !scan_with(short_filter_, k_shortest_bytes, [&](std::size_t position) { return match_of_short(text, position); }))
        return;
    for (const std::uint32_t number : weak_spellings_) {
        const std::string& spelling = spellings_[number];
        for (std::size_t at = text.find(spelling); at != std::string_view::npos; at = text.find(spelling, at + spelling.size()))
            if (!found(text.substr(at, spelling.size()))) return;
    }
}

std::vector<char> SecretIndex::cover(std::string_view text) const {
    std::vector<char> covered(text.size(), 0);
    scan(text, [&](std::string_view match) {
        std::memset(covered.data() + (match.data() - text.data()), 1, match.size());
        return true;
    });
    return covered;
}

bool SecretIndex::finds(std::string_view text) const {
    bool any = false;
    scan(text, [&](std::string_view) {
        any = true;
        return false;
    });
    return any;
}

}  // namespace proffer::base
