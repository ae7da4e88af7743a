// Retries, gaps, pages and caps of the client that all forges share.
#include "forge/rest_client.hpp"

#include <ctime>

#include "support/http_server.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::forge;
using std::chrono::milliseconds;
using std::chrono::seconds;
using support::HttpAnswer;
using support::HttpServer;

namespace {

HttpAnswer json_answer(int status, const std::string& body, std::vector<std::pair<std::string, std::string>> headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return {.status = status, .headers = std::move(headers), .body = body};
}

struct Scene {
    explicit Scene(std::vector<HttpAnswer> script) : server(std::move(script)) {
        client = http::make_curl_client({.user_agent = "t", .ca_file = "", .proxy = "", .no_proxy = "", .should_stop = {}}).value();
        settings.base_url = server.url() + "/api";
        settings.headers = {{"Authorization", "Bearer t0ken"}};
        settings.allow_private_address = true;
        settings.wait = [this](milliseconds duration) {
            waits.push_back(duration);
            return true;
        };
    }
    RestClient rest() { return RestClient(*client, settings); }

    HttpServer server;
    std::unique_ptr<http::Client> client;
    RestSettings settings;
    std::vector<milliseconds> waits;
};

}  // namespace

TEST_CASE("rest client: a write that a limit stopped is repeated after the time that was asked for", "[forge]") {
    const auto limited = GENERATE(
        HttpAnswer{.status = 429, .headers = {{"Retry-After", "5"}}}, HttpAnswer{.status = 403, .headers = {{"Retry-After", "5"}}},
        HttpAnswer{.status = 503, .headers = {{"Retry-After", "5"}}}, HttpAnswer{.status = 502, .headers = {{"Retry-After", "5"}}});
    Scene scene({limited, json_answer(201, "{}")});
    const auto answer = scene.rest().write("POST", "/x", "{}");
    REQUIRE_OK(answer);
    CHECK(answer->status == 201);
    REQUIRE_FALSE(scene.waits.empty());
    CHECK(scene.waits.front() >= seconds(5));
}

TEST_CASE("rest client: the moment of a primary limit's reset is waited for", "[forge]") {
    const std::string prefix = GENERATE(as<std::string>{}, "X-RateLimit-", "RateLimit-");
    Scene scene({json_answer(403, "{}", {{prefix + "Remaining", "0"}, {prefix + "Reset", std::to_string(std::time(nullptr) + 20)}}),
                 json_answer(200, "{}")});
    REQUIRE_OK(scene.rest().get("/x"));
    REQUIRE(scene.waits.size() == 1);
    CHECK(scene.waits.front() >= seconds(18));
    CHECK(scene.waits.front() <= seconds(23));
}

TEST_CASE("rest client: a secondary limit without a time is given a minute", "[forge]") {
    Scene scene({json_answer(403, R"({"message":"You have exceeded a secondary rate limit."})"), json_answer(200, "{}")});
    REQUIRE_OK(scene.rest().get("/x"));
    CHECK(scene.waits.front() >= seconds(60));
}

TEST_CASE("rest client: a limit that lasts longer than the call may is told at once", "[forge]") {
    Scene scene({{.status = 429, .headers = {{"Retry-After", "3000"}}}});
    const auto answer = scene.rest().get("/x");
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().code == ErrorCode::rate_limited);
    CHECK(answer.error().message.find("3000 seconds") != std::string::npos);
    CHECK(scene.waits.empty());
}

TEST_CASE("rest client: a plain 403 is no limit and is not repeated", "[forge]") {
    Scene scene({json_answer(403, R"({"message":"no"})", {{"X-RateLimit-Remaining", "4999"}})});
    const auto answer = scene.rest().get("/x");
    REQUIRE_OK(answer);
    CHECK(answer->status == 403);
    CHECK(scene.server.requests().size() == 1);
}

TEST_CASE("rest client: an unclear write without a way to look is not repeated", "[forge]") {
    HttpAnswer closed;
    closed.silent = true;
    Scene scene({closed, json_answer(201, "{}")});
    CHECK(scene.rest().write("POST", "/x", "{}").error().code == ErrorCode::network);
    CHECK(scene.server.requests().size() == 1);
}

TEST_CASE("rest client: an unclear write is looked up, and repeated only when it did not happen", "[forge]") {
    HttpAnswer closed;
    closed.silent = true;
    Scene scene({closed, json_answer(201, R"({"made":2})")});
    RestClient rest = scene.rest();
    const bool is_there = GENERATE(true, false);
    int asked = 0;
    const auto answer = rest.write("POST", "/x", "{}", [&]() -> Result<std::optional<RestAnswer>> {
        ++asked;
        return is_there ? std::optional(RestAnswer{200, {}, "{}", {}}) : std::nullopt;
    });
    REQUIRE_OK(answer);
    CHECK(asked == 1);
    CHECK(answer->status == (is_there ? 200 : 201));
    CHECK(scene.server.requests().size() == (is_there ? 1 : 2));
}

TEST_CASE("rest client: a look-up that fails ends the write with its error", "[forge]") {
    Scene scene({{.status = 500}, json_answer(201, "{}")});
    const auto answer = scene.rest().write("POST", "/x", "{}", []() -> Result<std::optional<RestAnswer>> {
        return Error{ErrorCode::protocol, "x", "", {}};
    });
    CHECK(answer.error().code == ErrorCode::protocol);
    CHECK(scene.server.requests().size() == 1);
}

TEST_CASE("rest client: an accepted write with an unreadable answer is never repeated", "[forge]") {
    Scene scene({{.status = 200, .headers = {{"Content-Type", "text/html"}}, .body = "<html>"}, json_answer(201, "{}")});
    const auto answer =
        scene.rest().write("POST", "/x", "{}", []() -> Result<std::optional<RestAnswer>> { return std::optional<RestAnswer>(); });
    CHECK(answer.error().code == ErrorCode::protocol);
    CHECK(scene.server.requests().size() == 1);
}

TEST_CASE("rest client: tries and time end (the sequence of waits grows to the cap)", "[forge]") {
    Scene scene(std::vector<HttpAnswer>(10, {.status = 500}));
    const auto answer = scene.rest().get("/x");
    REQUIRE_OK(answer);
    CHECK(answer->status == 500);
    CHECK(scene.server.requests().size() == 6);
    REQUIRE(scene.waits.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) CHECK(scene.waits[i] <= seconds(1 << i));
    scene.settings.time_limit = milliseconds(1);
    scene.settings.retries.base = seconds(30);
    CHECK_FALSE(scene.rest().get("/x").value_or({}).status == 200);
}

TEST_CASE("rest client: a signal ends waiting", "[forge]") {
    Scene scene({{.status = 500}, json_answer(200, "{}")});
    scene.settings.wait = [](milliseconds) { return false; };
    CHECK(scene.rest().get("/x").error().code == ErrorCode::interrupted);
}

TEST_CASE("rest client: pages are followed by path below the base url, up to as many as are wanted", "[forge]") {
    Scene scene({});
    HttpServer pages([&](const support::HttpRequest& request) {
        const bool is_last = request.target.ends_with("page=3");
        const std::string next = request.target.ends_with("page=2") ? "3" : "2";
        std::vector<std::pair<std::string, std::string>> headers;
        if (!is_last)
            headers.emplace_back("Link", "<http://" + request.header("host") + "/api/x?page=1>; rel=\"prev\", <http://" +
                                             request.header("host") + "/api/x?page=" + next + ">; rel=\"next\"");
        return json_answer(200, "[1,2]", headers);
    });
    scene.settings.base_url = pages.url() + "/api";
    REQUIRE(scene.rest().get_all("/x?page=1", 100)->size() == 6);
    CHECK(scene.rest().get_all("/x?page=1", 3)->size() == 3);
    CHECK(pages.requests().front().target == "/api/x?page=1");
}

TEST_CASE("rest client: N2 a next page outside of the base url is refused", "[forge]") {
    const std::string next =
        GENERATE(as<std::string>{}, "http://evil.example/api/x", "https://127.0.0.1/api/x", "OWN/other", "OWN/apix", "x", "");
    Scene scene({});
    HttpServer pages([&](const support::HttpRequest& request) {
        const std::string own = "http://" + request.header("host");
        return json_answer(200, "[]", {{"Link", "<" + (next.starts_with("OWN") ? own + next.substr(3) : next) + ">; rel=\"next\""}});
    });
    scene.settings.base_url = pages.url() + "/api";
    const auto all = scene.rest().get_all("/x", 10);
    // An empty link is no link.
    CHECK(all.has_value() == next.empty());
    CHECK(pages.requests().size() == 1);
}

TEST_CASE("rest client: odd link headers do no harm", "[forge]") {
    const std::string link = GENERATE(as<std::string>{}, "<", ">", "<>", "rel=\"next\"", std::string(30000, '<'), "<x>; rel=\"prev\"");
    Scene scene({json_answer(200, "[1]", {{"Link", link}})});
    const auto all = scene.rest().get_all("/x", 10);
    REQUIRE_OK(all);
    CHECK(all->size() == 1);
}

TEST_CASE("rest client: parts of paths hold nothing that could leave them", "[forge]") {
    CHECK(escape_path("a/b c?d#e%\n") == "a%2Fb%20c%3Fd%23e%25%0A");
    CHECK(escape_path("..") == "%2E%2E");
    CHECK(escape_path(".") == "%2E");
    CHECK(escape_path("v1.2_~-") == "v1.2_~-");
    CHECK(escape_path("\xc3\xa4") == "%C3%A4");
}

TEST_CASE("rest client: errors say what was wanted, what came, and one line of why", "[forge]") {
    const auto error = [](int status, const std::string& body) {
        return error_of("cannot x", {status, {}, body, json::Value::parse(body).value()}).message;
    };
    CHECK(error(422, R"({"message":"Validation Failed","errors":[{"message":"too long"}]})") ==
          "cannot x: the forge answered 422 (Validation Failed too long)");
    CHECK(error(400, R"({"message":{"base":["is bad"]}})") == R"(cannot x: the forge answered 400 ({"base":["is bad"]}))");
    CHECK(error(403, R"({"error":"insufficient_scope"})") == "cannot x: the forge answered 403 (insufficient_scope)");
    CHECK(error(500, "[]") == "cannot x: the forge answered 500");
    CHECK(error(500, R"({"message":7,"errors":[1,null,"x"]})") == "cannot x: the forge answered 500 (7 x)");
}
