// The world of the loop in memory: scripted replies, scripted check results, a repository of maps.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/sha256.hpp"
#include "os/process.hpp"
#include "run/task_run.hpp"
#include "support/memory_snapshot.hpp"

namespace proffer::run_test {

inline domain::Oid oid(char digit) {
    return *domain::Oid::parse(std::string(40, digit));
}

/// A provider that answers from a list and keeps what it was asked.
struct Script {
    std::deque<Result<domain::Reply>> replies;
    std::vector<domain::Prompt> asked;
    std::size_t made = 0;
    std::vector<std::string> models, providers;  ///< as asked for, in the order they were made
    std::vector<double> temperatures;
    std::string output;                           ///< of checks that fail
    std::map<std::string, std::size_t> commands;  ///< how often each was run in a workspace
    std::shared_ptr<std::mutex> mutex = std::make_shared<std::mutex>();

    void add(std::string text, domain::StopReason stop = domain::StopReason::complete) {
        domain::Usage usage;
        usage.input_tokens = 100;
        usage.output_tokens = 50;
        domain::Reply reply;
        reply.text = std::move(text);
        reply.stop = stop;
        reply.usage = usage;
        reply.model = "scripted-1";
        replies.emplace_back(std::move(reply));
    }
    void add_file(const std::string& path, const std::string& content) {
        add("<MODIFIED path=\"" + path + "\">\n" + content + "</MODIFIED>\n");
    }
};

class ScriptedProvider : public provider::Provider {
 public:
    explicit ScriptedProvider(Script& script) : script_(script) {}
    [[nodiscard]] std::string_view name() const override { return "scripted"; }
    [[nodiscard]] std::string model() const override { return "scripted-1"; }
    Result<domain::Reply> ask(const domain::Prompt& prompt, const provider::AskLimits&, const provider::AskWatcher&) override {
        const std::lock_guard lock(*script_.mutex);
        script_.asked.push_back(prompt);
        if (script_.replies.empty()) return Error{ErrorCode::exhausted, "no scripted reply left", "", {}};
        auto reply = std::move(script_.replies.front());
        script_.replies.pop_front();
        return reply;
    }

 private:
    Script& script_;
};

/// Checks pass when the proposal's content says so.
class FakeWorkspace : public workspace::Workspace {
 public:
    FakeWorkspace(Script& script, domain::EditSet edits) : script_(script), edits_(std::move(edits)) {}
    Result<workspace::WorkFinished> run(const workspace::WorkCommand& command) override {
        {
            const std::lock_guard lock(*script_.mutex);
            ++script_.commands[command.shell_line];
        }
        workspace::WorkFinished finished;
        bool is_right = false;
        for (const domain::Edit& edit : edits_) is_right = is_right || edit.content.value_or("").find("right") != std::string::npos;
        finished.exit_status = is_right ? 0 : 1;
        finished.output = "ran " + command.shell_line + "\n";
        if (!is_right) finished.output += script_.output;
        return finished;
    }

 private:
    Script& script_;
    domain::EditSet edits_;
};

class FakeWorkspaces : public workspace::WorkspaceFactory {
 public:
    explicit FakeWorkspaces(Script& script) : script_(script) {}
    [[nodiscard]] const domain::Isolation& isolation() const override { return isolation_; }
    Result<std::unique_ptr<workspace::Workspace>> make(const domain::EditSet& edits) override {
        return std::unique_ptr<workspace::Workspace>(std::make_unique<FakeWorkspace>(script_, edits));
    }

 private:
    Script& script_;
    domain::Isolation isolation_{"memory", {"none"}, "none", "", 3, {}, {}, 0};
};

class FakeRepository : public git::Repository {
 public:
    support::MemorySnapshot tree;
    domain::EditSet committed;

    [[nodiscard]] const git::Layout& layout() const override { return layout_; }
    [[nodiscard]] Result<domain::Oid> resolve(const std::string&) const override { return oid('a'); }
    [[nodiscard]] std::string head_branch() const override { return "main"; }
    [[nodiscard]] Result<std::unique_ptr<domain::Snapshot>> snapshot(const domain::Oid&) const override {
        return std::unique_ptr<domain::Snapshot>(std::make_unique<support::MemorySnapshot>(tree));
    }
    [[nodiscard]] Result<std::vector<git::Difference>> differences(const domain::Oid&) const override {
        return std::vector<git::Difference>();
    }
    Result<git::Commit> commit(const git::CommitRequest& request) override {
        committed = request.edits;
        return git::Commit{oid('c'), oid('d')};
    }
    Result<domain::Oid> write_tree(const domain::Oid&, const domain::EditSet& edits) override {
        std::string all;
        for (const domain::Edit& edit : edits) all += edit.path.text() + '\0' + edit.content.value_or("gone") + '\0';
        return *domain::Oid::parse(base::sha256(all).substr(0, 40));
    }
    Result<std::string> format_patch(const domain::Oid&) override { return std::string("the patch"); }
    Result<domain::EditSet> read_patch(const domain::Oid&, const std::string&) override { return committed; }
    [[nodiscard]] Result<std::string> remote_url() const override { return std::string(); }
    Result<std::optional<domain::Oid>> remote_branch(const git::PushSettings&, const std::string&) override {
        return std::optional<domain::Oid>();
    }
    Result<std::vector<git::RemoteCommit>> remote_commits(const git::PushSettings&, const std::string&, const domain::Oid&) override {
        return std::vector<git::RemoteCommit>();
    }
    Result<domain::Oid> sign(const domain::Oid&, domain::Sign) override { return oid('e'); }
    Result<std::vector<git::RemoteBranch>> remote_branches(const git::PushSettings&, const std::string&) override {
        return std::vector<git::RemoteBranch>();
    }
    Result<void> delete_remote_branch(const git::PushSettings&, const git::RemoteBranch&) override { return {}; }
    Result<git::PushAnswer> push(const git::PushSettings&, const git::RefPush&) override { return git::PushAnswer(); }
    Result<git::PushOutcome> create_local_branch(const std::string&, const domain::Oid&) override { return git::PushOutcome::created; }
    [[nodiscard]] std::optional<git::Identity> user_identity() const override { return {}; }

 private:
    git::Layout layout_;
};

class FakeForge : public forge::Forge {
 public:
    FakeForge(std::vector<forge::Proposal>& published, std::optional<Error> error) : published_(published), error_(std::move(error)) {}
    Result<forge::Publication> publish(const forge::Proposal& proposal) override {
        if (error_) return *error_;
        published_.push_back(proposal);
        forge::Publication publication;
        publication.rung = "branch";
        publication.forge = "none";
        publication.branch = proposal.branch;
        publication.operation = "created";
        return publication;
    }

 private:
    std::vector<forge::Proposal>& published_;
    std::optional<Error> error_;
};

class MemoryArtifact : public run::Artifact {
 public:
    std::string journal;
    std::map<std::string, std::string> files;
    std::size_t fails_from_line = 1000000;
    std::size_t lines = 0;
    Result<void> append(std::string_view line) override {
        if (++lines >= fails_from_line) return Error{ErrorCode::io, "no space left on device", "", {}};
        journal += line;
        return {};
    }
    Result<void> write(std::string_view name, std::string_view bytes) override {
        files[std::string(name)] = bytes;
        return {};
    }
};

class FakeClock : public run::Clock {
 public:
    std::chrono::milliseconds time{0};
    int signal = 0;
    [[nodiscard]] std::int64_t now_ms() const override { return 1'800'000'000'000 + time.count(); }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override { return time; }
    [[nodiscard]] int stop_signal() const override { return signal; }
};

class SilentWatcher : public run::Watcher {
 public:
    void on_event(const std::string&) override {}
    void on_reply_text(std::string_view) override {}
    void on_reply_restart() override {}
    void on_retry(std::string_view) override {}
    void on_check_start(std::string_view) override {}
    void on_check_output(std::string_view) override {}
};

/// Everything together; change what a test is about, then `run()`.
struct World {
    FakeRepository repository;
    Script script;
    MemoryArtifact artifact;
    FakeClock clock;
    SilentWatcher watcher;
    base::Redactor redactor;
    std::vector<forge::Proposal> published;
    std::optional<Error> forge_error;
    std::optional<Error> provider_error;
    std::function<Result<std::vector<locate::Guess>>(const domain::Oid&, std::string_view, std::size_t)> rank;
    run::TaskRequest request{oid('a')};

    World() {
        repository.tree.add("src/a.txt", "old\n");
        request.task.name = "fix";
        request.task.instruction = "Make it right.";
        request.task.files = {"src/a.txt"};
        request.task.settings.allowed = {"src"};
        request.task.settings.checks = {{"tests", "true", std::chrono::seconds(5), {}, false}};
        request.task.settings.cycles = 0;
        request.nonce = "0123456789abcdef0123456789abcdef";
        request.version = "test";
    }

    run::TaskOutcome run() {
        run::Ports ports{repository,
                         [this](const domain::ModelSettings& model) -> Result<std::unique_ptr<provider::Provider>> {
                             ++script.made;
                             script.models.push_back(model.name);
                             script.providers.push_back(model.provider);
                             script.temperatures.push_back(model.temperature);
                             if (provider_error) return *provider_error;
                             return std::unique_ptr<provider::Provider>(std::make_unique<ScriptedProvider>(script));
                         },
                         [this](const domain::Oid&) {
                             return Result<std::unique_ptr<workspace::WorkspaceFactory>>(std::make_unique<FakeWorkspaces>(script));
                         },
                         [this] { return Result<std::unique_ptr<forge::Forge>>(std::make_unique<FakeForge>(published, forge_error)); },
                         artifact,
                         clock,
                         watcher,
                         redactor,
                         rank};
        auto outcome = run::run_task(request, ports);
        if (!outcome) throw std::runtime_error("run_task failed: " + outcome.error().text());
        return *std::move(outcome);
    }
};

}  // namespace proffer::run_test
