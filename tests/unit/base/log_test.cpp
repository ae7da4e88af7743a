// What arrives on stderr.
#include "base/log.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <catch2/catch.hpp>
#include <csignal>

#include <functional>

using namespace proffer::base;

namespace {

/// stderr of this process, replaced while it lives.
class ReplacedStderr {
 public:
    explicit ReplacedStderr(int replacement) : saved_(dup(STDERR_FILENO)) {
        if (replacement >= 0)
            dup2(replacement, STDERR_FILENO);
        else
            close(STDERR_FILENO);
    }
    ReplacedStderr(const ReplacedStderr&) = delete;
    ReplacedStderr& operator=(const ReplacedStderr&) = delete;
    ~ReplacedStderr() {
        dup2(saved_, STDERR_FILENO);
        close(saved_);
    }

 private:
    int saved_;
};

std::string logged(LogSettings settings, const std::function<void()>& log) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    {
        const ReplacedStderr replaced(ends[1]);
        start_log(std::move(settings));
        log();
    }
    close(ends[1]);
    std::string text(65536, '\0');
    const ssize_t size = read(ends[0], text.data(), text.size());
    close(ends[0]);
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return text;
}

void log_one_of_each() {
    log_debug("d {} %v");
    log_info("i {} %v");
    log_warning("w {} %v");
    log_error("e {} %v");
}

}  // namespace

TEST_CASE("log: levels and labels are git's", "[base]") {
    CHECK(logged({}, log_one_of_each) == "i {} %v\nwarning: w {} %v\nerror: e {} %v\n");
    CHECK(logged({LogLevel::quiet, Color::automatic, {}}, log_one_of_each) == "error: e {} %v\n");
    CHECK(logged({LogLevel::verbose, Color::automatic, {}}, log_one_of_each) ==
          "debug: d {} %v\ni {} %v\nwarning: w {} %v\nerror: e {} %v\n");
}

TEST_CASE("log: only the label is coloured", "[base]") {
    CHECK(logged({LogLevel::normal, Color::always, {}}, [] { log_warning("w"); }) == "\x1b[33mwarning: \x1b[0mw\n");
    CHECK(logged({LogLevel::normal, Color::always, {}}, [] { log_info("i"); }) == "i\n");
}

TEST_CASE("log: secrets, escapes and CI commands do not arrive (O1, O2, O3, O8)", "[base]") {
    const LogSettings settings{LogLevel::normal, Color::never, Redactor({"q7Zr9Xw2Lk4Tn8Vb3Mc6"})};
    CHECK(logged(settings, [] { log_info("key q7Zr9Xw2Lk4Tn8Vb3Mc6\n::set-output name=a::b\r\n\x1b[2J##[error]x"); }) ==
          "key ***\n: :set-output name=a::b\n\\x1b[2J## [error]x\n");
}

TEST_CASE("log: a closed or broken stderr is no reason to stop", "[base]") {
    {
        const ReplacedStderr closed(-1);
        start_log({});
        log_error("nobody hears this");
    }
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    close(ends[0]);
    {
        const ReplacedStderr broken(ends[1]);
        start_log({});
        log_error("nor this");
    }
    close(ends[1]);
    sigset_t pending;
    sigpending(&pending);
    CHECK(sigismember(&pending, SIGPIPE) == 0);
    start_log({});
}
