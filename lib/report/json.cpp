// The run as JSON; docs/report.schema.json describes every member.
#include "json/json.hpp"

#include "report/facts.hpp"
#include "report/figures.hpp"
#include "report/proof_parts.hpp"
#include "report/pull_request_json.hpp"
#include "report/render.hpp"

namespace proffer::report {
namespace {

constexpr int k_report_version = 1;

using json::Writer;

void write_or_null(Writer& writer, std::string_view key, const std::string& text) {
    writer.key(key);
    if (text.empty())
        writer.null();
    else
        writer.value(text);
}

void write_strings(Writer& writer, std::string_view key, const std::vector<std::string>& texts) {
    writer.key(key).begin_array();
    for (const std::string& text : texts) writer.value(text);
    writer.end_array();
}

void write_usage(Writer& writer, const domain::Usage& usage) {
    writer.key("usage").begin_object();
    writer.member("input_tokens", usage.input_tokens).member("cached_input_tokens", usage.cached_input_tokens);
    writer.member("output_tokens", usage.output_tokens).key("cost_usd");
    if (usage.cost_usd)
        writer.value(*usage.cost_usd);
    else
        writer.null();
    writer.end_object();
}

void write_targets(Writer& writer, const RunSummary& run) {
    writer.key("targets").begin_array();
    for (const TargetChosen& target : run.targets) writer.begin_object().member("path", target.path).member("why", target.why).end_object();
    writer.end_array();
}

void write_reranked(Writer& writer, const RunSummary& run) {
    writer.key("reranked");
    if (!run.reranked) {
        writer.null();
        return;
    }
    writer.begin_object().member("candidates", run.reranked->candidates);
    write_strings(writer, "chosen", run.reranked->chosen);
    writer.member("answered", run.reranked->answered).member("problem", run.reranked->problem).member("reply", run.reranked->reply);
    write_usage(writer, run.reranked->usage);
    writer.end_object();
}

void write_isolation(Writer& writer, const RunSummary& run) {
    writer.key("isolation");
    if (!run.isolation) {
        writer.null();
        return;
    }
    writer.begin_object().member("level", run.isolation->level).member("workspace", run.isolation->workspace);
    write_strings(writer, "walls", run.isolation->walls);
    writer.member("network", run.isolation->network);
    write_strings(writer, "blocked", run.isolation->blocked);
    write_strings(writer, "open", run.isolation->open);
    writer.member("set_up_ms", run.isolation->set_up_ms).member("reason", run.isolation->reason);
    writer.member("text", run.isolation->text()).end_object();
}

void write_hidden_text(Writer& writer, const RunSummary& run) {
    writer.key("hidden_text").begin_array();
    for (const HiddenTextFound& part : run.hidden_text) {
        writer.begin_object().member("source", part.source).member("kind", part.kind).member("line", part.line);
        writer.member("text", part.text).member("kept", part.kept).end_object();
    }
    writer.end_array();
}

void write_reply(Writer& writer, const AttemptSummary& attempt) {
    writer.key("reply");
    if (!attempt.reply) {
        writer.null();
        return;
    }
    writer.begin_object().member("text", attempt.reply->text).member("stop", attempt.reply->stop);
    writer.member("model", attempt.reply->model).member("duration_ms", attempt.reply->duration_ms);
    write_usage(writer, attempt.reply->usage);
    writer.end_object();
}

void write_edits(Writer& writer, const AttemptSummary& attempt) {
    write_or_null(writer, "format", attempt.edits ? attempt.edits->format : "");
    writer.key("edits").begin_array();
    for (const EditRow& row : attempt.edits ? attempt.edits->edits : std::vector<EditRow>()) {
        writer.begin_object().member("path", row.path).member("how", row.how);
        writer.member("added", row.added).member("removed", row.removed).end_object();
    }
    writer.end_array();
}

void write_check(Writer& writer, const domain::CheckResult& check) {
    writer.begin_object().member("name", check.name).member("command", check.command);
    writer.member("verdict", domain::name(check.verdict)).key("exit_status");
    if (check.verdict == domain::Verdict::not_run)
        writer.null();
    else
        writer.value(check.exit_status);
    writer.member("duration_ms", static_cast<std::int64_t>(check.duration.count())).member("output", check.output);
    writer.member("output_sha256", check.output_sha256).member("output_bytes", check.output_bytes).member("note", check.note);
    writer.end_object();
}

void write_attempt(Writer& writer, const AttemptSummary& attempt) {
    const AttemptFailed failure = attempt.failure.value_or(AttemptFailed{});
    writer.begin_object().member("number", attempt.start.number).member("cycle", attempt.start.cycle);
    writer.member("attempt", attempt.start.attempt).member("phase", attempt.phase()).member("passed", attempt.passed);
    write_or_null(writer, "error", failure.summary);
    write_strings(writer, "problems", failure.problems);
    writer.member("feedback", failure.feedback);
    if (attempt.lane.unit > 0) writer.member("unit", attempt.lane.unit);
    if (attempt.lane.candidate > 0) writer.member("candidate", attempt.lane.candidate);
    if (attempt.next) {
        writer.key("next").begin_object().member("failure", attempt.next->failure).member("strategy", attempt.next->strategy);
        writer.member("why", attempt.next->why).end_object();
    }
    writer.member("started_at", iso_time(attempt.started_ms)).member("duration_ms", attempt.finished_ms - attempt.started_ms);
    write_reply(writer, attempt);
    writer.key("command");
    if (attempt.command)
        write_check(writer, *attempt.command);
    else
        writer.null();
    write_edits(writer, attempt);
    writer.key("checks").begin_array();
    for (const domain::CheckResult& check : attempt.checks) write_check(writer, check);
    writer.end_array().end_object();
}

void write_units(Writer& writer, const RunSummary& run) {
    writer.key("units").begin_array();
    for (const UnitSummary& unit : run.units) {
        writer.begin_object().member("number", unit.number).member("name", unit.end.name).member("conclusion", unit.end.conclusion);
        writer.member("message", unit.end.message);
        write_strings(writer, "files", unit.end.files);
        writer.member("duration_ms", unit.end.duration_ms).end_object();
    }
    writer.end_array();
}

void write_diagnoses(Writer& writer, const RunSummary& run) {
    writer.key("diagnoses").begin_array();
    for (const Diagnosed& diagnosis : run.diagnoses) {
        writer.begin_object().member("cycle", diagnosis.cycle).member("root_cause", diagnosis.root_cause);
        writer.member("instructions", diagnosis.instructions);
        write_usage(writer, diagnosis.usage);
        writer.end_object();
    }
    writer.end_array();
}

void write_minimised(Writer& writer, const RunSummary& run) {
    writer.key("minimised");
    if (!run.minimised) {
        writer.null();
        return;
    }
    writer.begin_object().member("hunks", run.minimised->hunks);
    write_strings(writer, "dropped", run.minimised->dropped);
    writer.member("trials", run.minimised->trials).member("duration_ms", run.minimised->duration_ms);
    writer.member("why_stopped", run.minimised->why_stopped).end_object();
}

void write_published(Writer& writer, const RunSummary& run) {
    writer.key("published");
    if (!run.published) {
        writer.null();
        return;
    }
    const Published& published = *run.published;
    writer.begin_object().member("rung", published.rung).member("forge", published.forge).member("remote", published.remote);
    writer.member("branch", published.branch).member("commit", published.commit).member("operation", published.operation).key("number");
    if (published.pull_request_number > 0)
        writer.value(published.pull_request_number);
    else
        writer.null();
    write_or_null(writer, "url", published.pull_request_url);
    write_or_null(writer, "compare_url", published.compare_url);
    writer.end_object();
}

void write_result(Writer& writer, const RunSummary& run) {
    writer.member("conclusion", conclusion_of(run)).key("exit_code");
    if (run.finish)
        writer.value(run.finish->exit_status);
    else
        writer.null();
    writer.member("interrupted", !run.finish.has_value()).member("message", run.finish ? run.finish->message : result_text(run));
    write_or_null(writer, "error", run.finish ? run.finish->error : "");
    writer.member("next_step", next_step_of(run));
}

void write_request(Writer& writer, const RunSummary& run) {
    writer.member("version", run.start.proffer_version).member("task", run.start.task).member("trigger", run.start.trigger);
    write_result(writer, run);
    writer.member("instruction", run.start.instruction);
    write_or_null(writer, "command", run.start.command);
    write_targets(writer, run);
    write_reranked(writer, run);
    writer.member("dry_run", run.start.dry_run).member("provider", run.start.provider).member("model", run.start.model);
    writer.member("config_source", run.start.config_source).key("base").begin_object();
    write_or_null(writer, "ref", run.start.base_ref);
    writer.member("commit", run.start.base_commit).end_object();
}

void write_proposal(Writer& writer, const RunSummary& run) {
    write_or_null(writer, "branch", branch_of(run));
    write_or_null(writer, "commit", commit_of(run));
    write_or_null(writer, "tree", run.proposal ? run.proposal->tree : "");
    writer.member("passed", run.proposal && run.proposal->passed).member("draft", run.proposal && run.proposal->draft);
}

}  // namespace

std::string render_json(const RunSummary& run) {
    Writer writer(json::Style::pretty);
    writer.begin_object().member("report_version", k_report_version);
    write_request(writer, run);
    write_proposal(writer, run);
    write_units(writer, run);
    writer.key("attempts").begin_array();
    for (const AttemptSummary& attempt : run.attempts) write_attempt(writer, attempt);
    writer.end_array().member("cycles", static_cast<std::uint64_t>(run.diagnoses.size()));
    write_diagnoses(writer, run);
    write_minimised(writer, run);
    write_proof(writer, run);
    write_usage(writer, run.usage);
    write_isolation(writer, run);
    write_strings(writer, "warnings", run.warnings);
    write_hidden_text(writer, run);
    write_published(writer, run);
    writer.key("pull_request");
    if (run.proposal)
        write_pull_request(writer, run);
    else
        writer.null();
    writer.member("started_at", iso_time(run.started_ms)).member("duration_ms", duration_ms_of(run)).end_object();
    return writer.text() + "\n";
}

}  // namespace proffer::report
