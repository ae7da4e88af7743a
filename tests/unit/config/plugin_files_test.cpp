// CI files for the repository at hand.
#include "config/plugin_files.hpp"

#include <catch2/catch.hpp>

using namespace proffer::config;

namespace {

constexpr const char* k_template =
    "on:\n  workflow_dispatch:\n    inputs:\n      task:\n        options:\n          - all\n          - tidy\njobs:\n  a:\n    steps:\n"
    "      - uses: proffer/proffer@v0.1.0\n        with:\n          api-key: ${{ secrets.ANTHROPIC_API_KEY }}\n          provider: "
    "anthropic\n"
    "      - uses: proffer/proffer/ci/github-action/install@v0.1.0\n";

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("plugin files: without facts a template stays as it is", "[config]") {
    CHECK(render_plugin_file(k_template, {}) == k_template);
    CHECK(render_plugin_file("no line end", {}) == "no line end\n");
    CHECK(render_plugin_file("", {}).empty());
}

TEST_CASE("plugin files: the tasks of the repository are those to choose from", "[config]") {
    PluginRequest request;
    request.tasks = {"one", "two-b"};
    CHECK(has(render_plugin_file(k_template, request), "          - all\n          - one\n          - two-b\njobs:"));
}

TEST_CASE("plugin files: the key is that of the provider, or none", "[config]") {
    PluginRequest request;
    request.provider = "openai";
    const std::string openai = render_plugin_file(k_template, request);
    CHECK(has(openai, "api-key: ${{ secrets.OPENAI_API_KEY }}\n          provider: openai\n"));
    CHECK_FALSE(has(openai, "nthropic"));
    request.provider = "ollama";
    const std::string ollama = render_plugin_file(k_template, request);
    CHECK_FALSE(has(ollama, "api-key"));
    CHECK_FALSE(has(ollama, "provider"));
    request.provider = "auto";
    CHECK(render_plugin_file(k_template, request) == k_template);
}

TEST_CASE("plugin files: what the checks need is installed before the first use, once", "[config]") {
    PluginRequest request;
    request.paths = {"a/package-lock.json", "package-lock.json", "yarn.lock"};
    const std::string text = render_plugin_file(k_template, request);
    const std::size_t at = text.find("      - run: npm ci --ignore-scripts\n      - uses: proffer/proffer@v0.1.0\n");
    CHECK(at != std::string::npos);
    CHECK(text.find("- run:", at + 10) == std::string::npos);
    request.paths = {"a/package-lock.json"};
    CHECK(render_plugin_file(k_template, request) == k_template);
}

TEST_CASE("plugin files: the action comes from where it is said, and from nothing that is no reference", "[config]") {
    PluginRequest request;
    request.action = "acme/robot@0123456789abcdef0123456789abcdef01234567";
    const std::string text = render_plugin_file(k_template, request);
    CHECK(has(text, "uses: acme/robot@0123456789abcdef0123456789abcdef01234567\n"));
    CHECK(has(text, "uses: acme/robot/ci/github-action/install@0123456789abcdef0123456789abcdef01234567\n"));
    CHECK_FALSE(has(text, "proffer/proffer"));
    for (const char* bad : {"", "acme", "acme/robot", "@x/y", "acme/@x", "/robot@x", "acme/robot@", "a b/c@d", "a/b@c\n  x: y", "a/b@c #",
                            "a/b/c@d", "./x@y", "docker://x@y"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_action_reference(bad));
        request.action = bad;
        CHECK(render_plugin_file(k_template, request) == k_template);
    }
}
