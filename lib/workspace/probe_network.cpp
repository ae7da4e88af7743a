// The attempts over sockets.
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "os/descriptor.hpp"
#include "workspace/probe_attempts.hpp"

namespace proffer::workspace::attempts {

using os::Descriptor;

namespace {

// RFC 5737: nobody's. A datagram socket is only connected: that asks for a route and sends nothing.
constexpr const char* k_address_of_nobody = "192.0.2.53";
constexpr const char* k_metadata = "169.254.169.254";

constexpr std::array k_services = {"/var/run/docker.sock",    "/run/docker.sock",
                                   "/run/podman/podman.sock", "/run/containerd/containerd.sock",
                                   "/run/crio/crio.sock",     "/run/dbus/system_bus_socket"};

/// Without waiting: a connection under way has left the sandbox.
bool connects(int family, int type, const sockaddr* address, socklen_t length) {
    const Descriptor socket(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) return false;
    return ::connect(socket.get(), address, length) == 0 || errno == EINPROGRESS || errno == EAGAIN;
}

bool connects_to(const char* host, int port, int type) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, host, &address.sin_addr);
    return connects(AF_INET, type, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

bool connects_to(const std::string& name, bool abstract) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (name.empty() || name.size() + 1 >= sizeof address.sun_path) return false;
    const std::size_t offset = abstract ? 1 : 0;
    std::memcpy(address.sun_path + offset, name.data(), name.size());
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + offset + name.size() + (abstract ? 0 : 1));
    return connects(AF_UNIX, SOCK_STREAM, reinterpret_cast<const sockaddr*>(&address), length);
}

bool opens(int family, int type, int protocol) {
    return Descriptor(::socket(family, type | SOCK_CLOEXEC, protocol)).is_open();
}

}  // namespace

bool service_socket(const ProbeTargets& targets) {
    const bool any = std::any_of(k_services.begin(), k_services.end(), [](const char* path) { return connects_to(path, false); });
    return any || connects_to(targets.service_socket, false);
}

bool agent_socket(const ProbeTargets& targets) {
    return connects_to(targets.agent_socket, false);
}

bool abstract_socket(const ProbeTargets& targets) {
    return connects_to(targets.abstract_socket, true);
}

bool host_port(const ProbeTargets& targets) {
    // To ourselves an answer comes at once, so a refused connection is one.
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(targets.port.c_str())));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return socket.is_open() && ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool metadata_address(const ProbeTargets&) {
    return connects_to(k_metadata, 80, SOCK_STREAM) || connects_to(k_metadata, 80, SOCK_DGRAM);
}

bool dns(const ProbeTargets&) {
    return connects_to(k_address_of_nobody, 53, SOCK_DGRAM);
}

bool ipv6(const ProbeTargets&) {
    constexpr std::uint32_t k_most_interfaces = 8;
    for (std::uint32_t interface = 2; interface <= k_most_interfaces; ++interface) {
        sockaddr_in6 address = {};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(53);
        address.sin6_scope_id = interface;
        ::inet_pton(AF_INET6, "fe80::1", &address.sin6_addr);
        if (connects(AF_INET6, SOCK_DGRAM, reinterpret_cast<const sockaddr*>(&address), sizeof address)) return true;
    }
    return false;
}

bool raw_socket(const ProbeTargets&) {
    return opens(AF_INET, SOCK_RAW, IPPROTO_ICMP) || opens(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) || opens(AF_VSOCK, SOCK_STREAM, 0);
}

}  // namespace proffer::workspace::attempts
