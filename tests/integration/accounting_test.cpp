// Caps on calls, tokens and money through the built program: what the model's server sees is what counts (security.md T6).
#include <catch2/catch.hpp>

#include <signal.h>

#include <algorithm>
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

constexpr const char* k_price = "price: {input: 1000, cached: 1000, output: 1000}";  // a tenth of a cent a token

/// A model that never finds the answer.
struct Hopeless {
    explicit Hopeless(const std::string& extra, const std::string& more_of_model = "")
        : project(configuration(
              "provider: ollama, name: scripted, base_url: '" + server.url() + "'" + (more_of_model.empty() ? "" : ", " + more_of_model),
              extra + "pull_request: {draft: false}\n")) {}

    using Variables = std::map<std::string, std::string>;

    [[nodiscard]] JsonRun run(const Variables& variables = {}, const std::string& command = "run") const {
        return support::proffer_json(project, {command, "fix-add"}, variables);
    }
    [[nodiscard]] json::Value costs(std::vector<std::string> more = {}, const Variables& variables = {}) const {
        more.insert(more.begin(), {"status", "--costs"});
        return support::proffer_json(project, more, variables).result;
    }
    [[nodiscard]] std::size_t requests() const { return server.requests().size(); }
    /// The one file of this month's runs.
    [[nodiscard]] std::filesystem::path ledger() const {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(project.home()))
            if (entry.path().parent_path().filename() == "ledger" && entry.path().extension() == ".json") return entry.path();
        return {};
    }

    ModelServer server{ModelApi::ollama, std::vector<ModelStep>(30, support::reply_with(modified("src/calc.py", k_wrong)))};
    Project project;
};

std::string conclusion(const JsonRun& run) {
    return run.result.string_or("conclusion", "");
}

const std::map<std::string, std::string> k_ci = {{"CI", "true"}};

}  // namespace

TEST_CASE("accounting: a run stops at its own cap of calls, neither before nor after it (T6)", "[accounting]") {
    const Hopeless scene("retries: 9\nlimits: {calls: 2}\n");
    const JsonRun run = scene.run();
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 1);
    CHECK(conclusion(run) == "budget-exhausted");
    CHECK(run.result.string_or("next_step", "") == "raise 'limits.calls', or make the task smaller");
    CHECK(scene.requests() == 2);
}

TEST_CASE("accounting: a run stops at its own cap of money, before the prompt that would pass it (T6)", "[accounting]") {
    const Hopeless poor("retries: 2\ncycles: 0\nlimits: {cost: 0.10 USD}\n", k_price);
    CHECK(conclusion(poor.run()) == "budget-exhausted");
    CHECK(poor.requests() == 0);
    const Hopeless paid("retries: 9\nlimits: {cost: 100 USD}\n", "price: {input: 0, output: 1000000}");  // a dollar a token
    const JsonRun run = paid.run();
    INFO(run.finished.error_output);
    CHECK(conclusion(run) == "budget-exhausted");
    const double cost = run.result.number_or("cost_usd", 0);
    const double each = cost / static_cast<double>(paid.requests());
    CHECK(cost >= 100);
    CHECK(cost - each < 100);
}

TEST_CASE("accounting: the runs for a subject stop together at its cap, and the next one asks nothing (T6)", "[accounting]") {
    const std::string cap = GENERATE("per_subject", "per_day");
    const Hopeless scene("retries: 1\ncycles: 0\nlimits: {" + cap + ": {calls: 5}}\n");
    CHECK(conclusion(scene.run()) == "checks-failed");
    CHECK(conclusion(scene.run()) == "checks-failed");
    CHECK(scene.requests() == 4);
    const JsonRun cut = scene.run();
    INFO(cut.finished.error_output);
    CHECK(conclusion(cut) == "budget-exhausted");
    CHECK(cut.result.string_or("next_step", "") == "raise 'limits." + cap + ".calls', or make the task smaller");
    CHECK(scene.requests() == 5);
    const JsonRun refused = scene.run();
    CHECK(refused.finished.exit_status == 1);
    CHECK(conclusion(refused) == "budget-exhausted");
    CHECK(refused.result.string_or("message", "").starts_with("the cap 'limits." + cap + ".calls' of 5 is reached: 5 used "));
    CHECK(refused.result.string_or("message", "").find("; free again at 20") != std::string::npos);
    CHECK(scene.requests() == 5);
    CHECK_FALSE(scene.project.report("report.md").empty());
    CHECK(scene.project.is_untouched());
}

TEST_CASE("accounting: what runs cost is shown by task and month", "[accounting]") {
    const Hopeless scene("retries: 1\ncycles: 0\nlimits: {cost: 900 USD}\n", k_price);
    CHECK(support::proffer(scene.project, {"status", "--costs"}).output.starts_with("no run has been counted in 20"));
    (void)scene.run();
    const json::Value costs = scene.costs();
    CHECK(costs.find("total")->integer_or("runs", 0) == 1);
    CHECK(costs.find("total")->integer_or("calls", 0) == 2);
    CHECK(costs.find("total")->integer_or("tokens_in", 0) == 84);
    const auto tokens = static_cast<double>(84 + costs.find("total")->integer_or("tokens_out", 0));
    CHECK(costs.find("total")->number_or("cost_usd", 0) == Approx(tokens / 1000));
    REQUIRE(costs.find("tasks")->elements().size() == 1);
    CHECK(costs.find("tasks")->elements()[0].string_or("task", "") == "fix-add");
    const std::string table = support::proffer(scene.project, {"status", "--costs"}).output;
    INFO(table);
    CHECK(base::split_lines(table).size() >= 3);
    CHECK(table.find("fix-add") != std::string::npos);
    CHECK(scene.costs({"--month", "2020-01"}).find("tasks")->elements().empty());
    CHECK(support::proffer(scene.project, {"status", "--month", "2020-1"}).exit_status == 2);
}

TEST_CASE("accounting: recorded replies are not counted", "[accounting]") {
    const Hopeless scene("retries: 0\ncycles: 0\nlimits: {per_day: {calls: 1}}\n");
    const auto replies = support::record_replies(scene.project, {modified("src/calc.py", k_right)});
    for (int i = 0; i < 2; ++i)
        CHECK(support::proffer(scene.project, {"propose", "fix-add", "--replay", replies.string()}).exit_status == 0);
    CHECK(scene.ledger().empty());
}

TEST_CASE("accounting: a damaged ledger is told and gives nobody a budget; without caps it stops nothing (T6)", "[accounting]") {
    const Hopeless scene("retries: 0\ncycles: 0\nlimits: {per_day: {calls: 9}}\n");
    (void)scene.run();
    REQUIRE(scene.requests() == 1);
    std::ofstream(scene.ledger()) << "{\"version\":1,\"month\":";
    const JsonRun refused = scene.run();
    CHECK(conclusion(refused) == "budget-exhausted");
    CHECK(refused.result.string_or("message", "").starts_with("the ledger '" + scene.ledger().string() + "' is damaged: "));
    CHECK(refused.result.string_or("next_step", "") == "mend it, or remove '" + scene.ledger().string() + "' to count from zero");
    CHECK(scene.requests() == 1);
    std::filesystem::remove(scene.ledger());
    CHECK(conclusion(scene.run()) == "checks-failed");

    const Hopeless without("retries: 0\ncycles: 0\n");
    (void)without.run();
    std::ofstream(without.ledger()) << "x";
    const JsonRun run = without.run();
    CHECK(conclusion(run) == "checks-failed");
    CHECK(run.finished.error_output.find("what this run costs is not counted") != std::string::npos);
}

TEST_CASE("accounting: a run that is killed in the middle of a call is counted (T6)", "[accounting]") {
    Project project(configuration("provider: ollama, name: scripted, base_url: 'http://127.0.0.1:9'"));
    ModelServer server(ModelApi::ollama,
                       {support::slow_reply(modified("src/calc.py", k_wrong), std::chrono::milliseconds(500)),
                        support::reply_with(modified("src/calc.py", k_wrong)), support::reply_with(modified("src/calc.py", k_wrong))});
    project.write(".proffer.yml", configuration("provider: ollama, name: scripted, base_url: '" + server.url() + "'",
                                                "cycles: 0\nretries: 5\nlimits: {calls: 1, per_day: {calls: 2}}\n"));
    const auto pid_file = project.beside("pid");
    std::thread run([&] {
        os::Command killed;
        killed.arguments = {"sh", "-c", "echo $$ > " + pid_file.string() + "; exec " PROFFER_BINARY " run fix-add"};
        killed.environment = project.environment();
        killed.directory = project.path();
        (void)os::run(killed);
    });
    while (server.requests().empty()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::ifstream pid(pid_file);
    int number = 0;
    pid >> number;
    ::kill(number, SIGKILL);
    run.join();
    REQUIRE(server.requests().size() == 1);
    const auto costs = support::proffer_json(project, {"status", "--costs"}).result;
    CHECK(costs.find("total")->integer_or("calls", 0) == 1);
    CHECK(conclusion(support::proffer_json(project, {"run", "fix-add"})) == "budget-exhausted");
    CHECK(server.requests().size() == 2);
    CHECK(conclusion(support::proffer_json(project, {"run", "fix-add"})) == "budget-exhausted");
    CHECK(server.requests().size() == 2);
}

TEST_CASE("accounting: in CI the remote keeps the count, and fresh clones share it, also at the same time (T6)", "[accounting]") {
    const Hopeless scene("retries: 1\ncycles: 0\nlimits: {calls: 2, per_day: {calls: 5}}\n");
    auto variables = k_ci;
    variables["PROFFER_ALLOW_HOSTS"] = scene.server.authority();
    std::vector<std::filesystem::path> clones;
    for (int i = 0; i < 3; ++i) {
        clones.push_back(scene.project.beside("clone-" + std::to_string(i)));
        (void)scene.project.git({"clone", "--quiet", scene.project.remote.string(), clones.back().string()});
    }
    std::vector<std::string> conclusions(clones.size());
    std::vector<std::thread> runs;
    for (std::size_t i = 0; i < clones.size(); ++i)
        runs.emplace_back([&, i] {
            conclusions[i] = conclusion(support::proffer_json(scene.project, {"run", "fix-add", "--repo", clones[i].string()}, variables));
        });
    for (std::thread& run : runs) run.join();
    std::sort(conclusions.begin(), conclusions.end());
    CHECK(conclusions == std::vector<std::string>{"budget-exhausted", "checks-failed", "checks-failed"});
    CHECK(scene.requests() == 5);
    CHECK(scene.ledger().empty());
    CHECK(scene.costs({"--remote"}).find("total")->integer_or("calls", 0) == 5);
    CHECK(scene.project.git_in(scene.project.remote, {"rev-list", "--count", "refs/proffer/ledger"}) == "1");

    const JsonRun refused = scene.run(variables, "propose");
    CHECK(conclusion(refused) == "budget-exhausted");
    CHECK(scene.requests() == 5);
}

TEST_CASE("accounting: in CI a ledger that cannot be written gives no budget; without caps there is none", "[accounting]") {
    const Hopeless scene("retries: 0\ncycles: 0\nlimits: {per_day: {calls: 5}}\n");
    std::ofstream(scene.project.remote / "hooks/pre-receive") << "#!/bin/sh\nexit 1\n";
    std::filesystem::permissions(scene.project.remote / "hooks/pre-receive", std::filesystem::perms::owner_all);
    auto variables = k_ci;
    variables["PROFFER_ALLOW_HOSTS"] = scene.server.authority();
    const JsonRun refused = scene.run(variables);
    INFO(refused.finished.error_output);
    CHECK(conclusion(refused) == "forge-denied");
    CHECK(refused.result.string_or("message", "").starts_with("cannot write the ledger: "));
    CHECK(scene.requests() == 0);

    const Hopeless without("retries: 0\ncycles: 0\n");
    variables["PROFFER_ALLOW_HOSTS"] = without.server.authority();
    CHECK(conclusion(without.run(variables)) == "checks-failed");
    CHECK(without.project.git_in(without.project.remote, {"for-each-ref", "refs/proffer"}).empty());
    const Hopeless asked("retries: 0\ncycles: 0\nledger: true\n");
    variables["PROFFER_ALLOW_HOSTS"] = asked.server.authority();
    CHECK(conclusion(asked.run(variables)) == "checks-failed");
    CHECK(asked.costs({"--remote"}).find("total")->integer_or("calls", 0) == 1);
}

TEST_CASE("accounting: before a call is paid it is told that a price is not known", "[accounting]") {
    ModelServer server(ModelApi::openai, {support::reply_with(modified("src/calc.py", k_right))});
    Project project(configuration("provider: openai, name: mystery, base_url: '" + server.url() + "'"));
    const std::map<std::string, std::string> variables = {{"PROFFER_ALLOW_HOSTS", server.authority()},
                                                          {"OPENAI_API_KEY", "key-0123456789abcdef"}};
    const auto run = support::proffer_json(project, {"run", "fix-add"}, variables);
    CHECK(conclusion(run) == "success");
    const std::string warning = "the price of model 'mystery' is not known: 'limits.cost' cannot be held";
    CHECK(run.finished.error_output.find(warning) != std::string::npos);
    const std::string journal = project.report("journal.jsonl");
    REQUIRE(journal.find(warning) != std::string::npos);
    CHECK(journal.find(warning) < journal.find("\"event\":\"prompt-sent\""));
}
