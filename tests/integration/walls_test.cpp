// Checks that try to get out, through the built program: canaries, bombs, and machines that give less than what is asked for
// (security.md X1-X9, 4.2-4.4).
#include <catch2/catch.hpp>

#include <unistd.h>

#include <csignal>
#include <fstream>

#include "base/text.hpp"
#include "json/json.hpp"
#include "scene.hpp"
#include "support/figures.hpp"

using namespace proffer;
using namespace proffer::scene;
namespace fs = std::filesystem;

namespace {

const std::string k_canary = "canary-7f3a9c51e2d84b60";

/// What a check written by an enemy looks at: every variable of every process, and whatever it can read below the given places.
const std::string k_search =
    "import os, sys\n"
    "canary, found = b'canary-' + b'7f3a9c51e2d84b60', set()\n"
    "def look(name):\n"
    "    try:\n"
    "        with open(name, 'rb') as file:\n"
    "            data = file.read(1 << 20)\n"
    "    except OSError:\n"
    "        return\n"
    "    for at in range(len(data)):\n"
    "        at = data.find(canary, at)\n"
    "        if at < 0: break\n"
    "        found.add(data[at + len(canary) + 1:].split(b'.')[0].decode())\n"
    "    return\n"
    "for name in os.environ:\n"
    "    value = os.environ[name].encode()\n"
    "    if canary in value: found.add(value.split(canary + b'-')[1].split(b'.')[0].decode())\n"
    "for process in os.listdir('/proc'):\n"
    "    if process.isdigit(): look('/proc/' + process + '/environ')\n"
    "for place in PLACES:\n"
    "    for directory, _, files in os.walk(place):\n"
    "        for name in files: look(os.path.join(directory, name))\n"
    "print('FOUND' + '-BY-CHECK', ' '.join(sorted(found)) or 'nothing')\n";

/// A project whose machine holds a secret in each of twelve places.
class Planted : public Project {
 public:
    Planted() : Project(configuration("provider: replay")) {
        const fs::path home = beside("home");
        plant(home / ".netrc", "netrc");
        plant(home / ".git-credentials", "credentials");
        plant(home / ".ssh/id_ed25519", "ssh");
        plant(home / ".docker/config.json", "docker");
        plant(home / ".aws/credentials", "cloud");
        plant(home / ".config/tool/token", "tool");
        plant(beside("runner/_temp/script.sh"), "runner");
        plant(beside("runner/_files/set_env"), "job-file");
        plant(path().string() + ".tmp/VARIABLE", "file-variable");
        plant(beside("other/source.py"), "other-project");
        (void)git({"config", "http.extraHeader", "Authorization: " + k_canary + "-header.x"});
        const std::string places = "['" + beside("").string() + "', os.path.expanduser('~'), os.environ.get('TMPDIR', '/tmp')]";
        write("tests/check.py", base::replace_all(k_search, "PLACES", places) + k_test);
        (void)git({"commit", "-qm", "search", "--", "tests/check.py"});
    }

    std::map<std::string, std::string> environment(const std::string& walls) const {
        return {{"PROFFER_WORKSPACE", walls},
                {"HOME", beside("home").string()},
                {"ANTHROPIC_API_KEY", k_canary + "-variable.x"},
                {"RUNNER_TEMP", beside("runner/_temp").string()},
                {"GITHUB_ENV", beside("runner/_files/set_env").string()}};
    }

 private:
    static void plant(const fs::path& file, const std::string& name) {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << k_canary << "-" << name << ".x\n";
    }
};

/// The words behind FOUND in the output of the check.
std::string found_by_check(const Project& project) {
    const std::string journal = project.report("journal.jsonl");
    const auto at = journal.find("FOUND-BY-CHECK ");
    if (at == std::string::npos) return "no answer";
    return journal.substr(at + 15, journal.find("\\n", at) - at - 15);
}

int level_told(const Project& project) {
    const auto report = json::Value::parse(project.report("report.json"));
    REQUIRE(report.has_value());
    const auto isolation = report->find("isolation");
    return isolation ? static_cast<int>(isolation->integer_or("level", 0)) : 0;
}

Project checked_by(const std::string& line) {
    return Project("version: 1\nallowed: [src/]\nmodel: {provider: replay}\nretries: 0\ncycles: 0\nchecks:\n  - {name: bomb, run: '" +
                   line + "', timeout: 3s}\ntasks: {fix-add: {on: manual, files: [src/calc.py], instruction: Fix.}}\n");
}

std::size_t processes_with(const std::string& mark) {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        std::ifstream file(entry.path() / "cmdline", std::ios::binary);
        const std::string line((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        if (line.find(mark) != std::string::npos) ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("walls: what a check can read of twelve secrets (X1-X5)", "[walls]") {
    const auto [walls, least] = GENERATE(table<std::string, int>({{"auto", 2}, {"landlock", 2}, {"plain", 1}}));
    Planted project;
    const auto replies = support::record_replies(project, {support::modified("src/calc.py", k_right)});
    const auto finished =
        support::proffer(project, {"run", "fix-add", "--replay", replies.string(), "--isolation", "L1"}, project.environment(walls));
    INFO(walls << "\n" << finished.error_output);
    REQUIRE(finished.exit_status == 0);
    const int level = level_told(project);
    CHECK(level >= least);
    const std::string found = found_by_check(project);
    INFO(found);
    // Variables are nowhere to be had; files of the same user only where no wall is in between.
    CHECK(found.find(" variable") == std::string::npos);
    CHECK_FALSE(found.starts_with("variable"));
    if (level >= 2) CHECK(found == "nothing");
    if (walls == "plain")
        support::publish_figure("X1-X5", "secrets in 12 places, read by a check at L1", "12",
                                "variables 0; files of the same user can be read");
    if (walls == "landlock" && level == 2) support::publish_figure("X1-X5", "secrets in 12 places, read by a check at L2", "12", "0 read");
    if (walls == "auto" && level == 3) support::publish_figure("X1-X5", "secrets in 12 places, read by a check at L3", "12", "0 read");
}

TEST_CASE("walls: below the level that is asked for nothing runs (4.4)", "[walls]") {
    const fs::path mark = fs::temp_directory_path() / ("proffer-mark-" + std::to_string(::getpid()));
    auto project = checked_by("touch " + mark.string());
    const auto replies = support::record_replies(project, {support::modified("src/calc.py", k_right)});
    const auto run = support::proffer_json(project, {"run", "fix-add", "--replay", replies.string(), "--isolation", "L2"},
                                           {{"PROFFER_WORKSPACE", "plain"}});
    INFO(run.finished.error_output);
    CHECK(run.finished.exit_status == 3);
    CHECK(run.finished.output.find("--isolation") != std::string::npos);
    CHECK_FALSE(fs::exists(mark));
    CHECK(project.proposed_branches().empty());
    CHECK(project.is_untouched());
}

TEST_CASE("walls: where only sudo makes namespaces, they are made through it, and the check is the user (4.2)", "[walls]") {
    if (::geteuid() != 0 || !fs::exists("/usr/bin/sudo")) {
        WARN("needs root, to let another user pass through sudo, and sudo");
        return;
    }
    Project project(configuration("provider: command, command: 'cat \"$HOME/reply\"'"));
    project.write("tests/check.py", std::string(k_test) +
                                        "import os\nprint('USER' + '-IS', os.getuid(), 'CAPABLE-OF', [line.split()[1] for line in "
                                        "open('/proc/self/status') if line.startswith('CapEff')][0])\n"
                                        "os.mkdir('made'); open('made/file', 'w').close(); os.remove('notes.txt')\n");
    (void)project.git({"commit", "-qm", "who", "--", "tests/check.py"});
    const fs::path home = project.beside("home");
    fs::create_directories(home);
    std::ofstream(home / "reply") << support::modified("src/calc.py", k_right);
    std::ofstream(home / "sudoers") << "nobody ALL=(ALL) NOPASSWD: ALL\n";
    fs::copy_file(PROFFER_BINARY, home / "proffer");
    os::Command command;
    // The rules for sudo are seen by this test alone.
    command.arguments = {"unshare", "--mount", "sh", "-c",
                         "set -e; mount --make-rprivate /; chown root:root \"$HOME/sudoers\"; chmod 440 \"$HOME/sudoers\"\n"
                         "mount --bind \"$HOME/sudoers\" /etc/sudoers\n"
                         "chown -R nobody \"$PWD\" \"$REMOTE\"; chmod a+rx \"$HOME/..\"\n"
                         "exec setpriv --reuid=nobody --regid=nogroup --clear-groups \"$HOME/proffer\" run fix-add"};
    auto variables = project.environment();
    variables.set("HOME", home.string());
    variables.set("REMOTE", project.remote.string());
    variables.set("PROFFER_WORKSPACE", "sudo");
    command.environment = variables;
    command.directory = project.path();
    const auto finished = os::run(command);
    REQUIRE(finished);
    INFO(finished->error_output);
    CHECK(finished->exit_status == 0);
    CHECK(level_told(project) == 3);
    CHECK(project.report("report.md").find("made by root") != std::string::npos);
    CHECK(project.report("journal.jsonl").find("USER-IS 65534 CAPABLE-OF 0000000000000000") != std::string::npos);
    CHECK(project.read("notes.txt") == "work in progress\n");
    CHECK_FALSE(fs::exists(project.path() / "made"));
}

TEST_CASE("walls: bombs end with their check, and nothing of them is left (X8)", "[walls]") {
    const std::string mark = "86" + std::to_string(::getpid());
    struct Bomb {
        std::string name, line;
    };
    const Bomb bomb = GENERATE_COPY(
        Bomb{"processes", "bomb() { bomb | bomb & sleep " + mark + "; }; bomb; sleep " + mark},
        Bomb{"daemon", "setsid nohup sleep " + mark + " >/dev/null 2>&1 & (setsid setsid sleep " + mark + " &) ; exit 1"},
        Bomb{"disk",
             "head -c 40G /dev/zero > fill; head -c 40G /dev/zero > /tmp/fill; head -c 40G /dev/zero > $TMPDIR/fill; sleep " + mark},
        Bomb{"output", "yes overflowing | head -c 2G; sleep " + mark},
        Bomb{"one line", "head -c 300M /dev/zero | tr \"\\\\0\" x; sleep " + mark});
    INFO(bomb.name);
    auto project = checked_by(bomb.line);
    const auto replies = support::record_replies(project, {support::modified("src/calc.py", k_right)});
    const auto space = fs::space(fs::temp_directory_path()).available;
    const auto finished = support::proffer(project, {"run", "fix-add", "--replay", replies.string(), "-q"});
    INFO(base::prefix(finished.error_output, 2000));
    CHECK(finished.exit_status == 1);
    CHECK(processes_with(mark) == 0);
    CHECK(project.is_untouched());
    CHECK(fs::file_size(project.path() / "proffer-report/journal.jsonl") < 1024 * 1024);
    CHECK(fs::space(fs::temp_directory_path()).available + 512 * 1024 * 1024 > space);
    support::publish_figure("X8", "checks that fork, fill disks, flood logs or leave daemons", "5", "0 processes and 0 bytes left");
}
