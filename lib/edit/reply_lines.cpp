// Line index of a reply and the tracking of code fences.
#include "edit/reply_lines.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace proffer::edit {

std::string_view without_line_end(std::string_view line) {
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view trim_left(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

ReplyLines::ReplyLines(std::string_view text) : text_(text) {
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    starts_.reserve(lines + 2);
    starts_.push_back(0);
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        starts_.push_back(static_cast<std::uint32_t>(at + 1));
    if (starts_.back() != text.size()) starts_.push_back(static_cast<std::uint32_t>(text.size()));
}

std::string_view ReplyLines::operator[](std::size_t index) const {
    return index < size() ? without_line_end(between(index, index + 1)) : std::string_view{};
}

std::string_view ReplyLines::between(std::size_t first, std::size_t last) const {
    return text_.substr(starts_[first], starts_[last] - starts_[first]);
}

std::optional<Fence> parse_fence(std::string_view line) {
    const std::size_t indent = line.find_first_not_of(" \t");
    if (indent == std::string_view::npos) return {};
    const char sign = line[indent];
    if (sign != '`' && sign != '~') return {};
    std::size_t end = line.find_first_not_of(sign, indent);
    if (end == std::string_view::npos) end = line.size();
    if (end - indent < 3) return {};
    const std::string_view info = base::trim(line.substr(end));
    if (sign == '`' && info.find('`') != std::string_view::npos) return {};  // inline code, not a fence
    return Fence{sign, end - indent, indent, info};
}

bool closes(std::string_view line, const Fence& open) {
    const std::optional<Fence> fence = parse_fence(line);
    return fence && fence->sign == open.sign && fence->length >= open.length && fence->info.empty();
}

bool FenceWatch::may_hold_marker(std::string_view line) {
    if (!open_) {
        open_ = parse_fence(line);
        lines_inside_ = 0;
        transparent_ = false;
        return !open_;
    }
    if (closes(line, *open_)) {
        open_.reset();
        transparent_ = false;
        return false;
    }
    if (!is_blank(line)) ++lines_inside_;
    return transparent_ || lines_inside_ <= 2;
}

}  // namespace proffer::edit
