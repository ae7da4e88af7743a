// Finds file names in headings, sentences and info strings.
#include "edit/spoken_paths.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace proffer::edit {
namespace {

constexpr std::size_t k_longest_line = 1000;
constexpr std::size_t k_longest_path = 400;

bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

bool has_extension(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot + 1 >= name.size()) return false;
    const std::string_view extension = name.substr(dot + 1);  // "v1.2" has none
    return std::all_of(extension.begin(), extension.end(), is_letter_or_digit) &&
           extension.find_first_not_of("0123456789") != std::string_view::npos;
}

/// "src/a.py (new file)" without what is said of it.
std::string_view without_remark(std::string_view text) {
    const std::size_t bracket = text.find(" (");
    if (bracket != std::string_view::npos && text.ends_with(')')) text = base::trim(text.substr(0, bracket));
    return text;
}

std::string_view without_label(std::string_view text) {
    constexpr std::array<std::string_view, 6> k_labels = {"file path", "filepath", "filename", "file name", "file", "path"};
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon > 20) return text;
    const std::string label = base::to_lower(base::trim(text.substr(0, colon)));
    const bool known = std::any_of(k_labels.begin(), k_labels.end(),
                                   [&](std::string_view word) { return label == word || label.ends_with(" " + std::string(word)); });
    return known ? base::trim(text.substr(colon + 1)) : text;
}

/// Takes signs of Markdown off both ends.
std::string_view bare(std::string_view text) {
    text = base::trim(text);
    const std::size_t first = text.find_first_not_of("#*`_\"'");
    if (first == std::string_view::npos) return {};
    // A leading underscore or star may belong to the name: only what is mirrored at the end goes.
    std::string_view inner = base::trim(text.substr(text.find_first_not_of('#')));
    while (!inner.empty() && inner.ends_with(':')) inner = base::trim(inner.substr(0, inner.size() - 1));
    while (inner.size() > 2 && std::string_view("*`_\"'").find(inner.front()) != std::string_view::npos &&
           (inner.front() == inner.back() || inner.ends_with(':'))) {
        inner.remove_prefix(1);
        inner.remove_suffix(1);
        inner = base::trim(inner);
    }
    while (!inner.empty() && inner.ends_with(':')) inner = base::trim(inner.substr(0, inner.size() - 1));
    return inner;
}

std::string_view without_list_sign(std::string_view text) {
    text = base::trim(text);
    if (text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ ")) return base::trim(text.substr(2));
    const std::size_t digits = text.find_first_not_of("0123456789");
    if (digits != 0 && digits != std::string_view::npos && digits + 1 < text.size() && (text[digits] == '.' || text[digits] == ')') &&
        text[digits + 1] == ' ')
        return base::trim(text.substr(digits + 2));
    return text;
}

std::string_view without_comment_sign(std::string_view text) {
    for (const std::string_view sign : {"// ", "-- ", "; ", "<!-- ", "/* "})
        if (text.starts_with(sign)) text = base::trim(text.substr(sign.size()));
    for (const std::string_view sign : {" -->", " */"})
        if (text.ends_with(sign)) text = base::trim(text.substr(0, text.size() - sign.size()));
    return text;
}

/// The only known file among `words`, or nothing when there are none or two.
class OnlyOne {
 public:
    void offer(std::string_view word, const Paths& paths) {
        if (conflict_ || !looks_like_path(word) || !paths.knows(word)) return;
        conflict_ = !found_.empty() && found_ != word;
        found_ = word;
    }
    [[nodiscard]] std::optional<std::string> result() const {
        if (found_.empty() || conflict_) return {};
        return found_;
    }

 private:
    std::string found_;
    bool conflict_ = false;
};

std::optional<std::string> path_in_sentence(std::string_view line, const Paths& paths) {
    constexpr std::size_t k_longest_sentence = 300;
    if (line.size() > k_longest_sentence) return {};
    OnlyOne in_quotes, anywhere;
    const std::vector<std::string_view> quoted = base::split(line, '`');
    for (std::size_t i = 1; i < quoted.size(); i += 2) in_quotes.offer(base::trim(quoted[i]), paths);
    if (const auto found = in_quotes.result()) return found;
    for (const std::string_view word : base::split(line, ' ')) {
        std::string_view core = word;
        while (!core.empty() && std::string_view("`*\"'(),:;.").find(core.back()) != std::string_view::npos) core.remove_suffix(1);
        while (!core.empty() && std::string_view("`*\"'(").find(core.front()) != std::string_view::npos) core.remove_prefix(1);
        anywhere.offer(core, paths);
    }
    return anywhere.result();
}

/// "<source>python" and the like: some models wrap blocks in these where Markdown would have a fence.
bool is_wrapper(std::string_view line) {
    line = base::trim(line);
    for (const std::string_view tag : {"<source>", "<code>", "<pre>", "<codeblock>", "<sourcecode>"})
        if (line.starts_with(tag)) return line.find_first_of(" <", tag.size()) == std::string_view::npos;
    return false;
}

/// A fence that ends at line `close` and holds nothing but a path; whatever else another block's fence holds belongs to that block.
std::optional<SpokenPath> path_in_own_fence(const ReplyLines& lines, std::size_t close, std::size_t from, const Paths& paths) {
    if (close < from + 2 || !parse_fence(lines[close - 2])) return {};
    std::optional<std::string> path = path_alone_on(lines[close - 1], paths);
    if (!path) return {};
    return SpokenPath{*std::move(path), Said::for_itself};
}

}  // namespace

bool looks_like_path(std::string_view text) {
    if (text.empty() || text.size() > k_longest_path || text.find("://") != std::string_view::npos) return false;
    if (text.find_first_of(" \t`*<>|\"?(){}[]=;,!") != std::string_view::npos) return false;
    if (text.ends_with('/') || text.ends_with('.') || text.find("...") != std::string_view::npos) return false;
    return has_extension(text) || (text.find('/') != std::string_view::npos && text.find_first_not_of("/\\") != std::string_view::npos);
}

std::optional<std::string> path_alone_on(std::string_view line, const Paths& paths) {
    if (line.size() > k_longest_line) return {};
    const std::string_view whole = base::trim(line);
    if (paths.is_file(whole) || paths.is_target(whole)) return std::string(whole);
    std::string_view text = bare(without_comment_sign(without_list_sign(line)));
    text = bare(without_label(text));
    text = bare(without_remark(text));
    if (text.empty() || text.find('\0') != std::string_view::npos) return {};
    if (paths.is_file(text) || paths.is_target(text) || looks_like_path(text)) return std::string(text);
    if (text.find_first_of(" \t") == std::string_view::npos && paths.knows(text)) return std::string(text);
    return {};
}

std::optional<SpokenPath> path_on(std::string_view line, const Paths& paths) {
    if (line.size() > k_longest_line) return {};
    if (std::optional<std::string> path = path_alone_on(line, paths)) return SpokenPath{*std::move(path), Said::for_itself};
    if (std::optional<std::string> path = path_in_sentence(line, paths)) return SpokenPath{*std::move(path), Said::in_a_sentence};
    return {};
}

std::optional<std::string> path_in_info(std::string_view info, const Paths& paths) {
    if (info.empty() || info.size() > k_longest_line) return {};
    for (const std::string_view word : base::split(info, ' ')) {
        std::string_view candidate = word;
        if (const std::size_t equals = word.find('='); equals != std::string_view::npos) candidate = word.substr(equals + 1);
        candidate = bare(candidate);
        if (candidate.starts_with('{')) continue;
        // "python:src/a.py"; but "C:..." and times are no paths of ours
        if (const std::size_t colon = candidate.find(':'); colon != std::string_view::npos) candidate = candidate.substr(colon + 1);
        if (looks_like_path(candidate) || paths.is_file(candidate) || paths.is_target(candidate)) return std::string(candidate);
    }
    return {};
}

std::optional<SpokenPath> path_above(const ReplyLines& lines, std::size_t block, std::size_t from, Surroundings surroundings,
                                     const Paths& paths) {
    constexpr std::size_t k_lines_with_text = 3, k_lines_at_all = 8;
    bool may_pass_fence = surroundings == Surroundings::inside_fence;
    std::size_t with_text = 0;
    for (std::size_t back = 1; back <= k_lines_at_all && back <= block - from; ++back) {
        const std::string_view line = lines[block - back];
        if (is_blank(line) || is_wrapper(line)) continue;
        if (const std::optional<Fence> fence = parse_fence(line)) {
            if (!may_pass_fence) return path_in_own_fence(lines, block - back, from, paths);
            may_pass_fence = false;
            if (std::optional<std::string> path = path_in_info(fence->info, paths)) return SpokenPath{*std::move(path), Said::for_itself};
            continue;
        }
        // Next to the block a sentence will do; further off only a line of its own that names a known file.
        if (with_text == 0) {
            if (std::optional<SpokenPath> path = path_on(line, paths)) return path;
        } else if (std::optional<std::string> path = path_alone_on(line, paths); path && paths.knows(*path)) {
            return SpokenPath{*std::move(path), Said::for_itself};
        }
        if (++with_text == k_lines_with_text) break;
    }
    return {};
}

}  // namespace proffer::edit
