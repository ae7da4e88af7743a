// Runs git push, ls-remote and fetch.
#include "git/push.hpp"

#include "base/text.hpp"
#include "git/program.hpp"
#include "git/push_result.hpp"
#include "git/store.hpp"
#include "git/url.hpp"

namespace proffer::git {

namespace {

constexpr std::string_view k_heads = "refs/heads/";
constexpr std::string_view k_for = "refs/for/";  // AGit
constexpr std::size_t k_said_bytes = 64 * 1024;

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

bool is_branch(std::string_view ref) {
    return ref.starts_with(k_heads);
}

/// A branch, or the one other ref that forges give a meaning.
Result<void> check_ref(const std::string& ref) {
    for (const std::string_view before : {k_heads, k_for})
        if (ref.starts_with(before)) return check_branch_name(ref.substr(before.size()));
    return Error{ErrorCode::usage, "'" + base::visible_line(ref) + "' is no ref to push to", "", {}};
}

}  // namespace

Result<PushAnswer> push_ref(const Transport& transport, const PushSettings& settings, const RefPush& request) {
    PROFFER_CHECK(check_ref(request.ref));
    PROFFER_TRY(const std::string url, contacted_url(transport, settings));
    std::vector<std::string> arguments = {"push",        "--porcelain",      "--no-verify",
                                          "--no-signed", "--no-follow-tags", "--recurse-submodules=no"};
    for (const std::string& option : request.options) arguments.push_back("--push-option=" + option);
    // An empty value in the lease means: the branch must not exist. So of two runs one creates it (security.md decision 10). What a forge
    // makes of other refs is no branch, and never exists.
    if (is_branch(request.ref))
        arguments.push_back("--force-with-lease=" + request.ref + ":" + (request.replaces ? request.replaces->text() : ""));
    arguments.insert(arguments.end(), {"--", url, request.commit.text() + ":" + request.ref});
    PROFFER_TRY(const Answer answer, ask(transport, settings, url, arguments));
    const Result<PushOutcome> outcome = judge_push(answer.view(), request.ref, url);
    if (outcome)
        return PushAnswer{*outcome, std::string(base::prefix(answer.finished.output + answer.finished.error_output, k_said_bytes))};
    if (outcome.error().code != ErrorCode::conflict || !is_branch(request.ref)) return outcome.error();
    // The other run may have pushed the same commit.
    const auto existing = fetch_remote_branch(transport, settings, request.ref.substr(k_heads.size()));
    if (existing && *existing && **existing == request.commit) return PushAnswer{PushOutcome::already_there, ""};
    return outcome.error();
}

Result<std::optional<domain::Oid>> fetch_branch(const Transport& transport, const PushSettings& settings, const std::string& branch) {
    PROFFER_TRY(const std::optional<domain::Oid> tip, fetch_remote_branch(transport, settings, branch));
    if (!tip) return tip;
    PROFFER_TRY(const std::string url, contacted_url(transport, settings));
    PROFFER_TRY(const Answer answer, ask(transport, settings, url,
                                         {"fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--", url,
                                          std::string(k_heads) + branch}));
    if (!answer.finished.succeeded()) return judge_failure(answer.view(), "cannot fetch branch '" + branch + "' from", url);
    return tip;
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
