// Collects what is wrong with a configuration, so that one pass tells it all.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/diagnostic.hpp"

namespace proffer::config {

/// Both from 1; the column counts bytes.
struct Place {
    std::size_t line = 1;
    std::size_t column = 1;
};

class Problems {
 public:
    void add(Place place, std::string message, std::string hint = {});
    [[nodiscard]] bool empty() const { return found_.empty(); }
    /// All problems, in order of place, at most 100 and a last one that counts the others.
    [[nodiscard]] std::vector<domain::Diagnostic> sorted(std::string_view file) const;

 private:
    std::vector<domain::Diagnostic> found_;
};

/// `text` short enough for a message and in quotes: "'abc'".
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace proffer::config
