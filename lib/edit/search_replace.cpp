// <<<<<<< SEARCH … ======= … >>>>>>> REPLACE, also spelt with - and +, with Roo's line hints and backslash escapes.
#include <charconv>

#include "base/text.hpp"
#include "edit/formats.hpp"
#include "edit/reasons.hpp"
#include "edit/search_markers.hpp"
#include "edit/spoken_paths.hpp"

namespace proffer::edit {
namespace {

/// Length of the row of `sign` that `line` starts with, if it is one a marker may have.
std::size_t row_of(std::string_view line, char sign) {
    const std::size_t end = line.find_first_not_of(sign);
    const std::size_t length = end == std::string_view::npos ? line.size() : end;
    return length >= 5 && length <= 9 ? length : 0;
}

bool is_word_behind(std::string_view line, std::size_t row, std::initializer_list<std::string_view> words) {
    std::string_view rest = base::trim(line.substr(row));
    if (rest.ends_with('>')) rest.remove_suffix(1);
    for (const std::string_view word : words)
        if (base::trim(rest) == word) return true;
    return false;
}

/// The number in ":start_line: 12"; nothing for other lines.
std::optional<std::size_t> hint(std::string_view line, std::string_view name) {
    line = base::trim(line);
    if (!line.starts_with(name)) return {};
    const std::string_view digits = base::trim(line.substr(name.size()));
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return {};
    return number;
}

bool is_escaped_marker(std::string_view line) {
    if (!line.starts_with('\\')) return false;
    line.remove_prefix(1);
    for (const char sign : {'<', '>', '=', '-', '+'})
        if (row_of(line, sign) != 0) return true;
    return line.starts_with(":start_line:") || line.starts_with(":end_line:");
}

}  // namespace

SearchMarker parse_search_marker(std::string_view line) {
    line = trim_left(line);
    if (line.empty()) return {};
    for (const bool angles : {true, false}) {
        if (const std::size_t row = row_of(line, angles ? '<' : '-'); row != 0 && is_word_behind(line, row, {"SEARCH", "ORIGINAL"}))
            return {SearchMarker::Kind::head, angles, false};
        if (const std::size_t row = row_of(line, angles ? '>' : '+'); row != 0 && is_word_behind(line, row, {"REPLACE", "UPDATED"}))
            return {SearchMarker::Kind::tail, angles, false};
    }
    const std::size_t row = row_of(line, '=');
    if (row != 0 && is_blank(line.substr(row))) return {SearchMarker::Kind::divider, true, row == 7};
    return {};
}

namespace {

class Reader {
 public:
    Reader(const ReplyLines& lines, const Paths& paths) : lines_(lines), paths_(paths) {}

    Requests read() {
        for (std::size_t i = 0; i < lines_.size() && requests_.problems.empty();) {
            const SearchMarker marker = watch_.may_hold_marker(lines_[i]) ? parse_search_marker(lines_[i]) : SearchMarker{};
            i = marker.kind == SearchMarker::Kind::head   ? read_block(i, marker.angles)
                : marker.kind == SearchMarker::Kind::tail ? stray(i)
                                                          : between_blocks(i);
        }
        if (requests_.problems.empty() && watch_.left_open())
            requests_.refuse(path_, k_incomplete, "the fence round the edits is not closed");
        return std::move(requests_);
    }

 private:
    /// Blocks cannot remove or move a file, so models add tags for that; passed over, half of what was meant would be applied.
    std::size_t between_blocks(std::size_t i) {
        const std::string_view line = trim_left(lines_[i]);
        if (!line.starts_with('<') || watch_.inside()) return i + 1;
        const auto tag = parse_tag(line);
        if (!tag) return i + 1;
        if (auto operation = file_operation(*tag))
            requests_.files.push_back(*std::move(operation));
        else if (tag->is("MODIFIED") && !tag->closing && tag->attribute({"path"}))
            requests_.refuse(std::string(*tag->attribute({"path"})), k_malformed,
                             "the reply mixes search/replace blocks with whole files in tags");
        return i + 1;
    }

    std::size_t stray(std::size_t i) {
        requests_.refuse(path_, k_malformed, "a 'REPLACE' marker has no 'SEARCH' marker before it");
        return i + 1;
    }

    /// Lines of the markers of one block.
    struct Block {
        std::size_t first = 0;  ///< of the old text
        std::size_t divider = 0;
        std::size_t tail = 0;
        bool several_dividers = false;
        std::size_t line_hint = 0;
        std::string_view indent;  ///< of the markers
    };

    std::size_t read_block(std::size_t head, bool angles) {
        name_file(head);
        watch_.marker_found();
        if (++blocks_ > k_most_edits) {
            requests_.refuse(path_, k_too_large, "the reply has too many edits");
            return head + 1;
        }
        Block block;
        block.first = head + 1;
        block.indent = lines_[head].substr(0, lines_[head].size() - trim_left(lines_[head]).size());
        read_hints(block);
        if (!find_markers(block, angles)) return head + 1;
        HunkRequest hunk;
        hunk.old_text = text_of(block.first, block.divider, block.indent);
        hunk.new_text = text_of(block.divider + 1, block.tail, block.indent);
        hunk.line = block.line_hint;
        hunk.several_dividers = block.several_dividers;
        add(hunk);
        gap_ = block.tail + 1;
        return block.tail + 1;
    }

    void name_file(std::size_t head) {
        const Surroundings surroundings = watch_.inside() ? Surroundings::inside_fence : Surroundings::plain;
        if (std::optional<SpokenPath> said = path_above(lines_, head, gap_, surroundings, paths_)) path_ = std::move(said->path);
        if (path_.empty()) path_ = paths_.only_target().value_or("");
    }

    void read_hints(Block& block) const {
        bool hinted = false;
        while (true) {
            if (const auto line = hint(lines_[block.first], ":start_line:"))
                block.line_hint = *line;
            else if (!hint(lines_[block.first], ":end_line:"))
                break;
            hinted = true;
            ++block.first;
        }
        const std::string_view line = trim_left(lines_[block.first]);
        if (const std::size_t row = row_of(line, '-'); hinted && row != 0 && is_blank(line.substr(row))) ++block.first;
    }

    /// With a row of exactly seven `=` in the block, other rows are text.
    bool find_markers(Block& block, bool angles) {
        std::size_t exact = 0, other = 0, exact_count = 0, other_count = 0;
        for (block.tail = block.first; block.tail < lines_.size(); ++block.tail) {
            const std::string_view line = lines_[block.tail];
            if (line.substr(0, line.size() - trim_left(line).size()) != block.indent) continue;  // a marker is as far in as its head
            const SearchMarker marker = parse_search_marker(line);
            if (marker.kind == SearchMarker::Kind::divider) {
                if (marker.exact && exact_count++ == 0) exact = block.tail;
                if (!marker.exact && other_count++ == 0) other = block.tail;
            }
            const bool ours = marker.angles == angles;
            if (marker.kind == SearchMarker::Kind::head && ours) return incomplete("a block is not closed before the next one starts");
            if (marker.kind == SearchMarker::Kind::tail && ours) break;
        }
        if (block.tail == lines_.size()) return incomplete("a block is not closed with a 'REPLACE' marker");
        if (exact_count + other_count == 0) return incomplete("a block has no '=======' between old and new text");
        block.divider = exact_count > 0 ? exact : other;
        block.several_dividers = exact_count > 0 ? exact_count > 1 : other_count > 1;
        return true;
    }

    bool incomplete(const char* message) {
        requests_.refuse(path_, k_incomplete, message);
        return false;
    }

    /// Lines [first, last) without the markers' indentation and without escapes before what looks like a marker.
    std::string_view text_of(std::size_t first, std::size_t last, std::string_view indent) {
        bool rewrite = !indent.empty();
        for (std::size_t i = first; i < last; ++i) {
            if (!lines_[i].starts_with(indent) && !is_blank(lines_[i])) indent = {};
            rewrite = rewrite || is_escaped_marker(lines_[i]);
        }
        if (!rewrite) return lines_.between(first, last);
        std::string text;
        for (std::size_t i = first; i < last; ++i) {
            std::string_view line = lines_.between(i, i + 1);
            if (line.starts_with(indent)) line.remove_prefix(indent.size());
            if (is_escaped_marker(line)) line.remove_prefix(1);
            text += line;
        }
        return requests_.keep(std::move(text));
    }

    void add(const HunkRequest& hunk) {
        if (requests_.files.empty() || requests_.files.back().path != path_) {
            FileRequest request;
            request.action = Action::change;
            request.path = path_;
            requests_.files.push_back(std::move(request));
        }
        requests_.files.back().hunks.push_back(hunk);
    }

    const ReplyLines& lines_;
    const Paths& paths_;
    FenceWatch watch_;
    Requests requests_;
    std::string path_;
    std::size_t gap_ = 0;  ///< first line behind the block before
    std::size_t blocks_ = 0;
};

}  // namespace

Requests read_search_replace(const ReplyLines& lines, const Paths& paths) {
    return Reader(lines, paths).read();
}

}  // namespace proffer::edit
