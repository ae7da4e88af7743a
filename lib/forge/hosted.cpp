// One rung after the other; what is refused is told and the next is tried.
#include "forge/hosted.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "forge/landing.hpp"
#include "forge/sticky_comment.hpp"
#include "forge/verified_commit.hpp"

namespace proffer::forge {
namespace {

constexpr int k_races = 10;  // lost one after the other: as many runs as are likely to start at once

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

/// GitHub, of a branch whose rules demand it: "Commits must have verified signatures."
bool wants_signature(const Error& error) {
    return is_refusal(error) && error.message.find("must have verified signatures") != std::string::npos;
}

/// As far as forges keep a text: some end lines their own way, some take blanks off the ends.
bool is_same_text(const std::string& a, const std::string& b) {
    return base::trim(base::replace_all(a, "\r\n", "\n")) == base::trim(b);
}

class Hosted : public Forge {
 public:
    Hosted(std::unique_ptr<Api> api, std::unique_ptr<PushRung> push_rung, git::Repository& repository, HostedSettings settings)
        : api_(std::move(api)), push_rung_(std::move(push_rung)), repository_(repository), settings_(std::move(settings)) {}

    Result<Publication> publish(const Proposal& wanted) override {
        Proposal proposal = wanted;
        PROFFER_TRY(proposal.base_ref, base_of(wanted));
        for (int race = 1;; ++race) {
            auto made = try_to_publish(proposal);
            // Another run was faster: what it has made is looked at like anything that was there before.
            if (made || made.error().code != ErrorCode::conflict || race == k_races) return made;
        }
    }

 private:
    Result<Publication> try_to_publish(const Proposal& proposal) {
        made_ = {};
        made_.forge = api_->forge();
        made_.remote = git::displayed_url(settings_.push.remote_url);
        api_refused_ = false;
        changed_ = false;
        auto landing = find_landing(*api_, repository_, settings_.push, proposal);
        if (!landing && !is_refusal(landing.error())) return std::move(landing).error();
        if (!landing) return without_remote(proposal, landing.error());
        for (std::string& line : landing->passed_over) made_.refused.push_back(std::move(line));
        if (landing->api_refusal) refuse("pull request", *landing->api_refusal);
        if (landing->withheld) return withhold(*landing);
        holds_it_ = landing->holds_it;
        PROFFER_CHECK(put(proposal, *landing));
        tell(proposal);
        return made_;
    }

    Publication withhold(const Landing& landing) {
        made_.withheld = landing.withheld->why;
        made_.remedy = landing.withheld->remedy;
        if (!landing.withheld->instead) {
            keep_patch();
            return made_;
        }
        made_.pull_request_number = landing.withheld->instead->number;
        made_.pull_request_url = landing.withheld->instead->url;
        made_.branch = landing.branch;
        made_.operation = "none";
        made_.rung = "pull-request";
        return made_;
    }

    /// A checkout of CI is on no branch.
    Result<std::string> base_of(const Proposal& proposal) {
        if (!proposal.base_ref.empty()) return proposal.base_ref;
        auto facts = api_->repository_facts();
        if (facts && !facts->default_branch.empty()) return std::move(facts->default_branch);
        if (!facts && !is_refusal(facts.error())) return std::move(facts).error();
        return Error{ErrorCode::usage, "the branch that the pull request is for is not known", "name it with --base", {}};
    }

    void refuse(const std::string& what, const Error& error) {
        made_.refused.push_back(line_of(what, error));
        if (made_.remedy.empty()) made_.remedy = error.hint;
        api_refused_ = true;
    }

    /// Branch, then pull request.
    Result<void> put(const Proposal& proposal, const Landing& landing) {
        PROFFER_CHECK(foresee_refusal(landing));
        if (api_refused_ && push_rung_ && !landing.holds_it && publish_by_push(proposal, landing)) return complete(proposal);
        auto pushed = push(proposal, landing);
        if (!pushed && pushed.error().code == ErrorCode::conflict) return std::move(pushed).error();
        if (!pushed && !is_refusal(pushed.error())) return std::move(pushed).error();
        if (!pushed) {
            made_.refused.push_back(line_of("branch", pushed.error()));
            if (made_.remedy.empty()) made_.remedy = pushed.error().hint;
            if (push_rung_ && !api_refused_ && publish_by_push(proposal, landing)) return complete(proposal);
            keep_patch();
            return {};
        }
        made_.branch = landing.branch;
        made_.rung = "branch";
        made_.operation = *pushed;
        made_.compare_url = api_->compare_url(proposal.base_ref, landing.branch);
        if (api_refused_) return {};
        return open_or_update(proposal, landing);
    }

    /// A push that has to move something to make a pull request is of no use once the branch is there.
    Result<void> foresee_refusal(const Landing& landing) {
        if (api_refused_ || !push_rung_ || !push_rung_->comes_before_branch() || landing.open || landing.holds_it) return {};
        const auto facts = api_->repository_facts();
        if (!facts && facts.error().code == ErrorCode::interrupted) return facts.error();
        if (!facts || facts->may_open_pull_requests.value_or(true)) return {};
        refuse("pull request", Error{ErrorCode::denied,
                                     "the " + facts->token_kind + " may not open pull requests by the API",
                                     "give it the role and the scopes for that (on GitLab: Developer and 'api')",
                                     {}});
        return {};
    }

    Result<std::string> push(const Proposal& proposal, const Landing& landing) {
        if (landing.holds_it) return std::string("none");
        std::optional<domain::Oid> replaces = landing.replaces;
        if (proposal.sign == domain::Sign::api) {
            auto made = commit_by_api(proposal, landing, replaces);
            if (made || !is_refusal(made.error())) return made;
            made_.refused.push_back(line_of("verified commit", made.error()));
        }
        const auto answer = repository_.push(settings_.push, git::RefPush{"refs/heads/" + landing.branch, proposal.commit, replaces, {}});
        if (answer) return name_of(answer->outcome);
        if (proposal.sign == domain::Sign::automatic && wants_signature(answer.error()) && settings_.commit_by_api)
            return commit_by_api(proposal, landing, replaces);
        return answer.error();
    }

    /// `replaces` is what the branch holds, also afterwards.
    Result<std::string> commit_by_api(const Proposal& proposal, const Landing& landing, std::optional<domain::Oid>& replaces) {
        if (!settings_.commit_by_api) return Error{ErrorCode::denied, "'" + api_->forge() + "' makes no commits that it verifies", "", {}};
        PROFFER_TRY(const GithubCommit commit, commit_for_api(repository_, proposal, landing.branch));
        if (replaces) {
            PROFFER_CHECK(repository_.push(settings_.push, git::RefPush{"refs/heads/" + landing.branch, proposal.base, replaces, {}}));
            replaces = proposal.base;
        }
        PROFFER_TRY(const domain::Oid made, settings_.commit_by_api(commit));
        made_.commit = made.text();
        return std::string(landing.replaces ? "updated" : "created");
    }

    bool publish_by_push(const Proposal& proposal, const Landing& landing) {
        auto published = push_rung_->publish(proposal, landing.branch, landing.replaces);
        if (!published) {
            made_.refused.push_back(line_of("pull request by push", published.error()));
            return false;
        }
        published->refused.insert(published->refused.begin(), made_.refused.begin(), made_.refused.end());
        published->forge = made_.forge;
        published->remote = made_.remote;
        made_ = *std::move(published);
        if (!landing.open) return true;
        if (made_.operation == "created") made_.operation = "updated";
        made_.pull_request_number = landing.open->number;
        made_.pull_request_url = landing.open->url;
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

    Result<void> open_or_update(const Proposal& proposal, const Landing& landing) {
        std::optional<PullRequest> open = landing.open;
        auto pull_request = open ? update(proposal, *open) : create(proposal, landing.branch);
        if (!open && pull_request && !is_same_text(pull_request->body, proposal.body)) {
            // Another run has opened it in the meantime, with words that are true of its own proposal.
            open = *pull_request;
            pull_request = update(proposal, *open);
        }
        const bool is_new = !open;
        if (!pull_request && !is_refusal(pull_request.error())) return std::move(pull_request).error();
        if (!pull_request && is_new) {
            refuse("pull request", pull_request.error());
            return {};
        }
        if (!pull_request) {
            // The push has brought the proposal there.
            changed_ = false;
            made_.refused.push_back(line_of("text of the pull request", pull_request.error()));
            pull_request = *open;
        }
        made_.rung = "pull-request";
        made_.pull_request_number = pull_request->number;
        made_.pull_request_url = pull_request->url;
        // A run that came late finds everything in landing.
        if (is_new)
            made_.operation = "created";
        else if (made_.operation != "none" || changed_)
            made_.operation = "updated";
        PROFFER_CHECK(set_details(proposal, pull_request->number));
        if (!proposal.auto_merge || proposal.draft || pull_request->draft) return {};
        return note("auto-merge", api_->enable_auto_merge(*pull_request));
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
        if (!is_same_text(open.body, proposal.body) && !holds_it_) change.body = proposal.body;
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
    bool holds_it_ = false;
};

}  // namespace

std::unique_ptr<Forge> make_hosted(std::unique_ptr<Api> api, std::unique_ptr<PushRung> push_rung, git::Repository& repository,
                                   HostedSettings settings) {
    return std::make_unique<Hosted>(std::move(api), std::move(push_rung), repository, std::move(settings));
}

}  // namespace proffer::forge
