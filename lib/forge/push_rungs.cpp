// Both push once and read from the server's words which pull request came of it.
#include "forge/push_rungs.hpp"

#include <utility>

#include "forge/gitea_agit.hpp"
#include "forge/gitlab_push_options.hpp"

namespace proffer::forge {
namespace {

Error nothing_made(const std::string& why) {
    return {ErrorCode::denied, why.empty() ? "the server made no pull request of the push" : why, "", {}};
}

class GitlabPush : public PushRung {
 public:
    GitlabPush(Place place, git::Repository& repository, git::PushSettings push)
        : place_(std::move(place)), repository_(repository), push_(std::move(push)) {}

    Result<Publication> publish(const Proposal& proposal, const std::string& branch, const std::optional<domain::Oid>& replaces) override {
        const NewPullRequest wanted{branch, proposal.base_ref, proposal.title, proposal.body, proposal.draft};
        const git::RefPush request{"refs/heads/" + branch, proposal.commit, replaces,
                                   gitlab_push_options(wanted, proposal.labels, proposal.assignees, proposal.milestone)};
        PROFFER_TRY(const git::PushAnswer answer, repository_.push(push_, request));
        const auto made = parse_gitlab_push_answer(answer.said, place_.web_url, place_.project, branch);
        if (!made) return nothing_made(parse_gitlab_push_warning(answer.said));
        Publication published;
        published.rung = "push-options";
        published.branch = branch;
        published.operation = replaces ? "updated" : "created";
        published.pull_request_number = made->number;
        published.pull_request_url = made->url;
        return published;
    }
    bool comes_before_branch() const override { return true; }

 private:
    Place place_;
    git::Repository& repository_;
    git::PushSettings push_;
};

class AgitRung : public PushRung {
 public:
    AgitRung(Place place, git::Repository& repository, git::PushSettings push)
        : place_(std::move(place)), repository_(repository), push_(std::move(push)) {}

    Result<Publication> publish(const Proposal& proposal, const std::string& branch, const std::optional<domain::Oid>&) override {
        // Without drafts and labels: the title says what the forge's own draft does.
        const std::string title = proposal.draft ? "WIP: " + proposal.title : proposal.title;
        const AgitPush push{proposal.commit, proposal.base_ref, branch, title, proposal.body, true, false};
        const git::RefPush request{"refs/for/" + proposal.base_ref, proposal.commit, {}, agit_options(push)};
        auto answer = repository_.push(push_, request);
        if (!answer && is_agit_up_to_date(answer.error().message)) return already_there();
        if (!answer) return std::move(answer).error();
        const auto made = parse_agit_answer(answer->said, place_.web_url, place_.project);
        if (!made) return nothing_made("");
        Publication published;
        published.rung = "push-options";
        published.operation = answer->outcome == git::PushOutcome::updated ? "updated" : "created";
        published.pull_request_number = made->number;
        published.pull_request_url = made->url;
        return published;
    }

 private:
    /// The server says so without a number.
    [[nodiscard]] Publication already_there() const {
        Publication published;
        published.rung = "push-options";
        published.operation = "none";
        published.pull_request_url = place_.web_url + "/" + place_.project + "/pulls";
        return published;
    }

    Place place_;
    git::Repository& repository_;
    git::PushSettings push_;
};

}  // namespace

std::unique_ptr<PushRung> make_push_rung(const Place& place, git::Repository& repository, const git::PushSettings& push) {
    if (place.kind == Kind::gitlab) return std::make_unique<GitlabPush>(place, repository, push);
    if (place.kind == Kind::gitea) return std::make_unique<AgitRung>(place, repository, push);
    return nullptr;
}

}  // namespace proffer::forge
