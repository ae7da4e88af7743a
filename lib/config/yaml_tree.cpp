// Drives yaml-cpp's event parser and refuses everything outside our subset while the tree is built.
#include "config/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include "base/text.hpp"

namespace proffer::config {
namespace {

constexpr std::size_t k_most_bytes = 256 * 1024;
constexpr std::size_t k_most_nodes = 10'000;
constexpr std::size_t k_most_levels = 16;
constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";

/// Leaves yaml-cpp once a limit is passed; never leaves this file.
struct LimitReached {};

Place place_of(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    return {static_cast<std::size_t>(std::max(mark.line, 0)) + 1, static_cast<std::size_t>(std::max(mark.column, 0)) + 1};
}

bool is_control(char32_t c) {
    return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
}

/// True when an odd number of backslashes stands before `position`.
bool is_escaped(std::string_view text, std::size_t position) {
    std::size_t backslashes = 0;
    while (backslashes < position && text[position - 1 - backslashes] == '\\') ++backslashes;
    return backslashes % 2 == 1;
}

class Builder : public YAML::EventHandler {
 public:
    Builder(std::string_view source, Problems& problems) : source_(source), problems_(problems) {}

    [[nodiscard]] Node take_root() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ < 2) return;
        problems_.add(place_of(mark), "several documents in one file", "keep one, without a second '---' line");
        throw LimitReached{};
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        Node node{NodeKind::null, place_of(mark), {}, {}, {}};
        count(node.place);
        check_properties(node, mark, "?", anchor);
        attach(std::move(node));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        Node node{NodeKind::broken, place_of(mark), {}, {}, {}};
        count(node.place);
        problems_.add(node.place, "aliases are not supported", "write the value out, or put text that starts with '*' in quotes");
        attach(std::move(node));
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
        Node node{NodeKind::scalar, place_of(mark), value, {}, {}};
        count(node.place);
        check_properties(node, mark, tag == "!" ? "?" : tag, anchor);
        check_text(node);
        check_quote(node, mark);
        attach(std::move(node));
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        open(NodeKind::list, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
        open(NodeKind::map, mark, tag, anchor);
    }
    void OnMapEnd() override { close(); }

 private:
    struct Key {
        std::string text;
        Place place;
        bool usable = true;
    };
    struct Level {
        Node node;
        std::optional<Key> key;                    // read, its value is still to come
        std::map<std::string, std::size_t> lines;  // of the keys so far
    };

    void check_properties(Node& node, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        const auto position = static_cast<std::size_t>(std::max(mark.pos, 0));
        const char first = position < source_.size() ? source_[position] : '\0';
        if ((!tag.empty() && tag != "?") || first == '!')
            problems_.add(node.place, "tags are not supported", "put text that starts with '!' in quotes");
        else if (anchor != YAML::NullAnchor)
            problems_.add(node.place, "anchors are not supported", "write the value out where it is needed");
        else
            return;
        if (node.kind != NodeKind::list && node.kind != NodeKind::map) node.kind = NodeKind::broken;
    }

    // Escapes such as "\0" bring back what the source itself may not hold.
    void check_text(Node& node) {
        const bool has_control =
            std::any_of(node.text.begin(), node.text.end(), [](char c) { return is_control(static_cast<unsigned char>(c)); });
        if (!has_control && base::is_valid_utf8(node.text)) return;
        problems_.add(node.place, "control character in a value", "remove the escape");
        node.kind = NodeKind::broken;
    }

    // yaml-cpp 0.7 lets a quote run to the end of the file when a line end comes before that.
    void check_quote(const Node& node, const YAML::Mark& mark) {
        const std::string_view rest = source_.substr(std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), source_.size()));
        if (!rest.starts_with('"') && !rest.starts_with('\'')) return;
        std::size_t end = rest.find(rest[0], 1);
        while (end != std::string_view::npos && rest[0] == '"' && is_escaped(rest, end)) end = rest.find('"', end + 1);
        while (end != std::string_view::npos && rest[0] == '\'' && rest.substr(end + 1).starts_with('\'')) end = rest.find('\'', end + 2);
        if (end == std::string_view::npos)
            problems_.add(node.place, "the quote is never closed", "close it on the line where the text ends");
    }

    void count(Place place) {
        if (++nodes_ <= k_most_nodes) return;
        problems_.add(place, "more than 10,000 values", "keep the file to what proffer reads");
        throw LimitReached{};
    }

    void open(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        count(place_of(mark));
        Level level;
        level.node.kind = kind;
        level.node.place = place_of(mark);
        if (levels_.size() >= k_most_levels) {
            problems_.add(level.node.place, "nested more than 16 levels deep", "a configuration needs four");
            throw LimitReached{};
        }
        check_properties(level.node, mark, tag, anchor);
        levels_.push_back(std::move(level));
    }

    void close() {
        Node node = std::move(levels_.back().node);
        levels_.pop_back();
        attach(std::move(node));
    }

    void attach(Node node) {
        if (levels_.empty()) {
            root_ = std::move(node);
            return;
        }
        Level& parent = levels_.back();
        if (parent.node.kind == NodeKind::list) {
            parent.node.items.push_back(std::move(node));
        } else if (!parent.key) {
            parent.key = read_key(parent, node);
        } else {
            const Key key = *std::exchange(parent.key, std::nullopt);
            if (node.kind == NodeKind::null) node.place = key.place;  // an absent value has its mark somewhere behind
            if (key.usable) parent.node.entries.push_back({key.text, key.place, std::move(node)});
        }
    }

    Key read_key(Level& level, const Node& node) {
        Key key{node.text, node.place, false};
        if (node.kind == NodeKind::broken) return key;
        if (node.kind != NodeKind::scalar) {
            problems_.add(node.place, "a key must be plain text",
                          node.kind == NodeKind::map ? "put text that starts with '{{' in quotes" : "write 'key: value'");
            return key;
        }
        if (key.text == "<<") {
            problems_.add(node.place, "merge keys are not supported", "write the values out where they are needed");
            return key;
        }
        const auto [earlier, is_new] = level.lines.emplace(key.text, key.place.line);
        key.usable = is_new;
        if (!is_new)
            problems_.add(node.place, quoted(key.text) + " is given twice",
                          "keep one; the first is in line " + std::to_string(earlier->second));
        return key;
    }

    std::string_view source_;
    Problems& problems_;
    Node root_;
    std::vector<Level> levels_;
    std::size_t nodes_ = 0;
    int documents_ = 0;
};

bool is_readable(std::string_view text, Problems& problems) {
    if (text.size() > k_most_bytes) {
        problems.add({}, "the file is over 256 KiB", "keep long texts in files of their own");
        return false;
    }
    Place place;
    for (std::size_t position = 0; position < text.size();) {
        const std::size_t start = position;
        const auto c = base::next_code_point(text, position);
        if (!c || is_control(*c)) {
            problems.add(place, c ? "control character" : "invalid UTF-8", "save the file as UTF-8 text");
            return false;
        }
        place.column += position - start;
        if (*c == '\n') place = {place.line + 1, 1};
    }
    return true;
}

std::string_view line_at(std::string_view text, std::size_t line) {
    for (std::size_t current = 1; current < line; ++current) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

/// The usual slips behind yaml-cpp's terse messages.
std::string syntax_hint(std::string_view line, Place place) {
    const std::size_t column = place.column - 1;
    const std::string_view blank = line.substr(0, line.find_first_not_of(" \t"));
    if (blank.find('\t') != std::string_view::npos) return "indent with blanks, not with tabs";
    if (column < line.size() && line[column] == '*') return "put text that starts with '*' in quotes";
    if (column < line.size() && (line[column] == '@' || line[column] == '`' || line[column] == '%'))
        return std::string("put text that starts with '") + line[column] + "' in quotes";
    if (line.find("{{") != std::string_view::npos) return "put text with '{{…}}' in quotes";
    if (line.find(": ") != line.rfind(": ")) return "put text with ': ' inside in quotes";
    return "check indentation, quotes and brackets here and in the line above";
}

void add_syntax_problem(const YAML::Exception& exception, std::string_view text, Problems& problems) {
    const Place place = place_of(exception.mark);
    const std::string_view line = line_at(text, place.line);
    // Ours is the better word for an alias without its anchor.
    const bool is_alias = line.substr(std::min(place.column - 1, line.size())).starts_with('*');
    problems.add(place, is_alias ? "aliases are not supported" : "not valid YAML: " + exception.msg, syntax_hint(line, place));
}

}  // namespace

const Node* Node::find(std::string_view key) const {
    const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
    return entry == entries.end() ? nullptr : &entry->value;
}

std::optional<Node> parse_yaml(std::string_view text, Problems& problems) {
    if (text.starts_with(k_byte_order_mark)) text.remove_prefix(k_byte_order_mark.size());
    if (!is_readable(text, problems)) return {};
    Builder builder(text, problems);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
        return builder.take_root();
    } catch (const LimitReached&) {
        return {};
    } catch (const YAML::Exception& exception) {
        add_syntax_problem(exception, text, problems);
        return {};
    }
}

}  // namespace proffer::config
