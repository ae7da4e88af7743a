// Which network addresses a request may connect to (security.md C3).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace proffer::http {

enum class AddressKind {
    global,     ///< anywhere on the internet
    loopback,   ///< this machine
    internal,   ///< private, shared or unspecified ranges
    forbidden,  ///< link-local, multicast, and the metadata services of clouds: never
};

/// Of 4 (IPv4) or 16 (IPv6) address bytes in network order; IPv4 inside IPv6 is judged as IPv4. Any other length is forbidden.
[[nodiscard]] AddressKind classify_address(std::span<const std::uint8_t> bytes);

/// The same for "127.0.0.1", "::1" or "[::1]"; `global` for a name, about which nothing is known before it is resolved.
[[nodiscard]] AddressKind classify_host(std::string_view host);

/// "localhost", 127.0.0.0/8 and ::1 in their usual spellings.
[[nodiscard]] bool is_loopback_host(std::string_view host);

}  // namespace proffer::http
