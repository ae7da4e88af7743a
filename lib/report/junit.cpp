// The run as JUnit XML, in the dialect that Jenkins and GitLab read.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/figures.hpp"
#include "report/render.hpp"
#include "report/text_sinks.hpp"

namespace proffer::report {
namespace {

using domain::CheckResult;
using domain::Verdict;

std::string seconds(std::int64_t duration_ms) {
    const std::int64_t time = std::max<std::int64_t>(duration_ms, 0);
    return fmt::format("{}.{:03}", time / 1000, time % 1000);
}

std::string attribute(std::string_view text) {
    return xml_text(base::visible_line(text));
}

std::string failure_message(const CheckResult& check) {
    if (!check.note.empty()) return check.note;
    return check.verdict == Verdict::timed_out ? "timed out" : fmt::format("exit status {}", check.exit_status);
}

std::string check_case(const CheckResult& check, std::string_view suite) {
    std::string test = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{}\">\n", suite, attribute(check.name),
                                   seconds(check.duration.count()));
    if (check.verdict == Verdict::not_run) {
        test += fmt::format("      <skipped message=\"{}\"/>\n", attribute(check.note.empty() ? "not run" : check.note));
    } else if (check.verdict != Verdict::passed) {
        test += fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", domain::name(check.verdict),
                            attribute(failure_message(check)), xml_text(check.output));
    }
    test += fmt::format("      <system-out>{}</system-out>\n", xml_text("$ " + check.command + "\n" + check.output));
    return test + "    </testcase>\n";
}

std::string details_of(const RunSummary& run) {
    std::string text = result_text(run);
    if (const std::string smaller = minimised_text(run); !smaller.empty()) text += "\n" + smaller;
    return text;
}

std::string unit_case(const UnitSummary& unit, std::string_view suite) {
    std::string test = fmt::format("    <testcase classname=\"{}.units\" name=\"{}\" time=\"{}\">\n", suite, attribute(unit.end.name),
                                   seconds(unit.end.duration_ms));
    if (!ended_well(unit))
        test += fmt::format("      <failure type=\"{}\" message=\"{}\"/>\n", attribute(unit.end.conclusion), attribute(unit.end.message));
    return test + "    </testcase>\n";
}

std::string conclusion_case(const RunSummary& run, std::string_view suite) {
    std::string test =
        fmt::format("    <testcase classname=\"{}\" name=\"conclusion\" time=\"{}\">\n", suite, seconds(duration_ms_of(run)));
    if (!ended_well(run)) {
        const std::string details = (run.finish ? run.finish->error + "\n" : "") + next_step_of(run);
        test += fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", attribute(conclusion_of(run)),
                            attribute(result_text(run)), xml_text(base::trim(details)));
    }
    return test + fmt::format("      <system-out>{}</system-out>\n    </testcase>\n", xml_text(details_of(run)));
}

}  // namespace

std::string render_junit(const RunSummary& run) {
    const AttemptSummary* const attempt = deciding_attempt(run);
    std::vector<CheckResult> checks = attempt == nullptr ? std::vector<CheckResult>() : proposal_checks(run, *attempt);
    if (attempt != nullptr && attempt->command) checks.insert(checks.begin(), *attempt->command);
    const auto failed = std::count_if(checks.begin(), checks.end(), [](const CheckResult& check) {
        return check.verdict == Verdict::failed || check.verdict == Verdict::timed_out;
    });
    const auto failed_units = std::count_if(run.units.begin(), run.units.end(), [](const UnitSummary& unit) { return !ended_well(unit); });
    const auto skipped =
        std::count_if(checks.begin(), checks.end(), [](const CheckResult& check) { return check.verdict == Verdict::not_run; });
    const std::string suite = attribute("proffer." + (run.start.task.empty() ? "run" : run.start.task));
    const std::string counts =
        fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{}\"", checks.size() + run.units.size() + 1,
                    failed + failed_units + (ended_well(run) ? 0 : 1), skipped, seconds(duration_ms_of(run)));
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    xml += fmt::format("<testsuites name=\"proffer\" {}>\n", counts);
    xml += fmt::format("  <testsuite name=\"{}\" {} timestamp=\"{}\">\n", suite, counts, iso_time(run.started_ms).substr(0, 19));
    for (const CheckResult& check : checks) xml += check_case(check, suite);
    for (const UnitSummary& unit : run.units) xml += unit_case(unit, suite);
    return xml + conclusion_case(run, suite) + "  </testsuite>\n</testsuites>\n";
}

}  // namespace proffer::report
