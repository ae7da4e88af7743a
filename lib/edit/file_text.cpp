// Splits a file into lines that keep their ends, and puts it together again.
#include "edit/file_text.hpp"

#include <algorithm>
#include <bit>

#include "base/text.hpp"
#include "edit/reply_lines.hpp"

namespace proffer::edit {
namespace {

constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";

/// Eight for each line: one line in eight that is not in the file is looked for in vain.
std::size_t key_bits(std::size_t lines) {
    constexpr std::size_t k_fewest = 64, k_most = 1U << 22U;
    return std::bit_ceil(std::clamp(lines * 8, k_fewest, k_most));
}

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
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        lines.push_back(without_line_end(text.substr(at, end - at)));
        at = end;
    }
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
    const std::string_view first = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
    const LineEnd first_end = split_end(first).end;
    newline_ = first_end == LineEnd::none ? LineEnd::lf : first_end;
    final_newline_ = text.empty() || text.ends_with('\n');
}

const std::vector<FileLine>& FileText::lines() const {
    if (is_split_) return lines_;
    is_split_ = true;
    std::string_view text = std::string_view(original_).substr(mark_.size());
    lines_.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
    while (!text.empty()) {
        const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
        lines_.push_back(split_end(line));
        lines_.back().base_line = static_cast<std::uint32_t>(lines_.size());
        text.remove_prefix(line.size());
    }
    return lines_;
}

void FileText::set_final_newline(bool present) {
    (void)lines();
    final_newline_ = present;
}

const Encoding& FileText::encoding() {
    if (!encoding_) encoding_.emplace(original_);
    return *encoding_;
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
    keys->seen.resize(key_bits(size()), false);
    keys->of_lines.reserve(size());
    for (const FileLine& line : lines()) {
        const std::uint64_t key = line_key(line.text, looseness, undecodable_);
        keys->of_lines.push_back(key);
        keys->note(key);
    }
    return keys->of_lines;
}

namespace {

/// The stretch of `all` from the first change to the last, changed; `fresh` has the new entries of all changes in a row.
template <typename Entry>
void rewrite(std::vector<Entry>& all, std::size_t begin, const std::vector<diff::Change>& changes, const std::vector<Entry>& fresh) {
    const auto at = [&](std::size_t line) { return all.begin() + static_cast<std::ptrdiff_t>(begin + line); };
    std::vector<Entry> stretch;
    auto next = fresh.begin();
    std::size_t done = changes.front().old_begin;
    for (const diff::Change& change : changes) {
        stretch.insert(stretch.end(), at(done), at(change.old_begin));
        stretch.insert(stretch.end(), next, next + static_cast<std::ptrdiff_t>(change.new_count));
        next += static_cast<std::ptrdiff_t>(change.new_count);
        done = change.old_begin + change.old_count;
    }
    const auto first = at(changes.front().old_begin), last = at(done);
    const auto shared = static_cast<std::ptrdiff_t>(std::min<std::size_t>(stretch.size(), static_cast<std::size_t>(last - first)));
    std::copy_n(stretch.begin(), shared, first);
    if (static_cast<std::size_t>(shared) < stretch.size())
        all.insert(last, stretch.begin() + shared, stretch.end());
    else
        all.erase(first + shared, last);
}

}  // namespace

void FileText::change(std::size_t begin, const std::vector<diff::Change>& changes, const std::vector<std::string_view>& texts) {
    if (changes.empty()) return;
    (void)lines();
    std::string& copy = inserted_.emplace_back();
    std::vector<FileLine> fresh;
    const auto for_each_text = [&](const auto& action) {
        for (const diff::Change& change : changes)
            for (std::size_t i = 0; i < change.new_count; ++i) action(texts[change.new_begin + i]);
    };
    std::size_t bytes = 0;
    for_each_text([&](std::string_view text) { bytes += text.size(); });
    copy.reserve(bytes);
    for_each_text([&](std::string_view text) {
        fresh.push_back({std::string_view(copy.data() + copy.size(), text.size()), 0, newline_});
        copy += text;
    });
    rewrite(lines_, begin, changes, fresh);
    for (std::size_t level = 0; level < std::size(keys_); ++level) {
        if (!keys_[level]) continue;
        std::vector<std::uint64_t> fresh_keys;
        for (const FileLine& line : fresh) {
            fresh_keys.push_back(line_key(line.text, static_cast<Looseness>(level), undecodable_));
            keys_[level]->note(fresh_keys.back());
        }
        rewrite(keys_[level]->of_lines, begin, changes, fresh_keys);
    }
}

std::string FileText::render() const {
    if (!is_split_) return original_;
    std::string out(mark_);
    std::size_t bytes = mark_.size();
    for (const FileLine& line : lines_) bytes += line.text.size() + spelling(line.end == LineEnd::none ? newline_ : line.end).size();
    out.reserve(bytes);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        out += lines_[i].text;
        if (i + 1 < lines_.size() || final_newline_) out += spelling(lines_[i].end == LineEnd::none ? newline_ : lines_[i].end);
    }
    return out;
}

std::size_t FileText::base_line_at(std::size_t index) const {
    for (; index < size(); ++index)
        if (lines_[index].base_line != 0) return lines_[index].base_line;
    return 0;
}

}  // namespace proffer::edit
