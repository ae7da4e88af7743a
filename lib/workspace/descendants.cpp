// Ends left-over descendants of a child subreaper.
#include "workspace/descendants.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <memory>
#include <string>

#include "base/text.hpp"
#include "os/descriptor.hpp"

namespace proffer::workspace {

namespace {

pid_t number(std::string_view text) {
    pid_t value = -1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} && end == text.data() + text.size() ? value : -1;
}

pid_t parent_of(pid_t pid) {
    const std::string path = "/proc/" + std::to_string(pid) + "/stat";
    const os::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    char buffer[1024];
    const ssize_t got = file.is_open() ? ::read(file.get(), buffer, sizeof buffer) : -1;
    if (got <= 0) return -1;
    const std::string_view stat(buffer, static_cast<std::size_t>(got));
    const auto name_end = stat.rfind(") ");  // the name may hold anything
    if (name_end == std::string_view::npos) return -1;
    const auto fields = base::split(stat.substr(name_end + 2), ' ');
    return fields.size() < 2 ? -1 : number(fields[1]);
}

void kill_children() {
    const std::unique_ptr<DIR, int (*)(DIR*)> processes(::opendir("/proc"), ::closedir);
    if (!processes) return;
    const pid_t self = ::getpid();
    while (const dirent* entry = ::readdir(processes.get())) {
        const pid_t pid = number(entry->d_name);
        if (pid > 0 && parent_of(pid) == self) ::kill(pid, SIGKILL);
    }
}

}  // namespace

void end_descendants() {
    // The children of each killed process become ours, so rounds go on until there is none.
    for (;;) {
        const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
        if (ended > 0 || (ended < 0 && errno == EINTR)) continue;
        if (ended < 0) return;
        kill_children();
        ::usleep(1000);
    }
}

}  // namespace proffer::workspace
