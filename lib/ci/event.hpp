// Events of the forges: the payload of a webhook, as CI systems hand it to a job. Untrusted to the last byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/trigger.hpp"
#include "os/environment.hpp"

namespace proffer::ci {

struct Actor {
    std::int64_t id = 0;
    std::string login;
};

/// Something that may start a task, once it is known that its sender may.
struct Event {
    domain::Trigger trigger;          ///< kind `issue_label` or `comment`
    std::vector<std::string> labels;  ///< that came with it: the one that was put on, or all where the forge does not tell which
    std::string command;              ///< first word of a comment, when it begins with a slash: "/proffer"
    Actor sender;                     ///< who did it
};

inline constexpr std::size_t k_event_limit_bytes = 16 * 1024 * 1024;

/// Payloads of GitHub, Gitea and Forgejo (issues, issue_comment) and GitLab (issue and note hooks). Nothing for events and actions that
/// start no task. Fails with `protocol` when one that does lacks what it must have. Sources: docs.github.com/webhooks, docs.gitlab.com
/// (webhook events), modules/structs/hook.go of Gitea.
[[nodiscard]] Result<std::optional<Event>> parse_event(std::string_view payload);

/// The file that holds the event of this job: GITHUB_EVENT_PATH for the events `issues` and `issue_comment`, TRIGGER_PAYLOAD in GitLab;
/// empty for every other job.
[[nodiscard]] std::string event_file(const os::Environment& environment);

/// What of `task` the event is for.
[[nodiscard]] bool is_for(const Event& event, const domain::Task& task);

}  // namespace proffer::ci
