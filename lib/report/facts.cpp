// What several reports say of a run in the same words.
#include "report/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "report/figures.hpp"

namespace proffer::report {

std::string conclusion_of(const RunSummary& run) {
    return run.finish ? run.finish->conclusion : "interrupted";
}

std::string result_text(const RunSummary& run) {
    if (!run.finish) return "interrupted (the run was killed; this is what had happened)";
    if (run.finish->message.empty()) return run.finish->conclusion;
    return run.finish->conclusion + ": " + run.finish->message;
}

bool ended_well(const RunSummary& run) {
    return run.finish && run.finish->exit_status == 0;
}

std::string next_step_of(const RunSummary& run) {
    if (run.finish) return run.finish->next_step;
    return run.proposal ? "run proffer publish with this directory: the proposal was made before the end" : "start the run again";
}

bool is_by_command(const RunSummary& run) {
    return !run.start.command.empty();
}

std::string model_of(const RunSummary& run) {
    std::string model = run.start.model;
    for (const AttemptSummary& attempt : run.attempts)
        if (attempt.reply && !attempt.reply->model.empty()) model = attempt.reply->model;
    if (run.start.provider.empty()) return model;
    return model.empty() ? run.start.provider : run.start.provider + "/" + model;
}

std::string branch_of(const RunSummary& run) {
    if (run.published && !run.published->branch.empty()) return run.published->branch;
    return run.proposal ? run.proposal->branch : "";
}

std::string commit_of(const RunSummary& run) {
    if (run.published && !run.published->commit.empty()) return run.published->commit;
    return run.proposal ? run.proposal->commit : "";
}

std::int64_t duration_ms_of(const RunSummary& run) {
    return run.finish ? run.finish->duration_ms : run.last_ms - run.started_ms;
}

const AttemptSummary* deciding_attempt(const RunSummary& run) {
    const auto passed = std::find_if(run.attempts.rbegin(), run.attempts.rend(), [](const auto& attempt) { return attempt.passed; });
    if (passed != run.attempts.rend()) return &*passed;
    return run.attempts.empty() ? nullptr : &run.attempts.back();
}

std::string hidden_text_of(const RunSummary& run) {
    std::map<std::string, std::size_t> count;
    for (const HiddenTextFound& part : run.hidden_text)
        if (!part.kept) ++count[part.source];
    std::string text;
    for (const auto& [source, parts] : count) text += (text.empty() ? "" : ", ") + base::count_of(parts, "part") + " of " + source;
    return text;
}

std::string reranked_text(const RunSummary& run) {
    if (!run.reranked) return "";
    const Reranked& choice = *run.reranked;
    const std::string asked = fmt::format("The model was asked which of {} are meant", base::count_of(choice.candidates, "likely file"));
    if (!choice.answered) return asked + "; no answer: " + choice.problem;
    const std::string outcome =
        choice.problem.empty() ? fmt::format("it chose {}", choice.chosen.size()) : "its answer counts for nothing: " + choice.problem;
    return fmt::format("{}; {}; {}, {}", asked, outcome, tokens_text(choice.usage), cost_text(choice.usage));
}

std::string minimised_text(const RunSummary& run) {
    if (!run.minimised || run.minimised->dropped.empty()) return "";
    const Minimised& made = *run.minimised;
    const std::size_t dropped = made.dropped.size();
    const std::string why = made.results.empty() ? "layout that nothing else touches" : "the checks are as green without";
    return fmt::format("{} of {} {} dropped: {} ({}, {})", dropped, base::count_of(made.hunks, "hunk"), dropped == 1 ? "was" : "were", why,
                       base::count_of(made.trials, "trial"), duration_text(made.duration_ms));
}

const std::vector<domain::CheckResult>& proposal_checks(const RunSummary& run, const AttemptSummary& attempt) {
    return attempt.passed && run.minimised && !run.minimised->results.empty() ? run.minimised->results : attempt.checks;
}

std::string hidden_part_title(const HiddenTextFound& part) {
    return fmt::format("{}, line {} of {}: {}", part.kind, part.line, part.source,
                       part.kept ? "folded away for readers, shown to the model" : "not shown to the model");
}

std::string attempt_title(const AttemptSummary& attempt) {
    std::string title = fmt::format("Attempt {}", attempt.start.number);
    if (attempt.lane.unit > 0) title = fmt::format("Unit {}, attempt {}", attempt.lane.unit, attempt.start.number);
    if (attempt.lane.candidate > 0) title += fmt::format(", candidate {}", attempt.lane.candidate);
    if (attempt.start.cycle > 0) title += fmt::format(" (after diagnosis {})", attempt.start.cycle);
    return title;
}

std::string next_text(const StrategyChosen& next) {
    return next.strategy + ": " + next.why;
}

std::string attempt_title(const RunSummary& run, const AttemptSummary& attempt) {
    return run.units.empty() || attempt.lane.unit > 0 ? attempt_title(attempt)
                                                      : fmt::format("All units together, {}", attempt.start.number);
}

bool ended_well(const UnitSummary& unit) {
    return unit.end.conclusion == "success" || unit.end.conclusion == "no-change";
}

std::string units_text(const RunSummary& run) {
    if (run.units.empty()) return "";
    const auto count = [&](std::string_view conclusion) {
        return std::count_if(run.units.begin(), run.units.end(),
                             [&](const UnitSummary& unit) { return unit.end.conclusion == conclusion; });
    };
    const auto failed = std::count_if(run.units.begin(), run.units.end(), [](const UnitSummary& unit) { return !ended_well(unit); });
    return fmt::format("{}: {} included, {} unchanged, {} failed", base::count_of(run.units.size(), "unit"), count("success"),
                       count("no-change"), failed);
}

std::string_view short_id(std::string_view id) {
    return id.substr(0, 12);
}

}  // namespace proffer::report
