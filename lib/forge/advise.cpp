// Words for rights.
#include "forge/advise.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace proffer::forge {
namespace {

using domain::Advice;
using domain::Conclusion;
using domain::fine;
using domain::problem;
using domain::warning;

std::string why_that_one(const Place& place, const os::Environment& environment) {
    if (environment.find("PROFFER_FORGE")) return "PROFFER_FORGE says so";
    if (place.is_named) return "the CI job runs on it";
    return "by the remote's host";
}

std::string token_variables(Kind kind) {
    switch (kind) {
        case Kind::github: return "PROFFER_TOKEN or GITHUB_TOKEN";
        case Kind::gitlab: return "PROFFER_TOKEN or GITLAB_TOKEN";
        case Kind::gitea: return "PROFFER_TOKEN or GITEA_TOKEN";
        case Kind::none: break;
    }
    return "PROFFER_TOKEN";
}

Advice advise_on_no_forge(const Place& place, const os::Environment& environment, const std::string& remote_url) {
    if (remote_url.empty()) return fine("forge", "none: no remote, so a local branch is what is made");
    if (base::to_lower(environment.value_or("PROFFER_FORGE", "")) == "none") return fine("forge", "none: PROFFER_FORGE says so");
    if (parts_of_remote(remote_url).host.empty())
        return fine("forge", "none: the remote is no web server, so a pushed branch is what is made");
    const std::string remedy = place.token.empty()
                                   ? "set PROFFER_FORGE (github, gitlab or gitea) and PROFFER_TOKEN if the remote is on a forge"
                                   : "set PROFFER_FORGE to github, gitlab or gitea if the remote is on a forge";
    return warning("forge", "none that is known by the remote's host: a pushed branch is what is made", remedy);
}

Advice advise_on_token(const RightsQuestion& question) {
    const RepositoryFacts& facts = question.facts;
    std::string message = facts.token_kind.empty() ? "of a kind the forge does not tell" : facts.token_kind;
    if (!facts.scopes.empty()) message += fmt::format("; scopes {}", fmt::join(facts.scopes, ", "));
    if (question.place.kind == Kind::gitlab && question.place.is_job_token)
        return warning("token", message + ": it may not use the API, so merge requests are made by push options only",
                       "give a project access token with the role Developer and the scopes api and write_repository as PROFFER_TOKEN");
    return fine("token", message);
}

std::string remedy_for_push(Kind kind) {
    switch (kind) {
        case Kind::github: return "give the token 'contents: write' (in a workflow: permissions: contents: write)";
        case Kind::gitlab:
            return "give the token the role Developer and the scope write_repository; for a job token allow Git push in CI/CD settings";
        case Kind::gitea: return "give the token the scope write:repository, and its account write access";
        case Kind::none: break;
    }
    return {};
}

std::string remedy_for_pull_requests(Kind kind) {
    switch (kind) {
        case Kind::github:
            return "give the token 'pull-requests: write'; for workflows also 'Allow GitHub Actions to create and approve pull requests' "
                   "in the "
                   "settings of organisation and repository";
        case Kind::gitlab:
            return "give the token the scope api and the role Developer, and switch merge requests on in the project's settings";
        case Kind::gitea: return "give the token the scope write:repository, and switch pull requests on in the repository's settings";
        case Kind::none: break;
    }
    return {};
}

Advice advise_on_push(const RightsQuestion& question) {
    const Kind kind = question.place.kind;
    if (!question.facts.may_push) return fine("push", "the forge does not tell whether this token may push");
    if (*question.facts.may_push) return fine("push", "this token may push branches");
    if (kind == Kind::gitea && question.facts.may_open_pull_requests.value_or(false))
        return warning("push", "this token may not push branches; pull requests are made by AGit pushes", remedy_for_push(kind));
    return problem("push", "this token may not push branches", remedy_for_push(kind), Conclusion::forge_denied);
}

Advice advise_on_pull_requests(const RightsQuestion& question) {
    const Kind kind = question.place.kind;
    const RepositoryFacts& facts = question.facts;
    if (!facts.may_open_pull_requests) return fine("pull-requests", "the forge does not tell whether this token may open pull requests");
    if (*facts.may_open_pull_requests) return fine("pull-requests", "this token may open pull requests");
    // Push options need no right to the API.
    if (kind == Kind::gitlab && facts.may_push.value_or(false))
        return warning("pull-requests", "this token may not open pull requests by the API; push options are tried",
                       remedy_for_pull_requests(kind));
    return problem("pull-requests", "this token may not open pull requests; a branch with a compare link is all it can make",
                   remedy_for_pull_requests(kind), Conclusion::forge_denied);
}

}  // namespace

std::string spoken_name(Kind kind) {
    switch (kind) {
        case Kind::github: return "GitHub";
        case Kind::gitlab: return "GitLab";
        case Kind::gitea: return "Gitea or Forgejo";
        case Kind::none: break;
    }
    return "no forge";
}

TokenOwner owner_of_token(const Place& place, const os::Environment& environment) {
    if (place.is_job_token) return TokenOwner::job;
    const bool in_job = environment.value_or("GITHUB_ACTIONS", "") == "true";
    // The action hands the job's token on under our own name.
    if (in_job && environment.value_or("GITHUB_TOKEN", "") == place.token) return TokenOwner::job;
    if (place.kind != Kind::github || !place.token.starts_with("ghs_")) return TokenOwner::other;
    return environment.find("PROFFER_APP_LOGIN") ? TokenOwner::other : TokenOwner::unclear;
}

Advice advise_on_place(const Place& place, const os::Environment& environment, const std::string& remote_url) {
    if (place.kind == Kind::none) return advise_on_no_forge(place, environment, remote_url);
    const std::string what =
        fmt::format("{} at {}, project '{}' ({})", spoken_name(place.kind), place.web_url, place.project, why_that_one(place, environment));
    if (place.token.empty())
        return warning("forge", what + ", but there is no token for it: a pushed branch is what is made",
                       fmt::format("set {} in the environment of the run", token_variables(place.kind)));
    return fine("forge", what);
}

Advice advise_on_refusal(const Place& place, const Error& error) {
    Advice advice = problem("api", error, conclusion_of_forge(error));
    advice.message = fmt::format("{}: {}", place.api_url, advice.message);
    if (error.code == ErrorCode::not_found && error.hint.empty())
        advice.remedy = "check the project's name, and that the token may see it";
    else if (error.code == ErrorCode::unauthorized && error.hint.empty())
        advice.remedy = fmt::format("set {} to a token that is valid", token_variables(place.kind));
    // The ladder has a rung without the API.
    if (place.kind == Kind::gitlab && place.is_job_token && advice.conclusion == Conclusion::forge_denied)
        return warning("api", advice.message + "; merge requests are made by push options only",
                       "give a project access token with the role Developer and the scopes api and write_repository as PROFFER_TOKEN");
    return advice;
}

std::vector<Advice> advise_on_rights(const RightsQuestion& question) {
    const RepositoryFacts& facts = question.facts;
    std::vector<Advice> all;
    if (facts.archived)
        all.push_back(problem("repository", "is archived: nothing can be pushed to it", "unarchive it, or set 'enabled: false'",
                              Conclusion::forge_denied));
    else if (facts.is_fork)
        all.push_back(warning("repository", "is a fork: pull requests are opened in the fork itself, not in its parent",
                              "run proffer in the parent if they belong there"));
    else
        all.push_back(fine("repository", fmt::format("default branch '{}'", facts.default_branch)));
    all.push_back(advise_on_token(question));
    if (!facts.archived) {
        all.push_back(advise_on_push(question));
        all.push_back(advise_on_pull_requests(question));
    }
    if (question.wants_issues && !facts.has_issues)
        all.push_back(warning("issues", "are switched off, but a task starts on them", "switch issues on in the repository's settings"));
    all.push_back(advise_on_ci(question.place.kind, question.token_owner));
    return all;
}

Advice advise_on_ci(Kind kind, TokenOwner owner) {
    const std::string app = "give the token of an App, or a fine-grained personal access token, as PROFFER_TOKEN";
    if (kind == Kind::github && owner == TokenOwner::job)
        return warning("ci", "what the job's own GITHUB_TOKEN makes starts no workflows: CI will not run on the pull request", app);
    if (kind == Kind::github && owner == TokenOwner::unclear)
        return warning("ci", "if this is the job's own GITHUB_TOKEN, no workflow starts on the pull request",
                       app + "; if it is an App's already, say so by PROFFER_APP_LOGIN");
    if (kind == Kind::gitea && owner == TokenOwner::job)
        return warning("ci", "what the job's own token makes is known to start no workflows: CI will not run on the pull request",
                       "give an access token of an account as PROFFER_TOKEN");
    if (kind == Kind::gitlab) return fine("ci", "pipelines start on branches and merge requests as '.gitlab-ci.yml' says");
    return fine("ci", "workflows start on pull requests made with this token");
}

std::optional<Advice> advise_on_branch_rules(const std::string& branch, const std::vector<std::string>& rules) {
    // Those that refuse a new branch, or a later commit of ours on it.
    constexpr std::array<std::string_view, 8> k_refusing = {"creation",
                                                            "update",
                                                            "required_signatures",
                                                            "branch_name_pattern",
                                                            "commit_message_pattern",
                                                            "commit_author_email_pattern",
                                                            "committer_email_pattern",
                                                            "pull_request"};
    std::vector<std::string> found;
    for (const std::string& rule : rules)
        if (std::find(k_refusing.begin(), k_refusing.end(), rule) != k_refusing.end()) found.push_back(rule);
    if (found.empty()) return {};
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return warning("branch-rules", fmt::format("rules may refuse branches as '{}': {}", branch, fmt::join(found, ", ")),
                   "exempt them in the repository's rulesets, or change 'pull_request.branch'");
}

Conclusion conclusion_of_forge(const Error& error) {
    switch (error.code) {
        case ErrorCode::network:
        case ErrorCode::timed_out:
        case ErrorCode::rate_limited:
        case ErrorCode::protocol: return Conclusion::network_error;
        case ErrorCode::interrupted: return Conclusion::cancelled;
        case ErrorCode::git: return Conclusion::git_error;
        default: return Conclusion::forge_denied;
    }
}

}  // namespace proffer::forge
