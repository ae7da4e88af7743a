// The end of every run: the conclusion in the journal, and the reports.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "domain/conclusion.hpp"
#include "run/recorder.hpp"

namespace proffer::run {

struct Ending {
    domain::Conclusion conclusion = domain::Conclusion::success;
    std::string message;    ///< one line: why
    std::string error;      ///< Error::text of what stopped the run; else empty
    std::string next_step;  ///< empty: the conclusion's usual one
};

/// The ending of a run that was stopped by `error`; provider errors conclude as `model-error`.
[[nodiscard]] Ending ending_of(const Error& error);

/// Of a run whose last attempt failed in that phase.
[[nodiscard]] domain::Conclusion conclusion_of_phase(std::string_view phase);

/// Records the ending and writes the reports.
[[nodiscard]] Result<void> finish(Recorder& recorder, const Ending& ending, std::chrono::milliseconds duration, int signal,
                                  const std::vector<std::string>& formats);

}  // namespace proffer::run
