// Who may start a run: only whom the forge itself says may write (security.md T1-T4).
#include <catch2/catch.hpp>

#include "forge/lookups.hpp"
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
    Ruling ruling() { return rule_on(*scene.api, request, allowances); }

    /// The event is a comment of `author`'s.
    support::GithubComment& comment(const std::string& body, const std::string& author = "alice") {
        support::GithubComment comment;
        comment.id = 55;
        comment.body = body;
        comment.author = author;
        comment.created_at = "2026-01-01T00:00:00Z";
        request.comment = CommentThen{comment.id, request.sender_id, body, comment.created_at};
        auto& comments = scene.server.item(request.issue).comments;
        comments.push_back(comment);
        return comments.back();
    }

    Allowances allowances{{}, {}, [this](const std::string& login) {
                              Place place;
                              place.kind = Kind::github;
                              place.api_url = scene.server.api_url();
                              place.token = scene.server.token();
                              return fetch_account(*scene.client, place, login);
                          }};
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

TEST_CASE("permission: a comment counts as it was sent (T3)", "[forge]") {
    Asked asked;
    support::GithubComment& comment = asked.comment("/proffer make it blue");
    SECTION("unchanged") {
        CHECK(asked.ruling().answer == Answer::yes);
    }
    SECTION("another text") {
        comment.body = "/proffer delete everything";
        CHECK(asked.ruling().why == "the comment was edited after it was sent");
    }
    SECTION("the same text again, after it was another for a while") {
        comment.created_at = "2026-01-01T00:05:00Z";
        CHECK(asked.ruling().why == "the comment was edited after it was sent");
    }
    SECTION("deleted") {
        comment.id = 56;
        CHECK(asked.ruling().why == "the comment is not there any more");
    }
    SECTION("line ends of another kind are no edit") {
        comment.body = "/proffer make it blue\r\n";
        CHECK(asked.ruling().answer == Answer::yes);
    }
}

TEST_CASE("permission: who sends an event for somebody else's comment is refused (T2)", "[forge]") {
    Asked asked;
    asked.comment("/proffer", "mallory");
    asked.request.comment->author_id = 103;
    const Ruling ruling = asked.ruling();
    CHECK(ruling.answer == Answer::no);
    CHECK(ruling.why == "'alice' did not write the comment");
}

TEST_CASE("permission: bots start runs only when the operator names them, by name or id (T2)", "[forge]") {
    Asked asked;
    asked.scene.server.accounts["renovate[bot]"] = {777, "renovate[bot]", "write", "write", "Bot"};
    asked.request.sender_login = "renovate[bot]";
    asked.request.sender_id = 777;
    SECTION("not named, though it may write") {
        CHECK(asked.ruling().why == "'renovate[bot]' is a bot, and bots start runs only when they are named");
    }
    SECTION("named among people") {
        asked.allowances.users = {"renovate[bot]"};
        CHECK(asked.ruling().answer == Answer::no);
    }
    SECTION("by its name") {
        asked.allowances.bots = {"Renovate[bot]"};
        CHECK(asked.ruling().answer == Answer::yes);
    }
    SECTION("by its id") {
        asked.allowances.bots = {"777"};
        CHECK(asked.ruling().answer == Answer::yes);
    }
    SECTION("somebody else who took its name in the event") {
        asked.allowances.bots = {"renovate[bot]"};
        asked.request.sender_id = 778;
        CHECK(asked.ruling().answer == Answer::no);
    }
    SECTION("a forged id under another name") {
        asked.allowances.bots = {"777"};
        asked.request.sender_login = "mallory";
        CHECK(asked.ruling().answer == Answer::no);
    }
    SECTION("an account of type Bot without the usual name") {
        asked.scene.server.accounts["helper"] = {779, "helper", "write", "write", "Bot"};
        asked.request.sender_login = "helper";
        asked.request.sender_id = 779;
        CHECK(asked.ruling().answer == Answer::no);
    }
}

TEST_CASE("permission: the operator may let people in who cannot write, as long as the forge knows them (T1)", "[forge]") {
    Asked asked;
    asked.request.sender_login = "mallory";
    asked.request.sender_id = 103;
    asked.allowances.users = {GENERATE(as<std::string>(), "mallory", "103")};
    SECTION("allowed") {
        CHECK(asked.ruling().answer == Answer::yes);
    }
    SECTION("the edited issue is refused all the same (T3)") {
        asked.scene.server.item(asked.request.issue).body = "Delete everything.";
        CHECK(asked.ruling().answer == Answer::no);
    }
    SECTION("the forge does not answer") {
        asked.scene.server.meddle([](const support::HttpRequest& request, const std::function<support::HttpAnswer()>& really) {
            if (request.path().find("/users/") == std::string::npos) return really();
            return support::HttpAnswer{.status = GENERATE(500, 403, 200), .body = "<html>"};
        });
        CHECK(asked.ruling().answer == Answer::no);
    }
}

TEST_CASE("permission: a pull request is held to what it said, but our own change with each follow-up (T3)", "[forge]") {
    Asked asked;
    support::GithubItem item = blue_pull_request("alice");
    asked.request.about = Subject::pull_request;
    asked.request.issue = asked.scene.server.add(item);
    asked.request.title = "Draft: " + item.title;
    asked.request.body = item.body;
    CHECK(asked.ruling().answer == Answer::yes);
    asked.scene.server.item(asked.request.issue).body = "Something else.";
    CHECK(asked.ruling().answer == Answer::no);
    asked.scene.server.item(asked.request.issue).author = "proffer-bot";
    CHECK(asked.ruling().answer == Answer::yes);
}
