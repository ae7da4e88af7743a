// Hooks that were there before ours.
#include <catch2/catch.hpp>

#include "hook/earlier_hook.hpp"

using namespace proffer;
using Words = std::vector<std::string>;

TEST_CASE("hook: a shell script set aside still sees its own name", "[hook]") {
    const auto [first_line, shell] = GENERATE(table<std::string, Words>({{"#!/bin/sh\n", {"/bin/sh"}},
                                                                         {"#!/bin/sh -e\nx", {"/bin/sh", "-e"}},
                                                                         {"#! /usr/bin/env bash\n", {"/usr/bin/env", "bash"}},
                                                                         {"#!/usr/bin/env sh", {"/usr/bin/env", "sh"}},
                                                                         {"echo without a first line\n", {"/bin/sh"}}}));
    Words expected = shell;
    expected.insert(expected.end(), {"-c", ". \"$0.before-proffer\"", ".git/hooks/pre-push", "origin", "url; rm -rf /"});
    CHECK(hook::earlier_hook_command(".git/hooks/pre-push.before-proffer", first_line, {"origin", "url; rm -rf /"}) == expected);
}

TEST_CASE("hook: other programs set aside are started as they are", "[hook]") {
    const auto beginning = GENERATE(values<std::string>({"#!/usr/bin/env python3\n", "#!/usr/bin/python3\n", "#!/usr/bin/env -S bash -e\n",
                                                         std::string("\x7f"
                                                                     "ELF\0",
                                                                     5),
                                                         "#!/opt/notsh\n"}));
    const std::string file = "/x/pre-push.before-proffer";
    CHECK(hook::earlier_hook_command(file, beginning, {"o", "u"}) == Words{file, "o", "u"});
}

TEST_CASE("hook: a file under another name than ours is started as it is", "[hook]") {
    CHECK(hook::earlier_hook_command("/x/other", "#!/bin/sh\n", {"o", "u"}) == Words{"/x/other", "o", "u"});
    CHECK(hook::earlier_hook_command("pre-push.before-proffer", "#!/bin/sh\n", {}) ==
          Words{"/bin/sh", "-c", ". \"$0.before-proffer\"", "./pre-push"});
}
