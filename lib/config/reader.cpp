// Wording of what is expected and found, and the readers of plain values.
#include "config/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "config/paths.hpp"
#include "config/quantities.hpp"

namespace proffer::config {
namespace {

constexpr std::string_view k_files_tag = "{{files}}";

std::string found(const Node& node) {
    switch (node.kind) {
        case NodeKind::null: return "nothing";
        case NodeKind::list: return "a list";
        case NodeKind::map: return "a map";
        default: return quoted(node.text);
    }
}

bool is_blank(std::string_view text) {
    return base::trim(text).empty();
}

std::string listed(const std::vector<std::string_view>& words) {
    std::string text;
    for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
    return text;
}

}  // namespace

std::string Reader::name() const {
    std::string name;
    for (const std::string& part : names_) name += (name.empty() ? "" : ".") + part;
    return quoted(name);
}

void Reader::wrong(const Node& node, const Expected& expected) {
    if (node.kind == NodeKind::broken) return;
    problem(node.place, fmt::format("{} must be {}, not {}", name(), expected.what, found(node)),
            fmt::format("for example {}", expected.example));
}

bool Reader::is(const Node& node, NodeKind kind, const Expected& expected) {
    if (node.kind == kind) return true;
    wrong(node, expected);
    return false;
}

void Reader::unknown_key(const Entry& entry, const std::vector<std::string_view>& known) {
    const std::string where = names_.empty() ? "" : " in " + name();
    const auto near = base::nearest(entry.key, known);
    problem(entry.place, fmt::format("unknown key {}{}", quoted(entry.key), where),
            near ? fmt::format("did you mean '{}'?", *near) : "known here: " + listed(known));
}

void Reader::wrong_word(const Node& node, const std::vector<std::string_view>& spellings) {
    if (node.kind == NodeKind::broken) return;
    const auto near = node.kind == NodeKind::scalar ? base::nearest(node.text, spellings) : std::nullopt;
    problem(node.place, fmt::format("{} must be one of {}, not {}", name(), listed(spellings), found(node)),
            near ? fmt::format("did you mean '{}'?", *near) : "");
}

void Reader::text(const Node& node, std::string& out) {
    if (is(node, NodeKind::scalar, {"text", "'some words'"})) out = node.text;
}

void Reader::filled_text(const Node& node, std::string& out) {
    const Expected expected{"text", "'some words'"};
    if (!is(node, NodeKind::scalar, expected)) return;
    if (is_blank(node.text))
        problem(node.place, name() + " is empty", "give it a text or leave the key out");
    else
        out = node.text;
}

void Reader::several(const Node& node, std::vector<std::string>& out, void (Reader::*read)(const Node&, std::string&),
                     const Expected& expected) {
    const bool is_list = node.kind == NodeKind::list;
    if (!is_list && !is(node, NodeKind::scalar, expected)) return;
    std::vector<std::string> values;
    std::set<std::string> seen;
    for (const Node& item : std::span(is_list ? node.items.data() : &node, is_list ? node.items.size() : 1)) {
        std::string value;
        (this->*read)(item, value);
        if (!value.empty() && seen.insert(value).second) values.push_back(std::move(value));
    }
    out = std::move(values);
}

void Reader::texts(const Node& node, std::vector<std::string>& out) {
    several(node, out, &Reader::filled_text, {"text or a list of texts", "[one, two]"});
}

void Reader::patterns(const Node& node, std::vector<std::string>& out) {
    several(node, out, &Reader::pattern, {"a path or a list of paths", "[src/, tests/]"});
}

void Reader::pattern(const Node& node, std::string& out) {
    if (!is(node, NodeKind::scalar, {"a path", "src/"})) return;
    auto value = parse_pattern(node.text);
    if (value)
        out = *std::move(value);
    else
        problem(node.place, name() + ": " + value.error().message, value.error().hint);
}

void Reader::path(const Node& node, std::string& out) {
    if (!is(node, NodeKind::scalar, {"a path", "docs/notes.md"})) return;
    auto value = parse_path(node.text);
    if (value)
        out = *std::move(value);
    else
        problem(node.place, name() + ": " + value.error().message, value.error().hint);
}

void Reader::boolean(const Node& node, bool& out) {
    const Expected expected{"true or false", "true"};
    if (!is(node, NodeKind::scalar, expected)) return;
    const std::string value = base::to_lower(node.text);
    if (value == "true" || value == "false")
        out = value == "true";
    else
        wrong(node, expected);
}

void Reader::integer(const Node& node, int& out, int lowest, int highest) {
    const std::string what = fmt::format("a whole number from {} to {}", lowest, highest);
    const std::string example = std::to_string(std::clamp(3, lowest, highest));
    amount(node, out,
           [&](std::string_view text) {
               const auto value = parse_integer(text);
               return value && *value >= lowest && *value <= highest ? value : std::nullopt;
           },
           {what, example});
}

void Reader::command(const Node& node, std::string& out, Expands expands) {
    std::string value;
    filled_text(node, value);
    if (value.empty()) return;
    const std::string rest = expands == Expands::files ? base::replace_all(value, k_files_tag, "") : value;
    if (rest.find("{{") != std::string::npos) {
        problem(node.place, fmt::format("{} holds '{{{{' that does not expand", name()),
                expands == Expands::files ? "only '{{files}}' is expanded in commands; other text from outside never reaches a shell"
                                          : "nothing is expanded here; the prompt comes on standard input");
        return;
    }
    out = std::move(value);
}

}  // namespace proffer::config
