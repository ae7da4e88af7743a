#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "http/client.hpp"
#include "support/http_server.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace std::chrono_literals;
using support::HttpAnswer;
using support::HttpRequest;
using support::HttpServer;

namespace {

std::unique_ptr<http::Client> make_client(http::ClientSettings settings = {}) {
    if (settings.user_agent.empty()) settings.user_agent = "proffer-test";
    auto client = http::make_curl_client(settings);
    REQUIRE_OK(client);
    return *std::move(client);
}

http::Request to(const std::string& url) {
    http::Request request;
    request.url = url;
    request.allow_loopback_address = true;
    return request;
}

Error error_of(const Result<http::Response>& result) {
    REQUIRE_FALSE(result.has_value());
    return result.error();
}

}  // namespace

TEST_CASE("http: method, headers and body arrive as given", "[http]") {
    const HttpServer server({HttpAnswer{.status = 201, .headers = {{"X-Reply", "yes"}}, .body = "made"}});
    http::Request request = to(server.url() + "/things?q=1");
    request.method = "POST";
    request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
    request.body = std::string("{\"a\":\"\0\"}", 9) + std::string(100000, 'b');
    const auto response = make_client()->send(request);
    REQUIRE_OK(response);
    CHECK(response->status == 201);
    CHECK(response->body == "made");
    CHECK(response->header("x-reply") == "yes");
    CHECK(response->header("absent").empty());
    const auto seen = server.requests();
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].method == "POST");
    CHECK(seen[0].target == "/things?q=1");
    CHECK(seen[0].header("content-type") == "application/json");
    CHECK(seen[0].header("user-agent") == "proffer-test");
    CHECK(seen[0].header("expect").empty());
    CHECK(seen[0].body == request.body);
}

TEST_CASE("http: every method goes out under its name", "[http]") {
    const auto method = GENERATE(as<std::string>{}, "GET", "POST", "PUT", "PATCH", "DELETE");
    const HttpServer server({HttpAnswer{.body = "ok"}});
    http::Request request = to(server.url());
    request.method = method;
    REQUIRE_OK(make_client()->send(request));
    CHECK(server.requests()[0].method == method);
}

TEST_CASE("http: connections are used again", "[http]") {
    const HttpServer server([](const HttpRequest&) { return HttpAnswer{.body = "ok"}; });
    const auto client = make_client();
    for (int count = 0; count < 3; ++count) REQUIRE_OK(client->send(to(server.url())));
    CHECK(server.requests().size() == 3);
    CHECK(server.connections() == 1);
}

TEST_CASE("http: a 2xx body is streamed, any other is kept", "[http]") {
    const HttpServer server({HttpAnswer{.body = "abcdef", .chunk_bytes = 2}, HttpAnswer{.status = 500, .body = "broken"}});
    const auto client = make_client();
    std::string streamed;
    const auto sink = [&](std::string_view bytes) {
        streamed += bytes;
        return true;
    };
    const auto good = client->send(to(server.url()), sink);
    REQUIRE_OK(good);
    CHECK(streamed == "abcdef");
    CHECK(good->body.empty());
    const auto bad = client->send(to(server.url()), sink);
    REQUIRE_OK(bad);
    CHECK(bad->body == "broken");
    CHECK(streamed == "abcdef");
}

TEST_CASE("http: a body of the wrong type can be kept out of the stream (N4)", "[http]") {
    const HttpServer server({HttpAnswer{.headers = {{"Content-Type", "text/html"}}, .body = "<html>log in</html>"}});
    http::Request request = to(server.url());
    request.accepts_stream = [](const http::Response& head) { return head.header("content-type") == "text/event-stream"; };
    bool streamed = false;
    const auto response = make_client()->send(request, [&](std::string_view) { return streamed = true; });
    REQUIRE_OK(response);
    CHECK_FALSE(streamed);
    CHECK(response->body == "<html>log in</html>");
}

TEST_CASE("http: of a kept error body 64 KiB are read (N3)", "[http]") {
    const HttpServer server({HttpAnswer{.status = 502, .body = std::string(3 * 1024 * 1024, 'x')}});
    const auto response = make_client()->send(to(server.url()), [](std::string_view) { return true; });
    REQUIRE_OK(response);
    CHECK(response->status == 502);
    CHECK(response->body.size() == 64 * 1024);
}

TEST_CASE("http: the sink can end the transfer", "[http]") {
    const HttpServer server({HttpAnswer{.body = std::string(100, 'x'), .chunk_bytes = 10, .delay_between = 5ms}});
    int pieces = 0;
    const auto response = make_client()->send(to(server.url()), [&](std::string_view) { return ++pieces < 3; });
    REQUIRE_OK(response);
    CHECK(pieces == 3);
}

TEST_CASE("http: an exception of the sink comes through libcurl unharmed", "[http]") {
    const HttpServer server({HttpAnswer{.body = "x"}});
    const auto client = make_client();
    CHECK_THROWS_AS(client->send(to(server.url()), [](std::string_view) -> bool { throw std::runtime_error("sink"); }), std::runtime_error);
}

TEST_CASE("http: redirects are never followed (N2)", "[http]") {
    const HttpServer other({HttpAnswer{.body = "stolen"}});
    const HttpServer server({HttpAnswer{.status = 302, .headers = {{"Location", other.url() + "/"}}, .body = "moved"}});
    http::Request request = to(server.url());
    request.headers = {{"x-api-key", "sekrit-value"}};
    const auto response = make_client()->send(request);
    REQUIRE_OK(response);
    CHECK(response->status == 302);
    CHECK(other.connections() == 0);
}

TEST_CASE("http: local addresses need leave (C3)", "[http]") {
    const HttpServer server([](const HttpRequest&) { return HttpAnswer{.body = "ok"}; });
    const auto client = make_client();
    http::Request request = to(server.url());
    request.allow_loopback_address = false;
    SECTION("none is given") {
        const Error error = error_of(client->send(request));
        CHECK(error.code == ErrorCode::denied);
        CHECK(error.message == "address of '" + server.authority() + "' is private, local or reserved");
        CHECK(server.connections() == 0);
    }
    SECTION("the name resolves to it") {
        request.url = "http://localhost:" + std::to_string(server.port());
        CHECK(error_of(client->send(request)).code == ErrorCode::denied);
        CHECK(server.connections() == 0);
    }
    SECTION("leave for private addresses holds for loopback too") {
        request.allow_private_address = true;
        REQUIRE_OK(client->send(request));
    }
    SECTION("a connection made with leave does not serve a request without") {
        request.allow_private_address = true;
        REQUIRE_OK(client->send(request));
        request.allow_private_address = false;
        CHECK(error_of(client->send(request)).code == ErrorCode::denied);
        CHECK(server.requests().size() == 1);
    }
}

TEST_CASE("http: metadata and link-local addresses are refused whatever is allowed (C3)", "[http]") {
    const auto host = GENERATE(as<std::string>{}, "169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "[::ffff:169.254.169.254]",
                               "2852039166", "0xa9fea9fe");
    http::Request request = to("http://" + host + "/latest/meta-data/");
    request.allow_private_address = true;
    request.connect_timeout = 500ms;
    CAPTURE(host);
    CHECK(error_of(make_client()->send(request)).code == ErrorCode::denied);
}

TEST_CASE("http: other protocols than http and https are refused", "[http]") {
    const auto url = GENERATE(as<std::string>{}, "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/");
    CHECK(error_of(make_client()->send(to(url))).code == ErrorCode::usage);
}

TEST_CASE("http: a header that would start another is refused", "[http]") {
    const HttpServer server({HttpAnswer{.body = "ok"}});
    http::Request request = to(server.url());
    request.headers = {{"Authorization", "Bearer sekrit-value\r\nX-Other: 1"}};
    const Error error = error_of(make_client()->send(request));
    CHECK(error.code == ErrorCode::usage);
    CHECK(error.message == "value of header 'Authorization' holds a line end");
    CHECK(server.connections() == 0);
}

TEST_CASE("http: nobody listens", "[http]") {
    std::uint16_t port = 0;
    {
        const HttpServer server({HttpAnswer{}});
        port = server.port();
    }
    const std::string authority = "127.0.0.1:" + std::to_string(port);
    const Error error = error_of(make_client()->send(to("http://" + authority + "/secret?key=1")));
    CHECK(error.code == ErrorCode::network);
    CHECK(error.message == "cannot connect to '" + authority + "'");
}

TEST_CASE("http: a connection that is never made ends after its own limit", "[http]") {
    // A listener that nobody accepts from still completes TCP, so the wait is for its TLS answer.
    const int silent = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(silent, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(listen(silent, 1) == 0);
    REQUIRE(getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    const std::string authority = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    http::Request request = to("https://" + authority);
    request.connect_timeout = 150ms;
    const Error error = error_of(make_client()->send(request));
    close(silent);
    CHECK(error.code == ErrorCode::network);
    CHECK(error.message == "cannot connect to '" + authority + "' within 150 ms");
}

TEST_CASE("http: a name that does not exist", "[http]") {
    const Error error = error_of(make_client()->send(to("http://does-not-exist.invalid/")));
    CHECK(error.code == ErrorCode::network);
    CHECK(error.message == "cannot find host 'does-not-exist.invalid'");
}

TEST_CASE("http: an answer that is cut is a network error", "[http]") {
    const auto chunk_bytes = GENERATE(std::size_t{0}, std::size_t{3});
    const auto cut = GENERATE(range(std::size_t{0}, std::size_t{10}));
    const HttpServer server({HttpAnswer{.body = "0123456789", .chunk_bytes = chunk_bytes, .cut_after_bytes = cut}});
    CAPTURE(chunk_bytes, cut);
    CHECK(error_of(make_client()->send(to(server.url()))).code == ErrorCode::network);
}

TEST_CASE("http: no answer at all and garbage for an answer", "[http]") {
    const HttpServer server({HttpAnswer{.silent = true}, HttpAnswer{.body = "\x16\x03\x01 not http\r\n\r\n", .raw = true}});
    const auto client = make_client();
    CHECK(error_of(client->send(to(server.url()))).code == ErrorCode::network);
    CHECK(error_of(client->send(to(server.url()))).code == ErrorCode::network);
}

TEST_CASE("http: plain http on the other side of https", "[http]") {
    const HttpServer server({HttpAnswer{.body = "ok"}});
    const Error error = error_of(make_client()->send(to("https://" + server.authority())));
    CHECK(error.code == ErrorCode::network);
}

TEST_CASE("http: answers are capped (N3)", "[http]") {
    SECTION("body") {
        const HttpServer server({HttpAnswer{.body = std::string(2000, 'x')}});
        http::Request request = to(server.url());
        request.body_limit_bytes = 1999;
        const Error error = error_of(make_client()->send(request));
        CHECK(error.code == ErrorCode::protocol);
        CHECK(error.message == "answer of '" + server.authority() + "' is larger than 1999 bytes");
    }
    SECTION("body at the limit") {
        const HttpServer server({HttpAnswer{.body = std::string(2000, 'x')}});
        http::Request request = to(server.url());
        request.body_limit_bytes = 2000;
        REQUIRE_OK(make_client()->send(request));
    }
    SECTION("headers") {
        HttpAnswer answer{.body = "x"};
        for (int count = 0; count < 70; ++count) answer.headers.emplace_back("X-" + std::to_string(count), std::string(1000, 'y'));
        const HttpServer server(std::vector<HttpAnswer>{answer});
        const Error error = error_of(make_client()->send(to(server.url())));
        CHECK(error.code == ErrorCode::protocol);
        CHECK(error.message == "headers of '" + server.authority() + "' are larger than 65536 bytes");
    }
}

TEST_CASE("http: a silent server runs into the idle limit", "[http]") {
    const HttpServer server({HttpAnswer{.body = "x", .delay_before = 20s}});
    http::Request request = to(server.url());
    request.idle_timeout = 150ms;
    const Error error = error_of(make_client()->send(request));
    CHECK(error.code == ErrorCode::timed_out);
    CHECK(error.message == "'" + server.authority() + "' sent nothing for 150 ms");
}

TEST_CASE("http: a dripping server runs into the total limit, not the idle one", "[http]") {
    const HttpServer server({HttpAnswer{.body = std::string(10000, 'x'), .chunk_bytes = 1, .delay_between = 20ms}});
    http::Request request = to(server.url());
    request.idle_timeout = 2s;
    request.total_timeout = 400ms;
    const Error error = error_of(make_client()->send(request));
    CHECK(error.code == ErrorCode::timed_out);
    CHECK(error.message == "'" + server.authority() + "' did not finish within 400 ms");
}

TEST_CASE("http: a request ends soon after we are asked to stop", "[http]") {
    const HttpServer server({HttpAnswer{.body = "x", .delay_before = 20s}});
    const auto start = std::chrono::steady_clock::now();
    http::ClientSettings settings;
    settings.should_stop = [&] { return std::chrono::steady_clock::now() - start > 100ms; };
    CHECK(error_of(make_client(settings)->send(to(server.url()))).code == ErrorCode::interrupted);
    CHECK(std::chrono::steady_clock::now() - start < 15s);
}

TEST_CASE("http: the proxy is the one of the settings, never of the environment (N5)", "[http]") {
    const HttpServer proxy([](const HttpRequest&) { return HttpAnswer{.body = "from the proxy"}; });
    const HttpServer server([](const HttpRequest&) { return HttpAnswer{.body = "direct"}; });
    REQUIRE(setenv("http_proxy", proxy.url().c_str(), 1) == 0);
    const auto direct = make_client()->send(to(server.url()));
    unsetenv("http_proxy");
    REQUIRE_OK(direct);
    CHECK(direct->body == "direct");
    http::ClientSettings settings;
    settings.proxy = proxy.url();
    const auto proxied = make_client(settings)->send(to("http://name.invalid/x"));
    REQUIRE_OK(proxied);
    CHECK(proxied->body == "from the proxy");
    CHECK(proxy.requests()[0].target == "http://name.invalid/x");
}
