// From an error or an outcome to the journal's last line.
#include "run/finish.hpp"

#include <algorithm>
#include <string_view>

#include "run/attempt.hpp"
#include "run/publish.hpp"

namespace proffer::run {
namespace {

bool was(const Error& error, std::string_view doing) {
    return std::find(error.trail.begin(), error.trail.end(), doing) != error.trail.end();
}

/// The same code means another thing on the way to the forge: nothing of the proposal itself is wrong then.
domain::Conclusion conclusion_of_publishing(const Error& error) {
    switch (error.code) {
        case ErrorCode::denied:
        case ErrorCode::unauthorized: return domain::Conclusion::forge_denied;
        case ErrorCode::conflict: return domain::Conclusion::git_error;
        case ErrorCode::timed_out: return domain::Conclusion::network_error;
        default: return domain::conclusion_of(error);
    }
}

domain::Conclusion conclusion_of_stop(const Error& error) {
    if (error.code == ErrorCode::interrupted) return domain::Conclusion::cancelled;
    if (was(error, k_isolating_checks)) return domain::Conclusion::not_authorized;
    if (was(error, k_asking_the_model)) return domain::Conclusion::model_error;
    if (was(error, k_publishing)) return conclusion_of_publishing(error);
    if (error.code == ErrorCode::timed_out) return domain::Conclusion::timeout;
    return domain::conclusion_of(error);
}

}  // namespace

Ending ending_of(const Error& error) {
    const domain::Conclusion conclusion = conclusion_of_stop(error);
    const bool is_cancelled = conclusion == domain::Conclusion::cancelled;
    return {conclusion, is_cancelled ? "stopped by a signal" : error.message, error.text(), error.hint};
}

domain::Conclusion conclusion_of_phase(std::string_view phase) {
    if (phase == "reply" || phase == "edits") return domain::Conclusion::no_usable_reply;
    if (phase == "guard" || phase == "tests") return domain::Conclusion::rejected_edits;
    return domain::Conclusion::checks_failed;
}

Result<void> finish(Recorder& recorder, const Ending& ending, std::chrono::milliseconds duration, int signal,
                    const std::vector<std::string>& formats) {
    report::RunFinished finished;
    finished.conclusion = domain::name(ending.conclusion);
    finished.exit_status = domain::exit_status(ending.conclusion, signal);
    finished.message = ending.message;
    finished.next_step = ending.next_step.empty() ? std::string(domain::next_step(ending.conclusion)) : ending.next_step;
    finished.error = ending.error;
    finished.duration_ms = duration.count();
    PROFFER_CHECK(recorder.record(finished));
    return recorder.write_reports(formats);
}

}  // namespace proffer::run
