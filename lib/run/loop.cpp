// The loop's state, and what each strategy does to it.
#include "run/loop.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "prompt/compose.hpp"
#include "run/candidates.hpp"
#include "run/in_place.hpp"
#include "run/pack.hpp"
#include "run/strategy.hpp"

namespace proffer::run {
namespace {

constexpr int k_most_candidates = 16;
constexpr std::size_t k_most_facts = 12;
constexpr std::size_t k_most_fact_bytes = 600;

/// The end of a check's output, where what went wrong usually stands.
std::string last_lines(const Failed& failed) {
    for (const domain::CheckResult& check : failed.checks) {
        if (check.verdict != domain::Verdict::failed) continue;
        const std::string_view output = base::trim_right(check.output);
        const std::size_t from = output.size() > k_most_fact_bytes ? output.size() - k_most_fact_bytes : 0;
        return std::string(output.substr(std::min(output.find('\n', from == 0 ? output.size() : from), from)));
    }
    return {};
}

std::string fact_of(const Failed& failed) {
    std::string fact = failed.phase + ": " + failed.summary;
    if (const std::string lines = last_lines(failed); !lines.empty())
        for (const std::string_view line : base::split_lines(lines)) fact += "\n    " + std::string(base::trim_right(line));
    return fact;
}

bool is_unreachable(const Error& error) {
    switch (error.code) {
        case ErrorCode::network:
        case ErrorCode::timed_out:
        case ErrorCode::rate_limited:
        case ErrorCode::protocol:
        case ErrorCode::not_found:
        case ErrorCode::unauthorized: return true;
        default: return false;
    }
}

bool came_from_the_model(const Error& error) {
    return std::find(error.trail.begin(), error.trail.end(), k_asking_the_model) != error.trail.end();
}

void add_exchange(domain::Prompt& prompt, const Failed& failed) {
    // Services refuse empty assistant turns.
    prompt.messages.push_back({domain::Role::assistant, failed.reply.empty() ? "(an empty reply)" : failed.reply});
    prompt.messages.push_back({domain::Role::user, failed.feedback});
}

class Loop {
 public:
    Loop(AttemptScene& scene, const Context& context, const std::string& instruction)
        : scene_(scene), full_context_(context), context_(context), original_(instruction), instruction_(instruction) {
        outcome_.provider = &scene.provider;
        begin_cycle();
    }

    Result<LoopOutcome> run() {
        PROFFER_CHECK(compose());
        while (true) {
            auto outcome = attempt();
            FailureClass failure{};
            if (!outcome) {
                const std::optional<FailureClass> told = class_of(outcome.error());
                if (!told) return std::move(outcome).error();
                failure = *told;
                PROFFER_CHECK(end_without_reply(outcome.error()));
            } else if (auto* passed = std::get_if<Passed>(&*outcome)) {
                outcome_.passed = true;
                outcome_.edits = std::move(passed->edits);
                outcome_.checks = std::move(passed->checks);
                return std::move(outcome_);
            } else {
                failure = classify(std::get<Failed>(*outcome), scene_.snapshot);
                note(std::get<Failed>(*outcome));
            }
            PROFFER_TRY(const bool goes_on, go_on(failure, outcome ? &std::get<Failed>(*outcome) : nullptr));
            if (goes_on) continue;
            if (!outcome) return std::move(outcome).error();
            return std::move(outcome_);
        }
    }

 private:
    [[nodiscard]] const domain::Settings& settings() const { return scene_.task.settings; }

    void begin_cycle() {
        retries_left_ = settings().retries;
        attempt_ = 0;
        candidates_ = settings().model.candidates;
        format_ = own_format();
        context_ = full_context_;
        most_bytes_.reset();
        failures_.clear();
        facts_.clear();
        kept_ = {};
        in_a_row_ = 0;
    }

    [[nodiscard]] prompt::Request request(const std::string& instruction) const {
        prompt::Request request;
        request.instruction = instruction;
        request.guidance = shown_.guidance;
        request.excerpts = shown_.excerpts;
        request.outlines = shown_.outlines;
        request.allowed = scene_.scope.allowed;
        for (const std::string& file : scene_.scope.files)
            if (!guard::matches_any(scene_.scope.allowed, file)) request.allowed.push_back(file);
        for (const domain::CheckSettings& check : settings().checks) request.checks.push_back(check.run);
        request.edit_format = format_;
        request.provider = outcome_.provider->name();
        request.model = outcome_.provider->model();
        request.nonce = scene_.nonce;
        return request;
    }

    /// A new conversation, with what the attempts of this cycle have taught.
    Result<void> compose() {
        PROFFER_CHECK(choose_what_is_shown());
        prompt::Request asked = request(instruction_);
        asked.facts = facts_;
        PROFFER_TRY(prompt_, prompt::compose(asked));
        kept_ = {};
        return {};
    }

    /// As much of the context as the model takes beside all else.
    Result<void> choose_what_is_shown() {
        shown_ = {};
        prompt::Request bare = request(instruction_);
        bare.facts = facts_;
        PROFFER_TRY(const domain::Prompt prompt, prompt::compose(bare));
        PROFFER_TRY(const std::uint64_t context_tokens, scene_.models.context_tokens(model_));
        const std::size_t room = room_for_files(context_tokens, settings(), prompt::estimate_tokens(prompt));
        const bool needs_whole = format_ == domain::EditFormat::whole;
        shown_ = pack(context_, instruction_ + "\n" + base::join(facts_, "\n"), std::min(room, most_bytes_.value_or(room)), needs_whole);
        scene_.shown = {shown_.paths(false), shown_.paths(true), std::min(room, Shown().room_bytes)};
        for (const std::string& line : shown_.left_out)
            if (told_.insert(line).second) PROFFER_CHECK(scene_.recorder.record(report::Warned{line}));
        return {};
    }

    Result<AttemptOutcome> attempt() {
        ++attempt_;
        ++number_;
        const report::AttemptStarted started{cycle_, attempt_, number_};
        const std::string of_cycle = cycle_ > 0 ? fmt::format(" (cycle {})", cycle_) : "";
        scene_.ports.watcher.on_event(fmt::format("attempt {}{}", number_, of_cycle));
        const double before = spent();
        auto outcome = candidates_ > 1 ? make_candidates(scene_, prompt_, kept_, started, model_, candidates_) : single(started);
        if (strategy_) used_[static_cast<std::size_t>(*strategy_)] += spent() - before;
        return outcome;
    }

    Result<AttemptOutcome> single(const report::AttemptStarted& started) {
        PROFFER_CHECK(scene_.recorder.record(started));
        PROFFER_TRY(provider::Provider* const provider, scene_.models.at(model_));
        AttemptScene own = at_lane(scene_, scene_.ports, scene_.recorder.lane(), *provider);
        return make_attempt(own, prompt_, kept_);
    }

    /// The part of the run's limits that is used up, whichever is furthest.
    [[nodiscard]] double spent() const {
        const domain::Limits& limits = settings().limits;
        const domain::Usage used = scene_.budget.used();
        const double tokens =
            static_cast<double>(used.input_tokens + used.output_tokens) / static_cast<double>(std::max<std::uint64_t>(limits.tokens, 1));
        const double time =
            static_cast<double>(scene_.budget.elapsed().count()) / static_cast<double>(std::max<std::int64_t>(limits.time.count(), 1));
        return std::max(tokens, time);
    }

    /// What another strategy may mend of a call that brought no reply.
    [[nodiscard]] std::optional<FailureClass> class_of(const Error& error) const {
        if (!came_from_the_model(error)) return {};
        if (error.code == ErrorCode::too_large) return FailureClass::context_overflow;
        // Our own time is over: no model is to blame.
        if (is_unreachable(error) && scene_.budget.time_left().count() > 0) return FailureClass::unreachable;
        return {};
    }

    void note(const Failed& failed) {
        outcome_.last_phase = failed.phase;
        outcome_.last_summary = failed.summary;
        if (!failed.proposal.empty()) {
            outcome_.edits = failed.proposal;
            outcome_.checks = failed.checks;
        }
        failures_.push_back({number_, failed.phase, failed.feedback});
        if (facts_.size() < k_most_facts) facts_.push_back(fact_of(failed));
    }

    [[nodiscard]] bool has_next_model() const { return model_ + 1 < scene_.models.count(); }

    [[nodiscard]] Standing standing(FailureClass failure) const {
        Standing standing;
        standing.failure = failure;
        standing.in_a_row = in_a_row_;
        standing.retries_left = retries_left_;
        standing.cycles_left = settings().cycles - cycle_;
        standing.has_next_model = has_next_model();
        standing.can_show_less = shown_.can_shrink();
        standing.can_ask_for_more = candidates_ > 1 && candidates_ < k_most_candidates;
        standing.used = used_;
        return standing;
    }

    /// Chooses, records and does what comes next; false: nothing.
    Result<bool> go_on(FailureClass failure, const Failed* failed) {
        in_a_row_ = last_failure_ == failure ? in_a_row_ + 1 : 1;
        last_failure_ = failure;
        const Choice choice = choose(standing(failure));
        strategy_ = choice.strategy;
        PROFFER_CHECK(record(failure, choice));
        return carry_out(choice.strategy, failed);
    }

    /// The attempt has an end in the journal; its error is the run's when nothing else is left.
    Result<void> end_without_reply(const Error& error) {
        if (candidates_ > 1) return {};
        return scene_.recorder.record(report::AttemptFailed{"reply", error.message, {}, ""});
    }

    Result<void> record(FailureClass failure, const Choice& choice) {
        report::StrategyChosen chosen;
        chosen.failure = name(failure);
        chosen.strategy = name(choice.strategy);
        chosen.why = choice.why;
        chosen.share = share(choice.strategy);
        chosen.used = used_[static_cast<std::size_t>(choice.strategy)];
        chosen.model = outcome_.provider->model();
        if (choice.strategy == Strategy::next_model) chosen.model = settings().model.fallback.at(model_);
        chosen.candidates = choice.strategy == Strategy::more_candidates ? std::min(candidates_ * 2, k_most_candidates) : candidates_;
        scene_.ports.watcher.on_event(fmt::format("next: {} ({})", chosen.strategy, chosen.why));
        return scene_.recorder.record(std::move(chosen));
    }

    Result<bool> carry_out(Strategy strategy, const Failed* failed) {
        switch (strategy) {
            case Strategy::exact_feedback: return retry_with(failed);
            case Strategy::more_candidates: candidates_ = std::min(candidates_ * 2, k_most_candidates); return retry_with(failed);
            case Strategy::other_format: format_ = other_format(); return retry_afresh(failed);
            case Strategy::fewer_files: most_bytes_ = shown_.bytes / 2; return retry_afresh(failed);
            case Strategy::fresh_context: show_named_files(failed); return retry_afresh(failed);
            case Strategy::next_model: return ask_next_model();
            case Strategy::diagnosis: return begin_next_cycle();
            case Strategy::stop: return false;
        }
        return false;
    }

    Result<bool> retry_with(const Failed* failed) {
        if (failed == nullptr) return retry_afresh(failed);
        --retries_left_;
        add_exchange(prompt_, *failed);
        scene_.shown = failed->shown;
        kept_ = {failed->placed, failed->phase == "edits" ? kept_.refused_rounds + 1 : 0};
        return true;
    }

    Result<bool> retry_afresh(const Failed* failed) {
        if (failed != nullptr) --retries_left_;
        PROFFER_CHECK(compose());
        return true;
    }

    Result<bool> ask_next_model() {
        ++model_;
        PROFFER_TRY(outcome_.provider, scene_.models.at(model_));
        if (format_ == domain::EditFormat::in_place) format_ = own_format();
        retries_left_ = settings().retries;
        in_a_row_ = 0;
        return retry_afresh(nullptr);
    }

    /// An agent that edits in place has no other; models that are asked after it have.
    [[nodiscard]] domain::EditFormat own_format() const {
        return model_ == 0 && edits_in_place(settings().model) ? domain::EditFormat::in_place : settings().model.edit_format;
    }

    [[nodiscard]] domain::EditFormat other_format() const {
        if (format_ == domain::EditFormat::in_place) return format_;
        const bool is_whole = prompt::choose_format(request(instruction_)) == domain::EditFormat::whole;
        if (is_whole) return domain::EditFormat::search_replace;
        return scene_.shown.in_part.empty() ? domain::EditFormat::whole : domain::EditFormat::diff;
    }

    /// The files that the failed check names, as far as the model may see them.
    void show_named_files(const Failed* failed) {
        if (failed == nullptr) return;
        for (const std::string& path : files_named_by(*failed, scene_.snapshot)) {
            const bool is_shown = std::any_of(context_.excerpts.begin(), context_.excerpts.end(),
                                              [&](const prompt::Excerpt& excerpt) { return excerpt.path == path; });
            if (is_shown || obstacle_to_reading(scene_.snapshot, path, scene_.scope, settings().limits)) continue;
            auto text = scene_.snapshot.read(path);
            if (text && text->find('\0') == std::string::npos)
                context_.excerpts.push_back({path, *std::move(text), true, "the failed check names it"});
        }
    }

    /// False when the model has no advice.
    Result<bool> begin_next_cycle() {
        const double before = spent();
        PROFFER_TRY(const std::string corrected, diagnose());
        used_[static_cast<std::size_t>(Strategy::diagnosis)] += spent() - before;
        if (corrected.empty()) return without_advice();
        ++cycle_;
        instruction_ = corrected;
        begin_cycle();
        PROFFER_CHECK(compose());
        return true;
    }

    Result<bool> without_advice() {
        if (!has_next_model()) return false;
        PROFFER_CHECK(record(*last_failure_, {Strategy::next_model, "the diagnosis has no advice"}));
        strategy_ = Strategy::next_model;
        return ask_next_model();
    }

    Result<domain::Reply> ask_for_diagnosis(const domain::Prompt& prompt) {
        while (true) {
            PROFFER_TRY(provider::Provider* const provider, scene_.models.at(model_));
            auto reply = ask_provider(scene_.ports, *provider, prompt, scene_.budget, {}, scene_.recorder.lane());
            const bool is_over = reply || class_of(reply.error()) != FailureClass::unreachable || !has_next_model();
            if (is_over) return reply;
            scene_.ports.watcher.on_event(fmt::format("'{}' cannot be reached; the next model is asked", provider->model()));
            ++model_;
            PROFFER_TRY(outcome_.provider, scene_.models.at(model_));
        }
    }

    /// The corrected instruction, or nothing when the model has no advice.
    Result<std::string> diagnose() {
        scene_.ports.watcher.on_event(fmt::format("diagnosis {}: all attempts failed; asking for the cause", cycle_ + 1));
        PROFFER_TRY(const domain::Prompt prompt, prompt::compose_diagnosis(request(original_), failures_));
        PROFFER_TRY(const domain::Reply reply, ask_for_diagnosis(prompt));
        prompt::Diagnosis diagnosis;
        if (reply.stop == domain::StopReason::complete) diagnosis = prompt::parse_diagnosis(reply.text);
        PROFFER_CHECK(scene_.recorder.record(
            report::Diagnosed{cycle_ + 1, diagnosis.root_cause, diagnosis.instructions, reply.usage, reply.text, reply.replayed}));
        if (diagnosis.instructions.empty()) return std::string();
        return fmt::format("{}\n\nEarlier attempts failed. Cause: {}\nDo this instead: {}", original_, diagnosis.root_cause,
                           diagnosis.instructions);
    }

    AttemptScene& scene_;
    const Context& full_context_;
    Context context_;                        // with what failed checks named
    std::optional<std::size_t> most_bytes_;  // of it that are shown, where the model took no more
    Packed shown_;
    std::set<std::string> told_;
    const std::string& original_;
    std::string instruction_;
    LoopOutcome outcome_;
    domain::Prompt prompt_;
    Kept kept_;
    std::size_t model_ = 0;
    int cycle_ = 0;
    int attempt_ = 0;  // of the cycle
    int number_ = 0;   // of the run
    int retries_left_ = 0;
    int candidates_ = 1;
    domain::EditFormat format_ = domain::EditFormat::automatic;
    std::vector<prompt::FailedAttempt> failures_;  // of the cycle
    std::vector<std::string> facts_;               // of the cycle
    std::optional<FailureClass> last_failure_;
    int in_a_row_ = 0;
    std::optional<Strategy> strategy_;  // that led to the attempt
    std::array<double, k_strategies> used_ = {};
};

}  // namespace

Result<LoopOutcome> run_loop(AttemptScene& scene, const Context& context, const std::string& instruction) {
    return Loop(scene, context, instruction).run();
}

}  // namespace proffer::run
