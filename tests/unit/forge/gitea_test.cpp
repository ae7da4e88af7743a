// What is Gitea's own: scopes, silent omissions, organisations, deleted branches, wrong addresses, hostile answers.
#include "forge/gitea.hpp"

#include <catch2/catch.hpp>

#include "forge/gitea_answers.hpp"
#include "unit/forge/gitea_fixture.hpp"

namespace proffer::forge {
namespace {

support::GiteaItem pull(const std::string& title = "Make widgets blue") {
    support::GiteaItem item;
    item.title = title;
    item.author = "proffer-bot";
    item.head_branch = "proffer/blue";
    item.base_branch = "main";
    return item;
}

support::HttpAnswer answer_of(std::string body, int status = 200) {
    support::HttpAnswer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "application/json"}};
    answer.body = std::move(body);
    return answer;
}

}  // namespace

TEST_CASE("gitea: the scope that a token lacks is in the hint", "[forge]") {
    GiteaFixture forge;
    forge.server.add_item(pull());
    forge.server.scopes = {"write:repository"};
    const auto made = forge.api->create_comment(Subject::pull_request, 1, "hello");
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::denied);
    CHECK(made.error().hint == "give the token the scope 'write:issue'");
}

TEST_CASE("gitea: a refusal without a body names write access", "[forge]") {
    GiteaFixture forge;
    forge.server.users[1].access = "read";
    support::GiteaItem item = pull();
    item.author = "alice";
    forge.server.add_item(item);
    const auto changed = forge.api->change_pull_request(*forge.api->pull_request(1), {"x", {}, {}});
    REQUIRE_FALSE(changed);
    CHECK(changed.error().code == ErrorCode::denied);
    CHECK(changed.error().message.find("write access is missing") != std::string::npos);
    const auto labelled = forge.api->add_labels(1, {"new"});
    REQUIRE_FALSE(labelled);
    CHECK(labelled.error().code == ErrorCode::denied);
    CHECK(labelled.error().message == "there is no label 'new', and the token may not create it");
}

TEST_CASE("gitea: what the server leaves out in silence is told", "[forge]") {
    GiteaFixture forge;
    forge.server.users[1].access = "read";
    forge.server.milestones.emplace_back(5, "v1");
    forge.server.add_item(pull());
    const auto milestone = forge.api->set_milestone(1, "v1");
    REQUIRE_FALSE(milestone);
    CHECK(milestone.error().code == ErrorCode::denied);
    const auto assigned = forge.api->add_assignees(1, {"alice"});
    REQUIRE_FALSE(assigned);
    CHECK(assigned.error().code == ErrorCode::denied);
    const auto unknown = forge.api->add_assignees(1, {"bob"});
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == ErrorCode::not_found);
    const auto teams = forge.api->request_reviews(1, {"alice"}, {"core"});
    REQUIRE_FALSE(teams);
    CHECK(teams.error().code == ErrorCode::not_found);
    CHECK(forge.server.find(1)->reviewers == std::vector<std::string>{"alice"});
}

TEST_CASE("gitea: labels of the organisation are used before new ones are made", "[forge]") {
    GiteaFixture forge;
    forge.server.is_organisation = true;
    forge.server.add_item(pull());
    const std::int64_t shared = forge.server.add_label("Automated", true);
    REQUIRE_OK(forge.api->add_labels(1, {"automated"}));
    CHECK(forge.server.find(1)->labels == std::vector<std::int64_t>{shared});
    CHECK(forge.server.labels.size() == 1);
}

TEST_CASE("gitea: a label whose creation was not answered is not made twice (security.md 3)", "[forge]") {
    GiteaFixture forge;
    forge.server.add_item(pull());
    int lost = 0;
    forge.server.meddle([&](const support::HttpRequest& request, const auto& really) {
        support::HttpAnswer answer = really();
        if (request.method == "POST" && request.path().ends_with("/widgets/labels") && lost++ == 0) answer.cut_after_bytes = 5;
        return answer;
    });
    REQUIRE_OK(forge.api->add_labels(1, {"new"}));
    CHECK(forge.server.labels.size() == 1);
}

TEST_CASE("gitea: a closed pull request is found after its branch was deleted", "[forge]") {
    GiteaFixture forge;
    forge.server.add_item(pull());
    forge.server.find(1)->is_open = false;
    forge.server.branches.erase("proffer/blue");
    const auto found = forge.api->find_pull_requests("proffer/blue");
    REQUIRE_OK(found);
    REQUIRE(found->size() == 1);
    CHECK(found->front().state == PullRequestState::closed);
}

TEST_CASE("gitea: a branch of the same name in a fork is another one", "[forge]") {
    GiteaFixture forge;
    support::GiteaItem item = pull();
    item.is_from_fork = true;
    item.author = "mallory";
    forge.server.add_item(item);
    const auto found = forge.api->find_pull_requests("proffer/blue");
    REQUIRE_OK(found);
    CHECK(found->empty());
}

TEST_CASE("gitea: a pull request by AGit is found by its topic", "[forge]") {
    GiteaFixture forge;
    support::GiteaItem item = pull();
    item.is_agit = true;
    item.head_branch = "proffer-bot/proffer/blue";
    forge.server.add_item(item);
    const auto found = forge.api->find_pull_requests("proffer/blue");
    REQUIRE_OK(found);
    REQUIRE(found->size() == 1);
    CHECK(found->front().head_branch == "proffer/blue");
}

TEST_CASE("gitea: urls for people are under the address that we know", "[forge]") {
    GiteaFixture forge;
    forge.server.root_url = "http://localhost:3000";
    forge.server.page_size = 2;
    for (int i = 0; i < 5; ++i) {
        forge.server.add_item(pull());
        forge.server.items.back().head_branch += std::to_string(i);
    }
    const auto found = forge.api->open_pull_requests();
    REQUIRE_OK(found);
    REQUIRE(found->size() == 5);
    for (const PullRequest& one : *found) CHECK(one.url == forge.server.web_url() + "/acme/widgets/pulls/" + std::to_string(one.number));
}

TEST_CASE("gitea: auto-merge is refused where nothing holds the merge back", "[forge]") {
    GiteaFixture forge;
    forge.server.add_item(pull());
    const auto enabled = forge.api->enable_auto_merge(*forge.api->pull_request(1));
    REQUIRE_FALSE(enabled);
    CHECK(enabled.error().code == ErrorCode::denied);
    CHECK_FALSE(forge.server.find(1)->is_merged);
    forge.server.is_protected = true;
    REQUIRE_OK(forge.api->enable_auto_merge(*forge.api->pull_request(1)));
    REQUIRE_OK(forge.api->enable_auto_merge(*forge.api->pull_request(1)));
    CHECK(forge.server.find(1)->merges_automatically);
}

TEST_CASE("gitea: T1 in an organisation a token that is no administrator's tells nobody's permission", "[forge]") {
    GiteaFixture forge;
    forge.server.is_organisation = true;
    const auto standing = forge.api->standing("alice");
    REQUIRE_FALSE(standing);
    CHECK(standing.error().code == ErrorCode::denied);
    CHECK(standing.error().hint == "give a token of an administrator of 'acme/widgets': others may not ask that");
}

TEST_CASE("gitea: an archived repository is denied, not misread", "[forge]") {
    GiteaFixture forge;
    forge.server.is_archived = true;
    forge.server.branches["proffer/blue"] = support::GiteaServer::k_commit;
    const auto made = forge.api->create_pull_request({"proffer/blue", "main", "t", "b", false});
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::denied);
    CHECK(forge.api->repository_facts()->may_push == false);
}

TEST_CASE("gitea: comments on files are read with file and line, users of the system too", "[forge]") {
    GiteaFixture forge;
    support::GiteaItem item = pull();
    item.comments = {{11, "gone", "first", {}, 0, {}}, {12, "alice", "on a line", "src/a.cpp", 7, {}}, {13, "bob", "last", {}, 0, {}}};
    forge.server.add_item(item);
    const auto comments = forge.api->comments(Subject::pull_request, 1);
    REQUIRE_OK(comments);
    REQUIRE(comments->size() == 3);
    CHECK(comments->at(0).author.id == -1);
    CHECK(comments->at(1).path == "src/a.cpp");
    CHECK(comments->at(1).line == 7);
}

TEST_CASE("gitea: draft prefixes of every spelling are read, and not taken twice", "[forge]") {
    for (const char* title : {"WIP: x", "wip:x", "[WIP] x", "Draft: x", "[Draft] x", "WIP: WIP: x"}) {
        INFO(title);
        CHECK(gitea::has_draft_prefix(title));
        CHECK(gitea::without_draft_prefix(title) == "x");
    }
    CHECK_FALSE(gitea::has_draft_prefix("Wipe: x"));
}

TEST_CASE("gitea: hostile answers are refused as protocol errors (security.md N3, N4)", "[forge]") {
    const std::string good = R"("number":1,"html_url":"http://h/acme/widgets/pulls/1","state":"open","title":"t","body":"b",)";
    const std::string ends = R"("base":{"ref":"main","repo_id":1},"head":{"ref":"b","label":"b","sha":"","repo_id":1})";
    for (const std::string& body : {
             std::string("null"),
             std::string("[]"),
             std::string("3"),
             std::string("{}"),
             std::string("{\"number\":1"),
             "{" + good + ends + R"(,"user":{"id":0,"login":"a"}})",
             "{" + good + ends + R"(,"user":{"id":-3,"login":"a"}})",
             "{" + good + ends + R"(,"user":{"id":"7","login":"a"}})",
             "{" + good + ends + R"(,"user":{"id":7,"login":"a\nb"}})",
             "{" + good + ends + R"(,"labels":{}})",
             "{" + good + ends + R"(,"labels":[{"name":"a\u0007"}]})",
             "{" + good + ends + R"(,"merged":1})",
             "{" + good + R"("base":{"ref":"ma\nin"},"head":{"ref":"b"}})",
             "{" + good + R"("base":{"ref":"main"},"head":{"ref":"b","sha":"xyz"}})",
             "{" + good + R"("base":{"ref":"main"},"head":null})",
             std::string(R"({"number":-1,"html_url":"http://h/acme/widgets/pulls/-1"})"),
             std::string(R"({"number":1,"html_url":"javascript:alert(1)/pulls/1"})"),
             std::string(R"({"number":1,"html_url":"http://h/acme/widgets/pulls/2"})"),
             std::string(100, '['),
             std::string(R"({"number":2,"html_url":"http://h/acme/widgets/pulls/2","state":"open","title":"t",)") + ends + "}",
         }) {
        GiteaFixture forge;
        forge.server.meddle([&](const support::HttpRequest&, const auto&) { return answer_of(body); });
        const auto read = forge.api->pull_request(1);
        INFO(body);
        REQUIRE_FALSE(read);
        CHECK(read.error().code == ErrorCode::protocol);
    }
}

TEST_CASE("gitea: every refusing status has its class, and no write is repeated (security.md 3)", "[forge]") {
    const std::vector<std::pair<int, ErrorCode>> table{
        {400, ErrorCode::denied},   {401, ErrorCode::unauthorized}, {403, ErrorCode::denied},    {404, ErrorCode::not_found},
        {405, ErrorCode::denied},   {409, ErrorCode::conflict},     {410, ErrorCode::not_found}, {412, ErrorCode::conflict},
        {413, ErrorCode::denied},   {422, ErrorCode::denied},       {423, ErrorCode::denied},    {301, ErrorCode::protocol},
        {307, ErrorCode::protocol},
    };
    for (const auto& [status, code] : table) {
        GiteaFixture forge;
        forge.server.branches["proffer/blue"] = support::GiteaServer::k_commit;
        forge.server.meddle([status = status](const support::HttpRequest& request, const auto& really) {
            return request.method == "POST" ? answer_of(R"({"message":"no"})", status) : really();
        });
        const auto made = forge.api->create_pull_request({"proffer/blue", "main", "t", "b", false});
        INFO(status);
        REQUIRE_FALSE(made);
        CHECK(made.error().code == code);
        std::size_t posts = 0;
        for (const auto& request : forge.server.requests()) posts += request.method == "POST" ? 1 : 0;
        CHECK(posts == 1);
    }
}

}  // namespace proffer::forge
