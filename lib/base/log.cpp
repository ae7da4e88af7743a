// The log on stderr, by way of spdlog: levels, colour, and no text that a terminal or CI runner would obey.
#include "base/log.hpp"

#ifndef SPDLOG_FMT_EXTERNAL
#define SPDLOG_FMT_EXTERNAL
#endif
#ifndef SPDLOG_HEADER_ONLY
#define SPDLOG_HEADER_ONLY
#endif

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace proffer::base {
namespace {

constexpr std::size_t k_annotation_bytes = 2000;

/// While it lives, a write of this thread to a pipe that nobody reads fails instead of ending the program.
class NoBrokenPipeSignal {
 public:
    NoBrokenPipeSignal() {
        sigset_t pending;
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    NoBrokenPipeSignal(const NoBrokenPipeSignal&) = delete;
    NoBrokenPipeSignal& operator=(const NoBrokenPipeSignal&) = delete;
    ~NoBrokenPipeSignal() {
        const timespec no_wait{};
        if (!was_pending_) sigtimedwait(&pipe_, nullptr, &no_wait);
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

 private:
    sigset_t pipe_{};
    sigset_t before_{};
    bool was_pending_ = false;
};

/// Writes all or gives up: a log that cannot be written is no reason to stop.
void write_to_stderr(std::string_view text) {
    const NoBrokenPipeSignal no_signal;
    while (!text.empty()) {
        const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

struct Label {
    std::string_view text;
    std::string_view color;
};

Label label_of(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::debug: return {"debug: ", "\x1b[2m"};
        case spdlog::level::warn: return {"warning: ", "\x1b[33m"};
        case spdlog::level::err: return {"error: ", "\x1b[31m"};
        default: return {"", ""};
    }
}

class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
    explicit StderrSink(bool colored) : colored_(colored) {}

 protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        const Label label = label_of(message.level);
        std::string line;
        if (colored_ && !label.color.empty())
            line.append(label.color).append(label.text).append("\x1b[0m");
        else
            line.append(label.text);
        line.append(message.payload.data(), message.payload.size());
        if (line.empty() || line.back() != '\n') line += '\n';
        write_to_stderr(line);
    }
    void flush_() override {}

 private:
    bool colored_;
};

bool wants_color(Color color) {
    return color == Color::always || (color == Color::automatic && ::isatty(STDERR_FILENO) == 1);
}

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::quiet: return spdlog::level::err;
        case LogLevel::normal: return spdlog::level::info;
        case LogLevel::verbose: return spdlog::level::debug;
    }
    return spdlog::level::info;
}

struct Log {
    spdlog::logger logger;
    Redactor redactor;
    LogDialect dialect;

    Log(spdlog::level::level_enum level, Color color, Redactor secrets, LogDialect whose)
        : logger("proffer", std::make_shared<StderrSink>(wants_color(color))), redactor(std::move(secrets)), dialect(whose) {
        logger.set_level(level);
        logger.set_error_handler([](const std::string&) {});
    }
};

std::mutex& log_mutex() {
    static std::mutex mutex;
    return mutex;
}

std::shared_ptr<Log>& shared_log() {
    static auto log = std::make_shared<Log>(spdlog::level::warn, Color::automatic, Redactor(), LogDialect::plain);
    return log;
}

std::shared_ptr<Log> current_log() {
    const std::lock_guard lock(log_mutex());
    return shared_log();
}

void log_at(spdlog::level::level_enum level, std::string_view text) {
    const std::shared_ptr<Log> log = current_log();
    if (!log->logger.should_log(level)) return;
    const std::string safe = inert_log_text(log->redactor.redact(text));
    // A string view is taken as it is; only the overloads with arguments read it as a format.
    log->logger.log(level, spdlog::string_view_t(safe.data(), safe.size()));
}

/// Text that is safe already, or our own.
void print_as_it_is(std::string_view text) {
    current_log()->logger.log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()));
}

/// 128 random bits: nobody who writes into a block can know them.
std::string make_nonce() {
    std::random_device random;
    std::array<std::uint8_t, 16> bytes;
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return hex(bytes);
}

/// What stands before and behind a block. Source: the runners' documented commands.
struct Brackets {
    std::string begin, end;
};

Brackets brackets_of(LogDialect dialect, const std::string& title) {
    if (dialect == LogDialect::github) {
        const std::string nonce = make_nonce();
        return {"::group::" + replace_all(title, "%", "%25") + "\n::stop-commands::" + nonce + "\n", "::" + nonce + "::\n::endgroup::\n"};
    }
    if (dialect == LogDialect::gitlab) {
        const std::string name = ":proffer_" + make_nonce().substr(0, 12);
        const auto mark = [](const std::string& what) { return "\x1b[0Ksection_" + what + ":" + std::to_string(std::time(nullptr)); };
        return {mark("start") + name + "[collapsed=true]\r\x1b[0K" + title + "\n", mark("end") + name + "\r\x1b[0K\n"};
    }
    return {};
}

}  // namespace

void annotate_error(std::string_view title, std::string_view text) {
    const std::shared_ptr<Log> log = current_log();
    if (log->dialect != LogDialect::github) return;
    const auto data = [&](std::string_view raw) {
        const std::string line = visible_line(log->redactor.redact(raw));
        return replace_all(std::string(prefix(line, k_annotation_bytes)), "%", "%25");
    };
    const std::string property = replace_all(replace_all(data(title), ":", "%3A"), ",", "%2C");
    print_as_it_is("::error title=" + property + "::" + data(text) + "\n");
}

LogDialect log_dialect() {
    return current_log()->dialect;
}

LogBlock::LogBlock(std::string_view title) {
    const std::shared_ptr<Log> log = current_log();
    const Brackets brackets = brackets_of(log->dialect, inert_log_text(visible_line(log->redactor.redact(title))));
    if (!brackets.begin.empty()) print_as_it_is(brackets.begin);
    end_ = brackets.end;
}

LogBlock::~LogBlock() {
    if (!end_.empty()) print_as_it_is(end_);
}

void LogBlock::print(std::string_view lines) {
    const std::string safe = inert_log_block(current_log()->redactor.redact(lines));
    if (!safe.empty()) print_as_it_is(safe);
}

void start_log(LogSettings settings) {
    auto log = std::make_shared<Log>(level_of(settings.level), settings.color, std::move(settings.redactor), settings.dialect);
    const std::lock_guard lock(log_mutex());
    shared_log() = std::move(log);
}

void log_debug(std::string_view text) {
    log_at(spdlog::level::debug, text);
}

void log_info(std::string_view text) {
    log_at(spdlog::level::info, text);
}

void log_warning(std::string_view text) {
    log_at(spdlog::level::warn, text);
}

void log_error(std::string_view text) {
    log_at(spdlog::level::err, text);
}

}  // namespace proffer::base
