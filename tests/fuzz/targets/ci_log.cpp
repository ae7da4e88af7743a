// Text on its way into CI logs and files of outputs, judged by readers written from what the runners document.
#include "base/text.hpp"
#include "fuzz/support/input.hpp"
#include "json/json.hpp"
#include "report/ci_outputs.hpp"
#include "report/text_sinks.hpp"
#include "sinks/log_oracles.hpp"

using namespace proffer;

namespace {

void check_inert(const std::string& text) {
    PROFFER_PROMISE(!sinks::github_log_acts(text), "no command for GitHub's runner");
    PROFFER_PROMISE(!sinks::gitlab_log_acts(text), "no marker for GitLab");
    PROFFER_PROMISE(!sinks::terminal_acts(text), "no control for a terminal");
}

void check_outputs(const std::string& text) {
    report::RunSummary run;
    run.published = report::Published{text, text, text, text, text, text, 1, text, text};
    run.finish = report::RunFinished{text, 0, text, text, text, 1};
    const auto outputs = report::ci_outputs(run, text);
    const auto file = report::render_github_outputs(outputs, "00112233445566778899aabbccddeeff");
    if (!file) return;
    const auto read = sinks::read_outputs(*file);
    PROFFER_PROMISE(read && read->size() == outputs.size(), "outputs keep their names");
    for (const report::CiOutput& output : outputs)
        PROFFER_PROMISE(read->at(std::string(output.name)) == output.value, "outputs keep their values");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::text_of(data, size));
    check_inert("proffer: " + base::inert_log_text(text));
    check_inert(base::inert_log_text(text));
    const std::string block = base::inert_log_block(text);
    check_inert(block);
    for (const std::string_view line : base::split_lines(block))
        PROFFER_PROMISE(line.starts_with("| ") && line.ends_with('\n'), "a line of a block stands behind a bar");
    json::Writer writer(json::Style::pretty);
    writer.begin_object().member("text", text).end_object();
    const std::string safe = report::inert_json(writer.text());
    check_inert(safe);
    const auto before = json::Value::parse(writer.text()), after = json::Value::parse(safe);
    PROFFER_PROMISE(before.has_value() == after.has_value(), "inert JSON is JSON");
    if (before && after) PROFFER_PROMISE(before->string_or("text", "") == after->string_or("text", ""), "inert JSON says the same");
    check_outputs(text);
    return 0;
}
