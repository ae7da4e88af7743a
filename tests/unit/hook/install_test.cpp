// The script that git starts. What installing does is shown with git, in tests/integration/hook_install_test.cpp.
#include <catch2/catch.hpp>

#include "hook/install.hpp"
#include "os/files.hpp"
#include "support/require_ok.hpp"

using namespace proffer;

TEST_CASE("hook: hooks/pre-push is the script that is installed, without a path of its own", "[hook]") {
    const auto text = os::read_file(std::string(PROFFER_SOURCE_DIR) + "/hooks/pre-push");
    REQUIRE_OK(text);
    CHECK(*text == hook::hook_script(""));
}

TEST_CASE("hook: the program's path is one word of the script, whatever it holds", "[hook]") {
    CHECK(hook::hook_script("/opt/it's here/$(id)/proffer").find("in '/opt/it'\\''s here/$(id)/proffer' \"$HOME") != std::string::npos);
}

TEST_CASE("hook: our scripts are known, others are not", "[hook]") {
    CHECK(hook::is_our_script(hook::hook_script("/x/proffer")));
    CHECK_FALSE(hook::is_our_script("#!/bin/sh\nexec proffer hook pre-push \"$@\"\n"));
    CHECK_FALSE(hook::is_our_script(""));
    CHECK_FALSE(hook::is_our_script("#!/bin/sh"));
}
