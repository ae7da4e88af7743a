// Canary files with random names, three listeners and a variable.
#include "workspace/canaries.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "os/clock.hpp"

namespace proffer::workspace {

namespace fs = std::filesystem;
using os::Descriptor;

namespace {

bool lies_in(const fs::path& path, const fs::path& directory) {
    return !directory.empty() && (path.string() + "/").starts_with(directory.string() + "/");
}

Result<Descriptor> listen_at(const std::string& path, bool abstract) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const std::size_t offset = abstract ? 1 : 0;
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    // A path that is too long for the address is no canary, and nothing is lost: no other program has a socket there either.
    if (path.size() + 1 >= sizeof address.sun_path) return Descriptor();
    std::memcpy(address.sun_path + offset, path.data(), path.size());
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + offset + path.size() + (abstract ? 0 : 1));
    if (socket.is_open() && ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), length) == 0 && ::listen(socket.get(), 1) == 0)
        return socket;
    return os::system_error("cannot listen at '" + path + "'");
}

Result<std::pair<Descriptor, int>> listen_at_a_port() {
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    const bool listens = socket.is_open() && ::bind(socket.get(), plain, length) == 0 && ::listen(socket.get(), 1) == 0 &&
                         ::getsockname(socket.get(), plain, &length) == 0;
    if (!listens) return os::system_error("cannot listen on 127.0.0.1");
    return std::pair{std::move(socket), static_cast<int>(ntohs(address.sin_port))};
}

}  // namespace

Result<Canaries> Canaries::put_up(const FactorySettings& settings, const git::Layout& layout, const fs::path& temporary) {
    Canaries canaries;
    canaries.name_ = ".proffer-canary-" + os::random_hex(8);
    canaries.environment_ = settings.environment;
    canaries.environment_.set("PROFFER_CANARY_TOKEN", canaries.name_);
    canaries.targets_.parent = std::to_string(::getpid());
    canaries.targets_.lock_file = temporary / "lock";
    canaries.targets_.checkout = layout.work_dir;
    canaries.targets_.checkout_file = canaries.name_;
    canaries.put_up_files(settings, layout);
    PROFFER_CHECK(canaries.put_up_listeners(settings));
    return canaries;
}

Canaries::~Canaries() {
    for (const auto& file : files_) ::unlink(file.c_str());
}

void Canaries::put_up_files(const FactorySettings& settings, const git::Layout& layout) {
    const fs::path ours = settings.run_directory;
    const fs::path home = settings.environment.value_or("HOME", "");
    // The checkout is never written to.
    targets_.home_file = put_up_file(lies_in(home, layout.work_dir) ? ours : home, ours);
    targets_.runner_file = put_up_file(settings.environment.value_or("RUNNER_TEMP", ""), ours);
    targets_.job_file = settings.environment.value_or("GITHUB_ENV", "");
    if (!fs::exists(targets_.job_file)) targets_.job_file = targets_.runner_file;
    const fs::path repository = layout.common_dir.empty() ? layout.git_dir : layout.common_dir;
    targets_.git_configuration = repository / "config";
}

Result<void> Canaries::put_up_listeners(const FactorySettings& settings) {
    targets_.abstract_socket = name_;
    PROFFER_TRY(auto abstract, listen_at(name_, true));
    targets_.service_socket = settings.run_directory / (name_ + ".sock");
    PROFFER_TRY(auto path, listen_at(targets_.service_socket, false));
    if (path.is_open()) files_.push_back(targets_.service_socket);
    PROFFER_TRY(auto port, listen_at_a_port());
    targets_.port = std::to_string(port.second);
    targets_.agent_socket = settings.environment.value_or("SSH_AUTH_SOCK", targets_.service_socket);
    listeners_.push_back(std::move(abstract));
    listeners_.push_back(std::move(path));
    listeners_.push_back(std::move(port.first));
    return {};
}

std::string Canaries::put_up_file(const fs::path& directory, const fs::path& instead) {
    for (const auto& place : {directory, instead}) {
        if (!place.is_absolute()) continue;
        const std::string path = place / name_;
        const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        const bool stands = file.is_open() && os::write_all(file.get(), name_, path).has_value();
        if (file.is_open()) files_.push_back(path);
        // The same place may serve twice.
        if (stands || errno == EEXIST) return path;
    }
    return {};
}

os::Environment Canaries::environment() const {
    return environment_;
}

void Canaries::look_outside(ProbeResult& result) const {
    const auto worked = [&](const std::string& name) {
        std::erase(result.blocked, name);
        if (std::find(result.open.begin(), result.open.end(), name) == result.open.end()) result.open.push_back(name);
    };
    struct stat status = {};
    if (::lstat((targets_.checkout + "/" + targets_.checkout_file).c_str(), &status) == 0) worked("checkout-write");
    const Descriptor lock(::open(targets_.lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    // Who was killed may take a moment to let go.
    constexpr int k_most_looks = 50;
    for (int looks = 0; lock.is_open(); ++looks) {
        if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return;
        if (looks == k_most_looks) return worked("daemon");
        os::sleep_for(std::chrono::milliseconds(1));
    }
}

}  // namespace proffer::workspace
