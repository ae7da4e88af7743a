// Keeps problems in order of place and their texts short.
#include "config/problems.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"

namespace proffer::config {
namespace {

constexpr std::size_t k_most_told = 100;
constexpr std::size_t k_longest_quote_bytes = 60;

}  // namespace

void Problems::add(Place place, std::string message, std::string hint) {
    found_.push_back({"", place.line, place.column, std::move(message), std::move(hint)});
}

std::vector<domain::Diagnostic> Problems::sorted(std::string_view file) const {
    std::vector<domain::Diagnostic> all = found_;
    std::stable_sort(all.begin(), all.end(), [](const domain::Diagnostic& a, const domain::Diagnostic& b) {
        return std::tie(a.line, a.column) < std::tie(b.line, b.column);
    });
    if (all.size() > k_most_told) {
        const std::size_t others = all.size() - k_most_told;
        all.resize(k_most_told);
        all.push_back({"", all.back().line, all.back().column, "and " + base::count_of(others, "further problem"), ""});
    }
    for (domain::Diagnostic& problem : all) problem.file = file;
    return all;
}

std::string quoted(std::string_view text) {
    const std::string_view kept = base::prefix(text, k_longest_quote_bytes);
    return "'" + base::visible_line(kept) + (kept.size() < text.size() ? "…'" : "'");
}

}  // namespace proffer::config
