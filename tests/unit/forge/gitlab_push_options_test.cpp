// Push options, and the server's messages of a push.
#include "forge/gitlab_push_options.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace proffer::forge {
namespace {

using Strings = std::vector<std::string>;

constexpr const char* k_web = "https://gitlab.example.com/gitlab";
constexpr const char* k_project = "acme/sub/widgets";
constexpr const char* k_branch = "proffer/fix-7";

NewPullRequest wanted(const std::string& title, const std::string& body) {
    return {k_branch, "main", title, body, false};
}

std::string description_of(const std::string& body) {
    for (const std::string& option : gitlab_push_options(wanted("t", body), {}, {}, ""))
        if (option.starts_with("merge_request.description=")) return option.substr(26);
    return "";
}

std::optional<PushedMergeRequest> parse(const std::string& messages) {
    return parse_gitlab_push_answer(messages, k_web, k_project, k_branch);
}

std::string told(const std::string& url) {
    return "remote: \nremote: View merge request for proffer/fix-7:        \nremote:   " + url + "        \nremote: \n";
}

}  // namespace

TEST_CASE("gitlab push options: everything that is wanted is asked for", "[forge]") {
    NewPullRequest asked = wanted("Make widgets blue", "Because.");
    asked.draft = true;
    CHECK(gitlab_push_options(asked, {"proffer", "a b=c.d"}, {"alice", "@bob"}, "2.0") ==
          Strings{"merge_request.create", "merge_request.target=main", "merge_request.title=Make widgets blue",
                  "merge_request.description=` Because. `", "merge_request.draft", "merge_request.label=proffer",
                  "merge_request.label=a b=c.d", "merge_request.assign=alice", "merge_request.assign=bob", "merge_request.milestone=2.0"});
}

TEST_CASE("gitlab push options: what is empty is left out, since GitLab reads an empty value as true", "[forge]") {
    CHECK(gitlab_push_options(wanted("t", " \n\n"), {"", " \n"}, {"", "@"}, "\t") ==
          Strings{"merge_request.create", "merge_request.target=main", "merge_request.title=t"});
}

TEST_CASE("gitlab push options: no value holds a line end or control character", "[forge]") {
    const std::string hostile = "a\r\nmerge_request.merge_when_pipeline_succeeds\n\x1b[31m\x01\x7f\xc2\x85\xe2\x80\xa8\xff z";
    NewPullRequest asked{hostile, hostile, hostile, hostile, true};
    for (const std::string& option : gitlab_push_options(asked, {hostile}, {hostile}, hostile)) {
        CAPTURE(option);
        CHECK(std::none_of(option.begin(), option.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }));
        CHECK(option.find("\xe2\x80\xa8") == option.npos);
        CHECK(option.find("\xc2\x85") == option.npos);
        CHECK(option.find('\xff') == option.npos);
    }
}

TEST_CASE("gitlab push options: a title that would make a draft does not", "[forge]") {
    CHECK(gitlab_push_options(wanted("Draft: [WIP] x", ""), {}, {}, "").at(2) == "merge_request.title=x");
    CHECK(gitlab_push_options(wanted("\n", ""), {}, {}, "").at(2) == "merge_request.title=(no title)");
}

TEST_CASE("gitlab push options: O4 O5 the description is inline code, line by line", "[forge]") {
    CHECK(description_of("one\ntwo") == "` one `<br>` two `");
    CHECK(description_of("\n\none\n\n\n\ntwo\n") == "` one `<br><br>` two `");
    CHECK(description_of("/merge\n@all Fixes #1") == "` /merge `<br>` @all Fixes #1 `");
    CHECK(description_of("` `` x") == "``` ` `` x ```");
    CHECK(description_of("````") == "````` ```` `````");
    CHECK(description_of("<img src=x>") == "` <img src=x> `");
}

TEST_CASE("gitlab push options: a description is cut between lines", "[forge]") {
    std::string body;
    for (int line = 0; line < 20'000; ++line) body += "line " + std::to_string(line) + "\n";
    const std::string description = description_of(body);
    CHECK(description.size() <= 8 * 1024);
    CHECK(description.size() > 7 * 1024);
    CHECK(description.ends_with(" `<br>…"));
}

TEST_CASE("gitlab push options: numbers and lengths are capped", "[forge]") {
    const auto options = gitlab_push_options(wanted(std::string(100'000, 't'), std::string(100'000, 'b')), Strings(500, "l"),
                                             Strings(500, "a"), std::string(100'000, 'm'));
    CHECK(options.size() <= 110);
    CHECK(std::all_of(options.begin(), options.end(), [](const std::string& option) { return option.size() <= 8 * 1024; }));
    CHECK(options.at(2).size() == 20 + 255);
}

TEST_CASE("gitlab push answer: number and address are found", "[forge]") {
    const std::string url = "https://gitlab.example.com/gitlab/acme/sub/widgets/-/merge_requests/7";
    for (const std::string& messages : {told(url), "View merge request for proffer/fix-7:\n  " + url,
                                        "\r\nremote: View merge request for proffer/fix-7:\r\nremote:   " + url}) {
        CAPTURE(messages);
        const auto found = parse(messages);
        REQUIRE(found);
        CHECK(found->number == 7);
        CHECK(found->url == url);
    }
    CHECK(parse(told("https://gitlab.example.com/gitlab/acme/sub/widgets/merge_requests/8"))->number == 8);
    CHECK(parse(told("https://gitlab.example.com/gitlab/Acme/Sub/Widgets/-/merge_requests/9"))->number == 9);
}

TEST_CASE("gitlab push answer: what is no merge request of this project and branch is none", "[forge]") {
    const auto url = GENERATE(as<std::string>{}, "", "7", "https://gitlab.example.com/gitlab/acme/sub/widgets/-/merge_requests/",
                              "https://gitlab.example.com/gitlab/acme/sub/widgets/-/merge_requests/0",
                              "https://gitlab.example.com/gitlab/acme/sub/widgets/-/merge_requests/-7",
                              "https://gitlab.example.com/gitlab/acme/sub/widgets/-/merge_requests/7/diffs",
                              "https://gitlab.example.com/gitlab/acme/sub/widgets/-/merge_requests/7?x=1",
                              "https://gitlab.example.com/gitlab/acme/sub/widgets/-/merge_requests/99999999999999999999",
                              "https://gitlab.example.com/gitlab/acme/sub/widgets-evil/-/merge_requests/7",
                              "https://gitlab.example.com/gitlab/acme/other/-/merge_requests/7",
                              "https://gitlab.example.com.evil/gitlab/acme/sub/widgets/-/merge_requests/7",
                              "https://user@gitlab.example.com/gitlab/acme/sub/widgets/-/merge_requests/7",
                              "http://gitlab.example.com/gitlab/acme/sub/widgets/-/merge_requests/7", "javascript:alert(1)",
                              "https://gitlab.example.com/gitlab/acme/sub/widgets/-/merge_requests/7\x1b[0m");
    CAPTURE(url);
    CHECK_FALSE(parse(told(url)));
}

TEST_CASE("gitlab push answer: the link to make one is none, nor is one of another branch", "[forge]") {
    const std::string url = "https://gitlab.example.com/gitlab/acme/sub/widgets/-/merge_requests/7";
    CHECK_FALSE(parse("remote: To create a merge request for proffer/fix-7, visit:\nremote:   " + url + "\n"));
    CHECK_FALSE(parse("remote: View merge request for main:\nremote:   " + url + "\n"));
    CHECK_FALSE(parse("remote: " + url + "\n"));
    CHECK_FALSE(parse(""));
    CHECK_FALSE(parse(std::string(500'000, '\n') + told(url)));
}

TEST_CASE("gitlab push warning: the reason is found inside the box", "[forge]") {
    const std::string box = "remote: ========================================================================\n";
    CHECK(parse_gitlab_push_warning(
              "remote: \n" + box +
              "remote: \nremote:  WARNINGS:\nremote:     Error encountered with push options\n"
              "remote:   'merge_request.create' 'merge_request.title=a: b': A merge\nremote:  request error\x1b[2J\nremote: \n" +
              box + "remote: else\n") == "A merge request error\\x1b[2J");
    CHECK(parse_gitlab_push_warning("remote: all is well\n").empty());
    CHECK(parse_gitlab_push_warning("WARNINGS:\n" + std::string(100'000, 'x')).size() <= 500);
}

}  // namespace proffer::forge
