// What every forge's adapter promises (forge/api.hpp), held to the fake server of each.
#include "contract.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::forge;
using namespace proffer::forge::contract;
using support::HttpAnswer;
using support::HttpRequest;

#define FOR_EACH_FORGE(forge)                                                                                   \
    const ForgeMaker& maker = registered_forges()[GENERATE(range(std::size_t{0}, registered_forges().size()))]; \
    INFO("forge: " << maker.name);                                                                              \
    const std::unique_ptr<ForgeUnderTest> forge = maker.make()

namespace {

const std::string k_commit(40, '2');

NewPullRequest blue() {
    return {"proffer/blue", "main", "Make widgets blue", "Because.", false};
}

bool holds(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

HttpAnswer json_answer(int status, const std::string& body) {
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = body};
}

}  // namespace

TEST_CASE("contract: there is a forge to be held to it", "[forge][contract]") {
    REQUIRE_FALSE(registered_forges().empty());
}

TEST_CASE("contract: the own account has the token's id", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto own = forge->api().own_account();
    REQUIRE_OK(own);
    CHECK(own->id == k_own_id);
    CHECK(own->login == "proffer-bot");
}

TEST_CASE("contract: the repository's facts are told", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto facts = forge->api().repository_facts();
    REQUIRE_OK(facts);
    CHECK(facts->default_branch == "main");
    CHECK_FALSE(facts->archived);
    CHECK(facts->may_push.value_or(true));
}

TEST_CASE("contract: a pull request is made, found and read back", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    forge->add_branch("proffer/blue", k_commit);
    const auto made = forge->api().create_pull_request(blue());
    REQUIRE_OK(made);
    CHECK(made->number > 0);
    CHECK(made->state == PullRequestState::open);
    CHECK(made->title == "Make widgets blue");
    CHECK(made->body == "Because.");
    CHECK(made->head_branch == "proffer/blue");
    CHECK(made->base_branch == "main");
    CHECK(made->author.id == k_own_id);
    CHECK_FALSE(made->draft);
    const auto found = forge->api().find_pull_requests("proffer/blue");
    REQUIRE_OK(found);
    REQUIRE(found->size() == 1);
    CHECK(found->front().number == made->number);
    CHECK(found->front().url == made->url);
    const auto open = forge->api().open_pull_requests();
    REQUIRE_OK(open);
    REQUIRE(open->size() == 1);
    const auto read = forge->api().pull_request(made->number);
    REQUIRE_OK(read);
    CHECK(read->head_commit == k_commit);
}

TEST_CASE("contract: a pull request that is there already is given back", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    forge->add_branch("proffer/blue", k_commit);
    const auto first = forge->api().create_pull_request(blue());
    REQUIRE_OK(first);
    const auto second = forge->api().create_pull_request(blue());
    REQUIRE_OK(second);
    CHECK(second->number == first->number);
    CHECK(forge->pull_request_count() == 1);
}

TEST_CASE("contract: pull requests of a branch are found in any state, the newest first, and no others", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto closed = forge->add_pull_request({.state = PullRequestState::closed});
    const auto merged = forge->add_pull_request({.state = PullRequestState::merged});
    const auto open = forge->add_pull_request({});
    forge->add_pull_request({.head_branch = "proffer/blue-2"});
    const auto found = forge->api().find_pull_requests("proffer/blue");
    REQUIRE_OK(found);
    REQUIRE(found->size() == 3);
    CHECK((*found)[0].number == open);
    CHECK((*found)[1].number == merged);
    CHECK((*found)[1].state == PullRequestState::merged);
    CHECK((*found)[2].number == closed);
    CHECK((*found)[2].state == PullRequestState::closed);
}

TEST_CASE("contract: only this account's open pull requests are counted", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto own = forge->add_pull_request({});
    forge->add_pull_request({.head_branch = "other", .author = "alice"});
    forge->add_pull_request({.head_branch = "old", .state = PullRequestState::closed});
    const auto open = forge->api().open_pull_requests();
    REQUIRE_OK(open);
    REQUIRE(open->size() == 1);
    CHECK(open->front().number == own);
}

TEST_CASE("contract: what changes of a pull request changes, and the rest stays", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto number = forge->add_pull_request({});
    const auto current = forge->api().pull_request(number);
    REQUIRE_OK(current);
    const auto changed = forge->api().change_pull_request(*current, {.title = "Make widgets green", .body = {}, .draft = {}});
    REQUIRE_OK(changed);
    CHECK(changed->title == "Make widgets green");
    CHECK(forge->seen(Subject::pull_request, number).body == "Because.");
    REQUIRE_OK(forge->api().change_pull_request(*changed, {.title = {}, .body = "New.", .draft = {}}));
    CHECK(forge->seen(Subject::pull_request, number).body == "New.");
}

TEST_CASE("contract: a draft is one, keeps its title, and becomes ready and a draft again", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    forge->add_branch("proffer/blue", k_commit);
    NewPullRequest wanted = blue();
    wanted.draft = true;
    const auto made = forge->api().create_pull_request(wanted);
    REQUIRE_OK(made);
    CHECK(made->draft);
    CHECK(made->title == "Make widgets blue");
    CHECK(forge->seen(Subject::pull_request, made->number).draft);
    const auto ready = forge->api().change_pull_request(*made, {.title = {}, .body = {}, .draft = false});
    REQUIRE_OK(ready);
    CHECK_FALSE(ready->draft);
    CHECK_FALSE(forge->seen(Subject::pull_request, made->number).draft);
    const auto again = forge->api().change_pull_request(*ready, {.title = "Other", .body = {}, .draft = true});
    REQUIRE_OK(again);
    CHECK(again->draft);
    CHECK(again->title == "Other");
    CHECK(forge->seen(Subject::pull_request, made->number).draft);
}

TEST_CASE("contract: labels are added to those that are there", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    for (const char* name : {"old", "blue", "robot"}) forge->add_label(name);
    const auto number = forge->add_pull_request({});
    REQUIRE_OK(forge->api().add_labels(number, {"old"}));
    REQUIRE_OK(forge->api().add_labels(number, {"blue", "robot"}));
    REQUIRE_OK(forge->api().add_labels(number, {"blue"}));
    REQUIRE_OK(forge->api().add_labels(number, {}));
    auto labels = forge->seen(Subject::pull_request, number).labels;
    std::sort(labels.begin(), labels.end());
    CHECK(labels == std::vector<std::string>{"blue", "old", "robot"});
    const auto read = forge->api().pull_request(number);
    REQUIRE_OK(read);
    CHECK(read->labels.size() == 3);
}

TEST_CASE("contract: a label that does not exist is told or made, and the others are set", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    forge->add_label("blue");
    const auto number = forge->add_pull_request({});
    const auto done = forge->api().add_labels(number, {"nowhere", "blue"});
    CHECK(done.has_value() == forge->makes_labels_by_use());
    if (!done) CHECK(done.error().message.find("'nowhere'") != std::string::npos);
    CHECK(holds(forge->seen(Subject::pull_request, number).labels, "blue"));
}

TEST_CASE("contract: who cannot be assigned is told, and the others are", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto number = forge->add_pull_request({});
    REQUIRE_OK(forge->api().add_assignees(number, {}));
    const auto done = forge->api().add_assignees(number, {"nobody-here", "alice"});
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().code == ErrorCode::not_found);
    CHECK(done.error().message.find("'nobody-here'") != std::string::npos);
    CHECK(done.error().message.find("'alice'") == std::string::npos);
    CHECK(forge->seen(Subject::pull_request, number).assignees == std::vector<std::string>{"alice"});
}

TEST_CASE("contract: who cannot review is told, and the others are asked", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto number = forge->add_pull_request({});
    REQUIRE_OK(forge->api().request_reviews(number, {}, {}));
    const auto done = forge->api().request_reviews(number, {"nobody-here", "alice"}, {});
    REQUIRE_FALSE(done.has_value());
    CHECK(done.error().message.find("'nobody-here'") != std::string::npos);
    CHECK(forge->seen(Subject::pull_request, number).reviewers == std::vector<std::string>{"alice"});
}

TEST_CASE("contract: a milestone is set by its title, and a missing one is told", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    forge->add_milestone("v1");
    forge->add_milestone("v2");
    const auto number = forge->add_pull_request({});
    REQUIRE_OK(forge->api().set_milestone(number, "v2"));
    CHECK(forge->seen(Subject::pull_request, number).milestone == "v2");
    const auto missing = forge->api().set_milestone(number, "v3");
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == ErrorCode::not_found);
    CHECK(missing.error().message.find("'v3'") != std::string::npos);
}

TEST_CASE("contract: auto-merge is enabled", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    if (!forge->has_auto_merge()) return;
    const auto number = forge->add_pull_request({});
    const auto pull = forge->api().pull_request(number);
    REQUIRE_OK(pull);
    REQUIRE_OK(forge->api().enable_auto_merge(*pull));
}

TEST_CASE("contract: an issue is read with its labels and author", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto number = forge->add_issue({.labels = {"proffer", "bug"}});
    const auto issue = forge->api().issue(number);
    REQUIRE_OK(issue);
    CHECK(issue->title == "Widgets are green");
    CHECK(issue->body == "They should be blue.");
    CHECK(issue->author.id == 101);
    CHECK(issue->author.login == "alice");
    CHECK(issue->labels.size() == 2);
    CHECK(holds(issue->labels, "proffer"));
    CHECK(issue->is_open);
    CHECK_FALSE(issue->is_pull_request);
    CHECK_FALSE(issue->updated_at.empty());
    CHECK_FALSE(issue->url.empty());
    const auto closed = forge->add_issue({.is_open = false});
    CHECK_FALSE(forge->api().issue(closed)->is_open);
    const auto missing = forge->api().issue(999);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == ErrorCode::not_found);
}

TEST_CASE("contract: comments are read, the oldest first, made and changed", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const bool on_issue = GENERATE(true, false);
    const Subject subject = on_issue ? Subject::issue : Subject::pull_request;
    const auto number = on_issue ? forge->add_issue({}) : forge->add_pull_request({});
    forge->add_comment(subject, number, "alice", "first");
    const auto made = forge->api().create_comment(subject, number, "second\n\n<!-- marker -->");
    REQUIRE_OK(made);
    CHECK(made->author.id == k_own_id);
    const auto all = forge->api().comments(subject, number);
    REQUIRE_OK(all);
    REQUIRE(all->size() == 2);
    CHECK((*all)[0].body == "first");
    CHECK((*all)[0].author.id == 101);
    CHECK((*all)[1].id == made->id);
    CHECK((*all)[1].body == "second\n\n<!-- marker -->");
    REQUIRE_OK(forge->api().change_comment(subject, number, made->id, "third"));
    CHECK(forge->seen(subject, number).comments == std::vector<std::string>{"first", "third"});
}

TEST_CASE("contract: more comments than one page holds are all read", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto number = forge->add_issue({});
    for (int i = 0; i < 230; ++i) forge->add_comment(Subject::issue, number, "alice", "comment " + std::to_string(i));
    const auto all = forge->api().comments(Subject::issue, number);
    REQUIRE_OK(all);
    REQUIRE(all->size() == 230);
    CHECK(all->front().body == "comment 0");
    CHECK(all->back().body == "comment 229");
}

TEST_CASE("contract: a reaction is there once however often it is given", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto number = forge->add_issue({});
    const auto comment = forge->add_comment(Subject::issue, number, "alice", "/proffer");
    for (int i = 0; i < 2; ++i) REQUIRE_OK(forge->api().react(Subject::issue, number, {}, Reaction::eyes));
    REQUIRE_OK(forge->api().react(Subject::issue, number, {}, Reaction::confused));
    for (int i = 0; i < 2; ++i) REQUIRE_OK(forge->api().react(Subject::issue, number, comment, Reaction::rocket));
    CHECK(forge->seen(Subject::issue, number).reactions == std::vector<std::string>{"eyes", "confused"});
}

TEST_CASE("contract: T1 somebody's permission comes with the id that the name has now", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto alice = forge->api().standing("alice");
    REQUIRE_OK(alice);
    CHECK(alice->account.id == 101);
    CHECK(alice->permission == Permission::write);
    const auto bob = forge->api().standing("bob");
    REQUIRE_OK(bob);
    CHECK(bob->account.id == 102);
    CHECK(bob->permission == Permission::read);
    const auto mallory = forge->api().standing("mallory");
    REQUIRE_OK(mallory);
    CHECK(mallory->permission == Permission::none);
    for (const char* name : {"nobody-here", "", "..", "a/b", "a%2fb", "alice\n"}) {
        INFO(name);
        const auto unknown = forge->api().standing(name);
        CHECK((!unknown.has_value() || unknown->permission == Permission::none));
    }
}

TEST_CASE("contract: T1 no answer about a permission is ever taken for one", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const std::string body = GENERATE("null", "[]", "{}", "\"admin\"", R"({"permission":"owner"})", R"({"permission":"admin","user":null})",
                                      R"({"permission":"admin","user":{"id":-1,"login":"alice"}})", R"({"access_level":50})");
    forge->meddle([&](const HttpRequest&, const auto&) { return json_answer(200, body); });
    INFO(body);
    const auto standing = forge->api().standing("alice");
    CHECK((!standing.has_value() || standing->permission == Permission::none));
}

TEST_CASE("contract: the address for opening a pull request by hand holds both branches and asks nobody", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const std::string url = forge->api().compare_url("main", "proffer/blue");
    CHECK(url.starts_with("http"));
    CHECK(url.find("main") != std::string::npos);
    CHECK(url.find("blue") != std::string::npos);
    CHECK(forge->api().compare_url("main", "a b#c\"<").find_first_of(" \"<#") == std::string::npos);
    CHECK(forge->requests().empty());
}

TEST_CASE("contract: on GitHub, which limits them, each write waits a second for the one before", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto number = forge->add_issue({});
    for (int i = 0; i < 3; ++i) REQUIRE_OK(forge->api().create_comment(Subject::issue, number, "comment " + std::to_string(i)));
    const auto waits = forge->waits();
    const auto waited = std::accumulate(waits.begin(), waits.end(), std::chrono::milliseconds(0));
    CHECK((waited > std::chrono::milliseconds(1500)) == (forge->api().forge() == "github"));
}

namespace {

struct ReadFault {
    const char* name;
    HttpAnswer answer;
    ErrorCode expected;
};

HttpAnswer html(int status) {
    return {.status = status, .headers = {{"Content-Type", "text/html"}}, .body = "<html><form>Sign in</form></html>"};
}

std::vector<ReadFault> read_faults() {
    const std::string words = R"({"message":"scripted refusal"})";
    HttpAnswer cut = json_answer(200, std::string(4000, ' ') + "{}");
    cut.cut_after_bytes = 1000;
    HttpAnswer cut_chunks = cut;
    cut_chunks.chunk_bytes = 100;
    HttpAnswer closed;
    closed.silent = true;
    HttpAnswer no_http{.body = "SSH-2.0-OpenSSH\r\n", .raw = true};
    HttpAnswer moved = json_answer(301, words);
    moved.headers.emplace_back("Location", "http://169.254.169.254/latest");
    HttpAnswer plain = json_answer(200, "{}");
    plain.headers = {{"Content-Type", "text/plain"}};
    HttpAnswer untyped = json_answer(200, "{}");
    untyped.headers.clear();
    HttpAnswer late = json_answer(429, words);
    late.headers.emplace_back("Retry-After", "86000");
    return {
        {"400", json_answer(400, words), ErrorCode::denied},
        {"401", json_answer(401, words), ErrorCode::unauthorized},
        {"403", json_answer(403, words), ErrorCode::denied},
        {"404", json_answer(404, words), ErrorCode::not_found},
        {"409", json_answer(409, words), ErrorCode::conflict},
        {"410", json_answer(410, words), ErrorCode::not_found},
        {"413", json_answer(413, words), ErrorCode::denied},
        {"422", json_answer(422, words), ErrorCode::denied},
        {"429", json_answer(429, words), ErrorCode::rate_limited},
        {"429 that asks to wait for a day", late, ErrorCode::rate_limited},
        {"451", json_answer(451, words), ErrorCode::denied},
        {"500", json_answer(500, words), ErrorCode::network},
        {"502 with a page", html(502), ErrorCode::network},
        {"503 without a body", {.status = 503}, ErrorCode::network},
        {"403 with a page", html(403), ErrorCode::denied},
        {"a login page", html(200), ErrorCode::protocol},
        {"an empty answer", json_answer(200, ""), ErrorCode::protocol},
        {"204", {.status = 204}, ErrorCode::protocol},
        {"null", json_answer(200, "null"), ErrorCode::protocol},
        {"a number", json_answer(200, "17"), ErrorCode::protocol},
        {"an empty object", json_answer(200, "{}"), ErrorCode::protocol},
        {"an empty list", json_answer(200, "[]"), ErrorCode::protocol},
        {"wrong types", json_answer(200, R"({"number":"1","iid":"1","title":[],"head":7})"), ErrorCode::protocol},
        {"truncated JSON", json_answer(200, R"({"number": 1, "title": "Ma)"), ErrorCode::protocol},
        {"deep JSON", json_answer(200, std::string(200000, '[')), ErrorCode::protocol},
        {"invalid UTF-8", json_answer(200, "{\"title\":\"\xff\xfe\"}"), ErrorCode::protocol},
        {"another content type", plain, ErrorCode::protocol},
        {"no content type", untyped, ErrorCode::protocol},
        {"17 MiB", json_answer(200, std::string(17 * 1024 * 1024, ' ')), ErrorCode::protocol},
        {"a redirect", moved, ErrorCode::protocol},
        {"a cut body", cut, ErrorCode::network},
        {"a cut chunked body", cut_chunks, ErrorCode::network},
        {"a closed connection", closed, ErrorCode::network},
        {"no HTTP", no_http, ErrorCode::network},
    };
}

}  // namespace

TEST_CASE("contract: every fault of a reading has its class, and no request is without end (security.md 3)", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto number = forge->add_pull_request({});
    const auto faults = read_faults();
    REQUIRE(faults.size() >= 20);
    for (const ReadFault& fault : faults) {
        INFO(fault.name);
        forge->meddle([&](const HttpRequest&, const auto&) { return fault.answer; });
        const std::size_t before = forge->requests().size();
        const auto read = forge->api().pull_request(number);
        REQUIRE_FALSE(read.has_value());
        CHECK(base::name(read.error().code) == base::name(fault.expected));
        CHECK(read.error().message.find('\n') == std::string::npos);
        CHECK(forge->requests().size() - before <= 6);
    }
}

TEST_CASE("contract: what passes is waited for", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto number = forge->add_pull_request({});
    HttpAnswer fault = GENERATE(HttpAnswer{.status = 500}, HttpAnswer{.status = 503, .headers = {{"Retry-After", "7"}}},
                                HttpAnswer{.status = 429, .headers = {{"Retry-After", "7"}}}, HttpAnswer{.silent = true});
    int left = 2;
    forge->meddle([&](const HttpRequest&, const auto& really) { return left-- > 0 ? fault : really(); });
    REQUIRE_OK(forge->api().pull_request(number));
    CHECK(forge->requests().size() == 3);
    const auto waits = forge->waits();
    REQUIRE(waits.size() == 2);
    if (!fault.headers.empty()) CHECK(waits.front() >= std::chrono::seconds(7));
}

namespace {

/// What becomes of the first POST, and what is to come of it.
struct WriteFault {
    const char* name;
    bool is_done;  ///< the forge does what was asked
    HttpAnswer answer;
    std::optional<ErrorCode> expected;  ///< none: the call succeeds
};

std::vector<WriteFault> write_faults() {
    const std::string words = R"({"message":"scripted refusal"})";
    HttpAnswer closed;
    closed.silent = true;
    HttpAnswer cut = json_answer(201, std::string(4000, ' ') + "{}");
    cut.cut_after_bytes = 1000;
    HttpAnswer busy{.status = 503, .headers = {{"Retry-After", "3"}}};
    HttpAnswer limited{.status = 429, .headers = {{"Retry-After", "3"}}};
    return {
        {"a lost answer", true, closed, {}},
        {"a cut answer", true, cut, {}},
        {"500 although it was done", true, {.status = 500}, {}},
        {"502 with a page although it was done", true, html(502), {}},
        {"a page although it was done", true, html(200), {}},
        {"truncated JSON although it was done", true, json_answer(201, "{\"number\": 1"), {}},
        {"17 MiB although it was done", true, json_answer(201, std::string(17 * 1024 * 1024, ' ')), {}},
        {"a closed connection", false, closed, {}},
        {"500", false, {.status = 500}, {}},
        {"502 with a page", false, html(502), {}},
        {"503 that asks to wait", false, busy, {}},
        {"429 that asks to wait", false, limited, {}},
        {"429", false, {.status = 429}, {}},
        {"401", false, json_answer(401, words), ErrorCode::unauthorized},
        {"403", false, json_answer(403, words), ErrorCode::denied},
        {"404", false, json_answer(404, words), ErrorCode::not_found},
        {"410", false, json_answer(410, words), ErrorCode::not_found},
        {"413", false, json_answer(413, words), ErrorCode::denied},
        {"422", false, json_answer(422, words), ErrorCode::denied},
        {"a login page", false, html(200), ErrorCode::protocol},
        {"a redirect", false, {.status = 307, .headers = {{"Location", "http://127.0.0.1:1/"}}}, ErrorCode::protocol},
    };
}

void meddle_with_first_post(ForgeUnderTest& forge, const WriteFault& fault, int& posts) {
    forge.meddle([&fault, &posts](const HttpRequest& request, const auto& really) {
        if (request.method != "POST" || ++posts > 1) return really();
        if (fault.is_done) static_cast<void>(really());
        return fault.answer;
    });
}

}  // namespace

TEST_CASE("contract: whatever happens to its answer, a pull request is made once (security.md 3)", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    for (const WriteFault& fault : write_faults()) {
        INFO(fault.name);
        const auto fresh = maker.make();
        fresh->add_branch("proffer/blue", k_commit);
        int posts = 0;
        meddle_with_first_post(*fresh, fault, posts);
        const auto made = fresh->api().create_pull_request(blue());
        if (!made) INFO(made.error().text());
        CHECK(made.has_value() == !fault.expected);
        if (!made && fault.expected) CHECK(base::name(made.error().code) == base::name(*fault.expected));
        CHECK(fresh->pull_request_count() == (fault.expected ? 0 : 1));
        if (fault.is_done) CHECK(posts == 1);
    }
}

TEST_CASE("contract: whatever happens to its answer, a comment is made once (security.md 3)", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    for (const WriteFault& fault : write_faults()) {
        INFO(fault.name);
        const auto fresh = maker.make();
        const auto number = fresh->add_issue({});
        int posts = 0;
        meddle_with_first_post(*fresh, fault, posts);
        const auto made = fresh->api().create_comment(Subject::issue, number, "only once");
        CHECK(made.has_value() == !fault.expected);
        CHECK(fresh->seen(Subject::issue, number).comments.size() == (fault.expected ? 0 : 1));
    }
}

TEST_CASE("contract: N2 pages of another origin are not asked for", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto number = forge->add_issue({});
    support::HttpServer elsewhere({json_answer(200, "[]")});
    const std::string next = GENERATE(as<std::string>{}, "http://evil.example/next", "//evil.example/next", "http://user@127.0.0.1/x",
                                      "file:///etc/passwd", "http://169.254.169.254/", "elsewhere");
    const std::string url = next == "elsewhere" ? elsewhere.url() + "/next" : next;
    forge->meddle([&](const HttpRequest& request, const auto& really) {
        HttpAnswer answer = really();
        if (request.method == "GET") answer.headers.insert(answer.headers.begin(), {"Link", "<" + url + ">; rel=\"next\""});
        return answer;
    });
    const auto all = forge->api().comments(Subject::issue, number);
    REQUIRE_FALSE(all.has_value());
    CHECK(all.error().code == ErrorCode::protocol);
    CHECK(elsewhere.requests().empty());
}

TEST_CASE("contract: pages without end do end", "[forge][contract]") {
    FOR_EACH_FORGE(forge);
    const auto number = forge->add_issue({});
    const bool is_empty = GENERATE(true, false);
    if (!is_empty)
        for (int i = 0; i < 50; ++i) forge->add_comment(Subject::issue, number, "alice", "again");
    forge->meddle([&](const HttpRequest& request, const auto& really) {
        HttpAnswer answer = really();
        const std::string url = "http://" + request.header("host") + request.target;
        if (request.method == "GET") answer.headers.insert(answer.headers.begin(), {"Link", "<" + url + ">; rel=\"next\""});
        return answer;
    });
    const auto all = forge->api().comments(Subject::issue, number);
    CHECK(forge->requests().size() <= 250);
    if (all)
        CHECK(all->size() <= 1000);
    else
        CHECK(all.error().code == ErrorCode::protocol);
}
