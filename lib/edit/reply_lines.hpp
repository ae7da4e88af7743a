// A reply as lines, and the code fences in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace proffer::edit {

/// `line` without LF or CR LF at its end.
[[nodiscard]] inline std::string_view without_line_end(std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}
/// `text` without blanks and tabs at its start.
[[nodiscard]] std::string_view trim_left(std::string_view text);
[[nodiscard]] bool is_blank(std::string_view text);

/// Where each line of a text starts. Lines come in groups, and each group keeps distances from its start in as few bytes
/// as they fit in: the index of a text of newlines is no larger than the text, that of any other far smaller.
class LineStarts {
 public:
    explicit LineStarts(std::string_view text);

    [[nodiscard]] std::size_t lines() const { return lines_; }
    /// That the index takes.
    [[nodiscard]] std::size_t bytes() const { return groups_.size() * sizeof(Group) + distances_.size(); }
    /// Of line `index` from 0; behind the last line the end of the text.
    [[nodiscard]] std::size_t operator[](std::size_t index) const {
        if (index >= lines_) return groups_.back().start;
        const Group* group = &groups_[index / k_in_group];
        return group->start + distance(*group, width_of(group[1].start - group->start), index % k_in_group);
    }

 private:
    static constexpr std::size_t k_in_group = 64;
    struct Group {
        std::uint32_t start = 0;      ///< of its first line
        std::uint32_t distances = 0;  ///< where those of its lines begin
    };

    /// Bytes that a distance takes in a group of so many bytes of text.
    static std::size_t width_of(std::size_t group_bytes) { return group_bytes <= 0xFF ? 1 : group_bytes <= 0xFFFF ? 2 : 4; }
    [[nodiscard]] std::size_t distance(const Group& group, std::size_t width, std::size_t line) const {
        const std::uint8_t* at = &distances_[group.distances + line * width];
        if (width == 1) return at[0];
        if (width == 2) return std::size_t{at[0]} | std::size_t{at[1]} << 8U;
        return std::size_t{at[0]} | std::size_t{at[1]} << 8U | std::size_t{at[2]} << 16U | std::size_t{at[3]} << 24U;
    }
    void add_group(std::size_t begin, const std::vector<std::uint32_t>& distances, std::size_t end);

    std::size_t lines_ = 0;
    std::vector<Group> groups_;  // one more than there are
    std::vector<std::uint8_t> distances_;
};

/// The text must outlive this and be under 4 GiB.
class ReplyLines {
 public:
    explicit ReplyLines(std::string_view text);

    [[nodiscard]] std::size_t size() const { return starts_.lines(); }
    /// Line `index` from 0, without its end; empty behind the last line.
    [[nodiscard]] std::string_view operator[](std::size_t index) const {
        if (index != last_index_) {
            last_index_ = index;
            last_ = index < size() ? without_line_end(between(index, index + 1)) : std::string_view{};
        }
        return last_;
    }
    /// Lines [first, last) with their ends.
    [[nodiscard]] std::string_view between(std::size_t first, std::size_t last) const {
        const std::size_t begin = starts_[first];
        return {text_.data() + begin, starts_[last] - begin};
    }
    [[nodiscard]] std::size_t offset(std::size_t index) const { return starts_[index]; }
    [[nodiscard]] std::string_view text() const { return text_; }

 private:
    std::string_view text_;
    LineStarts starts_;
    // Readers ask for the same line several times.
    mutable std::size_t last_index_ = std::numeric_limits<std::size_t>::max();
    mutable std::string_view last_;
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
