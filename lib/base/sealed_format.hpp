// The seal: one-way fingerprints of secrets, as one process hands them to another that must not have the values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::base {

/// Windows of a secret are this long; the longer ones are for values of few different characters (hex, lower case).
inline constexpr std::size_t k_short_window_bytes = 12;
inline constexpr std::size_t k_long_window_bytes = 20;
inline constexpr std::size_t k_salt_bytes = 16;
inline constexpr unsigned k_least_mark_bits = 16;
inline constexpr unsigned k_most_mark_bits = 22;

/// The first 80 bits of a salted SHA-256.
using SealTag = std::array<std::uint8_t, 10>;

/// The salted functions that sealing and looking for sealed secrets share.
class SealKey {
 public:
    /// `salt` has `k_salt_bytes`.
    explicit SealKey(std::string_view salt);

    [[nodiscard]] SealTag tag(std::string_view bytes) const;
    /// `k_most_mark_bits` bits, cheap: multiply and fold, so not linear in the bytes. `window` has 12 or 20 bytes.
    template <std::size_t window_bytes>
    [[nodiscard]] std::uint32_t mark(const char* window) const {
        std::uint64_t state = load(window) ^ first_;
        if (window_bytes > 16) state = fold(state, load(window + 8) ^ third_);
        return static_cast<std::uint32_t>(fold(state, load(window + window_bytes - 8) ^ second_) >> (64 - k_most_mark_bits));
    }

 private:
    static std::uint64_t load(const char* bytes) {
        std::uint64_t word = 0;
        __builtin_memcpy(&word, bytes, sizeof word);
        return word;
    }
    static std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
        __extension__ using Wide = unsigned __int128;
        const Wide product = static_cast<Wide>(a) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
    }

    std::string salt_;
    std::uint64_t first_ = 0;
    std::uint64_t second_ = 0;
    std::uint64_t third_ = 0;
};

struct SealedWindow {
    std::size_t bytes = 0;  ///< k_short_window_bytes or k_long_window_bytes
    std::uint32_t mark = 0;
    SealTag tag{};
};

/// Predictable bytes in front of a window, or behind it, that are part of the value: covered where they stand there exactly.
struct SealedNeighbour {
    SealTag window{};
    bool behind = false;
    std::uint16_t bytes = 0;
    SealTag tag{};  ///< of the window and these bytes together, in the order of the text
};

struct SealContent {
    std::string salt;
    unsigned mark_bits = k_most_mark_bits;  ///< of each mark the upper so many are kept
    std::vector<SealedWindow> windows;
    std::vector<SealedNeighbour> neighbours;
};

/// "s1.<salt>.<bits>.<field>.…", base64url within the fields.
[[nodiscard]] std::string render_seal(const SealContent& content);

/// Nothing without a good head; bad fields and whatever exceeds `k_longest_seal_bytes` are passed over.
[[nodiscard]] std::optional<SealContent> parse_seal(std::string_view text);

inline constexpr std::size_t k_longest_seal_bytes = 120'000;  // Linux takes 131,072 for one variable, its name included

}  // namespace proffer::base
