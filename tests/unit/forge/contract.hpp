// The contract that every forge's adapter keeps (contract_test.cpp). A forge takes part by a file contract_<forge>_test.cpp that defines
// a ForgeUnderTest over its fake server and one `static const RegisteredForge`.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "forge/api.hpp"
#include "support/http_server.hpp"

namespace proffer::forge::contract {

/// The project of every fake is "acme/widgets" with the default branch "main". The token's account is "proffer-bot", id 7, with write
/// access; "alice", id 101, may write; "bob", id 102, may only read; "mallory", id 103, is no member. Nothing else is there at first.
inline constexpr std::int64_t k_own_id = 7;

struct SeedIssue {
    std::string title = "Widgets are green", body = "They should be blue.", author = "alice";
    std::vector<std::string> labels = {};  ///< made where they have to be there first
    bool is_open = true;
};

struct SeedPullRequest {
    std::string head_branch = "proffer/blue", base_branch = "main", title = "Make widgets blue", body = "Because.", author = "proffer-bot";
    bool draft = false;
    PullRequestState state = PullRequestState::open;
};

/// What the fake holds of an issue or pull request in the end, as a person would see it.
struct Seen {
    std::string title, body;
    bool draft = false;
    std::vector<std::string> labels, assignees, reviewers;
    std::string milestone;
    std::vector<std::string> comments;   ///< bodies, the oldest first
    std::vector<std::string> reactions;  ///< on itself: "eyes", "rocket", "confused"
};

/// Gets each request and a way to have the fake answer it really; its answer is what goes out.
using Meddler = std::function<support::HttpAnswer(const support::HttpRequest&, const std::function<support::HttpAnswer()>& really)>;

/// One fake server and an adapter that speaks to it; no wait of the adapter takes time.
class ForgeUnderTest {
 public:
    virtual ~ForgeUnderTest() = default;
    [[nodiscard]] virtual Api& api() = 0;

    virtual void add_branch(const std::string& name, const std::string& commit) = 0;
    virtual void add_label(const std::string& name) = 0;
    virtual void add_milestone(const std::string& title) = 0;
    /// Each gives the number; the head branch of a pull request is made when it is not there.
    virtual std::int64_t add_issue(const SeedIssue& issue) = 0;
    virtual std::int64_t add_pull_request(const SeedPullRequest& pull_request) = 0;
    /// Gives the comment's id.
    virtual std::int64_t add_comment(Subject subject, std::int64_t number, const std::string& author, const std::string& body) = 0;

    virtual void meddle(Meddler meddler) = 0;
    [[nodiscard]] virtual Seen seen(Subject subject, std::int64_t number) = 0;
    [[nodiscard]] virtual std::size_t pull_request_count() = 0;
    /// Every request so far.
    [[nodiscard]] virtual std::vector<support::HttpRequest> requests() = 0;
    /// Waits that the adapter asked for so far.
    [[nodiscard]] virtual std::vector<std::chrono::milliseconds> waits() = 0;

    /// False: labels must be there before they can be set, and a missing one is told (Gitea).
    [[nodiscard]] virtual bool makes_labels_by_use() const { return true; }
    /// False: the forge has no auto-merge that this fake offers.
    [[nodiscard]] virtual bool has_auto_merge() const { return true; }
};

struct ForgeMaker {
    std::string name;
    std::function<std::unique_ptr<ForgeUnderTest>()> make;
};

/// Filled before main begins.
inline std::vector<ForgeMaker>& registered_forges() {
    static std::vector<ForgeMaker> forges;
    return forges;
}

struct RegisteredForge {
    RegisteredForge(std::string name, std::function<std::unique_ptr<ForgeUnderTest>()> make) {
        registered_forges().push_back({std::move(name), std::move(make)});
    }
};

}  // namespace proffer::forge::contract
