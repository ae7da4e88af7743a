// PROFFER_ASSERT: our own broken invariant ends the program, in release builds too.
#pragma once

namespace proffer::base {

/// Prints where and what to stderr and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* message, const char* file, int line) noexcept;

}  // namespace proffer::base

#define PROFFER_ASSERT(condition, message)                                                            \
    do {                                                                                              \
        if (!(condition)) ::proffer::base::assertion_failed(#condition, message, __FILE__, __LINE__); \
    } while (false)
