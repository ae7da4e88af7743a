// A git server over HTTP on loopback: the real `git http-backend`, with faults on the way.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "os/environment.hpp"
#include "support/http_server.hpp"

namespace proffer::support {

/// What goes wrong, for requests whose target holds `where`; everywhere when that is empty.
struct GitHttpFault {
    std::string where;
    std::string redirect_to;                        ///< answered with 307 to this address and the request's own target
    std::optional<std::size_t> cut_after_bytes;     ///< of the answer's body
    std::optional<std::size_t> forget_after_bytes;  ///< of the request's body: the backend sees no more, the client no answer
    std::string insert_before;                      ///< bytes put in front of the answer's body
};

/// What `git http-backend` answers for the bare repositories in `directory`, whoever asks.
[[nodiscard]] HttpAnswer serve_git(const std::filesystem::path& directory, const os::Environment& environment, const HttpRequest& request,
                                   const GitHttpFault& fault = {});

/// Serves the bare repositories in a directory; every request counts as logged in.
class GitHttpServer {
 public:
    GitHttpServer(std::filesystem::path directory, os::Environment environment, GitHttpFault fault = {});

    [[nodiscard]] std::string url(const std::string& repository) const { return server_.url() + "/" + repository; }
    [[nodiscard]] std::string authority() const { return server_.authority(); }
    [[nodiscard]] std::string url() const { return server_.url(); }
    [[nodiscard]] std::vector<HttpRequest> requests() const { return server_.requests(); }

 private:
    [[nodiscard]] HttpAnswer answer(const HttpRequest& request) const;

    std::filesystem::path directory_;
    os::Environment environment_;
    GitHttpFault fault_;
    HttpServer server_;  // last: its threads use the members above
};

}  // namespace proffer::support
