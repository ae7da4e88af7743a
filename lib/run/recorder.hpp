// Writes the journal as things happen and keeps what reports show of it, so that every report is rendered from the journal alone.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "report/event.hpp"
#include "report/summary.hpp"
#include "run/ports.hpp"

namespace proffer::run {

/// May be used by several threads at once.
class Recorder {
 public:
    /// `earlier` are the lines already in the journal of an artifact that is carried on.
    Recorder(Artifact& artifact, const Clock& clock, const base::Redactor& redactor, const report::Journal& earlier = {});

    /// The line is redacted, then on disk when this returns.
    [[nodiscard]] Result<void> record(report::Event event, report::Lane lane = {});
    [[nodiscard]] report::RunSummary summary() const;
    /// report.md, report.json, report.html, report.junit.xml as `formats` asks, and pull-request.json once there is a proposal.
    [[nodiscard]] Result<void> write_reports(const std::vector<std::string>& formats) const;

 private:
    Artifact& artifact_;
    const Clock& clock_;
    const base::Redactor& redactor_;
    mutable std::mutex mutex_;
    std::uint64_t last_sequence_ = 0;
    report::SummaryBuilder summary_;
};

/// The journal as one lane sees it. The recorder outlives it.
class LaneRecorder {
 public:
    explicit LaneRecorder(Recorder& recorder, report::Lane lane = {}) : recorder_(&recorder), lane_(lane) {}

    [[nodiscard]] Result<void> record(report::Event event) const { return recorder_->record(std::move(event), lane_); }
    [[nodiscard]] report::Lane lane() const { return lane_; }
    [[nodiscard]] LaneRecorder at(report::Lane lane) const { return LaneRecorder(*recorder_, lane); }

 private:
    Recorder* recorder_;
    report::Lane lane_;
};

/// Renders the files of `write_reports` from a journal into `artifact`; `proffer report` uses it alone.
[[nodiscard]] Result<void> write_reports(const report::RunSummary& summary, const std::vector<std::string>& formats, Artifact& artifact);

}  // namespace proffer::run
