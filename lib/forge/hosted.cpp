// One rung after the other; what is refused is told and the next is tried.
#include "forge/hosted.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/our_commits.hpp"
#include "forge/sticky_comment.hpp"
#include "forge/verified_commit.hpp"

namespace proffer::forge {
namespace {

constexpr int k_names_tried = 50;

/// A refusal is the other side's last word; everything else may pass.
bool is_refusal(const Error& error) {
    switch (error.code) {
        case ErrorCode::denied:
        case ErrorCode::unauthorized:
        case ErrorCode::not_found: return true;
        default: return false;
    }
}

std::string name_of(git::PushOutcome outcome) {
    switch (outcome) {
        case git::PushOutcome::created: return "created";
        case git::PushOutcome::updated: return "updated";
        case git::PushOutcome::already_there: return "none";
    }
    PROFFER_ASSERT(false, "unknown outcome of a push");
}

std::string line_of(const std::string& what, const Error& error) {
    return what + ": " + error.message + (error.hint.empty() ? "" : "; " + error.hint);
}

/// Where a proposal may go.
struct Place {
    std::string branch;
    std::optional<domain::Oid> replaces;  ///< what the branch holds now; ours
    std::optional<PullRequest> open;
    bool holds_it = false;   ///< the branch is at this very commit, or
    bool same_tree = false;  ///< at one of ours that comes to the same
};

class Hosted : public Forge {
 public:
    Hosted(std::unique_ptr<Api> api, std::unique_ptr<PushRung> push_rung, git::Repository& repository, HostedSettings settings)
        : api_(std::move(api)), push_rung_(std::move(push_rung)), repository_(repository), settings_(std::move(settings)) {}

    Result<Publication> publish(const Proposal& wanted) override {
        made_ = {};
        made_.forge = api_->forge();
        made_.remote = git::displayed_url(settings_.push.remote_url);
        api_refused_ = false;
        changed_ = false;
        Proposal proposal = wanted;
        PROFFER_TRY(proposal.base_ref, base_of(wanted));
        auto place = find_place(proposal);
        if (!place && !is_refusal(place.error())) return std::move(place).error();
        if (!place) return without_remote(proposal, place.error());
        same_tree_ = place->same_tree;
        PROFFER_CHECK(hold_to_cap(proposal, *place));
        if (!made_.withheld.empty()) return made_;
        PROFFER_CHECK(put(proposal, *place));
        tell(proposal);
        return made_;
    }

 private:
    /// A checkout of CI is on no branch.
    Result<std::string> base_of(const Proposal& proposal) {
        if (!proposal.base_ref.empty()) return proposal.base_ref;
        auto facts = api_->repository_facts();
        if (facts && !facts->default_branch.empty()) return std::move(facts->default_branch);
        if (!facts && !is_refusal(facts.error())) return std::move(facts).error();
        return Error{ErrorCode::usage, "the branch that the pull request is for is not known", "name it with --base", {}};
    }

    /// The first name that is free, ours, or already at this commit.
    Result<Place> find_place(const Proposal& proposal) {
        for (int number = 1; number <= k_names_tried; ++number) {
            Place place;
            place.branch = number == 1 ? proposal.branch : fmt::format("{}-{}", proposal.branch, number);
            PROFFER_CHECK(look_for_pull_request(proposal, place));
            if (!made_.withheld.empty()) return place;
            PROFFER_TRY(const auto tip, repository_.remote_branch(settings_.push, place.branch));
            if (!tip) return place;
            place.holds_it = *tip == proposal.commit;
            if (place.holds_it) return place;
            if (proposal.is_one_of) continue;
            PROFFER_TRY(const auto commits, repository_.remote_commits(settings_.push, place.branch, proposal.base));
            const bool ours = std::all_of(commits.begin(), commits.end(), [&](const auto& commit) {
                return is_ours(commit, proposal.committer_email, k_github_committer);
            });
            if (ours) {
                place.same_tree = commits.size() == 1 && commits.front().tree.text() == proposal.tree;
                place.holds_it = place.same_tree;
                place.replaces = tip;
                return place;
            }
            made_.refused.push_back(fmt::format("branch '{}' holds commits of people and stays as it is", place.branch));
        }
        return Error{ErrorCode::conflict,
                     fmt::format("'{}' and {} names like it are taken", proposal.branch, k_names_tried - 1),
                     "delete merged or stale proposal branches, or change 'pull_request.branch'",
                     {}};
    }

    /// A proposal that people closed is not made again unless somebody asks for it.
    Result<void> look_for_pull_request(const Proposal& proposal, Place& place) {
        if (api_refused_) return {};
        auto found = api_->find_pull_requests(place.branch);
        if (!found && !is_refusal(found.error())) return std::move(found).error();
        if (!found) {
            refuse("pull request", found.error());
            return {};
        }
        for (PullRequest& earlier : *found)
            if (earlier.state == PullRequestState::open && (earlier.base_branch == proposal.base_ref || !place.open))
                place.open = std::move(earlier);
        if (place.open || found->empty() || proposal.asked_for || proposal.is_one_of) return {};
        const PullRequest& last = found->front();
        if (last.state != PullRequestState::closed) return {};
        made_.withheld = fmt::format("pull request {} with this proposal was closed; it is not made again unless asked for", last.number);
        made_.pull_request_number = last.number;
        made_.pull_request_url = last.url;
        made_.branch = place.branch;
        made_.operation = "none";
        made_.rung = "pull-request";
        return {};
    }

    Result<void> hold_to_cap(const Proposal& proposal, const Place& place) {
        if (proposal.most_open == 0 || api_refused_ || place.open || !made_.withheld.empty()) return {};
        const auto open = api_->open_pull_requests();
        if (!open && !is_refusal(open.error())) return open.error();
        if (!open || open->size() < static_cast<std::size_t>(proposal.most_open)) return {};
        made_.withheld =
            fmt::format("{} pull requests of this account are open, and 'pull_request.most_open' is {}", open->size(), proposal.most_open);
        made_.remedy = "merge or close some of them, then 'proffer publish'";
        keep_patch();
        return {};
    }

    void refuse(const std::string& what, const Error& error) {
        made_.refused.push_back(line_of(what, error));
        if (made_.remedy.empty()) made_.remedy = error.hint;
        api_refused_ = true;
    }

    /// Branch, then pull request.
    Result<void> put(const Proposal& proposal, const Place& place) {
        PROFFER_CHECK(foresee_refusal(place));
        if (api_refused_ && push_rung_ && !place.holds_it && publish_by_push(proposal, place)) return complete(proposal);
        auto pushed = push(proposal, place);
        if (!pushed && pushed.error().code == ErrorCode::conflict) return std::move(pushed).error();
        if (!pushed && !is_refusal(pushed.error())) return std::move(pushed).error();
        if (!pushed) {
            made_.refused.push_back(line_of("branch", pushed.error()));
            if (made_.remedy.empty()) made_.remedy = pushed.error().hint;
            if (push_rung_ && !api_refused_ && publish_by_push(proposal, place)) return complete(proposal);
            keep_patch();
            return {};
        }
        made_.branch = place.branch;
        made_.rung = "branch";
        made_.operation = *pushed;
        made_.compare_url = api_->compare_url(proposal.base_ref, place.branch);
        if (api_refused_) return {};
        return open_or_update(proposal, place);
    }

    /// A push that has to move something to make a pull request is of no use once the branch is there.
    Result<void> foresee_refusal(const Place& place) {
        if (api_refused_ || !push_rung_ || !push_rung_->comes_before_branch() || place.open || place.holds_it) return {};
        const auto facts = api_->repository_facts();
        if (!facts && facts.error().code == ErrorCode::interrupted) return facts.error();
        if (!facts || facts->may_open_pull_requests.value_or(true)) return {};
        refuse("pull request", Error{ErrorCode::denied,
                                     "the " + facts->token_kind + " may not open pull requests by the API",
                                     "give it the role and the scopes for that (on GitLab: Developer and 'api')",
                                     {}});
        return {};
    }

    Result<std::string> push(const Proposal& proposal, const Place& place) {
        if (place.holds_it) return std::string("none");
        std::optional<domain::Oid> replaces = place.replaces;
        if (proposal.sign_by_api) {
            auto made = commit_by_api(proposal, place, replaces);
            if (made || !is_refusal(made.error())) return made;
            made_.refused.push_back(line_of("verified commit", made.error()));
        }
        PROFFER_TRY(const auto answer,
                    repository_.push(settings_.push, git::RefPush{"refs/heads/" + place.branch, proposal.commit, replaces, {}}));
        return name_of(answer.outcome);
    }

    /// `replaces` is what the branch holds, also afterwards.
    Result<std::string> commit_by_api(const Proposal& proposal, const Place& place, std::optional<domain::Oid>& replaces) {
        if (!settings_.commit_by_api) return Error{ErrorCode::denied, "'" + api_->forge() + "' makes no commits that it verifies", "", {}};
        PROFFER_TRY(const GithubCommit commit, commit_for_api(repository_, proposal, place.branch));
        if (replaces) {
            PROFFER_CHECK(repository_.push(settings_.push, git::RefPush{"refs/heads/" + place.branch, proposal.base, replaces, {}}));
            replaces = proposal.base;
        }
        PROFFER_TRY(const domain::Oid made, settings_.commit_by_api(commit));
        made_.commit = made.text();
        return std::string(place.replaces ? "updated" : "created");
    }

    bool publish_by_push(const Proposal& proposal, const Place& place) {
        auto published = push_rung_->publish(proposal, place.branch, place.replaces);
        if (!published) {
            made_.refused.push_back(line_of("pull request by push", published.error()));
            return false;
        }
        published->refused.insert(published->refused.begin(), made_.refused.begin(), made_.refused.end());
        published->forge = made_.forge;
        published->remote = made_.remote;
        made_ = *std::move(published);
        if (!place.open) return true;
        if (made_.operation == "created") made_.operation = "updated";
        made_.pull_request_number = place.open->number;
        made_.pull_request_url = place.open->url;
        return true;
    }

    /// What a push cannot carry, as far as the API takes it; the pull request stands without.
    Result<void> complete(const Proposal& proposal) {
        if (api_refused_ || made_.pull_request_number == 0) return {};
        auto changed = api_->pull_request(made_.pull_request_number);
        if (changed) changed = update(proposal, *changed);
        if (!changed) {
            changed_ = false;
            PROFFER_CHECK(note("text of the pull request", std::move(changed).error()));
        }
        if (changed_ && made_.operation == "none") made_.operation = "updated";
        return set_details(proposal, made_.pull_request_number);
    }

    void keep_patch() {
        made_.rung = "patch";
        made_.operation = "none";
        made_.branch.clear();
        made_.compare_url.clear();
    }

    /// The remote does not even show its branches.
    Result<Publication> without_remote(const Proposal& proposal, const Error& error) {
        made_.refused.push_back(line_of("branch", error));
        made_.remedy = error.hint;
        keep_patch();
        tell(proposal);
        return made_;
    }

    Result<void> open_or_update(const Proposal& proposal, const Place& place) {
        const bool is_new = !place.open;
        auto pull_request = is_new ? create(proposal, place.branch) : update(proposal, *place.open);
        if (!pull_request && !is_refusal(pull_request.error())) return std::move(pull_request).error();
        if (!pull_request && is_new) {
            refuse("pull request", pull_request.error());
            return {};
        }
        if (!pull_request) {
            // The push has brought the proposal there.
            changed_ = false;
            made_.refused.push_back(line_of("text of the pull request", pull_request.error()));
            pull_request = *place.open;
        }
        made_.rung = "pull-request";
        made_.pull_request_number = pull_request->number;
        made_.pull_request_url = pull_request->url;
        // A run that came late finds everything in place.
        if (is_new)
            made_.operation = "created";
        else if (made_.operation != "none" || changed_)
            made_.operation = "updated";
        return set_details(proposal, pull_request->number);
    }

    Result<PullRequest> create(const Proposal& proposal, const std::string& branch) {
        NewPullRequest wanted{branch, proposal.base_ref, proposal.title, proposal.body, proposal.draft};
        auto created = api_->create_pull_request(wanted);
        if (created || !proposal.draft || created.error().code != ErrorCode::denied) return created;
        // Some plans have no drafts: its text still says what was not proved.
        wanted.draft = false;
        auto ready = api_->create_pull_request(wanted);
        if (!ready) return created;
        made_.refused.push_back(line_of("draft", created.error()));
        return ready;
    }

    Result<PullRequest> update(const Proposal& proposal, const PullRequest& open) {
        PullRequestChange change;
        if (open.title != proposal.title) change.title = proposal.title;
        // The same proposal, made again, differs in times alone.
        if (open.body != proposal.body && !same_tree_) change.body = proposal.body;
        // What people have made ready stays so, unless the new proposal is not proved.
        if (proposal.draft && !open.draft) change.draft = true;
        changed_ = change.title || change.body || change.draft;
        if (!changed_) return open;
        return api_->change_pull_request(open, change);
    }

    Result<void> set_details(const Proposal& proposal, std::int64_t number) {
        if (!proposal.labels.empty()) PROFFER_CHECK(note("labels", api_->add_labels(number, proposal.labels)));
        if (!proposal.assignees.empty()) PROFFER_CHECK(note("assignees", api_->add_assignees(number, proposal.assignees)));
        if (!proposal.reviewers.empty() || !proposal.team_reviewers.empty())
            PROFFER_CHECK(note("reviewers", api_->request_reviews(number, proposal.reviewers, proposal.team_reviewers)));
        if (!proposal.milestone.empty()) PROFFER_CHECK(note("milestone", api_->set_milestone(number, proposal.milestone)));
        return {};
    }

    /// The pull request is there: what else was wanted is told when it did not work, and lost nothing.
    Result<void> note(const std::string& what, const Result<void>& outcome) {
        if (outcome) return {};
        if (outcome.error().code == ErrorCode::interrupted) return outcome.error();
        made_.refused.push_back(line_of(what, outcome.error()));
        return {};
    }

    void tell(const Proposal& proposal) {
        if (proposal.issue == 0) return;
        const auto told = put_sticky_comment(*api_, Subject::issue, proposal.issue, comment_on(made_, settings_.run_url));
        if (!told) made_.refused.push_back(line_of("comment on the issue", told.error()));
    }

    std::unique_ptr<Api> api_;
    std::unique_ptr<PushRung> push_rung_;
    git::Repository& repository_;
    HostedSettings settings_;
    Publication made_;
    bool api_refused_ = false;
    bool changed_ = false;
    bool same_tree_ = false;
};

}  // namespace

std::unique_ptr<Forge> make_hosted(std::unique_ptr<Api> api, std::unique_ptr<PushRung> push_rung, git::Repository& repository,
                                   HostedSettings settings) {
    return std::make_unique<Hosted>(std::move(api), std::move(push_rung), repository, std::move(settings));
}

}  // namespace proffer::forge
