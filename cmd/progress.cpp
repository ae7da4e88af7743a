// Progress on stderr. Untrusted text goes through the log, which makes it harmless.
#include "cmd/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"

namespace proffer::cmd {
namespace {

constexpr std::chrono::milliseconds k_refresh{100};
constexpr std::size_t k_line_bytes = 78;
constexpr std::size_t k_longest_line_bytes = 64 * 1024;

}  // namespace

Progress::Progress(bool is_quiet, bool is_verbose)
    : is_terminal_(!is_quiet && isatty(STDERR_FILENO) == 1), is_quiet_(is_quiet), is_verbose_(is_verbose) {}

Progress::~Progress() {
    clear_moving_line();
}

void Progress::on_event(const std::string& line) {
    clear_moving_line();
    if (!partial_.empty()) show_check_output(partial_);
    block_.reset();
    reply_bytes_ = 0;
    partial_.clear();
    base::log_info(line);
}

void Progress::on_reply_text(std::string_view text) {
    reply_bytes_ += text.size();
    show_moving_line(fmt::format("the model is writing: {} bytes", reply_bytes_));
}

void Progress::on_reply_restart() {
    reply_bytes_ = 0;
}

void Progress::on_retry(std::string_view why) {
    clear_moving_line();
    base::log_warning(why);
}

void Progress::on_check_start(std::string_view name) {
    check_ = name;
    show_moving_line(fmt::format("check '{}' is running", check_));
}

void Progress::on_check_output(std::string_view bytes) {
    partial_ += bytes;
    const auto end = partial_.rfind('\n');
    const bool is_long = partial_.size() > k_longest_line_bytes;
    if (end == std::string::npos && !is_long) return;
    const std::size_t size = end == std::string::npos ? partial_.size() : end + 1;
    const std::string_view lines = std::string_view(partial_).substr(0, size);
    show_check_output(lines);
    const std::string_view last = base::trim_right(lines);
    show_moving_line(fmt::format("check '{}': {}", check_, base::prefix(last.substr(last.rfind('\n') + 1), k_line_bytes)));
    partial_.erase(0, size);
}

/// On a terminal one line stands for all of them; failures stay.
void Progress::on_unit(const run::UnitsDone& done, const std::string& line) {
    const bool is_failure = done.failed > failed_units_;
    failed_units_ = done.failed;
    if (!is_terminal_ || is_verbose_ || is_failure) on_event(line);
    const auto left =
        done.elapsed * static_cast<std::int64_t>(done.all - done.done) / static_cast<std::int64_t>(std::max<std::size_t>(done.done, 1));
    show_moving_line(fmt::format("units {}/{} · {} failed · {} s left", done.done, done.all, done.failed, (left.count() + 999) / 1000));
}

/// Whoever asked for more sees it, and a CI system, which folds it away.
void Progress::show_check_output(std::string_view lines) {
    if (is_quiet_ || (!is_verbose_ && base::log_dialect() == base::LogDialect::plain)) return;
    clear_moving_line();
    if (!block_) block_.emplace(fmt::format("output of check '{}'", check_));
    block_->print(lines);
}

void Progress::show_moving_line(const std::string& text) {
    const auto now = std::chrono::steady_clock::now();
    if (!is_terminal_ || now - last_shown_ < k_refresh) return;
    last_shown_ = now;
    has_moving_line_ = true;
    const std::string shown = base::visible_line(text);
    const std::string_view fitting = base::prefix(shown, k_line_bytes);
    std::fprintf(stderr, "\r\x1b[K%.*s", static_cast<int>(fitting.size()), fitting.data());
    std::fflush(stderr);
}

void Progress::clear_moving_line() {
    if (!has_moving_line_) return;
    has_moving_line_ = false;
    std::fputs("\r\x1b[K", stderr);
}

}  // namespace proffer::cmd
