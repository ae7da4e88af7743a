// The judgement over branches: reasons to stay come first.
#include "forge/stale_branches.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/our_commits.hpp"

namespace proffer::forge {
namespace {

constexpr std::string_view k_usual_prefix = "proffer/";
constexpr std::size_t k_most_commits = 100;  // that `Repository::remote_commits` tells
constexpr std::int64_t k_day_seconds = 24 * 60 * 60;

Fate stays(std::string why) {
    return {false, std::move(why), 0, ""};
}

Fate judge_age(const BranchFacts& facts, const BranchRules& rules, const std::string& what) {
    // The dates on commits are whatever their makers wrote; the youngest counts.
    std::int64_t newest = 0;
    for (const git::RemoteCommit& commit : facts.commits) newest = std::max(newest, commit.time_seconds);
    const std::int64_t limit = std::chrono::duration_cast<std::chrono::seconds>(rules.oldest).count();
    if (newest <= 0 || newest > rules.now_seconds) return stays(what + ", and its age is not known");
    const std::int64_t age = rules.now_seconds - newest;
    const std::string days = base::count_of(static_cast<std::size_t>(age / k_day_seconds), "day") + " old";
    return age > limit ? Fate{true, fmt::format("{}, and it is {}", what, days), 0, ""}
                       : stays(fmt::format("{}, but it is only {}", what, days));
}

Fate of_pull_request(bool goes, const PullRequest& decisive, std::string_view state) {
    return {goes, fmt::format("pull request {} is {}", decisive.number, state), decisive.number, decisive.url};
}

/// The base has all of it already, or somebody made a branch and has not begun.
Fate judge_without_commits(const BranchFacts& facts) {
    if (facts.pull_requests.empty()) return stays("it holds no commit of its own");
    const PullRequest& last = facts.pull_requests.front();
    const bool is_our_merge = last.state == PullRequestState::merged && last.head_commit == facts.branch.commit.text() &&
                              facts.own_id != 0 && last.author.id == facts.own_id;
    return is_our_merge ? of_pull_request(true, last, "merged") : stays("it holds no commit of its own");
}

}  // namespace

std::string literal_prefix(std::string_view branch_template) {
    return std::string(branch_template.substr(0, branch_template.find("{{")));
}

std::vector<std::string> prefixes_of(const std::vector<std::string>& branch_templates) {
    std::vector<std::string> all = {std::string(k_usual_prefix)};
    // Without a beginning of its own a template's branches cannot be told from those of people.
    for (const std::string& text : branch_templates)
        if (std::string prefix = literal_prefix(text); !prefix.empty()) all.push_back(std::move(prefix));
    std::sort(all.begin(), all.end());
    std::vector<std::string> kept;
    for (std::string& prefix : all)
        if (kept.empty() || !prefix.starts_with(kept.back())) kept.push_back(std::move(prefix));
    return kept;
}

Fate judge_branch(const BranchFacts& facts, const BranchRules& rules) {
    const auto open = std::find_if(facts.pull_requests.begin(), facts.pull_requests.end(),
                                   [](const PullRequest& one) { return one.state == PullRequestState::open; });
    if (open != facts.pull_requests.end()) return of_pull_request(false, *open, "open");
    if (facts.commits.empty()) return judge_without_commits(facts);
    if (facts.commits.size() >= k_most_commits) return stays("it holds too many commits to look at");
    for (const git::RemoteCommit& commit : facts.commits)
        if (!is_ours(commit, rules.committer_email, rules.forge_committer_email))
            return stays(fmt::format("commit {} is not ours", commit.commit.short_text()));
    if (!facts.forge_was_asked) return judge_age(facts, rules, "no forge was asked");
    if (facts.pull_requests.empty()) return judge_age(facts, rules, "no pull request");
    const PullRequest& last = facts.pull_requests.front();
    // A proposal pushed since may be about to get a pull request of its own.
    if (!last.head_commit.empty() && last.head_commit != facts.branch.commit.text())
        return judge_age(facts, rules, fmt::format("pull request {} was about another commit", last.number));
    return of_pull_request(true, last, last.state == PullRequestState::merged ? "merged" : "closed");
}

}  // namespace proffer::forge
