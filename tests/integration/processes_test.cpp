// Three rights in three processes (security.md, decision 2): what a program that stands in for the model can find in the memory of
// the proffer that asks it.
#include <catch2/catch.hpp>

#include <fstream>

#include "scene.hpp"

using namespace proffer;
using namespace proffer::scene;
using support::modified;

namespace {

const std::string k_write_token = "ghs_Wr1teT0kenOfThisRunThatNobodyNeedsToAsk42";
const std::string k_model_key = "sk-ant-api03-M0delKeyThatOnlyAskingNeeds0000000042";

/// Prints the reply, and leaves how often each secret stands in the memory and the variables of its parent, the asking process.
std::string looking_program() {
    return "import os, re, sys\n"
           "pid = int(sys.argv[1])\n"
           "found = {}\n"
           "try:\n"
           "    memory = open(f'/proc/{pid}/mem', 'rb')\n"
           "    data = open(f'/proc/{pid}/environ', 'rb').read()\n"
           "    for line in open(f'/proc/{pid}/maps'):\n"
           "        begin, end = (int(x, 16) for x in line.split()[0].split('-'))\n"
           "        # Sanitizers reserve terabytes.\n"
           "        if 'r' not in line.split()[1] or '[v' in line or end - begin > 1 << 30: continue\n"
           "        try:\n"
           "            memory.seek(begin)\n"
           "            data += memory.read(end - begin)\n"
           "        except OSError: pass\n"
           "    for name, value in (('write', sys.argv[3]), ('model', sys.argv[4])):\n"
           "        found[name] = data.count(bytes.fromhex(value))\n"
           "except PermissionError:\n"
           "    found = 'denied'\n"
           "open(sys.argv[2], 'w').write(repr(found) + ' ' + str(sorted(k for k in os.environ if 'TOKEN' in k or "
           "k.endswith('_API_KEY'))))\n"
           "print('<MODIFIED path=\"src/calc.py\">\\ndef add(a, b):\\n    return a + b\\n</MODIFIED>')\n";
}

std::string hex(const std::string& text) {
    std::string digits;
    for (const char c : text) {
        digits += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4U];
        digits += "0123456789abcdef"[static_cast<unsigned char>(c) & 15U];
    }
    return digits;
}

}  // namespace

TEST_CASE("processes: the one that asks the model never holds the token that may write (decision 2, X1)", "[processes]") {
    Project project(configuration("provider: command, command: 'python3 $LOOK'"));
    std::ofstream(project.beside("look.py")) << looking_program();
    const std::string found = project.beside("found");
    const std::string line =
        "python3 " + project.beside("look.py").string() + " $PPID " + found + " " + hex(k_write_token) + " " + hex(k_model_key);
    project.write(".proffer.yml", configuration("provider: command, command: '" + line + "'"));
    const auto run =
        support::proffer_json(project, {"run", "fix-add"},
                              {{"PROFFER_TOKEN", k_write_token}, {"GITHUB_TOKEN", k_write_token}, {"ANTHROPIC_API_KEY", k_model_key}});
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 0);
    std::ifstream file(found);
    const std::string told((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    INFO(told);
    // Without privilege nobody sees into it at all; with privilege the write token is not there. The alive model key shows that we look
    // right.
    const bool denied = told.starts_with("'denied'");
    const bool clean = told.starts_with("{'write': 0, 'model': ") && !told.starts_with("{'write': 0, 'model': 0}");
    CHECK((denied || clean));
    CHECK(told.ends_with(" []"));  // names of variables that sound like a secret
    CHECK(project.proposed_branches() == "proffer/fix-add");
}

TEST_CASE("processes: a token that only the publishing half holds is still taken out of journal and prompts (O8, X11)", "[processes]") {
    Project project(configuration("provider: replay"));
    const std::string spoken = "# " + k_write_token + "\n";
    const auto replies = support::record_replies(
        project, {modified("src/calc.py", spoken + std::string(k_wrong)), modified("src/calc.py", std::string(k_right))});
    const auto run = support::proffer_json(project, {"run", "fix-add", "--replay", replies.string()}, {{"PROFFER_TOKEN", k_write_token}});
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 0);
    for (const char* name : {"journal.jsonl", "report.md", "report.json", "report.html"})
        CHECK(project.report(name).find(k_write_token) == std::string::npos);
    CHECK(run.finished.error_output.find(k_write_token) == std::string::npos);
}
