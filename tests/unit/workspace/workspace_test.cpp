// What commands see in a workspace, and what of theirs stays: for both kinds, as whatever user runs the tests.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/sha256.hpp"
#include "workspace_fixture.hpp"

namespace os = proffer::os;
namespace fs = std::filesystem;
using proffer::domain::EditSet;
using proffer::domain::FileMode;
using proffer::support::edit;
using proffer::support::WorkspaceFixture;
using namespace std::chrono_literals;

namespace {

/// Processes of this machine whose command line holds `marker`.
bool runs_anywhere(const std::string& marker) {
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const auto line = os::read_file(entry.path() / "cmdline");
        if (line && line->find(marker) != std::string::npos) return true;
    }
    return false;
}

std::string unique_seconds() {
    return "9" + std::to_string(::getpid()) + std::to_string(os::now_ms() % 100'000);
}

}  // namespace

TEST_CASE("workspace: the proposal is seen at the checkout's own path, which does not change (G5)", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("src/a.txt", "base a\n");
    fixture.tracked("src/b.txt", "base b\n");
    fixture.tracked("run.sh", "#!/bin/sh\necho base\n", FileMode::executable);
    fixture.tracked("old.sh", "#!/bin/sh\n", FileMode::executable);
    const std::string before = fixture.picture();
    {
        const auto factory = fixture.factory(method);
        EditSet edits = {edit("old.sh", {}),    edit("run.sh", "#!/bin/sh\necho new\n"), edit("src/a.txt", "new a\n"),
                         edit("src/b.txt", {}), edit("src/deep/er/c.txt", "new c\n"),    edit("tools/new.sh", "#!/bin/sh\n")};
        edits.back().moved_from = edits.front().path;
        auto made = factory->make(edits);
        REQUIRE_OK(made);
        auto& workspace = **made;
        const bool walled = WorkspaceFixture::has_namespaces(*factory);
        const std::string place = walled ? fixture.checkout.string() + "\n" : (fixture.settings.run_directory / "w").string();
        CHECK_THAT(fixture.run(workspace, "pwd").output, Catch::Matchers::StartsWith(place));
        CHECK(fixture.run(workspace, "cat src/a.txt src/deep/er/c.txt; ./run.sh; ls src").output == "new a\nnew c\nnew\na.txt\ndeep\n");
        CHECK(fixture.run(workspace, "cat src/b.txt").exit_status == 1);
        CHECK(fixture.run(workspace, "stat -c %a run.sh src/a.txt tools/new.sh src src/deep").output == "755\n644\n755\n755\n755\n");
        CHECK(
            fixture
                .run(workspace,
                     "echo lost > src/a.txt && rm -r src/deep && mkdir src/deep && mkdir -p .git && echo x > .git/config && chmod 700 src")
                .exit_status == 0);
        // State persists between the commands of one workspace, and not beyond.
        CHECK(fixture.run(workspace, "cat src/a.txt; ls src/deep").output == "lost\n");
        CHECK(fixture.output(*factory, {}, "cat src/a.txt; ls src") == "base a\na.txt\nb.txt\n");
    }
    CHECK(fixture.picture() == before);
    CHECK(fs::is_empty(fixture.settings.run_directory));
}

TEST_CASE("workspace: uncommitted changes are not seen, ignored files are", "[workspace]") {
    if (!WorkspaceFixture::has_overlay()) return;
    WorkspaceFixture fixture;
    fixture.tracked("changed.txt", "base\n");
    fixture.tracked("gone.txt", "base gone\n");
    fixture.tracked("now-directory", "base file\n");
    fixture.tracked("now-file/inner.txt", "base inner\n");
    fixture.tracked("dir/kept.txt", "kept\n");
    fixture.write("changed.txt", "local\n");
    fs::remove(fixture.checkout / "gone.txt");
    fs::remove(fixture.checkout / "now-directory");
    fixture.write("now-directory/local.txt", "local\n");
    fs::remove_all(fixture.checkout / "now-file");
    fixture.write("now-file", "local\n");
    fixture.write("untracked.txt", "local\n");
    fixture.write("untracked/file.txt", "local\n");
    fixture.write("dir/untracked.txt", "local\n");
    fixture.write("node_modules/package/index.js", "ignored\n");
    for (const auto* path : {"changed.txt", "gone.txt", "now-directory"}) fixture.differs(path, true);
    fixture.differs("dir/untracked.txt", false);
    fixture.differs("now-directory/local.txt", false);
    fixture.differs("now-file", false);
    fixture.differs("now-file/inner.txt", true);
    fixture.differs("untracked.txt", false);
    fixture.differs("untracked/", false);
    const std::string before = fixture.picture();
    const auto factory = fixture.factory("overlay");
    const std::string listing = "find . -type f -not -path './.git/*' | sort | xargs grep -H ''";
    CHECK(fixture.output(*factory, {}, listing) ==
          "./changed.txt:base\n./dir/kept.txt:kept\n./gone.txt:base gone\n./node_modules/package/index.js:ignored\n"
          "./now-directory:base file\n./now-file/inner.txt:base inner\n");
    CHECK(fixture.output(*factory, {}, "ls -d untracked; ls dir") ==
          "ls: cannot access 'untracked': No such file or directory\nkept.txt\n");

    SECTION("a proposal may use the same names") {
        const EditSet edits = {edit("now-file/inner.txt", {}), edit("untracked.txt", "proposed\n"),
                               edit("untracked/file2.txt", "proposed\n")};
        CHECK(fixture.output(*factory, edits, "cat untracked.txt untracked/*; ls untracked now-file") ==
              "proposed\nproposed\nnow-file:\n\nuntracked:\nfile2.txt\n");
    }
    CHECK(fixture.picture() == before);
}

TEST_CASE("workspace: a file may become a directory and a directory a file", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("file", "base\n");
    fixture.tracked("directory/inner", "base\n");
    const auto factory = fixture.factory(method);
    const EditSet edits = {edit("directory", "now a file\n"), edit("directory/inner", {}), edit("file", {}),
                           edit("file/inner", "now inside\n")};
    CHECK(fixture.output(*factory, edits, "cat directory file/inner") == "now a file\nnow inside\n");
}

TEST_CASE("workspace: P3 an edit through a link or submodule of the base is refused", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fs::create_directory_symlink("/tmp", fixture.checkout / "link");
    fixture.repository.base.add("link", "/tmp", FileMode::symlink);
    fixture.repository.base.add("module", "", FileMode::submodule);
    fixture.tracked("file", "x");
    const auto factory = fixture.factory(method);
    for (const auto* path : {"link/escaped-by-proffer-test", "module/file", "file/below", "link/a/b"}) {
        const auto refused = factory->make({edit(path, "x")});
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == proffer::ErrorCode::denied);
    }
    CHECK_FALSE(fs::exists("/tmp/escaped-by-proffer-test"));
    CHECK(fixture.output(*factory, {edit("new", "x")}, "cat new") == "x");
}

TEST_CASE("workspace: X1 X4 X5 commands get a fixed set of variables and nothing else", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("a", "");
    const auto factory = fixture.factory(method);
    const bool walled = WorkspaceFixture::has_namespaces(*factory);
    const std::string home = walled ? fixture.settings.environment.value_or("HOME", "") : "own";
    const std::string temporary = (fixture.settings.run_directory / "w[0-9]*" / "tmp").string();
    CHECK(fixture.output(
              *factory, {},
              "env | grep -v -e ^PWD= -e ^_= -e ^OLDPWD= -e ^SHLVL= -e ^TMPDIR= | sed 's,HOME=.*/w[0-9]*/home,HOME=own,' | sort") ==
          "CI=true\nHOME=" + home + "\nPATH=/usr/local/bin:/usr/bin:/bin\nPROFFER=1\nTERM=dumb\n");
    CHECK(fixture.output(*factory, {}, "case $TMPDIR in " + temporary + ") touch $TMPDIR/x && echo own;; esac") == "own\n");
    CHECK(fixture.output(*factory, {}, "cat; grep -c canary /proc/*/environ 2>/dev/null | grep -v ':0$'").empty());
}

TEST_CASE("workspace: X3 X9 our own files are hidden from commands", "[workspace]") {
    if (!WorkspaceFixture::has_overlay()) return;
    WorkspaceFixture fixture;
    fixture.tracked("a", "");
    REQUIRE_OK(os::write_file(fixture.settings.run_directory / "private", "x"));
    const auto factory = fixture.factory("overlay");
    CHECK(fixture.output(*factory, {}, "ls -A " + fixture.settings.run_directory.string() + "/.. | sort") ==
          ".gitconfig\ncheck,out:1\nrun\n");
    CHECK(fixture.output(*factory, {}, "ls -A " + fixture.settings.run_directory.string() + " | sed 's/w[0-9]*/w/'") == "w\n");
    CHECK(fixture.output(*factory, {}, "ls -A " + fixture.settings.run_directory.string() + "/w*") == "tmp\n");
    CHECK(fixture.output(*factory, {}, "ls -A | sort") == ".git\na\n");

    SECTION("an artifact directory outside the checkout too") {
        fixture.settings.artifact_directory = fixture.checkout.parent_path() / "elsewhere";
        REQUIRE_OK(os::write_file(fixture.settings.artifact_directory / "journal", "x"));
        const auto other = [&] {
            fs::remove_all(fixture.settings.run_directory);
            fs::create_directory(fixture.settings.run_directory);
            return fixture.factory("overlay");
        }();
        CHECK(fixture.output(*other, {}, "ls -A ../elsewhere 2>/dev/null; ls") == "a\nproffer-report\n");
    }
}

TEST_CASE("workspace: X6 without network a command does not reach a listener of this machine", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), length) == 0);
    REQUIRE(::listen(listener, 1) == 0);
    REQUIRE(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) == 0);

    WorkspaceFixture fixture;
    fixture.tracked("a", "");
    const auto factory = fixture.factory(method);
    auto made = factory->make({});
    REQUIRE_OK(made);
    proffer::workspace::WorkCommand command;
    command.shell_line = "bash -c 'exec 3<>/dev/tcp/127.0.0.1/" + std::to_string(ntohs(address.sin_port)) + "' 2>/dev/null && echo reached";
    command.timeout = 10s;
    CHECK((*made)->run(command).value().output == (factory->isolation().network == "none" ? "" : "reached\n"));
    command.network = true;
    CHECK((*made)->run(command).value().output == "reached\n");
    ::close(listener);
    if (!WorkspaceFixture::has_namespaces(*factory)) return;
    // Its own loopback works: tests start servers.
    CHECK(fixture.run(**made, "cat /sys/class/net/lo/flags 2>/dev/null >&2; bash -c 'exec 3<>/dev/udp/127.0.0.1/9 && echo up'")
              .output.ends_with("up\n"));
}

TEST_CASE("workspace: X8 no process of a command is left", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("a", "");
    const auto factory = fixture.factory(method);
    auto made = factory->make({});
    REQUIRE_OK(made);
    const std::string seconds = unique_seconds();
    const std::string daemon = "setsid sh -c 'setsid sleep " + seconds + " >/dev/null 2>&1 & sleep " + seconds + "' >/dev/null 2>&1 & ";

    SECTION("after its end") {
        const auto finished = fixture.run(**made, daemon + "sleep 0.1; exit 4");
        CHECK(finished.exit_status == 4);
        CHECK_FALSE(finished.timed_out);
    }
    SECTION("after its end, holding the output open") {
        const auto finished = fixture.run(**made, "setsid sleep " + seconds + " & sleep 0.1; echo out");
        CHECK(finished.output == "out\n");
        CHECK(finished.duration < 2s);
    }
    SECTION("after the timeout") {
        const auto finished = fixture.run(**made, daemon + "sleep " + seconds, 300ms);
        CHECK(finished.timed_out);
        CHECK(finished.duration < 2s);
    }
    SECTION("after the timeout, ignoring signals") {
        const auto finished = fixture.run(**made, daemon + "trap '' TERM QUIT; while :; do sleep 0.1; done", 1000ms);
        CHECK(finished.timed_out);
        CHECK(finished.exit_status == 137);
        CHECK(finished.duration < 5s);
    }
    CHECK_FALSE(runs_anywhere(seconds));
}

TEST_CASE("workspace: X8 when we are killed the command ends too", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("a", "");
    const auto factory = fixture.factory(method);
    auto made = factory->make({});
    REQUIRE_OK(made);
    const std::string seconds = unique_seconds();
    const pid_t child = ::fork();
    if (child == 0) {
        proffer::workspace::WorkCommand command;
        command.shell_line = "setsid sleep " + seconds + " & exec sleep " + seconds;
        (void)(*made)->run(command);
        ::_exit(0);
    }
    for (int tries = 0; tries < 200 && !runs_anywhere(seconds); ++tries) os::sleep_for(10ms);
    CHECK(runs_anywhere(seconds));
    ::kill(child, SIGKILL);
    for (int tries = 0; tries < 200 && runs_anywhere(seconds); ++tries) os::sleep_for(10ms);
    CHECK_FALSE(runs_anywhere(seconds));
}

TEST_CASE("workspace: exit status, signals, stdin and output of a command", "[workspace]") {
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    INFO(method);
    WorkspaceFixture fixture;
    fixture.tracked("a", "");
    const auto factory = fixture.factory(method);
    auto made = factory->make({});
    REQUIRE_OK(made);
    CHECK(fixture.run(**made, "exit 125").exit_status == 125);
    CHECK(fixture.run(**made, "kill -9 $$").exit_status == 137);
    CHECK(fixture.run(**made, "kill -TERM $$").exit_status == 143);
    CHECK(fixture.run(**made, "nonexistent-program-of-test 2>/dev/null").exit_status == 127);
    CHECK(fixture.run(**made, "cat; echo err >&2; echo out").output == "err\nout\n");
    CHECK(fixture.run(**made, "ulimit -c; grep NoNewPrivs /proc/self/status").output == "0\nNoNewPrivs:\t1\n");
    const auto long_output = fixture.run(**made, "head -c 3000000 /dev/zero | tr '\\0' x");
    CHECK(long_output.output_bytes == 3'000'000);
    CHECK(long_output.output.size() < 1'100'000);
    CHECK(long_output.output_sha256 == proffer::base::sha256(std::string(3'000'000, 'x')));
}

TEST_CASE("workspace: walls hold against the command", "[workspace]") {
    if (!WorkspaceFixture::has_overlay()) return;
    WorkspaceFixture fixture;
    fixture.tracked("a", "base\n");
    const auto factory = fixture.factory("overlay");
    const std::string path = "'" + fixture.checkout.string() + "'";
    CHECK(fixture.output(*factory, {},
                         "umount " + path +
                             " 2>/dev/null; umount -l . 2>/dev/null; mount -t tmpfs none /mnt 2>/dev/null && echo mounted; echo x > a") ==
          "");
    CHECK(fixture.output(*factory, {},
                         "unshare -Urm sh -c 'umount -l " + std::string("\"") + fixture.checkout.string() +
                             "\" && echo open' 2>/dev/null; true") == "");
    CHECK(fixture.output(*factory, {}, "ls /proc | grep -c '^[0-9]'; kill -9 1; echo alive").ends_with("alive\n"));
    CHECK(fixture.output(*factory, {}, "cat /proc/1/environ 2>/dev/null | grep -c PROFFER_TEST").find('1') == std::string::npos);
    CHECK(os::read_file(fixture.checkout / "a").value() == "base\n");
}

TEST_CASE("workspace: a linked worktree's main repository is not there, and does not change", "[workspace]") {
    if (!WorkspaceFixture::has_overlay()) return;
    WorkspaceFixture fixture;
    fixture.tracked("a", "base\n");
    const fs::path main = fixture.checkout.parent_path() / "main.git";
    REQUIRE_OK(os::write_file(main / "refs" / "heads" / "main", "1111\n"));
    REQUIRE_OK(os::write_file(main / "objects" / "ab" / "cdef", "an object"));
    REQUIRE_OK(os::write_file(main / "config", "canary"));
    fs::remove_all(fixture.checkout / ".git");
    REQUIRE_OK(os::write_file(fixture.checkout / ".git", "gitdir: ../main.git/worktrees/w\n"));
    fixture.repository.layout_of.common_dir = main;
    fixture.repository.layout_of.git_dir = main / "worktrees" / "w";
    const auto factory = fixture.factory("overlay");
    auto made = factory->make({});
    REQUIRE_OK(made);
    CHECK(fixture.run(**made, "ls -A ../main.git; cat ../main.git/objects/ab/cdef .git/objects/info/alternates").output ==
          "objects\nan object" + (main / "objects").string() + "\n");
    CHECK(fixture.run(**made, "echo x > ../main.git/objects/ab/cdef").exit_status != 0);
    // Below /tmp, so the directories on the way are in the check's own /tmp: it may write there, and nobody sees it.
    CHECK(fixture.run(**made, "echo x > ../main.git/new; echo x > ../main.git/config; true").exit_status == 0);
    CHECK_FALSE(fs::exists(main / "new"));
    CHECK(os::read_file(main / "config").value() == "canary");
    CHECK(fixture.run(**made, "cat a; head -n 1 .git/config").output.starts_with("base\n# made by proffer"));
    CHECK(os::read_file(main / "refs" / "heads" / "main").value() == "1111\n");
}

TEST_CASE("workspace: several factories share a run directory; the checkout's path may end in a slash", "[workspace]") {
    WorkspaceFixture fixture;
    fixture.tracked("a", "base\n");
    fixture.repository.layout_of.work_dir += "/";
    const std::string method = GENERATE(from_range(WorkspaceFixture::methods()));
    const auto one = fixture.factory(method);
    const auto two = fixture.factory(method);
    auto first = one->make({edit("a", "one\n")});
    auto second = two->make({edit("a", "two\n")});
    REQUIRE_OK(first);
    REQUIRE_OK(second);
    CHECK(fixture.run(**first, "cat a; ls").output == "one\na\n");
    CHECK(fixture.run(**second, "cat a; ls").output == "two\na\n");
}

TEST_CASE("workspace: what is in force is told", "[workspace]") {
    WorkspaceFixture fixture;
    fixture.tracked("a", "");
    SECTION("overlay") {
        if (!WorkspaceFixture::has_overlay()) return;
        const auto factory = fixture.factory("auto");
        CHECK(factory->isolation().workspace == "overlay");
        CHECK(factory->isolation().network == "none");
        CHECK(factory->isolation().reason.empty());
        CHECK(factory->isolation().walls.front() == "user");
    }
    SECTION("a directory for a bare repository") {
        fixture.repository.layout_of.bare = true;
        fixture.repository.layout_of.work_dir.clear();
        const auto factory = fixture.factory("auto");
        CHECK(factory->isolation().workspace == "directory");
        CHECK(factory->isolation().reason == "a bare repository has no checkout");
        CHECK(fixture.output(*factory, {edit("b", "x\n")}, "ls; cat b") == "a\nb\nx\n");
    }
    SECTION("a fall-back says why") {
        fs::remove_all(fixture.settings.run_directory);
        fixture.settings.run_directory = fixture.checkout / "proffer-run";  // an upper layer inside its own lower layer is refused
        fs::create_directory(fixture.settings.run_directory);
        const auto factory = fixture.factory("auto");
        INFO(factory->isolation().reason);
        if (factory->isolation().workspace == "directory") CHECK(factory->isolation().reason.find("overlay") != std::string::npos);
        CHECK(fixture.output(*factory, {}, "ls a") == "a\n");
    }
    SECTION("an unknown method is refused") {
        fixture.settings.method = "magic";
        const auto refused = proffer::workspace::make_factory(fixture.repository, fixture.repository.resolve("").value(), fixture.settings);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == proffer::ErrorCode::usage);
    }
}

// Hidden: `unit_workspace "[.benchmark]"`; security.md 5 wants a workspace within 25 ms.
TEST_CASE("workspace: cost of a workspace and a trivial command", "[.benchmark]") {
    WorkspaceFixture fixture;
    for (int index = 0; index < 2000; ++index)
        fixture.repository.base.add("d" + std::to_string(index % 50) + "/f" + std::to_string(index), "x\n");
    fixture.tracked("a", "");
    for (const auto& method : WorkspaceFixture::methods()) {
        const auto start = os::monotonic();
        const auto factory = fixture.factory(method);
        const auto made = os::monotonic();
        const int rounds = method == "overlay" ? 50 : 5;  // the others write every file
        for (int round = 0; round < rounds; ++round) CHECK(fixture.output(*factory, {edit("a", "b")}, ":").empty());
        WARN(method << ": factory " << (made - start).count() << " ms, workspace and command " << (os::monotonic() - made).count() / rounds
                    << " ms");
        fs::remove_all(fixture.settings.run_directory);
        fs::create_directory(fixture.settings.run_directory);
    }
}
