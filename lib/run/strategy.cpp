// The ladders, and how a failure's class is told from its facts.
#include "run/strategy.hpp"

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

#include "base/text.hpp"
#include "locate/file_kind.hpp"
#include "run/attempt.hpp"

namespace proffer::run {
namespace {

constexpr std::array<std::string_view, k_failure_classes> k_failure_names = {
    "no-usable-reply", "ambiguous-edit", "out-of-scope",    "syntax",  "tests-weakened",   "check-touched", "check-elsewhere",
    "check-timeout",   "unproved",       "truncated-reply", "refusal", "context-overflow", "unreachable"};

struct Way {
    std::string_view name;
    double share;
};
constexpr std::array<Way, k_strategies> k_ways = {{{"exact-feedback", 0.6},
                                                   {"other-format", 0.25},
                                                   {"fewer-files", 0.3},
                                                   {"fresh-context", 0.3},
                                                   {"more-candidates", 0.5},
                                                   {"diagnosis", 0.2},
                                                   {"next-model", 0.5},
                                                   {"stop", 1}}};

/// What is tried after the first failure of a class, the second in a row, and so on; the last one stays.
using Ladder = std::initializer_list<Strategy>;

Ladder ladder_of(FailureClass failure) {
    using enum Strategy;
    static constexpr Ladder k_reply = {exact_feedback, other_format, fresh_context};
    static constexpr Ladder k_edits = {exact_feedback, exact_feedback, other_format, fresh_context};
    static constexpr Ladder k_syntax = {exact_feedback, exact_feedback, other_format};
    static constexpr Ladder k_rules = {exact_feedback, exact_feedback, fresh_context};
    static constexpr Ladder k_touched = {exact_feedback, more_candidates, exact_feedback};
    static constexpr Ladder k_elsewhere = {exact_feedback, fresh_context};
    static constexpr Ladder k_timeout = {exact_feedback, diagnosis};
    static constexpr Ladder k_truncated = {other_format, fewer_files, next_model, exact_feedback};
    static constexpr Ladder k_refusal = {fresh_context, next_model, exact_feedback};
    static constexpr Ladder k_overflow = {fewer_files, fewer_files, fewer_files, next_model};
    static constexpr Ladder k_unreachable = {next_model};
    switch (failure) {
        case FailureClass::no_usable_reply: return k_reply;
        case FailureClass::ambiguous_edit: return k_edits;
        case FailureClass::syntax: return k_syntax;
        case FailureClass::out_of_scope:
        case FailureClass::tests_weakened:
        case FailureClass::unproved: return k_rules;
        case FailureClass::check_touched: return k_touched;
        case FailureClass::check_elsewhere: return k_elsewhere;
        case FailureClass::check_timeout: return k_timeout;
        case FailureClass::truncated_reply: return k_truncated;
        case FailureClass::refusal: return k_refusal;
        case FailureClass::context_overflow: return k_overflow;
        case FailureClass::unreachable: return k_unreachable;
    }
    return {};
}

/// A failure that brought no reply uses up no retry, and no diagnosis can be asked for.
bool brought_no_reply(FailureClass failure) {
    return failure == FailureClass::context_overflow || failure == FailureClass::unreachable;
}

bool can_take(Strategy strategy, const Standing& standing) {
    const bool may_retry = standing.retries_left > 0 || brought_no_reply(standing.failure);
    switch (strategy) {
        case Strategy::fewer_files: return may_retry && standing.can_show_less;
        case Strategy::more_candidates: return may_retry && standing.can_ask_for_more;
        case Strategy::diagnosis: return standing.cycles_left > 0 && !brought_no_reply(standing.failure);
        case Strategy::next_model: return standing.has_next_model;
        case Strategy::stop: return true;
        default: return may_retry;
    }
}

bool has_share_left(Strategy strategy, const Standing& standing) {
    return standing.used[static_cast<std::size_t>(strategy)] < share(strategy);
}

/// What is said of the way that led to the choice.
std::string why(const Standing& standing, Strategy strategy, bool is_rung) {
    std::string text =
        fmt::format("{} {}", name(standing.failure),
                    standing.in_a_row > 1 ? fmt::format("{} times in a row", standing.in_a_row) : std::string("for the first time"));
    if (!is_rung && strategy == Strategy::stop) return text + ", and nothing is left to try";
    if (!is_rung) text += standing.retries_left > 0 ? ", and no other way is open" : ", and no retry is left in this cycle";
    return text;
}

constexpr std::size_t k_most_words = 4000;
constexpr std::size_t k_most_named = 5;

bool is_path_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '_' || byte == '.' ||
           byte == '/' || byte == '-' || byte == '+';
}

/// Calls `visit` with words of the text that may be paths, until it returns false.
template <typename Visit>
void each_path(std::string_view text, Visit visit) {
    std::size_t words = 0;
    for (std::size_t at = 0; at < text.size() && words < k_most_words;) {
        if (!is_path_byte(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && is_path_byte(text[end])) ++end;
        std::string_view word = text.substr(at, end - at);
        at = end;
        while (word.ends_with('.')) word.remove_suffix(1);
        while (word.starts_with("./")) word.remove_prefix(2);
        if (word.find('.') == std::string_view::npos && word.find('/') == std::string_view::npos) continue;
        ++words;
        if (!visit(word)) return;
    }
}

/// The tracked file that a path of a log means: the whole path, or what is left of an absolute one.
std::string tracked(std::string_view word, const domain::Snapshot& base) {
    while (!word.empty()) {
        const auto mode = base.find(word);
        if (mode == domain::FileMode::regular || mode == domain::FileMode::executable) return std::string(word);
        const auto slash = word.find('/');
        if (slash == std::string_view::npos) return {};
        word.remove_prefix(slash + 1);
    }
    return {};
}

const domain::CheckResult* failed_check(const Failed& failed) {
    const auto found = std::find_if(failed.checks.begin(), failed.checks.end(), [](const domain::CheckResult& check) {
        return check.verdict == domain::Verdict::failed || check.verdict == domain::Verdict::timed_out;
    });
    return found == failed.checks.end() ? nullptr : &*found;
}

bool changes(const Failed& failed, std::string_view path) {
    return std::any_of(failed.proposal.begin(), failed.proposal.end(), [&](const domain::Edit& edit) { return edit.path.text() == path; });
}

FailureClass classify_check(const Failed& failed, const domain::Snapshot& base) {
    const domain::CheckResult* const check = failed_check(failed);
    if (check == nullptr) return FailureClass::check_touched;
    if (check->verdict == domain::Verdict::timed_out) return FailureClass::check_timeout;
    bool names_changed = false;
    each_path(check->output, [&](std::string_view word) {
        names_changed = changes(failed, tracked(word, base)) || changes(failed, word);
        return !names_changed;
    });
    return names_changed || files_named_by(failed, base).empty() ? FailureClass::check_touched : FailureClass::check_elsewhere;
}

}  // namespace

std::string_view name(FailureClass failure) {
    return k_failure_names.at(static_cast<std::size_t>(failure));
}

std::string_view name(Strategy strategy) {
    return k_ways.at(static_cast<std::size_t>(strategy)).name;
}

double share(Strategy strategy) {
    return k_ways.at(static_cast<std::size_t>(strategy)).share;
}

Choice choose(const Standing& standing) {
    const Ladder ladder = ladder_of(standing.failure);
    const std::size_t from = std::min(static_cast<std::size_t>(std::max(standing.in_a_row, 1)), ladder.size()) - 1;
    for (const bool minds_shares : {true, false})
        for (auto rung = ladder.begin() + from; rung != ladder.end(); ++rung)
            if (can_take(*rung, standing) && (!minds_shares || has_share_left(*rung, standing))) return {*rung, why(standing, *rung, true)};
    for (const Strategy last : {Strategy::diagnosis, Strategy::next_model})
        if (can_take(last, standing)) return {last, why(standing, last, false)};
    return {Strategy::stop, why(standing, Strategy::stop, false)};
}

FailureClass classify(const Failed& failed, const domain::Snapshot& base) {
    if (failed.phase == "reply") return failed.stop == domain::StopReason::length ? FailureClass::truncated_reply : FailureClass::refusal;
    if (failed.phase == "edits") return failed.names_files ? FailureClass::ambiguous_edit : FailureClass::no_usable_reply;
    if (failed.phase == "guard") return FailureClass::out_of_scope;
    if (failed.phase == "syntax") return FailureClass::syntax;
    if (failed.phase == "tests") return FailureClass::tests_weakened;
    if (failed.phase == "proof") return FailureClass::unproved;
    return classify_check(failed, base);
}

std::vector<std::string> files_named_by(const Failed& failed, const domain::Snapshot& base) {
    std::vector<std::string> files;
    const domain::CheckResult* const check = failed_check(failed);
    if (check == nullptr) return files;
    each_path(check->output, [&](std::string_view word) {
        const std::string path = tracked(word, base);
        const bool is_known = path.empty() || std::find(files.begin(), files.end(), path) != files.end();
        if (!is_known && !changes(failed, path) && !locate::kind_of(path).is_test) files.push_back(path);
        return files.size() < k_most_named;
    });
    return files;
}

}  // namespace proffer::run
