// A path below the repository root that cannot leave it or touch git's own files.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace proffer::domain {

/// Relative, `/` between components, no empty, `.` or `..` component, no NUL, no alias of `.git` in any
/// component (case, HFS+ and NTFS spellings: security.md P1, P2). What such a path may be used for is judged
/// by `guard`; that it stays inside is settled by its construction.
class RepoPath {
 public:
    /// Fails with `denied`; the message names the rule that was broken.
    static Result<RepoPath> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] std::vector<std::string_view> components() const;
    [[nodiscard]] std::string_view file_name() const;
    /// With the dot, lower case: ".py"; empty when there is none (".bashrc" has none).
    [[nodiscard]] std::string extension() const;
    /// "src" for "src/a.py"; empty at the root.
    [[nodiscard]] std::string_view parent() const;

    friend auto operator<=>(const RepoPath&, const RepoPath&) = default;

 private:
    explicit RepoPath(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// Why a *new* file may not have this name, or nothing: invalid UTF-8, not NFC, control or invisible
/// characters, `\ : < > " | ? *`, a leading `-` or `~`, Windows device names, trailing dots or blanks, more
/// than 255 bytes in a component, 4,096 in all or 64 components (security.md 2.4, P1, P2, P6).
/// An existing tracked file may have such a name and still be edited.
[[nodiscard]] std::optional<std::string> new_name_problem(const RepoPath& path);

/// The spelling under which case-insensitive and normalising file systems would find the same file:
/// invisible code points dropped, case and NFC/NFD folded, trailing dots and blanks of components cut
/// (security.md P2, P5). Two paths with the same key collide.
[[nodiscard]] std::string collision_key(std::string_view path);

}  // namespace proffer::domain
