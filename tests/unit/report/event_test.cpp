// Journal lines: every event survives writing and reading, whatever its strings hold.
#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "hostile_texts.hpp"
#include "json/json.hpp"
#include "report/event.hpp"
#include "report/event_fields.hpp"
#include "report/event_kinds.hpp"
#include "sample_run.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::report;

namespace {

/// Gives every field a value that is not its default.
struct Filler {
    std::string text;
    std::int64_t number = 1000;

    void operator()(std::string_view, std::string& member) { member = text; }
    void operator()(std::string_view, bool& member) { member = true; }
    void operator()(std::string_view, int& member) { member = static_cast<int>(++number); }
    void operator()(std::string_view, std::int64_t& member) { member = 9'007'199'254'740'993 + ++number; }
    void operator()(std::string_view, std::uint64_t& member) { member = 9'007'199'254'740'993U + static_cast<std::uint64_t>(++number); }
    void operator()(std::string_view, double& member) { member = 0.25 + static_cast<double>(++number); }
    void operator()(std::string_view, std::chrono::milliseconds& member) { member = std::chrono::milliseconds(++number); }
    void operator()(std::string_view, domain::Verdict& member) { member = domain::Verdict::timed_out; }
    void operator()(std::string_view, std::optional<double>& member) { member = 0.1; }
    void operator()(std::string_view, std::vector<std::string>& member) { member = {text, "", text}; }
    template <typename T>
    void operator()(std::string_view, std::vector<T>& member) {
        visit_fields(member.emplace_back(), *this);
        visit_fields(member.emplace_back(), *this);
    }
    template <typename T>
    requires std::is_class_v<T>
    void operator()(std::string_view, T& member) { visit_fields(member, *this); }
};

/// Spells out every field, without JSON.
struct Printer {
    std::string text;

    void operator()(std::string_view key, const std::string& member) { add(key, std::to_string(member.size()) + ":" + member); }
    void operator()(std::string_view key, double member) { add(key, std::to_string(member)); }
    void operator()(std::string_view key, bool member) { add(key, member ? "true" : "false"); }
    void operator()(std::string_view key, int member) { add(key, std::to_string(member)); }
    void operator()(std::string_view key, std::int64_t member) { add(key, std::to_string(member)); }
    void operator()(std::string_view key, std::uint64_t member) { add(key, std::to_string(member)); }
    void operator()(std::string_view key, std::chrono::milliseconds member) { add(key, std::to_string(member.count())); }
    void operator()(std::string_view key, domain::Verdict member) { add(key, domain::name(member)); }
    void operator()(std::string_view key, const std::optional<double>& member) { add(key, member ? std::to_string(*member) : "none"); }
    void operator()(std::string_view key, const std::vector<std::string>& member) {
        for (const std::string& element : member) (*this)(key, element);
    }
    template <typename T>
    void operator()(std::string_view, const std::vector<T>& member) {
        for (const T& element : member) visit_fields(element, *this);
    }
    template <typename T>
    requires std::is_class_v<T>
    void operator()(std::string_view, const T& member) { visit_fields(member, *this); }

 private:
    void add(std::string_view key, std::string_view value) {
        text += key;
        text += '=';
        text += value;
        text += '\n';
    }
};

template <std::size_t... indices>
std::vector<Event> one_of_each(std::index_sequence<indices...>) {
    return {Event(std::in_place_index<indices>)...};
}

std::vector<Event> one_of_each() {
    return one_of_each(std::make_index_sequence<std::variant_size_v<Event>>());
}

std::string print(const Event& event) {
    Printer printer;
    std::visit([&](const auto& known) { visit_fields(known, printer); }, event);
    return printer.text;
}

Event filled(Event event, const std::string& text) {
    Filler filler{text};
    std::visit([&](auto& known) { visit_fields(known, filler); }, event);
    return event;
}

Event read_back(const Event& event) {
    const std::string text = render_line({1, 1000, RunStarted{}}) + render_line({2, 2000, event});
    const auto journal = parse_journal(text);
    REQUIRE_OK(journal);
    REQUIRE(journal->lines.size() == 2);
    CHECK(journal->lines[1].sequence == 2);
    CHECK(journal->lines[1].time_ms == 2000);
    return journal->lines[1].event;
}

}  // namespace

TEST_CASE("report: every event survives writing and reading", "[report]") {
    for (const Event& empty : one_of_each()) {
        CAPTURE(kind(empty));
        CHECK(print(read_back(empty)) == print(empty));
        const Event full = filled(empty, "some text");
        const Event again = read_back(full);
        CHECK(again.index() == full.index());
        CHECK(print(again) == print(full));
    }
}

TEST_CASE("report: hostile strings survive the journal byte for byte (O3)", "[report]") {
    for (const std::string& text : testing::hostile_seeds())
        for (const Event& empty : one_of_each()) {
            const Event full = filled(empty, text);
            const Event again = read_back(full);
            if (print(again) != print(full)) FAIL_CHECK(kind(empty) << " with " << text);
        }
    SUCCEED();
}

TEST_CASE("report: a journal line is one line of ASCII-framed JSON", "[report]") {
    for (const std::string& text : testing::hostile_texts()) {
        const std::string line = render_line({7, 1'790'000'000'123, Warned{text}});
        CHECK(line.find('\n') == line.size() - 1);
        CHECK(base::is_valid_utf8(line));
        CHECK(line.starts_with(R"({"sequence":7,"time":"2026-09-21T14:13:20.123Z","event":"warned","message":)"));
    }
}

TEST_CASE("report: events are named as the documentation says", "[report]") {
    std::vector<std::string_view> names;
    for (const Event& event : one_of_each()) names.push_back(kind(event));
    CHECK(names == std::vector<std::string_view>{
                       "run-started",     "target-chosen",  "reranked",       "warned",           "hidden-text-found", "isolation-chosen",
                       "attempt-started", "prompt-sent",    "reply-received", "edits-understood", "tests-read",        "attempt-failed",
                       "strategy-chosen", "check-finished", "trial-finished", "attempt-passed",   "diagnosed",         "minimised",
                       "proved",          "proposal-made",  "published",      "run-finished",     "command-finished",  "unit-finished"});
}

TEST_CASE("report: an unknown price stays unknown", "[report]") {
    ReplyReceived reply;
    reply.usage.cost_usd.reset();
    CHECK_FALSE(std::get<ReplyReceived>(read_back(reply)).usage.cost_usd.has_value());
}

TEST_CASE("report: bytes that are no UTF-8 are kept as hexadecimal", "[report]") {
    CHECK(render_line({1, 0, Warned{"\xff\x01"}}).find(R"("message":{"hex":"ff01"})") != std::string::npos);
}
