// JSON: typed reading with the place in every error, and writing. RapidJSON stays behind this header.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace proffer::json {

/// A parsed value inside a document that it keeps alive; cheap to copy. Asking for the wrong type is an Error that
/// names the path: "expected a string at $.choices[0].delta.content, found a number".
class Value {
 public:
    /// At most 64 levels deep (security.md N3); no comments, no trailing commas, valid UTF-8 only. Fails with `protocol`.
    static Result<Value> parse(std::string_view text);

    [[nodiscard]] bool is_null() const;
    [[nodiscard]] bool is_object() const;
    [[nodiscard]] bool is_array() const;
    [[nodiscard]] bool is_string() const;

    /// The member, or nothing when this is no object, or has no such member, or it is null.
    [[nodiscard]] std::optional<Value> find(std::string_view key) const;
    /// The member; fails with `protocol` when it is missing.
    [[nodiscard]] Result<Value> at(std::string_view key) const;
    /// Elements of an array; empty for anything else.
    [[nodiscard]] std::vector<Value> elements() const;
    /// Keys of an object, in order; empty for anything else.
    [[nodiscard]] std::vector<std::string> keys() const;

    [[nodiscard]] Result<std::string> string() const;
    [[nodiscard]] Result<std::int64_t> integer() const;
    [[nodiscard]] Result<double> number() const;
    [[nodiscard]] Result<bool> boolean() const;

    /// The member as that type, or the fallback when it is absent, null or of another type.
    [[nodiscard]] std::string string_or(std::string_view key, std::string_view fallback) const;
    [[nodiscard]] std::int64_t integer_or(std::string_view key, std::int64_t fallback) const;
    [[nodiscard]] double number_or(std::string_view key, double fallback) const;
    [[nodiscard]] bool boolean_or(std::string_view key, bool fallback) const;

    /// The JSON text of this value.
    [[nodiscard]] std::string text() const;

 private:
    struct Node;
    explicit Value(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
    std::shared_ptr<const Node> node_;
};

enum class Style { compact, pretty };

/// Writes one document. Calls must nest properly (asserted). Invalid UTF-8 in strings becomes U+FFFD, so the result is
/// always valid JSON.
class Writer {
 public:
    explicit Writer(Style style = Style::compact);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);
    Writer& value(std::string_view text);
    Writer& value(const char* text) { return value(std::string_view(text)); }
    Writer& value(const std::string& text) { return value(std::string_view(text)); }
    Writer& value(bool flag);
    Writer& value(int number) { return value(static_cast<std::int64_t>(number)); }
    Writer& value(std::int64_t number);
    Writer& value(std::uint64_t number);
    Writer& value(double number);
    Writer& null();
    /// key(name) and value(v).
    template <typename T>
    Writer& member(std::string_view name, const T& v) {
        key(name);
        return value(v);
    }

    /// The finished document.
    [[nodiscard]] std::string text() const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Holds a document to a JSON schema (draft 4), which must be one of our own: a schema is not held to limits.
/// Fails with `protocol`, and says which keyword is broken where.
[[nodiscard]] Result<void> validate(std::string_view document_text, std::string_view schema_text);

}  // namespace proffer::json
