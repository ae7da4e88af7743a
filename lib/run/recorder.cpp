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

Recorder::Recorder(Artifact& artifact, const Clock& clock, const base::Redactor& redactor, report::Journal earlier)
    : artifact_(artifact), clock_(clock), redactor_(redactor), journal_(std::move(earlier)) {}

Result<void> Recorder::record(report::Event event) {
    const std::uint64_t sequence = journal_.lines.empty() ? 1 : journal_.lines.back().sequence + 1;
    const report::JournalLine line{sequence, clock_.now_ms(), std::move(event)};
    const std::string text = redactor_.redact(report::render_line(line));
    PROFFER_CHECK(artifact_.append(text));
    // Reports must show what the journal says, so what is kept is the redacted line, read back.
    if (auto read_back = report::parse_journal_line(text)) journal_.lines.push_back(*std::move(read_back));
    return {};
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
