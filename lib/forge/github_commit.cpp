// createCommitOnBranch: the branch first, then one mutation that carries whole files.
#include "forge/github_commit.hpp"

#include <cstdint>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "forge/github_answers.hpp"
#include "forge/github_connection.hpp"

namespace proffer::forge {
namespace {

constexpr const char* k_needs = "contents: write";
constexpr const char* k_query = "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }";

std::string branch_path(const std::string& branch) {
    std::vector<std::string> parts;
    for (const std::string_view part : base::split(branch, '/')) parts.push_back(escape_path(part));
    return base::join(parts, "/");
}

Result<domain::Oid> oid_of(const json::Value& json, std::string_view key) {
    PROFFER_TRY(const std::string text, plain_text(json, key));
    auto oid = domain::Oid::parse(text);
    if (!oid) return Error{ErrorCode::protocol, "GitHub's answer holds no object id", "", {}};
    return oid;
}

/// Where the branch is.
Result<domain::Oid> fetch_head(GithubConnection& github, const std::string& branch) {
    PROFFER_TRY(const std::string path, github.repository("/git/ref/heads/" + branch_path(branch)));
    PROFFER_TRY(const RestAnswer answer, github.rest().get(path));
    PROFFER_TRY(const json::Value json, github_json("cannot read branch '" + branch + "'", "contents: read", answer));
    PROFFER_TRY(const json::Value object, json.at("object"));
    return oid_of(object, "sha");
}

Error moved(const GithubCommit& commit) {
    return {ErrorCode::conflict,
            "branch '" + commit.branch + "' is not at " + commit.expected_head.short_text() + " any more",
            "somebody else changed it; run again",
            {}};
}

/// Makes the branch where it is not there; false when it is there and not at the expected commit.
Result<bool> ensure_branch(GithubConnection& github, const GithubCommit& commit) {
    json::Writer writer;
    writer.begin_object().member("ref", "refs/heads/" + commit.branch).member("sha", commit.expected_head.text()).end_object();
    PROFFER_TRY(const std::string path, github.repository("/git/refs"));
    PROFFER_TRY(const RestAnswer answer, github.rest().write("POST", path, writer.text(), repeat_anyway));
    if (answer.status == 201) return true;
    if (answer.status != 422 || github_words(answer).find("already exists") == std::string::npos)
        return github_refusal("cannot create branch '" + commit.branch + "'", k_needs, answer);
    PROFFER_TRY(const domain::Oid head, fetch_head(github, commit.branch));
    return head == commit.expected_head;
}

std::string variables_of(const GithubConnection& github, const GithubCommit& commit) {
    json::Writer writer;
    writer.begin_object().key("input").begin_object();
    writer.key("branch").begin_object().member("repositoryNameWithOwner", github.full_name());
    writer.member("branchName", commit.branch).end_object();
    writer.key("message").begin_object().member("headline", commit.headline).member("body", commit.body).end_object();
    writer.member("expectedHeadOid", commit.expected_head.text());
    writer.key("fileChanges").begin_object().key("additions").begin_array();
    for (const GithubCommit::Addition& addition : commit.additions)
        writer.begin_object().member("path", addition.path.text()).member("contents", base::base64(addition.content)).end_object();
    writer.end_array().key("deletions").begin_array();
    for (const domain::RepoPath& path : commit.deletions) writer.begin_object().member("path", path.text()).end_object();
    return writer.end_array().end_object().end_object().end_object().text();
}

/// What the mutation would have answered, if the branch's head is the commit that it was to make.
Result<std::optional<RestAnswer>> made_commit(GithubConnection& github, const GithubCommit& wanted) {
    PROFFER_TRY(const domain::Oid head, fetch_head(github, wanted.branch));
    if (head == wanted.expected_head) return std::optional<RestAnswer>();
    PROFFER_TRY(const std::string path, github.repository("/git/commits/" + head.text()));
    PROFFER_TRY(const RestAnswer answer, github.rest().get(path));
    if (answer.status == 404) return moved(wanted);
    PROFFER_TRY(const json::Value json, github_json("cannot read commit '" + head.text() + "'", "contents: read", answer));
    const auto parents = json.find("parents");
    const bool is_child =
        parents && parents->elements().size() == 1 && parents->elements().front().string_or("sha", "") == wanted.expected_head.text();
    const std::string message = wanted.body.empty() ? wanted.headline : wanted.headline + "\n\n" + wanted.body;
    if (!is_child || base::trim(json.string_or("message", "")) != base::trim(message)) return moved(wanted);
    const std::string text = R"({"data":{"createCommitOnBranch":{"commit":{"oid":")" + head.text() + R"("}}}})";
    PROFFER_TRY(const json::Value made, json::Value::parse(text));
    return std::optional(RestAnswer{200, {}, text, made});
}

Result<domain::Oid> mutate_branch(GithubConnection& github, const GithubCommit& commit) {
    const std::string what = "cannot commit on branch '" + commit.branch + "'";
    PROFFER_TRY(const json::Value made, github.mutate(what, "createCommitOnBranch", k_query, variables_of(github, commit),
                                                      [&] { return made_commit(github, commit); }));
    PROFFER_TRY(const json::Value json, made.at("commit"));
    return oid_of(json, "oid");
}

}  // namespace

Result<domain::Oid> commit_on_github(http::Client& client, const GithubSettings& settings, const GithubCommit& commit) {
    for (const GithubCommit::Addition& addition : commit.additions)
        if (addition.executable || addition.special)
            return Error{ErrorCode::denied,
                         "mode of '" + addition.path.text() + "' would be lost in a commit made by GitHub's API",
                         "such a commit has to be pushed by git",
                         {}};
    GithubConnection github(client, settings);
    PROFFER_TRY(const bool is_at_base, ensure_branch(github, commit));
    if (is_at_base) {
        auto made = mutate_branch(github, commit);
        if (made || made.error().code != ErrorCode::conflict) return made;
    }
    // An earlier try, of ours or of the connection's own, may have made just this commit.
    PROFFER_TRY(const std::optional<RestAnswer> there, made_commit(github, commit));
    if (!there) return moved(commit);
    return oid_of(*there->json->find("data")->find("createCommitOnBranch")->find("commit"), "oid");
}

}  // namespace proffer::forge
