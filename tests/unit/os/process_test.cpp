// Runs tiny shell programs and looks at every way they can end.
#include "os/process.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>

#include "base/sha256.hpp"
#include "os/clock.hpp"
#include "os/files.hpp"
#include "support/require_ok.hpp"

namespace os = proffer::os;
using namespace std::chrono_literals;

namespace {

os::Command shell(std::string line) {
    os::Command command;
    command.arguments = {"/bin/sh", "-c", std::move(line)};
    command.environment.set("PATH", "/usr/bin:/bin");
    return command;
}

os::Finished run_ok(const os::Command& command) {
    auto finished = os::run(command);
    REQUIRE_OK(finished);
    return *std::move(finished);
}

/// True once no process with that pid runs; a zombie that nobody reaps counts as gone.
bool is_gone(pid_t pid) {
    for (int tries = 0; tries < 100; ++tries) {
        const auto status = os::read_file("/proc/" + std::to_string(pid) + "/status");
        if (!status || status->find("State:\tZ") != std::string::npos) return true;
        os::sleep_for(10ms);
    }
    return false;
}

}  // namespace

TEST_CASE("process: exit status, output and error output come back apart", "[os]") {
    const auto finished = run_ok(shell("echo out; echo err >&2; exit 3"));
    CHECK(finished.exit_status == 3);
    CHECK_FALSE(finished.succeeded());
    CHECK(finished.output == "out\n");
    CHECK(finished.error_output == "err\n");
    CHECK(finished.output_bytes == 4);
    CHECK(finished.output_sha256 == proffer::base::sha256("out\n"));
}

TEST_CASE("process: captured together keeps the order of both streams", "[os]") {
    auto command = shell("echo 1; echo 2 >&2; echo 3");
    command.capture = os::Capture::together;
    const auto finished = run_ok(command);
    CHECK(finished.output == "1\n2\n3\n");
    CHECK(finished.error_output.empty());
}

TEST_CASE("process: ended by a signal gives 128 + its number", "[os]") {
    CHECK(run_ok(shell("kill -TERM $$")).exit_status == 128 + SIGTERM);
    CHECK(run_ok(shell("kill -KILL $$")).exit_status == 128 + SIGKILL);
}

TEST_CASE("process: the environment is exactly what was given", "[os]") {
    ::setenv("PROFFER_TEST_LEAK", "leaked", 1);
    os::Command command;
    command.arguments = {"/usr/bin/env"};
    command.environment.set("A", "1");
    command.environment.set("B", "two words");
    CHECK(run_ok(command).output == "A=1\nB=two words\n");
    ::unsetenv("PROFFER_TEST_LEAK");
}

TEST_CASE("process: a program is found in PATH of the given environment, never in a relative entry", "[os]") {
    os::Command command;
    command.arguments = {"true"};
    command.environment.set("PATH", "/nowhere:/usr/bin:/bin");
    CHECK(run_ok(command).succeeded());

    command.directory = "/usr/bin";
    command.environment.set("PATH", ".::bin");
    const auto missing = os::run(command);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == proffer::ErrorCode::not_found);
    CHECK(missing.error().message == "there is no program 'true'");
}

TEST_CASE("process: what cannot be started is an error, not an exit status", "[os]") {
    os::Command command;
    command.arguments = {"/nowhere/program"};
    auto failed = os::run(command);
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().code == proffer::ErrorCode::not_found);

    command.arguments = {"/etc/passwd"};
    failed = os::run(command);
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().code == proffer::ErrorCode::io);
    CHECK(failed.error().message == "cannot start '/etc/passwd': Permission denied");

    auto elsewhere = shell("true");
    elsewhere.directory = "/nowhere";
    failed = os::run(elsewhere);
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().message == "cannot enter '/nowhere': No such file or directory");
}

TEST_CASE("process: it starts in the given directory", "[os]") {
    auto command = shell("pwd");
    command.directory = "/usr/lib";
    CHECK(run_ok(command).output == "/usr/lib\n");
}

TEST_CASE("process: input reaches stdin and is closed; without input stdin is empty", "[os]") {
    auto command = shell("cat");
    CHECK(run_ok(command).output.empty());
    command.input = std::string(3 * 1024 * 1024, 'x') + "end";
    const auto finished = run_ok(command);
    CHECK(finished.output == command.input);
    CHECK(finished.output_bytes == command.input.size());
}

TEST_CASE("process: a program that does not read its input is no failure", "[os]") {
    auto command = shell("exec 0<&-; echo done");
    command.input = std::string(1024 * 1024, 'x');
    CHECK(run_ok(command).output == "done\n");
}

TEST_CASE("process: of a huge output head and tail are kept, the whole is counted and hashed", "[os]") {
    auto command = shell("printf 'HEAD'; head -c 5000000 /dev/zero | tr '\\0' x; printf 'TAIL'");
    command.output_limit_bytes = 1000;
    const auto finished = run_ok(command);
    CHECK(finished.output_bytes == 5'000'008);
    CHECK(finished.output_sha256 == proffer::base::sha256("HEAD" + std::string(5'000'000, 'x') + "TAIL"));
    CHECK(finished.output.size() < 1100);
    CHECK(finished.output.starts_with("HEADxxx"));
    CHECK(finished.output.ends_with("xxxTAIL"));
    CHECK(finished.output.find("\n[… 4999008 bytes left out …]\n") != std::string::npos);
}

TEST_CASE("process: output arrives as it is written", "[os]") {
    auto command = shell("echo one; sleep 0.05; echo two");
    std::string seen;
    int calls = 0;
    command.on_output = [&](std::string_view bytes) {
        seen += bytes;
        ++calls;
    };
    CHECK(run_ok(command).output == "one\ntwo\n");
    CHECK(seen == "one\ntwo\n");
    CHECK(calls >= 2);
}

TEST_CASE("process: after the timeout the whole group is ended", "[os]") {
    auto command = shell("sleep 60 & echo $!; wait");
    command.timeout = 100ms;
    const auto start = os::monotonic();
    const auto finished = run_ok(command);
    CHECK(finished.timed_out);
    CHECK_FALSE(finished.succeeded());
    CHECK(finished.exit_status == 128 + SIGTERM);
    CHECK(os::monotonic() - start < 30s);
    CHECK(is_gone(std::atoi(finished.output.c_str())));
}

TEST_CASE("process: one that ignores SIGTERM is killed two seconds later", "[os]") {
    auto command = shell("trap '' TERM; sleep 60 & echo $!; while :; do sleep 1; done");
    command.timeout = 50ms;
    const auto start = os::monotonic();
    const auto finished = run_ok(command);
    CHECK(finished.timed_out);
    CHECK(finished.exit_status == 128 + SIGKILL);
    CHECK(os::monotonic() - start >= 2000ms);
    CHECK(os::monotonic() - start < 30s);
    CHECK(is_gone(std::atoi(finished.output.c_str())));
}

TEST_CASE("process: a grandchild that holds the pipe open does not hang us", "[os]") {
    const auto start = os::monotonic();
    const auto finished = run_ok(shell("sleep 60 & echo $!; exit 5"));
    CHECK(finished.exit_status == 5);
    CHECK(os::monotonic() - start < 30s);
    CHECK(is_gone(std::atoi(finished.output.c_str())));
}

TEST_CASE("process: a grandchild out of the group that holds the pipe open and writes for ever does not hang us", "[os]") {
    auto command = shell("setsid sh -c 'echo $$; exec yes' & sleep 0.1; exit 6");
    command.output_limit_bytes = 1000;
    const auto start = os::monotonic();
    const auto finished = run_ok(command);
    CHECK(finished.exit_status == 6);
    CHECK(os::monotonic() - start < 30s);
    CHECK(is_gone(std::atoi(finished.output.c_str())));  // by SIGPIPE
}

TEST_CASE("process: no descriptor of ours but 0-2 reaches the child", "[os]") {
    const int leaked = ::dup(STDERR_FILENO);  // not close-on-exec
    const auto finished = run_ok(shell("ls /proc/self/fd | tr '\\n' ' '"));
    ::close(leaked);
    CHECK(finished.output == "0 1 2 3 ");  // 3 is the directory that ls reads
}

TEST_CASE("process: the child has default signals, an empty mask and its own group", "[os]") {
    ::signal(SIGPIPE, SIG_IGN);
    const auto finished =
        run_ok(shell("grep -E '^Sig(Blk|Ign)' /proc/self/status; ps -o pgid= -p $$ 2>/dev/null || cut -d' ' -f5 /proc/$$/stat; echo $$"));
    ::signal(SIGPIPE, SIG_DFL);
    CHECK(finished.output.find("SigBlk:\t0000000000000000") != std::string::npos);
    CHECK(finished.output.find("SigIgn:\t0000000000000000") != std::string::npos);
    CHECK(finished.output.find(std::to_string(::getpgrp()) + "\n") == std::string::npos);
}

TEST_CASE("process: a supervisor gets SIGQUIT before SIGKILL, and time to end what it started (X8)", "[os]") {
    // Longer than others have between SIGTERM and SIGKILL.
    auto command = shell("trap '' TERM; trap 'sleep 3; echo quit; exit 9' QUIT; while :; do sleep 0.05; done");
    command.timeout = 50ms;
    command.supervisor = true;
    const auto finished = run_ok(command);
    CHECK(finished.timed_out);
    CHECK(finished.exit_status == 9);
    CHECK(finished.output.find("quit\n") != std::string::npos);
}

TEST_CASE("process: a failure is described by program, status and last line", "[os]") {
    os::Command command;
    command.arguments = {"/usr/bin/git", "push", "origin"};
    os::Finished finished;
    finished.exit_status = 128;
    finished.output = "ignored\n";
    finished.error_output = "one\nfatal: no \x1b[31mremote\n\n";
    CHECK(os::describe_failure(command, finished) == "git push (exit 128): fatal: no \\x1b[31mremote");
    finished.error_output.clear();
    finished.output.clear();
    finished.timed_out = true;
    CHECK(os::describe_failure(command, finished) == "git push (timed out)");
}

TEST_CASE("sha256: known digests", "[os]") {
    CHECK(proffer::base::sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(proffer::base::sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
