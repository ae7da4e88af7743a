// The digest by which one event is answered once (security.md T5).
#include <catch2/catch.hpp>

#include "fakes.hpp"
#include "forge/our_commits.hpp"
#include "run/event_key.hpp"

using namespace proffer;

namespace {

run::TaskRequest labelled() {
    run::TaskRequest request(run_test::oid('1'));
    request.repository = "https://forge.example/acme/widgets.git";
    request.task.name = "fix";
    request.trigger.kind = domain::TriggerKind::issue_label;
    request.trigger.values = {{"issue.number", "7"}, {"issue.title", "broken"}};
    request.config_text = "version: 1\n";
    return request;
}

}  // namespace

TEST_CASE("T5: the same delivery has the same key, whatever the time, the run and the machine", "[run]") {
    const run::TaskRequest first = labelled();
    run::TaskRequest again = labelled();
    again.trigger.time_seconds = 99;
    again.nonce = "another";
    again.minimum_isolation = 3;
    again.version = "9.9.9";
    CHECK(run::event_key(first).size() == 32);
    CHECK(run::event_key(again) == run::event_key(first));
}

TEST_CASE("T5: whatever decides what is asked for changes the key", "[run]") {
    const std::string before = run::event_key(labelled());
    run::TaskRequest other = labelled();
    SECTION("repository") {
        other.repository += "x";
    }
    SECTION("task") {
        other.task.name = "other";
    }
    SECTION("event") {
        other.trigger.kind = domain::TriggerKind::comment;
    }
    SECTION("text") {
        other.trigger.values["issue.title"] = "still broken";
    }
    SECTION("a value moved to another name") {
        other.trigger.values = {{"issue.number", "7issue.title"}, {"", "broken"}};
    }
    SECTION("base commit") {
        other.base = run_test::oid('2');
    }
    SECTION("configuration") {
        other.config_text += "# and more\n";
    }
    SECTION("files") {
        other.files = {"a.py"};
    }
    SECTION("started over") {
        other.trigger.again = "2";
    }
    CHECK(run::event_key(other) != before);
}

TEST_CASE("T5: people may ask as often as they like", "[run]") {
    run::TaskRequest request = labelled();
    request.trigger.kind = GENERATE(domain::TriggerKind::manual, domain::TriggerKind::dispatch);
    CHECK(run::event_key(request).empty());
}

TEST_CASE("T5: the key is read from the last trailer of a message, and nowhere else", "[run]") {
    CHECK(forge::event_key_of("Fix\n\nProffer-Task: fix\nProffer-Event: abc\nAssisted-by: m\n") == "abc");
    CHECK(forge::event_key_of("Fix\n\nProffer-Event: forged\n\nProffer-Event: abc") == "abc");
    CHECK(forge::event_key_of("Proffer-Event: abc").empty());
    CHECK(forge::event_key_of("Fix the Proffer-Event: abc trailer\n").empty());
    CHECK(forge::event_key_of("").empty());
}
