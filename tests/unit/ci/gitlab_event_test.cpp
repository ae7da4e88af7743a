// GitLab's hooks on merge requests and pushes. Issues and their notes are in event_test.cpp.
#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "ci/event.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using base::replace_all;
using ci::Event;
using domain::TriggerKind;

namespace {

const std::string k_commit(40, 'a');
const std::string k_merge_request =
    R"({"iid":12,"title":"Draft: Add adds","description":"b","source_branch":"proffer/fix-7","target_branch":"main",
  "source_project_id":1,"target_project_id":1,"last_commit":{"id":")" +
    k_commit + R"("},"author_id":9})";
const std::string k_note = R"({"object_kind":"note","user":{"id":2,"username":"grace"},"object_attributes":{"id":5,"author_id":2,
  "note":"Shorter, please.","noteable_type":"MergeRequest","action":"create","updated_at":"2026-01-01 00:00:00 UTC",
  "position":{"new_path":"src/calc.py","new_line":2},"st_diff":{"diff":"@@ -1 +1 @@\n-a\n+b"}},"merge_request":)" +
                           k_merge_request + "}";

Event event_of(const std::string& payload) {
    auto event = ci::parse_event(payload);
    REQUIRE_OK(event);
    REQUIRE(event->has_value());
    return **std::move(event);
}

}  // namespace

TEST_CASE("event: a note on a merge request has its branches, place and hunk", "[ci]") {
    const Event event = event_of(k_note);
    CHECK(event.trigger.kind == TriggerKind::review_comment);
    CHECK(event.subject->number == 12);
    CHECK(event.subject->is_pull_request);
    CHECK(event.branches->head_branch == "proffer/fix-7");
    CHECK(event.branches->head_commit == k_commit);
    CHECK_FALSE(event.branches->is_fork);
    CHECK(event.trigger.values.at("comment.path") == "src/calc.py");
    CHECK(event.trigger.values.at("comment.line") == "2");
    CHECK(event.trigger.values.at("comment.diff_hunk").find("+b") != std::string::npos);
}

TEST_CASE("event: merge request 12 is not issue 12", "[ci]") {
    const Event event = event_of(k_note);
    CHECK(event.trigger.issue == 0);
    CHECK(event.trigger.values.at("issue.number") == "mr-12");
    CHECK(event.trigger.values.at("pull_request.number") == "12");
}

TEST_CASE("event: a merge request from another project is a fork's (T7)", "[ci]") {
    CHECK(event_of(replace_all(k_note, "\"source_project_id\":1", "\"source_project_id\":2")).branches->is_fork);
    CHECK(event_of(replace_all(k_note, "\"source_project_id\":1,", "")).branches->is_fork);
}

TEST_CASE("event: GitLab's own notes, and changed ones, start nothing", "[ci]") {
    const std::string payload = GENERATE_COPY(as<std::string>(), replace_all(k_note, "\"create\"", "\"update\""),
                                              replace_all(k_note, "\"author_id\":2,\n", "\"author_id\":2,\"system\":true,\n"),
                                              replace_all(k_note, "\"MergeRequest\"", "\"Snippet\""));
    const auto event = ci::parse_event(payload);
    REQUIRE_OK(event);
    CHECK_FALSE(event->has_value());
}

TEST_CASE("event: a merge request hook starts only what the job names", "[ci]") {
    const Event event =
        event_of(R"({"object_kind":"merge_request","user":{"id":2,"username":"grace"},"object_attributes":)" + k_merge_request + "}");
    CHECK(event.trigger.kind == TriggerKind::manual);
    CHECK(event.branches->base_branch == "main");
}

TEST_CASE("event: a push hook tells branch, commits and who pushed", "[ci]") {
    const std::string payload = R"({"object_kind":"push","ref":"refs/heads/main","checkout_sha":")" + k_commit +
                                R"(","user_id":2,"user_username":"grace","commits":[{"id":")" + k_commit + R"(","title":"Add sub"}]})";
    const Event event = event_of(payload);
    CHECK(event.trigger.kind == TriggerKind::push);
    CHECK(event.trigger.values.at("push.log") == "aaaaaaaaaaaa Add sub");
    CHECK(event.sender.id == 2);
    // A deletion checks out nothing.
    const auto deleted = ci::parse_event(replace_all(payload, "\"" + k_commit + "\",\"user_id\"", "null,\"user_id\""));
    REQUIRE_OK(deleted);
    CHECK_FALSE(deleted->has_value());
}
