// The main job through the built program: a declared task, a scripted model on loopback, a bare remote.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "json/json.hpp"
#include "scene.hpp"
#include "support/model_server.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::ModelApi;
using support::ModelServer;
using support::ModelStep;
using support::modified;

namespace {

struct Service {
    ModelApi api;
    std::string provider;
    std::string key;
};

std::string all_messages(const support::HttpRequest& request) {
    const auto body = json::Value::parse(request.body);
    std::string all;
    for (const json::Value& message : body->at("messages")->elements()) {
        if (const auto content = message.at("content"); content && content->is_string())
            all += *content->string() + "\n";
        else if (content)
            for (const json::Value& block : content->elements()) all += block.string_or("text", "") + "\n";
    }
    return all;
}

/// Host allowed by the operator, short waits.
std::map<std::string, std::string> operator_environment(const Service& service, const ModelServer& server) {
    std::map<std::string, std::string> environment = {{"PROFFER_RETRY_BASE_MS", "1"}, {"PROFFER_ALLOW_HOSTS", server.authority()}};
    if (!service.key.empty()) environment[service.key] = "key-0123456789abcdef";
    return environment;
}

}  // namespace

TEST_CASE("main job: broken syntax, failing tests, then right becomes exactly one branch with exactly that edit", "[main-job]") {
    ModelServer server(ModelApi::ollama,
                       {support::reply_with(modified("src/calc.py", k_broken)), support::reply_with(modified("src/calc.py", k_wrong)),
                        support::reply_with(modified("src/calc.py", k_right))});
    Project project(configuration("provider: ollama, name: scripted, base_url: '" + server.url() + "'"));
    const auto run = support::proffer_json(project, {"run", "fix-add"});
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 0);
    CHECK(run.result.string_or("conclusion", "") == "success");
    CHECK(project.proposed_branches() == "proffer/fix-add");
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add^"}) == project.base);
    CHECK(project.git_in(project.remote, {"diff", "--name-status", "main", "proffer/fix-add"}) == "M\tsrc/calc.py");
    CHECK(project.git_in(project.remote, {"show", "proffer/fix-add:src/calc.py"}) + "\n" == k_right);
    CHECK(project.git_in(project.remote, {"fsck", "--strict", "--no-dangling"}).find("error") == std::string::npos);
    REQUIRE(server.requests().size() == 3);
    CHECK(all_messages(server.requests()[1]).find("syntax") != std::string::npos);
    CHECK(all_messages(server.requests()[2]).find("ADD-IS-WRONG: 6") != std::string::npos);
    CHECK(project.is_untouched());
}

TEST_CASE("main job: all replies wrong, drafts off, no cycles: exit 1, nothing pushed, a full report", "[main-job]") {
    const std::vector<ModelStep> steps(3, support::reply_with(modified("src/calc.py", k_wrong)));
    ModelServer server(ModelApi::ollama, steps);
    Project project(
        configuration("provider: ollama, name: scripted, base_url: '" + server.url() + "'", "cycles: 0\npull_request: {draft: false}\n"));
    const auto finished = support::proffer(project, {"run", "fix-add"});
    CHECK(finished.exit_status == 1);
    CHECK(project.proposed_branches().empty());
    CHECK(server.requests().size() == 3);
    CHECK(project.is_untouched());
    for (const char* name : {"journal.jsonl", "report.md", "report.json", "report.html", "report.junit.xml"})
        CHECK_FALSE(project.report(name).empty());
    CHECK(project.report("report.md").find("ADD-IS-WRONG: 6") != std::string::npos);
    CHECK(project.git({"status", "--porcelain", "proffer-report"}).empty());
}

TEST_CASE("main job: every service, streamed, through rate limits, overload, cut streams and garbage", "[main-job]") {
    const Service service = GENERATE(Service{ModelApi::anthropic, "anthropic", "ANTHROPIC_API_KEY"},
                                     Service{ModelApi::openai, "openai", "OPENAI_API_KEY"}, Service{ModelApi::ollama, "ollama", ""});
    const std::string right = modified("src/calc.py", k_right);
    ModelServer server(service.api,
                       {support::rate_limited("0"), support::overloaded(), support::cut_reply(modified("src/calc.py", k_broken), 120),
                        support::reply_with(modified("src/calc.py", k_broken)), support::garbage(),
                        support::error_in_reply("<MODIFIED path=\"src/calc.py\">\n", "overloaded_error"), support::bytewise_reply(right)});
    Project project(configuration("provider: " + service.provider + ", name: scripted, base_url: '" + server.url() + "'"));
    const auto run = support::proffer_json(project, {"run", "fix-add"}, operator_environment(service, server));
    INFO(service.provider << "\n" << run.finished.error_output);
    CHECK(run.finished.exit_status == 0);
    CHECK(server.requests().size() == 7);
    CHECK(run.result.integer_or("attempts", 0) == 2);
    CHECK(run.result.integer_or("tokens_in", 0) > 0);
    CHECK(project.git_in(project.remote, {"show", "proffer/fix-add:src/calc.py"}) + "\n" == k_right);
    CHECK(project.is_untouched());
}

TEST_CASE("main job: a key never goes to a host that only the file names (C2)", "[main-job]") {
    const Service service =
        GENERATE(Service{ModelApi::anthropic, "anthropic", "ANTHROPIC_API_KEY"}, Service{ModelApi::openai, "openai", "OPENAI_API_KEY"});
    ModelServer server(service.api, {support::reply_with(modified("src/calc.py", k_right))});
    Project project(configuration("provider: " + service.provider + ", base_url: '" + server.url() + "'"));
    const auto finished = support::proffer(project, {"run", "fix-add"}, {{service.key, "key-0123456789abcdef"}});
    CHECK(finished.exit_status == 2);
    CHECK(server.connections() == 0);
    CHECK(finished.error_output.find("PROFFER_ALLOW_HOSTS") + finished.output.find("PROFFER_ALLOW_HOSTS") != 2 * std::string::npos);
    CHECK(project.proposed_branches().empty());
}

TEST_CASE("main job: the user's own configuration names hosts that a key may go to, when nobody else can write it (C2)", "[main-job]") {
    ModelServer server(ModelApi::anthropic, {support::reply_with(modified("src/calc.py", k_right))});
    Project project(configuration("provider: anthropic, name: scripted, base_url: '" + server.url() + "'"));
    const std::filesystem::path home = project.beside("home"), file = home / ".config/proffer/config.yml";
    std::filesystem::create_directories(file.parent_path());
    const auto write = [&](const std::string& text) { std::ofstream(file) << text; };
    std::map<std::string, std::string> variables = {{"ANTHROPIC_API_KEY", "key-0123456789abcdef"}, {"HOME", home.string()}};
    write("allow_hosts: ['" + server.authority() + "']\n");
    SECTION("believed") {
        const auto finished = support::proffer(project, {"run", "fix-add"}, variables);
        INFO(finished.error_output);
        CHECK(finished.exit_status == 0);
        CHECK(server.requests().size() == 1);
    }
    std::string why;
    SECTION("others may write it") {
        std::filesystem::permissions(file, std::filesystem::perms::others_write, std::filesystem::perm_options::add);
        why = "may be written by others";
    }
    SECTION("it lies inside the repository") {
        std::filesystem::create_directories(project.path() / ".home/proffer");
        std::filesystem::copy_file(file, project.path() / ".home/proffer/config.yml");
        variables["XDG_CONFIG_HOME"] = (project.path() / ".home").string();
        why = "lies inside the repository";
    }
    SECTION("it has problems") {
        write("allow_hosts: ['*.example.com']\nhosts: x\n");
        why = "config.yml:2:1";
    }
    if (why.empty()) return;
    const auto finished = support::proffer(project, {"run", "fix-add"}, variables);
    INFO(finished.error_output);
    CHECK(finished.exit_status == 2);
    CHECK((finished.output + finished.error_output).find(why) != std::string::npos);
    CHECK(server.connections() == 0);
}

TEST_CASE("main job: a model that is away ends with exit 4 and says so", "[main-job]") {
    Project project(configuration("provider: ollama, base_url: 'http://127.0.0.1:9'"));
    const auto run = support::proffer_json(project, {"run", "fix-add"}, {{"PROFFER_RETRY_BASE_MS", "1"}});
    CHECK(run.finished.exit_status == 4);
    CHECK(run.result.string_or("conclusion", "") == "model-error");
    CHECK_FALSE(run.result.string_or("next_step", "").empty());
    CHECK(project.is_untouched());
}

TEST_CASE("main job: after failed attempts a diagnosis leads to the right reply", "[main-job]") {
    const std::string wrong = modified("src/calc.py", k_wrong);
    const std::string diagnosis = "<ROOT_CAUSE>It multiplies.</ROOT_CAUSE>\n<INSTRUCTIONS>Use the plus sign.</INSTRUCTIONS>\n";
    ModelServer server(ModelApi::ollama,
                       {support::reply_with(wrong), support::reply_with(diagnosis), support::reply_with(modified("src/calc.py", k_right))});
    Project project(configuration("provider: ollama, name: scripted, base_url: '" + server.url() + "'", "retries: 0\ncycles: 1\n"));
    const auto run = support::proffer_json(project, {"run", "fix-add"});
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 0);
    CHECK(run.result.integer_or("cycles", 0) == 1);
    REQUIRE(server.requests().size() == 3);
    CHECK(all_messages(server.requests()[2]).find("Use the plus sign.") != std::string::npos);
    CHECK(project.report("report.md").find("It multiplies.") != std::string::npos);
}
