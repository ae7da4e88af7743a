// The GitLab files run for real by gitlab-ci-local, with the payload of a webhook, against a GitLab on loopback.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "action_job.hpp"

using namespace proffer;
using plugins::has;
using scene::Staged;
using scene::StageKind;
using support::ModelApi;
using support::ModelServer;

namespace {

constexpr const char* k_title = "Make add return the sum";
constexpr const char* k_key = "sk-ant-api03-0123456789abcdefghijABCDEFGHIJ";

std::string own_file(const std::string& path) {
    std::ifstream file(std::string(PROFFER_SOURCE_DIR "/") + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A project on GitLab whose .gitlab-ci.yml includes one of ours.
class Pipeline {
 public:
    using Texts = std::map<std::string, std::string>;

    explicit Pipeline(const std::string& template_path, const std::string& inputs = "")
        : staged(StageKind::gitlab, Staged::File{plugins::labelled_configuration("python3 -B -m tests.check && echo CHECK-SPOKE")}),
          model(ModelApi::anthropic, {support::reply_with(support::modified("src/calc.py", scene::k_right))}),
          issue_(staged.stage.api().add_issue(k_title)) {
        staged.write(".gitlab/included.yml", own_file(template_path));
        staged.write(".gitlab-ci.yml",
                     "include:\n  - local: .gitlab/included.yml\n" + (inputs.empty() ? "" : "    inputs: {" + inputs + "}\n"));
        (void)staged.git({"add", ".gitlab", ".gitlab-ci.yml"});  // gitlab-ci-local includes tracked files
        variables = {{"CI_PIPELINE_SOURCE", "trigger"}, {"GITLAB_CI", "true"},        {"PROFFER_BINARY", PROFFER_BINARY},
                     {"PROFFER_RETRY_BASE_MS", "1"},    {"ANTHROPIC_API_KEY", k_key}, {"ANTHROPIC_BASE_URL", model.url()}};
        for (const auto& [name, value] : staged.stage.job_environment()) variables.emplace(name, value);
        variables["PROFFER_TOKEN"] = staged.stage.environment().at("PROFFER_TOKEN");
    }

    [[nodiscard]] std::string labelled(const std::string& title = k_title) const {
        return "{\"object_kind\":\"issue\",\"user\":{\"id\":101,\"username\":\"alice\"},\"object_attributes\":{\"iid\":" +
               std::to_string(issue_) + ",\"title\":\"" + title +
               "\",\"description\":\"\",\"action\":\"update\",\"state\":\"opened\",\"url\":\"https://gitlab.example/acme/widgets/-/issues/"
               "1\"},"
               "\"labels\":[{\"title\":\"proffer\"}],\"changes\":{\"labels\":{\"previous\":[],\"current\":[{\"title\":\"proffer\"}]}}}";
    }

    /// `job` "" is all.
    [[nodiscard]] os::Finished run(const std::string& payload, const std::string& job = "proffer") {
        if (!payload.empty())
            staged.write(".gitlab-ci-local-variables.yml", "TRIGGER_PAYLOAD: {type: file, values: {\"*\": '" + payload + "'}}\n");
        os::Command command;
        command.arguments = {PROFFER_PLUGIN_TOOLS "/node_modules/.bin/gitlab-ci-local", "--force-shell-executor", "--color=false"};
        command.arguments.insert(command.arguments.end(), extra.begin(), extra.end());
        for (const auto& [name, value] : variables) {
            command.arguments.emplace_back("--variable");
            command.arguments.push_back(name + "=" + value);
        }
        if (!job.empty()) command.arguments.push_back(job);
        command.environment = staged.environment();
        command.directory = staged.path().string();
        command.capture = os::Capture::together;
        const auto finished = os::run(command);
        REQUIRE_OK(finished);
        return *finished;
    }

    [[nodiscard]] std::size_t merge_requests() { return staged.stage.api().pull_requests().size(); }

    Staged staged;
    ModelServer model;
    Texts variables;
    std::vector<std::string> extra;

 private:
    std::int64_t issue_;
};

}  // namespace

TEST_CASE("gitlab: a webhook's payload becomes a merge request, by the plain file and by the component", "[plugins][gitlab]") {
    const auto [path, inputs] = GENERATE(table<const char*, const char*>({
        {"ci/gitlab/proffer.yml", ""},
        {"ci/gitlab/templates/proffer.yml", "provider: anthropic, max-cost: 1.00 USD, signoff: true, draft: \"true\""},
    }));
    CAPTURE(path);
    Pipeline pipeline(path, inputs);
    const auto finished = pipeline.run(pipeline.labelled());
    INFO(finished.output);
    CHECK(finished.exit_status == 0);
    const auto merge_requests = pipeline.staged.stage.api().pull_requests();
    REQUIRE(merge_requests.size() == 1);
    CHECK(merge_requests[0].head == "proffer/fix-issue-1");
    CHECK(pipeline.staged.content(merge_requests[0].head) == scene::k_right);
    const bool is_component = *inputs != '\0';
    CHECK(merge_requests[0].draft == is_component);
    const std::string message = pipeline.staged.git_in(pipeline.staged.remote, {"log", "-1", "--format=%B", merge_requests[0].head});
    CHECK(has(message, "Signed-off-by: ") == is_component);
    const std::string dotenv = pipeline.staged.report("outputs.env");
    CHECK(has(dotenv, "CONCLUSION=success\n"));
    CHECK(has(dotenv, "PULL_REQUEST_OPERATION=created\n"));
    const std::string url = pipeline.staged.stage.api().web_url() + "/acme/widgets/-/merge_requests/1";
    CHECK(has(pipeline.staged.report("annotations.json"), "\"url\":\"" + url + "\""));
    CHECK(has(pipeline.staged.report("report.junit.xml"), "<testsuite"));
    // gitlab-ci-local reads the marks of a section as GitLab does and says so in words of its own.
    CHECK(has(finished.output, "_started\nproffer > | CHECK-SPOKE"));
    CHECK(has(finished.output, " took "));

    CHECK_FALSE(has(finished.output, k_key));
}

TEST_CASE("gitlab: an event that may start nothing ends without asking a model (T1, T3)", "[plugins][gitlab]") {
    Pipeline pipeline("ci/gitlab/proffer.yml");
    SECTION("edited after the label") {
        const auto finished = pipeline.run(pipeline.labelled("Another title"));
        INFO(finished.output);
        CHECK(finished.exit_status != 0);
        CHECK(has(pipeline.staged.report("outputs.env"), "CONCLUSION=not-authorized\n"));
    }
    SECTION("for no task") {
        const auto finished = pipeline.run("{\"object_kind\":\"pipeline\"}");
        INFO(finished.output);
        CHECK(finished.exit_status == 0);
        CHECK(has(pipeline.staged.report("outputs.env"), "CONCLUSION=skipped\n"));
        CHECK(has(pipeline.staged.report("annotations.json"), "{\"proffer\":[]}"));
    }
    CHECK(pipeline.model.requests().empty());
    CHECK(pipeline.merge_requests() == 0);
}

TEST_CASE("gitlab: the job is there for its sources alone", "[plugins][gitlab]") {
    Pipeline pipeline("ci/gitlab/templates/proffer.yml", "on-push: false");
    pipeline.extra = {"--list-csv-all"};
    const auto [source, is_there] = GENERATE(table<const char*, bool>({{"trigger", true},
                                                                       {"schedule", true},
                                                                       {"web", true},
                                                                       {"api", true},
                                                                       {"parent_pipeline", true},
                                                                       {"push", false},
                                                                       {"merge_request_event", false},
                                                                       {"external_pull_request_event", false}}));
    CAPTURE(source);
    pipeline.variables["CI_PIPELINE_SOURCE"] = source;
    const auto finished = pipeline.run("");
    INFO(finished.output);
    CHECK(has(finished.output, is_there ? "proffer;\"\";test;on_success;" : "proffer;\"\";test;never;"));
}

TEST_CASE("gitlab: a program that is downloaded must have its SHA-256", "[plugins][gitlab]") {
    Pipeline pipeline("ci/gitlab/proffer.yml");
    const std::string program = "#!/bin/sh\necho RAN-IT\n";
    pipeline.staged.stage.meddle([&](const support::HttpRequest& request, const auto& really) -> support::HttpAnswer {
        return request.path() == "/program" ? support::HttpAnswer{200, {}, program} : really();
    });
    pipeline.variables["PROFFER_DOWNLOAD_URL"] = pipeline.staged.stage.api().web_url() + "/program";
    SECTION("right") {
        pipeline.variables["PROFFER_DOWNLOAD_SHA256"] = base::sha256(program);
        const auto finished = pipeline.run("{}");
        INFO(finished.output);
        CHECK(finished.exit_status == 0);
        CHECK(has(finished.output, "RAN-IT"));
    }
    SECTION("wrong") {
        pipeline.variables["PROFFER_DOWNLOAD_SHA256"] = std::string(64, '0');
        const auto finished = pipeline.run("{}");
        CHECK(finished.exit_status != 0);
        CHECK_FALSE(has(finished.output, "RAN-IT"));
    }
}

TEST_CASE("gitlab: the plain file and the component run the same", "[plugins][gitlab]") {
    const auto from = [](const std::string& path, const char* start) {
        const std::string text = own_file(path);
        REQUIRE(has(text, start));
        return text.substr(text.find(start));
    };
    const char* rules = "  # Never for what a merge request";
    CHECK(from("ci/gitlab/proffer.yml", rules) == from("ci/gitlab/templates/proffer.yml", rules));
}

namespace {

/// Stands for the program where only its arguments matter.
void take_arguments(Pipeline& pipeline, const std::string& script) {
    const auto program = pipeline.staged.beside("program");
    std::ofstream(program) << "#!/bin/sh\n" << script;
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    pipeline.variables["PROFFER_BINARY"] = program.string();
    pipeline.variables["CI_PIPELINE_SOURCE"] = "schedule";
}

}  // namespace

TEST_CASE("gitlab: every share of a matrix is a job of its own", "[plugins][gitlab]") {
    Pipeline pipeline("ci/gitlab/templates/matrix.yml", "task: modernise, shards: [1/3, 2/3, 3/3]");
    take_arguments(pipeline, "echo \"called with: $*\"\n");
    const auto finished = pipeline.run("", "proffer-share");
    INFO(finished.output);
    CHECK(finished.exit_status == 0);
    for (const char* share : {"1/3", "2/3", "3/3"})
        CHECK(has(finished.output, std::string("called with: run --shard=") + share + " -- modernise"));
}

TEST_CASE("gitlab: the plan becomes a child pipeline", "[plugins][gitlab]") {
    Pipeline pipeline("ci/gitlab/templates/fan-out.yml", "shards: 2");
    take_arguments(pipeline,
                   "[ \"$*\" = 'plan --gitlab --shards=2' ] || exit 9\n"
                   "printf 'one:\\n  script: [echo FIRST-CHILD]\\ntwo:\\n  script: [echo SECOND-CHILD]\\n'\n");
    const auto finished = pipeline.run("", "");
    INFO(finished.output);
    CHECK(finished.exit_status == 0);
    CHECK(has(finished.output, "FIRST-CHILD"));
    CHECK(has(finished.output, "SECOND-CHILD"));
}
