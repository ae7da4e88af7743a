// Writes JSON documents that are valid whatever bytes they are given.
#include <cmath>
#include <utility>
#include <variant>

#include "base/text.hpp"
#include "json/json.hpp"
#include "json/rapidjson.hpp"

namespace proffer::json {
namespace {

using Compact = rapidjson::Writer<rapidjson::StringBuffer>;
using Pretty = rapidjson::PrettyWriter<rapidjson::StringBuffer>;
constexpr char32_t k_replacement = 0xFFFD;

std::string with_replacements(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    for (std::size_t position = 0; position < text.size();)
        base::append_utf8(clean, base::next_code_point(text, position).value_or(k_replacement));
    return clean;
}

rapidjson::SizeType size_of(std::string_view text) {
    return static_cast<rapidjson::SizeType>(text.size());
}
const char* data_of(std::string_view text) {
    return text.data() == nullptr ? "" : text.data();
}

}  // namespace

struct Writer::State {
    rapidjson::StringBuffer buffer;
    std::variant<Compact, Pretty> writer;

    explicit State(Style style) : writer(std::in_place_index<0>, buffer) {
        if (style == Style::pretty) writer.emplace<1>(buffer).SetIndent(' ', 2);
    }
    template <typename Action>
    void write(Action action) {
        std::visit(action, writer);
    }
    void write_string(std::string_view text) {
        write([text](auto& to) { to.String(data_of(text), size_of(text)); });
    }
    void write_key(std::string_view text) {
        write([text](auto& to) { to.Key(data_of(text), size_of(text)); });
    }
};

Writer::Writer(Style style) : state_(std::make_unique<State>(style)) {}
Writer::~Writer() = default;

Writer& Writer::begin_object() {
    state_->write([](auto& to) { to.StartObject(); });
    return *this;
}

Writer& Writer::end_object() {
    state_->write([](auto& to) { to.EndObject(); });
    return *this;
}

Writer& Writer::begin_array() {
    state_->write([](auto& to) { to.StartArray(); });
    return *this;
}

Writer& Writer::end_array() {
    state_->write([](auto& to) { to.EndArray(); });
    return *this;
}

Writer& Writer::key(std::string_view name) {
    if (base::is_valid_utf8(name))
        state_->write_key(name);
    else
        state_->write_key(with_replacements(name));
    return *this;
}

Writer& Writer::value(std::string_view text) {
    if (base::is_valid_utf8(text))
        state_->write_string(text);
    else
        state_->write_string(with_replacements(text));
    return *this;
}

Writer& Writer::value(bool flag) {
    state_->write([flag](auto& to) { to.Bool(flag); });
    return *this;
}

Writer& Writer::value(std::int64_t number) {
    state_->write([number](auto& to) { to.Int64(number); });
    return *this;
}

Writer& Writer::value(std::uint64_t number) {
    state_->write([number](auto& to) { to.Uint64(number); });
    return *this;
}

Writer& Writer::value(double number) {
    if (!std::isfinite(number)) return null();  // JSON has no word for it
    state_->write([number](auto& to) { to.Double(number); });
    return *this;
}

Writer& Writer::null() {
    state_->write([](auto& to) { to.Null(); });
    return *this;
}

std::string Writer::text() const {
    const bool complete = std::visit([](const auto& from) { return from.IsComplete(); }, state_->writer);
    PROFFER_ASSERT(complete, "a JSON document is read before its end is written");
    return {state_->buffer.GetString(), state_->buffer.GetSize()};
}

}  // namespace proffer::json
