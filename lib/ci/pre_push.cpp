// Takes the lines apart from their right end, where nothing can hold a blank.
#include "ci/pre_push.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"

namespace proffer::ci {
namespace {

constexpr std::string_view k_heads = "refs/heads/";
constexpr std::string_view k_ours = "proffer/";
constexpr std::size_t k_shown_bytes = 120;

bool is_oid(std::string_view text) {
    const bool is_hexadecimal =
        std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    return is_hexadecimal && (text.size() == 40 || text.size() == 64);
}

/// No length is written down here, so that it holds for every kind of object id.
bool is_zero(std::string_view oid) {
    return oid.find_first_not_of('0') == std::string_view::npos;
}

/// git-check-ref-format(1), for a full ref.
bool is_ref_name(std::string_view name) {
    constexpr std::string_view k_forbidden = " ~^:?*[\\";
    const auto is_bad = [&](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || k_forbidden.find(c) != std::string_view::npos;
    };
    if (!name.starts_with("refs/") || name.ends_with('/') || name.ends_with('.')) return false;
    if (std::any_of(name.begin(), name.end(), is_bad)) return false;
    for (const std::string_view never : {"..", "//", "/.", "@{"})
        if (name.find(never) != std::string_view::npos) return false;
    const auto parts = base::split(name, '/');
    return std::none_of(parts.begin(), parts.end(), [](std::string_view part) { return part.ends_with(".lock"); });
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Takes the word behind the last blank off `line`.
std::string_view take_last_word(std::string_view& line) {
    const auto blank = line.rfind(' ');
    if (blank == std::string_view::npos) return {};
    const std::string_view word = line.substr(blank + 1);
    line = line.substr(0, blank);
    return word;
}

bool is_sound(const PushedRef& ref) {
    return is_oid(ref.commit) && is_oid(ref.before) && ref.commit.size() == ref.before.size() && is_ref_name(ref.remote_ref) &&
           !ref.local_ref.empty() && !has_control(ref.local_ref);
}

Error malformed(std::size_t number, std::string_view line) {
    return {ErrorCode::protocol,
            fmt::format("line {} of the pushed refs is not as git writes it: '{}'", number,
                        base::visible_line(base::prefix(line, k_shown_bytes))),
            "give the hook's standard input to 'proffer hook pre-push' unchanged",
            {}};
}

}  // namespace

bool PushedRef::is_deletion() const {
    return is_zero(commit);
}

bool PushedRef::is_new() const {
    return is_zero(before);
}

std::string PushedRef::branch() const {
    return remote_ref.starts_with(k_heads) ? remote_ref.substr(k_heads.size()) : std::string();
}

Result<std::vector<PushedRef>> parse_pre_push(std::string_view lines) {
    if (lines.size() > k_pre_push_limit_bytes)
        return Error{ErrorCode::denied, "the push names more refs than proffer reads", "push fewer refs at a time", {}};
    std::vector<PushedRef> refs;
    for (const std::string_view whole : base::split_lines(lines)) {
        if (!whole.ends_with('\n')) return malformed(refs.size() + 1, whole);
        std::string_view line = whole.substr(0, whole.size() - 1);
        PushedRef ref;
        ref.before = take_last_word(line);
        ref.remote_ref = take_last_word(line);
        ref.commit = take_last_word(line);
        ref.local_ref = line;
        if (!is_sound(ref)) return malformed(refs.size() + 1, whole.substr(0, whole.size() - 1));
        refs.push_back(std::move(ref));
    }
    return refs;
}

Result<std::optional<PreCommitPush>> parse_pre_commit(const os::Environment& environment) {
    const auto value = [&](const char* name) { return environment.value_or(name, ""); };
    PreCommitPush push;
    push.ref.commit = value("PRE_COMMIT_TO_REF");
    if (push.ref.commit.empty()) push.ref.commit = value("PRE_COMMIT_SOURCE");
    push.ref.before = value("PRE_COMMIT_FROM_REF");
    if (push.ref.before.empty()) push.ref.before = value("PRE_COMMIT_ORIGIN");
    push.ref.remote_ref = value("PRE_COMMIT_REMOTE_BRANCH");
    push.remote = value("PRE_COMMIT_REMOTE_NAME");
    push.url = value("PRE_COMMIT_REMOTE_URL");
    push.ref.local_ref = environment.value_or("PRE_COMMIT_LOCAL_BRANCH", "HEAD");
    if (push.ref.commit.empty() || push.ref.remote_ref.empty()) return std::optional<PreCommitPush>();
    // For a branch that is new on the remote it tells an ancestor there, or nothing.
    if (push.ref.before.empty()) push.ref.before = std::string(push.ref.commit.size(), '0');
    if (!is_sound(push.ref))
        return Error{
            ErrorCode::protocol, "the variables PRE_COMMIT_… name no push", "let pre-commit run proffer at the stage pre-push", {}};
    return std::optional(std::move(push));
}

std::vector<PushedRef> branches_to_run_for(const std::vector<PushedRef>& refs) {
    std::vector<PushedRef> branches;
    std::set<std::string_view> seen;
    for (const PushedRef& ref : refs) {
        const std::string branch = ref.branch();
        if (ref.is_deletion() || branch.empty() || branch.starts_with(k_ours)) continue;
        if (seen.insert(ref.remote_ref).second) branches.push_back(ref);
    }
    return branches;
}

domain::Trigger push_trigger(const PushedRef& ref, const std::string& remote, domain::Trigger trigger) {
    trigger.kind = domain::TriggerKind::pre_push;
    trigger.summary = fmt::format("push of {} to {}", base::visible_line(ref.branch()), base::visible_line(remote));
    trigger.values["push.branch"] = ref.branch();
    trigger.values["push.ref"] = ref.remote_ref;
    trigger.values["push.remote"] = remote;
    trigger.values["push.commit"] = ref.commit;
    trigger.values["push.before"] = ref.is_new() ? std::string() : ref.before;
    return trigger;
}

}  // namespace proffer::ci
