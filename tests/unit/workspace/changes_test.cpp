// What is read back from a workspace: for every kind of it, and whatever a program leaves behind.
#include "base/text.hpp"
#include "workspace_fixture.hpp"

using proffer::domain::FileMode;
using proffer::support::edit;
using proffer::support::WorkspaceFixture;
using proffer::workspace::ChangeLimits;
using proffer::workspace::Changes;

namespace {

constexpr ChangeLimits k_limits{20, 50 * 1024};

/// "path=content" or "path-" for each edit.
std::vector<std::string> told(const Changes& changes) {
    std::vector<std::string> lines;
    for (const auto& change : changes.edits) lines.push_back(change.path.text() + (change.content ? "=" + *change.content : "-"));
    return lines;
}

std::vector<std::string> refused(const Changes& changes) {
    std::vector<std::string> lines;
    for (const auto& violation : changes.refused) lines.push_back(violation.rule + " " + violation.path);
    return lines;
}

Changes after(WorkspaceFixture& fixture, const std::string& method, const std::string& line, const proffer::domain::EditSet& edits = {},
              const ChangeLimits& limits = k_limits) {
    const auto factory = fixture.factory(method);
    auto workspace = factory->make(edits);
    REQUIRE_OK(workspace);
    const auto finished = fixture.run(**workspace, line);
    INFO(finished.output);
    REQUIRE(finished.exit_status == 0);
    auto changes = (*workspace)->changes(limits);
    REQUIRE_OK(changes);
    return *std::move(changes);
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("changes: files written, made, removed and moved are told, those written back are not", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("src/a.txt", "a\n");
    fixture.tracked("src/b.txt", "b\n");
    fixture.tracked("src/same.txt", "same\n");
    fixture.tracked("old/one.txt", "1\n");
    fixture.tracked("old/deep/two.txt", "2\n");
    const std::string before = fixture.picture();
    const Changes changes = after(fixture, method,
                                  "echo new > src/a.txt; mv src/b.txt src/c.txt; cat src/same.txt > t; cat t > src/same.txt; rm t; "
                                  "mkdir -p more/er; echo m > more/er/x; mv old older; mkdir empty");
    CHECK(told(changes) == Lines{"more/er/x=m\n", "old/deep/two.txt-", "old/one.txt-", "older/deep/two.txt=2\n", "older/one.txt=1\n",
                                 "src/a.txt=new\n", "src/b.txt-", "src/c.txt=b\n"});
    CHECK(refused(changes).empty());
    CHECK(changes.notes.empty());
    CHECK(fixture.picture() == before);
}

TEST_CASE("changes: nothing written, nothing told, with all edits it was made with", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("a.txt", "a\n");
    fixture.tracked("b.txt", "b\n");
    fixture.tracked("run.sh", "#!/bin/sh\n", FileMode::executable);
    CHECK(told(after(fixture, method, "true")).empty());
    const Changes changes = after(fixture, method, "echo more >> a.txt", {edit("a.txt", "new\n"), edit("b.txt", {})});
    CHECK(told(changes) == Lines{"a.txt=new\nmore\n", "b.txt-"});
}

TEST_CASE("changes: a file becomes a directory, a directory a file, an emptied directory is made again", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("a", "a\n");
    fixture.tracked("d/one", "1\n");
    fixture.tracked("d/two", "2\n");
    fixture.tracked("again/one", "1\n");
    fixture.tracked("again/two", "2\n");
    const Changes changes =
        after(fixture, method, "rm a; mkdir a; echo x > a/b; rm -r d; echo file > d; rm -r again; mkdir again; echo 2 > again/two");
    CHECK(told(changes) == Lines{"a-", "a/b=x\n", "again/one-", "d=file\n", "d/one-", "d/two-"});
}

TEST_CASE("changes: new files that git ignores are left out, tracked ones are not", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked(".gitignore", "*.log\nbuild/\n/kept.cfg\n");
    fixture.tracked("lib/.gitignore", "!keep.log\nlocal\n");
    fixture.tracked("kept.cfg", "tracked though ignored\n");
    fixture.write(".git/info/exclude", "private\n");
    const Changes changes = after(fixture, method,
                                  "echo x > a.log; mkdir -p build/deep lib cache; echo x > build/deep/o; echo x > lib/keep.log; "
                                  "echo x > lib/local; echo x > private; echo changed > kept.cfg; echo '*' > cache/.gitignore; "
                                  "echo x > cache/data");
    CHECK(told(changes) == Lines{"kept.cfg=changed\n", "lib/keep.log=x\n"});
    CHECK(changes.notes.empty());
}

TEST_CASE("changes: links, pipes, sockets and repositories are never followed nor taken (P3, F1)", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("a.txt", "a\n");
    fixture.tracked("d/in.txt", "in\n");
    fixture.tracked("gone.txt", "gone\n");
    fixture.repository.base.add("link", "a.txt", FileMode::symlink);
    std::filesystem::create_symlink("a.txt", fixture.checkout / "link");
    const Changes changes = after(fixture, method,
                                  "ln -s /etc/passwd passwd; rm a.txt; ln -s /etc/passwd a.txt; rm -r d; ln -s /etc d; mkfifo pipe; "
                                  "rm gone.txt; mkfifo gone.txt; mkdir -p inner/.git; echo x > inner/.git/HEAD; echo x > inner/y");
    CHECK(told(changes) == Lines{"d/in.txt-"});
    CHECK(refused(changes) == Lines{"symlink a.txt", "symlink d", "not-a-file gone.txt", "not-a-file inner", "symlink passwd"});
    REQUIRE(changes.notes.size() == 1);
    CHECK_THAT(changes.notes.front(), Catch::Matchers::Contains("'pipe' is a pipe"));
}

TEST_CASE("changes: modes stay as they are, which is told (F1)", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("a.sh", "#!/bin/sh\n");
    const Changes changes = after(fixture, method, "chmod 755 a.sh");
    CHECK(told(changes).empty());
    REQUIRE(changes.notes.size() == 1);
    CHECK(changes.notes.front() == "'a.sh' was made executable, which is left out");
}

TEST_CASE("changes: what is too large, too many or badly named is refused, not read", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("a.txt", "a\n");
    fixture.tracked("large.bin", std::string(100'000, 'x'));
    SECTION("large") {
        const Changes changes = after(fixture, method, "truncate -s 3G huge; echo more >> large.bin");
        CHECK(told(changes).empty());
        CHECK(refused(changes) == Lines{"size huge", "size large.bin"});
    }
    SECTION("a large tracked file that was written back is none of it") {
        CHECK(refused(after(fixture, method, "cp large.bin t; cat t > large.bin; rm t")).empty());
    }
    SECTION("many") {
        const Changes changes = after(fixture, method, "for i in 1 2 3 4 5 6 7 8 9; do echo $i > f$i; done", {}, {5, 100});
        CHECK(changes.edits.size() == 5);
        CHECK(refused(changes) == Lines{"files f6"});
    }
    SECTION("names of git's own") {
        const Changes changes = after(fixture, method, "mkdir -p sub/.GIT; echo x > sub/.GIT/config");
        CHECK(told(changes).empty());
        CHECK(refused(changes) == Lines{"path sub/.GIT/config"});
    }
    SECTION("deep") {
        const Changes changes =
            after(fixture, method, "p=.; i=0; while [ $i -lt 80 ]; do p=$p/d; i=$((i+1)); done; mkdir -p $p; echo x > $p/f");
        CHECK(told(changes).empty());
        REQUIRE(changes.refused.size() == 1);
        CHECK(changes.refused.front().rule == "path");
    }
}

TEST_CASE("workspace: a command gets its input, and a line of any length", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("a.txt", "a\n");
    const auto factory = fixture.factory(method);
    auto workspace = factory->make({});
    REQUIRE_OK(workspace);
    proffer::workspace::WorkCommand command;
    command.timeout = std::chrono::seconds(20);
    command.input = "what is asked\n";
    command.shell_line = "cat; printf %s '" + std::string(300'000, 'x') + "' | wc -c";
    const auto finished = (*workspace)->run(command);
    REQUIRE_OK(finished);
    CHECK(finished->output == "what is asked\n300000\n");
    CHECK(told((*workspace)->changes(k_limits).value()).empty());
}

TEST_CASE("workspace: a program that runs as the operator's has HOME, and no secret (X1)", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("a.txt", "a\n");
    const std::filesystem::path home = fixture.settings.run_directory.parent_path() / "home of agent";
    std::filesystem::create_directory(home);
    REQUIRE_OK(proffer::os::write_file(home / "login", "logged in\n"));
    fixture.settings.environment.set("HOME", home.string());
    fixture.settings.environment.set("AGENT_MODE", "fast");
    const auto factory = fixture.factory(method);
    auto workspace = factory->make({});
    REQUIRE_OK(workspace);
    proffer::workspace::WorkCommand command;
    command.timeout = std::chrono::seconds(20);
    command.shell_line = "cat \"$HOME/login\"; echo $AGENT_MODE ${GITHUB_TOKEN-none}; echo kept > \"$HOME/state\"; echo x > a.txt";
    command.as_operator = true;
    const auto finished = (*workspace)->run(command);
    REQUIRE_OK(finished);
    CHECK(finished->output == "logged in\nfast none\n");
    CHECK(proffer::os::read_file(home / "state").value_or("") == "kept\n");
    CHECK(told((*workspace)->changes(k_limits).value()) == Lines{"a.txt=x\n"});
    command.as_operator = false;
    command.shell_line = "cat \"$HOME/login\" || echo hidden";
    if (WorkspaceFixture::has_namespaces(*factory)) CHECK_THAT((*workspace)->run(command)->output, Catch::Matchers::EndsWith("hidden\n"));
}
