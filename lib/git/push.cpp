// Runs git push, ls-remote and fetch.
#include "git/push.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "git/program.hpp"
#include "git/push_result.hpp"
#include "git/store.hpp"
#include "git/url.hpp"

namespace proffer::git {

namespace {

constexpr std::string_view k_heads = "refs/heads/";
constexpr std::string_view k_pulls = "refs/pull/";
constexpr std::string_view k_for = "refs/for/";  // AGit
constexpr std::string_view k_own = "refs/proffer/";
constexpr std::size_t k_said_bytes = 64 * 1024;
constexpr std::size_t k_most_branches = 1000;

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

/// It stays what it is between two pushes; what a forge makes of other refs never exists.
bool stays(std::string_view ref) {
    return is_branch(ref) || ref.starts_with(k_own);
}

/// A branch, the one other ref that forges give a meaning, or one of our own.
Result<void> check_ref(const std::string& ref) {
    for (const std::string_view before : {k_heads, k_for, k_own})
        if (ref.starts_with(before)) return check_branch_name(ref.substr(before.size()));
    return Error{ErrorCode::usage, "'" + base::visible_line(ref) + "' is no ref to push to", "", {}};
}

/// Gitea keeps what came by refs/for under refs/pull.
Result<std::string> ref_to_read(const std::string& branch) {
    for (const std::string_view before : {k_pulls, k_own}) {
        if (!branch.starts_with(before)) continue;
        PROFFER_CHECK(check_branch_name(branch.substr(before.size())));
        return branch;
    }
    PROFFER_CHECK(check_branch_name(branch));
    return std::string(k_heads) + branch;
}

}  // namespace

Result<PushAnswer> push_ref(const Transport& transport, const PushSettings& settings, const RefPush& request) {
    PROFFER_CHECK(check_ref(request.ref));
    PROFFER_TRY(const std::string url, contacted_url(transport, settings));
    std::vector<std::string> arguments = {"push",        "--porcelain",      "--no-verify",
                                          "--no-signed", "--no-follow-tags", "--recurse-submodules=no"};
    for (const std::string& option : request.options) arguments.push_back("--push-option=" + option);
    // An empty value in the lease means: the branch must not exist. So of two runs one creates it (security.md decision 10).
    if (stays(request.ref))
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
    PROFFER_TRY(const std::optional<domain::Oid> seen, fetch_remote_branch(transport, settings, branch));
    if (!seen) return seen;
    PROFFER_TRY(const std::string ref, ref_to_read(branch));
    PROFFER_TRY(const std::string url, contacted_url(transport, settings));
    // What comes may be newer than what was seen, and then the one that was seen does not come at all.
    const std::string kept = "refs/proffer/fetched";
    PROFFER_TRY(const Answer answer, ask(transport, settings, url,
                                         {"fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--", url,
                                          "+" + ref + ":" + kept}));
    if (!answer.finished.succeeded()) return judge_failure(answer.view(), "cannot fetch branch '" + branch + "' from", url);
    PROFFER_TRY(const Answer told, ask(transport, settings, url, {"rev-parse", "--verify", "--quiet", kept}));
    PROFFER_TRY(domain::Oid tip, domain::Oid::parse(std::string(base::trim(told.finished.output))));
    return std::optional(std::move(tip));
}

Result<std::optional<domain::Oid>> fetch_remote_branch(const Transport& transport, const PushSettings& settings,
                                                       const std::string& branch) {
    PROFFER_TRY(const std::string ref, ref_to_read(branch));
    PROFFER_TRY(const std::string url, contacted_url(transport, settings));
    PROFFER_TRY(const Answer answer, ask(transport, settings, url, {"ls-remote", "--refs", "--", url, ref}));
    if (!answer.finished.succeeded()) return judge_failure(answer.view(), "cannot read the branches of", url);
    return find_ref(answer.finished.output, ref);
}

Result<std::vector<RemoteBranch>> fetch_remote_branches(const Transport& transport, const PushSettings& settings,
                                                        const std::string& prefix) {
    // With one more letter every beginning of a name is a name, and then holds nothing that git reads as a pattern.
    PROFFER_CHECK(check_branch_name(prefix + "x"));
    PROFFER_TRY(const std::string url, contacted_url(transport, settings));
    const std::string wanted = std::string(k_heads) + prefix;
    PROFFER_TRY(const Answer answer, ask(transport, settings, url, {"ls-remote", "--refs", "--", url, wanted + "*"}));
    if (!answer.finished.succeeded()) return judge_failure(answer.view(), "cannot read the branches of", url);
    std::vector<RemoteBranch> branches;
    for (const std::string_view line : base::split_lines(answer.finished.output)) {
        const auto tab = line.find('\t');
        if (tab == std::string_view::npos) continue;
        // Git also finds refs that only end so.
        const std::string_view ref = base::trim_right(line.substr(tab + 1));
        auto oid = domain::Oid::parse(line.substr(0, tab));
        if (!oid || !ref.starts_with(wanted) || !check_branch_name(std::string(ref.substr(k_heads.size())))) continue;
        branches.push_back({std::string(ref.substr(k_heads.size())), *std::move(oid)});
    }
    std::sort(branches.begin(), branches.end(), [](const auto& left, const auto& right) { return left.name < right.name; });
    if (branches.size() > k_most_branches) branches.erase(branches.begin() + k_most_branches, branches.end());
    return branches;
}

Result<void> push_deletion(const Transport& transport, const PushSettings& settings, const RemoteBranch& branch) {
    PROFFER_CHECK(check_branch_name(branch.name));
    PROFFER_TRY(const std::string url, contacted_url(transport, settings));
    const std::string ref = std::string(k_heads) + branch.name;
    PROFFER_TRY(const Answer answer, ask(transport, settings, url,
                                         {"push", "--porcelain", "--no-verify", "--no-signed", "--recurse-submodules=no",
                                          "--force-with-lease=" + ref + ":" + branch.commit.text(), "--", url, ":" + ref}));
    if (answer.finished.succeeded()) return {};
    Result<PushOutcome> judged = judge_push(answer.view(), ref, url);
    Error error = judged ? Error{ErrorCode::git, "cannot push branch '" + branch.name + "'", "", {}} : std::move(judged).error();
    constexpr std::string_view k_push = "cannot push ";
    if (error.message.starts_with(k_push)) error.message.replace(0, k_push.size(), "cannot delete ");
    if (error.code != ErrorCode::conflict) return error;
    const auto held = fetch_remote_branch(transport, settings, branch.name);
    if (held && !*held) return {};
    error.hint = "it holds another commit by now; it stays";
    return error;
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
