// A git object id: 40 hexadecimal digits (SHA-1 repositories only; libgit2 1.5 reads no others).
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace proffer::domain {

class Oid {
 public:
    /// Fails with `usage` unless `text` is 40 hexadecimal digits.
    static Result<Oid> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const { return text_; }
    /// The first 12 digits, for people.
    [[nodiscard]] std::string short_text() const { return text_.substr(0, 12); }

    friend auto operator<=>(const Oid&, const Oid&) = default;

 private:
    explicit Oid(std::string text) : text_(std::move(text)) {}
    std::string text_;  // lower case
};

}  // namespace proffer::domain
