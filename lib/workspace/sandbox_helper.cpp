// The re-executed helper: sets up the walls, runs the command, ends everything that the command started.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/text.hpp"
#include "os/descriptor.hpp"
#include "workspace/descendants.hpp"
#include "workspace/factory.hpp"
#include "workspace/sandbox_mounts.hpp"
#include "workspace/sandbox_namespaces.hpp"
#include "workspace/sandbox_specification.hpp"

namespace proffer::workspace {

using os::Descriptor;

namespace {

volatile pid_t watched = -1;

void kill_watched(int) {
    if (watched > 0) ::kill(watched, SIGKILL);
}

int status_of(int wait_status) {
    return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

int wait_for(pid_t child) {
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    return status_of(status);
}

/// Reaps whatever ends until `child` does: the duty of the first process of a pid namespace.
int reap_until(pid_t child) {
    for (;;) {
        int status = 0;
        const pid_t ended = ::waitpid(-1, &status, 0);
        if (ended == child) return status_of(status);
        if (ended < 0 && errno != EINTR) return k_setup_failed;
    }
}

class Helper {
 public:
    explicit Helper(SandboxSpecification specification) : specification_(std::move(specification)) {
        failure_.reset(::open(specification_.failure_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    }

    int run() {
        watch_parent();
        // Those are for the command, which is in our process group; we stay until it has ended.
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::signal(signal, SIG_IGN);
        ::signal(SIGQUIT, kill_watched);
        return specification_.namespaces ? run_in_namespaces() : run_plain();
    }

 private:
    void watch_parent() const {
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
        if (specification_.parent != 0 && ::getppid() != specification_.parent) ::_exit(128 + SIGQUIT);
    }

    int fail(const Error& error) const {
        (void)os::write_all(failure_.get(), error.text(), "failure file");
        return k_setup_failed;
    }

    int run_in_namespaces() {
        if (auto entered = enter_namespaces(specification_.network); !entered) return fail(entered.error());
        watch_parent();  // again: new credentials clear it
        const pid_t first = ::fork();
        if (first < 0) return fail(os::system_error("cannot start a process"));
        if (first == 0) ::_exit(be_first_process());
        watched = first;
        return wait_for(first);
    }

    int be_first_process() {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (auto mounted = set_up_mounts(specification_); !mounted) return fail(mounted.error());
        if (::chdir(specification_.directory.c_str()) != 0)
            return fail(os::system_error("cannot enter '" + specification_.directory + "'"));
        if (specification_.program.empty()) return try_to_write();
        ::prctl(PR_SET_DUMPABLE, 0);
        const pid_t command = start_command();
        if (command < 0) return fail(os::system_error("cannot start a process"));
        // The kernel ends all others of the namespace when we return.
        return reap_until(command);
    }

    // A namespace cannot hold what the command starts, so it is adopted and ended one by one.
    int run_plain() {
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
        if (::chdir(specification_.directory.c_str()) != 0)
            return fail(os::system_error("cannot enter '" + specification_.directory + "'"));
        if (specification_.program.empty()) return try_to_write();
        const pid_t command = start_command();
        if (command < 0) return fail(os::system_error("cannot start a process"));
        watched = command;
        const int status = reap_until(command);
        watched = -1;
        end_descendants();
        return status;
    }

    int try_to_write() const {
        const std::string name = ".proffer-probe-" + std::to_string(::getpid());
        const Descriptor file(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!file.is_open()) return fail(os::system_error("cannot write in the workspace"));
        ::unlink(name.c_str());
        return 0;
    }

    pid_t start_command() const {
        std::vector<char*> arguments;
        for (const auto& argument : specification_.program) arguments.push_back(const_cast<char*>(argument.c_str()));
        arguments.push_back(nullptr);
        const pid_t pid = ::fork();
        if (pid != 0) return pid;
        for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) ::signal(signal, SIG_DFL);
        limit_command(specification_.namespaces);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::umask(022);
        ::execv(arguments.front(), arguments.data());
        ::_exit(127);
    }

    SandboxSpecification specification_;
    Descriptor failure_;
};

}  // namespace

int sandbox_helper_main(int argument_count, char** arguments) {
    std::vector<std::string> texts;
    for (int index = 2; index < argument_count; ++index) texts.emplace_back(arguments[index]);
    auto specification = SandboxSpecification::parse(texts);
    if (!specification) return k_setup_failed;
    const int status = Helper(*std::move(specification)).run();
    // Straight out: what main would tidy up belongs to another life of this program.
    ::_exit(status);
}

}  // namespace proffer::workspace
