// Results for people and for machines, both from the run's summary.
#include "cmd/result_output.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cmd/ci_files.hpp"
#include "cmd/plain_output.hpp"
#include "json/json.hpp"
#include "report/facts.hpp"

namespace proffer::cmd {
namespace {

void print_line(std::string_view label, std::string_view value) {
    if (!value.empty()) fmt::print("{:<13}{}\n", label, base::inert_log_text(base::visible_line(value)));
}

void print_result(const TaskResult& result) {
    const report::RunSummary& run = result.outcome.summary;
    if (run.start.dry_run && run.proposal) print_text(base::visible_text(run.proposal->diff) + "\n");
    print_line("task", run.start.task);
    print_line("conclusion", domain::name(result.outcome.conclusion));
    if (run.finish) print_line("why", run.finish->message);
    print_line("units", report::units_text(run));
    print_line("attempts", std::to_string(run.attempt_count()));
    if (run.published) {
        print_line("branch", run.published->branch);
        print_line("commit", run.published->commit);
        print_line("remote", run.published->remote);
        print_line("pull request", run.published->pull_request_url);
    }
    print_line("report", (result.artifact / "report.html").string());
    if (run.finish) print_line("next", run.finish->next_step);
}

void write_usage(json::Writer& writer, const domain::Usage& usage) {
    writer.member("tokens_in", usage.input_tokens);
    writer.member("tokens_out", usage.output_tokens);
    writer.key("cost_usd");
    if (usage.cost_usd)
        writer.value(*usage.cost_usd);
    else
        writer.null();
}

void write_units(json::Writer& writer, const report::RunSummary& run) {
    writer.key("units").begin_array();
    for (const report::UnitSummary& unit : run.units) {
        writer.begin_object().member("number", unit.number).member("name", unit.end.name);
        writer.member("conclusion", unit.end.conclusion).member("message", unit.end.message).end_object();
    }
    writer.end_array();
}

void write_result(json::Writer& writer, const TaskResult& result) {
    const report::RunSummary& run = result.outcome.summary;
    writer.begin_object();
    writer.member("task", run.start.task);
    writer.member("conclusion", domain::name(result.outcome.conclusion));
    writer.member("exit_code", domain::exit_status(result.outcome.conclusion, result.outcome.signal));
    writer.member("message", run.finish ? run.finish->message : "");
    writer.member("error", run.finish ? run.finish->error : "");
    writer.member("next_step", run.finish ? run.finish->next_step : "");
    writer.member("dry_run", run.start.dry_run);
    writer.member("base", run.start.base_commit);
    writer.member("branch", run.published ? run.published->branch : run.proposal ? run.proposal->branch : "");
    writer.member("commit", report::commit_of(run));
    writer.member("tree", run.proposal ? run.proposal->tree : "");
    writer.member("draft", run.proposal && run.proposal->draft);
    writer.member("published", run.published.has_value());
    writer.member("rung", run.published ? run.published->rung : "");
    writer.member("pull_request_number", run.published ? run.published->pull_request_number : 0);
    writer.member("pull_request_url", run.published ? run.published->pull_request_url : "");
    writer.member("pull_request_operation", run.published ? run.published->operation : "none");
    if (!run.units.empty()) write_units(writer, run);
    writer.member("attempts", static_cast<std::uint64_t>(run.attempt_count()));
    writer.member("cycles", static_cast<std::uint64_t>(run.diagnoses.size()));
    write_usage(writer, run.usage);
    if (run.isolation) writer.member("isolation", run.isolation->text());
    writer.member("report", result.artifact.string());
    writer.end_object();
}

}  // namespace

void print_results(const std::vector<TaskResult>& results) {
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (i > 0) fmt::print("\n");
        print_result(results[i]);
    }
}

void print_json_results(const std::vector<TaskResult>& results) {
    json::Writer writer(json::Style::pretty);
    if (results.size() != 1) writer.begin_object().key("results").begin_array();
    for (const TaskResult& result : results) write_result(writer, result);
    if (results.size() != 1) writer.end_array().end_object();
    print_json(writer.text());
}

int print_outcome(const std::vector<TaskResult>& results, bool as_json) {
    write_ci_files(os::Environment::of_process(), results);
    if (as_json)
        print_json_results(results);
    else
        print_results(results);
    return exit_status_of(results);
}

void print_conclusion(domain::Conclusion conclusion, std::string_view why, bool as_json, std::string_view next) {
    if (next.empty()) next = domain::next_step(conclusion);
    if (!as_json) {
        print_line("conclusion", domain::name(conclusion));
        print_line("why", why);
        print_line("next", next);
        return;
    }
    json::Writer writer(json::Style::pretty);
    writer.begin_object();
    writer.member("conclusion", domain::name(conclusion));
    writer.member("exit_code", domain::exit_status(conclusion));
    writer.member("message", why);
    writer.member("next_step", next);
    writer.end_object();
    print_json(writer.text());
}

int exit_status_of(const std::vector<TaskResult>& results) {
    int status = 0;
    for (const TaskResult& result : results)
        status = std::max(status, domain::exit_status(result.outcome.conclusion, result.outcome.signal));
    return status;
}

}  // namespace proffer::cmd
