// Which paths a task may change.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace proffer::guard {

/// One entry of `allowed`, `protected`, `each`, `on`, …: a directory ("src/", "src"), a file, "." for everything, or a glob.
/// Matched by whole components: "src" covers "src/a" and never "src2/a"; `*` and `?` stay inside one
/// component, `**` spans several. With `*` and without `/` it matches the file name at any depth, as in .gitignore.
/// A glob in the last component matches files only ("src/*" is not "src/a/b"), unless `/` follows it ("src/*/").
class Pattern {
 public:
    explicit Pattern(std::string text);
    [[nodiscard]] bool matches(std::string_view path) const;
    /// The same, or a directory above `path` is matched: what a rule that forbids has to cover.
    [[nodiscard]] bool matches_with_ancestors(std::string_view path) const;
    [[nodiscard]] const std::string& text() const { return text_; }

 private:
    std::string text_;
    std::vector<std::string> components_;  // `**` spans; none: matches nothing
};

[[nodiscard]] bool matches_any(const std::vector<std::string>& patterns, std::string_view path);

struct Scope {
    std::vector<std::string> allowed;
    std::vector<std::string> files;  ///< named by the task itself; allowed as exact paths
    std::vector<std::string> protected_paths;
    std::vector<std::string> unprotected;

    [[nodiscard]] bool allows(std::string_view path) const;
    /// The rule that protects `path`, built-in (security.md 2.5) or configured; empty: not protected.
    /// Compared by collision key, so that `.GitHub/` is protected too.
    [[nodiscard]] std::string protecting_rule(std::string_view path) const;
};

}  // namespace proffer::guard
