// GitLab under the contract of all forges.
#include <algorithm>

#include "unit/forge/contract.hpp"
#include "unit/forge/gitlab_fixture.hpp"

namespace proffer::forge::contract {
namespace {

class GitlabUnderTest : public ForgeUnderTest {
 public:
    Api& api() override { return *fixture_.api; }

    void add_branch(const std::string& name, const std::string& commit) override { server().branches[name] = commit; }
    void add_label(const std::string& name) override { server().labels.insert(name); }
    void add_milestone(const std::string& title) override {
        server().milestones.push_back({static_cast<std::int64_t>(server().milestones.size()) + 51, title, "active", false});
    }
    std::int64_t add_issue(const SeedIssue& issue) override {
        support::GitlabItem item;
        item.title = issue.title;
        item.description = issue.body;
        item.author = server().user(issue.author)->id;
        item.labels = issue.labels;
        item.state = issue.is_open ? "opened" : "closed";
        return server().add_issue(item);
    }
    std::int64_t add_pull_request(const SeedPullRequest& pull_request) override {
        server().branches.emplace(pull_request.head_branch, std::string(40, 'b'));
        support::GitlabItem item;
        item.title = (pull_request.draft ? "Draft: " : "") + pull_request.title;
        item.description = pull_request.body;
        item.author = server().user(pull_request.author)->id;
        item.source = pull_request.head_branch;
        item.target = pull_request.base_branch;
        item.state = pull_request.state == PullRequestState::open     ? "opened"
                     : pull_request.state == PullRequestState::merged ? "merged"
                                                                      : "closed";
        return server().add_merge_request(item);
    }
    std::int64_t add_comment(Subject subject, std::int64_t number, const std::string& author, const std::string& body) override {
        support::GitlabNote note;
        note.author = server().user(author)->id;
        note.body = body;
        return server().add_note(subject == Subject::pull_request, number, note);
    }

    void meddle(Meddler meddler) override { server().meddle(std::move(meddler)); }
    Seen seen(Subject subject, std::int64_t number) override {
        const support::GitlabItem& item = *server().find(subject == Subject::pull_request, number);
        Seen seen;
        seen.draft = item.title.starts_with("Draft: ");
        seen.title = seen.draft ? item.title.substr(7) : item.title;
        seen.body = item.description;
        seen.labels = item.labels;
        seen.assignees = names(item.assignees);
        seen.reviewers = names(item.reviewers);
        for (const auto& milestone : server().milestones)
            if (milestone.id == item.milestone) seen.milestone = milestone.title;
        for (const auto& note : item.notes) seen.comments.push_back(note.body);
        for (const auto& [who, what] : item.awards) seen.reactions.push_back(what);
        return seen;
    }
    std::size_t pull_request_count() override { return server().merge_requests.size(); }
    std::vector<support::HttpRequest> requests() override { return server().requests(); }
    std::vector<std::chrono::milliseconds> waits() override { return fixture_.waits; }

 private:
    support::GitlabServer& server() { return fixture_.server; }
    std::vector<std::string> names(const std::vector<std::int64_t>& ids) {
        std::vector<std::string> names;
        for (const std::int64_t id : ids)
            for (const auto& user : server().users)
                if (user.id == id) names.push_back(user.username);
        return names;
    }

    GitlabFixture fixture_;
};

const RegisteredForge k_gitlab("gitlab", [] { return std::make_unique<GitlabUnderTest>(); });

}  // namespace
}  // namespace proffer::forge::contract
