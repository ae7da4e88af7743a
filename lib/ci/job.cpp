// The variables of GitHub's, Gitea's, Forgejo's and GitLab's jobs.
#include "ci/job.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "ci/event_parts.hpp"

namespace proffer::ci {
namespace {

std::int64_t number_in(const os::Environment& environment, const char* name) {
    const std::string text = environment.value_or(name, "");
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number > 0 ? number : 0;
}

std::vector<Input> inputs_in(const os::Environment& environment) {
    std::vector<Input> inputs;
    if (const auto task = environment.find("PROFFER_TASK")) inputs.push_back({"task", *task});
    if (const auto instruction = environment.find("PROFFER_INSTRUCTION")) inputs.push_back({"instruction", *instruction});
    return inputs;
}

Event merge_request_event(const os::Environment& environment, Actor sender) {
    Subject subject;
    subject.number = number_in(environment, "CI_MERGE_REQUEST_IID");
    subject.is_pull_request = true;
    subject.title = environment.value_or("CI_MERGE_REQUEST_TITLE", "");
    Branches branches;
    branches.head_branch = environment.value_or("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "");
    branches.base_branch = environment.value_or("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "");
    branches.base_commit = environment.value_or("CI_MERGE_REQUEST_DIFF_BASE_SHA", "");
    branches.is_fork =
        environment.value_or("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "?") != environment.value_or("CI_MERGE_REQUEST_PROJECT_ID", "");
    Event event = pull_request_event(std::move(subject), std::move(branches), std::move(sender));
    event.trigger.issue = 0;
    event.trigger.values["issue.number"] = "mr-" + event.trigger.values["issue.number"];
    return event;
}

std::optional<Event> pipeline_event(const os::Environment& environment, const std::string& source) {
    constexpr std::array k_dispatches = {"web", "api", "trigger", "pipeline", "parent_pipeline", "chat"};
    Actor sender{number_in(environment, "GITLAB_USER_ID"), environment.value_or("GITLAB_USER_LOGIN", "")};
    std::optional<Event> event;
    if (source == "schedule") event = schedule_event();
    if (source == "push" && !environment.find("CI_COMMIT_TAG")) {
        const std::string subject = environment.value_or("CI_COMMIT_TITLE", "");
        event = push_event(environment.value_or("CI_COMMIT_BRANCH", ""),
                           {environment.value_or("CI_COMMIT_SHA", "").substr(0, 12) + " " + subject}, std::move(sender));
    } else if (source == "merge_request_event" && number_in(environment, "CI_MERGE_REQUEST_IID") > 0) {
        event = merge_request_event(environment, std::move(sender));
    } else if (std::find(k_dispatches.begin(), k_dispatches.end(), source) != k_dispatches.end()) {
        event = dispatch_event(inputs_in(environment), std::move(sender));
    }
    if (event) event->name = base::visible_line(base::prefix(source, 100));
    return event;
}

JobEvent gitlab_job(const os::Environment& environment) {
    JobEvent job;
    const std::string payload = environment.value_or("TRIGGER_PAYLOAD", "");
    job.is_there = true;
    if (base::trim(payload).starts_with('{'))
        job.payload = payload;
    else
        job.file = payload;
    if (!payload.empty()) return job;
    job.name = environment.value_or("CI_PIPELINE_SOURCE", "");
    job.is_there = !job.name.empty();
    job.event = pipeline_event(environment, job.name);
    return job;
}

}  // namespace

JobEvent find_job_event(const os::Environment& environment) {
    if (environment.value_or("GITLAB_CI", "") == "true") return gitlab_job(environment);
    JobEvent job;
    job.name = environment.value_or("GITHUB_EVENT_NAME", "");
    job.is_there = !job.name.empty();
    if (job.is_there) job.file = environment.value_or("GITHUB_EVENT_PATH", "");
    if (job.name == "schedule" && job.file.empty()) job.event = schedule_event();
    return job;
}

}  // namespace proffer::ci
