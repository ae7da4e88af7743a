// JSON: any text gives a value or an error, and what is written reads back.
#include "json/json.hpp"

#include "base/text.hpp"
#include "fuzz/support/input.hpp"

using namespace proffer;

namespace {

/// Every question may be asked of every value.
void ask_all(const json::Value& value, int depth) {
    PROFFER_PROMISE(depth <= 64, "no value is deeper than the limit");
    static_cast<void>(value.string());
    static_cast<void>(value.integer());
    static_cast<void>(value.number());
    static_cast<void>(value.boolean());
    for (const json::Value& element : value.elements()) ask_all(element, depth + 1);
    for (const std::string& key : value.keys())
        if (const auto member = value.find(key)) ask_all(*member, depth + 1);
    static_cast<void>(value.at("no such member"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::text_of(data, size);
    const std::string written = json::Writer().begin_object().member(std::string(input), input).end_object().text();
    const auto own = json::Value::parse(written);
    PROFFER_PROMISE(own.has_value(), "what is written is JSON");
    if (base::is_valid_utf8(input)) PROFFER_PROMISE(own->string_or(input, "?") == input, "a text that is written reads back");
    const auto value = json::Value::parse(input);
    if (!value) return 0;
    PROFFER_PROMISE(base::is_valid_utf8(input), "JSON is UTF-8");
    ask_all(*value, 1);
    const std::string text = value->text();
    const auto again = json::Value::parse(text);
    PROFFER_PROMISE(again.has_value() && again->text() == text, "the text of a value reads back as itself");
    return 0;
}
