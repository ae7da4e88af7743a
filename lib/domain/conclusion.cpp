// The table of conclusions: name, exit status, what to do next.
#include "domain/conclusion.hpp"

#include <array>

namespace proffer::domain {
namespace {

struct Row {
    Conclusion conclusion;
    std::string_view name;
    int exit_status;
    std::string_view next_step;
};

constexpr std::array k_rows = {
    Row{Conclusion::success, "success", 0, "review the proposal and merge it, or close it"},
    Row{Conclusion::no_change, "no-change", 0, "nothing to do: the model proposed no difference to the base commit"},
    Row{Conclusion::skipped, "skipped", 0, "nothing to do: the trigger calls for no task"},
    Row{Conclusion::checks_failed, "checks-failed", 1,
        "read the last check output in the report; sharpen the instruction or raise 'retries'"},
    Row{Conclusion::no_usable_reply, "no-usable-reply", 1, "read the replies in the report; try another model or a smaller task"},
    Row{Conclusion::rejected_edits, "rejected-edits", 1, "widen 'allowed' or 'limits' if the refused edits are wanted"},
    Row{Conclusion::budget_exhausted, "budget-exhausted", 1, "raise 'limits.tokens' or 'limits.cost', or make the task smaller"},
    Row{Conclusion::timeout, "timeout", 1, "raise 'limits.time', or make the task or its checks smaller"},
    Row{Conclusion::usage_error, "usage-error", 2, "correct the command line or '.proffer.yml' as the message says"},
    Row{Conclusion::not_authorized, "not-authorized", 3, "ask someone with write access to trigger the task"},
    Row{Conclusion::disabled, "disabled", 3, "set 'enabled: true' in '.proffer.yml' and unset PROFFER_ENABLED"},
    Row{Conclusion::fork, "fork", 3, "run the task in the repository itself, or use the two-job form"},
    Row{Conclusion::model_error, "model-error", 4, "mend the model's access as the message says, then run again"},
    Row{Conclusion::forge_denied, "forge-denied", 4, "grant what the message names, then run 'proffer publish' on the artifact directory"},
    Row{Conclusion::network_error, "network-error", 4, "when the network is back, run 'proffer publish' on the artifact directory"},
    Row{Conclusion::git_error, "git-error", 4, "mend what git says, then run 'proffer publish' on the artifact directory"},
    Row{Conclusion::locked, "locked", 5, "wait for the other run on this repository, or end it"},
    Row{Conclusion::cancelled, "cancelled", 128, "run again; nothing was left half-done"},
    Row{Conclusion::internal_error, "internal-error", 70, "this is a bug in proffer; please report it with the journal"},
};

const Row& row_of(Conclusion conclusion) {
    for (const Row& row : k_rows)
        if (row.conclusion == conclusion) return row;
    PROFFER_ASSERT(false, "conclusion without a row");
}

}  // namespace

std::string_view name(Conclusion conclusion) {
    return row_of(conclusion).name;
}

std::optional<Conclusion> find_conclusion(std::string_view name) {
    for (const Row& row : k_rows)
        if (row.name == name) return row.conclusion;
    return {};
}

int exit_status(Conclusion conclusion, int signal) {
    return row_of(conclusion).exit_status + (conclusion == Conclusion::cancelled ? signal : 0);
}

std::string_view next_step(Conclusion conclusion) {
    return row_of(conclusion).next_step;
}

Conclusion conclusion_of(const Error& error) {
    switch (error.code) {
        case ErrorCode::usage:
        case ErrorCode::config:
        case ErrorCode::not_found: return Conclusion::usage_error;
        case ErrorCode::denied: return Conclusion::rejected_edits;
        case ErrorCode::unauthorized: return Conclusion::forge_denied;
        case ErrorCode::rate_limited:
        case ErrorCode::timed_out:
        case ErrorCode::network:
        case ErrorCode::protocol:
        case ErrorCode::too_large: return Conclusion::network_error;
        case ErrorCode::conflict:
        case ErrorCode::git: return Conclusion::git_error;
        case ErrorCode::locked: return Conclusion::locked;
        case ErrorCode::exhausted: return Conclusion::budget_exhausted;
        case ErrorCode::interrupted: return Conclusion::cancelled;
        case ErrorCode::io:
        case ErrorCode::internal: return Conclusion::internal_error;
    }
    PROFFER_ASSERT(false, "unknown error code");
}

}  // namespace proffer::domain
