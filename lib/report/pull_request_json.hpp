// The pull request as JSON: a file of its own, and a part of the JSON report.
#pragma once

#include "json/json.hpp"
#include "report/summary.hpp"

namespace proffer::report {

/// Writes one object; what is not known yet is null. `run.proposal` must be there.
void write_pull_request(json::Writer& writer, const RunSummary& run);

}  // namespace proffer::report
