// fork and exec of programs that share the terminal or leave it; os/process is for those whose output we read.
#include "hook/start.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace proffer::hook {
namespace {

constexpr int k_niceness = 5;
constexpr std::array<std::string_view, 15> k_kept = {
    "GIT_SSH",           "GIT_SSH_COMMAND",     "GIT_SSH_VARIANT",    "GIT_ASKPASS",        "GIT_PROXY_SSL_CAINFO", "GIT_SSL_CAINFO",
    "GIT_SSL_CAPATH",    "GIT_AUTHOR_NAME",     "GIT_AUTHOR_EMAIL",   "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL",  "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_TERMINAL_PROMPT"};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
    result.push_back(nullptr);
    return result;
}

Error cannot_start(const std::string& program) {
    return os::system_error("cannot start '" + program + "'");
}

/// A file in memory: the child reads it whenever it likes, or not at all.
Result<os::Descriptor> input_file(std::string_view bytes) {
    os::Descriptor file(::memfd_create("pre-push", MFD_CLOEXEC));
    if (!file.is_open()) return os::system_error("cannot hold the pushed refs");
    PROFFER_CHECK(os::write_all(file.get(), bytes, "the pushed refs"));
    if (::lseek(file.get(), 0, SEEK_SET) != 0) return os::system_error("cannot hold the pushed refs");
    return file;
}

Result<int> wait_for(pid_t pid) {
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return os::system_error("cannot wait for a hook");
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void default_signals() {
    struct sigaction action = {};
    action.sa_handler = SIG_DFL;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT, SIGTSTP}) ::sigaction(signal, &action, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// In the child, after fork: nothing here allocates.
[[noreturn]] void become_worker(char* const* arguments, char* const* environment, int null, int log, int lock) {
    ::setsid();
    ::dup2(null, STDIN_FILENO);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    // 3 is the lock; everything else, also what git left open for its hook, stays behind.
    if (lock != 3) ::dup2(lock, 3);
    ::fcntl(3, F_SETFD, 0);
    if (::close_range(4, ~0U, 0) != 0)
        for (int descriptor = 4; descriptor < 1024; ++descriptor) ::close(descriptor);
    default_signals();
    [[maybe_unused]] const int niceness = ::nice(k_niceness);
    ::execve("/proc/self/exe", arguments, environment);
    ::_exit(127);
}

/// Descriptors 0 to 3 are about to be given to others.
os::Descriptor out_of_the_way(os::Descriptor descriptor) {
    if (!descriptor.is_open() || descriptor.get() > 3) return descriptor;
    return os::Descriptor(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 4));
}

}  // namespace

Error become(const std::vector<std::string>& command) {
    ::execv(command.front().c_str(), pointers(command).data());
    return cannot_start(command.front());
}

Result<int> run_with_input(const std::vector<std::string>& command, std::string_view input) {
    PROFFER_TRY(const os::Descriptor file, input_file(input));
    const std::vector<char*> arguments = pointers(command);
    const pid_t pid = ::fork();
    if (pid < 0) return cannot_start(command.front());
    if (pid == 0) {
        ::dup2(file.get(), STDIN_FILENO);
        ::execv(arguments.front(), arguments.data());
        ::_exit(127);
    }
    return wait_for(pid);
}

os::Environment worker_environment(const os::Environment& hook) {
    os::Environment environment = hook;
    environment.erase_git_variables();
    for (const std::string_view name : k_kept)
        if (const auto value = hook.find(name)) environment.set(std::string(name), *value);
    environment.set("PROFFER", "0");
    return environment;
}

Result<pid_t> start_worker(const StoredJob& stored, const os::Environment& environment) {
    const std::string log_path = stored.job.log_file();
    const os::Descriptor null = out_of_the_way(os::Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
    const os::Descriptor log = out_of_the_way(os::Descriptor(::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)));
    const os::Descriptor lock = out_of_the_way(os::Descriptor(::fcntl(stored.lock.get(), F_DUPFD_CLOEXEC, 4)));
    if (!null.is_open() || !log.is_open() || !lock.is_open()) return os::system_error("cannot write '" + log_path + "'");
    const std::vector<std::string> command = {"proffer", "hook", "work", stored.job.directory.string()};
    const std::vector<std::string> entries = environment.entries();
    const std::vector<char*> arguments = pointers(command), variables = pointers(entries);
    const pid_t pid = ::fork();
    if (pid < 0) return cannot_start("proffer");
    if (pid == 0) become_worker(arguments.data(), variables.data(), null.get(), log.get(), lock.get());
    return pid;
}

}  // namespace proffer::hook
