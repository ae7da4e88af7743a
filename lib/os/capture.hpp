// Keeps the head and the tail of a stream of any length.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace proffer::os {

class HeadAndTail {
 public:
    explicit HeadAndTail(std::uint64_t limit_bytes) : half_(static_cast<std::size_t>(limit_bytes / 2)) {}

    void add(std::string_view bytes);
    /// What was kept; where something is missing, a line between head and tail tells how much.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::uint64_t total_bytes() const { return total_bytes_; }

 private:
    std::size_t half_;
    std::string head_;
    std::string tail_;  // up to twice `half_`, so that cutting it costs little
    std::uint64_t total_bytes_ = 0;
};

}  // namespace proffer::os
