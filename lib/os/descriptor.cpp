// File descriptors and errno.
#include "os/descriptor.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace proffer::os {

void Descriptor::reset(int value) {
    const int saved = errno;
    if (value_ >= 0) ::close(value_);
    value_ = value;
    errno = saved;
}

Error system_error(std::string what) {
    return system_error(std::move(what), errno);
}

Error system_error(std::string what, int number) {
    const ErrorCode code = number == ENOENT || number == ENOTDIR ? ErrorCode::not_found : ErrorCode::io;
    std::string hint;
    if (number == ENOSPC || number == EDQUOT) hint = "free some space on that disk";
    return {code, std::move(what) + ": " + std::generic_category().message(number), hint, {}};
}

Result<void> write_all(int descriptor, std::string_view bytes, const std::string& subject) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return system_error("cannot write '" + subject + "'");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace proffer::os
