// The journal's writer, and the report files rendered from it.
#include "run/recorder.hpp"

#include <array>
#include <utility>

#include "report/render.hpp"

namespace proffer::run {
namespace {

struct ReportFile {
    std::string_view format;
    std::string_view file_name;
    std::string (*render)(const report::RunSummary&);
};

constexpr std::array k_report_files = {
    ReportFile{"markdown", "report.md", report::render_markdown},
    ReportFile{"json", "report.json", report::render_json},
    ReportFile{"html", "report.html", report::render_html},
    ReportFile{"junit", "report.junit.xml", report::render_junit},
};

}  // namespace

Recorder::Recorder(Artifact& artifact, const Clock& clock, const base::Redactor& redactor, const report::Journal& earlier)
    : artifact_(artifact), clock_(clock), redactor_(redactor) {
    for (const report::JournalLine& line : earlier.lines) summary_.add(line);
    if (!earlier.lines.empty()) last_sequence_ = earlier.lines.back().sequence;
}

Result<void> Recorder::record(report::Event event, report::Lane lane) {
    const std::lock_guard lock(mutex_);
    const report::JournalLine line{++last_sequence_, clock_.now_ms(), std::move(event), lane};
    const std::string text = redactor_.redact(report::render_line(line));
    PROFFER_CHECK(artifact_.append(text));
    // Reports must show what the journal says, so what is kept is the redacted line, read back.
    if (auto read_back = report::parse_journal_line(text)) summary_.add(*read_back);
    return {};
}

report::RunSummary Recorder::summary() const {
    const std::lock_guard lock(mutex_);
    return summary_.run();
}

Result<void> Recorder::write_reports(const std::vector<std::string>& formats) const {
    return run::write_reports(summary(), formats, artifact_);
}

Result<void> write_reports(const report::RunSummary& summary, const std::vector<std::string>& formats, Artifact& artifact) {
    for (const ReportFile& file : k_report_files) {
        bool is_wanted = false;
        for (const std::string& format : formats) is_wanted = is_wanted || format == file.format;
        if (is_wanted) PROFFER_CHECK(artifact.write(file.file_name, file.render(summary)));
    }
    if (summary.proposal) PROFFER_CHECK(artifact.write("pull-request.json", report::render_pull_request(summary)));
    return {};
}

}  // namespace proffer::run
