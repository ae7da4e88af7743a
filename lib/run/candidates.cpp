// One thread a candidate; a flag of its own stops each.
#include "run/candidates.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "base/stop_flag.hpp"
#include "run/lane_watcher.hpp"

namespace proffer::run {
namespace {

struct Candidate {
    explicit Candidate(int its_number, domain::Prompt its_prompt) : number(its_number), prompt(std::move(its_prompt)) {}

    int number;
    domain::Prompt prompt;
    std::atomic<bool> is_stopped{false};
    std::optional<Result<AttemptOutcome>> outcome;
    std::thread thread;
};

/// How far an attempt came, from its phase.
std::size_t distance(const Failed& failed) {
    constexpr std::array<std::string_view, 7> k_phases = {"reply", "edits", "guard", "syntax", "tests", "checks", "proof"};
    return static_cast<std::size_t>(std::find(k_phases.begin(), k_phases.end(), failed.phase) - k_phases.begin());
}

bool has_passed(const Candidate& candidate, bool with_edits) {
    if (!candidate.outcome || !*candidate.outcome) return false;
    const auto* const passed = std::get_if<Passed>(&**candidate.outcome);
    return passed != nullptr && (!with_edits || !passed->edits.empty());
}

class Race {
 public:
    Race(AttemptScene& scene, const Kept& kept, const report::AttemptStarted& started, std::size_t model)
        : scene_(scene), kept_(kept), started_(started), model_(model) {}

    Result<AttemptOutcome> run(domain::Prompt& prompt, const std::vector<int>& numbers) {
        for (const int number : numbers) candidates_.emplace_back(number, prompt);
        for (Candidate& candidate : candidates_) candidate.thread = std::thread([this, &candidate] { work(candidate); });
        for (Candidate& candidate : candidates_) candidate.thread.join();
        PROFFER_CHECK(tell_unfinished());
        Candidate& best = choose();
        prompt = std::move(best.prompt);
        return *std::move(best.outcome);
    }

 private:
    void work(Candidate& candidate) {
        const base::StopFlagScope scope(candidate.is_stopped);
        LaneWatcher watcher(scene_.ports.watcher, watching_, fmt::format("candidate {}", candidate.number));
        Ports ports = with_watcher(scene_.ports, watcher);
        candidate.outcome = attempt(candidate, ports);
        if (!has_passed(candidate, true)) return;
        const std::lock_guard lock(winning_);
        if (winner_ != nullptr) return;
        winner_ = &candidate;
        for (Candidate& other : candidates_)
            if (&other != &candidate) other.is_stopped = true;
    }

    Result<AttemptOutcome> attempt(Candidate& candidate, Ports& ports) {
        PROFFER_TRY(provider::Provider* const provider, scene_.models.at(model_, candidate.number > 1));
        report::Lane lane = scene_.recorder.lane();
        lane.candidate = candidate.number;
        AttemptScene own = at_lane(scene_, ports, lane, *provider);
        PROFFER_CHECK(own.recorder.record(started_));
        return make_attempt(own, candidate.prompt, kept_);
    }

    /// Every candidate that began has an end in the journal.
    Result<void> tell_unfinished() {
        for (const Candidate& candidate : candidates_) {
            if (!candidate.outcome || *candidate.outcome) continue;
            const Error& error = candidate.outcome->error();
            const bool is_stopped = candidate.is_stopped && error.code == ErrorCode::interrupted;
            report::Lane lane = scene_.recorder.lane();
            lane.candidate = candidate.number;
            report::AttemptFailed told{
                is_stopped ? "stopped" : "reply", is_stopped ? "another candidate passed first" : error.message, {}, ""};
            PROFFER_CHECK(scene_.recorder.at(lane).record(std::move(told)));
        }
        return {};
    }

    /// Who passed, else who came furthest, else the first.
    Candidate& choose() {
        if (winner_ != nullptr) return *winner_;
        Candidate* best = &candidates_.front();
        for (Candidate& candidate : candidates_)
            if (rank(candidate) > rank(*best)) best = &candidate;
        return *best;
    }

    /// A candidate that finds nothing to change counts less than one whose edits fail: it may just not have understood.
    static int rank(const Candidate& candidate) {
        if (!candidate.outcome || !*candidate.outcome) return 0;
        if (has_passed(candidate, false)) return 1;
        return 2 + static_cast<int>(distance(std::get<Failed>(**candidate.outcome)));
    }

    AttemptScene& scene_;
    const Kept& kept_;
    const report::AttemptStarted& started_;
    std::size_t model_;
    std::deque<Candidate> candidates_;
    std::mutex watching_;
    std::mutex winning_;
    Candidate* winner_ = nullptr;
};

}  // namespace

Result<AttemptOutcome> make_candidates(AttemptScene& scene, domain::Prompt& prompt, const Kept& kept, const report::AttemptStarted& started,
                                       std::size_t model, int count) {
    std::vector<int> numbers;
    for (int number = 1; number <= count; ++number) numbers.push_back(number);
    const auto recorded = scene.winners.find({scene.recorder.lane().unit, started.number});
    if (recorded != scene.winners.end()) numbers = {recorded->second};
    return Race(scene, kept, started, model).run(prompt, numbers);
}

}  // namespace proffer::run
