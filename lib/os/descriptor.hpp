// Owns a file descriptor; and errno as an Error.
#pragma once

#include <string>
#include <utility>

#include "base/result.hpp"

namespace proffer::os {

/// Closed when it ends; -1 is none.
class Descriptor {
 public:
    Descriptor() = default;
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(Descriptor&& other) noexcept : value_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        if (this != &other) reset(other.release());
        return *this;
    }
    ~Descriptor() { reset(); }

    [[nodiscard]] int get() const { return value_; }
    [[nodiscard]] bool is_open() const { return value_ >= 0; }
    [[nodiscard]] int release() { return std::exchange(value_, -1); }
    void reset(int value = -1);

 private:
    int value_ = -1;
};

/// "`what`: No such file or directory" from errno; `not_found` for ENOENT, else `io`.
[[nodiscard]] Error system_error(std::string what);
[[nodiscard]] Error system_error(std::string what, int number);

/// Writes everything, however many calls that takes. `subject` is for the message.
[[nodiscard]] Result<void> write_all(int descriptor, std::string_view bytes, const std::string& subject);

}  // namespace proffer::os
