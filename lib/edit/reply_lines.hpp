// A reply as lines, and the code fences in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace proffer::edit {

/// `line` without LF or CR LF at its end.
[[nodiscard]] std::string_view without_line_end(std::string_view line);
/// `text` without blanks and tabs at its start.
[[nodiscard]] std::string_view trim_left(std::string_view text);
[[nodiscard]] bool is_blank(std::string_view text);

/// Four bytes a line, however short the lines are. The text must outlive this and be under 4 GiB.
class ReplyLines {
 public:
    explicit ReplyLines(std::string_view text);

    [[nodiscard]] std::size_t size() const { return starts_.size() - 1; }
    /// Line `index` from 0, without its end; empty behind the last line.
    [[nodiscard]] std::string_view operator[](std::size_t index) const;
    /// Lines [first, last) with their ends.
    [[nodiscard]] std::string_view between(std::size_t first, std::size_t last) const;
    [[nodiscard]] std::size_t offset(std::size_t index) const { return starts_[index]; }
    [[nodiscard]] std::string_view text() const { return text_; }

 private:
    std::string_view text_;
    std::vector<std::uint32_t> starts_;  // one more than lines
};

struct Fence {
    char sign = '`';
    std::size_t length = 3;
    std::size_t indent = 0;
    std::string_view info;  ///< what follows the signs, trimmed
};

/// The fence that `line` opens (or closes, when `info` is empty).
[[nodiscard]] std::optional<Fence> parse_fence(std::string_view line);
[[nodiscard]] bool closes(std::string_view line, const Fence& open);

/// Tells which lines may hold a marker: those outside fences, the first two lines of one, and all lines of a fence that
/// was seen to hold a marker. Lines further inside belong to somebody's file.
class FenceWatch {
 public:
    /// To be called for each line in order, except those of bodies. True when `line` may be a marker.
    bool may_hold_marker(std::string_view line);
    /// A marker was found here: if this is in a fence, all of the fence counts.
    void marker_found() { transparent_ = open_.has_value(); }
    [[nodiscard]] bool inside() const { return open_.has_value(); }
    /// A fence that holds markers is still open.
    [[nodiscard]] bool left_open() const { return open_ && transparent_; }
    [[nodiscard]] const std::optional<Fence>& fence() const { return open_; }

 private:
    std::optional<Fence> open_;
    std::size_t lines_inside_ = 0;
    bool transparent_ = false;
};

}  // namespace proffer::edit
