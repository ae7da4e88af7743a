// What a forge makes of Markdown: cmark-gfm's own reading of it, and what is then looked for in the text it shows.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "support/temp_dir.hpp"

namespace proffer::sinks {

/// cmark-gfm's XML of a document; an empty text when the program is missing.
inline std::string read_by_cmark(const std::string& markdown) {
    const support::TempDir directory;
    const std::string path = (directory.path() / "text.md").string();
    if (std::FILE* file = std::fopen(path.c_str(), "wb")) {
        std::fwrite(markdown.data(), 1, markdown.size(), file);
        std::fclose(file);
    }
    const std::string command = "cmark-gfm --unsafe -t xml -e table -e strikethrough -e autolink -e tasklist -e footnotes " +
                                base::shell_quote(path) + " 2>/dev/null";
    std::string xml;
    if (std::FILE* pipe = popen(command.c_str(), "r")) {
        char buffer[65536];
        for (std::size_t size = fread(buffer, 1, sizeof(buffer), pipe); size > 0; size = fread(buffer, 1, sizeof(buffer), pipe))
            xml.append(buffer, size);
        pclose(pipe);
    }
    return xml;
}

inline std::string unescaped(std::string text) {
    for (const auto& [entity, c] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}})
        text = base::replace_all(std::move(text), entity, c);
    return text;
}

struct Node {
    std::string name;
    std::string text;  ///< of `text`, `code`, `code_block`, `html_…` nodes
};

/// Every node of the tree in order, by its start tag.
inline std::vector<Node> nodes_of(std::string_view xml) {
    std::vector<Node> nodes;
    for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
        if (at + 1 >= xml.size() || xml[at + 1] < 'a' || xml[at + 1] > 'z') continue;
        const std::size_t end = xml.find('>', at);
        if (end == std::string_view::npos) break;
        const std::string_view tag = xml.substr(at + 1, end - at - 1);
        Node node{std::string(tag.substr(0, tag.find_first_of(" /"))), ""};
        if (!tag.ends_with('/')) node.text = unescaped(std::string(xml.substr(end + 1, xml.find('<', end) - end - 1)));
        nodes.push_back(std::move(node));
    }
    return nodes;
}

inline bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Whether a forge or a bot acts on text it shows outside code.
inline bool shown_text_acts(const std::string& text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool starts_word = at == 0 || !is_word(text[at - 1]);
        const char next = at + 1 < text.size() ? text[at + 1] : ' ';
        if (c == '@' && (is_word(next) || next == '-')) return true;
        if (c == '#' && next >= '0' && next <= '9') return true;
        if ((c == '!' || c == '&' || c == '$' || c == '%' || c == '~') && is_word(next)) return true;
        if (starts_word && (text.substr(at, 3) == "GH-" || text.substr(at, 5) == "PROJ-" || text.substr(at, 4) == "www.")) return true;
        if (text.substr(at, 3) == "://" || text.substr(at, 2) == "r+") return true;
    }
    const std::string_view first = base::trim(text);
    return first.starts_with("/");
}

/// `ours` names the nodes that the template of the sink makes itself.
inline std::string why_markdown_acts(const std::string& xml, const std::vector<std::string_view>& ours) {
    for (const Node& node : nodes_of(xml)) {
        if (std::find(ours.begin(), ours.end(), node.name) == ours.end()) return "a node '" + node.name + "'";
        if (node.name == "text" && shown_text_acts(node.text)) return "text '" + node.text + "'";
    }
    return {};
}

/// GitLab runs a line that starts with `/` behind blanks and stands outside fences; blocks that only its newer reader knows as code
/// count as text.
inline bool quick_action_acts(std::string_view markdown) {
    const std::vector<std::string_view> lines = base::split(markdown, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string_view line = base::trim(lines[i]);
        const std::size_t fence = std::min(line.find_first_not_of('`'), line.size());
        if (fence >= 3) {
            std::size_t close = i + 1;
            while (close < lines.size()) {
                const std::string_view candidate = base::trim(lines[close]);
                if (candidate.size() >= fence && candidate.find_first_not_of('`') == std::string_view::npos) break;
                ++close;
            }
            if (close < lines.size()) {
                i = close;
                continue;
            }
        }
        if (line.size() > 1 && line[0] == '/' && line[1] >= 'a' && line[1] <= 'z') return true;
    }
    return false;
}

}  // namespace proffer::sinks
