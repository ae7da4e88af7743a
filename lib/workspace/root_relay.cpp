// The way through sudo, which closes every descriptor but the first three and hands on no variable.
#include "workspace/root_relay.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdlib>

namespace proffer::workspace {

using os::Descriptor;
using os::system_error;

namespace {

constexpr std::uint64_t k_most_bytes = 16 * 1024 * 1024;

/// Length, then every argument with a NUL behind it.
std::string packed(const SandboxSpecification& specification) {
    std::string text;
    for (const auto& argument : specification.to_arguments()) text += argument + '\0';
    const std::uint64_t length = text.size();
    return std::string(reinterpret_cast<const char*>(&length), sizeof length) + text;
}

std::vector<std::string> unpacked(const std::string& text) {
    std::vector<std::string> arguments;
    for (std::size_t begin = 0, end = 0; (end = text.find('\0', begin)) != std::string::npos; begin = end + 1)
        arguments.push_back(text.substr(begin, end - begin));
    return arguments;
}

bool read_whole(int from, char* bytes, std::size_t length) {
    while (length > 0) {
        const ssize_t got = ::read(from, bytes, length);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        bytes += got;
        length -= static_cast<std::size_t>(got);
    }
    return true;
}

[[noreturn]] void become_sudo(const std::string& sudo, const std::string& ourselves, int input) {
    ::dup2(input, STDIN_FILENO);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) ::signal(signal, SIG_DFL);
    // -k: a password that was typed a minute ago was not typed for this.
    const std::array<const char*, 8> arguments = {sudo.c_str(), "-k", "-n", "--", ourselves.c_str(), k_helper_flag, k_from_input, nullptr};
    ::execv(sudo.c_str(), const_cast<char* const*>(arguments.data()));
    ::_exit(127);
}

std::string value_of(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace

Result<int> run_as_root(const SandboxSpecification& specification, const Descriptor& stop) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return system_error("cannot make a pipe");
    Descriptor input(ends[0]);
    Descriptor lifeline(ends[1]);
    // Our own image, found through the process that is us, even when the file has been replaced (security.md X9).
    const std::string ourselves = "/proc/" + std::to_string(::getpid()) + "/exe";
    const pid_t child = ::fork();
    if (child < 0) return system_error("cannot start a process");
    if (child == 0) become_sudo(specification.root_helper, ourselves, input.get());
    input.reset();
    ::signal(SIGPIPE, SIG_IGN);
    const auto written = os::write_all(lifeline.get(), packed(specification), "pipe to the root helper");
    if (!written) lifeline.reset();
    for (;;) {
        int status = 0;
        const pid_t ended = ::waitpid(child, &status, WNOHANG);
        if (ended == child) return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        if (ended < 0 && errno != EINTR) return system_error("cannot wait for the root helper");
        pollfd polled = {stop.get(), POLLIN, 0};
        if (::poll(&polled, 1, lifeline.is_open() ? 20 : 5) > 0) lifeline.reset();
        if (!lifeline.is_open()) ::usleep(2000);
    }
}

Result<Received> receive_as_root() {
    const auto refused = [](const char* why) { return Error{ErrorCode::denied, why, "", {}}; };
    if (::geteuid() != 0) return refused("the root helper does not run as root");
    std::uint64_t length = 0;
    if (!read_whole(STDIN_FILENO, reinterpret_cast<char*>(&length), sizeof length) || length > k_most_bytes)
        return refused("the root helper got no specification");
    std::string text(length, '\0');
    if (!read_whole(STDIN_FILENO, text.data(), text.size())) return refused("the root helper got no specification");
    Received received;
    PROFFER_TRY(received.specification, SandboxSpecification::parse(unpacked(text)));
    const uid_t user = received.specification.user;
    // sudo tells for whom it works; nobody becomes another user, or root, through us.
    if (user == 0 || value_of("SUDO_UID") != std::to_string(user)) return refused("the root helper was not asked by its user");
    received.lifeline.reset(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
    const Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!received.lifeline.is_open() || !nothing.is_open() || ::dup2(nothing.get(), STDIN_FILENO) < 0)
        return refused("the root helper has no input");
    return received;
}

}  // namespace proffer::workspace
