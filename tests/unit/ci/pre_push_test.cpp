// The lines that git gives a pre-push hook.
#include <catch2/catch.hpp>

#include "ci/pre_push.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using ci::PushedRef;

namespace {

const std::string k_a(40, 'a');
const std::string k_b(40, 'b');
const std::string k_zero(40, '0');

std::string line(const std::string& local, const std::string& commit, const std::string& remote, const std::string& before) {
    return local + " " + commit + " " + remote + " " + before + "\n";
}

ErrorCode refusal(const std::string& lines) {
    const auto refs = ci::parse_pre_push(lines);
    return refs ? ErrorCode::internal : refs.error().code;
}

}  // namespace

TEST_CASE("pre-push: every kind of ref is read as what it is", "[ci]") {
    const auto refs =
        ci::parse_pre_push(line("refs/heads/main", k_a, "refs/heads/main", k_b) + line("HEAD", k_a, "refs/heads/new/one", k_zero) +
                           line("(delete)", k_zero, "refs/heads/old", k_b) + line("refs/tags/v1", k_a, "refs/tags/v1", k_zero) +
                           line("HEAD@{1 day ago}", k_b, "refs/heads/back", k_a));
    REQUIRE_OK(refs);
    REQUIRE(refs->size() == 5);
    CHECK_FALSE((*refs)[0].is_new());
    CHECK((*refs)[0].branch() == "main");
    CHECK((*refs)[1].is_new());
    CHECK((*refs)[1].branch() == "new/one");
    CHECK((*refs)[2].is_deletion());
    CHECK((*refs)[3].branch().empty());
    CHECK((*refs)[4].local_ref == "HEAD@{1 day ago}");
    CHECK((*refs)[4].commit == k_b);
}

TEST_CASE("pre-push: object ids of SHA-256 repositories, their zero id too", "[ci]") {
    const std::string zero(64, '0'), oid(64, 'c');
    const auto refs =
        ci::parse_pre_push(line("refs/heads/main", oid, "refs/heads/main", zero) + line("(delete)", zero, "refs/heads/x", oid));
    REQUIRE_OK(refs);
    CHECK((*refs)[0].is_new());
    CHECK((*refs)[1].is_deletion());
    CHECK(refusal(line("refs/heads/main", oid, "refs/heads/main", k_zero)) == ErrorCode::protocol);
}

TEST_CASE("pre-push: no lines are no refs", "[ci]") {
    const auto refs = ci::parse_pre_push("");
    REQUIRE_OK(refs);
    CHECK(refs->empty());
}

TEST_CASE("pre-push: what git does not write is refused (G3)", "[ci]") {
    const std::string good = line("refs/heads/a", k_a, "refs/heads/a", k_b);
    const auto bad = GENERATE_COPY(values<std::string>({
        "\n",
        "refs/heads/a\n",
        good.substr(0, good.size() - 1),                                   // no line end
        good + "\n",                                                       // an empty line
        good + good.substr(0, 30),                                         // cut off
        " " + k_a + " refs/heads/a " + k_b + "\n",                         // no local ref
        "refs/heads/a  " + k_a.substr(1) + " refs/heads/a " + k_b + "\n",  // short
        line("refs/heads/a", k_a + "a", "refs/heads/a", k_b),
        line("refs/heads/a", std::string(40, 'A'), "refs/heads/a", k_b),
        line("refs/heads/a", std::string(40, 'g'), "refs/heads/a", k_b),
        line("refs/heads/a", k_a, "refs/heads/a", k_b + "\r"),
        line("refs/heads/a", k_a, "heads/a", k_b),
        line("refs/heads/a", k_a, "refs/heads/a\tb", k_b),
        line("refs/heads/a", k_a, "refs/heads/../a", k_b),
        line("refs/heads/a", k_a, "refs/heads//a", k_b),
        line("refs/heads/a", k_a, "refs/heads/a.lock", k_b),
        line("refs/heads/a", k_a, "refs/heads/a/", k_b),
        line("refs/heads/a", k_a, "refs/heads/a~1", k_b),
        line("refs/heads/a", k_a, "refs/heads/-x y", k_b),
        line("re\x1b[31mfs", k_a, "refs/heads/a", k_b),
        std::string("a\0b ", 4) + k_a + " refs/heads/a " + k_b + "\n",
    }));
    CAPTURE(bad);
    CHECK(refusal(bad) == ErrorCode::protocol);
}

TEST_CASE("pre-push: a refused line is shown without its control characters", "[ci]") {
    const auto refs = ci::parse_pre_push("\x1b]0;x\a\n");
    REQUIRE_FALSE(refs);
    CHECK(refs.error().message.find('\x1b') == std::string::npos);
    CHECK(refs.error().message.find("line 1") != std::string::npos);
}

TEST_CASE("pre-push: names that a shell would read are names like others (G3)", "[ci]") {
    const auto name = GENERATE(values<std::string>({"refs/heads/$(touch${IFS}x)", "refs/heads/`id`", "refs/heads/a;b", "refs/heads/a|b",
                                                    "refs/heads/'", "refs/heads/-x", "refs/heads/\xe2\x80\xae" "abc"}));
    const auto refs = ci::parse_pre_push(line(name, k_a, name, k_zero));
    REQUIRE_OK(refs);
    CHECK("refs/heads/" + refs->front().branch() == name);
}

TEST_CASE("pre-push: a hundred thousand refs are read, more than the limit is refused (G3)", "[ci]") {
    std::string lines;
    for (int i = 0; i < 100'000; ++i) lines += line("refs/heads/" + std::to_string(i), k_a, "refs/heads/" + std::to_string(i), k_zero);
    const auto refs = ci::parse_pre_push(lines);
    REQUIRE_OK(refs);
    CHECK(refs->size() == 100'000);
    CHECK(refusal(std::string(ci::k_pre_push_limit_bytes + 1, '\n')) == ErrorCode::denied);
}

TEST_CASE("pre-push: tasks run for branches that come to be, each once, not for our own (T4)", "[ci]") {
    const std::vector<PushedRef> refs = {{"a", k_a, "refs/heads/a", k_zero},        {"t", k_a, "refs/tags/t", k_zero},
                                         {"(delete)", k_zero, "refs/heads/b", k_b}, {"x", k_a, "refs/heads/proffer/fix", k_zero},
                                         {"a", k_b, "refs/heads/a", k_zero},        {"n", k_a, "refs/notes/commits", k_b}};
    const auto branches = ci::branches_to_run_for(refs);
    REQUIRE(branches.size() == 1);
    CHECK(branches[0].branch() == "a");
    CHECK(branches[0].commit == k_a);
}

TEST_CASE("pre-push: pre-commit's variables are one pushed ref", "[ci]") {
    os::Environment environment({{"PRE_COMMIT_FROM_REF", k_b},
                                 {"PRE_COMMIT_TO_REF", k_a},
                                 {"PRE_COMMIT_REMOTE_BRANCH", "refs/heads/main"},
                                 {"PRE_COMMIT_LOCAL_BRANCH", "refs/heads/topic"},
                                 {"PRE_COMMIT_REMOTE_NAME", "origin"},
                                 {"PRE_COMMIT_REMOTE_URL", "/srv/x.git"}});
    const auto push = ci::parse_pre_commit(environment);
    REQUIRE_OK(push);
    REQUIRE(*push);
    CHECK((*push)->remote == "origin");
    CHECK((*push)->url == "/srv/x.git");
    CHECK((*push)->ref.branch() == "main");
    CHECK((*push)->ref.commit == k_a);
    CHECK((*push)->ref.before == k_b);

    environment.erase("PRE_COMMIT_FROM_REF");
    CHECK(ci::parse_pre_commit(environment).value()->ref.is_new());
    environment.set("PRE_COMMIT_TO_REF", "HEAD; rm -rf /");
    CHECK_FALSE(ci::parse_pre_commit(environment));
    CHECK_FALSE(*ci::parse_pre_commit(os::Environment()));
}

TEST_CASE("pre-push: the trigger tells what was pushed where", "[ci]") {
    domain::Trigger from;
    from.time_seconds = 5;
    const domain::Trigger trigger = ci::push_trigger({"HEAD", k_a, "refs/heads/top/ic", k_zero}, "origin", from);
    CHECK(trigger.kind == domain::TriggerKind::pre_push);
    CHECK(trigger.summary == "push of top/ic to origin");
    CHECK(trigger.time_seconds == 5);
    CHECK(trigger.values.at("push.branch") == "top/ic");
    CHECK(trigger.values.at("push.before").empty());
}
