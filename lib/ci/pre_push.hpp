// What git tells a pre-push hook: one line a ref on stdin, and the variables that pre-commit gives instead. Untrusted to the last byte.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/trigger.hpp"
#include "os/environment.hpp"

namespace proffer::ci {

/// One ref of a push. Object ids are 40 or 64 hexadecimal digits, lower case; one of zeros alone is no object.
struct PushedRef {
    std::string local_ref;   ///< "refs/heads/main", "HEAD~2", "(delete)": whatever was typed
    std::string commit;      ///< what the remote ref is to hold
    std::string remote_ref;  ///< "refs/heads/main"
    std::string before;      ///< what it holds now, as far as this repository knows

    [[nodiscard]] bool is_deletion() const;
    [[nodiscard]] bool is_new() const;
    /// "main" of "refs/heads/main"; empty for tags and other refs.
    [[nodiscard]] std::string branch() const;
};

inline constexpr std::size_t k_pre_push_limit_bytes = 32 * 1024 * 1024;

/// Every line as githooks(5) describes it: "local-ref SP object SP remote-ref SP object LF". Fails with `protocol` for anything else, an
/// unfinished last line too, and with `denied` over `k_pre_push_limit_bytes`. The local ref is the user's spelling and may hold blanks
/// ("HEAD@{1 day ago}").
[[nodiscard]] Result<std::vector<PushedRef>> parse_pre_push(std::string_view lines);

/// A push as the pre-commit program tells it: one ref, in PRE_COMMIT_FROM_REF, PRE_COMMIT_TO_REF and PRE_COMMIT_REMOTE_BRANCH.
struct PreCommitPush {
    std::string remote, url;
    PushedRef ref;
};
/// Nothing when the variables are not there. Fails with `protocol` when they do not fit together.
[[nodiscard]] Result<std::optional<PreCommitPush>> parse_pre_commit(const os::Environment& environment);

/// The branches that tasks run for: neither deleted, nor a tag, nor one of proffer's own (security.md T4); each once.
[[nodiscard]] std::vector<PushedRef> branches_to_run_for(const std::vector<PushedRef>& refs);

/// A pushed branch as what started a run. Values that need the repository ("push.log", "push.diff", "push.files") are not in it.
[[nodiscard]] domain::Trigger push_trigger(const PushedRef& ref, const std::string& remote, domain::Trigger trigger);

}  // namespace proffer::ci
