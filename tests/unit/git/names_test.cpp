// Branch names and urls.
#include "git/url.hpp"
#include "unit/git/fixture.hpp"

using namespace proffer;
using namespace proffer::git;

TEST_CASE("git: ordinary branch names are taken", "[git]") {
    const auto name = GENERATE(as<std::string>(), "main", "proffer/fix-issue-12", "a.b_c-D/9", "x", "v1.0", "a/-b", std::string(200, 'a'));
    REQUIRE_OK(check_branch_name(name));
}

TEST_CASE("git: branch names that git, a shell, a log or a page reads as something else are refused", "[git]") {
    const auto name =
        GENERATE(as<std::string>(), "", "-x", "/a", "a/", "a//b", "a..b", ".a", "a/.b", "a.lock", "a.lock/b", "a.", "a@{b", "@", "a b",
                 "a~1", "a^", "a:b", "a?b", "a*", "a[b", "a\\b", "$(x)", "`x`", "a;b", "a|b", "a'b", "a\"b", "a\nb", "a\tb", "a\x7f",
                 "\xc3\xa4", "a%0Ab", "HEAD", "refs/heads/x", std::string("a\0b", 3), std::string(201, 'a'), std::string(40, 'a'),
                 "a\xe2\x80\xae"
                 "b");
    const auto checked = check_branch_name(name);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == ErrorCode::usage);
    CHECK(checked.error().message.find('\n') == std::string::npos);
}

TEST_CASE("git: the message on a bad branch name says what is wrong", "[git]") {
    CHECK(check_branch_name("a b").error().message == "cannot use branch name 'a b': only letters, digits and . _ / - are allowed");
    CHECK(check_branch_name("a.lock").error().message == "cannot use branch name 'a.lock': a part ends with '.lock'");
    CHECK(check_branch_name("a b").error().hint == "choose another pull_request.branch");
}

TEST_CASE("git: a url is shown without user and password", "[git]") {
    const auto [url, shown] = GENERATE(table<std::string, std::string>({
        {"https://github.com/o/r.git", "https://github.com/o/r.git"},
        {"https://user@github.com/o/r.git", "https://github.com/o/r.git"},
        {"https://user:secret@github.com/o/r.git", "https://github.com/o/r.git"},
        {"https://user:se@cret@github.com:8443/o/r.git", "https://github.com:8443/o/r.git"},
        {"https://user:se/cret@github.com/o/r.git", "https://github.com/o/r.git"},
        {"https://user:12?cret@github.com/o/r.git", "https://github.com/o/r.git"},
        {"https://host:8443/o/r@v1", "https://host:8443/o/r@v1"},
        {"https://[::1]:8443/o/r@v1", "https://[::1]:8443/o/r@v1"},
        {"https://host/o/r.git?private_token=secret#x", "https://host/o/r.git"},
        {"ssh://git@host:22/o/r.git", "ssh://host:22/o/r.git"},
        {"git@github.com:o/r.git", "git@github.com:o/r.git"},
        {"user:secret@host:o/r.git", "host:o/r.git"},
        {"../origin.git", "../origin.git"},
        {"/srv/git/a@b:c.git", "/srv/git/a@b:c.git"},
        {"https://host/\x1b[31m", "https://host/\\x1b[31m"},
        {"", ""},
    }));
    CHECK(displayed_url(url) == shown);
}

TEST_CASE("git: scheme, host and port make an origin", "[git]") {
    CHECK(has_same_origin("https://me:pw@Host/a", "https://host/b/c"));
    CHECK(has_same_origin("https://host:443/a", "https://host:443"));
    CHECK_FALSE(has_same_origin("https://host/a", "http://host/a"));
    CHECK_FALSE(has_same_origin("https://host/a", "https://host.evil/a"));
    CHECK_FALSE(has_same_origin("https://host/a", "https://host@evil/a"));
    CHECK_FALSE(has_same_origin("https://host/a", "https://host:8443/a"));
    CHECK_FALSE(has_same_origin("git@host:a", "git@host:a"));
}

TEST_CASE("git: remotes that git would run or read as an option are refused", "[git]") {
    for (const char* url : {"", "-oProxyCommand=x", "ext::sh -c x", "fd::3", "https::x", "a\nb"})
        CHECK(transport_url(url, "/home/u").error().code == ErrorCode::denied);
    CHECK(transport_url("../x.git", "/home/u/tree").value_or("") == "/home/u/x.git");
    CHECK(transport_url("x.git", "/home/u/tree").value_or("") == "/home/u/tree/x.git");
    CHECK(transport_url("./a:b", "/home/u/tree").value_or("") == "/home/u/tree/a:b");
    CHECK(transport_url("/x.git", "/home/u/tree").value_or("") == "/x.git");
    CHECK(transport_url("host:x.git", "/home/u/tree").value_or("") == "host:x.git");
    CHECK(transport_url("ssh://host/x::y", "/home/u/tree").value_or("") == "ssh://host/x::y");
    CHECK(transport_url("https://[::1]/x", "/home/u/tree").value_or("") == "https://[::1]/x");
}

TEST_CASE("git: the longest insteadOf wins, and pushInsteadOf before it", "[git]") {
    const std::vector<Setting> settings = {{"url.https://a/.insteadof", "gh:"},
                                           {"url.https://b/.insteadof", "gh:me/"},
                                           {"url.ssh://c/.pushinsteadof", "https://c/"},
                                           {"url.https://d/.insteadof", "https://c/"},
                                           {"url.insteadof", "x:"}};
    CHECK(rewritten_for_push("gh:o/r", settings) == "https://a/o/r");
    CHECK(rewritten_for_push("gh:me/r", settings) == "https://b/r");
    CHECK(rewritten_for_push("https://c/r", settings) == "ssh://c/r");
    CHECK(rewritten_for_push("x:y", settings) == "x:y");
}
