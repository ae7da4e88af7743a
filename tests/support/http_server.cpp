// The loopback HTTP server of the tests: blocking sockets, one thread a connection.
#include "support/http_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "base/text.hpp"

namespace proffer::support {
namespace {

/// Reads from a socket with look-ahead.
class Reader {
 public:
    explicit Reader(int socket) : socket_(socket) {}

    /// One line without its end; nothing at the end of the stream.
    std::optional<std::string> line() {
        std::size_t end = 0;
        while ((end = buffer_.find('\n')) == std::string::npos)
            if (!fill()) return {};
        std::string text = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        if (text.ends_with('\r')) text.pop_back();
        return text;
    }
    std::optional<std::string> bytes(std::size_t count) {
        while (buffer_.size() < count)
            if (!fill()) return {};
        std::string text = buffer_.substr(0, count);
        buffer_.erase(0, count);
        return text;
    }

 private:
    bool fill() {
        char block[16384];
        const ssize_t got = recv(socket_, block, sizeof block, 0);
        if (got <= 0) return false;
        buffer_.append(block, static_cast<std::size_t>(got));
        return true;
    }
    int socket_;
    std::string buffer_;
};

bool send_all(int connection, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string hex_number(std::size_t number) {
    char text[32];
    std::snprintf(text, sizeof text, "%zx", number);
    return text;
}

std::optional<std::string> read_chunked_body(Reader& reader) {
    std::string body;
    while (true) {
        const auto size_line = reader.line();
        if (!size_line) return {};
        const std::size_t size = std::strtoul(size_line->c_str(), nullptr, 16);
        const auto chunk = reader.bytes(size);
        if (!chunk || !reader.line()) return {};
        if (size == 0) return body;
        body += *chunk;
    }
}

std::optional<HttpRequest> read_request(Reader& reader, int connection) {
    // A TLS greeting has no line end to wait for.
    const auto byte = reader.bytes(1);
    if (!byte || (*byte)[0] < 'A' || (*byte)[0] > 'Z') return {};
    auto first = reader.line();
    if (!first) return {};
    first->insert(0, *byte);
    HttpRequest request;
    const auto words = base::split(*first, ' ');
    if (words.size() != 3) return {};
    request.method = words[0];
    request.target = words[1];
    while (true) {
        const auto line = reader.line();
        if (!line) return {};
        if (line->empty()) break;
        const std::size_t colon = std::min(line->find(':'), line->size() - 1);
        request.headers.emplace_back(line->substr(0, colon), base::trim(std::string_view(*line).substr(colon + 1)));
    }
    if (base::to_lower(request.header("expect")) == "100-continue") send_all(connection, "HTTP/1.1 100 Continue\r\n\r\n");
    const bool chunked = base::to_lower(request.header("transfer-encoding")) == "chunked";
    const auto body =
        chunked ? read_chunked_body(reader) : reader.bytes(std::strtoul(request.header("content-length").c_str(), nullptr, 10));
    if (!body) return {};
    request.body = *body;
    return request;
}

std::string head_of(const HttpAnswer& answer) {
    std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " Scripted\r\n";
    for (const auto& [name, value] : answer.headers) head += name + ": " + value + "\r\n";
    if (answer.chunk_bytes != 0)
        head += "Transfer-Encoding: chunked\r\n";
    else if (!answer.end_by_close)
        head += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
    else
        head += "Connection: close\r\n";
    return head + "\r\n";
}

}  // namespace

std::string HttpRequest::header(std::string_view name) const {
    const std::string wanted = base::to_lower(name);
    for (const auto& [key, value] : headers)
        if (base::to_lower(key) == wanted) return value;
    return {};
}

HttpServer::HttpServer(Handler handler) : handler_(std::move(handler)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || bind(listener_, generic, size) != 0 || listen(listener_, 64) != 0 || getsockname(listener_, generic, &size) != 0)
        throw std::runtime_error("cannot listen on 127.0.0.1");
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
}

HttpServer::HttpServer(std::vector<HttpAnswer> script)
    : HttpServer([answers = std::make_shared<std::vector<HttpAnswer>>(std::move(script)),
                  next = std::make_shared<std::size_t>(0)](const HttpRequest&) -> HttpAnswer {
          if (*next < answers->size()) return (*answers)[(*next)++];
          return {.status = 400, .headers = {{"Content-Type", "text/plain"}}, .body = "script is at its end"};
      }) {}

HttpServer::~HttpServer() {
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);  // wakes the accepting thread
    accepting_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int connection : open_) shutdown(connection, SHUT_RDWR);
    }
    for (std::thread& thread : serving_) thread.join();
    close(listener_);
}

std::string HttpServer::authority() const {
    return "127.0.0.1:" + std::to_string(port_);
}
std::string HttpServer::url() const {
    return "http://" + authority();
}

std::vector<HttpRequest> HttpServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void HttpServer::accept_all() {
    while (!stopping_) {
        pollfd waiting{listener_, POLLIN, 0};
        if (poll(&waiting, 1, 20) <= 0) continue;
        const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        ++accepted_;
        const int on = 1;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        {
            const std::lock_guard lock(mutex_);
            open_.push_back(connection);
        }
        serving_.emplace_back([this, connection] { serve(connection); });
    }
}

void HttpServer::serve(int connection) {
    Reader reader(connection);
    while (!stopping_) {
        const auto request = read_request(reader, connection);
        if (!request) break;
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(*request);
        }
        if (!send_answer(connection, answer(*request))) break;
    }
    const std::lock_guard lock(mutex_);
    std::erase(open_, connection);
    close(connection);
}

HttpAnswer HttpServer::answer(const HttpRequest& request) {
    const std::lock_guard lock(handling_);
    return handler_(request);
}

bool HttpServer::send_answer(int connection, const HttpAnswer& answer) {
    if (!pause(answer.delay_before) || answer.silent) return false;
    if (answer.raw) {
        send_all(connection, answer.body);
        return false;
    }
    const std::string_view body = std::string_view(answer.body).substr(0, answer.cut_after_bytes.value_or(answer.body.size()));
    if (!send_all(connection, head_of(answer))) return false;
    if (!(answer.chunk_bytes == 0 ? send_all(connection, body) : send_chunks(connection, body, answer))) return false;
    return !answer.cut_after_bytes && !answer.end_by_close;
}

bool HttpServer::send_chunks(int connection, std::string_view body, const HttpAnswer& answer) {
    while (!body.empty()) {
        if (!pause(answer.delay_between)) return false;
        const std::string_view piece = body.substr(0, answer.chunk_bytes);
        if (!send_all(connection, hex_number(piece.size()) + "\r\n" + std::string(piece) + "\r\n")) return false;
        body.remove_prefix(piece.size());
    }
    return answer.cut_after_bytes.has_value() || send_all(connection, "0\r\n\r\n");
}

bool HttpServer::pause(std::chrono::milliseconds duration) const {
    const auto end = std::chrono::steady_clock::now() + duration;
    while (!stopping_ && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return !stopping_;
}

}  // namespace proffer::support
