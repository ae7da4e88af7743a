// Every transition from what failed to what is tried next.
#include <catch2/catch.hpp>

#include <set>

#include "run/attempt.hpp"
#include "run/strategy.hpp"
#include "support/memory_snapshot.hpp"

using namespace proffer;
using run::choose;
using run::FailureClass;
using run::Standing;
using run::Strategy;

namespace {

/// Everything can be done.
Standing open_standing(FailureClass failure, int in_a_row) {
    Standing standing;
    standing.failure = failure;
    standing.in_a_row = in_a_row;
    standing.retries_left = 5;
    standing.cycles_left = 3;
    standing.has_next_model = standing.can_show_less = standing.can_ask_for_more = true;
    return standing;
}

struct Row {
    FailureClass failure;
    std::vector<Strategy> ladder;  ///< after the first failure, the second in a row, …; the last one stays
};

const std::vector<Row>& rows() {
    using enum Strategy;
    static const std::vector<Row> k_rows = {
        {FailureClass::no_usable_reply, {exact_feedback, other_format, fresh_context}},
        {FailureClass::ambiguous_edit, {exact_feedback, exact_feedback, other_format, fresh_context}},
        {FailureClass::out_of_scope, {exact_feedback, exact_feedback, fresh_context}},
        {FailureClass::syntax, {exact_feedback, exact_feedback, other_format}},
        {FailureClass::tests_weakened, {exact_feedback, exact_feedback, fresh_context}},
        {FailureClass::check_touched, {exact_feedback, more_candidates, exact_feedback}},
        {FailureClass::check_elsewhere, {exact_feedback, fresh_context}},
        {FailureClass::check_timeout, {exact_feedback, diagnosis}},
        {FailureClass::unproved, {exact_feedback, exact_feedback, fresh_context}},
        {FailureClass::truncated_reply, {other_format, fewer_files, next_model, exact_feedback}},
        {FailureClass::refusal, {fresh_context, next_model, exact_feedback}},
        {FailureClass::context_overflow, {fewer_files, fewer_files, fewer_files, next_model}},
        {FailureClass::unreachable, {next_model}},
    };
    return k_rows;
}

run::Failed failed_check(const std::string& output, domain::Verdict verdict = domain::Verdict::failed) {
    run::Failed failed;
    failed.phase = "checks";
    failed.proposal = {{*domain::RepoPath::parse("src/a.py"), "x\n", {}}};
    domain::CheckResult check;
    check.name = "tests";
    check.verdict = verdict;
    check.output = output;
    failed.checks = {check};
    return failed;
}

support::MemorySnapshot sources() {
    return {{"src/a.py", "a\n"}, {"src/b.py", "b\n"}, {"src/c.py", "c\n"}, {"tests/test_a.py", "t\n"}};
}

}  // namespace

TEST_CASE("strategy: each class of failure climbs its own ladder", "[run][strategy]") {
    CHECK(rows().size() == run::k_failure_classes);
    for (const Row& row : rows())
        for (std::size_t step = 0; step < row.ladder.size() + 3; ++step) {
            INFO(run::name(row.failure) << ", " << step + 1 << " in a row");
            const Strategy expected = row.ladder[std::min(step, row.ladder.size() - 1)];
            CHECK(choose(open_standing(row.failure, static_cast<int>(step) + 1)).strategy == expected);
        }
}

TEST_CASE("strategy: a rung that cannot be taken is left out", "[run][strategy]") {
    Standing standing = open_standing(FailureClass::check_touched, 2);
    standing.can_ask_for_more = false;
    CHECK(choose(standing).strategy == Strategy::exact_feedback);
    standing = open_standing(FailureClass::truncated_reply, 2);
    standing.can_show_less = false;
    CHECK(choose(standing).strategy == Strategy::next_model);
    standing.has_next_model = false;
    CHECK(choose(standing).strategy == Strategy::exact_feedback);
    standing = open_standing(FailureClass::check_timeout, 2);
    standing.cycles_left = 0;
    CHECK(choose(standing).strategy == Strategy::next_model);
}

TEST_CASE("strategy: without retries a cycle ends in a diagnosis, then the next model, then nothing", "[run][strategy]") {
    for (const Row& row : rows()) {
        INFO(run::name(row.failure));
        Standing standing = open_standing(row.failure, 1);
        standing.retries_left = 0;
        const bool brought_nothing = row.failure == FailureClass::context_overflow || row.failure == FailureClass::unreachable;
        if (!brought_nothing) {
            standing.has_next_model = false;
            const auto chosen = choose(standing);
            CHECK(chosen.strategy == Strategy::diagnosis);
            const bool is_rung = row.failure == FailureClass::check_timeout;
            CHECK((chosen.why.find("no retry is left") != std::string::npos) == !is_rung);
            standing.has_next_model = true;
        }
        standing.cycles_left = 0;
        standing.can_show_less = false;
        CHECK(choose(standing).strategy == Strategy::next_model);
        standing.has_next_model = false;
        CHECK(choose(standing).strategy == Strategy::stop);
    }
}

TEST_CASE("strategy: what brought no reply needs no retry and gets no diagnosis", "[run][strategy]") {
    Standing standing = open_standing(FailureClass::context_overflow, 1);
    standing.retries_left = 0;
    CHECK(choose(standing).strategy == Strategy::fewer_files);
    standing.can_show_less = false;
    standing.has_next_model = false;
    CHECK(choose(standing).strategy == Strategy::stop);
}

TEST_CASE("strategy: one that has used its share gives way to others, as long as there are some", "[run][strategy]") {
    for (const Row& row : rows()) {
        const Strategy first = row.ladder.front();
        Standing standing = open_standing(row.failure, 1);
        standing.used[static_cast<std::size_t>(first)] = run::share(first);
        INFO(run::name(row.failure));
        const std::set<Strategy> others(row.ladder.begin(), row.ladder.end());
        const Strategy chosen = choose(standing).strategy;
        if (others.size() > 1) CHECK(chosen != first);
        // Where there is no other, the run's own limits decide.
        if (others.size() == 1) CHECK(chosen == first);
        standing.used.fill(1);
        CHECK(choose(standing).strategy == first);
    }
}

TEST_CASE("strategy: names are distinct, and every share is a part", "[run][strategy]") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < run::k_failure_classes; ++i) names.insert(run::name(static_cast<FailureClass>(i)));
    CHECK(names.size() == run::k_failure_classes);
    names.clear();
    for (std::size_t i = 0; i < run::k_strategies; ++i) {
        names.insert(run::name(static_cast<Strategy>(i)));
        CHECK(run::share(static_cast<Strategy>(i)) > 0);
        CHECK(run::share(static_cast<Strategy>(i)) <= 1);
    }
    CHECK(names.size() == run::k_strategies);
}

TEST_CASE("strategy: the phase tells the class, and the reply's end", "[run][strategy]") {
    const auto base = sources();
    run::Failed failed;
    const auto class_of = [&](const char* phase) {
        failed.phase = phase;
        return run::classify(failed, base);
    };
    CHECK(class_of("guard") == FailureClass::out_of_scope);
    CHECK(class_of("syntax") == FailureClass::syntax);
    CHECK(class_of("tests") == FailureClass::tests_weakened);
    CHECK(class_of("proof") == FailureClass::unproved);
    CHECK(class_of("edits") == FailureClass::ambiguous_edit);
    failed.names_files = false;
    CHECK(class_of("edits") == FailureClass::no_usable_reply);
    failed.stop = domain::StopReason::refusal;
    CHECK(class_of("reply") == FailureClass::refusal);
    failed.stop = domain::StopReason::length;
    CHECK(class_of("reply") == FailureClass::truncated_reply);
}

TEST_CASE("strategy: a red check belongs to the change unless its output names other code only", "[run][strategy]") {
    const auto base = sources();
    const auto class_of = [&](const std::string& output) { return run::classify(failed_check(output), base); };
    CHECK(class_of("") == FailureClass::check_touched);
    CHECK(class_of("assertion failed\n") == FailureClass::check_touched);
    CHECK(class_of("File \"/tmp/work/src/a.py\", line 3\n") == FailureClass::check_touched);
    CHECK(class_of("./src/b.py:7: broken\nsrc/a.py:1: broken\n") == FailureClass::check_touched);
    // The test that fails is named always; it says nothing of where the fault is.
    CHECK(class_of("tests/test_a.py:4: assert 1 == 2\n") == FailureClass::check_touched);
    CHECK(class_of("src/b.py:7: broken\n") == FailureClass::check_elsewhere);
    CHECK(class_of("File \"/tmp/work/src/b.py\", line 3\ntests/test_a.py:4\n") == FailureClass::check_elsewhere);
    CHECK(class_of("no/such/file.py:7\n") == FailureClass::check_touched);
    CHECK(run::classify(failed_check("src/b.py\n", domain::Verdict::timed_out), base) == FailureClass::check_timeout);
}

TEST_CASE("strategy: files that an output names are few, tracked, not changed and no tests", "[run][strategy]") {
    const auto base = sources();
    const run::Failed failed = failed_check("src/b.py src/b.py ../src/c.py src/a.py tests/test_a.py src/ .. / a.b.c ./src/c.py.\n");
    CHECK(run::files_named_by(failed, base) == std::vector<std::string>{"src/b.py", "src/c.py"});
    std::string flood;
    for (int i = 0; i < 200'000; ++i) flood += "x/y" + std::to_string(i) + ".py ";
    CHECK(run::files_named_by(failed_check(flood + "src/b.py"), base).empty());
}
