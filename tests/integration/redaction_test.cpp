// A secret of the run, in every encoding that is seen through, on its way into every sink of the built program (security.md O8, X11, F4).
#include <catch2/catch.hpp>

#include <algorithm>

#include "base/redact.hpp"
#include "scene.hpp"
#include "support/encodings.hpp"
#include "support/model_server.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::Caught;
using support::Encoding;

namespace {

const std::string k_token = "ghs_q7Zr9Xw2Lk4Tn8Vb3Mc6Hd1Jf5Gs0PyQ8wE";

std::vector<Encoding> caught_encodings() {
    std::vector<Encoding> caught;
    for (const Encoding& encoding : support::encodings())
        if (encoding.caught == Caught::yes) caught.push_back(encoding);
    return caught;
}

/// One line for each encoding, as far as a text file can hold it.
std::string all_spellings() {
    std::string text;
    for (const Encoding& encoding : caught_encodings()) {
        const std::string line = encoding.name + ": " + encoding.encode(k_token);
        if (line.find('\0') == std::string::npos) text += line + "\n";
    }
    return text;
}

void check_clean(const std::string& where, const std::string& text) {
    INFO(where);
    const std::string redacted = base::Redactor({k_token}).redact(text);
    const auto differ = std::mismatch(text.begin(), text.end(), redacted.begin(), redacted.end()).first - text.begin();
    INFO("from byte " << differ << ": " << text.substr(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, differ - 120)), 300));
    CHECK(redacted == text);
}

void check_sinks(const Project& project, const os::Finished& finished) {
    check_clean("stdout", finished.output);
    check_clean("stderr", finished.error_output);
    for (const char* name : {"journal.jsonl", "report.md", "report.json", "report.html", "report.junit.xml"})
        check_clean(name, project.report(name));
}

/// As the key of the process that asks the model, and as the token that only the publishing one holds: there the seal has to do.
std::map<std::string, std::string> secret_environment() {
    return {{GENERATE(as<std::string>(), "OPENAI_API_KEY", "PROFFER_TOKEN"), k_token}, {"PROFFER_RETRY_BASE_MS", "1"}};
}

}  // namespace

TEST_CASE("redaction: what a check prints of a secret reaches no report, no log and no prompt (O8, X11)", "[redaction]") {
    const auto environment = secret_environment();
    INFO(environment.begin()->first);
    support::ModelServer server(support::ModelApi::ollama, {support::reply_with(support::modified("src/calc.py", k_wrong)),
                                                            support::reply_with(support::modified("src/calc.py", k_right))});
    Project project(configuration("provider: ollama, name: scripted, base_url: '" + server.url() + "'", "retries: 1\ncycles: 0\n"));
    project.write("src/leak.txt", all_spellings());
    project.write("tests/check.py", "import sys\nsys.stdout.write(open('src/leak.txt').read())\n" + std::string(k_test));
    (void)project.git({"add", "src/leak.txt", "tests/check.py"});
    (void)project.git({"commit", "-qm", "leak"});
    const auto finished = support::proffer(project, {"run", "fix-add", "-v"}, environment);
    INFO(finished.error_output);
    CHECK(finished.exit_status == 0);
    check_sinks(project, finished);
    REQUIRE(server.requests().size() == 2);
    for (const auto& request : server.requests()) check_clean("a prompt", request.body);
    CHECK(project.report("journal.jsonl").find("as it is: ***") != std::string::npos);
}

TEST_CASE("redaction: a file that holds a secret is shown to no model with it (I5)", "[redaction]") {
    const auto environment = secret_environment();
    INFO(environment.begin()->first);
    support::ModelServer server(support::ModelApi::ollama, {support::reply_with(support::modified("src/calc.py", k_right))});
    Project project(configuration("provider: ollama, name: scripted, base_url: '" + server.url() + "'", "retries: 0\ncycles: 0\n"));
    project.write("src/calc.py", "SPELLINGS = \"\"\"\n" + all_spellings() + "\"\"\"\n" + k_base);
    (void)project.git({"commit", "-qam", "leak"});
    const auto finished = support::proffer(project, {"run", "fix-add"}, environment);
    INFO(finished.error_output);
    REQUIRE_FALSE(server.requests().empty());
    for (const auto& request : server.requests()) check_clean("a prompt", request.body);
    check_sinks(project, finished);
}

TEST_CASE("redaction: a reply that writes a secret into a file is refused, whatever the encoding, and told without it (F4)",
          "[redaction]") {
    const auto environment = secret_environment();
    INFO(environment.begin()->first);
    Project project(configuration("provider: replay", "retries: 0\ncycles: 0\n"));
    const std::vector<Encoding> encodings = caught_encodings();
    // Every fifth: each takes a run. The guard's own test has them all.
    for (std::size_t i = 0; i < encodings.size(); i += 5) {
        INFO(encodings[i].name);
        const std::string spelt = encodings[i].encode(k_token);
        const std::string reply = "Here is " + spelt + ".\n" + support::modified("src/calc.py", "# " + spelt + "\n" + k_right);
        const auto replies = support::record_replies(project, {reply});
        const auto finished = support::proffer(project, {"run", "fix-add", "--replay", replies.string()}, environment);
        CHECK(finished.exit_status == 1);
        CHECK(project.proposed_branches().empty());
        check_sinks(project, finished);
    }
}

TEST_CASE("redaction: a secret in a path, an instruction and a branch name is taken out (O8)", "[redaction]") {
    const auto environment = secret_environment();
    INFO(environment.begin()->first);
    Project project(configuration("provider: replay", "retries: 0\ncycles: 0\n"));
    const std::string reply = support::modified("src/calc.py", k_right) + support::modified("src/" + k_token + ".py", "x = 1\n");
    const auto replies = support::record_replies(project, {reply});
    const auto finished = support::proffer(
        project, {"run", "fix-add", "--replay", replies.string(), "--instruction", "Use " + k_token + " to log in."}, environment);
    CHECK(finished.exit_status == 1);
    CHECK(project.proposed_branches().empty());
    check_sinks(project, finished);
}
