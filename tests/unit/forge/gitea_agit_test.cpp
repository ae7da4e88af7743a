// AGit: what is pushed, and what is read of the answer. The answers are those of Gitea servers.
#include "forge/gitea_agit.hpp"

#include <catch2/catch.hpp>

#include "support/require_ok.hpp"

namespace proffer::forge {
namespace {

AgitPush example() {
    return {*domain::Oid::parse("d687224685730e28ef766adc70a4413f67bc6ad2"), "main", "proffer/blue", "Make widgets blue", "", false, false};
}

constexpr const char* k_web = "https://git.example.org";

std::int64_t number_in(const std::string& text) {
    const auto found = parse_agit_answer(text, k_web, "acme/widgets");
    return found ? found->number : 0;
}

}  // namespace

TEST_CASE("agit: the refspec names commit and base, and odd branches are refused", "[forge]") {
    AgitPush push = example();
    const auto refspec = agit_refspec(push);
    REQUIRE_OK(refspec);
    CHECK(*refspec == "d687224685730e28ef766adc70a4413f67bc6ad2:refs/for/main");
    for (const char* odd : {"", "a b", "a:b", "-:x", "a..b", "a\nb", "/a", "a/", "a*", "a@{1}", "a.", "a//b", "a\\b"}) {
        push.base_branch = odd;
        INFO(odd);
        CHECK_FALSE(agit_refspec(push));
    }
}

TEST_CASE("agit: options are one line each, whatever the title holds (security.md O7)", "[forge]") {
    AgitPush push = example();
    push.title = "a\nb\r\n\x1b[31mc";
    push.description = "one line";
    CHECK(agit_options(push) == std::vector<std::string>{"topic=proffer/blue", "title=a b [31mc", "description=one line"});
    push.replaces = true;
    CHECK(agit_options(push).back() == "force-push=true");
}

TEST_CASE("agit: a description of several lines is encoded or left out (security.md O4)", "[forge]") {
    AgitPush push = example();
    push.description = "a\n\n```\n@all\n```";
    CHECK(agit_options(push).size() == 2);
    push.knows_base64 = true;
    CHECK(agit_options(push).back() == "description={base64}YQoKYGBgCkBhbGwKYGBg");
    push.description = "{base64}YQ==";
    CHECK(agit_options(push).back() == "description={base64}e2Jhc2U2NH1ZUT09");
    push.knows_base64 = false;
    CHECK(agit_options(push).size() == 2);
    push.description = std::string(1 << 20, 'x') + "\n";
    push.knows_base64 = true;
    for (const std::string& option : agit_options(push)) CHECK(option.size() < 65'000);
}

TEST_CASE("agit: only servers that decode base64 get it", "[forge]") {
    CHECK(agit_knows_base64("1.25.0"));
    CHECK(agit_knows_base64("1.26.0+dev-12-gabcdef"));
    CHECK(agit_knows_base64("2.0"));
    for (const char* version : {"1.24.9", "1.20.5", "7.0.0+gitea-1.21.11", "15.0.0-dev+gitea-1.25.0", "", "x", "99999999999999999999"}) {
        INFO(version);
        CHECK(agit_knows_base64(version) == (std::string(version) == "99999999999999999999"));
    }
}

TEST_CASE("agit: the pull request is read from git's own line or the server's", "[forge]") {
    CHECK(number_in("remote: . Processing 1 references        \nremote: Processed 1 references in total        \n"
                    "To http://127.0.0.1:13000/acme/widgets.git\n"
                    " * [new reference]   d687224685730e28ef766adc70a4413f67bc6ad2 -> refs/pull/3/head\n") == 3);
    CHECK(number_in("   d687224..f17344b  f17344baa66c25e79dfb0cdd1f4efafa19b314b9 -> refs/pull/3/head\n") == 3);
    CHECK(number_in("*\td687224685730e28ef766adc70a4413f67bc6ad2:refs/pull/12/head\t[new reference]\nDone\n") == 12);
    CHECK(number_in("remote: \nremote: Visit the existing pull request:        \nremote:   https://git.example.org/acme/widgets/pulls/7    "
                    "    \n") == 7);
    CHECK(number_in("\nVisit the existing pull request:\n  http://localhost:3000/sub/Acme/Widgets/pulls/8\n\n") == 8);
    const auto found =
        parse_agit_answer("Visit the existing pull request:\nhttp://evil.example/acme/widgets/pulls/7", k_web, "acme/widgets");
    REQUIRE(found);
    CHECK(found->url == "https://git.example.org/acme/widgets/pulls/7");
}

TEST_CASE("agit: nothing else that a server prints is taken for a pull request", "[forge]") {
    const std::string visit = "remote: Visit the existing pull request:\nremote:   ";
    for (const std::string& text :
         {std::string(), std::string("remote: x -> refs/pull/3/head\n"), std::string("refs/pull/3/head"),
          std::string(" -> refs/pull//head"), std::string(" -> refs/pull/0/head"), std::string(" -> refs/pull/-3/head"),
          std::string(" -> refs/pull/99999999999999999999/head"), visit + "javascript:acme/widgets/pulls/7",
          visit + "https://git.example.org/acme/other/pulls/7", visit + "https://git.example.org/acme/widgets/pulls/x",
          visit + "https://git.example.org/xacme/widgets/pulls/7",
          std::string("remote: Create a new pull request for 'x':\nremote: https://git.example.org/acme/widgets/pulls/7"),
          std::string(300'000, '\n') + " -> refs/pull/3/head"}) {
        INFO(text.substr(0, 200));
        CHECK(number_in(text) == 0);
    }
    CHECK(is_agit_up_to_date("! [remote rejected] x -> refs/for/main (new commit is same with old commit)"));
    CHECK_FALSE(is_agit_up_to_date("! [remote rejected] x -> refs/for/main (request `force-push` push option)"));
}

}  // namespace proffer::forge
