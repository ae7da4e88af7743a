// Typed reading of the tree: each function stores what fits and tells what does not.
#pragma once

#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "config/yaml_tree.hpp"

namespace proffer::config {

class Reader;

/// One key of a map and how its value gets into a `Target`.
template <typename Target>
struct Field {
    std::string_view key;
    void (*read)(Reader& reader, const Node& node, Target& target);
};

/// One word of an enumeration.
template <typename Value>
struct Word {
    std::string_view spelling;
    Value value;
};

template <typename Value>
[[nodiscard]] std::string_view spelling_of(Value value, std::span<const Word<Value>> words) {
    for (const Word<Value>& word : words)
        if (word.value == value) return word.spelling;
    PROFFER_ASSERT(false, "enumerator without a word");
}

/// Where a value may be wrong: "a size" and "50KB".
struct Expected {
    std::string_view what;
    std::string_view example;
};

class Reader {
 public:
    explicit Reader(Problems& problems) : problems_(problems) {}
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    void problem(Place place, std::string message, std::string hint = {}) { problems_.add(place, std::move(message), std::move(hint)); }
    /// "'limits.file' must be a size, not a list (for example 50KB)".
    void wrong(const Node& node, const Expected& expected);
    void unknown_key(const Entry& entry, const std::vector<std::string_view>& known);

    /// True when `node` has that kind; tells it otherwise.
    bool is(const Node& node, NodeKind kind, const Expected& expected);

    void text(const Node& node, std::string& out);                   ///< may be empty
    void filled_text(const Node& node, std::string& out);            ///< may not be blank
    void texts(const Node& node, std::vector<std::string>& out);     ///< one text or a list, none blank, none twice
    void patterns(const Node& node, std::vector<std::string>& out);  ///< one path pattern or a list
    void pattern(const Node& node, std::string& out);
    void path(const Node& node, std::string& out);
    void boolean(const Node& node, bool& out);
    void integer(const Node& node, int& out, int lowest, int highest);
    /// A line for `sh -c`. `{{files}}`, or nothing at all, may be expanded in it.
    enum class Expands { files, nothing };
    void command(const Node& node, std::string& out, Expands expands);

    /// Through a parser that gives an optional: `amount(node, limits.file_bytes, parse_size, {"a size", "50KB"})`.
    template <typename Value, typename Parse>
    void amount(const Node& node, Value& out, Parse parse, const Expected& expected) {
        if (!is(node, NodeKind::scalar, expected)) return;
        if (const auto value = parse(std::string_view(node.text)))
            out = *value;
        else
            wrong(node, expected);
    }

    template <typename Value>
    void word(const Node& node, Value& out, std::span<const Word<Value>> words) {
        std::vector<std::string_view> spellings;
        for (const Word<Value>& candidate : words) {
            if (node.kind == NodeKind::scalar && candidate.spelling == node.text) {
                out = candidate.value;
                return;
            }
            spellings.push_back(candidate.spelling);
        }
        wrong_word(node, spellings);
    }
    void wrong_word(const Node& node, const std::vector<std::string_view>& spellings);

    /// Every entry of a map through its field; unknown keys are told. `name` is what the map is called in messages.
    template <typename Target>
    void map(const Node& node, Target& target, std::type_identity_t<std::span<const Field<Target>>> fields, const Expected& expected) {
        if (!is(node, NodeKind::map, expected)) return;
        for (const Entry& entry : node.entries)
            if (!field(entry, target, fields)) unknown_key(entry, keys_of(fields));
    }

    /// False when `entry` is none of `fields`.
    template <typename Target>
    bool field(const Entry& entry, Target& target, std::type_identity_t<std::span<const Field<Target>>> fields) {
        for (const Field<Target>& candidate : fields) {
            if (candidate.key != entry.key) continue;
            within(entry.key, [&] { candidate.read(*this, entry.value, target); });
            return true;
        }
        return false;
    }

    template <typename Target>
    [[nodiscard]] static std::vector<std::string_view> keys_of(std::span<const Field<Target>> fields) {
        std::vector<std::string_view> keys;
        for (const Field<Target>& field : fields) keys.push_back(field.key);
        return keys;
    }

    /// Calls `read` with `key` as the innermost part of the name that messages use.
    template <std::invocable Read>
    void within(std::string_view key, Read read) {
        names_.emplace_back(key);
        read();
        names_.pop_back();
    }

    /// "limits.file" in quotes.
    [[nodiscard]] std::string name() const;

 private:
    /// One value or a list of them, none twice.
    void several(const Node& node, std::vector<std::string>& out, void (Reader::*read)(const Node&, std::string&),
                 const Expected& expected);

    Problems& problems_;
    std::vector<std::string> names_;
};

}  // namespace proffer::config
