// SHA-256 of bytes that come in pieces.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace proffer::os {

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

}  // namespace proffer::os
