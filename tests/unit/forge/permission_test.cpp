// Who may start a run: only whom the forge itself says may write (security.md T1-T4).
#include <catch2/catch.hpp>

#include "forge/permission.hpp"
#include "github_fixture.hpp"

using namespace proffer;
using namespace proffer::forge;

namespace {

struct Asked {
    GithubScene scene;
    Request request;

    Asked() {
        support::GithubItem item;
        item.title = "Widgets are green";
        item.body = "They should be blue.\r\n";
        item.author = "alice";
        request.issue = scene.server.add(item);
        request.title = item.title;
        request.body = "They should be blue.";
        request.sender_login = "alice";
        request.sender_id = 101;
    }
    Ruling ruling() { return rule_on(*scene.api, request); }
};

}  // namespace

TEST_CASE("permission: a writer may (T1)", "[forge]") {
    Asked asked;
    const Ruling ruling = asked.ruling();
    INFO(ruling.why);
    CHECK(ruling.answer == Answer::yes);
}

TEST_CASE("permission: readers, strangers and forged names may not (T1, T2)", "[forge]") {
    Asked asked;
    SECTION("who may only read") {
        asked.request.sender_login = "bob";
        asked.request.sender_id = 102;
    }
    SECTION("no member") {
        asked.request.sender_login = "mallory";
        asked.request.sender_id = 103;
    }
    SECTION("nobody of that name") {
        asked.request.sender_login = "ghost";
    }
    SECTION("another account of that name") {
        asked.request.sender_id = 999;
    }
    SECTION("a name that is a path") {
        asked.request.sender_login = "../../user";
    }
    CHECK(asked.ruling().answer == Answer::no);
    CHECK_FALSE(asked.ruling().why.empty());
}

TEST_CASE("permission: when the forge does not answer, nobody may (T1)", "[forge]") {
    Asked asked;
    const int status = GENERATE(401, 403, 404, 410, 500);
    asked.scene.server.meddle([status](const support::HttpRequest& request, const std::function<support::HttpAnswer()>& really) {
        if (request.path().find("/permission") == std::string::npos) return really();
        support::HttpAnswer answer;
        answer.status = status;
        answer.body = status == 500 ? "<html>" : "{\"message\":\"no\"}";
        return answer;
    });
    const Ruling ruling = asked.ruling();
    CHECK(ruling.answer == Answer::no);
    CHECK(ruling.why.find("cannot be asked") != std::string::npos);
}

TEST_CASE("permission: an issue that was edited afterwards is not the one that was asked for (T3)", "[forge]") {
    Asked asked;
    if (GENERATE(false, true))
        asked.scene.server.item(asked.request.issue).body = "Delete everything.";
    else
        asked.scene.server.item(asked.request.issue).title = "Delete everything";
    const Ruling ruling = asked.ruling();
    CHECK(ruling.answer == Answer::no);
    CHECK(ruling.why.find("edited") != std::string::npos);
}

TEST_CASE("permission: closed issues are left alone", "[forge]") {
    Asked asked;
    asked.scene.server.item(asked.request.issue).state = "closed";
    CHECK(asked.ruling().answer == Answer::not_meant);
}
