// What is GitHub's own: headers, Enterprise's urls, refusals with their remedies, hostile answers.
#include <functional>

#include "base/text.hpp"
#include "github_fixture.hpp"

using namespace proffer;
using namespace proffer::forge;
using support::GithubOptions;
using support::HttpAnswer;
using support::HttpRequest;

namespace {

const std::string k_commit(40, '2');

NewPullRequest blue(bool draft = false) {
    return {"proffer/blue", "main", "Make widgets blue", "Because.", draft};
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("github: every request carries the version, the type and the token, and nothing else does", "[forge][github]") {
    GithubScene scene;
    REQUIRE_OK(scene.api->own_account());
    const HttpRequest request = scene.server.requests().front();
    CHECK(request.target == "/user");
    CHECK(request.header("x-github-api-version") == "2022-11-28");
    CHECK(request.header("accept") == "application/vnd.github+json");
    CHECK(request.header("authorization") == "Bearer " + scene.server.token());
}

TEST_CASE("github: Enterprise Server has REST and GraphQL at places of their own", "[forge][github]") {
    GithubScene scene({.is_enterprise = true});
    scene.server.branches["proffer/blue"] = k_commit;
    const auto made = scene.api->create_pull_request(blue());
    REQUIRE_OK(made);
    REQUIRE_OK(scene.api->change_pull_request(*made, {.title = {}, .body = {}, .draft = true}));
    CHECK(scene.server.requests()[0].target == "/api/v3/repos/acme/widgets/pulls");
    CHECK(scene.server.requests()[1].target == "/api/graphql");
    CHECK(scene.server.item(made->number).draft);
    for (int i = 0; i < 150; ++i)
        scene.server.item(1).comments.push_back({scene.server.next_id(), "alice", "x", "2026-11-20T11:00:00Z", "", 0});
    const auto comments = scene.api->comments(Subject::issue, 1);
    REQUIRE_OK(comments);
    CHECK(comments->size() == 150);
}

TEST_CASE("github: a workflow's token belongs to the well-known bot", "[forge][github]") {
    GithubScene scene({.is_workflow_token = true});
    const auto own = scene.api->own_account();
    REQUIRE_OK(own);
    CHECK(own->id == 41898282);
    CHECK(own->login == "github-actions[bot]");
    CHECK(own->is_bot);
    REQUIRE_OK(scene.api->own_account());
    CHECK(scene.server.requests().size() == 1);
}

TEST_CASE("github: an App's account is looked up by its name", "[forge][github]") {
    GithubScene scene({.is_workflow_token = true});
    scene.server.accounts["my-app[bot]"] = {555, "my-app[bot]", "none", "none", "Bot"};
    scene.settings.app_login = "my-app[bot]";
    const auto own = make_github(*scene.client, scene.settings)->own_account();
    REQUIRE_OK(own);
    CHECK(own->id == 555);
}

TEST_CASE("github: a token that is wrong or missing is unauthorized", "[forge][github]") {
    GithubScene scene;
    scene.settings.token = GENERATE(as<std::string>{}, "", "ghp_wrong");
    const auto own = make_github(*scene.client, scene.settings)->own_account();
    REQUIRE_FALSE(own.has_value());
    CHECK(own.error().code == ErrorCode::unauthorized);
    CHECK(scene.server.requests().size() == 1);
}

TEST_CASE("github: workflows that may not open pull requests are told where the setting is", "[forge][github]") {
    GithubScene scene({.is_workflow_token = true, .workflows_may_open = false});
    scene.server.branches["proffer/blue"] = k_commit;
    const auto made = scene.api->create_pull_request(blue());
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == ErrorCode::denied);
    CHECK(holds(made.error().hint, "Settings > Actions > General"));
    CHECK(holds(made.error().hint, "Allow GitHub Actions to create and approve pull requests"));
    CHECK(holds(made.error().hint, "organisation"));
    CHECK(scene.count("POST") == 1);
}

TEST_CASE("github: a missing permission is named", "[forge][github]") {
    const bool is_workflow = GENERATE(true, false);
    GithubScene scene({.is_workflow_token = is_workflow, .may_write = false});
    scene.server.add(blue_pull_request());
    const auto made = scene.api->create_pull_request(blue());
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == ErrorCode::denied);
    CHECK(holds(made.error().text(), "pull-requests: write"));
    CHECK(holds(made.error().hint, "pull-requests: write"));
    const auto comment = scene.api->create_comment(Subject::issue, 1, "x");
    REQUIRE_FALSE(comment.has_value());
    CHECK(holds(comment.error().hint, "issues: write"));
    const auto draft = scene.api->change_pull_request(*scene.api->pull_request(1), {.title = {}, .body = {}, .draft = true});
    REQUIRE_FALSE(draft.has_value());
    CHECK(draft.error().code == ErrorCode::denied);
}

TEST_CASE("github: a plan without drafts denies one and leaves the decision to the caller", "[forge][github]") {
    GithubScene scene({.has_drafts = false});
    scene.server.branches["proffer/blue"] = k_commit;
    const auto draft = scene.api->create_pull_request(blue(true));
    REQUIRE_FALSE(draft.has_value());
    CHECK(draft.error().code == ErrorCode::denied);
    CHECK(holds(draft.error().hint, "draft: false"));
    REQUIRE_OK(scene.api->create_pull_request(blue()));
}

TEST_CASE("github: a branch that is not there, or holds nothing, and a body that is too long are told", "[forge][github]") {
    GithubScene scene;
    const auto missing = scene.api->create_pull_request(blue());
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == ErrorCode::denied);
    CHECK(holds(missing.error().message, "field 'head' is invalid"));
    scene.server.branches["proffer/blue"] = scene.server.branches["main"];
    const auto empty = scene.api->create_pull_request(blue());
    REQUIRE_FALSE(empty.has_value());
    CHECK(holds(empty.error().message, "No commits between"));
    scene.server.branches["proffer/blue"] = k_commit;
    NewPullRequest huge = blue();
    huge.body = std::string(70000, 'x');
    const auto refused = scene.api->create_pull_request(huge);
    REQUIRE_FALSE(refused.has_value());
    CHECK(holds(refused.error().message, "too long"));
    CHECK(scene.server.items.empty());
}

TEST_CASE("github: an archived repository is told as such", "[forge][github]") {
    GithubScene scene({.is_archived = true});
    const auto made = scene.api->create_pull_request(blue());
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error().code == ErrorCode::denied);
    CHECK(holds(made.error().hint, "archived"));
    const auto facts = scene.api->repository_facts();
    REQUIRE_OK(facts);
    CHECK(facts->archived);
}

TEST_CASE("github: facts for the doctor", "[forge][github]") {
    GithubScene person;
    const auto facts = person.api->repository_facts();
    REQUIRE_OK(facts);
    CHECK(facts->token_kind == "personal access token (classic)");
    CHECK(facts->scopes == std::vector<std::string>{"repo", "workflow"});
    CHECK(facts->may_push == true);
    CHECK(facts->auto_merge == true);
    CHECK_FALSE(facts->may_open_pull_requests.has_value());
    GithubScene workflow({.token = "ghs_0123456789abcdefghijABCDEFGHIJ012345", .is_workflow_token = true, .workflows_may_open = false});
    const auto told = workflow.api->repository_facts();
    REQUIRE_OK(told);
    CHECK(told->token_kind == "GitHub Actions or App token");
    CHECK(told->may_open_pull_requests == false);
}

TEST_CASE("github: auto-merge uses what the repository allows, and is told where it is off", "[forge][github]") {
    GithubScene scene({.merge_methods = "squash"});
    scene.server.add(blue_pull_request());
    const auto pull = scene.api->pull_request(1);
    REQUIRE_OK(pull);
    REQUIRE_OK(scene.api->enable_auto_merge(*pull));
    CHECK(scene.server.item(1).auto_merge);
    CHECK(holds(scene.server.requests().back().body, "\"SQUASH\""));
    GithubScene without({.has_auto_merge = false});
    without.server.add(blue_pull_request());
    const auto refused = without.api->enable_auto_merge(*without.api->pull_request(1));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::denied);
    CHECK(holds(refused.error().hint, "Allow auto-merge"));
}

TEST_CASE("github: teams review by their short names", "[forge][github]") {
    GithubScene scene;
    scene.server.add(blue_pull_request());
    REQUIRE_OK(scene.api->request_reviews(1, {"bob"}, {"acme/core"}));
    CHECK(scene.server.item(1).reviewers == std::vector<std::string>{"bob"});
    CHECK(scene.server.item(1).teams == std::vector<std::string>{"core"});
    const auto author = scene.api->request_reviews(1, {"proffer-bot", "alice"}, {"nowhere"});
    REQUIRE_FALSE(author.has_value());
    CHECK(holds(author.error().message, "'proffer-bot', 'nowhere'"));
    CHECK(scene.server.item(1).reviewers == std::vector<std::string>{"bob", "alice"});
}

TEST_CASE("github: roles refine permissions and never raise them", "[forge][github]") {
    GithubScene scene;
    const auto standing = [&](const std::string& permission, const std::string& role) {
        scene.server.accounts["carol"] = {104, "carol", permission, role, "User"};
        return scene.api->standing("carol").value().permission;
    };
    CHECK(standing("admin", "admin") == Permission::admin);
    CHECK(standing("write", "maintain") == Permission::maintain);
    CHECK(standing("write", "write") == Permission::write);
    CHECK(standing("write", "release-team") == Permission::write);
    CHECK(standing("read", "triage") == Permission::triage);
    CHECK(standing("read", "maintain") == Permission::read);
    CHECK(standing("read", "admin") == Permission::read);
    CHECK(standing("none", "admin") == Permission::none);
    scene.server.accounts["carol"] = {104, "carol", "root", "admin", "User"};
    CHECK(scene.api->standing("carol").error().code == ErrorCode::protocol);
}

TEST_CASE("github: T1 the answer about another account is none about this one", "[forge][github]") {
    GithubScene scene;
    scene.server.meddle([](const HttpRequest&, const auto& really) {
        HttpAnswer answer = really();
        answer.body = base::replace_all(answer.body, "\"login\":\"bob\"", "\"login\":\"alice\"");
        return answer;
    });
    CHECK(scene.api->standing("bob").error().code == ErrorCode::protocol);
}

TEST_CASE("github: comments on files and reviews with a text are comments of the pull request", "[forge][github]") {
    GithubScene scene;
    scene.server.add(blue_pull_request());
    support::GithubItem& item = scene.server.item(1);
    item.review_comments.push_back({901, "alice", "rename this", "2026-11-20T12:00:00Z", "src/a.cpp", 7});
    item.reviews.push_back({902, "alice", "nearly there", "2026-11-20T11:30:00Z", "", 0});
    item.reviews.push_back({903, "alice", "", "2026-11-20T11:31:00Z", "", 0});
    item.comments.push_back({904, "gone", "hello", "2026-11-20T11:00:00Z", "", 0});
    const auto all = scene.api->comments(Subject::pull_request, 1);
    REQUIRE_OK(all);
    REQUIRE(all->size() == 3);
    CHECK((*all)[0].author.login == "ghost");
    CHECK((*all)[1].body == "nearly there");
    CHECK((*all)[2].path == "src/a.cpp");
    CHECK((*all)[2].line == 7);
    REQUIRE_OK(scene.api->react(Subject::pull_request, 1, 901, Reaction::eyes));
    CHECK(item.review_comments.front().reactions.size() == 1);
    CHECK(scene.api->react(Subject::issue, 1, 901, Reaction::eyes).error().code == ErrorCode::not_found);
}

TEST_CASE("github: a fork's branch of the same name is not ours", "[forge][github]") {
    GithubScene scene;
    scene.server.branches["proffer/blue"] = k_commit;
    scene.server.add(blue_pull_request("mallory"));
    scene.server.meddle([](const HttpRequest&, const auto& really) {
        HttpAnswer answer = really();
        answer.body = base::replace_all(answer.body, "\"full_name\":\"acme/widgets\"", "\"full_name\":\"mallory/widgets\"");
        return answer;
    });
    const auto found = scene.api->find_pull_requests("proffer/blue");
    REQUIRE_OK(found);
    CHECK(found->empty());
}

TEST_CASE("github: limits are told apart from missing rights", "[forge][github]") {
    GithubScene scene;
    struct Row {
        HttpAnswer answer;
        ErrorCode expected;
        std::size_t requests;
    };
    const auto words = [](const std::string& message) { return support::github_refusal_answer(403, message); };
    Row secondary{words("You have exceeded a secondary rate limit. Please wait a few minutes before you try again."),
                  ErrorCode::rate_limited, 4};
    Row primary{words("API rate limit exceeded for user ID 7."), ErrorCode::rate_limited, 1};
    primary.answer.headers.emplace_back("X-RateLimit-Remaining", "0");
    primary.answer.headers.emplace_back("X-RateLimit-Reset", std::to_string(std::time(nullptr) + 3000));
    Row saml{words("Resource protected by organization SAML enforcement."), ErrorCode::denied, 1};
    for (const Row& row : {secondary, primary, saml}) {
        INFO(row.answer.body);
        const std::size_t before = scene.server.requests().size();
        scene.server.meddle([&](const HttpRequest&, const auto&) { return row.answer; });
        const auto issue = scene.api->issue(1);
        REQUIRE_FALSE(issue.has_value());
        CHECK(base::name(issue.error().code) == base::name(row.expected));
        CHECK(scene.server.requests().size() - before <= row.requests);
    }
}

TEST_CASE("github: a slow answer times out, and a signal ends waiting", "[forge][github]") {
    GithubScene scene;
    scene.settings.time_limit = std::chrono::milliseconds(80);
    const auto slow = make_github(*scene.client, scene.settings);
    scene.server.meddle([](const HttpRequest&, const auto& really) {
        HttpAnswer answer = really();
        answer.delay_before = std::chrono::milliseconds(400);
        return answer;
    });
    CHECK(slow->own_account().error().code == ErrorCode::timed_out);
    scene.server.meddle([](const HttpRequest&, const auto&) { return HttpAnswer{.status = 500}; });
    scene.settings.time_limit = std::chrono::minutes(3);
    scene.settings.wait = [](std::chrono::milliseconds) { return false; };
    CHECK(make_github(*scene.client, scene.settings)->own_account().error().code == ErrorCode::interrupted);
}

TEST_CASE("github: hostile values in an answer are refused", "[forge][github]") {
    GithubScene scene;
    scene.server.branches["proffer/blue"] = k_commit;
    scene.server.add(blue_pull_request());
    // The rows are made once, each server has a port of its own.
    const std::string web = "\"html_url\":\"WEB/acme/widgets/pull/1\"";
    const auto here = [&](const std::string& text) { return base::replace_all(text, "WEB", scene.server.web_url()); };
    const auto row = GENERATE_REF(table<std::string, std::string>({
        {"\"number\":1,", "\"number\":-1,"},
        {"\"number\":1,", "\"number\":1.5,"},
        {"\"number\":1,", "\"number\":99999999999999999999,"},
        {"\"state\":\"open\"", "\"state\":\"maybe\""},
        {"\"ref\":\"proffer/blue\"", "\"ref\":\"a\\u0007b\""},
        {"\"ref\":\"proffer/blue\"", "\"ref\":\"\""},
        {"\"sha\":\"" + k_commit + "\"", "\"sha\":\"main\""},
        {"\"login\":\"proffer-bot\"", "\"login\":\"a\\u001b[31m\""},
        {"\"login\":\"proffer-bot\"", "\"login\":\"a\\u0085b\""},
        {"\"node_id\":\"PR_1\"", "\"node_id\":7"},
        {web, "\"html_url\":\"http://evil.example/acme/widgets/pull/1\""},
        {web, "\"html_url\":\"javascript:alert(1)\""},
        {web, "\"html_url\":\"WEB@evil.example/\""},
        {web, "\"html_url\":\"WEB/x#y z\""},
        {web, "\"html_url\":null"},
    }));
    INFO(std::get<1>(row));
    scene.server.meddle([&](const HttpRequest&, const auto& really) {
        HttpAnswer answer = really();
        const std::string changed = base::replace_all(answer.body, here(std::get<0>(row)), here(std::get<1>(row)));
        const bool is_changed = changed != answer.body;
        CHECK(is_changed);
        answer.body = changed;
        return answer;
    });
    const auto pull = scene.api->pull_request(1);
    REQUIRE_FALSE(pull.has_value());
    CHECK(pull.error().code == ErrorCode::protocol);
}

TEST_CASE("github: what GitHub says is shown on one line without control characters", "[forge][github]") {
    GithubScene scene;
    scene.server.meddle([](const HttpRequest&, const auto&) {
        return support::github_refusal_answer(403, "no\x1b[31m way\n::error::x" + std::string(5000, 'y'));
    });
    const auto issue = scene.api->issue(1);
    REQUIRE_FALSE(issue.has_value());
    CHECK_FALSE(holds(issue.error().message, "\x1b"));
    CHECK_FALSE(holds(issue.error().message, "::error"));
    CHECK(issue.error().message.size() < 500);
}

TEST_CASE("github: a project that is no 'owner/name' is refused before anything is asked", "[forge][github]") {
    GithubScene scene;
    scene.settings.project_path = GENERATE(as<std::string>{}, "", "acme", "/widgets", "acme/", "a/b/c", "../x", "acme/..");
    CHECK(make_github(*scene.client, scene.settings)->issue(1).error().code == ErrorCode::usage);
    CHECK(scene.server.requests().empty());
}
