// `hidden_text`: at the top level, and in a task over it.
#include <catch2/catch.hpp>

#include "config/config.hpp"

using namespace proffer;

TEST_CASE("config: 'hidden_text' is shown by default, and a task may refuse it (I1)", "[config]") {
    const auto parsed = config::parse_config(
        "version: 1\nallowed: [src/]\ntasks:\n  a: {instruction: x}\n  b: {instruction: x, hidden_text: refuse}\n", "f");
    REQUIRE(parsed.config.has_value());
    CHECK(parsed.config->find("a")->settings.hidden_text == domain::HiddenText::show);
    CHECK(parsed.config->find("b")->settings.hidden_text == domain::HiddenText::refuse);
    const auto above = config::parse_config(
        "version: 1\nallowed: [src/]\nhidden_text: refuse\ntasks:\n  a: {instruction: x, hidden_text: show}\n  b: {instruction: x}\n", "f");
    REQUIRE(above.config.has_value());
    CHECK(above.config->find("a")->settings.hidden_text == domain::HiddenText::show);
    CHECK(above.config->find("b")->settings.hidden_text == domain::HiddenText::refuse);
    const auto wrong = config::parse_config("version: 1\nhidden_text: drop\n", "f");
    REQUIRE(wrong.diagnostics.size() == 1);
    CHECK(wrong.diagnostics[0].text().find("show") != std::string::npos);
}
