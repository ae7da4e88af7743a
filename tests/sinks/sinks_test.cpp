// The table of security.md, section 5: hostile strings × six sinks, none active; and each oracle finds the raw strings active.
#include <catch2/catch.hpp>

#include <random>

#include "base/text.hpp"
#include "hostile_corpus.hpp"
#include "json/json.hpp"
#include "log_oracles.hpp"
#include "markdown_oracle.hpp"
#include "report/ci_outputs.hpp"
#include "report/text_sinks.hpp"
#include "support/figures.hpp"
#include "unit/report/oracles.hpp"

using namespace proffer;
using namespace proffer::sinks;

namespace {

constexpr std::size_t k_names = 11;
#ifdef NDEBUG
constexpr int k_random_strings = 300'000;
#else
constexpr int k_random_strings = 40'000;
#endif

template <typename Acts>
std::size_t count_active(Acts acts) {
    std::size_t active = 0;
    for (const std::string& text : hostile_corpus()) active += acts(text) ? 1 : 0;
    return active;
}

std::string for_log(const std::string& text) {
    return "proffer: " + base::inert_log_text(text) + "\n" + base::inert_log_text(text) + "\n" + base::inert_log_block(text);
}

/// A comment as our templates make them: lines of prose, code, a cell, a block.
std::string for_forge(const std::string& text) {
    return "Summary: " + report::markdown_line(text) + "\n\n" + report::markdown_line(text) + "\n\n" + report::markdown_code(text) +
           "\n\n" + report::markdown_block(text) + "\n";
}

/// A run in which every text is `text`.
report::RunSummary poisoned(const std::string& text) {
    report::RunSummary run;
    run.published = report::Published{text, text, text, text, text, text, 7, text, text};
    run.finish = report::RunFinished{text, 0, text, text, text, 1};
    return run;
}

std::string naive_outputs(const std::string& text) {
    return "conclusion=" + text + "\npull-request-url=" + text + "\n";
}

/// One reading of many documents: each stands between separators that must come out as paragraphs of their own.
std::string why_any_acts(const std::vector<std::string>& documents, const std::vector<std::string_view>& ours) {
    std::string all;
    for (const std::string& document : documents) all += document + "\n\nSEPARATOR\n\n";
    const std::string xml = read_by_cmark(all);
    std::size_t separators = 0;
    for (const Node& node : nodes_of(xml)) separators += node.name == "text" && node.text == "SEPARATOR" ? 1 : 0;
    if (separators != documents.size()) return "only " + std::to_string(separators) + " separators are left";
    return why_markdown_acts(xml, ours);
}

}  // namespace

TEST_CASE("sinks: the corpus is large, and the oracles find raw strings active", "[sinks]") {
    const auto corpus = hostile_corpus();
    REQUIRE(corpus.size() >= 3000);
    support::publish_figure("O1-O6, O9", "hostile strings in 6 sinks", std::to_string(corpus.size()) + " each", "0 active");
    CHECK(count_active(github_log_acts) > 300);
    CHECK(count_active(gitlab_log_acts) > 300);
    CHECK(count_active(terminal_acts) > 300);
    CHECK(count_active(quick_action_acts) > 100);
    CHECK(count_active([](const std::string& text) {
              const auto read = read_outputs(naive_outputs(text));
              return !read || read->size() != 2 || read->at("conclusion") != text;
          }) > 300);
}

TEST_CASE("sinks: no string is a command in a GitHub log (O1)", "[sinks]") {
    for (const std::string& text : hostile_corpus())
        if (github_log_acts(for_log(text))) FAIL_CHECK(base::visible_line(text));
}

TEST_CASE("sinks: no string is a marker in a GitLab log (O2)", "[sinks]") {
    for (const std::string& text : hostile_corpus())
        if (gitlab_log_acts(base::replace_all(base::replace_all(for_log(text), "\n", "\r\n"), "\r\n", "\n")))
            FAIL_CHECK(base::visible_line(text));
}

TEST_CASE("sinks: no string reaches a terminal's controls (O3)", "[sinks]") {
    for (const std::string& text : hostile_corpus())
        if (terminal_acts(for_log(text)) || terminal_acts(base::visible_line(text)) || terminal_acts(for_forge(text)))
            FAIL_CHECK(base::visible_line(text));
}

TEST_CASE("sinks: every line of a block has its prefix (O1)", "[sinks]") {
    for (const std::string& text : hostile_corpus()) {
        const std::string block = base::inert_log_block(text);
        for (const std::string_view line : runner_lines(block))
            if (!line.empty() && !line.starts_with("| ")) FAIL_CHECK(base::visible_line(text));
    }
    CHECK(base::inert_log_block("a\r\nb\vc\n\nd") == "| a\n| b\n| c\n| \n| d\n");
    CHECK(base::inert_log_block("").empty());
}

TEST_CASE("sinks: random strings are no commands in any log (O1, O2, O3)", "[sinks]") {
    const std::vector<std::string> pieces = {"::",
                                             ":",
                                             "##[",
                                             "##",
                                             "[",
                                             "]",
                                             "#",
                                             "add-mask",
                                             "::",
                                             "stop-commands::x",
                                             " ",
                                             "\t",
                                             "\r",
                                             "\n",
                                             "\v",
                                             "\f",
                                             "\xC2\x85",
                                             "\xE2\x80\xA8",
                                             "\xE2\x80\xA9",
                                             "\xC2\xA0",
                                             "\xE3\x80\x80",
                                             "\xEF\xBB\xBF",
                                             "\x1b[",
                                             "\x1b]0;",
                                             "\x9b",
                                             "\xC2\x9B",
                                             "section_start:",
                                             "section_end:",
                                             "1:a\r",
                                             "\xE2\x80\x8B",
                                             "\xC2\xAD",
                                             "\xE2\x80\x8D",
                                             "\xC2",
                                             "\xE2\x80",
                                             "##vso[",
                                             "| ",
                                             "x",
                                             "\\",
                                             "%0A",
                                             "\xE2\x9D\xA4\xEF\xB8\x8F"};
    std::mt19937 random(20260101);
    std::size_t raw_active = 0;
    for (int round = 0; round < k_random_strings; ++round) {
        std::string text;
        for (std::size_t i = 0, count = 1 + random() % 8; i < count; ++i) text += pieces[random() % pieces.size()];
        raw_active += github_log_acts(text) ? 1 : 0;
        const std::string safe = for_log(text);
        if (github_log_acts(safe) || gitlab_log_acts(safe) || terminal_acts(safe)) FAIL(base::visible_line(text));
    }
    CHECK(raw_active > static_cast<std::size_t>(k_random_strings) / 10);
}

TEST_CASE("sinks: cmark-gfm finds nothing but text and code in what we write to a forge (O4, O6)", "[sinks]") {
    if (read_by_cmark("text").empty()) FAIL("cmark-gfm is missing: run scripts/setup --test");
    std::vector<std::string> documents;
    for (const std::string& text : hostile_corpus()) documents.push_back(for_forge(text));
    CHECK(why_any_acts(documents, {"document", "paragraph", "text", "code", "code_block", "softbreak"}) == "");

    std::vector<std::string> tables;
    for (const std::string& text : hostile_corpus())
        tables.push_back("| Check | Command |\n|---|---|\n| " + report::markdown_cell_code(text) + " | ok |\n");
    CHECK(why_any_acts(tables, {"document", "paragraph", "text", "code", "table", "table_header", "table_row", "table_cell"}) == "");

    std::size_t raw_active = 0;
    for (const std::string& seed : all_seeds())
        raw_active +=
            why_markdown_acts(read_by_cmark(seed), {"document", "paragraph", "text", "code", "code_block", "softbreak"}).empty() ? 0 : 1;
    CHECK(raw_active > 80);
}

TEST_CASE("sinks: no line is a quick action for GitLab, by its newer and its older reading (O5)", "[sinks]") {
    for (const std::string& text : hostile_corpus())
        if (quick_action_acts(for_forge(text)) || !report::testing::quick_actions(for_forge(text)).empty())
            FAIL_CHECK(base::visible_line(text));
}

TEST_CASE("sinks: JSON on stdout says the same and is inert in every log (O1, O2, O3)", "[sinks]") {
    for (const std::string& text : hostile_corpus()) {
        json::Writer writer(json::Style::pretty);
        writer.begin_object().member("message", text).end_object();
        const std::string safe = report::inert_json(writer.text());
        if (github_log_acts(safe) || gitlab_log_acts(safe) || terminal_acts(safe)) FAIL_CHECK(base::visible_line(text));
        const auto parsed = json::Value::parse(safe), raw = json::Value::parse(writer.text());
        REQUIRE(parsed.has_value());
        CHECK(parsed->string_or("message", "") == raw->string_or("message", "none"));
    }
}

TEST_CASE("sinks: outputs keep their names and values of their own characters (O9)", "[sinks]") {
    const std::string nonce = "0123456789abcdef0123456789abcdef";
    for (const std::string& text : hostile_corpus()) {
        const auto outputs = report::ci_outputs(poisoned(text), text);
        REQUIRE(outputs.size() == k_names);
        const auto file = report::render_github_outputs(outputs, nonce);
        REQUIRE(file.has_value());
        const auto read = read_outputs(*file);
        if (!read || read->size() != k_names) FAIL_CHECK(base::visible_line(text));
        for (const report::CiOutput& output : outputs) {
            if (read && read->at(std::string(output.name)) != output.value) FAIL_CHECK(base::visible_line(text));
            if (!output.value.empty() && output.value != text && text.find(output.value) != std::string::npos && output.value.size() > 8)
                FAIL_CHECK(base::visible_line(text));
        }
        const std::string dotenv = report::render_dotenv(outputs);
        CHECK(static_cast<std::size_t>(std::count(dotenv.begin(), dotenv.end(), '\n')) == k_names);
        CHECK(dotenv.find_first_of("\"'`$\\ \r") == std::string::npos);
    }
}
