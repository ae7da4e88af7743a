// The words that reports, outputs and the configuration use for our enumerations.
#include <algorithm>
#include <array>
#include <utility>

#include "domain/check_result.hpp"
#include "domain/conclusion.hpp"
#include "domain/conversation.hpp"
#include "domain/diagnostic.hpp"
#include "domain/oid.hpp"
#include "domain/settings.hpp"

namespace proffer::domain {

std::string_view name(StopReason reason) {
    switch (reason) {
        case StopReason::complete: return "complete";
        case StopReason::length: return "length";
        case StopReason::refusal: return "refusal";
    }
    PROFFER_ASSERT(false, "unknown stop reason");
}

std::string_view name(Sign sign) {
    switch (sign) {
        case Sign::automatic: return "auto";
        case Sign::none: return "none";
        case Sign::api: return "api";
        case Sign::ssh: return "ssh";
        case Sign::gpg: return "gpg";
    }
    PROFFER_ASSERT(false, "unknown way to sign");
}

std::string_view name(Verdict verdict) {
    switch (verdict) {
        case Verdict::passed: return "passed";
        case Verdict::failed: return "failed";
        case Verdict::timed_out: return "timed-out";
        case Verdict::not_run: return "not-run";
    }
    PROFFER_ASSERT(false, "unknown verdict");
}

std::string_view name(TriggerKind kind) {
    switch (kind) {
        case TriggerKind::manual: return "manual";
        case TriggerKind::schedule: return "schedule";
        case TriggerKind::push: return "push";
        case TriggerKind::pre_push: return "pre-push";
        case TriggerKind::dispatch: return "dispatch";
        case TriggerKind::issue_label: return "issue-label";
        case TriggerKind::comment: return "comment";
        case TriggerKind::review_comment: return "review-comment";
        case TriggerKind::workflow_failure: return "workflow-failure";
    }
    PROFFER_ASSERT(false, "unknown trigger");
}

std::string Diagnostic::text() const {
    std::string text = file;
    if (line > 0) text += ":" + std::to_string(line);
    if (line > 0 && column > 0) text += ":" + std::to_string(column);
    text += ": " + message;
    if (!hint.empty()) text += " (" + hint + ")";
    return text;
}

Result<Oid> Oid::parse(std::string_view text) {
    const bool is_hexadecimal = std::all_of(
        text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
    if (text.size() != 40 || !is_hexadecimal)
        return Error{ErrorCode::usage, "'" + std::string(text.substr(0, 64)) + "' is no object id", "give 40 hexadecimal digits", {}};
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    return Oid(std::move(lower));
}

const Task* Config::find(std::string_view wanted) const {
    const auto task = std::find_if(tasks.begin(), tasks.end(), [&](const Task& t) { return t.name == wanted; });
    return task == tasks.end() ? nullptr : &*task;
}

}  // namespace proffer::domain
