// Trials of smaller proposals; nothing is known of a piece but what checks say without it.
#include "run/minimise.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "diff/delta_debugging.hpp"
#include "guard/judge.hpp"
#include "locate/mentions.hpp"
#include "run/proof.hpp"
#include "run/superfluous.hpp"
#include "syntax/check.hpp"

namespace proffer::run {
namespace {

using domain::CheckResult;
using domain::EditSet;
using Taken = std::vector<bool>;  // one entry a piece

constexpr std::uint64_t k_most_trials = 50;
constexpr int k_share_of_time = 5;

bool is_syntax_sound(const AttemptScene& scene, const EditSet& edits) {
    return std::all_of(edits.begin(), edits.end(), [&](const domain::Edit& edit) {
        if (!edit.content) return true;
        std::optional<std::string> before;
        if (auto text = scene.snapshot.read(edit.moved_from ? edit.moved_from->text() : edit.path.text())) before = *std::move(text);
        return syntax::find_new_errors(edit.path.text(), before, *edit.content).empty();
    });
}

/// Each check that passed on the whole proposal passes; one that had something to look at must still have it.
bool is_as_green(const CheckResults& results, const CheckResults& whole) {
    return std::all_of(whole.begin(), whole.end(), [&](const CheckResult& check) {
        const auto same = std::find_if(results.begin(), results.end(), [&](const CheckResult& one) { return one.name == check.name; });
        return same != results.end() && (same->verdict == check.verdict || is_green(*same));
    });
}

class Minimiser {
 public:
    Minimiser(AttemptScene& scene, const std::string& instruction, std::optional<std::uint64_t> recorded_trials, const LoopOutcome& outcome)
        : scene_(scene),
          recorded_trials_(recorded_trials),
          whole_(outcome.checks),
          pieces_(outcome.edits, scene.snapshot),
          bundles_(bundles_of(pieces_, scene.task.settings, instruction)),
          taken_(pieces_.size(), true),
          start_(scene.ports.clock.monotonic()),
          share_(std::min(scene.task.settings.limits.time / k_share_of_time, scene.budget.time_left())) {
        find_named(instruction, outcome.edits);
        for (const CheckResult& check : whole_) expected_ += check.duration;
    }

    Result<void> run() {
        PROFFER_CHECK(drop_layout());
        if (!runs_checks()) return {};
        std::vector<const Bundle*> open;
        for (const Bundle& bundle : bundles_)
            if (!bundle.stays && taken_[bundle.pieces.front()]) open.push_back(&bundle);
        if (open.empty() || bundles_.size() < 2) return {};
        PROFFER_TRY(const bool tells, checks_tell());
        if (!tells) return {};
        return drop_unneeded(open);
    }

    /// What became of it; nothing where nothing was tried or dropped.
    [[nodiscard]] std::optional<report::Minimised> record() const {
        report::Minimised record;
        for (std::size_t i = 0; i < pieces_.size(); ++i)
            if (!taken_[i]) record.dropped.push_back(describe(pieces_, pieces_.all()[i]) + (is_layout(i) ? ", layout only" : ""));
        if (record.dropped.empty() && trials_ == 0) return {};
        record.hunks = pieces_.size();
        record.trials = trials_;
        record.duration_ms = (scene_.ports.clock.monotonic() - start_).count();
        record.why_stopped = why_stopped_;
        if (!record.dropped.empty()) record.results = results_;
        return record;
    }
    [[nodiscard]] EditSet edits() const { return pieces_.with(taken_); }

 private:
    [[nodiscard]] bool runs_checks() const { return scene_.runs_checks && !scene_.task.settings.checks.empty(); }
    [[nodiscard]] bool is_layout(std::size_t piece) const {
        return std::any_of(bundles_.begin(), bundles_.end(),
                           [&](const Bundle& bundle) { return bundle.layout && bundle.pieces.front() == piece; });
    }

    /// A file that the instruction names was asked for: something of it stays.
    void find_named(const std::string& instruction, const EditSet& edits) {
        std::vector<std::string> paths;
        for (const domain::Edit& edit : edits) paths.push_back(edit.path.text());
        std::sort(paths.begin(), paths.end());
        for (std::string& path : locate::find_mentions(instruction, paths)) named_.insert(std::move(path));
    }
    [[nodiscard]] bool keeps_named(const EditSet& edits) const {
        std::set<std::string_view> paths;
        for (const domain::Edit& edit : edits) paths.insert(edit.path.text());
        return std::all_of(named_.begin(), named_.end(), [&](const std::string& path) { return paths.contains(path); });
    }

    Result<void> drop_layout() {
        Taken smaller = taken_;
        for (const Bundle& bundle : bundles_)
            if (bundle.layout) smaller[bundle.pieces.front()] = false;
        if (smaller == taken_) return {};
        PROFFER_TRY(const std::optional<bool> passed, passes(smaller));
        if (passed.value_or(false)) taken_ = std::move(smaller);
        return {};
    }

    /// Whether a check fails without the proposal's code.
    Result<bool> checks_tell() {
        const EditSet whole = pieces_.with(Taken(pieces_.size(), true));
        PROFFER_TRY(const CheckResults base, run_trial(scene_, whole, Arm::base));
        if (turns_green(base)) return true;
        if (read_tests(whole).written.empty()) return false;
        PROFFER_TRY(const CheckResults new_tests, run_trial(scene_, whole, Arm::new_tests));
        return turns_green(new_tests);
    }
    [[nodiscard]] bool turns_green(const CheckResults& before) const {
        return std::any_of(before.begin(), before.end(), [&](const CheckResult& check) {
            return is_red(check) && std::any_of(whole_.begin(), whole_.end(),
                                                [&](const CheckResult& other) { return other.name == check.name && is_green(other); });
        });
    }

    Result<void> drop_unneeded(const std::vector<const Bundle*>& open) {
        const auto with_bundles = [&](const std::vector<std::size_t>& kept) {
            Taken taken = taken_;
            for (std::size_t i = 0; i < open.size(); ++i)
                for (const std::size_t piece : open[i]->pieces) taken[piece] = std::binary_search(kept.begin(), kept.end(), i);
            return taken;
        };
        PROFFER_TRY(const diff::Needed needed,
                    diff::find_needed(open.size(), [&](const std::vector<std::size_t>& kept) { return passes(with_bundles(kept)); }));
        taken_ = with_bundles(needed.parts);
        const EditSet edits = pieces_.with(taken_);
        PROFFER_TRY(const domain::Oid tree, scene_.ports.repository.write_tree(scene_.base, edits));
        if (const auto known = trees_.find(tree.text()); known != trees_.end() && known->second) results_ = *known->second;
        return {};
    }

    /// Nothing: there is no time or trial left to find out.
    Result<std::optional<bool>> passes(const Taken& taken) {
        const EditSet edits = pieces_.with(taken);
        if (edits.empty() || !keeps_named(edits)) return std::optional(false);
        const integrity::TestChanges tests = read_tests(edits);
        if (!is_sound(edits, tests)) return std::optional(false);
        if (!runs_checks()) return std::optional(true);
        PROFFER_TRY(const domain::Oid tree, scene_.ports.repository.write_tree(scene_.base, edits));
        const auto known = trees_.find(tree.text());
        if (known != trees_.end()) return std::optional(known->second.has_value());
        if (!may_try()) return std::optional<bool>();
        ++trials_;
        PROFFER_TRY(std::optional<CheckResults> results, try_checks(edits, tests));
        if (results) results_ = *results;
        return std::optional(trees_.emplace(tree.text(), std::move(results)).first->second.has_value());
    }

    [[nodiscard]] integrity::TestChanges read_tests(const EditSet& edits) const {
        const domain::Settings& settings = scene_.task.settings;
        return integrity::read_test_changes(edits, scene_.snapshot, settings.tests, settings.checks);
    }
    [[nodiscard]] bool is_sound(const EditSet& edits, const integrity::TestChanges& tests) const {
        const domain::Settings& settings = scene_.task.settings;
        return guard::judge_edits(edits, scene_.snapshot, scene_.scope, settings.limits, scene_.ports.redactor).empty() &&
               is_syntax_sound(scene_, edits) && integrity::violations_of(tests, settings.tests.may).empty();
    }

    bool may_try() {
        if (trials_ >= recorded_trials_.value_or(k_most_trials)) {
            why_stopped_ = "trials";
            return false;
        }
        if (recorded_trials_ || scene_.ports.clock.monotonic() - start_ + expected_ <= share_) return true;
        why_stopped_ = "time";
        return false;
    }

    /// The results when all is as green as it was.
    Result<std::optional<CheckResults>> try_checks(const EditSet& edits, const integrity::TestChanges& tests) {
        PROFFER_TRY(CheckResults results, run_trial(scene_, edits, Arm::minimised));
        if (!is_as_green(results, whole_)) return std::optional<CheckResults>();
        if (scene_.task.settings.tests.may != domain::TestsPolicy::edit) {
            PROFFER_TRY(const CheckResults base_tests, try_on_base_tests(scene_, edits, tests));
            if (!check::all_passed(base_tests)) return std::optional<CheckResults>();
        }
        if (scene_.task.settings.proof == domain::Proof::red_green) {
            PROFFER_TRY(const RedGreen judged, prove_red_green(scene_, edits, results, tests));
            if (!judged.proved) return std::optional<CheckResults>();
        }
        return std::optional(std::move(results));
    }

    AttemptScene& scene_;
    std::optional<std::uint64_t> recorded_trials_;
    const CheckResults whole_;
    diff::Pieces pieces_;
    std::vector<Bundle> bundles_;
    Taken taken_;
    std::set<std::string> named_;
    std::map<std::string, std::optional<CheckResults>> trees_;  // what was tried
    CheckResults results_;                                      // of `taken_`
    std::chrono::milliseconds start_, share_, expected_{0};
    std::uint64_t trials_ = 0;
    std::string why_stopped_ = "complete";
};

}  // namespace

Result<void> minimise(AttemptScene& scene, const std::string& instruction, std::optional<std::uint64_t> recorded_trials,
                      LoopOutcome& outcome) {
    Minimiser minimiser(scene, instruction, recorded_trials, outcome);
    if (auto done = minimiser.run(); !done) {
        if (done.error().code == ErrorCode::interrupted) return done;
        return scene.recorder.record(report::Warned{"the proposal was not made smaller: " + done.error().message});
    }
    const auto record = minimiser.record();
    if (!record) return {};
    PROFFER_CHECK(scene.recorder.record(*record));
    scene.ports.watcher.on_event(fmt::format("minimal difference: {} of {} dropped after {}", record->dropped.size(),
                                             base::count_of(record->hunks, "hunk"), base::count_of(record->trials, "trial")));
    if (record->dropped.empty()) return {};
    outcome.edits = minimiser.edits();
    if (!record->results.empty()) outcome.checks = record->results;
    return {};
}

}  // namespace proffer::run
