// Events of the forges and their CI systems as one value. Untrusted to the last byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/trigger.hpp"

namespace proffer::ci {

struct Actor {
    std::int64_t id = 0;
    std::string login;
};

/// The issue or pull request that an event is about, as it was when the event was sent.
struct Subject {
    std::int64_t number = 0;
    bool is_pull_request = false;
    std::string title, body, author, url;
};

/// The comment, review or comment on a file that is the event.
struct SentComment {
    std::int64_t id = 0;
    std::string body;  ///< whole, with the command
    std::string updated_at;
    Actor author;
};

/// Where a pull request comes from and where it goes; what an event does not tell is empty.
struct Branches {
    std::string head_branch, head_commit, base_branch, base_commit;
    bool is_fork = false;  ///< the head lies in another repository
};

/// A run of the CI system that failed.
struct FailedRun {
    std::int64_t id = 0;
    std::string name, branch, head_commit, url;
};

/// Something that may start a task.
struct Event {
    std::string name;                 ///< as the forge calls it, with its action: "issues.labeled"
    domain::Trigger trigger;          ///< kind `manual` for what starts only tasks that the job names
    std::vector<std::string> labels;  ///< that came with it: the one that was put on, or all where the forge does not tell which
    std::string command;              ///< first word of a comment, when it begins with a slash: "/proffer"
    Actor sender;                     ///< who did it; id 0: the forge itself
    bool is_open_to_all = false;      ///< anybody with an account can send it, so the forge is asked who that is
    std::vector<std::string> tasks;   ///< named by a dispatch
    std::string instruction;          ///< given by a dispatch
    std::optional<Subject> subject;
    std::optional<SentComment> comment;
    std::optional<Branches> branches;  ///< of a pull request, where the event tells them; of a failed run, for the default branch
    std::optional<FailedRun> failed_run;
};

inline constexpr std::size_t k_event_limit_bytes = 16 * 1024 * 1024;

/// Everything proffer writes on a forge begins so, and nothing that begins so is an event for it (security.md T4).
inline constexpr std::string_view k_own_mark = "<!-- proffer";

/// Payloads of GitHub, Gitea, Forgejo and GitLab. `name` is GITHUB_EVENT_NAME; empty: told by the shape. Nothing for events and actions
/// that start no task. Fails with `protocol` when one that does lacks what it must have. Sources: docs.github.com/webhooks,
/// docs.gitlab.com (webhook events), modules/structs/hook.go of Gitea.
[[nodiscard]] Result<std::optional<Event>> parse_event(std::string_view payload, std::string_view name = {});

/// What of `task` the event is for. A comment on a pull request is for `comment` by its command, and without any for `review-comment`.
[[nodiscard]] bool is_for(const Event& event, const domain::Task& task);

}  // namespace proffer::ci
