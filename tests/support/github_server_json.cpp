// The fake's answers in the shapes that GitHub's published description asks for.
#include <array>

#include "support/github_server.hpp"

namespace proffer::support {
namespace {

constexpr const char* k_time = "2026-11-20T10:00:00Z";
constexpr std::array k_user_urls = {
    "avatar_url",        "events_url", "followers_url", "following_url",       "gists_url",         "html_url",
    "organizations_url", "repos_url",  "starred_url",   "received_events_url", "subscriptions_url", "url"};
constexpr std::array k_repository_urls = {"archive_url",       "assignees_url",
                                          "blobs_url",         "branches_url",
                                          "collaborators_url", "comments_url",
                                          "commits_url",       "compare_url",
                                          "contents_url",      "contributors_url",
                                          "deployments_url",   "downloads_url",
                                          "events_url",        "forks_url",
                                          "git_commits_url",   "git_refs_url",
                                          "git_tags_url",      "hooks_url",
                                          "html_url",          "issue_comment_url",
                                          "issue_events_url",  "issues_url",
                                          "keys_url",          "labels_url",
                                          "languages_url",     "merges_url",
                                          "milestones_url",    "notifications_url",
                                          "pulls_url",         "releases_url",
                                          "stargazers_url",    "statuses_url",
                                          "subscribers_url",   "subscription_url",
                                          "tags_url",          "teams_url",
                                          "trees_url",         "url",
                                          "clone_url",         "git_url",
                                          "svn_url",           "ssh_url"};
constexpr std::array k_counts = {"forks", "forks_count", "open_issues",      "open_issues_count",
                                 "size",  "watchers",    "stargazers_count", "watchers_count"};

std::string html_path(const GithubItem& item) {
    return "/acme/widgets/" + std::string(item.is_pull_request ? "pull/" : "issues/") + std::to_string(item.number);
}

std::string escaped(std::string login) {
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"[", "%5B"}, {"]", "%5D"}})
        if (const std::size_t at = login.find(from); at != std::string::npos) login.replace(at, 1, to);
    return login;
}

void write_null_or_time(json::Writer& writer, std::string_view key, bool is_set) {
    writer.key(key);
    if (is_set)
        writer.value(k_time);
    else
        writer.null();
}

}  // namespace

void GithubServer::write_user(json::Writer& writer, const std::string& login) const {
    const auto found = accounts.find(login);
    const GithubAccount account = found == accounts.end() ? GithubAccount{10137, "ghost", "none", "none", "User"} : found->second;
    writer.begin_object().member("login", account.login).member("id", account.id).member("node_id", "U_" + std::to_string(account.id));
    for (const char* key : k_user_urls) writer.member(key, web_url() + "/users/" + escaped(login));
    writer.member("gravatar_id", "").member("type", account.type).member("site_admin", false).end_object();
}

void GithubServer::write_repository(json::Writer& writer, bool is_full) const {
    writer.begin_object().member("id", 1296269).member("node_id", "R_1").member("name", "widgets").member("full_name", "acme/widgets");
    for (const char* key : k_repository_urls) writer.member(key, web_url() + "/repos/acme/widgets");
    for (const char* key : k_counts) writer.member(key, 0);
    writer.key("owner");
    write_user(writer, "acme");
    for (const char* key : {"description", "homepage", "language", "mirror_url", "license"}) writer.key(key).null();
    for (const char* key : {"has_issues", "has_projects", "has_wiki", "private"}) writer.member(key, true);
    for (const char* key : {"fork", "has_pages", "has_downloads", "has_discussions", "disabled"}) writer.member(key, false);
    for (const char* key : {"pushed_at", "created_at", "updated_at"}) writer.member(key, k_time);
    writer.member("archived", options_.is_archived).member("default_branch", "main");
    if (is_full) {
        writer.member("network_count", 0).member("subscribers_count", 0).member("allow_auto_merge", options_.has_auto_merge);
        for (const char* method : {"merge_commit", "squash_merge", "rebase_merge"}) {
            const std::string word = std::string(method).substr(0, 5);
            writer.member("allow_" + std::string(method), options_.merge_methods.find(word) != std::string::npos);
        }
        writer.key("permissions").begin_object();
        for (const char* key : {"admin", "maintain"}) writer.member(key, false);
        writer.member("push", options_.may_write).member("triage", true).member("pull", true).end_object();
    }
    writer.end_object();
}

void GithubServer::write_label(json::Writer& writer, const std::string& name) const {
    writer.begin_object().member("id", 1).member("node_id", "LA_1").member("url", web_url() + "/repos/acme/widgets/labels/x");
    writer.member("name", name).member("color", "ededed").member("default", false).member("description", "").end_object();
}

void GithubServer::write_milestone(json::Writer& writer, std::int64_t number) const {
    if (number == 0) {
        writer.null();
        return;
    }
    writer.begin_object().member("id", number).member("node_id", "MI_1").member("number", number).member("state", "open");
    for (const char* key : {"url", "html_url", "labels_url"}) writer.member(key, web_url() + "/milestones/" + std::to_string(number));
    writer.member("title", milestones.at(static_cast<std::size_t>(number - 1))).key("description").null().key("creator");
    write_user(writer, "alice");
    writer.member("open_issues", 0).member("closed_issues", 0).member("created_at", k_time).member("updated_at", k_time);
    writer.key("closed_at").null().key("due_on").null().end_object();
}

void GithubServer::write_head(json::Writer& writer, std::string_view key, const std::string& branch) const {
    const auto found = branches.find(branch);
    writer.key(key).begin_object().member("label", "acme:" + branch).member("ref", branch);
    writer.member("sha", found == branches.end() ? std::string(40, '0') : found->second).key("user");
    write_user(writer, "acme");
    writer.key("repo");
    write_repository(writer, false);
    writer.end_object();
}

std::string GithubServer::user_json(const std::string& login) const {
    const GithubAccount& account = accounts.at(login);
    json::Writer writer;
    writer.begin_object().member("login", login).member("id", account.id).member("node_id", "U_" + std::to_string(account.id));
    for (const char* key : k_user_urls) writer.member(key, web_url() + "/users/" + escaped(login));
    writer.member("gravatar_id", "").member("type", account.type).member("site_admin", false);
    for (const char* key : {"name", "company", "blog", "location", "email", "hireable", "bio"}) writer.key(key).null();
    for (const char* key : {"public_repos", "public_gists", "followers", "following"}) writer.member(key, 0);
    writer.member("created_at", k_time).member("updated_at", k_time);
    return writer.end_object().text();
}

std::string GithubServer::repository_json() const {
    json::Writer writer;
    write_repository(writer, true);
    return writer.text();
}

std::string GithubServer::label_json(const std::string& name) const {
    json::Writer writer;
    write_label(writer, name);
    return writer.text();
}

std::string GithubServer::milestone_json(std::int64_t number) const {
    json::Writer writer;
    write_milestone(writer, number);
    return writer.text();
}

std::string GithubServer::issue_json(const GithubItem& item) const {
    const std::string url = web_url() + "/repos/acme/widgets/issues/" + std::to_string(item.number);
    json::Writer writer;
    writer.begin_object().member("id", item.number + 5000).member("node_id", "I_" + std::to_string(item.number));
    for (const char* key : {"comments_url", "events_url", "labels_url", "repository_url", "url"}) writer.member(key, url);
    writer.member("html_url", web_url() + html_path(item)).member("number", item.number).member("state", item.state);
    writer.member("title", item.title).member("body", item.body).member("locked", false).member("comments", item.comments.size());
    writer.key("user");
    write_user(writer, item.author);
    writer.key("assignee").null().key("assignees").begin_array();
    for (const std::string& login : item.assignees) write_user(writer, login);
    writer.end_array().key("labels").begin_array();
    for (const std::string& name : item.labels) write_label(writer, name);
    writer.end_array().key("milestone");
    write_milestone(writer, item.milestone);
    write_null_or_time(writer, "closed_at", item.state == "closed");
    writer.member("created_at", k_time).member("updated_at", k_time);
    if (item.is_pull_request) {
        writer.key("pull_request").begin_object();
        for (const char* key : {"diff_url", "html_url", "patch_url", "url"}) writer.member(key, web_url() + html_path(item));
        writer.end_object();
    }
    return writer.end_object().text();
}

std::string GithubServer::pull_request_json(const GithubItem& item, bool is_full) const {
    const std::string url = web_url() + "/repos/acme/widgets/pulls/" + std::to_string(item.number);
    json::Writer writer;
    writer.begin_object().member("id", item.number + 9000).member("node_id", "PR_" + std::to_string(item.number));
    for (const char* key : {"url", "diff_url", "patch_url", "issue_url", "commits_url", "review_comments_url", "review_comment_url",
                            "comments_url", "statuses_url"})
        writer.member(key, url);
    writer.member("html_url", web_url() + html_path(item)).member("number", item.number).member("state", item.state);
    writer.member("locked", false).member("title", item.title).member("body", item.body).member("draft", item.draft).key("user");
    write_user(writer, item.author);
    writer.key("labels").begin_array();
    for (const std::string& name : item.labels) write_label(writer, name);
    writer.end_array().key("milestone");
    write_milestone(writer, item.milestone);
    writer.member("created_at", k_time).member("updated_at", k_time);
    write_null_or_time(writer, "closed_at", item.state == "closed");
    write_null_or_time(writer, "merged_at", item.merged);
    for (const char* key : {"merge_commit_sha", "assignee", "auto_merge"}) writer.key(key).null();
    write_head(writer, "head", item.head);
    write_head(writer, "base", item.base);
    writer.key("_links").begin_object();
    for (const char* key : {"comments", "commits", "statuses", "html", "issue", "review_comments", "review_comment", "self"})
        writer.key(key).begin_object().member("href", url).end_object();
    writer.end_object().member("author_association", "CONTRIBUTOR");
    if (is_full) {
        writer.member("merged", item.merged).key("mergeable").null().member("mergeable_state", "unknown").key("merged_by").null();
        for (const char* key : {"comments", "review_comments", "commits", "additions", "deletions", "changed_files"}) writer.member(key, 0);
        writer.member("maintainer_can_modify", false);
    }
    return writer.end_object().text();
}

std::string GithubServer::comment_json(const GithubItem& item, const GithubComment& comment) const {
    json::Writer writer;
    writer.begin_object().member("id", comment.id).member("node_id", "IC_1").member("body", comment.body);
    writer.member("url", web_url() + "/repos/acme/widgets/issues/comments/" + std::to_string(comment.id));
    writer.member("html_url", web_url() + html_path(item) + "#issuecomment-" + std::to_string(comment.id));
    writer.member("issue_url", web_url() + "/repos/acme/widgets/issues/" + std::to_string(item.number)).key("user");
    write_user(writer, comment.author);
    return writer.member("created_at", comment.created_at).member("updated_at", comment.created_at).end_object().text();
}

std::string GithubServer::review_comment_json(const GithubItem& item, const GithubComment& comment) const {
    const std::string url = web_url() + "/repos/acme/widgets/pulls/comments/" + std::to_string(comment.id);
    json::Writer writer;
    writer.begin_object().member("id", comment.id).member("node_id", "RC_1").member("body", comment.body).member("url", url);
    writer.member("pull_request_review_id", 1).member("diff_hunk", "@@").member("path", comment.path).member("line", comment.line);
    writer.member("commit_id", std::string(40, 'a')).member("original_commit_id", std::string(40, 'a')).key("user");
    write_user(writer, comment.author);
    writer.member("created_at", comment.created_at).member("updated_at", comment.created_at).member("pull_request_url", url);
    writer.member("html_url", web_url() + html_path(item) + "#discussion_r" + std::to_string(comment.id));
    writer.member("author_association", "MEMBER").key("_links").begin_object();
    for (const char* key : {"self", "html", "pull_request"}) writer.key(key).begin_object().member("href", url).end_object();
    return writer.end_object().end_object().text();
}

std::string GithubServer::review_json(const GithubItem& item, const GithubComment& review) const {
    const std::string url = web_url() + html_path(item) + "#pullrequestreview-" + std::to_string(review.id);
    json::Writer writer;
    writer.begin_object().member("id", review.id).member("node_id", "PRR_1").member("body", review.body).member("state", "COMMENTED");
    writer.member("html_url", url).member("pull_request_url", url).member("commit_id", std::string(40, 'a')).key("user");
    write_user(writer, review.author);
    writer.member("author_association", "MEMBER").member("submitted_at", review.created_at).key("_links").begin_object();
    for (const char* key : {"html", "pull_request"}) writer.key(key).begin_object().member("href", url).end_object();
    return writer.end_object().end_object().text();
}

std::string GithubServer::reaction_json(const std::string& login, const std::string& content) const {
    json::Writer writer;
    writer.begin_object().member("id", 1).member("node_id", "REA_1").member("content", content).member("created_at", k_time).key("user");
    write_user(writer, login);
    return writer.end_object().text();
}

std::string GithubServer::job_json(const GithubJob& job) const {
    const std::string url = web_url() + "/repos/acme/widgets/actions/jobs/" + std::to_string(job.id);
    json::Writer writer;
    writer.begin_object().member("id", job.id).member("run_id", 77).member("node_id", "CR_1").member("name", job.name);
    for (const char* key : {"run_url", "url", "html_url", "check_run_url"}) writer.member(key, url);
    writer.member("head_sha", std::string(40, 'a')).member("head_branch", "main").member("workflow_name", "ci");
    writer.member("status", "completed").member("conclusion", job.conclusion);
    for (const char* key : {"created_at", "started_at", "completed_at"}) writer.member(key, k_time);
    for (const char* key : {"runner_id", "runner_name", "runner_group_id", "runner_group_name"}) writer.key(key).null();
    return writer.key("labels").begin_array().value("ubuntu-latest").end_array().end_object().text();
}

std::string GithubServer::ref_json(const std::string& branch) const {
    const std::string url = web_url() + "/repos/acme/widgets/git/refs/heads/" + branch;
    json::Writer writer;
    writer.begin_object().member("ref", "refs/heads/" + branch).member("node_id", "REF_1").member("url", url).key("object").begin_object();
    return writer.member("type", "commit").member("sha", branches.at(branch)).member("url", url).end_object().end_object().text();
}

std::string GithubServer::commit_json(const std::string& commit) const {
    const std::string url = web_url() + "/repos/acme/widgets/git/commits/" + commit;
    json::Writer writer;
    writer.begin_object().member("sha", commit).member("node_id", "C_1").member("url", url).member("html_url", url);
    for (const char* key : {"author", "committer"}) {
        writer.key(key).begin_object().member("date", k_time).member("email", "bot@example.com");
        writer.member("name", "proffer-bot").end_object();
    }
    writer.key("tree").begin_object().member("sha", std::string(40, 'c')).member("url", url).end_object();
    writer.member("message", messages.at(commit)).key("parents").begin_array().begin_object();
    writer.member("sha", commit_parents.at(commit)).member("url", url).member("html_url", url).end_object().end_array();
    writer.key("verification").begin_object().member("verified", true).member("reason", "valid");
    for (const char* key : {"signature", "payload", "verified_at"}) writer.key(key).null();
    return writer.end_object().end_object().text();
}

}  // namespace proffer::support
