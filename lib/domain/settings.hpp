// The validated values of `.proffer.yml` (shared meaning: product.md, "`.proffer.yml`").
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/usage.hpp"

namespace proffer::domain {

/// What several runs together may use; what is absent is not capped.
struct Cap {
    std::optional<std::uint64_t> calls;
    std::optional<std::uint64_t> tokens;
    std::optional<double> cost_usd;

    [[nodiscard]] bool is_set() const { return calls || tokens || cost_usd; }
};

struct Limits {
    std::uint64_t file_bytes = 50 * 1024;
    std::uint64_t files = 20;                                   ///< files in one proposal
    std::uint64_t diff_lines = 2000;                            ///< added and removed lines of one proposal
    std::chrono::milliseconds time = std::chrono::minutes(20);  ///< one run of one task
    std::uint64_t tokens = 400'000;                             ///< in and out, one run of one task
    double cost_usd = 2.00;
    int concurrency = 4;        ///< units of a task with `each` at work at the same time
    std::uint64_t calls = 100;  ///< of a model, one run of one task
    Cap per_subject;            ///< all runs of a month (UTC) for one issue or pull request, or for a task without one
    Cap per_day;                ///< all runs of a day (UTC) in the repository

    /// What is to be raised for more; a cap may leave less than the run's own limits.
    std::string tokens_key = "limits.tokens", cost_key = "limits.cost", calls_key = "limits.calls";

    [[nodiscard]] bool has_caps() const { return per_subject.is_set() || per_day.is_set(); }
};

enum class EditFormat {
    automatic,
    whole,
    search_replace,
    diff,
    in_place,  ///< none: the program edits files itself (`model.edits`)
};

struct ModelSettings {
    std::string provider = "auto";  ///< auto, anthropic, openai, github, ollama, command, replay
    std::string name;               ///< empty: the provider's default
    std::string base_url;           ///< empty: the provider's own
    std::string command;            ///< provider `command`: a line for `sh -c`
    bool edits_in_place = false;    ///< that program edits the files of a workspace itself
    double temperature = 0;
    int candidates = 1;
    std::vector<std::string> fallback;
    EditFormat edit_format = EditFormat::automatic;
    std::optional<std::uint64_t> max_output_tokens;  ///< nothing: the provider's usual maximum
    std::optional<std::uint64_t> context_tokens;     ///< of `name`, prompt and reply; nothing: what the provider's models usually take
    std::optional<Price> price;                      ///< of `name`; nothing: as the table of known models says

    /// What means nothing to a model of another name.
    void forget_of_name() {
        context_tokens.reset();
        price.reset();
    }
};

struct CheckSettings {
    std::string name;
    std::string run;  ///< a line for `sh -c`; `{{files}}` expands to shell-quoted paths
    std::chrono::milliseconds timeout = std::chrono::minutes(10);
    std::vector<std::string> on;  ///< globs; empty: always. Else only when a changed file matches
    bool network = false;
};

enum class Draft { never, always, on_failure };
/// What is put behind the branch name, so that every run has a branch of its own.
enum class BranchSuffix { none, random, timestamp, short_commit_hash };
enum class Sign { automatic, api, ssh, gpg, none };

/// As spelt in the file: "auto".
[[nodiscard]] std::string_view name(Sign sign);

struct PullRequestSettings {
    std::string branch = "proffer/{{task}}{{#issue}}-{{issue.number}}{{/issue}}";
    BranchSuffix branch_suffix = BranchSuffix::none;
    std::string title;  ///< template; empty: made from the instruction
    std::string body;   ///< template put above the proof; empty: none
    Draft draft = Draft::on_failure;
    std::vector<std::string> labels = {"proffer"};
    std::vector<std::string> assignees;
    std::vector<std::string> reviewers;
    std::vector<std::string> team_reviewers;
    std::string milestone;
    int most_open = 20;       ///< open pull requests of proffer's in the repository; a further one is withheld
    bool closes = false;      ///< merging it closes the issue: "Fixes #7" instead of "Refs #7"
    bool auto_merge = false;  ///< the forge merges a proved proposal once its own rules (reviews, CI) are met
    Sign sign = Sign::automatic;
    bool signoff = false;  ///< the commit has a Signed-off-by line of its committer
};

struct ReportSettings {
    std::string dir = "proffer-report";
    std::vector<std::string> formats = {"markdown", "json", "html", "junit"};
};

enum class Proof { green, red_green };
enum class TestsPolicy { none, add, edit };

struct TestsSettings {
    std::vector<std::string> paths;
    TestsPolicy may = TestsPolicy::add;
};

/// What to do when a trigger's text has parts that people do not see: leave them out and say so, or not to start.
enum class HiddenText { show, refuse };

/// What the pre-push hook does with the push that started a task.
struct HookSettings {
    bool wait = false;                                         ///< the push starts when the proposal is ready, or `time` is over
    bool block = false;                                        ///< a failed check stops the push; waits as well
    std::chrono::milliseconds time = std::chrono::minutes(2);  ///< how long a push waits at most

    [[nodiscard]] bool waits() const { return wait || block; }
};

/// How files are found where nothing names them.
struct LocateSettings {
    bool rerank = false;  ///< the model chooses among the likeliest, in one cheap call
};

struct Hint {
    std::string keyword;
    std::vector<std::string> files;
};

/// Everything that a task may set for itself; the top level of the file gives the defaults.
struct Settings {
    bool enabled = true;
    std::vector<std::string> allowed;          ///< scope: directories, files or globs; "." is everything
    std::vector<std::string> protected_paths;  ///< globs, on top of the built-in list
    std::vector<std::string> unprotected;      ///< globs taken off the built-in list, shown in the pull request
    Limits limits;
    ModelSettings model;
    std::vector<CheckSettings> checks;
    int retries = 2;
    int cycles = 3;
    std::vector<Hint> hints;
    LocateSettings locate;
    PullRequestSettings pull_request;
    ReportSettings report;
    Proof proof = Proof::green;
    int isolation = 0;  ///< the lowest level of isolation for checks; 0: what the trigger asks for. It can only raise that
    TestsSettings tests;
    bool minimise = true;  ///< what a proposal of a model does not need to be green is taken out of it
    HiddenText hidden_text = HiddenText::show;
    HookSettings hook;
    bool ledger = false;  ///< in CI: what runs cost is kept on the remote though nothing is capped
};

enum class TriggerKind {
    manual,
    schedule,
    push,
    pre_push,
    dispatch,
    issue_label,
    comment,
    review_comment,
    workflow_failure,
};

/// As spelt in the file: "pre-push".
[[nodiscard]] std::string_view name(TriggerKind kind);

struct TriggerRule {
    TriggerKind kind = TriggerKind::manual;
    std::string argument;  ///< the label of `issue-label`, the command word of `comment`; else empty
};

/// The name under which `--instruction` runs without a declared task: each is another one, though they share it.
inline constexpr std::string_view k_ad_hoc_task = "instruction";

/// Which units of a task with `each` share a pull request: all of them, so many, or those of a directory.
struct Grouping {
    int size = 0;  ///< 0: all
    bool by_directory = false;
};

struct Task {
    std::string name;
    std::vector<TriggerRule> on = {{TriggerKind::manual, ""}};
    std::string instruction;  ///< template
    std::string command;      ///< edits made by a program instead of a model; else empty
    bool network = false;     ///< what `command` may use
    std::string each;         ///< glob: one unit of work a file or directory; else empty
    Grouping group;
    std::vector<std::string> files;  ///< explicit targets; they belong to the scope
    Settings settings;               ///< top level with the task's own keys laid over it
};

struct Config {
    Settings settings;
    std::vector<Task> tasks;  ///< in the order of the file

    /// The task of that name, or null.
    [[nodiscard]] const Task* find(std::string_view name) const;
};

}  // namespace proffer::domain
