// Writing JSON: always valid, whatever the strings hold.
#include <catch2/catch.hpp>

#include <limits>

#include "json/json.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using json::Style;
using json::Value;
using json::Writer;

TEST_CASE("json: a document is written compactly", "[json]") {
    Writer writer;
    writer.begin_object().member("s", "a\"b\n").member("i", -1).member("u", std::uint64_t{18446744073709551615U});
    writer.member("d", 0.1).member("b", true).key("n").null();
    writer.key("a").begin_array().value("x").begin_object().end_object().end_array().end_object();
    CHECK(writer.text() == R"({"s":"a\"b\n","i":-1,"u":18446744073709551615,"d":0.1,"b":true,"n":null,"a":["x",{}]})");
}

TEST_CASE("json: the pretty style is indented by two", "[json]") {
    Writer writer(Style::pretty);
    writer.begin_object().key("a").begin_array().value(1).end_array().key("b").begin_object().end_object().end_object();
    CHECK(writer.text() == "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}");
}

TEST_CASE("json: a string literal is a string, not a boolean", "[json]") {
    Writer writer;
    writer.value("literal");
    CHECK(writer.text() == "\"literal\"");
}

TEST_CASE("json: numbers that JSON cannot say become null", "[json]") {
    Writer writer;
    writer.begin_array().value(std::numeric_limits<double>::quiet_NaN()).value(std::numeric_limits<double>::infinity()).end_array();
    CHECK(writer.text() == "[null,null]");
}

TEST_CASE("json: invalid UTF-8 becomes U+FFFD, in keys too", "[json]") {
    Writer writer;
    writer.begin_object().member("k\xff", "a\xc3").end_object();
    const auto value = Value::parse(writer.text());
    REQUIRE_OK(value);
    CHECK(value->keys().at(0) == "k\xef\xbf\xbd");
    CHECK(value->string_or("k\xef\xbf\xbd", "") == "a\xef\xbf\xbd");
}

TEST_CASE("json: every byte value survives or is replaced", "[json]") {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text{'<', static_cast<char>(byte), '>'};
        Writer writer;
        writer.value(text);
        const auto value = Value::parse(writer.text());
        REQUIRE_OK(value);
        CHECK(*value->string() == (byte < 0x80 ? text : "<\xef\xbf\xbd>"));
    }
}

TEST_CASE("json: an empty view without data is an empty string", "[json]") {
    Writer writer;
    writer.begin_object().member("", std::string_view{}).end_object();
    CHECK(writer.text() == R"({"":""})");
}

TEST_CASE("json: a document is held to a schema", "[json]") {
    const std::string schema = R"({"type":"object","required":["a"],"additionalProperties":false,
        "properties":{"a":{"type":"integer"},"b":{"type":"array","items":{"type":"string"}}}})";
    CHECK(json::validate(R"({"a":1,"b":["x"]})", schema));
    CHECK(json::validate(R"({"a":"1"})", schema).error().message == "'type' at #/a breaks 'type' at #/properties/a");
    CHECK_FALSE(json::validate(R"({"b":[]})", schema));
    CHECK_FALSE(json::validate(R"({"a":1,"c":1})", schema));
    CHECK_FALSE(json::validate(R"({"a":1,"b":[1]})", schema));
    CHECK_FALSE(json::validate("{", schema));
}
