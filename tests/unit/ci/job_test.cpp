// Where a CI job's event is, by its variables.
#include <catch2/catch.hpp>

#include "ci/job.hpp"

using namespace proffer;
using domain::TriggerKind;

namespace {

os::Environment gitlab(const std::string& source) {
    os::Environment environment;
    environment.set("GITLAB_CI", "true");
    environment.set("CI_PIPELINE_SOURCE", source);
    environment.set("GITLAB_USER_ID", "2");
    environment.set("GITLAB_USER_LOGIN", "grace");
    return environment;
}

}  // namespace

TEST_CASE("job: outside of CI there is no event", "[ci]") {
    os::Environment environment;
    CHECK_FALSE(ci::find_job_event(environment).is_there);
    environment.set("GITHUB_EVENT_PATH", "/e.json");
    CHECK_FALSE(ci::find_job_event(environment).is_there);
    environment.set("CI", "true");
    CHECK_FALSE(ci::find_job_event(environment).is_there);
}

TEST_CASE("job: of Actions the file and the event's name", "[ci]") {
    os::Environment environment;
    environment.set("GITHUB_EVENT_NAME", "issues");
    environment.set("GITHUB_EVENT_PATH", "/e.json");
    if (GENERATE(false, true)) environment.set("FORGEJO_ACTIONS", "true");
    const ci::JobEvent job = ci::find_job_event(environment);
    CHECK(job.is_there);
    CHECK(job.name == "issues");
    CHECK(job.file == "/e.json");
}

TEST_CASE("job: GitLab's payload is a file, or the variable itself", "[ci]") {
    os::Environment environment = gitlab("trigger");
    environment.set("TRIGGER_PAYLOAD", "/builds/p.tmp/TRIGGER_PAYLOAD");
    CHECK(ci::find_job_event(environment).file == "/builds/p.tmp/TRIGGER_PAYLOAD");
    environment.set("TRIGGER_PAYLOAD", " {\"object_kind\":\"note\"}");
    const ci::JobEvent job = ci::find_job_event(environment);
    CHECK(job.file.empty());
    CHECK(job.payload == " {\"object_kind\":\"note\"}");
    CHECK(job.name.empty());
}

TEST_CASE("job: without a payload GitLab's pipeline source tells", "[ci]") {
    const auto kind_of = [](const std::string& source) { return ci::find_job_event(gitlab(source)).event.value().trigger.kind; };
    CHECK(kind_of("schedule") == TriggerKind::schedule);
    CHECK(kind_of("push") == TriggerKind::push);
    for (const char* source : {"web", "api", "trigger", "parent_pipeline", "pipeline", "chat"})
        CHECK(kind_of(source) == TriggerKind::dispatch);
    const ci::JobEvent unknown = ci::find_job_event(gitlab("ondemand_dast_scan"));
    CHECK(unknown.is_there);
    CHECK_FALSE(unknown.event.has_value());
}

TEST_CASE("job: a dispatch on GitLab has its inputs in variables", "[ci]") {
    os::Environment environment = gitlab("web");
    environment.set("PROFFER_TASK", "format");
    environment.set("PROFFER_INSTRUCTION", "Sort.");
    const ci::Event event = ci::find_job_event(environment).event.value();
    CHECK(event.tasks == std::vector<std::string>{"format"});
    CHECK(event.instruction == "Sort.");
    CHECK(event.sender.id == 2);
}

TEST_CASE("job: a pushed tag starts nothing", "[ci]") {
    os::Environment environment = gitlab("push");
    environment.set("CI_COMMIT_TAG", "v1");
    CHECK_FALSE(ci::find_job_event(environment).event.has_value());
}

TEST_CASE("job: a merge request's pipeline says whether it is a fork's (T7)", "[ci]") {
    os::Environment environment = gitlab("merge_request_event");
    environment.set("CI_MERGE_REQUEST_IID", "12");
    environment.set("CI_MERGE_REQUEST_PROJECT_ID", "1");
    CHECK(ci::find_job_event(environment).event.value().branches->is_fork);
    environment.set("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "1");
    CHECK_FALSE(ci::find_job_event(environment).event.value().branches->is_fork);
    CHECK(ci::find_job_event(environment).event.value().trigger.values.at("issue.number") == "mr-12");
}
