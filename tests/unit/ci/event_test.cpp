// Payloads of webhooks, as the forges send them, and as nobody should.
#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "ci/event.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using ci::Event;
using domain::TriggerKind;

namespace {

const std::string k_github = R"({"action":"labeled","issue":{"number":7,"title":"Add is wrong","body":"It subtracts.",
  "user":{"login":"ada","id":1},"html_url":"https://github.com/acme/calc/issues/7","labels":[{"name":"bug"},{"name":"proffer"}]},
  "label":{"name":"proffer"},"repository":{"full_name":"acme/calc"},"sender":{"login":"grace","id":2}})";
const std::string k_gitea =
    R"({"action":"label_updated","number":7,"issue":{"number":7,"title":"t","body":"b","user":{"login":"ada","id":1},
  "html_url":"https://git.example.org/acme/calc/issues/7","pull_request":null,"labels":[{"id":4,"name":"proffer"}]},
  "sender":{"login":"grace","id":2}})";
const std::string k_gitlab = R"({"object_kind":"issue","user":{"id":2,"username":"grace"},"object_attributes":{"iid":7,"title":"t",
  "description":"b","action":"update","url":"https://gitlab.com/acme/calc/-/issues/7"},"labels":[{"title":"bug"},{"title":"proffer"}],
  "changes":{"labels":{"previous":[{"title":"bug"}],"current":[{"title":"bug"},{"title":"proffer"}]}}})";
const std::string k_comment = R"({"action":"created","issue":{"number":7,"title":"t","body":"b","user":{"login":"ada","id":1}},
  "comment":{"id":5,"body":"/proffer use ISO weeks\nplease","user":{"login":"grace","id":2}},"sender":{"login":"grace","id":2}})";
const std::string k_note = R"({"object_kind":"note","user":{"id":2,"username":"grace"},"object_attributes":{"id":5,
  "note":"/proffer now","noteable_type":"Issue","action":"create"},"issue":{"iid":7,"title":"t","description":"b"}})";

Event event_of(const std::string& payload) {
    auto event = ci::parse_event(payload);
    REQUIRE_OK(event);
    REQUIRE(event->has_value());
    return **std::move(event);
}

domain::Task task_on(TriggerKind kind, const std::string& argument) {
    domain::Task task;
    task.on = {{kind, argument}};
    return task;
}

}  // namespace

TEST_CASE("event: a label on an issue, of every forge", "[ci]") {
    const std::string payload = GENERATE(as<std::string>(), k_github, k_gitea, k_gitlab);
    const Event event = event_of(payload);
    CHECK(event.trigger.kind == TriggerKind::issue_label);
    CHECK(event.trigger.issue == 7);
    CHECK(event.trigger.values.at("issue.number") == "7");
    CHECK(event.labels == std::vector<std::string>{"proffer"});
    CHECK(event.sender.id == 2);
    CHECK(event.sender.login == "grace");
    CHECK(ci::is_for(event, task_on(TriggerKind::issue_label, "proffer")));
    CHECK_FALSE(ci::is_for(event, task_on(TriggerKind::issue_label, "Proffer")));
    CHECK_FALSE(ci::is_for(event, task_on(TriggerKind::comment, "proffer")));
    CHECK_FALSE(ci::is_for(event, task_on(TriggerKind::manual, "")));
}

TEST_CASE("event: the texts of the issue are values, and say who wrote them", "[ci]") {
    const Event event = event_of(k_github);
    CHECK(event.trigger.values.at("issue.title") == "Add is wrong");
    CHECK(event.trigger.values.at("issue.body") == "It subtracts.");
    CHECK(event.trigger.values.at("issue.author") == "ada");
    CHECK(event.trigger.summary == "issue 7 labelled by grace");
}

TEST_CASE("event: a comment's command is its first word", "[ci]") {
    const std::string payload = GENERATE(as<std::string>(), k_comment, k_note);
    const Event event = event_of(payload);
    CHECK(event.trigger.kind == TriggerKind::comment);
    CHECK(event.command == "/proffer");
    CHECK(event.is_open_to_all);
    CHECK(ci::is_for(event, task_on(TriggerKind::comment, "/proffer")));
    CHECK_FALSE(ci::is_for(event, task_on(TriggerKind::comment, "/prof")));
    CHECK(event.trigger.values.at("comment.body").find("/proffer") == std::string::npos);
}

TEST_CASE("event: a command further down is none", "[ci]") {
    const Event event = event_of(base::replace_all(k_comment, "/proffer use", "please /proffer use"));
    CHECK(event.command.empty());
    CHECK_FALSE(ci::is_for(event, task_on(TriggerKind::comment, "/proffer")));
    CHECK_FALSE(ci::is_for(event, task_on(TriggerKind::comment, "")));
}

TEST_CASE("event: what starts no task is nothing", "[ci]") {
    const std::string payload =
        GENERATE_COPY(as<std::string>(), "{}", R"({"zen":"Keep it simple"})", R"({"object_kind":"push"})", R"({"object_kind":"build"})",
                      base::replace_all(k_comment, "\"/proffer use", "\"<!-- proffer: one comment an issue -->"),
                      base::replace_all(k_github, "\"labeled\"", "\"unlabeled\""), base::replace_all(k_github, "\"labeled\"", "\"closed\""),
                      base::replace_all(k_comment, "\"created\"", "\"edited\""), base::replace_all(k_comment, "\"created\"", "\"deleted\""),
                      base::replace_all(k_gitlab, "\"action\":\"update\"", "\"action\":\"close\""),
                      // Labels of pull requests start nothing.
                      base::replace_all(k_github, "\"number\":7,", "\"number\":7,\"pull_request\":{\"url\":\"x\"},"),
                      base::replace_all(k_note, "\"Issue\"", "\"Commit\""));
    const auto event = ci::parse_event(payload);
    REQUIRE_OK(event);
    CHECK_FALSE(event->has_value());
}

TEST_CASE("event: what lacks number or sender is refused", "[ci]") {
    const std::string payload = GENERATE_COPY(
        as<std::string>(), "", "[]", "{", "nul", base::replace_all(k_github, "\"number\":7", "\"number\":\"7\""),
        base::replace_all(k_github, "\"number\":7", "\"number\":-7"), base::replace_all(k_github, "\"number\":7", "\"number\":0"),
        base::replace_all(k_github, "\"sender\"", "\"from\""), base::replace_all(k_github, "\"login\":\"grace\",\"id\":2", "\"id\":2"),
        base::replace_all(k_github, "\"login\":\"grace\",\"id\":2", "\"login\":\"grace\",\"id\":\"2\""),
        base::replace_all(k_gitlab, "\"iid\":7,", ""), base::replace_all(k_gitlab, "\"user\"", "\"owner\""));
    INFO(payload);
    const auto event = ci::parse_event(payload);
    REQUIRE_FALSE(event.has_value());
    CHECK(event.error().code == ErrorCode::protocol);
}
