// `proffer gc`: deletes branches of ours that nobody needs any more, and tells why the others stay.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>

#include <unistd.h>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/text.hpp"
#include "cmd/command.hpp"
#include "cmd/plain_output.hpp"
#include "cmd/remote_access.hpp"
#include "cmd/wiring.hpp"
#include "forge/advise.hpp"
#include "forge/our_commits.hpp"
#include "forge/stale_branches.hpp"
#include "json/json.hpp"
#include "os/clock.hpp"
#include "os/signals.hpp"

namespace proffer::cmd {
namespace {

constexpr int k_most_days = 36'500;
/// Of commits made through its API.

struct GcFlags {
    bool dry_run = false;
    int older_than_days = 30;
    std::string committer;
};

struct Judged {
    git::RemoteBranch branch;
    forge::Fate fate;
    std::string action;  ///< "deleted", "would-delete", "kept", "failed"
};

struct Outcome {
    std::vector<Judged> branches;
    std::size_t run_directories = 0;
    int exit_code = 0;
};

/// What runs of this user that were killed left in TMPDIR, and what live ones use.
std::set<std::string> run_directories(const std::string& root) {
    std::set<std::string> found;
    const std::string prefix = fmt::format("proffer-{}-", ::geteuid());
    std::error_code ignored;
    for (auto entry = std::filesystem::directory_iterator(root, ignored); entry != std::filesystem::directory_iterator();
         entry.increment(ignored))
        if (const std::string name = entry->path().filename().string(); name.starts_with(prefix)) found.insert(name);
    return found;
}

std::vector<std::string> branch_templates(const domain::Config& config) {
    std::vector<std::string> templates = {config.settings.pull_request.branch};
    for (const domain::Task& task : config.tasks) templates.push_back(task.settings.pull_request.branch);
    return templates;
}

class Collector {
 public:
    Collector(Project& project, RemoteAccess access, const GcFlags& flags, forge::BranchRules rules)
        : project_(project), access_(std::move(access)), flags_(flags), rules_(std::move(rules)) {}

    Result<std::vector<Judged>> collect(const std::vector<std::string>& prefixes) {
        PROFFER_CHECK(find_base());
        std::vector<Judged> judged;
        for (const std::string& prefix : prefixes) {
            PROFFER_TRY(const auto branches, project_.repository->remote_branches(access_.push, prefix));
            for (const git::RemoteBranch& branch : branches) {
                if (os::stop_signal() != 0) return Error{ErrorCode::interrupted, "stopped by a signal", "", {}};
                judged.push_back(treat(branch));
            }
        }
        return judged;
    }

 private:
    /// Commits of the remote's default branch are nobody's on a proposal; the checkout may not have the newest of them.
    Result<void> find_base() {
        PROFFER_TRY(base_, project_.repository->resolve(""));
        std::string name = project_.repository->head_branch();
        if (access_.connection.api) {
            PROFFER_TRY(const forge::RepositoryFacts facts, access_.connection.api->repository_facts());
            name = facts.default_branch;
            if (const auto own = access_.connection.api->own_account()) own_id_ = own->id;
        }
        if (name.empty()) return {};
        const auto tip = project_.repository->remote_branch(access_.push, name);
        if (!tip) return tip.error();
        // This also brings it into our store.
        if (*tip && project_.repository->remote_commits(access_.push, name, *base_)) base_ = **tip;
        return {};
    }

    Judged treat(const git::RemoteBranch& branch) {
        const auto fate = judge(branch);
        if (!fate) return {branch, {false, fate.error().text(), 0, ""}, "failed"};
        if (!fate->goes) return {branch, *fate, "kept"};
        if (flags_.dry_run) return {branch, *fate, "would-delete"};
        const auto deleted = project_.repository->delete_remote_branch(access_.push, branch);
        if (deleted) return {branch, *fate, "deleted"};
        return {branch, {false, deleted.error().text(), fate->pull_request_number, fate->pull_request_url}, "failed"};
    }

    Result<forge::Fate> judge(const git::RemoteBranch& branch) {
        forge::BranchFacts facts{branch, {}, access_.connection.api != nullptr, own_id_, {}};
        PROFFER_TRY(facts.commits, project_.repository->remote_commits(access_.push, branch.name, *base_));
        if (facts.forge_was_asked) {
            PROFFER_TRY(facts.pull_requests, access_.connection.api->find_pull_requests(branch.name));
        }
        return forge::judge_branch(facts, rules_);
    }

    Project& project_;
    RemoteAccess access_;
    const GcFlags& flags_;
    forge::BranchRules rules_;
    std::optional<domain::Oid> base_;
    std::int64_t own_id_ = 0;
};

void print_lines(const Outcome& outcome, bool is_dry_run) {
    std::size_t gone = 0;
    for (const Judged& one : outcome.branches) {
        if (one.action == "deleted" || one.action == "would-delete") ++gone;
        print_text(fmt::format("{:<13}{}: {}\n", one.action, base::visible_line(one.branch.name), base::visible_line(one.fate.why)));
    }
    print_text(fmt::format("branches {}: {} of {}; directories of killed runs removed: {}\n", is_dry_run ? "to delete" : "deleted", gone,
                           outcome.branches.size(), outcome.run_directories));
}

void print_outcome(const Outcome& outcome, bool is_dry_run, bool as_json) {
    if (!as_json) return print_lines(outcome, is_dry_run);
    json::Writer writer(json::Style::pretty);
    writer.begin_object().key("branches").begin_array();
    for (const Judged& one : outcome.branches) {
        writer.begin_object();
        writer.member("branch", one.branch.name);
        writer.member("commit", one.branch.commit.text());
        writer.member("action", one.action);
        writer.member("why", base::visible_line(one.fate.why));
        writer.member("pull_request_number", one.fate.pull_request_number);
        writer.member("pull_request_url", one.fate.pull_request_url);
        writer.end_object();
    }
    writer.end_array();
    writer.member("run_directories", static_cast<std::uint64_t>(outcome.run_directories));
    writer.member("dry_run", is_dry_run);
    writer.member("exit_code", outcome.exit_code);
    writer.end_object();
    print_json(writer.text());
}

/// Without a configuration that can be read, the usual prefix is all there is to look for.
domain::Config config_of(const Project& project, const CommonFlags& common) {
    const auto base = project.repository->resolve("");
    if (!base) return {};
    auto loaded = load_config(project, common, *base);
    return loaded ? std::move(loaded->config) : domain::Config{};
}

Result<int> collect_garbage(const CommonFlags& common, const GcFlags& flags) {
    const std::string temporary = os::Environment::of_process().value_or("TMPDIR", "/tmp");
    const std::set<std::string> before = run_directories(temporary);
    // Opening the project removes what killed runs left.
    PROFFER_TRY(Project project, open_project(common));
    const std::set<std::string> after = run_directories(temporary);
    Outcome outcome;
    for (const std::string& name : before) outcome.run_directories += after.contains(name) ? 0 : 1;
    PROFFER_TRY(const os::DirectoryLock lock, os::DirectoryLock::take(project.repository->layout().common_dir));
    PROFFER_TRY(RemoteAccess access, reach_remote(project));
    if (!access.url.empty()) {
        PROFFER_TRY(const git::Identity committer, identity_from(flags.committer, project));
        const bool is_github = access.connection.place.kind == forge::Kind::github;
        forge::BranchRules rules{committer.email, std::string(is_github ? forge::k_github_committer : ""), os::now_ms() / 1000,
                                 std::chrono::hours(24) * flags.older_than_days};
        Collector collector(project, std::move(access), flags, std::move(rules));
        PROFFER_TRY(outcome.branches, collector.collect(forge::prefixes_of(branch_templates(config_of(project, common)))));
    }
    for (const Judged& one : outcome.branches)
        if (one.action == "failed") outcome.exit_code = domain::exit_status(domain::Conclusion::forge_denied);
    print_outcome(outcome, flags.dry_run, common.json);
    return outcome.exit_code;
}

}  // namespace

Run define_gc(CLI::App& app, CommonFlags& common) {
    auto flags = std::make_shared<GcFlags>();
    app.add_flag("--dry-run", flags->dry_run, "Show what would be deleted, delete nothing");
    app.add_option("--older-than", flags->older_than_days, "Age at which a branch without a pull request goes (default: 30)")
        ->check(CLI::Range(0, k_most_days))
        ->type_name("DAYS");
    app.add_option("--committer", flags->committer, "Committer of the runs, as 'Name <mail>' (default: as for 'run')")->type_name("PERSON");
    return [flags, &common] { return collect_garbage(common, *flags); };
}

}  // namespace proffer::cmd
