// render_config and render_starter: what is written parses to the same values.
#include <catch2/catch.hpp>

#include "config/config.hpp"
#include "config/yaml_text.hpp"
#include "config/yaml_tree.hpp"

using namespace proffer;
using config::parse_config;
using config::render_config;

namespace {

domain::Config parsed(const std::string& text) {
    const config::Parsed result = parse_config(text, "f");
    INFO(text);
    for (const domain::Diagnostic& problem : result.diagnostics) FAIL_CHECK(problem.text());
    REQUIRE(result.config.has_value());
    return *result.config;
}

}  // namespace

TEST_CASE("config: the default configuration renders in full", "[config]") {
    CHECK(render_config({}) == R"(version: 1
enabled: true
allowed: []
protected: []
unprotected: []
limits: {file: 50KB, files: 20, diff: 2000 lines, time: 20m, tokens: 400k, cost: 2.00 USD, calls: 100, per_subject: {calls: none, tokens: none, cost: none}, per_day: {calls: none, tokens: none, cost: none}, concurrency: 4}
model:
  provider: auto
  name: ""
  base_url: ""
  command: ""
  edits: reply
  temperature: 0
  candidates: 1
  fallback: []
  edit_format: auto
  max_output_tokens: auto
  context: auto
  price: auto
checks: []
isolation: auto
proof: green
tests: {paths: [], may: add}
minimise: true
hidden_text: show
retries: 2
cycles: 3
hints: {}
locate: {rerank: false}
pull_request:
  branch: "proffer/{{task}}{{#issue}}-{{issue.number}}{{/issue}}"
  branch_suffix: none
  title: ""
  body: ""
  draft: on-failure
  labels: [proffer]
  assignees: []
  reviewers: []
  team_reviewers: []
  milestone: ""
  most_open: 20
  closes: false
  auto_merge: false
  sign: auto
  signoff: false
report: {dir: proffer-report, formats: [markdown, json, html, junit]}
hook: {wait: false, block: false, time: 2m}
ledger: false
tasks: {}
)");
}

TEST_CASE("config: every value survives rendering and reading", "[config]") {
    domain::Config config;
    domain::Settings& settings = config.settings;
    settings.enabled = false;
    settings.allowed = {"src/", "a b/", "**/*.py", ".", "#x", "[slug]/y"};
    settings.protected_paths = {"*.lock"};
    settings.unprotected = {".github/labels.yml"};
    settings.limits = {1, 2, 3, std::chrono::milliseconds(4001), 5, 0.07, 7, 6, {7, {}, 0}, {{}, 8000, 0.5}};
    settings.model = {"command",
                      "m: x",
                      "http://localhost:8080/v1",
                      "agent --x 'y'\nsecond line",
                      true,
                      0.3,
                      4,
                      {"one", "two: three"},
                      domain::EditFormat::diff,
                      12345,
                      64000,
                      domain::Price{3, 0.075, 15}};
    settings.checks = {{"tests", "set -e\n  make\n\nmake test\n", std::chrono::milliseconds(1), {"**/*.py", "x"}, true},
                       {"true", "null", std::chrono::hours(2), {}, false}};
    settings.retries = 0;
    settings.cycles = 20;
    settings.hints = {{"on", {"a"}}, {"two words", {}}, {"quote\"s", {"b/"}}};
    settings.pull_request = {"b/{{task}}",
                             domain::BranchSuffix::short_commit_hash,
                             "- title",
                             "body\twith tab\n\n  and blanks \n\n",
                             domain::Draft::never,
                             {},
                             {"yes"},
                             {"~"},
                             {"a,b"},
                             "1.0",
                             7,
                             true,
                             true,
                             domain::Sign::gpg,
                             true};
    settings.report = {"out/deep", {"html"}};
    settings.proof = domain::Proof::red_green;
    settings.tests = {{"tests/**"}, domain::TestsPolicy::none};
    domain::Task task;
    task.name = "one";
    task.on = {{domain::TriggerKind::issue_label, "needs: work"}, {domain::TriggerKind::pre_push, ""}};
    task.instruction = "line\n indented\n# no comment\n";
    task.each = "src/*.c";
    task.files = {"x y"};
    task.settings = settings;
    task.settings.model.name = "";
    task.settings.model.max_output_tokens.reset();
    task.settings.checks.clear();
    config.tasks = {task};

    const std::string text = render_config(config);
    const domain::Config again = parsed(text);
    CHECK(render_config(again) == text);
    CHECK(again.settings.allowed == settings.allowed);
    CHECK(again.settings.limits.time == settings.limits.time);
    CHECK(again.settings.limits.cost_usd == settings.limits.cost_usd);
    CHECK(again.settings.limits.calls == 6);
    CHECK(again.settings.limits.per_subject.calls == 7);
    CHECK_FALSE(again.settings.limits.per_subject.tokens.has_value());
    CHECK(again.settings.limits.per_subject.cost_usd == 0.0);
    CHECK(again.settings.limits.per_day.tokens == 8000);
    CHECK(again.settings.limits.per_day.cost_usd == 0.5);
    CHECK(again.settings.model.context_tokens == 64000);
    CHECK(again.settings.model.price == domain::Price{3, 0.075, 15});
    CHECK(again.settings.model.command == settings.model.command);
    CHECK(again.settings.model.fallback == settings.model.fallback);
    REQUIRE(again.settings.checks.size() == 2);
    CHECK(again.settings.checks[0].run == settings.checks[0].run);
    CHECK(again.settings.checks[1].name == "true");
    CHECK(again.settings.pull_request.body == settings.pull_request.body);
    CHECK(again.settings.pull_request.branch_suffix == domain::BranchSuffix::short_commit_hash);
    CHECK(again.settings.pull_request.signoff);
    CHECK(again.settings.pull_request.team_reviewers == settings.pull_request.team_reviewers);
    CHECK(again.settings.hints.at(2).keyword == "quote\"s");
    REQUIRE(again.tasks.size() == 1);
    CHECK(again.tasks[0].instruction == task.instruction);
    CHECK(again.tasks[0].on.at(0).argument == "needs: work");
    CHECK(again.tasks[0].settings.model.name.empty());
    CHECK_FALSE(again.tasks[0].settings.model.max_output_tokens.has_value());
    CHECK(again.tasks[0].settings.checks.empty());
    CHECK_FALSE(again.tasks[0].settings.enabled);
}

TEST_CASE("config: any text survives as a YAML value and as a block", "[config]") {
    const std::string text =
        GENERATE(as<std::string>(), "", " ", "a", "a ", " a", "a: b", "a #b", "#", "- a", "-", "?", "null", "True", "off", "12", "a\nb",
                 "a\nb\n", "a\n\nb\n\n", "\n", "\na", "a\n b\n", " a\nb", "a\r\nb\n", "a\tb", "\"'\\", "{{x}}", "[a]", "a, b", "*x", "&x",
                 "!x", "%x", "@x", "`x`", "|", ">", "...", "... a", "---", "--- a", "ä€😀", "a\n  \nb\n", "a \nb\n", "…\nb\n", "<<", "=",
                 "x:", "a\n--- b\n", "a\n...\n", "\xC2\x85", "\xE2\x80\xA8\nx\n",
                 "\xEF\xBB\xBF"
                 "a\nb\n");
    INFO(text);
    config::Problems problems;
    const auto root = config::parse_yaml("a: " + config::yaml_value(text) + "\nb: [" + config::yaml_value(text) +
                                             ", x]\nc:\n  d:" + config::yaml_block(text, 4) + "\ne: end\n",
                                         problems);
    REQUIRE(problems.empty());
    REQUIRE(root->find("a") != nullptr);
    CHECK(root->find("a")->text == text);
    CHECK(root->find("b")->items.at(0).text == text);
    CHECK(root->find("c")->find("d")->text == text);
    CHECK(root->find("e")->text == "end");
}

TEST_CASE("config: the starter file parses and fits the repository", "[config]") {
    struct Case {
        std::vector<std::string> paths;
        std::vector<std::string> allowed;
        std::vector<std::string> commands;
    };
    const Case example = GENERATE(
        Case{{}, {"."}, {}}, Case{{"README.md"}, {"."}, {}}, Case{{"main.py", "requirements.txt"}, {"."}, {"python -m pytest -q"}},
        Case{{"package.json", "src/a.ts", "test/a.test.ts"}, {"src/", "test/"}, {"npm test"}},
        Case{{"go.mod", "cmd/x/main.go", "server/a.go", ".github/x.go"}, {"cmd/", "server/"}, {"go test ./..."}},
        Case{{"Cargo.toml", "Makefile", "src/lib.rs"}, {"src/"}, {"cargo test --quiet"}}, Case{{"Makefile", "a.c"}, {"."}, {"make test"}},
        Case{{"pyproject.toml", "setup.py", "package.json", "my pkg/a.py", "tests/t.py"},
             {"tests/", "my pkg/"},
             {"npm test", "python -m pytest -q"}});
    const std::string text = config::render_starter(example.paths);
    const domain::Config config = parsed(text);
    CHECK(config.settings.allowed == example.allowed);
    std::vector<std::string> commands;
    for (const domain::CheckSettings& check : config.settings.checks) commands.push_back(check.run);
    CHECK(commands == example.commands);
    CHECK(config.find("fix-issue") != nullptr);
}

TEST_CASE("config: hostile path names cannot break the starter file", "[config]") {
    std::vector<std::string> paths = {"a\"b: c/x.py", "-x/y.py",    "..\\/x.py", "t\tb/x.py", "\xFF/x.py",
                                      "*/x.py",       "{a,b}/x.py", "n\nl/x.py", "!z/x.py"};
    for (int i = 0; i < 2000; ++i) paths.push_back("d" + std::to_string(i) + "/a.py");
    const domain::Config config = parsed(config::render_starter(paths));
    CHECK(config.settings.allowed.size() <= 12);
}
