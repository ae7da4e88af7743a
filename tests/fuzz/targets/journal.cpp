// A recorded journal, and every report made from it.
#include "base/text.hpp"
#include "fuzz/support/input.hpp"
#include "json/json.hpp"
#include "report/event.hpp"
#include "report/render.hpp"
#include "unit/report/oracles.hpp"

using namespace proffer;

namespace {

void check_lines(const report::Journal& journal) {
    for (const report::JournalLine& line : journal.lines) {
        const std::string rendered = report::render_line(line);
        const auto again = report::parse_journal_line(rendered);
        PROFFER_PROMISE(again.has_value(), "a line that is written can be read");
        PROFFER_PROMISE(report::render_line(*again) == rendered, "a line reads back as itself");
    }
}

void check_reports(const report::RunSummary& run) {
    namespace testing = report::testing;
    const std::string markdown = report::render_markdown(run);
    PROFFER_PROMISE(fuzz::is_printable(markdown, "\n\t"), "the Markdown report has no control characters");
    PROFFER_PROMISE(!testing::read_markdown(markdown).open_fence, "the Markdown report closes its fences");
    const std::string body = report::render_pull_request_body(run);
    PROFFER_PROMISE(fuzz::is_printable(body, "\n\t"), "the pull request has no control characters");
    PROFFER_PROMISE(!testing::read_markdown(body).open_fence, "the pull request closes its fences");
    const std::string html = report::render_html(run);
    PROFFER_PROMISE(fuzz::is_printable(html, "\n\t"), "the HTML report has no control characters");
    for (const testing::Tag& tag : testing::read_tags(html)) {
        PROFFER_PROMISE(tag.name != "?" && base::to_lower(tag.name) != "script", "the HTML report has no script and no stray bracket");
        PROFFER_PROMISE(base::to_lower(tag.attributes).find(" on") == std::string::npos || tag.name != "img", "no handlers");
    }
    const std::string junit = report::render_junit(run);
    PROFFER_PROMISE(testing::only_xml_characters(junit), "the JUnit report is XML");
    PROFFER_PROMISE(testing::balanced(testing::read_tags(junit), {"?xml"}), "the JUnit report closes its tags");
    PROFFER_PROMISE(json::Value::parse(report::render_json(run)).has_value(), "the JSON report is JSON");
    PROFFER_PROMISE(json::Value::parse(report::render_pull_request(run)).has_value(), "pull-request.json is JSON");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto journal = report::parse_journal(fuzz::text_of(data, size));
    if (!journal) return 0;
    PROFFER_PROMISE(!journal->lines.empty(), "a journal has lines");
    check_lines(*journal);
    check_reports(report::summarise(*journal));
    return 0;
}
