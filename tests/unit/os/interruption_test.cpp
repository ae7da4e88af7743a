// What a stop signal does to waiting calls; in a child process, because the flag stays set.
#include <sys/wait.h>
#include <unistd.h>
#include <atomic>
#include <csignal>
#include <thread>

#include "base/stop_flag.hpp"
#include "os/clock.hpp"
#include "os/process.hpp"
#include "os/signals.hpp"
#include "support/require_ok.hpp"

namespace os = proffer::os;
using namespace std::chrono_literals;

namespace {

/// The exit status of `body` in a forked child that gets `signal` after 100 ms.
template <typename Body>
int in_interrupted_child(int signal, Body body) {
    const pid_t child = ::fork();
    if (child == 0) {
        os::watch_signals();
        const pid_t self = ::getpid();
        if (::fork() == 0) {
            ::usleep(100'000);
            ::kill(self, signal);
            ::_exit(0);
        }
        ::_exit(body());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

}  // namespace

TEST_CASE("signals: a running process is ended and run says interrupted", "[os]") {
    const int signal = GENERATE(SIGINT, SIGTERM, SIGHUP);
    const auto start = os::monotonic();
    CHECK(in_interrupted_child(signal, [signal] {
              os::Command command;
              command.arguments = {"/bin/sleep", "60"};
              const auto finished = os::run(command);
              if (finished.has_value() || finished.error().code != proffer::ErrorCode::interrupted) return 1;
              if (os::stop_signal() != signal) return 2;
              return os::run(command).has_value() ? 3 : 0;  // nothing new is started
          }) == 0);
    CHECK(os::monotonic() - start < 30s);
}

TEST_CASE("signals: a sleep ends early", "[os]") {
    CHECK(in_interrupted_child(SIGTERM, [] {
              const auto start = os::monotonic();
              os::sleep_for(30s);
              return os::monotonic() - start < 20s ? 0 : 1;
          }) == 0);
}

TEST_CASE("signals: without one nothing is asked", "[os]") {
    CHECK(os::stop_signal() == 0);
    const auto start = os::monotonic();
    os::sleep_for(20ms);
    CHECK(os::monotonic() - start >= 19ms);
}

TEST_CASE("signals: a flag ends what its thread waits for, and nothing else", "[os]") {
    std::atomic<bool> flag{false};
    proffer::Result<os::Finished> flagged = os::Finished{}, free = os::Finished{};
    std::thread first([&] {
        const proffer::base::StopFlagScope scope(flag);
        os::Command command;
        command.arguments = {"/bin/sleep", "60"};
        flagged = os::run(command);
    });
    std::thread second([&] {
        os::Command command;
        command.arguments = {"/bin/sleep", "0.3"};
        free = os::run(command);
    });
    os::sleep_for(100ms);
    flag = true;
    first.join();
    second.join();
    REQUIRE_FALSE(flagged);
    CHECK(flagged.error().code == proffer::ErrorCode::interrupted);
    REQUIRE(free);
    CHECK(free->exit_status == 0);
    CHECK_FALSE(os::is_to_stop());
}
