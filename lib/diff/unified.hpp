// Unified diffs: text for people and tools, and back into hunks for the report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::diff {

/// One file's unified diff with `context` lines round each change; empty when nothing differs. Nothing for
/// `before` or `after`: the file is new or removed (`/dev/null`). Binary contents give git's one-line note.
/// Headers are git's: `diff --git a/p b/p`, `--- a/p`, `+++ b/p`, "\ No newline at end of file".
[[nodiscard]] std::string render_unified(std::string_view path, std::optional<std::string_view> before,
                                         std::optional<std::string_view> after, std::size_t context = 3);

enum class LineKind { context, added, removed };

struct HunkLine {
    LineKind kind = LineKind::context;
    std::string text;          ///< without its end
    std::size_t old_line = 0;  ///< from 1; 0 for an added line
    std::size_t new_line = 0;  ///< from 1; 0 for a removed line
};

struct Hunk {
    std::string header;  ///< the whole `@@` line
    std::vector<HunkLine> lines;
};

struct FileDiff {
    std::string old_path;  ///< empty for a new file
    std::string new_path;  ///< empty for a removed file
    bool binary = false;
    std::vector<Hunk> hunks;

    [[nodiscard]] std::size_t added() const;
    [[nodiscard]] std::size_t removed() const;
};

/// Reads what `render_unified` and git write (git's own patches too; mail headers are passed over).
/// Never fails: what is no diff is skipped.
[[nodiscard]] std::vector<FileDiff> parse_unified(std::string_view text);

/// Added and removed lines together, as `limits.diff` counts them.
[[nodiscard]] std::size_t changed_lines(std::string_view before, std::string_view after);

}  // namespace proffer::diff
