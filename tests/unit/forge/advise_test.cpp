// What rights mean, in words and in exit statuses.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

#include "forge/advise.hpp"

using namespace proffer;
using namespace proffer::forge;
using domain::Advice;
using domain::Outlook;
using Variables = std::map<std::string, std::string>;

namespace {

Place place_of(Kind kind, bool is_job_token = false) {
    Place place;
    place.kind = kind;
    place.web_url = "https://forge.example";
    place.api_url = "https://forge.example/api";
    place.project = "acme/widgets";
    place.token = "t-0123456789abcdef";
    place.is_job_token = is_job_token;
    return place;
}

RightsQuestion question(Kind kind) {
    RightsQuestion asked;
    asked.place = place_of(kind);
    asked.facts.default_branch = "main";
    asked.facts.may_push = asked.facts.may_open_pull_requests = true;
    asked.facts.token_kind = "access token";
    return asked;
}

Outlook outlook_of(const RightsQuestion& asked, const std::string& name) {
    const auto all = advise_on_rights(asked);
    const auto found = std::find_if(all.begin(), all.end(), [&](const Advice& one) { return one.name == name; });
    REQUIRE(found != all.end());
    if (found->outlook != Outlook::ok) CHECK_FALSE(found->remedy.empty());
    return found->outlook;
}

}  // namespace

TEST_CASE("doctor: a token with all rights is fine on every forge", "[forge]") {
    for (const Kind kind : {Kind::github, Kind::gitlab, Kind::gitea})
        for (const Advice& one : advise_on_rights(question(kind))) CHECK(one.outlook == Outlook::ok);
}

TEST_CASE("doctor: no right to push is a problem, but where another rung makes a pull request", "[forge]") {
    for (const Kind kind : {Kind::github, Kind::gitlab, Kind::gitea}) {
        RightsQuestion asked = question(kind);
        asked.facts.may_push = false;
        CHECK(outlook_of(asked, "push") == (kind == Kind::gitea ? Outlook::warning : Outlook::problem));
        asked.facts.may_open_pull_requests = false;
        CHECK(outlook_of(asked, "push") == Outlook::problem);
        CHECK(domain::exit_status(advise_on_rights(asked)) == 4);
    }
}

TEST_CASE("doctor: no right to open pull requests names the setting; on GitLab push options are left", "[forge]") {
    for (const Kind kind : {Kind::github, Kind::gitlab, Kind::gitea}) {
        RightsQuestion asked = question(kind);
        asked.facts.may_open_pull_requests = false;
        CHECK(outlook_of(asked, "pull-requests") == (kind == Kind::gitlab ? Outlook::warning : Outlook::problem));
    }
    RightsQuestion asked = question(Kind::github);
    asked.facts.may_open_pull_requests = false;
    const auto all = advise_on_rights(asked);
    CHECK(std::any_of(all.begin(), all.end(), [](const Advice& one) {
        return one.remedy.find("Allow GitHub Actions to create and approve pull requests") != std::string::npos;
    }));
}

TEST_CASE("doctor: what the forge does not tell is no problem", "[forge]") {
    RightsQuestion asked = question(Kind::github);
    asked.facts.may_push = asked.facts.may_open_pull_requests = std::nullopt;
    CHECK(domain::exit_status(advise_on_rights(asked)) == 0);
}

TEST_CASE("doctor: archives, forks and missing issues are told", "[forge]") {
    RightsQuestion asked = question(Kind::github);
    asked.facts.is_fork = true;
    CHECK(outlook_of(asked, "repository") == Outlook::warning);
    asked.facts.archived = true;
    CHECK(outlook_of(asked, "repository") == Outlook::problem);
    asked.facts.has_issues = false;
    asked.wants_issues = true;
    CHECK(outlook_of(asked, "issues") == Outlook::warning);
}

TEST_CASE("doctor: CI does not start on what a job's own token makes", "[forge]") {
    CHECK(advise_on_ci(Kind::github, TokenOwner::job).outlook == Outlook::warning);
    CHECK(advise_on_ci(Kind::github, TokenOwner::unclear).outlook == Outlook::warning);
    CHECK(advise_on_ci(Kind::github, TokenOwner::other).outlook == Outlook::ok);
    CHECK(advise_on_ci(Kind::gitea, TokenOwner::job).outlook == Outlook::warning);
    CHECK(advise_on_ci(Kind::gitlab, TokenOwner::job).outlook == Outlook::ok);
}

TEST_CASE("doctor: whose token it is", "[forge]") {
    Place place = place_of(Kind::github);
    CHECK(owner_of_token(place, {}) == TokenOwner::other);
    place.token = "ghs_abc";
    CHECK(owner_of_token(place, {}) == TokenOwner::unclear);
    CHECK(owner_of_token(place, os::Environment(Variables{{"PROFFER_APP_LOGIN", "app[bot]"}})) == TokenOwner::other);
    CHECK(owner_of_token(place, os::Environment(Variables{{"GITHUB_ACTIONS", "true"}, {"GITHUB_TOKEN", "ghs_abc"}})) == TokenOwner::job);
    CHECK(owner_of_token(place_of(Kind::gitea, true), {}) == TokenOwner::job);
}

TEST_CASE("doctor: the forge and why it is that one; the token itself is never in a message", "[forge]") {
    const auto by_host = advise_on_place(place_of(Kind::github), {}, "https://forge.example/acme/widgets");
    CHECK(by_host.outlook == Outlook::ok);
    CHECK(by_host.message == "GitHub at https://forge.example, project 'acme/widgets' (by the remote's host)");
    const auto named =
        advise_on_place(place_of(Kind::gitea), os::Environment(Variables{{"PROFFER_FORGE", "gitea"}}), "https://forge.example/a/b");
    CHECK(named.message.find("PROFFER_FORGE says so") != std::string::npos);
    Place without = place_of(Kind::gitlab);
    without.token.clear();
    const auto poor = advise_on_place(without, {}, "https://forge.example/a/b");
    CHECK(poor.outlook == Outlook::warning);
    CHECK(poor.remedy == "set PROFFER_TOKEN or GITLAB_TOKEN in the environment of the run");
    CHECK(advise_on_place({}, {}, "").outlook == Outlook::ok);
    CHECK(advise_on_place({}, {}, "/srv/x.git").outlook == Outlook::ok);
    CHECK(advise_on_place({}, {}, "https://code.example/a/b").outlook == Outlook::warning);
    CHECK(advise_on_place({}, os::Environment(Variables{{"PROFFER_FORGE", "none"}}), "https://code.example/a/b").outlook == Outlook::ok);
    for (const Advice& one : {by_host, named}) CHECK(one.message.find("t-0123456789abcdef") == std::string::npos);
}

TEST_CASE("doctor: a refused API is a problem, but for GitLab's job token", "[forge]") {
    const Error refused{ErrorCode::unauthorized, "401", "", {}};
    CHECK(domain::exit_status({advise_on_refusal(place_of(Kind::github), refused)}) == 4);
    CHECK(advise_on_refusal(place_of(Kind::gitlab, true), refused).outlook == Outlook::warning);
    const Error down{ErrorCode::network, "no connection", "", {}};
    CHECK(advise_on_refusal(place_of(Kind::gitlab, true), down).conclusion == domain::Conclusion::network_error);
    CHECK_FALSE(advise_on_refusal(place_of(Kind::github), {ErrorCode::not_found, "404", "", {}}).remedy.empty());
}

TEST_CASE("doctor: rules that refuse our branches are told once each, others not at all", "[forge]") {
    CHECK_FALSE(advise_on_branch_rules("proffer/task", {}));
    CHECK_FALSE(advise_on_branch_rules("proffer/task", {"deletion", "\x1b[31m"}));
    const auto told = advise_on_branch_rules("proffer/task", {"required_signatures", "creation", "creation", "deletion"});
    REQUIRE(told);
    CHECK(told->outlook == Outlook::warning);
    CHECK(told->message == "rules may refuse branches as 'proffer/task': creation, required_signatures");
}
