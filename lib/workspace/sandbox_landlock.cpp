// The three Landlock calls, with what each ABI version added.
#include "workspace/sandbox_landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "os/descriptor.hpp"

namespace proffer::workspace {

using os::Descriptor;
using os::system_error;

namespace {

// By their numbers: the headers this is built with may be older than the kernel it runs on (linux/landlock.h).
constexpr std::uint64_t k_execute = 1ULL << 0, k_write_file = 1ULL << 1, k_read_file = 1ULL << 2, k_read_directory = 1ULL << 3;
constexpr std::uint64_t k_version_1 = (1ULL << 13) - 1;
constexpr std::uint64_t k_refer = 1ULL << 13, k_truncate = 1ULL << 14, k_device_ioctl = 1ULL << 15;
constexpr std::uint64_t k_bind_tcp = 1ULL << 0, k_connect_tcp = 1ULL << 1;
constexpr std::uint64_t k_abstract_sockets = 1ULL << 0, k_signals = 1ULL << 1;
constexpr std::uint64_t k_for_files = k_execute | k_write_file | k_read_file | k_truncate | k_device_ioctl;

struct RulesetAttributes {
    std::uint64_t files;
    std::uint64_t network;  // since version 4
    std::uint64_t scopes;   // since version 6
};

std::uint64_t handled_files(int version) {
    std::uint64_t rights = k_version_1;
    if (version >= 2) rights |= k_refer;
    if (version >= 3) rights |= k_truncate;
    if (version >= 5) rights |= k_device_ioctl;
    return rights;
}

std::size_t attributes_size(int version) {
    if (version >= 6) return sizeof(RulesetAttributes);
    return version >= 4 ? 2 * sizeof(std::uint64_t) : sizeof(std::uint64_t);
}

Result<void> allow(const Descriptor& ruleset, const std::string& path, std::uint64_t rights) {
    const Descriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!place.is_open()) return {};
    struct stat status = {};
    if (::fstat(place.get(), &status) != 0) return system_error("cannot look at '" + path + "'");
    if (!S_ISDIR(status.st_mode)) rights &= k_for_files;
    landlock_path_beneath_attr rule = {};
    rule.allowed_access = rights;
    rule.parent_fd = place.get();
    if (::syscall(SYS_landlock_add_rule, ruleset.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0) return {};
    return system_error("cannot allow '" + path + "'");
}

}  // namespace

int landlock_version() {
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? static_cast<int>(version) : 0;
}

Result<void> restrict_with_landlock(const LandlockRules& rules) {
    const int version = landlock_version();
    if (version == 0) return {};
    RulesetAttributes attributes = {handled_files(version), 0, 0};
    if (!rules.network && version >= 4) attributes.network = k_bind_tcp | k_connect_tcp;
    if (version >= 6) attributes.scopes = k_abstract_sockets | k_signals;
    const Descriptor ruleset(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, attributes_size(version), 0)));
    if (!ruleset.is_open()) return system_error("cannot use Landlock");
    const std::uint64_t reading = k_execute | k_read_file | k_read_directory;
    for (const auto& path : rules.readable) PROFFER_CHECK(allow(ruleset, path, reading));
    for (const auto& path : rules.writable) PROFFER_CHECK(allow(ruleset, path, attributes.files));
    if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0) return {};
    return system_error("cannot use Landlock");
}

}  // namespace proffer::workspace
