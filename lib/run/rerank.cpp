// A choice that only moves files within the list it was given.
#include "run/rerank.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "locate/outline.hpp"
#include "prompt/rerank.hpp"
#include "run/attempt.hpp"
#include "run/context.hpp"

namespace proffer::run {
namespace {

constexpr std::size_t k_most_candidates = 20;
constexpr std::size_t k_most_outline_lines = 30;
/// Six paths need a tenth of it; models that think first need more.
constexpr std::uint64_t k_most_output_tokens = 2000;

std::vector<prompt::Outline> outlines_of(const RerankScene& scene, const std::vector<locate::Guess>& guesses) {
    std::vector<prompt::Outline> outlines;
    for (const locate::Guess& guess : guesses) {
        if (outlines.size() == k_most_candidates) break;
        if (obstacle_to_reading(scene.snapshot, guess.path, scene.scope, scene.limits)) continue;
        if (!scene.scope.protecting_rule(guess.path).empty()) continue;
        const auto text = scene.snapshot.read(guess.path);
        if (!text || text->find('\0') != std::string::npos) continue;
        outlines.push_back({guess.path, locate::outline_of(*text, locate::kind_of(guess.path).family, k_most_outline_lines), ""});
    }
    return outlines;
}

/// The next call would meet it too.
bool stops_the_run(const Error& error, const Budget& budget) {
    switch (error.code) {
        case ErrorCode::interrupted:
        case ErrorCode::exhausted:
        case ErrorCode::unauthorized:
        case ErrorCode::not_found:
        case ErrorCode::config: return true;
        case ErrorCode::timed_out: return budget.time_left().count() == 0;
        default: return false;
    }
}

/// Why nothing can be made of it, or nothing.
std::string problem_of(const domain::Reply& reply, const std::vector<std::string>& chosen) {
    if (reply.stop == domain::StopReason::length) return "the reply was cut off at the token limit";
    if (reply.stop == domain::StopReason::refusal) return "the model declined";
    return chosen.empty() ? "the reply names none of the files" : "";
}

report::Reranked read_answer(const domain::Reply& reply, const std::vector<std::string>& candidates) {
    report::Reranked record;
    record.candidates = candidates.size();
    record.answered = true;
    record.reply = reply.text;
    record.stop = domain::name(reply.stop);
    record.model = reply.model;
    record.usage = reply.usage;
    record.replayed = reply.replayed;
    if (reply.stop == domain::StopReason::complete) record.chosen = prompt::parse_rerank(reply.text, candidates);
    record.problem = problem_of(reply, record.chosen);
    return record;
}

void put_first(const std::vector<std::string>& chosen, std::vector<locate::Guess>& guesses) {
    auto place = guesses.begin();
    for (const std::string& path : chosen) {
        const auto found = std::find_if(place, guesses.end(), [&](const locate::Guess& guess) { return guess.path == path; });
        if (found == guesses.end()) continue;
        found->chosen = true;
        std::rotate(place, found, std::next(found));
        ++place;
    }
}

std::string told(const report::Reranked& record) {
    std::string paths;
    for (const std::string& path : record.chosen) paths += (paths.empty() ? "'" : ", '") + path + "'";
    return fmt::format("the model chose {} among {}: {} tokens in, {} out", paths.empty() ? "nothing" : paths,
                       base::count_of(record.candidates, "likely file"), record.usage.input_tokens, record.usage.output_tokens);
}

}  // namespace

Result<void> rerank(const RerankScene& scene, const std::string& instruction, std::vector<locate::Guess>& guesses,
                    std::vector<std::string>& warnings) {
    prompt::Request request;
    request.instruction = instruction;
    request.outlines = outlines_of(scene, guesses);
    request.nonce = scene.nonce;
    if (request.outlines.size() < 2) return {};
    const auto prompt = prompt::compose_rerank(request);
    if (!prompt) {
        warnings.push_back("the model was not asked which files are meant: " + prompt.error().message);
        return {};
    }
    std::vector<std::string> candidates;
    for (const prompt::Outline& outline : request.outlines) candidates.push_back(outline.path);
    report::Reranked record;
    record.candidates = candidates.size();
    auto reply = ask_provider(scene.ports, scene.provider, *prompt, scene.budget, {}, {}, k_most_output_tokens);
    if (!reply && stops_the_run(reply.error(), scene.budget)) return std::move(reply).error();
    if (reply)
        record = read_answer(*reply, candidates);
    else
        record.problem = reply.error().message;
    PROFFER_CHECK(scene.recorder.record(record));
    if (!record.problem.empty()) warnings.push_back("the model's choice of files counts for nothing: " + record.problem);
    if (record.answered) scene.ports.watcher.on_event(told(record));
    put_first(record.chosen, guesses);
    return {};
}

}  // namespace proffer::run
