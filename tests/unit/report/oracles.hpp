// Small readers of Markdown, HTML and XML that tell which parts of a report a forge, a browser or a CI system would act on.
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace proffer::report::testing {

inline std::size_t run_of(std::string_view line, char c) {
    return std::min(line.find_first_not_of(c), line.size());
}

/// The line without its code spans; an unmatched run of backticks stays.
inline std::string without_code_spans(std::string_view line) {
    std::string rest;
    for (std::size_t i = 0; i < line.size();) {
        if (line[i] != '`') {
            rest += line[i++];
            continue;
        }
        const std::size_t length = run_of(line.substr(i), '`');
        std::size_t close = i + length;
        while (close < line.size()) {
            close = line.find('`', close);
            if (close == std::string_view::npos) break;
            const std::size_t other = run_of(line.substr(close), '`');
            if (other == length) break;
            close += other;
        }
        if (close >= line.size()) return rest + std::string(line.substr(i));
        rest += 'c';
        i = close + length;
    }
    return rest;
}

struct MarkdownReading {
    std::vector<std::string> active_lines;  ///< outside fences, without code spans
    bool open_fence = false;                ///< the text ends inside a fence
};

/// As CommonMark reads fences that start in the first column.
inline MarkdownReading read_markdown(const std::string& text) {
    MarkdownReading reading;
    std::size_t fence = 0;
    for (std::string_view line : base::split_lines(text)) {
        line = base::trim_right(line);
        const std::size_t run = run_of(line, '`');
        if (fence > 0) {
            if (run >= fence && run == line.size()) fence = 0;
        } else if (run >= 3 && line.substr(run).find('`') == std::string_view::npos) {
            fence = run;
        } else {
            reading.active_lines.push_back(without_code_spans(line));
        }
    }
    reading.open_fence = fence > 0;
    return reading;
}

/// What is left of an active line when the markup of our own templates is taken off.
inline std::string without_template(std::string line) {
    for (const std::string_view ours : {"<details><summary><b>Reply</b> ", "<details><summary><b>Feedback</b> ", "</summary>", "</details>",
                                        "<https://github.com/example/shop/pull/42>"})
        line = base::replace_all(std::move(line), ours, "");
    const std::size_t marks = run_of(line, '#');
    return marks <= 3 && line.substr(marks).starts_with(" ") ? line.substr(marks) : line;
}

/// Why a forge or a bot would act on the line, or nothing.
inline std::optional<std::string> activity(const std::string& active_line) {
    const std::string line = without_template(active_line);
    for (const std::string_view mark :
         {"@", "#", "<", "![", "](", "[", "http:", "https:", "www.", "`", "~", "&", "$", "{", "\\", "GH-", "PROJ-", "\r", "\x1b", "r+"})
        if (line.find(mark) != std::string::npos) return "it has '" + std::string(mark) + "'";
    if (base::trim(line).starts_with("::")) return "it is a command for the CI log";
    if (base::trim(line).starts_with("/")) return "it starts with '/'";
    if (line.starts_with("===") || (line.starts_with("---") && line.size() > 0)) return "it is a heading's underline";
    if (!base::is_valid_utf8(line)) return "it is not valid UTF-8";
    return {};
}

/// Lines that GitLab's older pattern for quick actions (`^```.+?\n```$` is code) would run.
inline std::vector<std::string> quick_actions(const std::string& text) {
    const std::vector<std::string_view> lines = base::split_lines(text);
    std::vector<std::string> found;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].starts_with("```")) {
            std::size_t close = i + 1;
            while (close < lines.size() && lines[close] != "```\n") ++close;
            if (close < lines.size()) {
                i = close;
                continue;
            }
        }
        if (base::trim(lines[i]).starts_with("/")) found.emplace_back(lines[i]);
    }
    return found;
}

struct Tag {
    std::string name;  ///< "/p" for an end tag
    std::string attributes;
};

/// Every tag of an HTML or XML text; a `<` that starts none is reported as the tag "?".
inline std::vector<Tag> read_tags(std::string_view text) {
    std::vector<Tag> tags;
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        const std::size_t end = text.find('>', at);
        if (end == std::string_view::npos) {
            tags.push_back({"?", ""});
            break;
        }
        const std::string_view inside = text.substr(at + 1, end - at - 1);
        const std::size_t name_end = std::min(inside.find_first_of(" \n"), inside.size());
        tags.push_back({std::string(inside.substr(0, name_end)), std::string(inside.substr(name_end))});
    }
    return tags;
}

/// True when every end tag closes the last open one.
inline bool balanced(const std::vector<Tag>& tags, const std::set<std::string>& without_end) {
    std::vector<std::string> open;
    for (const Tag& tag : tags) {
        if (without_end.contains(tag.name) || tag.attributes.ends_with('/')) continue;
        if (!tag.name.starts_with('/'))
            open.push_back(tag.name);
        else if (open.empty() || "/" + open.back() != tag.name)
            return false;
        else
            open.pop_back();
    }
    return open.empty();
}

/// Every `&` starts one of the entities we write.
inline bool only_known_entities(std::string_view text) {
    for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
        const std::string_view rest = text.substr(at);
        const auto starts = [&](std::string_view entity) { return rest.starts_with(entity); };
        if (!starts("&amp;") && !starts("&lt;") && !starts("&gt;") && !starts("&quot;") && !starts("&#39;")) return false;
    }
    return true;
}

/// Every code point is one that XML 1.0 allows.
inline bool only_xml_characters(std::string_view text) {
    for (std::size_t position = 0; position < text.size();) {
        const auto code_point = base::next_code_point(text, position);
        if (!code_point) return false;
        const bool blank = *code_point == '\t' || *code_point == '\n' || *code_point == '\r';
        if (!blank && (*code_point < 0x20 || *code_point == 0xFFFE || *code_point == 0xFFFF)) return false;
    }
    return true;
}

}  // namespace proffer::report::testing
