// Writes the journal as things happen and keeps it in memory, so that every report is rendered from it alone.
#pragma once

#include <string>

#include "report/event.hpp"
#include "report/summary.hpp"
#include "run/ports.hpp"

namespace proffer::run {

class Recorder {
 public:
    /// `earlier` are the lines already in the journal of an artifact that is carried on.
    Recorder(Artifact& artifact, const Clock& clock, const base::Redactor& redactor, report::Journal earlier = {});

    /// The line is redacted, then on disk when this returns.
    [[nodiscard]] Result<void> record(report::Event event);
    [[nodiscard]] report::RunSummary summary() const { return report::summarise(journal_); }
    /// report.md, report.json, report.html, report.junit.xml as `formats` asks, and pull-request.json once there is a proposal.
    [[nodiscard]] Result<void> write_reports(const std::vector<std::string>& formats) const;

 private:
    Artifact& artifact_;
    const Clock& clock_;
    const base::Redactor& redactor_;
    report::Journal journal_;
};

/// Renders the files of `write_reports` from a journal into `artifact`; `proffer report` uses it alone.
[[nodiscard]] Result<void> write_reports(const report::RunSummary& summary, const std::vector<std::string>& formats, Artifact& artifact);

}  // namespace proffer::run
