// The four mutations that the fake GitHub knows.
#include <algorithm>

#include "support/github_server.hpp"

namespace proffer::support {
namespace {

HttpAnswer graphql_error(const std::string& type, const std::string& message) {
    json::Writer writer;
    writer.begin_object().key("data").null().key("errors").begin_array().begin_object();
    if (!type.empty()) writer.member("type", type);
    return github_answer(200, writer.member("message", message).end_object().end_array().end_object().text());
}

HttpAnswer graphql_data(const std::string& field, const std::string& value) {
    return github_answer(200, "{\"data\":{\"" + field + "\":" + value + "}}");
}

}  // namespace

HttpAnswer GithubServer::route_graphql(const HttpRequest& request) {
    if (request.method != "POST") return github_refusal_answer(404, "Not Found");
    const auto body = json::Value::parse(request.body);
    if (!body || !body->is_object()) return github_refusal_answer(400, "Problems parsing JSON");
    const std::string query = body->string_or("query", "");
    const auto variables = body->find("variables");
    if (query.empty() || !variables) return github_refusal_answer(400, "A query attribute must be specified and must be a string.");
    if (!options_.may_write) return graphql_error("FORBIDDEN", "Resource not accessible by integration");
    for (const char* field : {"convertPullRequestToDraft", "markPullRequestReadyForReview", "enablePullRequestAutoMerge"})
        if (query.find(field) != std::string::npos) return mutate_pull_request(field, *variables);
    const auto input = variables->find("input");
    if (query.find("createCommitOnBranch") != std::string::npos && input) return commit_on_branch(*input);
    return graphql_error("", "Field is not defined on type 'Mutation'");
}

HttpAnswer GithubServer::mutate_pull_request(const std::string& field, const json::Value& variables) {
    const std::string id = variables.string_or("id", "");
    const auto found = std::find_if(items.begin(), items.end(), [&](const GithubItem& item) {
        return item.is_pull_request && id == "PR_" + std::to_string(item.number);
    });
    if (found == items.end()) return graphql_error("NOT_FOUND", "Could not resolve to a node with the global id of '" + id + "'");
    if (field == "enablePullRequestAutoMerge") {
        if (!options_.has_auto_merge) return graphql_error("UNPROCESSABLE", "Auto merge is not allowed for this repository");
        const std::string method = variables.string_or("method", "");
        if (method != "MERGE" && method != "SQUASH" && method != "REBASE") return graphql_error("", "Variable $method is invalid");
        found->auto_merge = true;
        return graphql_data(field, R"({"pullRequest":{"number":)" + std::to_string(found->number) + "}}");
    }
    found->draft = field == "convertPullRequestToDraft";
    return graphql_data(field, std::string(R"({"pullRequest":{"isDraft":)") + (found->draft ? "true}}" : "false}}"));
}

HttpAnswer GithubServer::commit_on_branch(const json::Value& input) {
    const auto branch = input.find("branch"), message = input.find("message"), changes = input.find("fileChanges");
    const std::string expected = input.string_or("expectedHeadOid", "");
    if (!branch || !message || !changes || expected.size() != 40 || message->string_or("headline", "").empty())
        return graphql_error("", "Variable $input of type CreateCommitOnBranchInput! was provided invalid value");
    const std::string name = branch->string_or("branchName", "");
    if (branch->string_or("repositoryNameWithOwner", "") != "acme/widgets" || !branches.contains(name))
        return graphql_error("NOT_FOUND", "Could not resolve to a branch");
    if (branches.at(name) != expected)
        return graphql_error("STALE_DATA", "Expected branch to point to \"" + expected + "\" but it did not. Pull and try again.");
    files.clear();
    if (const auto additions = changes->find("additions"))
        for (const json::Value& file : additions->elements()) files[file.string_or("path", "")] = file.string_or("contents", "");
    if (const auto deletions = changes->find("deletions"))
        for (const json::Value& file : deletions->elements()) files[file.string_or("path", "")] = "(deleted)";
    const std::string digits = std::to_string(next_id());
    const std::string commit = std::string(40 - digits.size(), 'b') + digits;
    const std::string text = message->string_or("body", "");
    messages[commit] = message->string_or("headline", "") + (text.empty() ? "" : "\n\n" + text);
    commit_parents[commit] = expected;
    branches[name] = commit;
    return graphql_data("createCommitOnBranch", R"({"commit":{"oid":")" + commit + "\"}}");
}

}  // namespace proffer::support
