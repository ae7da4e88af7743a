// A small real HTTP/1.1 server on 127.0.0.1 for tests: scripted answers and faults, everything it was asked is kept.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace proffer::support {

struct HttpRequest {
    std::string method;
    std::string target;  ///< path and query as sent
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    /// First header of that name, any case; empty when absent.
    [[nodiscard]] std::string header(std::string_view name) const;
    /// The target without its query.
    [[nodiscard]] std::string path() const { return target.substr(0, target.find('?')); }
};

struct HttpAnswer {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    std::size_t chunk_bytes = 0;  ///< body in chunked encoding, so many bytes a chunk and a write; 0: Content-Length, one write
    std::optional<std::size_t> cut_after_bytes = {};  ///< the connection breaks after so many bytes of the body
    bool end_by_close = false;                        ///< neither length nor chunks: the body ends with the connection
    bool raw = false;                                 ///< `body` is the whole answer, head included, sent as it is
    bool silent = false;                              ///< closes the connection without an answer
    std::chrono::milliseconds delay_before{0};        ///< before the first byte
    std::chrono::milliseconds delay_between{0};       ///< before each chunk
};

/// Serves until it is destroyed; then open connections are broken and all threads joined. Handlers run on connection threads, one at a
/// time.
class HttpServer {
 public:
    using Handler = std::function<HttpAnswer(const HttpRequest&)>;
    explicit HttpServer(Handler handler);
    /// One answer a request, in order; after the last, status 400 "script is at its end".
    explicit HttpServer(std::vector<HttpAnswer> script);
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// "127.0.0.1:1234"
    [[nodiscard]] std::string authority() const;
    /// "http://127.0.0.1:1234"
    [[nodiscard]] std::string url() const;
    /// Copies of all requests so far, in order of arrival.
    [[nodiscard]] std::vector<HttpRequest> requests() const;
    /// Connections accepted so far.
    [[nodiscard]] std::size_t connections() const { return accepted_; }

 private:
    void accept_all();
    void serve(int connection);
    HttpAnswer answer(const HttpRequest& request);
    bool send_answer(int connection, const HttpAnswer& answer);
    bool send_chunks(int connection, std::string_view body, const HttpAnswer& answer);
    bool pause(std::chrono::milliseconds duration) const;

    Handler handler_;
    std::mutex handling_;
    mutable std::mutex mutex_;  // requests_ and open_
    std::vector<HttpRequest> requests_;
    std::vector<int> open_;
    std::list<std::thread> serving_;  // only the accepting thread and the destructor touch it
    std::atomic<bool> stopping_{false};
    std::atomic<std::size_t> accepted_{0};
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::thread accepting_;
};

}  // namespace proffer::support
