// Tasks with `each`: many units of work in one run, through the built program.
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <map>

#include <unistd.h>

#include <fmt/format.h>

#include "base/text.hpp"
#include "support/program.hpp"
#include "support/test_repository.hpp"

using namespace proffer;

namespace {

/// Files src/u01.txt, …, a bare remote, and a model that is a script: $1 in it is the unit's file.
class Units : public support::TestRepository {
 public:
    struct Settings {
        int count = 4;
        std::string task = "each: src/*.txt";
        std::string check = "! grep -q BAD src/*.txt";
        std::string model = "printf '<MODIFIED path=\"%s\">\\nnew\\n</MODIFIED>\\n' \"$1\"";
        std::string limits = "concurrency: 4";
    };

    explicit Units(const Settings& settings) {
        for (int i = 1; i <= settings.count; ++i) write(file(i), "old\n");
        write(".proffer.yml",
              "version: 1\nallowed: [src/]\nretries: 0\ncycles: 0\npull_request: {labels: []}\n"
              "model: {provider: command, name: script, command: 'sh \"$HOME/model.sh\"'}\n"
              "limits: {" +
                  settings.limits +
                  "}\n"
                  "checks:\n  - {name: tests, run: 'sh check.sh', timeout: 60s}\n"
                  "tasks:\n  upgrade:\n    " +
                  settings.task + "\n" + (settings.task.find("command:") == std::string::npos ? "    instruction: Renew {{unit}}.\n" : ""));
        write("check.sh", settings.check + "\n");
        (void)commit("base");
        remote = add_bare_remote();
        std::ofstream(home() / "model.sh") << "set -- $(sed -n 's/.*Renew \\(src[^ ]*[^.]\\)\\.$/\\1/p' | head -1)\n"
                                           << settings.model << "\n";
    }

    static std::string file(int i) { return fmt::format("src/u{:02}.txt", i); }

    [[nodiscard]] support::JsonRun run(std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments = {"run", "upgrade"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::proffer_json(*this, std::move(arguments));
    }
    [[nodiscard]] std::string changed(const std::string& branch) const {
        return git_in(remote, {"diff", "--name-only", "main", "proffer/" + branch});
    }
    [[nodiscard]] std::string branches() const {
        return git_in(remote, {"for-each-ref", "--format=%(refname:short)", "refs/heads/proffer"});
    }
    [[nodiscard]] std::string report(const std::string& name) const { return read("proffer-report/" + name); }

    std::filesystem::path remote;
};

/// "u01=success …" of the result, files without directory and ending.
std::string told(const json::Value& result) {
    std::string all;
    for (const json::Value& unit : result.at("units")->elements()) {
        const std::string name = unit.string_or("name", "");
        all += (all.empty() ? "" : " ") + name.substr(4, 3) + "=" + unit.string_or("conclusion", "");
    }
    return all;
}

}  // namespace

TEST_CASE("units: they fail alone, and the others join in one pull request", "[units]") {
    Units::Settings settings;
    settings.count = 12;
    settings.model =
        "case $1 in *u03*) c=BAD ;; *u07*) echo 'I cannot.'; exit ;; *u09*) c=old ;; *) c=new ;; esac\n"
        "printf '<MODIFIED path=\"%s\">\\n%s\\n</MODIFIED>\\n' \"$1\" $c";
    const Units project(settings);
    const auto done = project.run();
    INFO(done.finished.error_output);
    CHECK(done.finished.exit_status == 0);
    CHECK(done.result.string_or("conclusion", "") == "success");
    CHECK(told(done.result) ==
          "u01=success u02=success u03=checks-failed u04=success u05=success u06=success u07=no-usable-reply u08=success u09=no-change "
          "u10=success u11=success u12=success");
    CHECK_THAT(done.result.string_or("message", ""), Catch::Matchers::Contains("2 of 12 units failed"));
    CHECK(project.branches() == "proffer/upgrade");
    CHECK(project.changed("upgrade") ==
          "src/u01.txt\nsrc/u02.txt\nsrc/u04.txt\nsrc/u05.txt\nsrc/u06.txt\nsrc/u08.txt\nsrc/u10.txt\nsrc/u11.txt\nsrc/u12.txt");
    const auto body = json::Value::parse(project.report("pull-request.json"))->string_or("body", "");
    CHECK_THAT(body, Catch::Matchers::Contains("12 units: 9 included, 1 unchanged, 2 failed"));
    CHECK_THAT(body, Catch::Matchers::Contains("`src/u03.txt`"));
    CHECK_THAT(project.report("report.md"), Catch::Matchers::Contains("## Units"));
    CHECK_THAT(project.report("report.html"), Catch::Matchers::Contains("src/u07.txt"));
    CHECK_THAT(project.report("report.junit.xml"), Catch::Matchers::Contains("name=\"src/u03.txt\""));
    CHECK_THAT(project.report("journal.jsonl"), Catch::Matchers::Contains("\"unit\":12"));
    // A line a unit where nobody watches.
    CHECK_THAT(done.finished.error_output, Catch::Matchers::Contains("'src/u03.txt': checks-failed"));
    CHECK_THAT(done.finished.error_output, !Catch::Matchers::Contains("attempt 1"));
}

TEST_CASE("units: of two that want the same file otherwise the later one is told to conflict", "[units]") {
    Units::Settings settings;
    settings.model =
        "printf '<MODIFIED path=\"%s\">\\nnew\\n</MODIFIED>\\n' \"$1\"\n"
        "case $1 in *u01*|*u03*) printf '<MODIFIED path=\"src/shared.md\">\\n%s\\n</MODIFIED>\\n' \"$1\" ;; esac";
    const Units project(settings);
    const auto done = project.run();
    INFO(done.finished.error_output);
    CHECK(told(done.result) == "u01=success u02=success u03=conflict u04=success");
    CHECK(project.changed("upgrade") == "src/shared.md\nsrc/u01.txt\nsrc/u02.txt\nsrc/u04.txt");
    CHECK(project.git_in(project.remote, {"show", "proffer/upgrade:src/shared.md"}) == "src/u01.txt");
}

TEST_CASE("units: what fails together is found by halves and left out, the same every time", "[units]") {
    Units::Settings settings;
    settings.count = 6;
    settings.check = "[ $(grep -l new src/*.txt | wc -l) -lt 4 ]";
    const Units project(settings);
    const auto done = project.run();
    INFO(done.finished.error_output);
    CHECK(done.result.string_or("conclusion", "") == "success");
    CHECK(told(done.result) == "u01=success u02=success u03=success u04=left-out u05=left-out u06=left-out");
    CHECK(project.changed("upgrade") == "src/u01.txt\nsrc/u02.txt\nsrc/u03.txt");
    const auto proof = json::Value::parse(project.report("report.json"))->at("proof");
    REQUIRE(proof.has_value());
}

TEST_CASE("units: when none passes, the run ends as the first of them; when none changes anything, so", "[units]") {
    Units::Settings settings;
    settings.count = 2;
    SECTION("failed") {
        settings.check = "false";
        const Units project(settings);
        const auto done = project.run();
        CHECK(done.finished.exit_status == 1);
        CHECK(done.result.string_or("conclusion", "") == "checks-failed");
        CHECK(project.branches().empty());
    }
    SECTION("unchanged") {
        settings.model = "printf '<MODIFIED path=\"%s\">\\nold\\n</MODIFIED>\\n' \"$1\"";
        const Units project(settings);
        CHECK(project.run().result.string_or("conclusion", "") == "no-change");
    }
    SECTION("there is none") {
        settings.task = "each: src/*.nothing";
        const Units project(settings);
        CHECK(project.run().result.string_or("conclusion", "") == "no-change");
    }
}

TEST_CASE("units: they are at work at the same time, as many as limits.concurrency says", "[units]") {
    Units::Settings settings;
    settings.count = 6;
    settings.limits = "concurrency: 3";
    // Each waits until three are there; one after the other would wait for ever. Never are there more.
    settings.model =
        "mkdir -p $HOME/in; touch $HOME/in/$$; i=0\n"
        "[ $(ls $HOME/in | wc -l) -gt 3 ] && touch $HOME/too-many\n"
        "while [ ! -e $HOME/met ]; do [ $(ls $HOME/in | wc -l) -ge 3 ] && touch $HOME/met; i=$((i+1)); [ $i -gt 600 ] && exit 1; sleep "
        "0.05; "
        "done\n"
        "rm $HOME/in/$$\nprintf '<MODIFIED path=\"%s\">\\nnew\\n</MODIFIED>\\n' \"$1\"";
    const Units project(settings);
    const auto done = project.run();
    INFO(done.finished.error_output);
    CHECK(done.result.string_or("conclusion", "") == "success");
    CHECK(std::filesystem::exists(project.home() / "met"));
    CHECK_FALSE(std::filesystem::exists(project.home() / "too-many"));
}

TEST_CASE("units: groups are pull requests of their own, shares are machines'", "[units]") {
    Units::Settings settings;
    settings.count = 5;
    SECTION("groups") {
        settings.task = "each: src/*.txt\n    group: 2";
        const Units project(settings);
        const auto done = project.run();
        INFO(done.finished.error_output);
        CHECK(done.finished.exit_status == 0);
        CHECK(project.branches() == "proffer/upgrade-group-1\nproffer/upgrade-group-2\nproffer/upgrade-group-3");
        CHECK(project.changed("upgrade-group-2") == "src/u03.txt\nsrc/u04.txt");
        CHECK_THAT(project.read("proffer-report/upgrade/group-3/report.md"), Catch::Matchers::Contains("src/u05.txt"));
    }
    SECTION("shares") {
        const Units project(settings);
        const auto done = project.run({"--shard", "2/3"});
        INFO(done.finished.error_output);
        CHECK(project.branches() == "proffer/upgrade-2-of-3");
        CHECK(project.changed("upgrade-2-of-3") == "src/u02.txt\nsrc/u05.txt");
        CHECK(project.run({"--shard", "4/3"}).finished.exit_status == 2);
        CHECK(project.run({"--shard", "all"}).finished.exit_status == 2);
    }
    SECTION("files of the command line") {
        const Units project(settings);
        (void)project.run({"--file", "src/u04.txt"});
        CHECK(project.changed("upgrade") == "src/u04.txt");
    }
    SECTION("a plan") {
        settings.limits = "concurrency: 2";
        const Units project(settings);
        const auto plan = support::proffer(project, {"plan", "upgrade"});
        INFO(plan.error_output);
        CHECK_THAT(plan.output, Catch::Matchers::Contains("\"3/3\""));
        CHECK_THAT(support::proffer(project, {"plan", "upgrade", "--shards", "50"}).output, Catch::Matchers::Contains("\"5/5\""));
    }
}

TEST_CASE("units: a command works on each of them, without a model", "[units]") {
    Units::Settings settings;
    settings.task = "each: src/*.txt\n    command: case {{files}} in *u02*) exit 3 ;; esac; echo new > {{files}}";
    const Units project(settings);
    const auto done = project.run();
    INFO(done.finished.error_output);
    CHECK(told(done.result) == "u01=success u02=checks-failed u03=success u04=success");
    CHECK(project.changed("upgrade") == "src/u01.txt\nsrc/u03.txt\nsrc/u04.txt");
}

TEST_CASE("units: a signal ends all of them, and nothing stays behind (X10)", "[units]") {
    Units::Settings settings;
    settings.count = 8;
    const std::string marker = "7" + std::to_string(::getpid());
    settings.model = "touch $HOME/begun; sleep " + marker;
    const Units project(settings);
    const auto temporary = project.beside("tmp");
    std::filesystem::create_directory(temporary);
    os::Command command;
    command.arguments = {"timeout", "--preserve-status", "--signal=INT", "5", PROFFER_BINARY, "run", "upgrade"};
    command.environment = project.environment();
    command.environment.set("TMPDIR", temporary.string());
    command.directory = project.path().string();
    const auto finished = os::run(command);
    REQUIRE(finished.has_value());
    INFO(finished->error_output);
    CHECK(finished->exit_status == 130);
    CHECK(std::filesystem::exists(project.home() / "begun"));
    CHECK(std::filesystem::is_empty(temporary));
    CHECK(project.branches().empty());
    CHECK_THAT(project.report("report.json"), Catch::Matchers::Contains("\"cancelled\""));
    os::Command left;
    left.arguments = {"sh", "-c", "ps -eo args | grep -c '^sleep " + marker + "'"};
    left.environment = project.environment();
    CHECK(os::run(left)->output == "0\n");
}

TEST_CASE("units: a run that is resumed after every line asks for no unit twice, and replays to the same tree", "[units][resume]") {
    Units::Settings settings;
    settings.count = 3;
    settings.limits = "concurrency: 2";
    settings.model = "echo \"$1\" >> \"$HOME/asked\"; printf '<MODIFIED path=\"%s\">\\nnew\\n</MODIFIED>\\n' \"$1\"";
    const Units project(settings);
    const auto whole = support::proffer_json(project, {"propose", "upgrade"});
    INFO(whole.finished.error_output);
    REQUIRE(whole.finished.exit_status == 0);
    const std::string tree = whole.result.string_or("tree", "");
    const std::string journal = project.report("journal.jsonl");
    CHECK(support::proffer(project, {"replay", "proffer-report"}).exit_status == 0);
    const auto lines = base::split_lines(journal);
    const std::filesystem::path cut = project.beside("cut");
    for (std::size_t count = 1; count < lines.size(); ++count) {
        std::filesystem::remove_all(cut);
        std::filesystem::create_directories(cut);
        std::filesystem::remove(project.home() / "asked");
        std::ofstream out(cut / "journal.jsonl", std::ios::binary);
        std::size_t replies = 0;
        for (std::size_t i = 0; i < count; ++i) {
            out << lines[i];
            replies += lines[i].find("\"event\":\"reply-received\"") == std::string_view::npos ? 0 : 1;
        }
        const bool has_proposal = lines[count - 1].find("\"event\":\"proposal-made\"") != std::string_view::npos;
        out.close();
        const auto resumed = support::proffer_json(project, {"propose", "--resume", cut.string()});
        CAPTURE(count, resumed.finished.error_output);
        CHECK(resumed.finished.exit_status == 0);
        if (!has_proposal) CHECK(resumed.result.string_or("tree", "") == tree);
        std::ifstream asked(project.home() / "asked");
        std::size_t calls = 0;
        for (std::string line; std::getline(asked, line);) ++calls;
        CHECK(calls == 3 - replies);
    }
}
