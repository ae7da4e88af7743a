// One event, one answer: deliveries that come again, runs that start at once (security.md T5).
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <thread>

#include "json/json.hpp"
#include "staged.hpp"
#include "support/model_server.hpp"

using namespace proffer;
using namespace proffer::scene;

namespace {

constexpr const char* k_title = "add is wrong";

/// The payload of a label that alice has put on the issue, in the forge's own shape.
std::string label_event(StageKind kind, std::int64_t issue) {
    json::Writer writer;
    writer.begin_object();
    if (kind == StageKind::gitlab) {
        writer.member("object_kind", "issue");
        writer.key("user").begin_object().member("id", std::int64_t{101}).member("username", "alice").end_object();
        writer.key("object_attributes").begin_object().member("iid", issue).member("title", k_title).member("description", "");
        writer.member("action", "update").end_object();
        writer.key("changes").begin_object().key("labels").begin_object().key("previous").begin_array().end_array();
        writer.key("current").begin_array().begin_object().member("title", "proffer").end_object().end_array().end_object().end_object();
        return writer.end_object().text();
    }
    writer.member("action", "labeled");
    writer.key("sender").begin_object().member("id", std::int64_t{101}).member("login", "alice").end_object();
    writer.key("label").begin_object().member("name", "proffer").end_object();
    writer.key("issue").begin_object().member("number", issue).member("title", k_title).member("body", "");
    writer.key("user").begin_object().member("id", std::int64_t{101}).member("login", "alice").end_object().end_object();
    return writer.end_object().text();
}

std::string configuration_for(const std::string& model, const std::string& more) {
    return "version: 1\nallowed: [src/]\nmodel: {provider: ollama, name: m, base_url: '" + model + "'}\nretries: 0\ncycles: 0\n" +
           "pull_request: {labels: []" + more + "}\n" +
           "checks:\n  - {name: tests, run: python3 -B -m tests.check, timeout: 60s}\n"
           "tasks:\n  fix-issue:\n    on: {issue-label: proffer}\n    files: [src/calc.py]\n    instruction: '{{issue.title}}'\n";
}

std::vector<support::ModelStep> right_replies(std::size_t count) {
    std::vector<support::ModelStep> steps;
    for (std::size_t i = 0; i < count; ++i)
        steps.push_back(support::reply_with(support::modified("src/calc.py", i % 2 == 0 ? k_right : k_other_right)));
    return steps;
}

/// An issue with a label, and the event that told of it.
struct Labelled {
    support::ModelServer model;
    Staged project;
    std::int64_t issue;
    std::string event;

    explicit Labelled(StageKind kind, std::size_t replies = 10, const std::string& more = "")
        : model(support::ModelApi::ollama, right_replies(replies)),
          project(kind, Staged::File{configuration_for(model.url(), more)}),
          issue(project.stage.api().add_issue(k_title)),
          event(project.beside("event.json").string()) {
        std::ofstream(event) << label_event(kind, issue);
    }

    [[nodiscard]] support::JsonRun deliver(std::map<std::string, std::string> more = {}, std::vector<std::string> arguments = {}) const {
        auto variables = project.stage.environment();
        variables.insert(more.begin(), more.end());
        arguments.insert(arguments.begin(), {"run", "--event", event});
        return support::proffer_json(project, arguments, variables);
    }
};

/// A forge's races in the ordinary tests; PROFFER_TEST_RACES asks for more.
std::size_t most_races() {
    const char* const wanted = std::getenv("PROFFER_TEST_RACES");
    return wanted != nullptr ? std::strtoul(wanted, nullptr, 10) : 2;
}

/// As many machines, each with a clone of its own, that get the same event.
std::vector<support::JsonRun> race_in_clones(const Labelled& scene, std::size_t runners) {
    std::vector<std::string> clones;
    for (std::size_t i = 0; i < runners; ++i) {
        clones.push_back(scene.project.beside("runner-" + std::to_string(i)).string());
        (void)scene.project.git({"clone", "--quiet", scene.project.remote.string(), clones.back()});
        (void)scene.project.git_in(clones.back(), {"config", "remote.origin.url", scene.project.stage.remote_url()});
    }
    std::vector<std::optional<support::JsonRun>> runs(runners);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < runners; ++i) threads.emplace_back([&, i] { runs[i] = scene.deliver({}, {"--repo", clones[i]}); });
    for (std::thread& thread : threads) thread.join();
    std::vector<support::JsonRun> finished;
    for (auto& run : runs) finished.push_back(std::move(run).value());
    return finished;
}

}  // namespace

TEST_CASE("T5: fifty deliveries of one event make one pull request and ask the model once", "[publishing][events]") {
    const auto kind = GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea);
    Labelled scene(kind);
    INFO(scene.project.stage.name());
    const auto first = scene.deliver();
    INFO(text_of(first));
    REQUIRE(first.finished.exit_status == 0);
    REQUIRE(first.result.string_or("pull_request_operation", "") == "created");
    const auto writes = scene.project.stage.writes();
    // A pair of eyes says that the run has begun.
    CHECK(std::any_of(writes.begin(), writes.end(),
                      [](const std::string& write) { return has(write, "/reactions") || has(write, "/award_emoji"); }));
    const std::size_t deliveries = kind == StageKind::github ? 50 : 3;
    for (std::size_t i = 1; i < deliveries; ++i) {
        const auto again = scene.deliver();
        INFO(text_of(again));
        REQUIRE(again.finished.exit_status == 0);
        REQUIRE(again.result.string_or("conclusion", "") == "skipped");
        REQUIRE(has(again.result.string_or("message", ""), "answers this event already"));
    }
    CHECK(scene.model.requests().size() == 1);
    CHECK(scene.project.stage.api().pull_requests().size() == 1);
    CHECK(scene.project.stage.writes() == writes);
}

TEST_CASE("T5: a job that a person starts over, and --again, update the same pull request", "[publishing][events]") {
    Labelled scene(GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea));
    INFO(scene.project.stage.name());
    REQUIRE(scene.deliver().finished.exit_status == 0);
    const auto over = GENERATE(true, false);
    const auto again = over ? scene.deliver({{"GITHUB_RUN_ATTEMPT", "2"}}) : scene.deliver({}, {"--again"});
    INFO(text_of(again));
    CHECK(again.finished.exit_status == 0);
    CHECK(again.result.string_or("pull_request_operation", "") == "updated");
    CHECK(scene.project.content("proffer/fix-issue-" + std::to_string(scene.issue)) == k_other_right);
    CHECK(scene.model.requests().size() == 2);
    CHECK(scene.project.stage.api().pull_requests().size() == 1);
}

TEST_CASE("T5: a proposal that people closed costs no model call when its event comes again", "[publishing][events]") {
    Labelled scene(GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea));
    INFO(scene.project.stage.name());
    const auto first = scene.deliver();
    REQUIRE(first.finished.exit_status == 0);
    scene.project.stage.api().finish(first.result.integer_or("pull_request_number", 0), false);
    const auto branch_goes = GENERATE(true, false);
    if (branch_goes) (void)scene.project.git_in(scene.project.remote, {"branch", "-D", "proffer/fix-issue-" + std::to_string(scene.issue)});
    const auto again = scene.deliver();
    INFO(text_of(again));
    CHECK(again.finished.exit_status == 0);
    CHECK(again.result.string_or("conclusion", "") == "skipped");
    CHECK(scene.model.requests().size() == 1);
    CHECK(scene.project.stage.api().pull_requests().size() == 1);
}

TEST_CASE("T5: a pull request that came by AGit is known again", "[publishing][events]") {
    Labelled scene(StageKind::gitea);
    scene.project.stage.refuse_branches();
    const auto first = scene.deliver();
    INFO(text_of(first));
    REQUIRE(first.finished.exit_status == 0);
    REQUIRE(first.result.string_or("rung", "") == "push-options");
    const auto again = scene.deliver();
    INFO(text_of(again));
    CHECK(again.finished.exit_status == 0);
    CHECK(again.result.string_or("conclusion", "") == "skipped");
    CHECK(scene.model.requests().size() == 1);
}

TEST_CASE("T5: a branch whose pull request was never opened is completed by the next delivery", "[publishing][events]") {
    Labelled scene(GENERATE(StageKind::github, StageKind::gitea));
    INFO(scene.project.stage.name());
    bool down = true;
    scene.project.stage.meddle([&down](const support::HttpRequest& request, const auto& really) {
        if (down && request.method == "POST" && base::prefix(request.target, 200).ends_with("/pulls"))
            return support::HttpAnswer{503, {}, "", {}};
        return really();
    });
    const auto first = scene.deliver({{"PROFFER_RETRY_BASE_MS", "1"}});
    INFO(text_of(first));
    REQUIRE(first.finished.exit_status == 4);
    down = false;
    const auto again = scene.deliver();
    INFO(text_of(again));
    CHECK(again.finished.exit_status == 0);
    CHECK(scene.project.stage.api().pull_requests().size() == 1);
    CHECK(scene.project.proposed_branches() == "proffer/fix-issue-" + std::to_string(scene.issue));
}

TEST_CASE("T5: of runs that start at once with one event, one makes the pull request and none fails", "[publishing][events]") {
    const auto kind = GENERATE(StageKind::github, StageKind::gitlab, StageKind::gitea);
    const std::size_t races = most_races();
    for (std::size_t race = 0; race < races; ++race) {
        const std::size_t runners = 2 + (race + static_cast<std::size_t>(kind)) % 7;
        Labelled scene(kind, runners);
        INFO(scene.project.stage.name() << ", " << runners << " runners");
        std::vector<support::JsonRun> runs = race_in_clones(scene, runners);
        for (const support::JsonRun& run : runs) {
            INFO(text_of(run));
            CHECK(run.finished.exit_status == 0);
        }
        CHECK(scene.project.stage.api().pull_requests().size() == 1);
        CHECK(scene.project.proposed_branches() == "proffer/fix-issue-" + std::to_string(scene.issue));
    }
}
