// A realistic journal for the report tests: a syntax error, failed tests, then success.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "report/event.hpp"

namespace proffer::report::testing {

/// Adds events with times of a fixed clock.
class JournalBuilder {
 public:
    JournalBuilder& add(Event event, std::int64_t after_ms = 10, Lane lane = {}) {
        time_ms_ += after_ms;
        journal_.lines.push_back({journal_.lines.size() + 1, time_ms_, std::move(event), lane});
        journal_.complete = std::holds_alternative<RunFinished>(journal_.lines.back().event);
        return *this;
    }
    [[nodiscard]] Journal journal() const { return journal_; }

 private:
    Journal journal_;
    std::int64_t time_ms_ = 1'790'000'000'000;  // 2026-09-21T13:33:20Z
};

inline domain::CheckResult make_check(std::string name, std::string command, domain::Verdict verdict, int exit_status, int duration_ms,
                                      std::string output) {
    domain::CheckResult check;
    check.name = std::move(name);
    check.command = std::move(command);
    check.verdict = verdict;
    check.exit_status = exit_status;
    check.duration = std::chrono::milliseconds(duration_ms);
    check.output_bytes = output.size();
    check.output = std::move(output);
    check.output_sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    return check;
}

inline RunStarted make_start() {
    RunStarted start;
    start.proffer_version = "0.1.0";
    start.task = "fix-issue";
    start.trigger = "issue #7 labelled 'proffer'";
    start.trigger_kind = "issue-label";
    start.issue = 7;
    start.trigger_time = 1'789'999'000;
    start.instruction =
        "Prices are rounded down\n\nA cart of three items at 0.335 shows 1.00 instead of 1.01.\n"
        "Please use commercial rounding in `total()`, as @maria said in #5.\n";
    start.repository = "https://github.com/example/shop";
    start.base_ref = "main";
    start.base_commit = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    start.config_source = ".proffer.yml at 4b825dc642cb";
    start.config = "retries: 2\n";
    start.provider = "anthropic";
    start.model = "example-model-1";
    start.retries = 2;
    start.cycles = 3;
    return start;
}

inline ReplyReceived make_reply(std::string text, std::uint64_t output_tokens) {
    ReplyReceived reply;
    reply.text = std::move(text);
    reply.stop = "complete";
    reply.model = "example-model-1";
    reply.usage = {6200, 4800, output_tokens, 0.0121};
    reply.duration_ms = 5400;
    return reply;
}

inline constexpr const char* k_sample_diff =
    "diff --git a/src/shop/cart.py b/src/shop/cart.py\n"
    "--- a/src/shop/cart.py\n"
    "+++ b/src/shop/cart.py\n"
    "@@ -1,12 +1,14 @@\n"
    "+from decimal import ROUND_HALF_UP, Decimal\n"
    "+\n"
    " class Cart:\n"
    "     def __init__(self):\n"
    "         self.items = []\n"
    " \n"
    "     def add(self, price, count=1):\n"
    "-        self.items.append((price, count))\n"
    "+        self.items.append((Decimal(str(price)), count))\n"
    " \n"
    "     def total(self):\n"
    "-        amount = sum(price * count for price, count in self.items)\n"
    "-        return int(amount * 100) / 100\n"
    "+        amount = sum((price * count for price, count in self.items), Decimal(0))\n"
    "+        return amount.quantize(Decimal(\"0.01\"), rounding=ROUND_HALF_UP)\n"
    " \n"
    "     def clear(self):\n"
    "         self.items = []\n"
    "diff --git a/tests/test_rounding.py b/tests/test_rounding.py\n"
    "new file mode 100644\n"
    "--- /dev/null\n"
    "+++ b/tests/test_rounding.py\n"
    "@@ -0,0 +1,7 @@\n"
    "+from shop.cart import Cart\n"
    "+\n"
    "+\n"
    "+def test_three_items_are_rounded_up():\n"
    "+    cart = Cart()\n"
    "+    cart.add(0.335, count=3)\n"
    "+    assert str(cart.total()) == \"1.01\"\n";

inline void add_syntax_attempt(JournalBuilder& builder) {
    builder.add(AttemptStarted{0, 1, 1}, 300);
    builder.add(PromptSent{"You propose edits.", {"Fix the rounding."}, 6100});
    builder.add(make_reply("src/shop/cart.py\n```python\nclass Cart:\n    def total(self:\n        return 0\n```\n", 180), 5400);
    builder.add(EditsUnderstood{"whole-file", {{"src/shop/cart.py", "whole-file", 3, 12}}});
    builder.add(AttemptFailed{"syntax",
                              "src/shop/cart.py no longer parses",
                              {"src/shop/cart.py:2:19: expected ')' before ':'"},
                              "Your edit of src/shop/cart.py does not parse:\nline 2, column 19: expected ')' before ':'\n"});
}

inline void add_failing_attempt(JournalBuilder& builder) {
    builder.add(AttemptStarted{0, 2, 2}, 100);
    builder.add(make_reply("I use `round()`.\n\n```diff\n--- a/src/shop/cart.py\n+++ b/src/shop/cart.py\n```\n", 240), 6100);
    builder.add(EditsUnderstood{"search-replace", {{"src/shop/cart.py", "exact", 1, 1}, {"tests/test_rounding.py", "whole-file", 7, 0}}});
    builder.add(CheckFinished{make_check("tests", "python -m pytest -q", domain::Verdict::failed, 1, 1830,
                                         "F..                                                  [100%]\n"
                                         "=================================== FAILURES ===================================\n"
                                         "________________________ test_three_items_are_rounded_up ________________________\n"
                                         "    assert str(cart.total()) == \"1.01\"\n"
                                         "E   AssertionError: assert '1.0' == '1.01'\n"
                                         "1 failed, 2 passed in 0.04s\n")},
                1850);
    builder.add(CheckFinished{make_check("lint", "ruff check src tests", domain::Verdict::not_run, 0, 0, "")});
    builder.add(AttemptFailed{"checks",
                              "check 'tests' failed with exit status 1",
                              {"tests: 1 failed, 2 passed in 0.04s", "lint: not run, because an earlier check failed"},
                              "The check 'tests' failed:\n1 failed, 2 passed\n"});
}

inline void add_passing_attempt(JournalBuilder& builder) {
    builder.add(
        Diagnosed{1, "Binary floating point cannot hold 0.335.", "Compute with decimal.Decimal from the start.", {900, 0, 60, 0.002}, "…"},
        3000);
    builder.add(AttemptStarted{1, 1, 3}, 100);
    builder.add(make_reply("Decimal throughout.\n\n<<<<<<< SEARCH\n=======\n>>>>>>> REPLACE\n", 410), 7200);
    builder.add(EditsUnderstood{"search-replace", {{"src/shop/cart.py", "exact", 5, 3}, {"tests/test_rounding.py", "whole-file", 7, 0}}});
    builder.add(CheckFinished{make_check("tests", "python -m pytest -q", domain::Verdict::passed, 0, 1790,
                                         "...                                                  [100%]\n3 passed in 0.03s\n")},
                1800);
    builder.add(
        CheckFinished{make_check("lint", "ruff check src tests | tee lint.txt", domain::Verdict::passed, 0, 210, "All checks passed!\n")},
        220);
    builder.add(AttemptPassed{});
}

inline Proved make_proof() {
    Proved proof;
    proof.kind = "red-green";
    proof.proved = true;
    proof.statement =
        "red → green: with the proposal's tests 'tests' fails on the base commit (exit status 1), and without them it passes there";
    proof.base = {make_check("tests", "python -m pytest -q", domain::Verdict::passed, 0, 1610, ""),
                  make_check("lint", "ruff check src tests | tee lint.txt", domain::Verdict::passed, 0, 190, "")};
    proof.new_tests = {make_check("tests", "python -m pytest -q", domain::Verdict::failed, 1, 1700, ""),
                       make_check("lint", "ruff check src tests | tee lint.txt", domain::Verdict::passed, 0, 190, "")};
    proof.test_files = {"tests/test_rounding.py"};
    proof.tests.added = {"tests/test_rounding.py: test_three_items_are_rounded_up"};
    return proof;
}

inline ProposalMade make_proposal() {
    ProposalMade proposal;
    proposal.base = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    proposal.tree = "d8329fc1cc938780ffdd9f94e0d364e0ea74f579";
    proposal.commit = "1f7a7a472abf3dd9643fd615f6da379c4acb3e3a";
    proposal.branch = "proffer/fix-issue-7";
    proposal.title = "Round prices commercially (issue 7)";
    proposal.body = "The body as it was made.\n";
    proposal.message = "Round prices commercially\n";
    proposal.author_name = "proffer";
    proposal.author_email = "proffer@example.org";
    proposal.time = 1'789'999'000;
    proposal.passed = true;
    proposal.labels = {"proffer"};
    proposal.reviewers = {"maria"};
    proposal.diff = k_sample_diff;
    proposal.files = 2;
    proposal.added = 12;
    proposal.removed = 3;
    return proposal;
}

inline Published make_published() {
    Published published;
    published.rung = "pull-request";
    published.forge = "github";
    published.remote = "https://github.com/example/shop";
    published.branch = "proffer/fix-issue-7";
    published.commit = "1f7a7a472abf3dd9643fd615f6da379c4acb3e3a";
    published.operation = "created";
    published.pull_request_number = 42;
    published.pull_request_url = "https://github.com/example/shop/pull/42";
    return published;
}

/// As on a machine whose kernel cannot keep signals in.
inline IsolationChosen sample_isolation() {
    domain::Isolation isolation;
    isolation.workspace = "overlay";
    isolation.walls = {"user", "mount", "pid", "net", "ipc", "seccomp", "landlock abi 7"};
    isolation.network = "none";
    isolation.level = 3;
    isolation.blocked = {"own-environment", "home-file", "host-port"};
    isolation.open = {"signal-parent"};
    isolation.set_up_ms = 11;
    return {isolation};
}

/// Three attempts, the last of which passes; published as pull request 42.
inline Journal sample_journal() {
    JournalBuilder builder;
    builder.add(make_start());
    builder.add(TargetChosen{"src/shop/cart.py", "named in the instruction: total"});
    builder.add(TargetChosen{"tests/test_cart.py", "tests of src/shop/cart.py"});
    builder.add(sample_isolation());
    builder.add(Warned{"'docs/prices.md' was left out of the prompt: 61 KB is over the limit of 50 KB"});
    add_syntax_attempt(builder);
    add_failing_attempt(builder);
    add_passing_attempt(builder);
    builder.add(make_proof(), 5);
    builder.add(make_proposal(), 40);
    builder.add(make_published(), 900);
    builder.add(
        RunFinished{"success", 0, "pull request 42 was created", "review https://github.com/example/shop/pull/42 and merge it", "", 28'640},
        20);
    return builder.journal();
}

/// The journal as a file.
inline std::string render_journal(const Journal& journal) {
    std::string text;
    for (const JournalLine& line : journal.lines) text += render_line(line);
    return text;
}

}  // namespace proffer::report::testing
