// The re-executed helper: sets up the walls, runs the command, ends everything that the command started.
#include <fcntl.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "os/descriptor.hpp"
#include "workspace/descendants.hpp"
#include "workspace/factory.hpp"
#include "workspace/probe.hpp"
#include "workspace/root_relay.hpp"
#include "workspace/sandbox_filter.hpp"
#include "workspace/sandbox_landlock.hpp"
#include "workspace/sandbox_mounts.hpp"
#include "workspace/sandbox_namespaces.hpp"
#include "workspace/sandbox_specification.hpp"
#include "workspace/supervise.hpp"

extern char** environ;  // NOLINT: POSIX declares it in no header

namespace proffer::workspace {

using os::Descriptor;

namespace {

volatile pid_t watched = -1;
volatile int stop_request = -1;

void stop_watched(int) {
    if (watched > 0) ::kill(watched, SIGKILL);
    if (stop_request >= 0) (void)!::write(stop_request, "s", 1);
}

int wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));
    result.push_back(nullptr);
    return result;
}

class Helper {
 public:
    /// `lifeline` is open in a helper that root runs as: there it takes the place of signals.
    Helper(SandboxSpecification specification, Descriptor lifeline)
        : specification_(std::move(specification)), lifeline_(std::move(lifeline)) {
        failure_.reset(::open(specification_.failure_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    }

    int run() {
        watch_parent();
        // Those are for the command, which is in our process group; we stay until it has ended.
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::signal(signal, SIG_IGN);
        ::signal(SIGQUIT, stop_watched);
        if (!specification_.root_helper.empty() && !lifeline_.is_open()) return relay();
        return specification_.namespaces ? run_in_namespaces() : run_plain();
    }

 private:
    void watch_parent() const {
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
        if (specification_.parent != 0 && ::getppid() != specification_.parent) ::_exit(128 + SIGQUIT);
    }

    int fail(const Error& error) const {
        (void)!::ftruncate(failure_.get(), 0);
        (void)os::write_all(failure_.get(), error.text(), "failure file");
        return k_setup_failed;
    }

    int relay() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return fail(os::system_error("cannot make a pipe"));
        const Descriptor stop(ends[0]);
        const Descriptor request(ends[1]);
        stop_request = request.get();
        // The helper behind sudo takes this back when it starts.
        constexpr std::string_view k_not_started = "sudo does not let us start the root helper without a password";
        (void)os::write_all(failure_.get(), k_not_started, "failure file");
        SandboxSpecification asked = specification_;
        asked.parent = 0;
        asked.user = ::getuid();
        asked.group = ::getgid();
        for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) asked.variables.emplace_back(*entry);
        const auto status = run_as_root(asked, stop);
        if (!status) return fail(status.error());
        struct stat failure = {};
        const bool failed = ::fstat(failure_.get(), &failure) == 0 && failure.st_size > 0;
        return failed ? k_setup_failed : *status;
    }

    [[nodiscard]] bool is_root_helper() const { return lifeline_.is_open(); }

    int run_in_namespaces() {
        auto entered = is_root_helper() ? enter_namespaces_as_root(specification_.network) : enter_namespaces(specification_.network);
        if (!entered) return fail(entered.error());
        if (!is_root_helper()) watch_parent();  // again: new credentials clear it
        const pid_t first = ::fork();
        if (first < 0) return fail(os::system_error("cannot start a process"));
        if (first == 0) ::_exit(be_first_process());
        watched = first;
        return wait_for(first);
    }

    int be_first_process() {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        // Files that come into being on the way belong to the user, and what the user may not reach is not shown.
        if (is_root_helper()) {
            ::setfsgid(specification_.group);
            ::setfsuid(specification_.user);
        }
        if (auto mounted = set_up_mounts(specification_); !mounted) return fail(mounted.error());
        ::prctl(PR_SET_DUMPABLE, 0);
        // The kernel ends all others of the namespace when we return.
        return run_command();
    }

    // A namespace cannot hold what the command starts, so it is adopted and ended one by one.
    int run_plain() {
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
        const int status = run_command();
        watched = -1;
        end_descendants();
        return status;
    }

    int run_command() {
        if (::chdir(specification_.directory.c_str()) != 0)
            return fail(os::system_error("cannot enter '" + specification_.directory + "'"));
        if (specification_.program.empty()) return try_to_write();
        const DiskFloor floor(specification_.temporary);
        prepare_to_supervise();
        const pid_t command = ::fork();
        if (command < 0) return fail(os::system_error("cannot start a process"));
        if (command == 0) become_command();
        watched = command;
        return supervise(command, lifeline_, floor);
    }

    int try_to_write() const {
        const std::string name = ".proffer-probe-" + std::to_string(::getpid());
        const Descriptor file(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!file.is_open()) return fail(os::system_error("cannot write in the workspace"));
        ::unlink(name.c_str());
        return 0;
    }

    [[noreturn]] void become_command() const {
        for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) ::signal(signal, SIG_DFL);
        forget_supervision();
        if (auto restricted = restrict_command(); !restricted) ::_exit(fail(restricted.error()));
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::umask(022);
        const std::vector<char*> arguments = pointers(specification_.program);
        const std::vector<char*> variables = pointers(specification_.variables);
        ::execve(arguments.front(), arguments.data(), specification_.variables.empty() ? environ : variables.data());
        ::_exit(127);
    }

    [[nodiscard]] Result<void> restrict_command() const {
        limit_command(specification_.processes);
        if (is_root_helper()) PROFFER_CHECK(become_user(specification_.user, specification_.group));
        if (specification_.landlock) PROFFER_CHECK(restrict_with_landlock(landlock_rules()));
        if (!specification_.filter) return {};
        const Sockets without_namespaces = specification_.network ? Sockets::internet : Sockets::none;
        return filter_system_calls(specification_.namespaces ? Sockets::any_local : without_namespaces);
    }

    [[nodiscard]] LandlockRules landlock_rules() const {
        LandlockRules rules;
        rules.writable = {specification_.directory, specification_.temporary};
        for (const auto& overlay : specification_.overlays) rules.writable.push_back(overlay.at);
        for (const auto& place : specification_.placed) rules.writable.push_back(place.at);
        if (specification_.namespaces) {
            rules.readable = {"/"};
            rules.writable.insert(rules.writable.end(), {"/tmp", "/var/tmp", "/run", "/dev", "/proc"});
            return rules;
        }
        rules.network = specification_.network;
        rules.readable = specification_.shown;
        // Of /dev by name: as root, as in containers, disks and the memory could be read.
        rules.readable.insert(rules.readable.end(), {"/proc", "/dev/random", "/dev/urandom", "/dev/fd"});
        rules.writable.insert(rules.writable.end(),
                              {"/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/ptmx", "/dev/pts", "/dev/shm"});
        return rules;
    }

    SandboxSpecification specification_;
    Descriptor lifeline_;
    Descriptor failure_;
};

int run_helper(const std::vector<std::string>& arguments) {
    if (arguments.size() == 1 && arguments.front() == k_from_input) {
        auto received = receive_as_root();
        if (received) return Helper(std::move(received->specification), std::move(received->lifeline)).run();
        return k_setup_failed;
    }
    if (!arguments.empty() && arguments.front() == k_probe_word) return run_probe({arguments.begin() + 1, arguments.end()});
    auto specification = SandboxSpecification::parse(arguments);
    return specification ? Helper(*std::move(specification), Descriptor()).run() : k_setup_failed;
}

}  // namespace

int sandbox_helper_main(int argument_count, char** arguments) {
    const std::vector<std::string> texts(arguments + 2, arguments + argument_count);
    const int status = run_helper(texts);
    // Straight out: what main would tidy up belongs to another life of this program.
    ::_exit(status);
}

}  // namespace proffer::workspace
