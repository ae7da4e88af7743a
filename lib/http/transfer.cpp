// Callbacks of one transfer: headers, body, progress, and the check of each address before it is connected to.
#include "http/transfer.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <charconv>
#include <cstring>

#include "base/text.hpp"
#include "http/address.hpp"

namespace proffer::http {
namespace {

/// libcurl is C: nothing may be thrown through it.
template <typename Work>
bool guarded(Transfer& transfer, Work work) {
    try {
        return work();
    } catch (...) {
        transfer.exception = std::current_exception();
        transfer.stop = Stop::exception;
        return false;
    }
}

AddressKind kind_of(const curl_sockaddr& address) {
    if (address.family == AF_INET) {
        sockaddr_in ipv4{};
        std::memcpy(&ipv4, &address.addr, sizeof ipv4);
        return classify_address({reinterpret_cast<const std::uint8_t*>(&ipv4.sin_addr), 4});
    }
    if (address.family != AF_INET6) return AddressKind::forbidden;
    sockaddr_in6 ipv6{};
    // curl_sockaddr ends with a sockaddr that is shorter than an IPv6 address, but libcurl allocates room for one.
    std::memcpy(&ipv6, reinterpret_cast<const char*>(&address) + offsetof(curl_sockaddr, addr), sizeof ipv6);
    return classify_address({ipv6.sin6_addr.s6_addr, 16});
}

bool may_connect(const Transfer& transfer, AddressKind kind) {
    if (kind == AddressKind::global) return true;
    if (kind == AddressKind::forbidden) return false;
    // A proxy is the operator's choice, and the target behind it is resolved by the proxy, not by us.
    if (transfer.through_proxy || transfer.request.allow_private_address) return true;
    return kind == AddressKind::loopback && transfer.request.allow_loopback_address;
}

int status_of(std::string_view line) {
    const std::size_t blank = line.find(' ');
    int status = 0;
    if (blank != std::string_view::npos) std::from_chars(line.data() + blank + 1, line.data() + line.size(), status);
    return status;
}

}  // namespace

void Transfer::connect(const Libcurl& curl, CURL* easy) {
    curl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    curl.easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_write);
    curl.easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl.easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl.easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
    curl.easy_setopt(easy, CURLOPT_XFERINFODATA, this);
    curl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open_socket);
    curl.easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
}

bool Transfer::take_header(std::string_view line) {
    last_activity = std::chrono::steady_clock::now();
    header_bytes_ += line.size();
    if (header_bytes_ > k_header_limit_bytes) {
        stop = Stop::header_too_large;
        return false;
    }
    if (line.starts_with("HTTP/")) {  // also after "100 Continue": only the last head counts
        response.status = status_of(line);
        response.headers.clear();
        return true;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return true;
    response.headers.push_back({std::string(line.substr(0, colon)), std::string(base::trim(line.substr(colon + 1)))});
    return true;
}

bool Transfer::decide_route() {
    const bool success = response.status >= 200 && response.status < 300;
    const bool streamed = on_body && success && (!request.accepts_stream || request.accepts_stream(response));
    route_ = streamed ? Route::streamed : Route::kept;
    return streamed;
}

bool Transfer::take_body(std::string_view bytes) {
    last_activity = std::chrono::steady_clock::now();
    if (route_ == Route::undecided) decide_route();
    body_bytes_ += bytes.size();
    if (route_ == Route::kept && on_body) {
        response.body += bytes.substr(0, k_kept_body_limit_bytes - response.body.size());
        if (response.body.size() < k_kept_body_limit_bytes) return true;
        stop = Stop::enough;
        return false;
    }
    if (body_bytes_ > request.body_limit_bytes) {
        stop = Stop::body_too_large;
        return false;
    }
    if (route_ == Route::kept) {
        response.body += bytes;
        return true;
    }
    if (on_body(bytes)) return true;
    stop = Stop::enough;
    return false;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    return guarded(transfer, [&] { return transfer.take_header({data, size * count}); }) ? size * count : 0;
}

std::size_t Transfer::on_write(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (size * count == 0) return 0;
    return guarded(transfer, [&] { return transfer.take_body({data, size * count}); }) ? size * count : 0;
}

int Transfer::on_progress(void* self, curl_off_t, curl_off_t downloaded, curl_off_t, curl_off_t uploaded) {
    auto& transfer = *static_cast<Transfer*>(self);
    const auto moved = static_cast<std::uint64_t>(downloaded) + static_cast<std::uint64_t>(uploaded);
    if (moved != transfer.moved_bytes_) transfer.last_activity = std::chrono::steady_clock::now();
    transfer.moved_bytes_ = moved;
    return 0;
}

curl_socket_t Transfer::on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (purpose != CURLSOCKTYPE_IPCXN || !may_connect(transfer, kind_of(*address))) {
        transfer.address_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace proffer::http
