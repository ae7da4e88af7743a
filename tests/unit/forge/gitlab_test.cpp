// The GitLab adapter against the fake GitLab: what is GitLab's own; the rest is in the contract test.
#include "forge/gitlab.hpp"

#include <catch2/catch.hpp>

#include "forge/gitlab_answers.hpp"
#include "support/require_ok.hpp"
#include "unit/forge/gitlab_fixture.hpp"

namespace proffer::forge {
namespace {

using Strings = std::vector<std::string>;
using support::GitlabItem;
using support::GitlabServer;

GitlabItem merge_request(const std::string& source, const std::string& title = "Make widgets blue") {
    GitlabItem item;
    item.author = 7;
    item.title = title;
    item.description = "Because.";
    item.source = source;
    item.target = "main";
    return item;
}

std::int64_t seed(GitlabFixture& gitlab, const std::string& branch = "proffer/blue") {
    gitlab.server.branches[branch] = std::string(40, 'b');
    return gitlab.server.add_merge_request(merge_request(branch));
}

std::int64_t seed_issue(GitlabFixture& gitlab) {
    GitlabItem item;
    item.author = 101;
    item.title = "Widgets are green";
    return gitlab.server.add_issue(item);
}

}  // namespace

TEST_CASE("gitlab: draft prefixes are read and written", "[forge]") {
    CHECK(without_draft_prefix("Draft: x") == "x");
    CHECK(without_draft_prefix("[Draft] (draft) WIP: x") == "x");
    CHECK(without_draft_prefix("[wip]x") == "x");
    CHECK(without_draft_prefix("Drafts: x") == "Drafts: x");
    CHECK(without_draft_prefix("WIPE: x") == "WIPE: x");
    CHECK(gitlab_title("x", true) == "Draft: x");
    CHECK(gitlab_title("Draft: x", true) == "Draft: x");
    CHECK(gitlab_title("Draft: x", false) == "x");
    CHECK(gitlab_title("Draft:", false) == "(no title)");
    CHECK(gitlab_title(std::string(400, 'x'), true).size() == 255);
    CHECK(without_draft_prefix(std::string(1'000'000, ' ')).empty());
}

TEST_CASE("gitlab: T1 access levels are permissions", "[forge]") {
    using Row = std::tuple<int, Permission>;
    const auto [level, permission] =
        GENERATE(table<int, Permission>({Row{-1, Permission::none}, Row{0, Permission::none}, Row{5, Permission::none},
                                         Row{10, Permission::read}, Row{15, Permission::triage}, Row{20, Permission::read},
                                         Row{30, Permission::write}, Row{40, Permission::maintain}, Row{50, Permission::admin}}));
    CAPTURE(level);
    CHECK(gitlab_permission(level) == permission);
}

TEST_CASE("gitlab: the project is named by its escaped path, also below a sub-path", "[forge]") {
    GitlabFixture gitlab("/gitlab");
    gitlab.server.project_path = "acme/sub.group/widgets";
    gitlab.connect(GitlabServer::k_token);
    const auto iid = seed(gitlab);
    const auto read = gitlab.api->pull_request(iid);
    REQUIRE_OK(read);
    CHECK(gitlab.server.requests().back().target == "/gitlab/api/v4/projects/acme%2Fsub.group%2Fwidgets/merge_requests/1");
    CHECK(read->url == gitlab.server.web_url() + "/acme/sub.group/widgets/-/merge_requests/1");
    CHECK(gitlab.api->compare_url("main", "proffer/a&b") ==
          gitlab.server.web_url() +
              "/acme/sub.group/widgets/-/merge_requests/new?merge_request%5Bsource_branch%5D=proffer%2Fa%26b"
              "&merge_request%5Btarget_branch%5D=main");
}

TEST_CASE("gitlab: each kind of token goes into its header", "[forge]") {
    using Row = std::tuple<std::string, GitlabToken, std::string, std::string>;
    const auto [token, kind, header, value] = GENERATE(table<std::string, GitlabToken, std::string, std::string>(
        {Row{"glpat-x1", GitlabToken::automatic, "PRIVATE-TOKEN", "glpat-x1"},
         Row{"old-one", GitlabToken::automatic, "PRIVATE-TOKEN", "old-one"},
         Row{"gloas-x1", GitlabToken::automatic, "Authorization", "Bearer gloas-x1"},
         Row{"x1", GitlabToken::oauth, "Authorization", "Bearer x1"}, Row{"glcbt-x1", GitlabToken::automatic, "JOB-TOKEN", "glcbt-x1"},
         Row{"x1", GitlabToken::job, "JOB-TOKEN", "x1"}}));
    GitlabFixture gitlab;
    gitlab.server.tokens[token] = {7, {"api"}, header == "JOB-TOKEN"};
    gitlab.connect(token, kind);
    const auto own = gitlab.api->own_account();
    REQUIRE_OK(own);
    CHECK(own->id == 7);
    const auto request = gitlab.server.requests().back();
    for (const std::string name : {"PRIVATE-TOKEN", "Authorization", "JOB-TOKEN"})
        CHECK(request.header(name) == (name == header ? value : ""));
}

TEST_CASE("gitlab: a job's token is told what to use instead", "[forge]") {
    GitlabFixture gitlab;
    gitlab.server.tokens["glcbt-x1"] = {101, {}, true};
    gitlab.connect("glcbt-x1");
    gitlab.server.branches["proffer/blue"] = std::string(40, 'b');
    const auto made = gitlab.api->create_pull_request({"proffer/blue", "main", "t", "b", false});
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::denied);
    CHECK(made.error().message == "cannot create a pull request with a job's token: GitLab answered 404: 404 Project Not Found");
    CHECK(made.error().hint ==
          "CI_JOB_TOKEN may not use most of GitLab's API: make a project access token with the role Developer and the scopes 'api' and "
          "'write_repository' (Settings > Access tokens), and give it as the masked variable PROFFER_TOKEN");
    const auto found = gitlab.api->find_pull_requests("proffer/blue");
    REQUIRE_FALSE(found);
    CHECK(found.error().code == ErrorCode::denied);
    const auto standing = gitlab.api->standing("alice");
    REQUIRE_FALSE(standing);
    CHECK(standing.error().code == ErrorCode::denied);
}

TEST_CASE("gitlab: a merge request from a fork with the same branch name is not ours", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed(gitlab);
    GitlabItem foreign = merge_request("proffer/blue");
    foreign.source_project = 99;
    gitlab.server.add_merge_request(foreign);
    const auto found = gitlab.api->find_pull_requests("proffer/blue");
    REQUIRE_OK(found);
    REQUIRE(found->size() == 1);
    CHECK(found->front().number == iid);
    CHECK(gitlab.api->open_pull_requests()->size() == 1);
}

TEST_CASE("gitlab: one that is already open for branch and base is given back", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed(gitlab);
    const auto made = gitlab.api->create_pull_request({"proffer/blue", "main", "Another title", "b", false});
    REQUIRE_OK(made);
    CHECK(made->number == iid);
    CHECK(made->title == "Make widgets blue");
    CHECK(gitlab.server.merge_requests.size() == 1);
}

TEST_CASE("gitlab: draft is switched by the title alone", "[forge]") {
    GitlabFixture gitlab;
    gitlab.server.branches["proffer/blue"] = std::string(40, 'b');
    const auto made = gitlab.api->create_pull_request({"proffer/blue", "main", "WIP: blue", "b", true});
    REQUIRE_OK(made);
    CHECK(made->draft);
    CHECK(made->title == "blue");
    CHECK(gitlab.server.merge_requests.front().title == "Draft: blue");
    PullRequestChange change;
    change.draft = false;
    const auto ready = gitlab.api->change_pull_request(*made, change);
    REQUIRE_OK(ready);
    CHECK_FALSE(ready->draft);
    CHECK(gitlab.server.merge_requests.front().title == "blue");
    change = {};
    change.title = "red";
    REQUIRE_OK(gitlab.api->change_pull_request(*made, change));
    CHECK(gitlab.server.merge_requests.front().title == "Draft: red");
    CHECK(gitlab.server.merge_requests.front().description == "b");
    const auto requests = gitlab.server.requests().size();
    REQUIRE_OK(gitlab.api->change_pull_request(*made, {}));
    CHECK(gitlab.server.requests().size() == requests);
}

TEST_CASE("gitlab: a label with a comma is told and the others are set", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed(gitlab);
    const auto set = gitlab.api->add_labels(iid, {"a,b", "proffer", " proffer ", "type::bug"});
    REQUIRE_FALSE(set);
    CHECK(set.error().message == "cannot label pull request !1: label 'a,b' has a comma");
    CHECK(gitlab.server.merge_requests.front().labels == Strings{"proffer", "type::bug"});
}

TEST_CASE("gitlab: a label that the role may not make is told", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed(gitlab);
    gitlab.server.users.front().access_level = 10;
    gitlab.server.labels.insert("old");
    const auto set = gitlab.api->add_labels(iid, {"old", "new"});
    REQUIRE_FALSE(set);
    CHECK(set.error().code == ErrorCode::denied);
    CHECK(set.error().message == "cannot label pull request !1: label 'new' is not there and the token may not make it");
    CHECK(gitlab.server.merge_requests.front().labels == Strings{"old"});
}

TEST_CASE("gitlab: a plan with one assignee keeps the first and the others are told", "[forge]") {
    GitlabFixture gitlab;
    gitlab.server.has_one_place = true;
    const auto iid = seed(gitlab);
    gitlab.server.merge_requests.front().assignees = {102};
    const auto set = gitlab.api->add_assignees(iid, {"alice"});
    REQUIRE_FALSE(set);
    CHECK(set.error().message ==
          "cannot assign pull request !1: user 'alice' was not set: no access to the project, or the plan has one place only");
    CHECK(gitlab.server.merge_requests.front().assignees == std::vector<std::int64_t>{102});
}

TEST_CASE("gitlab: people are found by their exact name, and who is unknown is told", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed(gitlab);
    const auto set = gitlab.api->request_reviews(iid, {"@Alice", "nobody", "alice", "ali"}, {"acme/core"});
    REQUIRE_FALSE(set);
    CHECK(set.error().code == ErrorCode::not_found);
    CHECK(set.error().message ==
          "cannot request reviews of !1: user 'nobody' does not exist; user 'ali' does not exist; GitLab has no teams, so none is "
          "'acme/core'");
    CHECK(gitlab.server.merge_requests.front().reviewers == std::vector<std::int64_t>{101});
}

TEST_CASE("gitlab: milestones are found by title in the project and its groups, active ones first", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed(gitlab);
    gitlab.server.milestones = {{51, "2.0", "closed", false}, {52, "2.0", "active", false}, {53, "3.0", "active", true}};
    gitlab.server.knows_include_ancestors = GENERATE(true, false);
    REQUIRE_OK(gitlab.api->set_milestone(iid, "2.0"));
    CHECK(gitlab.server.merge_requests.front().milestone == 52);
    REQUIRE_OK(gitlab.api->set_milestone(iid, "3.0"));
    CHECK(gitlab.server.merge_requests.front().milestone == 53);
    const auto none = gitlab.api->set_milestone(iid, "4.0");
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::not_found);
    CHECK(none.error().message == "there is no milestone '4.0'");
}

TEST_CASE("gitlab: auto-merge waits until GitLab has looked, and never merges another commit or at once", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed(gitlab);
    gitlab.server.merge_requests.front().checks_left = 3;
    const auto read = gitlab.api->pull_request(iid);
    REQUIRE_OK(read);
    REQUIRE_OK(gitlab.api->enable_auto_merge(*read));
    CHECK(gitlab.server.merge_requests.front().merges_automatically);
    CHECK(gitlab.server.merge_requests.front().state == "opened");
    CHECK(gitlab.server.requests().back().body ==
          R"({"auto_merge":true,"merge_when_pipeline_succeeds":true,"sha":")" + std::string(40, 'b') + "\"}");
    CHECK(gitlab.waits.size() == 2);
    PullRequest stale = *read;
    stale.head_commit = std::string(40, 'c');
    const auto other = gitlab.api->enable_auto_merge(stale);
    REQUIRE_FALSE(other);
    CHECK(other.error().code == ErrorCode::conflict);
}

TEST_CASE("gitlab: refused auto-merge names the reason", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed(gitlab);
    GitlabItem& item = gitlab.server.merge_requests.front();
    const auto read = gitlab.api->pull_request(iid);
    REQUIRE_OK(read);
    SECTION("role") {
        gitlab.server.may_merge_from = 40;
        const auto refused = gitlab.api->enable_auto_merge(*read);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().hint == "the token's role may not merge into 'main': see Settings > Repository > Protected branches");
    }
    SECTION("draft") {
        item.title = "Draft: x";
    }
    SECTION("conflict") {
        item.has_conflict = true;
    }
    SECTION("no pipeline") {
        item.has_pipeline = false;
    }
    gitlab.server.may_merge_from = std::max(gitlab.server.may_merge_from, 30);
    const auto refused = gitlab.api->enable_auto_merge(*read);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::denied);
    CHECK_FALSE(item.merges_automatically);
}

TEST_CASE("gitlab: comments leave the system's notes out and know the file they are on", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed(gitlab);
    gitlab.server.add_note(true, iid, {0, 101, "first", false, "", 0, "", {}});
    gitlab.server.add_note(true, iid, {0, 101, "added 1 commit", true, "", 0, "", {}});
    const auto id = gitlab.server.add_note(true, iid, {0, 102, "here", false, "src/a.cpp", 12, "", {}});
    const auto comments = gitlab.api->comments(Subject::pull_request, iid);
    REQUIRE_OK(comments);
    REQUIRE(comments->size() == 2);
    CHECK(comments->at(0).body == "first");
    CHECK(comments->at(1).id == id);
    CHECK(comments->at(1).path == "src/a.cpp");
    CHECK(comments->at(1).line == 12);
    CHECK(comments->at(1).url == gitlab.server.web_url() + "/acme/widgets/-/merge_requests/1#note_" + std::to_string(id));
}

TEST_CASE("gitlab: many comments come in pages, the oldest first", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed_issue(gitlab);
    for (int i = 1; i <= 250; ++i) gitlab.server.add_note(false, iid, {0, 101, std::to_string(i), false, "", 0, "", {}});
    const auto comments = gitlab.api->comments(Subject::issue, iid);
    REQUIRE_OK(comments);
    REQUIRE(comments->size() == 250);
    CHECK(comments->front().body == "1");
    CHECK(comments->back().body == "250");
    CHECK(gitlab.server.requests().size() == 3);
}

TEST_CASE("gitlab: a reaction that is there already is no error", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed_issue(gitlab);
    const auto note = gitlab.server.add_note(false, iid, {0, 101, "/proffer", false, "", 0, "", {}});
    for (int i = 0; i < 2; ++i) {
        REQUIRE_OK(gitlab.api->react(Subject::issue, iid, {}, Reaction::rocket));
        REQUIRE_OK(gitlab.api->react(Subject::issue, iid, note, Reaction::confused));
    }
    CHECK(gitlab.server.issues.front().awards == std::vector<std::pair<std::int64_t, std::string>>{{7, "rocket"}});
    CHECK(gitlab.server.issues.front().notes.front().awards.size() == 1);
    const auto none = gitlab.api->react(Subject::issue, 99, {}, Reaction::eyes);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::not_found);
}

TEST_CASE("gitlab: T1 standing is of the id behind the name", "[forge]") {
    GitlabFixture gitlab;
    const auto alice = gitlab.api->standing("ALICE");
    REQUIRE_OK(alice);
    CHECK(alice->account.id == 101);
    CHECK(alice->permission == Permission::write);
    CHECK(gitlab.api->standing("bob")->permission == Permission::read);
    CHECK(gitlab.api->standing("mallory")->permission == Permission::none);
    CHECK(gitlab.api->standing("nobody").error().code == ErrorCode::not_found);
    gitlab.server.users.at(1).state = "blocked";
    CHECK(gitlab.api->standing("alice")->permission == Permission::none);
}

TEST_CASE("gitlab: T2 users of tokens are bots", "[forge]") {
    GitlabFixture gitlab;
    gitlab.server.users.push_back({200, "project_42_bot_0a1b", 30, true, "active"});
    gitlab.server.users.push_back({201, "project_x_bot", 30, false, "active"});
    CHECK(gitlab.api->standing("project_42_bot_0a1b")->account.is_bot);
    CHECK_FALSE(gitlab.api->standing("project_x_bot")->account.is_bot);
    CHECK(gitlab.api->own_account()->is_bot);
}

TEST_CASE("gitlab: facts tell the token's kind, scopes and rights", "[forge]") {
    GitlabFixture gitlab;
    auto facts = gitlab.api->repository_facts();
    REQUIRE_OK(facts);
    CHECK(facts->default_branch == "main");
    CHECK(facts->token_kind == "personal access token");
    CHECK(facts->scopes == Strings{"api", "write_repository"});
    CHECK(facts->may_push == true);
    CHECK(facts->may_open_pull_requests == true);
    SECTION("read only") {
        gitlab.server.tokens["glpat-r"] = {7, {"read_api"}, false};
        gitlab.connect("glpat-r");
        facts = gitlab.api->repository_facts();
        REQUIRE_OK(facts);
        CHECK(facts->may_push == false);
        CHECK(facts->may_open_pull_requests == false);
    }
    SECTION("guest") {
        gitlab.server.users.front().access_level = 10;
        CHECK(gitlab.api->repository_facts()->may_push == false);
    }
    SECTION("archived") {
        gitlab.server.is_archived = true;
        CHECK(gitlab.api->repository_facts()->may_open_pull_requests == false);
    }
    SECTION("a project's token") {
        gitlab.server.users.front().username = "project_1_bot_ab";
        gitlab.connect(GitlabServer::k_token);
        CHECK(gitlab.api->repository_facts()->token_kind == "project access token");
    }
}

TEST_CASE("gitlab: every request keeps to the published description", "[forge]") {
    GitlabFixture gitlab;
    const auto iid = seed(gitlab);
    const auto issue = seed_issue(gitlab);
    gitlab.server.milestones = {{51, "2.0", "active", false}};
    gitlab.server.branches["proffer/red"] = std::string(40, 'd');
    auto& api = *gitlab.api;
    REQUIRE_OK(api.own_account());
    REQUIRE_OK(api.repository_facts());
    REQUIRE_OK(api.find_pull_requests("proffer/blue"));
    REQUIRE_OK(api.open_pull_requests());
    const auto made = api.create_pull_request({"proffer/red", "main", "Red", "b", true});
    REQUIRE_OK(made);
    PullRequestChange change;
    change.title = "Redder";
    change.body = "c";
    change.draft = false;
    REQUIRE_OK(api.change_pull_request(*made, change));
    REQUIRE_OK(api.add_labels(iid, {"proffer"}));
    REQUIRE_OK(api.add_assignees(iid, {"alice"}));
    REQUIRE_OK(api.request_reviews(iid, {"alice", "bob"}, {}));
    REQUIRE_OK(api.set_milestone(iid, "2.0"));
    REQUIRE_OK(api.enable_auto_merge(*api.pull_request(iid)));
    REQUIRE_OK(api.issue(issue));
    for (const Subject subject : {Subject::issue, Subject::pull_request}) {
        const auto comment = api.create_comment(subject, 1, "hello");
        REQUIRE_OK(comment);
        REQUIRE_OK(api.change_comment(subject, 1, comment->id, "bye"));
        REQUIRE_OK(api.comments(subject, 1));
        REQUIRE_OK(api.react(subject, 1, {}, Reaction::eyes));
        REQUIRE_OK(api.react(subject, 1, comment->id, Reaction::rocket));
    }
    REQUIRE_OK(api.standing("alice"));
    CHECK(gitlab.server.violations() == Strings{});
    CHECK(gitlab.server.requests().size() >= 30);
}

}  // namespace proffer::forge
