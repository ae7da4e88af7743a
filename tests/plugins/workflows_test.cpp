// The ready workflows, run job by job: what their steps say is what GitHub's runner would do.
#include "action_job.hpp"

#include <filesystem>

using namespace proffer;
using plugins::ActionJob;
using plugins::has;
using plugins::JobResult;
using scene::Staged;
using scene::StageKind;
using support::ModelApi;
using support::ModelServer;

namespace {

constexpr const char* k_title = "Make add return the sum";

struct Repository {
    explicit Repository(const std::string& workflow, ModelApi api = ModelApi::anthropic)
        : staged(StageKind::github, Staged::File{plugins::labelled_configuration()}),
          model(api, {support::reply_with(support::modified("src/calc.py", scene::k_right))}),
          job(staged, staged.stage.api().add_issue(k_title)) {
        job.workflow = std::string(PROFFER_SOURCE_DIR "/ci/github-action/workflows/") + workflow + ".yml";
        job.secrets["ANTHROPIC_API_KEY"] = "sk-ant-api03-0123456789abcdefghijABCDEFGHIJ";
        job.env["ANTHROPIC_BASE_URL"] = model.url();
    }
    [[nodiscard]] JobResult run() { return job.run(job.labelled(k_title)); }
    [[nodiscard]] auto pull_requests() { return staged.stage.api().pull_requests(); }

    Staged staged;
    ModelServer model;
    ActionJob job;
};

}  // namespace

TEST_CASE("workflow: the label opens a pull request; another label starts nothing", "[plugins][workflow]") {
    Repository repository("label");
    SECTION("proffer") {
        const JobResult result = repository.run();
        INFO(result.log);
        CHECK(result.jobs == std::map<std::string, std::string>{{"proffer", "success"}});
        CHECK(repository.pull_requests().size() == 1);
    }
    SECTION("another") {
        const JobResult result = repository.job.run(R"({"action":"labeled","label":{"name":"bug"},"issue":{"number":1}})");
        CHECK(result.jobs == std::map<std::string, std::string>{{"proffer", "skipped"}});
        CHECK(repository.model.requests().empty());
    }
}

TEST_CASE("workflow: what one job proposed another publishes", "[plugins][workflow]") {
    Repository repository("two-jobs");
    const JobResult result = repository.run();
    INFO(result.log);
    CHECK(result.jobs == std::map<std::string, std::string>{{"propose", "success"}, {"publish", "success"}});
    REQUIRE(repository.pull_requests().size() == 1);
    CHECK(repository.staged.content(repository.pull_requests()[0].head) == scene::k_right);
    CHECK(repository.staged.is_untouched());
}

TEST_CASE("workflow: an App's token publishes", "[plugins][workflow]") {
    Repository repository("app-token");
    repository.job.set("token", "not-the-one");
    repository.job.app_token = {{"token", repository.staged.stage.environment().at("PROFFER_TOKEN")}, {"app-slug", "robot"}};
    const JobResult result = repository.run();
    INFO(result.log);
    CHECK(result.jobs.at("proffer") == "success");
    CHECK(repository.pull_requests().size() == 1);
}

TEST_CASE("workflow: by hand it runs the task that was chosen, or an instruction", "[plugins][workflow]") {
    Repository repository("schedule");
    repository.job.set("event_name", "workflow_dispatch");
    repository.job.inputs = {{"task", "fix-issue"}, {"instruction", "Make add return the sum."}, {"dry-run", "false"}};
    const JobResult result = repository.job.run("{}");
    INFO(result.log);
    CHECK(result.jobs.at("proffer") == "success");
    CHECK(repository.pull_requests().size() == 1);
}

TEST_CASE("workflow: with Ollama no key is needed", "[plugins][workflow]") {
    Repository repository("ollama", ModelApi::ollama);
    repository.job.secrets.clear();
    repository.job.vars = {{"OLLAMA_URL", repository.model.url()}, {"OLLAMA_MODEL", "some-model"}};
    const JobResult result = repository.run();
    INFO(result.log);
    CHECK(result.jobs.at("proffer") == "success");
    CHECK(repository.pull_requests().size() == 1);
}

TEST_CASE("workflow: the plan becomes a matrix, and each of its jobs a run", "[plugins][workflow]") {
    Repository repository("fan-out");
    SECTION("of the task that the event is for") {
        const JobResult result = repository.run();
        INFO(result.log);
        CHECK(result.jobs == std::map<std::string, std::string>{{"plan", "success"}, {"proffer", "success"}});
        CHECK(repository.pull_requests().size() == 1);
    }
    SECTION("of none") {
        const JobResult result = repository.job.run("{\"action\":\"unlabeled\"}");
        INFO(result.log);
        CHECK(result.jobs == std::map<std::string, std::string>{{"plan", "success"}, {"proffer", "skipped"}});
        CHECK(repository.pull_requests().empty());
    }
}

TEST_CASE("workflow: comments and failures of others start no job", "[plugins][workflow]") {
    const auto [workflow, event] = GENERATE(table<const char*, const char*>({
        {"comment", R"({"comment":{"body":"hello /proffer"},"sender":{"type":"User"}})"},
        {"comment", R"({"comment":{"body":"/proffer"},"sender":{"type":"Bot"}})"},
        {"comment", R"({"comment":{"body":"x"},"pull_request":{"head":{"ref":"feature"}},"sender":{"type":"User"}})"},
        {"failed-ci", R"({"workflow_run":{"id":1,"conclusion":"success","head_repository":{"full_name":"acme/widgets"}}})"},
        {"failed-ci", R"({"workflow_run":{"id":1,"conclusion":"failure","head_repository":{"full_name":"mallory/widgets"}}})"},
    }));
    CAPTURE(workflow, event);
    Repository repository(workflow);
    CHECK(repository.job.run(event).jobs == std::map<std::string, std::string>{{"proffer", "skipped"}});
    CHECK(repository.model.requests().empty());
}

TEST_CASE("workflow: a comment by somebody who may not write is refused by the program", "[plugins][workflow]") {
    Repository repository("comment");
    repository.job.set("event_name", "issue_comment");
    const JobResult result = repository.job.run(
        R"({"action":"created","comment":{"id":5,"body":"/proffer","user":{"login":"bob","id":102}},"issue":{"number":1,"title":")" +
        std::string(k_title) + R"(","body":"","user":{"login":"alice","id":101}},"sender":{"login":"bob","id":102,"type":"User"}})");
    INFO(result.log);
    CHECK(repository.model.requests().empty());
    CHECK(repository.pull_requests().empty());
}

TEST_CASE("workflow: Gitea's needs nothing but git, a shell and the program", "[plugins][workflow]") {
    const Staged staged(StageKind::gitea, Staged::File{plugins::labelled_configuration()});
    ModelServer model(ModelApi::anthropic, {support::reply_with(support::modified("src/calc.py", scene::k_right))});
    auto& api = const_cast<Staged&>(staged).stage.api();
    ActionJob job(staged, api.add_issue(k_title));
    const std::filesystem::path workspace = staged.beside("workspace");
    std::filesystem::create_directories(workspace);
    job.workflow = PROFFER_SOURCE_DIR "/ci/gitea/label.yml";
    job.set("workspace", workspace.string());
    job.secrets["ANTHROPIC_API_KEY"] = "sk-ant-api03-0123456789abcdefghijABCDEFGHIJ";
    job.env["ANTHROPIC_BASE_URL"] = model.url();
    job.env["GITEA_ACTIONS"] = "true";
    job.env["PATH"] = std::filesystem::path(PROFFER_BINARY).parent_path().string() + ":" + staged.environment().value_or("PATH", "");
    job.env["GIT_ALLOW_PROTOCOL"] = "http";
    const JobResult result = job.run(base::replace_all(job.labelled(k_title), "\"labeled\"", "\"label_updated\""));
    INFO(result.log);
    CHECK(result.jobs.at("proffer") == "success");
    CHECK(api.pull_requests().size() == 1);
    CHECK_FALSE(has(result.log, staged.stage.environment().at("PROFFER_TOKEN")));
}
