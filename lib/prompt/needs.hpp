// A reply that asks to see more before it edits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace proffer::prompt {

struct Needs {
    std::vector<std::string> paths;
    std::vector<std::string> symbols;  ///< names of functions, types, …
    [[nodiscard]] bool empty() const { return paths.empty() && symbols.empty(); }
};

/// What a reply asks for that consists of lines such as `<NEED path="src/a.py"/>` or `<NEED symbol="parse"/>`, beside at most a few
/// lines of prose; empty for any other reply. No more than ten are taken.
[[nodiscard]] Needs parse_needs(std::string_view reply);

}  // namespace proffer::prompt
