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
    CHECK(logged({LogLevel::quiet, Color::automatic, {}, LogDialect::plain}, log_one_of_each) == "error: e {} %v\n");
    CHECK(logged({LogLevel::verbose, Color::automatic, {}, LogDialect::plain}, log_one_of_each) ==
          "debug: d {} %v\ni {} %v\nwarning: w {} %v\nerror: e {} %v\n");
}

TEST_CASE("log: only the label is coloured", "[base]") {
    CHECK(logged({LogLevel::normal, Color::always, {}, LogDialect::plain}, [] { log_warning("w"); }) == "\x1b[33mwarning: \x1b[0mw\n");
    CHECK(logged({LogLevel::normal, Color::always, {}, LogDialect::plain}, [] { log_info("i"); }) == "i\n");
}

TEST_CASE("log: secrets, escapes and CI commands do not arrive (O1, O2, O3, O8)", "[base]") {
    const LogSettings settings{LogLevel::normal, Color::never, Redactor({"q7Zr9Xw2Lk4Tn8Vb3Mc6"}), LogDialect::plain};
    CHECK(logged(settings, [] { log_info("key q7Zr9Xw2Lk4Tn8Vb3Mc6\n::set-output name=a::b\r\n\x1b[2J##[error]x"); }) ==
          "key ***\n: :set-output name=a::b\n\\x1b[2J## [error]x\n");
}

TEST_CASE("log: an annotation is one command of GitHub's log, whatever stands in it (O1, O8)", "[base]") {
    LogSettings settings;
    settings.redactor = Redactor({"hunter2-hunter2"});
    const auto annotate = [] { annotate_error("a: b, c", "100%\r\n::set-env::x ##[error] \x1b[2J hunter2-hunter2"); };
    CHECK(logged(settings, annotate).empty());
    settings.dialect = LogDialect::github;
    const std::string text = logged(settings, annotate);
    CHECK(text.starts_with("::error title=a%3A b%2C c::100%25"));
    CHECK(text.find_first_of("\r\n") == text.size() - 1);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("hunter2") == std::string::npos);
    const auto long_one = [] { annotate_error("t", std::string(100'000, '%')); };
    CHECK(logged(settings, long_one).size() < 10'000);
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

TEST_CASE("log: a block stands behind bars, and in CI between brackets of our own (O1, O2)", "[base]") {
    const auto print = [] {
        LogBlock block("output of check '100% ::x'");
        block.print("one\r::add-mask::x\n##[group]y\nkey q7Zr9Xw2Lk4Tn8Vb3Mc6\n");
    };
    const std::string lines = "| one\n| : :add-mask::x\n| ## [group]y\n| key ***\n";
    const Redactor redactor({"q7Zr9Xw2Lk4Tn8Vb3Mc6"});
    CHECK(logged({LogLevel::normal, Color::never, redactor, LogDialect::plain}, print) == lines);

    const std::string github = logged({LogLevel::normal, Color::never, redactor, LogDialect::github}, print);
    const std::string head = "::group::output of check '100%25 ::x'\n::stop-commands::";
    REQUIRE(github.starts_with(head));
    const std::string nonce = github.substr(head.size(), 32);
    CHECK(nonce.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(github == head + nonce + "\n" + lines + "::" + nonce + "::\n::endgroup::\n");
    CHECK(logged({LogLevel::normal, Color::never, redactor, LogDialect::github}, print).find(nonce) == std::string::npos);

    const std::string gitlab = logged({LogLevel::normal, Color::never, redactor, LogDialect::gitlab}, print);
    CHECK(gitlab.starts_with("\x1b[0Ksection_start:"));
    CHECK(gitlab.find("[collapsed=true]\r\x1b[0Koutput of check '100% ::x'\n" + lines + "\x1b[0Ksection_end:") != std::string::npos);
    CHECK(gitlab.ends_with("\r\x1b[0K\n"));
    CHECK(logged({LogLevel::quiet, Color::never, redactor, LogDialect::github}, print).empty());
}
