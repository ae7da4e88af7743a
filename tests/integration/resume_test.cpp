// Runs that go on from their artifact directory: what the model's server sees is what was paid for.
#include <catch2/catch.hpp>

#include <signal.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "base/text.hpp"
#include "scene.hpp"
#include "support/model_server.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::JsonRun;
using support::ModelApi;
using support::ModelServer;
using support::ModelStep;
using support::modified;

namespace {

namespace fs = std::filesystem;

constexpr const char* k_settings = "retries: 1\ncycles: 1\n";

/// Two attempts fail, a diagnosis, and the right edit: one call each.
std::vector<ModelStep> script() {
    return {support::reply_with(modified("src/calc.py", k_broken)), support::reply_with(modified("src/calc.py", k_wrong)),
            support::reply_with("<ROOT_CAUSE>It multiplies.</ROOT_CAUSE>\n<INSTRUCTIONS>Use the plus sign.</INSTRUCTIONS>\n"),
            support::reply_with(modified("src/calc.py", k_right))};
}

/// The rest of the script, on another machine as it were.
ModelServer server_after(std::size_t replies) {
    std::vector<ModelStep> steps = script();
    steps.erase(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(std::min(replies, steps.size())));
    return ModelServer(ModelApi::ollama, std::move(steps));
}

std::string scripted(const ModelServer& server, const std::string& extra = k_settings) {
    return configuration("provider: ollama, name: scripted, base_url: '" + server.url() + "'", extra);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto line : base::split_lines(text)) lines.emplace_back(line);
    return lines;
}

std::string text_in(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::size_t replies_in(const std::string& journal) {
    std::size_t count = 0;
    for (const std::string& line : lines_of(journal))
        if (line.ends_with("\n") &&
            (line.find("\"event\":\"reply-received\"") != std::string::npos || line.find("\"event\":\"diagnosed\"") != std::string::npos))
            ++count;
    return count;
}

/// Of the journal's proposal; empty: none.
std::string tree_in(const std::string& journal) {
    for (const std::string& line : lines_of(journal)) {
        if (line.find("\"event\":\"proposal-made\"") == std::string::npos) continue;
        if (const auto event = json::Value::parse(line)) return event->string_or("tree", "");
    }
    return {};
}

/// The artifact of a run as a killed one left it: that many lines, and perhaps the beginning of another.
fs::path cut_artifact(const Project& project, const std::vector<std::string>& lines, std::size_t count, bool is_torn) {
    const fs::path directory = project.beside("cut");
    fs::remove_all(directory);
    fs::create_directories(directory);
    std::ofstream journal(directory / "journal.jsonl", std::ios::binary);
    for (std::size_t i = 0; i < count; ++i) journal << lines[i];
    if (is_torn && count < lines.size()) journal << lines[count].substr(0, lines[count].size() / 2);
    return directory;
}

fs::path fresh_clone(const Project& project) {
    const fs::path clone = project.beside("fresh");
    fs::remove_all(clone);
    (void)project.git({"clone", "--quiet", project.remote.string(), clone.string()});
    return clone;
}

JsonRun resume(const Project& project, const fs::path& artifact, const std::vector<std::string>& more,
               const std::string& command = "propose") {
    std::vector<std::string> arguments = {command, "--resume", artifact.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return support::proffer_json(project, arguments);
}

/// A run that nobody disturbed.
struct Whole {
    ModelServer server{ModelApi::ollama, script()};
    Project project{scripted(server)};
    std::string journal;

    explicit Whole(const std::string& command = "propose") {
        const auto run = support::proffer(project, {command, "fix-add"});
        INFO(run.error_output);
        REQUIRE(run.exit_status == 0);
        REQUIRE(server.requests().size() == 4);
        journal = project.report("journal.jsonl");
    }
};

}  // namespace

TEST_CASE("resume: killed after any line of the journal, a run goes on in a fresh clone and pays for no reply twice", "[resume]") {
    const Whole whole;
    const std::vector<std::string> lines = lines_of(whole.journal);
    const std::string tree = tree_in(whole.journal);
    REQUIRE_FALSE(tree.empty());
    for (std::size_t count = 1; count < lines.size(); ++count) {
        const fs::path artifact = cut_artifact(whole.project, lines, count, count % 2 == 0);
        const std::size_t paid = replies_in(text_in(artifact / "journal.jsonl"));
        const ModelServer rest = server_after(paid);
        const JsonRun run = resume(whole.project, artifact, {"--repo", fresh_clone(whole.project).string(), "--base-url", rest.url()});
        INFO(count << " lines, the last " << lines[count - 1].substr(0, 120) << "\n" << run.finished.error_output);
        CHECK(run.finished.exit_status == 0);
        CHECK(rest.requests().size() == 4 - paid);
        CHECK(tree_in(text_in(artifact / "journal.jsonl")) == tree);
        CHECK(replies_in(text_in(artifact / "journal.jsonl")) == 4);
    }
}

TEST_CASE("resume: a run killed at any moment has lost at most the call under way", "[resume]") {
    for (const std::size_t wanted : {3U, 7U, 12U, 16U, 20U, 24U}) {
        ModelServer server(ModelApi::ollama, script());
        Project project(scripted(server));
        const fs::path journal = project.path() / "proffer-report/journal.jsonl";
        const fs::path pid_file = project.beside("pid");
        std::atomic<bool> is_over = false;
        std::string ended;
        std::thread run([&] {
            os::Command command;
            command.arguments = {"sh", "-c", "echo $$ > " + pid_file.string() + "; exec " PROFFER_BINARY " propose fix-add"};
            command.environment = project.environment();
            command.directory = project.path();
            const auto finished = os::run(command);
            ended = finished ? finished->error_output : finished.error().text();
            is_over = true;
        });
        while (!is_over && (!fs::exists(journal) || lines_of(text_in(journal)).size() < wanted))
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (!is_over) ::kill(std::stoi(text_in(pid_file)), SIGKILL);
        run.join();
        const std::size_t paid = replies_in(text_in(journal));
        const std::size_t asked = server.requests().size();
        INFO(wanted << " lines wanted, " << lines_of(text_in(journal)).size() << " there; it said: " << ended);
        CHECK((asked == paid || asked == paid + 1));
        const ModelServer rest = server_after(paid);
        const JsonRun resumed = resume(project, "proffer-report", {"--base-url", rest.url()});
        CHECK(resumed.finished.exit_status == 0);
        // When the kill came after the last line there is nothing to do.
        CHECK(rest.requests().size() == 4 - paid);
        CHECK(project.is_untouched());
    }
}

TEST_CASE("resume: a resumed run that is killed as well goes on, whatever it had come to", "[resume]") {
    const Whole whole;
    const std::vector<std::string> lines = lines_of(whole.journal);
    const fs::path clone = fresh_clone(whole.project);
    const auto kept = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{12}, std::size_t{1000});
    const fs::path artifact = cut_artifact(whole.project, lines, lines.size() - 6, false);
    const std::size_t paid = replies_in(text_in(artifact / "journal.jsonl"));
    REQUIRE(paid == 4);
    for (int round = 0; round < 2; ++round) {
        const ModelServer nobody(ModelApi::ollama, {});
        const JsonRun run = resume(whole.project, artifact, {"--repo", clone.string(), "--base-url", nobody.url()});
        INFO(run.finished.error_output);
        CHECK(run.finished.exit_status == 0);
        CHECK(nobody.requests().empty());
        const std::vector<std::string> now = lines_of(text_in(artifact / "journal.jsonl"));
        std::ofstream cut(artifact / "journal.jsonl", std::ios::binary | std::ios::trunc);
        for (std::size_t i = 0; i < std::min(kept, now.size() - 1); ++i) cut << now[i];
    }
    CHECK(fs::exists(artifact / "journal.1.jsonl"));
}

TEST_CASE("resume: a run cut at a limit goes on once the limit is raised; its replies count once", "[resume]") {
    std::string limit = GENERATE("calls: 2", "tokens: ");
    if (limit == "tokens: ") {
        // Enough for the first prompt, but not for the longer one after it.
        const Whole whole;
        const std::size_t start = whole.journal.find("\"estimated_tokens\":") + 19;
        limit += std::to_string(std::stoi(whole.journal.substr(start, 9)) + 60);
    }
    ModelServer server(ModelApi::ollama, script());
    Project project(scripted(server, std::string(k_settings) + "limits: {" + limit + "}\n"));
    const JsonRun cut = support::proffer_json(project, {"run", "fix-add"});
    INFO(cut.finished.error_output);
    REQUIRE(cut.result.string_or("conclusion", "") == "budget-exhausted");
    const std::size_t before = server.requests().size();
    REQUIRE(before < 4);
    const JsonRun same = resume(project, "proffer-report", {}, "run");
    CHECK(same.result.string_or("conclusion", "") == "budget-exhausted");
    CHECK(server.requests().size() == before);
    project.write(".proffer.yml", scripted(server));
    const JsonRun run = resume(project, "proffer-report", {}, "run");
    INFO(run.finished.error_output);
    CHECK(run.result.string_or("conclusion", "") == "success");
    CHECK(server.requests().size() == 4);
    CHECK(run.result.integer_or("tokens_in", 0) == 4 * 42);
    CHECK(project.git_in(project.remote, {"show", "proffer/fix-add:src/calc.py"}) + "\n" == k_right);
    const auto costs = support::proffer_json(project, {"status", "--costs"}).result;
    CHECK(costs.find("total")->integer_or("calls", 0) == 4);
    CHECK(costs.find("total")->integer_or("tokens_in", 0) == 4 * 42);
}

TEST_CASE("resume: a refused push goes on with the push alone, and a published run is left alone", "[resume]") {
    ModelServer server(ModelApi::ollama, script());
    Project project(scripted(server));
    const fs::path hook = project.remote / "hooks/pre-receive";
    std::ofstream(hook) << "#!/bin/sh\nexit 1\n";
    fs::permissions(hook, fs::perms::owner_all);
    REQUIRE(support::proffer(project, {"run", "fix-add"}).exit_status == 4);
    fs::remove(hook);
    const JsonRun run = resume(project, "proffer-report", {}, "run");
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 0);
    CHECK(project.proposed_branches() == "proffer/fix-add");
    const std::string tip = project.git_in(project.remote, {"rev-parse", "proffer/fix-add"});
    const JsonRun again = resume(project, "proffer-report", {}, "run");
    CHECK(again.finished.exit_status == 0);
    CHECK(again.result.string_or("conclusion", "") == "success");
    CHECK(again.result.string_or("message", "") == "the run is published already: branch proffer/fix-add");
    CHECK(project.git_in(project.remote, {"rev-parse", "proffer/fix-add"}) == tip);
    CHECK(server.requests().size() == 4);
}

TEST_CASE("resume: what a directory says decides what is asked, never what is run or allowed", "[resume]") {
    const Whole whole;
    std::vector<std::string> lines = lines_of(whole.journal);
    const fs::path mark = whole.project.beside("mark");
    lines[0] = base::replace_all(lines[0], "python3 -B -m tests.check", "touch " + mark.string());
    lines[0] = base::replace_all(lines[0], "allowed: [src/]", "allowed: [.]");
    SECTION("its configuration is not used") {
        const fs::path artifact = cut_artifact(whole.project, lines, 12, false);
        const std::size_t paid = replies_in(text_in(artifact / "journal.jsonl"));
        const ModelServer rest = server_after(paid);
        const JsonRun run = resume(whole.project, artifact, {"--base-url", rest.url()});
        CHECK(run.finished.exit_status == 0);
        CHECK_FALSE(fs::exists(mark));
        CHECK(text_in(artifact / "report.md").find(mark.string()) == std::string::npos);
    }
    SECTION("in CI its base must be in the history that is checked out") {
        whole.project.write(".proffer.yml", configuration("provider: ollama") + "# evil\n");
        const std::string tree = whole.project.git({"write-tree"});
        const std::string foreign = whole.project.git({"commit-tree", "-m", "foreign", tree});
        lines[0] = base::replace_all(lines[0], whole.project.base, foreign);
        const fs::path artifact = cut_artifact(whole.project, lines, 1, false);
        const auto refused = support::proffer_json(whole.project, {"propose", "--resume", artifact.string()}, {{"CI", "true"}});
        CHECK(refused.finished.exit_status == 4);
        CHECK(refused.result.string_or("error", "").find("not in the history of the commit checked out") != std::string::npos);
        CHECK(whole.server.requests().size() == 4);
    }
}

TEST_CASE("resume: other flags that say what to run, and directories without a run, are refused", "[resume]") {
    Project project(configuration("provider: ollama"));
    fs::create_directories(project.beside("empty"));
    const auto nothing = support::proffer(project, {"run", "--resume", project.beside("empty").string()});
    CHECK(nothing.exit_status == 2);
    CHECK(nothing.error_output.find("no run is recorded in '" + project.beside("empty").string() + "'") != std::string::npos);
    for (const std::vector<std::string>& more : {std::vector<std::string>{"fix-add"},
                                                 {"--instruction", "x"},
                                                 {"--base", "main"},
                                                 {"--file", "src/calc.py"},
                                                 {"--report", "out"}}) {
        std::vector<std::string> arguments = {"run", "--resume", project.beside("empty").string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto refused = support::proffer(project, arguments);
        CHECK(refused.exit_status == 2);
        CHECK(refused.error_output.find("exclude each other") != std::string::npos);
    }
}

TEST_CASE("resume: a new run in the same directory forgets what earlier ones paid for", "[resume]") {
    const Whole whole;
    const fs::path artifact = cut_artifact(whole.project, lines_of(whole.journal), 12, false);
    const ModelServer rest = server_after(replies_in(text_in(artifact / "journal.jsonl")));
    REQUIRE(resume(whole.project, artifact, {"--base-url", rest.url()}).finished.exit_status == 0);
    REQUIRE(fs::exists(artifact / "journal.1.jsonl"));
    const ModelServer all = server_after(0);
    const auto anew = support::proffer(whole.project, {"propose", "fix-add", "--report", artifact.string(), "--base-url", all.url()});
    CHECK(anew.exit_status == 0);
    CHECK(all.requests().size() == 4);
    CHECK_FALSE(fs::exists(artifact / "journal.1.jsonl"));
}

TEST_CASE("replay: the same tree with another verdict or another proof is not the same run", "[resume]") {
    const Whole whole;
    const auto same = support::proffer(whole.project, {"replay", "proffer-report"});
    INFO(same.error_output);
    CHECK(same.exit_status == 0);
    CHECK((same.output + same.error_output).find(" and the same ") != std::string::npos);
    std::vector<std::string> lines = lines_of(whole.journal);
    std::string changed;
    for (std::string& line : lines) {
        if (line.find("\"event\":\"check-finished\"") != std::string::npos)
            line = base::replace_all(line, "\"verdict\":\"passed\"", "\"verdict\":\"not-run\"");
        changed += line;
    }
    whole.project.write("proffer-report/journal.jsonl", changed);
    const auto other = support::proffer(whole.project, {"replay", "proffer-report"});
    CHECK(other.exit_status == 1);
    CHECK((other.output + other.error_output).find("but the journal says 'unit 0, check 'tests': ") != std::string::npos);
}
