// Typed reading of a parsed document; every failure names the place it looked at.
#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "json/json.hpp"
#include "json/rapidjson.hpp"

namespace proffer::json {

/// A place in the document. The path is spelt out only when an error asks for it.
struct Value::Node {
    std::shared_ptr<const rapidjson::Document> document;
    const rapidjson::Value* value = nullptr;
    std::shared_ptr<const Node> parent;
    const rapidjson::Value* key = nullptr;  ///< the member's name inside `document`; null for an element
    std::size_t index = 0;

    [[nodiscard]] std::string path() const {
        if (!parent) return "$";
        if (key == nullptr) return fmt::format("{}[{}]", parent->path(), index);
        return fmt::format("{}.{}", parent->path(), std::string_view(key->GetString(), key->GetStringLength()));
    }
    [[nodiscard]] Error expected(std::string_view what) const {
        return Error{ErrorCode::protocol, fmt::format("expected {} at {}, found {}", what, path(), found()), "", {}};
    }
    [[nodiscard]] std::string_view found() const {
        switch (value->GetType()) {
            case rapidjson::kNullType: return "null";
            case rapidjson::kFalseType:
            case rapidjson::kTrueType: return "a boolean";
            case rapidjson::kObjectType: return "an object";
            case rapidjson::kArrayType: return "an array";
            case rapidjson::kStringType: return "a string";
            case rapidjson::kNumberType: return "a number";
        }
        return "something else";
    }
    [[nodiscard]] const rapidjson::Value::Member* member(std::string_view name) const {
        if (!value->IsObject()) return nullptr;
        const rapidjson::Value wanted(rapidjson::StringRef(name.data() == nullptr ? "" : name.data(), name.size()));
        const auto found_member = value->FindMember(wanted);
        return found_member == value->MemberEnd() ? nullptr : &*found_member;
    }
};

Result<Value> Value::parse(std::string_view text) {
    PROFFER_TRY(const auto document, parse_document(text));
    return Value(std::make_shared<const Node>(Node{document, document.get(), nullptr, nullptr, 0}));
}

bool Value::is_null() const {
    return node_->value->IsNull();
}
bool Value::is_object() const {
    return node_->value->IsObject();
}
bool Value::is_array() const {
    return node_->value->IsArray();
}
bool Value::is_string() const {
    return node_->value->IsString();
}

std::optional<Value> Value::find(std::string_view key) const {
    const auto* member = node_->member(key);
    if (member == nullptr || member->value.IsNull()) return {};
    return Value(std::make_shared<const Node>(Node{node_->document, &member->value, node_, &member->name, 0}));
}

Result<Value> Value::at(std::string_view key) const {
    if (!is_object()) return node_->expected("an object");
    const auto* member = node_->member(key);
    if (member == nullptr) return Error{ErrorCode::protocol, fmt::format("nothing at {}.{}", node_->path(), key), "", {}};
    return Value(std::make_shared<const Node>(Node{node_->document, &member->value, node_, &member->name, 0}));
}

std::vector<Value> Value::elements() const {
    std::vector<Value> all;
    if (!is_array()) return all;
    all.reserve(node_->value->Size());
    for (const rapidjson::Value& element : node_->value->GetArray())
        all.push_back(Value(std::make_shared<const Node>(Node{node_->document, &element, node_, nullptr, all.size()})));
    return all;
}

std::vector<std::string> Value::keys() const {
    std::vector<std::string> all;
    if (!is_object()) return all;
    for (const auto& member : node_->value->GetObject()) all.emplace_back(member.name.GetString(), member.name.GetStringLength());
    return all;
}

Result<std::string> Value::string() const {
    if (!is_string()) return node_->expected("a string");
    return std::string(node_->value->GetString(), node_->value->GetStringLength());
}

Result<std::int64_t> Value::integer() const {
    if (node_->value->IsInt64()) return node_->value->GetInt64();
    // "1.0" and "1e3" are whole numbers too; beyond 2^53 a double no longer says which one.
    constexpr double k_exact = 9007199254740992.0;
    if (node_->value->IsDouble()) {
        const double number = node_->value->GetDouble();
        if (std::abs(number) <= k_exact && std::trunc(number) == number) return static_cast<std::int64_t>(number);
    }
    return node_->expected("a 64-bit integer");
}

Result<double> Value::number() const {
    if (!node_->value->IsNumber()) return node_->expected("a number");
    return node_->value->GetDouble();
}

Result<bool> Value::boolean() const {
    if (!node_->value->IsBool()) return node_->expected("a boolean");
    return node_->value->GetBool();
}

std::string Value::string_or(std::string_view key, std::string_view fallback) const {
    const auto member = find(key);
    return member && member->is_string() ? *member->string() : std::string(fallback);
}

std::int64_t Value::integer_or(std::string_view key, std::int64_t fallback) const {
    const auto member = find(key);
    return member ? member->integer().value_or(fallback) : fallback;
}

double Value::number_or(std::string_view key, double fallback) const {
    const auto member = find(key);
    return member ? member->number().value_or(fallback) : fallback;
}

bool Value::boolean_or(std::string_view key, bool fallback) const {
    const auto member = find(key);
    return member ? member->boolean().value_or(fallback) : fallback;
}

std::string Value::text() const {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    node_->value->Accept(writer);  // recursive, but never deeper than the parser allowed
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace proffer::json
