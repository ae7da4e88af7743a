// The user's own configuration file.
#include "config/user.hpp"

#include <catch2/catch.hpp>

using namespace proffer;
using Hosts = std::vector<std::string>;

namespace {

/// The diagnostics as one text.
std::string problems_of(std::string_view text) {
    const auto parsed = config::parse_user_config(text, "config.yml");
    CHECK(parsed.settings.has_value() == parsed.diagnostics.empty());
    std::string problems;
    for (const domain::Diagnostic& diagnostic : parsed.diagnostics) problems += diagnostic.text() + "\n";
    return problems;
}

}  // namespace

TEST_CASE("user configuration: hosts that keys may go to", "[config]") {
    const auto hosts = [](std::string_view text) { return config::parse_user_config(text, "config.yml").settings.value().allow_hosts; };
    CHECK(hosts("allow_hosts: [llm.example.com, 127.0.0.1:8080, '[::1]:9']\n") == Hosts{"llm.example.com", "127.0.0.1:8080", "[::1]:9"});
    CHECK(hosts("allow_hosts: llm.example.com") == Hosts{"llm.example.com"});
    CHECK(hosts("").empty());
    CHECK(hosts("# nothing yet\n").empty());
}

TEST_CASE("user configuration: what is wrong is told with its place", "[config]") {
    CHECK(problems_of("allowed_hosts: x\n").find("config.yml:1:1") != std::string::npos);
    CHECK(problems_of("allowed_hosts: x\n").find("allow_hosts") != std::string::npos);
    CHECK(problems_of("allow_hosts: '*.example.com'\n").find("without wildcards") != std::string::npos);
    for (const char* text : {"allow_hosts: {a: b}", "allow_hosts: ['a b']", "allow_hosts: ['https://x.example']", "- x", "allow_hosts: [a",
                             "allow_hosts: &x [a]", "allow_hosts: a\nallow_hosts: b"}) {
        CAPTURE(text);
        CHECK_FALSE(problems_of(text).empty());
    }
}
