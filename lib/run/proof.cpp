// Trials are controlled experiments: one thing differs between two of them, and what differs in the outcome is due to it.
#include "run/proof.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "check/runner.hpp"
#include "integrity/inline_tests.hpp"
#include "integrity/test_paths.hpp"
#include "run/attempt.hpp"

namespace proffer::run {
namespace {

using domain::CheckResult;
using domain::Edit;
using domain::EditSet;
using domain::Verdict;

constexpr std::size_t k_most_removed_tests = 2000;

const domain::TestsSettings& tests_of(const AttemptScene& scene) {
    return scene.task.settings.tests;
}

bool is_plain_test(const AttemptScene& scene, const std::string& path) {
    const bool is_code = integrity::role_of(path, tests_of(scene), scene.task.settings.checks) == integrity::Role::code;
    return is_code && !path.ends_with("conftest.py") && !path.ends_with("__init__.py");
}

/// Rust's inline tests: one side's code with the other side's tests.
void splice_inline_tests(const AttemptScene& scene, const EditSet& proposal, Arm arm, EditSet& laid) {
    for (const Edit& edit : proposal) {
        const std::string& path = edit.path.text();
        const auto base = scene.snapshot.read(path);
        if (!edit.content || !base) continue;
        if (!integrity::inline_tests_at(path, *edit.content) && !integrity::inline_tests_at(path, *base)) continue;
        const bool keeps_code = arm == Arm::base_tests;
        const std::string text = integrity::with_tests_of(path, keeps_code ? *edit.content : *base, keeps_code ? *base : *edit.content);
        const auto known = std::find_if(laid.begin(), laid.end(), [&](const Edit& other) { return other.path == edit.path; });
        if (known != laid.end())
            known->content = text;
        else
            laid.push_back({edit.path, text, {}});
    }
    std::sort(laid.begin(), laid.end(), [](const Edit& a, const Edit& b) { return a.path < b.path; });
}

/// Test files of the base that the proposal leaves alone go.
Result<void> remove_other_tests(const AttemptScene& scene, const EditSet& proposal, EditSet& laid) {
    std::set<std::string_view> touched;
    for (const Edit& edit : proposal) touched.insert(edit.path.text());
    PROFFER_TRY(const auto paths, scene.snapshot.paths());
    std::size_t removed = 0;
    for (const std::string& path : paths) {
        if (!is_plain_test(scene, path) || touched.contains(path)) continue;
        auto parsed = domain::RepoPath::parse(path);
        if (!parsed || scene.snapshot.find(path) == domain::FileMode::symlink) continue;
        if (++removed > k_most_removed_tests) break;
        laid.push_back({*std::move(parsed), {}, {}});
    }
    std::sort(laid.begin(), laid.end(), [](const Edit& a, const Edit& b) { return a.path < b.path; });
    return {};
}

Result<EditSet> laid_for(const AttemptScene& scene, const EditSet& proposal, Arm arm) {
    EditSet laid;
    const auto& checks = scene.task.settings.checks;
    if (arm == Arm::base_tests) laid = integrity::without_tests(proposal, tests_of(scene), checks);
    if (arm == Arm::new_tests || arm == Arm::new_alone) laid = integrity::only_tests(proposal, tests_of(scene), checks);
    if (arm == Arm::new_control || arm == Arm::minimised) laid = proposal;
    if (arm == Arm::base_tests || arm == Arm::new_tests || arm == Arm::new_alone) splice_inline_tests(scene, proposal, arm, laid);
    if (arm == Arm::new_alone || arm == Arm::new_control) PROFFER_CHECK(remove_other_tests(scene, proposal, laid));
    return laid;
}

/// The proposal's files as checks may name them: those that the arm has.
EditSet looked_at(const AttemptScene& scene, const EditSet& proposal, const EditSet& laid) {
    EditSet seen = proposal;
    for (Edit& edit : seen) {
        const auto over = std::find_if(laid.begin(), laid.end(), [&](const Edit& other) { return other.path == edit.path; });
        const bool is_there = over != laid.end() ? over->content.has_value() : scene.snapshot.find(edit.path.text()).has_value();
        edit.content = is_there ? std::optional<std::string>("") : std::nullopt;
    }
    return seen;
}

class Trial {
 public:
    Trial(AttemptScene& scene, Arm arm, std::string tree) : scene_(scene), arm_(arm), tree_(std::move(tree)) {}

    Result<CheckResults> run(const EditSet& laid, const EditSet& seen) {
        const auto& checks = scene_.task.settings.checks;
        for (const domain::CheckSettings& check : checks) keys_[check.name] = key_of(check, seen);
        if (all_known(checks)) return kept_;
        if (scene_.budget.time_left().count() <= 0) return not_run(checks);
        PROFFER_TRY(workspace::WorkspaceFactory * factory, scene_.workspaces());
        check::CheckWatcher watcher;
        watcher.on_start = [this](const domain::CheckSettings& check) {
            scene_.ports.watcher.on_check_start(fmt::format("{} ({})", check.name, name(arm_)));
        };
        watcher.on_output = [this](std::string_view bytes) { scene_.ports.watcher.on_check_output(bytes); };
        watcher.on_finish = [this](const CheckResult& result) { finish(result); };
        const CheckSlots::Slot slot(scene_.slots);
        PROFFER_TRY(CheckResults results,
                    check::run_checks(checks, laid, *factory, scene_.ports.redactor, scene_.budget.time_left(), watcher, {&seen, true}));
        if (!recorded_) return std::move(recorded_).error();
        return results;
    }

 private:
    /// What a check runs depends on the files it looks at only when it says so.
    static std::string key_of(const domain::CheckSettings& check, const EditSet& seen) {
        std::string key = check.name + '\0' + check.run;
        if (check.run.find("{{files}}") == std::string::npos && check.on.empty()) return key;
        for (const Edit& edit : seen) key += '\0' + edit.path.text() + (edit.content ? "+" : "-");
        return key;
    }

    /// Only when every check ran on this tree.
    bool all_known(const std::vector<domain::CheckSettings>& checks) {
        kept_.clear();
        for (const domain::CheckSettings& check : checks) {
            const auto known = scene_.trials.find(tree_, keys_[check.name]);
            if (!known) return false;
            kept_.push_back(*known);
        }
        return true;
    }

    void finish(const CheckResult& result) {
        scene_.trials.keep(tree_, keys_[result.name], result);
        auto outcome = scene_.recorder.record(report::TrialFinished{std::string(name(arm_)), tree_, result});
        if (!outcome && recorded_.has_value()) recorded_ = std::move(outcome);
        std::string line = fmt::format("check '{}' on {}: {}", result.name, told(arm_), domain::name(result.verdict));
        if (!result.note.empty()) line += " (" + result.note + ")";
        scene_.ports.watcher.on_event(line);
    }

    static std::string_view told(Arm arm) {
        switch (arm) {
            case Arm::base: return "the base commit";
            case Arm::base_tests: return "the proposal with the base commit's tests";
            case Arm::new_tests: return "the base commit with the proposal's tests";
            case Arm::new_alone: return "the base commit with the proposal's tests alone";
            case Arm::new_control: return "the proposal with its own tests alone";
            case Arm::minimised: return "a part of the proposal";
        }
        return "";
    }

    static CheckResults not_run(const std::vector<domain::CheckSettings>& checks) {
        CheckResults results;
        for (const domain::CheckSettings& check : checks) {
            CheckResult result;
            result.name = check.name;
            result.command = check.run;
            result.note = "the time of the run is used up";
            results.push_back(std::move(result));
        }
        return results;
    }

    AttemptScene& scene_;
    Arm arm_;
    std::string tree_;
    std::map<std::string, std::string> keys_;
    CheckResults kept_;
    Result<void> recorded_;
};

/// The results of the same check in another trial; a check that has none there counts as not run.
const CheckResult& same_check(const CheckResults& results, const CheckResult& check) {
    static const CheckResult k_none;
    const auto found = std::find_if(results.begin(), results.end(), [&](const CheckResult& other) { return other.name == check.name; });
    return found == results.end() ? k_none : *found;
}

std::string quoted(const CheckResult& check) {
    return "'" + base::visible_line(check.name) + "'";
}

std::string exit_text(const CheckResult& check) {
    return check.verdict == Verdict::timed_out ? "timed out" : fmt::format("exit status {}", check.exit_status);
}

Result<bool> base_has_tests(const AttemptScene& scene) {
    PROFFER_TRY(const auto paths, scene.snapshot.paths());
    return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) { return is_plain_test(scene, path); });
}

/// "tests/test_a.py", or "tests.test_a" as Python's -m has it.
bool names_new_test(const AttemptScene& scene, const CheckResult& check, const integrity::TestChanges& tests) {
    return std::any_of(tests.written.begin(), tests.written.end(), [&](const std::string& path) {
        if (scene.snapshot.find(path)) return false;
        const std::string module = base::replace_all(path.substr(0, path.rfind('.')), "/", ".");
        return check.command.find(path) != std::string::npos || check.command.find(module) != std::string::npos;
    });
}

/// One trial a line: outputs stay where they were recorded.
CheckResults without_output(CheckResults results) {
    for (CheckResult& result : results) result.output.clear();
    return results;
}

std::string green_statement(const CheckResults& base, const CheckResults& results) {
    std::vector<std::string> turned, kept;
    for (const CheckResult& result : results) {
        if (!is_green(result)) continue;
        if (is_red(same_check(base, result))) turned.push_back(quoted(result));
        if (is_green(same_check(base, result))) kept.push_back(quoted(result));
    }
    std::string text;
    if (!turned.empty()) text = fmt::format("red → green: {} failed on the base commit", base::join(turned, ", "));
    if (!kept.empty()) text += fmt::format("{}green → green: {} passed there too", text.empty() ? "" : "; ", base::join(kept, ", "));
    return text.empty() ? "no check passed on the proposal that ran on the base commit" : text;
}

report::TestsRead describe(const integrity::TestChanges& tests) {
    report::TestsRead read{tests.added, tests.changed, {}};
    for (const integrity::Finding& finding : tests.findings) read.findings.push_back(integrity::text_of(finding));
    return read;
}

}  // namespace

bool is_red(const CheckResult& result) {
    if (result.verdict == Verdict::timed_out) return true;
    return result.verdict == Verdict::failed && result.exit_status != 126 && result.exit_status != 127;
}

bool is_green(const CheckResult& result) {
    return result.verdict == Verdict::passed;
}

std::string_view name(Arm arm) {
    switch (arm) {
        case Arm::base: return "base";
        case Arm::base_tests: return "base-tests";
        case Arm::new_tests: return "new-tests";
        case Arm::new_alone: return "new-tests-alone";
        case Arm::new_control: return "new-tests-control";
        case Arm::minimised: return "minimised";
    }
    return "";
}

std::optional<CheckResult> TrialCache::find(const std::string& tree, const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = results_.find({tree, key});
    return found == results_.end() ? std::nullopt : std::optional(found->second);
}

void TrialCache::keep(const std::string& tree, const std::string& key, const CheckResult& result) {
    const std::lock_guard lock(mutex_);
    results_[{tree, key}] = result;
}

Result<CheckResults> run_trial(AttemptScene& scene, const EditSet& proposal, Arm arm) {
    PROFFER_TRY(const EditSet laid, laid_for(scene, proposal, arm));
    PROFFER_TRY(const domain::Oid tree, scene.ports.repository.write_tree(scene.base, laid));
    return Trial(scene, arm, tree.text()).run(laid, looked_at(scene, proposal, laid));
}

Result<CheckResults> try_on_base_tests(AttemptScene& scene, const EditSet& proposal, const integrity::TestChanges& tests) {
    if (tests.touched.empty() && tests.written.empty()) return CheckResults();
    PROFFER_TRY(const bool has_tests, base_has_tests(scene));
    if (!has_tests) return CheckResults();
    PROFFER_TRY(CheckResults results, run_trial(scene, proposal, Arm::base_tests));
    std::erase_if(results, [&](const CheckResult& result) { return names_new_test(scene, result, tests); });
    return results;
}

RedGreen judge_red_green(const CheckResults& base, const CheckResults& proposal, const CheckResults& new_tests, const CheckResults& alone,
                         const CheckResults& control, bool has_tests) {
    RedGreen best{false, has_tests ? "the proposal's tests pass on the base commit too: they do not show that it changes anything"
                                   : "no test is new or changed, and no check that failed on the base commit passes now"};
    for (const CheckResult& check : proposal) {
        const CheckResult& before = same_check(base, check);
        if (!is_green(check)) continue;
        if (!has_tests) {
            if (is_red(before))
                return {true, fmt::format("red → green: {} failed on the base commit ({}); no test is new or changed", quoted(check),
                                          exit_text(before))};
            continue;
        }
        const CheckResult& with_tests = same_check(new_tests, check);
        if (is_green(before) && is_red(with_tests))
            return {true,
                    fmt::format("red → green: with the proposal's tests {} fails on the base commit ({}), and without them it passes there",
                                quoted(check), exit_text(with_tests))};
        if (!is_red(before) || !is_red(with_tests)) continue;
        const CheckResult& single = same_check(alone, check);
        if (is_red(single) && is_green(same_check(control, check)))
            return {true, fmt::format("red → green: the proposal's tests alone fail {} on the base commit ({}) and pass it on the proposal",
                                      quoted(check), exit_text(single))};
        best.statement = fmt::format(
            "{} fails on the base commit with and without the proposal's tests: that these fail by themselves is not shown", quoted(check));
    }
    return best;
}

Result<RedGreen> prove_red_green(AttemptScene& scene, const EditSet& proposal, const CheckResults& results,
                                 const integrity::TestChanges& tests) {
    PROFFER_TRY(const CheckResults base, run_trial(scene, proposal, Arm::base));
    const bool has_tests = !tests.written.empty();
    CheckResults new_tests, alone, control;
    if (has_tests) {
        PROFFER_TRY(new_tests, run_trial(scene, proposal, Arm::new_tests));
    }
    RedGreen judged = judge_red_green(base, results, new_tests, alone, control, has_tests);
    const bool was_red = has_tests && std::any_of(base.begin(), base.end(), is_red);
    if (judged.proved || !was_red) return judged;
    // Whether the new tests fail by themselves: the others go, on both sides.
    PROFFER_TRY(control, run_trial(scene, proposal, Arm::new_control));
    PROFFER_TRY(alone, run_trial(scene, proposal, Arm::new_alone));
    return judge_red_green(base, results, new_tests, alone, control, has_tests);
}

Result<report::Proved> take_proof(AttemptScene& scene, const EditSet& proposal, const CheckResults& results, bool passed) {
    const domain::Settings& settings = scene.task.settings;
    const integrity::TestChanges tests = integrity::read_test_changes(proposal, scene.snapshot, settings.tests, settings.checks);
    report::Proved proof;
    proof.kind = settings.proof == domain::Proof::red_green ? "red-green" : "green";
    proof.tests = describe(tests);
    proof.test_files = tests.written;
    PROFFER_TRY(const CheckResults base, run_trial(scene, proposal, Arm::base));
    proof.base = without_output(base);
    const bool has_run = std::any_of(results.begin(), results.end(), is_green);
    proof.proved = passed && has_run;
    proof.statement = passed && !has_run ? "no check had anything to look at" : green_statement(base, results);
    if (passed) {
        PROFFER_TRY(const CheckResults base_tests, try_on_base_tests(scene, proposal, tests));
        proof.base_tests = without_output(base_tests);
    }
    const bool checks_passed = has_run && check::all_passed(results);
    if (settings.proof == domain::Proof::red_green && checks_passed) {
        PROFFER_TRY(const RedGreen judged, prove_red_green(scene, proposal, results, tests));
        proof.proved = judged.proved;
        proof.statement = judged.statement;
        if (!tests.written.empty()) {
            PROFFER_TRY(const CheckResults new_tests, run_trial(scene, proposal, Arm::new_tests));
            proof.new_tests = without_output(new_tests);
        }
    }
    return proof;
}

}  // namespace proffer::run
