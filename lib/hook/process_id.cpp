// Reads /proc.
#include "hook/process_id.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "os/clock.hpp"
#include "os/files.hpp"
#include "os/signals.hpp"

namespace proffer::hook {
namespace {

constexpr int k_most_ancestors = 64;
constexpr std::uint64_t k_proc_bytes = 256 * 1024;
constexpr std::chrono::milliseconds k_look_every{50};

struct Status {
    std::string name;
    char state = 'X';
    pid_t parent = 0;
    std::uint64_t start_ticks = 0;
};

template <typename Number>
Number number_of(std::string_view text) {
    Number number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// "123 (name) S parent …", where the name may hold blanks and brackets; see proc(5).
Status status_of(pid_t pid) {
    Status status;
    const auto text = os::read_file("/proc/" + std::to_string(pid) + "/stat", k_proc_bytes);
    if (!text) return status;
    const auto open = text->find('('), close = text->rfind(')');
    if (open == std::string::npos || close == std::string::npos || close < open) return status;
    const auto fields = base::split(std::string_view(*text).substr(std::min(close + 2, text->size())), ' ');
    constexpr std::size_t k_state = 0, k_parent = 1, k_start = 19;
    if (fields.size() <= k_start) return status;
    status.name = text->substr(open + 1, close - open - 1);
    status.state = fields[k_state].empty() ? 'X' : fields[k_state].front();
    status.parent = number_of<pid_t>(fields[k_parent]);
    status.start_ticks = number_of<std::uint64_t>(fields[k_start]);
    return status;
}

bool is_push(pid_t pid) {
    const auto text = os::read_file("/proc/" + std::to_string(pid) + "/cmdline", k_proc_bytes);
    if (!text) return false;
    const auto words = base::split(*text, '\0');
    return std::find(words.begin() + 1, words.end(), "push") != words.end();
}

}  // namespace

ProcessId find_pusher() {
    pid_t pid = ::getppid();
    for (int i = 0; i < k_most_ancestors && pid > 1; ++i) {
        const Status status = status_of(pid);
        if (status.name == "git" && is_push(pid)) return {pid, status.start_ticks};
        pid = status.parent;
    }
    return {};
}

bool is_running(const ProcessId& process) {
    if (process.pid <= 0) return false;
    const Status status = status_of(process.pid);
    return status.start_ticks == process.start_ticks && status.state != 'Z' && status.state != 'X';
}

bool wait_for_end(const ProcessId& process, std::chrono::milliseconds limit) {
    const auto end = os::monotonic() + limit;
    while (is_running(process)) {
        if (os::monotonic() >= end || os::stop_signal() != 0) return false;
        os::sleep_for(k_look_every);
    }
    return true;
}

}  // namespace proffer::hook
