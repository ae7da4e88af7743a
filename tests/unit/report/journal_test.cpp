// Reading journals that were cut off, damaged, or written by a newer version.
#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <random>

#include "report/event.hpp"
#include "report/render.hpp"
#include "sample_run.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::report;

namespace {

Journal small_journal() {
    testing::JournalBuilder builder;
    builder.add(RunStarted{}).add(Warned{"{\"a\":\n}"}).add(AttemptStarted{0, 1, 1}).add(AttemptPassed{}).add(RunFinished{});
    return builder.journal();
}

}  // namespace

TEST_CASE("report: a journal cut at any byte keeps its complete lines", "[report]") {
    const std::string text = testing::render_journal(small_journal());
    const std::size_t lines = small_journal().lines.size();
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::string_view cut = std::string_view(text).substr(0, size);
        // A last line that lacks nothing but its LF is whole.
        const bool lacks_only_lf = size < text.size() && text[size] == '\n';
        const std::size_t complete = static_cast<std::size_t>(std::count(cut.begin(), cut.end(), '\n')) + (lacks_only_lf ? 1 : 0);
        const bool torn = size > 0 && cut.back() != '\n' && !lacks_only_lf;
        const auto journal = parse_journal(cut);
        REQUIRE(journal.has_value() == (complete > 0));
        if (!journal) continue;
        REQUIRE(journal->lines.size() == complete);
        REQUIRE(journal->dropped == (torn ? 1U : 0U));
        REQUIRE(journal->complete == (complete == lines));
    }
}

TEST_CASE("report: every cut journal can be rendered in every form", "[report]") {
    const Journal whole = testing::sample_journal();
    for (std::size_t count = 1; count <= whole.lines.size(); ++count) {
        Journal cut = whole;
        cut.lines.resize(count);
        const RunSummary run = summarise(cut);
        CHECK_FALSE(render_markdown(run).empty());
        CHECK_FALSE(render_html(run).empty());
        CHECK_FALSE(render_json(run).empty());
        CHECK_FALSE(render_junit(run).empty());
        CHECK_FALSE(render_pull_request(run).empty());
        CHECK_FALSE(render_pull_request_body(run).empty());
    }
}

TEST_CASE("report: garbage in the middle ends the reading", "[report]") {
    const std::string line = render_line({2, 2000, Warned{"w"}});
    const auto journal = parse_journal(render_line({1, 1000, RunStarted{}}) + line + "garbage\n" + line + line);
    REQUIRE_OK(journal);
    CHECK(journal->lines.size() == 2);
    CHECK(journal->dropped == 3);
    CHECK_FALSE(journal->complete);
}

TEST_CASE("report: events of a newer version are skipped and counted", "[report]") {
    const auto journal = parse_journal(render_line({1, 1000, RunStarted{}}) +
                                       R"({"sequence":2,"time":"2026-09-21T14:13:20.123Z","event":"teleported","to":[1]})" + "\n" +
                                       render_line({3, 1000, RunFinished{}}));
    REQUIRE_OK(journal);
    CHECK(journal->lines.size() == 2);
    CHECK(journal->unknown == 1);
    CHECK(journal->dropped == 0);
    CHECK(journal->complete);
}

TEST_CASE("report: unknown and mistyped fields are passed over", "[report]") {
    const auto journal = parse_journal(
        R"({"sequence":1,"time":"2026-09-21T14:13:20.123Z","event":"run-started","task":"t","new":{"a":1},"retries":"two","cycles":99999999999,)"
        R"("dry_run":1,"explicit_files":"a","model":null,"provider":{"hex":"zz"}})"
        "\n");
    REQUIRE_OK(journal);
    const auto& start = std::get<RunStarted>(journal->lines[0].event);
    CHECK(start.task == "t");
    CHECK(start.retries == 0);
    CHECK(start.cycles == 0);
    CHECK_FALSE(start.dry_run);
    CHECK(start.explicit_files.empty());
    CHECK(start.model.empty());
    CHECK(start.provider == "zz");
}

TEST_CASE("report: a redacted line still reads, also where its bytes are hexadecimal (O8)", "[report]") {
    const auto line =
        parse_journal_line(R"({"sequence":2,"time":"2026-09-21T14:13:20.123Z","event":"warned","message":{"hex":"ff41***42f"}})");
    REQUIRE_OK(line);
    CHECK(std::get<Warned>(line->event).message == "\xff\x41***Bf");
}

TEST_CASE("report: a single line is read or refused with a reason", "[report]") {
    const auto line = parse_journal_line(render_line({5, 1000, Warned{"w"}}));
    REQUIRE_OK(line);
    CHECK(line->sequence == 5);
    CHECK(std::get<Warned>(line->event).message == "w");
    CHECK(parse_journal_line("garbage").error().code == ErrorCode::protocol);
    CHECK(parse_journal_line(R"({"sequence":2,"time":"2026-09-21T14:13:20.123Z","event":"teleported"})").error().code ==
          ErrorCode::protocol);
}

TEST_CASE("report: what has no valid first line is no journal", "[report]") {
    const std::string text = GENERATE(as<std::string>{}, "", "\n", "{}\n", "[]\n", "null\n", "garbage", "{\"sequence\":1}\n",
                                      "{\"sequence\":1,\"time\":\"yesterday\",\"event\":\"run-started\"}\n",
                                      "{\"sequence\":0,\"time\":\"2026-09-21T14:13:20.123Z\",\"event\":\"run-started\"}\n",
                                      "{\"sequence\":1,\"time\":\"2026-09-21T14:13:20.123Z\",\"event\":\"warned\"}\n");
    CAPTURE(text);
    const auto journal = parse_journal(text);
    REQUIRE_FALSE(journal);
    CHECK(journal.error().code == ErrorCode::not_found);
    CHECK(journal.error().message == "the journal has no valid first line");
}

TEST_CASE("report: a damaged journal never crashes the reader or the renderers", "[report]") {
    const std::string whole = testing::render_journal(testing::sample_journal());
    std::mt19937 random(11);
    for (int round = 0; round < 100; ++round) {
        std::string text = whole;
        for (int change = 0; change < 4; ++change)
            text[whole.find('\n') + random() % (text.size() - whole.find('\n'))] = static_cast<char>(random());
        const auto journal = parse_journal(text);
        if (!journal) continue;
        const RunSummary run = summarise(*journal);
        CHECK_FALSE(render_html(run).empty());
        CHECK_FALSE(render_json(run).empty());
        CHECK_FALSE(render_pull_request_body(run).empty());
    }
}

TEST_CASE("report: a journal of 4 MB is read in linear time", "[report]") {
    const std::string line = render_line({2, 2000, Warned{std::string(900, 'w')}});
    std::string text = render_line({1, 1000, RunStarted{}});
    while (text.size() < 4'000'000) text += line;
    const auto begin = std::chrono::steady_clock::now();
    const auto journal = parse_journal(text);
    REQUIRE_OK(journal);
    CHECK(journal->lines.size() > 4'000);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(100));
}
