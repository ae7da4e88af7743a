// One running request: what libcurl's callbacks fill in. Internal to this module.
#pragma once

#include <chrono>
#include <exception>
#include <string>

#include "http/client.hpp"
#include "http/libcurl.hpp"

namespace proffer::http {

inline constexpr std::size_t k_header_limit_bytes = 64 * 1024;     // security.md N3
inline constexpr std::size_t k_kept_body_limit_bytes = 64 * 1024;  // of an answer that is not streamed although it could be

/// Why we ended the transfer ourselves; libcurl then reports a write error.
enum class Stop { none, enough, header_too_large, body_too_large, exception };

class Transfer {
 public:
    /// Request and sink must outlive this.
    Transfer(const Request& asked, const BodySink& sink, bool uses_proxy) : request(asked), on_body(sink), through_proxy(uses_proxy) {}

    const Request& request;
    const BodySink& on_body;
    const bool through_proxy;
    Response response;
    Stop stop = Stop::none;
    bool address_refused = false;
    std::exception_ptr exception;
    const std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point last_activity = start;

    /// Points `easy` at this object; it must outlive the transfer.
    void connect(const Libcurl& curl, CURL* easy);

    /// Each returns false when the transfer is to end.
    bool take_header(std::string_view line);
    bool take_body(std::string_view bytes);

 private:
    enum class Route { undecided, streamed, kept };
    bool decide_route();

    Route route_ = Route::undecided;
    std::size_t header_bytes_ = 0;
    std::uint64_t body_bytes_ = 0;
    std::uint64_t moved_bytes_ = 0;  // in both directions, as libcurl counts

    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_write(char* data, std::size_t size, std::size_t count, void* self);
    static int on_progress(void* self, curl_off_t, curl_off_t downloaded, curl_off_t, curl_off_t uploaded);
    static curl_socket_t on_open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
};

}  // namespace proffer::http
