// fork and exec. Between the two only async-signal-safe calls are made: other threads may hold any lock.
#include "os/spawn.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/text.hpp"

namespace proffer::os {

namespace {

constexpr const char* k_default_path = "/usr/local/bin:/usr/bin:/bin";

struct Pipe {
    Descriptor read;
    Descriptor write;
};

/// Where a child failed, sent through a pipe that exec closes.
struct Failure {
    enum class Step { directory, program } step;
    int number;
};

/// Everything the child needs, allocated before the fork.
struct Plan {
    std::vector<std::string> programs;  // tried in order
    std::vector<std::string> entries;
    std::vector<char*> arguments;
    std::vector<char*> environment;
    const char* directory = nullptr;
    bool new_session = false;
    int input = -1, output = -1, error_output = -1, failure = -1;
};

// Descriptors 0-2 may be closed in us; a pipe that lands there would be overwritten in the child.
Descriptor above_standard(int descriptor) {
    if (descriptor < 0 || descriptor > 2) return Descriptor(descriptor);
    const Descriptor low(descriptor);
    return Descriptor(::fcntl(descriptor, F_DUPFD_CLOEXEC, 3));
}

Result<Pipe> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return system_error("cannot make a pipe");
    Pipe pipe{above_standard(ends[0]), above_standard(ends[1])};
    if (!pipe.read.is_open() || !pipe.write.is_open()) return system_error("cannot make a pipe");
    return pipe;
}

void set_non_blocking(const Descriptor& descriptor) {
    ::fcntl(descriptor.get(), F_SETFL, O_NONBLOCK);
}

std::vector<std::string> candidates(const Command& command) {
    const std::string& program = command.arguments.front();
    if (program.find('/') != std::string::npos) return {program};
    std::vector<std::string> programs;
    const std::string path = command.environment.value_or("PATH", k_default_path);
    for (const auto directory : base::split(path, ':')) {
        // A relative entry would find programs in the repository that the command works on.
        if (directory.starts_with('/')) programs.push_back(std::string(directory) + "/" + program);
    }
    return programs;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));
    result.push_back(nullptr);
    return result;
}

void reset_signals() {
    struct sigaction action = {};
    action.sa_handler = SIG_DFL;
    for (int signal = 1; signal < 65; ++signal) ::sigaction(signal, &action, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void close_on_exec_from_3() {
    if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
    // Kernels before 5.11: ours are all close-on-exec already, this is for inherited ones.
    for (int descriptor = 3; descriptor < 1024; ++descriptor) ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

[[noreturn]] void fail(const Plan& plan, Failure::Step step, int number) {
    const Failure failure{step, number};
    const ssize_t ignored = ::write(plan.failure, &failure, sizeof failure);
    (void)ignored;
    ::_exit(127);
}

[[noreturn]] void become_program(const Plan& plan) {
    if (plan.new_session)
        ::setsid();
    else
        ::setpgid(0, 0);
    ::dup2(plan.input, STDIN_FILENO);
    ::dup2(plan.output, STDOUT_FILENO);
    ::dup2(plan.error_output, STDERR_FILENO);
    close_on_exec_from_3();
    reset_signals();
    if (plan.directory != nullptr && ::chdir(plan.directory) != 0) fail(plan, Failure::Step::directory, errno);
    int number = ENOENT;
    for (const auto& program : plan.programs) {
        ::execve(program.c_str(), plan.arguments.data(), plan.environment.data());
        if (errno != ENOENT && errno != ENOTDIR) number = errno;
        if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) break;
    }
    fail(plan, Failure::Step::program, number);
}

Result<pid_t> fork_child(const Plan& plan) {
    // No handler of ours may run in the child.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = ::fork();
    if (pid == 0) become_program(plan);
    const int number = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (pid < 0) return system_error("cannot start a process", number);
    // In both, so that it holds whoever comes first.
    if (!plan.new_session) ::setpgid(pid, pid);
    return pid;
}

Error failure_error(const Command& command, const Failure& failure) {
    if (failure.step == Failure::Step::directory) return system_error("cannot enter '" + command.directory + "'", failure.number);
    const std::string& program = command.arguments.front();
    if (failure.number != ENOENT) return system_error("cannot start '" + program + "'", failure.number);
    return {ErrorCode::not_found, "there is no program '" + program + "'", "install it, or put its directory into PATH", {}};
}

Result<void> await_exec(const Command& command, const Descriptor& failures) {
    Failure failure{};
    ssize_t got = 0;
    do got = ::read(failures.get(), &failure, sizeof failure);
    while (got < 0 && errno == EINTR);
    if (got == sizeof failure) return failure_error(command, failure);
    return {};
}

bool holds_nul(const std::string& text) {
    return text.find('\0') != std::string::npos;
}

Result<void> check(const Command& command) {
    if (command.arguments.empty()) return Error{ErrorCode::internal, "no program to start", "", {}};
    for (const auto& argument : command.arguments) {
        if (holds_nul(argument)) return Error{ErrorCode::io, "an argument of '" + command.arguments.front() + "' holds a NUL", "", {}};
    }
    return {};
}

}  // namespace

Result<Spawned> spawn(const Command& command) {
    PROFFER_CHECK(check(command));
    Spawned spawned;
    PROFFER_TRY(Pipe failures, make_pipe());
    PROFFER_TRY(Pipe output, make_pipe());
    Pipe input;
    Pipe error_output;
    if (command.input.empty())
        input.read = above_standard(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    else {
        PROFFER_TRY(input, make_pipe());
    }
    if (command.capture == Capture::separate && !command.shows_error_output) {
        PROFFER_TRY(error_output, make_pipe());
    }
    Plan plan;
    plan.programs = candidates(command);
    plan.entries = command.environment.entries();
    plan.arguments = pointers(command.arguments);
    plan.environment = pointers(plan.entries);
    plan.directory = command.directory.empty() ? nullptr : command.directory.c_str();
    plan.new_session = command.new_session;
    plan.input = input.read.get();
    plan.output = output.write.get();
    plan.error_output = error_output.write.is_open() ? error_output.write.get() : output.write.get();
    if (command.shows_error_output) plan.error_output = STDERR_FILENO;
    plan.failure = failures.write.get();

    PROFFER_TRY(spawned.pid, fork_child(plan));
    failures.write.reset();
    if (auto started = await_exec(command, failures.read); !started) {
        while (::waitpid(spawned.pid, nullptr, 0) < 0 && errno == EINTR) continue;
        return std::move(started).error();
    }
    for (auto* end : {&input.write, &output.read, &error_output.read}) set_non_blocking(*end);
    spawned.input = std::move(input.write);
    spawned.output = std::move(output.read);
    spawned.error_output = std::move(error_output.read);
    return spawned;
}

}  // namespace proffer::os
