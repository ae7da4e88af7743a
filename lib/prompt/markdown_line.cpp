// Follows CommonMark and GitHub's extensions (tables, footnotes).
#include "prompt/markdown_line.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "prompt/html_tags.hpp"

namespace proffer::prompt {
namespace {

constexpr std::array<std::string_view, 63> k_block_elements = {
    "address", "article",  "aside",    "base",   "basefont", "blockquote", "body",   "caption",  "center",     "col",    "colgroup",
    "dd",      "details",  "dialog",   "dir",    "div",      "dl",         "dt",     "fieldset", "figcaption", "figure", "footer",
    "form",    "frame",    "frameset", "h1",     "h2",       "h3",         "h4",     "h5",       "h6",         "head",   "header",
    "hr",      "html",     "iframe",   "legend", "li",       "link",       "main",   "menu",     "menuitem",   "nav",    "noframes",
    "ol",      "optgroup", "option",   "p",      "param",    "section",    "source", "summary",  "table",      "tbody",  "td",
    "tfoot",   "th",       "thead",    "title",  "tr",       "track",      "ul",     "search"};

bool is_space(char c) {
    return c == ' ' || c == '\t';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool ends_name(std::string_view rest, std::size_t at) {
    return at >= rest.size() || is_space(rest[at]) || rest[at] == '>' || rest.substr(at).starts_with("/>");
}

bool starts_block_element(std::string_view rest) {
    const std::size_t begin = rest.starts_with("</") ? 2 : 1;
    std::size_t end = begin;
    while (end < rest.size() && (is_letter(rest[end]) || is_digit(rest[end]))) ++end;
    if (end == begin || end - begin > 10 || !ends_name(rest, end)) return false;
    const std::string name = base::to_lower(rest.substr(begin, end - begin));
    return std::find(k_block_elements.begin(), k_block_elements.end(), name) != k_block_elements.end();
}

bool starts_verbatim_element(std::string_view rest) {
    const std::string start = base::to_lower(rest.substr(0, 8));
    for (const std::string_view name : {"<script", "<style", "<pre"})
        if (start.starts_with(name)) return rest.size() == name.size() || is_space(rest[name.size()]) || rest[name.size()] == '>';
    return false;
}

}  // namespace

void MarkdownLine::look() {
    nonspace_ = offset_;
    nonspace_column_ = column_;
    std::size_t tab_left = tab_left_;
    for (; nonspace_ < end_ && is_space(source_[nonspace_]); ++nonspace_) {
        const std::size_t tab = tab_left > 0 ? tab_left : 4 - nonspace_column_ % 4;
        nonspace_column_ += source_[nonspace_] == '\t' ? tab : 1;
        tab_left = 0;
    }
}

void MarkdownLine::skip_columns(std::size_t count) {
    while (count > 0 && offset_ < end_) {
        if (source_[offset_] != '\t') {
            ++offset_, ++column_, --count;
            continue;
        }
        const std::size_t width = tab_left_ > 0 ? tab_left_ : 4 - column_ % 4;
        const std::size_t used = std::min(width, count);
        column_ += used;
        count -= used;
        tab_left_ = width - used;
        if (tab_left_ == 0) ++offset_;
    }
    look();
}

bool is_atx_heading(std::string_view rest) {
    const std::size_t marks = std::min(rest.find_first_not_of('#'), rest.size());
    return marks >= 1 && marks <= 6 && (marks == rest.size() || is_space(rest[marks]));
}

bool is_setext_underline(std::string_view rest) {
    if (rest.empty() || (rest[0] != '=' && rest[0] != '-')) return false;
    const std::size_t end = std::min(rest.find_first_not_of(rest[0]), rest.size());
    return base::trim(rest.substr(end)).empty();
}

bool is_thematic_break(std::string_view rest) {
    if (rest.empty() || (rest[0] != '*' && rest[0] != '-' && rest[0] != '_')) return false;
    const char mark = rest[0];
    const bool only = std::all_of(rest.begin(), rest.end(), [mark](char c) { return c == mark || is_space(c); });
    return only && std::count(rest.begin(), rest.end(), mark) >= 3;
}

std::size_t opening_fence(std::string_view rest) {
    if (rest.empty() || (rest[0] != '`' && rest[0] != '~')) return 0;
    const std::size_t length = std::min(rest.find_first_not_of(rest[0]), rest.size());
    if (length < 3 || (rest[0] == '`' && rest.find('`', length) != std::string_view::npos)) return 0;
    return length;
}

bool is_closing_fence(std::string_view rest, char mark, std::size_t length) {
    const std::size_t run = std::min(rest.find_first_not_of(mark), rest.size());
    return run >= length && base::trim(rest.substr(run)).empty();
}

std::optional<ListMarker> list_marker(std::string_view rest) {
    ListMarker marker;
    if (rest.empty()) return {};
    if (rest[0] == '-' || rest[0] == '+' || rest[0] == '*') {
        marker.width = 1;
    } else {
        std::size_t digits = 0;
        while (digits < rest.size() && is_digit(rest[digits])) ++digits;
        if (digits == 0 || digits > 9 || digits >= rest.size() || (rest[digits] != '.' && rest[digits] != ')')) return {};
        const std::size_t zeros = std::min(rest.find_first_not_of('0'), digits);
        marker.width = digits + 1;
        marker.starts_at_one = rest.substr(zeros, digits - zeros) == "1";
    }
    if (marker.width < rest.size() && !is_space(rest[marker.width])) return {};
    return marker;
}

int html_block_start(std::string_view rest, bool in_paragraph) {
    if (!rest.starts_with('<')) return 0;
    if (starts_verbatim_element(rest)) return 1;
    if (rest.starts_with("<!--")) return 2;
    if (rest.starts_with("<?")) return 3;
    if (rest.starts_with("<![CDATA[")) return 5;
    if (rest.size() > 2 && rest[1] == '!' && is_letter(rest[2])) return 4;
    if (starts_block_element(rest)) return 6;
    if (in_paragraph) return 0;
    const std::size_t end = inline_tag_end(rest, 0);
    return end != std::string_view::npos && base::trim(rest.substr(end)).empty() ? 7 : 0;
}

bool html_block_ends(std::string_view line, int kind) {
    constexpr auto k_none = std::string_view::npos;
    switch (kind) {
        case 1: {
            const std::string lower = base::to_lower(line);
            return lower.find("</script>") != k_none || lower.find("</style>") != k_none || lower.find("</pre>") != k_none;
        }
        case 2: return line.find("-->") != k_none;
        case 3: return line.find("?>") != k_none;
        case 4: return line.find('>') != k_none;
        case 5: return line.find("]]>") != k_none;
        default: return false;
    }
}

std::size_t footnote_start(std::string_view rest) {
    if (!rest.starts_with("[^")) return 0;
    std::size_t at = 2;
    while (at < rest.size() && rest[at] != ']' && !is_space(rest[at])) ++at;
    return at > 2 && rest.substr(at).starts_with("]:") ? at + 2 : 0;
}

std::vector<Range> table_cells(std::string_view row) {
    std::vector<Range> cells;
    std::size_t begin = row.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return cells;
    if (row[begin] == '|') ++begin;
    const std::size_t end = base::trim_right(row).size();
    for (std::size_t at = begin; at <= end; ++at) {
        if (at < end && row[at] == '\\') {
            ++at;
        } else if (at == end || row[at] == '|') {
            // Behind the last bar comes no cell.
            if (at < end || begin < end) cells.push_back({begin, std::min(at, end)});
            begin = at + 1;
        }
    }
    return cells;
}

std::size_t delimiter_columns(std::string_view row) {
    if (row.find('-') == std::string_view::npos || row.find_first_not_of(" \t|:-") != std::string_view::npos) return 0;
    const std::vector<Range> cells = table_cells(row);
    for (const Range cell : cells) {
        std::string_view text = base::trim(row.substr(cell.begin, cell.end - cell.begin));
        if (text.starts_with(':')) text.remove_prefix(1);
        if (text.ends_with(':')) text.remove_suffix(1);
        if (text.empty() || text.find_first_not_of('-') != std::string_view::npos) return 0;
    }
    return cells.size();
}

}  // namespace proffer::prompt
