// Splits a file into lines that keep their ends, and puts it together again.
#include "edit/file_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "edit/reply_lines.hpp"

namespace proffer::edit {
namespace {

constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
    if (text.starts_with(k_byte_order_mark)) text.remove_prefix(k_byte_order_mark.size());
    std::vector<std::string_view> lines = base::split_lines(text);
    for (std::string_view& line : lines) line = without_line_end(line);
    return lines;
}

FileText::FileText(std::string content) : original_(std::move(content)) {
    std::string_view text = original_;
    if (text.starts_with(k_byte_order_mark)) {
        mark_ = text.substr(0, k_byte_order_mark.size());
        text.remove_prefix(k_byte_order_mark.size());
    }
    is_utf8_ = base::is_valid_utf8(text);
    is_binary_ = text.find('\0') != std::string_view::npos;
    for (const std::string_view line : base::split_lines(text)) {
        const std::string_view bare = without_line_end(line);
        lines_.push_back({bare, line.substr(bare.size()), lines_.size() + 1});
    }
    newline_ = lines_.empty() || lines_.front().end.empty() ? "\n" : lines_.front().end;
    final_newline_ = lines_.empty() || !lines_.back().end.empty();
    // "a\rb\r" without any LF is one line for us; its last CR is no line end.
    if (!lines_.empty() && lines_.back().end == "\r") {
        lines_.back().text = base::split_lines(text).back();
        lines_.back().end = {};
        final_newline_ = false;
        if (lines_.size() == 1) newline_ = "\n";
    }
}

void FileText::set_undecodable(Undecodable undecodable) {
    if (undecodable == undecodable_) return;
    undecodable_ = undecodable;
    for (auto& keys : keys_) keys.reset();
}

const std::vector<std::uint64_t>& FileText::keys(Looseness looseness) {
    auto& keys = keys_[static_cast<std::size_t>(looseness)];
    if (!keys) {
        keys.emplace();
        keys->reserve(lines_.size());
        for (const FileLine& line : lines_) keys->push_back(line_key(line.text, looseness, undecodable_));
    }
    return *keys;
}

void FileText::replace(std::size_t begin, std::size_t count, const std::vector<std::string_view>& texts) {
    std::vector<FileLine> added;
    added.reserve(texts.size());
    for (const std::string_view text : texts) added.push_back({inserted_.emplace_back(text), newline_, 0});

    const auto splice = [begin, count](auto& all, const auto& fresh) {
        const auto at = all.begin() + static_cast<std::ptrdiff_t>(begin);
        const std::size_t shared = std::min(count, fresh.size());
        std::copy_n(fresh.begin(), shared, at);
        const auto behind = at + static_cast<std::ptrdiff_t>(shared);
        if (fresh.size() > shared)
            all.insert(behind, fresh.begin() + static_cast<std::ptrdiff_t>(shared), fresh.end());
        else
            all.erase(behind, behind + static_cast<std::ptrdiff_t>(count - shared));
    };
    splice(lines_, added);
    for (std::size_t level = 0; level < std::size(keys_); ++level) {
        if (!keys_[level]) continue;
        std::vector<std::uint64_t> fresh;
        for (const FileLine& line : added) fresh.push_back(line_key(line.text, static_cast<Looseness>(level), undecodable_));
        splice(*keys_[level], fresh);
    }
}

std::string FileText::render() const {
    std::string out(mark_);
    out.reserve(original_.size() + 64);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        out += lines_[i].text;
        if (i + 1 < lines_.size() || final_newline_) out += lines_[i].end.empty() ? newline_ : lines_[i].end;
    }
    return out;
}

std::size_t FileText::base_line_at(std::size_t index) const {
    for (; index < lines_.size(); ++index)
        if (lines_[index].base_line != 0) return lines_[index].base_line;
    return 0;
}

}  // namespace proffer::edit
