// What the checks of a proposal prove: the same checks on the base commit, on its tests, and with the proposal's tests on its code.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/check_result.hpp"
#include "domain/edit.hpp"
#include "integrity/judge.hpp"
#include "report/event.hpp"

namespace proffer::run {

struct AttemptScene;

using CheckResults = std::vector<domain::CheckResult>;

/// What a trial lays over the base commit.
enum class Arm {
    base,         ///< nothing
    base_tests,   ///< the proposal's code, with the tests of the base
    new_tests,    ///< the proposal's tests, with the code of the base
    new_alone,    ///< the same without the base's other tests
    new_control,  ///< the whole proposal without the base's other tests
    minimised,    ///< the proposal itself: a part of what the model proposed
};

/// "base", "base-tests", "new-tests", "new-tests-alone", "new-tests-control", "minimised".
[[nodiscard]] std::string_view name(Arm arm);

/// It ran and did not pass; a check that could not be started (exit status 126 or 127) shows nothing.
[[nodiscard]] bool is_red(const domain::CheckResult& result);
[[nodiscard]] bool is_green(const domain::CheckResult& result);

/// Results of one run, by tree and check, so that nothing runs twice on the same files. May be used by several threads at once.
class TrialCache {
 public:
    [[nodiscard]] std::optional<domain::CheckResult> find(const std::string& tree, const std::string& key) const;
    void keep(const std::string& tree, const std::string& key, const domain::CheckResult& result);

 private:
    mutable std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, domain::CheckResult> results_;
};

/// Every check on the tree of that arm, in a workspace of its own; those that ran on the same tree before are not run again. Checks look at
/// the files that the proposal changes, as far as the arm has them. When the time of the run is used up they are `not_run`.
[[nodiscard]] Result<CheckResults> run_trial(AttemptScene& scene, const domain::EditSet& proposal, Arm arm);

/// Whether the proposal's tests can be told to have failed without its code.
struct RedGreen {
    bool proved = false;
    std::string statement;  ///< one line
};

/// The proposal's code on the tests of the base alone, which no new test file can reach. Nothing when the proposal writes no tests, or
/// when the base has none. Checks that name a test file which is new have nothing to say there, and are left out.
[[nodiscard]] Result<CheckResults> try_on_base_tests(AttemptScene& scene, const domain::EditSet& proposal,
                                                     const integrity::TestChanges& tests);

/// Pure. `alone` and `control` are empty when they were not needed. Only checks that passed on the proposal count; one that could not be
/// started (exit status 126 or 127) shows nothing.
[[nodiscard]] RedGreen judge_red_green(const CheckResults& base, const CheckResults& proposal, const CheckResults& new_tests,
                                       const CheckResults& alone, const CheckResults& control, bool has_tests);

/// Runs what `proof: red-green` asks for.
[[nodiscard]] Result<RedGreen> prove_red_green(AttemptScene& scene, const domain::EditSet& proposal, const CheckResults& results,
                                               const integrity::TestChanges& tests);

/// The block for reports. Runs the base if it has not been run. `results` are the proposal's own.
[[nodiscard]] Result<report::Proved> take_proof(AttemptScene& scene, const domain::EditSet& proposal, const CheckResults& results,
                                                bool passed);

}  // namespace proffer::run
