// A proposal is content: the same base, edits and texts give the same commit.
#include "run/proposal.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "diff/unified.hpp"
#include "prompt/template.hpp"
#include "report/render.hpp"
#include "report/text_sinks.hpp"

namespace proffer::run {
namespace {

constexpr std::size_t k_title_bytes = 72;
constexpr std::size_t k_branch_bytes = 200;
constexpr std::size_t k_suffix_length = 7;
constexpr std::size_t k_preface_bytes = 4'000;  // on top of the body's own cap, forges take 65,536

bool is_plain(char c, std::string_view extra) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || extra.find(c) != std::string_view::npos;
}

/// Whatever a template's values bring in, only these characters reach a ref name.
std::string plain_branch(std::string_view text) {
    std::string branch;
    for (const char c : text) {
        const char plain = is_plain(c, "._/-") ? c : '-';
        const bool repeats = !branch.empty() && branch.back() == plain && (plain == '-' || plain == '.' || plain == '/');
        if (!repeats) branch += plain;
    }
    branch.resize(std::min(branch.size(), k_branch_bytes));
    while (!branch.empty() && !is_plain(branch.back(), "")) branch.pop_back();
    return branch;
}

/// The first line that says something; of a long one its first sentence.
std::string headline(std::string_view text) {
    for (const std::string_view line : base::split_lines(text)) {
        const std::string_view said = base::trim(line);
        if (said.empty()) continue;
        const auto end = said.find(". ");
        return std::string(said.size() > k_title_bytes && end < k_title_bytes ? said.substr(0, end) : said);
    }
    return {};
}

std::string commit_message(const TaskRequest& request, const std::string& title, const std::string& provider, const std::string& model) {
    const std::string by = model.empty() ? provider : provider + ":" + model;
    const std::string made_by =
        provider.empty() ? "Proffer-Command: " + plain_title(request.task.command) : "Assisted-by: " + plain_title(by);
    std::string message = fmt::format("{}\n\nProposed by proffer {} for the task '{}'.\n\nProffer-Task: {}\n{}{}\n", title, request.version,
                                      request.task.name, request.task.name,
                                      request.event_key.empty() ? "" : "Proffer-Event: " + request.event_key + "\n", made_by);
    if (request.task.settings.pull_request.signoff)
        message += fmt::format("Signed-off-by: {} <{}>\n", request.committer.name, request.committer.email);
    return message;
}

/// What makes the branch one of its own, with the dash before it. The same event finds the same branch again, where chance decides.
std::string branch_suffix(const TaskRequest& request) {
    const std::string& seed = request.event_key.empty() ? request.nonce : request.event_key;
    switch (request.task.settings.pull_request.branch_suffix) {
        case domain::BranchSuffix::none: return "";
        case domain::BranchSuffix::random: return "-" + base::sha256("branch suffix " + seed).substr(0, k_suffix_length);
        case domain::BranchSuffix::timestamp: return "-" + std::to_string(request.trigger.time_seconds);
        case domain::BranchSuffix::short_commit_hash: return "-" + request.base.text().substr(0, k_suffix_length);
    }
    PROFFER_ASSERT(false, "unknown branch suffix");
}

struct DiffText {
    std::string text;
    std::uint64_t added = 0, removed = 0;
};

DiffText diff_of(const domain::EditSet& edits, const domain::Snapshot& snapshot) {
    DiffText diff;
    for (const domain::Edit& edit : edits) {
        std::optional<std::string> before;
        if (auto text = snapshot.read(edit.path.text())) before = *std::move(text);
        diff.text += diff::render_unified(edit.path.text(), before, edit.content);
    }
    for (const diff::FileDiff& file : diff::parse_unified(diff.text)) {
        diff.added += file.added();
        diff.removed += file.removed();
    }
    return diff;
}

/// `pull_request.body` above our own text. The template is the configuration's; its values are anybody's and come in as inert lines.
Result<std::string> render_preface(const std::string& text, std::map<std::string, std::string> values) {
    if (text.empty()) return std::string();
    for (auto& [name, value] : values) value = report::markdown_line(value);
    PROFFER_TRY(const std::string preface, prompt::render_template(text, values));
    return std::string(base::prefix(preface, k_preface_bytes)) + "\n\n";
}

bool is_draft(const domain::Settings& settings, bool passed, const std::optional<report::Proved>& proof) {
    const bool unproved = !passed || settings.checks.empty() || (proof && !proof->proved);
    switch (settings.pull_request.draft) {
        case domain::Draft::always: return true;
        case domain::Draft::on_failure: return unproved;
        case domain::Draft::never: return false;
    }
    PROFFER_ASSERT(false, "unknown draft setting");
}

}  // namespace

std::string plain_title(std::string_view text) {
    std::string title;
    for (const char c : text) {
        const char plain = is_plain(c, ".,_/()-") ? c : ' ';
        if (plain != ' ' || (!title.empty() && title.back() != ' ')) title += plain;
    }
    if (title.size() > k_title_bytes) {
        title.resize(k_title_bytes);
        if (const auto blank = title.rfind(' '); blank != std::string::npos && blank > k_title_bytes / 2) title.resize(blank);
    }
    while (!title.empty() && title.back() == ' ') title.pop_back();
    return title;
}

std::map<std::string, std::string> template_values(const TaskRequest& request) {
    std::map<std::string, std::string> values = request.trigger.values;
    values["task"] = request.task.name;
    values["base"] = request.base_ref;
    if (!request.task.each.empty()) values["unit"] = request.task.each;
    return values;
}

Result<std::string> branch_name(const TaskRequest& request) {
    PROFFER_TRY(const std::string rendered, prompt::render_template(request.task.settings.pull_request.branch, template_values(request)));
    std::string branch = request.follow_up ? request.follow_up->branch : plain_branch(rendered);
    if (!request.follow_up && !branch.empty()) branch += request.branch_suffix + branch_suffix(request);
    if (auto valid = git::check_branch_name(branch); !valid) {
        Error error = std::move(valid).error();
        error.code = ErrorCode::config;
        return std::move(error).while_doing("making the branch name from 'pull_request.branch'");
    }
    return branch;
}

Result<ProposalTexts> make_texts(const TaskRequest& request, const std::string& instruction, const std::string& provider,
                                 const std::string& model) {
    const domain::PullRequestSettings& settings = request.task.settings.pull_request;
    ProposalTexts texts;
    PROFFER_TRY(texts.branch, branch_name(request));
    const std::string& command = request.task.command;
    std::string title = command.empty() ? headline(instruction) : "Run " + headline(base::replace_all(command, "{{files}}", ""));
    if (!settings.title.empty()) {
        PROFFER_TRY(title, prompt::render_template(settings.title, template_values(request)));
    }
    texts.title = plain_title(title);
    if (texts.title.empty()) texts.title = plain_title("Proposal for the task " + request.task.name);
    texts.message = commit_message(request, texts.title, provider, model);
    if (const std::string kept = request.follow_up ? plain_title(request.follow_up->title) : ""; !kept.empty()) texts.title = kept;
    return texts;
}

Result<report::ProposalMade> make_proposal(const TaskRequest& request, const domain::EditSet& edits, const domain::Snapshot& snapshot,
                                           bool passed, const std::string& instruction, const provider::Provider& provider, Ports& ports,
                                           Recorder& recorder) {
    PROFFER_TRY(const ProposalTexts texts, make_texts(request, instruction, std::string(provider.name()), provider.model()));
    const std::int64_t time = request.trigger.time_seconds;
    PROFFER_TRY(const git::Commit commit,
                ports.repository.commit({request.base, edits, texts.message, request.author, request.committer, time}));
    const DiffText diff = diff_of(edits, snapshot);
    report::ProposalMade made;
    made.base = request.base.text();
    made.tree = commit.tree.text();
    made.commit = commit.commit.text();
    made.branch = texts.branch;
    made.title = texts.title;
    made.message = texts.message;
    made.author_name = request.author.name;
    made.author_email = request.author.email;
    made.committer_name = request.committer.name;
    made.committer_email = request.committer.email;
    made.time = time;
    made.passed = passed;
    made.draft = is_draft(request.task.settings, passed, recorder.summary().proof);
    const domain::PullRequestSettings& settings = request.task.settings.pull_request;
    made.labels = settings.labels;
    made.assignees = settings.assignees;
    made.reviewers = settings.reviewers;
    made.team_reviewers = settings.team_reviewers;
    made.milestone = settings.milestone;
    made.sign = domain::name(settings.sign);
    made.auto_merge = settings.auto_merge;
    made.most_open = settings.most_open;
    made.diff = diff.text;
    made.files = edits.size();
    made.added = diff.added;
    made.removed = diff.removed;
    report::RunSummary summary = recorder.summary();
    summary.proposal = made;
    PROFFER_TRY(const std::string preface, render_preface(settings.body, template_values(request)));
    made.body = preface + report::render_pull_request_body(summary);
    if (request.follow_up && !request.follow_up->reference.empty())
        made.body += "\n" + request.follow_up->reference + "\n";
    else if (request.trigger.issue > 0)
        made.body += fmt::format("\n{} #{}\n", settings.closes ? "Fixes" : "Refs", request.trigger.issue);
    PROFFER_TRY(const std::string patch, ports.repository.format_patch(commit.commit));
    PROFFER_CHECK(ports.artifact.write("proposal.patch", patch));
    PROFFER_CHECK(recorder.record(made));
    return made;
}

}  // namespace proffer::run
