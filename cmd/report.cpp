// `proffer report DIR`: the reports again, from the journal alone; also after the run was killed.
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "cmd/command.hpp"
#include "cmd/plain_output.hpp"
#include "cmd/wiring.hpp"
#include "report/render.hpp"
#include "run/recorder.hpp"

namespace proffer::cmd {
namespace {

struct ReportFlags {
    std::string directory;
    std::string format;
    bool writes = false;
};

std::string render(const report::RunSummary& summary, const std::string& format) {
    if (format == "json") return report::render_json(summary);
    if (format == "html") return report::render_html(summary);
    if (format == "junit") return report::render_junit(summary);
    return report::render_markdown(summary);
}

Result<int> print_report(const CommonFlags& common, const ReportFlags& flags) {
    const std::filesystem::path directory = std::filesystem::absolute(flags.directory);
    PROFFER_TRY(const std::string text, os::read_file(directory / "journal.jsonl", 1024ULL * 1024 * 1024));
    PROFFER_TRY(const report::Journal journal, report::parse_journal(text));
    if (journal.dropped > 0)
        base::log_warning(fmt::format("{} at the end of the journal could not be read", base::count_of(journal.dropped, "line")));
    const report::RunSummary summary = report::summarise(journal);
    if (flags.writes) {
        PROFFER_TRY(const auto artifact, DirectoryArtifact::open(directory, DirectoryArtifact::Journal::carried_on));
        PROFFER_CHECK(run::write_reports(summary, {"markdown", "json", "html", "junit"}, *artifact));
        return 0;
    }
    const std::string format = flags.format.empty() ? (common.json ? "json" : "markdown") : flags.format;
    if (format == "json")
        print_json(render(summary, format));
    else
        print_text(render(summary, format));
    return 0;
}

}  // namespace

Run define_report(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<ReportFlags>();
    app.add_option("dir", flags->directory, "The artifact directory")->required()->type_name("DIR");
    app.add_option("--format", flags->format, "markdown (default), json, html or junit")
        ->check(CLI::IsMember({"markdown", "json", "html", "junit"}));
    app.add_flag("--write", flags->writes, "Write all report files into the directory instead of printing one");
    return [flags, &common] { return print_report(common, *flags); };
}

}  // namespace proffer::cmd
