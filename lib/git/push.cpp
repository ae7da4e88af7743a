// Runs git push, ls-remote and fetch.
#include "git/push.hpp"

#include "base/text.hpp"
#include "git/program.hpp"
#include "git/push_result.hpp"
#include "git/store.hpp"
#include "git/url.hpp"

namespace proffer::git {

namespace {

struct Answer {
    os::Finished finished;
    std::string url;

    [[nodiscard]] ProgramOutput view() const { return {finished.exit_status, finished.timed_out, finished.output, finished.error_output}; }
};

/// The url that is given to git: with a token, one without a user of its own, because git would prefer that.
Result<std::string> contacted_url(const Transport& transport, const PushSettings& settings) {
    PROFFER_TRY(std::string url, transport_url(settings.remote_url, transport.directory));
    return !settings.token.empty() && is_http(url) ? without_userinfo(url) : url;
}

Result<Answer> ask(const Transport& transport, const PushSettings& settings, const std::string& url,
                   const std::vector<std::string>& arguments, std::string input = {}) {
    const os::Environment environment = program_environment(transport.process, settings, url, transport.user_settings);
    PROFFER_TRY(os::Finished finished, run_program(transport.store, environment, arguments, std::move(input)));
    return Answer{std::move(finished), url};
}

Result<std::optional<domain::Oid>> find_ref(std::string_view listing, const std::string& ref) {
    for (const std::string_view line : base::split_lines(listing)) {
        const auto tab = line.find('\t');
        if (tab == std::string_view::npos || base::trim_right(line.substr(tab + 1)) != ref) continue;
        PROFFER_TRY(domain::Oid oid, domain::Oid::parse(line.substr(0, tab)));
        return std::optional(std::move(oid));
    }
    return std::optional<domain::Oid>();
}

}  // namespace

Result<PushOutcome> push_branch(const Transport& transport, const PushSettings& settings, const std::string& branch,
                                const domain::Oid& commit) {
    PROFFER_CHECK(check_branch_name(branch));
    PROFFER_TRY(const std::string url, contacted_url(transport, settings));
    const std::string ref = "refs/heads/" + branch;
    // An empty value in the lease means: the branch must not exist. So of two runs one creates it (security.md decision 10).
    PROFFER_TRY(const Answer answer,
                ask(transport, settings, url,
                    {"push", "--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--recurse-submodules=no",
                     "--force-with-lease=" + ref + ":", "--", url, commit.text() + ":" + ref}));
    Result<PushOutcome> outcome = judge_push(answer.view(), branch, url);
    if (outcome || outcome.error().code != ErrorCode::conflict) return outcome;
    // The other run may have pushed the same commit.
    const auto existing = fetch_remote_branch(transport, settings, branch);
    if (existing && *existing && **existing == commit) return PushOutcome::already_there;
    return outcome;
}

Result<std::optional<domain::Oid>> fetch_remote_branch(const Transport& transport, const PushSettings& settings,
                                                       const std::string& branch) {
    PROFFER_CHECK(check_branch_name(branch));
    PROFFER_TRY(const std::string url, contacted_url(transport, settings));
    const std::string ref = "refs/heads/" + branch;
    PROFFER_TRY(const Answer answer, ask(transport, settings, url, {"ls-remote", "--refs", "--", url, ref}));
    if (!answer.finished.succeeded()) return judge_failure(answer.view(), "cannot read the branches of", url);
    return find_ref(answer.finished.output, ref);
}

Result<void> fetch_objects(const Transport& transport, const PushSettings& settings, const std::vector<git_oid>& oids) {
    PROFFER_TRY(const std::string url, contacted_url(transport, settings));
    std::string wanted;
    for (const git_oid& oid : oids) wanted += from_git(oid).text() + "\n";
    // The way git itself brings in what a promisor remote owes.
    PROFFER_TRY(const Answer answer, ask(transport, settings, url,
                                         {"-c", "fetch.negotiationAlgorithm=noop", "fetch", k_promisor, "--quiet", "--no-tags",
                                          "--no-write-fetch-head", "--recurse-submodules=no", "--filter=blob:none", "--stdin"},
                                         std::move(wanted)));
    if (answer.finished.succeeded()) return {};
    Error error = judge_failure(answer.view(), "cannot fetch what this partial clone lacks from", url);
    if (error.code == ErrorCode::git) error.code = ErrorCode::not_found;
    error.hint = "give the checkout its files: clone without --filter, or git fetch --refetch --no-filter";
    return error;
}

}  // namespace proffer::git
