// Runs one program to its end: feeds it, drains it, stops it when it is time.
#include "os/process.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "os/capture.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"
#include "os/spawn.hpp"

namespace proffer::os {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_polite{2000};  // between SIGTERM and SIGKILL
// Hundreds of processes may take a while to die on a busy machine; killing who waits for that would leave the rest of them behind.
constexpr milliseconds k_ending_all{30'000};
constexpr milliseconds k_lingering{300};  // a grandchild may hold our pipes open this long after its parent's end
constexpr milliseconds k_tick{50};        // a stop signal may have been delivered to another thread
constexpr milliseconds k_tick_without_pidfd{5};

/// A child that closes its stdin must not end us, whatever the process does with SIGPIPE.
class SigpipeBlocked {
 public:
    SigpipeBlocked() {
        ::sigemptyset(&set_);
        ::sigaddset(&set_, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &set_, &before_);
    }
    ~SigpipeBlocked() {
        const timespec now = {};
        while (::sigtimedwait(&set_, nullptr, &now) > 0) continue;
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    SigpipeBlocked(const SigpipeBlocked&) = delete;
    SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;

 private:
    sigset_t set_{};
    sigset_t before_{};
};

class Session {
 public:
    Session(const Command& command, Spawned child)
        : command_(command),
          child_(std::move(child)),
          end_watch_(static_cast<int>(::syscall(SYS_pidfd_open, child_.pid, 0))),
          output_(command.output_limit_bytes),
          error_output_(command.output_limit_bytes),
          unsent_(command.input) {}

    Result<Finished> run() {
        while (!is_over()) {
            stop_when_due();
            wait_for_something();
            look_for_end();
        }
        const bool stopped = stop_ != Stop::no;
        // The leader is not reaped yet, so the group's id is still ours.
        if (stopped || any_stream_open()) ::kill(-child_.pid, SIGKILL);
        drain(child_.output, true);
        drain(child_.error_output, false);
        reap();
        if (interrupted_) return Error{ErrorCode::interrupted, "'" + command_.arguments.front() + "' was stopped by a signal", "", {}};
        return finished();
    }

 private:
    enum class Stop { no, asked, asked_to_end_all, killed };

    [[nodiscard]] bool any_stream_open() const { return child_.output.is_open() || child_.error_output.is_open(); }

    [[nodiscard]] bool is_over() const {
        if (!ended_at_) return false;
        return !any_stream_open() || monotonic() - *ended_at_ >= k_lingering;
    }

    void look_for_end() {
        siginfo_t info = {};
        if (ended_at_ || ::waitid(P_PID, static_cast<id_t>(child_.pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0) return;
        if (info.si_pid == child_.pid) ended_at_ = monotonic();
    }

    void stop_when_due() {
        if (ended_at_) return;
        const auto now = monotonic();
        if (stop_ == Stop::no) {
            timed_out_ = command_.timeout && now - started_at_ >= *command_.timeout;
            interrupted_ = !timed_out_ && is_to_stop();
            if (timed_out_ || interrupted_)
                send(Stop::asked, -child_.pid, command_.passes_signal && stop_signal() != 0 ? stop_signal() : SIGTERM);
            return;
        }
        if (now - stop_sent_at_ < patience() || stop_ == Stop::killed) return;
        if (stop_ == Stop::asked && command_.supervisor)
            send(Stop::asked_to_end_all, child_.pid, SIGQUIT);
        else
            send(Stop::killed, -child_.pid, SIGKILL);
    }

    [[nodiscard]] milliseconds patience() const {
        if (stop_ == Stop::asked_to_end_all) return k_ending_all;
        return command_.passes_signal ? command_.patience : k_polite;
    }

    void send(Stop stop, pid_t to, int signal) {
        ::kill(to, signal);
        stop_ = stop;
        stop_sent_at_ = monotonic();
    }

    [[nodiscard]] int milliseconds_to_wait() const {
        milliseconds wait = end_watch_.is_open() ? k_tick : k_tick_without_pidfd;
        if (command_.timeout && stop_ == Stop::no) wait = std::min(wait, *command_.timeout - (monotonic() - started_at_));
        return static_cast<int>(std::max(wait, milliseconds(0)).count());
    }

    void wait_for_something() {
        const int end_watch = ended_at_ ? -1 : end_watch_.get();
        std::array<pollfd, 4> polled = {{{child_.output.get(), POLLIN, 0},
                                         {child_.error_output.get(), POLLIN, 0},
                                         {child_.input.get(), POLLOUT, 0},
                                         {end_watch, POLLIN, 0}}};
        if (::poll(polled.data(), polled.size(), milliseconds_to_wait()) <= 0) return;
        if (polled[0].revents != 0) read_some(child_.output, true);
        if (polled[1].revents != 0) read_some(child_.error_output, false);
        if (polled[2].revents != 0) write_some();
    }

    /// False when there is nothing now.
    bool read_some(Descriptor& from, bool is_output) {
        std::array<char, 64 * 1024> buffer;
        const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
        if (got <= 0) {
            from.reset();
            return false;
        }
        const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
        if (!is_output) {
            error_output_.add(bytes);
            return true;
        }
        output_.add(bytes);
        digest_.add(bytes);
        if (command_.on_output) command_.on_output(bytes);
        return true;
    }

    // What is in the pipe now, and no more: someone may still be writing.
    void drain(Descriptor& from, bool is_output) {
        constexpr int k_most_reads = 32;
        for (int reads = 0; from.is_open() && reads < k_most_reads; ++reads) {
            if (!read_some(from, is_output)) break;
        }
        from.reset();
    }

    void write_some() {
        const ssize_t written = ::write(child_.input.get(), unsent_.data(), std::min<std::size_t>(unsent_.size(), 64 * 1024));
        if (written < 0 && (errno == EAGAIN || errno == EINTR)) return;
        // A program that does not want its input is no failure.
        if (written > 0) unsent_.remove_prefix(static_cast<std::size_t>(written));
        if (written < 0 || unsent_.empty()) child_.input.reset();
    }

    void reap() {
        int status = 0;
        while (::waitpid(child_.pid, &status, 0) < 0 && errno == EINTR) continue;
        exit_status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

    Finished finished() {
        Finished finished;
        finished.exit_status = exit_status_;
        finished.timed_out = timed_out_;
        finished.output = output_.text();
        finished.error_output = error_output_.text();
        finished.output_bytes = output_.total_bytes();
        finished.output_sha256 = digest_.finish();
        finished.duration = ended_at_.value_or(monotonic()) - started_at_;
        return finished;
    }

    const Command& command_;
    Spawned child_;
    Descriptor end_watch_;
    HeadAndTail output_;
    HeadAndTail error_output_;
    base::Sha256 digest_;
    std::string_view unsent_;
    milliseconds started_at_ = monotonic();
    std::optional<milliseconds> ended_at_;
    milliseconds stop_sent_at_{0};
    Stop stop_ = Stop::no;
    bool timed_out_ = false;
    bool interrupted_ = false;
    int exit_status_ = 0;
};

std::string last_line(std::string_view text) {
    text = base::trim(text);
    return base::visible_line(base::prefix(base::trim(text.substr(text.find_last_of("\r\n") + 1)), 500));
}

}  // namespace

Result<Finished> run(const Command& command) {
    if (is_to_stop()) return Error{ErrorCode::interrupted, "a signal asked to stop", "", {}};
    const SigpipeBlocked blocked;
    PROFFER_TRY(auto child, spawn(command));
    return Session(command, std::move(child)).run();
}

std::string describe_failure(const Command& command, const Finished& finished) {
    std::string text = command.arguments.empty() ? "" : command.arguments[0].substr(command.arguments[0].rfind('/') + 1);
    if (command.arguments.size() > 1 && !command.arguments[1].starts_with('-')) text += " " + command.arguments[1];
    text = base::visible_line(text);
    text += finished.timed_out ? " (timed out)" : " (exit " + std::to_string(finished.exit_status) + ")";
    const std::string line = last_line(finished.error_output.empty() ? finished.output : finished.error_output);
    return line.empty() ? text : text + ": " + line;
}

}  // namespace proffer::os
