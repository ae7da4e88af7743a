// From a reply to edits: which format, what it asks for, where that goes.
#include "edit/understand.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "edit/formats.hpp"
#include "edit/overlay.hpp"
#include "edit/reasons.hpp"
#include "edit/workbench.hpp"

namespace proffer::edit {
namespace {

Requests read_as(Format format, const ReplyLines& lines, const Paths& paths) {
    switch (format) {
        case Format::modified_tags: return read_modified_tags(lines);
        case Format::file_delimiters: return read_file_delimiters(lines);
        case Format::search_replace: return read_search_replace(lines, paths);
        case Format::begin_patch: return read_begin_patch(lines);
        case Format::unified_diff: return read_unified_patch(lines, paths);
        case Format::original_patched: return read_original_patched(lines, paths);
        case Format::fenced_named:
        case Format::fenced_single: return read_fenced(lines, paths);
        case Format::json: return read_json_edits(lines, paths);
        case Format::none: break;
    }
    return {};
}

Refusal of_the_reply(const char* reason, std::string message) {
    return {"", 0, reason, std::move(message), "", 0, false};
}

/// Some models put their reasoning first; drafts of edits in it are not meant. Nothing when it does not end.
std::optional<std::string_view> without_reasoning(std::string_view reply) {
    const std::string_view start = base::trim(reply.substr(0, 1000));
    for (const std::string_view name : {"think", "thinking"}) {
        if (!start.starts_with("<" + std::string(name) + ">")) continue;
        const std::string close = "</" + std::string(name) + ">";
        const std::size_t end = reply.find(close);
        if (end == std::string_view::npos) return {};
        return reply.substr(end + close.size());
    }
    return reply;
}

/// Where markers do not line up, edits that look complete may not be what was meant. One that is merely cut off at its end
/// has whole edits before that.
bool is_doubtful(const Requests& requests) {
    return std::any_of(requests.problems.begin(), requests.problems.end(),
                       [](const Problem& problem) { return problem.reason == k_malformed || problem.reason == k_no_path; });
}

std::optional<Refusal> too_large(std::string_view reply) {
    if (reply.size() > k_most_reply_bytes)
        return of_the_reply(k_too_large, "the reply is larger than " + std::to_string(k_most_reply_bytes / 1024 / 1024) + " MiB");
    if (static_cast<std::size_t>(std::count(reply.begin(), reply.end(), '\n')) > k_most_reply_lines)
        return of_the_reply(k_too_large, "the reply has more than " + std::to_string(k_most_reply_lines) + " lines");
    return {};
}

/// What cannot be read at all; nothing when the reply can be.
std::optional<Refusal> unreadable(const std::optional<std::string_view>& said) {
    if (!said) return of_the_reply(k_incomplete, "the reply ends before its reasoning does");
    return too_large(*said);
}

}  // namespace

std::string_view name(Format format) {
    switch (format) {
        case Format::none: return "none";
        case Format::modified_tags: return "modified-tags";
        case Format::file_delimiters: return "file-delimiters";
        case Format::search_replace: return "search-replace";
        case Format::begin_patch: return "begin-patch";
        case Format::unified_diff: return "unified-diff";
        case Format::original_patched: return "original-patched";
        case Format::fenced_named: return "fenced-named";
        case Format::fenced_single: return "fenced-single";
        case Format::json: return "json";
    }
    return "none";
}

Understood understand_reply(std::string_view reply, const domain::Snapshot& base, const std::vector<domain::RepoPath>& targets,
                            const domain::EditSet& placed) {
    Understood understood;
    const std::optional<std::string_view> said = without_reasoning(reply);
    if (std::optional<Refusal> refusal = unreadable(said)) {
        understood.edits = placed;
        understood.refusals.push_back(*std::move(refusal));
        return understood;
    }
    const OverlaySnapshot files(base, placed);
    const Paths paths(files, targets);
    const ReplyLines lines(*said);
    understood.format = detect_format(lines, paths);
    const Requests requests = read_as(understood.format, lines, paths);
    Workbench workbench(files, paths, *said);
    if (!is_doubtful(requests))
        for (const FileRequest& request : requests.files) workbench.carry_out(request);
    for (const Problem& problem : requests.problems) workbench.refuse(problem);
    workbench.finish(base, placed, understood);
    // Also headers of a diff with nothing behind them that could be done.
    const bool says_nothing = understood.placements.empty() && understood.refusals.empty() && understood.edits.size() == placed.size();
    if (says_nothing) understood.refusals.push_back(of_the_reply(k_no_edits, "the reply has no edit in a known format"));
    return understood;
}

}  // namespace proffer::edit
