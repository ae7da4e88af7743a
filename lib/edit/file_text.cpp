// Splits a file into lines that keep their ends, and puts it together again.
#include "edit/file_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "edit/reply_lines.hpp"

namespace proffer::edit {
namespace {

constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t k_key_bits = 1U << 20U;

/// A CR without LF, behind the last line, is text.
FileLine split_end(std::string_view line) {
    if (!line.ends_with('\n')) return {line, 0, LineEnd::none};
    line.remove_suffix(1);
    if (!line.ends_with('\r')) return {line, 0, LineEnd::lf};
    return {line.substr(0, line.size() - 1), 0, LineEnd::cr_lf};
}

std::string_view spelling(LineEnd end) {
    return end == LineEnd::cr_lf ? "\r\n" : end == LineEnd::lf ? "\n" : "";
}

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
    lines_.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
    while (!text.empty()) {
        const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
        lines_.push_back(split_end(line));
        lines_.back().base_line = static_cast<std::uint32_t>(lines_.size());
        text.remove_prefix(line.size());
    }
    newline_ = lines_.empty() || lines_.front().end == LineEnd::none ? LineEnd::lf : lines_.front().end;
    final_newline_ = lines_.empty() || lines_.back().end != LineEnd::none;
}

void FileText::set_undecodable(Undecodable undecodable) {
    if (undecodable == undecodable_) return;
    undecodable_ = undecodable;
    for (auto& keys : keys_) keys.reset();
}

const std::vector<std::uint64_t>& FileText::keys(Looseness looseness) {
    auto& keys = keys_[static_cast<std::size_t>(looseness)];
    if (keys) return keys->of_lines;
    keys.emplace();
    keys->seen.resize(k_key_bits, false);
    keys->of_lines.reserve(lines_.size());
    for (const FileLine& line : lines_) {
        const std::uint64_t key = line_key(line.text, looseness, undecodable_);
        keys->of_lines.push_back(key);
        keys->seen[key % k_key_bits] = true;
    }
    return keys->of_lines;
}

bool FileText::may_have(Looseness looseness, std::uint64_t key) {
    (void)keys(looseness);
    return keys_[static_cast<std::size_t>(looseness)]->seen[key % k_key_bits];
}

void FileText::replace(std::size_t begin, std::size_t count, const std::vector<std::string_view>& texts) {
    std::vector<FileLine> added;
    added.reserve(texts.size());
    for (const std::string_view text : texts) added.push_back({inserted_.emplace_back(text), 0, newline_});

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
        for (const FileLine& line : added) {
            fresh.push_back(line_key(line.text, static_cast<Looseness>(level), undecodable_));
            keys_[level]->seen[fresh.back() % k_key_bits] = true;
        }
        splice(keys_[level]->of_lines, fresh);
    }
}

std::string FileText::render() const {
    std::string out(mark_);
    out.reserve(original_.size() + 64);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        out += lines_[i].text;
        if (i + 1 < lines_.size() || final_newline_) out += spelling(lines_[i].end == LineEnd::none ? newline_ : lines_[i].end);
    }
    return out;
}

std::size_t FileText::base_line_at(std::size_t index) const {
    for (; index < lines_.size(); ++index)
        if (lines_[index].base_line != 0) return lines_[index].base_line;
    return 0;
}

}  // namespace proffer::edit
