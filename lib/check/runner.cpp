// The declared checks, one after the other, in one workspace.
#include "check/runner.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "guard/scope.hpp"
#include "os/clock.hpp"

namespace proffer::check {

using domain::CheckResult;
using domain::CheckSettings;
using domain::Verdict;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t k_kept_output_bytes = 64 * 1024;
constexpr std::string_view k_files = "{{files}}";

/// "2.0 s".
std::string seconds(milliseconds duration) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(duration.count()) / 1000.0);
    return text;
}

bool applies(const CheckSettings& check, const domain::Edit& edit) {
    return check.on.empty() || guard::matches_any(check.on, edit.path.text());
}

/// The changed files that are still there, as words of a shell line.
std::string files_of(const CheckSettings& check, const domain::EditSet& edits) {
    std::vector<std::string> words;
    for (const auto& edit : edits) {
        if (!edit.content || !applies(check, edit)) continue;
        const std::string& path = edit.path.text();
        // A name that looks like an option must not become one.
        words.push_back(base::shell_quote(path.starts_with('-') ? "./" + path : path));
    }
    return base::join(words, " ");
}

std::string patterns_text(const std::vector<std::string>& patterns) {
    std::vector<std::string> quoted;
    for (const auto& pattern : patterns) quoted.push_back("'" + pattern + "'");
    return base::join(quoted, " or ");
}

/// Why the check has nothing to look at; empty: it has.
std::string reason_to_skip(const CheckSettings& check, const domain::EditSet& edits) {
    const auto matches = [&](const auto& edit) { return applies(check, edit); };
    if (!check.on.empty() && std::none_of(edits.begin(), edits.end(), matches)) {
        return "no changed file matches " + patterns_text(check.on);
    }
    if (check.run.find(k_files) != std::string::npos && files_of(check, edits).empty()) return "no changed file is left to check";
    return {};
}

/// The kept part, redacted. A secret that the workspace cut in two lies far from both ends.
std::string kept_output(const workspace::WorkFinished& finished, const base::Redactor& redactor) {
    const std::string text = redactor.redact(finished.output);
    if (text.size() <= k_kept_output_bytes) return text;
    if (finished.output_bytes <= finished.output.size()) return base::head_and_tail(text, k_kept_output_bytes);
    // What the workspace had left out already counts too.
    const std::string_view head = base::prefix(text, k_kept_output_bytes / 2);
    std::string_view tail = std::string_view(text).substr(text.size() - k_kept_output_bytes / 2);
    while (!tail.empty() && (static_cast<unsigned char>(tail.front()) & 0xC0) == 0x80) tail.remove_prefix(1);
    const std::uint64_t missing = finished.output_bytes - std::min<std::uint64_t>(head.size() + tail.size(), finished.output_bytes);
    return std::string(head) + "\n[… " + std::to_string(missing) + " bytes left out …]\n" + std::string(tail);
}

class Runner {
 public:
    Runner(const domain::EditSet& edits, workspace::WorkspaceFactory& factory, const base::Redactor& redactor, milliseconds time_left,
           const CheckWatcher& watcher, const Trial& trial)
        : edits_(edits),
          looked_at_(trial.looked_at == nullptr ? edits : *trial.looked_at),
          factory_(factory),
          redactor_(redactor),
          deadline_(os::monotonic() + time_left),
          watcher_(watcher),
          to_the_end_(trial.to_the_end) {}

    Result<CheckResult> run(const CheckSettings& check) {
        CheckResult result;
        result.name = check.name;
        result.command = base::replace_all(check.run, k_files, files_of(check, looked_at_));
        result.note = stopped_ ? "an earlier check did not pass" : reason_to_skip(check, looked_at_);
        if (result.note.empty()) {
            if (watcher_.on_start) watcher_.on_start(check);
            PROFFER_CHECK(run_command(check, result));
        }
        const bool is_bad = result.verdict == Verdict::failed || result.verdict == Verdict::timed_out;
        stopped_ = stopped_ || (is_bad && !to_the_end_);
        if (watcher_.on_finish) watcher_.on_finish(result);
        return result;
    }

 private:
    Result<void> run_command(const CheckSettings& check, CheckResult& result) {
        const milliseconds left = deadline_ - os::monotonic();
        if (left.count() <= 0) {
            result.verdict = Verdict::timed_out;
            result.note = "the time of the run is used up";
            return {};
        }
        PROFFER_CHECK(make_workspace());
        workspace::WorkCommand command;
        command.shell_line = result.command;
        command.timeout = check.timeout.count() > 0 ? std::min(check.timeout, left) : left;
        command.network = check.network;
        base::StreamRedactor stream(redactor_);
        command.on_output = [&](std::string_view bytes) { show(stream.push(bytes)); };
        auto finished = workspace_->run(command);
        show(stream.finish());
        if (!finished) return std::move(finished).error().while_doing("running check '" + check.name + "'");
        fill(result, *finished);
        if (finished->timed_out) result.note = "timed out after " + seconds(command.timeout);
        if (finished->timed_out && command.timeout == left) result.note += ", the time of the run is used up";
        return {};
    }

    Result<void> make_workspace() {
        if (workspace_) return {};
        PROFFER_TRY(workspace_, factory_.make(edits_));
        return {};
    }

    void show(const std::string& text) const {
        if (watcher_.on_output && !text.empty()) watcher_.on_output(text);
    }

    void fill(CheckResult& result, const workspace::WorkFinished& finished) const {
        result.verdict = finished.timed_out ? Verdict::timed_out : finished.exit_status == 0 ? Verdict::passed : Verdict::failed;
        result.exit_status = finished.exit_status;
        result.duration = finished.duration;
        result.output = kept_output(finished, redactor_);
        result.output_sha256 = finished.output_sha256;
        result.output_bytes = finished.output_bytes;
    }

    const domain::EditSet& edits_;
    const domain::EditSet& looked_at_;
    workspace::WorkspaceFactory& factory_;
    const base::Redactor& redactor_;
    milliseconds deadline_;
    const CheckWatcher& watcher_;
    bool to_the_end_;
    std::unique_ptr<workspace::Workspace> workspace_;  // made for the first check that runs
    bool stopped_ = false;
};

}  // namespace

Result<std::vector<CheckResult>> run_checks(const std::vector<CheckSettings>& checks, const domain::EditSet& edits,
                                            workspace::WorkspaceFactory& factory, const base::Redactor& redactor, milliseconds time_left,
                                            const CheckWatcher& watcher, const Trial& trial) {
    Runner runner(edits, factory, redactor, time_left, watcher, trial);
    std::vector<CheckResult> results;
    for (const auto& check : checks) {
        PROFFER_TRY(auto result, runner.run(check));
        results.push_back(std::move(result));
    }
    return results;
}

bool all_passed(const std::vector<CheckResult>& results) {
    return std::none_of(results.begin(), results.end(),
                        [](const auto& result) { return result.verdict == Verdict::failed || result.verdict == Verdict::timed_out; });
}

}  // namespace proffer::check
