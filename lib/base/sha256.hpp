// SHA-256 of bytes, whole or in pieces.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace proffer::base {

using Sha256Digest = std::array<std::uint8_t, 32>;

class Sha256 {
 public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(std::string_view bytes);
    /// In hex; called once, after the last `add`.
    [[nodiscard]] std::string finish();

 private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Without a copy on the heap: for many short inputs.
[[nodiscard]] Sha256Digest sha256_digest(std::string_view bytes);

/// In hex.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace proffer::base
