// The fault matrix of the GitLab adapter: what each fault is called, and that nothing is made twice.
#include <catch2/catch.hpp>

#include <algorithm>

#include "support/require_ok.hpp"
#include "unit/forge/gitlab_fixture.hpp"

namespace proffer::forge {
namespace {

using support::HttpAnswer;
using support::HttpRequest;
using Really = std::function<HttpAnswer()>;

HttpAnswer typed(int status, const std::string& type, const std::string& body) {
    HttpAnswer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", type}};
    answer.body = body;
    return answer;
}

HttpAnswer json_answer(int status, const std::string& body) {
    return typed(status, "application/json", body);
}

HttpAnswer with_header(HttpAnswer answer, const std::string& name, const std::string& value) {
    answer.headers.push_back({name, value});
    return answer;
}

HttpAnswer silent() {
    HttpAnswer answer;
    answer.silent = true;
    return answer;
}

HttpAnswer cut(HttpAnswer answer) {
    answer.cut_after_bytes = answer.body.size() / 2;
    return answer;
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

struct Fault {
    std::string name;
    HttpAnswer answer;
    ErrorCode expected;
};

const std::string k_page = "<!DOCTYPE html><html><title>Sign in</title></html>";

/// Whatever is asked.
std::vector<Fault> faults() {
    return {
        {"401", json_answer(401, R"({"message":"401 Unauthorized"})"), ErrorCode::unauthorized},
        {"401 of a revoked token", json_answer(401, R"({"error":"invalid_token","error_description":"Token was revoked."})"),
         ErrorCode::unauthorized},
        {"403 of the role", json_answer(403, R"({"message":"403 Forbidden"})"), ErrorCode::denied},
        {"403 of the scope",
         json_answer(403, R"({"error":"insufficient_scope","error_description":"The request requires higher privileges","scope":"api"})"),
         ErrorCode::denied},
        {"403 in plain text", typed(403, "text/plain", "Forbidden\n"), ErrorCode::denied},
        {"403 to slow down", with_header(json_answer(403, R"({"message":"403 Forbidden"})"), "Retry-After", "5"), ErrorCode::rate_limited},
        {"400 of a field", json_answer(400, R"({"message":{"title":["is too long"]}})"), ErrorCode::denied},
        {"400 of a parameter", json_answer(400, R"({"error":"title is missing"})"), ErrorCode::denied},
        {"404", json_answer(404, R"({"message":"404 Project Not Found"})"), ErrorCode::not_found},
        {"404 of a proxy", typed(404, "text/html", k_page), ErrorCode::not_found},
        {"405", json_answer(405, R"({"message":"405 Method Not Allowed"})"), ErrorCode::denied},
        {"409", json_answer(409, R"({"message":["SHA does not match"]})"), ErrorCode::conflict},
        {"410", json_answer(410, R"({"message":"410 Gone"})"), ErrorCode::not_found},
        {"413", typed(413, "text/html", k_page), ErrorCode::denied},
        {"422", json_answer(422, R"({"message":["You can't use same project/branch for source and target"]})"), ErrorCode::denied},
        {"429 with a time", with_header(typed(429, "text/plain", "Retry later\n"), "Retry-After", "7"), ErrorCode::rate_limited},
        {"429 without", typed(429, "text/plain", "Retry later\n"), ErrorCode::rate_limited},
        {"500", json_answer(500, R"({"message":"500 Internal Server Error"})"), ErrorCode::network},
        {"502", typed(502, "text/html", k_page), ErrorCode::network},
        {"503 of maintenance", with_header(typed(503, "text/html", k_page), "Retry-After", "3"), ErrorCode::network},
        {"504", typed(504, "text/plain", "upstream timed out"), ErrorCode::network},
        {"login page", typed(200, "text/html", k_page), ErrorCode::protocol},
        {"empty", json_answer(200, ""), ErrorCode::protocol},
        {"null", json_answer(200, "null"), ErrorCode::protocol},
        {"a list", json_answer(200, "[]"), ErrorCode::protocol},
        {"a number", json_answer(200, "7"), ErrorCode::protocol},
        {"truncated JSON", json_answer(200, R"({"iid": 1, "title": "x)"), ErrorCode::protocol},
        {"nothing in it", json_answer(200, "{}"), ErrorCode::protocol},
        {"deep JSON", json_answer(200, nested(100'000)), ErrorCode::protocol},
        {"JSON as plain text", typed(200, "text/plain", R"({"iid": 1})"), ErrorCode::protocol},
        {"invalid UTF-8", json_answer(200, "{\"iid\": 1, \"title\": \"\xff\xfe\"}"), ErrorCode::protocol},
        {"huge", json_answer(200, "{\"title\":\"" + std::string(17 * 1024 * 1024, 'x') + "\"}"), ErrorCode::protocol},
        {"cut", cut(json_answer(200, std::string(4096, ' '))), ErrorCode::network},
        {"closed connection", silent(), ErrorCode::network},
        {"moved project", with_header(json_answer(301, R"({"message":"moved"})"), "Location", "/api/v4/projects/2"), ErrorCode::protocol},
        {"redirect to a login", with_header(typed(302, "text/html", ""), "Location", "/users/sign_in"), ErrorCode::protocol},
    };
}

/// Replaces a part of what the fake really answers.
struct Twist {
    std::string from, to;
};

const std::vector<Twist>& twists() {
    static const std::vector<Twist> all = {
        {"\"iid\":1", "\"iid\":\"1\""},
        {"\"iid\":1", "\"iid\":-1"},
        {"\"iid\":1", "\"iid\":0"},
        {"\"iid\":1", "\"iid\":1.5"},
        {"\"iid\":1", "\"iid\":99999999999999999999999"},
        {"\"iid\":1", "\"iid\":null"},
        {"\"title\":\"", "\"title\":7,\"x\":\""},
        {"\"state\":\"opened\"", "\"state\":\"haunted\""},
        {"\"state\":\"opened\"", "\"state\":[]"},
        {"\"labels\":[]", "\"labels\":{}"},
        {"\"labels\":[]", "\"labels\":[7]"},
        {"\"labels\":[]", R"("labels":["a\u001b[2Jb"])"},
        {"\"labels\":[]", R"("labels":["a\nb"])"},
        {"\"author\":{", "\"author\":null,\"y\":{"},
        {"\"username\":\"", "\"username\":\"\\u0000"},
        {"\"username\":\"", "\"username\":\"\\r\\n"},
        {"\"username\":\"", "\"username\":\"\\u0085"},
        {"/-/", "/-/\\n"},
        {"/-/", "/-/ "},
        {"\"web_url\":\"http://127.0.0.1", "\"web_url\":\"http://127.0.0.1.evil.example"},
        {"\"web_url\":\"http://", "\"web_url\":\"https://"},
        {"\"web_url\":\"http://", "\"web_url\":\"javascript://"},
        {"\"web_url\":\"http://", "\"web_url\":\"http://user@"},
        {"\"web_url\":\"http://", "\"web_url\":7,\"z\":\"http://"},
    };
    return all;
}

/// Every place, so that it does not matter which of several is read.
std::string twisted(std::string text, const Twist& twist) {
    for (std::size_t at = text.find(twist.from); at != text.npos; at = text.find(twist.from, at + twist.to.size()))
        text.replace(at, twist.from.size(), twist.to);
    return text;
}

void seed(GitlabFixture& gitlab) {
    gitlab.server.branches["proffer/blue"] = std::string(40, 'b');
    support::GitlabItem issue;
    issue.author = 101;
    issue.title = "Widgets are green";
    gitlab.server.add_issue(issue);
}

Result<PullRequest> create(GitlabFixture& gitlab) {
    return gitlab.api->create_pull_request({"proffer/blue", "main", "Make widgets blue", "Because.", false});
}

void check_clean(const Error& error) {
    CHECK(error.text().find(support::GitlabServer::k_token) == std::string::npos);
    CHECK(error.hint.find(support::GitlabServer::k_token) == std::string::npos);
    CHECK(error.message.find_first_of("\n\r\x1b") == std::string::npos);
}

}  // namespace

TEST_CASE("gitlab: N every fault of a read has its name", "[forge]") {
    GitlabFixture gitlab;
    seed(gitlab);
    for (const Fault& fault : faults()) {
        CAPTURE(fault.name);
        gitlab.server.meddle([&](const HttpRequest&, const Really&) { return fault.answer; });
        const auto issue = gitlab.api->issue(1);
        REQUIRE_FALSE(issue);
        CAPTURE(issue.error().message);
        CHECK(issue.error().code == fault.expected);
        check_clean(issue.error());
    }
}

TEST_CASE("gitlab: N every fault of a write has its name, and nothing is made", "[forge]") {
    GitlabFixture gitlab;
    seed(gitlab);
    for (const Fault& fault : faults()) {
        CAPTURE(fault.name);
        gitlab.server.meddle(
            [&](const HttpRequest& request, const Really& really) { return request.method == "POST" ? fault.answer : really(); });
        const auto made = create(gitlab);
        REQUIRE_FALSE(made);
        CHECK(made.error().code == fault.expected);
        check_clean(made.error());
        const auto noted = gitlab.api->create_comment(Subject::issue, 1, "hello");
        REQUIRE_FALSE(noted);
        CHECK(noted.error().code == fault.expected);
        CHECK(gitlab.server.merge_requests.empty());
        CHECK(gitlab.server.issues.front().notes.empty());
    }
}

TEST_CASE("gitlab: N a write whose answer was lost is looked up and not made twice", "[forge]") {
    const auto lost = GENERATE(as<std::string>{}, "closed", "cut", "500", "502", "504", "login page", "empty", "null", "truncated");
    CAPTURE(lost);
    GitlabFixture gitlab;
    seed(gitlab);
    gitlab.server.meddle([&](const HttpRequest& request, const Really& really) {
        HttpAnswer answer = really();
        if (request.method != "POST") return answer;
        if (lost == "closed") return silent();
        if (lost == "cut") return cut(answer);
        if (lost == "login page") return typed(200, "text/html", k_page);
        if (lost == "empty") return json_answer(201, "");
        if (lost == "null") return json_answer(201, "null");
        if (lost == "truncated") return json_answer(201, answer.body.substr(0, 50));
        return typed(std::stoi(lost), "text/html", k_page);
    });
    const auto made = create(gitlab);
    REQUIRE_OK(made);
    CHECK(made->number == 1);
    CHECK(gitlab.server.merge_requests.size() == 1);
    const auto noted = gitlab.api->create_comment(Subject::issue, 1, "hello\n");
    REQUIRE_OK(noted);
    CHECK(noted->author.id == 7);
    CHECK(gitlab.server.issues.front().notes.size() == 1);
    REQUIRE(gitlab.server.violations().empty());
}

TEST_CASE("gitlab: N what passes is tried again", "[forge]") {
    const auto name = GENERATE(as<std::string>{}, "429", "503", "closed before");
    CAPTURE(name);
    GitlabFixture gitlab;
    seed(gitlab);
    int left = 2;
    gitlab.server.meddle([&](const HttpRequest& request, const Really& really) {
        if (request.method != "POST" || left == 0) return really();
        --left;
        if (name == "closed before") return silent();
        return with_header(typed(std::stoi(name), "text/plain", "Retry later\n"), "Retry-After", "7");
    });
    REQUIRE_OK(create(gitlab));
    CHECK(gitlab.server.merge_requests.size() == 1);
    if (name == "429")
        CHECK(std::count_if(gitlab.waits.begin(), gitlab.waits.end(), [](auto wait) { return wait >= std::chrono::seconds(7); }) == 2);
}

TEST_CASE("gitlab: somebody else's note with the same text is not ours", "[forge]") {
    GitlabFixture gitlab;
    seed(gitlab);
    gitlab.server.add_note(false, 1, {0, 103, "hello", false, "", 0, "", {}});
    gitlab.server.meddle([&](const HttpRequest& request, const Really& really) {
        HttpAnswer answer = really();
        return request.method == "POST" ? silent() : answer;
    });
    const auto noted = gitlab.api->create_comment(Subject::issue, 1, "hello");
    REQUIRE_OK(noted);
    CHECK(noted->author.id == 7);
    CHECK(gitlab.server.issues.front().notes.size() == 2);
}

TEST_CASE("gitlab: N hostile values in an answer are refused", "[forge]") {
    GitlabFixture gitlab;
    seed(gitlab);
    REQUIRE_OK(create(gitlab));
    for (const Twist& twist : twists()) {
        CAPTURE(twist.from, twist.to);
        bool is_changed = false;
        gitlab.server.meddle([&](const HttpRequest&, const Really& really) {
            HttpAnswer answer = really();
            const std::string before = answer.body;
            answer.body = twisted(answer.body, twist);
            is_changed = answer.body != before;
            return answer;
        });
        const auto issue = gitlab.api->issue(1);
        CHECK(is_changed);
        REQUIRE_FALSE(issue);
        CHECK(issue.error().code == ErrorCode::protocol);
        check_clean(issue.error());
        const auto read = gitlab.api->pull_request(1);
        CHECK(is_changed);
        REQUIRE_FALSE(read);
        CHECK(read.error().code == ErrorCode::protocol);
        const auto found = gitlab.api->find_pull_requests("proffer/blue");
        REQUIRE_FALSE(found);
        CHECK(found.error().code == ErrorCode::protocol);
    }
}

TEST_CASE("gitlab: N3 pages without end, of another origin and over the cap", "[forge]") {
    GitlabFixture gitlab;
    seed(gitlab);
    support::HttpServer other([](const HttpRequest&) { return json_answer(200, "[]"); });
    const auto link = GENERATE(as<std::string>{}, "same", "other", "other path", "no url");
    CAPTURE(link);
    gitlab.server.meddle([&](const HttpRequest& request, const Really&) {
        std::string next = "http://" + gitlab.server.authority() + request.target;
        if (link == "other") next = other.url() + "/api/v4/x";
        if (link == "other path") next = "http://" + gitlab.server.authority() + "/users/sign_in";
        if (link == "no url") next = "javascript:alert(1)";
        return with_header(json_answer(200, "[]"), "Link", "<" + next + ">; rel=\"next\"");
    });
    const auto comments = gitlab.api->comments(Subject::issue, 1);
    REQUIRE_FALSE(comments);
    CHECK(comments.error().code == ErrorCode::protocol);
    CHECK(other.requests().empty());
    CHECK(gitlab.server.requests().size() <= 300);
}

TEST_CASE("gitlab: N2 a redirect is not followed with the token", "[forge]") {
    GitlabFixture gitlab;
    seed(gitlab);
    support::HttpServer other([](const HttpRequest&) { return json_answer(200, "{}"); });
    gitlab.server.meddle([&](const HttpRequest&, const Really&) {
        return with_header(json_answer(307, R"({"message":"moved"})"), "Location", other.url() + "/api/v4/x");
    });
    CHECK(gitlab.api->issue(1).error().code == ErrorCode::protocol);
    CHECK(create(gitlab).error().code == ErrorCode::protocol);
    CHECK(other.requests().empty());
}

TEST_CASE("gitlab: N a slow answer in small pieces is read", "[forge]") {
    GitlabFixture gitlab;
    seed(gitlab);
    gitlab.server.meddle([&](const HttpRequest&, const Really& really) {
        HttpAnswer answer = really();
        answer.chunk_bytes = 200;
        answer.delay_between = std::chrono::milliseconds(2);
        return answer;
    });
    REQUIRE_OK(gitlab.api->issue(1));
    REQUIRE_OK(create(gitlab));
}

TEST_CASE("gitlab: a signal ends the waiting", "[forge]") {
    GitlabFixture gitlab;
    seed(gitlab);
    GitlabSettings settings;
    settings.api_base_url = gitlab.server.api_url();
    settings.web_base_url = gitlab.server.web_url();
    settings.project_path = gitlab.server.project_path;
    settings.token = support::GitlabServer::k_token;
    settings.allow_private_address = true;
    settings.wait = [](std::chrono::milliseconds) { return false; };
    const auto api = make_gitlab(*gitlab.client, settings);
    gitlab.server.meddle([&](const HttpRequest&, const Really&) { return typed(503, "text/plain", ""); });
    CHECK(api->issue(1).error().code == ErrorCode::interrupted);
    CHECK(gitlab.server.requests().size() == 1);
}

TEST_CASE("gitlab: T1 standing that is not known is an error, not a right", "[forge]") {
    GitlabFixture gitlab;
    seed(gitlab);
    for (const Fault& fault : faults()) {
        if (fault.expected == ErrorCode::not_found) continue;
        CAPTURE(fault.name);
        gitlab.server.meddle([&](const HttpRequest& request, const Really& really) {
            return request.target.find("/members/") == std::string::npos ? really() : fault.answer;
        });
        const auto standing = gitlab.api->standing("alice");
        REQUIRE_FALSE(standing);
        CHECK(standing.error().code == fault.expected);
    }
    gitlab.server.meddle([&](const HttpRequest& request, const Really& really) {
        HttpAnswer answer = really();
        if (request.target.find("/members/") != std::string::npos) answer.body = twisted(answer.body, {"\"id\":101", "\"id\":102"});
        return answer;
    });
    CHECK(gitlab.api->standing("alice").error().code == ErrorCode::protocol);
}

}  // namespace proffer::forge
