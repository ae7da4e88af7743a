// Which branches `proffer gc` may delete.
#include <catch2/catch.hpp>

#include "forge/stale_branches.hpp"
#include "support/require_ok.hpp"

using namespace proffer;
using namespace proffer::forge;

namespace {

constexpr std::int64_t k_now = 1'800'000'000;
constexpr std::int64_t k_day = 24 * 60 * 60;
constexpr const char* k_us = "bot@example.com";

domain::Oid oid(char digit) {
    return *domain::Oid::parse(std::string(40, digit));
}

git::RemoteCommit commit_of(const std::string& email, const std::string& message, std::int64_t age_days) {
    return {oid('c'), oid('e'), {"a", "a@example.com"}, {"c", email}, message, k_now - age_days * k_day};
}

git::RemoteCommit our_commit(std::int64_t age_days = 1) {
    return commit_of(k_us, "fix\n\nProffer-Task: fix\n", age_days);
}

PullRequest pull_request(PullRequestState state, char head = 'c') {
    PullRequest made;
    made.number = 7;
    made.url = "https://forge.example/7";
    made.state = state;
    made.head_commit = std::string(40, head);
    made.author.id = 42;
    return made;
}

BranchFacts facts(std::vector<git::RemoteCommit> commits, std::vector<PullRequest> pull_requests) {
    return {{"proffer/fix", oid('c')}, std::move(commits), true, 42, std::move(pull_requests)};
}

Fate judge(const BranchFacts& given) {
    return judge_branch(given, {k_us, "", k_now, std::chrono::hours(24 * 30)});
}

}  // namespace

TEST_CASE("gc: a branch of ours goes when its pull request is closed or merged", "[forge]") {
    for (const PullRequestState state : {PullRequestState::closed, PullRequestState::merged}) {
        const Fate fate = judge(facts({our_commit()}, {pull_request(state)}));
        CHECK(fate.goes);
        CHECK(fate.pull_request_number == 7);
    }
}

TEST_CASE("gc: a branch with an open pull request stays, whatever else is there", "[forge]") {
    const auto open = pull_request(PullRequestState::open);
    CHECK_FALSE(judge(facts({our_commit(400)}, {open})).goes);
    CHECK_FALSE(judge(facts({our_commit(400)}, {pull_request(PullRequestState::merged), open})).goes);
    CHECK_FALSE(judge(facts({}, {open})).goes);
}

TEST_CASE("gc: a branch with a commit of people stays", "[forge]") {
    const auto closed = pull_request(PullRequestState::closed);
    CHECK_FALSE(judge(facts({our_commit(400), commit_of("ada@example.com", "mine\n", 400)}, {closed})).goes);
    // Somebody who copies the trailer, and a trailer that is only quoted in the subject.
    CHECK_FALSE(judge(facts({commit_of("ada@example.com", "x\n\nProffer-Task: fix\n", 400)}, {closed})).goes);
    CHECK_FALSE(judge(facts({commit_of(k_us, "Proffer-Task: fix", 400)}, {closed})).goes);
    CHECK(judge(facts({commit_of("ada@example.com", "mine\n", 400)}, {closed})).why.find("not ours") != std::string::npos);
}

TEST_CASE("gc: a commit that the forge made for us is ours, but only there and with the trailer", "[forge]") {
    const auto made = facts({commit_of("noreply@forge.example", "x\n\nProffer-Task: fix\n", 1)}, {pull_request(PullRequestState::closed)});
    const auto merged = facts({commit_of("noreply@forge.example", "Merge branch 'main'\n", 1)}, {pull_request(PullRequestState::closed)});
    const BranchRules there{k_us, "noreply@forge.example", k_now, std::chrono::hours(1)};
    CHECK(judge_branch(made, there).goes);
    CHECK_FALSE(judge_branch(merged, there).goes);
    CHECK_FALSE(judge(made).goes);
}

TEST_CASE("gc: without a pull request only age counts", "[forge]") {
    CHECK(judge(facts({our_commit(31)}, {})).goes);
    CHECK_FALSE(judge(facts({our_commit(30)}, {})).goes);
    CHECK_FALSE(judge(facts({our_commit(29)}, {})).goes);
    // The youngest commit counts; a date in the future or before 1970 is no age.
    CHECK_FALSE(judge(facts({our_commit(90), our_commit(2)}, {})).goes);
    CHECK_FALSE(judge(facts({our_commit(-5)}, {})).goes);
    CHECK_FALSE(judge(facts({our_commit(100'000)}, {})).goes);
    BranchFacts alone = facts({our_commit(31)}, {});
    alone.forge_was_asked = false;
    CHECK(judge(alone).goes);
}

TEST_CASE("gc: a proposal pushed after its pull request was closed is judged by its age", "[forge]") {
    CHECK_FALSE(judge(facts({our_commit(1)}, {pull_request(PullRequestState::closed, 'd')})).goes);
    CHECK(judge(facts({our_commit(31)}, {pull_request(PullRequestState::closed, 'd')})).goes);
}

TEST_CASE("gc: a branch without commits of its own goes only when our merged pull request put them into the base", "[forge]") {
    CHECK_FALSE(judge(facts({}, {})).goes);
    CHECK(judge(facts({}, {pull_request(PullRequestState::merged)})).goes);
    CHECK_FALSE(judge(facts({}, {pull_request(PullRequestState::closed)})).goes);
    CHECK_FALSE(judge(facts({}, {pull_request(PullRequestState::merged, 'd')})).goes);
    BranchFacts of_people = facts({}, {pull_request(PullRequestState::merged)});
    of_people.own_id = 41;
    CHECK_FALSE(judge(of_people).goes);
    of_people.own_id = 0;
    CHECK_FALSE(judge(of_people).goes);
}

TEST_CASE("gc: a history too long to see to its end stays", "[forge]") {
    CHECK_FALSE(judge(facts(std::vector<git::RemoteCommit>(100, our_commit(400)), {pull_request(PullRequestState::merged)})).goes);
}

TEST_CASE("gc: prefixes end at the first value, and 'proffer/' is always one", "[forge]") {
    using Names = std::vector<std::string>;
    CHECK(literal_prefix("bot/{{task}}-{{issue.number}}") == "bot/");
    CHECK(literal_prefix("fixed") == "fixed");
    CHECK(literal_prefix("{{task}}").empty());
    CHECK(prefixes_of({}) == Names{"proffer/"});
    CHECK(prefixes_of({"{{task}}"}) == Names{"proffer/"});
    CHECK(prefixes_of({"proffer/{{task}}", "proffer/x-{{task}}", "bot/{{task}}", "bot/{{task}}"}) == Names{"bot/", "proffer/"});
    CHECK(prefixes_of({"pro{{task}}"}) == Names{"pro"});
}
