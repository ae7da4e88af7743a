// The question after a failed cycle, and its answer in many shapes.
#include <chrono>

#include "prompt/compose.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using Catch::Contains;
using prompt::parse_diagnosis;

TEST_CASE("prompt: the diagnosis sees the task and what went wrong", "[prompt]") {
    prompt::Request request;
    request.instruction = "Rename foo.";
    request.excerpts = {{"a.py", "foo = 1\n", true, ""}};
    request.nonce = "0123456789abcdef0123456789abcdef";
    std::vector<prompt::FailedAttempt> attempts;
    for (int i = 1; i <= 30; ++i) attempts.push_back({i, "checks", "problem " + std::to_string(i) + "." + std::string(100'000, 'x')});
    const auto composed = prompt::compose_diagnosis(request, attempts);
    REQUIRE_OK(composed);
    CHECK_THAT(composed->system, Contains("<ROOT_CAUSE>") && Contains("<INSTRUCTIONS>"));
    REQUIRE(composed->messages.size() == 1);
    const std::string& text = composed->messages[0].text;
    CHECK_THAT(text, Contains("foo = 1\n") && Contains("Rename foo.") && Contains("### Attempt 30, stopped at: checks\n\nproblem 30."));
    CHECK_THAT(text, !Contains("problem 18."));
    CHECK(text.size() < 220'000);
}

TEST_CASE("prompt: a diagnosis is read in whatever shape it comes", "[prompt]") {
    const auto [reply, cause, instructions] = GENERATE(table<std::string, std::string, std::string>({
        {"<ROOT_CAUSE>\nwhy\n</ROOT_CAUSE>\n<INSTRUCTIONS>\ndo\n  this\n</INSTRUCTIONS>", "why", "do\n  this"},
        {"Well.\n<root_cause>why</root_cause> <Instructions>do</Instructions> bye", "why", "do"},
        {"<ROOT_CAUSE>why\n<INSTRUCTIONS>do", "why", "do"},
        {"<INSTRUCTIONS>do</INSTRUCTIONS>", "", "do"},
        {R"({"root_cause": "why", "fix_instructions": "do\nthis"})", "why", "do\nthis"},
        {"Here:\n```json\n{\"root_cause\": \"why\", \"instructions\": \"do\"}\n```\n", "why", "do"},
        {"## Root cause\nwhy\nso\n\n## Instructions\n1. do\n2. this\n", "why\nso", "1. do\n2. this"},
        {"**Root Cause:** why\n**Corrected Instructions:** do\nmore", "why", "do\nmore"},
        {"ROOT CAUSE:\nwhy\nFIX INSTRUCTIONS:\ndo", "why", "do"},
        {"1. Root cause: why\n2. New instruction: do", "why", "do"},
        {"<ROOT_CAUSE>why</ROOT_CAUSE>", "why", ""},
        {"Instructions were unclear, sorry.", "", ""},
        {"{\"root_cause\": 3}", "", ""},
        {"{broken", "", ""},
        {"", "", ""},
        {"<INSTRUCTIONS>  \n </INSTRUCTIONS>", "", ""},
    }));
    INFO(reply);
    const prompt::Diagnosis diagnosis = parse_diagnosis(reply);
    CHECK(diagnosis.root_cause == cause);
    CHECK(diagnosis.instructions == instructions);
}

TEST_CASE("prompt: hostile diagnoses are read fast and kept small", "[prompt]") {
    std::string tags;
    for (int i = 0; i < 100'000; ++i) tags += "<instructions>{";
    const auto start = std::chrono::steady_clock::now();
    CHECK(parse_diagnosis(tags).instructions.size() <= 64 * 1024);
    (void)parse_diagnosis(std::string(1'000'000, '{'));
    (void)parse_diagnosis(std::string(1'000'000, '#') + "\n");
    (void)parse_diagnosis(std::string(1'000'000, '\n'));
    CHECK(parse_diagnosis("<INSTRUCTIONS>" + std::string(1'000'000, 'x')).instructions.size() == 64 * 1024);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}
