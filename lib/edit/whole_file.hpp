// A whole file from a reply laid over the file it replaces, or the reasons why it cannot be whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diff/line_diff.hpp"
#include "edit/file_text.hpp"
#include "edit/requests.hpp"

namespace proffer::edit {

/// More bytes or lines than an edited file may have.
[[nodiscard]] bool is_too_large(std::string_view text);

enum class Wrapping { possible, none };

/// Takes off what is not the file's: a fence or CDATA from end to end (if `wrapping` is possible), escaped brackets, line
/// numbers. Nothing when a fence in it is left open. `old_file` is null for a new file.
[[nodiscard]] std::optional<std::string> unwrap_body(std::string_view body, std::string_view path, const FileText* old_file,
                                                     Wrapping wrapping);

/// Why `lines` cannot be all of a file whose lines were `old_lines`; nothing when they may be.
[[nodiscard]] std::optional<Problem> judge_whole_file(const std::vector<std::string_view>& old_lines,
                                                      const std::vector<std::string_view>& lines, diff::Effort& effort);

/// Does the body of a fence end where the file has a fence of its own? Then that one was taken for the end, and the rest is lost.
[[nodiscard]] bool ends_at_own_fence(const FileText& file, std::string_view body);

/// `body` as a new file: LF at the end of its last line.
[[nodiscard]] std::string new_file(std::string_view body);

/// Lays `body` over `file`: equal lines keep their bytes, the last line end stays as it was.
[[nodiscard]] std::optional<Problem> replace_whole(FileText& file, std::string_view body, diff::Effort& effort);

/// Ends in .md, .markdown, .mdx, .rst or so: fences are part of its text.
[[nodiscard]] bool is_markdown(std::string_view path);

}  // namespace proffer::edit
