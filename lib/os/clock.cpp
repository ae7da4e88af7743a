// Time and randomness from the kernel.
#include "os/clock.hpp"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "os/signals.hpp"

namespace proffer::os {

namespace {

// A signal may be delivered to another thread, so a sleep looks at the flag this often.
constexpr std::chrono::milliseconds k_slice{50};

}  // namespace

std::int64_t now_ms() {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

std::chrono::milliseconds monotonic() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

void sleep_for(std::chrono::milliseconds duration) {
    const auto end = monotonic() + duration;
    for (auto left = duration; left.count() > 0 && !is_to_stop(); left = end - monotonic()) {
        std::this_thread::sleep_for(std::min(left, k_slice));
    }
}

std::string random_bytes(std::size_t bytes) {
    std::string random(bytes, '\0');
    for (std::size_t filled = 0; filled < bytes;) {
        const ssize_t got = ::getrandom(random.data() + filled, bytes - filled, 0);
        PROFFER_ASSERT(got > 0 || errno == EINTR, "the kernel gives no random bytes");
        if (got > 0) filled += static_cast<std::size_t>(got);
    }
    return random;
}

std::string random_hex(std::size_t bytes) {
    const std::string random = random_bytes(bytes);
    return base::hex({reinterpret_cast<const std::uint8_t*>(random.data()), random.size()});
}

}  // namespace proffer::os
