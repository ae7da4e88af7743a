// Patterns over paths, component by component, and what a task's scope allows.
#include "guard/scope.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace proffer::guard {
namespace {

constexpr std::string_view k_span = "**";

bool is_glob(std::string_view text) {
    return text.find_first_of("*?") != std::string_view::npos;
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Moves behind one character, which may be several bytes.
std::size_t after_character(std::string_view name, std::size_t position) {
    ++position;
    while (position < name.size() && is_continuation(name[position])) ++position;
    return position;
}

/// One component against one; `*` takes any number of characters. On a mismatch only the last `*` takes one more: that
/// is enough, and keeps the work within the product of the lengths.
bool matches_component(std::string_view pattern, std::string_view name) {
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t star = std::string_view::npos;
    std::size_t star_end = 0;  // where in `name` the characters that the last `*` took end
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            star_end = n;
        } else if (p < pattern.size() && pattern[p] == '?') {
            ++p;
            n = after_character(name, n);
        } else if (p < pattern.size() && pattern[p] == name[n]) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++star_end;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

/// The same one level up: `**` takes any number of components.
bool matches_components(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t span = std::string_view::npos;
    std::size_t span_end = 0;
    while (n < path.size()) {
        if (p < pattern.size() && pattern[p] == k_span) {
            span = p++;
            span_end = n;
        } else if (p < pattern.size() && matches_component(pattern[p], path[n])) {
            ++p;
            ++n;
        } else if (span != std::string_view::npos) {
            p = span + 1;
            n = ++span_end;
        } else {
            return false;
        }
    }
    return std::all_of(pattern.begin() + static_cast<std::ptrdiff_t>(p), pattern.end(),
                       [](const std::string& rest) { return rest == k_span; });
}

}  // namespace

Pattern::Pattern(std::string text) : text_(std::move(text)) {
    for (const std::string_view component : base::split(text_, '/'))
        if (!component.empty() && component != ".") components_.emplace_back(component);
    if (components_.empty()) {  // the root by any name: ".", "./", "/"
        if (!text_.empty()) components_.emplace_back(k_span);
        return;
    }
    const std::string last = components_.back();
    const bool below_only = last == k_span && components_.size() > 1;  // "a/**" is what lies below "a", not a file "a"
    if (below_only) components_.insert(components_.end() - 1, "*");
    if (last == k_span) return;
    if (is_glob(last) && text_.find('/') == std::string::npos) components_.insert(components_.begin(), std::string(k_span));
    if (is_glob(last) && text_.ends_with('/')) components_.emplace_back("*");
    if (!is_glob(last) || text_.ends_with('/')) components_.emplace_back(k_span);
}

bool Pattern::matches(std::string_view path) const {
    return !components_.empty() && matches_components(components_, base::split(path, '/'));
}

bool Pattern::matches_with_ancestors(std::string_view path) const {
    if (components_.empty()) return false;
    std::vector<std::string> below = components_;
    below.emplace_back(k_span);
    return matches_components(below, base::split(path, '/'));
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view path) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return Pattern(pattern).matches(path); });
}

bool Scope::allows(std::string_view path) const {
    return std::find(files.begin(), files.end(), path) != files.end() || matches_any(allowed, path);
}

}  // namespace proffer::guard
