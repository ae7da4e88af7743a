// Events of GitHub, Gitea and Forgejo beside labels and comments on issues: pull requests, dispatches, schedules, pushes, failed runs.
#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "ci/event.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using base::replace_all;
using ci::Event;
using domain::TriggerKind;

namespace {

const std::string k_commit(40, 'a'), k_other(40, 'b');
const std::string k_repository = R"("repository":{"id":1,"full_name":"acme/calc"},"sender":{"login":"grace","id":2})";
const std::string k_pull_request = R"("pull_request":{"number":12,"title":"Add adds","body":"Refs #7","user":{"login":"bot","id":9},
  "html_url":"https://github.com/acme/calc/pull/12","head":{"ref":"proffer/fix-7","sha":")" +
                                   k_commit + R"(","repo":{"id":1}},"base":{"ref":"main","sha":")" + k_other + R"(","repo":{"id":1}}})";
const std::string k_comment_on_pull = R"({"action":"created","issue":{"number":12,"title":"Add adds","body":"b","pull_request":{"url":"x"},
  "user":{"login":"bot","id":9}},"comment":{"id":5,"body":"Shorter, please.","updated_at":"2026-01-01T00:00:00Z",
  "user":{"login":"grace","id":2}},)" +
                                      k_repository + "}";
const std::string k_review_comment =
    R"({"action":"created","comment":{"id":6,"body":"```suggestion\n    return a + b\n```","path":"src/calc.py","line":2,
  "diff_hunk":"@@ -1,2 +1,2 @@\n def add(a, b):\n-    return a - b\n+    return b + a","updated_at":"2026-01-01T00:00:00Z",
  "user":{"login":"grace","id":2}},)" +
    k_pull_request + "," + k_repository + "}";
const std::string k_review = R"({"action":"submitted","review":{"id":8,"body":"Please use sum().","state":"changes_requested",
  "submitted_at":"2026-01-01T00:00:00Z","user":{"login":"grace","id":2}},)" +
                             k_pull_request + "," + k_repository + "}";
const std::string k_failed_run = R"({"action":"completed","workflow_run":{"id":77,"name":"CI","head_branch":"main","head_sha":")" +
                                 k_commit +
                                 R"(","conclusion":"failure","event":"push","html_url":"https://github.com/acme/calc/actions/runs/77",
  "head_repository":{"id":1}},)" +
                                 k_repository + "}";
const std::string k_push = R"({"ref":"refs/heads/main","before":")" + k_other + R"(","after":")" + k_commit +
                           R"(","pusher":{"name":"grace"},"commits":[{"id":")" + k_commit + R"(","message":"Add sub\n\nBecause."}],)" +
                           k_repository + "}";
const std::string k_dispatch =
    R"({"inputs":{"task":"format, modernise","instruction":" Use f-strings. ","deep":true},"ref":"refs/heads/main",
  "workflow":".github/workflows/p.yml",)" +
    k_repository + "}";

Event event_of(const std::string& payload, const std::string& name = "") {
    auto event = ci::parse_event(payload, name);
    REQUIRE_OK(event);
    REQUIRE(event->has_value());
    return **std::move(event);
}

bool starts_nothing(const std::string& payload, const std::string& name = "") {
    const auto event = ci::parse_event(payload, name);
    REQUIRE_OK(event);
    return !event->has_value();
}

bool is_for(const Event& event, TriggerKind kind, const std::string& argument = "", const std::string& name = "any") {
    domain::Task task;
    task.name = name;
    task.on = {{kind, argument}};
    return ci::is_for(event, task);
}

}  // namespace

TEST_CASE("event: a comment on a pull request is feedback, or a command", "[ci]") {
    const Event event = event_of(k_comment_on_pull);
    CHECK(event.name == "issue_comment.created");
    CHECK(event.trigger.kind == TriggerKind::review_comment);
    CHECK(event.trigger.values.at("pull_request.number") == "12");
    CHECK(event.trigger.values.at("comment.body") == "Shorter, please.");
    CHECK(event.comment->updated_at == "2026-01-01T00:00:00Z");
    CHECK(is_for(event, TriggerKind::review_comment));
    CHECK_FALSE(is_for(event, TriggerKind::comment, "/proffer"));
    const Event command = event_of(replace_all(k_comment_on_pull, "Shorter", "/proffer shorter"));
    CHECK(is_for(command, TriggerKind::comment, "/proffer"));
    CHECK_FALSE(is_for(command, TriggerKind::review_comment));
}

TEST_CASE("event: a comment on a file has its place, its hunk and the suggestion", "[ci]") {
    const Event event = event_of(k_review_comment);
    CHECK(event.name == "pull_request_review_comment.created");
    CHECK(event.trigger.values.at("comment.path") == "src/calc.py");
    CHECK(event.trigger.values.at("comment.line") == "2");
    CHECK(event.trigger.values.at("comment.diff_hunk").find("+    return b + a") != std::string::npos);
    CHECK(event.trigger.values.at("comment.body").find("```suggestion") == 0);
    CHECK(event.branches->head_branch == "proffer/fix-7");
    CHECK(event.branches->head_commit == k_commit);
    CHECK(event.branches->base_commit == k_other);
    CHECK_FALSE(event.branches->is_fork);
}

TEST_CASE("event: a review counts by its text; without one its comments do", "[ci]") {
    const Event event = event_of(k_review);
    CHECK(event.trigger.values.at("review.body") == "Please use sum().");
    CHECK(event.trigger.values.at("review.state") == "changes_requested");
    CHECK(is_for(event, TriggerKind::review_comment));
    CHECK(starts_nothing(replace_all(k_review, "Please use sum().", "")));
    CHECK(starts_nothing(replace_all(k_review, "submitted\"", "dismissed\"")));
}

TEST_CASE("event: the head of a pull request in another repository is a fork, and so is one that is gone (T7)", "[ci]") {
    const std::string fork = GENERATE(as<std::string>(), R"("repo":{"id":3}},"base")", R"("repo":null},"base")", R"("repo":{}},"base")");
    CHECK(event_of(replace_all(k_review_comment, R"("repo":{"id":1}},"base")", fork)).branches->is_fork);
    CHECK(event_of(replace_all(k_failed_run, R"("head_repository":{"id":1})", R"("head_repository":null)")).branches->is_fork);
}

TEST_CASE("event: a pull request starts only what the job names", "[ci]") {
    const Event event = event_of("{\"action\":\"opened\"," + k_pull_request + "," + k_repository + "}", "pull_request_target");
    CHECK(event.name == "pull_request_target.opened");
    CHECK_FALSE(event.is_open_to_all);
    for (const TriggerKind kind : {TriggerKind::manual, TriggerKind::push, TriggerKind::review_comment, TriggerKind::dispatch})
        CHECK_FALSE(is_for(event, kind));
}

TEST_CASE("event: a dispatch names tasks and says what to do", "[ci]") {
    const std::string payload = GENERATE(as<std::string>(), k_dispatch, replace_all(k_dispatch, "\"inputs\"", "\"client_payload\""));
    const Event event = event_of(payload);
    CHECK(event.tasks == std::vector<std::string>{"format", "modernise"});
    CHECK(event.instruction == "Use f-strings.");
    CHECK(event.trigger.values.at("inputs.deep") == "true");
    CHECK_FALSE(event.is_open_to_all);
    CHECK(is_for(event, TriggerKind::dispatch, "", "format"));
    CHECK(is_for(event, TriggerKind::manual, "", "modernise"));
    CHECK_FALSE(is_for(event, TriggerKind::dispatch, "", "another"));
    CHECK_FALSE(is_for(event, TriggerKind::schedule, "", "format"));
}

TEST_CASE("event: a dispatch without a name is for all that are on it, not for manual ones", "[ci]") {
    const Event event = event_of(R"({"inputs":null,"ref":"refs/heads/main","workflow":"p.yml"})");
    CHECK(event.tasks.empty());
    CHECK(is_for(event, TriggerKind::dispatch));
    CHECK_FALSE(is_for(event, TriggerKind::manual));
}

TEST_CASE("event: a schedule needs nothing but its name", "[ci]") {
    CHECK(is_for(event_of(R"({"schedule":"0 4 * * 1"})"), TriggerKind::schedule));
    CHECK(is_for(event_of("{}", "schedule"), TriggerKind::schedule));
}

TEST_CASE("event: a push tells branch and commits; tags and deletions are none", "[ci]") {
    const Event event = event_of(k_push);
    CHECK(is_for(event, TriggerKind::push));
    CHECK(event.trigger.values.at("push.branch") == "main");
    CHECK(event.trigger.values.at("push.log") == "aaaaaaaaaaaa Add sub");
    CHECK(starts_nothing(replace_all(k_push, "refs/heads/main", "refs/tags/v1")));
    CHECK(starts_nothing(replace_all(k_push, "\"before\"", "\"deleted\":true,\"before\"")));
}

TEST_CASE("event: a failed run is one; what succeeded, and what anybody can start, is not (T7)", "[ci]") {
    const Event event = event_of(k_failed_run);
    CHECK(is_for(event, TriggerKind::workflow_failure));
    CHECK(event.failed_run->id == 77);
    CHECK(event.failed_run->head_commit == k_commit);
    CHECK(event.trigger.values.at("workflow.name") == "CI");
    CHECK(event.trigger.values.at("workflow.branch") == "main");
    CHECK(starts_nothing(replace_all(k_failed_run, "\"failure\"", "\"success\"")));
    CHECK(starts_nothing(replace_all(k_failed_run, "\"completed\"", "\"requested\"")));
    const std::string by_anybody = GENERATE(as<std::string>(), "issue_comment", "issues", "pull_request_target", "fork", "watch", "");
    CHECK(starts_nothing(replace_all(k_failed_run, "\"push\"", "\"" + by_anybody + "\"")));
}

TEST_CASE("event: the name that the CI system gives decides over the shape", "[ci]") {
    CHECK(starts_nothing(k_push, "create"));
    CHECK(starts_nothing(k_comment_on_pull, "discussion_comment"));
    CHECK(starts_nothing(k_review, "pull_request_review_thread"));
}

TEST_CASE("event: a comment without id or author is refused", "[ci]") {
    const std::string payload =
        GENERATE_COPY(as<std::string>(), replace_all(k_comment_on_pull, "\"id\":5", "\"id\":\"5\""),
                      replace_all(k_review_comment, "\"id\":6", "\"id\":-6"), replace_all(k_review, "\"id\":8,", ""),
                      replace_all(k_comment_on_pull, "\"updated_at\":\"2026-01-01T00:00:00Z\",\n  \"user\"", "\"by\""));
    const auto event = ci::parse_event(payload);
    REQUIRE_FALSE(event.has_value());
    CHECK(event.error().code == ErrorCode::protocol);
}

TEST_CASE("event: thousands of commits, inputs and a huge hunk stay small", "[ci]") {
    std::string commits, inputs;
    for (int i = 0; i < 5000; ++i) {
        commits += std::string(i > 0 ? "," : "") + R"({"id":"c","message":"m"})";
        inputs += std::string(i > 0 ? "," : "") + "\"i" + std::to_string(i) + "\":\"v\"";
    }
    CHECK(event_of(R"({"ref":"refs/heads/x","pusher":{},"commits":[)" + commits + "]}").trigger.values.at("push.log").size() < 1000);
    CHECK(event_of("{\"client_payload\":{" + inputs + "}}").trigger.values.size() <= 50);
    std::string hunk;
    for (int i = 0; i < 100000; ++i) hunk += "+a line\\n";
    const Event event = event_of(replace_all(k_review_comment, "@@ -1,2 +1,2 @@", hunk));
    CHECK(event.trigger.values.at("comment.diff_hunk").size() <= 16 * 1024);
}
