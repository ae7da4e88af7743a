// Who may is asked first, then what the run works on. In doubt no run.
#include "cmd/admission.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "ci/failed_log.hpp"
#include "cmd/ci_files.hpp"
#include "cmd/remote_access.hpp"
#include "cmd/result_output.hpp"
#include "forge/factory.hpp"
#include "forge/lookups.hpp"
#include "forge/our_commits.hpp"
#include "forge/permission.hpp"
#include "forge/stale_branches.hpp"
#include "forge/sticky_comment.hpp"
#include "os/signals.hpp"

namespace proffer::cmd {
namespace {

using domain::Conclusion;
using domain::TriggerKind;

const std::string k_refusal_mark = std::string(ci::k_own_mark) + ": why no run was started -->";
const std::string k_run_mark = std::string(ci::k_own_mark) + ": about the failed run at ";
constexpr std::size_t k_most_mended_runs = 5;
constexpr std::size_t k_logs_bytes = 48 * 1024;

struct Refusal {
    Conclusion conclusion = Conclusion::not_authorized;
    std::string why, remedy;
};
/// Nothing: it may go on.
using Verdict = Result<std::optional<Refusal>>;

Verdict go_on() {
    return std::optional<Refusal>();
}

Verdict skip(std::string why) {
    return std::optional(Refusal{Conclusion::skipped, std::move(why), ""});
}

std::vector<std::string> branch_prefixes(const domain::Config& config) {
    std::vector<std::string> templates = {config.settings.pull_request.branch};
    for (const domain::Task& task : config.tasks) templates.push_back(task.settings.pull_request.branch);
    return forge::prefixes_of(templates);
}

/// By commas or blanks, as inputs of an Action are written.
std::vector<std::string> allowed_by(const std::vector<std::string>& flags, const os::Environment& environment, const char* variable) {
    std::vector<std::string> all = flags;
    const std::string text = base::replace_all(base::replace_all(environment.value_or(variable, ""), "\n", " "), ",", " ");
    for (const std::string_view entry : base::split(text, ' '))
        if (const auto name = base::trim(entry); !name.empty()) all.emplace_back(name);
    return all;
}

std::string as_code(const std::string& line) {
    return "`" + base::replace_all(base::visible_line(line), "`", "'") + "`";
}

/// The line that says which issue a proposal is about: it stays when the text around it is written anew.
std::string reference_in(const std::string& body) {
    std::string found;
    for (const std::string_view raw : base::split_lines(body)) {
        const std::string_view line = base::trim(raw);
        const bool is_reference = line.starts_with("Refs #") || line.starts_with("Fixes #");
        const std::string_view number = line.substr(std::min(line.size(), line.find('#') + 1));
        if (is_reference && !number.empty() && number.size() < 19 && number.find_first_not_of("0123456789") == std::string_view::npos)
            found = line;
    }
    return found;
}

class Gate {
 public:
    Gate(const RunFlags& flags, Project& project, const domain::Config& config, const ci::Event& event)
        : flags_(flags), project_(project), event_(event), prefixes_(branch_prefixes(config)) {}

    Verdict judge() {
        // A run that our own push started is one to mend.
        const std::string app = project_.environment.value_or("PROFFER_APP_LOGIN", "");
        if (!app.empty() && !event_.failed_run && base::to_lower(app) == base::to_lower(event_.sender.login))
            return skip("proffer itself sent the event");
        if (event_.trigger.kind == TriggerKind::push && is_our_name(event_.trigger.values.at("push.branch")))
            return skip("a push to a branch of proffer's own");
        if (!event_.is_open_to_all && !event_.branches) return go_on();
        auto access = reach_remote(project_);
        if (!access) return unknown(access.error().message);
        access_ = *std::move(access);
        if (event_.branches && event_.branches->is_fork) return judge_fork();
        if (event_.is_open_to_all) {
            auto refused = judge_sender();
            if (!refused || *refused) return refused;
        }
        if (event_.failed_run) return judge_failed_run();
        if (event_.comment && event_.subject->is_pull_request) return judge_comment_on_pull_request();
        return event_.branches ? judge_pull_request() : go_on();
    }

    /// What nobody would find out otherwise is told where it was asked for.
    void tell(const Refusal& refusal) {
        if (refusal.conclusion != Conclusion::not_authorized || !access_.connection.api || !event_.subject) return;
        const std::string text =
            fmt::format("No run was started: {}.{}\n", as_code(refusal.why), refusal.remedy.empty() ? "" : " " + as_code(refusal.remedy));
        const auto told = forge::put_marked_comment(*access_.connection.api, about(), event_.subject->number, k_refusal_mark, text);
        if (!told) base::log_warning("why no run was started cannot be told on the forge: " + told.error().message);
    }

    Work work;

 private:
    [[nodiscard]] forge::Api& api() { return *access_.connection.api; }

    [[nodiscard]] forge::Subject about() const {
        return event_.subject->is_pull_request ? forge::Subject::pull_request : forge::Subject::issue;
    }

    [[nodiscard]] bool is_our_name(const std::string& branch) const {
        return std::any_of(prefixes_.begin(), prefixes_.end(), [&](const std::string& prefix) { return branch.starts_with(prefix); });
    }

    /// A person started the job over, or says so.
    [[nodiscard]] bool is_asked_again() const { return flags_.again || project_.environment.value_or("GITHUB_RUN_ATTEMPT", "1") != "1"; }

    static Verdict unknown(const std::string& why) {
        return std::optional(Refusal{Conclusion::not_authorized, "who may start a run cannot be known: " + why,
                                     "give the job a token (PROFFER_TOKEN, or the forge's own) that may read members and issues"});
    }

    /// In the two-job form the half without a write token may work for a fork: it reads nothing of it, and publishes nothing.
    Verdict judge_fork() {
        const auto facts = access_.connection.api ? api().repository_facts() : Result<forge::RepositoryFacts>(forge::RepositoryFacts());
        const bool may_write = access_.connection.api && (!facts || facts->may_push.value_or(true));
        const bool is_pull_request = !event_.is_open_to_all && !event_.failed_run;
        if (flags_.publish != "none" || may_write || !is_pull_request)
            return std::optional(Refusal{Conclusion::fork, fmt::format("{} comes from a fork", event_.trigger.summary), ""});
        PROFFER_TRY(work.base, fetch_tip(event_.branches->base_branch));
        work.base_ref = event_.branches->base_branch;
        work.trust = domain::Trust::outsider;
        return go_on();
    }

    Verdict judge_sender() {
        if (!access_.connection.api) return unknown("there is no token to ask the forge with");
        const ci::Subject& subject = *event_.subject;
        forge::Request request{event_.sender.id, event_.sender.login, about(), subject.number, subject.title, subject.body, {}};
        if (const auto& sent = event_.comment)
            request.comment = forge::CommentThen{sent->id, sent->author.id, sent->body, sent->updated_at};
        const forge::Allowances allowances{
            allowed_by(flags_.allowed_users, project_.environment, "PROFFER_ALLOW_USERS"),
            allowed_by(flags_.allowed_bots, project_.environment, "PROFFER_ALLOW_BOTS"),
            [this](const std::string& login) { return forge::fetch_account(*access_.connection.client, access_.connection.place, login); }};
        const forge::Ruling ruling = forge::rule_on(api(), request, allowances);
        if (ruling.answer == forge::Answer::yes) return go_on();
        const bool is_no = ruling.answer == forge::Answer::no;
        return std::optional(Refusal{is_no ? Conclusion::not_authorized : Conclusion::skipped, ruling.why, ruling.remedy});
    }

    /// The branch's commit on the remote, with everything that belongs to it in our store.
    Result<domain::Oid> fetch_tip(const std::string& branch) {
        PROFFER_TRY(const auto tip, project_.repository->remote_branch(access_.push, branch));
        if (!tip) return Error{ErrorCode::not_found, fmt::format("the remote has no branch '{}'", base::visible_line(branch)), "", {}};
        PROFFER_TRY(const domain::Oid head, project_.repository->resolve(""));
        PROFFER_CHECK(project_.repository->remote_commits(access_.push, branch, head));
        work.objects = project_.repository->objects();
        return *tip;
    }

    /// Where a pull request stands: its head is what edits start from, its base is where the configuration is read (T7).
    Result<void> work_on(const std::string& head_branch, const std::string& base_branch) {
        PROFFER_TRY(work.config, fetch_tip(base_branch));
        PROFFER_TRY(work.base, fetch_tip(head_branch));
        work.base_ref = head_branch;
        work.trust = domain::Trust::writer;
        return {};
    }

    /// By its author *and* by its commits: somebody may lend us a token and open pull requests as well.
    Result<bool> is_ours(const forge::PullRequest& pull) {
        PROFFER_TRY(const forge::Account own, api().own_account());
        if (pull.author.id != own.id) return false;
        PROFFER_TRY(const git::Identity committer, identity_from(flags_.committer.empty() ? flags_.author : flags_.committer, project_));
        PROFFER_TRY(const auto commits, project_.repository->remote_commits(access_.push, pull.head_branch, *work.config));
        return std::any_of(commits.begin(), commits.end(), [&](const git::RemoteCommit& commit) {
            return forge::is_ours(commit, committer.email, forge::k_github_committer);
        });
    }

    void follow_up(const forge::PullRequest& pull) {
        work.base_ref = pull.base_branch;
        work.follow_up = run::FollowUp{pull.head_branch, pull.title, reference_in(pull.body)};
        work.pull_request = pull.number;
        work.values = {{"pull_request.number", std::to_string(pull.number)},
                       {"pull_request.title", pull.title},
                       {"pull_request.branch", pull.head_branch},
                       {"pull_request.url", pull.url}};
    }

    Verdict judge_comment_on_pull_request() {
        const std::int64_t number = event_.subject->number;
        PROFFER_TRY(const forge::PullRequest pull, api().pull_request(number));
        PROFFER_TRY(const auto from_here, api().find_pull_requests(pull.head_branch));
        if (std::none_of(from_here.begin(), from_here.end(), [&](const forge::PullRequest& one) { return one.number == number; }))
            return std::optional(Refusal{Conclusion::fork, fmt::format("pull request {} comes from a fork", number), ""});
        PROFFER_CHECK(work_on(pull.head_branch, pull.base_branch));
        PROFFER_TRY(const bool ours, is_ours(pull));
        if (!ours && event_.command.empty()) return skip(fmt::format("pull request {} is none of proffer's", number));
        work.answer_mark =
            fmt::format("{}: answer to {} {} -->", ci::k_own_mark, event_.name.substr(0, event_.name.find('.')), event_.comment->id);
        PROFFER_TRY(const std::size_t answers, forge::count_marked_comments(api(), about(), number, work.answer_mark));
        if (answers > 0 && !is_asked_again()) return skip("this comment was answered already");
        work.pull_request = number;
        if (ours) follow_up(pull);
        return go_on();
    }

    /// Only tasks that the job names come here.
    Verdict judge_pull_request() {
        if (is_our_name(event_.branches->head_branch)) return skip("a pull request of proffer's own");
        PROFFER_CHECK(work_on(event_.branches->head_branch, event_.branches->base_branch));
        return go_on();
    }

    Verdict judge_failed_run() {
        const ci::FailedRun& run = *event_.failed_run;
        if (!access_.connection.api) return unknown("there is no token to read the log with");
        const auto found = work_on(run.branch, event_.branches->base_branch);
        if (!found && found.error().code == ErrorCode::not_found) return skip(found.error().message);
        if (!found) return found.error();
        if (work.base->text() != run.head_commit)
            return skip(fmt::format("branch '{}' has moved on since", base::visible_line(run.branch)));
        if (is_our_name(run.branch)) {
            auto refused = judge_failed_run_of_ours(run);
            if (!refused || *refused) return refused;
        }
        PROFFER_TRY(work.values["workflow.log"], fetch_logs(run.id));
        return go_on();
    }

    /// Once a head commit, and a few times in all: a model that cannot mend it shall not try for ever.
    Verdict judge_failed_run_of_ours(const ci::FailedRun& run) {
        PROFFER_TRY(const auto pulls, api().find_pull_requests(run.branch));
        const auto open =
            std::find_if(pulls.begin(), pulls.end(), [](const auto& pull) { return pull.state == forge::PullRequestState::open; });
        if (open == pulls.end()) return skip(fmt::format("branch '{}' has no open pull request", base::visible_line(run.branch)));
        PROFFER_TRY(const bool ours, is_ours(*open));
        if (!ours) return skip(fmt::format("pull request {} is none of proffer's", open->number));
        work.answer_mark = k_run_mark + run.head_commit + " -->";
        PROFFER_TRY(const std::size_t here,
                    forge::count_marked_comments(api(), forge::Subject::pull_request, open->number, work.answer_mark));
        if (here > 0 && !is_asked_again()) return skip("this commit's failure was answered already");
        PROFFER_TRY(const std::size_t all, forge::count_marked_comments(api(), forge::Subject::pull_request, open->number, k_run_mark));
        if (all >= k_most_mended_runs) return skip(fmt::format("{} failed runs of this pull request were answered already", all));
        follow_up(*open);
        return go_on();
    }

    Result<std::string> fetch_logs(std::int64_t run) {
        PROFFER_TRY(const auto jobs, forge::fetch_failed_jobs(access_.connection, project_.environment, run));
        std::string text;
        for (const forge::FailedJob& job : jobs) {
            const std::string step = job.log_problem.empty() ? ci::failing_step(job.log) : "(no log: " + job.log_problem + ")";
            const std::string part = fmt::format("{}job '{}'\n{}\n", text.empty() ? "" : "\n", job.name, step);
            if (text.size() + part.size() > k_logs_bytes) break;
            text += part;
        }
        return text;
    }

    const RunFlags& flags_;
    Project& project_;
    const ci::Event& event_;
    std::vector<std::string> prefixes_;
    RemoteAccess access_;
};

std::string answer_text(const run::TaskOutcome& outcome) {
    const report::RunSummary& run = outcome.summary;
    const std::string why = run.finish ? run.finish->message : "";
    switch (outcome.conclusion) {
        case Conclusion::success:
            if (run.published && run.published->operation != "none")
                return fmt::format("Done: the branch is at {} now.\n", as_code(run.published->commit.substr(0, 12)));
            return "Nothing had to be changed.\n";
        case Conclusion::no_change: return "Nothing was changed: the model proposed no difference.\n";
        default:
            return fmt::format("Nothing was changed. The run ended with {}: {}\n", as_code(std::string(domain::name(outcome.conclusion))),
                               as_code(why));
    }
}

}  // namespace

Result<Admission> admit(const CommonFlags& common, const RunFlags& flags, Project& project, const domain::Config& config,
                        const ci::Event& event) {
    Gate gate(flags, project, config, event);
    PROFFER_TRY(const std::optional<Refusal> refusal, gate.judge());
    if (os::stop_signal() != 0) return Error{ErrorCode::interrupted, "stopped while asking who may start a run", "", {}};
    if (!refusal) return Admission{{}, std::move(gate.work)};
    gate.tell(*refusal);
    return Admission{end_without_task(common, project.environment, refusal->conclusion, refusal->why, refusal->remedy), {}};
}

void acknowledge(const Project& project, const ci::Event& event) {
    if (!event.is_open_to_all || !event.subject) return;
    auto access = reach_remote(project);
    if (!access || !access->connection.api) return;
    const forge::Subject subject = event.subject->is_pull_request ? forge::Subject::pull_request : forge::Subject::issue;
    std::optional<std::int64_t> comment;
    if (event.comment) comment = event.comment->id;
    const auto shown = access->connection.api->react(subject, event.subject->number, comment, forge::Reaction::eyes);
    if (!shown) base::log_debug("the forge takes no reaction: " + shown.error().message);
}

void answer_on_forge(const Project& project, const Work& work, const run::TaskOutcome& outcome) {
    if (work.answer_mark.empty() || work.pull_request == 0) return;
    auto access = reach_remote(project);
    const auto told = !access                   ? Result<void>(access.error())
                      : !access->connection.api ? Result<void>()
                                                : forge::put_marked_comment(*access->connection.api, forge::Subject::pull_request,
                                                                            work.pull_request, work.answer_mark, answer_text(outcome));
    if (!told) base::log_warning("what came of it cannot be told on the forge: " + told.error().message);
}

int end_without_task(const CommonFlags& common, const os::Environment& environment, Conclusion conclusion, const std::string& why,
                     const std::string& remedy) {
    write_ci_conclusion(environment, conclusion, why);
    print_conclusion(conclusion, why, common.json, remedy);
    return domain::exit_status(conclusion);
}

}  // namespace proffer::cmd
