// GitHub's part in the contract: its adapter over the fake server.
#include "contract.hpp"
#include "github_fixture.hpp"

namespace proffer::forge::contract {
namespace {

class GithubUnderTest : public ForgeUnderTest {
 public:
    Api& api() override { return *scene_.api; }
    void add_branch(const std::string& name, const std::string& commit) override { scene_.server.branches[name] = commit; }
    void add_label(const std::string& name) override { scene_.server.labels.push_back(name); }
    void add_milestone(const std::string& title) override { scene_.server.milestones.push_back(title); }

    std::int64_t add_issue(const SeedIssue& issue) override {
        support::GithubItem item;
        item.title = issue.title;
        item.body = issue.body;
        item.author = issue.author;
        item.labels = issue.labels;
        item.state = issue.is_open ? "open" : "closed";
        return scene_.server.add(item);
    }
    std::int64_t add_pull_request(const SeedPullRequest& pull) override {
        support::GithubItem item;
        item.is_pull_request = true;
        item.title = pull.title;
        item.body = pull.body;
        item.author = pull.author;
        item.draft = pull.draft;
        item.head = pull.head_branch;
        item.base = pull.base_branch;
        item.state = pull.state == PullRequestState::open ? "open" : "closed";
        item.merged = pull.state == PullRequestState::merged;
        scene_.server.branches.try_emplace(pull.head_branch, std::string(40, '2'));
        return scene_.server.add(item);
    }
    std::int64_t add_comment(Subject, std::int64_t number, const std::string& author, const std::string& body) override {
        const std::int64_t id = scene_.server.next_id();
        scene_.server.item(number).comments.push_back({id, author, body, "2026-11-20T11:00:00Z", "", 0});
        return id;
    }

    void meddle(Meddler meddler) override { scene_.server.meddle(std::move(meddler)); }
    Seen seen(Subject, std::int64_t number) override {
        const support::GithubItem& item = scene_.server.item(number);
        Seen seen{item.title, item.body, item.draft, item.labels, item.assignees, item.reviewers, "", {}, {}};
        if (item.milestone > 0) seen.milestone = scene_.server.milestones.at(static_cast<std::size_t>(item.milestone - 1));
        for (const support::GithubComment& comment : item.comments) seen.comments.push_back(comment.body);
        for (const auto& reaction : item.reactions) seen.reactions.push_back(reaction.second);
        return seen;
    }
    std::size_t pull_request_count() override {
        std::size_t count = 0;
        for (const support::GithubItem& item : scene_.server.items) count += item.is_pull_request ? 1 : 0;
        return count;
    }
    std::vector<support::HttpRequest> requests() override { return scene_.server.requests(); }
    std::vector<std::chrono::milliseconds> waits() override { return *scene_.waits; }

 private:
    GithubScene scene_;
};

const RegisteredForge k_registered("github", [] { return std::make_unique<GithubUnderTest>(); });

}  // namespace
}  // namespace proffer::forge::contract
