// Hostile text in every field of a run, through every report: nothing of it is active (security.md O3 to O6, O11).
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

#include "hostile_texts.hpp"
#include "json/json.hpp"
#include "oracles.hpp"
#include "report/event_fields.hpp"
#include "report/render.hpp"
#include "sample_run.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::report;

namespace {

/// Puts one text into every string.
struct Poison {
    const std::string& text;

    void operator()(std::string_view, std::string& member) const { member = text; }
    void operator()(std::string_view, std::vector<std::string>& member) const { member.assign(2, text); }
    template <typename T>
    void operator()(std::string_view, std::vector<T>& members) const {
        for (T& member : members) visit_fields(member, *this);
    }
    template <typename T>
    void operator()(std::string_view, T& member) const {
        if constexpr (requires { visit_fields(member, *this); }) visit_fields(member, *this);
    }
};

RunSummary poisoned_run(const std::string& text) {
    Journal journal = testing::sample_journal();
    for (const bool kept : {false, true}) journal.lines.insert(journal.lines.begin() + 1, {1, 0, HiddenTextFound{"", "", 1, "", kept}});
    Reranked choice;
    choice.answered = true;
    journal.lines.insert(journal.lines.begin() + 1, {1, 0, choice});
    Minimised smaller{4, {"", ""}, 3, 10, "complete", {testing::make_check("tests", "true", domain::Verdict::passed, 0, 1, "")}};
    journal.lines.insert(journal.lines.end() - 4, {1, 0, smaller});
    const Poison poison{text};
    for (JournalLine& line : journal.lines) std::visit([&](auto& event) { visit_fields(event, poison); }, line.event);
    auto& proposal = std::get<ProposalMade>(journal.lines[journal.lines.size() - 3].event);
    proposal.diff = testing::k_sample_diff + text;
    return summarise(journal);
}

/// Lines that Markdown takes for headings.
std::size_t headings(const testing::MarkdownReading& reading) {
    return static_cast<std::size_t>(std::count_if(reading.active_lines.begin(), reading.active_lines.end(),
                                                  [](const std::string& line) { return line.starts_with("#"); }));
}

void check_markdown(const std::string& report, std::size_t expected_headings) {
    const testing::MarkdownReading reading = testing::read_markdown(report);
    CHECK_FALSE(reading.open_fence);
    CHECK(headings(reading) == expected_headings);
    CHECK(base::is_valid_utf8(report));
    for (const std::string& line : reading.active_lines) {
        const auto why = testing::activity(line);
        // The table of checks has a delimiter row and escaped bars.
        if (why && !(line.starts_with("|") && *why == "it has '\\'")) FAIL_CHECK(*why << ": " << line.substr(0, 200));
    }
    CHECK(testing::quick_actions(report).empty());
}

const std::set<std::string> k_html_tags = {"a",     "b",       "body",  "code", "dd",    "del", "details", "div",     "dl",
                                           "dt",    "footer",  "h1",    "h2",   "h3",    "h4",  "head",    "header",  "html",
                                           "ins",   "li",      "main",  "meta", "ol",    "p",   "pre",     "section", "span",
                                           "style", "summary", "table", "td",   "title", "tr",  "ul",      "!doctype"};

void check_html(const std::string& html) {
    const std::vector<testing::Tag> tags = testing::read_tags(html);
    for (const testing::Tag& tag : tags) {
        const std::string name = tag.name.starts_with('/') ? tag.name.substr(1) : tag.name;
        if (!k_html_tags.contains(name)) FAIL_CHECK("tag " << tag.name);
        if (tag.attributes.find("href") != std::string::npos && tag.attributes.find("href=\"http") == std::string::npos)
            FAIL_CHECK("link " << tag.attributes);
        for (const std::string_view mark : {"onload", "onerror", "src=", "style=", "javascript:", "srcset"})
            if (name != "table" && tag.attributes.find(mark) != std::string::npos) FAIL_CHECK(tag.attributes);
    }
    CHECK(testing::balanced(tags, {"meta", "!doctype"}));
    CHECK(testing::only_known_entities(html));
    CHECK(base::is_valid_utf8(html));
    CHECK(html.find("<script") == std::string::npos);
    CHECK(html.find("default-src 'none'; style-src 'unsafe-inline'") != std::string::npos);
}

void check_xml(const std::string& xml) {
    static const std::set<std::string> known = {"?xml", "testsuites", "testsuite", "testcase", "failure", "skipped", "system-out"};
    const std::vector<testing::Tag> tags = testing::read_tags(xml);
    for (const testing::Tag& tag : tags)
        if (!known.contains(tag.name.starts_with('/') ? tag.name.substr(1) : tag.name)) FAIL_CHECK("tag " << tag.name);
    CHECK(testing::balanced(tags, {"?xml"}));
    CHECK(testing::only_known_entities(xml));
    CHECK(testing::only_xml_characters(xml));
}

}  // namespace

TEST_CASE("report: hostile text is inert in the Markdown report and the pull request's body (O4, O5, O6)", "[report]") {
    const std::string harmless = "x";
    const std::size_t report_headings = headings(testing::read_markdown(render_markdown(poisoned_run(harmless))));
    const std::size_t body_headings = headings(testing::read_markdown(render_pull_request_body(poisoned_run(harmless))));
    CHECK(body_headings == 4);
    for (const std::string& text : testing::hostile_texts()) {
        CAPTURE(text.substr(0, 200));
        const RunSummary run = poisoned_run(text);
        // A blank diagnosis shows no block, and a blank output none; headings stay the same.
        check_markdown(base::replace_all(render_markdown(run), "<" + text + ">", "link"), report_headings);
        check_markdown(render_pull_request_body(run), body_headings);
        CHECK(render_pull_request_body(run).size() <= 60'000);
    }
}

TEST_CASE("report: hostile text is inert in the HTML report (O11)", "[report]") {
    for (const std::string& text : testing::hostile_texts()) {
        CAPTURE(text.substr(0, 200));
        check_html(render_html(poisoned_run(text)));
    }
}

TEST_CASE("report: hostile text leaves JUnit well formed (O11)", "[report]") {
    for (const std::string& text : testing::hostile_texts()) {
        CAPTURE(text.substr(0, 200));
        check_xml(render_junit(poisoned_run(text)));
    }
}

TEST_CASE("report: hostile text leaves the JSON files valid and itself unchanged", "[report]") {
    std::ifstream file(PROFFER_SOURCE_DIR "/docs/report.schema.json", std::ios::binary);
    const std::string schema{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    for (const std::string& text : testing::hostile_seeds()) {
        CAPTURE(text.substr(0, 200));
        RunSummary run = poisoned_run(text);
        run.finish->conclusion = "success";
        const std::string report = render_json(run);
        REQUIRE_OK(json::validate(report, schema));
        const auto parsed = json::Value::parse(report);
        REQUIRE_OK(parsed);
        if (base::is_valid_utf8(text)) CHECK(parsed->string_or("instruction", "none") == text);
        REQUIRE_OK(json::Value::parse(render_pull_request(run)));
    }
}
