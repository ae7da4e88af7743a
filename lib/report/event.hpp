// What the journal records. One struct a line of journal.jsonl; `fields` lists each field once, for writing and
// reading alike. Adding a field keeps old journals readable: an absent field keeps its default.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "domain/check_result.hpp"
#include "domain/isolation.hpp"
#include "domain/usage.hpp"

namespace proffer::report {

/// A value for templates, as people see it.
struct TriggerValue {
    std::string name;
    std::string text;
};
/// First line: what was asked, of which commit, under which settings.
struct RunStarted {
    std::string proffer_version;
    std::string task;
    std::string trigger;       ///< Trigger::summary
    std::string trigger_kind;  ///< name(TriggerKind)
    std::int64_t trigger_time = 0;
    std::int64_t issue = 0;   ///< that started it, or pull request; 0: none
    std::string instruction;  ///< rendered
    std::string repository;   ///< path or remote url without credentials
    std::string base_ref;     ///< "main", or empty when detached
    std::string base_commit;
    std::string config_source;  ///< ".proffer.yml (working tree)", ".proffer.yml at 1a2b3c…"
    std::string config;         ///< effective configuration of the task, YAML
    std::string provider;
    std::string model;
    std::string command;  ///< that edits in the place of a model; else empty
    bool dry_run = false;
    int retries = 0;
    int cycles = 0;
    std::vector<std::string> explicit_files;
    std::vector<std::string> units;  ///< names of those of this run, of a task with `each`
    std::string unit_instruction;    ///< the template that each of them fills in
    std::string branch_suffix;       ///< where several runs of a task have a branch each
    // What else `--resume` needs to ask for the same.
    std::string event_key;
    std::vector<TriggerValue> trigger_values;
    std::string follow_up_branch, follow_up_title, follow_up_reference;  ///< empty: it is no follow-up
    int minimum_isolation = 0;
};
struct TargetChosen {
    std::string path;
    std::string why;
};
/// The model was asked which of the likeliest files are meant.
struct Reranked {
    std::uint64_t candidates = 0;     ///< files it could choose from
    std::vector<std::string> chosen;  ///< the best first; empty: the ranking stays as it is
    std::string problem;              ///< why nothing could be made of the answer; else empty
    bool answered = false;            ///< false: the call itself failed
    bool replayed = false;            ///< an earlier run had paid for the reply
    std::string reply;
    std::string stop;  ///< StopReason
    std::string model;
    domain::Usage usage;
};
/// Something people should know: a file skipped, a publishing rung refused, a missing wall.
struct Warned {
    std::string message;
};
/// A part of the trigger's text that people do not see when they read it there; unless `kept`, the model did not see it either.
struct HiddenTextFound {
    std::string source;  ///< "issue.body"
    std::string kind;    ///< "comment", "image-alt", …
    std::uint64_t line = 0;
    std::string text;
    bool kept = false;  ///< folded away, but a click shows it
};
struct IsolationChosen {
    domain::Isolation isolation;
};
struct AttemptStarted {
    int cycle = 0;    ///< 0: the first instruction; n: after the n-th diagnosis
    int attempt = 0;  ///< from 1 within the cycle
    int number = 0;   ///< from 1 within the run
};
struct PromptSent {
    std::string system;
    std::vector<std::string> messages;  ///< alternately user and assistant
    std::uint64_t estimated_tokens = 0;
};
struct ReplyReceived {
    std::string text;
    std::string stop;  ///< StopReason
    std::string model;
    domain::Usage usage;
    std::int64_t duration_ms = 0;
    bool replayed = false;  ///< an earlier run of the same artifact has paid for it
};
/// A program that edits files itself has ended: a task's `command`.
struct CommandFinished {
    domain::CheckResult result;
};
struct EditRow {
    std::string path;
    std::string how;  ///< "whole-file", "exact", "delete", …
    std::uint64_t added = 0;
    std::uint64_t removed = 0;
};
struct EditsUnderstood {
    std::string format;
    std::vector<EditRow> edits;
};
/// The attempt ended before its checks, or by them: phase "command", "reply", "edits", "guard", "syntax", "tests",
/// "checks", "proof".
struct AttemptFailed {
    std::string phase;
    std::string summary;                ///< one line
    std::vector<std::string> problems;  ///< one line each
    std::string feedback;               ///< what the model is told next
};
/// After a failed attempt: what it failed of, and what is tried next.
struct StrategyChosen {
    std::string failure;   ///< run::FailureClass: "check-touched", …
    std::string strategy;  ///< run::Strategy: "exact-feedback", …
    std::string why;       ///< one line
    double share = 0;      ///< of the run's limits that the strategy may use before others are preferred
    double used = 0;       ///< of them
    std::string model;     ///< that is asked next
    int candidates = 1;    ///< replies that are asked for next
};
struct CheckFinished {
    domain::CheckResult result;
};
/// What the edits of an attempt do to tests, as their texts tell.
struct TestsRead {
    std::vector<std::string> added;     ///< "tests/test_a.py: test_b"
    std::vector<std::string> changed;   ///< harmlessly or not
    std::vector<std::string> findings;  ///< deleted, skipped, emptied, loosened; lowered thresholds; changed runners
};
/// A check that ran to be compared with the proposal's own.
struct TrialFinished {
    std::string arm;   ///< "base", "base-tests", "new-tests", …: run::Arm
    std::string tree;  ///< that it ran on
    domain::CheckResult result;
};
struct AttemptPassed {};
/// What the proposal's checks show beside those on the base commit. Outputs are in the lines of the checks.
struct Proved {
    std::string kind;                             ///< "green", "red-green"
    bool proved = false;                          ///< of that kind
    std::string statement;                        ///< one line: what was shown, or why not
    std::vector<domain::CheckResult> base;        ///< of each check on the base commit
    std::vector<domain::CheckResult> base_tests;  ///< the proposal's code, the base commit's tests; empty: none of these was touched
    std::vector<domain::CheckResult> new_tests;   ///< the base commit's code, the proposal's tests; empty: not asked for
    std::vector<std::string> test_files;          ///< that the proposal writes
    TestsRead tests;
};
/// What was taken out of a proposal that was green, because it is as green without.
struct Minimised {
    std::uint64_t hunks = 0;           ///< of the proposal before
    std::vector<std::string> dropped;  ///< "src/a.py:12 (+1 −1)", and why
    std::uint64_t trials = 0;          ///< trees that checks ran on; a replay takes as many
    std::int64_t duration_ms = 0;
    std::string why_stopped;                   ///< "complete", "trials", "time"
    std::vector<domain::CheckResult> results;  ///< of the proposal as it is now; empty when nothing was dropped
};
struct Diagnosed {
    int cycle = 0;  ///< the cycle that starts with it
    std::string root_cause;
    std::string instructions;
    domain::Usage usage;
    std::string reply;
    bool replayed = false;
};
/// A proposal exists in proffer's object store; proposal.patch holds it.
struct ProposalMade {
    std::string base;
    std::string tree;
    std::string commit;
    std::string branch;
    std::string title;
    std::string body;
    std::string message;  ///< of the commit
    std::string author_name, author_email;
    std::string committer_name, committer_email;
    std::int64_t time = 0;  ///< of author and committer, seconds since 1970, UTC
    bool passed = false;    ///< every check passed
    bool draft = false;
    std::vector<std::string> labels, assignees, reviewers, team_reviewers;
    std::string milestone;
    bool auto_merge = false;
    std::string sign = "none";  ///< as `pull_request.sign` spells it
    int most_open = 0;          ///< pull requests of ours
    std::string diff;           ///< unified diff against the base
    std::uint64_t files = 0, added = 0, removed = 0;
};
struct Published {
    std::string rung;    ///< "pull-request", "push-options", "branch", "local-branch", "patch"
    std::string forge;   ///< "github", …, "none"
    std::string remote;  ///< url without credentials, or empty
    std::string branch;
    std::string commit;
    std::string operation;  ///< "created", "updated", "none"
    std::int64_t pull_request_number = 0;
    std::string pull_request_url;
    std::string compare_url;
};
/// A unit of work of a task with `each`; the line's lane says which. Told again when what became of it changes.
struct UnitFinished {
    std::string name;                ///< a file, or a directory with a slash behind it
    std::string conclusion;          ///< as of a run; "conflict", "left-out" (the joined checks fail with it)
    std::string message;             ///< one line: why; may be empty
    std::vector<std::string> files;  ///< that it changes
    std::int64_t duration_ms = 0;
};
/// Last line.
struct RunFinished {
    std::string conclusion;
    int exit_status = 0;
    std::string message;  ///< one line: why
    std::string next_step;
    std::string error;  ///< Error::text of what stopped the run; else empty
    std::int64_t duration_ms = 0;
};

using Event =
    std::variant<RunStarted, TargetChosen, Reranked, Warned, HiddenTextFound, IsolationChosen, AttemptStarted, PromptSent, ReplyReceived,
                 EditsUnderstood, TestsRead, AttemptFailed, StrategyChosen, CheckFinished, TrialFinished, AttemptPassed, Diagnosed,
                 Minimised, Proved, ProposalMade, Published, RunFinished, CommandFinished, UnitFinished>;

/// What runs beside other parts of the same run: the lines of several lanes interleave.
struct Lane {
    int unit = 0;       ///< from 1 where a task has `each`; 0: the run itself
    int candidate = 0;  ///< from 1 where an attempt asks for several replies; 0: it asks for one

    auto operator<=>(const Lane&) const = default;
};

struct JournalLine {
    std::uint64_t sequence = 0;  ///< from 1
    std::int64_t time_ms = 0;    ///< since 1970, wall clock
    Event event;
    Lane lane = {};
};

/// "run-started", "reply-received", …
[[nodiscard]] std::string_view kind(const Event& event);

/// One line of JSON with its LF: {"sequence":1,"time":"2026-…Z","event":"run-started",…}.
[[nodiscard]] std::string render_line(const JournalLine& line);

struct Journal {
    std::vector<JournalLine> lines;
    bool complete = false;    ///< ends with RunFinished
    std::size_t dropped = 0;  ///< lines at the end that were cut off or garbage
    std::size_t unknown = 0;  ///< events that only a newer version knows; skipped
};

/// One line of a journal. Fails with `protocol`.
[[nodiscard]] Result<JournalLine> parse_journal_line(std::string_view line);

/// Reads a journal file; a torn last line (kill -9) is dropped and counted, garbage in the middle ends the reading.
/// Fails with `not_found` when there is no valid first line.
[[nodiscard]] Result<Journal> parse_journal(std::string_view text);

}  // namespace proffer::report
