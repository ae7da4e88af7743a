// Reading JSON: types, places in errors, limits.
#include <catch2/catch.hpp>

#include <limits>
#include <random>

#include "json/json.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using json::Value;

namespace {

Value parsed(std::string_view text) {
    auto result = Value::parse(text);
    REQUIRE_OK(result);
    return *result;
}

std::string nested(std::size_t depth, char open, char close) {
    return std::string(depth, open) + std::string(depth, close);
}

}  // namespace

TEST_CASE("json: members are read as their types", "[json]") {
    const Value value = parsed(R"({"s":"text","i":-7,"d":1.5,"b":true,"n":null,"a":[1,"x"],"o":{"k":"v"}})");
    CHECK(value.is_object());
    CHECK(value.string_or("s", "") == "text");
    CHECK(value.integer_or("i", 0) == -7);
    CHECK(value.number_or("d", 0) == 1.5);
    CHECK(value.number_or("i", 0) == -7.0);
    CHECK(value.boolean_or("b", false));
    CHECK_FALSE(value.find("n").has_value());
    CHECK_FALSE(value.find("absent").has_value());
    CHECK(value.at("n")->is_null());
    CHECK(value.at("a")->elements().size() == 2);
    CHECK(value.at("o")->keys() == std::vector<std::string>{"k"});
    CHECK(value.keys() == std::vector<std::string>{"s", "i", "d", "b", "n", "a", "o"});
}

TEST_CASE("json: a member of another type gives the fallback", "[json]") {
    const Value value = parsed(R"({"s":"text","i":1})");
    CHECK(value.string_or("i", "none") == "none");
    CHECK(value.integer_or("s", 5) == 5);
    CHECK(value.boolean_or("i", true));
    CHECK(value.number_or("s", 0.5) == 0.5);
    CHECK(parsed("[1]").string_or("s", "none") == "none");
    CHECK(parsed("3").elements().empty());
    CHECK(parsed("3").keys().empty());
}

TEST_CASE("json: errors name the place and what was found there", "[json]") {
    const Value value = parsed(R"({"choices":[{"delta":{"content":3}}]})");
    const Value content = *value.at("choices")->elements().at(0).at("delta")->at("content");
    CHECK(content.string().error().message == "expected a string at $.choices[0].delta.content, found a number");
    CHECK(content.string().error().code == ErrorCode::protocol);
    CHECK(content.boolean().error().message == "expected a boolean at $.choices[0].delta.content, found a number");
    CHECK(content.at("x").error().message == "expected an object at $.choices[0].delta.content, found a number");
    CHECK(value.at("choices")->elements().at(0).at("finish").error().message == "nothing at $.choices[0].finish");
    CHECK(value.number().error().message == "expected a number at $, found an object");
    CHECK(value.at("choices")->integer().error().message == "expected a 64-bit integer at $.choices, found an array");
}

TEST_CASE("json: a value keeps its document alive", "[json]") {
    std::optional<Value> inner;
    {
        const Value outer = parsed(R"({"a":{"b":["a string longer than the twenty-one bytes kept in place"]}})");
        inner = outer.at("a")->at("b")->elements().at(0);
    }
    CHECK(*inner->string() == "a string longer than the twenty-one bytes kept in place");
}

TEST_CASE("json: 64-bit integers are exact, and nothing else passes for one", "[json]") {
    CHECK(*parsed("9223372036854775807").integer() == std::numeric_limits<std::int64_t>::max());
    CHECK(*parsed("-9223372036854775808").integer() == std::numeric_limits<std::int64_t>::min());
    CHECK(*parsed("9007199254740993").integer() == 9007199254740993);
    CHECK(*parsed("1e3").integer() == 1000);
    CHECK(*parsed("2.0").integer() == 2);
    CHECK_FALSE(parsed("9223372036854775808").integer());
    CHECK_FALSE(parsed("1e300").integer());
    CHECK_FALSE(parsed("1.5").integer());
    CHECK_FALSE(parsed("\"1\"").integer());
}

TEST_CASE("json: nesting is limited to 64 levels (N3)", "[json]") {
    CHECK(Value::parse(nested(64, '[', ']')));
    CHECK(Value::parse(nested(65, '[', ']')).error().message == "invalid JSON at line 1, byte 64: nested deeper than 64 levels");
    CHECK_FALSE(Value::parse(nested(1'000'000, '[', ']')));
    CHECK_FALSE(Value::parse(std::string(1'000'000, '[')));
    std::string objects;
    for (int i = 0; i < 200'000; ++i) objects += "{\"a\":";
    CHECK(Value::parse(objects).error().message.ends_with("nested deeper than 64 levels"));
}

TEST_CASE("json: what is no JSON is refused with its place (N3)", "[json]") {
    const std::string invalid = GENERATE(as<std::string>{}, "", " ", "{", "[1,]", "{\"a\":1,}", "// c\n1", "/**/1", "'a'", "NaN",
                                         "Infinity", "01", "1.", "+1", ".5", "[1 2]", "\"\t\"", "\"\\x\"", "{} {}", "1 1", "tru",
                                         "{\"a\" 1}", "{a:1}", "\"\\ud800\"", "\"\\udc00\"", "{\"\\udc00\":1}", "\"\xff\"", "\"\xc0\xaf\"",
                                         "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\xef\xbb\xbf{}", "1e999", "]", "\"open");
    CAPTURE(invalid);
    const auto result = Value::parse(invalid);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::protocol);
    CHECK(result.error().message.starts_with("invalid JSON at "));
}

TEST_CASE("json: a NUL byte is not taken for the end", "[json]") {
    using namespace std::string_view_literals;
    CHECK_FALSE(Value::parse("{}\0garbage"sv));
    CHECK_FALSE(Value::parse("{}\0"sv));
    CHECK(*parsed(R"("a\u0000b")").string() == "a\0b"sv);
}

TEST_CASE("json: the line of an error is counted", "[json]") {
    CHECK(Value::parse("{\n \"a\": 1,\n oops}").error().message.starts_with("invalid JSON at line 3, byte 12: "));
}

TEST_CASE("json: text() gives the value back", "[json]") {
    const Value value = parsed(R"( { "a" : [ 1 , 2.5 , "x\ny" , null , true ] } )");
    CHECK(value.text() == R"({"a":[1,2.5,"x\ny",null,true]})");
    CHECK(value.at("a")->text() == R"([1,2.5,"x\ny",null,true])");
    CHECK(parsed("18446744073709551615").text() == "18446744073709551615");
}

TEST_CASE("json: numbers at the edges are read without harm", "[json]") {
    CHECK(*parsed("1e-999999999999").number() == 0.0);
    CHECK(*parsed("-0.0").number() == 0.0);
    CHECK(*parsed("0." + std::string(100'000, '0') + "1").number() == 0.0);
    CHECK(*parsed("0.1").number() == 0.1);
    CHECK(*parsed("2.2250738585072011e-308").number() == 2.2250738585072011e-308);
    CHECK_FALSE(Value::parse("1" + std::string(100'000, '0')));
    CHECK_FALSE(Value::parse("1e" + std::string(100'000, '9')));
    CHECK(Value::parse("1e-" + std::string(100'000, '9')));
}

TEST_CASE("json: mutated documents never crash (N3)", "[json]") {
    const std::string seed = R"({"a":[1,-2.5e3,"x\u00e9\ud83d\ude00",null,true,{"b":{"c":[[]]}}],"d":"\u0000"})";
    std::mt19937 random(7);
    for (int round = 0; round < 20'000; ++round) {
        std::string text = seed;
        for (int change = 0; change < 3; ++change) {
            const std::size_t at = random() % text.size();
            if (random() % 3 == 0)
                text.erase(at, 1);
            else
                text[at] = static_cast<char>(random() % 256);
        }
        if (const auto value = Value::parse(text)) {
            CAPTURE(text, value->text());
            CHECK(Value::parse(value->text()));
        }
    }
}
