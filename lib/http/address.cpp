// Judges network addresses before a connection is made.
#include "http/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>

namespace proffer::http {
namespace {

using Bytes = std::span<const std::uint8_t>;

struct Range {
    std::array<std::uint8_t, 16> bytes;
    int bits;
    AddressKind kind;
};

// The first match counts. Sources: IANA special-purpose address registries; the metadata addresses of the large clouds.
constexpr Range k_ipv4_ranges[] = {
    {{169, 254}, 16, AddressKind::forbidden},            // link-local; 169.254.169.254 is the usual metadata service
    {{100, 100, 100, 200}, 32, AddressKind::forbidden},  // Alibaba metadata
    {{168, 63, 129, 16}, 32, AddressKind::forbidden},    // Azure host channel
    {{192, 0, 0, 192}, 32, AddressKind::forbidden},      // Oracle metadata
    {{224}, 4, AddressKind::forbidden},                  // multicast
    {{240}, 4, AddressKind::forbidden},                  // reserved and broadcast
    {{127}, 8, AddressKind::loopback},
    {{0}, 8, AddressKind::internal},
    {{10}, 8, AddressKind::internal},
    {{100, 64}, 10, AddressKind::internal},
    {{172, 16}, 12, AddressKind::internal},
    {{192, 0, 0}, 24, AddressKind::internal},
    {{192, 168}, 16, AddressKind::internal},
    {{198, 18}, 15, AddressKind::internal},
};

constexpr Range k_ipv6_ranges[] = {
    {{0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}, 128, AddressKind::forbidden},  // AWS metadata
    {{0xfe, 0x80}, 10, AddressKind::forbidden},                                                         // link-local
    {{0xff}, 8, AddressKind::forbidden},                                                                // multicast
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, AddressKind::loopback},
    {{}, 96, AddressKind::internal},                                    // unspecified, and the rest of what once held IPv4
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, AddressKind::internal},  // NAT64 for local use
    {{0xfc}, 7, AddressKind::internal},                                 // unique local
    {{0xfe, 0xc0}, 10, AddressKind::internal},                          // site-local, deprecated
    {{0x20, 0x02}, 16, AddressKind::forbidden},                         // 6to4: holds an IPv4 address we would have to trust
    {{0x20, 0x01, 0, 0}, 32, AddressKind::forbidden},                   // Teredo: the same
};

bool matches(Bytes bytes, const Range& range) {
    const auto whole = static_cast<std::size_t>(range.bits / 8);
    if (!std::equal(range.bytes.begin(), range.bytes.begin() + whole, bytes.begin())) return false;
    const int rest = range.bits % 8;
    if (rest == 0) return true;
    return ((bytes[whole] ^ range.bytes[whole]) >> (8 - rest)) == 0;
}

template <std::size_t count>
AddressKind kind_in(Bytes bytes, const Range (&ranges)[count]) {
    for (const Range& range : ranges)
        if (matches(bytes, range)) return range.kind;
    return AddressKind::global;
}

/// IPv4-mapped, IPv4-compatible and NAT64 addresses end with the IPv4 address they stand for.
bool holds_ipv4(Bytes bytes) {
    const Bytes head = bytes.first(12);
    constexpr std::uint8_t k_mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    constexpr std::uint8_t k_nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    if (std::equal(head.begin(), head.end(), k_mapped) || std::equal(head.begin(), head.end(), k_nat64)) return true;
    const bool zero_head = std::all_of(head.begin(), head.end(), [](std::uint8_t byte) { return byte == 0; });
    return zero_head && (bytes[12] != 0 || bytes[13] != 0);
}

}  // namespace

AddressKind classify_address(Bytes bytes) {
    if (bytes.size() == 4) return kind_in(bytes, k_ipv4_ranges);
    if (bytes.size() != 16) return AddressKind::forbidden;
    if (holds_ipv4(bytes)) return kind_in(bytes.last(4), k_ipv4_ranges);
    return kind_in(bytes, k_ipv6_ranges);
}

AddressKind classify_host(std::string_view host) {
    if (host.size() > 2 && host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const std::string text(host);
    std::array<std::uint8_t, 16> bytes{};
    if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return classify_address(Bytes(bytes).first(4));
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return classify_address(bytes);
    return AddressKind::global;
}

bool is_loopback_host(std::string_view host) {
    return host == "localhost" || classify_host(host) == AddressKind::loopback;
}

}  // namespace proffer::http
