// parse_config: values, inheritance, and every kind of problem with its place.
#include "config/config.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace proffer;
using namespace std::chrono_literals;
using config::parse_config;
using config::Parsed;

namespace {

std::string told(const Parsed& parsed) {
    std::string text;
    for (const domain::Diagnostic& problem : parsed.diagnostics) text += problem.text() + "\n";
    return text;
}

domain::Config parsed(std::string_view text) {
    const Parsed result = parse_config(text, ".proffer.yml");
    INFO(told(result));
    REQUIRE(result.config.has_value());
    REQUIRE(result.diagnostics.empty());
    return *result.config;
}

/// The one line told for `text`.
std::string problem(std::string_view text) {
    const Parsed result = parse_config(text, "p.yml");
    REQUIRE_FALSE(result.config.has_value());
    INFO(told(result));
    REQUIRE(result.diagnostics.size() == 1);
    return result.diagnostics.front().text();
}

/// The contract's own example.
constexpr std::string_view k_full = R"(version: 1
enabled: true                     # the kill switch
allowed: [src/, tests/]
protected: [src/generated/**]
limits: {file: 50KB, files: 20, diff: 2000 lines, time: 20m, tokens: 400k, cost: 2.00 USD}

model:
  provider: anthropic
  name: some-model
  base_url: https://llm.example.com/v1
  temperature: 0
  candidates: 1
  fallback: []

checks:
  - {name: tests, run: python -m pytest -q, timeout: 120s}
  - {name: lint, run: "ruff check {{files}}", on: "**/*.py", network: false}

retries: 2
cycles: 3

hints:
  config: [src/config.py]
  cli: src/cli.py

pull_request:
  branch: proffer/{{task}}{{#issue}}-{{issue.number}}{{/issue}}
  title: "{{issue.title}}"
  draft: on-failure
  labels: [proffer]
  reviewers: []
  sign: auto
report: {dir: proffer-report, formats: [markdown, json, html, junit]}
hook: {wait: false, block: false, time: 2m}
proof: red-green
tests: {paths: [tests/**], may: edit}

tasks:
  fix-issue:
    on: {issue-label: proffer}
    instruction: "{{issue.title}}\n\n{{issue.body}}"
  follow-up:
    on: [review-comment]
    instruction: "{{comment.body}}"
  changelog:
    on: [pre-push]
    files: [CHANGELOG.md]
    instruction: "Add an entry for these commits:\n{{push.log}}"
  modernise:
    on: [schedule, manual]
    each: src/**/*.py
    instruction: Use f-strings instead of % formatting.
  format:
    on: [pre-push]
    command: clang-format -i {{files}}
)";

}  // namespace

TEST_CASE("config: the contract's example reads as written", "[config]") {
    const domain::Config config = parsed(k_full);
    const domain::Settings& settings = config.settings;
    CHECK(settings.enabled);
    CHECK(settings.allowed == std::vector<std::string>{"src/", "tests/"});
    CHECK(settings.protected_paths == std::vector<std::string>{"src/generated/**"});
    CHECK(settings.limits.file_bytes == 50 * 1024);
    CHECK(settings.limits.diff_lines == 2000);
    CHECK(settings.limits.time == 20min);
    CHECK(settings.limits.tokens == 400'000);
    CHECK(settings.limits.cost_usd == 2.0);
    CHECK(settings.model.provider == "anthropic");
    CHECK(settings.model.base_url == "https://llm.example.com/v1");
    REQUIRE(settings.checks.size() == 2);
    CHECK(settings.checks[0].timeout == 120s);
    CHECK(settings.checks[0].on.empty());
    CHECK(settings.checks[1].run == "ruff check {{files}}");
    CHECK(settings.checks[1].on == std::vector<std::string>{"**/*.py"});
    CHECK(settings.checks[1].timeout == 10min);
    REQUIRE(settings.hints.size() == 2);
    CHECK(settings.hints[1].files == std::vector<std::string>{"src/cli.py"});
    CHECK(settings.pull_request.branch == "proffer/{{task}}{{#issue}}-{{issue.number}}{{/issue}}");
    CHECK(settings.pull_request.draft == domain::Draft::on_failure);
    CHECK(settings.proof == domain::Proof::red_green);
    CHECK(settings.tests.may == domain::TestsPolicy::edit);

    REQUIRE(config.tasks.size() == 5);
    const domain::Task* fix = config.find("fix-issue");
    REQUIRE(fix != nullptr);
    REQUIRE(fix->on.size() == 1);
    CHECK(fix->on[0].kind == domain::TriggerKind::issue_label);
    CHECK(fix->on[0].argument == "proffer");
    CHECK(fix->instruction == "{{issue.title}}\n\n{{issue.body}}");
    CHECK(fix->settings.checks.size() == 2);
    CHECK(config.find("changelog")->files == std::vector<std::string>{"CHANGELOG.md"});
    CHECK(config.find("modernise")->each == "src/**/*.py");
    CHECK(config.find("modernise")->on.size() == 2);
    CHECK(config.find("format")->command == "clang-format -i {{files}}");
    CHECK(config.find("nothing") == nullptr);
}

TEST_CASE("config: a version alone is a configuration", "[config]") {
    const domain::Config config = parsed("version: 1\n");
    CHECK(config.tasks.empty());
    CHECK(config.settings.retries == 2);
    CHECK(config.settings.cycles == 3);
    CHECK(parsed("\xEF\xBB\xBFversion: 1\r\nretries: 5\r\n").settings.retries == 5);
    CHECK(parsed("---\nversion: 1\n...\n").settings.enabled);
    CHECK(parsed("version: 1\ntasks:\n").tasks.empty());
}

TEST_CASE("config: a task replaces values; maps are replaced key by key, lists as a whole", "[config]") {
    const domain::Config config = parsed(R"(version: 1
tasks:
  own:
    instruction: x
    allowed: docs
    limits: {files: 3}
    retries: 0
    checks: []
    pull_request: {labels: [docs]}
  inherited: {instruction: y}
# The top level counts wherever it stands in the file.
allowed: [src]
limits: {files: 7, time: 90s}
checks: [make test]
pull_request: {reviewers: [ada], labels: [one, two]}
)");
    const domain::Settings& own = config.find("own")->settings;
    CHECK(own.allowed == std::vector<std::string>{"docs"});
    CHECK(own.limits.files == 3);
    CHECK(own.limits.time == 90s);
    CHECK(own.retries == 0);
    CHECK(own.checks.empty());
    CHECK(own.pull_request.labels == std::vector<std::string>{"docs"});
    CHECK(own.pull_request.reviewers == std::vector<std::string>{"ada"});
    const domain::Settings& inherited = config.find("inherited")->settings;
    CHECK(inherited.limits.files == 7);
    CHECK(inherited.checks.size() == 1);
    CHECK(inherited.pull_request.labels.size() == 2);
}

TEST_CASE("config: another provider in a task does not inherit the model's name and address", "[config]") {
    const domain::Config config = parsed(R"(version: 1
allowed: .
model: {provider: anthropic, name: big, base_url: "https://a.example", fallback: [small], temperature: 1}
tasks:
  local: {instruction: x, model: {provider: ollama}}
  same: {instruction: x, model: {provider: anthropic}}
)");
    const domain::ModelSettings& local = config.find("local")->settings.model;
    CHECK(local.name.empty());
    CHECK(local.base_url.empty());
    CHECK(local.fallback.empty());
    CHECK(local.temperature == 1);
    CHECK(config.find("same")->settings.model.name == "big");
}

TEST_CASE("config: 'on' takes a word, a list or a map", "[config]") {
    using domain::TriggerKind;
    const auto rules = [](const std::string& on) {
        return parsed("version: 1\nallowed: .\ntasks:\n  t:\n    instruction: x\n    on: " + on + "\n").tasks.at(0).on;
    };
    CHECK(rules("schedule").at(0).kind == TriggerKind::schedule);
    CHECK(rules("[push, push, workflow-failure]").size() == 2);
    const auto map = rules("{issue-label: [a, b], comment: /fix, manual: , dispatch: true}");
    REQUIRE(map.size() == 5);
    CHECK(map[1].argument == "b");
    CHECK(map[2].kind == TriggerKind::comment);
    CHECK(map[2].argument == "/fix");
    const auto mixed = rules("\n      - manual\n      - issue-label: proffer\n      - comment: /proffer");
    REQUIRE(mixed.size() == 3);
    CHECK(mixed[1].argument == "proffer");
    const domain::Config config = parsed("version: 1\nallowed: .\ntasks: {t: {instruction: x}}\n");
    REQUIRE(config.tasks.at(0).on.size() == 1);
    CHECK(config.tasks.at(0).on[0].kind == TriggerKind::manual);
}

TEST_CASE("config: a check may be a plain command; its name is the first word, kept apart from others", "[config]") {
    const domain::Config config = parsed("version: 1\nchecks: [npm test, npm run lint, {run: npm run x}, {name: npm-2, run: a}]\n");
    REQUIRE(config.settings.checks.size() == 4);
    CHECK(config.settings.checks[0].name == "npm");
    CHECK(config.settings.checks[1].name == "npm-3");
    CHECK(config.settings.checks[2].name == "npm-4");
    CHECK(config.settings.checks[0].run == "npm test");
}

TEST_CASE("config: paths are tidied, and '.' is everything", "[config]") {
    CHECK(parsed("version: 1\nallowed: ./src/\n").settings.allowed == std::vector<std::string>{"src/"});
    CHECK(parsed("version: 1\nallowed: [., ./, \"**/*.py\", 'app/[slug]/x']\n").settings.allowed ==
          std::vector<std::string>{".", "**/*.py", "app/[slug]/x"});
    CHECK(parsed("version: 1\nunprotected: [.github/labels.yml]\n").settings.unprotected == std::vector<std::string>{".github/labels.yml"});
}

TEST_CASE("config: draft, sign, edits and output tokens", "[config]") {
    const domain::Config config =
        parsed("version: 1\npull_request: {draft: true, sign: none, milestone: 3}\nmodel: {edit_format: whole, max_output_tokens: 16k}\n");
    CHECK(config.settings.pull_request.draft == domain::Draft::always);
    CHECK(config.settings.pull_request.sign == domain::Sign::none);
    CHECK(config.settings.pull_request.milestone == "3");
    CHECK(config.settings.model.edit_format == domain::EditFormat::whole);
    CHECK(config.settings.model.max_output_tokens == std::optional<std::uint64_t>(16'000));
    CHECK_FALSE(parsed("version: 1\nmodel: {max_output_tokens: auto}").settings.model.max_output_tokens.has_value());
}

TEST_CASE("config: a price and a context belong to one model, and a cache that is not priced saves nothing", "[config]") {
    const std::string context = "version: 1\nallowed: .\nmodel: {name: a, context: 32k}\ntasks:\n  t:\n    instruction: x\n";
    CHECK(parsed(context).settings.model.context_tokens == 32'000);
    CHECK_FALSE(parsed(context + "    model: {name: b}\n").tasks.at(0).settings.model.context_tokens.has_value());
    const std::string top = "version: 1\nallowed: .\nmodel: {name: a, price: {input: 3, output: 15}}\ntasks:\n  t:\n    instruction: x\n";
    CHECK(parsed(top).settings.model.price == domain::Price{3, 3, 15});
    CHECK(parsed(top).tasks[0].settings.model.price == domain::Price{3, 3, 15});
    CHECK_FALSE(parsed(top + "    model: {name: b}\n").tasks[0].settings.model.price.has_value());
    CHECK_FALSE(parsed(top + "    model: {provider: ollama}\n").tasks[0].settings.model.price.has_value());
    CHECK_FALSE(parsed(top + "    model: {price: auto}\n").tasks[0].settings.model.price.has_value());
}

TEST_CASE("config: a task may lift or change single caps of the file (T6)", "[config]") {
    const std::string text =
        "version: 1\nallowed: .\nlimits: {per_day: {cost: 20 USD, calls: 9}}\ntasks:\n  t:\n    instruction: x\n"
        "    limits: {per_day: {calls: none}}\n";
    const domain::Limits limits = parsed(text).tasks[0].settings.limits;
    CHECK(limits.per_day.cost_usd == 20);
    CHECK_FALSE(limits.per_day.calls.has_value());
    CHECK(limits.has_caps());
    CHECK_FALSE(domain::Limits().has_caps());
}

TEST_CASE("config: each problem is told with place and hint", "[config]") {
    const auto [text, expected] = GENERATE(table<std::string, std::string>({
        {"", "p.yml:1:1: 'version' is missing (write 'version: 1' at the top)"},
        {"enabled: true\n", "p.yml:1:1: 'version' is missing (write 'version: 1' at the top)"},
        {"version: 2\n", "p.yml:1:10: 'version' must be 1, not '2' (for example version: 1)"},
        {"[a]\n", "p.yml:1:1: the file must be a map of keys (start with 'version: 1')"},
        {"version: 1\nalowed: [src]\n", "p.yml:2:1: unknown key 'alowed' (did you mean 'allowed'?)"},
        {"version: 1\nlimits: {fliess: 3}\n", "p.yml:2:10: unknown key 'fliess' in 'limits' (did you mean 'files'?)"},
        {"version: 1\nlimits: {workers: 3}\n",
         "p.yml:2:10: unknown key 'workers' in 'limits' (known here: file, files, diff, time, tokens, cost, calls, per_subject, "
         "per_day, concurrency)"},
        {"version: 1\nlimits: 3\n", "p.yml:2:9: 'limits' must be a map, not '3' (for example {file: 50KB, time: 20m})"},
        {"version: 1\nlimits: {file: [a]}\n", "p.yml:2:16: 'limits.file' must be a size, not a list (for example 50KB)"},
        {"version: 1\nlimits: {cost: 2 EUR}\n",
         "p.yml:2:16: 'limits.cost' must be a sum in US dollars, not '2 EUR' (for example 2.00 USD)"},
        {"version: 1\nlimits: {per_day: {costs: 2}}\n", "p.yml:2:20: unknown key 'costs' in 'limits.per_day' (did you mean 'cost'?)"},
        {"version: 1\nlimits: {per_subject: {calls: 0}}\n",
         "p.yml:2:31: 'limits.per_subject.calls' must be a number of calls or none, not '0' (for example 50)"},
        {"version: 1\nmodel: {price: {input: 3}}\n",
         "p.yml:2:16: 'model.price' lacks 'input' or 'output' (for example {input: 3.00, cached: 0.30, output: 15.00})"},
        {"version: 1\nmodel: {price: {input: -1, output: 2}}\n",
         "p.yml:2:24: 'model.price.input' must be US dollars per million tokens, not '-1' (for example 3.00)"},
        {"version: 1\nenabled: yes\n", "p.yml:2:10: 'enabled' must be true or false, not 'yes' (for example true)"},
        {"version: 1\nretries: 21\n", "p.yml:2:10: 'retries' must be a whole number from 0 to 20, not '21' (for example 3)"},
        {"version: 1\ncycles: -1\n", "p.yml:2:9: 'cycles' must be a whole number from 0 to 20, not '-1' (for example 3)"},
        {"version: 1\nproof: gren\n", "p.yml:2:8: 'proof' must be one of green, red-green, not 'gren' (did you mean 'green'?)"},
        {"version: 1\nproof:\n", "p.yml:2:1: 'proof' must be one of green, red-green, not nothing"},
        {"version: 1\nallowed: /src\n", "p.yml:2:10: 'allowed': '/src' is absolute (write it relative to the repository root)"},
        {"version: 1\nallowed: [a/../../b]\n",
         "p.yml:2:11: 'allowed': 'a/../../b' leaves the repository (write paths below the repository root, without '..')"},
        {"version: 1\nallowed: 'src\\x'\n", "p.yml:2:10: 'allowed': 'src\\x' holds a backslash (separate directories by '/')"},
        {"version: 1\nallowed: '*.{js,ts}'\n",
         "p.yml:2:10: 'allowed': '*.{js,ts}' uses '{…}', which is not supported (give one entry for each alternative)"},
        {"version: 1\nallowed: '!src'\n",
         "p.yml:2:10: 'allowed': '!src' is a negation, which is not supported (list what is forbidden under 'protected')"},
        {"version: 1\nmodel: {provider: antropic}\n",
         "p.yml:2:19: 'model.provider' must be one of auto, anthropic, openai, github, ollama, command, replay, not 'antropic' (did you "
         "mean "
         "'anthropic'?)"},
        {"version: 1\nmodel: {provider: command}\n",
         "p.yml:2:8: provider 'command' without 'model.command' (name the program, for example 'command: my-agent --stdin')"},
        {"version: 1\nmodel: {temperature: 2.1}\n",
         "p.yml:2:22: 'model.temperature' must be a number from 0 to 2, not '2.1' (for example 0.7)"},
        {"version: 1\nmodel: {candidates: 0}\n",
         "p.yml:2:21: 'model.candidates' must be a whole number from 1 to 16, not '0' (for example 3)"},
        {"version: 1\nmodel: {base_url: 'https://u:secret@h'}\n",
         "p.yml:2:19: 'model.base_url' must not hold a user name or password (for example https://llm.example.com/v1; keys come from the "
         "environment)"},
        {"version: 1\nchecks: [{name: x}]\n", "p.yml:2:10: a check without 'run' (give the command, for example 'run: npm test')"},
        {"version: 1\nchecks: [{name: x, run: a}, {name: x, run: b}]\n",
         "p.yml:2:36: check 'x' is given twice (line 2 has that name already)"},
        {"version: 1\nchecks: [{name: x, run: a, timeout: 0s}]\n",
         "p.yml:2:37: 'checks.timeout' must be a duration, not '0s' (for example 120s)"},
        {"version: 1\nchecks: ['echo {{issue.title}}']\n",
         "p.yml:2:10: 'checks' holds '{{' that does not expand (only '{{files}}' is expanded in commands; other text from outside never "
         "reaches "
         "a shell)"},
        {"version: 1\nreport: {formats: [markdown, pdf]}\n",
         "p.yml:2:30: 'report.formats' must be one of markdown, json, html, junit, not 'pdf'"},
        {"version: 1\nreport: {dir: ../out}\n",
         "p.yml:2:15: 'report.dir': '../out' leaves the repository (write paths below the repository root, without '..')"},
        {"version: 1\nallowed: .\ntasks: {t: {on: manual}}\n",
         "p.yml:3:9: task 't' says nothing to do (give it an 'instruction' or a 'command')"},
        {"version: 1\nallowed: .\ntasks: {t: {instruction: a, command: b}}\n",
         "p.yml:3:9: task 't' has both 'instruction' and 'command' (make two tasks of it)"},
        {"version: 1\ntasks: {t: {instruction: a}}\n",
         "p.yml:2:9: task 't' may change nothing (give 'allowed' at the top level or in the task)"},
        {"version: 1\nallowed: .\ntasks: {a b: {instruction: a}}\n",
         "p.yml:3:9: 'a b' is no task name (use letters, digits, '-' and '_', at most 64; it becomes part of a branch name)"},
        {"version: 1\nallowed: .\ntasks: {t: {instruction: a, on: []}}\n",
         "p.yml:3:33: 'tasks.t.on' is empty, so nothing ever starts the task (write 'on: manual' or leave the key out)"},
        {"version: 1\nallowed: .\ntasks: {t: {instruction: a, on: issue-label}}\n",
         "p.yml:3:33: 'issue-label' names no label (write 'issue-label: proffer')"},
        {"version: 1\nallowed: .\ntasks: {t: {instruction: a, on: {comment: please fix}}}\n",
         "p.yml:3:43: 'tasks.t.on.comment' must be one word that starts with '/' (for example /proffer)"},
        {"version: 1\nallowed: .\ntasks: {t: {instruction: a, on: {schedule: 0 3 * * *}}}\n",
         "p.yml:3:44: 'tasks.t.on.schedule' must be without a value, not '0 3 * * *' (for example schedule:)"},
        {"version: 1\nallowed: .\ntasks: {t: {instruction: a, on: pre-psh}}\n",
         "p.yml:3:33: 'tasks.t.on' must be one of manual, schedule, push, pre-push, dispatch, issue-label, comment, review-comment, "
         "workflow-failure, not 'pre-psh' (did you mean 'pre-push'?)"},
        {"version: 1\nallowed: .\ntasks: {t: {instruction: a, version: 1}}\n",
         "p.yml:3:29: 'version' belongs to the top level (take it out of the task)"},
        {"version: 1\nallowed: .\ntasks: {t: {instuction: a, command: b}}\n",
         "p.yml:3:13: unknown key 'instuction' in 'tasks.t' (did you mean 'instruction'?)"},
        {"version: 1\nallowed: .\ntasks: {t: {instruction: '  '}}\n",
         "p.yml:3:26: 'tasks.t.instruction' is empty (give it a text or leave the key out)"},
    }));
    INFO(text);
    CHECK(problem(text) == expected);
}

TEST_CASE("config: all problems are told in one pass, in order of place", "[config]") {
    const Parsed result = parse_config("retries: x\ntasks: {t: {on: [], foo: 1}}\nlimits: {file: no}\n", "p.yml");
    CHECK(told(result) ==
          "p.yml:1:1: 'version' is missing (write 'version: 1' at the top)\n"
          "p.yml:1:10: 'retries' must be a whole number from 0 to 20, not 'x' (for example 3)\n"
          "p.yml:2:9: task 't' says nothing to do (give it an 'instruction' or a 'command')\n"
          "p.yml:2:9: task 't' may change nothing (give 'allowed' at the top level or in the task)\n"
          "p.yml:2:17: 'tasks.t.on' is empty, so nothing ever starts the task (write 'on: manual' or leave the key out)\n"
          "p.yml:2:21: unknown key 'foo' in 'tasks.t' (known here: on, instruction, command, network, each, group, files, enabled, "
          "allowed, protected, "
          "unprotected, limits, model, checks, retries, cycles, hints, locate, pull_request, report, isolation, proof, minimise, "
          "hidden_text, hook, ledger, tests)\n"
          "p.yml:3:16: 'limits.file' must be a size, not 'no' (for example 50KB)\n");
}

TEST_CASE("config: many problems are counted, not all told", "[config]") {
    std::string text = "version: 1\n";
    for (int i = 0; i < 2000; ++i) text += "k" + std::to_string(i) + ": 1\n";
    const Parsed result = parse_config(text, "p.yml");
    REQUIRE(result.diagnostics.size() == 101);
    CHECK(result.diagnostics.back().message == "and 1900 further problems");
}
