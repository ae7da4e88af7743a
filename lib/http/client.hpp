// One HTTP request, its answer streamed. libcurl stays behind this header and is loaded at the first request.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace proffer::http {

struct Header {
    std::string name;
    std::string value;
};

struct Response {
    int status = 0;
    std::vector<Header> headers;
    /// Empty when it was streamed to `on_body`. With `on_body`, the first 64 KiB of an answer that was not streamed (no 2xx, or declined
    /// by `accepts_stream`); the rest is not read.
    std::string body;

    /// First header of that name, any case; empty when absent.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct Request {
    std::string method = "GET";
    std::string url;  ///< http or https; redirects are never followed (security.md N2)
    std::vector<Header> headers;
    std::string body;
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(15);
    std::chrono::milliseconds idle_timeout = std::chrono::seconds(60);  ///< without a byte
    std::chrono::milliseconds total_timeout = std::chrono::minutes(10);
    std::uint64_t body_limit_bytes = 16 * 1024 * 1024;  ///< of the answer
    bool allow_private_address = false;   ///< loopback and private targets are refused otherwise (C3); link-local and metadata ones always
    bool allow_loopback_address = false;  ///< loopback alone
    /// Asked once, before the first body byte of a 2xx answer, with its status and headers; false keeps the body in `Response::body`
    /// instead of `on_body` (security.md N4). Empty: every 2xx answer is streamed.
    std::function<bool(const Response& head)> accepts_stream;
};

/// Gets body bytes of a 2xx answer as they come; returning false ends the transfer (no error).
using BodySink = std::function<bool(std::string_view)>;

class Client {
 public:
    virtual ~Client() = default;
    /// Any status is a Response. Fails with `network` (connect, TLS, DNS, cut), `timed_out`, `protocol` (too large), `denied` (address,
    /// certificate), `interrupted`, `usage` (url, header), `not_found` (no libcurl on this machine). Message names the host, never the
    /// query or a header. The curl client may be shared by threads.
    [[nodiscard]] virtual Result<Response> send(const Request& request, const BodySink& on_body = {}) = 0;
};

struct ClientSettings {
    std::string user_agent;
    std::string ca_file;  ///< operator's own CA; empty: the system's
    std::string proxy;    ///< operator's proxy; empty: none; never from the repository's configuration
    std::string no_proxy;
    std::function<bool()> should_stop;  ///< looked at ten times a second while a request runs; true ends it with `interrupted`
};

/// Loads nothing yet: that libcurl is not installed is told by the first `send`.
[[nodiscard]] Result<std::unique_ptr<Client>> make_curl_client(const ClientSettings& settings);

}  // namespace proffer::http
