// Line index of a reply and the tracking of code fences.
#include "edit/reply_lines.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace proffer::edit {

std::string_view trim_left(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

LineStarts::LineStarts(std::string_view text) {
    constexpr std::size_t k_last_group_bytes = 4 * k_in_group;
    distances_.reserve(text.size() + k_last_group_bytes);  // more than enough; what is not used is never touched
    std::vector<std::uint32_t> distances;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size(); ++lines_) {
        if (distances.size() == k_in_group) {
            add_group(begin, distances, at);
            begin = at;
            distances.clear();
        }
        distances.push_back(static_cast<std::uint32_t>(at - begin));
        const std::size_t newline = text.find('\n', at);
        at = newline == std::string_view::npos ? text.size() : newline + 1;
    }
    add_group(begin, distances, text.size());
    groups_.push_back({static_cast<std::uint32_t>(text.size()), 0});
}

void LineStarts::add_group(std::size_t begin, const std::vector<std::uint32_t>& distances, std::size_t end) {
    groups_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(distances_.size())});
    const std::size_t width = width_of(end - begin);
    for (const std::uint32_t distance : distances)
        for (std::size_t byte = 0; byte < width; ++byte) distances_.push_back(static_cast<std::uint8_t>(distance >> (8 * byte) & 0xFFU));
}

ReplyLines::ReplyLines(std::string_view text) : text_(text), starts_(text) {}

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
        const std::string_view text = trim_left(line);
        if (!text.starts_with('`') && !text.starts_with('~')) return true;
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
