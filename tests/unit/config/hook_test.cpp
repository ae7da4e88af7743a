// `hook`, and the glance that spares a push the parser.
#include <catch2/catch.hpp>

#include "config/config.hpp"
#include "config/glance.hpp"

using namespace proffer;

TEST_CASE("config: a push does not wait for proposals unless 'hook' says so, and a task may say otherwise", "[config]") {
    const config::Parsed parsed = config::parse_config(
        "version: 1\nallowed: [src/]\nhook: {wait: true, time: 90s}\ntasks:\n  a: {instruction: x}\n  b: {instruction: x, hook: {wait: "
        "false}}\n"
        "  c: {instruction: x, hook: {block: true}}\n",
        "f");
    REQUIRE(parsed.config);
    CHECK_FALSE(domain::Settings().hook.waits());
    CHECK(parsed.config->find("a")->settings.hook.waits());
    CHECK(parsed.config->find("a")->settings.hook.time == std::chrono::seconds(90));
    CHECK_FALSE(parsed.config->find("b")->settings.hook.waits());
    CHECK(parsed.config->find("c")->settings.hook.block);
    CHECK(parsed.config->find("c")->settings.hook.time == std::chrono::seconds(90));
    const auto again = config::parse_config(config::render_config(*parsed.config), "g");
    REQUIRE(again.config);
    CHECK(again.config->find("c")->settings.hook.block);
    CHECK(again.config->settings.hook.time == std::chrono::seconds(90));
}

TEST_CASE("config: wrong keys and values of 'hook' are told", "[config]") {
    const auto wrong = config::parse_config("version: 1\nhook: {wiat: true, block: soon, time: long}\n", "f");
    REQUIRE(wrong.diagnostics.size() == 3);
    CHECK(wrong.diagnostics[0].text() == "f:2:8: unknown key 'wiat' in 'hook' (did you mean 'wait'?)");
    CHECK(wrong.diagnostics[2].message.find("'hook.time' must be a duration") != std::string::npos);
}

TEST_CASE("config: the glance never misses a task for pushes", "[config]") {
    const auto on =
        GENERATE(values<std::string>({"pre-push", "[manual, pre-push]", "{pre-push: }", "\"pre\\x2dpush\"", "\"\\u0070re-push\"",
                                      "\"pre-\\\n      push\"", "['pre-push']", "\"\\U00000070re-push\""}));
    const std::string text = "version: 1\nallowed: [a/]\ntasks:\n  t:\n    on: " + on + "\n    instruction: x\n";
    CAPTURE(text);
    const auto parsed = config::parse_config(text, "f");
    REQUIRE(parsed.config);
    REQUIRE(parsed.config->tasks[0].on.back().kind == domain::TriggerKind::pre_push);
    CHECK(config::may_hold_pre_push(text));
}

TEST_CASE("config: the glance spares files without such a task", "[config]") {
    CHECK_FALSE(config::may_hold_pre_push(""));
    CHECK_FALSE(config::may_hold_pre_push("version: 1\ntasks:\n  a: {on: push, instruction: \"x\\n\\\"y\\\"\"}\n"));
}
