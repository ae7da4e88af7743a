// Gitea under the contract of all forges: with a token of an administrator, with one that may only write, and with an older server whose
// idea of its own address nobody else can reach.
#include "unit/forge/contract.hpp"
#include "unit/forge/gitea_fixture.hpp"

namespace proffer::forge::contract {
namespace {

class GiteaUnderTest : public ForgeUnderTest {
 public:
    GiteaUnderTest(bool is_admin, bool is_old) {
        server().is_protected = true;
        if (is_admin) server().users[1].access = "admin";
        if (!is_old) return;
        server().root_url = "http://localhost:3000";
        server().finds_by_branches = server().tells_drafts = server().tells_permission = server().counts_totals = false;
    }
    Api& api() override { return *fixture_.api; }

    void add_branch(const std::string& name, const std::string& commit) override { server().branches[name] = commit; }
    void add_label(const std::string& name) override { server().add_label(name); }
    void add_milestone(const std::string& title) override {
        server().milestones.emplace_back(static_cast<std::int64_t>(server().milestones.size()) + 51, title);
    }
    std::int64_t add_issue(const SeedIssue& issue) override {
        support::GiteaItem item;
        item.title = issue.title;
        item.body = issue.body;
        item.author = issue.author;
        item.is_open = issue.is_open;
        for (const std::string& label : issue.labels) item.labels.push_back(server().add_label(label));
        return server().add_item(item);
    }
    std::int64_t add_pull_request(const SeedPullRequest& pull_request) override {
        support::GiteaItem item;
        item.title = (pull_request.draft ? "WIP: " : "") + pull_request.title;
        item.body = pull_request.body;
        item.author = pull_request.author;
        item.head_branch = pull_request.head_branch;
        item.base_branch = pull_request.base_branch;
        item.is_open = pull_request.state == PullRequestState::open;
        item.is_merged = pull_request.state == PullRequestState::merged;
        return server().add_item(item);
    }
    std::int64_t add_comment(Subject, std::int64_t number, const std::string& author, const std::string& body) override {
        return server().add_comment(number, author, body);
    }

    void meddle(Meddler meddler) override { server().meddle(std::move(meddler)); }
    Seen seen(Subject, std::int64_t number) override {
        const support::GiteaItem& item = *server().find(number);
        Seen seen;
        seen.draft = item.title.starts_with("WIP: ");
        seen.title = seen.draft ? item.title.substr(5) : item.title;
        seen.body = item.body;
        for (const std::int64_t id : item.labels) seen.labels.push_back(server().label_name(id));
        seen.assignees = item.assignees;
        seen.reviewers = item.reviewers;
        for (const auto& [id, title] : server().milestones)
            if (id == item.milestone) seen.milestone = title;
        for (const auto& comment : item.comments) seen.comments.push_back(comment.body);
        seen.reactions = item.reactions;
        return seen;
    }
    std::size_t pull_request_count() override {
        std::size_t count = 0;
        for (const auto& item : server().items) count += item.head_branch.empty() ? 0 : 1;
        return count;
    }
    std::vector<support::HttpRequest> requests() override { return server().requests(); }
    std::vector<std::chrono::milliseconds> waits() override { return fixture_.waits; }

 private:
    support::GiteaServer& server() { return fixture_.server; }
    GiteaFixture fixture_;
};

const RegisteredForge k_gitea("gitea", [] { return std::make_unique<GiteaUnderTest>(true, false); });
const RegisteredForge k_gitea_writer("gitea, a token that may only write", [] { return std::make_unique<GiteaUnderTest>(false, false); });
const RegisteredForge k_gitea_old("gitea, an older server", [] { return std::make_unique<GiteaUnderTest>(false, true); });

}  // namespace
}  // namespace proffer::forge::contract
