// The usual project on a forge that stands on loopback: its API, its git, its hooks.
#pragma once

#include <fstream>
#include <string>

#include "base/text.hpp"
#include "scene.hpp"
#include "support/forge_stage.hpp"

namespace proffer::scene {

using support::ForgeStage;
using support::StagedPullRequest;
using support::StageKind;

/// Right as well, and another commit than k_right.
inline constexpr const char* k_other_right = "def add(a, b):\n    return b + a\n";

class Staged : public Project {
 public:
    /// `pull_request` is what stands in the map of that name; no labels, because each write to a forge waits for the one before.
    explicit Staged(StageKind kind, const std::string& pull_request = "labels: []", const std::string& sub_path = "")
        : Staged(kind, File{configuration("provider: replay", "retries: 0\ncycles: 0\npull_request: {" + pull_request + "}\n")}, sub_path) {
    }

    /// A whole `.proffer.yml`.
    struct File {
        std::string text;
    };
    Staged(StageKind kind, const File& configuration, const std::string& sub_path = "")
        : Project(configuration.text), stage(kind, moved_remote(), environment(), sub_path) {
        remote = stage.repository();
        (void)git({"config", "remote.origin.url", stage.remote_url()});
        before_ = fingerprint({"proffer-report"});
    }

    using Variables = std::map<std::string, std::string>;

    /// `proffer run` with this content of src/calc.py as the model's reply.
    [[nodiscard]] support::JsonRun run(const std::string& content = k_right) const { return run(content, stage.environment()); }
    [[nodiscard]] support::JsonRun run(const std::string& content, const Variables& variables) const {
        const auto replies = support::record_replies(*this, {support::modified("src/calc.py", content)});
        return support::proffer_json(*this, {"run", "fix-add", "--replay", replies.string()}, variables);
    }
    [[nodiscard]] support::JsonRun publish() const { return publish(stage.environment()); }
    [[nodiscard]] support::JsonRun publish(const Variables& variables) const {
        return support::proffer_json(*this, {"publish", "proffer-report"}, variables);
    }
    /// Everything up to the verdict.
    void propose(const std::string& content = k_right) const {
        const auto replies = support::record_replies(*this, {support::modified("src/calc.py", content)});
        const auto finished = support::proffer(*this, {"propose", "fix-add", "--replay", replies.string()});
        if (finished.exit_status != 0) throw std::runtime_error("cannot propose: " + finished.error_output);
    }

    /// As if the artifact came from an issue that was labelled.
    void make_of_issue(std::int64_t issue) const {
        std::string journal = report("journal.jsonl");
        journal = base::replace_all(journal, "\"trigger_kind\":\"manual\"", "\"trigger_kind\":\"issue-label\"");
        const std::size_t start = journal.find("\"issue\":0");
        if (start == std::string::npos) throw std::runtime_error("the journal names no issue: " + journal.substr(0, 2000));
        journal.replace(start, 9, "\"issue\":" + std::to_string(issue));
        write("proffer-report/journal.jsonl", journal);
    }

    /// A commit on top of a branch of the remote, by somebody with a clone.
    [[nodiscard]] std::string commit_of_person(const std::string& branch) const {
        const auto clone = beside("person");
        std::filesystem::remove_all(clone);
        (void)git_in(path(), {"clone", "--quiet", "--branch", branch, remote.string(), clone.string()});
        std::ofstream(clone / "src/person.py") << "# by hand\n";
        (void)git_in(clone, {"add", "src/person.py"});
        (void)git_in(clone, {"commit", "--quiet", "--message", "by hand"});
        (void)git_in(clone, {"push", "--quiet", "origin", branch});
        return git_in(clone, {"rev-parse", "HEAD"});
    }

    [[nodiscard]] std::string tip(const std::string& branch) const { return git_in(remote, {"rev-parse", "refs/heads/" + branch}); }
    [[nodiscard]] std::string content(const std::string& branch) const { return git_in(remote, {"show", branch + ":src/calc.py"}) + "\n"; }
    [[nodiscard]] bool is_untouched() const { return fingerprint({"proffer-report"}) == before_; }
    /// All files of the artifact one after the other.
    [[nodiscard]] std::string artifact() const {
        std::string all;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path() / "proffer-report"))
            if (entry.is_regular_file()) all += read(entry.path().lexically_relative(path()));
        return all;
    }
    [[nodiscard]] bool git_am_takes_the_patch() const {
        const auto clone = beside("taker");
        std::filesystem::remove_all(clone);
        (void)git_in(path(), {"clone", "--quiet", remote.string(), clone.string()});
        (void)git_in(clone, {"am", "--quiet", (path() / "proffer-report/proposal.patch").string()});
        return git_in(clone, {"show", "HEAD:src/calc.py"}) + "\n" == k_right;
    }

    ForgeStage stage;

 private:
    [[nodiscard]] std::filesystem::path moved_remote() const {
        const auto place = beside("served");
        std::filesystem::create_directories(place / "acme");
        std::filesystem::rename(remote, place / "acme/widgets.git");
        return place;
    }

    std::string before_;
};

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

inline std::string text_of(const support::JsonRun& run) {
    return run.finished.output + run.finished.error_output;
}

}  // namespace proffer::scene
